"""Shapes of messages on Discord that must do nothing, each beside a plain one that is heard, and heard once the wall
is down. The real discord.py, against a Discord over loopback.
"""

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from bot.platforms.discord import intake
from tests.bot.discord_stage import Stage, staged
from tests.fakes.discord import DirectChannel, User, posting
from tests.fakes.discord.nouns import Upload

PINNED, BOOSTED, THREAD_BEGAN, AUTOMATED = 6, 8, 21, 24
"""Kinds of messages that Discord itself makes of what people wrote or did."""


@pytest.fixture
async def stage(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> AsyncIterator[Stage]:
    """A server with some people on it."""
    async with staged(monkeypatch, tmp_path) as made:
        yield made


def put(stage: Stage, chat: DirectChannel, words: str, *, author: User | None = None, **more: Any) -> Any:
    """A message in Ana's private chat, where everything said is said to the bot."""
    body = {"content": words}
    return posting.create(stage.fake.world, chat, author or stage.ana, body, op="person:say", **more)


def bridge(stage: Stage) -> User:
    """Another application's account."""
    made = stage.fake.user("Bridge")
    made.bot = True
    return made


def edited(stage: Stage, chat: DirectChannel, words: str) -> None:
    """Said in other words first."""
    message = put(stage, chat, "Good morning!", author=stage.fake.world.bot)
    posting.edit(stage.fake.world, message, {"content": words}, op="person:edit")


def captioned(stage: Stage, chat: DirectChannel, words: str) -> None:
    """The text beside a file."""
    file = Upload(id=0, filename="a.png", data=b"png")
    body = {"content": words}
    posting.create(stage.fake.world, chat, stage.ana, body, {0: file}, op="person:say")


def embedded(stage: Stage, chat: DirectChannel, words: str) -> None:
    """The preview of a page."""
    body = {"content": "", "embeds": [{"title": words, "description": words}]}
    posting.create(stage.fake.world, chat, stage.ana, body, op="person:say")


SHAPES: dict[str, Callable[[Stage, DirectChannel, str], object]] = {
    "an edit": edited,
    "a webhook's": lambda stage, chat, words: put(stage, chat, words, webhook_id=stage.fake.world.clock.new_id()),
    "another bot's": lambda stage, chat, words: put(stage, chat, words, author=bridge(stage)),
    "its own": lambda stage, chat, words: put(stage, chat, words, author=stage.fake.world.bot),
    "a forward": lambda stage, chat, words: put(stage, chat, "", reference=put(stage, chat, "")),
    "a caption": captioned,
    "an embed": embedded,
    "code": lambda stage, chat, words: put(stage, chat, f"`{words}`"),
    "a block of code": lambda stage, chat, words: put(stage, chat, f"```\n{words}\n```"),
    "pinned": lambda stage, chat, words: put(stage, chat, words, type=PINNED),
    "boosted": lambda stage, chat, words: put(stage, chat, words, type=BOOSTED),
    "a thread's beginning": lambda stage, chat, words: put(stage, chat, words, type=THREAD_BEGAN),
    "Discord's own moderation": lambda stage, chat, words: put(stage, chat, words, type=AUTOMATED),
}
WORDLESS = {"a forward", "an embed", "an edit", "its own"}
"""Shapes whose words do not even come as far: discord.py or the client leaves them out."""


@pytest.mark.parametrize("cured", [True, False], ids=["cured", "bare"])
async def test_what_only_looks_like_a_command_does_nothing(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, cured: bool
) -> None:
    if not cured:
        monkeypatch.setattr(intake, "is_said_by_a_person", lambda message: True)
    async with stage.connected():
        chat = await stage.ana.dm()
        for number, shape in enumerate(SHAPES.values()):
            shape(stage, chat, f"denied {number}.")
            await stage.ana.say(chat, f"allowed {number}.")
        await stage.until(lambda: any(f"allowed {len(SHAPES) - 1}." in one.text for one in stage.ears.said))
    said = [one.text for one in stage.ears.said]
    assert [text for text in said if text.startswith("allowed")] == [f"allowed {n}." for n in range(len(SHAPES))]
    heard = {name for n, name in enumerate(SHAPES) if any(f"denied {n}." in text for text in said)}
    assert heard == (set() if cured else SHAPES.keys() - WORDLESS)

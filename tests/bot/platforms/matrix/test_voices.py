"""Shapes of events that must do nothing, each beside a plain command that is heard; and heard once the wall is down.

On the real client, as real clients send them: encrypted, in a room of the bot's.
"""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from bot.demo.cast import Person
from bot.platforms.matrix import inbound
from bot.platforms.matrix.inbound import Me
from bot.platforms.matrix.machine import Machine
from commands.engine.heard import Heard
from tests.bot.platforms.matrix.test_pitfalls import client_of, is_level, room_of, with_and_without_the_cure
from tests.fakes.matrix.stage import Stage
from tests.real.test_matrix_platform import Bot, until

EDITED = {"rel_type": "m.replace", "event_id": "$before"}
REPLY = {"m.in_reply_to": {"event_id": "$before"}}
IMAGE = {"url": "mxc://fake.test/1", "filename": "a.png"}

CONTENTS: Mapping[str, Callable[[str], dict[str, Any]]] = {
    "an edit": lambda words: {"body": f"* {words}", "m.new_content": {"body": words}, "m.relates_to": EDITED},
    "an edit without the old text": lambda words: {"body": words, "m.relates_to": EDITED},
    "an edit that says not of what": lambda words: {"body": words, "m.new_content": {"body": words}},
    "the quoted part of a reply": lambda words: {"body": f"> <@bob:fake.test> {words}", "m.relates_to": REPLY},
    "the same without the sign": lambda words: {
        "body": f"> {words}\n> {words}\n\n",
        "formatted_body": f"<mx-reply><blockquote>{words}</blockquote></mx-reply>",
        "m.relates_to": REPLY,
    },
    "a forward": lambda words: {"body": words, "m.forwarded": {"event_id": "$before", "sender": "@bob:fake.test"}},
    "a notice": lambda words: {"body": words, "msgtype": "m.notice"},
    "an emote": lambda words: {"body": words, "msgtype": "m.emote"},
    "a caption": lambda words: {"body": words, "msgtype": "m.image"} | IMAGE,
    "a file of that name": lambda words: {"body": words, "filename": words, "msgtype": "m.file", "url": IMAGE["url"]},
    "a place": lambda words: {"body": words, "msgtype": "m.location", "geo_uri": "geo:0,0"},
    "code": lambda words: {"body": f"`{words}`"},
    "a block of code": lambda words: {"body": f"```\n{words}\n```"},
    "code by its looks": lambda words: {"body": words, "formatted_body": f"<pre><code>{words}</code></pre>"},
    "what people see is another text": lambda words: {"body": words, "formatted_body": "<p>Good morning!</p>"},
    "people see less": lambda words: {"body": f"{words} now", "formatted_body": f"<p>{words}</p>"},
    "people see nothing": lambda words: {"body": words, "formatted_body": "<p></p><!-- -->"},
    "no text at all": lambda words: {"body": words, "msgtype": None},
    "a kind nobody knows": lambda words: {"body": words, "msgtype": "org.example.text"},
}
"""The content of messages, each of which holds the words of a command somewhere."""


def all_words(content: Mapping[str, Any], me: Me) -> tuple[str, bool]:
    """What would be taken for words without any care."""
    return str(content["body"]), False


def never(*arguments: object) -> bool:
    """No."""
    return False


def always(*arguments: object) -> bool:
    """Yes."""
    return True


async def sealed(person: Person, room: str, words: str) -> dict[str, Any]:
    """A ciphertext of theirs that was never sent."""
    content = {"msgtype": "m.text", "body": words}
    return await person._account.keys.encrypt(room, content, may_receive=None)


def believed(bot: Bot) -> list[str]:
    """What was said as it counts in an encrypted room: from a device that vouches for it."""
    return [one.text for one in bot.events if isinstance(one, Heard) and one.verified]


@with_and_without_the_cure
async def test_what_only_looks_like_a_command_does_nothing(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, cured: bool
) -> None:
    if not cured:
        monkeypatch.setattr(inbound, "_spoken", all_words)
    bot, alice = await stage.bot(), await stage.person("alice")
    room = await room_of(stage, bot, alice)
    for number, (name, content) in enumerate(CONTENTS.items()):
        await alice.say(room, "", **content(f"!denied {number}."))
        await alice.say(room, f"!allowed {name}")
    await bot.heard(f"!allowed {name}")
    allowed = [text for text in bot.texts() if text.startswith("!allowed")]
    assert allowed == [f"!allowed {name}" for name in CONTENTS]
    denied = [n for n, name in enumerate(CONTENTS) if any(f"!denied {n}." in text for text in bot.texts())]
    assert denied == ([] if cured else list(range(len(CONTENTS))))


@pytest.mark.later
@with_and_without_the_cure
async def test_bots_and_ghosts_of_bridges_are_not_heard(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, cured: bool
) -> None:
    bot, alice = stage.process(), await stage.person("alice")
    bot.platform._me = Me(user_id=bot.platform.account, known_bots=frozenset({"@draupnir:fake.test"}))
    await bot.start()
    others = [await stage.person(name) for name in ("_bridge_alice", "draupnir")]
    room = await room_of(stage, bot, alice, *others)
    if not cured:
        monkeypatch.setattr(Me, "is_bot", never)
    for one in (*others, alice):
        await one.say(room, f"!from {one.user_id}")
    await bot.heard(f"!from {alice.user_id}")
    assert len(bot.texts()) == (1 if cured else 3)


@with_and_without_the_cure
async def test_words_under_another_name_are_not_believed(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, cured: bool
) -> None:
    bot, alice, bob = await stage.bot(), await stage.person("alice"), await stage.person("bob")
    room = await room_of(stage, bot, alice, bob)
    if not cured:
        monkeypatch.setattr(Machine, "is_genuine", always)
    place = stage.server.world.rooms[room]
    relabelled = await sealed(alice, room, "!by alice as bob")
    with_his_device = await sealed(alice, room, "!by alice as bob with his device")
    his = client_of(bob)
    stage.server.put(place, bob.user_id, "m.room.encrypted", relabelled)
    stage.server.put(place, bob.user_id, "m.room.encrypted", with_his_device | {"device_id": his.device_id})
    stage.server.put(place, bob.user_id, "m.room.message", {"msgtype": "m.text", "body": "!in clear as bob"})
    await bob.say(room, "!bob himself")
    await bot.heard("!bob himself")
    assert ("!by alice as bob" in believed(bot)) is not cured
    assert believed(bot)[-1] == "!bob himself"
    assert cured is (believed(bot) == ["!bob himself"])
    assert "!in clear as bob" not in believed(bot)


@pytest.mark.parametrize("restarted", [False, True], ids=["", "restarted"])
@with_and_without_the_cure
async def test_a_ciphertext_that_comes_again_under_another_id_is_known_again(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, cured: bool, restarted: bool
) -> None:
    """In one process it is not heard; in the next one it has the same `replay_key`, which the inbox takes once."""
    bot, alice = await stage.bot(), await stage.person("alice")
    room = await room_of(stage, bot, alice)
    said = await alice.say(room, "!close")
    first = await bot.heard("!close")
    await is_level(stage, bot)
    place, event = stage.server.world.events[said]
    if restarted:
        bot = await stage.again(bot)
    if not cured:
        monkeypatch.setattr(Machine, "message_index_ok", always)
    stage.server.put(place, alice.user_id, "m.room.encrypted", event["content"], at=event["origin_server_ts"] / 1000)
    await alice.say(room, "!end")
    await bot.heard("!end")
    again = [one for one in bot.events if isinstance(one, Heard) and one.text == "!close" and one is not first]
    assert len(again) == (0 if cured and not restarted else 1)
    assert all((one.replay_key == first.replay_key) is cured for one in again)


async def test_what_was_taken_back_before_it_was_heard_is_not_heard(stage: Stage) -> None:
    bot, alice = await stage.bot(), await stage.person("alice")
    room = await room_of(stage, bot, alice)
    await is_level(stage, bot)
    await bot.crash()
    await alice.redact(room, await alice.say(room, "!taken back"))
    await alice.say(room, "!stands")
    bot = await stage.again(bot)
    await bot.heard("!stands")
    assert bot.texts() == ["!stands"]


async def test_votes_reactions_stickers_and_state_are_no_words(stage: Stage) -> None:
    bot, alice = await stage.bot(), await stage.person("alice")
    room = await room_of(stage, bot, alice)
    place, words = stage.server.world.rooms[room], {"msgtype": "m.text", "body": "!denied"}
    for kind in ("m.sticker", "org.matrix.msc3381.poll.response", "m.reaction", "m.room.encrypted", "org.example"):
        stage.server.put(place, alice.user_id, kind, words)
        await alice.send(room, words, kind=kind)
    stage.server.put(place, alice.user_id, "m.room.message", words, state_key="")
    stage.server.put(place, bot.platform.account, "m.room.message", words)
    await alice.say(room, "!allowed")
    await bot.heard("!allowed")
    await until(lambda: bot.texts() == ["!allowed"])

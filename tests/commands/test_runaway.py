"""Runaway texts in what is written freely: told in a sentence, kept or refused as a whole, mentioning nobody."""

import pytest
from sqlalchemy import select

from bot.platform import Rendered
from commands.engine.options import MAX_TEXT
from commands.engine.turn import MAX_SAID
from storage.letter import Inquiry, Letter
from storage.question import Question
from tests.cast import Cast
from tests.engagements import Engaged, drafted, proposed

# what is said, up to the text, and what is told when it was kept
WRITTEN = {
    "engagement question {code} ": "engagement-question-proposed",
    "engagement letter {code} ": "engagement-letter-drafted",
    "engagement comment {letter} ": "engagement-commented",
    "engagement reword {question} ": "engagement-question-reworded",
    "engagement escalate {code} ": "engagement-level",
    "engagement ask {code} short ": "engagement-ask-added",
    "question ask group:LEV ": "question-asked",
    "lesson add worked tools kind title:Nights ": "lesson-added",
    'disclosure ask "Volta Motors" "in 30 days" ': "disclosure-asked",
    "plan add {code} 9 March action:Pay responsible:Volta verification:Visit consequence:None finding:": "plan-added",
}
NOTHING = ("\u200b" * 50, "\u2800\u3164", " \u202e \u00ad ")
HEAVY = {
    "emoji": "😀" * 4_000,
    "joiners": "a\u200b\u200d" * 1_500 + "b",
    "turned": "pay \u202ethe workers\u202c now",
    "nested": "> " * 300 + "x " + "*_" * 400 + "x" + "[" * 500,
    "mentions": " ".join(f"@user{n}:memory" for n in range(400)) + " @room @everyone <@123456789012345678>",
}


async def said(engaged: Engaged, pattern: str, text: str) -> str:
    """The whole command, with the text as it is given there."""
    cast, code = engaged
    filled = pattern.format(code=code, letter="{letter}", question="{question}")
    if "{letter}" in filled:
        filled = filled.format(letter=await drafted(cast, code))
    elif "{question}" in filled:
        filled = filled.format(question=await proposed(cast, code))
    return f'{filled}"{text}"' if filled.endswith(":") else filled + text


def outside(cast: Cast, since: int) -> list[str]:
    """What was posted anywhere but in Greta's own chat."""
    chats = cast.chats(cast.greta.account)
    return [post.plain for post in cast.platform.log[since:] if post.room not in chats]


@pytest.mark.parametrize("pattern", WRITTEN)
async def test_a_text_too_long_is_asked_for_again_and_the_rest_is_kept(engaged: Engaged, pattern: str) -> None:
    cast, _ = engaged
    command = await said(engaged, pattern, "word " * 2_500 + "x")
    before = len(cast.platform.log)
    await cast.greta.asks(command)
    assert cast.greta.was_told("text-long"), cast.greta.text
    assert "12,501 characters" in cast.greta.text
    assert outside(cast, before) == []
    await cast.greta.asks("What is shorter.")
    assert cast.greta.was_told(WRITTEN[pattern]), cast.greta.text


@pytest.mark.later
@pytest.mark.parametrize("nothing", NOTHING, ids=["spaces", "letters", "controls"])
async def test_a_text_that_nobody_can_see_is_none(engaged: Engaged, nothing: str) -> None:
    cast, _ = engaged
    for pattern in WRITTEN:
        command = await said(engaged, pattern, nothing)
        before = len(cast.platform.log)
        await cast.greta.asks(command)
        assert not cast.greta.was_told(WRITTEN[pattern]), cast.greta.text
        assert outside(cast, before) == []
        await cast.greta.asks("cancel")


async def test_half_a_message_is_never_taken_for_the_whole(engaged: Engaged) -> None:
    """Its end would be cut off inside the second text, which would then be one word, and the rest another's."""
    cast, code = engaged
    half = "word " * (MAX_TEXT // 5 - 1)
    command = f'plan add {code} 9 March responsible:Volta verification:Visit finding:"{half}" action:"{half}"'
    assert len(command) > MAX_SAID
    before = len(cast.platform.log)
    await cast.greta.asks(command)
    assert cast.greta.was_told("said-long"), cast.greta.text
    assert "plan add" in cast.greta.text
    assert outside(cast, before) == []
    await cast.greta.asks(f"plan list {code}")
    assert "Visit" not in cast.greta.text
    await cast.luc.says("LEV", "word " * 5_000)
    assert cast.luc.posts == [], "people may talk among themselves as long as they like"


@pytest.mark.later
@pytest.mark.parametrize("heavy", HEAVY)
async def test_a_heavy_text_is_kept_mentions_nobody_and_holds_nothing_up(engaged: Engaged, heavy: str) -> None:
    cast, code = engaged
    before = len(cast.platform.log)
    for pattern in WRITTEN:
        await cast.greta.asks(await said(engaged, pattern, HEAVY[heavy]))
        assert cast.greta.was_told(WRITTEN[pattern]), cast.greta.text
    for post in cast.platform.log[before:]:
        assert isinstance(post.text, Rendered)
        assert post.text.mentions == ()
        assert len(post.text.plain) + len(post.text.html) < 60_000
    await cast.luc.asks(f"engagement montrer {code}")
    assert cast.luc.was_told("engagement-shown"), "whoever comes next is served"


@pytest.mark.parametrize("heavy", HEAVY)
async def test_what_is_shortened_in_a_room_is_kept_as_a_whole(engaged: Engaged, heavy: str) -> None:
    cast, code = engaged
    for command in (f"engagement question {code} ", f"engagement letter {code} ", "question ask group:LEV "):
        await cast.greta.asks(command + HEAVY[heavy])
    async with cast.app.storage.unit() as unit:
        inquiry, letter = await unit.scalar(select(Inquiry)), await unit.scalar(select(Letter))
        question = await unit.scalar(select(Question))
        texts = [one.text for one in (inquiry, letter, question) if one is not None]
    assert texts == [HEAVY[heavy]] * 3

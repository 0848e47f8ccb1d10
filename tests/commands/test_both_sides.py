"""One group on two platforms, one person on both: each room is spoken to in its own way, and everybody counts once."""

import re
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from storage.access import Label
from storage.base import Base
from storage.lesson import LessonUse
from storage.letter import Agreement, Signature
from storage.meeting import Rsvp, RsvpAnswer
from storage.summary import Acknowledgement
from tests.cast import Cast
from tests.engagements import Engaged, drafted, proposed
from tests.summaries import released, with_buyers


async def rows(cast: Cast, kind: type[Base]) -> int:
    """How many of this kind there are."""
    async with cast.app.storage.unit() as unit:
        return len((await unit.session.scalars(select(kind))).all())


async def answers(cast: Cast) -> list[RsvpAnswer]:
    """Every answer to any invitation."""
    async with cast.app.storage.unit() as unit:
        return [one.answer for one in await unit.session.scalars(select(Rsvp))]


async def meeting_code(cast: Cast) -> str:
    await cast.sofia.asks("meeting schedule 9 March 2pm Charging group:LEV")
    found = re.search(r"MTG-[\w-]+", cast.sofia.text)
    assert found is not None, cast.sofia.text
    return found[0]


async def test_a_post_stands_in_both_rooms_each_in_its_language(both: Cast) -> None:
    await both.sofia.asks("room language LEV-discord fr")
    code = await meeting_code(both)
    here, there = await both.post("LEV", "meeting-announced"), await both.post("LEV-discord", "meeting-announced")
    assert "!meeting rsvp" in here.plain
    assert "/réunion" in there.plain
    assert code in here.plain
    assert code in there.plain


@pytest.mark.parametrize("first", ["memory", "discord"])
async def test_an_answer_from_the_other_side_changes_the_first_and_adds_none(both: Cast, first: str) -> None:
    code = await meeting_code(both)
    one, other = both.greta, both.greta.discord
    if first == "discord":
        one, other = other, one
    await one.asks(f"meeting rsvp {code} yes")
    await other.asks(f"meeting rsvp {code} no")
    assert other.was_told("rsvp-noted")
    assert await answers(both) == [RsvpAnswer.NO]


async def test_a_button_there_and_a_reaction_here_are_one_answer(both: Cast) -> None:
    await meeting_code(both)
    await both.greta.reacts(await both.post("LEV", "meeting-announced"), "👍")
    await both.greta.discord.clicks(await both.post("LEV-discord", "meeting-announced"), "no")
    assert both.greta.discord.was_told("rsvp-noted")
    assert await answers(both) == [RsvpAnswer.NO]


@pytest.mark.later
async def test_an_organisation_acknowledges_once_from_whichever_side(both: Cast) -> None:
    both.lets_through(Label.AMBER)
    code = await released(await with_buyers(both), readers="affiliates")
    for one in (both.greta, both.greta.discord, both.gus.discord):
        await one.asks(f"summary acknowledge {code}")
    assert await rows(both, Acknowledgement) == 1


async def test_an_organisation_agrees_once_and_changes_its_mind_from_the_other_side(engaged_on_both: Engaged) -> None:
    both, engagement = engaged_on_both
    both.lets_through(Label.AMBER)
    await both.olga.asks(f"engagement join {engagement} yes")
    question = await proposed(both, engagement)
    await both.luc.asks(f"engagement agree {question}")
    await both.luc.discord.forms("engagement agree", code=question)
    assert both.luc.discord.was_told("engagement-agreed-already")
    await both.luc.discord.forms("engagement agree", code=question, agree="no")
    assert both.luc.discord.was_told("engagement-disagreed")
    async with both.app.storage.unit() as unit:
        standing = [one.void_at is None for one in await unit.session.scalars(select(Agreement)) if one.version == 1]
    assert sorted(standing) == [False, True], "Ghent's, who proposed it, and Lyon's former one"


@pytest.mark.later
async def test_a_letter_is_signed_once_for_an_organisation(engaged_on_both: Engaged) -> None:
    both, engagement = engaged_on_both
    both.lets_through(Label.AMBER)
    letter = await drafted(both, engagement)
    await both.greta.asks(f"engagement sign {letter}")
    await both.greta.discord.forms("engagement sign", code=letter)
    await both.greta.discord.forms("engagement sign", code=letter)
    assert await rows(both, Signature) == 1


async def test_a_lesson_is_counted_as_used_once_by_an_organisation(both: Cast) -> None:
    await both.luc.asks('lesson add worked tools named title:"Ask early" We asked early.')
    for one in (both.greta, both.greta.discord, both.gus.discord):
        await one.asks("lesson used L-1")
    assert await rows(both, LessonUse) == 1


async def test_whoever_has_one_account_alone_counts_like_everybody(both: Cast) -> None:
    code = await meeting_code(both)
    await both.dana.forms("meeting rsvp", code=code, answer="yes")
    await both.olga.asks(f"meeting rsvp {code} yes")
    await both.sofia.asks(f"meeting show {code}")
    assert "City of Delft" in both.sofia.text
    assert "City of Oslo" in both.sofia.text
    assert await rows(both, Rsvp) == 2


@pytest.mark.later
async def test_a_message_for_one_person_arrives_once(both: Cast) -> None:
    both.greta.heard_from, both.greta.discord.heard_from = len(both.greta.side.log), len(both.greta.discord.side.log)
    code = await meeting_code(both)
    for one in (both.greta, both.greta.discord):
        await one.asks(f"meeting rsvp {code} yes")
    told = []
    await both.until(datetime(2027, 3, 9, 12, 30, tzinfo=UTC))
    await both.sofia.asks(f"meeting cancel {code}")
    before = len(both.greta.side.log), len(both.greta.discord.side.log)
    await both.sofia.asks("yes")
    for one, since in zip((both.greta, both.greta.discord), before, strict=True):
        chats = both.chats(one.account, one.platform)
        told += [post for post in one.side.log[since:] if post.room in chats]
    assert ["meeting-cancelled-notice" in both.keys(post) for post in told] == [True]

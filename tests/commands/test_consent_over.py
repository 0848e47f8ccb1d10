"""What waits for somebody's yes doesn't wait for ever: it is deleted, and whoever wanted it is told."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from commands.engine.heard import Quoted
from storage.inbox import Occurrence
from storage.lesson import Lesson
from storage.outbox import Parcel
from storage.update import UpdateItem
from tests.cast import Cast, Member
from tests.summaries import COMPANY

SAID = Quoted(sender="@luc:memory", text="Volta has begun to pay the night shifts at its second plant.")
DAYS = timedelta(days=30)
AN_HOUR = timedelta(hours=1)


async def restricted(cast: Cast) -> None:
    """What is said in LEV's room may be AMBER, so that it waits for whoever said it."""
    for one in (cast.sofia, cast.tom):
        await one.asks("room authorise LEV amber")
        await one.asks("yes")


def times(one: Member, key: str) -> int:
    """How often somebody was told this in private."""
    chats = one.cast.chats(one.account, one.platform)
    return sum(key in one.cast.keys(post) for post in one.side.log if post.room in chats)


async def kept(cast: Cast, subject: str) -> list[str]:
    """The words that items, lessons and what was sent about this subject hold still."""
    async with cast.app.storage.unit() as unit:
        items = [one.words for one in await unit.scalars(select(UpdateItem))]
        lessons = [one.text + one.title + one.stems for one in await unit.scalars(select(Lesson))]
        sent = await unit.scalars(select(Parcel).where(Parcel.subject.like(f"{subject}:%")))
        return [words for words in (*items, *lessons, *(one.payload for one in sent)) if words]


async def test_words_for_the_update_that_nobody_answered_are_deleted_and_staff_told(cast: Cast) -> None:
    await restricted(cast)
    await cast.sofia.says("LEV", "!update post activities", quoted=SAID)
    await cast.passes(DAYS - AN_HOUR)
    assert len(await kept(cast, "words")) == 2, "the item, and what Luc was asked"
    assert times(cast.sofia, "update-words-over") == 0
    await cast.passes(AN_HOUR)
    assert await kept(cast, "words") == []
    assert times(cast.sofia, "update-words-over") == 1
    await cast.passes(AN_HOUR)
    assert times(cast.sofia, "update-words-over") == 1
    await cast.luc.asks("moi")
    assert "U-1" not in cast.luc.text
    await cast.luc.asks("bulletin consentir U-1 sans nom")
    assert cast.luc.was_told("absent")
    await cast.sofia.asks("update list")
    assert cast.sofia.was_told("update-none")


@pytest.mark.later
async def test_who_answered_is_not_overtaken(cast: Cast) -> None:
    await restricted(cast)
    await cast.sofia.says("LEV", "!update post activities", quoted=SAID)
    await cast.luc.asks("bulletin consentir U-1 sans nom")
    await cast.passes(DAYS + AN_HOUR)
    assert times(cast.sofia, "update-words-over") == 0
    await cast.sofia.asks("update publish U-1")
    assert cast.sofia.was_told("update-published")


@pytest.mark.later
async def test_what_is_on_hold_is_kept_until_the_hold_is_lifted(cast: Cast) -> None:
    await restricted(cast)
    await cast.sofia.says("LEV", "!update post activities", quoted=SAID)
    await cast.greta.asks(f'lesson keep Luc worked tools title:"Nights" {SAID.text}')
    for one in ("U-1", "L-1"):
        await cast.sofia.asks(f"hold begin {one} A complaint is before the court")
    await cast.passes(DAYS + AN_HOUR)
    assert len(await kept(cast, "words")) == 3
    for one in ("U-1", "L-1"):
        await cast.sofia.asks(f"hold lift {one}")
    await cast.passes(AN_HOUR)
    assert await kept(cast, "words") == []


@pytest.mark.later
async def test_a_lesson_of_somebody_elses_words_is_deleted_and_its_keeper_told(cast: Cast) -> None:
    await cast.greta.asks("question ask How do you ask for tier 2 data?")
    await cast.luc.asks("question answer Q-1 Chaque année, par clause.")
    await cast.greta.asks("question keep A-1 disclosures")
    await cast.gus.asks('lesson keep Luc worked tools title:"Nights" Audits at night do it.')
    await cast.passes(DAYS - AN_HOUR)
    assert len(await kept(cast, "consent")) == 4
    await cast.luc.asks("moi")
    assert cast.luc.was_told("line-lesson-consent")
    await cast.passes(AN_HOUR)
    assert await kept(cast, "consent") == []
    assert (times(cast.greta, "lesson-words-over"), times(cast.gus, "lesson-words-over")) == (1, 1)
    await cast.luc.asks("moi")
    assert not cast.luc.was_told("line-lesson-consent")
    await cast.luc.asks("lesson consent L-1 named")
    assert cast.luc.was_told("absent")
    await cast.greta.asks("question keep A-1")
    assert cast.greta.was_told("question-kept"), "no answer was no no: it may be asked for once more"


async def test_on_discord_whoever_wanted_the_words_is_told_where_they_are(both: Cast) -> None:
    greta = both.greta.discord
    await greta.forms(
        "lesson keep", teller=both.luc.discord.account, outcome="worked", theme="tools", title="Nights", text="Audits."
    )
    assert greta.was_told("lesson-words-kept")
    await both.passes(DAYS)
    assert times(greta, "lesson-words-over") + times(both.greta, "lesson-words-over") == 1


@pytest.mark.later
async def test_a_wish_to_name_an_organisation_ends_and_may_be_said_anew(cast: Cast) -> None:
    await cast.gus.asks('lesson add worked tools named title:"Audits" We audited.')
    asked = [post for post in cast.greta.posts if "lesson-agreement-asked" in cast.keys(post)][-1]
    await cast.passes(DAYS - AN_HOUR)
    assert times(cast.gus, "lesson-agreement-over") == 0
    await cast.passes(AN_HOUR * 2)
    assert times(cast.gus, "lesson-agreement-over") == 1
    await cast.greta.asks("my")
    assert not cast.greta.was_told("line-lesson-agreement")
    await cast.greta.replies(asked, "yes")
    await cast.olga.asks("lesson show L-1")
    assert "Ghent" not in cast.olga.text, "a yes to what was wished then"
    await cast.gus.asks("lesson consent L-1 named")
    assert times(cast.greta, "lesson-agreement-asked") == 2
    await cast.passes(DAYS - AN_HOUR)
    await cast.greta.asks("lesson consent L-1 named")
    await cast.passes(DAYS)
    assert times(cast.gus, "lesson-agreement-over") == 1
    await cast.olga.asks("lesson show L-1")
    assert "City of Ghent" in cast.olga.text


async def test_a_wish_of_which_the_clock_wrote_nothing_down_ends_as_well(cast: Cast) -> None:
    """As those that were filed before wishes had an end: it counts from the day on which somebody was asked."""
    await cast.gus.asks('lesson add worked tools named title:"Audits" We audited.')
    await cast.passes(DAYS - AN_HOUR)
    async with cast.app.storage.unit() as unit:
        await unit.change(delete(Occurrence))
    assert times(cast.gus, "lesson-agreement-over") == 0
    await cast.passes(AN_HOUR * 2)
    assert times(cast.gus, "lesson-agreement-over") == 1


async def test_a_wish_that_nobody_could_be_asked_about_waits_for_somebody(cast: Cast) -> None:
    await cast.sofia.asks("person role Greta member")
    await cast.sofia.asks("person role Greta liaison off:yes")
    await cast.gus.asks('lesson add worked tools named title:"Audits" We audited.')
    assert cast.gus.was_told("lesson-agreement-nobody")
    await cast.passes(DAYS + AN_HOUR)
    assert times(cast.gus, "lesson-agreement-over") == 0
    await cast.sofia.asks("person role Greta liaison")
    await cast.greta.asks("my")
    assert cast.greta.was_told("line-lesson-agreement")


@pytest.mark.later
async def test_on_discord_the_end_of_a_wish_is_told_too(both: Cast) -> None:
    gus = both.gus.discord
    await gus.forms(
        "lesson add", outcome="worked", theme="tools", attribution="named", title="Nights", text="Audits at night."
    )
    assert gus.was_told("lesson-agreement-awaited"), gus.text
    await both.passes(DAYS + AN_HOUR)
    assert times(gus, "lesson-agreement-over") + times(both.gus, "lesson-agreement-over") == 1


async def test_a_wish_to_join_a_disclosure_ends_silently_and_may_be_said_anew(buyers: Cast) -> None:
    await buyers.luc.asks(f'disclosure ask "{COMPANY}" "in 90 days" joinable:yes all buses of our contract')
    await buyers.olga.asks(f'disclosure join "{COMPANY}"')
    assert times(buyers.luc, "disclosure-join-wish") == 1
    before = len(buyers.olga.posts)
    await buyers.passes(DAYS)
    assert len(buyers.olga.posts) == before, "it would tell her that somebody asks"
    await buyers.olga.asks(f'disclosure join "{COMPANY}"')
    assert times(buyers.luc, "disclosure-join-wish") == 2

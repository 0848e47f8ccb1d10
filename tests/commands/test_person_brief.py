"""Everybody's own brief: when they want it, in their language, of what they may read, and never empty."""

from datetime import UTC, datetime, timedelta

import pytest

from digests.rhythm import begun
from storage.person import Rhythm
from tests.cast import Cast, Member
from tests.fakes.memory import Post

MONDAY = datetime(2027, 1, 18, 6, 59, tzinfo=UTC)  # a minute to eight in Brussels
FEBRUARY = datetime(2027, 2, 1, 7, 0, tzinfo=UTC)


def briefs(member: Member) -> list[Post]:
    chats = member.cast.chats(member.account)
    return [one for one in member.side.log if one.room in chats and "person-brief" in member.cast.keys(one)]


async def with_news(cast: Cast) -> None:
    await cast.passes(timedelta(minutes=1))
    await cast.luc.asks('lesson add worked disclosures named title:"Yearly clause" We ask each year.')
    await cast.olga.says("LEV", "!question ask Who buys laptops?")


async def test_a_weekly_brief_comes_once_each_monday_morning(cast: Cast) -> None:
    await cast.greta.asks("person brief weekly")
    assert cast.greta.was_told("person-brief-set")
    await with_news(cast)
    await cast.until(MONDAY)
    assert briefs(cast.greta) == []
    for minutes in (1, 1, 60, 60 * 24):
        await cast.passes(timedelta(minutes=minutes))
    [brief] = briefs(cast.greta)
    assert "Yearly clause" in brief.plain
    assert "laptops" in brief.plain
    assert briefs(cast.olga) == []
    await cast.luc.asks('lesson add worked disclosures named title:"Second clause" We ask twice.')
    await cast.until(MONDAY + timedelta(days=7, minutes=1))
    _, second = briefs(cast.greta)
    assert "Second clause" in second.plain
    assert "Yearly clause" not in second.plain


async def test_a_brief_with_nothing_to_say_is_not_sent(cast: Cast) -> None:
    await cast.greta.asks("person brief weekly")
    await cast.until(MONDAY + timedelta(days=14))
    assert briefs(cast.greta) == []
    await cast.greta.asks("person brief")
    assert cast.greta.was_told("person-brief-nothing")


@pytest.mark.later
async def test_a_monthly_brief_comes_in_its_readers_language_and_zone(cast: Cast) -> None:
    await cast.luc.asks("personne fuseau America/Montreal")
    await cast.luc.asks("personne bref mensuel")
    await cast.passes(timedelta(minutes=1))
    await cast.greta.asks('lesson add worked disclosures named title:"Yearly clause" We ask each year.')
    await cast.until(FEBRUARY + timedelta(hours=5, minutes=59))
    assert briefs(cast.luc) == []
    await cast.passes(timedelta(minutes=1))
    [brief] = briefs(cast.luc)
    assert "Votre récapitulatif" in brief.plain


async def test_whoever_wants_none_gets_none(cast: Cast) -> None:
    await cast.greta.asks("person brief weekly")
    await cast.greta.asks("person brief none")
    await with_news(cast)
    await cast.until(MONDAY + timedelta(days=1))
    assert briefs(cast.greta) == []


async def test_what_waits_stands_in_it(cast: Cast) -> None:
    await cast.sofia.asks("action add Greta 2027-01-15 Write the letter group:LEV")
    await cast.greta.asks("my")
    assert not cast.greta.was_told("my-nothing")
    await cast.greta.asks("person brief")
    assert cast.greta.was_told("person-brief-waiting")
    assert "letter" in cast.greta.text


@pytest.mark.later
@pytest.mark.parametrize(("reader", "reads"), [("greta", False), ("luc", True), ("pia", False)])
async def test_it_holds_what_its_reader_may_read(cast: Cast, reader: str, reads: bool) -> None:
    await cast.sofia.asks("group open ICT Hardware")
    await cast.sofia.asks('group join "Ville de Lyon" group:ICT')
    await cast.tom.asks("room authorise ICT green")
    await cast.tom.asks("yes")
    member = cast.members[reader]
    await member.asks("person brief weekly")
    await cast.passes(timedelta(minutes=1))
    await cast.sofia.asks('update post opportunities only:"Ville de Lyon" Sign the letter')
    await cast.sofia.asks("update post activities A webinar")
    await cast.sofia.asks("question ask Who buys laptops? group:ICT")
    await cast.sofia.asks("digest send ICT")
    await cast.sofia.asks("yes")
    await cast.until(MONDAY + timedelta(minutes=1))
    [brief] = briefs(member)
    assert "A webinar" in brief.plain
    assert ("Sign the letter" in brief.plain) is reads
    assert ("laptops" in brief.plain) is reads


@pytest.mark.later
async def test_somebody_who_left_gets_none(cast: Cast) -> None:
    await cast.gus.asks("person brief weekly")
    await with_news(cast)
    await cast.sofia.asks("person remove Gus")
    await cast.sofia.asks("yes")
    await cast.until(MONDAY + timedelta(days=1))
    assert briefs(cast.gus) == []


@pytest.mark.parametrize(
    ("zone", "now", "began"),
    [
        ("Europe/Brussels", datetime(2027, 3, 29, 6, 0, tzinfo=UTC), datetime(2027, 3, 29, 6, 0, tzinfo=UTC)),
        ("Europe/Brussels", datetime(2027, 3, 29, 5, 59, tzinfo=UTC), datetime(2027, 3, 22, 7, 0, tzinfo=UTC)),
        ("Pacific/Kiritimati", datetime(2027, 3, 28, 18, 0, tzinfo=UTC), datetime(2027, 3, 28, 18, 0, tzinfo=UTC)),
    ],
)
def test_a_week_begins_on_a_readers_own_monday(zone: str, now: datetime, began: datetime) -> None:
    assert begun(Rhythm.WEEKLY, now, zone=zone, hour=8) == began

"""Legal hold and the clock's retention, through the front door."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from storage.access import Role
from storage.inbox import InboxEvent
from storage.organisation import OrganisationKind
from storage.outbox import Parcel
from storage.person import NEUTRAL, Person
from storage.summary import Summary
from tests.cast import Cast
from tests.summaries import released


async def removed(cast: Cast) -> None:
    await cast.sofia.asks("person remove Gus")
    await cast.sofia.asks("yes")


async def names(cast: Cast) -> list[str]:
    async with cast.app.storage.unit() as unit:
        return list(await unit.scalars(select(Person.name)))


async def test_who_is_on_hold_is_not_erased_until_it_is_lifted(cast: Cast) -> None:
    await removed(cast)
    await cast.sofia.asks("hold begin Gus A complaint is before the court")
    assert cast.sofia.was_told("hold-begun")
    await cast.tom.asks("person erase Gus")
    assert cast.tom.was_told("person-on-hold")
    await cast.tom.asks("hold list")
    assert "Gus" in cast.tom.text
    await cast.tom.asks("hold show Gus")
    assert "before the court" in cast.tom.text
    await cast.tom.asks("hold begin Gus Once more")
    assert cast.tom.was_told("hold-already")
    await cast.tom.asks("hold lift Gus")
    assert cast.tom.was_told("hold-lifted")
    await cast.tom.asks("person erase Gus")
    await cast.tom.asks("yes")
    assert cast.tom.was_told("person-erased")
    assert NEUTRAL in await names(cast)
    await cast.tom.asks("hold lift Gus")
    assert cast.tom.was_told("absent")


@pytest.mark.parametrize(("role", "allowed"), [(Role.ADMIN, True), (Role.STAFF, False), (Role.APPROVER, False)])
async def test_holds_are_for_admins(cast: Cast, role: Role, allowed: bool) -> None:
    stan = await cast.join("Stan", "Staff", OrganisationKind.STAFF, role, "en")
    await cast.settle()
    await stan.asks("hold begin Gus A complaint")
    assert stan.was_told("hold-begun") is allowed
    await stan.asks("hold list")
    assert stan.was_told("hold-list") is allowed


async def test_what_is_not_there_and_what_is_not_on_hold(cast: Cast) -> None:
    await cast.sofia.asks("hold begin SUM-2222 A complaint")
    assert cast.sofia.was_told("absent")
    await cast.sofia.asks("hold lift Gus")
    assert cast.sofia.was_told("hold-none")
    await cast.sofia.asks("conservation ordonner Gus Une plainte")
    assert cast.sofia.was_told("hold-begun")


async def test_a_hold_is_not_told_on_discord(both: Cast) -> None:
    await both.sofia.discord.asks("hold list")
    assert not both.sofia.discord.was_told("hold-list")


@pytest.mark.later
@pytest.mark.parametrize("on_hold", [False, True])
async def test_the_clock_empties_a_summary_withdrawn_long_ago_unless_it_is_on_hold(buyers: Cast, on_hold: bool) -> None:
    code = await released(buyers)
    await buyers.sofia.asks(f"summary withdraw {code}")
    await buyers.sofia.asks("yes")
    await buyers.passes(timedelta(minutes=1))
    if on_hold:
        await buyers.sofia.asks(f"hold begin {code} A complaint")
    for days, kept in ((364, True), (2, on_hold)):
        await buyers.until((buyers.now + timedelta(days=days)).replace(minute=0))
        async with buyers.app.storage.unit() as unit:
            summary = await unit.scalar(select(Summary).where(Summary.code == code))
            assert summary is not None
            assert bool(summary.text) is kept
            assert bool(summary.heading) is kept


@pytest.mark.later
async def test_the_clock_empties_deliveries_and_forgets_what_was_heard(cast: Cast) -> None:
    async def counted() -> tuple[int, int, int]:
        async with cast.app.storage.unit() as unit:
            heard = await unit.scalar(select(func.count()).select_from(InboxEvent))
            words = await unit.scalar(select(func.count()).where(Parcel.payload_sealed.is_not(None)))
            return heard or 0, words or 0, await unit.scalar(select(func.count()).select_from(Parcel)) or 0

    heard, words, parcels = await counted()
    await cast.passes(timedelta(days=91))
    assert (await counted())[0] == heard
    assert (await counted())[1] < words
    assert (await counted())[2] >= parcels  # the deliveries themselves stay: what was sent once isn't sent again
    await cast.passes(timedelta(days=300))
    assert (await counted())[0] < heard


async def test_nothing_is_looked_for_but_in_the_first_minute_of_an_hour(cast: Cast) -> None:
    await cast.passes(timedelta(days=91, minutes=1))
    async with cast.app.storage.unit() as unit:
        assert await unit.scalar(select(func.count()).where(Parcel.payload_sealed.is_(None))) == 0
    await cast.passes(timedelta(minutes=59))
    async with cast.app.storage.unit() as unit:
        assert await unit.scalar(select(func.count()).where(Parcel.payload_sealed.is_(None))) or 0 > 0

"""What is found without looking at everybody is what looking at everybody finds."""

import random

import pytest
import pytest_asyncio
from sqlalchemy import select, update

from benchmarks.great_network import NOW, PLATFORM, GreatNetwork, Size, found
from storage import directory, room_rounds
from storage.access import Role
from storage.audience import Audience, AudienceKind
from storage.organisation import Organisation, OrganisationStatus, Purchase
from storage.person import Identity, Person, PersonStatus
from storage.room import Room, RoomKind, RoomState
from storage.room_rounds import next_stops
from storage.summary import Summary, SummaryState
from storage.summary_coded import CODED_OR_ANOTHER, coded_values
from storage.unit import Storage, Unit
from tests.scenes import Engine

SIZE = Size.of(60, crowd=30)


@pytest_asyncio.fixture
async def network(storage: Storage) -> GreatNetwork:
    return await found(storage, SIZE)


async def test_a_network_is_as_large_as_was_said(storage: Storage, network: GreatNetwork) -> None:
    async with storage.unit() as unit:
        people = await unit.scalars(select(Person))
        rooms = await unit.scalars(select(Room))
    assert len(people) == SIZE.people == len(network.people)
    assert len(rooms) == SIZE.people + SIZE.rooms + 1
    assert len(network.rooms[0].members) == SIZE.crowd


async def test_it_is_the_same_network_each_time(sqlite: Engine) -> None:
    stored = [sqlite.open(await sqlite.with_schema()) for _ in range(2)]
    networks = [await found(one, SIZE) for one in stored]
    assert networks[0] == networks[1]
    for one in stored:
        await one.close()


@pytest.mark.later
async def test_somebody_is_covered_by_what_is_asked_for_them_alone_as_by_the_whole(
    storage: Storage, network: GreatNetwork
) -> None:
    chance, covered = random.Random(3), {True: 0, False: 0}
    async with storage.unit() as unit:
        await unit.run(update(Purchase).where(Purchase.organisation_id < "4").values(confirmed_by=None))
        await unit.run(update(Organisation).where(Organisation.id > "c").values(status=OrganisationStatus.SUSPENDED))
        some = chance.sample([account for account, _ in network.people], 40)
        standings = list((await directory.roster(unit, PLATFORM, some)).values())
        lines = {one.organisation_id: await directory.line_of(unit, one) for one in standings}
        assert {1, 2, 3} <= {len(line) for line in lines.values()}
        for number in range(20):
            audience = _audience(network, chance, number)
            whole = await directory.reach(unit, audience, now=NOW)
            for standing in standings:
                alone = await directory.reach(unit, audience, now=NOW, among=lines[standing.organisation_id])
                assert alone.covers(standing) is whole.covers(standing)
                assert alone.addresses(standing) is whole.addresses(standing)
                covered[whole.covers(standing)] += 1
    assert min(covered.values()) > 100


def _audience(network: GreatNetwork, chance: random.Random, number: int) -> Audience:
    clients = number % 2 == 0
    if number % 3 == 0:
        return Audience(AudienceKind.LINKED, (chance.choice(network.facilities),), clients=clients)
    if number % 3 == 1:
        return Audience(AudienceKind.BUYERS, (chance.choice(network.companies),), clients=clients)
    return Audience(AudienceKind.AFFILIATES)


async def test_staff_are_found_whatever_else_they_are(storage: Storage, network: GreatNetwork) -> None:
    async with storage.unit() as unit:
        before = await directory.staff(unit)
        people = sorted(await unit.scalars(select(Person)), key=lambda one: one.id)
        assert {one.id for one in before} == {one.id for one in people if one.is_staff}
        sets = [{Role.ADMIN}, {Role.APPROVER, Role.OBSERVER}, {Role.MEMBER, Role.STAFF, Role.PARTNER}, set(Role)]
        for person, roles in zip(people, sets, strict=False):
            person.roles = frozenset(roles) - {Role.CLOCK}
        people[len(sets)].roles = frozenset({Role.ADMIN})
        people[len(sets)].status = PersonStatus.LEFT
        await unit.session.flush()
        after = await directory.staff(unit)
        assert {one.id for one in after} == {one.id for one in people if one.is_staff}
        assert [one.name for one in after] == sorted(one.name for one in after)


async def test_accounts_of_some_organisations_and_of_the_staff(storage: Storage, network: GreatNetwork) -> None:
    async with storage.unit() as unit:
        theirs = [one.id for one in await unit.scalars(select(Organisation).limit(3))]
        await unit.run(update(Identity).where(Identity.external_id.like("@p%1:%")).values(verified_at=None))
        await unit.run(update(Identity).where(Identity.external_id.like("@p%2:%")).values(platform="elsewhere"))
        await unit.run(update(Person).where(Person.name.like("%3")).values(status=PersonStatus.LEFT))
        known = await directory.roster(unit, PLATFORM, [account for account, _ in network.people])
        wanted = {
            account for account, standing in known.items() if standing.is_staff or standing.organisation_id in theirs
        }
        assert await directory.accounts_among(unit, PLATFORM, theirs) == wanted
        assert 10 < len(wanted) < len(known)


async def test_the_round_comes_by_every_room_once(storage: Storage, network: GreatNetwork) -> None:
    async with storage.unit() as unit:
        rooms = await unit.scalars(select(Room))
        rooms[0].kind, rooms[1].state, rooms[2].external_id = RoomKind.SPACE, RoomState.RETIRED, None
        await unit.session.flush()
        seen: list[str] = []
        pages = 0
        while stops := await next_stops(unit, seen[-1] if seen else ""):
            seen += [one.id for one in stops]
            pages += 1
    assert sorted({one.id for one in rooms[3:]}) == seen
    assert pages == -(-len(seen) // room_rounds.PAGE) > 1


async def _discard(unit: Unit, codes: list[str]) -> None:
    await unit.run(update(Summary).where(Summary.code.in_(codes)).values(state=SummaryState.DISCARDED))


async def _coded(unit: Unit, code: str) -> Summary | None:
    return await unit.scalar(CODED_OR_ANOTHER, **coded_values(code))


async def test_a_code_that_nothing_has_brings_another_summary_to_be_judged(
    storage: Storage, network: GreatNetwork
) -> None:
    async with storage.unit() as unit:
        for code in network.summaries:
            one = await _coded(unit, code)
            assert one is not None
            assert one.code == code
        others = [await _coded(unit, f"SUM-{number:04}") for number in range(40)]
        assert {one.code for one in others if one} == set(network.summaries), "each now and then, the first as the last"
        assert await _coded(unit, "SUM-0000") is others[0], "the same each time"
        await _discard(unit, network.summaries[1:])
        for code in network.summaries:
            one = await _coded(unit, code)
            assert one is not None
            assert one.code == network.summaries[0], "what was thrown away is nobody's, and no stand-in"
        await _discard(unit, network.summaries[:1])
        assert await _coded(unit, network.summaries[0]) is None

"""Every command, by every role, in every kind of room, through the front door: as docs/confidentiality.md says it.

The commands' own deeds are taken out, so what is told apart is only whether they would have been done.
"""

from collections.abc import AsyncIterator
from itertools import product

import pytest
import pytest_asyncio

from commands.engine.tables import BEGIN, END, ROLES, permission_table
from storage import directory
from storage.access import Label, Place, Role
from storage.organisation import OrganisationStatus
from storage.person import Person
from storage.room import RoomKind
from tests.cast import Cast
from tests.door import (
    DOCUMENT,
    SPECS,
    Door,
    a_room,
    answers,
    combinations,
    expected,
    opened,
    opened_on_discord,
    printed,
)


@pytest_asyncio.fixture
async def door(cast: Cast) -> AsyncIterator[Door]:
    yield await opened(cast)


def test_the_printed_table_is_the_one_in_force() -> None:
    assert DOCUMENT.read_text(encoding="utf-8").partition(BEGIN)[2].partition(END)[0].strip() == permission_table(SPECS)


@pytest.mark.real  # some hundreds of commands each, every one in a unit of its own
@pytest.mark.parametrize("role", ROLES)
async def test_every_command_is_let_in_exactly_where_the_document_says_so(door: Door, role: Role) -> None:
    table = printed()
    wrong, tried = [], 0
    for spec, place in product(SPECS.values(), Place):
        tried += 1
        said = place in table[spec.name][role]
        if await answers(door, spec, role, place) is not said:
            wrong.append(f"{spec.name}: {role} in {place}: the table says {said}")
    assert tried == len(SPECS) * len(Place)
    assert wrong == []


@pytest.mark.long
async def test_the_same_holds_on_the_platform_that_may_carry_less(both: Cast) -> None:
    door, table = await opened_on_discord(both), printed()
    some = list(combinations())[::7]  # with each role, place and command; `make prove` asks all of them
    wrong = [
        f"{spec.name}: {role} in {place}"
        for spec, role, place in some
        if await answers(door, spec, role, place) is not expected(door, table, spec, role, place)
    ]
    assert wrong == []
    assert {spec.name for spec, _, _ in some} == {spec.name for spec in SPECS.values()}
    assert {(role, place) for _, role, place in some} == {(role, place) for role in ROLES for place in Place}
    assert {True, False} == {spec.carries is Label.GREEN for spec, _, _ in some}


async def test_nobody_gets_in_who_is_unknown_has_left_or_whose_organisation_has_ended(door: Door) -> None:
    group = door.rooms[Place.GROUP]
    assert await door.opens(SPECS[("help",)], door.accounts[Role.LIAISON], group)
    async with door.cast.app.storage.unit() as unit:
        gone = await directory.person_of(unit, "memory", door.accounts[Role.STAFF])
        ghent = await directory.organisation_named(unit, "City of Ghent")
        assert gone is not None
        assert ghent is not None
        (await unit.session.get_one(Person, gone.id)).leave()
        ghent.status = OrganisationStatus.ENDED
    for sender in ("@nobody:memory", door.accounts[Role.STAFF], door.accounts[Role.LIAISON]):
        for spec in SPECS.values():
            assert not await door.opens(spec, sender, group), f"{spec.name} by {sender}"


@pytest.mark.later
@pytest.mark.parametrize("flags", [{"verified": False}, {"encrypted": False, "verified": False}])
async def test_words_that_do_not_provably_come_from_the_person_do_nothing(door: Door, flags: dict[str, bool]) -> None:
    for spec in SPECS.values():
        assert not await door.opens(spec, door.accounts[Role.ADMIN], door.rooms[Place.STAFF], **flags)


@pytest.mark.later
async def test_in_a_room_without_encryption_only_help_is_answered(door: Door) -> None:
    clear = await a_room(door.cast, RoomKind.GROUP, encrypted=False)
    for spec in SPECS.values():
        said = await door.opens(spec, door.accounts[Role.ADMIN], clear, encrypted=False, verified=False)
        assert said is (spec.path == ("help",)), spec.name

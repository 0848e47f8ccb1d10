"""Every command, by every role, in every kind of room, through the front door: as docs/confidentiality.md says it.

The commands' own deeds are taken out, so what is told apart is only whether they would have been done.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
import pytest_asyncio

from bot.platform import RoomPlan
from commands import TOPICS
from commands.engine.heard import Heard
from commands.engine.spec import Spec, specs
from commands.engine.tables import BEGIN, END, LETTERS, ROLES, permission_table
from commands.engine.work import Work
from storage import directory
from storage.access import Place, Role
from storage.message import Message
from storage.organisation import OrganisationKind, OrganisationStatus
from storage.person import Person
from storage.refusal import Absent
from storage.room import Room, RoomKind, RoomState
from tests.cast import Cast

DOCUMENT = Path(__file__).parents[2] / "docs" / "confidentiality.md"
SPECS = specs(TOPICS)
OTHERS = {
    Role.ADMIN: ("Adam", "Staff", OrganisationKind.STAFF),
    Role.STAFF: ("Stan", "Staff", OrganisationKind.STAFF),
    Role.APPROVER: ("Ada", "Staff", OrganisationKind.STAFF),
    Role.DEPUTY: ("Dee", "City of Ghent", OrganisationKind.AFFILIATE),
}
HERE = {Role.LIAISON: "greta", Role.MEMBER: "gus", Role.PARTNER: "pia", Role.OBSERVER: "otto"}


@dataclass
class Door:
    """The bot with commands that do nothing but say that they were let in."""

    cast: Cast
    accounts: dict[Role, str] = field(default_factory=dict)
    rooms: dict[Place, str] = field(default_factory=dict)
    admitted: list[str] = field(default_factory=list)

    def guard(self) -> None:
        """Put a doorbell in the place of each command's deed; what would be answered is not asked here, nor kept."""
        hollow = {path: replace(spec, run=self._bell, options=(), group=False) for path, spec in SPECS.items()}
        self.cast.app.conversation.specs = hollow
        self.cast.app.conversation._answer_instead = self._nothing  # type: ignore[method-assign]

    async def _bell(self, work: Work) -> Message:
        self.admitted.append(work.event_id)
        raise Absent  # all that was written on the way in is rolled back

    async def _nothing(self, *said: object, **also: object) -> None: ...

    async def opens(self, spec: Spec, sender: str, room: str, *, encrypted: bool = True, verified: bool = True) -> bool:
        """Whether this command of this account is let in, in this room."""
        before = len(self.admitted)
        await self.cast.app.hear(
            Heard(
                platform="memory", event_id=self.cast.next_id(), room=room, sender=sender, text=f"!{spec.name}",
                replay_key=None, at=self.cast.now, encrypted=encrypted, verified=verified,
            )
        )  # fmt: skip
        return len(self.admitted) > before

    async def room_of(self, role: Role, place: Place) -> str:
        """The room of a kind; the private chat is the role's own."""
        if place is not Place.PRIVATE:
            return self.rooms[place]
        async with self.cast.app.storage.unit() as unit:
            person = await directory.person_of(unit, "memory", self.accounts[role])
            assert person is not None
            room = await directory.private_room(unit, person, "memory")
            assert room is not None
            assert room.external_id is not None
            return room.external_id


async def a_room(cast: Cast, kind: RoomKind, *, encrypted: bool = True) -> str:
    """A room of this kind, authorised as far as its kind can be."""
    made = cast.platform._made(RoomPlan(name=kind.value, encrypted=encrypted))
    async with cast.app.storage.unit() as unit:
        unit.add(
            Room(
                platform="memory",
                external_id=made.id,
                kind=kind,
                name=f"{kind.value} {made.id}",
                state=RoomState.AUTHORISED,
                encrypted=encrypted,
                created_at=cast.now,
            )
        )
    return made.id


@pytest_asyncio.fixture
async def door(cast: Cast) -> AsyncIterator[Door]:
    door = Door(cast)
    for role, (name, organisation, kind) in OTHERS.items():
        door.accounts[role] = (await cast.join(name, organisation, kind, role, "en")).account
    await cast.settle()
    door.accounts |= {role: cast.members[name].account for role, name in HERE.items()}
    door.rooms = {
        Place.STAFF: await cast.room_id("Staff"),
        Place.GROUP: await cast.room_id("LEV"),
        Place.ENGAGEMENT: await a_room(cast, RoomKind.ENGAGEMENT),
        Place.UNBOUND: await a_room(cast, RoomKind.UNBOUND),
    }
    door.guard()
    yield door


def printed() -> dict[str, dict[Role, set[Place]]]:
    """The table of the document, as data."""
    by_letter = {letter: place for place, letter in LETTERS.items()}
    table = DOCUMENT.read_text(encoding="utf-8").partition(BEGIN)[2].partition(END)[0].strip().splitlines()
    found: dict[str, dict[Role, set[Place]]] = {}
    for line in table[2:]:
        name, *cells = (cell.strip() for cell in line.strip("|").split("|"))
        found[name.strip("`")] = {
            role: {by_letter[letter] for letter in cell if letter in by_letter}
            for role, cell in zip(ROLES, cells, strict=False)
        }
    return found


def test_the_printed_table_is_the_one_in_force() -> None:
    assert DOCUMENT.read_text(encoding="utf-8").partition(BEGIN)[2].partition(END)[0].strip() == permission_table(SPECS)


@pytest.mark.real  # some four thousand commands, each in a unit of its own: half a minute
async def test_every_command_is_let_in_exactly_where_the_document_says_so(
    door: Door, capsys: pytest.CaptureFixture[str]
) -> None:
    table = printed()
    wrong, tried = [], 0
    for role in ROLES:
        rooms = {place: await door.room_of(role, place) for place in Place}
        for spec in SPECS.values():
            for place, room in rooms.items():
                tried += 1
                said = place in table[spec.name][role]
                if await door.opens(spec, door.accounts[role], room) is not said:
                    wrong.append(f"{spec.name}: {role} in {place}: the table says {said}")
    with capsys.disabled():
        print(f"\n{tried} combinations of command, role and kind of room")  # noqa: T201  the size is part of the proof
    assert tried == len(SPECS) * len(ROLES) * len(Place)
    assert wrong == []


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


@pytest.mark.parametrize("flags", [{"verified": False}, {"encrypted": False, "verified": False}])
async def test_words_that_do_not_provably_come_from_the_person_do_nothing(door: Door, flags: dict[str, bool]) -> None:
    for spec in SPECS.values():
        assert not await door.opens(spec, door.accounts[Role.ADMIN], door.rooms[Place.STAFF], **flags)


async def test_in_a_room_without_encryption_only_help_is_answered(door: Door) -> None:
    clear = await a_room(door.cast, RoomKind.GROUP, encrypted=False)
    for spec in SPECS.values():
        said = await door.opens(spec, door.accounts[Role.ADMIN], clear, encrypted=False, verified=False)
        assert said is (spec.path == ("help",)), spec.name

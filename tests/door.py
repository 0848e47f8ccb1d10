"""The front door: every command, by every role, in every kind of room, as docs/confidentiality.md says it.

The commands' own deeds are taken out, so what is told apart is only whether they would have been done.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from bot.platform import RoomPlan
from commands import TOPICS
from commands.engine.heard import Call, Heard
from commands.engine.spec import Spec, specs
from commands.engine.tables import BEGIN, END, LETTERS, ROLES
from commands.engine.work import Work
from storage import directory
from storage.access import Place, Role
from storage.message import Message
from storage.organisation import OrganisationKind
from storage.refusal import Absent
from storage.room import Room, RoomKind, RoomState
from tests.cast import Cast

DOCUMENT = Path(__file__).parents[1] / "docs" / "confidentiality.md"
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
    platform: str = "memory"
    accounts: dict[Role, str] = field(default_factory=dict)
    rooms: dict[Place, str] = field(default_factory=dict)
    chats: dict[Role, str] = field(default_factory=dict)
    admitted: list[str] = field(default_factory=list)

    def guard(self) -> None:
        """Put a doorbell in the place of each command's deed; what would be answered is not asked here, nor kept."""
        hollow = {path: replace(spec, run=self._bell, options=(), group=False) for path, spec in SPECS.items()}
        self.cast.app.conversation.understanding.specs = hollow
        self.cast.app.conversation._answer_instead = self._nothing  # type: ignore[method-assign]

    async def _bell(self, work: Work) -> Message:
        self.admitted.append(work.event_id)
        raise Absent  # all that was written on the way in is rolled back

    async def _nothing(self, *said: object, **also: object) -> None: ...

    async def opens(self, spec: Spec, sender: str, room: str, *, encrypted: bool = True, verified: bool = True) -> bool:
        """Whether this command of this account is let in, in this room."""
        before = len(self.admitted)
        said: dict[str, Any] = {"text": f"!{spec.name}", "encrypted": encrypted}
        if self.platform == "discord":  # by its form, which comes from the account that fills it in
            handle = f"handle of {self.cast.next_id()}"
            said = {"text": "", "encrypted": False, "call": Call(path=spec.path, values={}), "answer_to": handle}
        await self.cast.app.hear(
            Heard(
                platform=self.platform, event_id=self.cast.next_id(), room=room, sender=sender, replay_key=None,
                at=self.cast.now, verified=verified, **said,
            )
        )  # fmt: skip
        return len(self.admitted) > before

    async def room_of(self, role: Role, place: Place) -> str:
        """The room of a kind; the private chat is the role's own."""
        if place is not Place.PRIVATE:
            return self.rooms[place]
        if role not in self.chats:
            self.chats[role] = await self._chat(self.accounts[role])
        return self.chats[role]

    async def _chat(self, account: str) -> str:
        async with self.cast.app.storage.unit() as unit:
            person = await directory.person_of(unit, self.platform, account)
            assert person is not None
            room = await directory.private_room(unit, person, self.platform)
            assert room is not None
            assert room.external_id is not None
            return room.external_id


async def a_room(cast: Cast, kind: RoomKind, *, encrypted: bool = True, platform: str = "memory") -> str:
    """A room of this kind, authorised as far as its kind can be."""
    made = cast.platforms[platform]._made(RoomPlan(name=kind.value, encrypted=encrypted))
    async with cast.app.storage.unit() as unit:
        unit.add(
            Room(
                platform=platform,
                external_id=made.id,
                kind=kind,
                name=f"{kind.value} {made.id}",
                state=RoomState.AUTHORISED,
                encrypted=encrypted,
                created_at=cast.now,
            )
        )
    return made.id


async def opened(cast: Cast) -> Door:
    """A door with somebody of each role before it, and a room of each kind behind it."""
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
    return door


async def opened_on_discord(cast: Cast) -> Door:
    """The same on the platform that may carry less, to the network that lives on both."""
    door = Door(cast, platform="discord")
    for role, (name, organisation, kind) in OTHERS.items():
        door.accounts[role] = (await cast.join(name, organisation, kind, role, "en", platform="discord")).account
    await cast.settle()
    door.accounts |= {role: cast.elsewhere[name].account for role, name in HERE.items()}
    kinds = {Place.STAFF: RoomKind.STAFF, Place.ENGAGEMENT: RoomKind.ENGAGEMENT, Place.UNBOUND: RoomKind.UNBOUND}
    door.rooms = {place: await a_room(cast, kind, encrypted=False, platform="discord") for place, kind in kinds.items()}
    door.rooms[Place.GROUP] = await cast.room_id("LEV-discord")
    door.guard()
    return door


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


def combinations() -> Iterator[tuple[Spec, Role, Place]]:
    """All there are."""
    for role in ROLES:
        for spec in SPECS.values():
            for place in Place:
                yield spec, role, place


def expected(door: Door, table: Mapping[str, Mapping[Role, set[Place]]], spec: Spec, role: Role, place: Place) -> bool:
    """What the document says of it. What a form asks is answered to its asker alone: wherever that is done, it is as in
    private; and what is above a platform's ceiling is no command there.
    """
    asked = Place.PRIVATE if door.platform == "discord" else place
    return asked in table[spec.name][role] and door.cast.app.world.may_carry(door.platform, spec.carries)


async def answers(door: Door, spec: Spec, role: Role, place: Place) -> bool:
    """Whether this role gets in with this command in such a room."""
    return await door.opens(spec, door.accounts[role], await door.room_of(role, place))

"""T10: from the moment a room is another one than was authorised, nothing restricted goes there; staff are told.

Each change, at each moment of a parcel's way. What counts is what stands in the platform's rooms, and what the people
there could read; in the end the courier's look is blinded, so that only the quarantine can hold back what comes next.
"""

import random
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from functools import partial
from unittest import mock

from sqlalchemy import select, update

from bot.courier import Courier
from commands.engine import guard
from storage.access import Role
from storage.engagement import Engagement, Participation
from storage.organisation import Company, Organisation, OrganisationKind
from storage.person import Identity, Person, PersonStatus
from storage.room import Room, RoomKind, RoomState
from storage.unit import Storage, Unit
from tests.proofs.proof import Claim, Part, Proof, Run, Size
from tests.proofs.stage.drift import Berth, Change, Effect, Side, deliver, later, queue
from tests.proofs.stage.drift_discord import there
from tests.proofs.stage.drift_matrix import on_matrix
from tests.proofs.stage.drift_moments import HEARD, MOMENTS, Moment, heard, looked_at, under_way, waiting
from tests.proofs.stage.yard import database, opened

TICK = 5.0  # seconds
ALL = 1_000  # changes


# --- what came of it


@dataclass(kw_only=True)
class Found:
    """By the platforms' logs."""

    cases: int = 0
    leaked: list[str] = field(default_factory=list)
    went_on: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    untold: list[str] = field(default_factory=list)
    overheard: list[str] = field(default_factory=list)
    held_up: list[str] = field(default_factory=list)
    read: int = 0

    def claims(self, least: int) -> list[Claim]:
        """What was promised."""
        return [
            Claim(what="changes x moments", found=str(self.cases), goal=f">= {least}", holds=self.cases >= least),
            _none("restricted posts after the change could be seen", self.leaked),
            _none("rooms with more than the one that was being sent", self.went_on),
            Claim(what="posts read by who came in", found=str(self.read), goal="0", holds=self.read == 0),
            _none("rooms not closed one tick later, to a courier that looks away", self.open),
            _none("rooms of which staff were not told", self.untold),
            _none("said in a staff room that was open to others", self.overheard),
            _none("rooms held up where nobody else can read", self.held_up),
        ]


def _none(what: str, found: Sequence[str]) -> Claim:
    return Claim(what=what, found=f"{len(found)}{f' ({found[0]})' if found else ''}", goal="0", holds=not found)


async def drifts(
    run: Run,
    on: "On",
    moments: Mapping[str, Moment] = MOMENTS,
    *,
    changes: int = ALL,
    servers: int = ALL,
    database_of: str = "sqlite",
    sabotage: Callable[[Side], None] = lambda _: None,
) -> Found:
    """At each moment so many changes of one room, by chance; what is done to a whole server, at so many moments."""
    found, chance = Found(), random.Random(run.seed)
    with database(database_of, run.folder) as url:
        async with opened(url, run.folder) as storage, on(run, storage) as side:
            await network(side)
            sabotage(side)
            for number, group in enumerate(side.groups):
                names = list(moments) if len(group) > 1 else chance.sample(list(moments), k=min(servers, len(moments)))
                for name in names:
                    chosen = chance.sample(group, k=min(changes, len(group)))
                    await _moment(side, name, moments[name], chosen, found)
                run.step(number + 1, len(side.groups))
            found.read = await side.overheard()
    return found


async def _moment(side: Side, name: str, moment: Moment, changes: Sequence[Change], found: Found) -> None:
    berths = await open_rooms(side, name, changes)
    side.ears.forget()
    await moment(side, berths)
    for berth in berths:
        await heard(side, berth)
    await later(side, TICK)
    _judge_sent(side, name, moment, berths, found)
    await _judge_closed(side, name, berths, found)
    await _end(side, berths)


async def _end(side: Side, berths: Sequence[Berth]) -> None:
    async with side.storage.unit() as unit:
        await unit.change(
            update(Room).where(Room.id.in_([one.room.id for one in berths])).values(state=RoomState.RETIRED)
        )
    for berth in berths:
        if berth.change.undo is not None:
            berth.change.undo(berth.place)
        side.close(berth.place)


def _judge_sent(side: Side, name: str, moment: Moment, berths: Sequence[Berth], found: Found) -> None:
    found.cases += len(berths)
    for berth in berths:
        case = f"{berth.change.what}, {name}"
        assert berth.before is not None, f"it never happened: {case}"
        after = side.arrived(berth.place) - berth.before
        if berth.change.effect is Effect.NOTHING:
            found.held_up += [case] if side.arrived(berth.place) == 0 else []
        elif moment is under_way or (moment is looked_at and berth.change.effect is Effect.STOPS):
            found.went_on += [case] if after > 1 else []
        else:
            found.leaked += [case] if after > 0 else []


async def _judge_closed(side: Side, name: str, berths: Sequence[Berth], found: Found) -> None:
    closed = [berth for berth in berths if berth.change.effect is Effect.CLOSES]
    arrived = {berth.address: side.arrived(berth.place) for berth in closed}
    side.tolls.is_blind = True
    for berth in closed:
        await queue(side, berth)
    await deliver(side)
    side.tolls.is_blind = False
    told = await side.told()
    for berth in closed:
        case = f"{berth.change.what}, {name}"
        found.open += [case] if side.arrived(berth.place) > arrived[berth.address] else []
        is_told = f"{berth.room.name} is quarantined" in told
        found.untold += [case] if berth.change.tells_staff and not is_told else []
        found.overheard += [case] if is_told and not berth.change.tells_staff else []


# --- the network


async def network(side: Side) -> None:
    """Two cities in an engagement with a company, and a partner who is no buyer."""
    now = side.cast.now
    async with side.storage.unit() as unit:
        company = Company(name="Acme", created_at=now)
        unit.session.add(company)
        people = [await _somebody(unit, side, name, kind, role) for name, kind, role in PEOPLE]
        engagement = Engagement(code="ENG-1", company_id=company.id, opened_by=people[0].id, created_at=now)
        unit.session.add(engagement)
        await unit.session.flush()
        for person in people[:2]:
            unit.session.add(
                Participation(engagement_id=engagement.id, organisation_id=person.organisation_id, joined_at=now)
            )


async def _somebody(unit: Unit, side: Side, name: str, kind: OrganisationKind, role: Role) -> Person:
    now = side.cast.now
    organisation = Organisation(name=f"{name}'s", kind=kind, country="BE", created_at=now)
    unit.session.add(organisation)
    await unit.session.flush()
    person = Person(
        name=name, organisation_id=organisation.id, roles=frozenset({role}), status=PersonStatus.ACTIVE, created_at=now
    )
    unit.session.add(person)
    await unit.session.flush()
    for account in side.accounts_of(name.lower()):
        unit.session.add(Identity(person_id=person.id, platform=side.name, external_id=account, verified_at=now))
    return person


PEOPLE = (
    ("Greta", OrganisationKind.AFFILIATE, Role.LIAISON),
    ("Luc", OrganisationKind.AFFILIATE, Role.LIAISON),
    ("Pia", OrganisationKind.PARTNER, Role.PARTNER),
)


async def open_rooms(side: Side, moment: str, changes: Sequence[Change]) -> list[Berth]:
    """A room for each change, authorised, and seen once as it has to be."""
    berths = []
    async with side.storage.unit() as unit:
        engagement = await unit.session.scalar(select(Engagement.id))
        for change in changes:
            address, place = side.open(change)
            kind = RoomKind.ENGAGEMENT if change.in_thread else RoomKind.GROUP
            room = Room(
                platform=side.name, external_id=address, kind=kind, engagement_id=engagement,
                name=f"R{address.strip('!')[:24]}", ceiling=side.label, state=RoomState.AUTHORISED,
                encrypted=side.encrypts, created_at=side.cast.now,
            )  # fmt: skip
            unit.session.add(room)
            berths.append(Berth(change=change, room=room, place=place))
    for berth in berths:
        await side.knows(berth.address, berth.place)
        await side.cast.app.observe(side.name, berth.address)
    return berths


# --- the parts, and their controls

On = Callable[[Run, Storage], AbstractAsyncContextManager[Side]]


async def everything(run: Run, on: On, database_of: str = "sqlite") -> Sequence[Claim]:
    """All of it in the long form; in the short one, each moment with some changes."""
    found = await drifts(run, on, changes=run.of(9, ALL), servers=run.of(2, ALL), database_of=database_of)
    return found.claims(run.of(60, 150))


async def without_the_look(run: Run) -> Sequence[Claim]:
    """The courier sees rooms as they once were."""

    def blinded(side: Side) -> None:
        side.tolls.is_blind = True

    found = await drifts(run, on_matrix, {"queued": waiting}, sabotage=blinded)
    return [_seen("restricted posts after the change", found.leaked)]


async def without_the_quarantine(run: Run) -> Sequence[Claim]:
    """Drift is seen, and nothing is done about the room."""
    with mock.patch.object(guard, "quarantine"), mock.patch.object(Courier, "room_changed"):
        found = await drifts(run, on_matrix, {"queued": waiting, HEARD: looked_at})
    return [
        _seen("restricted posts after the bot had heard", found.leaked),
        _seen("rooms not closed", found.open),
        _seen("rooms of which staff were not told", found.untold),
    ]


async def without_the_ears(run: Run) -> Sequence[Claim]:
    """What the platform tells of rooms is not acted on."""

    def deaf(side: Side) -> None:
        side.cast.app.look_at = mock.AsyncMock()  # type: ignore[method-assign]

    with mock.patch.object(Courier, "room_changed"):
        found = await drifts(run, on_matrix, {HEARD: looked_at}, sabotage=deaf)
    return [_seen("restricted posts after the change", found.leaked), _seen("rooms not closed", found.open)]


async def with_keys_for_everybody(run: Run) -> Sequence[Claim]:
    """Whoever is in a room gets the key of what is being sent."""

    def open_handed(side: Side) -> None:
        side.tolls.is_open_handed = True

    found = await drifts(run, on_matrix, {"being sent": under_way}, sabotage=open_handed)
    return [Claim(what="posts read by who came in", found=str(found.read), goal="> 0", holds=found.read > 0)]


def _seen(what: str, found: Sequence[str]) -> Claim:
    return Claim(what=what, found=str(len(found)), goal="> 0", holds=bool(found))


PROOF = Proof(
    target="T10",
    promise="once a room's change can be seen nothing restricted goes there; a tick later it is closed, and staff know",
    parts=[
        Part(name="Matrix", run=partial(everything, on=on_matrix)),
        Part(name="Matrix, PostgreSQL", run=partial(everything, on=on_matrix, database_of="postgresql"),
             needs=("postgres",), sizes=(Size.LONG,)),
        Part(name="Discord", run=partial(everything, on=there)),
        Part(name="without the look", run=without_the_look, control=True),
        Part(name="without the quarantine", run=without_the_quarantine, control=True),
        Part(name="without the ears", run=without_the_ears, control=True),
        Part(name="keys for everybody", run=with_keys_for_everybody, control=True),
    ],
)  # fmt: skip

"""Erasing a person: what tells who they were goes, as the data map says; votes, receipts and records stay with an id.

It is done on a connection, past the session: by a command, and once more by whoever restores an older backup.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from sqlalchemy import ColumnElement, Connection, Select, Text, cast, delete, func, literal, or_, select, update

from storage.data_map import DATA_MAP, Datum, Erasure
from storage.hold import Hold
from storage.outbox import Kind, Parcel, ParcelState
from storage.person import NEUTRAL, Identity, Person, PersonStatus
from storage.person_data import theirs
from storage.queue import UNSENT
from storage.refusal import Refusal
from storage.room import POWER, Authorisation, Room, RoomKind, RoomState
from storage.room_audit import RoomAudit
from storage.unit import Unit

_NAMES_SOMEBODY = (Kind.INVITE, Kind.REMOVE, Kind.VOUCH)  # their keys and payloads hold an account


async def erase(unit: Unit, person: Person, *, now: datetime) -> None:
    """Erase somebody who has left. Raises Refusal while they are on hold, or still being taken out of rooms."""
    if await unit.scalar(select(Hold.id).where(Hold.subject == f"person:{person.id}", Hold.lifted_at.is_(None))):
        raise Refusal("person-on-hold")
    leaving = _about(await _needles(unit, person)) & Parcel.state.in_(UNSENT)
    told = Parcel.room_id.in_(_chats(person.id)) & (Parcel.state == ParcelState.CLAIMED)
    if await unit.scalar(select(Parcel.number).where(or_(leaving, told)).limit(1)):
        raise Refusal("person-still-leaving")
    person.erase(now)
    await unit.session.flush()
    connection = await unit.session.connection()
    await connection.run_sync(partial(erase_from, person=person.id, now=now))
    unit.scrub()


async def mentions(unit: Unit, name: str) -> dict[str, int]:
    """In how many rows of each table a name stands in clear, in words that people wrote: nobody but people can tell
    whether it is this person's.
    """
    found: dict[str, int] = {}
    for table, entry in DATA_MAP.items():
        words = [name for name, datum in entry.columns.items() if datum is Datum.WORDS]
        if not words:
            continue
        columns = entry.noun.__table__.c
        holds = or_(*(cast(columns[one], Text).contains(name, autoescape=True) for one in words))
        if count := (await unit.run(select(func.count()).select_from(entry.noun).where(holds))).scalar_one():
            found[table] = count
    return found


def erase_from(connection: Connection, person: str, now: datetime) -> int:
    """Take from the tables what tells who a person was; how many rows they were. Done again, it meets none."""
    accounts = list(connection.scalars(select(Identity.external_id).where(Identity.person_id == person)))
    ids = list(connection.scalars(select(Identity.id).where(Identity.person_id == person)))
    rows = _deliveries(connection, person, [*accounts, *ids, person], now)
    rows += _rooms(connection, person, accounts)
    going = [entry for entry in DATA_MAP.values() if entry.erasure is Erasure.GOES]
    for entry in sorted(going, key=lambda one: one.noun is Identity):  # by which the others are found
        rows += connection.execute(delete(entry.noun).where(theirs(entry, person))).rowcount
    gone = {"status": PersonStatus.LEFT, "roles": frozenset(), "name": NEUTRAL, "erased_at": now}
    erased = update(Person).where(Person.id == person, Person.name != NEUTRAL)
    return rows + connection.execute(erased.values(gone)).rowcount


def _deliveries(connection: Connection, person: str, needles: Sequence[str], now: datetime) -> int:
    """What was said to them, and what was done with their accounts: the deliveries stay, without what they held."""
    waiting = Parcel.state.in_([ParcelState.DUE, ParcelState.BLOCKED])
    own = or_(Parcel.room_id.in_(_chats(person)), _about(needles))
    over = update(Parcel).where(own, waiting).values(state=ParcelState.DEAD, cause="erased", settled_at=now)
    connection.execute(over)
    emptied = update(Parcel).where(own, Parcel.state.not_in(UNSENT))
    nameless = emptied.values(once=literal("erased.") + Parcel.id, payload_sealed=None)
    return connection.execute(nameless.where(~Parcel.once.startswith("erased."))).rowcount


def _rooms(connection: Connection, person: str, accounts: Sequence[str]) -> int:
    chats = update(Room).where(Room.person_id == person, Room.kind == RoomKind.PRIVATE, Room.account != "")
    rows = connection.execute(chats.values(account="", state=RoomState.RETIRED)).rowcount
    for account in accounts:  # what looks at rooms found, and what those who authorised one were shown
        for column in (RoomAudit.violations, Authorisation.shown, Room.quarantined_for):
            named = update(column.class_).where(column.contains(account, autoescape=True))
            rows += connection.execute(named.values({column: func.replace(column, account, "-")})).rowcount
    for room in connection.execute(select(Room.id, Room.vouched).where(Room.vouched != "")).all():
        kept = " ".join(one for one in room.vouched.split() if one.removeprefix(POWER) not in accounts)
        if kept != room.vouched:
            rows += connection.execute(update(Room).where(Room.id == room.id).values(vouched=kept)).rowcount
    return rows


def _chats(person: str) -> Select[str]:
    return select(Room.id).where(Room.person_id == person, Room.kind == RoomKind.PRIVATE)


async def _needles(unit: Unit, person: Person) -> list[str]:
    """What the keys of deliveries name somebody by."""
    own = Identity.person_id == person.id
    accounts = await unit.scalars(select(Identity.external_id).where(own))
    return [*accounts, *await unit.scalars(select(Identity.id).where(own)), person.id]


def _about(needles: Sequence[str]) -> ColumnElement[bool]:
    """Deliveries that are about somebody's accounts, wherever they went; what staff were told of one, too."""
    names = or_(*(Parcel.once.contains(one, autoescape=True) for one in needles))
    told = Parcel.once.startswith("identity.")
    return names & (Parcel.kind.in_(_NAMES_SOMEBODY) | told)

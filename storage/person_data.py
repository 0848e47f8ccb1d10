"""What is kept about one person: found by the data map, table by table, with nothing of anybody else."""

from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, false, func, inspect, or_, select, tuple_

from storage.audit import AuditEvent
from storage.base import Base, sealed_fields
from storage.data_map import DATA_MAP, Datum, Entry
from storage.outbox import Parcel
from storage.person import Identity, Person
from storage.room import Room, RoomKind
from storage.unit import Unit

MOST = 2000  # rows of one table in a file: the newest; only deliveries and records come to more
ME = "me"  # in place of the person's own id
_SHOWN = frozenset({Datum.FACT, Datum.NAME, Datum.WORDS})
# What counts, or chains, what others do and get as well: it would tell how much there is of it.
_RUNNING = {(Parcel, "number"), (AuditEvent, "number"), (AuditEvent, "previous_hash"), (AuditEvent, "hash")}


def theirs(entry: Entry, person: str) -> ColumnElement[bool]:
    """The condition by which a row of this table is a person's own; `person` is their id."""
    return or_(false(), *(_is_theirs(entry, name, person) for name in entry.theirs))


def _is_theirs(entry: Entry, name: str, person: str) -> ColumnElement[bool]:
    columns: Any = entry.noun.__table__.c
    mine = select(Identity.id).where(Identity.person_id == person)
    match name:
        case "identity_id":
            found: ColumnElement[bool] = columns[name].in_(mine)
        case "external_id" | "account":
            accounts = select(Identity.platform, Identity.external_id).where(Identity.person_id == person)
            found = tuple_(columns.platform, columns[name]).in_(accounts)
        case "room_id":
            chats = select(Room.id).where(Room.person_id == person, Room.kind == RoomKind.PRIVATE)
            found = columns[name].in_(chats)
        case _:
            found = columns[name] == person
    return found


async def gathered(unit: Unit, person: Person, *, restricted: bool) -> dict[str, Any]:
    """Everything kept about a person, as JSON's data, by table; without restricted tables where those may not go.

    Their own sealed words are opened; of others there is not even an id.
    """
    tables: dict[str, Any] = {}
    for name, entry in DATA_MAP.items():
        if not entry.theirs or (entry.restricted and not restricted):
            continue
        if rows := await _rows(unit, entry, person):
            count = select(func.count()).select_from(entry.noun).where(theirs(entry, person.id))
            tables[name] = {"kept": entry.rule.value, "count": await unit.scalar(count), "rows": rows}
    return tables


async def _rows(unit: Unit, entry: Entry, person: Person) -> list[dict[str, Any]]:
    columns: Any = entry.noun.__table__.c
    newest = next(columns[name] for name in ("posted_at", "created_at", "at", "id") if name in columns).desc()
    shown = [name for name, datum in entry.columns.items() if datum in _SHOWN or datum is Datum.PERSON]
    if entry.opens:
        nouns = await unit.scalars(select(entry.noun).where(theirs(entry, person.id)).order_by(newest).limit(MOST))
        return [_row(entry, _of(noun), person) | _opened(noun) for noun in nouns]
    query = select(*(columns[name] for name in shown)).where(theirs(entry, person.id)).order_by(newest).limit(MOST)
    found: Any = await unit.run(query)
    return [_row(entry, dict(row._mapping), person) for row in found]


def _row(entry: Entry, values: dict[str, Any], person: Person) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for name, datum in entry.columns.items():
        if (entry.noun, name) in _RUNNING:
            continue
        if datum in _SHOWN:
            row[name] = _plain(values[name])
        elif datum is Datum.PERSON and person.id in str(values[name] or "").split():
            row[name] = ME
    return row


def _of(noun: Base) -> dict[str, Any]:
    mapper: Any = inspect(type(noun))
    return {one.columns[0].name: getattr(noun, one.key) for one in mapper.column_attrs}


def _opened(noun: Base) -> dict[str, Any]:
    return {name.lstrip("_"): getattr(noun, name) for name in sealed_fields(type(noun))}


def _plain(value: Any) -> Any:
    match value:
        case StrEnum():
            return value.value
        case frozenset():
            return sorted(one.value for one in value)
        case datetime() | date() | time():
            return value.isoformat()
    return value

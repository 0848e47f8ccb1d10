"""What was ended, revoked or taken back, written beside the key file too: no restored backup brings it back.

The database may be lost with all that happened since the last backup; this file is a line for each thing of it that
only ever narrows (a room revoked, a person removed, an account unlinked or void, a summary withdrawn), with opaque ids
and states, never content. A line is on the disk before its transaction commits, so one too many is possible and none
too few; read again, it can only narrow. Each backup leaves a mark in it, by which a file is known to be of its time.
"""

import json
import os
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Connection, event, inspect, update
from sqlalchemy.orm import Session

from storage.base import Base
from storage.engagement import Participation
from storage.erasure import erase_from
from storage.group import Membership
from storage.keys import KeyRing
from storage.organisation import KNOWN, Organisation, OrganisationStatus
from storage.person import Identity, Person, PersonStatus
from storage.room import Authorisation, Room, RoomState
from storage.sealing import KEYS, SealedSession
from storage.summary import Summary, SummaryState

NAME = "tombstones"
WATCHED: Mapping[type[Base], tuple[str, ...]] = {
    Room: ("state",),
    Person: ("status", "roles", "erased_at"),
    Identity: ("verified_at",),
    Organisation: ("status",),
    Membership: ("left_at",),
    Participation: ("left_at",),
    Summary: ("state",),
}
GONE = "gone"  # a row that was deleted
LINES = "tombstones"  # in session.info: of what this transaction will have ended


def beside(keys: KeyRing) -> Path:
    """The file that belongs to a key file."""
    return keys.path.with_name(NAME)


def mark(keys: KeyRing, backup: str) -> None:
    """Write down that a backup, by its own id, begins here."""
    _append(beside(keys), [{"backup": backup}])


def told(file: Path, backup: str) -> list[Mapping[str, Any]] | None:
    """All that the file tells; None when it doesn't know of this backup. Raises OSError.

    What stands before the mark counts, too: it may have been committed behind the backup's back.
    """
    lines = list(_lines(file))
    is_known = any(line.get("backup") == backup for line in lines)
    return [line for line in lines if "table" in line] if is_known else None


def narrow(connection: Connection, lines: list[Mapping[str, Any]], now: datetime) -> int:
    """Do again what the lines say, where it narrows; how many rows are narrower for it."""
    latest = {(str(line["table"]), str(line["id"])): line for line in lines}  # the last word on each row counts
    return sum(_NARROW[table](connection, row, line, now) for (table, row), line in latest.items())


def watch() -> None:
    """From now on every session of this process writes its tombstones; safe to call again."""
    for when, what in _WATCHING:
        if not event.contains(SealedSession, when, what):
            event.listen(SealedSession, when, what)


def unwatch() -> None:
    """Write none from now on."""
    for when, what in _WATCHING:
        if event.contains(SealedSession, when, what):
            event.remove(SealedSession, when, what)


def _lay(session: Session, context: Any, instances: Any) -> None:
    lines = [line for noun in session.dirty if (line := _changed(noun))]
    lines += [_line(noun, {GONE: True}) for noun in session.deleted if isinstance(noun, Identity)]
    session.info.setdefault(LINES, []).extend(lines)


def _set_down(session: Session) -> None:
    """Before the commit, and not before: what was only rehearsed, or refused in the end, is no news."""
    session.flush()
    if lines := session.info.pop(LINES, []):
        keys: KeyRing = session.info[KEYS]
        _append(beside(keys), lines)


_WATCHING: tuple[tuple[str, Callable[..., None]], ...] = (("before_flush", _lay), ("before_commit", _set_down))


def _changed(noun: Any) -> dict[str, Any] | None:
    watched = WATCHED.get(type(noun), ())
    if not any(inspect(noun).attrs[name].history.has_changes() for name in watched):
        return None
    return _line(noun, {name: _plain(getattr(noun, name)) for name in watched})


def _line(noun: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    return {"table": noun.__tablename__, "id": noun.id, **values}


def _plain(value: Any) -> Any:
    match value:
        case StrEnum():
            return value.value
        case frozenset():
            return sorted(one.value for one in value)
        case datetime():
            return value.isoformat()
    return value


def _append(file: Path, lines: list[dict[str, Any]]) -> None:
    """All lines in one write, and on the disk. Raises OSError: what can't be written down must not be committed."""
    data = "".join(json.dumps(line, separators=(",", ":")) + "\n" for line in lines).encode()
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(descriptor, data)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _lines(file: Path) -> Iterator[Mapping[str, Any]]:
    """Every whole line: one that was cut short by a crash was never followed by its commit."""
    for raw in file.read_bytes().split(b"\n"):
        try:
            line = json.loads(raw)
        except ValueError:
            continue
        if isinstance(line, dict):
            yield line


def _revoke(connection: Connection, room: str, line: Mapping[str, Any], now: datetime) -> int:
    if line["state"] == RoomState.AUTHORISED:
        return 0
    revoked = {"state": RoomState(line["state"]), "quarantined_for": "room-closed-by-restore"}
    return close(connection, Room.id == room, now, **revoked)


def close(connection: Connection, which: ColumnElement[bool], now: datetime, **values: Any) -> int:
    """Take their authorisation from the rooms that have one: two people have to give it again. How many rooms."""
    here = connection.execute(
        update(Room).where(which, Room.state == RoomState.AUTHORISED).values(**values).returning(Room.id)
    )
    rooms = list(here.scalars())
    words = update(Authorisation).where(Authorisation.room_id.in_(rooms), Authorisation.void_at.is_(None))
    connection.execute(words.values(void_at=now))
    return len(rooms)


def _remove(connection: Connection, person: str, line: Mapping[str, Any], now: datetime) -> int:
    mine = Person.id == person
    if line.get("erased_at"):
        return erase_from(connection, person, now)
    if line["status"] == PersonStatus.LEFT:
        left = update(Person).where(mine, Person.status != PersonStatus.LEFT)
        return connection.execute(left.values(status=PersonStatus.LEFT, roles=frozenset())).rowcount
    if line["status"] == PersonStatus.INVITED:  # they had to prove themselves again
        again = update(Person).where(mine, Person.status == PersonStatus.ACTIVE)
        connection.execute(again.values(status=PersonStatus.INVITED))
    had = connection.execute(Person.__table__.select().where(mine)).one_or_none()
    kept = frozenset(role for role in had.roles if role.value in line["roles"]) if had else frozenset()
    if had is None or kept == had.roles:
        return 0
    return connection.execute(update(Person).where(mine).values(roles=kept)).rowcount


def _end(connection: Connection, organisation: str, line: Mapping[str, Any], now: datetime) -> int:
    if line["status"] == OrganisationStatus.ACTIVE:
        return 0
    held = (Organisation.id == organisation) & Organisation.status.in_(KNOWN)
    here = update(Organisation).where(held, Organisation.status != OrganisationStatus(line["status"]))
    return connection.execute(here.values(status=OrganisationStatus(line["status"]))).rowcount


def _withdraw(connection: Connection, summary: str, line: Mapping[str, Any], now: datetime) -> int:
    if line["state"] == SummaryState.RELEASED:
        return 0
    here = update(Summary).where(Summary.id == summary, Summary.state == SummaryState.RELEASED)
    return connection.execute(here.values(state=SummaryState.WITHDRAWN, withdrawn_at=now)).rowcount


def _unlink(connection: Connection, identity: str, line: Mapping[str, Any], now: datetime) -> int:
    here = update(Identity).where(Identity.id == identity, Identity.verified_at.is_not(None))
    gone = line.get(GONE) or line["verified_at"] is None
    return connection.execute(here.values(verified_at=None)).rowcount if gone else 0


def _leave(kind: type[Membership] | type[Participation]) -> "Narrow":
    def narrowed(connection: Connection, row: str, line: Mapping[str, Any], now: datetime) -> int:
        if line["left_at"] is None:
            return 0
        here = update(kind).where(kind.id == row, kind.left_at.is_(None))
        return connection.execute(here.values(left_at=datetime.fromisoformat(line["left_at"]))).rowcount

    return narrowed


Narrow = Callable[[Connection, str, Mapping[str, Any], datetime], int]
_NARROW: Mapping[str, Narrow] = {
    Room.__tablename__: _revoke,
    Person.__tablename__: _remove,
    Organisation.__tablename__: _end,
    Membership.__tablename__: _leave(Membership),
    Participation.__tablename__: _leave(Participation),
    Summary.__tablename__: _withdraw,
    Identity.__tablename__: _unlink,
}

"""The record of who did what, where, and with which outcome: opaque ids only, append-only, each row chained
to the one before.

The chain is keyed (HMAC-SHA256 with a key derived from the key file), so that whoever can write to the
database but lacks the key file can't alter a row, take one out of the middle or put one in unseen. What a
chain can't show is a missing *end*: keep the last hash elsewhere for that (`python -m bot check --audit` prints it).
"""

import asyncio
import hmac
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import Integer, String, bindparam, select
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, UtcDateTime, Words
from storage.engine import StorageTrouble, Trouble

if TYPE_CHECKING:
    from storage.unit import Unit

APPEND_ONLY = "append_only"  # in a table's info: migrations give it triggers that refuse any change
GENESIS = "0" * 64  # what the first row is chained to
PATIENCE = 10.0  # seconds that a unit waits for its turn to append
RIVALS = 100  # rows that other processes may append before ours, while it tries
BATCH = 1000  # rows verified at a time


class Outcome(StrEnum):
    """How it ended."""

    DONE = "done"
    REFUSED = "refused"


class AuditEvent(Base):
    """One deed.

    `object` is "kind:id", `place` a room's id, `cause` the phrase key of a refusal; nothing holds content.
    """

    __tablename__ = "audit_event"
    __table_args__ = {"info": {APPEND_ONLY: True}}  # noqa: RUF012  SQLAlchemy's own way

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    actor_id: Mapped[str] = mapped_column(String(64))
    action: Mapped[str] = mapped_column(String(64))
    object: Mapped[str] = mapped_column(String(64))
    place: Mapped[str] = mapped_column(String(20))
    outcome: Mapped[Outcome] = mapped_column(Words(Outcome))
    cause: Mapped[str] = mapped_column(String(120))
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))

    def digest(self, key: bytes) -> str:
        """What `hash` has to be: over every other field, the number and the previous hash included."""
        return _digest(key, {name: getattr(self, name) for name in _HASHED})


_HASHED = ("number", "at", "actor_id", "action", "object", "place", "outcome", "cause", "previous_hash")


def _digest(key: bytes, row: Mapping[str, Any]) -> str:
    at: datetime = row["at"]
    plain = {**row, "at": at.astimezone(UTC).isoformat(timespec="microseconds"), "outcome": row["outcome"].value}
    return hmac.digest(key, json.dumps([plain[name] for name in _HASHED]).encode(), "sha256").hex()


_LAST = select(AuditEvent.number, AuditEvent.hash).order_by(AuditEvent.number.desc()).limit(1)
_IS_THERE = (
    select(AuditEvent.number)
    .where(
        AuditEvent.number == bindparam("last_number", type_=Integer),
        AuditEvent.hash == bindparam("last_hash", type_=String(64)),
    )
    .exists()
)


@dataclass(slots=True)
class End:
    """Where the chain ended when this process last wrote to it; it may have been undone, or gone on, since.

    Who appends has the `turn` until the commit: whoever comes next finds the row before its own committed.
    """

    number: int = 0
    hash: str = GENESIS
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)


def deed(
    action: str,
    *,
    at: datetime,
    actor_id: str,
    object: str,  # noqa: A002  the column's own word
    place: str,
    outcome: Outcome,
    cause: str,
) -> Mapping[str, Any]:
    """What a row says, before it has its place in the chain."""
    return {
        "at": at, "actor_id": actor_id, "action": action, "object": object, "place": place, "outcome": outcome,
        "cause": cause,
    }  # fmt: skip


@asynccontextmanager
async def appended(unit: "Unit", deeds: Sequence[Mapping[str, Any]]) -> AsyncIterator[None]:
    """Add rows to the end of the chain, in the unit's transaction; what is within has to be its commit, and no more.

    The last thing before it, because appenders queue from here to their commit: in this process for their turn, between
    processes for the number that both want. On SQLite there is one writer anyway. Raises StorageTrouble when the turn
    doesn't come.
    """
    if not deeds or unit.dialect == "sqlite":
        await _append(unit, deeds)
        yield
        return
    await unit.flush()  # no row that somebody with the turn may want is waited for within
    try:
        async with asyncio.timeout(PATIENCE):
            await unit.audited.turn.acquire()
    except TimeoutError as error:
        raise StorageTrouble(Trouble.LOCKED) from error
    try:
        await _append(unit, deeds)
        yield
    finally:
        unit.audited.turn.release()


async def _append(unit: "Unit", deeds: Sequence[Mapping[str, Any]]) -> None:
    end = unit.audited
    for one in deeds:
        known = {"last_number": end.number, "last_hash": end.hash}
        if not await unit.append(AuditEvent, _next(unit, end, one), _IS_THERE, **known):
            await _append_where_it_ends(unit, end, one)


async def _append_where_it_ends(unit: "Unit", end: End, one: Mapping[str, Any]) -> None:
    """What this process wrote last was undone, or another has gone on. Its number is waited for while another
    process's row may still come to have it.
    """
    for _ in range(RIVALS):
        last: Any = (await unit.run(_LAST)).one_or_none()
        end.number, end.hash = last or (0, GENESIS)
        if await unit.append(AuditEvent, _next(unit, end, one)):
            return
    raise StorageTrouble(Trouble.LOCKED)


def _next(unit: "Unit", end: End, one: Mapping[str, Any]) -> Mapping[str, Any]:
    """The row that follows, which is the end from now on."""
    row = {**one, "number": end.number + 1, "previous_hash": end.hash}
    row["hash"] = _digest(unit.keys.derive("audit"), row)
    end.number, end.hash = row["number"], row["hash"]
    return row


@dataclass(slots=True)
class Walk:
    """How far a chain was verified: the last row that holds, and the first that doesn't.

    A page at a time, so that nobody has to wait for the whole record: it is only ever appended to.
    """

    number: int = 0
    hash: str = GENESIS
    broken: int | None = None

    async def on(self, unit: "Unit") -> bool:
        """Verify the next rows, a thousand at most; False at the end, and at the first row that was altered or before
        which one is missing: it is `broken` then.
        """
        key = unit.keys.derive("audit")
        page = select(AuditEvent).where(AuditEvent.number > self.number).order_by(AuditEvent.number).limit(BATCH)
        events = await unit.scalars(page.execution_options(populate_existing=True))
        for event in events:
            follows = event.number == self.number + 1 and event.previous_hash == self.hash
            if not follows or event.hash != event.digest(key):
                self.broken = event.number
                return False
            self.number, self.hash = event.number, event.hash
        unit.session.expunge_all()
        return bool(events)


async def verify(unit: "Unit") -> int | None:
    """The number of the first row that was altered, or before which one is missing; None when the chain is
    whole.
    """
    walk = Walk()
    while await walk.on(unit):
        pass
    return walk.broken


async def length(unit: "Unit") -> int:
    """The number of the last row; 0 where nothing was recorded yet."""
    last: Any = (await unit.run(_LAST)).one_or_none()
    return last[0] if last else 0

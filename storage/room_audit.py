"""What each look at a room found: one row for each, kept so long as the policy says, and the checks it is told by.

The checks are those of `Room.faults`: a fault's key says which check failed, and `who` whom or what it is about.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from sqlalchemy import ForeignKey, Index, String, Text, func, select
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, UtcDateTime, Words, new_id
from storage.room import Observation, Room, RoomKind, Unfit
from storage.unit import Unit


class RoomCheck(StrEnum):
    """What is looked at, in the order of the table."""

    PRESENCE = "presence"  # the bot is in it
    UPGRADE = "upgrade"
    SETTINGS = "settings"  # all of them can be understood
    ENCRYPTION = "encryption"
    HISTORY = "history"
    JOIN_RULE = "join-rule"
    GUESTS = "guests"
    FEDERATION = "federation"
    BOTS = "bots"  # bridges, too
    VIEWERS = "viewers"  # roles and others that a platform names without listing them
    PEOPLE = "people"  # joined and invited, against the registry
    POWER = "power"


_CHECKS: Mapping[str, RoomCheck] = MappingProxyType(
    {
        "unfit-absent": RoomCheck.PRESENCE,
        "unfit-upgraded": RoomCheck.UPGRADE,
        "unfit-unreadable": RoomCheck.SETTINGS,
        "unfit-not-encrypted": RoomCheck.ENCRYPTION,
        "unfit-history": RoomCheck.HISTORY,
        "unfit-join-rule": RoomCheck.JOIN_RULE,
        "unfit-guests": RoomCheck.GUESTS,
        "unfit-federated": RoomCheck.FEDERATION,
        "unfit-bot": RoomCheck.BOTS,
        "unfit-role": RoomCheck.VIEWERS,
        "unfit-role-class": RoomCheck.VIEWERS,
        "unfit-stranger": RoomCheck.PEOPLE,
        "unfit-class": RoomCheck.PEOPLE,
        "unfit-power": RoomCheck.POWER,
        "unfit-power-everybody": RoomCheck.POWER,
    }
)
# With these somebody reads, or could have read, who should not: what was posted before is theirs to read, too.
LETS_READ = frozenset(
    {
        RoomCheck.HISTORY, RoomCheck.JOIN_RULE, RoomCheck.GUESTS, RoomCheck.FEDERATION, RoomCheck.BOTS,
        RoomCheck.VIEWERS, RoomCheck.PEOPLE,
    }
)  # fmt: skip
PROVED = frozenset({RoomKind.STAFF, RoomKind.GROUP, RoomKind.ENGAGEMENT})


class AuditCause(StrEnum):
    """Why a room was looked at."""

    EVENT = "event"  # its platform told of a change
    SEND = "send"  # something was about to leave for it
    NIGHT = "night"
    COMMAND = "command"


class AuditResult(StrEnum):
    """What a look came to."""

    PASSED = "passed"
    FAILED = "failed"


class RoomAudit(Base):
    """One look at a room: when and why, how many people were seen, and what was wrong (a line each: key, then who).

    Ids of accounts, never a word of what is said there.
    """

    __tablename__ = "room_audit"
    __table_args__ = (Index("ix_room_audit_room", "room_id", "at"),)

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default_factory=new_id)
    room_id: Mapped[str] = mapped_column(ForeignKey("room.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    cause: Mapped[AuditCause] = mapped_column(Words(AuditCause))
    people: Mapped[int]
    violations: Mapped[str] = mapped_column(Text, default="")
    result: Mapped[AuditResult] = mapped_column(Words(AuditResult))

    @property
    def faults(self) -> tuple[Unfit, ...]:
        """What was wrong, as it was found."""
        found = (line.partition(" ") for line in self.violations.splitlines())
        return tuple(Unfit(key=key, who=who, drift=True) for key, _, who in found)


def checks(faults: Iterable[Unfit]) -> Mapping[RoomCheck, Sequence[Unfit]]:
    """Every check in the order of the table, with what is wrong; nothing where all is as it should be."""
    table: dict[RoomCheck, list[Unfit]] = {check: [] for check in RoomCheck}
    for fault in faults:
        table[_CHECKS[fault.key]].append(fault)
    return table


def lets_read(faults: Iterable[Unfit]) -> bool:
    """Whether somebody reads there, or could let themselves in, who should not."""
    return any(_CHECKS[fault.key] in LETS_READ for fault in faults)


async def note(
    unit: Unit, room: Room, state: Observation, faults: Sequence[Unfit], *, cause: AuditCause, now: datetime
) -> None:
    """Leave a row of this look. Of a chat or a space, which nobody authorises, only where something is wrong."""
    if room.kind not in PROVED and not faults:
        return
    row = RoomAudit(
        room_id=room.id, at=now, cause=cause, people=len(state.people),
        violations="\n".join(f"{one.key} {' '.join(one.who.split())}" for one in faults),
        result=AuditResult.FAILED if faults else AuditResult.PASSED,
    )  # fmt: skip
    await unit.insert(row)


async def last_of(unit: Unit, rooms: Iterable[Room]) -> Mapping[str, RoomAudit]:
    """The last look at each of these rooms that was looked at, by the room's id."""
    ids = [room.id for room in rooms]
    newest = (
        select(RoomAudit.room_id, func.max(RoomAudit.at).label("at"))
        .where(RoomAudit.room_id.in_(ids))
        .group_by(RoomAudit.room_id)
        .subquery()
    )
    query = (
        select(RoomAudit)
        .join(newest, (RoomAudit.room_id == newest.c.room_id) & (RoomAudit.at == newest.c.at))
        .order_by(RoomAudit.result.desc())  # of two at one instant, the one that failed
    )
    return {one.room_id: one for one in await unit.scalars(query)}

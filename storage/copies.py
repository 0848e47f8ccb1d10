"""What became of each copy of something that was posted: told as far as the platforms' answers go, and no further."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select, update

from storage.outbox import Kind, Parcel, ParcelState, Posting, PostingState
from storage.person import Person
from storage.queue import UNSENT
from storage.room import Room
from storage.unit import Unit


class CopyFate(StrEnum):
    """What is known of one copy. RECALLED: its server confirmed; what was read or copied stays with people."""

    COMING = "coming"
    LIVE = "live"
    RECALLED = "recalled"
    RECALL_FAILED = "recall_failed"
    NEVER_ARRIVED = "never_arrived"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """One copy: the room, whose private chat it is (if it is one), and its fate.

    `alone`: it stands in no room; `person` was shown it in answer to their asking, and nobody else saw it.
    """

    room: Room
    person: Person | None
    fate: CopyFate
    alone: bool = False


_HOLDS = (Kind.POST, Kind.ANSWER)  # what holds a copy once it is sent
_UNPOSTED = {
    ParcelState.DUE: CopyFate.COMING,
    ParcelState.CLAIMED: CopyFate.COMING,
    ParcelState.SENT: CopyFate.UNCERTAIN,
    ParcelState.BLOCKED: CopyFate.NEVER_ARRIVED,
    ParcelState.DEAD: CopyFate.NEVER_ARRIVED,
    ParcelState.UNKNOWN: CopyFate.UNCERTAIN,
}
_POSTED = {
    PostingState.LIVE: CopyFate.LIVE,
    PostingState.UPDATED: CopyFate.LIVE,
    PostingState.RECALLED: CopyFate.RECALLED,
    PostingState.RECALL_FAILED: CopyFate.RECALL_FAILED,
}


async def copies_of(unit: Unit, subject: str) -> list[Copy]:
    """Every copy of a subject that was ever queued, rooms before private chats."""
    query = (
        select(Parcel, Posting, Room, Person)
        .join(Room, Room.id == Parcel.room_id)
        .outerjoin(Posting, Posting.parcel_id == Parcel.id)
        .outerjoin(Person, Person.id == Room.person_id)
        .where(Parcel.subject == subject, Parcel.kind.in_(_HOLDS))
        .order_by(Room.kind, Room.name, Parcel.number)
    )
    rows = (await unit.session.execute(query)).all()
    return [
        Copy(
            room=room,
            person=person,
            fate=_POSTED[posting.state] if posting else _UNPOSTED[parcel.state],
            alone=parcel.kind is Kind.ANSWER,
        )
        for parcel, posting, room, person in rows
    ]


async def rooms_with(unit: Unit, subject: str) -> set[str]:
    """The ids of the rooms in which a copy stands or is about to."""
    standing = {CopyFate.COMING, CopyFate.LIVE, CopyFate.UNCERTAIN, CopyFate.RECALL_FAILED}
    return {copy.room.id for copy in await copies_of(unit, subject) if copy.fate in standing}


async def is_settled(unit: Unit, subject: str) -> bool:
    """Whether nothing about it waits or is under way any more."""
    query = select(Parcel.number).where(Parcel.subject == subject, Parcel.state.in_(UNSENT)).limit(1)
    return await unit.scalar(query) is None


async def standing_copies(unit: Unit, subject: str) -> list[Posting]:
    """The copies that can be taken back, those included where it failed before."""
    taken_back = Posting.state == PostingState.RECALLED
    query = select(Posting).where(Posting.about == subject, ~taken_back).order_by(Posting.posted_at, Posting.id)
    return list(await unit.scalars(query))


async def stop(unit: Unit, subject: str, *, cause: str, now: datetime) -> list[Parcel]:
    """Keep back what has not left yet. Returns what is under way and can't be stopped: recall it when it arrives."""
    holding = (Parcel.subject == subject) & Parcel.kind.in_(_HOLDS)
    await unit.change(
        update(Parcel)
        .where(holding, Parcel.state == ParcelState.DUE, Parcel.first_attempt_at.is_(None))
        .values(state=ParcelState.DEAD, cause=cause, settled_at=now)
    )
    under_way = select(Parcel).where(holding, Parcel.state.in_(UNSENT))
    return list(await unit.scalars(under_way.execution_options(populate_existing=True)))


async def empty(unit: Unit, subject: str) -> None:
    """What was delivered of it keeps no words here, in the database's files neither."""
    delivered = select(Posting.parcel_id).where(Posting.about == subject)
    await unit.change(update(Parcel).where(Parcel.id.in_(delivered)).values(payload_sealed=None))
    unit.scrub()

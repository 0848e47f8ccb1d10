"""What was withheld from a room because of what the room was, and could still be sent there."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from storage.meeting import Meeting, MeetingState
from storage.outbox import Kind, Parcel, ParcelState
from storage.room import Room
from storage.unit import Unit

_RESENT = (Kind.POST, Kind.FILE)  # an edit is of something that stands there, and may be older than what it says now
# `summary release` sends a summary where it is wanting, an engagement's card is put there anew, and so are its leverage
# and how far its plan is when somebody asks: as they are by then, for a tender that began since hides a purchase.
_OWN_WAY = ("summary:%", "engagement_card:%", "engagement_leverage:%", "engagement_plan:%")


async def still_valid(unit: Unit, room: Room, *, now: datetime, most: int) -> Sequence[Parcel]:
    """The first `most` posts and files that were withheld because the room was unfit, the oldest first.

    Without what has run out, was taken back since, has lost its words, or is of a meeting that is over or cancelled;
    and without what gets there by a way of its own. Who may read each is asked again when it leaves.
    """
    return await unit.scalars(select(Parcel).where(_is_valid(room, now)).order_by(Parcel.number).limit(most))


async def count_valid(unit: Unit, room: Room, *, now: datetime) -> int:
    """How many there are of these."""
    return await unit.scalar(select(func.count(Parcel.number)).where(_is_valid(room, now))) or 0


def _is_valid(room: Room, now: datetime) -> ColumnElement[bool]:
    back = aliased(Parcel)
    taken_back = exists().where(
        back.kind == Kind.REDACT, back.subject == Parcel.subject, back.subject != "", back.number > Parcel.number
    )
    over = exists().where(
        Parcel.subject == "meeting:" + Meeting.id,
        or_(Meeting.state != MeetingState.SCHEDULED, Meeting.starts_at <= now),
    )
    return and_(
        Parcel.room_id == room.id,
        Parcel.state == ParcelState.BLOCKED,
        Parcel.cause.like("unfit-%"),  # not what a restored backup holds: that may have arrived
        Parcel.kind.in_(_RESENT),
        Parcel.payload_sealed.is_not(None),
        or_(Parcel.expires_at.is_(None), Parcel.expires_at > now),
        *(Parcel.subject.not_like(one) for one in _OWN_WAY),
        ~taken_back,
        ~over,
    )

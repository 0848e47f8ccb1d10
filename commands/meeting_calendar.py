"""A group's meetings in the calendars of its platforms, where they have one: an entry for each date, as it is now.

Everybody on a server sees its calendar, whatever the room may hear: an entry tells the meeting's code, and no more.
The diary holds a series' next dates alone, so that is how far a calendar reaches. What is cancelled stays so there; a
meeting that takes place after all is another one and gets an entry of its own.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import exists, select

from commands.engine.work import Work
from storage.meeting import Meeting, MeetingState
from storage.outbox import Kind, Parcel
from storage.room import Room, RoomKind, RoomState

WHERE = "Roundtable"  # calendars want a place; the link would be everybody's
LONGEST = timedelta(hours=10)  # of a meeting: what began before that is over


async def bring_up_to_date(work: Work, group_id: str) -> None:
    """Have the calendars show the dates to come as they are now; safe to say again, each state of a date leaves once.

    A room that was given up takes its entries with it.
    """
    rooms = await _rooms(work, group_id)
    for meeting in await _dates(work, group_id) if rooms else []:
        for room in rooms:
            await _show(work, meeting, room)


async def _show(work: Work, meeting: Meeting, room: Room) -> None:
    about = f"meeting:{meeting.id}"
    once = f"meeting.{meeting.id}.mirror.{meeting.sequence}"
    is_off = meeting.state is MeetingState.CANCELLED or room.state is RoomState.RETIRED
    if is_off and await _is_shown(work, about, room):
        await work.mirror(room, {**_entry(meeting), "cancelled": True}, once=f"{once}.off", about=about)
    is_coming = meeting.state is MeetingState.SCHEDULED and meeting.starts_at > work.now
    if is_coming and room.state is RoomState.AUTHORISED:
        await work.mirror(room, _entry(meeting), once=once, about=about)


def _entry(meeting: Meeting) -> Mapping[str, Any]:
    starts, ends = meeting.starts_at.isoformat(), meeting.ends_at.isoformat()
    return {"name": meeting.code, "starts": starts, "ends": ends, "where": WHERE, "cancelled": False}


async def _rooms(work: Work, group_id: str) -> list[Room]:
    """The group's rooms on platforms with a calendar, those included that were given up."""
    found = await work.unit.scalars(select(Room).where(Room.group_id == group_id, Room.kind == RoomKind.GROUP))
    return [room for room in found if work.world.manners_of(room.platform).calendar]


async def _dates(work: Work, group_id: str) -> Sequence[Meeting]:
    query = select(Meeting).where(Meeting.group_id == group_id, Meeting.starts_at > work.now - LONGEST)
    return await work.unit.scalars(query.order_by(Meeting.starts_at, Meeting.code))


async def _is_shown(work: Work, about: str, room: Room) -> bool:
    made = exists().where(Parcel.subject == about, Parcel.room_id == room.id, Parcel.kind == Kind.MIRROR)
    return bool(await work.unit.session.scalar(select(made)))

"""What the clock does about rooms: their time runs out, and staff hear of it before."""

from datetime import datetime, timedelta

from sqlalchemy import select

from commands import room_recall
from commands.engine.dispatch import Job
from commands.engine.policy import Policy
from commands.engine.remedy import authorising
from commands.engine.work import Work
from commands.room_term import last_day, void_words
from storage.message import say
from storage.room import Room, RoomState
from storage.unit import Unit

SOON = timedelta(days=14)
"""So long before its end staff are reminded: two of them have to find the time."""


async def _ending(unit: Unit, now: datetime, policy: Policy) -> list[tuple[str, str]]:
    return await _until(unit, now + SOON)


async def _ended(unit: Unit, now: datetime, policy: Policy) -> list[tuple[str, str]]:
    return await _until(unit, now)


async def _until(unit: Unit, moment: datetime) -> list[tuple[str, str]]:
    """The authorised rooms whose time is over by then; each end is a slot of its own."""
    query = select(Room).where(Room.state == RoomState.AUTHORISED, Room.authorised_until <= moment)
    return [(room.id, room.authorised_until.isoformat()) for room in await unit.scalars(query) if room.authorised_until]


async def _remind(work: Work, subject: str) -> None:
    room = await work.unit.session.get_one(Room, subject)
    work.about(f"room:{room.id}")
    if room.authorised_until is None or room.authorised_until <= work.now:
        return  # the bot was away until its end, and says that instead
    notice = say("staff-room-ends", room=room.name, label=room.ceiling, until=last_day(room))
    await work.tell_staff(
        notice.step("room", "authorise", rest=authorising(room, room.ceiling, room.room_class)),
        once=f"room.{room.id}.ends.{room.authorised_until.isoformat()}",
        about=f"room:{room.id}",
    )


async def _end(work: Work, subject: str) -> None:
    room = await work.unit.session.get_one(Room, subject)
    work.about(f"room:{room.id}")
    room.end()
    await void_words(work, room)
    await work.tell_staff(
        say("staff-room-ended", room=room.name, label=room.ceiling).step(
            "room", "authorise", rest=authorising(room, room.ceiling, room.room_class)
        ),
        once=f"room.{room.id}.ended.{work.now.isoformat()}",
        about=f"room:{room.id}",
    )


JOBS: tuple[Job, ...] = (
    Job(name="room ends", due=_ending, run=_remind),
    Job(name="room ended", due=_ended, run=_end),
    *room_recall.JOBS,
)

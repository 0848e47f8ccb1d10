"""Taking back what stands in a room: offered when it drifted because of who reads there, rehearsed, and reported."""

from datetime import datetime

from sqlalchemy import select

from commands.engine.dispatch import Job
from commands.engine.policy import Policy
from commands.engine.work import Work
from storage.access import Label
from storage.message import Message, say
from storage.outbox import PostingState
from storage.room import Room
from storage.room_recall import fates, is_settled, standing_in, uncertain
from storage.unit import Unit


async def take_back(work: Work, room: Room, least: Label) -> int:
    """Queue the redaction of every copy that stands in a room, so labelled or narrower; how many."""
    copies = await standing_in(work.unit, room, least)
    for copy in copies:
        await work.redact(copy, once=f"room.{room.id}.recalled.{copy.id}.{work.event_id}"[:150])
    if copies:
        room.recall_asked_at = work.now
    return len(copies)


async def report_of(work: Work, room: Room) -> list[Message]:
    """What became of a room's copies, as far as its platform's answers go."""
    found = await fates(work.unit, room)
    return [
        say(
            "line-room-copies",
            recalled=found.get(PostingState.RECALLED, 0),
            failed=found.get(PostingState.RECALL_FAILED, 0),
            standing=found.get(PostingState.LIVE, 0),
            uncertain=await uncertain(work.unit, room),
        ),
        say("room-copies-meaning"),
    ]


async def recalled(unit: Unit, now: datetime, policy: Policy) -> list[tuple[str, str]]:
    """Rooms from which all was asked back, where nothing is under way any more, and staff have had no report."""
    rooms = await unit.scalars(select(Room).where(Room.recall_asked_at.is_not(None)))
    return [
        (room.id, room.recall_asked_at.isoformat())
        for room in rooms
        if room.recall_asked_at and await is_settled(unit, room)
    ]


async def report(work: Work, subject: str) -> None:
    """Staff learn what was taken back, and what was not."""
    room = await work.unit.session.get_one(Room, subject)
    asked, room.recall_asked_at = room.recall_asked_at, None
    work.about(f"room:{room.id}")
    await work.tell_staff(
        say("staff-room-recalled", room=room.name).then(*await report_of(work, room)),
        once=f"room.{room.id}.recall-report.{asked.isoformat() if asked else ''}",
        about=f"room:{room.id}",
    )


JOBS: tuple[Job, ...] = (Job(name="room recall report", due=recalled, run=report),)

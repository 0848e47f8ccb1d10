"""Sending what was withheld from a room, once it is fit again: offered, rehearsed, and never done by itself."""

from commands.engine.work import Work
from storage import queue, withheld
from storage.message import Message, Step, say
from storage.refusal import Refusal
from storage.room import Room, RoomState

MOST = 20  # at once: whoever says yes has to have read them


async def offer(work: Work, room: Room) -> list[Message]:
    """A line with the command that sends what was withheld, if there is any that still can be sent."""
    count = await withheld.count_valid(work.unit, room, now=work.now)
    step = Step(("room", "resend"), f'"{room.name}"')
    return [say("room-resend-offer", count=count, step=step)] if count else []


async def send_again(work: Work, room: Room) -> tuple[int, int]:
    """Let the first of them go, to be asked about again as each leaves; how many go, and how many are left.

    Raises Refusal while the room is not authorised, and where there is nothing to send.
    """
    if room.state is not RoomState.AUTHORISED:
        raise Refusal("room-resend-closed", room=room.name)
    count = await withheld.count_valid(work.unit, room, now=work.now)
    parcels = await withheld.still_valid(work.unit, room, now=work.now, most=MOST)
    if not parcels:
        raise Refusal("room-resend-nothing", room=room.name)
    for parcel in parcels:
        work.read(parcel.label)
        await queue.release(work.unit, parcel.id, work.now)
        work.queued.append(parcel)  # what the yes is for, as it will look
    return len(parcels), count - len(parcels)

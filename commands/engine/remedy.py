"""What mends a room: for each thing that can be wrong the one command, or the one deed at its platform, in words."""

from collections.abc import Iterable

from storage.access import Label
from storage.message import Message, Step, say
from storage.room import Room, RoomKind, Unfit
from storage.room_class import RoomClass

_PUTS_OUT = frozenset({"unfit-bot", "unfit-stranger", "unfit-class"})
_VOUCHES = frozenset({"unfit-role", "unfit-power", "unfit-power-everybody"})


def cause_of(why: Unfit) -> Message:
    """Why, in words for staff."""
    return say(why.key, who=why.who)


def mend_of(room: Room, why: Unfit) -> Message:
    """What mends it: `mend-...` for each `unfit-...` that is drift."""
    key = why.key.replace("unfit-", "mend-", 1)
    if why.key in _PUTS_OUT:
        return say(key, step=Step(("room", "expel"), f'"{room.name}" {why.who}'))
    if why.key in _VOUCHES and room.kind is RoomKind.STAFF:  # nobody vouches there
        return say("mend-role-staff")
    if why.key in _VOUCHES:
        return say(key, step=Step(("room", "authorise"), authorising(room, room.ceiling, room.room_class)))
    if why.key == "unfit-role-class":
        return say(
            key, step=Step(("room", "authorise"), f"{authorising(room, room.ceiling, RoomClass.MIXED)} class:mixed")
        )
    return say(key)


def authorising(room: Room, label: Label, room_class: RoomClass) -> str:
    """What follows `room authorise`, so that a second person says the very same."""
    said = f'"{room.name}" {label.value.lower()}'
    return said if room_class is RoomClass.MIXED else f"{said} class:{room_class.value}"


def fault_lines(room: Room, faults: Iterable[Unfit]) -> list[Message]:
    """A line for each: who or what, and what mends it."""
    return [say("line-room-fault", cause=cause_of(one), mend=mend_of(room, one)) for one in faults]

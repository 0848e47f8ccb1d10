"""The table of a room: every check with its verdict, exactly who or what is wrong, and the one thing that mends it."""

from collections.abc import Mapping, Sequence

from commands.engine.remedy import cause_of, mend_of
from commands.engine.work import Work
from storage.message import Message, Moment, say, word_of
from storage.room import Observation, Room, Unfit
from storage.room_audit import AuditResult, RoomAudit, checks


def table(work: Work, room: Room, state: Observation, faults: Sequence[Unfit]) -> Message:
    """All checks of a room that was looked at just now."""
    result = AuditResult.FAILED if faults else AuditResult.PASSED
    message = say(
        "room-audited", room=room.name, result=word_of(result), state=word_of(room.state), label=room.ceiling,
        who=word_of(room.room_class), joined=len(state.joined), invited=len(state.invited),
    )  # fmt: skip
    for check, found in checks(faults).items():
        if not found:
            message = message.then(say("line-room-check", check=word_of(check)))
        for one in found:
            line = say("line-room-check-fault", check=word_of(check), cause=cause_of(one), mend=mend_of(room, one))
            message = message.then(line)
    return message.step("room", "show", rest=f'"{room.name}"')


def overview(work: Work, rooms: Sequence[Room], looks: Mapping[str, RoomAudit]) -> Message:
    """All rooms with the verdict of the last look at each, and when that was."""
    lines = [last_look(work, room, looks.get(room.id), key="line-room-look") for room in rooms]
    message = say("room-audits", count=len(rooms)).then(*lines)
    failed = [room for room in rooms if (look := looks.get(room.id)) and look.result is AuditResult.FAILED]
    named = next(iter(failed or rooms), None)
    return message.step("room", "audit", rest=f'"{named.name}"') if named else message


def last_look(work: Work, room: Room, look: RoomAudit | None, *, key: str = "room-look") -> Message:
    """When a room was last looked at, why, and what came of it."""
    if look is None:
        return say(f"{key}-none", room=room.name)
    wrong = tuple(cause_of(one) for one in look.faults)
    line = say(
        key, room=room.name, at=Moment(look.at, work.zone), cause=word_of(look.cause), result=word_of(look.result),
        people=look.people, who=word_of(room.room_class),
    )  # fmt: skip
    return line.then(*wrong) if wrong and key == "room-look" else line

"""The rooms that get an Affiliate Update, their issues, and an issue as a room will see it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, or_, select

from commands.engine.work import Work
from digests.compose import pointer
from digests.facts import Facts, gather, numbers, open_period
from digests.period import Period
from digests.split import issue_parts
from storage.action import ActionItem
from storage.audience import Audience
from storage.base import UtcDateTime
from storage.meeting import Meeting
from storage.message import Message
from storage.question import Question
from storage.refusal import Absent
from storage.room import Room, RoomKind, RoomState
from storage.room_class import RoomClass
from storage.unit import Unit
from storage.update import OVER, Issue, IssueEntry, IssueState, Omission

# What it says is TLP:GREEN; and a facility's room is there for the one facility.
_SERVED = (
    (Room.kind == RoomKind.GROUP)
    & (Room.state == RoomState.AUTHORISED)
    & (Room.room_class != RoomClass.PUBLIC)
    & Room.facility_id.is_(None)
)


async def rooms(unit: Unit) -> Sequence[Room]:
    """The rooms that get an Affiliate Update: every group's, on each platform, while they are authorised."""
    return await unit.scalars(select(Room).where(_SERVED).order_by(Room.name, Room.id))


async def rooms_for(unit: Unit, code: str) -> Sequence[Room]:
    """Those of them in whose issue what has this reference may stand: of what is a group's, that group's alone."""
    match code.partition("-")[0]:
        case "MTG":
            groups = select(Meeting.group_id).where(Meeting.code == code)
        case "Q":
            groups = select(Question.group_id).where(Question.number.in_(numbers([code], "Q")))
        case "ACT":
            groups = select(ActionItem.group_id).where(ActionItem.number.in_(numbers([code], "ACT")))
        case _:
            return await rooms(unit)
    return await unit.scalars(select(Room).where(_SERVED, Room.group_id.in_(groups)).order_by(Room.name, Room.id))


async def rooms_without(unit: Unit, code: str) -> Sequence[Room]:
    """Those of them from whose issues it was ever left out."""
    omitted = select(Omission.room_id).where(Omission.code == code)
    return await unit.scalars(select(Room).where(_SERVED, Room.id.in_(omitted)).order_by(Room.name, Room.id))


async def room_named(work: Work, name: str) -> Room:
    """The one of them that is called so. Raises Absent."""
    found = await work.unit.scalar(select(Room).where(Room.name == name, _SERVED).order_by(Room.created_at))
    if found is None:
        raise Absent
    return found


async def open_issue(work: Work, name: str) -> tuple[Room, Issue]:
    """The room of this name and its issue that is being prepared. Raises Absent."""
    room = await room_named(work, name)
    period = await open_period(work.unit, room, now=work.now)
    return room, await opened(work.unit, room, period)


async def opened(unit: Unit, room: Room, period: Period) -> Issue:
    """The room's row for that month, made if there is none."""
    taken = (Issue.room_id == room.id) & (Issue.month == period.month)
    await unit.add_once(Issue(room_id=room.id, month=period.month), taken)
    return (await unit.session.scalars(select(Issue).where(taken))).one()


async def zones(unit: Unit) -> Sequence[str]:
    """The zones in which there are such rooms: a month begins in each when its own day does."""
    return await unit.scalars(_ZONES)


async def unsettled(unit: Unit, period: Period) -> Sequence[tuple[str, Issue | None]]:
    """The rooms of a period's zone that were there in it and whose issue for it is not over: id, and the issue if there
    is one already. The clock asks every few seconds, so what is over stays where it is.
    """
    return await unit.rows(_UNSETTLED, zone=period.zone, month=period.month, ends=period.ends)


_ZONES = select(Room.zone).where(_SERVED).distinct()
_UNSETTLED = (
    select(Room.id, Issue)
    .outerjoin(Issue, (Issue.room_id == Room.id) & (Issue.month == bindparam("month")))
    .where(
        _SERVED,
        Room.zone == bindparam("zone"),
        Room.created_at < bindparam("ends", type_=UtcDateTime),
        or_(Issue.id.is_(None), Issue.state.not_in(OVER)),
    )
    .order_by(Room.name, Room.id)
)


def parts_of(work: Work, facts: Facts, room: Room) -> tuple[Message, ...]:
    """The posts of a room's issue, each as long as its platform takes it."""
    size = work.world.manners_of(room.platform).post_size
    return issue_parts(facts, room=room.name, size=size, locales=room.languages)


async def send(work: Work, room: Room, issue: Issue) -> Facts:
    """Queue the issue and settle its row; what it says, or would if there were anything.

    The row and `once` make it one, however often this is tried.
    """
    issue.refuse_over()
    facts = await gather(work.unit, room, Period(issue.month, room.zone), now=work.now)
    if not facts.codes:
        return facts
    once = f"digest.{room.id}.{issue.month}"
    for number, part in enumerate(parts_of(work, facts, room)):
        await work.post(
            room, part, once=f"{once}.{number}" if number else once, about=f"digest:{issue.id}", label=facts.label,
            audience=facts.audience,
        )  # fmt: skip
    for number, one in enumerate(facts.restricted):
        # A post of its own: if somebody came in who may not know of them, or a tender began, this is withheld, and the
        # rest is not.
        work.tells(*one.told)
        await work.post(room, pointer(one), once=f"{once}.summaries.{number}", label=one.label, audience=one.audience)
    work.tells()
    for item in facts.updates:
        item.issued_at = item.issued_at or work.now
    for code in facts.codes:
        work.add(IssueEntry(issue_id=issue.id, code=code))
    issue.settle(IssueState.SENT, until=until(issue, room, work.now), now=work.now)
    work.about(f"digest:{issue.id}")
    return facts


def until(issue: Issue, room: Room, now: datetime) -> datetime:
    """Where an issue that is settled now ends."""
    return min(now, Period(issue.month, room.zone).ends)


async def preview(work: Work, facts: Facts, room: Room, chat: Room, *, once: str) -> bool:
    """Post to staff what a room will see, in its own words, languages and parts; whether all of it may go there.

    Of what the staff's platform may not carry not even the references go.
    """
    audience = Audience.person(chat.person_id) if chat.person_id else Audience.staff()
    fit = [one for one in facts.restricted if work.world.may_carry(chat.platform, one.label)]
    shown = [(part, facts.label) for part in parts_of(work, facts, room)] if facts.codes else []
    shown += [(pointer(one), one.label) for one in fit]
    for number, (part, label) in enumerate(shown):
        await work.post(
            chat, part, once=f"{once}.{number}", label=label, audience=audience, locales=room.languages
        )  # fmt: skip
    return len(fit) == len(facts.restricted)

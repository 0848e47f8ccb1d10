"""The rooms that get an Affiliate Update, their issues, and an issue as a room will see it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from commands.engine.work import Work
from digests.compose import pointer
from digests.facts import Facts, gather, open_period
from digests.period import Period
from digests.split import issue_parts
from storage.audience import Audience
from storage.message import Message
from storage.refusal import Absent
from storage.room import Room, RoomKind, RoomState
from storage.room_class import RoomClass
from storage.unit import Unit
from storage.update import Issue, IssueEntry, IssueState

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


async def issues_by_room(unit: Unit, months: Sequence[tuple[Room, Period]]) -> dict[str, Issue]:
    """The issues there are of these rooms for these months, by room: one statement, however many rooms."""
    wanted = {room.id: period.month for room, period in months}
    found = await unit.scalars(select(Issue).where(Issue.month.in_(set(wanted.values()))))
    return {one.room_id: one for one in found if wanted.get(one.room_id) == one.month}


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
        # A post of its own: if somebody came in who may not know of them, this is withheld, and the rest is not.
        await work.post(room, pointer(one), once=f"{once}.summaries.{number}", label=one.label, audience=one.audience)
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

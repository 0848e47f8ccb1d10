"""What stands in the groups' diaries: meetings, answers, agenda points and actions, looked up in one place.

Lookups for handlers and the clock; none of them decides anything. Whoever asks says for which groups.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Integer, bindparam, or_, select

from storage.action import ActionItem, ActionState
from storage.agenda import AgendaPoint, PointState
from storage.base import new_id, one_of, replace
from storage.group import Group
from storage.inbox import Occurrence
from storage.meeting import Meeting, MeetingState, Rsvp, RsvpAnswer, Series, code_of
from storage.organisation import Organisation
from storage.person import Person, PersonStatus
from storage.reading import Reading
from storage.unit import Unit


async def keep_meeting(unit: Unit, meeting: Meeting, group: Group) -> None:
    """Put a meeting into the diary under the first free code of its quarter."""
    number = 1
    while not await unit.add_once(meeting, Meeting.code == meeting.code):
        number += 1
        meeting.code = code_of(group, meeting.starts_at, meeting.zone, number)


async def meeting_coded(unit: Unit, code: str, *, group_ids: Collection[str]) -> Meeting | None:
    """The meeting of this code, if it is one of these groups'. The database says which: a noun that is made of a row
    takes longer than none.
    """
    found = await unit.read_first(_CODED[unit.dialect], code=code, groups=list(group_ids))
    return found[0] if found else None


_CODED = {
    dialect: Reading(
        select(Meeting).where(Meeting.code == bindparam("code"), one_of(Meeting.group_id, dialect, "groups"))
    )
    for dialect in ("sqlite", "postgresql")
}


async def point_coded(unit: Unit, code: str, *, group_ids: Iterable[str]) -> AgendaPoint | None:
    """The agenda point of this code, if it is one of these groups'."""
    here = AgendaPoint.group_id.in_(list(group_ids))
    return await unit.scalar(select(AgendaPoint).where(AgendaPoint.number == _number(code, "AGP"), here))


async def action_coded(unit: Unit, code: str, *, group_ids: Iterable[str], person_id: str) -> ActionItem | None:
    """The action of this code, if it is one of these groups' or this person's own."""
    theirs = _theirs(group_ids, person_id)
    return await unit.scalar(select(ActionItem).where(ActionItem.number == _number(code, "ACT"), theirs))


async def actions_known(
    unit: Unit, *, group_ids: Iterable[str], person_id: str, states: Iterable[ActionState], most: int
) -> Sequence[ActionItem]:
    """Of the actions that have a code for these groups or this person, those in such a state: the newest `most`."""
    query = select(ActionItem).where(_theirs(group_ids, person_id), ActionItem.state.in_(list(states)))
    return await unit.scalars(query.order_by(ActionItem.number.desc()).limit(most))


_THEIRS = Meeting.group_id.in_(bindparam("groups", expanding=True))
_UPCOMING = (
    select(Meeting).where(_THEIRS, Meeting.state == MeetingState.SCHEDULED).order_by(Meeting.starts_at, Meeting.code)
)
_PAST = (
    select(Meeting)
    .where(_THEIRS, Meeting.state != MeetingState.SCHEDULED)
    .order_by(Meeting.starts_at.desc(), Meeting.code)
    .limit(bindparam("most", type_=Integer))
)


async def upcoming(unit: Unit, *, group_ids: Iterable[str], now: datetime) -> Sequence[Meeting]:
    """The meetings of these groups that are scheduled and not over, the next one first."""
    found = await unit.scalars(_UPCOMING, groups=list(group_ids))
    return [one for one in found if one.ends_at > now]


async def past(unit: Unit, *, group_ids: Iterable[str], most: int) -> Sequence[Meeting]:
    """The last meetings of these groups that were held or cancelled, the latest one first."""
    return await unit.scalars(_PAST, groups=list(group_ids), most=most)


async def latest(unit: Unit, group_id: str, now: datetime) -> Meeting | None:
    """The group's last meeting that has begun."""
    begun = (Meeting.group_id == group_id) & (Meeting.starts_at <= now) & (Meeting.state != MeetingState.CANCELLED)
    return await unit.scalar(select(Meeting).where(begun).order_by(Meeting.starts_at.desc()).limit(1))


async def dates_of(unit: Unit, series: Series) -> Sequence[Meeting]:
    """Every date of a series that was put into the diary by its rule, in the rule's order."""
    query = select(Meeting).where(Meeting.series_id == series.id, Meeting.slot.is_not(None))
    return await unit.scalars(query.order_by(Meeting.slot))


async def follower_of(unit: Unit, meeting: Meeting) -> Meeting | None:
    """The meeting that was planned in place of a cancelled one and stands."""
    query = select(Meeting).where(Meeting.follows_id == meeting.id, Meeting.state != MeetingState.CANCELLED)
    return await unit.scalar(query)


async def rsvp_of(unit: Unit, meeting: Meeting, person: Person) -> Rsvp | None:
    """A person's answer, whatever time it was given for."""
    return await unit.scalar(_RSVP, meeting=meeting.id, person=person.id)


async def answer(unit: Unit, meeting: Meeting, person: Person, answer: RsvpAnswer, now: datetime) -> None:
    """Keep a person's answer, in place of any earlier one."""
    row = {
        "id": new_id(), "meeting_id": meeting.id, "person_id": person.id, "answer": answer,
        "sequence": meeting.sequence, "at": now,
    }  # fmt: skip
    await unit.write(replace(Rsvp, unit.dialect, ("meeting_id", "person_id")), row)


async def answers_within(unit: Unit, meeting: Meeting, organisation_id: str) -> Sequence[RsvpAnswer]:
    """What an organisation's people answered for the time at which the meeting is now, each answer once."""
    values = {"meeting": meeting.id, "sequence": meeting.sequence, "organisation": organisation_id}
    return [answer for (answer,) in await unit.read(_WITHIN, **values)]


_RSVP = select(Rsvp).where(Rsvp.meeting_id == bindparam("meeting"), Rsvp.person_id == bindparam("person"))
_WITHIN = Reading(
    select(Rsvp.answer)
    .distinct()
    .join(Person, Person.id == Rsvp.person_id)
    .where(
        Rsvp.meeting_id == bindparam("meeting"),
        Rsvp.sequence == bindparam("sequence"),
        Person.organisation_id == bindparam("organisation"),
        Person.status == PersonStatus.ACTIVE,
    )
)


async def answers_to(
    unit: Unit, meeting: Meeting, *, standing: bool = True
) -> list[tuple[Person, Organisation, RsvpAnswer]]:
    """Who answered what; `standing`: only answers given for the time at which the meeting is now."""
    query = (
        select(Person, Organisation, Rsvp)
        .join(Rsvp, Rsvp.person_id == Person.id)
        .join(Organisation, Organisation.id == Person.organisation_id)
        .where(Rsvp.meeting_id == meeting.id, Person.status == PersonStatus.ACTIVE)
        .order_by(Organisation.name, Person.name)
    )
    rows = (await unit.session.execute(query)).all()
    return [(person, own, rsvp.answer) for person, own, rsvp in rows if not standing or rsvp.stands_for(meeting)]


async def agenda_of(unit: Unit, meeting: Meeting, now: datetime) -> Sequence[AgendaPoint]:
    """A meeting's points: brought for it, dealt with there and, at the next one, what earlier ones left open."""
    own = or_(AgendaPoint.meeting_id == meeting.id, AgendaPoint.discussed_id == meeting.id)
    coming = await upcoming(unit, group_ids=[meeting.group_id], now=now)
    if coming and coming[0].id == meeting.id:
        later = [one.id for one in coming[1:]]
        left = (AgendaPoint.group_id == meeting.group_id) & (AgendaPoint.state == PointState.OPEN)
        own = or_(own, left & AgendaPoint.meeting_id.not_in(later))
    query = select(AgendaPoint).where(own, AgendaPoint.state != PointState.DROPPED)
    return await unit.scalars(query.order_by(AgendaPoint.number))


async def open_points(unit: Unit, *, group_ids: Iterable[str], most: int) -> Sequence[AgendaPoint]:
    """The points of these groups that are still to be talked about, the newest `most`."""
    query = select(AgendaPoint).where(AgendaPoint.group_id.in_(list(group_ids)), AgendaPoint.state == PointState.OPEN)
    return await unit.scalars(query.order_by(AgendaPoint.number.desc()).limit(most))


async def open_actions(
    unit: Unit, *, group_ids: Iterable[str] | None = None, owner_id: str | None = None
) -> Sequence[ActionItem]:
    """The actions to be done, of these groups or of this owner (or both), the first due first."""
    query = select(ActionItem).where(ActionItem.state == ActionState.OPEN)
    if group_ids is not None:
        query = query.where(ActionItem.group_id.in_(list(group_ids)))
    if owner_id is not None:
        query = query.where(ActionItem.owner_id == owner_id)
    return await unit.scalars(query.order_by(ActionItem.due, ActionItem.number))


async def undone(unit: Unit, job: str, pairs: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The (subject, slot) pairs this job has not done: a reminder stays due, and the clock ticks every few seconds."""
    if not pairs:
        return []
    query = select(Occurrence).where(Occurrence.kind == job, Occurrence.subject.in_([subject for subject, _ in pairs]))
    done = {(one.subject, one.slot) for one in await unit.scalars(query)}
    return [pair for pair in pairs if pair not in done]


def _theirs(group_ids: Iterable[str], person_id: str) -> ColumnElement[bool]:
    """The actions that may be named in these groups, or by this person: theirs, whatever the group."""
    return or_(ActionItem.group_id.in_(list(group_ids)), ActionItem.owner_id == person_id)


def _number(code: str, prefix: str) -> int:
    """The number in a code; 0, which none has, for what is no such code."""
    found = re.fullmatch(rf"{prefix}-([0-9]{{1,9}})", code.upper())
    return int(found[1]) if found else 0

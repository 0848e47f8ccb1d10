"""A month in numbers, for staff: counted in the database, with no word of what anything says."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, case, distinct, func, or_, select

from digests.period import Period
from storage.engagement import Engagement, Level
from storage.meeting import Meeting, MeetingState, Rsvp, RsvpAnswer
from storage.person import Person
from storage.question import Question, QuestionState
from storage.unit import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Questions:
    """How many questions were asked in a month, how many answered, and how many wait at its end, whenever asked."""

    asked: int
    answered: int
    waiting: int


async def attendance(unit: Unit, period: Period) -> Sequence[tuple[str, int]]:
    """The meetings held in the month, by code, each with how many organisations had said that they come."""
    comes = case((Rsvp.answer == RsvpAnswer.YES, Person.organisation_id))
    given = and_(Rsvp.meeting_id == Meeting.id, Rsvp.sequence == Meeting.sequence)
    query = (
        select(Meeting.code, func.count(distinct(comes)))
        .outerjoin(Rsvp, given)
        .outerjoin(Person, Person.id == Rsvp.person_id)
        .where(Meeting.state == MeetingState.HELD, Meeting.starts_at >= period.starts, Meeting.starts_at < period.ends)
        .group_by(Meeting.code, Meeting.starts_at)
        .order_by(Meeting.starts_at, Meeting.code)
    )
    return [(code, count) for code, count in await unit.session.execute(query)]


async def engagements(unit: Unit, period: Period) -> Sequence[tuple[Level, int]]:
    """How many engagements were open at the end of the month, by the level at which they are now, from L0 to L5."""
    query = (
        select(Engagement.level, func.count())
        .where(
            Engagement.created_at < period.ends,
            or_(Engagement.closed_at.is_(None), Engagement.closed_at >= period.ends),
        )
        .group_by(Engagement.level)
    )
    found = {level: int(count) for level, count in await unit.session.execute(query)}
    return [(level, found.get(level, 0)) for level in Level]


async def questions(unit: Unit, period: Period) -> Questions:
    """What became of questions in the month; withdrawn ones are none."""
    asked = and_(Question.created_at >= period.starts, Question.created_at < period.ends)
    answered = and_(Question.answered_at >= period.starts, Question.answered_at < period.ends)
    waiting = and_(
        Question.created_at < period.ends, or_(Question.answered_at.is_(None), Question.answered_at >= period.ends)
    )
    query = select(_count(asked), _count(answered), _count(waiting)).where(Question.state != QuestionState.WITHDRAWN)
    row = (await unit.session.execute(query)).one()
    return Questions(asked=row[0], answered=row[1], waiting=row[2])


def _count(holds: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((holds, 1), else_=0)), 0)

"""What is new for one person: by queries that ask for nothing else than what they may read."""

from datetime import datetime

from sqlalchemy import ColumnElement, Select, select, true

from digests.facts import AHEAD, MOST, Facts, Some, meant_for_one
from digests.period import period_of
from digests.said import tellers
from storage import directory
from storage.audience import Audience
from storage.lesson import Lesson, LessonState
from storage.meeting import Meeting, MeetingState
from storage.person import Person
from storage.unit import Unit
from storage.update import UpdateItem


async def gather(unit: Unit, person: Person, *, since: datetime, now: datetime) -> Facts:
    """What came since then: items that went out, meetings of their groups, and others' lessons.

    Questions that they could answer wait for them, and stand there.
    """
    groups = [group.id for group in await directory.groups_of(unit, person)]
    some = Some(unit, MOST)
    updates = tuple(await unit.scalars(_updates(person, since, now)))
    return Facts(
        period=period_of(now, person.zone),
        audience=Audience.person(person.id),
        updates=updates,
        said=await tellers(unit, updates),
        coming=await some.of(
            "coming",
            select(Meeting)
            .where(
                Meeting.group_id.in_(groups),
                Meeting.state == MeetingState.SCHEDULED,
                Meeting.announced_at > since,
                Meeting.starts_at > now,
                Meeting.starts_at <= now + AHEAD,
            )
            .order_by(Meeting.starts_at, Meeting.code),
        ),
        lessons=await some.of(
            "lessons",
            select(Lesson)
            .where(
                Lesson.state == LessonState.PUBLISHED,
                Lesson.published_at > since,
                Lesson.published_at <= now,
                Lesson.organisation_id != person.organisation_id,
            )
            .order_by(Lesson.published_at, Lesson.number),
        ),
        more=some.more,
    )


def _updates(person: Person, since: datetime, now: datetime) -> Select[UpdateItem]:
    meant: ColumnElement[bool] = true() if person.is_staff else meant_for_one(person.organisation_id)
    return (
        select(UpdateItem)
        .where(
            UpdateItem.issued_at > since, UpdateItem.issued_at <= now, UpdateItem.dropped_at.is_(None), meant
        )
        .order_by(UpdateItem.number)
    )  # fmt: skip

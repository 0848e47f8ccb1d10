"""What a group's issues of a month said, as somebody may read it now: by queries of what they may read now, of which
only what stood in those issues is wanted. What was withdrawn, dropped or narrowed since is not there any more.
"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, select, true

from digests.facts import Facts, audience_of_all, meant_for_one, meant_for_room, numbers
from digests.period import Period
from digests.said import tellers
from storage.access import Label
from storage.action import ActionItem, ActionState
from storage.group import Group
from storage.lesson import Lesson, LessonState
from storage.meeting import Meeting, MeetingState
from storage.question import Question, QuestionState
from storage.room import Room
from storage.unit import Unit
from storage.update import Issue, IssueEntry, IssueState, UpdateItem


async def months_of(unit: Unit, group: Group, *, most: int) -> Sequence[str]:
    """The months for which an issue was sent to a room of the group's, the newest first."""
    query = (
        select(Issue.month)
        .where(Issue.room_id.in_(_rooms(group)), Issue.state == IssueState.SENT)
        .distinct()
        .order_by(Issue.month.desc())
        .limit(most)
    )
    return await unit.scalars(query)


async def as_read_by(unit: Unit, group: Group, period: Period, *, organisation_id: str | None) -> Facts:
    """What the group's issues of that month said, as somebody of this organisation may read it; None is staff."""
    said = (
        select(IssueEntry.code)
        .join(Issue, Issue.id == IssueEntry.issue_id)
        .where(Issue.room_id.in_(_rooms(group)), Issue.month == period.month)
    )
    meant = meant_for_one(organisation_id) if organisation_id else true()
    return await _again(unit, group.id, period, frozenset(await unit.scalars(said)), meant, Label.GREEN)


async def as_read_in(unit: Unit, room: Room, period: Period) -> Facts:
    """What a room's issue of that month said, as all who take part in the room's group may read it now."""
    said = (
        select(IssueEntry.code)
        .join(Issue, Issue.id == IssueEntry.issue_id)
        .where(Issue.room_id == room.id, Issue.month == period.month)
    )
    codes = frozenset(await unit.scalars(said))
    return await _again(unit, room.group_id or "", period, codes, meant_for_room(room), room.ceiling)


def _rooms(group: Group) -> Select[str]:
    return select(Room.id).where(Room.group_id == group.id)


async def _again(
    unit: Unit, group_id: str, period: Period, codes: frozenset[str], meant: ColumnElement[bool], ceiling: Label
) -> Facts:
    items = select(UpdateItem).where(
        UpdateItem.number.in_(numbers(codes, "U")),
        UpdateItem.issued_at.is_not(None),
        UpdateItem.dropped_at.is_(None),
        UpdateItem.label.in_([label for label in (Label.CLEAR, Label.GREEN) if label.within(ceiling)]),
        meant,
    )
    updates = tuple(await unit.scalars(items.order_by(UpdateItem.number)))
    audience, said = await audience_of_all(unit, updates), await tellers(unit, updates)
    if not Label.GREEN.within(ceiling):
        return Facts(period=period, updates=updates, audience=audience, said=said)
    meetings = await unit.scalars(
        select(Meeting).where(Meeting.group_id == group_id, Meeting.code.in_(codes)).order_by(Meeting.starts_at)
    )
    lessons = select(Lesson).where(
        Lesson.number.in_(numbers(codes, "L")), Lesson.state == LessonState.PUBLISHED
    )  # fmt: skip
    questions = await unit.scalars(
        select(Question)
        .where(
            Question.group_id == group_id,
            Question.number.in_(numbers(codes, "Q")),
            Question.state != QuestionState.WITHDRAWN,
        )
        .order_by(Question.number)
    )
    actions = select(ActionItem).where(
        ActionItem.group_id == group_id,
        ActionItem.number.in_(numbers(codes, "ACT")),
        ActionItem.state == ActionState.DONE,
    )
    return Facts(
        period=period,
        updates=updates,
        coming=tuple(one for one in meetings if one.state is MeetingState.SCHEDULED),
        held=tuple(one for one in meetings if one.state is MeetingState.HELD),
        lessons=tuple(await unit.scalars(lessons.order_by(Lesson.number))),
        questions=tuple(one for one in questions if one.state is QuestionState.ANSWERED),
        unanswered=tuple(one for one in questions if one.state is QuestionState.OPEN),
        actions=tuple(await unit.scalars(actions.order_by(ActionItem.number))),
        audience=audience,
        said=said,
    )

"""The facts of a period for one room: each kind by one query that asks for nothing the room may not read.

Nothing is filtered afterwards: what a query gives is what is said. What is restricted stays apart, with its label and
its audience, because it leaves as a post of its own that is judged on its own.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, literal, or_, select
from sqlalchemy.orm import aliased

from digests.period import Period, period_of
from storage.access import Label
from storage.action import ActionItem, ActionState
from storage.audience import Audience, AudienceKind
from storage.group import Membership
from storage.lesson import Lesson, LessonState
from storage.meeting import Meeting, MeetingState
from storage.organisation import Organisation
from storage.outbox import Posting, PostingState
from storage.question import Question, QuestionState
from storage.room import Room
from storage.summary import Summary, SummaryState
from storage.unit import Unit
from storage.update import Issue, IssueState, Omission, UpdateItem, UpdateTarget

AHEAD = timedelta(days=62)  # meetings that are coming: two months
LEAST = 1  # an issue with fewer items is not sent


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """What an issue looks at: after `since`, up to `until`, and items posted since the last one went out."""

    period: Period
    since: datetime
    until: datetime
    items_since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Restricted:
    """Summaries that arrived in the room, and who may know of them."""

    label: Label
    audience: Audience
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What there is to say. `audience` is the community, or fewer when an item is only for some."""

    period: Period
    updates: tuple[UpdateItem, ...] = ()
    coming: tuple[Meeting, ...] = ()
    held: tuple[Meeting, ...] = ()
    lessons: tuple[Lesson, ...] = ()
    questions: tuple[Question, ...] = ()
    actions: tuple[ActionItem, ...] = ()
    restricted: tuple[Restricted, ...] = ()
    audience: Audience

    @property
    def codes(self) -> tuple[str, ...]:
        """The references of everything in it, as staff name what is to be left out."""
        kinds = (self.updates, self.coming, self.held, self.lessons, self.questions, self.actions)
        return tuple(one.code for kind in kinds for one in kind)

    @property
    def is_enough(self) -> bool:
        """Whether there is something to send."""
        return len(self.codes) >= LEAST

    @property
    def label(self) -> Label:
        """The narrowest label of what is in it: CLEAR only where all of it is."""
        is_clear = len(self.codes) == len(self.updates) and all(one.label is Label.CLEAR for one in self.updates)
        return Label.CLEAR if is_clear else Label.GREEN


async def open_period(unit: Unit, room: Room, *, now: datetime) -> Period:
    """The month whose issue is being prepared: the last one until it is settled, then this one."""
    this = period_of(now, room.zone)
    last = await issue_of(unit, room, this.previous)
    if room.created_at >= this.starts or (last is not None and last.is_over):
        return this
    return this.previous


async def issue_of(unit: Unit, room: Room, period: Period) -> Issue | None:
    """The room's issue for that month, if there is a row for it yet."""
    return await unit.scalar(select(Issue).where(Issue.room_id == room.id, Issue.month == period.month))


async def window_of(unit: Unit, room: Room, period: Period, *, now: datetime) -> Window:
    """From where the room's last issue ended to the end of the month, or to now if that is earlier."""
    settled = Issue.state.in_([IssueState.SENT, IssueState.SKIPPED])
    last = await unit.scalar(
        select(Issue)
        .where(Issue.room_id == room.id, Issue.month < period.month, settled)
        .order_by(Issue.month.desc())
        .limit(1)
    )
    since = last.until if last and last.until else period.starts
    items_since = last.issued_at if last and last.issued_at else period.starts
    return Window(period=period, since=since, until=min(now, period.ends), items_since=items_since)


async def gather(unit: Unit, room: Room, period: Period, *, now: datetime) -> Facts:
    """Everything that room's issue for that month may say now; where no GREEN may be heard, what is CLEAR alone."""
    window = await window_of(unit, room, period, now=now)
    omitted = _Omitted(
        await unit.scalars(select(Omission.code).where(Omission.room_id == room.id, Omission.month == period.month))
    )
    updates = await _updates(unit, room, window, omitted, now)
    audience = await _audience(unit, updates)
    if not Label.GREEN.within(room.ceiling):
        return Facts(period=period, updates=updates, audience=audience)
    return Facts(
        period=period,
        updates=updates,
        coming=await _coming(unit, room, omitted, now),
        held=await _held(unit, room, window, omitted),
        lessons=await _lessons(unit, window, omitted),
        questions=await _questions(unit, room, window, omitted),
        actions=await _actions(unit, room, window, omitted),
        restricted=await _restricted(unit, room, window),
        audience=audience,
    )


class _Omitted:
    """The references that staff left out, by kind."""

    def __init__(self, codes: Iterable[str]) -> None:
        self.codes = frozenset(codes)

    def numbers(self, prefix: str) -> list[int]:
        """Those of one kind, as the numbers that their rows have."""
        digits = (code.removeprefix(f"{prefix}-") for code in self.codes if code.startswith(f"{prefix}-"))
        return [int(one) for one in digits if one.isdigit()]


async def _updates(unit: Unit, room: Room, window: Window, omitted: _Omitted, now: datetime) -> tuple[UpdateItem, ...]:
    """Items since the last issue within the room's ceiling, for everybody or for all who take part in its group."""
    query = (
        select(UpdateItem)
        .where(
            UpdateItem.created_at > window.items_since,
            UpdateItem.created_at <= now,
            UpdateItem.dropped_at.is_(None),
            UpdateItem.label.in_([label for label in (Label.CLEAR, Label.GREEN) if label.within(room.ceiling)]),
            UpdateItem.number.not_in(omitted.numbers("U")),
            _meant_for(room),
        )
        .order_by(UpdateItem.number)
    )
    return tuple(await unit.scalars(query))


def _meant_for(room: Room) -> ColumnElement[bool]:
    """An item without targets, or one whose targets hold every organisation that takes part in the room's group."""
    present, through = aliased(Membership), aliased(Membership)
    own = exists().where(UpdateTarget.item_id == UpdateItem.id)
    named = exists().where(
        UpdateTarget.item_id == UpdateItem.id, UpdateTarget.organisation_id == present.organisation_id
    )
    grouped = exists().where(
        UpdateTarget.item_id == UpdateItem.id,
        UpdateTarget.group_id == through.group_id,
        through.organisation_id == present.organisation_id,
        through.left_at.is_(None),
    )
    left_out = exists().where(
        present.group_id == literal(room.group_id), present.left_at.is_(None), ~or_(named, grouped)
    )
    return or_(~own, ~left_out)


async def _audience(unit: Unit, updates: tuple[UpdateItem, ...]) -> Audience:
    """Those for whom every item is meant; asked again against the room when the issue leaves."""
    narrowed: frozenset[str] | None = None
    for item in updates:
        if await unit.scalar(select(UpdateTarget.id).where(UpdateTarget.item_id == item.id).limit(1)):
            meant = frozenset(await _meant(unit, item))
            narrowed = meant if narrowed is None else narrowed & meant
    if narrowed is None:
        return Audience.community()
    return Audience(AudienceKind.ORGANISATIONS, tuple(sorted(narrowed)))


async def _meant(unit: Unit, item: UpdateItem) -> Sequence[str]:
    """The organisations an item is only for: those named, and those of the groups named."""
    named = exists().where(UpdateTarget.item_id == item.id, UpdateTarget.organisation_id == Organisation.id)
    grouped = exists().where(
        UpdateTarget.item_id == item.id,
        UpdateTarget.group_id == Membership.group_id,
        Membership.organisation_id == Organisation.id,
        Membership.left_at.is_(None),
    )
    return await unit.scalars(select(Organisation.id).where(or_(named, grouped)))


async def _coming(unit: Unit, room: Room, omitted: _Omitted, now: datetime) -> tuple[Meeting, ...]:
    query = (
        select(Meeting)
        .where(
            Meeting.group_id == room.group_id,
            Meeting.state == MeetingState.SCHEDULED,
            Meeting.announced_at.is_not(None),
            Meeting.starts_at > now,
            Meeting.starts_at <= now + AHEAD,
            Meeting.code.not_in(omitted.codes),
        )
        .order_by(Meeting.starts_at, Meeting.code)
    )
    return tuple(await unit.scalars(query))


async def _held(unit: Unit, room: Room, window: Window, omitted: _Omitted) -> tuple[Meeting, ...]:
    query = (
        select(Meeting)
        .where(
            Meeting.group_id == room.group_id,
            Meeting.state == MeetingState.HELD,
            Meeting.starts_at > window.since,
            Meeting.starts_at <= window.until,
            Meeting.code.not_in(omitted.codes),
        )
        .order_by(Meeting.starts_at, Meeting.code)
    )
    return tuple(await unit.scalars(query))


async def _lessons(unit: Unit, window: Window, omitted: _Omitted) -> tuple[Lesson, ...]:
    """Every published lesson is GREEN: for all active people, whatever their group."""
    query = (
        select(Lesson)
        .where(
            Lesson.state == LessonState.PUBLISHED,
            Lesson.published_at > window.since,
            Lesson.published_at <= window.until,
            Lesson.number.not_in(omitted.numbers("L")),
        )
        .order_by(Lesson.number)
    )
    return tuple(await unit.scalars(query))


async def _questions(unit: Unit, room: Room, window: Window, omitted: _Omitted) -> tuple[Question, ...]:
    query = (
        select(Question)
        .where(
            Question.group_id == room.group_id,
            Question.state == QuestionState.ANSWERED,
            Question.answered_at > window.since,
            Question.answered_at <= window.until,
            Question.number.not_in(omitted.numbers("Q")),
        )
        .order_by(Question.number)
    )
    return tuple(await unit.scalars(query))


async def _actions(unit: Unit, room: Room, window: Window, omitted: _Omitted) -> tuple[ActionItem, ...]:
    query = (
        select(ActionItem)
        .where(
            ActionItem.group_id == room.group_id,
            ActionItem.state == ActionState.DONE,
            ActionItem.settled_at > window.since,
            ActionItem.settled_at <= window.until,
            ActionItem.number.not_in(omitted.numbers("ACT")),
        )
        .order_by(ActionItem.number)
    )
    return tuple(await unit.scalars(query))


async def _restricted(unit: Unit, room: Room, window: Window) -> tuple[Restricted, ...]:
    """Summaries of which a copy arrived in this very room in the period and still stands there."""
    arrived = exists().where(
        and_(
            Posting.room_id == room.id,
            Posting.about == literal("summary:").concat(Summary.id),
            Posting.state.in_([PostingState.LIVE, PostingState.UPDATED]),
            Posting.posted_at > window.since,
            Posting.posted_at <= window.until,
        )
    )
    query = select(Summary).where(Summary.state == SummaryState.RELEASED, arrived)
    found: dict[tuple[Label, Audience], list[Summary]] = {}
    for one in await unit.scalars(query.order_by(Summary.released_at, Summary.code)):
        found.setdefault((one.label, one.audience.rule), []).append(one)
    return tuple(
        Restricted(
            label=label,
            audience=replace(rule, concerns=tuple(it for one in group for it in one.audience.concerns)),
            codes=tuple(one.code for one in group),
        )
        for (label, rule), group in found.items()
    )

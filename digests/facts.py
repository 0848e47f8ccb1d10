"""The facts of a period for one room: each kind by one query that asks for nothing the room may not read.

Nothing is filtered afterwards: what a query gives is what is said, and what is counted. What is restricted stays
apart, with its label and its audience, because it leaves as a post of its own that is judged on its own.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, and_, exists, func, literal, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from digests.disclosed import disclosed
from digests.period import Period, period_of
from digests.said import tellers
from storage.access import Label
from storage.action import ActionItem, ActionState
from storage.audience import Audience, AudienceKind
from storage.base import Base
from storage.engagement import Engagement, Participation
from storage.group import Membership
from storage.lesson import Lesson, LessonState
from storage.meeting import Meeting, MeetingState
from storage.organisation import Organisation
from storage.outbox import Posting, PostingState
from storage.question import Question, QuestionState
from storage.room import Room
from storage.summary import Summary, SummaryState
from storage.told import Told
from storage.unit import Unit
from storage.update import Issue, IssueState, Omission, Section, UpdateItem, UpdateTarget

AHEAD = timedelta(days=62)  # meetings that are coming: two months
MOST = 10  # lines of a section; of the rest, the number

N = TypeVar("N", bound=Base)


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """What an issue looks at: after `since`, up to `until`, and items posted since the last one went out.

    `months` are the first and the last whose issue it is: more than one where some were skipped.
    """

    period: Period
    since: datetime
    until: datetime
    items_since: datetime
    months: tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Restricted:
    """Summaries that arrived in the room, engagements and disclosures of all in it, and who may know of them; or
    `companies` of which something was disclosed that all of an audience may be told. `told` is asked anew as it leaves.
    """

    section: Section
    label: Label
    audience: Audience
    codes: tuple[str, ...] = ()
    companies: tuple[str, ...] = ()
    told: tuple[Told, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What there is to say. `audience` is the community, or fewer when an item is only for some.

    `more` are the numbers of those beyond the first of a kind, by its name here; `leads` what stands first; `said` the
    names of those whose words items are, by the item's reference.
    """

    period: Period
    updates: tuple[UpdateItem, ...] = ()
    coming: tuple[Meeting, ...] = ()
    held: tuple[Meeting, ...] = ()
    lessons: tuple[Lesson, ...] = ()
    questions: tuple[Question, ...] = ()
    unanswered: tuple[Question, ...] = ()
    actions: tuple[ActionItem, ...] = ()
    restricted: tuple[Restricted, ...] = ()
    audience: Audience
    more: Mapping[str, int] = field(default_factory=dict)
    leads: tuple[str, ...] = ()
    said: Mapping[str, str] = field(default_factory=dict)

    @property
    def codes(self) -> tuple[str, ...]:
        """The references of everything in it, as staff name what is to be left out."""
        kinds = (
            self.updates, self.coming, self.held, self.lessons, self.questions, self.unanswered, self.actions,
        )  # fmt: skip
        return tuple(one.code for kind in kinds for one in kind)

    @property
    def news(self) -> int:
        """How much is new, with what is only counted: a question that goes on waiting is none."""
        again = len(self.unanswered) + self.more.get("unanswered", 0)
        return len(self.codes) + sum(self.more.values()) - again

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
    """From where the last issue that was sent ended to the end of the month, or to now if that is earlier.

    Issues that were skipped since then said nothing, so it begins with the first of them, and what was left out of them
    stays left out.
    """
    earlier = select(Issue).where(Issue.room_id == room.id, Issue.month < period.month)
    last = await unit.scalar(earlier.where(Issue.state == IssueState.SENT).order_by(Issue.month.desc()).limit(1))
    skipped = earlier.where(Issue.state == IssueState.SKIPPED, Issue.month > (last.month if last else ""))
    first = await unit.scalar(skipped.order_by(Issue.month).limit(1))
    began = Period(first.month, room.zone) if first else period
    return Window(
        period=period,
        since=last.until if last and last.until else began.starts,
        until=min(now, period.ends),
        items_since=last.issued_at if last and last.issued_at else began.starts,
        months=(began.month, period.month),
    )


async def gather(unit: Unit, room: Room, period: Period, *, now: datetime, most: int | None = MOST) -> Facts:
    """Everything that room's issue for that month may say now; where no GREEN may be heard, what is CLEAR alone.

    Of each kind but items at most so many, and of the rest the number; all of them if `most` is None.
    """
    window = await window_of(unit, room, period, now=now)
    issue = await issue_of(unit, room, period)
    omitted = _Omitted(
        await unit.scalars(
            select(Omission.code).where(Omission.room_id == room.id, Omission.month.between(*window.months))
        )
    )
    updates = await _updates(unit, room, window, omitted, now)
    leads = issue.leads if issue else ()
    facts = Facts(
        period=period, updates=updates, audience=await audience_of_all(unit, updates), leads=leads,
        said=await tellers(unit, updates),
    )  # fmt: skip
    if not Label.GREEN.within(room.ceiling):
        return facts
    some = Some(unit, most)
    return replace(
        facts,
        coming=await some.of("coming", _coming(room, omitted, now)),
        held=await some.of("held", _held(room, window, omitted)),
        lessons=await some.of("lessons", _lessons(window, omitted)),
        questions=await some.of("questions", _questions(room, window, omitted)),
        unanswered=await some.of("unanswered", _unanswered(room, window, omitted)),
        actions=await some.of("actions", _actions(room, window, omitted)),
        restricted=(
            *await _summaries(unit, room, window),
            *await _engagements(unit, room, window),
            *await _disclosures(unit, room, window),
        ),
        more=some.more,
    )


async def stands(unit: Unit, room: Room, period: Period, code: str, *, now: datetime, most: int | None = None) -> bool:
    """Whether that room's issue for that month holds what has this reference, or has it among the first `most` of its
    kind: asked by the one query of its kind, and of all that is in the issue nothing else.
    """
    prefix, window = code.partition("-")[0], await window_of(unit, room, period, now=now)
    left_out = select(Omission.code).where(Omission.room_id == room.id, Omission.month.between(*window.months))
    omitted = _Omitted(await unit.scalars(left_out))
    if prefix == "U":
        return code in {one.code for one in await _updates(unit, room, window, omitted, now, code=code)}
    if not Label.GREEN.within(room.ceiling):
        return False
    one = numbers([code], prefix)
    kinds: Mapping[str, tuple[Sequence[Select[Any]], ColumnElement[bool]]] = {
        "MTG": ((_coming(room, omitted, now), _held(room, window, omitted)), Meeting.code == code),
        "L": ((_lessons(window, omitted),), Lesson.number.in_(one)),
        "Q": ((_questions(room, window, omitted), _unanswered(room, window, omitted)), Question.number.in_(one)),
        "ACT": ((_actions(room, window, omitted),), ActionItem.number.in_(one)),
    }
    queries, is_it = kinds.get(prefix, ((), Meeting.code == code))
    for query in queries:
        found = await unit.scalars(query.where(is_it) if most is None else query.limit(most))
        if any(noun.code == code for noun in found):
            return True
    return False


class Some:
    """The first few of each kind, and how many more there are: the database counts by the very same conditions."""

    def __init__(self, unit: Unit, most: int | None) -> None:
        self._unit = unit
        self._most = most
        self.more: dict[str, int] = {}

    async def of(self, kind: str, query: Select[N]) -> tuple[N, ...]:
        """The first of them."""
        if self._most is None:
            return tuple(await self._unit.scalars(query))
        found = tuple(await self._unit.scalars(query.limit(self._most + 1)))
        if len(found) > self._most:
            counting = query.with_only_columns(func.count()).order_by(None)
            self.more[kind] = int(await self._unit.scalar(counting) or 0) - self._most
        return found[: self._most]


def numbers(codes: Iterable[str], prefix: str) -> list[int]:
    """The numbers of the references of one kind."""
    digits = (code.removeprefix(f"{prefix}-") for code in codes if code.startswith(f"{prefix}-"))
    return [int(one) for one in digits if one.isdigit()]


class _Omitted:
    """The references that staff left out, by kind."""

    def __init__(self, codes: Iterable[str]) -> None:
        self.codes = frozenset(codes)

    def numbers(self, prefix: str) -> list[int]:
        """Those of one kind, as the numbers that their rows have."""
        return numbers(self.codes, prefix)


async def _updates(
    unit: Unit, room: Room, window: Window, omitted: _Omitted, now: datetime, *, code: str = ""
) -> tuple[UpdateItem, ...]:
    """Items since the last issue within the room's ceiling, for everybody or for all who take part in its group; with a
    reference, that one alone.

    Those for some are asked for only if there are any that name two of them: what is for all of them is among these,
    and they are few, however many items are for others.
    """
    items = select(UpdateItem).where(
        UpdateItem.stands_from > window.items_since,
        UpdateItem.stands_from <= now,
        UpdateItem.dropped_at.is_(None),
        UpdateItem.label.in_([label for label in (Label.CLEAR, Label.GREEN) if label.within(room.ceiling)]),
        UpdateItem.number.not_in(omitted.numbers("U")),
    )
    if code:
        items = items.where(UpdateItem.number.in_(numbers([code], "U")))
    found = [*await unit.scalars(items.where(UpdateItem.only_some.is_(False), ~_TARGETED))]
    if near := await _naming_two_of(unit, room, window, now):
        found += await unit.scalars(
            items.where(UpdateItem.only_some.is_(True), UpdateItem.id.in_(near), meant_for_room(room))
        )
    return tuple(sorted(found, key=lambda one: one.number))


async def _naming_two_of(unit: Unit, room: Room, window: Window, now: datetime) -> Sequence[str]:
    """The ids of items that name the first and the last (by id) of those who take part in the room's group, by
    themselves or with a group; none where nobody takes part.
    """
    present = (Membership.group_id == room.group_id) & Membership.left_at.is_(None)
    ends = select(func.min(Membership.organisation_id), func.max(Membership.organisation_id)).where(present)
    one, other = (await unit.session.execute(ends)).one()
    if one is None:
        return []
    through = select(Membership.group_id).where(Membership.organisation_id == one, Membership.left_at.is_(None))
    groups = await unit.scalars(through)
    named = or_(UpdateTarget.organisation_id == one, UpdateTarget.group_id.in_(groups))
    standing = exists().where(  # and no join, of which SQLite begins with the items
        UpdateItem.id == UpdateTarget.item_id,
        UpdateItem.stands_from > window.items_since,
        UpdateItem.stands_from <= now,
        UpdateItem.only_some.is_(True),
    )
    near = await unit.scalars(select(UpdateTarget.item_id).where(named, standing).distinct())
    if not near or one == other:
        return near
    return await unit.scalars(select(UpdateItem.id).where(UpdateItem.id.in_(near), _names(literal(other))))


_TARGETED = exists().where(UpdateTarget.item_id == UpdateItem.id)


def meant_for_room(room: Room) -> ColumnElement[bool]:
    """An item without targets, or one whose targets hold every organisation that takes part in the room's group."""
    present = aliased(Membership)
    left_out = exists().where(
        present.group_id == literal(room.group_id),
        present.left_at.is_(None),
        ~_names(present.organisation_id),
    )
    return or_(~_TARGETED, ~left_out)


def meant_for_one(organisation_id: str) -> ColumnElement[bool]:
    """An item without targets, or one whose targets hold this organisation."""
    return or_(~_TARGETED, _names(literal(organisation_id)))


def _names(organisation_id: ColumnElement[str] | InstrumentedAttribute[str]) -> ColumnElement[bool]:
    """Whether an item's targets hold an organisation, by itself or with a group in which it takes part now.

    The item is that of the statement around it, however far out: by itself SQLAlchemy looks one statement out and no
    further, and would ask whether *any* item names the organisation.
    """
    through = aliased(Membership)
    named = exists().where(UpdateTarget.item_id == UpdateItem.id, UpdateTarget.organisation_id == organisation_id)
    grouped = exists().where(
        UpdateTarget.item_id == UpdateItem.id,
        UpdateTarget.group_id == through.group_id,
        through.organisation_id == organisation_id,
        through.left_at.is_(None),
    )
    return or_(named.correlate_except(UpdateTarget), grouped.correlate_except(UpdateTarget, through))


async def audience_of_all(unit: Unit, updates: tuple[UpdateItem, ...]) -> Audience:
    """Those for whom every item is meant; asked again against the room when the issue leaves."""
    targeted = select(UpdateTarget.item_id).where(UpdateTarget.item_id.in_([item.id for item in updates])).distinct()
    narrowed: frozenset[str] | None = None
    for item_id in await unit.scalars(targeted) if updates else ():
        meant = frozenset(await _meant(unit, item_id))
        narrowed = meant if narrowed is None else narrowed & meant
    if narrowed is None:
        return Audience.community()
    return Audience(AudienceKind.ORGANISATIONS, tuple(sorted(narrowed)))


async def _meant(unit: Unit, item_id: str) -> Sequence[str]:
    """The organisations an item is only for: those named, and those of the groups named."""
    named = exists().where(UpdateTarget.item_id == item_id, UpdateTarget.organisation_id == Organisation.id)
    grouped = exists().where(
        UpdateTarget.item_id == item_id,
        UpdateTarget.group_id == Membership.group_id,
        Membership.organisation_id == Organisation.id,
        Membership.left_at.is_(None),
    )
    return await unit.scalars(select(Organisation.id).where(or_(named, grouped)))


def _coming(room: Room, omitted: _Omitted, now: datetime) -> Select[Meeting]:
    return (
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


def _held(room: Room, window: Window, omitted: _Omitted) -> Select[Meeting]:
    return (
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


def _lessons(window: Window, omitted: _Omitted) -> Select[Lesson]:
    """Every published lesson is GREEN: for all active people, whatever their group."""
    return (
        select(Lesson)
        .where(
            Lesson.state == LessonState.PUBLISHED,
            Lesson.published_at > window.since,
            Lesson.published_at <= window.until,
            Lesson.number.not_in(omitted.numbers("L")),
        )
        .order_by(Lesson.published_at, Lesson.number)
    )


def _questions(room: Room, window: Window, omitted: _Omitted) -> Select[Question]:
    return (
        select(Question)
        .where(
            Question.group_id == room.group_id,
            Question.state == QuestionState.ANSWERED,
            Question.answered_at > window.since,
            Question.answered_at <= window.until,
            Question.number.not_in(omitted.numbers("Q")),
        )
        .order_by(Question.answered_at, Question.number)
    )


def _unanswered(room: Room, window: Window, omitted: _Omitted) -> Select[Question]:
    """Questions of the group's that nobody has helped with yet, the newest first: somebody who reads this may."""
    return (
        select(Question)
        .where(
            Question.group_id == room.group_id,
            Question.state == QuestionState.OPEN,
            Question.answered_at.is_(None),
            Question.created_at <= window.until,
            Question.number.not_in(omitted.numbers("Q")),
        )
        .order_by(Question.number.desc())
    )


def _actions(room: Room, window: Window, omitted: _Omitted) -> Select[ActionItem]:
    return (
        select(ActionItem)
        .where(
            ActionItem.group_id == room.group_id,
            ActionItem.state == ActionState.DONE,
            ActionItem.settled_at > window.since,
            ActionItem.settled_at <= window.until,
            ActionItem.number.not_in(omitted.numbers("ACT")),
        )
        .order_by(ActionItem.settled_at, ActionItem.number)
    )


async def _summaries(unit: Unit, room: Room, window: Window) -> tuple[Restricted, ...]:
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
            section=Section.SUMMARIES,
            label=label,
            audience=replace(rule, concerns=tuple(it for one in group for it in one.audience.concerns)),
            codes=tuple(one.code for one in group),
        )
        for (label, rule), group in found.items()
    )


async def _engagements(unit: Unit, room: Room, window: Window) -> tuple[Restricted, ...]:
    """Engagements of the group's in which every organisation takes part that takes part in the group, and that were
    open in the period: each is known to its participants alone. None where nothing so labelled may be heard.
    """
    if not Label.AMBER.within(room.ceiling):
        return ()
    present = aliased(Membership)
    joined = exists().where(
        Participation.engagement_id == Engagement.id,
        Participation.organisation_id == present.organisation_id,
        Participation.joined_at.is_not(None),
        Participation.suspended_at.is_(None),
        Participation.left_at.is_(None),
    )
    left_out = exists().where(
        present.group_id == literal(room.group_id),
        present.left_at.is_(None),
        ~joined.correlate_except(Participation),
    )
    query = select(Engagement).where(
        Engagement.group_id == room.group_id,
        Engagement.created_at <= window.until,
        or_(Engagement.closed_at.is_(None), Engagement.closed_at > window.since),
        ~left_out,
    )
    return tuple(
        Restricted(
            section=Section.ENGAGEMENTS, label=Label.AMBER, audience=one.audience, codes=(one.code,)
        )
        for one in await unit.scalars(query.order_by(Engagement.code))
    )  # fmt: skip


async def _disclosures(unit: Unit, room: Room, window: Window) -> tuple[Restricted, ...]:
    """Disclosures of whole days: the one on which an issue ends is the first of the next."""
    found = await disclosed(unit, room, since=window.since.date(), until=window.until.date())
    return tuple(
        Restricted(
            section=Section.DISCLOSURES, label=one.label, audience=one.audience, codes=one.codes,
            companies=one.companies, told=one.told,
        )
        for one in found
    )  # fmt: skip

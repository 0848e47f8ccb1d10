"""Meetings of a group: a series by rule, each date of it, and who comes.

What calendars know a meeting by (RFC 5545) follows three rules. A UID never changes and is never used again. SEQUENCE
rises with each change that others must learn of. A date of a series has the series' UID and, as RECURRENCE-ID, the
start it had by the rule, wherever it is moved. A UID once cancelled stays cancelled in people's calendars, so a meeting
that takes place after all is a new one, with a code and a UID of its own.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, UtcDateTime, Words, new_id
from storage.calendar import Event, quarterly_dates
from storage.group import Group
from storage.message import Moment
from storage.organisation import Organisation
from storage.person import Person
from storage.refusal import Refusal

DATES_AHEAD = 4  # dates of a series that stand in the diary at any time
SHORT_NOTICE = timedelta(hours=48)  # cancelled nearer than this, people are told one by one, too
MAX_LINK = 300  # characters


class MeetingState(StrEnum):
    """Scheduled until it is held or cancelled; both are ends."""

    SCHEDULED = "scheduled"
    HELD = "held"
    CANCELLED = "cancelled"


class RsvpAnswer(StrEnum):
    """What somebody answers to an invitation: ACCEPTED, DECLINED and TENTATIVE of RFC 5545."""

    YES = "yes"
    NO = "no"
    MAYBE = "maybe"


class Series(Base):
    """Meetings by a rule (RFC 5545 §3.3.10) on the wall clock of a zone: 14:00 stays 14:00 when summer time comes."""

    __tablename__ = "meeting_series"

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default_factory=new_id)
    uid: Mapped[str] = mapped_column(String(64), unique=True, default_factory=lambda: _new_uid())
    group_id: Mapped[str] = mapped_column(ForeignKey("working_group.id"), index=True)
    title: Mapped[str] = mapped_column(String(120))
    rule: Mapped[str] = mapped_column(String(200))
    first_day: Mapped[date] = mapped_column()
    clock: Mapped[time] = mapped_column()
    zone: Mapped[str] = mapped_column(String(64))
    minutes: Mapped[int] = mapped_column(default=60)
    link: Mapped[str] = mapped_column(String(MAX_LINK), default="")
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    def dates(self, *, after: date, count: int) -> list[datetime]:
        """The next `count` starts (UTC) by the rule on days after `after`; fewer when the rule ends."""
        starts = datetime.combine(self.first_day, self.clock)
        return quarterly_dates(self.rule, zone=self.zone, starts_local=starts, after=after, count=count)

    def missing(self, slots: Iterable[date], *, now: datetime) -> list[datetime]:
        """The starts to put into the diary, so that it holds the next four; `slots` are the days put there before."""
        if self.ended_at is not None:
            return []
        today = now.astimezone(ZoneInfo(self.zone)).date()
        taken = sorted(slots)
        wanted = DATES_AHEAD - sum(day >= today for day in taken)
        after = max([*taken[-1:], today - timedelta(days=1)])
        found = self.dates(after=after, count=wanted + 1) if wanted > 0 else []
        return [start for start in found if start > now][:wanted]

    def end(self, now: datetime) -> None:
        """No further dates. Raises Refusal when it has ended before."""
        if self.ended_at is not None:
            raise Refusal("series-ended-already", title=self.title)
        self.ended_at = now


class Meeting(Base):
    """One meeting. `code` names the quarter it was first planned for and stays with it.

    `slot` is its day by the series' rule, wherever it was moved; `changed_at` is when its time was last set;
    `follows_id` is the cancelled meeting that it takes the place of.
    """

    __tablename__ = "meeting"
    __table_args__ = (
        UniqueConstraint("series_id", "slot"),
        Index("ix_meeting_group_id_starts_at", "group_id", "starts_at"),
    )

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default_factory=new_id)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    group_id: Mapped[str] = mapped_column(ForeignKey("working_group.id"), index=True)
    title: Mapped[str] = mapped_column(String(120))
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    zone: Mapped[str] = mapped_column(String(64))
    minutes: Mapped[int] = mapped_column(default=60)
    link: Mapped[str] = mapped_column(String(MAX_LINK), default="")
    state: Mapped[MeetingState] = mapped_column(Words(MeetingState), default=MeetingState.SCHEDULED)
    uid: Mapped[str] = mapped_column(String(64), default_factory=lambda: _new_uid())
    sequence: Mapped[int] = mapped_column(default=0)
    series_id: Mapped[str | None] = mapped_column(ForeignKey("meeting_series.id"), default=None)
    slot: Mapped[date | None] = mapped_column(default=None)
    recurrence_id: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    follows_id: Mapped[str | None] = mapped_column(ForeignKey("meeting.id"), default=None)
    announced_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    minutes_text: Mapped[str] = mapped_column(Text, default="")
    minutes_locale: Mapped[str] = mapped_column(String(8), default="")
    minutes_revision: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    @staticmethod
    def plan(group: Group, title: str, starts: datetime, *, minutes: int, link: str, now: datetime) -> "Meeting":
        """A single meeting in the group's zone. Raises Refusal for a time that is over."""
        _refuse_past(starts, group.zone, now=now)
        return Meeting(
            code=code_of(group, starts, group.zone), group_id=group.id, title=title, starts_at=starts, zone=group.zone,
            minutes=minutes, link=safe_link(link), changed_at=now, created_at=now,
        )  # fmt: skip

    @staticmethod
    def of(series: Series, group: Group, starts: datetime, *, now: datetime) -> "Meeting":
        """One date of a series."""
        return Meeting(
            code=code_of(group, starts, series.zone), group_id=group.id, title=series.title, starts_at=starts,
            zone=series.zone, minutes=series.minutes, link=series.link, uid=series.uid, series_id=series.id,
            slot=starts.astimezone(ZoneInfo(series.zone)).date(), recurrence_id=starts, changed_at=now, created_at=now,
        )  # fmt: skip

    @property
    def starts(self) -> Moment:
        """Its start, as it is shown."""
        return Moment(self.starts_at, self.zone)

    @property
    def ends_at(self) -> datetime:
        """When it is over."""
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def event(self) -> Event:
        """It, for a calendar file."""
        return Event(
            uid=self.uid, sequence=self.sequence, starts=self.starts_at, zone=self.zone, minutes=self.minutes,
            summary=self.title, description=self.code, url=self.link, recurrence_id=self.recurrence_id,
            cancelled=self.state is MeetingState.CANCELLED,
        )  # fmt: skip

    def wall_before(self, ahead: timedelta) -> datetime:
        """The instant `ahead` before its start by the clock on the wall: a day before 14:00 is 14:00, in DST or not."""
        wall = self.starts.local.replace(tzinfo=None) - ahead
        return wall.replace(tzinfo=ZoneInfo(self.zone)).astimezone(UTC)

    def move(self, starts: datetime, *, now: datetime) -> None:
        """Another time. Answers given for the old one count no more. Raises Refusal once it began or is cancelled."""
        self._refuse_ended()
        if self.starts_at <= now:
            raise Refusal("meeting-begun", code=self.code)
        _refuse_past(starts, self.zone, now=now)
        if starts == self.starts_at:
            raise Refusal("meeting-same-time", code=self.code, starts=self.starts)
        self.starts_at, self.changed_at, self.sequence = starts, now, self.sequence + 1

    def is_short_notice(self, now: datetime) -> bool:
        """Whether cancelling it now is late for those who come."""
        return self.starts_at - now < SHORT_NOTICE

    def cancel(self, now: datetime) -> None:
        """It doesn't take place, or didn't: what the clock took to be held can be cancelled until there are minutes."""
        if self.state is MeetingState.CANCELLED or self.minutes_text:
            self._refuse_ended()
        self.state, self.cancelled_at, self.sequence = MeetingState.CANCELLED, now, self.sequence + 1

    def again(self, group: Group, starts: datetime, *, now: datetime) -> "Meeting":
        """A cancelled meeting after all: a new one, as its UID stays cancelled. Raises Refusal unless it is."""
        if self.state is not MeetingState.CANCELLED:
            raise Refusal("meeting-not-cancelled", code=self.code)
        new = Meeting.plan(group, self.title, starts, minutes=self.minutes, link=self.link, now=now)
        new.series_id, new.follows_id = self.series_id, self.id
        return new

    def hold(self) -> None:
        """It has taken place."""
        self._refuse_ended()
        self.state = MeetingState.HELD

    def record(self, text: str, locale: str, *, now: datetime) -> None:
        """Its minutes, or the corrected ones. Raises Refusal before it began, or when it was cancelled."""
        if self.state is MeetingState.CANCELLED:
            self._refuse_ended()
        if now < self.starts_at:
            raise Refusal("meeting-not-begun", code=self.code, starts=self.starts)
        self.state = MeetingState.HELD
        self.minutes_text, self.minutes_locale = text, locale
        self.minutes_revision += 1

    def refuse_answer(self, now: datetime) -> None:
        """Raise Refusal when an answer comes too late."""
        self._refuse_ended()
        if self.ends_at <= now:
            raise Refusal("meeting-over", code=self.code)

    def _refuse_ended(self) -> None:
        if self.state is MeetingState.CANCELLED:
            raise Refusal("meeting-cancelled-already", code=self.code)
        if self.state is MeetingState.HELD:
            raise Refusal("meeting-over", code=self.code)


class Rsvp(Base):
    """One person's answer, given for the time that the meeting had at that `sequence`."""

    __tablename__ = "rsvp"
    __table_args__ = (UniqueConstraint("meeting_id", "person_id"),)

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default_factory=new_id)
    meeting_id: Mapped[str] = mapped_column(ForeignKey("meeting.id"))
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    answer: Mapped[RsvpAnswer] = mapped_column(Words(RsvpAnswer))
    sequence: Mapped[int] = mapped_column()
    at: Mapped[datetime] = mapped_column(UtcDateTime)

    def stands_for(self, meeting: Meeting) -> bool:
        """Whether it was given for the time at which the meeting is now."""
        return self.sequence == meeting.sequence


def rolled_up(answers: Iterable[tuple[Person, Organisation, RsvpAnswer]]) -> Mapping[str, RsvpAnswer]:
    """Each organisation's answer, by name: it comes when one of its people does, and may come when one may."""
    found: dict[str, RsvpAnswer] = {}
    for _, organisation, answer in answers:
        found[organisation.name] = one_for_all([answer, found.get(organisation.name, RsvpAnswer.NO)])
    return found


def one_for_all(answers: Iterable[RsvpAnswer]) -> RsvpAnswer:
    """What the answers of one organisation's people come to."""
    return max(answers, key=(RsvpAnswer.NO, RsvpAnswer.MAYBE, RsvpAnswer.YES).index)


def code_of(group: Group, starts: datetime, zone: str, number: int = 1) -> str:
    """A meeting's code, as MTG-27-Q1-LEV; the second one that a group plans for a quarter ends in -2."""
    day = starts.astimezone(ZoneInfo(zone))
    return f"MTG-{day:%y}-Q{(day.month + 2) // 3}-{group.code}{f'-{number}' if number > 1 else ''}"


def safe_link(link: str) -> str:
    """An address that people may be sent to. Raises Refusal unless it is a plain https one."""
    if link and (len(link) > MAX_LINK or not re.fullmatch(r"https://[!-~]+", link)):
        raise Refusal("meeting-link-unclear")
    return link


def _refuse_past(starts: datetime, zone: str, *, now: datetime) -> None:
    if starts <= now:
        raise Refusal("meeting-past", starts=Moment(starts, zone))


def _new_uid() -> str:
    return f"{new_id()}@roundtable"

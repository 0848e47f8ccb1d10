"""What the clock does for meetings: dates of a series, their announcement, reminders, and that a meeting is over.

Each is done one time, ever: what is due is a query, and the pair of subject and slot is a unique row. A reminder's is
the meeting's local date with how long before it goes out: neither a restart nor a change of clocks makes a second one.
"""

from datetime import datetime, timedelta

from sqlalchemy import select

from commands import meeting_calendar
from commands.engine.dispatch import Job
from commands.engine.policy import Policy
from commands.engine.work import Work, daytime
from commands.meeting_notice import announce, announcement
from commands.meeting_page import agenda
from storage import diary, directory
from storage.group import Group
from storage.meeting import Meeting, MeetingState, Series
from storage.message import Message, say
from storage.room import Room
from storage.unit import Unit

ANNOUNCED_AHEAD = timedelta(days=35)  # a date of a series is announced once it is as near as that


async def _series_due(unit: Unit, now: datetime, policy: Policy) -> list[tuple[str, str]]:
    query = (
        select(Series)
        .join(Group, Group.id == Series.group_id)
        .where(Series.ended_at.is_(None), Group.closed_at.is_(None))
    )
    found = []
    for series in await unit.scalars(query):
        slots = [one.slot for one in await diary.dates_of(unit, series) if one.slot]
        if missing := series.missing(slots, now=now):
            found.append((series.id, f"{missing[0]:%Y-%m-%d}"))
    return found


async def _plan(work: Work, subject: str) -> None:
    series = await work.unit.session.get_one(Series, subject)
    await plan_dates(work, series)
    work.about(f"series:{series.id}")


async def plan_dates(work: Work, series: Series) -> None:
    """Put a series' next dates into the diary, so that four lie ahead."""
    group = await work.unit.session.get_one(Group, series.group_id)
    slots = [one.slot for one in await diary.dates_of(work.unit, series) if one.slot]
    for starts in series.missing(slots, now=work.now):
        await diary.keep_meeting(work.unit, Meeting.of(series, group, starts, now=work.now), group)
    await meeting_calendar.bring_up_to_date(work, group.id)


async def _announcements_due(unit: Unit, now: datetime, policy: Policy) -> list[tuple[str, str]]:
    query = select(Meeting).where(
        Meeting.state == MeetingState.SCHEDULED,
        Meeting.announced_at.is_(None),
        Meeting.starts_at > now,
        Meeting.starts_at <= now + ANNOUNCED_AHEAD,
    )
    return [
        (one.id, "announced")
        for one in await unit.scalars(query)
        if daytime(now, zone=one.zone, policy=policy, before=one.starts_at) <= now
    ]


async def _announce(work: Work, subject: str) -> None:
    meeting = await work.unit.session.get_one(Meeting, subject)
    if meeting.state is MeetingState.SCHEDULED and meeting.announced_at is None:
        await announce(work, meeting)
    work.about(f"meeting:{meeting.id}")


async def _reminders_due(unit: Unit, now: datetime, policy: Policy) -> list[tuple[str, str]]:
    """Of each meeting and room the last reminder whose time has come; earlier ones that were missed are dropped."""
    nearest = now + max(policy.reminders, default=timedelta()) + timedelta(days=1)
    query = select(Meeting).where(
        Meeting.state == MeetingState.SCHEDULED, Meeting.starts_at > now, Meeting.starts_at <= nearest
    )
    found = []
    for meeting in await unit.scalars(query):
        for room in await directory.rooms_of_group(unit, meeting.group_id):
            if (ahead := _reminder_due(meeting, room, now, policy)) is not None:
                subject = f"{meeting.id}:{room.id}:{ahead // timedelta(minutes=1)}"
                found.append((subject, f"{meeting.starts.local:%Y-%m-%d}"))
    return await diary.undone(unit, "meeting remind", found)


def _reminder_due(meeting: Meeting, room: Room, now: datetime, policy: Policy) -> timedelta | None:
    known_since = max(meeting.changed_at, meeting.announced_at or meeting.changed_at)
    for ahead in sorted(policy.reminders):
        at = daytime(meeting.wall_before(ahead), zone=room.zone, policy=policy, before=meeting.starts_at)
        if at <= now:
            # Whoever was told of it, or of its new time, after this reminder's hour needs no reminder of that.
            return ahead if at > known_since else None
    return None


async def _remind(work: Work, subject: str) -> None:
    meeting_id, room_id, ahead = subject.split(":")
    meeting = await work.unit.session.get_one(Meeting, meeting_id)
    room = await work.unit.session.get_one(Room, room_id)
    work.about(f"meeting:{meeting.id}")
    if meeting.state is not MeetingState.SCHEDULED or meeting.starts_at <= work.now:
        return
    await work.post(
        room,
        await _reminder(work, meeting, room),
        once=f"meeting.{meeting.id}.reminder.{meeting.starts.local:%Y-%m-%d}.{ahead}",
        about=f"meeting:{meeting.id}",
        expires_at=meeting.starts_at,
    )


async def _reminder(work: Work, meeting: Meeting, room: Room) -> Message:
    """What it is and what will be talked about."""
    return say("meeting-reminder").then(announcement(work, meeting, room), *await agenda(work, meeting))


async def _over_due(unit: Unit, now: datetime, policy: Policy) -> list[tuple[str, str]]:
    query = select(Meeting).where(Meeting.state == MeetingState.SCHEDULED, Meeting.starts_at <= now)
    return [(one.id, "over") for one in await unit.scalars(query) if one.ends_at <= now]


async def _over(work: Work, subject: str) -> None:
    meeting = await work.unit.session.get_one(Meeting, subject)
    if meeting.state is MeetingState.SCHEDULED and meeting.ends_at <= work.now:
        meeting.hold()
    work.about(f"meeting:{meeting.id}")


JOBS: tuple[Job, ...] = (
    Job(name="meeting plan", due=_series_due, run=_plan),
    Job(name="meeting announce", due=_announcements_due, run=_announce),
    Job(name="meeting remind", due=_reminders_due, run=_remind),
    Job(name="meeting over", due=_over_due, run=_over),
)

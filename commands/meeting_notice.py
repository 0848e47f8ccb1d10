"""What a group's rooms are told of its meetings: announcements, changes and the calendar files that go with them.

Each room has one announcement of a meeting, which is edited when the meeting changes; since nobody is notified of an
edit, each change is a post of its own, too. Files hang in the announcement's thread; their name tells servers nothing.
"""

from collections.abc import Sequence

from sqlalchemy import select

from commands import meeting_calendar
from commands.engine.suggest import Suggestion
from commands.engine.words import Answer, replying
from commands.engine.work import Work
from storage import diary, directory
from storage.calendar import BadRule, describe, read_rule
from storage.group import Group
from storage.meeting import DATES_AHEAD, Meeting, MeetingState, Series
from storage.message import Link, Message, Word, say
from storage.outbox import Parcel, ParcelState, Posting, PostingState
from storage.room import Room

FILE_NAME = "invitation.ics"
MEDIA_TYPE = "text/calendar"

_EXAMPLES = ("FREQ=MONTHLY;BYMONTH=2,5,8,11;BYDAY=2TU", "FREQ=MONTHLY;BYDAY=-1TH", "FREQ=WEEKLY;BYDAY=MO")
_ARRIVES = (ParcelState.DUE, ParcelState.CLAIMED, ParcelState.SENT)
_STANDS = (PostingState.LIVE, PostingState.UPDATED)
_DO_YOU_COME = (Answer.YES, Answer.NO, Answer.MAYBE)


def announcement(work: Work, meeting: Meeting, room: Room) -> Message:
    """A meeting as its announcement in this room shows it now."""
    if meeting.state is MeetingState.CANCELLED:
        return say("meeting-announced-off", code=meeting.code, title=meeting.title, starts=meeting.starts)
    message = say(
        "meeting-announced", code=meeting.code, title=meeting.title, starts=meeting.starts, minutes=meeting.minutes
    )
    if meeting.link:
        message = message.then(say("meeting-link", link=Link(meeting.link, meeting.link)))
    clicks = work.world.manners_of(room.platform).answers_alone  # platforms that answer alone have buttons
    return asking(meeting, message.then(say("meeting-how-to-click" if clicks else "meeting-how-to-answer")))


def asking(meeting: Meeting, message: Message) -> Message:
    """A post about a meeting to which people answer whether they come."""
    step = message.step("meeting", "rsvp", rest=f"{meeting.code} {{word-answer-yes}}")
    return replying(step, *_DO_YOU_COME)


def series_announcement(series: Series, dates: Sequence[Meeting]) -> Message:
    """A series with the dates it began with, as they stand now."""
    key = "series-announced" if series.ended_at is None else "series-announced-off"
    lines = [line_of(meeting) for meeting in dates[:DATES_AHEAD]]
    return say(key, title=series.title, rule=rule_shown(series.rule), zone=series.zone).then(*lines)


def line_of(meeting: Meeting) -> Message:
    """A meeting as one line of a list."""
    key = "line-meeting-off" if meeting.state is MeetingState.CANCELLED else "line-meeting"
    return say(key, code=meeting.code, title=meeting.title, starts=meeting.starts)


def rule_shown(rule: str) -> Message:
    """A rule in words; one that has none is shown as calendars write it."""
    parts = describe(read_rule(rule))
    if parts.weekday is None or parts.frequency not in {"MONTHLY", "WEEKLY"}:
        return say("rule-other", rule=rule)
    weekday = Word(f"word-weekday-{parts.weekday}")
    if parts.frequency == "WEEKLY":
        return say("rule-weekly", weekday=weekday, interval=parts.interval)
    if parts.ordinal == 0 or (parts.months and parts.quarter_month is None):
        return say("rule-other", rule=rule)
    if parts.quarter_month:
        return say("rule-quarterly", ordinal=parts.ordinal, weekday=weekday, month=parts.quarter_month)
    return say("rule-monthly", ordinal=parts.ordinal, weekday=weekday, interval=parts.interval)


def rules(typed: str) -> Sequence[Suggestion]:
    """The rule that was typed, as an RRULE and in words; the examples while it can't be read yet."""
    try:
        found = [read_rule(typed).rrule]
    except BadRule:
        found = [] if typed else list(_EXAMPLES)
    return [Suggestion(value=rule, shown=rule_shown(rule), words=typed) for rule in found]


def file_of(meetings: Sequence[Meeting]) -> bytes:
    """The calendar file of meetings that are all on, or all cancelled.

    Its stamp is when their times were last set: a preview, and what is sent after the yes, are the same to the byte.
    """
    from storage.calendar_file import invitation  # three megabytes that a start need not have

    off = all(meeting.state is MeetingState.CANCELLED for meeting in meetings)
    stamp = max(meeting.changed_at for meeting in meetings)
    return invitation([one.event for one in meetings], method="CANCEL" if off else "PUBLISH", now=stamp)


async def announce(work: Work, meeting: Meeting) -> None:
    """Post a meeting in its group's rooms, each with its file; one time, ever."""
    meeting.announced_at = work.now
    about = f"meeting:{meeting.id}"
    for room in await directory.rooms_of_group(work.unit, meeting.group_id):
        parcel = await work.post(
            room, announcement(work, meeting, room), once=f"meeting.{meeting.id}.announced", about=about
        )
        await _attach(work, room, [meeting], once=f"meeting.{meeting.id}.file.{meeting.sequence}", thread=parcel.id)
    await meeting_calendar.bring_up_to_date(work, meeting.group_id)


async def announce_series(work: Work, series: Series, dates: Sequence[Meeting]) -> None:
    """Post a series in its group's rooms, with one file of its dates."""
    for room in await directory.rooms_of_group(work.unit, series.group_id):
        parcel = await work.post(
            room, series_announcement(series, dates), once=f"series.{series.id}.announced", about=f"series:{series.id}"
        )
        await _attach(work, room, dates, once=f"series.{series.id}.file", thread=parcel.id)


async def tell_change(work: Work, meeting: Meeting, notice: Message, *, what: str) -> None:
    """Have the rooms' announcements say what is true now, and post the change with its file."""
    once = f"meeting.{meeting.id}.{what}.{meeting.sequence}"
    for room in await directory.rooms_of_group(work.unit, meeting.group_id):
        thread = await _bring_up_to_date(work, meeting, room)
        if meeting.series_id:
            series = await work.unit.session.get_one(Series, meeting.series_id)
            await bring_series_up_to_date(work, series, room, once=f"{meeting.id}.{meeting.sequence}")
        await work.post(room, notice, once=once, about=f"meeting:{meeting.id}")
        await _attach(work, room, [meeting], once=f"{once}.file", thread=thread)
    await meeting_calendar.bring_up_to_date(work, meeting.group_id)


async def tell_series_end(work: Work, series: Series, group: Group, dropped: Sequence[Meeting]) -> None:
    """The rooms learn that a series is over, and which dates fall away, with one file that cancels them."""
    lines = [line_of(meeting) for meeting in dropped]
    for room in await directory.rooms_of_group(work.unit, group.id):
        thread = await bring_series_up_to_date(work, series, room, once="ended")
        for meeting in dropped:
            await _bring_up_to_date(work, meeting, room)
        notice = say("series-cancelled-notice", title=series.title).then(*lines)
        await work.post(room, notice, once=f"series.{series.id}.ended", about=f"series:{series.id}")
        if dropped:
            await _attach(work, room, dropped, once=f"series.{series.id}.ended.file", thread=thread)
    await meeting_calendar.bring_up_to_date(work, group.id)


async def bring_series_up_to_date(work: Work, series: Series, room: Room, *, once: str) -> str | None:
    """Edit the announcement of a series in a room; the parcel under which its thread hangs, if there is one."""
    parcel_id, posting = await announced(work, f"series.{series.id}.announced", room)
    if posting:
        dates = await diary.dates_of(work.unit, series)
        await work.edit(posting, series_announcement(series, dates), once=f"series.{series.id}.edited.{once}")
    return parcel_id


async def post_minutes(work: Work, meeting: Meeting, message: Message) -> None:
    """The minutes in each room, in the announcement's thread; corrected ones in place of the former."""
    once = f"meeting.{meeting.id}.minutes"
    for room in await directory.rooms_of_group(work.unit, meeting.group_id):
        _, former = await announced(work, once, room)
        if former:
            await work.edit(former, message, once=f"{once}.{meeting.minutes_revision}")
            continue
        thread, _ = await announced(work, f"meeting.{meeting.id}.announced", room)
        await work.post(room, message, once=once, about=f"meeting:{meeting.id}", thread=thread)


async def announced(work: Work, once: str, room: Room) -> tuple[str | None, Posting | None]:
    """What was posted in a room under this key: its parcel, if that arrives, and the copy that stands there."""
    parcel = await work.unit.scalar(select(Parcel).where(Parcel.once == f"{once}@{room.id}"))
    if parcel is None or parcel.state not in _ARRIVES:
        return None, None
    posting = await work.unit.scalar(select(Posting).where(Posting.parcel_id == parcel.id, Posting.state.in_(_STANDS)))
    return parcel.id, posting


async def _bring_up_to_date(work: Work, meeting: Meeting, room: Room) -> str | None:
    parcel_id, posting = await announced(work, f"meeting.{meeting.id}.announced", room)
    if posting:
        shown = announcement(work, meeting, room)
        await work.edit(posting, shown, once=f"meeting.{meeting.id}.edited.{meeting.sequence}")
    return parcel_id


async def _attach(work: Work, room: Room, meetings: Sequence[Meeting], *, once: str, thread: str | None) -> None:
    about = f"meeting:{meetings[0].id}" if len(meetings) == 1 else f"series:{meetings[0].series_id}"
    await work.attach(
        room, file_of(meetings), name=FILE_NAME, media_type=MEDIA_TYPE, once=once, about=about, thread=thread
    )

"""Meetings: planning them, one or a series; changing them; who comes; what is talked about, and what was."""

import datetime
from collections.abc import Sequence
from typing import Annotated

from sqlalchemy import exists, select

from commands import meeting_clock
from commands.engine.options import Between, Code, Recurrence, Text, Title
from commands.engine.spec import command
from commands.engine.suggest import Suggestion, coded
from commands.engine.waiting import ME, OUR_GROUPS, where
from commands.engine.words import Answer
from commands.engine.work import Work
from commands.lesson_hint import with_hints
from commands.meeting_notice import (
    FILE_NAME,
    MEDIA_TYPE,
    announce,
    announce_series,
    asking,
    file_of,
    line_of,
    post_minutes,
    rule_shown,
    rules,
    tell_change,
    tell_series_end,
)
from commands.meeting_page import page
from commands.summary_scope import refuse_quotes
from storage import diary, directory
from storage.access import PERMISSIONS, Action, Place
from storage.agenda import AgendaPoint, PointState
from storage.audience import Audience
from storage.group import Group, Membership
from storage.meeting import Meeting, MeetingState, Rsvp, RsvpAnswer, Series, one_for_all, safe_link
from storage.message import Message, Moment, Prose, Step, say, word_of
from storage.refusal import Absent, Refusal
from storage.sequence import number_next
from storage.unit import Unit

Minutes = Annotated[int, Between(least=10, most=600)]
OFFERED = 100  # past meetings, and points, looked through while somebody types: the latest

JOBS = meeting_clock.JOBS


@command(may=Action.PLAN, group=True)
async def schedule(work: Work, starts: Moment, title: Title, minutes: Minutes = 60, link: str = "") -> Message:
    """Put a meeting into the group's diary, and announce it in its rooms."""
    meeting = Meeting.plan(work.in_group, title, starts.at, minutes=minutes, link=link, now=work.now)
    await diary.keep_meeting(work.unit, meeting, work.in_group)
    await announce(work, meeting)
    work.about(f"meeting:{meeting.id}")
    return _planned("meeting-scheduled", work, meeting).step("meeting", "point", rest=meeting.code)


@command(may=Action.PLAN, group=True)
async def series(
    work: Work,
    rule: Recurrence,
    clock: datetime.time,
    title: Title,
    minutes: Minutes = 60,
    first: datetime.date | None = None,
    link: str = "",
) -> Message:
    """Plan meetings by a rule, as "second Tuesday of the second month" 14:00, in the group's zone: four dates."""
    group = work.in_group
    today = Moment(work.now, group.zone).local.date()
    planned = Series(
        group_id=group.id, title=title, rule=rule, first_day=first or today, clock=clock, zone=group.zone,
        minutes=minutes, link=safe_link(link), created_at=work.now,
    )  # fmt: skip
    work.add(planned)
    await work.unit.session.flush()
    await meeting_clock.plan_dates(work, planned)
    dates = await diary.dates_of(work.unit, planned)
    if not dates:
        raise Refusal("series-no-dates")
    await announce_series(work, planned, dates)
    await announce(work, dates[0])
    work.about(f"series:{planned.id}")
    lines = [line_of(one) for one in dates]
    message = say("series-planned", title=title, rule=rule_shown(rule), zone=group.zone).then(*lines)
    return message.step("meeting", "move", rest=dates[0].code)


@command(may=Action.PLAN)
async def move(work: Work, code: Code, starts: Moment) -> Message:
    """Move one meeting to another time; the rooms are told, and everybody is asked again."""
    meeting = await _coded(work, code)
    former = meeting.starts
    meeting.move(starts.at, now=work.now)
    notice = say("meeting-moved-notice", code=meeting.code, title=meeting.title, starts=meeting.starts, former=former)
    await tell_change(work, meeting, asking(meeting, notice), what="moved")
    work.about(f"meeting:{meeting.id}")
    return _planned("meeting-moved", work, meeting).step("meeting", "show", rest=meeting.code)


@command(may=Action.PLAN, confirm=True)
async def cancel(work: Work, code: Code, reason: Title | None = None) -> Message:
    """Cancel one meeting; at short notice those who meant to come are told one by one, too."""
    meeting = await _coded(work, code)
    meeting.cancel(work.now)
    key = "meeting-cancelled-notice" if work.now < meeting.starts_at else "meeting-not-held-notice"
    notice = say(key, code=meeting.code, title=meeting.title, starts=meeting.starts, reason=reason or "")
    await tell_change(work, meeting, notice, what="cancelled")
    told = await _tell_comers(work, meeting, notice)
    work.about(f"meeting:{meeting.id}")
    return say("meeting-cancelled", code=meeting.code, told=told).step("meeting", "reopen", rest=meeting.code)


@command(may=Action.PLAN, confirm=True)
async def cancel_series(work: Work, code: Code) -> Message:
    """Cancel a whole series, named by any of its meetings: every date that is still to come."""
    meeting = await _coded(work, code)
    if meeting.series_id is None:
        raise Refusal("meeting-no-series", code=meeting.code)
    found = await work.unit.session.get_one(Series, meeting.series_id)
    found.end(work.now)
    coming = await diary.upcoming(work.unit, group_ids=[found.group_id], now=work.now)
    dropped = [one for one in coming if one.series_id == found.id and one.starts_at > work.now]
    for one in dropped:
        one.cancel(work.now)
    group = await work.unit.session.get_one(Group, found.group_id)
    await tell_series_end(work, found, group, dropped)
    work.about(f"series:{found.id}")
    again = f'rule:"{found.rule}" clock:{found.clock:%H:%M} minutes:{found.minutes} title:"{found.title}"'
    return say("series-cancelled", title=found.title, count=len(dropped)).step("meeting", "series", rest=again)


@command(may=Action.PLAN)
async def reopen(work: Work, code: Code, starts: Moment | None = None) -> Message:
    """Have a cancelled meeting after all, at its time or another: a new one, as calendars keep the old one off."""
    meeting = await _coded(work, code)
    if follower := await diary.follower_of(work.unit, meeting):
        raise Refusal("meeting-follows-already", code=follower.code)
    group = await work.unit.session.get_one(Group, meeting.group_id)
    new = meeting.again(group, starts.at if starts else meeting.starts_at, now=work.now)
    await diary.keep_meeting(work.unit, new, group)
    await announce(work, new)
    work.about(f"meeting:{new.id}")
    return _planned("meeting-reopened", work, new).step("meeting", "show", rest=new.code)


@command(may=Action.RESPOND)
async def rsvp(work: Work, code: Code, answer: RsvpAnswer) -> Message:
    """Say whether you come: yes, no or maybe. A reply or a reaction to the announcement does the same."""
    meeting = await _coded(work, code)
    meeting.refuse_answer(work.now)
    await diary.answer(work.unit, meeting, work.person, answer, work.now)
    within = await diary.answers_within(work.unit, meeting, work.own.id)
    work.about(f"meeting:{meeting.id}")
    return say(
        "rsvp-noted", code=meeting.code, starts=meeting.starts, answer=word_of(answer),
        organisation=work.own.name, says=word_of(one_for_all(within)),
    ).step("meeting", "show", rest=meeting.code)  # fmt: skip


@command(may=Action.CONTRIBUTE)
async def point(work: Work, code: Code, text: Text) -> Message:
    """Bring a point for a meeting's agenda; it comes back at the next one until it is discussed."""
    meeting = await _coded(work, code)
    brought = AgendaPoint.bring(meeting, text, by=work.person, now=work.now)
    await number_next(work.unit, brought, AgendaPoint.number)
    work.about(f"point:{brought.id}")
    told = await with_hints(work, say("point-brought", code=brought.code, meeting=meeting.code), said=text)
    return told.step("meeting", "show", rest=meeting.code)


@command(may=Action.PLAN)
async def discussed(work: Work, code: Code, off: bool = False) -> Message:
    """Say that an agenda point was discussed (or, with off:yes, that it was not)."""
    found = await _point(work, code)
    if off:
        found.reopen(by=work.person)
    else:
        at = await diary.latest(work.unit, found.group_id, work.now)
        found.discuss(at.id if at else found.meeting_id)
    return _settled(work, found)


@command(may=Action.CONTRIBUTE)
async def drop(work: Work, code: Code, off: bool = False) -> Message:
    """Take back an agenda point that you brought (or, with off:yes, bring it again)."""
    found = await _point(work, code)
    if off:
        found.reopen(by=work.person)
    else:
        found.drop(by=work.person)
    return _settled(work, found)


@command(may=Action.PLAN, confirm=True)
async def minutes(work: Work, code: Code, text: Text) -> Message:
    """Keep a meeting's minutes, and post them in its rooms; said again, they are corrected there."""
    await refuse_quotes(work, text)
    meeting = await _coded(work, code)
    meeting.record(text, work.person.locale, now=work.now)
    message = say("meeting-minutes", code=meeting.code, title=meeting.title, starts=meeting.starts)
    await post_minutes(work, meeting, message.then(say("meeting-minutes-text", text=Prose(text, work.person.locale))))
    work.about(f"meeting:{meeting.id}")
    left = [
        say("line-point", code=one.code, text=one.text)
        for one in await diary.agenda_of(work.unit, meeting, work.now)
        if one.state is PointState.OPEN
    ]
    answer = say("meeting-minutes-kept", code=meeting.code)
    if left:
        return answer.then(say("meeting-points-left", count=len(left)), *left).step("meeting", "discussed")
    return answer.step("action", "add")


@command(may=Action.READ, private=True)
async def ics(work: Work, code: Code) -> Message:
    """Send yourself a meeting's calendar file."""
    meeting = await _coded(work, code)
    for room in (await work.private_rooms(work.person))[:1]:
        await work.attach(
            room, file_of([meeting]), name=FILE_NAME, media_type=MEDIA_TYPE, about=f"meeting:{meeting.id}",
            once=f"meeting.{meeting.id}.own.{work.event_id}", audience=Audience.person(work.person.id),
        )  # fmt: skip
    return say("meeting-file", code=meeting.code).step("meeting", "show", rest=meeting.code)


@command(may=Action.READ)
async def list_(work: Work) -> Message:
    """List the meetings to come, and the last ones."""
    groups = await _groups(work)
    coming = await diary.upcoming(work.unit, group_ids=groups, now=work.now)
    last = await diary.past(work.unit, group_ids=groups, most=3)
    message = say("meeting-list", count=len(coming)).then(*map(line_of, coming))
    if last:
        message = message.then(say("meeting-list-past"), *map(line_of, last))
    return message.step("meeting", "show", rest=coming[0].code) if coming else message.step("help")


@command(may=Action.READ)
async def show(work: Work, code: Code) -> Message:
    """Show a meeting: when it is, who comes, the agenda, open actions and the minutes."""
    meeting = await _coded(work, code)
    message = await page(work, meeting)
    if meeting.state is MeetingState.SCHEDULED:
        return message.step("meeting", "rsvp", rest=f"{meeting.code} {{word-answer-yes}}")
    return message.step("meeting", "list")


async def codes(work: Work, verb: str, typed: str) -> Sequence[Suggestion]:
    """The meetings (or points, or rules) that a verb may be said of, in the diaries that may be read here."""
    if verb == "series":
        return rules(typed)
    groups = await _groups(work)
    if verb in {"discussed", "drop"}:
        points = await diary.open_points(work.unit, group_ids=groups, most=OFFERED)
        mine = [one for one in points if verb == "discussed" or work.is_staff or one.person_id == work.person.id]
        return [coded(one.code, one.text) for one in mine]
    coming = await diary.upcoming(work.unit, group_ids=groups, now=work.now)
    past = await diary.past(work.unit, group_ids=groups, most=OFFERED)
    if verb == "reopen":
        coming, past = [], [one for one in past if one.state is MeetingState.CANCELLED]
    elif verb in {"rsvp", "move", "point"}:
        past = []
    series = [one for one in (*coming, *past) if verb != "cancel-series" or one.series_id]
    return [coded(one.code, one.title, on=one.starts.local.date()) for one in series]


@where(
    exists().where(
        Meeting.state == MeetingState.SCHEDULED, Meeting.announced_at.is_not(None), Meeting.group_id.in_(OUR_GROUPS),
        ~exists().where(
            Rsvp.meeting_id == Meeting.id, Rsvp.person_id == ME, Rsvp.sequence == Meeting.sequence
        ),
    )
)  # fmt: skip
async def waiting(work: Work) -> list[Message]:
    """The announced meetings of the asker's groups to which they have not answered, for the time they have now."""
    if not PERMISSIONS[Action.RESPOND].admits(work.roles, Place.PRIVATE):
        return []
    member = select(Membership.group_id).where(
        Membership.organisation_id == work.own.id, Membership.left_at.is_(None), Membership.joined_at <= work.now
    )
    lines = []
    for meeting in await diary.upcoming(work.unit, group_ids=await work.unit.scalars(member), now=work.now):
        given = await diary.rsvp_of(work.unit, meeting, work.person)
        if meeting.announced_at and not (given and given.stands_for(meeting)):
            step = Step(("meeting", "rsvp"), f"{meeting.code} {{word-answer-yes}}")
            lines.append(say("line-meeting-waits", title=meeting.title, starts=meeting.starts, step=step))
    return lines


async def _yes(unit: Unit, subject: str) -> tuple[tuple[str, ...], str] | None:
    return await _short(unit, subject, RsvpAnswer.YES)


async def _no(unit: Unit, subject: str) -> tuple[tuple[str, ...], str] | None:
    return await _short(unit, subject, RsvpAnswer.NO)


async def _maybe(unit: Unit, subject: str) -> tuple[tuple[str, ...], str] | None:
    return await _short(unit, subject, RsvpAnswer.MAYBE)


async def _short(unit: Unit, subject: str, answer: RsvpAnswer) -> tuple[tuple[str, ...], str] | None:
    meeting = await unit.get(Meeting, subject)
    return (("meeting", "rsvp"), f"{meeting.code} {answer.value}") if meeting else None


SHORT_REPLIES = {
    ("meeting", Answer.YES): _yes,
    ("meeting", Answer.NO): _no,
    ("meeting", Answer.MAYBE): _maybe,
}


async def _groups(work: Work) -> list[str]:
    """The groups whose diaries may be read here: the asker's own and, in a group's room, that one alone."""
    here = work.room.group_id if work.room else None
    if here is not None and work.group is not None and work.group.closed_at is None:
        return [here]  # the gate has seen that it is theirs
    mine = [group.id for group in await directory.groups_of(work.unit, work.person)]
    return [one for one in mine if here in {None, one}]


async def _coded(work: Work, code: str) -> Meeting:
    found = await diary.meeting_coded(work.unit, code, group_ids=await _groups(work))
    if found is None:
        raise Absent
    return found


async def _point(work: Work, code: str) -> AgendaPoint:
    found = await diary.point_coded(work.unit, code, group_ids=await _groups(work))
    if found is None:
        raise Absent
    work.about(f"point:{found.id}")
    return found


def _planned(key: str, work: Work, meeting: Meeting) -> Message:
    """What was planned, in the group's zone and, where that is another, in the asker's."""
    message = say(key, code=meeting.code, title=meeting.title, starts=meeting.starts, minutes=meeting.minutes)
    if work.person.zone != meeting.zone:
        message = message.then(say("meeting-your-time", starts=Moment(meeting.starts_at, work.person.zone)))
    return message


def _settled(work: Work, found: AgendaPoint) -> Message:
    return say("point-settled", code=found.code, state=word_of(found.state)).step("meeting", "list")


async def _tell_comers(work: Work, meeting: Meeting, notice: Message) -> int:
    """At short notice: tell those who meant to come in private, too; how many."""
    if not meeting.is_short_notice(work.now) or meeting.starts_at <= work.now:
        return 0
    answers = await diary.answers_to(work.unit, meeting, standing=False)
    comers = [one for one, _, answer in answers if answer is not RsvpAnswer.NO and one.id != work.person.id]
    for person in comers:
        await work.tell(
            person, notice, once=f"meeting.{meeting.id}.off.{person.id}", about=f"meeting:{meeting.id}",
            expires_at=meeting.ends_at,
        )  # fmt: skip
    return len(comers)

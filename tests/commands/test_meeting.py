"""Meetings through the front door: planned, announced, answered, changed, remembered."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import icalendar
import pytest
from sqlalchemy import select

from bot.platform import Attachment
from storage import diary
from storage.meeting import Meeting, MeetingState
from storage.outbox import Parcel
from tests.cast import Cast
from tests.fakes.memory import Post
from tests.storage.plans import listening

SERIES = "meeting series second Tuesday of the second month 14:00 Quarterly meeting minutes:90 group:LEV"
SINGLE = "meeting schedule 9 March 2pm Tyres and wages minutes:45 group:LEV"
CODE = "MTG-27-Q1-LEV"


async def count(cast: Cast, key: str, room: str = "LEV") -> int:
    """How many posts with this key stand in a room."""
    return sum(key in cast.keys(post) for post in await cast.posts(room))


async def files(cast: Cast) -> list[Post]:
    """The files in the room, in order."""
    return [post for post in await cast.posts("LEV") if isinstance(post.text, Attachment)]


def events(file: Post) -> tuple[str, list[Any]]:
    """The method of a calendar file, and its events."""
    assert isinstance(file.text, Attachment)
    calendar = icalendar.Calendar.from_ical(file.text.data)
    return str(calendar["method"]), list(calendar.walk("VEVENT"))


async def confirmed(cast: Cast, text: str) -> None:
    """Sofia asks for something others will see, reads what they will, and says yes."""
    await cast.sofia.asks(text)
    assert cast.sofia.was_told("confirm-preview")
    await cast.passes(timedelta(minutes=2))
    await cast.sofia.asks("yes")


async def test_a_series_stands_in_the_diary_with_its_next_four_dates(cast: Cast) -> None:
    await cast.sofia.asks(SERIES)
    assert cast.sofia.was_told("series-planned")
    assert await count(cast, "series-announced") == 1
    assert await count(cast, "meeting-announced") == 1
    await cast.greta.asks("meeting list")
    for code, day in (("Q1", "9 February"), ("Q2", "11 May"), ("Q3", "10 August"), ("Q4", "9 November")):
        assert f"MTG-27-{code}-LEV Quarterly meeting, Tuesday {day} 2027, 14:00 (Brussels time)" in cast.greta.text


@pytest.mark.later
async def test_four_dates_stay_ahead_and_each_is_announced_in_its_time(cast: Cast) -> None:
    await cast.sofia.asks(SERIES)
    await cast.until(datetime(2027, 2, 10, 9, 0, tzinfo=UTC))
    await cast.passes(timedelta(minutes=1))
    await cast.greta.asks("meeting list")
    assert "MTG-28-Q1-LEV" in cast.greta.text
    assert await count(cast, "meeting-announced") == 1
    await cast.until(datetime(2027, 4, 7, 9, 0, tzinfo=UTC))
    assert "MTG-27-Q2-LEV" in (await cast.post("LEV", "meeting-announced")).plain


async def test_the_second_meeting_of_a_quarter_is_numbered(cast: Cast) -> None:
    await cast.sofia.asks(SERIES)
    await cast.sofia.asks(SINGLE)
    assert f"{CODE}-2" in cast.sofia.text


async def test_the_file_hangs_in_the_announcements_thread_under_a_neutral_name(cast: Cast) -> None:
    await cast.sofia.asks(SINGLE)
    announcement, file = await cast.post("LEV", "meeting-announced"), (await files(cast))[-1]
    assert (file.plain, file.target.thread) == ("invitation.ics", announcement.id)
    method, (event,) = events(file)
    assert (method, str(event["summary"]), int(event["sequence"])) == ("PUBLISH", "Tyres and wages", 0)
    assert event["dtstart"].dt == datetime(2027, 3, 9, 13, 0, tzinfo=UTC)


async def test_a_moved_date_edits_its_announcement_and_asks_everybody_again(cast: Cast) -> None:
    await cast.sofia.asks(SERIES)
    await cast.greta.says("LEV", f"!meeting rsvp {CODE} yes")
    await cast.greta.asks("my")
    assert not cast.greta.was_told("line-meeting-waits")
    await cast.sofia.asks(f"meeting move {CODE} 10 February 3pm")
    assert cast.sofia.was_told("meeting-moved")
    announcement = await cast.post("LEV", "meeting-announced")
    assert "Wednesday 10 February 2027, 15:00" in announcement.plain
    assert "Wednesday 10 February 2027, 15:00" in (await cast.post("LEV", "series-announced")).plain
    assert await count(cast, "meeting-moved-notice") == 1
    await cast.greta.asks("my")
    assert cast.greta.was_told("line-meeting-waits")

    (_, before), (_, after) = (events(file) for file in (await files(cast))[-2:])
    assert before[0]["uid"] == after[0]["uid"]
    assert before[0]["recurrence-id"].dt == after[0]["recurrence-id"].dt == before[0]["dtstart"].dt
    assert [int(one["sequence"]) for one in (before[0], after[0])] == [0, 1]


@pytest.mark.later
async def test_cancelling_one_date_leaves_the_others(cast: Cast) -> None:
    await cast.sofia.asks(SERIES)
    await confirmed(cast, f"meeting cancel {CODE} too few can come")
    assert cast.sofia.was_told("meeting-cancelled")
    assert await cast.heard("LEV", "meeting-cancelled-notice")
    assert await cast.heard("LEV", "meeting-announced-off")
    method, (event,) = events((await files(cast))[-1])
    assert (method, str(event["status"]), int(event["sequence"])) == ("CANCEL", "CANCELLED", 1)
    await cast.greta.asks("meeting list")
    assert "3 upcoming meetings" in cast.greta.text


async def test_nothing_is_cancelled_without_a_yes(cast: Cast) -> None:
    await cast.sofia.asks(SINGLE)
    await cast.sofia.asks(f"meeting cancel {CODE}")
    await cast.sofia.asks("no")
    assert not await cast.heard("LEV", "meeting-cancelled-notice")
    await cast.greta.asks("meeting list")
    assert "One upcoming meeting" in cast.greta.text


@pytest.mark.later
async def test_cancelling_a_series_cancels_every_date_to_come_and_no_new_one_appears(cast: Cast) -> None:
    await cast.sofia.asks(SERIES)
    await confirmed(cast, f"meeting cancel-series {CODE}")
    assert cast.sofia.was_told("series-cancelled")
    assert await count(cast, "series-cancelled-notice") == 1
    method, dates = events((await files(cast))[-1])
    assert (method, len(dates), len({str(one["uid"]) for one in dates})) == ("CANCEL", 4, 1)
    await cast.passes(timedelta(days=200))
    await cast.greta.asks("meeting list")
    assert "No meeting is planned" in cast.greta.text


@pytest.mark.later
async def test_a_cancelled_meeting_is_taken_up_again_as_a_new_one(cast: Cast) -> None:
    await cast.sofia.asks(SINGLE)
    await confirmed(cast, f"meeting cancel {CODE}")
    await cast.sofia.asks(f"meeting reopen {CODE}")
    assert cast.sofia.was_told("meeting-reopened")
    (_, (old,)), (_, (new,)) = (events(file) for file in (await files(cast))[-2:])
    assert str(old["uid"]) != str(new["uid"])
    assert old["dtstart"].dt == new["dtstart"].dt
    await cast.sofia.asks(f"meeting reopen {CODE}")
    assert cast.sofia.was_told("meeting-follows-already")


@pytest.mark.later
async def test_a_late_cancellation_is_told_to_those_who_meant_to_come_one_by_one(cast: Cast) -> None:
    await cast.sofia.asks(SINGLE)
    for person, answer in ((cast.greta, "yes"), (cast.luc, "maybe"), (cast.olga, "no")):
        await person.says("LEV", f"!meeting rsvp {CODE} {answer}")
    await cast.until(datetime(2027, 3, 8, 12, 0, tzinfo=UTC))
    await confirmed(cast, f"meeting cancel {CODE}")
    assert cast.greta.was_told("meeting-cancelled-notice")
    assert cast.luc.was_told("meeting-cancelled-notice")
    assert not cast.olga.was_told("meeting-cancelled-notice")


@pytest.mark.parametrize(("emoji", "answer"), [("👍", "yes"), ("👎", "no"), ("🤔", "maybe")])
async def test_an_answer_is_a_command_a_reply_or_a_reaction(cast: Cast, emoji: str, answer: str) -> None:
    await cast.sofia.asks(SINGLE)
    announcement = await cast.post("LEV", "meeting-announced")
    await cast.greta.says("LEV", f"!meeting rsvp {CODE} {answer}")
    await cast.luc.replies(announcement, {"yes": "oui", "no": "non", "maybe": "peut-être"}[answer])
    await cast.olga.reacts(announcement, emoji)
    await cast.sofia.asks(f"meeting show {CODE}")
    for organisation in ("City of Ghent", "Ville de Lyon", "City of Oslo"):
        assert f"{organisation}: {answer} –" in cast.sofia.text


async def test_an_organisation_comes_when_one_of_its_people_does(cast: Cast) -> None:
    await cast.sofia.asks(SINGLE)
    await cast.greta.says("LEV", f"!meeting rsvp {CODE} no")
    await cast.gus.says("LEV", f"!meeting rsvp {CODE} yes")
    assert await cast.heard("LEV", "rsvp-noted")
    await cast.sofia.asks(f"meeting show {CODE}")
    assert "1 yes, 0 maybe, 0 no" in cast.sofia.text
    assert "Greta (no), Gus (yes)" in cast.sofia.text


@pytest.mark.parametrize(
    ("name", "text", "refused"),
    [
        ("greta", "meeting schedule 9 March 2pm Tyres group:LEV", "absent"),
        ("greta", f"meeting move {CODE} 10 March 2pm", "absent"),
        ("greta", f"meeting cancel {CODE}", "absent"),
        ("greta", f"meeting minutes {CODE} We met", "absent"),
        ("otto", f"meeting rsvp {CODE} yes", "absent"),  # an observer looks on
        ("pia", f"meeting show {CODE}", "absent"),  # of no member of the group
        ("pia", f"meeting rsvp {CODE} yes", "absent"),
        ("pia", "meeting show MTG-27-Q4-LEV", "absent"),  # no such meeting: the same words
        ("sofia", f"meeting move {CODE} 1 March 2020 2pm", "moment-past"),
        ("sofia", f"meeting minutes {CODE} We met", "meeting-not-begun"),
        ("sofia", f"meeting cancel-series {CODE}", "meeting-no-series"),
        ("sofia", f"meeting reopen {CODE}", "meeting-not-cancelled"),
        ("sofia", "meeting series every fortnight 14:00 Tyres group:LEV", "recurrence-unknown"),
        ("sofia", "meeting series every Monday noonish Tyres group:LEV", "time-unknown"),
    ],
)
async def test_what_is_not_allowed_or_can_not_be_changes_nothing(
    cast: Cast, name: str, text: str, refused: str
) -> None:
    await cast.sofia.asks(SINGLE)
    before = len(await cast.posts("LEV"))
    person = cast.members[name]
    await person.asks(text)
    assert person.was_told(refused)
    assert len(await cast.posts("LEV")) == before


async def test_in_a_groups_room_another_groups_meetings_are_not_read(cast: Cast) -> None:
    await cast.sofia.asks("group open ICT Hardware")
    await cast.sofia.asks("meeting schedule 9 March 2pm Chips group:ICT")
    await cast.sofia.asks("meeting show MTG-27-Q1-ICT")
    assert cast.sofia.was_told("meeting-shown")
    await cast.sofia.says("LEV", "!meeting show MTG-27-Q1-ICT")
    assert cast.sofia.was_told("absent")


@pytest.mark.later
async def test_a_point_comes_back_until_it_is_discussed(cast: Cast) -> None:
    await cast.sofia.asks(SERIES)
    await cast.greta.says("LEV", f"!meeting point {CODE} Wages at the tyre plant")
    await cast.luc.asks(f"réunion point {CODE} Les heures supplémentaires")
    await cast.until(datetime(2027, 2, 9, 15, 0, tzinfo=UTC))
    await cast.sofia.asks("meeting discussed AGP-1")
    await confirmed(cast, f"meeting minutes {CODE} We spoke of wages.")
    assert cast.sofia.was_told("meeting-points-left")
    await cast.sofia.asks("meeting show MTG-27-Q2-LEV")
    assert "AGP-2" in cast.sofia.text
    assert "AGP-1" not in cast.sofia.text
    await cast.sofia.asks("meeting show MTG-27-Q3-LEV")
    assert "AGP-2" not in cast.sofia.text
    await cast.sofia.asks("meeting discussed AGP-1 off:yes")
    await cast.sofia.asks("meeting show MTG-27-Q2-LEV")
    assert "AGP-1" in cast.sofia.text


async def test_a_point_is_taken_back_by_who_brought_it(cast: Cast) -> None:
    await cast.sofia.asks(SINGLE)
    await cast.greta.says("LEV", f"!meeting point {CODE} Wages")
    await cast.luc.asks("réunion retirer AGP-1")
    assert cast.luc.was_told("absent")
    await cast.greta.asks("meeting drop AGP-1")
    assert cast.greta.was_told("point-settled")


@pytest.mark.later
async def test_minutes_hang_in_the_thread_and_are_corrected_in_place(cast: Cast) -> None:
    await cast.sofia.asks(SINGLE)
    announcement = await cast.post("LEV", "meeting-announced")
    await cast.until(datetime(2027, 3, 9, 14, 0, tzinfo=UTC))
    await confirmed(cast, f"meeting minutes {CODE} We met.")
    first = await cast.post("LEV", "meeting-minutes")
    assert first.target.thread == announcement.id
    await confirmed(cast, f"meeting minutes {CODE} We met, and agreed.")
    assert await count(cast, "meeting-minutes") == 1
    assert "and agreed" in (await cast.post("LEV", "meeting-minutes")).plain
    await cast.greta.asks(f"meeting show {CODE}")
    assert "and agreed" in cast.greta.text


@pytest.mark.later
async def test_the_room_is_reminded_a_week_and_a_day_before_once_each(cast: Cast) -> None:
    await cast.sofia.asks(SINGLE)
    await cast.until(datetime(2027, 3, 2, 12, 59, tzinfo=UTC))
    assert await count(cast, "meeting-reminder") == 0
    for _ in range(3):
        await cast.passes(timedelta(minutes=1))
    assert await count(cast, "meeting-reminder") == 1
    await cast.until(datetime(2027, 3, 8, 13, 0, tzinfo=UTC))
    await cast.passes(timedelta(hours=2))
    assert await count(cast, "meeting-reminder") == 2
    await cast.until(datetime(2027, 3, 10, 9, 0, tzinfo=UTC))
    assert await count(cast, "meeting-reminder") == 2


@pytest.mark.later
async def test_two_clocks_at_once_and_a_restart_remind_once(cast: Cast) -> None:
    await cast.sofia.asks(SINGLE)
    cast.now = datetime(2027, 3, 8, 13, 0, tzinfo=UTC)
    await asyncio.gather(cast.app.tick(cast.now), cast.app.tick(cast.now))
    await cast.app.prepare()  # as at a start
    await cast.passes(timedelta(seconds=5))
    assert await count(cast, "meeting-reminder") == 1


@pytest.mark.later
async def test_a_reminder_says_what_will_be_talked_about(cast: Cast) -> None:
    await cast.sofia.asks(SINGLE)
    await cast.greta.says("LEV", f"!meeting point {CODE} Wages at the tyre plant")
    await cast.greta.says("LEV", "!action add Gus 15 March Write to the tyre plant")
    await cast.until(datetime(2027, 3, 8, 13, 0, tzinfo=UTC))
    reminder = (await cast.post("LEV", "meeting-reminder")).plain
    assert "AGP-1 Wages at the tyre plant" in reminder
    assert "ACT-1 Write to the tyre plant" in reminder


@pytest.mark.later
@pytest.mark.parametrize(
    ("said", "at"),
    [
        # 28 March 2027: clocks go forward in Brussels. 31 October: back.
        ("28 March 2pm", datetime(2027, 3, 27, 13, 0, tzinfo=UTC)),
        ("31 October 2pm", datetime(2027, 10, 30, 12, 0, tzinfo=UTC)),
        ("9 March 5am", datetime(2027, 3, 8, 7, 0, tzinfo=UTC)),  # at five nobody is up: at eight
        ("9 March 9pm", datetime(2027, 3, 9, 7, 0, tzinfo=UTC)),  # at nine in the evening: next morning
    ],
)
async def test_a_reminder_comes_at_a_decent_hour_on_the_wall_also_when_clocks_change(
    cast: Cast, said: str, at: datetime
) -> None:
    await cast.sofia.asks(f"meeting schedule {said} Tyres group:LEV")
    await cast.until(at - timedelta(minutes=1))
    before = await count(cast, "meeting-reminder")
    await cast.until(at)
    await cast.passes(timedelta(seconds=5))
    assert await count(cast, "meeting-reminder") - before == 1


@pytest.mark.later
async def test_after_an_absence_only_the_last_reminder_goes_out_and_none_after_the_start(cast: Cast) -> None:
    await cast.sofia.asks(SINGLE)
    await cast.sofia.asks("meeting schedule 9 March 4pm Later group:LEV")
    await cast.until(datetime(2027, 3, 9, 13, 30, tzinfo=UTC))  # both reminders of both are long due, one has begun
    await cast.passes(timedelta(minutes=1))
    assert await count(cast, "meeting-reminder") == 1
    assert "Later" in (await cast.post("LEV", "meeting-reminder")).plain


async def test_a_reminder_that_waits_is_dropped_when_the_meeting_begins(cast: Cast) -> None:
    await cast.sofia.asks(SINGLE)
    async with cast.app.storage.unit() as unit:
        meeting = (await unit.scalars(select(Meeting)))[0]
    cast.now = datetime(2027, 3, 8, 13, 1, tzinfo=UTC)
    await cast.app.tick(cast.now)
    async with cast.app.storage.unit() as unit:
        parcels = await unit.scalars(select(Parcel).where(Parcel.once.contains(".reminder.")))
    assert [parcel.expires_at for parcel in parcels] == [meeting.starts_at]
    cast.now = meeting.starts_at + timedelta(seconds=1)
    await cast.settle()
    assert await count(cast, "meeting-reminder") == 0


@pytest.mark.later
async def test_who_was_told_of_a_new_time_is_not_reminded_of_it_at_once(cast: Cast) -> None:
    await cast.sofia.asks(SINGLE)
    await cast.until(datetime(2027, 3, 3, 9, 0, tzinfo=UTC))
    assert await count(cast, "meeting-reminder") == 1
    await cast.sofia.asks(f"meeting move {CODE} 8 March 3pm")
    await cast.passes(timedelta(minutes=1))
    assert await count(cast, "meeting-reminder") == 1
    await cast.until(datetime(2027, 3, 7, 14, 0, tzinfo=UTC))
    assert await count(cast, "meeting-reminder") == 2


async def test_a_cancelled_meeting_is_not_remembered(cast: Cast) -> None:
    await cast.sofia.asks(SINGLE)
    await confirmed(cast, f"meeting cancel {CODE}")
    await cast.until(datetime(2027, 3, 8, 13, 0, tzinfo=UTC))
    assert await count(cast, "meeting-reminder") == 0


async def test_a_meeting_is_held_once_it_is_over(cast: Cast) -> None:
    await cast.sofia.asks(SINGLE)
    await cast.until(datetime(2027, 3, 9, 13, 44, tzinfo=UTC))
    await cast.greta.asks(f"meeting show {CODE}")
    assert "scheduled" in cast.greta.text
    await cast.passes(timedelta(minutes=1))
    async with cast.app.storage.unit() as unit:
        assert [one.state for one in await unit.scalars(select(Meeting))] == [MeetingState.HELD]
    await cast.greta.asks(f"meeting rsvp {CODE} yes")
    assert cast.greta.was_told("meeting-over")


async def test_a_reaction_that_comes_too_late_changes_nothing_and_says_nothing(cast: Cast) -> None:
    await cast.sofia.asks(SINGLE)
    announcement = await cast.post("LEV", "meeting-announced")
    await cast.until(datetime(2027, 3, 10, 9, 0, tzinfo=UTC))
    before = len(cast.platform.log)
    await cast.greta.reacts(announcement, "👍")
    assert len(cast.platform.log) == before


async def test_a_calendar_file_comes_in_private(cast: Cast) -> None:
    await cast.sofia.asks(SINGLE)
    before = len(await files(cast))
    await cast.greta.says("LEV", f"!meeting ics {CODE}")
    (file,) = [post for post in cast.greta.posts if isinstance(post.text, Attachment)]
    assert events(file)[0] == "PUBLISH"
    assert len(await files(cast)) == before
    assert await cast.heard("LEV", "answered-privately")


async def test_a_rule_and_an_hour_can_be_asked_for_one_by_one(cast: Cast) -> None:
    await cast.sofia.asks("meeting series group:LEV")
    for answer in ("deuxième mardi du deuxième mois", "14h", "Quarterly meeting"):
        await cast.sofia.asks(answer)
    assert cast.sofia.was_told("series-planned")
    assert "the second Tuesday of the second month of each quarter" in cast.sofia.text


async def test_a_time_is_shown_in_the_groups_zone_and_in_the_askers(cast: Cast) -> None:
    await cast.sofia.asks("person zone Europe/Lisbon")
    await cast.sofia.asks(SINGLE)
    assert "9 March 2027, 15:00 (Brussels time)" in cast.sofia.text
    assert cast.sofia.was_told("meeting-your-time")


async def test_nothing_is_read_of_a_meeting_that_is_not_theirs(cast: Cast) -> None:
    await cast.sofia.asks(SINGLE)
    async with cast.app.storage.unit() as unit:
        [own] = await unit.scalars(select(Meeting.group_id))
        with listening(cast.app.storage) as heard:
            for groups in ([], ["another"]):
                assert await diary.meeting_coded(unit, CODE, group_ids=groups) is None
        [said] = heard.statements
        assert "group_id" in said.partition("WHERE")[2], "or a noun is made, which takes time"
        assert await diary.meeting_coded(unit, CODE, group_ids=["another", own])

"""The rules of meetings, without an engine: identity in calendars, time on the wall, who comes."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from storage.access import Role
from storage.agenda import AgendaPoint, PointState
from storage.group import Group
from storage.meeting import Meeting, MeetingState, Rsvp, RsvpAnswer, Series, code_of, rolled_up
from storage.organisation import Organisation, OrganisationKind
from storage.person import Person, PersonStatus
from storage.refusal import Absent, Refusal

NOW = datetime(2027, 1, 11, 9, 0, tzinfo=UTC)
BRUSSELS = ZoneInfo("Europe/Brussels")
LEV = Group(code="LEV", name="Low-emission vehicles", created_at=NOW)
GHENT = Organisation(name="City of Ghent", kind=OrganisationKind.AFFILIATE, created_at=NOW)
OSLO = Organisation(name="City of Oslo", kind=OrganisationKind.AFFILIATE, created_at=NOW)


def person(name: str, role: Role = Role.MEMBER) -> Person:
    return Person(
        name=name, organisation_id=GHENT.id, roles=frozenset({role}), status=PersonStatus.ACTIVE, created_at=NOW
    )


def planned(starts: datetime = NOW + timedelta(days=30)) -> Meeting:
    return Meeting.plan(LEV, "Tyres", starts, minutes=60, link="", now=NOW)


def quarterly(zone: str = "Europe/Brussels") -> Series:
    return Series(
        group_id=LEV.id, title="Quarterly", rule="FREQ=MONTHLY;BYMONTH=2,5,8,11;BYDAY=2TU", first_day=NOW.date(),
        clock=time(14), zone=zone, created_at=NOW,
    )  # fmt: skip


def key(refusal: pytest.ExceptionInfo[Refusal]) -> str:
    return refusal.value.message.key


def test_the_diary_holds_the_next_four_dates_at_the_same_time_on_the_wall() -> None:
    starts = [start.astimezone(BRUSSELS) for start in quarterly().missing([], now=NOW)]
    assert [f"{start:%Y-%m-%d %H:%M %z}" for start in starts] == [
        "2027-02-09 14:00 +0100",
        "2027-05-11 14:00 +0200",
        "2027-08-10 14:00 +0200",
        "2027-11-09 14:00 +0100",
    ]


@pytest.mark.parametrize(
    ("today", "wanted"),
    [
        (datetime(2027, 2, 9, 23, 30, tzinfo=UTC), ["2028-02-08"]),  # in Brussels the day after the first date
        (datetime(2027, 2, 9, 22, 30, tzinfo=UTC), []),  # in Brussels still its day
        (datetime(2027, 9, 1, tzinfo=UTC), ["2028-02-08", "2028-05-09", "2028-08-08"]),
        (datetime(2029, 1, 1, tzinfo=UTC), ["2029-02-13", "2029-05-08", "2029-08-14", "2029-11-13"]),
    ],
)
def test_a_date_that_is_over_makes_room_for_one_and_none_is_planned_for_the_past(
    today: datetime, wanted: list[str]
) -> None:
    slots = [date(2027, 2, 9), date(2027, 5, 11), date(2027, 8, 10), date(2027, 11, 9)]
    missing = quarterly().missing(slots, now=today)
    assert [f"{start.astimezone(BRUSSELS):%Y-%m-%d}" for start in missing] == wanted


def test_a_first_date_whose_hour_is_over_is_left_out() -> None:
    afternoon = datetime(2027, 2, 9, 14, 0, tzinfo=UTC)
    first = quarterly().missing([], now=afternoon)[0]
    assert first == datetime(2027, 5, 11, 12, 0, tzinfo=UTC)


def test_a_series_that_has_ended_gives_no_dates_and_ends_once() -> None:
    series = quarterly()
    series.end(NOW)
    assert series.missing([], now=NOW) == []
    with pytest.raises(Refusal) as refused:
        series.end(NOW)
    assert key(refused) == "series-ended-already"


def test_a_code_names_the_local_quarter_and_numbers_the_second_one() -> None:
    eve = datetime(2027, 3, 31, 22, 30, tzinfo=UTC)  # 00:30 on 1 April in Brussels
    assert code_of(LEV, eve, "Europe/Brussels") == "MTG-27-Q2-LEV"
    assert code_of(LEV, eve, "UTC", 2) == "MTG-27-Q1-LEV-2"


def test_a_date_of_a_series_keeps_uid_and_recurrence_id_while_its_sequence_rises() -> None:
    series = quarterly()
    first = series.missing([], now=NOW)[0]
    meeting = Meeting.of(series, LEV, first, now=NOW)
    before = meeting.event
    meeting.move(first + timedelta(days=1), now=NOW)
    moved = meeting.event
    meeting.cancel(NOW)
    off = meeting.event
    assert before.uid == moved.uid == off.uid == series.uid
    assert before.recurrence_id == moved.recurrence_id == off.recurrence_id == first
    assert (before.sequence, moved.sequence, off.sequence) == (0, 1, 2)
    assert (before.cancelled, off.cancelled) == (False, True)


def test_what_takes_the_place_of_a_cancelled_meeting_is_new_to_calendars() -> None:
    meeting = planned()
    with pytest.raises(Refusal) as refused:
        meeting.again(LEV, meeting.starts_at, now=NOW)
    assert key(refused) == "meeting-not-cancelled"
    meeting.cancel(NOW)
    again = meeting.again(LEV, meeting.starts_at, now=NOW)
    assert again.uid != meeting.uid
    assert (again.sequence, again.follows_id) == (0, meeting.id)
    assert meeting.state is MeetingState.CANCELLED


@pytest.mark.parametrize(
    ("deed", "now", "refused"),
    [
        (lambda one, now: one.move(now, now=now), NOW, "meeting-past"),
        (lambda one, now: one.move(one.starts_at, now=now), NOW, "meeting-same-time"),
        (lambda one, now: one.move(now + timedelta(days=1), now=now), NOW + timedelta(days=31), "meeting-begun"),
        (lambda one, now: one.record("We met.", "en", now=now), NOW, "meeting-not-begun"),
        (lambda one, now: one.refuse_answer(now), NOW + timedelta(days=31), "meeting-over"),
    ],
)
def test_what_can_not_be_is_refused(deed: object, now: datetime, refused: str) -> None:
    meeting = planned()
    with pytest.raises(Refusal) as found:
        deed(meeting, now)  # type: ignore[operator]  # a lambda of the table above
    assert key(found) == refused
    assert (meeting.sequence, meeting.state) == (0, MeetingState.SCHEDULED)


@pytest.mark.parametrize("link", ["http://meet.example", "javascript:alert(1)", "https://a b", "https://é.example"])
def test_only_a_plain_https_address_is_a_link(link: str) -> None:
    with pytest.raises(Refusal) as refused:
        Meeting.plan(LEV, "Tyres", NOW + timedelta(days=1), minutes=60, link=link, now=NOW)
    assert key(refused) == "meeting-link-unclear"


def test_what_the_clock_took_to_be_held_can_be_cancelled_until_there_are_minutes() -> None:
    meeting, other = planned(), planned()
    for one in (meeting, other):
        one.hold()
    meeting.cancel(meeting.ends_at)
    assert meeting.state is MeetingState.CANCELLED
    other.record("We met.", "en", now=other.ends_at)
    with pytest.raises(Refusal) as refused:
        other.cancel(other.ends_at)
    assert key(refused) == "meeting-over"


@pytest.mark.parametrize("zone", ["Europe/Brussels", "America/New_York", "Australia/Sydney"])
@pytest.mark.parametrize(
    "day", [date(2027, 3, 14), date(2027, 3, 28), date(2027, 10, 3), date(2027, 10, 31), date(2027, 11, 7)]
)
def test_a_day_before_is_the_same_hour_on_the_wall_when_clocks_change(zone: str, day: date) -> None:
    starts = datetime.combine(day, time(14), ZoneInfo(zone))
    meeting = planned(starts.astimezone(UTC))
    meeting.zone = zone
    before = meeting.wall_before(timedelta(days=1)).astimezone(ZoneInfo(zone))
    assert (before.date(), before.time()) == (day - timedelta(days=1), time(14))


def test_an_answer_counts_for_the_time_it_was_given_for() -> None:
    meeting = planned()
    rsvp = Rsvp(meeting_id=meeting.id, person_id="p", answer=RsvpAnswer.YES, sequence=meeting.sequence, at=NOW)
    assert rsvp.stands_for(meeting)
    meeting.move(meeting.starts_at + timedelta(days=1), now=NOW)
    assert not rsvp.stands_for(meeting)


def test_an_organisation_comes_when_one_of_its_people_does() -> None:
    yes, maybe, no = RsvpAnswer.YES, RsvpAnswer.MAYBE, RsvpAnswer.NO
    one, other = person("Greta"), person("Gus")
    assert rolled_up([(one, GHENT, no), (other, GHENT, yes), (one, OSLO, maybe), (other, OSLO, no)]) == {
        "City of Ghent": yes,
        "City of Oslo": maybe,
    }
    assert rolled_up([(one, GHENT, no)]) == {"City of Ghent": no}


@pytest.mark.parametrize(("who", "allowed"), [("Greta", True), ("Sofia", True), ("Gus", False)])
def test_a_point_is_dropped_by_who_brought_it_or_staff(who: str, allowed: bool) -> None:
    people = {"Greta": person("Greta"), "Gus": person("Gus"), "Sofia": person("Sofia", Role.STAFF)}
    point = AgendaPoint.bring(planned(), "Tyres", by=people["Greta"], now=NOW)
    if allowed:
        point.drop(by=people[who])
        point.reopen(by=people[who])
        assert point.state is PointState.OPEN
    else:
        with pytest.raises(Absent):
            point.drop(by=people[who])


def test_a_point_is_closed_once_and_not_brought_for_what_is_over() -> None:
    meeting, greta = planned(), person("Greta")
    point = AgendaPoint.bring(meeting, "Tyres", by=greta, now=NOW)
    point.discuss(meeting.id)
    with pytest.raises(Refusal) as refused:
        point.drop(by=greta)
    assert key(refused) == "point-closed-already"
    with pytest.raises(Refusal) as late:
        AgendaPoint.bring(meeting, "Late", by=greta, now=meeting.ends_at)
    assert key(late) == "meeting-over"

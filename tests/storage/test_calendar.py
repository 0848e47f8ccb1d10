"""Recurrences as people say them, on the wall clock of their zone, and calendar files that nothing can be
smuggled into."""

import re
import time
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import icalendar
import pytest
from dateutil.tz import tzical
from hypothesis import given
from hypothesis import strategies as st

from storage.calendar import (
    BadRule,
    Described,
    Event,
    Rule,
    describe,
    quarterly_dates,
    read_rule,
)
from storage.calendar_file import Method, invitation

NOW = datetime(2027, 1, 5, 9, 0, tzinfo=UTC)
WORDS = ["the", "second", "every", "3", "months", "month", "tuesday", "of", "mois", "le", "chaque"]
QUARTERLY = "FREQ=MONTHLY;BYMONTH=2,5,8,11;BYDAY=2TU"


def wall(text: str) -> datetime:
    return datetime.fromisoformat(text)


def dates(rule: str, starts: str, *, zone: str = "Europe/Brussels", count: int = 4) -> list[str]:
    begins = wall(starts)
    found = quarterly_dates(rule, zone=zone, starts_local=begins, after=begins.date() - timedelta(days=1), count=count)
    return [one.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M") for one in found]


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        ("second Tuesday of the second month", QUARTERLY),
        ("The second Tuesday of the second month of each quarter", QUARTERLY),
        ("deuxième mardi du deuxième mois", QUARTERLY),
        ("le 2e mardi du 2e mois de chaque trimestre", QUARTERLY),
        ("SECOND TUESDAY OF FEBRUARY, MAY, AUGUST AND NOVEMBER", QUARTERLY),
        ("deuxième mardi de février, mai, août et novembre", QUARTERLY),
        ("premier jeudi d’octobre", "FREQ=MONTHLY;BYMONTH=10;BYDAY=1TH"),
        ("last Thursday of the last month", "FREQ=MONTHLY;BYMONTH=3,6,9,12;BYDAY=-1TH"),
        ("first Monday of every month", "FREQ=MONTHLY;BYDAY=1MO"),
        ("premier lundi de chaque mois", "FREQ=MONTHLY;BYDAY=1MO"),
        ("every 3 months on the last Thursday", "FREQ=MONTHLY;INTERVAL=3;BYDAY=-1TH"),
        ("tous les 3 mois, le dernier jeudi", "FREQ=MONTHLY;INTERVAL=3;BYDAY=-1TH"),
        ("le dernier jeudi tous les trois mois", "FREQ=MONTHLY;INTERVAL=3;BYDAY=-1TH"),
        ("every other month on the first Friday", "FREQ=MONTHLY;INTERVAL=2;BYDAY=1FR"),
        ("chaque trimestre, le premier lundi", "FREQ=MONTHLY;INTERVAL=3;BYDAY=1MO"),
        ("every Tuesday", "FREQ=WEEKLY;BYDAY=TU"),
        ("tous les mardis", "FREQ=WEEKLY;BYDAY=TU"),
        ("every 2 weeks on Friday", "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR"),
        ("toutes les deux semaines le vendredi", "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR"),
        ("FREQ=MONTHLY;INTERVAL=3;BYDAY=2TU", "FREQ=MONTHLY;INTERVAL=3;BYDAY=2TU"),
        ("rrule:byday=+2tu;freq=monthly;wkst=mo;", "FREQ=MONTHLY;BYDAY=2TU"),
        ("FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=15", "FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=15"),
        ("FREQ=WEEKLY;BYDAY=MO,WE;COUNT=8", "FREQ=WEEKLY;BYDAY=MO,WE;COUNT=8"),
        ("FREQ=DAILY;UNTIL=20270331T220000Z", "FREQ=DAILY;UNTIL=20270331"),
    ],
)
def test_a_rule_is_read_from_words_of_both_languages_and_from_rrules(words: str, rule: str) -> None:
    assert read_rule(words).rrule == rule
    assert read_rule(rule) == read_rule(words)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "often",
        "second Tuesday",
        "second Tuesday of the fourth month",
        "every 99 months on the first Monday",
        "every 0 months on the first Monday",
        "FREQ=SECONDLY",
        "FREQ=HOURLY;INTERVAL=1",
        "FREQ=MINUTELY;BYMONTH=2;BYMONTHDAY=30",
        "INTERVAL=3",
        "FREQ=MONTHLY;FREQ=DAILY",
        "FREQ=MONTHLY;INTERVAL=0",
        "FREQ=MONTHLY;INTERVAL=-1",
        "FREQ=MONTHLY;COUNT=0",
        "FREQ=MONTHLY;COUNT=999",
        "FREQ=MONTHLY;COUNT=3;UNTIL=20270101",
        "FREQ=MONTHLY;UNTIL=20271345",
        "FREQ=MONTHLY;BYDAY=6TU",
        "FREQ=WEEKLY;BYDAY=2TU",
        "FREQ=YEARLY;BYDAY=2TU",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=YEARLY;BYMONTH=13",
        "FREQ=MONTHLY;INTERVAL=12;BYMONTH=3",
        "FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=31",
        "FREQ=DAILY;BYMONTHDAY=31",
        "FREQ=MONTHLY;BYSETPOS=1",
        "FREQ=MONTHLY;BYHOUR=25",
        "FREQ=MONTHLY\r\nATTENDEE:mailto:a@b",
        "FREQ=MONTHLY;" * 100,
        "second " * 5000,
        "٣",
        "\ud800",
    ],
)
def test_what_is_no_rule_we_follow_is_refused(words: str) -> None:
    with pytest.raises(BadRule):
        read_rule(words)


@given(st.text(max_size=80) | st.lists(st.sampled_from(WORDS)).map(" ".join))
def test_any_words_are_a_rule_or_refused(words: str) -> None:
    try:
        rule = read_rule(words)
    except BadRule:
        return
    assert read_rule(rule.rrule) == rule


def test_the_next_four_of_a_quarterly_series_keep_their_wall_time() -> None:
    assert dates(QUARTERLY, "2027-01-05 14:00") == [
        "2027-02-09 14:00",
        "2027-05-11 14:00",
        "2027-08-10 14:00",
        "2027-11-09 14:00",
    ]
    found = quarterly_dates(
        QUARTERLY, zone="Europe/Brussels", starts_local=wall("2027-01-05 14:00"), after=date(2027, 2, 9), count=2
    )
    assert found == [datetime(2027, 5, 11, 12, tzinfo=UTC), datetime(2027, 8, 10, 12, tzinfo=UTC)]


def test_an_hour_that_is_skipped_moves_behind_the_gap_and_a_repeated_one_is_the_first() -> None:
    assert dates("FREQ=DAILY", "2027-03-27 02:30", count=3) == [
        "2027-03-27 02:30",
        "2027-03-28 03:30",
        "2027-03-29 02:30",
    ]
    (once,) = quarterly_dates(
        "FREQ=DAILY;COUNT=1",
        zone="Europe/Brussels",
        starts_local=wall("2027-10-31 02:30"),
        after=date(2027, 1, 1),
        count=5,
    )
    assert once == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


def test_a_rule_ends_with_its_count_or_its_last_day() -> None:
    assert len(dates("FREQ=WEEKLY;COUNT=3", "2027-01-05 14:00", count=9)) == 3
    assert dates("FREQ=WEEKLY;UNTIL=20270112", "2027-01-05 14:00", count=9)[-1] == "2027-01-12 14:00"
    assert dates("FREQ=WEEKLY", "2027-01-05 14:00", count=0) == []


@pytest.mark.parametrize("zone", ["Europe/Paris", "America/New_York", "Australia/Lord_Howe", "Asia/Tokyo", "UTC"])
def test_every_quarter_of_ten_years_has_one_date_on_the_right_day(zone: str) -> None:
    found = quarterly_dates(
        QUARTERLY, zone=zone, starts_local=wall("2027-01-05 09:00"), after=date(2027, 1, 4), count=40
    )
    local = [one.astimezone(ZoneInfo(zone)) for one in found]
    assert [(one.month, one.weekday(), one.hour) for one in local] == [(m, 1, 9) for m in (2, 5, 8, 11)] * 10
    assert all(8 <= one.day <= 14 for one in local)
    assert all(a < b for a, b in pairwise(found))


@pytest.mark.parametrize(
    ("rule", "starts"),
    [
        ("FREQ=YEARLY;INTERVAL=4;BYMONTH=2;BYDAY=5MO", "2027-01-01 10:00"),
        ("FREQ=YEARLY;INTERVAL=2;BYMONTH=2", "2027-01-31 10:00"),
        ("FREQ=MONTHLY;INTERVAL=12", "2027-01-31 10:00"),
        ("FREQ=MONTHLY;BYMONTH=2;BYDAY=5SU", "1980-01-01 10:00"),
        ("FREQ=DAILY;BYMONTH=2;BYDAY=MO", "1980-01-01 10:00"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-29", "2027-01-01 10:00"),
    ],
)
def test_rare_rules_take_no_time(rule: str, starts: str) -> None:
    began = time.process_time()
    quarterly_dates(rule, zone="UTC", starts_local=wall(starts), after=date(2027, 1, 1), count=10_000)
    assert time.process_time() - began < 5  # seconds of this process's own; looked for day by day, it is minutes


@pytest.mark.parametrize(
    ("zone", "starts", "after"),
    [
        ("Europe/Nowhere", "2027-01-01 10:00", "2027-01-01"),
        ("../etc/passwd", "2027-01-01 10:00", "2027-01-01"),
        ("A" * 5000, "2027-01-01 10:00", "2027-01-01"),
        ("a\0b", "2027-01-01 10:00", "2027-01-01"),
        ("UTC", "0001-01-01 10:00", "2027-01-01"),
        ("UTC", "9999-12-31 10:00", "9999-12-31"),
    ],
)
def test_a_zone_or_a_start_out_of_reach_is_refused(zone: str, starts: str, after: str) -> None:
    with pytest.raises(BadRule):
        quarterly_dates("FREQ=DAILY", zone=zone, starts_local=wall(starts), after=date.fromisoformat(after), count=4)


def test_a_rule_is_described_by_its_parts() -> None:
    assert describe(read_rule(QUARTERLY)) == Described(
        frequency="MONTHLY", interval=1, ordinal=2, weekday=1, months=(2, 5, 8, 11), quarter_month=2
    )
    assert describe(Rule(frequency="WEEKLY", interval=2)) == Described(
        frequency="WEEKLY", interval=2, ordinal=0, weekday=None, months=(), quarter_month=None
    )


# --- calendar files


def event(
    *,
    summary: str = "Q1",
    description: str = "",
    url: str = "",
    uid: str = "m1@roundtable",
    zone: str = "Europe/Brussels",
) -> Event:
    return Event(
        uid=uid,
        sequence=2,
        starts=datetime(2027, 5, 11, 12, 0, tzinfo=UTC),
        zone=zone,
        minutes=90,
        summary=summary,
        description=description,
        url=url,
        categories=(summary,),
    )


def parsed(file: bytes) -> icalendar.Calendar:
    read = icalendar.Calendar.from_ical(file)
    assert isinstance(read, icalendar.Calendar)
    return read


def test_a_file_can_be_read_back_with_the_wall_time_of_its_zone() -> None:
    file = parsed(invitation([event(description="one\ntwo", url="https://ok.example/a")], method="REQUEST", now=NOW))
    (read,) = file.walk("VEVENT")
    assert file["METHOD"] == "REQUEST"
    assert read["DTSTART"].to_ical() == b"20270511T140000"
    assert read["DTSTART"].params["TZID"] == "Europe/Brussels"
    assert read["DTSTAMP"].to_ical() == b"20270105T090000Z"
    assert read["SEQUENCE"] == 2
    assert read["DURATION"].to_ical() == b"PT1H30M"
    assert read["DESCRIPTION"] == "one\ntwo"
    assert read["URL"] == "https://ok.example/a"
    assert read["STATUS"] == "CONFIRMED"
    assert "ATTENDEE" not in read
    assert "ORGANIZER" not in read


def test_the_same_events_give_the_same_bytes() -> None:
    first, second = (invitation([event()], method="PUBLISH", now=NOW) for _ in range(2))
    assert first == second
    assert all(len(line) <= 75 for line in first.split(b"\r\n"))


@pytest.mark.parametrize("zone", ["Europe/Brussels", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca"])
def test_the_zone_in_a_file_is_the_zone_of_the_world(zone: str) -> None:
    """Another reader (dateutil) that knows no zone but the one in the file agrees in every hour of a year."""
    file = invitation([event(zone=zone)], method="PUBLISH", now=NOW).decode()
    block = file[file.index("BEGIN:VTIMEZONE") : file.index("END:VTIMEZONE") + 13]
    told = tzical(_Text(block)).get(zone)
    assert told is not None
    for hours in range(0, 24 * 365, 3):
        at = datetime(2026, 12, 1, 12, tzinfo=UTC) + timedelta(hours=hours)
        wall_time = at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        if wall_time.replace(tzinfo=ZoneInfo(zone), fold=1).astimezone(UTC) == at:
            assert told.utcoffset(wall_time) == at.astimezone(ZoneInfo(zone)).utcoffset()


class _Text:
    """A file in memory, as dateutil reads one."""

    def __init__(self, text: str) -> None:
        self.text = text

    def read(self) -> str:
        return self.text


@pytest.mark.parametrize(("method", "status"), [("REQUEST", "CONFIRMED"), ("CANCEL", "CANCELLED")])
def test_one_date_of_a_series_is_named_by_its_first_place(method: Method, status: str) -> None:
    moved = Event(
        uid="s1@roundtable",
        sequence=3,
        starts=datetime(2027, 5, 18, 12, tzinfo=UTC),
        zone="Europe/Brussels",
        minutes=60,
        summary="Q2",
        recurrence_id=datetime(2027, 5, 11, 12, tzinfo=UTC),
    )
    (read,) = parsed(invitation([moved], method=method, now=NOW)).walk("VEVENT")
    assert read["RECURRENCE-ID"].to_ical() == b"20270511T140000"
    assert read["STATUS"] == status


HOSTILE = [
    "a\r\nATTENDEE:mailto:x@evil.example",
    "a\nATTENDEE:mailto:x@evil.example",
    "a\rATTENDEE:mailto:x@evil.example",
    "a\u2028ATTENDEE:mailto:x@evil.example",
    "a\u0085ATTENDEE:x",
    "a\vATTENDEE:x",
    "a\x1cATTENDEE:x",
    "a\r\n ATTENDEE:x",
    "a\r\nEND:VEVENT\r\nBEGIN:VALARM\r\nACTION:AUDIO",
    "a;b,c:d\\n\\;e",
    '";X=1:"',
    "\\\r\nATTENDEE:x",
    "é" * 200 + "\r\nATTENDEE:x",
    "\x00\x1b\ud800",
    "",
]
PROPERTIES = {"UID", "SEQUENCE", "DTSTAMP", "DTSTART", "DURATION", "SUMMARY", "STATUS", "DESCRIPTION", "CATEGORIES"}


def injected(file: bytes) -> set[str]:
    """Every property and component of a file beyond those we write, for strict and for careless readers."""
    text = file.decode()
    careless = re.sub(r"\r\n[ \t]", "", text).splitlines()
    names = {line.partition(":")[0].partition(";")[0] for line in careless}
    allowed = {
        "BEGIN",
        "END",
        "VERSION",
        "PRODID",
        "CALSCALE",
        "METHOD",
        "TZID",
        "TZNAME",
        "TZOFFSETFROM",
        "TZOFFSETTO",
    }
    read = parsed(file)
    components = {part.name for part in read.walk()} - {"VCALENDAR", "VTIMEZONE", "STANDARD", "DAYLIGHT", "VEVENT"}
    return (names - allowed - PROPERTIES) | {str(name) for name in components}


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_becomes_a_property(text: str) -> None:
    one = event(summary=text, description=text, uid=text, url=f"https://x.example/{text}\r\nATTENDEE:x")
    file = invitation([one], method="REQUEST", now=NOW)
    assert injected(file) == set()
    assert len(parsed(file).walk("VEVENT")) == 1


@pytest.mark.later
@given(st.text(max_size=100))
def test_no_text_at_all_becomes_a_property(text: str) -> None:
    assert injected(invitation([event(summary=text, description=text)], method="PUBLISH", now=NOW)) == set()


@pytest.mark.parametrize("url", ["javascript:alert(1)", "https://x\r\nATTENDEE:y", "ftp://x", "https://a b", "x"])
def test_an_address_that_is_no_web_address_is_left_out(url: str) -> None:
    (read,) = parsed(invitation([event(url=url)], method="PUBLISH", now=NOW)).walk("VEVENT")
    assert "URL" not in read


def test_a_file_for_a_zone_that_does_not_exist_is_refused() -> None:
    with pytest.raises(BadRule):
        invitation([event(zone="Mars/Base")], method="PUBLISH", now=NOW)

"""Dates as people write them. It is Friday 5 February 2027, 10:00 in Brussels."""

import time
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.engine.moment import Read, Reading, Unclear, is_zone, read_day, read_moment
from storage.message import Moment

ZONE = "Europe/Brussels"
NOW = datetime(2027, 2, 5, 9, 0, tzinfo=UTC)


def moment(text: str, *, now: datetime = NOW, zone: str = ZONE, locale: str = "en") -> tuple[str, int]:
    reading = read_moment(text.split(), now=now, zone=zone, locale=locale)
    return reading.value.local.strftime("%Y-%m-%d %H:%M"), reading.used


def day(text: str, *, now: datetime = NOW, past: bool = False) -> date:
    return read_day(text.split(), now=now, zone=ZONE, locale="en", past=past).value


def unclear(text: str, *, now: datetime = NOW, locale: str = "en") -> Unclear:
    with pytest.raises(Unclear) as caught:
        read_moment(text.split(), now=now, zone=ZONE, locale=locale)
    return caught.value


@pytest.mark.parametrize(
    "text",
    [
        "9 March 2pm",
        "9 March 2027 14:00",
        "March 9 2pm",
        "March 9, 2027 2 pm",
        "9th of March 2 p.m.",
        "Tuesday 9 March 2pm",
        "Tuesday, 9 March 2027, at 14:00",
        "on Tuesday 9 March at 2:00pm",
        "2pm on 9 March",
        "mardi 9 mars 14h",
        "le mardi 9 mars 2027 à 14h00",
        "MARDI 9 MARS 14 H",
        "9 mars 14 heures",
        "2027-03-09 14:00",
        "2027-03-09T14:00",
        "2027-03-09T14:00:00",
        "2027/03/09 14h",
        "9.3.2027 14:00",
        "9.3. 14:00",
        "09.03.27 14:00",
        "2027-03-09T13:00Z",
        "9 March 2pm Europe/Brussels",
        "9 March 2pm europe/paris",
        "Tue 9 Mar 14:00",
        "Tuesday 09/03/2027 14:00",
    ],
)
def test_one_moment_has_many_spellings(text: str) -> None:
    reading = read_moment(text.split(), now=NOW, zone=ZONE, locale="fr")
    assert reading.value.at == datetime(2027, 3, 9, 13, 0, tzinfo=UTC)
    assert reading.used == len(text.split())


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("9 mars 2027 à 14h30", "2027-03-09 14:30"),
        ("1er avril 9h", "2027-04-01 09:00"),
        ("1er avril à 9h05", "2027-04-01 09:05"),
        ("10 août 18h", "2027-08-10 18:00"),
        ("tomorrow 10am", "2027-02-06 10:00"),
        ("demain 10h", "2027-02-06 10:00"),
        ("après-demain midi", "2027-02-07 12:00"),
        ("today at noon", "2027-02-05 12:00"),
        ("aujourd’hui à 15h", "2027-02-05 15:00"),
        ("next Tuesday 2 pm", "2027-02-09 14:00"),
        ("next Friday 2 pm", "2027-02-12 14:00"),
        ("mardi prochain 14h", "2027-02-09 14:00"),
        ("Friday 2pm", "2027-02-05 14:00"),
        ("Friday 9am", "2027-02-12 09:00"),
        ("ce mardi 14h", "2027-02-09 14:00"),
        ("in 3 days at 10:00", "2027-02-08 10:00"),
        ("dans 3 jours 10h", "2027-02-08 10:00"),
        ("in two weeks", None),
        ("in 2 weeks 10am", "2027-02-19 10:00"),
        ("dans une semaine à 10h", "2027-02-12 10:00"),
        ("in 1 month 10am", "2027-03-05 10:00"),
        ("in 90 minutes", "2027-02-05 11:30"),
        ("dans 2 heures", "2027-02-05 12:00"),
        ("13/04/2027 14:00", "2027-04-13 14:00"),
        ("04/13/2027 14:00", "2027-04-13 14:00"),
        ("5/5 14:00", "2027-05-05 14:00"),
        ("12 am 9 March", "2027-03-09 00:00"),
        ("9 March 12pm", "2027-03-09 12:00"),
        ("4 February 2pm", "2028-02-04 14:00"),
        ("29 February 2pm", "2028-02-29 14:00"),
    ],
)
def test_words_are_read_from_where_and_when_they_are_said(text: str, meant: str | None) -> None:
    if meant is None:
        assert unclear(text).key == "moment-unknown"
    else:
        assert moment(text) == (meant, len(text.split()))


@pytest.mark.parametrize(
    ("text", "used"),
    [
        ("9 March 2pm Quarterly meeting", 3),
        ("9 mars 14h 2027 en vue", 3),
        ("9 March 2027 2pm 3 questions", 4),
        ("2027-03-09 14:00 14:00", 2),
        ("demain 10h demain", 2),
        ("9 March 2pm CET", 3),
        ("9 March 2pm localtime", 3),
        ("9 March 2pm ../../etc/passwd", 3),
    ],
)
def test_a_date_takes_its_own_words_and_leaves_the_title(text: str, used: int) -> None:
    assert moment(text)[1] == used


def test_a_zone_that_is_named_wins_over_the_group_zone() -> None:
    reading = read_moment(["9", "March", "2pm", "Asia/Tokyo"], now=NOW, zone=ZONE, locale="en")
    assert reading.value == Moment(datetime(2027, 3, 9, 5, 0, tzinfo=UTC), "Asia/Tokyo")
    assert reading.used == 4


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", "moment-unknown"),
        ("hello world", "moment-unknown"),
        ("14:00", "moment-unknown"),
        ("31 February 2pm", "moment-unknown"),
        ("29 February 2027 2pm", "moment-unknown"),
        ("9 March 0027 2pm", "moment-unknown"),
        ("31/31/2027 14:00", "moment-unknown"),
        ("9 March 25:00", "moment-unknown"),
        ("9 March 13pm", "moment-unknown"),
        ("9 March 14:75", "moment-unknown"),
        ("9 March", "moment-no-time"),
        ("mardi", "moment-no-time"),
        ("in 3 days", "moment-no-time"),
        ("9 March 2026 2pm", "moment-past"),
        ("today 9am", "moment-past"),
        ("yesterday 2pm", "moment-past"),
        ("Tuesday 10 March 2027 2pm", "moment-weekday-mismatch"),
        ("03/04 14:00", "moment-ambiguous"),
        ("03/04", "moment-ambiguous"),
        ("28 March 2027 2:30am", "moment-nonexistent"),
        ("31 October 2027 2:30am", "moment-twice"),
    ],
)
def test_what_is_no_single_moment_is_asked_back(text: str, key: str) -> None:
    assert unclear(text).key == key


def test_both_readings_of_a_slashed_date_are_offered() -> None:
    offered = unclear("03/04/2027 14:00 title").values["choices"]
    assert isinstance(offered, tuple)
    assert [m.local.date() for m in offered if isinstance(m, Moment)] == [date(2027, 4, 3), date(2027, 3, 4)]
    assert unclear("03/04/2027").values == {"choices": (date(2027, 4, 3), date(2027, 3, 4))}
    assert unclear("03/04/2027", locale="en-US").values == {"choices": (date(2027, 3, 4), date(2027, 4, 3))}


def test_a_weekday_that_does_not_fit_offers_the_date_and_the_nearest_such_day() -> None:
    values = unclear("Tuesday 10 March 2027 2pm").values
    assert values == {"day": date(2027, 3, 10), "choices": (date(2027, 3, 10), date(2027, 3, 9))}


def test_an_hour_that_summer_time_skips_gives_the_one_after_it() -> None:
    (instead,) = _moments(unclear("28 March 2027 2:30am"))
    assert instead.local.strftime("%H:%M") == "03:30"


def test_an_hour_that_winter_time_repeats_gives_both() -> None:
    first, second = _moments(unclear("31 October 2027 2:30am"))
    assert (second.at - first.at).total_seconds() == 3600
    assert first.local.strftime("%H:%M") == second.local.strftime("%H:%M") == "02:30"


def _moments(raised: Unclear) -> list[Moment]:
    offered = raised.values["choices"]
    assert isinstance(offered, tuple)
    return [one for one in offered if isinstance(one, Moment)]


@pytest.mark.parametrize(
    ("text", "past", "meant"),
    [
        ("9 March", False, date(2027, 3, 9)),
        ("3 février", False, date(2028, 2, 3)),
        ("3 février", True, date(2027, 2, 3)),
        ("hier", True, date(2027, 2, 4)),
        ("Friday", False, date(2027, 2, 5)),
        ("Tuesday", True, date(2027, 2, 2)),
        ("29 February", True, date(2024, 2, 29)),
        ("2020-01-02", True, date(2020, 1, 2)),
        ("in 1 month", False, date(2027, 3, 5)),
    ],
)
def test_a_day_is_ahead_unless_it_is_asked_of_the_past(text: str, past: bool, meant: date) -> None:
    assert day(text, past=past) == meant


def test_a_day_that_is_over_is_asked_back() -> None:
    with pytest.raises(Unclear, match="moment-past"):
        day("2 January 2027")


def test_a_month_after_the_thirty_first_is_the_last_day() -> None:
    assert day("in 1 month", now=datetime(2027, 1, 31, 9, tzinfo=UTC)) == date(2027, 2, 28)


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("Europe/Paris", True),
        ("UTC", True),
        ("CET", False),
        ("localtime", False),
        ("../etc", False),
        ("A/" * 5000, False),
        ("a\0/b", False),
    ],
)
def test_a_zone_is_an_iana_name_with_a_place(name: str, known: bool) -> None:
    assert is_zone(name) is known


@pytest.mark.parametrize("word", ["9" * 50_000, "9 " * 9, "a." * 20, "9.9." * 10, "\u0663/\u0664", "²/³", "ﷺ" * 40])
def test_hostile_words_take_no_time(word: str) -> None:
    began = time.process_time()
    with pytest.raises(Unclear):
        read_moment([word] * 500, now=NOW, zone=ZONE, locale="en")
    assert time.process_time() - began < 1  # seconds of this process's own


PIECES = ["9", "31", "March", "mars", "in", "dans", "days", "999", "2pm", "14:00", "h", "mardi", "next", "at"]
PIECES += [
    "02/30",
    "29.2.",
    "2027",
    "9999",
    "1900-01-01",
    "2199-12-31",
    "Europe/Paris",
    "UTC",
    "noon",
    "T",
    "z",
]


@given(
    st.lists(st.sampled_from(PIECES) | st.text(max_size=12), max_size=8),
    st.integers(1_577_836_800, 4_102_444_800).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)),
    st.sampled_from(["Europe/Paris", "America/St_Johns", "Pacific/Apia", "Africa/Casablanca", "UTC"]),
    st.booleans(),
)
def test_every_list_of_words_is_read_or_asked_back(words: list[str], now: datetime, zone: str, past: bool) -> None:
    found = outcome(lambda: read_moment(words, now=now, zone=zone, locale="fr"))
    if isinstance(found, Reading):
        assert found.value.at > now
        assert 1 <= found.used <= len(words)
    assert outcome(lambda: read_day(words, now=now, zone=zone, locale="fr", past=past)).used <= len(words)


def outcome(read: Callable[[], Reading[Read]]) -> Reading[Read] | Unclear:
    """What a reading ends in; any exception but Unclear fails the test."""
    try:
        return read()
    except Unclear as asked:
        return asked

"""Months on a room's calendar, across clock changes and year ends."""

from datetime import UTC, date, datetime, timedelta

import pytest

from digests.period import Period, first_working_day, period_of


@pytest.mark.parametrize(
    ("first", "day"),
    [
        (date(2027, 2, 1), date(2027, 2, 1)),  # a Monday
        (date(2027, 5, 1), date(2027, 5, 3)),  # a Saturday
        (date(2027, 8, 1), date(2027, 8, 2)),  # a Sunday
        (date(2027, 1, 1), date(2027, 1, 4)),  # New Year on a Friday
        (date(2026, 1, 1), date(2026, 1, 2)),  # New Year on a Thursday
    ],
)
def test_the_first_working_day_is_no_weekend_and_no_new_year(first: date, day: date) -> None:
    assert first_working_day(first) == day


@pytest.mark.parametrize(
    ("month", "zone", "at"),
    [
        ("2027-02", "Europe/Brussels", datetime(2027, 3, 1, 8, tzinfo=UTC)),  # winter
        ("2027-03", "Europe/Brussels", datetime(2027, 4, 1, 7, tzinfo=UTC)),  # summer since 28 March
        ("2027-09", "Europe/Brussels", datetime(2027, 10, 1, 7, tzinfo=UTC)),
        ("2027-10", "Europe/Brussels", datetime(2027, 11, 1, 8, tzinfo=UTC)),  # winter since 31 October
        ("2027-09", "Australia/Sydney", datetime(2027, 9, 30, 23, tzinfo=UTC)),  # their summer begins on 3 October
        ("2027-10", "Australia/Sydney", datetime(2027, 10, 31, 22, tzinfo=UTC)),
        ("2027-12", "Europe/Brussels", datetime(2028, 1, 3, 8, tzinfo=UTC)),
    ],
)
def test_an_issue_goes_out_at_nine_on_the_wall_clock_in_summer_and_winter(month: str, zone: str, at: datetime) -> None:
    assert Period(month, zone).goes_out(hour=9) == at


def test_a_month_is_the_rooms_own() -> None:
    at = datetime(2027, 1, 31, 23, 30, tzinfo=UTC)
    assert period_of(at, "Europe/Brussels").month == "2027-02"
    assert period_of(at, "America/New_York").month == "2027-01"


def test_months_follow_each_other_without_gap_or_overlap() -> None:
    period = Period("2026-11", "Europe/Brussels")
    for _ in range(30):
        assert period.ends == period.next.starts
        assert period.next.previous == period
        assert timedelta(days=27) < period.ends - period.starts < timedelta(days=32)
        period = period.next


@pytest.mark.parametrize(
    ("month", "day", "at"),
    [
        ("2027-01", 25, datetime(2027, 1, 25, 7, tzinfo=UTC)),
        ("2027-02", 31, datetime(2027, 2, 28, 7, tzinfo=UTC)),
        ("2028-02", 29, datetime(2028, 2, 29, 7, tzinfo=UTC)),
    ],
)
def test_drafts_come_on_their_day_or_the_months_last(month: str, day: int, at: datetime) -> None:
    assert Period(month, "Europe/Brussels").drafted(day=day, hour=8) == at

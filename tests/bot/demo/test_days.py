"""The days of the demo's story: a quarter that is over, whatever day it is played on."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot import clock
from bot.demo import otherday
from bot.demo.days import Days, quarter_before

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "first"),
    [
        (NOON, date(2026, 8, 1)),
        (datetime(2026, 11, 2, 8, 10, tzinfo=UTC), date(2026, 8, 1)),  # a Monday, ten past nine in Brussels
        (datetime(2026, 11, 2, 8, 9, tzinfo=UTC), date(2026, 7, 1)),  # the last issue is on its way
        (datetime(2026, 11, 1, 12, tzinfo=UTC), date(2026, 7, 1)),  # a Sunday
        (datetime(2027, 1, 3, 12, tzinfo=UTC), date(2026, 9, 1)),  # before the first working day of the year
    ],
)
def test_every_issue_of_the_quarter_has_gone_out_by_today(now: datetime, first: date) -> None:
    months = quarter_before(now)
    assert months[0] == first
    assert [one.day for one in months] == [1] * 4
    assert Days(read=lambda: now).issued(2) <= now


def test_a_quarter_holds_one_second_tuesday_of_each_month() -> None:
    days = Days(read=lambda: NOON)
    found = [days.on(month, days.second_tuesday(month)) for month in range(3)]
    assert [(one.weekday(), 8 <= one.day <= 14) for one in found] == [(1, True)] * 3


def test_the_days_go_forward_until_today_and_no_further() -> None:
    days = Days(read=lambda: NOON)
    days.turn_to(days.on(0, 3))
    assert days.now() == days.on(0, 3, time(10))
    with pytest.raises(ValueError, match="not between"):
        days.turn_to(days.on(0, 2))
    days.turn_to(days.issued(0))
    assert days.now() == datetime(2026, 9, 1, 7, 10, tzinfo=UTC)
    with pytest.raises(ValueError, match="not between"):
        days.turn_to(NOON + timedelta(minutes=1))
    days.turn_to(None)
    assert days.now() == NOON


def test_the_bot_is_told_another_day_by_its_clock_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)
    otherday.shift(-86_400.0)
    assert clock.now() == NOON - timedelta(days=1)

"""The days on which what a contract discloses is asked for again."""

from datetime import UTC, date, datetime

import pytest

from storage.contract import Contract
from storage.refusal import Refusal

RECORDED = datetime(2027, 1, 11, 9, tzinfo=UTC)


def contract(months: int, starts: date | None = None, ends: date | None = None) -> Contract:
    return Contract(
        organisation_id="ghent", company_id="volta", reference="B-1", refresh_months=months, starts_on=starts,
        ends_on=ends, created_at=RECORDED,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("one", "today", "last", "following"),
    [
        (contract(0, date(2026, 1, 1)), date(2028, 1, 1), None, None),
        (contract(6), date(2027, 7, 10), None, date(2027, 7, 11)),
        (contract(6), date(2027, 7, 11), date(2027, 7, 11), date(2028, 1, 11)),
        (contract(1, date(2027, 1, 31)), date(2027, 3, 1), date(2027, 2, 28), date(2027, 3, 31)),
        (contract(12, date(2024, 2, 29)), date(2028, 2, 29), date(2028, 2, 29), date(2029, 2, 28)),
        (contract(12, date(2020, 3, 1)), date(2027, 2, 1), None, date(2027, 3, 1)),
        (contract(6, date(2027, 1, 1), date(2027, 7, 1)), date(2029, 1, 1), None, None),
        (contract(6, date(2027, 1, 1), date(2027, 7, 1)), date(2027, 7, 2), date(2027, 7, 1), None),
        (contract(6, date(2028, 1, 1)), date(2027, 2, 1), None, date(2028, 7, 1)),
    ],
    ids=["never", "before", "on-the-day", "short-month", "leap-day", "before-it-was-recorded", "over", "last", "ahead"],
)
def test_the_days_follow_the_rule(one: Contract, today: date, last: date | None, following: date | None) -> None:
    assert (one.last_refresh(today), one.next_refresh(today)) == (last, following)


def test_it_runs_from_its_first_day_to_its_last() -> None:
    one = contract(0, date(2027, 2, 1), date(2027, 3, 1))
    days = [date(2027, 1, 31), date(2027, 2, 1), date(2027, 3, 1), date(2027, 3, 2)]
    assert [one.is_running(day) for day in days] == [False, True, True, False]
    with pytest.raises(Refusal) as refused:
        one.set_period(date(2027, 2, 1), date(2027, 1, 31))
    assert refused.value.message.key == "import-period"

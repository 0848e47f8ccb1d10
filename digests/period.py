"""The months that issues are for, on a room's own calendar: when one begins and ends, is drafted, and goes out.

A month is written "2027-02". What falls on a day is decided by the local date: no clock change moves or doubles it.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

_SATURDAY = 5  # date.weekday()


@dataclass(frozen=True, slots=True)
class Period:
    """One month in one zone."""

    month: str
    zone: str

    @property
    def first(self) -> date:
        """Its first day."""
        return date.fromisoformat(f"{self.month}-01")

    @property
    def next(self) -> "Period":
        """The month after it."""
        return Period(f"{self.first + timedelta(days=31):%Y-%m}", self.zone)

    @property
    def previous(self) -> "Period":
        """The month before it."""
        return Period(f"{self.first - timedelta(days=1):%Y-%m}", self.zone)

    @property
    def starts(self) -> datetime:
        """Its first instant (UTC)."""
        return self._at(self.first, 0)

    @property
    def ends(self) -> datetime:
        """The first instant (UTC) that is not in it any more."""
        return self.next.starts

    def drafted(self, *, day: int, hour: int) -> datetime:
        """When staff get its draft: that hour of that day of the month, or of its last day if it has fewer."""
        last = self.next.first - timedelta(days=1)
        return self._at(min(self.first.replace(day=min(day, 28)) + timedelta(days=max(day - 28, 0)), last), hour)

    def goes_out(self, *, hour: int) -> datetime:
        """When its issue goes out: that hour of the first working day after it."""
        return self._at(first_working_day(self.next.first), hour)

    def _at(self, day: date, hour: int) -> datetime:
        return datetime(day.year, day.month, day.day, hour, tzinfo=ZoneInfo(self.zone)).astimezone(UTC)


def period_of(now: datetime, zone: str) -> Period:
    """The month it is in a zone."""
    return Period(f"{now.astimezone(ZoneInfo(zone)):%Y-%m}", zone)


def first_working_day(first: date) -> date:
    """The first day of a month that is no weekend, nor New Year's Day, which is a holiday in every country of ours."""
    day = first
    while day.weekday() >= _SATURDAY or (day.month, day.day) == (1, 1):
        day += timedelta(days=1)
    return day

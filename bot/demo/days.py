"""The days of the story: a quarter that is over, played in a few minutes; at its end it is today.

Nothing waits for the wall clock: the bot is stopped, and started again on a later day, with a clock of its own
(`bot.demo.otherday`). Discord's stand-in reads the same days; the homeserver keeps today's date throughout, which is
never behind the bot's, so that no command of the cast's is too old to be obeyed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from digests.period import first_working_day

ZONE = ZoneInfo("Europe/Brussels")  # the group's, as the settings' default has it
ISSUED = time(9, 10)
"""Ten minutes after the Affiliate Update goes out."""
_TUESDAY = 1  # date.weekday()


def wall() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


@dataclass(kw_only=True)
class Days:
    """What day it is in the story: the wall clock's, and `ahead`, which is negative until the end."""

    ahead: timedelta = timedelta()
    read: Callable[[], datetime] = wall

    def __post_init__(self) -> None:
        self.months = quarter_before(self.read())

    def now(self) -> datetime:
        """The moment it is in the story, in UTC."""
        return self.read() + self.ahead

    def turn_to(self, moment: datetime | None) -> None:
        """Let it be then; None is today. Raises ValueError for what is over, and for what has not come yet."""
        ahead = timedelta() if moment is None else moment - self.read()
        if ahead > timedelta() or (self.ahead and ahead < self.ahead):
            raise ValueError(f"{moment} is not between the day of the story and today")
        self.ahead = ahead

    def on(self, month: int, day: int, at: time = time(10)) -> datetime:
        """A moment in the first (0), second or third month of the quarter, or the one after it, in the group's zone."""
        return datetime.combine(self.months[month].replace(day=day), at, ZONE)

    def issued(self, month: int) -> datetime:
        """Shortly after the Affiliate Update of this month went out: on the next month's first working day."""
        return datetime.combine(first_working_day(self.months[month + 1]), ISSUED, ZONE)

    def second_tuesday(self, month: int) -> int:
        """Its day of the month."""
        first = self.months[month]
        return 8 + (_TUESDAY - first.weekday()) % 7


def quarter_before(now: datetime) -> tuple[date, date, date, date]:
    """The first days of the last three whole months whose issues went out by now, and of the month after them."""
    last = now.astimezone(ZONE).date().replace(day=1)
    if now < datetime.combine(first_working_day(last), ISSUED, ZONE):
        last = _before(last)
    third = _before(last)
    second = _before(third)
    return _before(second), second, third, last


def _before(first: date) -> date:
    return (first - timedelta(days=1)).replace(day=1)

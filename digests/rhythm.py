"""When a brief is due: Mondays, or the first working day of a month, at an hour of the reader's own zone."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from digests.period import first_working_day
from storage.person import Rhythm


def begun(rhythm: Rhythm, now: datetime, *, zone: str, hour: int) -> datetime:
    """When the slot began in which `now` lies there (UTC). Raises ValueError for a rhythm without slots."""
    there = ZoneInfo(zone)
    today = now.astimezone(there).date()
    if rhythm is Rhythm.WEEKLY:
        days = [today - timedelta(days=today.weekday()), today - timedelta(days=today.weekday() + 7)]
    elif rhythm is Rhythm.MONTHLY:
        first = today.replace(day=1)
        days = [first_working_day(first), first_working_day((first - timedelta(days=1)).replace(day=1))]
    else:
        raise ValueError("no brief is wanted")
    starts = [datetime(day.year, day.month, day.day, hour, tzinfo=there).astimezone(UTC) for day in days]
    return starts[0] if starts[0] <= now else starts[1]


def slot(rhythm: Rhythm, now: datetime, *, zone: str, hour: int) -> str:
    """The name of that slot, the same for whoever asks and whenever: "weekly 2027-01-18"."""
    day = begun(rhythm, now, zone=zone, hour=hour).astimezone(ZoneInfo(zone)).date()
    return f"{rhythm.value} {day.isoformat()}"

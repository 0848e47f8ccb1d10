"""The server's time, which a test can move, and the ids that are made of it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

EPOCH = datetime(2015, 1, 1, tzinfo=UTC)
"""A snowflake counts milliseconds from here, in its upper 42 bits."""


def wall() -> datetime:
    """The real time."""
    return datetime.now(UTC)


class Clock:
    """What time it is on the server: `read` plus `ahead`. Only what is documented in minutes or days depends on it."""

    def __init__(self, read: Callable[[], datetime] = wall) -> None:
        self.read = read
        self.ahead = timedelta()
        self._last_id = 0

    def now(self) -> datetime:
        """The moment it is, in UTC."""
        return (self.read() + self.ahead).astimezone(UTC)

    def advance(self, **spans: float) -> None:
        """Move on: `advance(minutes=16)`, with the words of `timedelta`."""
        self.ahead += timedelta(**spans)

    def new_id(self) -> int:
        """Make a snowflake that is greater than every one before."""
        milliseconds = int((self.now() - EPOCH).total_seconds() * 1000)
        self._last_id = max(self._last_id + 1, milliseconds << 22)
        return self._last_id

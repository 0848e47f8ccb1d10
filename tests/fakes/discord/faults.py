"""Bad days on request: what happens to the next calls of an operation.

Status(502)        refused with this status, and nothing happened
Lost(502)          it happened, and this is the answer all the same
Lost()             it happened, and the connection was cut before the answer
Reset()            the connection was cut, and nothing happened
Slow(2.0)          it happens after so many seconds
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Status:
    """Refused before any effect. For a 429: `retry_after` seconds, `everywhere` for the global limit.

    Without `via` a 429 looks like a ban by the network in front of Discord, and discord.py gives up at once.
    """

    status: int
    retry_after: float = 0.05
    everywhere: bool = False
    via: bool = True


@dataclass(frozen=True)
class Lost:
    """The effect happened, its answer did not come: a status instead, or the end of the connection (None)."""

    status: int | None = None


@dataclass(frozen=True)
class Reset:
    """The connection ends, and nothing happened."""


@dataclass(frozen=True)
class Slow:
    """It happens, so many seconds later."""

    seconds: float


Fault = Status | Lost | Reset | Slow


class Faults:
    """What is to go wrong next."""

    def __init__(self) -> None:
        self._waiting: list[tuple[str, Fault]] = []

    def add(self, operation: str, fault: Fault, times: int) -> None:
        """Let the next `times` calls of an operation fail; "*" is any operation."""
        self._waiting += [(operation, fault)] * times

    def take(self, operation: str) -> Fault | None:
        """The fault that this call meets, if any; it is used up."""
        for index, (name, fault) in enumerate(self._waiting):
            if name in ("*", operation):
                del self._waiting[index]
                return fault
        return None

    def clear(self) -> None:
        """Nothing goes wrong any more."""
        self._waiting.clear()

    def __len__(self) -> int:
        return len(self._waiting)

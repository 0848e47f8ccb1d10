"""Bad days of a homeserver on request: what happens to the next requests that fit.

Status(502)            refused with this status (and body), and nothing happened
Lost()                 it happened, and the connection was cut before the answer
Reset()                the connection was cut, and nothing happened
Slow(2.0)              it happens after so many seconds
Rewritten(change)      it happened, and its answer is changed on the way
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Status:
    """Refused before any effect."""

    status: int
    body: Mapping[str, Any] | str = field(default_factory=dict)


@dataclass(frozen=True)
class Lost:
    """The effect happened; its answer did not come."""


@dataclass(frozen=True)
class Reset:
    """The connection ends, and nothing happened."""


@dataclass(frozen=True)
class Slow:
    """It happens, so many seconds later."""

    seconds: float


@dataclass(frozen=True)
class Rewritten:
    """It happened, and `change` was made to its answer."""

    change: Callable[[dict[str, Any]], None]


Fault = Status | Lost | Reset | Slow | Rewritten


@dataclass
class Due:
    """A fault that waits for requests whose method and path hold a word, `by` an account; `left` is how many more."""

    word: str
    fault: Fault
    left: float
    by: str


class Faults:
    """What is to go wrong next."""

    def __init__(self) -> None:
        self._due: list[Due] = []

    def __bool__(self) -> bool:
        return bool(self._due)

    def add(self, word: str, fault: Fault, times: float = 1, *, by: str = "") -> None:
        """Let the next `times` requests fail whose "METHOD /path" holds this word, `by` this account or anybody."""
        self._due.append(Due(word, fault, times, by))

    def take(self, method: str, path: str, by: str) -> Fault | None:
        """The fault that this request meets, if any; it is used up."""
        line = f"{method} {path}"
        for due in self._due:
            if due.word in line and due.by in ("", by):
                due.left -= 1
                if due.left < 1:
                    self._due.remove(due)
                return due.fault
        return None

    def clear(self) -> None:
        """Nothing goes wrong any more."""
        self._due.clear()

"""Whether much is being sent just now.

Each event of our own ends the sync that waits on the server, and brings nothing new. Where many are sent, that is a
request more for each of them, which the server has to answer before it takes the next.
"""

import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

MANY = 8
"""Events."""
WITHIN = 0.25
"""Seconds in which they were sent, where they are not on their way still."""
BREATH = 0.25
"""Seconds between two syncs then; who says something meanwhile is heard that much later."""


class Pulse:
    """What is being sent, and when the last was."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._under_way = 0
        self._sent: deque[float] = deque(maxlen=MANY)

    @property
    def is_busy(self) -> bool:
        """Whether anything is being sent."""
        return self._under_way > 0

    @contextmanager
    def beat(self) -> Iterator[None]:
        """An event is being sent within."""
        self._under_way += 1
        try:
            yield
        finally:
            self._under_way -= 1
            self._sent.append(self._clock())

    def pause(self) -> float:
        """Seconds to wait before the next sync: none, unless much is being sent."""
        were_many = len(self._sent) == MANY and self._clock() - self._sent[0] <= WITHIN
        return BREATH if were_many or self._under_way >= MANY else 0.0

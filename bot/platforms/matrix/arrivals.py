"""Rooms that somebody has just come into, and the moment their client needs before it can read.

A client learns of the bot's devices when it first shares a room with it, by a request of its own. What comes before the
answer to that is from a device it doesn't know, and some never try again (matrix-js-sdk: "The sender device is not
known").
"""

import asyncio
import time
from collections.abc import Callable

NEEDS = 1.0
"""Seconds from when we hear that somebody came in."""


class Arrivals:
    """When somebody last came into a room."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._came: dict[str, float] = {}

    def came(self, room: str) -> None:
        """Somebody has just come in."""
        now = self._clock()
        self._came = {other: when for other, when in self._came.items() if now - when < NEEDS} | {room: now}

    async def settled(self, room: str) -> None:
        """Return when whoever came in has had the time it needs."""
        while (left := self._came.get(room, -NEEDS) + NEEDS - self._clock()) > 0:  # noqa: ASYNC110  others may come
            await asyncio.sleep(left)

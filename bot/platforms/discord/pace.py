"""Keeps the account within Discord's limit for the whole bot, which no header announces before it is broken.

Requests go at once until fifty went within a second; the next waits until the first of those is a second old. Refusals
count towards a ban (10,000 in ten minutes), so none is provoked. Limits of single routes are discord.py's to keep.
Source: Discord's "Rate Limits" topic, "Global Rate Limit".
"""

import asyncio
from collections import deque

MOST = 50
SECONDS = 1.01  # a little longer than Discord's own second: requests take different times to get there


class Pace:
    """Whose turn it is."""

    def __init__(self, most: int = MOST, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._went: deque[float] = deque(maxlen=most)
        self._turn = asyncio.Lock()

    async def turn(self) -> None:
        """Return when one more request may go; in the order of asking."""
        clock = asyncio.get_running_loop().time
        async with self._turn:
            if len(self._went) == self._went.maxlen:
                await asyncio.sleep(max(0.0, self._went[0] + self._seconds - clock()))
            self._went.append(clock())

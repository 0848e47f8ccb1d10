"""A look at a room as soon as somebody speaks in it, so that the answer needn't wait for one.

What the server says of a room is asked for while the command is still being carried out, and holds for a moment: until
the sync tells anything about who can read there, and never longer than a quarter of a second after it was asked for.
Only in encrypted rooms, where it isn't the only wall: whoever came in between holds no key to what is said.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from bot.platform import Fatal, Later, Never

HOLDS = 0.25
"""Seconds from the question on."""
MOST = 64
"""Rooms that are looked at side by side; in others, an answer looks for itself."""

State = list[Any] | None
Ask = Callable[[str], Awaitable[State]]


@dataclass(slots=True)
class _Glance:
    """What the server says, asked at a time of the monotonic clock."""

    asked: float
    answer: "asyncio.Task[State]"


class Glances:
    """Looks at rooms where an answer is being prepared.

    Whether one is needed shows by itself: a room whose last look nobody wanted is not looked at for the next command.
    """

    def __init__(self, ask: Ask, now: Callable[[], float] = time.monotonic) -> None:
        self._ask = ask
        self._now = now
        self._glances: dict[str, _Glance] = {}
        self._wanted: set[str] = set()

    def expect(self, room: str) -> None:
        """Somebody has said something there."""
        if room in self._wanted and room not in self._glances and len(self._glances) < MOST:
            self._wanted.discard(room)
            glance = self._glances[room] = _Glance(self._now(), asyncio.ensure_future(self._ask(room)))
            glance.answer.add_done_callback(_seen)
            asyncio.get_running_loop().call_later(HOLDS, self._expire, room, glance)

    def forget(self, room: str) -> None:
        """Something has changed there."""
        self._glances.pop(room, None)

    async def state(self, room: str) -> State:
        """The room's state: as it was seen a moment ago, or as it is now."""
        self._wanted.add(room)
        glance = self._glances.get(room)
        if glance is not None:
            with suppress(Later, Never, Fatal):  # asked again, it says so itself
                found = await asyncio.shield(glance.answer)
                if self._holds(room, glance):
                    return found
        return await self._ask(room)

    def at_hand(self, room: str) -> State:
        """What was seen a moment ago, without waiting for anything; None where nothing was."""
        self._wanted.add(room)
        glance = self._glances.get(room)
        if glance is None or not glance.answer.done() or not self._holds(room, glance):
            return None
        return None if glance.answer.cancelled() or glance.answer.exception() else glance.answer.result()

    def close(self) -> None:
        """The stream has ended: nobody tells any more what changes."""
        self._glances.clear()

    def _holds(self, room: str, glance: _Glance) -> bool:
        return self._glances.get(room) is glance and self._now() - glance.asked <= HOLDS

    def _expire(self, room: str, glance: _Glance) -> None:
        if self._glances.get(room) is glance:
            del self._glances[room]


def _seen(answer: "asyncio.Task[State]") -> None:
    """What went wrong is told to whoever asks again."""
    if not answer.cancelled():
        answer.exception()

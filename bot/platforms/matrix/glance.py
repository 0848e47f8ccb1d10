"""A look at a room as soon as somebody speaks in it, so that the answer needn't wait for one.

What the server says of a room is asked for while the command is still being carried out, and holds for a moment: until
the sync tells anything about who can read there, and never longer than a quarter of a second after it was asked for.
A sync that was begun after the look and tells nothing of the room says the same as another look would, and is as good:
where people go on talking, the room need not be asked for again.
Only in encrypted rooms, where it isn't the only wall: whoever came in between holds no key to what is said.

Much is answered in the speaker's chat with the bot, so that is looked at as well.
"""

import asyncio
import math
import time
from collections.abc import Callable, Collection, Coroutine
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, TypeVar

from bot.platform import Fatal, Later, Never

HOLDS = 0.25
"""Seconds from the question on, or from that of a sync that tells of no change."""
KEPT = 5.0
"""Seconds after its last use in which it is kept up so."""
MOST = 64
"""Rooms that are looked at side by side; in others, an answer looks for itself."""

S = TypeVar("S")


@dataclass(slots=True)
class _Glance(Generic[S]):
    """What the server says. Times are of the monotonic clock: since when it is known to be so, when the answer came,
    when it was last of use.
    """

    asked: float
    answer: "asyncio.Task[S]"
    used: float
    answered: float = math.inf


class Glances(Generic[S]):
    """Looks at rooms where an answer is being prepared.

    Whether one is needed shows by itself: a room whose last look nobody wanted is not looked at for the next command.
    """

    def __init__(self, ask: Callable[[str], Coroutine[Any, Any, S]], now: Callable[[], float] = time.monotonic) -> None:
        self._ask = ask
        self._now = now
        self._glances: dict[str, _Glance[S]] = {}
        self._wanted: set[str] = set()
        self._chats: dict[str, str] = {}

    def met(self, room: str, people: Collection[str]) -> None:
        """Who but us was in a room that was looked at: where it is one person alone, it is their chat with us."""
        if len(people) == 1:
            self._chats[next(iter(people))] = room

    def chat_with(self, person: str) -> str | None:
        """Where this person has been answered alone, if they ever were."""
        return self._chats.get(person)

    def expect(self, room: str) -> None:
        """An answer may be said there soon."""
        if room in self._wanted and room not in self._glances and len(self._glances) < MOST:
            self._wanted.discard(room)
            now = self._now()
            glance = self._glances[room] = _Glance(now, asyncio.create_task(self._ask(room)), used=now)
            glance.answer.add_done_callback(partial(self._seen, glance))
            asyncio.get_running_loop().call_later(HOLDS, self._expire, room, glance)

    def forget(self, room: str) -> None:
        """Something has changed there."""
        self._glances.pop(room, None)

    def unchanged(self, since: float) -> None:
        """A sync that was begun then has told all that changed, and what it told of was forgotten."""
        now = self._now()
        for glance in self._glances.values():
            if glance.answered <= since and now - glance.used <= KEPT:
                glance.asked = max(glance.asked, since)

    async def state(self, room: str) -> S:
        """The room's state: as it was seen a moment ago, or as it is now."""
        self._wanted.add(room)
        glance = self._glances.get(room)
        if glance is not None:
            with suppress(Later, Never, Fatal):  # asked again, it says so itself
                found = await asyncio.shield(glance.answer)
                if self._holds(room, glance):
                    glance.used = self._now()
                    return found
        return await self._ask(room)

    def at_hand(self, room: str) -> S | None:
        """What was seen a moment ago, without waiting for anything; None where nothing was."""
        self._wanted.add(room)
        glance = self._glances.get(room)
        if glance is None or not glance.answer.done() or not self._holds(room, glance):
            return None
        glance.used = self._now()
        return None if glance.answer.cancelled() or glance.answer.exception() else glance.answer.result()

    def close(self) -> None:
        """The stream has ended: nobody tells any more what changes."""
        self._glances.clear()

    def _holds(self, room: str, glance: _Glance[S]) -> bool:
        return self._glances.get(room) is glance and self._now() - glance.asked <= HOLDS

    def _expire(self, room: str, glance: _Glance[S]) -> None:
        if self._glances.get(room) is not glance:
            return
        left = glance.asked + HOLDS - self._now()
        if left <= 0:
            del self._glances[room]
        else:
            asyncio.get_running_loop().call_later(left, self._expire, room, glance)

    def _seen(self, glance: _Glance[S], answer: "asyncio.Task[S]") -> None:
        """What went wrong is told to whoever asks again."""
        if not answer.cancelled() and answer.exception() is None:
            glance.answered = self._now()

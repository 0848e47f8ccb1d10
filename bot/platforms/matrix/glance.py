"""What the server said of a room a moment ago, so that an answer needn't wait for a look.

As soon as somebody speaks in a room it is looked at, while the command is still being carried out. A look holds until
the stream tells of anything that decides who can read there, and never longer than a quarter of a second after the
answer, or two seconds after the beginning of a sync that was begun after that and told of nothing: at that moment the
room still was as it had been seen, and the stream, which tells what changes, was alive. So where people go on talking
the server isn't asked again and again.
Only of encrypted rooms, where it isn't the only wall: whoever came in between holds no key to what is said.

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
"""Seconds from the answer on; while it is on its way, from the question on for whoever comes to wait for it, too."""
ALIVE = 2.0
"""Seconds from the question of a sync on that tells of no change."""
KEPT = 5.0
"""Seconds after its last use in which a look is kept up by such syncs."""
MOST = 64
"""Looks that are kept."""

S = TypeVar("S")


@dataclass(slots=True)
class _Look(Generic[S]):
    """A question to the server, asked at a time of the monotonic clock, and what it said, and when."""

    asked: float
    answer: "asyncio.Task[S]"
    answered: float = math.inf


@dataclass(slots=True)
class _Sight(Generic[S]):
    """What is known of a room: the look that was answered last, until when it holds, when it was last of use; and the
    one that was asked for last. Since `known` the room has been seen, and no change was told.
    """

    used: float
    seen: _Look[S] | None = None
    known: float = math.inf
    until: float = -math.inf
    coming: _Look[S] | None = None


class Glances(Generic[S]):
    """Looks at rooms where an answer is being prepared.

    Whether one is needed shows by itself: a room whose last look nobody wanted is not looked at for the next command.
    `is_kept` says of which rooms a look may be kept at all.
    """

    def __init__(
        self,
        ask: Callable[[str], Coroutine[Any, Any, S]],
        is_kept: Callable[[str], bool],
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._ask = ask
        self._is_kept = is_kept
        self._now = now
        self._sights: dict[str, _Sight[S]] = {}
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
        if room in self._wanted and self._is_kept(room) and self._held(room) is None:
            self._wanted.discard(room)
            self._look(room)

    def forget(self, room: str) -> None:
        """Something has changed there."""
        self._sights.pop(room, None)

    def unchanged(self, since: float) -> None:
        """A sync that was begun then has told all that changed, and what it told of was forgotten.

        So a room that was known before was as it had been seen at that beginning, or is as a newer look has it.
        """
        now = self._now()
        for room, sight in list(self._sights.items()):
            if now - max(sight.used, sight.until) > KEPT:
                del self._sights[room]
            elif sight.known <= since and now - sight.used <= KEPT:
                sight.until = max(sight.until, since + ALIVE)

    async def afresh(self, room: str) -> S:
        """The room's state as it is now."""
        return await (asyncio.shield(self._look(room).answer) if self._is_kept(room) else self._ask(room))

    async def state(self, room: str) -> S:
        """The room's state: as it was seen a moment ago, or as it is now."""
        if not self._is_kept(room):
            return await self._ask(room)
        self._wanted.add(room)
        if (look := self._held(room)) is not None:
            with suppress(Later, Never, Fatal):  # asked again, it says so itself
                found = await asyncio.shield(look.answer)
                if (sight := self._sights.get(room)) is not None and sight.seen is look:
                    return found
        return await self.afresh(room)

    def at_hand(self, room: str) -> S | None:
        """What was seen a moment ago, without waiting for anything; None where nothing was."""
        self._wanted.add(room)
        look = self._held(room)
        return look.answer.result() if look is not None and look.answered < math.inf else None

    def close(self) -> None:
        """The stream has ended: nobody tells any more what changes."""
        self._sights.clear()

    def _held(self, room: str) -> _Look[S] | None:
        """The look that holds, answered or not."""
        sight, now = self._sights.get(room), self._now()
        if sight is None:
            return None
        sight.used = now
        if sight.seen is not None and now <= sight.until:
            return sight.seen
        return sight.coming if sight.coming is not None and now <= sight.coming.asked + HOLDS else None

    def _look(self, room: str) -> _Look[S]:
        now = self._now()
        sight = self._sights.pop(room, None) or _Sight(used=now)
        while len(self._sights) >= MOST:
            del self._sights[next(iter(self._sights))]
        self._sights[room] = sight
        look = sight.coming = _Look(now, asyncio.create_task(self._ask(room)))
        look.answer.add_done_callback(partial(self._answered, sight, look))
        return look

    def _answered(self, sight: _Sight[S], look: _Look[S], answer: "asyncio.Task[S]") -> None:
        """What went wrong is told to whoever asks again."""
        if sight.coming is look:
            sight.coming = None
        if answer.cancelled() or answer.exception() is not None:
            return
        look.answered = self._now()
        sight.known = min(sight.known, look.answered)
        if sight.seen is None or sight.seen.asked < look.asked:
            sight.seen, sight.until = look, max(sight.until, look.answered + HOLDS)

"""Events on their way to `hear`: in order for each room, rooms side by side, the checkpoint behind the slowest."""

import asyncio
import random
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from types import TracebackType
from typing import Self

import structlog

from bot.platform import Checkpoint, Hear
from commands.engine.heard import Event, IdentityChanged

log = structlog.get_logger()

MOST_WAITING = 500
"""Events taken in but not yet heard; beyond that the sync waits."""
SAVE_AFTER = 0.5
"""Seconds in which places gather before one is saved: a start from an older one brings again what was heard after it,
each of which counts once."""
LONGEST_PAUSE = 30.0
"""Seconds between two tries to hand over an event that could not be committed."""


@dataclass(slots=True)
class Batch:
    """What came with one sync response: the place after it, and how many of its events are still to be heard."""

    token: str
    left: int


class Intake:
    """Use it as a context: leaving it drops what was not heard, which the next start brings again."""

    def __init__(self, hear: Hear, checkpoint: Checkpoint) -> None:
        self._hear = hear
        self._checkpoint = checkpoint
        self._lanes: dict[str, deque[tuple[Event, Batch]]] = {}
        self._batches: deque[Batch] = deque()
        self._place: str | None = None  # reached, and not saved yet
        self._is_saving = False
        self._waiting = 0
        self._has_room = asyncio.Event()
        self._has_room.set()
        self._group = asyncio.TaskGroup()

    async def __aenter__(self) -> Self:
        await self._group.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            await self._group.__aexit__(kind, fault, trace)
        except BaseExceptionGroup as group:
            raise group.exceptions[0] from None  # one stream, one fault: Fatal must be seen as Fatal

    @property
    def is_busy(self) -> bool:
        """Whether anything is still to be heard."""
        return self._waiting > 0

    async def put(self, events: Sequence[Event], token: str) -> None:
        """Take in the events that precede this place in the stream; waits while too many are on their way."""
        batch = Batch(token, len(events))
        self._batches.append(batch)
        for event in events:
            self._enqueue(event, batch)
        if not events:
            self._settle()
        await self._has_room.wait()

    def _enqueue(self, event: Event, batch: Batch) -> None:
        name = event.person if isinstance(event, IdentityChanged) else event.room
        self._waiting += 1
        if self._waiting >= MOST_WAITING:
            self._has_room.clear()
        if name in self._lanes:
            self._lanes[name].append((event, batch))
            return
        self._lanes[name] = deque([(event, batch)])
        self._group.create_task(self._walk(name))

    async def _walk(self, name: str) -> None:
        lane = self._lanes[name]
        while lane:
            event, batch = lane[0]
            await _insist(partial(self._hear, event), "matrix.event_not_taken")
            lane.popleft()
            batch.left -= 1
            self._waiting -= 1
            if self._waiting < MOST_WAITING:
                self._has_room.set()
            if batch.left == 0:
                self._settle()
        del self._lanes[name]

    def _settle(self) -> None:
        """Have the place saved after the last batch that has nothing unheard before it."""
        while self._batches and self._batches[0].left == 0:
            self._place = self._batches.popleft().token
        if self._place is not None and not self._is_saving:
            self._is_saving = True
            self._group.create_task(self._save())

    async def _save(self) -> None:
        while self._place is not None:
            await asyncio.sleep(SAVE_AFTER)
            token, self._place = self._place, None
            await _insist(partial(self._checkpoint.save, token), "matrix.place_not_saved")
        self._is_saving = False


async def _insist(act: Callable[[], Awaitable[None]], name: str) -> None:
    """Do it until it succeeds: a locked database or a full disk passes, a lost event does not come back."""
    tries = 0
    while True:
        try:
            return await act()
        except Exception as fault:  # noqa: BLE001 - whatever stands in the way, giving up would lose an event
            tries += 1
            log.error(name, kind=type(fault).__name__, tries=tries)
        await asyncio.sleep(min(LONGEST_PAUSE, 0.2 * 2**tries) * random.uniform(0.5, 1))

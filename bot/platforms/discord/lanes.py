"""What is to be done about each room, or for each person in it, one after the other; lanes side by side."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from bot.logs import log
from bot.platform import Hear, Later
from commands.engine.heard import Event
from storage.engine import StorageTrouble

Job = Callable[[], Awaitable[None]]

PAUSES = (1.0, 30.0)  # seconds before an event is handed over again: the first, and the longest


class Lanes:
    """Keeps the order within a lane. A lane costs nothing while nothing is in it."""

    def __init__(self) -> None:
        self._waiting: dict[str, deque[Job]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._failed: asyncio.Future[None] | None = None

    def put(self, lane: str, job: Job) -> None:
        """Do this after everything that is in the lane."""
        if lane in self._waiting:
            self._waiting[lane].append(job)
            return
        self._waiting[lane] = deque([job])
        task = asyncio.create_task(self._work(lane))
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    async def failure(self) -> None:
        """Wait for ever, or for the first job that raises, and raise that."""
        self._failed = asyncio.get_running_loop().create_future()
        await self._failed

    async def finish(self, within: float) -> None:
        """Let what is there be done within so many seconds; then stop."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=within)
        for task in (left := list(self._tasks)):
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    async def _work(self, lane: str) -> None:
        jobs = self._waiting[lane]
        try:
            while jobs:
                await jobs[0]()
                jobs.popleft()
        finally:
            del self._waiting[lane]

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if error is not None and self._failed is not None and not self._failed.done():
            self._failed.set_exception(error)


async def until_heard(
    hear: Hear,
    event: Event,
    *,
    lasts: timedelta | None,
    now: Callable[[], datetime],
    pauses: tuple[float, float] = PAUSES,
) -> None:
    """Hand an event over until it is taken. What is not taken within `lasts` is of no use to anybody any more."""
    began, (pause, longest) = now(), pauses
    while True:
        try:
            return await hear(event)
        except (StorageTrouble, Later) as wait:
            if lasts is not None and now() - began >= lasts:
                log().warning("discord.event_given_up", what=type(event).__name__)
                return
            named = wait.delay if isinstance(wait, Later) else None
            await asyncio.sleep(min(longest, named or pause))
            pause = min(longest, pause * 2)

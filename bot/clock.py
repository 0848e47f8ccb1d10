"""The only reader of the wall clock, and the tick by which the bot acts by itself.

APScheduler is the ticker and nothing more: its own job store loses jobs when it is killed and can stop for
good after one long write lock, so what is due is a query, made afresh at every tick. A watchdog rebuilds a
scheduler that fell silent.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.logs import bug, log

EVERY = timedelta(seconds=5)
SILENT_AFTER = timedelta(seconds=60)


def now() -> datetime:
    """This moment, aware, in UTC."""
    return datetime.now(UTC)


class Clock:
    """Calls `tick` with the time, again and again, never two at once, from `start` to `stop`."""

    def __init__(
        self,
        tick: Callable[[datetime], Awaitable[None]],
        *,
        every: timedelta = EVERY,
        silent_after: timedelta = SILENT_AFTER,
        now: Callable[[], datetime] = now,
    ) -> None:
        self._tick = tick
        self._every = every
        self._silent_after = silent_after
        self._now = now
        self._scheduler: AsyncIOScheduler | None = None
        self._started: datetime | None = None
        self.last_tick: datetime | None = None
        """When a tick last ended well."""

    async def run(self) -> None:
        """Tick until cancelled, and watch that it goes on."""
        self._started = self._now()
        self._wind()
        try:
            while True:
                await asyncio.sleep(self._silent_after.total_seconds() / 4)
                if not self.healthy(self._now()):
                    log().error("clock-silent", last_tick=self.last_tick)
                    self._started = self._now()  # the new scheduler gets its time, too
                    self._wind()
        finally:
            self._unwind()

    def healthy(self, now: datetime) -> bool:
        """Whether a tick ended well lately; since `run` began, a silence is allowed for."""
        if self._started is None:
            return False
        since = max(self._started, self.last_tick or self._started)
        return abs(now - since) <= self._silent_after

    def _wind(self) -> None:
        self._unwind()
        scheduler = AsyncIOScheduler(jobstores={"default": MemoryJobStore()}, timezone=UTC)
        scheduler.add_job(
            self._beat,
            "interval",
            seconds=self._every.total_seconds(),
            next_run_time=datetime.now(UTC),
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )
        scheduler.start()
        self._scheduler = scheduler

    def _unwind(self) -> None:
        scheduler, self._scheduler = self._scheduler, None
        if scheduler is not None and scheduler.running:
            scheduler.shutdown(wait=False)

    async def _beat(self) -> None:
        at = self._now()
        try:
            await self._tick(at)
        except Exception as error:  # noqa: BLE001  whatever a tick does, the clock goes on; the log says what
            bug(error, part="clock")
            return
        self.last_tick = at

"""The only reader of the wall clock, and the tick by which the bot acts by itself.

APScheduler is the ticker and nothing more: its own job store loses jobs when it is killed and can stop for
good after one long write lock, so what is due is a query, made afresh at every tick. A watchdog rebuilds a
scheduler that fell silent, and cancels a tick that hangs. Silence is measured by a clock that nobody can set:
APScheduler itself waits for the wall clock, so one that is put back an hour would silence it for an hour.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger

from bot.logs import bug, log

EVERY = timedelta(seconds=5)
SILENT_AFTER = timedelta(seconds=40)  # looked at four times as often: 50 seconds of silence at most, a minute promised


def now() -> datetime:
    """This moment, aware, in UTC."""
    return datetime.now(UTC)


def steady() -> float:
    """Seconds on a clock that is never set, and that goes on while the machine is suspended where there is one."""
    return time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic()


class Clock:
    """Calls `tick` with the time, again and again, never two at once, from `start` to `stop`."""

    def __init__(
        self,
        tick: Callable[[datetime], Awaitable[None]],
        *,
        every: timedelta = EVERY,
        silent_after: timedelta = SILENT_AFTER,
        now: Callable[[], datetime] = now,
        steady: Callable[[], float] = steady,
    ) -> None:
        self._tick = tick
        self._every = every
        self._silent_after = silent_after.total_seconds()
        self._now = now
        self._steady = steady
        self._scheduler: AsyncIOScheduler | None = None
        self._began = steady()
        self._wound_at = self._began
        self._ticked_at: float | None = None
        self._beats: set[asyncio.Task[None]] = set()
        self.last_tick: datetime | None = None
        """The time that the last tick which ended well was called with."""

    async def run(self) -> None:
        """Tick until cancelled, and watch that it goes on."""
        self._began = self._steady()
        try:
            while True:
                try:
                    self._watch()
                except Exception as error:  # noqa: BLE001  the watchdog must outlive whatever it finds
                    bug(error, part="clock")
                await asyncio.sleep(self._silent_after / 4)
        finally:
            self._unwind()
            await self._end_beats()

    @property
    def age(self) -> float:
        """Seconds since a tick last ended well; before the first one, since the clock was started."""
        return self._steady() - (self._began if self._ticked_at is None else self._ticked_at)

    def healthy(self) -> bool:
        """Whether a tick ended well lately."""
        return self._ticked_at is not None and self.age <= self._silent_after

    def _watch(self) -> None:
        """Wind it anew when nothing ended well since it was last wound, or for too long."""
        heard = max(self._wound_at, self._ticked_at or self._wound_at)
        is_running = self._scheduler is not None and self._scheduler.running
        if is_running and self._steady() - heard <= self._silent_after:
            return
        if self._scheduler is not None:
            log().error("clock-silent", last_tick=self.last_tick, seconds=round(self.age, 1))
        self._wind()

    def _wind(self) -> None:
        self._unwind()
        self._wound_at = self._steady()  # the new scheduler gets its time, too
        scheduler = AsyncIOScheduler(jobstores={"default": MemoryJobStore()}, timezone=UTC)
        scheduler.add_job(
            self._beat,
            _Every(self._every),
            next_run_time=datetime.now(UTC),
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )
        scheduler.start()
        self._scheduler = scheduler

    def _unwind(self) -> None:
        """Stop the scheduler; what it has begun is cancelled."""
        scheduler, self._scheduler = self._scheduler, None
        if scheduler is not None and scheduler.running:
            scheduler.shutdown(wait=False)

    async def _end_beats(self) -> None:
        """Let no tick outlive the clock: the database is closed next."""
        for beat in self._beats:
            beat.cancel()
        await asyncio.gather(*self._beats, return_exceptions=True)

    async def _beat(self) -> None:
        """One tick, in a task of its own: whoever cancels it doesn't cancel the scheduler's."""
        beat = asyncio.create_task(self._beaten())
        self._beats.add(beat)
        beat.add_done_callback(self._beats.discard)
        await beat

    async def _beaten(self) -> None:
        at = self._now()
        try:
            await self._tick(at)
        except Exception as error:  # noqa: BLE001  whatever a tick does, the clock goes on; the log says what
            bug(error, part="clock")
            return
        self.last_tick, self._ticked_at = at, self._steady()


class _Every(BaseTrigger):  # type: ignore[misc]  # APScheduler is not annotated
    """Again after so long. APScheduler's own interval counts through every tick that was missed, one by one.

    A machine that slept for a month would be busy with that for ten seconds.
    """

    def __init__(self, every: timedelta) -> None:
        self._every = every

    def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime:
        """The next tick after the one before, or after now where that is over."""
        following = now if previous is None else previous + self._every
        return following if following > now else now + self._every

"""The bot as a service: the App, its health page, and an orderly end on SIGTERM.

An account whose lease ran out (the machine slept, the database was away, the clock was set) may be another process's by
now. So everything is stopped and begun anew, from waiting for the lease; only what cannot be mended ends the process.
"""

import asyncio
import gc
import signal
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import func, select

from bot import clock
from bot.app import App
from bot.health import Health, LoopLag, Metrics
from bot.instance import Instance
from bot.logs import bug, log
from bot.settings import Settings
from bot.wiring import assemble
from storage import tombstone
from storage.engine import StorageTrouble
from storage.lease import LeaseLost
from storage.outbox import Parcel, ParcelState
from storage.unit import Storage

MEASURE = timedelta(seconds=15)
REST = 1.0  # seconds between losing a lease and waiting for it again
WAITING = (ParcelState.DUE, ParcelState.CLAIMED)


async def serve(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT.

    Raises what stops the bot for good (Fatal, BadDatabase, ...), after releasing all.
    """
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    tombstone.watch()
    instance = await Instance.acquire(settings.data_dir)
    service = Service(settings, instance.name)
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stopping.set)
    health = Health(service.checks, settings.health_host, settings.health_port, service.metrics)
    try:
        await health.start()
        _settle_memory()
        await service.run(stopping)
    finally:
        await health.stop()
        instance.release()
        log().info("stopped")


def _settle_memory() -> None:
    """What is there now stays: modules, phrases, statements. The collector, which has not looked at any of it yet
    (`bot/__main__.py`), need not go through it again and again.

    With a tenth of the collections a command costs a fifth less; a few megabytes of cycles wait a little longer.
    """
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)
    gc.enable()


class Service:
    """One App after the other, each until it loses its lease; and what is measured of the one that runs."""

    def __init__(self, settings: Settings, name: str) -> None:
        self.settings = settings
        self.name = name
        self.metrics = Metrics()
        self.app = self._assembled()
        self.lag = LoopLag()
        self._queue = _Queue()
        self.metrics.tick_age.set_function(lambda: self.app.clock.age)
        self.metrics.loop_lag.set_function(lambda: self.lag.worst)
        self.metrics.queue_age.set_function(lambda: self._queue.age(self.app.now()))
        self.metrics.queue_seen_age.set_function(lambda: clock.steady() - self._queue.seen_at)

    @property
    def checks(self) -> Mapping[str, Callable[[], bool]]:
        """What has to hold for the bot to be ready, by name."""
        ready = {name: partial(self._is_ready, name) for name in self.app.platforms}
        return {"clock": lambda: self.app.clock.healthy(), **ready}

    def _assembled(self) -> App:
        app = assemble(self.settings, self.name)
        app.handled = self.metrics.handling.observe
        return app

    def _is_ready(self, platform: str) -> bool:
        return platform in self.app.ready

    async def run(self, stopping: asyncio.Event) -> None:
        """Serve until told to stop. Raises what ends it for good."""
        measuring = [asyncio.create_task(self._measure()), asyncio.create_task(self.lag.run())]
        try:
            while await self._lost_its_lease(stopping):
                self.metrics.lease_losses.inc()
                log().error("lease-lost", again_in=REST)
                await asyncio.sleep(REST)
                self.app = self._assembled()
        finally:
            for task in measuring:
                task.cancel()
            await asyncio.gather(*measuring, return_exceptions=True)

    async def _lost_its_lease(self, stopping: asyncio.Event) -> bool:
        """Run the App until told to stop (False), until its lease is lost (True), or until it can't go on."""
        running = asyncio.create_task(self.app.run())
        waiting = asyncio.create_task(stopping.wait())
        await asyncio.wait({running, waiting}, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        running.cancel()  # nothing happens to what has ended
        lost = False
        try:
            with suppress(asyncio.CancelledError):
                await running
        except* LeaseLost:
            lost = True
        return lost and not stopping.is_set()

    async def _measure(self) -> None:
        while True:
            await asyncio.sleep(MEASURE.total_seconds())
            try:
                await self._look()
            except StorageTrouble as trouble:
                log().warning("queue-not-measured", trouble=trouble.kind.value)
            except Exception as error:  # noqa: BLE001  what measures goes on; the page shows how old its figures are
                bug(error, part="metrics")

    async def _look(self) -> None:
        self._queue = queue = await _look_at(self.app.storage, self.app.now())
        self.metrics.queue_due.set(sum(queue.counts.get(state, 0) for state in WAITING))
        self.metrics.queue_dead.set(queue.counts.get(ParcelState.DEAD, 0))
        self.metrics.queue_blocked.set(queue.counts.get(ParcelState.BLOCKED, 0))
        self.metrics.queue_unknown.set(queue.counts.get(ParcelState.UNKNOWN, 0))


@dataclass(frozen=True, kw_only=True)
class _Queue:
    """The queue as it was when it was looked at."""

    counts: dict[ParcelState, int] = field(default_factory=dict)
    oldest: datetime | None = None
    seen_at: float = field(default_factory=clock.steady)

    def age(self, now: datetime) -> float:
        """Seconds that the longest waiting parcel is due; it goes on growing when nobody looks any more."""
        return max(0.0, (now - self.oldest).total_seconds()) if self.oldest else 0.0


async def _look_at(storage: Storage, now: datetime) -> _Queue:
    """What is sent is not counted: the index leads past it, however much it is."""
    unsent = [state for state in ParcelState if state is not ParcelState.SENT]
    async with storage.unit() as unit:
        rows = await unit.session.execute(
            select(Parcel.state, func.count().label("parcels")).where(Parcel.state.in_(unsent)).group_by(Parcel.state)
        )
        oldest = await unit.scalar(
            select(func.min(Parcel.not_before)).where(Parcel.state.in_(WAITING), Parcel.not_before <= now)
        )
        return _Queue(counts={row.state: row.parcels for row in rows}, oldest=oldest)

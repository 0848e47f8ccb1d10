"""The bot as a service: the App, its health page, and an orderly end on SIGTERM."""

import asyncio
import signal
from contextlib import suppress
from datetime import timedelta
from functools import partial

from sqlalchemy import func, select

from bot.app import App
from bot.health import Health, Metrics
from bot.instance import Instance
from bot.logs import bug, log
from bot.settings import Settings
from bot.wiring import assemble
from storage.engine import StorageTrouble
from storage.outbox import Parcel, ParcelState

MEASURE = timedelta(seconds=15)


async def serve(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT.

    Raises what stops the bot for good (Fatal, BadDatabase, ...), after releasing all.
    """
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    instance = await Instance.acquire(settings.data_dir)
    app = assemble(settings, instance.name)
    metrics = Metrics()
    health = Health(
        {
            "clock": lambda: app.clock.healthy(app.now()),
            **{name: partial(app.ready.__contains__, name) for name in app.platforms},
        },
        settings.health_host,
        settings.health_port,
        metrics,
    )
    await health.start()
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stopping.set)
    try:
        await _until(app, metrics, stopping)
    finally:
        await health.stop()
        instance.release()
        log().info("stopped")


async def _until(app: App, metrics: Metrics, stopping: asyncio.Event) -> None:
    """Run the App and what measures it until told to stop, or until it can't go on."""
    running = asyncio.create_task(app.run())
    measuring = asyncio.create_task(_measure(app, metrics))
    waiting = asyncio.create_task(stopping.wait())
    await asyncio.wait({running, waiting}, return_when=asyncio.FIRST_COMPLETED)
    for task in (waiting, measuring):
        task.cancel()
    if not running.done():
        running.cancel()
    with suppress(asyncio.CancelledError):
        await running


async def _measure(app: App, metrics: Metrics) -> None:
    while True:
        await asyncio.sleep(MEASURE.total_seconds())
        try:
            async with app.storage.unit() as unit:
                rows = await unit.session.execute(
                    select(Parcel.state, func.count().label("parcels")).group_by(Parcel.state)
                )
                counts = {row.state: row.parcels for row in rows}
        except StorageTrouble as trouble:
            bug(trouble)
            continue
        metrics.queue_due.set(counts.get(ParcelState.DUE, 0) + counts.get(ParcelState.CLAIMED, 0))
        metrics.queue_dead.set(counts.get(ParcelState.DEAD, 0))
        if app.clock.last_tick is not None:
            metrics.tick_age.set((app.now() - app.clock.last_tick).total_seconds())

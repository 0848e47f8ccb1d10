"""Whether the bot is alive and ready, for whoever restarts or watches it; without a word of content."""

import asyncio
from collections.abc import Callable, Mapping

from aiohttp import web
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)

HANDLING = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)  # seconds
PROBE = 0.2  # seconds between two looks at how late the event loop is


class Metrics:
    """What is measured. Set by whoever knows; read at /metrics in Prometheus' text format.

    The ages are asked for when they are read, so that whoever died can't leave a good one behind.
    """

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)  # memory, processor time, open files
        self.queue_due = self._gauge("roundtable_queue_due", "Parcels that are due and not yet sent")
        self.queue_age = self._gauge("roundtable_queue_age_seconds", "Seconds that the longest waiting of them is due")
        self.queue_dead = self._gauge("roundtable_queue_dead", "Parcels that no platform will take")
        self.queue_blocked = self._gauge(
            "roundtable_queue_blocked", "Parcels withheld, as their room is unfit for them"
        )
        self.queue_unknown = self._gauge("roundtable_queue_unknown", "Parcels of which nobody knows if they arrived")
        self.queue_seen_age = self._gauge(
            "roundtable_queue_seen_age_seconds", "Seconds since the queue was last looked at"
        )
        self.tick_age = self._gauge("roundtable_tick_age_seconds", "Seconds since the clock last ticked")
        self.loop_lag = self._gauge(
            "roundtable_loop_lag_seconds", "Longest delay of the event loop of late, in seconds"
        )
        self.lease_losses = self._gauge("roundtable_lease_losses", "Times that the account was lost to its lease's end")
        self.handling = Histogram(
            "roundtable_handling_seconds",
            "Seconds from hearing something to the commit of all that follows from it",
            buckets=HANDLING,
            registry=self.registry,
        )

    def _gauge(self, name: str, meaning: str) -> Gauge:
        return Gauge(name, meaning, registry=self.registry)


class LoopLag:
    """How late the event loop wakes whoever sleeps: what it was busy with meanwhile, nobody else had a turn."""

    def __init__(self, *, every: float = PROBE, keep: int = 300) -> None:
        self.late: list[float] = []
        self._every = every
        self._keep = keep

    async def run(self) -> None:
        """Look until cancelled; the last minute is kept."""
        clock = asyncio.get_running_loop().time
        while True:
            before = clock()
            await asyncio.sleep(self._every)
            self.late.append(max(0.0, clock() - before - self._every))
            del self.late[: -self._keep]

    @property
    def worst(self) -> float:
        """The longest delay of the last minute, in seconds."""
        return max(self.late, default=0.0)


class Health:
    """A small web server: /healthz (the process answers), /readyz (every check holds) and /metrics.

    `checks` are asked at every request and must not block. Port 0 takes a free one; after
    `start`, `port` says which.
    """

    def __init__(
        self,
        checks: Mapping[str, Callable[[], bool]],
        host: str,
        port: int,
        metrics: Metrics | None = None,
    ) -> None:
        self.checks = checks
        self.host = host
        self.port = port
        self.metrics = metrics or Metrics()
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        """Listen. Raises OSError when the address is taken."""
        app = web.Application()
        app.add_routes(
            [
                web.get("/healthz", self._alive),
                web.get("/readyz", self._ready),
                web.get("/metrics", self._measured),
            ]
        )
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        try:
            await web.TCPSite(runner, self.host, self.port).start()
        except OSError:
            await runner.cleanup()
            raise
        self._runner = runner
        self.port = runner.addresses[0][1]

    async def stop(self) -> None:
        """Stop listening; safe to call twice."""
        runner, self._runner = self._runner, None
        if runner is not None:
            await runner.cleanup()

    def failing(self) -> list[str]:
        """The names of the checks that don't hold now."""
        return [name for name, holds in self.checks.items() if not holds()]

    async def _alive(self, request: web.Request) -> web.Response:
        return web.json_response({"alive": True})

    async def _ready(self, request: web.Request) -> web.Response:
        failing = self.failing()
        return web.json_response({"ready": not failing, "failing": failing}, status=503 if failing else 200)

    async def _measured(self, request: web.Request) -> web.Response:
        return web.Response(body=generate_latest(self.metrics.registry), headers={"Content-Type": CONTENT_TYPE_LATEST})

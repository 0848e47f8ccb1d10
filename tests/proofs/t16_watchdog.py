"""T16: whatever happens to a tick or to what calls it, the clock goes on within a minute, and is not ready meanwhile.

The clock itself, with its page: its minute runs a hundred times as fast in the short form and as it is in the long one.
"""

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import IO, Any
from unittest.mock import patch

import aiohttp
from apscheduler.schedulers import base as scheduling
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot import clock as clocks
from bot.clock import EVERY, SILENT_AFTER, Clock, now
from bot.health import Health
from storage.engine import PRAGMAS, make_engine
from storage.inbox import first_time
from storage.keys import KeyRing
from storage.unit import Storage
from tests.proofs.proof import Claim, Part, Proof, Run

WITHIN = 60.0  # seconds
FASTER = 100


class Beat:
    """What is called at each tick, and what befalls it."""

    def __init__(self) -> None:
        self.count = 0
        self.fault: Callable[[], Awaitable[Any]] | None = None

    async def __call__(self, at: datetime) -> None:
        """One tick."""
        if self.fault is not None:
            await self.fault()
        self.count += 1


async def fails() -> None:
    """A bug."""
    raise RuntimeError("tick")


async def hangs() -> None:
    """Something that never answers."""
    await asyncio.Event().wait()


async def is_cancelled() -> None:
    """Somebody cancels the tick's own task."""
    task = asyncio.current_task()
    assert task is not None
    task.cancel()
    await asyncio.sleep(0)


async def befalls(run: Run, fault: Callable[[], Awaitable[Any]]) -> Sequence[Claim]:
    """It happens to every tick for longer than the clock waits, and then no more."""
    async with clock(run) as (_, beat, ready):
        beat.fault = fault
        was_ready = await _unready(run, ready)
        beat.fault = None
        return [was_ready, await _recovered(run, ready)]


async def scheduler_pauses(run: Run) -> Sequence[Claim]:
    """What calls the ticks stops calling, without a word."""
    async with clock(run) as (one, beat, _):
        _scheduler(one).pause()
        return [await _next_ticks(run, beat, "paused: silent for")]


async def scheduler_ends(run: Run) -> Sequence[Claim]:
    """It is shut down by somebody: that is seen at the next look, before anybody misses a tick."""
    async with clock(run) as (one, beat, _):
        _scheduler(one).shutdown(wait=False)
        return [await _next_ticks(run, beat, "shut down: silent for")]


def _scheduler(one: Clock) -> AsyncIOScheduler:
    assert one._scheduler is not None
    return one._scheduler


async def _next_ticks(run: Run, beat: Beat, what: str) -> Claim:
    before, began = beat.count, time.monotonic()
    while beat.count < before + 2 and time.monotonic() - began < 2 * _within(run) / _faster(run):
        await asyncio.sleep(0.005)
    return _in_time(run, what, (time.monotonic() - began) * _faster(run))


async def wall_is_set(run: Run) -> Sequence[Claim]:
    """The wall clock is set back an hour and a day, forth an hour and a day; APScheduler waits for it."""
    claims = []
    for hours in (-1, 25, -25, 1):
        async with clock(run) as (_, beat, _ready):
            shifted = _shifted(timedelta(hours=hours))
            with patch.object(scheduling, "datetime", shifted), patch.object(clocks, "datetime", shifted):
                claims.append(await _next_ticks(run, beat, f"set by {hours:+} h: silent for"))
    return claims


async def database_is_locked(run: Run) -> Sequence[Claim]:
    """Somebody else holds the database for longer than a tick waits for it: the ticks fail, and then go on."""
    file = run.folder / "roundtable.db"
    keys = KeyRing.open(run.folder / "roundtable.key")
    storage = Storage(make_engine(f"sqlite:///{file}", pragmas={**PRAGMAS, "busy_timeout": 100}), keys)
    patient = Storage(make_engine(f"sqlite:///{file}"), keys)
    await patient.migrate()
    await patient.close()

    async def write() -> None:
        async with storage.unit() as unit:
            await first_time(unit, "beat", "", now().isoformat(), now())

    async with clock(run) as (_, beat, ready):
        beat.fault = write
        other = sqlite3.connect(file, isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        was_ready = await _unready(run, ready)
        other.execute("ROLLBACK")
        other.close()
        recovered = await _recovered(run, ready)
    await storage.close()
    return [was_ready, recovered]


async def machine_sleeps(run: Run) -> Sequence[Claim]:
    """The whole process is stopped, and goes on: it ticks again at once, and counts the time that it slept."""
    seconds = run.of(2, 70)
    every, silent = _times(run)
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.proofs.t16_watchdog", str(every.total_seconds()), str(silent.total_seconds())],
        stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert process.stdout is not None
    try:
        for _ in range(3):
            await asyncio.to_thread(_tick, process.stdout)
        os.kill(process.pid, signal.SIGSTOP)
        await asyncio.sleep(seconds)
        os.kill(process.pid, signal.SIGCONT)
        began = time.monotonic()
        slept = 0.0
        while slept < seconds / 2:  # what was said before it slept comes first
            slept = await asyncio.to_thread(_tick, process.stdout)
        return [_in_time(run, "ticking again after", (time.monotonic() - began) * _faster(run))]
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def _tick(said: IO[str]) -> float:
    """The next tick that it tells of, by the seconds since the one before; the rest is its log."""
    while not (line := said.readline()).startswith("tick "):
        pass
    return float(line.split()[1])


async def without_watchdog(run: Run) -> Sequence[Claim]:
    """The control: APScheduler alone, stopped without a word and with the wall clock set back."""
    claims = []
    for how in ("pause", "shutdown"):
        with patch.object(Clock, "_watch", _only_at_first):
            async with clock(run) as (one, beat, _):
                getattr(_scheduler(one), how)(*((False,) if how == "shutdown" else ()))
                await asyncio.sleep(0.1)
                before = beat.count
                await asyncio.sleep(WITHIN / FASTER * 2)
                found = beat.count - before
                claims.append(Claim(what=f"ticks after {how}", found=str(found), goal="0, unwatched", holds=found == 0))
    return claims


def _only_at_first(clock: Clock) -> None:
    if clock._scheduler is None:
        clock._wind()


@asynccontextmanager
async def clock(run: Run) -> AsyncIterator[tuple[Clock, Beat, "Ready"]]:
    """A clock that has ticked and says so on its page."""
    every, silent = _times(run)
    beat = Beat()
    one = Clock(beat, every=every, silent_after=silent)
    checks: Mapping[str, Callable[[], bool]] = {"clock": one.healthy}
    health = Health(checks, "127.0.0.1", 0)
    await health.start()
    running = asyncio.create_task(one.run())
    async with aiohttp.ClientSession() as session:
        ready = Ready(session, health.port)
        try:
            while not await ready():
                await asyncio.sleep(0.01)
            yield one, beat, ready
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
            await health.stop()


class Ready:
    """What /readyz says."""

    def __init__(self, session: aiohttp.ClientSession, port: int) -> None:
        self._session = session
        self._url = f"http://127.0.0.1:{port}/readyz"

    async def __call__(self) -> bool:
        """Whether it is ready."""
        async with self._session.get(self._url) as answer:
            return answer.status == 200


async def _unready(run: Run, ready: Ready) -> Claim:
    """The page stops to say so once nothing has ticked well for as long as the clock waits."""
    began = time.monotonic()
    while await ready() and time.monotonic() - began < 2 * _within(run) / _faster(run):
        await asyncio.sleep(0.005)
    seconds = (time.monotonic() - began) * _faster(run)
    return _in_time(run, "unready after", seconds)


async def _recovered(run: Run, ready: Ready) -> Claim:
    began = time.monotonic()
    while not await ready() and time.monotonic() - began < 3 * _within(run) / _faster(run):
        await asyncio.sleep(0.005)
    return _in_time(run, "ready again after", (time.monotonic() - began) * _faster(run))


def _in_time(run: Run, what: str, seconds: float) -> Claim:
    within = _within(run)
    return Claim(what=what, found=f"{seconds:.0f} s", goal=f"<= {within:.0f} s", holds=seconds <= within)


def _within(run: Run) -> float:
    """In `make test`, where time goes faster, the machine is anybody's: a minute of it is a second or two."""
    return WITHIN * run.of(10, 1)


def _faster(run: Run) -> int:
    return run.of(FASTER, 1)


def _times(run: Run) -> tuple[timedelta, timedelta]:
    return EVERY / _faster(run), SILENT_AFTER / _faster(run)


def _shifted(by: timedelta) -> type[datetime]:
    class Shifted(datetime):
        """The wall clock, set by somebody."""

        @classmethod
        def now(cls, tz: Any = None) -> datetime:  # type: ignore[override]
            """This moment, as the wall says."""
            return datetime.now(tz) + by

    return Shifted


async def _tick_and_tell(every: float, silent: float) -> None:
    last = time.clock_gettime(time.CLOCK_BOOTTIME)

    async def tell(at: datetime) -> None:
        nonlocal last
        gone, last = time.clock_gettime(time.CLOCK_BOOTTIME) - last, time.clock_gettime(time.CLOCK_BOOTTIME)
        sys.stdout.write(f"tick {gone}\n")
        sys.stdout.flush()

    await Clock(tell, every=timedelta(seconds=every), silent_after=timedelta(seconds=silent)).run()


PROOF = Proof(
    target="T16",
    promise="the clock goes on within 60 s of whatever happens to it, and /readyz is false meanwhile",
    parts=[
        Part(name="every tick fails", run=partial(befalls, fault=fails)),
        Part(name="every tick hangs", run=partial(befalls, fault=hangs)),
        Part(name="every tick is cancelled", run=partial(befalls, fault=is_cancelled)),
        Part(name="the database is locked", run=database_is_locked),
        Part(name="the scheduler is paused", run=scheduler_pauses),
        Part(name="the scheduler is shut down", run=scheduler_ends),
        Part(name="the wall clock is set", run=wall_is_set),
        Part(name="the machine sleeps", run=machine_sleeps),
        Part(name="without the watchdog", run=without_watchdog, control=True),
    ],
)

if __name__ == "__main__":
    asyncio.run(_tick_and_tell(float(sys.argv[1]), float(sys.argv[2])))

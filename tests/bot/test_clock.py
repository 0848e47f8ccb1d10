"""The tick goes on, whatever happens in it."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from bot.clock import Clock, now, steady
from tests.parcels import HandClock

EVERY = timedelta(milliseconds=20)
SILENT_AFTER = timedelta(milliseconds=200)


async def until(happened: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not happened():
            await asyncio.sleep(0.005)


class Ticks:
    """What a clock did; the first `failing` ticks fail."""

    def __init__(self, failing: int = 0, takes: float = 0) -> None:
        self.times: list[datetime] = []
        self.failing = failing
        self.takes = takes
        self.at_once = 0
        self.most_at_once = 0

    async def __call__(self, at: datetime) -> None:
        self.times.append(at)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            await asyncio.sleep(self.takes)
            if len(self.times) <= self.failing:
                raise RuntimeError("tick")
        finally:
            self.at_once -= 1


class HandSteady:
    """A clock that nobody can set, in a test's hand."""

    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


async def stop(running: "asyncio.Task[None]") -> None:
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


def test_the_steady_clock_goes_forward() -> None:
    first = steady()
    assert steady() >= first > 0


def test_now_is_aware_and_in_utc() -> None:
    assert now().utcoffset() == timedelta(0)


async def test_it_ticks_until_stopped() -> None:
    ticks = Ticks()
    clock = Clock(ticks, every=EVERY)
    running = asyncio.create_task(clock.run())
    await until(lambda: len(ticks.times) >= 3)
    await stop(running)
    count = len(ticks.times)
    await asyncio.sleep(0.1)
    assert len(ticks.times) == count
    assert clock.last_tick in ticks.times


async def test_a_failing_tick_stops_nothing_but_is_no_heartbeat() -> None:
    ticks = Ticks(failing=10_000)
    clock = Clock(ticks, every=EVERY)
    running = asyncio.create_task(clock.run())
    await until(lambda: len(ticks.times) >= 2)
    assert clock.last_tick is None
    ticks.failing = 0
    await until(lambda: clock.last_tick is not None)
    await stop(running)


async def test_a_slow_tick_is_never_two_at_once() -> None:
    ticks = Ticks(takes=0.1)
    running = asyncio.create_task(Clock(ticks, every=EVERY).run())
    await until(lambda: len(ticks.times) >= 3)
    await stop(running)
    assert ticks.most_at_once == 1


async def test_a_scheduler_that_fell_silent_is_rebuilt() -> None:
    ticks = Ticks()
    clock = Clock(ticks, every=EVERY, silent_after=SILENT_AFTER)
    running = asyncio.create_task(clock.run())
    await until(lambda: len(ticks.times) >= 1)
    scheduler = clock._scheduler
    assert scheduler is not None
    scheduler.pause()  # as after an error inside it
    await until(lambda: clock._scheduler is not scheduler)
    count = len(ticks.times)
    await until(lambda: len(ticks.times) > count)
    await stop(running)


async def test_ready_is_a_tick_that_ended_well_lately_and_nothing_before_the_first() -> None:
    since = HandSteady()
    clock = Clock(Ticks(), every=EVERY, steady=since)
    assert not clock.healthy()
    running = asyncio.create_task(clock.run())
    await until(lambda: clock.last_tick is not None)
    await stop(running)
    since.at = 40
    assert clock.healthy()
    since.at = 41
    assert not clock.healthy()
    assert clock.age == 41


async def test_a_tick_that_hangs_is_unready_until_the_watchdog_has_ended_it() -> None:
    ticks = Ticks(takes=60)
    clock = Clock(ticks, every=EVERY, silent_after=SILENT_AFTER)
    running = asyncio.create_task(clock.run())
    await until(lambda: len(ticks.times) >= 1)
    assert not clock.healthy()
    ticks.takes = 0
    await until(clock.healthy)
    assert len(ticks.times) >= 2
    await stop(running)


async def test_rebuilding_it_makes_nobody_believe_that_it_ticks() -> None:
    ticks = Ticks(failing=10_000)
    clock = Clock(ticks, every=EVERY, silent_after=SILENT_AFTER)
    running = asyncio.create_task(clock.run())
    await until(lambda: clock._wound_at > clock._began + 2 * SILENT_AFTER.total_seconds())
    assert not clock.healthy()
    await stop(running)


@pytest.mark.parametrize("hours", [-24, -1, 1, 24])
async def test_setting_the_wall_clock_neither_silences_it_nor_makes_it_unready(hours: int) -> None:
    hand, ticks = HandClock(), Ticks()
    clock = Clock(ticks, every=EVERY, now=hand)
    running = asyncio.create_task(clock.run())
    await until(clock.healthy)
    hand.passes(3600 * hours)
    count = len(ticks.times)
    assert clock.healthy()
    await until(lambda: len(ticks.times) > count)
    assert ticks.times[-1] == hand.at
    await stop(running)


async def test_a_tick_that_somebody_cancels_is_followed_by_the_next() -> None:
    ticks = Ticks(takes=0.05)
    clock = Clock(ticks, every=EVERY)
    running = asyncio.create_task(clock.run())
    await until(lambda: ticks.at_once == 1)
    next(iter(clock._beats)).cancel()
    await until(lambda: len(ticks.times) >= 3)
    await until(clock.healthy)
    await stop(running)


async def test_no_tick_outlives_its_clock() -> None:
    ticks = Ticks(takes=60)
    running = asyncio.create_task(Clock(ticks, every=EVERY).run())
    await until(lambda: ticks.at_once == 1)
    await stop(running)
    assert ticks.at_once == 0


async def test_a_watchdog_that_stumbles_goes_on_watching(monkeypatch: pytest.MonkeyPatch) -> None:
    ticks = Ticks()
    clock = Clock(ticks, every=EVERY, silent_after=SILENT_AFTER)
    wind, stumbles = clock._wind, iter([True, True, False])

    def stumble() -> None:
        if next(stumbles, False):
            raise RuntimeError("scheduler")
        wind()

    monkeypatch.setattr(clock, "_wind", stumble)
    running = asyncio.create_task(clock.run())
    await until(clock.healthy)
    await stop(running)

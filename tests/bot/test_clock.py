"""The tick goes on, whatever happens in it."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.clock import Clock, now
from tests.parcels import NOON, HandClock

EVERY = timedelta(milliseconds=20)
SILENT_AFTER = timedelta(milliseconds=200)


async def until(happened: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
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


async def stop(running: "asyncio.Task[None]") -> None:
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


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
    ticks = Ticks(failing=2)
    clock = Clock(ticks, every=EVERY)
    running = asyncio.create_task(clock.run())
    await until(lambda: len(ticks.times) == 2)
    assert clock.last_tick is None
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
    await asyncio.sleep(0.05)
    count = len(ticks.times)
    await until(lambda: len(ticks.times) > count)
    assert clock._scheduler is not scheduler
    await stop(running)


async def test_health_is_a_recent_tick() -> None:
    hand = HandClock()
    clock = Clock(Ticks(), every=EVERY, now=hand)
    assert not clock.healthy(NOON)  # it has not been started
    running = asyncio.create_task(clock.run())
    await until(lambda: clock.last_tick is not None)
    await stop(running)
    assert clock.healthy(NOON + timedelta(seconds=60))
    assert not clock.healthy(NOON + timedelta(seconds=61))


async def test_ticks_that_hang_are_unhealthy() -> None:
    hand = HandClock()
    clock = Clock(Ticks(takes=60), every=EVERY, now=hand)
    running = asyncio.create_task(clock.run())
    await asyncio.sleep(0.05)
    hand.passes(61)
    assert not clock.healthy(hand())
    await stop(running)

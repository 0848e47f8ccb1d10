"""Whoever has just come into a room is given a moment before anything is said to them that they couldn't read."""

import asyncio

import pytest

from bot.platforms.matrix import arrivals
from bot.platforms.matrix.arrivals import Arrivals


async def test_what_is_said_waits_until_whoever_came_in_has_had_a_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(round(seconds, 3))
        now[0] += seconds

    monkeypatch.setattr(asyncio, "sleep", sleep)
    came = Arrivals(lambda: now[0])
    await came.settled("!a")
    came.came("!a")
    now[0] += 0.4
    await came.settled("!b")
    assert slept == []
    await came.settled("!a")
    assert slept == [round(arrivals.NEEDS - 0.4, 3)]
    await came.settled("!a")
    came.came("!a")
    now[0] += 0.1
    came.came("!a")
    await came.settled("!a")
    assert slept == [round(arrivals.NEEDS - 0.4, 3), arrivals.NEEDS]

"""What waits for the same transaction shares it, and nothing else."""

import asyncio
from collections.abc import Sequence

import pytest

from bot.together import Together
from tests.bot.test_courier import until


class Desk:
    """Does what it is told, in turns that a test lets pass; whatever is in `bad` can't be done."""

    def __init__(self, *bad: int) -> None:
        self.bad = bad
        self.turns: list[list[int]] = []
        self.gate = asyncio.Event()
        self.together = Together(self.do)

    async def do(self, numbers: Sequence[int]) -> Sequence[str]:
        self.turns.append(list(numbers))
        await self.gate.wait()
        for number in numbers:
            if number in self.bad:
                raise ValueError(number)
        return [f"done {number}" for number in numbers]

    async def begin(self, *numbers: int) -> list["asyncio.Task[str]"]:
        """Ask for these at once; the first is under way when this returns."""
        tasks = [asyncio.create_task(self.together.done(number)) for number in numbers]
        await until(lambda: bool(self.turns))
        return tasks


async def test_what_comes_while_another_is_done_is_done_together() -> None:
    desk = Desk()
    tasks = await desk.begin(1, 2, 3, 4)
    desk.gate.set()
    assert await asyncio.gather(*tasks) == ["done 1", "done 2", "done 3", "done 4"]
    assert desk.turns == [[1], [2, 3, 4]]


async def test_none_fails_for_another() -> None:
    desk = Desk(2)
    tasks = await desk.begin(1, 2, 3)
    desk.gate.set()
    one, two, three = await asyncio.gather(*tasks, return_exceptions=True)
    assert (one, three) == ("done 1", "done 3")
    assert isinstance(two, ValueError)
    assert desk.turns == [[1], [2, 3], [2], [3]]


async def test_who_is_cancelled_takes_nobody_along() -> None:
    desk = Desk()
    first, second, third = await desk.begin(1, 2, 3)
    first.cancel()
    await until(first.done)
    third.cancel()
    desk.gate.set()
    assert await second == "done 2"
    with pytest.raises(asyncio.CancelledError):
        await third
    assert 1 not in desk.turns[-1]

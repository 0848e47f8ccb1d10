"""A look ahead serves the answer, and nothing that was seen before a change."""

import asyncio
import time
from typing import Any

from bot.platform import Later
from bot.platforms.matrix.glance import HOLDS, KEPT, Glances


class Room:
    """A room whose state is a number, counted by who asks."""

    def __init__(self) -> None:
        self.asked = 0
        self.at = 0.0
        self.fault: Exception | None = None
        self.gate = asyncio.Event()
        self.gate.set()
        self.glances = Glances(self.ask, lambda: self.at)

    async def ask(self, room: str) -> list[Any]:
        self.asked += 1
        number = self.asked
        await self.gate.wait()
        if self.fault is not None:
            raise self.fault
        return [number]

    async def state(self) -> Any:
        return await self.glances.state("!r")


async def test_the_answer_takes_what_was_asked_for_when_the_command_came() -> None:
    room = Room()
    assert await room.state() == [1]
    room.gate.clear()
    room.glances.expect("!r")
    await asyncio.sleep(0)
    assert room.asked == 2
    waiting = asyncio.create_task(room.state())
    await asyncio.sleep(0)
    room.gate.set()
    assert await waiting == [2]
    assert await room.state() == [2]  # for all who wait for an answer in this moment


async def test_where_no_answer_looked_nothing_is_asked_ahead() -> None:
    room = Room()
    room.glances.expect("!r")
    await asyncio.sleep(0)
    assert room.asked == 0
    await room.state()
    for _ in range(2):  # the second time nobody has wanted the first
        room.glances.expect("!r")
        await asyncio.sleep(0)
        room.glances.forget("!r")
    assert room.asked == 2


async def test_after_a_change_and_after_a_moment_the_server_is_asked_again() -> None:
    room = Room()
    await room.state()
    room.glances.expect("!r")
    await asyncio.sleep(0)
    room.glances.forget("!r")
    assert await room.state() == [3]
    room.glances.expect("!r")
    await asyncio.sleep(0)
    room.at += HOLDS + 0.001
    assert await room.state() == [5]


async def test_what_changes_while_the_answer_waits_counts() -> None:
    room = Room()
    await room.state()
    room.gate.clear()
    room.glances.expect("!r")
    waiting = asyncio.create_task(room.state())
    await asyncio.sleep(0)
    room.glances.forget("!r")
    room.gate.set()
    assert await waiting == [3]


async def test_what_is_at_hand_is_had_without_waiting() -> None:
    room = Room()
    assert room.glances.at_hand("!r") is None  # though it was asked for, so that the next time it is there
    room.gate.clear()
    room.glances.expect("!r")
    await asyncio.sleep(0)
    assert room.glances.at_hand("!r") is None  # it is not here yet
    room.gate.set()
    await asyncio.sleep(0.01)
    assert room.glances.at_hand("!r") == [1]
    room.at += HOLDS + 0.001
    assert room.glances.at_hand("!r") is None
    room.at -= HOLDS
    room.glances.forget("!r")
    assert room.glances.at_hand("!r") is None


async def test_a_look_that_failed_is_repeated() -> None:
    room = Room()
    await room.state()
    room.fault = Later("unreachable")
    room.glances.expect("!r")
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    room.fault = None
    assert await room.state() == [3]


async def test_a_look_that_holds_no_longer_is_let_go() -> None:
    glances = Glances(Room().ask)
    await glances.state("!r")
    glances.expect("!r")
    await asyncio.sleep(HOLDS + 0.05)
    assert glances._glances == {}


def test_who_was_alone_with_us_is_answered_there() -> None:
    glances = Room().glances
    glances.met("!chat", {"@ana"})
    glances.met("!group", {"@ana", "@ben"})
    glances.met("!empty", set())
    assert [glances.chat_with(one) for one in ("@ana", "@ben")] == ["!chat", None]


async def looked_ahead() -> Room:
    """It was asked at 1.0, and the answer came at 1.1."""
    room = Room()
    await room.state()
    room.at = 1.0
    room.gate.clear()
    room.glances.expect("!r")
    await asyncio.sleep(0)
    room.at = 1.1
    room.gate.set()
    await asyncio.sleep(0.01)
    return room


async def test_where_the_stream_tells_of_no_change_a_look_holds_on() -> None:
    room = await looked_ahead()
    for _ in range(3):
        room.at += 0.2
        room.glances.unchanged(room.at - 0.1)
        assert await room.state() == [2]
    room.glances.forget("!r")
    room.glances.unchanged(room.at)
    assert await room.state() == [3]


async def test_a_stream_that_was_asked_before_the_look_came_proves_nothing() -> None:
    room = await looked_ahead()
    room.glances.unchanged(1.09)
    room.at = 1.0 + HOLDS + 0.01
    assert await room.state() == [3]


async def test_a_look_that_nobody_uses_is_not_kept_up() -> None:
    room = await looked_ahead()
    for _ in range(100):
        room.at += KEPT / 50
        room.glances.unchanged(room.at - 0.01)
    assert room.glances.at_hand("!r") is None


async def test_a_look_that_is_kept_up_is_let_go_later() -> None:
    glances = Glances(Room().ask)
    await glances.state("!r")
    glances.expect("!r")
    await asyncio.sleep(HOLDS * 0.6)
    glances.unchanged(time.monotonic())
    await asyncio.sleep(HOLDS * 0.6)
    assert glances.at_hand("!r") == [2]
    await asyncio.sleep(HOLDS)
    assert glances._glances == {}

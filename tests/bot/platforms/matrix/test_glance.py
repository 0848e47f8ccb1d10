"""A look serves the answers of a moment, and nothing that was seen before a change."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from bot.platform import Later
from bot.platforms.matrix import glance
from bot.platforms.matrix.glance import ALIVE, HOLDS, KEPT, MOST, Glances
from tests.fakes.matrix.stage import Stage


class Room:
    """A room whose state is a number, counted by who asks; an answer takes as long as the gate is closed."""

    def __init__(self) -> None:
        self.asked = 0
        self.at = 100.0
        self.fault: Exception | None = None
        self.is_kept = True
        self.gate = asyncio.Event()
        self.gate.set()
        self.glances = Glances(self.ask, lambda room: self.is_kept, lambda: self.at)

    async def ask(self, room: str) -> list[Any]:
        self.asked += 1
        number = self.asked
        await self.gate.wait()
        if self.fault is not None:
            raise self.fault
        return [number]

    async def state(self) -> Any:
        return await self.glances.state("!r")

    async def expect(self) -> None:
        self.glances.expect("!r")
        await asyncio.sleep(0.01)

    async def wanted(self) -> None:
        """An answer has looked there, a while ago."""
        await self.state()
        self.at += HOLDS + 0.01


@pytest.fixture
def room() -> Room:
    return Room()


async def test_the_answer_takes_what_was_asked_for_when_the_command_came(room: Room) -> None:
    await room.wanted()
    room.gate.clear()
    await room.expect()
    assert room.asked == 2
    waiting = asyncio.create_task(room.state())
    await asyncio.sleep(0)
    room.gate.set()
    assert await waiting == [2]
    assert await room.state() == [2]  # for all who wait for an answer in this moment


async def test_a_server_that_is_slow_is_not_asked_again_for_each(room: Room) -> None:
    await room.wanted()
    room.gate.clear()
    await room.expect()
    waiting = asyncio.create_task(room.state())
    await asyncio.sleep(0)
    room.at += 10 * HOLDS
    room.gate.set()
    assert await waiting == [2]


async def test_where_no_answer_looked_nothing_is_asked_ahead(room: Room) -> None:
    await room.expect()
    assert room.asked == 0
    await room.wanted()
    for _ in range(2):  # the second time nobody has wanted the first
        await room.expect()
        room.glances.forget("!r")
    assert room.asked == 2


async def test_after_a_change_and_after_a_moment_the_server_is_asked_again(room: Room) -> None:
    assert await room.state() == [1]
    room.glances.forget("!r")
    assert await room.state() == [2]
    room.at += HOLDS
    assert await room.state() == [2]
    room.at += 0.001
    assert await room.state() == [3]


async def test_where_a_look_is_the_only_wall_each_is_a_new_one(room: Room) -> None:
    room.is_kept = False
    assert [await room.state(), await room.state()] == [[1], [2]]
    await room.expect()
    assert room.asked == 2
    assert room.glances.at_hand("!r") is None


async def test_what_changes_while_the_answer_waits_counts(room: Room) -> None:
    await room.wanted()
    room.gate.clear()
    room.glances.expect("!r")
    waiting = asyncio.create_task(room.state())
    await asyncio.sleep(0)
    room.glances.forget("!r")
    room.gate.set()
    assert await waiting == [3]


async def test_what_is_at_hand_is_had_without_waiting(room: Room) -> None:
    assert room.glances.at_hand("!r") is None  # though it was asked for, so that the next time it is there
    room.gate.clear()
    await room.expect()
    assert room.glances.at_hand("!r") is None  # it is not here yet
    room.gate.set()
    await asyncio.sleep(0.01)
    assert room.glances.at_hand("!r") == [1]
    room.at += HOLDS + 0.001
    assert room.glances.at_hand("!r") is None
    room.at -= HOLDS
    room.glances.forget("!r")
    assert room.glances.at_hand("!r") is None


async def test_a_look_that_failed_is_repeated(room: Room) -> None:
    await room.wanted()
    room.fault = Later("unreachable")
    await room.expect()
    assert room.glances.at_hand("!r") is None
    room.fault = None
    assert await room.state() == [3]


async def test_where_the_stream_tells_of_no_change_a_look_holds_on(room: Room) -> None:
    await room.state()
    for _ in range(3):
        room.at += ALIVE
        room.glances.unchanged(room.at - 0.1)
        assert await room.state() == [1]
    room.at += ALIVE - 0.05
    assert await room.state() == [2]
    room.glances.forget("!r")
    room.glances.unchanged(room.at)
    assert await room.state() == [3]


async def test_a_look_that_is_under_way_does_not_keep_the_last_from_being_proven(room: Room) -> None:
    await room.wanted()
    room.gate.clear()
    await room.expect()
    room.at += HOLDS
    room.glances.unchanged(room.at - 0.1)
    assert await room.state() == [1]
    room.gate.set()
    await asyncio.sleep(0.01)
    assert await room.state() == [2]


async def test_a_newer_look_is_proven_by_what_proves_the_one_before_it(room: Room) -> None:
    await room.wanted()
    began = room.at
    room.at += 0.1
    assert await room.state() == [2]  # on a slow server the sync that was begun before takes longer than a look holds
    room.glances.unchanged(began)
    room.at += HOLDS + 0.01
    assert await room.state() == [2]
    room.at = began + ALIVE + 0.01
    assert await room.state() == [3]


async def test_a_stream_that_was_asked_before_the_look_came_proves_nothing(room: Room) -> None:
    room.gate.clear()
    waiting = asyncio.create_task(room.state())
    await asyncio.sleep(0)
    room.at += 0.1
    room.gate.set()
    await waiting
    room.glances.unchanged(room.at - 0.05)  # a change may be older than that sync's answer and newer than the look
    room.at += HOLDS + 0.01
    assert await room.state() == [2]
    began = room.at + 0.01
    room.glances.forget("!r")
    room.at += 0.02
    assert await room.state() == [3]
    room.glances.unchanged(began)  # nor does one that was asked between a change and the first look after it
    room.at += HOLDS + 0.01
    assert await room.state() == [4]


async def test_a_look_that_nobody_uses_is_let_go(room: Room) -> None:
    await room.state()
    for _ in range(100):
        room.at += (KEPT + ALIVE) / 50
        room.glances.unchanged(room.at - 0.01)
    assert room.glances._sights == {}


async def test_no_more_looks_are_kept_than_these(room: Room) -> None:
    for number in range(MOST + 10):
        await room.glances.state(f"!{number}")
    assert len(room.glances._sights) == MOST
    assert room.glances.at_hand(f"!{MOST + 9}") is not None


def test_who_was_alone_with_us_is_answered_there(room: Room) -> None:
    room.glances.met("!chat", {"@ana"})
    room.glances.met("!group", {"@ana", "@ben"})
    room.glances.met("!empty", set())
    assert [room.glances.chat_with(one) for one in ("@ana", "@ben")] == ["!chat", None]


@pytest.mark.parametrize(
    ("kind", "content", "who"),
    [
        ("m.room.member", {"membership": "join"}, "@mallory:fake.test"),
        ("m.room.join_rules", {"join_rule": "public"}, ""),
        ("m.room.history_visibility", {"history_visibility": "shared"}, ""),
        ("m.room.tombstone", {"replacement_room": "!n:t.test"}, ""),
    ],
    ids=["joins", "rule", "history", "upgrade"],
)
async def test_what_the_stream_tells_ends_what_was_seen(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, kind: str, content: Any, who: str
) -> None:
    monkeypatch.setattr(glance, "ALIVE", 3600.0)  # nothing else ends it within this test
    bot = await stage.bot()
    ana = await stage.person("ana")
    room = stage.room(bot, ana)
    async with asyncio.timeout(20):
        while not bot.platform._device.client.is_encrypted(room.id):
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.1)  # until the rest of what came with it was taken in
        before = await bot.platform.inspect(room.id, recent=True)
        stage.server.put(room, ana.user_id, "m.room.topic", {"topic": "new"}, state_key="")
        await asyncio.sleep(2 * HOLDS)
        stage.server.put(room, ana.user_id, "m.room.topic", {"topic": "newer"}, state_key="")
        await asyncio.sleep(0.1)
        assert bot.platform.glimpse(room.id) is before  # kept up by a sync that brought nothing of the kind
        stage.server.put(room, ana.user_id, kind, content, state_key=who)
        while bot.platform.glimpse(room.id) is not None:
            await asyncio.sleep(0.001)
    after = await bot.platform.inspect(room.id, recent=True)
    assert after != replace(before, at=after.at)

"""Order, side by side, and the checkpoint behind the slowest."""

import asyncio
from datetime import UTC, datetime

import pytest

from bot.platform import Fatal
from bot.platforms.matrix import intake
from bot.platforms.matrix.intake import Intake
from commands.engine.heard import Event, RoomChanged

AT = datetime(2027, 3, 9, tzinfo=UTC)


class Place:
    """Every place that was saved."""

    def __init__(self) -> None:
        self.saved: list[str] = []

    async def load(self) -> str | None:
        """The last one."""
        return self.saved[-1] if self.saved else None

    async def save(self, token: str) -> None:
        """Keep it."""
        self.saved.append(token)


def change(room: str) -> RoomChanged:
    """Some event in a room."""
    return RoomChanged(platform="matrix", room=room, at=AT)


async def settle() -> None:
    """Let everything run that can."""
    for _ in range(20):
        await asyncio.sleep(0)


async def test_rooms_go_side_by_side_and_the_place_waits_for_the_slowest() -> None:
    heard: list[str] = []
    gate = asyncio.Event()

    async def hear(event: Event) -> None:
        assert isinstance(event, RoomChanged)
        if event.room == "slow":
            await gate.wait()
        heard.append(event.room)

    place = Place()
    async with Intake(hear, place) as intake:
        await intake.put([change("slow"), change("fast")], "1")
        await intake.put([change("fast")], "2")
        await intake.put([], "3")
        await settle()
        assert heard == ["fast", "fast"]
        assert place.saved == []
        gate.set()
        await settle()
        assert heard == ["fast", "fast", "slow"]
        assert place.saved == ["3"]


async def test_one_room_keeps_its_order() -> None:
    heard: list[Event] = []

    async def hear(event: Event) -> None:
        await asyncio.sleep(0.01 if not heard else 0)
        heard.append(event)

    events = [change("room") for _ in range(5)]
    async with Intake(hear, Place()) as intake:
        await intake.put(events[:3], "1")
        await intake.put(events[3:], "2")
    assert [id(event) for event in heard] == [id(event) for event in events]


async def test_what_could_not_be_committed_is_tried_until_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "LONGEST_PAUSE", 0.001)
    tries = 0

    async def hear(event: Event) -> None:
        nonlocal tries
        tries += 1
        if tries < 4:
            raise OSError("database is locked")

    place = Place()
    async with Intake(hear, place) as lane:
        await lane.put([change("room")], "1")
    assert tries == 4
    assert place.saved == ["1"]


async def test_a_fault_of_the_stream_comes_out_as_itself() -> None:
    async def hear(event: Event) -> None:
        await asyncio.sleep(60)

    place = Place()

    async def stream() -> None:
        async with Intake(hear, place) as lane:
            await lane.put([change("room")], "1")
            raise Fatal("refused")

    with pytest.raises(Fatal, match="refused"):
        await stream()
    assert place.saved == []


async def test_places_that_are_reached_together_are_saved_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "SAVE_AFTER", 0.05)

    async def hear(event: Event) -> None:
        return

    place = Place()
    async with Intake(hear, place) as lane:
        for number in range(20):
            await lane.put([change("room")] * (number % 2), str(number))
            await settle()
        assert place.saved == []
    assert place.saved == ["19"]

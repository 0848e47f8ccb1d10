"""A process that goes on where another was, as the same device or as another: what was being sent is said once."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.app import App
from storage.access import Label
from storage.engine import make_engine
from storage.outbox import Parcel, ParcelState
from storage.queue import UNSENT
from storage.room import Room
from storage.unit import Storage
from tests.cast import START, put_together
from tests.fakes.memory import LostAnswer, MemoryPlatform
from tests.parcels import make_parcel, make_room

LATER = START + timedelta(minutes=5)


@asynccontextmanager
async def running(app: App) -> AsyncIterator[None]:
    """Until it has nothing more to say, and from then on."""
    task = asyncio.create_task(app.run())
    async with asyncio.timeout(60):
        while not app.ready or await unsent(app.storage):
            await asyncio.sleep(0.02)
    yield
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def unsent(storage: Storage) -> int:
    async with storage.unit() as unit:
        return await unit.scalar(select(func.count()).where(Parcel.state.in_(UNSENT))) or 0


@pytest.mark.parametrize("device", ["one", "two"])
async def test_what_was_being_sent_is_said_once(storage: Storage, device: str) -> None:
    side = MemoryPlatform(lambda: START)
    side.device = "one"
    room = make_room(side.room().id)
    parcel = make_parcel(room, said="answered-privately", created_at=START, not_before=START, label=Label.CLEAR)

    def another() -> App:
        engine = make_engine(storage.engine.url.render_as_string(hide_password=False))  # which the App closes
        return put_together(Storage(engine, storage.keys, durable=False), side).app

    first, second = another(), another()
    second.now = second.courier.now = lambda: LATER
    async with running(first):
        async with first.storage.unit() as unit:
            unit.add(room)
            await unit.session.flush()
            side.fail(LostAnswer())
            await unit.outbox.add(parcel)
        async with asyncio.timeout(60):
            while not said(side, room):
                await asyncio.sleep(0.02)
    assert await state_of(parcel, storage) in UNSENT

    side.device = device
    async with running(second):
        assert await state_of(parcel, storage) is ParcelState.SENT
    assert said(side, room) == 1


def said(side: MemoryPlatform, room: Room) -> int:
    return sum(post.room == room.external_id for post in side.log)


async def state_of(parcel: Parcel, storage: Storage) -> ParcelState | None:
    async with storage.unit() as unit:
        return await unit.scalar(select(Parcel.state).where(Parcel.id == parcel.id))

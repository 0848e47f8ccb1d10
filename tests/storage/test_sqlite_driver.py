"""SQLite's driver where somebody is cancelled: nothing of it may outlive those who wait for it."""

import asyncio
import contextlib
import threading
from pathlib import Path

import pytest
from sqlalchemy import text

from storage.engine import make_engine
from storage.unit import Storage


def assert_ended(before: set[threading.Thread]) -> None:
    """No thread is left but these; one that has said its last word takes a moment to be gone."""
    for thread in set(threading.enumerate()) - before:
        thread.join(5)
        assert not thread.is_alive()


async def test_whoever_is_cancelled_while_a_connection_is_given_up_leaves_no_thread_behind(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path}/x.db")
    giving_up = asyncio.Event()

    async def work() -> None:
        async with engine.connect() as connection:
            await connection.exec_driver_sql("CREATE TABLE x (y)")
            asyncio.get_running_loop().call_soon(giving_up.set)
            await connection.invalidate()

    before = set(threading.enumerate())
    working = asyncio.create_task(work())
    await giving_up.wait()
    while not working.done():
        working.cancel()
        await asyncio.sleep(0)
    assert working.cancelled()
    assert asyncio.all_tasks() == {asyncio.current_task()}
    assert_ended(before)
    await engine.dispose()


@pytest.mark.parametrize("turns", range(30))
async def test_whoever_is_cancelled_while_it_connects_leaves_no_connection_behind(tmp_path: Path, turns: int) -> None:
    storage = Storage.open(f"sqlite:///{tmp_path}/x.db", tmp_path / "key.json")
    before = set(threading.enumerate())

    async def work() -> None:
        async with storage.unit() as unit:
            await unit.run(text("SELECT 1"))

    working = asyncio.create_task(work())
    for _ in range(turns):
        await asyncio.sleep(0.0005)
    working.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await working
    async with storage.unit() as unit:
        assert (await unit.run(text("SELECT 1"))).scalar_one() == 1
    await storage.close()
    assert_ended(before)

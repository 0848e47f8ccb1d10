"""SQLite's driver where somebody is cancelled: nothing of it may outlive those who wait for it."""

import asyncio
import threading
from pathlib import Path

from storage.engine import make_engine


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
    assert not any(thread.is_alive() for thread in set(threading.enumerate()) - before)
    await engine.dispose()

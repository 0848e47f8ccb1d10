"""Units that wait for each other share a commit on SQLite, and nothing else: no failure, no rollback."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import group_commit, sqlite_driver
from storage.engine import StorageTrouble, Trouble
from storage.unit import Storage, Unit


class Ledger:
    """A database with one table, and how often it was committed."""

    def __init__(self, folder: Path) -> None:
        self.storage = Storage.open(f"sqlite:///{folder}/roundtable.db", folder / "roundtable.key")
        self.commits = 0
        event.listen(self.storage.engine.sync_engine, "commit", self._count)

    def _count(self, connection: object) -> None:
        self.commits += 1

    async def write(self, number: int, *, size: int = 0, before: asyncio.Event | None = None) -> None:
        async with self.storage.unit() as unit:
            if before is not None:
                await before.wait()
            await self.put(unit, number, size=size)

    async def put(self, unit: Unit, number: int, *, size: int = 0) -> None:
        await unit.run(text("INSERT INTO entry VALUES (:number, :text)"), {"number": number, "text": "x" * size})

    async def numbers(self) -> list[int]:
        async with self.storage.unit() as unit:
            return list((await unit.run(text("SELECT number FROM entry ORDER BY number"))).scalars())


@pytest.fixture
async def ledger(tmp_path: Path) -> AsyncIterator[Ledger]:
    ledger = Ledger(tmp_path)
    async with ledger.storage.unit() as unit:
        await unit.run(text("CREATE TABLE entry (number INTEGER PRIMARY KEY, text TEXT)"))
    ledger.commits = 0
    yield ledger
    await ledger.storage.close()


async def test_units_that_wait_for_each_other_are_committed_together(ledger: Ledger) -> None:
    await asyncio.gather(*(ledger.write(number) for number in range(20)))
    assert ledger.commits == 1
    assert await ledger.numbers() == list(range(20))


async def test_one_that_nobody_waits_for_is_committed_alone(ledger: Ledger) -> None:
    for number in range(3):
        await ledger.write(number)
    assert ledger.commits == 3


async def test_only_what_changes_something_waits_for_the_disk(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    in_thread, waited = sqlite_driver.Connection._in_thread, []

    def noted(connection: sqlite_driver.Connection, how: str) -> "asyncio.Future[None]":
        waited.append(how)
        return in_thread(connection, how)

    monkeypatch.setattr(sqlite_driver.Connection, "_in_thread", noted)
    assert await ledger.numbers() == []
    assert waited == []
    await ledger.write(1)
    assert waited == ["commit"]
    assert await ledger.numbers() == [1]


async def test_one_that_finds_another_process_writing_waits_for_it(ledger: Ledger) -> None:
    other = sqlite3.connect(str(ledger.storage.engine.url.database), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    writing = asyncio.create_task(ledger.write(1))
    await asyncio.sleep(0.05)
    assert not writing.done()
    other.execute("INSERT INTO entry VALUES (0, '')")
    other.execute("COMMIT")
    other.close()
    await writing
    assert await ledger.numbers() == [0, 1]


async def test_one_that_fails_takes_nothing_of_the_others_with_it(ledger: Ledger) -> None:
    async def fails() -> None:
        async with ledger.storage.unit() as unit:
            await ledger.put(unit, 100)
            raise ValueError

    ended = await asyncio.gather(fails(), ledger.write(1), fails(), ledger.write(2), fails(), return_exceptions=True)
    assert [type(one) for one in ended] == [ValueError, type(None), ValueError, type(None), ValueError]
    assert await ledger.numbers() == [1, 2]


async def test_none_is_done_before_the_commit(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    reached, go_on = asyncio.Event(), asyncio.Event()
    commit = sqlite_driver.commit

    async def slowly(connection: AsyncConnection) -> None:
        reached.set()
        await go_on.wait()
        await commit(connection)

    monkeypatch.setattr(group_commit, "commit", slowly)
    writing = [asyncio.create_task(ledger.write(number)) for number in range(3)]
    await reached.wait()
    assert not any(one.done() for one in writing)
    go_on.set()
    await asyncio.gather(*writing)


async def test_a_commit_that_fails_fails_for_each_and_the_next_begin_anew(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuses(connection: AsyncConnection) -> None:
        raise StorageTrouble(Trouble.FULL)

    with monkeypatch.context() as patched:
        patched.setattr(group_commit, "commit", refuses)
        ended = await asyncio.gather(*(ledger.write(number) for number in range(3)), return_exceptions=True)
    assert [type(one) for one in ended] == [StorageTrouble] * 3
    await ledger.write(7)
    assert await ledger.numbers() == [7]


async def test_on_a_full_disk_nobody_is_told_that_theirs_was_kept(ledger: Ledger) -> None:
    """SQLite then undoes the whole transaction by itself, and a commit after it would succeed with nothing in it."""
    async with ledger.storage.unit() as unit:
        pages = (await unit.run(text("PRAGMA page_count"))).scalar_one()
        await unit.run(text(f"PRAGMA max_page_count={pages + 2}"))
    ended = await asyncio.gather(
        ledger.write(1), ledger.write(2), ledger.write(3, size=1_000_000), ledger.write(4), return_exceptions=True
    )
    kept = [number for number, one in zip((1, 2, 3, 4), ended, strict=True) if one is None]
    assert isinstance(ended[2], StorageTrouble)
    assert ended[2].kind is Trouble.FULL
    assert await ledger.numbers() == kept == [4], "whoever came after it began anew, at once"


async def test_whoever_gives_up_waiting_holds_nobody_up(ledger: Ledger) -> None:
    held, go_on = asyncio.Event(), asyncio.Event()

    async def first() -> None:
        async with ledger.storage.unit() as unit:
            held.set()
            await go_on.wait()
            await ledger.put(unit, 1)

    writing = asyncio.create_task(first())
    await held.wait()
    gone, stays = asyncio.create_task(ledger.write(2)), asyncio.create_task(ledger.write(3))
    await asyncio.sleep(0)
    gone.cancel()
    go_on.set()
    await asyncio.gather(writing, stays)
    assert await ledger.numbers() == [1, 3]


async def test_whoever_gives_up_in_the_middle_leaves_nothing(ledger: Ledger) -> None:
    never = asyncio.Event()
    writing = asyncio.create_task(ledger.write(1, before=never))
    await asyncio.sleep(0.01)
    writing.cancel()
    await asyncio.gather(writing, ledger.write(2), return_exceptions=True)
    assert await ledger.numbers() == [2]


@pytest.mark.parametrize("past_the_session", [True, False])
async def test_whoever_is_cancelled_after_a_statement_takes_nothing_of_the_others_along(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch, past_the_session: bool
) -> None:
    """A unit that hears of it at once is undone; SQLAlchemy, in the middle of its work, hears of it too late."""

    async def cancelled() -> None:
        async with ledger.storage.unit() as unit:
            with monkeypatch.context() as patched:
                patched.setattr(sqlite_driver, "TURN", -1.0)  # it gives way after each statement
                task = asyncio.current_task()
                assert task is not None
                asyncio.get_running_loop().call_soon(task.cancel)
                if past_the_session:
                    await ledger.put(unit, 100)
                else:
                    await unit.session.execute(text("INSERT INTO entry VALUES (100, '')"))

    ended = await asyncio.gather(ledger.write(1), cancelled(), ledger.write(2), return_exceptions=True)
    assert [type(one) for one in ended] == [type(None), asyncio.CancelledError, type(None)]
    assert await ledger.numbers() == ([1, 2] if past_the_session else [1, 2, 100])


async def test_cancelled_while_it_waits_for_another_process_it_keeps_no_lock(ledger: Ledger, tmp_path: Path) -> None:
    other = Storage.open(f"sqlite:///{tmp_path}/roundtable.db", tmp_path / "roundtable.key")
    async with other.unit() as unit:
        await ledger.put(unit, 1)
        waiting = asyncio.create_task(ledger.write(2))
        await asyncio.sleep(0.05)
        waiting.cancel()
        await asyncio.sleep(0.05)
    await asyncio.gather(waiting, return_exceptions=True)
    async with other.unit() as unit:
        await ledger.put(unit, 3)
    await other.close()
    assert await ledger.numbers() == [1, 3]


async def test_the_loop_goes_on_while_another_process_writes(ledger: Ledger, tmp_path: Path) -> None:
    other = Storage.open(f"sqlite:///{tmp_path}/roundtable.db", tmp_path / "roundtable.key")
    turns = 0
    async with other.unit() as unit:
        await ledger.put(unit, 1)
        waiting = asyncio.create_task(ledger.write(2))
        for _ in range(20):
            await asyncio.sleep(0.01)
            turns += 1
        assert not waiting.done()
    await waiting
    assert turns == 20
    assert await ledger.numbers() == [1, 2]
    await other.close()

"""Settings that make commits last, and troubles told by their kind."""

import asyncio
import os
import sqlite3
import stat
import subprocess
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from storage import engine as engine_module
from storage.engine import (
    PRAGMAS,
    READS,
    BadDatabase,
    StorageTrouble,
    Trouble,
    as_trouble,
    assert_settings,
    connected,
    make_engine,
)
from tests.postgres import Postgres


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "data" / "roundtable.db"


@pytest.mark.parametrize("form", ["sqlite:///{}", "sqlite+aiosqlite:///{}"])
async def test_sqlite_takes_every_setting_on_every_connection(file: Path, form: str) -> None:
    engine = make_engine(form.format(file))
    await assert_settings(engine)
    await engine.dispose()
    await assert_settings(engine)
    await engine.dispose()


async def test_who_opens_a_new_file_while_another_makes_its_log_waits_for_it(file: Path) -> None:
    engine = make_engine(f"sqlite:///{file}")
    with closing(sqlite3.connect(file, isolation_level=None)) as another:
        another.execute("BEGIN IMMEDIATE")  # what SQLite refuses to wait for, whatever busy_timeout says
        settled = asyncio.create_task(assert_settings(engine))
        await asyncio.sleep(0.2)
        assert not settled.done()
        another.execute("ROLLBACK")
        await settled
    await engine.dispose()


@pytest.mark.parametrize("name", [name for name in PRAGMAS if name not in {"mmap_size", "wal_autocheckpoint"}])
async def test_a_setting_that_was_not_taken_is_noticed(file: Path, name: str) -> None:
    wrong = {"journal_mode": "delete", "synchronous": 1, "busy_timeout": 1, "temp_store": 0, "journal_size_limit": 1}
    engine = make_engine(f"sqlite:///{file}", pragmas=PRAGMAS | {name: wrong.get(name, 1 - int(PRAGMAS[name] == 1))})
    with pytest.raises(BadDatabase, match=name):
        await assert_settings(engine)
    await engine.dispose()


async def test_the_database_is_its_owners_alone(file: Path) -> None:
    engine = make_engine(f"sqlite:///{file}")
    async with engine.begin() as connection:
        await connection.execute(text("CREATE TABLE one (number INTEGER)"))
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in file.parent.iterdir()}
    assert set(modes.values()) == {0o600}
    assert "roundtable.db-wal" in modes
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    file.chmod(0o644)
    with pytest.raises(BadDatabase, match="0600"):
        await assert_settings(engine)
    await engine.dispose()


@pytest.mark.parametrize("url", ["", "roundtable.db", "mysql://x/y", "sqlite://", "sqlite:///:memory:"])
def test_an_address_that_cannot_be_is_refused_in_a_sentence(url: str) -> None:
    with pytest.raises(BadDatabase, match=r"\.$"):
        make_engine(url)


def test_a_folder_that_cannot_be_made_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(BadDatabase, match="can't be used"):
        make_engine(f"sqlite:///{tmp_path}/file/roundtable.db")


async def test_a_held_lock_is_a_trouble_and_passes(file: Path) -> None:
    engine = make_engine(f"sqlite:///{file}", pragmas=PRAGMAS | {"busy_timeout": 50})
    async with engine.begin() as connection:
        await connection.execute(text("CREATE TABLE one (number INTEGER)"))
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StorageTrouble) as trouble:
        async with engine.begin():
            pass
    assert trouble.value.kind is Trouble.LOCKED
    other.execute("ROLLBACK")
    other.close()
    async with engine.begin() as connection:
        await connection.execute(text("INSERT INTO one VALUES (1)"))
    await engine.dispose()


async def test_a_reader_writes_nothing_and_holds_up_nobody(file: Path) -> None:
    writer, reader = make_engine(f"sqlite:///{file}"), make_engine(f"sqlite:///{file}")
    async with writer.begin() as connection:
        await connection.execute(text("CREATE TABLE one (number INTEGER)"))
    async with connected(reader, **{READS: True}) as reading:
        assert await reading.scalar(text("SELECT count(*) FROM one")) == 0
        async with writer.begin() as connection:
            await connection.execute(text("INSERT INTO one VALUES (1)"))
        assert await reading.scalar(text("SELECT count(*) FROM one")) == 0
        with pytest.raises(StorageTrouble):
            await reading.execute(text("INSERT INTO one VALUES (2)"))
    await writer.dispose()
    await reader.dispose()


async def test_a_file_that_is_no_database_is_damaged(file: Path) -> None:
    engine = make_engine(f"sqlite:///{file}")
    file.write_bytes(b"no database at all" * 1000)
    with pytest.raises(StorageTrouble) as trouble:
        await assert_settings(engine)
    assert trouble.value.kind is Trouble.DAMAGED
    await engine.dispose()


async def test_a_server_that_is_not_there_is_unreachable(tmp_path: Path) -> None:
    engine = make_engine(f"postgresql://nobody@/none?host={tmp_path}")
    with pytest.raises(StorageTrouble) as trouble:
        await assert_settings(engine)
    assert trouble.value.kind is Trouble.UNREACHABLE
    await engine.dispose()


async def test_a_database_that_the_server_refuses_is_told_in_a_sentence(postgres: Postgres) -> None:
    empty_url = postgres.fresh_database()
    engine = make_engine(empty_url.replace("/test_", "/no_test_"))
    with pytest.raises(BadDatabase, match="refuses"):
        await assert_settings(engine)
    await engine.dispose()


async def test_postgresql_sessions_commit_durably_and_wait_for_nothing_long(postgres: Postgres) -> None:
    empty_url = postgres.fresh_database()
    engine = make_engine(empty_url)
    await assert_settings(engine, durable=False)
    with pytest.raises(BadDatabase, match="fsync=off"):  # the tests' server, made for speed
        await assert_settings(engine)
    async with connected(engine) as connection:
        shown = [await connection.scalar(text(f"SHOW {name}")) for name in ("synchronous_commit", "lock_timeout")]
        assert shown == ["on", "5s"]
    await engine.dispose()


async def test_a_row_locked_too_long_is_a_trouble_on_postgresql(postgres: Postgres) -> None:
    empty_url = postgres.fresh_database()
    engine = make_engine(empty_url)
    async with engine.begin() as connection:
        await connection.execute(text("CREATE TABLE one (number INTEGER)"))
        await connection.execute(text("INSERT INTO one VALUES (1)"))
    async with engine.begin() as first, engine.connect() as second:
        await first.execute(text("UPDATE one SET number = 2"))
        await second.execute(text("SET LOCAL lock_timeout = '50ms'"))
        with pytest.raises(StorageTrouble) as trouble:
            await second.execute(text("UPDATE one SET number = 3"))
    assert trouble.value.kind is Trouble.LOCKED
    await engine.dispose()


BACKEND = text("SELECT pg_backend_pid()")  # which connection this is


async def test_a_connection_that_postgresql_closed_is_replaced_before_it_is_used(postgres: Postgres) -> None:
    engine, other = (make_engine(url) for url in 2 * [postgres.fresh_database()])
    async with engine.begin() as connection:
        first = await connection.scalar(BACKEND)
    async with other.begin() as connection:
        assert await connection.scalar(text(f"SELECT pg_terminate_backend({first})"))
    await asyncio.sleep(0.2)
    async with engine.begin() as connection:
        assert await connection.scalar(BACKEND) != first
    await engine.dispose()
    await other.dispose()


@pytest.mark.parametrize(("rested", "asked"), [(0, True), (60, False)])
async def test_only_a_connection_that_rested_is_asked_whether_it_lives(
    postgres: Postgres, monkeypatch: pytest.MonkeyPatch, rested: float, asked: bool
) -> None:
    """It doesn't here: another is made."""
    engine = make_engine(postgres.fresh_database())
    async with engine.begin() as connection:
        first = await connection.scalar(BACKEND)

    def dead(connection: object) -> bool:
        raise engine.dialect.loaded_dbapi.OperationalError("connection is closed")

    monkeypatch.setattr(engine_module, "RESTED", rested)
    monkeypatch.setattr(engine.dialect, "do_ping", dead)
    async with engine.begin() as connection:
        assert (await connection.scalar(BACKEND) != first) is asked
    await engine.dispose()


@pytest.mark.skipif(os.geteuid() != 0, reason="mounting a small disk needs root")
async def test_a_full_disk_is_a_trouble_and_loses_nothing_committed(tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(small)], capture_output=True)
    if mounted.returncode:
        pytest.skip("no disk can be mounted here")
    try:
        await _fill(small)
    finally:
        subprocess.run(["umount", str(small)], check=True)


async def _fill(small: Path) -> None:
    engine = make_engine(f"sqlite:///{small}/roundtable.db")
    async with engine.begin() as connection:
        await connection.execute(text("CREATE TABLE one (text TEXT)"))
    committed = 0

    async def add() -> None:
        nonlocal committed
        for _ in range(100):
            async with engine.begin() as connection:
                await connection.execute(text("INSERT INTO one VALUES (:text)"), {"text": "x" * 50_000})
            committed += 1

    with pytest.raises(StorageTrouble) as trouble:
        await add()
    assert trouble.value.kind is Trouble.FULL
    await engine.dispose()
    engine = make_engine(f"sqlite:///{small}/roundtable.db")
    async with connected(engine, **{READS: True}) as connection:
        assert await connection.scalar(text("SELECT count(*) FROM one")) == committed > 0
    await engine.dispose()


def test_a_bug_of_ours_stays_what_it_is() -> None:
    assert as_trouble(ValueError("bug")) is None
    error = sqlite3.IntegrityError("UNIQUE constraint failed")
    assert as_trouble(error) is None

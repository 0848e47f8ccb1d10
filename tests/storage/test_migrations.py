"""The schema comes from the revisions, is that of the nouns, and is never older than what wrote the data."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, select, text

from storage import migrations
from storage.affiliation import Affiliation
from storage.engine import UNCHECKED, BadDatabase, connected, make_engine
from storage.unit import Storage


async def differences(storage: Storage) -> list[Any]:
    async with connected(storage.engine) as connection:
        return await connection.run_sync(migrations.differences)


async def execute(storage: Storage, statement: str) -> None:
    async with storage.engine.begin() as connection:
        await connection.execute(text(statement))


@pytest.mark.long
async def test_the_upgraded_schema_is_that_of_the_nouns(empty: Storage) -> None:
    await empty.migrate()
    assert await differences(empty) == []
    await execute(empty, "DROP TABLE occurrence")  # of no database that another test gets
    assert await differences(empty) != []  # the control: a difference is seen


def test_the_names_of_the_files_are_alembics_history() -> None:
    scripts = ScriptDirectory(str(migrations.HERE))
    assert {script.revision for script in scripts.walk_revisions()} == migrations.revisions()
    assert scripts.get_heads() == [max(migrations.revisions())]


async def test_migrating_again_changes_nothing(storage: Storage) -> None:
    await storage.migrate()
    await storage.check()


async def test_a_database_one_revision_ahead_is_refused_in_a_sentence(storage: Storage) -> None:
    await execute(storage, "UPDATE alembic_version SET version_num = '9999'")
    for start in (storage.migrate, storage.check):
        with pytest.raises(BadDatabase, match="newer version"):
            await start()


@pytest.mark.later
async def test_processes_that_start_at_once_migrate_once(empty_url: str, tmp_path: Path) -> None:
    storages = [Storage.open(empty_url, tmp_path / "keys.json", durable=False) for _ in range(3)]
    await asyncio.gather(*(storage.migrate() for storage in storages))
    for storage in storages:
        await storage.check()
        await storage.close()


@pytest.fixture
async def empty(empty_url: str, tmp_path: Path) -> AsyncIterator[Storage]:
    """A storage whose database has no tables yet."""
    storage = Storage.open(empty_url, tmp_path / "keys.json", durable=False)
    yield storage
    await storage.close()


@pytest.mark.later
async def test_through_whom_somebody_comes_today_becomes_a_stretch_without_an_end(empty: Storage) -> None:
    columns = "id, name, kind, country, parent_id, status, findable, parent_since, created_at"
    async with connected(empty.engine) as connection:
        await connection.run_sync(migrations.upgrade, "0010")
        for row in (
            "'c', 'Region', 'consortium', 'BE', NULL, 'active', false, NULL, '2026-01-01'",
            "'o', 'Ghent', 'affiliate', 'BE', 'c', 'active', false, '2026-03-01', '2026-02-01'",
        ):
            await connection.execute(text(f"INSERT INTO organisation ({columns}) VALUES ({row})"))
        await connection.commit()
    await empty.migrate()
    async with empty.unit() as unit:
        [one] = await unit.scalars(select(Affiliation))
        assert (one.organisation_id, one.parent_id, one.since, one.until) == ("o", "c", date(2026, 3, 1), None)


@pytest.mark.later
async def test_a_migration_that_fails_leaves_nothing_behind(empty: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    upgrade = migrations.upgrade

    def cut(connection: Connection) -> None:
        upgrade(connection)
        raise BadDatabase("power cut")

    with monkeypatch.context() as patch:
        patch.setattr(migrations, "upgrade", cut)
        with pytest.raises(BadDatabase, match="power cut"):
            await empty.migrate()
    async with connected(empty.engine) as connection:
        assert await connection.run_sync(migrations.current) is None
    await empty.migrate()
    await empty.check()


async def test_foreign_keys_are_checked_at_the_end_of_a_migration_and_on_again_after_it(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path}/x.db")
    async with connected(engine, **{UNCHECKED: True}) as connection:
        await connection.execute(text("CREATE TABLE one (id INTEGER PRIMARY KEY)"))
        await connection.execute(text("CREATE TABLE two (one INTEGER REFERENCES one (id))"))
        await connection.execute(text("INSERT INTO two VALUES (1)"))
        with pytest.raises(BadDatabase, match="refer to nothing"):
            await connection.run_sync(migrations.assert_references)
        await connection.execute(text("DELETE FROM two"))
        await connection.commit()
    with pytest.raises(Exception, match="FOREIGN KEY"):
        async with engine.begin() as connection:
            await connection.execute(text("INSERT INTO two VALUES (1)"))
    await engine.dispose()


@pytest.mark.later
async def test_a_start_waits_for_a_writer_in_the_way(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/x.db"
    holder, storage = make_engine(url), Storage.open(url, tmp_path / "keys.json")
    async with connected(holder) as connection:
        await connection.execute(text("CREATE TABLE one (id INTEGER)"))  # BEGIN IMMEDIATE: the one writer
        waiting = asyncio.create_task(storage.migrate())
        await asyncio.sleep(0.2)
        assert not waiting.done()
        await connection.rollback()
    await waiting
    await storage.check()
    await storage.close()
    await holder.dispose()

"""Databases for tests: an empty one or one with the schema, SQLite always and PostgreSQL where it can be started."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from storage.unit import Storage
from tests.postgres import Postgres, postgres_server

ENGINES = ("sqlite", "postgresql")

postgres = pytest.fixture(scope="session")(postgres_server)


@pytest.fixture(params=ENGINES)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/data/roundtable.db"
        return
    server: Postgres = request.getfixturevalue("postgres")
    url = server.fresh_database()
    yield url
    server.drop(url)


@pytest.fixture
async def storage(empty_url: str, tmp_path: Path) -> AsyncIterator[Storage]:
    """A storage with the schema of this version, on each kind of database."""
    storage = Storage.open(empty_url, tmp_path / "keys.json", durable=False)
    await storage.migrate()
    yield storage
    await storage.close()

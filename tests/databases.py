"""Databases for tests: an empty one or one with the schema, SQLite always and PostgreSQL where it can be started."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from storage.unit import Storage
from tests.postgres import Postgres
from tests.scenes import Engine

ENGINES = ("sqlite", pytest.param("postgresql", marks=pytest.mark.real))


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


@pytest.fixture(params=ENGINES)
async def storage(request: pytest.FixtureRequest) -> AsyncIterator[Storage]:
    """A storage with the schema of this version, on each kind of database."""
    engine: Engine = request.getfixturevalue(request.param)
    url = await engine.with_schema()
    opened = engine.open(url)
    yield opened
    await opened.close()
    engine.drop(url)

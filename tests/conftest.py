"""What every test may have: a database of either kind, and the cast."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from storage.unit import Storage
from tests.cast import Cast, assembled, network
from tests.postgres import Postgres, postgres_server

postgres = pytest.fixture(scope="session")(postgres_server)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.real)])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database; each test runs on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/roundtable.db"
        return
    server: Postgres = request.getfixturevalue("postgres")
    url = server.fresh_database()
    yield url
    server.drop(url)


@pytest_asyncio.fixture
async def storage(database: str, tmp_path: Path) -> AsyncIterator[Storage]:
    """Storage over an empty database."""
    opened = Storage.open(database, tmp_path / "roundtable.key", durable=not database.startswith("postgresql"))
    yield opened
    await opened.close()


@pytest_asyncio.fixture
async def founders(storage: Storage, tmp_path: Path) -> AsyncIterator[Cast]:
    """The bot at its first start: two admins and their room."""
    cast = await assembled(storage, tmp_path)
    yield cast
    await cast.app.prose.close()


@pytest_asyncio.fixture
async def cast(founders: Cast) -> Cast:
    """The whole network, with the LEV group open and its room authorised."""
    return await network(founders)

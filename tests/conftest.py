"""What every test may have: a database of either kind, and the cast."""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from bot.demo.homeserver import Homeserver
from storage.unit import Storage
from tests.cast import Cast, Curtain, assembled, network
from tests.inline import inline
from tests.postgres import Postgres, postgres_server

__all__ = ["inline"]  # a fixture

postgres = pytest.fixture(scope="session")(postgres_server)

# In memory where there is such a folder: the settings that make SQLite durable stay on, its disk is just faster.
FAST_FOLDER = "/dev/shm" if Path("/dev/shm").is_dir() else None


@pytest.fixture(scope="session")
def homeserver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Homeserver]:
    """One real homeserver for all tests that need one."""
    server = Homeserver(tmp_path_factory.mktemp("homeserver"))
    asyncio.run(server.start())
    yield server
    asyncio.run(server.stop())


@dataclass(frozen=True, kw_only=True)
class Engine:
    """One kind of database: makes empty ones, and copies of one."""

    folder: Path
    server: Postgres | None

    def fresh(self) -> str:
        """The URL of an empty database."""
        return self.server.fresh_database() if self.server else self._file()

    def copy(self, url: str) -> str:
        """The URL of a copy of a database that nobody is connected to."""
        if self.server:
            return self.server.fresh_database(url)
        copy = self._file()
        shutil.copyfile(url.removeprefix("sqlite:///"), copy.removeprefix("sqlite:///"))
        return copy

    def drop(self, url: str) -> None:
        """Remove a database."""
        if self.server:
            self.server.drop(url)

    def open(self, url: str) -> Storage:
        """Storage over it, with the one key of this run."""
        return Storage.open(url, self.folder / "roundtable.key", durable=self.server is None)

    def _file(self) -> str:
        return f"sqlite:///{tempfile.mkdtemp(dir=self.folder)}/roundtable.db"


@pytest.fixture(scope="session", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.real)])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """Each test runs on SQLite and on PostgreSQL."""
    folder = Path(tempfile.mkdtemp(prefix="roundtable-", dir=FAST_FOLDER))
    server = request.getfixturevalue("postgres") if request.param == "postgresql" else None
    yield Engine(folder=folder, server=server)
    shutil.rmtree(folder)


@pytest.fixture
def database(engine: Engine) -> Iterator[str]:
    """The URL of an empty database."""
    url = engine.fresh()
    yield url
    engine.drop(url)


@pytest_asyncio.fixture
async def storage(engine: Engine, database: str) -> AsyncIterator[Storage]:
    """Storage over an empty database."""
    opened = engine.open(database)
    yield opened
    await opened.close()


@pytest_asyncio.fixture
async def founders(storage: Storage, inline: None) -> AsyncIterator[Cast]:
    """The bot at its first start: two admins and their room."""
    cast = await assembled(storage)
    yield cast
    await cast.app.close()


@pytest.fixture(scope="session")
def curtain(engine: Engine) -> tuple[str, Curtain]:
    """The whole network, made once for each kind of database, and the URL where it is kept."""
    url = engine.fresh()

    async def prepare() -> Curtain:
        cast = await network(await assembled(engine.open(url)))
        await cast.app.close()
        return Curtain.falls(cast)

    return url, asyncio.run(prepare())


@pytest_asyncio.fixture
async def cast(engine: Engine, curtain: tuple[str, Curtain], inline: None) -> AsyncIterator[Cast]:
    """The whole network, with the LEV group open and its room authorised."""
    url, kept = curtain
    copy = engine.copy(url)
    cast = kept.rises(engine.open(copy))
    yield cast
    await cast.app.close()
    engine.drop(copy)

"""What every test may have: a database of either kind, and the cast."""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.demo.homeserver import Homeserver
from storage.engine import make_engine
from storage.keys import KeyRing
from storage.unit import Storage
from tests.cast import START, Cast, Curtain, a_second_side, assembled, network, on_both_sides
from tests.fakes.memory import MemoryPlatform
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
    """One kind of database: makes empty ones, and copies of one.

    A database that was dropped leaves its place to the next one, and with it its engine: SQLAlchemy compiles each
    statement once for an engine, which would otherwise be a third of every test's time.
    """

    folder: Path
    server: Postgres | None
    free: list[str] = field(default_factory=list)
    warm: dict[str, AsyncEngine] = field(default_factory=dict)
    in_use: dict[str, AsyncEngine] = field(default_factory=dict)

    def fresh(self) -> str:
        """The URL of an empty database."""
        return self._place(None)

    def copy(self, url: str) -> str:
        """The URL of a copy of a database that nobody is connected to."""
        return self._place(url)

    def drop(self, url: str) -> None:
        """Remove a database."""
        if self.server:
            self.server.drop(url)
        else:
            for file in Path(_path(url)).parent.glob("roundtable.db*"):
                file.unlink()
        self.free.append(url)
        if url in self.in_use:
            self.warm[url] = self.in_use.pop(url)

    def open(self, url: str) -> Storage:
        """Storage over it, with the one key of this run."""
        engine = self.warm.pop(url, None) or make_engine(url)
        self.in_use.setdefault(url, engine)
        return Storage(engine, KeyRing.open(self.folder / "roundtable.key"), durable=self.server is None)

    def _place(self, template: str | None) -> str:
        used = self.free.pop() if self.free else None
        if self.server:
            return self.server.fresh_database(template, url=used)
        url = used or f"sqlite:///{tempfile.mkdtemp(dir=self.folder)}/roundtable.db"
        Path(_path(url)).touch(mode=0o600)  # as the bot makes it, and insists on
        if template:
            shutil.copyfile(_path(template), _path(url))
        return url


def _path(url: str) -> str:
    return url.removeprefix("sqlite:///")


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


@pytest.fixture(scope="session")
def both_curtain(engine: Engine) -> tuple[str, Curtain]:
    """The whole network on two platforms, made once for each kind of database."""
    url = engine.fresh()

    async def prepare() -> Curtain:
        sides = MemoryPlatform(lambda: START), a_second_side()
        cast = await on_both_sides(await network(await assembled(engine.open(url), *sides)))
        await cast.app.close()
        return Curtain.falls(cast)

    return url, asyncio.run(prepare())


@pytest_asyncio.fixture
async def both(engine: Engine, both_curtain: tuple[str, Curtain], inline: None) -> AsyncIterator[Cast]:
    """The whole network, living on two platforms: the second has Discord's manners."""
    url, kept = both_curtain
    copy = engine.copy(url)
    cast = kept.rises(engine.open(copy))
    yield cast
    await cast.app.close()
    engine.drop(copy)

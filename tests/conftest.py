"""What every test may have: a database of either kind, and the cast."""

import asyncio
import gc
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import pytest_asyncio

from bot.demo.homeserver import Homeserver
from storage.keys import KeyRing
from storage.unit import Storage
from tests.cast import Cast, assembled
from tests.inline import inline
from tests.postgres import Postgres, postgres_server, shared_server
from tests.scenes import NETWORK, ON_TWO_SIDES, Engine
from tests.shared import locked

__all__ = ["inline"]  # a fixture

# In memory where there is such a folder: the settings that make SQLite durable stay on, its disk is just faster.
FAST_FOLDER = "/dev/shm" if Path("/dev/shm").is_dir() else None


REAL = {"homeserver", "postgres", "postgresql"}
"""Fixtures that are real; what asks for one by its parameters says so beside them."""


_TRIED = pytest.StashKey[set[str]]()


def pytest_itemcollected(item: pytest.Item) -> None:
    """Whoever asks for something real is `real`, and can't forget to say so. Of a test that is tried with many values
    a first look takes the first that is neither real nor long; the others are `again`.
    """
    if REAL & set(getattr(item, "fixturenames", ())):
        item.add_marker("real")
    if not {"real", "long"} & {mark.name for mark in item.iter_markers()}:
        tried = item.config.stash.setdefault(_TRIED, set())
        if (name := item.nodeid.partition("[")[0]) in tried:
            item.add_marker("again")
        tried.add(name)


@pytest.hookimpl(trylast=True)  # after pytest has put together what shares a database
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes a minute begins first, so that no worker is left with it in the end.

    A worker is handed two tests at the start: two of the longest, or two of the others, because four demos at once
    would wait for each other.
    """
    long = [one for one in items if one.get_closest_marker("long")]
    pairs = [long[number : number + 2] for number in range(0, len(long), 2)]
    alternating = [pairs.pop(-1 if number % 2 else 0) for number in range(len(pairs))]
    items[:] = [
        *(one for pair in alternating for one in pair),
        *(one for one in items if not one.get_closest_marker("long")),
    ]


def pytest_configure() -> None:
    """What is imported and collected stays to the end, so the garbage collector need not look at it: not while it
    comes, as in the bot (`bot/__main__.py`), and not again and again, which took a fifth of the processor time.
    """
    gc.disable()


def pytest_collection_finish() -> None:
    """From here on there is something to collect."""
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    gc.enable()


@pytest_asyncio.fixture(autouse=True)
async def nothing_goes_on() -> AsyncIterator[None]:
    """What a test has begun ends with it: the loop is that of all tests."""
    before = asyncio.all_tasks()
    yield
    left = asyncio.all_tasks() - before - {asyncio.current_task()}
    for task in left:
        task.cancel()
    await asyncio.gather(*left, return_exceptions=True)


@pytest.fixture(scope="session")
def homeserver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Homeserver]:
    """One real homeserver for all tests that need one."""
    server = Homeserver(tmp_path_factory.mktemp("homeserver"))
    asyncio.run(server.start())
    yield server
    asyncio.run(server.stop())


@pytest.fixture
def tmp_path(request: pytest.FixtureRequest) -> Iterator[Path]:
    """An empty folder, on a disk like any other where what a test talks to is real."""
    if request.node.get_closest_marker("real"):
        yield request.getfixturevalue("tmp_path_factory").mktemp("real")
        return
    with tempfile.TemporaryDirectory(prefix="roundtable-", dir=FAST_FOLDER) as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path | None:
    """What the workers of a run have in common: a folder, in which they play the scenes for each other."""
    return tmp_path_factory.getbasetemp().parent if "PYTEST_XDIST_WORKER" in os.environ else None


@pytest.fixture(scope="session")
def postgres(shared: Path | None) -> Iterator[Postgres]:
    """The PostgreSQL server of this run."""
    yield from shared_server(shared) if shared else postgres_server()


@contextmanager
def _databases(shared: Path | None, server: Postgres | None = None) -> Iterator[Engine]:
    folder = Path(tempfile.mkdtemp(prefix="roundtable-", dir=FAST_FOLDER))
    if shared:
        key = shared / "roundtable.key"
        with locked(key):
            KeyRing.open(key)
        shutil.copy(key, folder)
    yield Engine(folder=folder, server=server, shared=shared, stays=server is not None)
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def sqlite(shared: Path | None) -> Iterator[Engine]:
    """SQLite, for what needs no other kind of database."""
    with _databases(shared) as engine:
        yield engine


@pytest_asyncio.fixture(scope="session")
async def postgresql(postgres: Postgres, shared: Path | None) -> AsyncIterator[Engine]:
    """PostgreSQL."""
    with _databases(shared, postgres) as engine:
        yield engine
        await engine.end()


@pytest.fixture(scope="session", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.real)])
def engine(request: pytest.FixtureRequest) -> Engine:
    """Each test runs on SQLite and on PostgreSQL."""
    engine: Engine = request.getfixturevalue(request.param)
    return engine


@pytest_asyncio.fixture
async def storage(engine: Engine) -> AsyncIterator[Storage]:
    """Storage over a database in which nothing but the schema of this version is."""
    url = await engine.with_schema()
    opened = engine.open(url)
    yield opened
    await opened.close()
    await engine.drop(url)


@pytest_asyncio.fixture
async def founders(storage: Storage, inline: None) -> AsyncIterator[Cast]:
    """The bot at its first start: two admins and their room."""
    cast = await assembled(storage)
    yield cast
    await cast.app.close()


@pytest_asyncio.fixture
async def cast(engine: Engine, inline: None) -> AsyncIterator[Cast]:
    """The whole network, with the LEV group open and its room authorised."""
    async with engine.after(NETWORK) as (cast, _):
        yield cast


@pytest_asyncio.fixture
async def both(engine: Engine, inline: None) -> AsyncIterator[Cast]:
    """The whole network, living on two platforms: the second has Discord's manners."""
    async with engine.after(ON_TWO_SIDES) as (cast, _):
        yield cast

"""Databases that are made once and copied for each test, and what stands in them when the curtain rises."""

import pickle
import shutil
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Generic, TypeVar, cast

import asyncpg
from sqlalchemy import QueuePool
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.engine import make_engine
from storage.keys import KeyRing
from storage.unit import Storage
from tests.cast import Cast, Curtain, assembled, assembled_on_two_sides, network, on_both_sides
from tests.postgres import PUT_BACK, Postgres
from tests.shared import locked
from tests.summaries import with_buyers

T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True)
class Scene(Generic[T]):
    """What comes before a test: played on another scene or, the first of them, on the bot as it is put together.

    Whatever else it gives is kept for the tests. What is played in several ways has a name for each.
    """

    play: Callable[[Cast], Awaitable[T]]
    on: "Scene[Any] | Callable[[Storage], Awaitable[Cast]]"
    way: str = ""

    @property
    def name(self) -> str:
        """The whole story, by which other processes know it."""
        before = self.on.name if isinstance(self.on, Scene) else self.on.__name__
        play = self.play.func if isinstance(self.play, partial) else self.play
        return ".".join(filter(None, (before, play.__module__, play.__name__, self.way)))


async def _network(cast: Cast) -> None:
    await network(cast)


async def _network_on_both_sides(cast: Cast) -> None:
    await on_both_sides(await network(cast))


async def _with_buyers(cast: Cast) -> None:
    await with_buyers(cast)


NETWORK = Scene(_network, assembled)
"""The whole network, with the LEV group open and its room authorised."""
ON_TWO_SIDES = Scene(_network_on_both_sides, assembled_on_two_sides)
"""The whole network, living on two platforms."""
WITH_BUYERS = Scene(_with_buyers, NETWORK)
WITH_BUYERS_ON_TWO_SIDES = Scene(_with_buyers, ON_TWO_SIDES)
"""The same, in which Lyon and Oslo buy from Volta and Ghent does not."""


@dataclass(frozen=True)
class Played(Generic[T]):
    """A scene when it has ended: its database, to which nobody is connected, the network, and what else it gave."""

    url: str
    curtain: Curtain
    more: T


REUSED = 60  # times that a copy on PostgreSQL is put back before a new one is made: what was deleted stays in its files
KEPT = 8  # copies to which a process stays connected: those of the scenes that it comes back to


@dataclass(frozen=True)
class Copies:
    """The copies of one database: how often each was used, and those that nobody uses."""

    times: dict[str, int] = field(default_factory=dict)
    free: list[str] = field(default_factory=list)

    def takes_back(self, url: str) -> bool:
        """Whether this is one of them and can be used again."""
        if url not in self.times:
            return False
        self.times[url] += 1
        if self.times[url] < REUSED:
            self.free.append(url)
            return True
        del self.times[url]
        return False


class Lasting(AsyncEngine):
    """Its connections outlive the storages over it: to open one, and to plan all statements again, takes a server as
    long as what most tests ask of it.
    """

    keeper: asyncpg.Connection | None = None

    async def dispose(self, close: bool = True) -> None:
        """Keep what nobody holds any more; where somebody does, keep nothing."""
        if self._pool.checkedout():
            await self.end()

    @property
    def is_connected(self) -> bool:
        """Whether it keeps any."""
        return bool(self._pool.checkedin() or self.keeper)

    async def put_back(self, server: Postgres, url: str) -> None:
        """Its database holds again what was kept."""
        self.keeper = self.keeper or await server.keeper(url)
        await self.keeper.execute(PUT_BACK)

    async def end(self) -> None:
        """Close them."""
        await super().dispose()
        if self.keeper:
            await self.keeper.close()
            self.keeper = None

    @property
    def _pool(self) -> QueuePool:
        return cast(QueuePool, self.sync_engine.pool)


@dataclass(frozen=True, kw_only=True)
class Engine:
    """One kind of database: makes empty ones, and copies of one.

    A database that was dropped leaves its place to the next one, and with it its engine: SQLAlchemy compiles each
    statement once for an engine, which would otherwise be a third of every test's time. On PostgreSQL a copy is put
    back as it was, which takes a tenth of the time that making and removing one does, and where all that is asked is
    asked on one event loop, it `stays` connected.

    Processes that have the same folder `shared`, the key that lies there and the same server play each scene once for
    all.
    """

    folder: Path
    server: Postgres | None
    shared: Path | None = None
    stays: bool = False
    free: list[str] = field(default_factory=list)
    warm: dict[str, AsyncEngine] = field(default_factory=dict)  # that which was used last, last
    in_use: dict[str, AsyncEngine] = field(default_factory=dict)
    copies: dict[str, Copies] = field(default_factory=dict)  # by what they are copies of
    migrated: list[str] = field(default_factory=list)
    played: dict[str, Played[Any]] = field(default_factory=dict)

    def fresh(self) -> str:
        """The URL of an empty database."""
        return self._place(None)

    async def with_schema(self) -> str:
        """The URL of a database with the schema of this version."""
        return await self.copy(await self._schema())

    async def copy(self, url: str) -> str:
        """The URL of a copy of a database that nobody is connected to."""
        if self.server is None:
            return self._place(url)
        copies = self.copies.setdefault(url, Copies())
        if copies.free:
            await self._put_back(self.server, copy := copies.free.pop())
        else:
            copies.times[copy := self._place(url)] = 0
        return copy

    @asynccontextmanager
    async def after(self, scene: Scene[T]) -> AsyncIterator[tuple[Cast, T]]:
        """The cast as it stands after this was played (once, whoever asks), on a database of its own."""
        played = await self._played(scene)
        copy = await self.copy(played.url)
        cast = played.curtain.rises(self.open(copy))
        try:
            yield cast, played.more
        finally:
            await cast.app.close()
            await self.drop(copy)

    async def drop(self, url: str) -> None:
        """Remove a database."""
        if url in self.in_use:
            self.warm[url] = self.in_use.pop(url)
        if any(copies.takes_back(url) for copies in self.copies.values()):
            await self._end_all_but(KEPT)
            return
        if self.server:
            if isinstance(engine := self.warm.get(url), Lasting):
                await engine.end()
            self.server.drop(url)
        else:
            for file in Path(_path(url)).parent.glob("roundtable.db*"):
                file.unlink()
        self.free.append(url)

    def open(self, url: str) -> Storage:
        """Storage over it, with the one key of this run."""
        engine = self._engine(url)
        self.in_use[url] = engine
        self.warm.pop(url, None)
        return Storage(engine, KeyRing.open(self.folder / "roundtable.key"), durable=self.server is None)

    async def end(self) -> None:
        """Close what is connected still."""
        await self._end_all_but(0)

    async def _end_all_but(self, kept: int) -> None:
        lasting = [one for one in self.warm.values() if isinstance(one, Lasting) and one.is_connected]
        for one in lasting[: len(lasting) - kept]:
            await one.end()

    async def _schema(self) -> str:
        if not self.migrated:
            url, _ = await self._once("schema", self._migrate)
            self.migrated.append(url)
        return self.migrated[0]

    async def _migrate(self) -> tuple[str, None]:
        storage = self.open(url := self.fresh())
        await storage.migrate()
        await storage.close()  # on SQLite the last connection takes the write-ahead log into the file
        return url, None

    async def _played(self, scene: Scene[T]) -> Played[T]:
        if scene.name not in self.played:
            url, (curtain, more) = await self._once(scene.name, lambda: self._play(scene))
            self.played[scene.name] = Played(url, curtain, more)
        return self.played[scene.name]

    async def _play(self, scene: Scene[T]) -> tuple[str, tuple[Curtain, T]]:
        if isinstance(scene.on, Scene):
            before = await self._played(scene.on)
            cast = before.curtain.rises(self.open(url := self._place(before.url)))
        else:
            cast = await scene.on(self.open(url := self._place(await self._schema())))
        more = await scene.play(cast)
        await cast.app.close()
        return url, (Curtain.falls(cast), more)

    async def _once(self, name: str, make: Callable[[], Awaitable[tuple[str, R]]]) -> tuple[str, R]:
        """Have this database made in the first process that gets here; the others wait for it."""
        record = (self.shared or self.folder) / f"{name}.{'postgresql' if self.server else 'sqlite'}"
        with locked(record):
            if not record.exists():
                url, more = await make()
                record.write_bytes(pickle.dumps((await self._left(url, record), more)))
            made: tuple[str, R] = pickle.loads(record.read_bytes())
        return made

    async def _left(self, url: str, record: Path) -> str:
        """Leave a database to all processes: whoever stayed connected (its place may have been a copy's) leaves it."""
        if self.server:
            if isinstance(engine := self.in_use.pop(url), Lasting):
                await engine.end()
            self.server.keep(url)
            return url
        database = record.with_suffix(".db")
        shutil.copyfile(_path(url), database)
        await self.drop(url)
        return f"sqlite:///{database}"

    async def _put_back(self, server: Postgres, url: str) -> None:
        engine = self._engine(url)
        if isinstance(engine, Lasting):
            await engine.put_back(server, url)
            return
        keeper = await server.keeper(url)
        await keeper.execute(PUT_BACK)
        await keeper.close()

    def _engine(self, url: str) -> AsyncEngine:
        if url not in self.warm:
            made = make_engine(url)
            is_copy = any(url in copies.times for copies in self.copies.values())
            self.warm[url] = Lasting(made.sync_engine) if self.stays and is_copy else made
        return self.warm[url]

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

"""Databases that are made once and copied for each test, and what stands in them when the curtain rises."""

import fcntl
import pickle
import shutil
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar

from sqlalchemy.ext.asyncio import AsyncEngine

from storage.engine import make_engine
from storage.keys import KeyRing
from storage.unit import Storage
from tests.cast import Cast, Curtain, assembled, assembled_on_two_sides, network, on_both_sides
from tests.postgres import Postgres
from tests.summaries import with_buyers

T = TypeVar("T")


@dataclass(frozen=True)
class Scene(Generic[T]):
    """What comes before a test: played on another scene or, the first of them, on the bot as it is put together.

    Whatever else it gives is kept for the tests.
    """

    play: Callable[[Cast], Awaitable[T]]
    on: "Scene[Any] | Callable[[Storage], Awaitable[Cast]]"

    @property
    def name(self) -> str:
        """The whole story, by which other processes know it."""
        before = self.on.name if isinstance(self.on, Scene) else self.on.__name__
        return f"{before}.{self.play.__module__}.{self.play.__name__}"


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


REUSED = 20  # times that a copy on PostgreSQL is put back before a new one is made: what was deleted stays in its files


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


@dataclass(frozen=True, kw_only=True)
class Engine:
    """One kind of database: makes empty ones, and copies of one.

    A database that was dropped leaves its place to the next one, and with it its engine: SQLAlchemy compiles each
    statement once for an engine, which would otherwise be a third of every test's time. On PostgreSQL a copy is put
    back as it was, which takes a quarter of the time that making and removing one does.

    On SQLite processes that have the same folder `shared`, and the key that lies there, play each scene once for all.
    """

    folder: Path
    server: Postgres | None
    shared: Path | None = None
    free: list[str] = field(default_factory=list)
    warm: dict[str, AsyncEngine] = field(default_factory=dict)
    in_use: dict[str, AsyncEngine] = field(default_factory=dict)
    copies: dict[str, Copies] = field(default_factory=dict)  # by what they are copies of
    migrated: list[str] = field(default_factory=list)
    played: dict[str, Played[Any]] = field(default_factory=dict)

    def fresh(self) -> str:
        """The URL of an empty database."""
        return self._place(None)

    async def with_schema(self) -> str:
        """The URL of a database with the schema of this version."""
        if not self.migrated:
            storage = self.open(url := self.fresh())
            await storage.migrate()
            await storage.close()  # on SQLite the last connection takes the write-ahead log into the file
            self.migrated.append(url)
        return self.copy(self.migrated[0])

    def copy(self, url: str) -> str:
        """The URL of a copy of a database that nobody is connected to."""
        if self.server is None:
            return self._place(url)
        if url not in self.copies:
            self.server.keep(url)
            self.copies[url] = Copies()
        copies = self.copies[url]
        if copies.free:
            self.server.put_back(copy := copies.free.pop())
        else:
            copies.times[copy := self._place(url)] = 0
        return copy

    @asynccontextmanager
    async def after(self, scene: Scene[T]) -> AsyncIterator[tuple[Cast, T]]:
        """The cast as it stands after this was played (once, whoever asks), on a database of its own."""
        played = await self._played(scene)
        copy = self.copy(played.url)
        cast = played.curtain.rises(self.open(copy))
        try:
            yield cast, played.more
        finally:
            await cast.app.close()
            self.drop(copy)

    async def _played(self, scene: Scene[T]) -> Played[T]:
        if scene.name not in self.played:
            play = self._play if self.server else self._play_for_all
            self.played[scene.name] = await play(scene)
        return self.played[scene.name]

    async def _play_for_all(self, scene: Scene[T]) -> Played[T]:
        """In the first process that gets here; the others wait for it."""
        database = (self.shared or self.folder) / f"{scene.name}.db"
        record = database.with_suffix(".scene")
        with locked(record):
            if not record.exists():
                played = await self._play(scene)
                shutil.copyfile(_path(played.url), database)
                self.drop(played.url)
                record.write_bytes(pickle.dumps((played.curtain, played.more)))
            curtain, more = pickle.loads(record.read_bytes())
        return Played(f"sqlite:///{database}", curtain, more)

    async def _play(self, scene: Scene[T]) -> Played[T]:
        if isinstance(scene.on, Scene):
            before = await self._played(scene.on)
            cast = before.curtain.rises(self.open(url := self._place(before.url)))
        else:
            cast = await scene.on(self.open(url := await self.with_schema()))
        more = await scene.play(cast)
        await cast.app.close()
        return Played(url, Curtain.falls(cast), more)

    def drop(self, url: str) -> None:
        """Remove a database."""
        if url in self.in_use:
            self.warm[url] = self.in_use.pop(url)
        if any(copies.takes_back(url) for copies in self.copies.values()):
            return
        if self.server:
            self.server.drop(url)
        else:
            for file in Path(_path(url)).parent.glob("roundtable.db*"):
                file.unlink()
        self.free.append(url)

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


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """While other processes wait that want the same."""
    with file.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _path(url: str) -> str:
    return url.removeprefix("sqlite:///")

"""Databases that are made once and copied for each test, and what stands in them when the curtain rises."""

import shutil
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy.ext.asyncio import AsyncEngine

from storage.engine import make_engine
from storage.keys import KeyRing
from storage.unit import Storage
from tests.cast import Cast, Curtain
from tests.postgres import Postgres

T = TypeVar("T")


Play = Callable[[Storage], Awaitable[tuple[Cast, T]]]
"""What comes before a test, on an empty database. Whatever else it gives is kept for the tests."""

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
    """

    folder: Path
    server: Postgres | None
    free: list[str] = field(default_factory=list)
    warm: dict[str, AsyncEngine] = field(default_factory=dict)
    in_use: dict[str, AsyncEngine] = field(default_factory=dict)
    copies: dict[str, Copies] = field(default_factory=dict)  # by what they are copies of
    migrated: list[str] = field(default_factory=list)
    played: dict[Any, tuple[str, Curtain, Any]] = field(default_factory=dict)

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
    async def after(self, play: Play[T]) -> AsyncIterator[tuple[Cast, T]]:
        """The cast as it stands after this was played (once, whoever asks), on a database of its own."""
        if play not in self.played:
            cast, more = await play(self.open(url := self.fresh()))
            await cast.app.close()
            self.played[play] = url, Curtain.falls(cast), more
        url, curtain, more = self.played[play]
        copy = self.copy(url)
        cast = curtain.rises(self.open(copy))
        try:
            yield cast, more
        finally:
            await cast.app.close()
            self.drop(copy)

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


def _path(url: str) -> str:
    return url.removeprefix("sqlite:///")

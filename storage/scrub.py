"""What was erased leaves the files, too: `secure_delete` overwrites it in the pages, and a checkpoint empties the log.

SQLite's write-ahead log holds pages as they were before; only when it has been taken into the database and cut to
nothing are they gone (sqlite.org/pragma.html#pragma_wal_checkpoint, TRUNCATE). PostgreSQL keeps what was erased in
its files until its own vacuum comes by; there is no promise about those.
"""

import asyncio
import sqlite3
import time
from contextlib import closing

from sqlalchemy.ext.asyncio import AsyncEngine

AGAIN = 1.0  # seconds between two tries


class Scrubber:
    """Empties the log when it was asked to, and as soon as nobody is in the way; tries no more than once a second."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._is_asked = False
        self._not_before = 0.0

    def ask(self) -> None:
        """Something was erased that must not stay in the log."""
        self._is_asked, self._not_before = True, 0.0

    async def run(self) -> None:
        """After a commit: empty it, if that is asked for still."""
        if self._is_asked and time.monotonic() >= self._not_before:
            self._not_before = time.monotonic() + AGAIN
            self._is_asked = not await scrubbed(self._engine)


async def scrubbed(engine: AsyncEngine) -> bool:
    """Whether the log is empty now; False while somebody reads or writes: to be asked for again."""
    if engine.dialect.name != "sqlite":
        return True
    return await asyncio.to_thread(_truncated, str(engine.url.database))


def _truncated(file: str) -> bool:
    with closing(sqlite3.connect(file, timeout=0, isolation_level=None)) as connection:
        try:
            busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except sqlite3.OperationalError:  # locked: whoever is at it has to end first
            return False
    return not busy

"""What was erased leaves the files, too: `secure_delete` overwrites it in the pages, and a checkpoint empties the log.

SQLite's write-ahead log holds pages as they were before; only when it has been taken into the database and cut to
nothing are they gone (sqlite.org/pragma.html#pragma_wal_checkpoint, TRUNCATE). PostgreSQL keeps what was erased in
its files until its own vacuum comes by; there is no promise about those.
"""

import asyncio
import sqlite3
from contextlib import closing

from sqlalchemy.ext.asyncio import AsyncEngine


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

"""The database engine: SQLite in one file, or PostgreSQL by URL, each with the settings that make a commit
last.

    BadDatabase      an operator has to mend something; the message is one sentence for them
    StorageTrouble   the disk is full, a lock is held, the server can't be reached: retry later, nothing was lost

The settings are measured ones (docs/operating.md): on SQLite `synchronous=FULL`, because NORMAL loses commits
in a power cut.
"""

import asyncio
import os
import sqlite3
import stat
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, ExceptionContext, event, exc, make_url, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.util import await_

from storage import sqlite_driver
from storage.sqlite_driver import to_its_end

PATIENCE = 10  # seconds that one process waits for another's lock
PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": 2,  # FULL
    "foreign_keys": 1,
    "busy_timeout": PATIENCE * 1000,  # milliseconds
    "secure_delete": 1,
    "temp_store": 2,  # MEMORY
    "trusted_schema": 0,
    "cell_size_check": 1,
    "wal_autocheckpoint": 1000,  # pages
    "journal_size_limit": 67_108_864,  # bytes
    "mmap_size": 0,
    # KiB, for -2000 of its own. In a network of 200,000 people a look at a room asked the system for 197 pages with
    # those, and for 69 with these; who reads a summary, for 139 and 89. What a smaller network holds fits altogether.
    "cache_size": -16_000,
}
SESSION = {  # of every PostgreSQL connection; times in milliseconds
    "application_name": "roundtable",
    "synchronous_commit": "on",
    "lock_timeout": "5000",
    "statement_timeout": "15000",
    "idle_in_transaction_session_timeout": "30000",
    "timezone": "UTC",
    # Of what a sequential page costs; 4 is a disk's whose head must move. With that, who is linked to a facility was
    # found by reading all models of a network of 20,000 organisations: 1.2 to 3 ms where their index takes 0.12.
    "random_page_cost": "1.1",
}
DURABLE = ("fsync", "full_page_writes", "synchronous_commit")  # of a PostgreSQL server: each must be on
CONNECT_WITHIN = 10  # seconds
CONNECTIONS = 15  # to a PostgreSQL server, kept once they were needed: to open one takes as long as forty statements
STATEMENTS = 500  # that a connection keeps prepared: all that a clock's tick asks, and what people ask besides
RESTED = 1  # second, after which a PostgreSQL connection is asked whether its server still hears it
READS = "roundtable_reads"  # execution option: a snapshot that writes nothing (plain BEGIN, query_only)
UNCHECKED = "roundtable_unchecked"  # execution option: foreign keys are checked at the end (migrations, restore)


class BadDatabase(Exception):
    """The database can't be used as it is; the message is one sentence for the operator."""


class Trouble(StrEnum):
    """What keeps the database from working for now."""

    FULL = "full"
    LOCKED = "locked"
    UNREACHABLE = "unreachable"
    DAMAGED = "damaged"


class StorageTrouble(Exception):
    """The database can't do it now; what was committed stays. `kind` says why, for the log and for people."""

    def __init__(self, kind: Trouble) -> None:
        super().__init__(f"The database is {kind.value}.")
        self.kind = kind


def make_engine(url: str, *, pragmas: dict[str, Any] | None = None) -> AsyncEngine:
    """An engine for `sqlite:///path` or `postgresql://...` (with or without the driver's name). Connects
    lazily.

    `pragmas` replaces SQLite's settings, for the tests that prove why the usual ones are needed. Raises
    BadDatabase.
    """
    try:
        address = make_url(url)
    except exc.ArgumentError as error:
        raise BadDatabase("The database address isn't a URL such as sqlite:///data/roundtable.db.") from error
    match address.get_backend_name():
        case "sqlite":
            return _sqlite(address, PRAGMAS if pragmas is None else pragmas)
        case "postgresql" | "postgres":
            return _postgresql(address)
    raise BadDatabase("The database address must begin with sqlite:/// or postgresql://.")


def _sqlite(url: URL, pragmas: dict[str, Any]) -> AsyncEngine:
    if not url.database or url.database == ":memory:":
        raise BadDatabase("The SQLite address needs a file, as in sqlite:///data/roundtable.db.")
    _make_private(Path(url.database))
    # One writer per process: with more, the slowest of a hundred writes waits ten times as long.
    engine = create_async_engine(url.set(drivername=sqlite_driver.NAME), pool_size=1, max_overflow=0, pool_timeout=30)

    @event.listens_for(engine.sync_engine, "connect")
    def set_up(connection: Any, record: Any) -> None:
        # The driver must not open transactions by itself: a read first and a write later fails at once when
        # somebody wrote between.
        connection.isolation_level = None
        cursor = connection.cursor()
        for name, value in pragmas.items():
            _set(cursor, name, value)
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        reads = bool(options.get(READS))
        if connection.info.get(READS, False) != reads:
            sqlite_driver.set_pragma(connection, "query_only", int(reads))
            connection.info[READS] = reads
        if options.get(UNCHECKED):
            sqlite_driver.set_pragma(connection, "foreign_keys", "OFF")
        sqlite_driver.begin(connection, "BEGIN" if reads else "BEGIN IMMEDIATE")

    event.listen(engine.sync_engine, "handle_error", _translate, retval=True)
    return engine


def _set(cursor: Any, name: str, value: object) -> None:
    """Where several processes open a new file at once, only one can turn its log on, and SQLite doesn't make the others
    wait for that, whatever their busy_timeout: they try again for as long as they would have waited.
    """
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            cursor.execute(f"PRAGMA {name}={value}")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
        await_(asyncio.sleep(0.02))


def _make_private(file: Path) -> None:
    """The file exists, and is its owner's alone; SQLite gives its journals the same mode."""
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
        file.chmod(0o600)
    except OSError as error:
        raise BadDatabase(f"The database file {file} can't be used: {error.strerror}.") from error


def _postgresql(url: URL) -> AsyncEngine:
    query = dict(url.query)
    if "sslmode" in query:  # libpq's word for what asyncpg calls ssl
        query["ssl"] = query.pop("sslmode")
    arguments: dict[str, Any] = {
        "server_settings": SESSION,
        "timeout": CONNECT_WITHIN,
        "target_session_attrs": "read-write",
        "prepared_statement_cache_size": STATEMENTS,
    }
    engine = create_async_engine(
        url.set(drivername="postgresql+asyncpg", query=query),
        isolation_level="READ COMMITTED",
        connect_args=arguments,
        pool_size=CONNECTIONS,
        max_overflow=0,
        pool_use_lifo=True,  # the one that was used last has its statements planned and its caches warm
    )
    _ask_the_rested(engine)
    event.listen(engine.sync_engine, "handle_error", _translate, retval=True)
    return engine


def _ask_the_rested(engine: AsyncEngine) -> None:
    """A connection that was not used for RESTED seconds is asked whether its server still hears it; all are replaced
    when it doesn't. (The pool's own `pool_pre_ping` asks every time, in a transaction of its own: three round trips.)
    One that the server closed is known without asking.
    """

    @event.listens_for(engine.sync_engine, "checkin")
    def rest(connection: Any, record: ConnectionPoolEntry) -> None:
        record.info["rests_since"] = time.monotonic()

    @event.listens_for(engine.sync_engine, "checkout")
    def wake(connection: Any, record: ConnectionPoolEntry, proxy: Any) -> None:
        if connection.driver_connection.is_closed():
            raise exc.InvalidatePoolError
        since = record.info.pop("rests_since", None)
        if since is None or time.monotonic() - since < RESTED:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise exc.InvalidatePoolError from error


def _translate(context: ExceptionContext) -> BaseException | None:
    return as_trouble(context.original_exception)


def as_trouble(error: BaseException) -> Exception | None:
    """The StorageTrouble or BadDatabase that a driver's error amounts to; None for what is a bug of ours."""
    if isinstance(error, StorageTrouble | BadDatabase):
        return error
    if isinstance(error, exc.TimeoutError):  # no connection came free
        return StorageTrouble(Trouble.LOCKED)
    if isinstance(error, sqlite3.Error):
        kind = _SQLITE.get(getattr(error, "sqlite_errorcode", 0)) or _SQLITE.get(
            getattr(error, "sqlite_errorcode", 0) & 0xFF
        )
        return None if kind is None else StorageTrouble(kind)
    if isinstance(error, OSError | TimeoutError):
        return StorageTrouble(Trouble.UNREACHABLE)
    state = getattr(error, "sqlstate", None) or getattr(error.__cause__, "sqlstate", None)
    return _from_state(str(state)) if state else _disconnected(error)


# Result codes of sqlite.org/rescode.html. On a full disk the shared-memory file often fails first.
_SQLITE = {
    sqlite3.SQLITE_FULL: Trouble.FULL,
    sqlite3.SQLITE_IOERR_SHMSIZE: Trouble.FULL,
    sqlite3.SQLITE_IOERR_SHMMAP: Trouble.FULL,
    sqlite3.SQLITE_IOERR_WRITE: Trouble.FULL,
    sqlite3.SQLITE_BUSY: Trouble.LOCKED,
    sqlite3.SQLITE_LOCKED: Trouble.LOCKED,
    sqlite3.SQLITE_CANTOPEN: Trouble.UNREACHABLE,
    sqlite3.SQLITE_IOERR: Trouble.UNREACHABLE,
    sqlite3.SQLITE_READONLY: Trouble.UNREACHABLE,
    sqlite3.SQLITE_CORRUPT: Trouble.DAMAGED,
    sqlite3.SQLITE_NOTADB: Trouble.DAMAGED,
}
_LOCKED_STATES = {"55P03", "40P01", "57014"}  # lock not available, deadlock, statement timeout


def _from_state(state: str) -> Exception | None:
    """PostgreSQL's error codes (Appendix A):

    class 08 connection, 28 and 3D refused, 53 resources, 57P shutdown.
    """
    if state == "53100":
        return StorageTrouble(Trouble.FULL)
    if state in _LOCKED_STATES:
        return StorageTrouble(Trouble.LOCKED)
    if state[:2] in {"08", "53"} or state.startswith("57P") or state == "25006":
        return StorageTrouble(Trouble.UNREACHABLE)
    if state[:2] in {"28", "3D"}:
        return BadDatabase("The PostgreSQL server refuses this user, password or database name.")
    if state in {"XX001", "XX002"}:
        return StorageTrouble(Trouble.DAMAGED)
    return None


def _disconnected(error: BaseException) -> Exception | None:
    words = str(error)
    broken = "connection is closed" in words or "connection was closed" in words
    return StorageTrouble(Trouble.UNREACHABLE) if broken else None


async def assert_settings(engine: AsyncEngine, *, durable: bool = True) -> None:
    """Prove that every setting took effect. Raises BadDatabase with a sentence, or StorageTrouble.

    `durable=False` accepts a PostgreSQL server that doesn't sync its commits, as the tests' own one.
    """
    async with connected(engine) as connection:
        if engine.dialect.name == "sqlite":
            await _assert_sqlite(connection)
        else:
            await _assert_postgresql(connection, durable)


async def _assert_sqlite(connection: AsyncConnection) -> None:
    for name, wanted in PRAGMAS.items():
        found = (await connection.exec_driver_sql(f"PRAGMA {name}")).scalar_one_or_none()
        # A build without memory mapping answers nothing at all to mmap_size, which is what is wanted.
        if found != wanted and not (name == "mmap_size" and found is None):
            raise BadDatabase(f"SQLite didn't take the setting {name}={wanted}; it has {found}.")
    file = str(connection.engine.url.database)
    if stat.S_IMODE(os.stat(file).st_mode) & 0o077:
        raise BadDatabase(f"The database file {file} can be read by others: make it mode 0600.")


async def _assert_postgresql(connection: AsyncConnection, durable: bool) -> None:
    for name in DURABLE if durable else ():
        found = await connection.scalar(text(f"SHOW {name}"))
        if found != "on":
            raise BadDatabase(f"PostgreSQL has {name}={found}, with which commits can be lost: set it on.")
    level = await connection.scalar(text("SHOW transaction_isolation"))
    if level != "read committed":
        raise BadDatabase(f"PostgreSQL gave isolation level {level} instead of read committed.")
    if await connection.scalar(text("SHOW server_encoding")) != "UTF8":
        raise BadDatabase("The PostgreSQL database isn't encoded as UTF8.")


@asynccontextmanager
async def connected(engine: AsyncEngine, **options: Any) -> AsyncIterator[AsyncConnection]:
    """A connection in which failing to connect is a StorageTrouble, as every later failure is."""
    waiting = engine.connect()
    try:
        connection = await to_its_end(waiting.start())  # cancelled half-way, asyncpg's would be left behind, open
    except (OSError, TimeoutError, exc.SQLAlchemyError) as error:
        raise as_trouble(error) or error from error
    try:
        connection = await connection.execution_options(**options)
        yield connection
    finally:
        if options.get(UNCHECKED):  # it comes back with foreign keys on
            await connection.invalidate()
        await connection.close()

"""SQLite for an event loop: what may wait does so in a thread, all else is done at once.

aiosqlite hands every call to its thread and waits for it, several times a statement, which takes twice as long as the
statement with everything around it. But a statement of ours waits in two places only: where a transaction begins while
another process writes (BEGIN IMMEDIATE), and where it ends, for the disk. In between nobody else writes, and a row that
an index finds comes in microseconds: whoever has a transaction need not await anything, and can do without SQLAlchemy's
greenlets. Whoever else is on the loop has a turn every few milliseconds (`Pace`).
"""

import asyncio
import contextlib
import sqlite3
import threading
import time
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any, TypeVar, cast

import aiosqlite
from sqlalchemy import Connection as SqlConnection
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.aiosqlite import (
    AsyncAdapt_aiosqlite_connection,
    AsyncAdapt_aiosqlite_cursor,
    AsyncAdapt_aiosqlite_dbapi,
    SQLiteDialect_aiosqlite,
)
from sqlalchemy.exc import MissingGreenlet
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.util import await_
from sqlalchemy.util.concurrency import in_greenlet

T = TypeVar("T")

TURN = 0.002  # seconds for which statements follow each other before somebody else has a turn

HAND_OVER = 0.001  # seconds at most that the loop waits for the thread to begin; some 0.2 ms is what it takes


class Pace:
    """Sees to it that statements that follow each other leave a turn to whoever else is on the loop."""

    __slots__ = ("_since",)

    def __init__(self) -> None:
        self.begins()

    def begins(self) -> None:
        """The others just had a turn."""
        self._since = time.monotonic()

    @property
    def is_over(self) -> bool:
        """Whether it is somebody else's turn."""
        return time.monotonic() - self._since > TURN

    async def give_way(self) -> None:
        """Let the others have theirs."""
        await asyncio.sleep(0)
        self.begins()


class Cursor(AsyncAdapt_aiosqlite_cursor):
    """All rows are there when `execute` returns, as with the cursor that this one stands in for."""

    __slots__ = ()
    _awaitable_cursor_close = False

    def _make_new_cursor(self, connection: Any) -> Any:
        return connection._conn.cursor()

    def _aenter_cursor(self, cursor: Any) -> Any:
        return cursor

    def execute(self, operation: str, parameters: Any = None) -> None:
        """One statement."""
        self._do("execute", operation, parameters or ())

    def executemany(self, operation: str, seq_of_parameters: Sequence[Any]) -> None:
        """One statement, once for each of these."""
        self._do("executemany", operation, seq_of_parameters)

    def _do(self, how: str, operation: str, parameters: Any) -> None:
        line: Any = self._connection
        database: sqlite3.Connection = line._conn
        try:
            if database.in_transaction:
                getattr(self._cursor, how)(operation, parameters)
                if in_greenlet():
                    await_(self._give_way())
            elif in_greenlet():
                self._cursor = await_(to_its_end(line._execute(getattr(database, how), operation, parameters)))
            else:
                raise _undone()
            if self._cursor.description:
                rows: Any = self._cursor
                self._rows = deque(rows.fetchall())
        except Exception as error:  # noqa: BLE001  translated, as in the class above
            self._adapt_connection._handle_exception(error)

    async def _give_way(self) -> None:
        """Awaited after each statement, since SQLAlchemy insists; it rarely comes to more than a call."""
        whose: Any = self._adapt_connection
        if whose.pace.is_over:  # broken off in here, SQLAlchemy would throw the connection away
            await to_its_end(whose.pace.give_way())


async def to_its_end(work: Awaitable[T]) -> T:
    """Await this whatever happens. Cancelled meanwhile, we are so after it: a statement broken off in the middle would
    take the connection with it, and with that what others have done in the same transaction.
    """
    doing, cancelled = asyncio.ensure_future(work), False
    while not doing.done():
        try:
            await asyncio.wait({doing})
        except asyncio.CancelledError:
            cancelled = True
    if cancelled and (task := asyncio.current_task()):
        task.uncancel()  # asyncio.timeout counts
        task.cancel()
    return doing.result()


def _undone() -> sqlite3.OperationalError:
    """SQLite rolled the transaction back by itself, as it does on a full disk; what follows must not begin another."""
    error = sqlite3.OperationalError("the transaction was rolled back")
    error.sqlite_errorcode = sqlite3.SQLITE_FULL
    return error


def _begins_at_once(database: sqlite3.Connection, operation: str) -> bool:
    """Whether nobody else is writing, so that there is nothing to wait for."""
    (patience,) = database.execute("PRAGMA busy_timeout").fetchone()
    database.execute("PRAGMA busy_timeout=0")
    try:
        database.execute(operation)
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
            raise
        return False
    finally:
        database.execute(f"PRAGMA busy_timeout={patience}")
    return True


class Connection(AsyncAdapt_aiosqlite_connection):
    """A connection with such cursors. It is opened, committed, rolled back and closed in its thread.

    A transaction that changed nothing has no disk to wait for, and ends at once.
    """

    __slots__ = ("_changes", "_kept", "pace")
    _cursor_cls = Cursor

    def __init__(self, dbapi: Any, connection: Any) -> None:
        super().__init__(dbapi, connection)
        self.pace = Pace()
        self._changes = -1  # to this file, when the transaction began
        self._kept: Exception | bool = False  # whether `keep` has done what `commit` is to tell, or why it could not

    @property
    def isolation_level(self) -> str | None:
        """As sqlite3 has it."""
        line: Any = self._connection
        return cast("str | None", line._conn.isolation_level)

    @isolation_level.setter
    def isolation_level(self, value: str | None) -> None:
        line: Any = self._connection
        line._conn.isolation_level = value

    def create_function(self, *args: Any, **kw: Any) -> None:
        """As sqlite3 does it; SQLAlchemy asks for some when it connects, and whoever is cancelled then must not leave
        a connection behind that nobody knows.
        """
        line: Any = self._connection
        line._conn.create_function(*args, **kw)

    def begin(self, how: str) -> None:
        """Begin a transaction; `how` is the statement for it. Waits, in the thread, while another process writes.

        Raises MissingGreenlet where there is something to wait for, and nobody can.
        """
        line: Any = self._connection
        try:
            if not _begins_at_once(line._conn, how):
                if not in_greenlet():
                    raise MissingGreenlet
                await_(to_its_end(line._execute(line._conn.execute, how)))
            self._changes, self._kept = line._conn.total_changes, False
            self.pace.begins()
        except Exception as error:  # noqa: BLE001  translated, as in the class above
            self._handle_exception(error)

    def set_up(self, statement: str) -> None:
        """Do at once what waits for nothing, in a transaction or between two."""
        line: Any = self._connection
        line._conn.execute(statement)

    def mark(self, statement: str) -> None:
        """Set, release or go back to a savepoint. Where SQLite has undone all of it, there is nothing to go back to."""
        line: Any = self._connection
        if line._conn.in_transaction:
            line._conn.execute(statement)
        elif not statement.startswith("ROLLBACK"):
            raise _undone()

    async def keep(self) -> None:
        """Keep what was done, for `commit` to tell: awaited here, it needs no greenlet."""
        line: Any = self._connection
        try:
            if not line._conn.in_transaction:
                raise _undone()
            if line._conn.total_changes == self._changes:
                line._conn.commit()
            else:
                await to_its_end(self._in_thread("commit"))
        except Exception as error:  # noqa: BLE001  raised where SQLAlchemy translates it
            self._kept = error
        else:
            self._kept = True
            self.pace.begins()

    def commit(self) -> None:
        """Keep what was done. Raises OperationalError where SQLite has undone it: on a full disk it does so unasked."""
        kept, self._kept = self._kept, False
        if isinstance(kept, Exception):
            self._handle_exception(kept)
        elif not kept:
            await_(self.keep())
            self.commit()

    def rollback(self) -> None:
        """Undo what was begun; nothing was, each time the pool takes a connection back after a commit."""
        line: Any = self._connection
        if line._connection is not None and line._connection.in_transaction:
            try:
                await_(to_its_end(self._in_thread("rollback")))
                self.pace.begins()
            except Exception as error:  # noqa: BLE001  translated, as in the class above
                self._handle_exception(error)

    def close(self) -> None:
        """Close, and wait for the thread to end: a loop that ends first would leave it with nobody to tell."""
        with contextlib.suppress(ValueError):  # it is closed
            await_(to_its_end(self._connection.close()))

    def terminate(self) -> None:
        """Close what is given up; without waiting where nobody can wait, as when it is collected as garbage."""
        if in_greenlet():
            self.close()
        else:
            self._terminate_force_close()

    def _in_thread(self, how: str) -> "asyncio.Future[None]":
        """Have its thread do it, from now on. Left to itself the thread would begin when the loop has nothing more to
        do, for until then the interpreter is the loop's; so the disk is at work while the loop is.
        """
        line: Any = self._connection
        doing, waiting = asyncio.get_running_loop().create_future(), threading.Lock()
        waiting.acquire()
        line._tx.put_nowait((doing, partial(_begin_to, getattr(line._conn, how), waiting)))
        waiting.acquire(timeout=HAND_OVER)
        return doing


def _begin_to(work: Callable[[], None], waiting: threading.Lock) -> None:
    waiting.release()
    work()


class Driver(AsyncAdapt_aiosqlite_dbapi):
    """What `create_async_engine` takes as its `module`."""

    def connect(self, *arg: Any, **kw: Any) -> Connection:
        """A connection that its thread and the loop use in turn. Raises MissingGreenlet where nobody can wait."""
        if not in_greenlet():
            raise MissingGreenlet
        line: Any = aiosqlite.connect(*arg, **{**kw, "check_same_thread": False})
        line._thread.daemon = True
        return Connection(self, await_(to_its_end(_opened(line))))


async def _opened(line: Any) -> Any:
    return await line


_DRIVER = Driver(aiosqlite, sqlite3)


class Dialect(SQLiteDialect_aiosqlite):
    """SQLAlchemy's own with this driver. Savepoints go past its compiler, which takes ten times as long as SQLite."""

    supports_statement_cache = True

    @classmethod
    def import_dbapi(cls) -> Driver:
        """The driver."""
        return _DRIVER

    def do_savepoint(self, connection: SqlConnection, name: str) -> None:
        """From here on it can be undone."""
        _told(connection, Connection.mark, f"SAVEPOINT {name}")

    def do_rollback_to_savepoint(self, connection: SqlConnection, name: str) -> None:
        """It is undone."""
        _told(connection, Connection.mark, f"ROLLBACK TO SAVEPOINT {name}")

    def do_release_savepoint(self, connection: SqlConnection, name: str) -> None:
        """It belongs to the whole from now on."""
        _told(connection, Connection.mark, f"RELEASE SAVEPOINT {name}")


def _told(connection: SqlConnection, deed: Callable[[Connection, str], None], statement: str) -> None:
    """Done past SQLAlchemy, and failing as if it had been done by it."""
    try:
        deed(cast(Connection, connection.connection.dbapi_connection), statement)
    except sqlite3.Error as error:
        connection._handle_dbapi_exception(error, statement, None, None, None)


NAME = "sqlite+roundtable"
registry.register("sqlite.roundtable", __name__, Dialect.__name__)


def begin(connection: SqlConnection, how: str) -> None:
    """Begin a transaction on this connection of SQLite's; `how` is the statement for it."""
    _told(connection, Connection.begin, how)


def set_pragma(connection: SqlConnection, name: str, value: object) -> None:
    """Change a setting of this connection of SQLite's, which waits for nothing."""
    _told(connection, Connection.set_up, f"PRAGMA {name}={value}")


def pace_of(connection: AsyncConnection) -> Pace:
    """Whose turn it is, on this connection of SQLite's."""
    line: Any = connection.sync_connection
    pace: Pace = line.connection.dbapi_connection.pace
    return pace


async def commit(connection: AsyncConnection) -> None:
    """Commit what is on this connection of SQLite's, as `connection.commit()` does, without a greenlet."""
    line: Any = connection.sync_connection
    if not line.invalidated:
        await line.connection.dbapi_connection.keep()
    line.commit()


async def close(connection: AsyncConnection) -> None:
    """Give this connection of SQLite's back, without a greenlet where nothing has to be undone."""
    line: Any = connection.sync_connection
    if is_open(connection):
        await connection.close()
    else:
        line.close()


def is_open(connection: AsyncConnection) -> bool:
    """Whether there is still a transaction on this connection of SQLite's."""
    line: Any = connection.sync_connection
    return not line.invalidated and bool(line.connection.driver_connection._conn.in_transaction)

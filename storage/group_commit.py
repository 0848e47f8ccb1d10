"""Group commit for a database with one writer: units that wait for each other anyway share a transaction.

Each but the first has a savepoint of its own, so one that fails takes nothing of the others with it. They are committed
together, and none is done before that: a commit waits for the disk, which takes as long for one unit as for twenty.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import MissingGreenlet, PendingRollbackError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.util import greenlet_spawn

from storage.engine import StorageTrouble, Trouble, as_trouble
from storage.sqlite_driver import close, commit, is_open

PATIENCE = 30.0  # seconds that a unit waits for its turn


@dataclass(slots=True, eq=False)
class _Group:
    """A transaction that is open, and what will have become of it."""

    connection: AsyncConnection
    ended: "asyncio.Future[None]"
    closing: "asyncio.Task[None] | None" = None


class GroupCommit:
    """The one writer of an engine, for one unit after the other."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._turn = asyncio.Lock()
        self._waiting = 0
        self._open: _Group | None = None
        self._closing: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def joined(self) -> AsyncIterator[tuple[AsyncConnection, bool]]:
        """A connection with a transaction, for one unit, and whether work of others is in it, so that it must keep to a
        savepoint. Ends when it is committed.

        Raises StorageTrouble when it can't be, and then nothing of any unit in it was kept.
        """
        await self._take_turn()
        try:
            group = self._open or await self._begin()
            try:
                yield group.connection, group.closing is not None
            except BaseException:
                await self._forget(group)
                raise
            if self._waiting or group.closing is not None:
                self._commit_soon(group)
            else:  # nobody is there to share it with
                await self._end(group)
        finally:
            self._turn.release()
        await asyncio.shield(group.ended)

    async def close(self) -> None:
        """Wait for what is being committed."""
        await asyncio.gather(*self._closing)

    async def _take_turn(self) -> None:
        self._waiting += 1
        try:
            async with asyncio.timeout(PATIENCE if self._turn.locked() else None):
                await self._turn.acquire()
        except TimeoutError as error:
            raise StorageTrouble(Trouble.LOCKED) from error
        finally:
            self._waiting -= 1

    async def _begin(self) -> _Group:
        try:
            connection = AsyncConnection(self._engine, await self._begun())
            try:
                await asyncio.sleep(0)  # whoever was cancelled while it waited hears of it before anything is done
            except BaseException:
                await connection.close()
                raise
        except (OSError, TimeoutError, SQLAlchemyError) as error:
            raise as_trouble(error) or error from error
        self._open = _Group(connection, asyncio.get_running_loop().create_future())
        return self._open

    async def _begun(self) -> Connection:
        """At once, where a connection rests and nobody else writes; a greenlet costs as much as the statement."""
        pool: Any = self._engine.sync_engine.pool
        if pool.checkedin():
            with suppress(MissingGreenlet):
                return self._connected()
        return await greenlet_spawn(self._connected)

    def _connected(self) -> Connection:
        connection = self._engine.sync_engine.connect()
        try:
            connection.begin()
        except BaseException:
            connection.close()
            raise
        return connection

    def _commit_soon(self, group: _Group) -> None:
        """After those who wait for their turn now."""
        if group.closing is None:
            group.closing = asyncio.create_task(self._commit(group))
            self._closing.add(group.closing)
            group.closing.add_done_callback(self._closing.discard)

    async def _commit(self, group: _Group) -> None:
        async with self._turn:
            if not group.ended.done():
                await self._end(group)

    async def _forget(self, group: _Group) -> None:
        """A unit failed, and what it did is undone. Where nobody else's work is in the transaction it is over. Where
        all was undone with it (as SQLite does on a full disk) it ends now: whoever is next needs its connection.
        """
        if group.closing is None:
            self._open = None
            await close(group.connection)
        elif not is_open(group.connection):
            await self._end(group)

    async def _end(self, group: _Group) -> None:
        if self._open is group:
            self._open = None
        try:
            await commit(group.connection)
        except Exception as error:  # noqa: BLE001  raised again in each unit that is in it
            given_up = StorageTrouble(Trouble.UNREACHABLE) if isinstance(error, PendingRollbackError) else error
            group.ended.set_exception(as_trouble(error) or given_up)
            group.ended.exception()  # seen, even if they have all gone
        else:
            group.ended.set_result(None)
        finally:
            await close(group.connection)

"""The unit of work: one session, one transaction, all or nothing.

    async with storage.unit() as unit:
        unit.add(noun)
        await unit.outbox.add(parcel)

A clean exit commits, any exception rolls everything back. Nothing may await the network inside.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Protocol, TypeVar, TypeVarTuple, cast

from sqlalchemy import ColumnElement, Connection, CursorResult, Delete, Executable, Insert, Select, Update, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession
from sqlalchemy.orm.attributes import instance_state
from sqlalchemy.orm.session import JoinTransactionMode
from sqlalchemy.util import greenlet_spawn

from storage import audit, migrations, queue
from storage.base import Base, insert_new, prepared, row_of
from storage.engine import (
    UNCHECKED,
    BadDatabase,
    StorageTrouble,
    Trouble,
    assert_settings,
    connected,
    make_engine,
)
from storage.group_commit import GroupCommit
from storage.keys import KeyRing
from storage.keystone import prove
from storage.outbox import Parcel
from storage.reading import Expired, Reading
from storage.room import Room
from storage.scrub import Scrubber
from storage.sealing import KEYS, SealedSession, sealed
from storage.sqlite_driver import Pace, pace_of

N = TypeVar("N", bound=Base)
T = TypeVar("T")
Row = TypeVarTuple("Row")

PATIENCE = 10.0  # seconds that closing waits for units to end


class Porter(Protocol):
    """Whoever carries parcels out of this process: what it has a hand free for is its own before it is ever waiting."""

    def claim(self, parcel: Parcel, room: Room | None) -> bool:
        """Take a parcel that is about to be queued, as if it had been waiting; False to leave it in the queue. `room`
        is where it goes, if that is at hand.
        """

    async def check(self, unit: "Unit", parcels: Sequence[Parcel]) -> Callable[[], None]:
        """Look at what was so taken, in the transaction that queues it. What is returned is called after its commit."""

    def nudge(self) -> None:
        """Something was left in the queue."""

    def expect(self) -> None:
        """Something was left in the queue behind what was taken."""


class Outbox:
    """The parcels of one unit: they leave after its commit."""

    def __init__(self, unit: "Unit", porter: Porter | None) -> None:
        self._unit = unit
        self._porter = porter
        self._taken: list[Parcel] = []
        self._orders: set[str] = set()
        self._left = False
        self._follows = False
        self._is_closing = False

    async def add(self, parcel: Parcel) -> bool:
        """Queue a parcel; False when one with the same `once` was queued before, which stays as it was."""
        sealed(parcel, self._unit.keys)
        follows = parcel.order_key in self._orders
        if not follows and self._is_taken(parcel):
            if await queue.add_next(self._unit, parcel):
                self._taken.append(parcel)
                self._orders.add(parcel.order_key)
                return True
            queue.unclaim(parcel)
        if not await self._unit.insert(parcel):
            return False
        self._follows |= follows
        self._left |= not follows
        return True

    def _is_taken(self, parcel: Parcel) -> bool:
        """Whether it is to leave at once. What the last look itself queues waits its turn."""
        if self._porter is None or self._is_closing or parcel.not_before > parcel.created_at:
            return False
        return self._porter.claim(parcel, self._unit.session.at_hand(Room, parcel.room_id))

    async def close(self) -> Callable[[], None]:
        """The last thing before the commit; what is returned is the first after it."""
        if self._porter is None:
            return _nothing
        self._is_closing = True
        carry = await self._porter.check(self._unit, self._taken) if self._taken else _nothing
        left = self._porter.nudge if self._left else self._porter.expect if self._follows else _nothing
        return partial(_hand_over, carry, left)


def _hand_over(carry: Callable[[], None], nudge: Callable[[], None]) -> None:
    carry()
    nudge()


def _nothing() -> None:
    """Nobody is there to be told."""


class Nouns(AsyncSession):
    """A session that finds the nouns it has at once: SQLAlchemy takes as long for that as for a statement."""

    async def get(self, entity: type[N], ident: Any, **options: Any) -> N | None:  # type: ignore[override]
        """The noun of this kind with this id, or None."""
        if not options and (found := self.at_hand(entity, ident)) is not None:
            return found
        return await super().get(entity, ident, **options)

    async def get_one(self, entity: type[N], ident: Any, **options: Any) -> N:  # type: ignore[override]
        """The noun of this kind with this id. Raises NoResultFound."""
        if not options and (found := self.at_hand(entity, ident)) is not None:
            return found
        return await super().get_one(entity, ident, **options)

    def at_hand(self, entity: type[N], ident: Any) -> N | None:
        """The noun if this session has it, or None. No subclass has a table of its own, so the key is simple."""
        session = self.sync_session
        found: N | None = session.identity_map.get((entity, (ident,), None))
        return None if found is None or instance_state(found).expired or found in session.deleted else found


class Unit:
    """One transaction. Nouns read through it are kept in its `session`; restricted texts are open in it.

    `memo` is for what was looked up in it and is asked for again.
    """

    def __init__(
        self,
        session: "Nouns",
        keys: KeyRing,
        dialect: str,
        audited: "audit.End",
        porter: Porter | None = None,
        pace: Pace | None = None,
    ) -> None:
        self.session = session
        self.keys = keys
        self.dialect = dialect
        """ "sqlite" or "postgresql"."""
        self.audited = audited
        self.deeds: list[Mapping[str, Any]] = []
        self.outbox = Outbox(self, porter)
        self.memo: dict[object, Any] = {}
        self.scrubs = False
        self._connection: Connection | None = None
        self._pace = pace

    async def at(self, work: Callable[..., T], *args: Any) -> T:
        """Do what needs the connection: at once where nothing waits, else where SQLAlchemy can wait for it."""
        if self._pace is None:
            return await greenlet_spawn(work, *args)
        done = work(*args)
        if self._pace.is_over:
            await self._pace.give_way()
        return done

    def scrub(self) -> None:
        """Have what this unit erases leave the database's files, too, once it is committed."""
        self.scrubs = True

    async def flush(self) -> None:
        """Write now what would be written at the commit."""
        await self.at(self.session.sync_session.flush)

    def add(self, noun: Base) -> None:
        """Have this noun written at commit."""
        self.session.add(noun)

    async def add_once(self, noun: Base, taken: ColumnElement[bool]) -> bool:
        """Write this noun now unless a row of its kind that is `taken` exists: True when written.

        A unique constraint has to say the same as `taken`; between two processes at once, it decides.
        """
        if await self._exists(noun, taken):
            return False
        if self.dialect == "sqlite":  # nobody else writes between its BEGIN IMMEDIATE and its commit
            self.session.add(noun)
            await self.session.flush()
            return True
        try:
            async with self.session.begin_nested():
                self.session.add(noun)
        except IntegrityError:
            if await self._exists(noun, taken):
                return False
            raise
        return True

    async def insert(self, noun: Base, where: ColumnElement[bool] | None = None, **values: object) -> bool:
        """Write this noun's row now, unless a unique constraint says that it is there already: True when written.

        With `where`, only where that holds; `values` are those of its bound parameters. For what is only ever
        appended: the noun itself is not kept in the session, and what is done to it afterwards stays unwritten. Ten
        of them cost what one `add` with its flush does.
        """
        return await self.at(self._insert, type(noun), row_of(noun), where, values)

    async def append(
        self,
        kind: type[Base],
        row: Mapping[str, object],
        where: ColumnElement[bool] | None = None,
        **values: object,
    ) -> bool:
        """As `insert`, of a row whose every value is given: to make the noun first takes as long as to write it."""
        return await self.at(self._insert, kind, row, where, values)

    def _insert(
        self,
        kind: type[Base],
        row: Mapping[str, object],
        where: ColumnElement[bool] | None,
        values: Mapping[str, object],
    ) -> bool:
        """By the driver's own means: SQLAlchemy's way with the values of a row takes longer than to write it."""
        connection = self._here()
        statement = insert_new(kind, connection.dialect, tuple(row), where)
        return bool(connection.exec_driver_sql(statement.text, statement.values({**row, **values})).rowcount)

    async def append_all(self, kind: type[Base], rows: Sequence[Mapping[str, object]]) -> None:
        """As `append`, of many rows with the same columns at once."""
        if rows:
            await self.at(self._append_all, kind, rows)

    def _append_all(self, kind: type[Base], rows: Sequence[Mapping[str, object]]) -> None:
        connection = self._here()
        statement = insert_new(kind, connection.dialect, tuple(rows[0]))
        connection.exec_driver_sql(statement.text, statement.values_of_many(rows))

    async def run(self, statement: Executable, values: Any = None) -> CursorResult[Any]:
        """Run a statement on tables or columns, past the session, which keeps nothing of it. `values` may be a list."""
        return await self.at(self._run, statement, values)

    def _run(self, statement: Executable, values: Any) -> CursorResult[Any]:
        return self._here().execute(statement, values)

    def _here(self) -> Connection:
        """The connection; what was done before comes first."""
        session = self.session.sync_session
        if session.new or session.dirty or session.deleted:
            session.flush()
        if self._connection is None:
            self._connection = session.connection()
        return self._connection

    async def _exists(self, noun: Base, taken: ColumnElement[bool]) -> bool:
        found = await self.session.scalar(select(1).select_from(type(noun)).where(taken).limit(1))
        return found is not None

    async def get(self, kind: type[N], id: str) -> N | None:  # noqa: A002  the noun's own word
        """The noun of this kind with this id, or None."""
        if (found := self.session.at_hand(kind, id)) is not None:
            return found
        return await self.scalar(select(kind).where(kind.id == id))  # type: ignore[attr-defined]  # every noun has one

    async def scalar(self, statement: Select[T], **values: object) -> T | None:
        """The first of what is selected, or None. `values` are those of the statement's bound parameters.

        A statement that is asked for often is built once, at import: building it takes as long as running it.
        """
        found = await self.at(self.session.sync_session.scalars, statement, values)
        return cast("T | None", found.first())

    async def scalars(self, statement: Select[T], **values: object) -> Sequence[T]:
        """All of what is selected, in order."""
        found = await self.at(self.session.sync_session.scalars, statement, values)
        return cast("Sequence[T]", found.all())

    async def row(self, statement: Select[*Row], **values: object) -> tuple[*Row] | None:
        """The first row of what is selected, with all its nouns, or None."""
        found = await self.at(self.session.sync_session.execute, statement, values)
        return cast("tuple[*Row] | None", found.first())

    async def rows(self, statement: Select[*Row], **values: object) -> Sequence[tuple[*Row]]:
        """All rows of what is selected, in order, with all their nouns."""
        found = await self.at(self.session.sync_session.execute, statement, values)
        return cast("Sequence[tuple[*Row]]", found.all())

    async def read(self, reading: Reading[*Row], **values: object) -> Sequence[tuple[*Row]]:
        """All rows of what is read again and again, in order, with all their nouns."""
        return await self.at(self._read, reading, values)

    async def read_first(self, reading: Reading[*Row], **values: object) -> tuple[*Row] | None:
        """The first of those rows, or None."""
        return next(iter(await self.read(reading, **values)), None)

    def _read(self, reading: Reading[*Row], values: Mapping[str, object]) -> Sequence[tuple[*Row]]:
        session = self.session.sync_session
        connection = self._here()
        try:
            return reading.rows(connection, session, values)
        except Expired:
            return cast("Sequence[tuple[*Row]]", session.execute(reading.statement, values).all())

    async def write(self, statement: Insert | Update | Delete, *values: Mapping[str, object]) -> int:
        """Run a statement that is built once, for each of these values; how many rows it met. Nouns aren't touched."""
        return await self.at(self._write, statement, values)

    def _write(self, statement: Insert | Update | Delete, values: Sequence[Mapping[str, object]]) -> int:
        connection = self._here()
        form = prepared(statement, connection.dialect, tuple(values[0]))
        given = form.values(values[0]) if len(values) == 1 else form.values_of_many(values)
        return connection.exec_driver_sql(form.text, given).rowcount

    async def change(self, statement: Update | Delete) -> int:
        """Run an UPDATE or DELETE; how many rows it met. Nouns already read aren't touched."""
        result = await self.session.execute(statement, execution_options={"synchronize_session": False})
        return cast(CursorResult[Any], result).rowcount

    async def record(
        self,
        action: str,
        *,
        at: datetime,
        actor_id: str = "",
        object: str = "",  # noqa: A002  the audit's own word
        place: str = "",
        outcome: "audit.Outcome | None" = None,
        cause: str = "",
    ) -> None:
        """Append to the audit, just before the commit:

        opaque ids and keys of phrases, never content. Lasts as long as the unit does.
        """
        outcome = outcome or audit.Outcome.DONE
        self.deeds.append(
            audit.deed(action, at=at, actor_id=actor_id, object=object, place=place, outcome=outcome, cause=cause)
        )


class Storage:
    """The database and the keys to it.

    `durable=False` lets a PostgreSQL without fsync pass (tests have one).
    """

    def __init__(self, engine: AsyncEngine, keys: KeyRing, *, durable: bool = True) -> None:
        self.engine = engine
        self.keys = keys
        self.durable = durable
        self.porter: Porter | None = None
        """The courier, while it runs."""
        self._writer = GroupCommit(engine) if engine.dialect.name == "sqlite" else None
        self._audited = audit.End()
        self._scrubber = Scrubber(engine)
        self._busy: set[asyncio.Task[Any]] = set()
        self._idle = asyncio.Event()
        self._closed = False

    @classmethod
    def open(cls, url: str, key_file: Path | str, *, durable: bool = True) -> "Storage":
        """Without connecting yet.

        Raises BadDatabase and BadKeyFile, each with a sentence for the operator.
        """
        keys = KeyRing.open(key_file)
        return cls(make_engine(url), keys, durable=durable)

    @asynccontextmanager
    async def unit(self) -> AsyncIterator[Unit]:
        """One transaction: committed on a clean exit, rolled back on any exception.

        Raises StorageTrouble when the database can't serve or was closed, RuntimeError when a task opens a unit within
        its unit: on SQLite, with its one writer, that would wait for itself.
        """
        task = cast("asyncio.Task[Any]", asyncio.current_task())
        if task in self._busy:
            raise RuntimeError("a unit within a unit")
        if self._closed:
            raise StorageTrouble(Trouble.UNREACHABLE)
        self._busy.add(task)
        try:
            async with self._connection() as (connection, mode, pace):
                session = Nouns(
                    connection, sync_session_class=SealedSession, expire_on_commit=False, info={KEYS: self.keys},
                    join_transaction_mode=mode,
                )  # fmt: skip
                unit = Unit(session, self.keys, self.engine.dialect.name, self._audited, self.porter, pace)
                try:
                    yield unit
                    after = await unit.outbox.close()
                    async with audit.appended(unit, unit.deeds):
                        await unit.at(session.sync_session.commit)
                finally:
                    await unit.at(session.sync_session.close)
        finally:
            self._busy.discard(task)
            self._idle.set()
        after()
        if unit.scrubs:
            self._scrubber.ask()
        await self._scrubber.run()

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[tuple[AsyncConnection, JoinTransactionMode, Pace | None]]:
        """A connection, shared where there is one writer; how a session joins the transaction that is on it; and the
        pace at which it is used where nothing waits.
        """
        if self._writer is not None:
            async with self._writer.joined() as (connection, has_company):
                yield connection, "create_savepoint" if has_company else "rollback_only", pace_of(connection)
            return
        async with connected(self.engine) as connection:
            yield connection, "conditional_savepoint", None

    async def migrate(self) -> None:
        """Bring the schema to this version, one process at a time. Raises BadDatabase, BadKeyFile or
        StorageTrouble.

        On SQLite the transaction itself is the lock (BEGIN IMMEDIATE), on PostgreSQL an advisory one.
        """
        await assert_settings(self.engine, durable=self.durable)
        async with connected(self.engine, **{UNCHECKED: True}) as connection:
            await connection.run_sync(migrations.upgrade)
            await connection.commit()
        self._scrubber.ask()  # a process that was killed may have left something in the log
        async with self.unit() as unit:
            await prove(unit, first=True)

    async def check(self) -> None:
        """Prove that settings, schema and key fit, changing nothing.

        Raises BadDatabase, BadKeyFile or StorageTrouble.
        """
        await assert_settings(self.engine, durable=self.durable)
        async with connected(self.engine) as connection:
            if not await connection.run_sync(migrations.is_current):
                raise BadDatabase("The database isn't at this version yet: start the bot, or run `migrate`.")
        async with self.unit() as unit:
            await prove(unit, first=False)

    async def close(self) -> None:
        """Close every connection, when what is open on them has ended; safe to call twice.

        Nothing is opened any more: it would stay open when nobody knows of it.
        """
        self._closed = True
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                while self._busy - {asyncio.current_task()}:
                    self._idle.clear()
                    await self._idle.wait()
        if self._writer is not None:
            await self._writer.close()
        await self.engine.dispose()

"""The unit of work: one session, one transaction, all or nothing.

    async with storage.unit() as unit:
        unit.add(noun)
        await unit.outbox.add(parcel)

A clean exit commits, any exception rolls everything back. Nothing may await the network inside.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar, cast

from sqlalchemy import ColumnElement, CursorResult, Delete, Select, Update, select
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from storage import audit, migrations
from storage.base import Base
from storage.engine import UNCHECKED, BadDatabase, as_trouble, assert_settings, connected, make_engine
from storage.keys import KeyRing
from storage.keystone import prove
from storage.outbox import Parcel
from storage.sealing import KEYS, SealedSession

N = TypeVar("N", bound=Base)
T = TypeVar("T")


class Outbox:
    """The parcels of one unit: they leave after its commit."""

    def __init__(self, unit: "Unit") -> None:
        self._unit = unit

    async def add(self, parcel: Parcel) -> bool:
        """Queue a parcel; False when one with the same `once` was queued before, which stays as it was."""
        return await self._unit.add_once(parcel, Parcel.once == parcel.once)


class Unit:
    """One transaction. Nouns read through it are kept in its `session`; restricted texts are open in it."""

    def __init__(self, session: AsyncSession, keys: KeyRing) -> None:
        self.session = session
        self.keys = keys
        self.outbox = Outbox(self)

    @property
    def dialect(self) -> str:
        """ "sqlite" or "postgresql"."""
        return self.session.get_bind().dialect.name

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

    async def _exists(self, noun: Base, taken: ColumnElement[bool]) -> bool:
        found = await self.session.scalar(select(1).select_from(type(noun)).where(taken).limit(1))
        return found is not None

    async def get(self, kind: type[N], id: str) -> N | None:  # noqa: A002  the noun's own word
        """The noun of this kind with this id, or None."""
        return await self.scalar(select(kind).where(kind.id == id))  # type: ignore[attr-defined]  # every noun has one

    async def scalar(self, statement: Select[T]) -> T | None:
        """The first of what is selected, or None."""
        return (await self.session.scalars(statement)).first()

    async def scalars(self, statement: Select[T]) -> Sequence[T]:
        """All of what is selected, in order."""
        return (await self.session.scalars(statement)).all()

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
    ) -> "audit.AuditEvent":
        """Append to the audit:

        opaque ids and keys of phrases, never content. Lasts as long as the unit does.
        """
        return await audit.append(
            self,
            action,
            at=at,
            actor_id=actor_id,
            object=object,
            place=place,
            outcome=outcome or audit.Outcome.DONE,
            cause=cause,
        )


class Storage:
    """The database and the keys to it.

    `durable=False` lets a PostgreSQL without fsync pass (tests have one).
    """

    def __init__(self, engine: AsyncEngine, keys: KeyRing, *, durable: bool = True) -> None:
        self.engine = engine
        self.keys = keys
        self.durable = durable
        self._busy: set[asyncio.Task[Any]] = set()

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

        Raises StorageTrouble when the database can't serve, RuntimeError when a task opens a unit within its
        unit: on SQLite, with its one writer, that would wait for itself.
        """
        task = cast("asyncio.Task[Any]", asyncio.current_task())
        if task in self._busy:
            raise RuntimeError("a unit within a unit")
        self._busy.add(task)
        session = AsyncSession(
            self.engine, sync_session_class=SealedSession, expire_on_commit=False, info={KEYS: self.keys}
        )
        try:
            async with session:
                await self._begin(session)
                yield Unit(session, self.keys)
                await session.commit()
        finally:
            self._busy.discard(task)

    async def _begin(self, session: AsyncSession) -> None:
        try:
            _ = await session.connection()
        except (OSError, TimeoutError, SQLAlchemyError) as error:
            raise as_trouble(error) or error from error

    async def migrate(self) -> None:
        """Bring the schema to this version, one process at a time. Raises BadDatabase, BadKeyFile or
        StorageTrouble.

        On SQLite the transaction itself is the lock (BEGIN IMMEDIATE), on PostgreSQL an advisory one.
        """
        await assert_settings(self.engine, durable=self.durable)
        async with connected(self.engine, **{UNCHECKED: True}) as connection:
            await connection.run_sync(migrations.upgrade)
            await connection.commit()
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
        """Close every connection; safe to call twice."""
        await self.engine.dispose()

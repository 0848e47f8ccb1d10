"""The audit: a chain that shows what was altered, and a table that refuses to be."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import SQLAlchemyError

from storage.audit import GENESIS, AuditEvent, Outcome, verify
from storage.engine import make_engine
from storage.unit import Storage, Unit
from tests.parcels import NOON


async def record(storage: Storage, count: int = 4) -> None:
    for number in range(count):
        async with storage.unit() as unit:
            await unit.record(f"meeting {number}", at=NOON, actor_id="p1", object=f"meeting:{number}", place="r1")


async def tamper(storage: Storage, statement: str, **values: Any) -> None:
    """As somebody with the database in hand would: without the triggers."""
    async with storage.unit() as unit:
        if unit.dialect == "postgresql":
            await unit.session.execute(text("SET LOCAL session_replication_role = replica"))
        else:
            for name in ("audit_event_no_update", "audit_event_no_delete"):
                await unit.session.execute(text(f"DROP TRIGGER IF EXISTS {name}"))
        await unit.session.execute(text(statement), values)


async def first_broken(storage: Storage) -> int | None:
    async with storage.unit() as unit:
        return await verify(unit)


async def test_each_row_is_chained_to_the_one_before(storage: Storage) -> None:
    await record(storage)
    async with storage.unit() as unit:
        events = await unit.scalars(select(AuditEvent).order_by(AuditEvent.number))
    assert [event.number for event in events] == [1, 2, 3, 4]
    assert [event.previous_hash for event in events] == [GENESIS, *(event.hash for event in events[:3])]
    assert await first_broken(storage) is None


async def test_an_empty_chain_is_whole(storage: Storage) -> None:
    assert await first_broken(storage) is None


async def undone(storage: Storage) -> None:
    """A record whose unit fails."""

    async def fail(unit: Unit) -> None:
        await unit.record("summary release", at=NOON, outcome=Outcome.REFUSED, cause="absent")
        raise ValueError

    with pytest.raises(ValueError, match=r"^$"):
        async with storage.unit() as unit:
            await fail(unit)


async def test_what_is_rolled_back_leaves_no_row_and_no_gap(storage: Storage) -> None:
    await record(storage, 1)
    await undone(storage)
    await record(storage, 1)
    async with storage.unit() as unit:
        assert (await unit.scalars(select(AuditEvent.number))) == [1, 2]
    assert await first_broken(storage) is None


async def test_the_chain_goes_on_where_it_ends_and_not_where_a_process_left_it(storage: Storage) -> None:
    other = Storage(make_engine(storage.engine.url.render_as_string(hide_password=False)), storage.keys, durable=False)
    await record(storage, 1)
    await undone(storage)
    await record(other, 1)  # in the place of what was undone
    await record(storage, 1)
    await record(other, 1)
    assert await first_broken(storage) is None
    async with storage.unit() as unit:
        assert (await unit.scalars(select(AuditEvent.number).order_by(AuditEvent.number))) == [1, 2, 3, 4]
    await other.close()


async def test_appenders_at_once_make_one_chain(storage: Storage) -> None:
    await asyncio.gather(*(record(storage, 3) for _ in range(4)))
    assert await first_broken(storage) is None
    async with storage.unit() as unit:
        assert len(await unit.scalars(select(AuditEvent))) == 12


async def test_two_processes_at_once_make_one_chain(storage: Storage) -> None:
    other = Storage(make_engine(storage.engine.url.render_as_string(hide_password=False)), storage.keys, durable=False)
    await asyncio.gather(*(record(one, 3) for one in (storage, other) for _ in range(3)))
    assert await first_broken(storage) is None
    async with storage.unit() as unit:
        assert len(await unit.scalars(select(AuditEvent))) == 18
    await other.close()


@pytest.mark.parametrize(
    "statement",
    ["UPDATE audit_event SET cause = 'x'", "DELETE FROM audit_event", "DELETE FROM audit_event WHERE number = 4"],
)
async def test_the_database_refuses_to_change_it(storage: Storage, statement: str) -> None:
    await record(storage)
    with pytest.raises(SQLAlchemyError, match="append-only"):
        async with storage.unit() as unit:
            await unit.session.execute(text(statement))
    assert await first_broken(storage) is None


@pytest.mark.parametrize(
    ("change", "broken"),
    [
        ("UPDATE audit_event SET actor_id = 'p2' WHERE number = 2", 2),
        ("UPDATE audit_event SET outcome = 'refused' WHERE number = 3", 3),
        ("UPDATE audit_event SET hash = previous_hash WHERE number = 4", 4),
        ("DELETE FROM audit_event WHERE number = 2", 3),
        ("DELETE FROM audit_event WHERE number = 1", 2),
        ("UPDATE audit_event SET number = 9 WHERE number = 4", 9),
    ],
)
async def test_what_was_altered_behind_our_back_is_found(storage: Storage, change: str, broken: int) -> None:
    await record(storage)
    await tamper(storage, change)
    assert await first_broken(storage) == broken


async def test_a_row_rewritten_with_a_fresh_hash_is_found_too(storage: Storage) -> None:
    await record(storage, 2)
    async with storage.unit() as unit:
        last = (await unit.scalars(select(AuditEvent).where(AuditEvent.number == 2)))[0]
    last.actor_id = "p2"
    forged = last.digest(b"not the key")
    await tamper(storage, "UPDATE audit_event SET actor_id = 'p2', hash = :forged WHERE number = 2", forged=forged)
    assert await first_broken(storage) == 2

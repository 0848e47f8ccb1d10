"""The database finds what is in an issue, an archive or a brief by indexes: no table is read as a whole, on either kind
of database, however much stands in it.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, event, text
from sqlalchemy.engine import Engine

from digests import archive, brief
from digests.facts import gather
from storage.unit import Storage
from tests.digests.test_facts import JANUARY, NOW, Network, made
from tests.digests.test_scope import fill

# What grows with the years. The others are few, and PostgreSQL reads a page of them at once.
GROWING = (
    "update_item", "update_target", "meeting", "lesson", "question", "action_item", "posting", "digest_issue",
    "digest_omission", "digest_entry", "disclosure",
)  # fmt: skip

Statement = tuple[str, Any]


@pytest.fixture
async def network(storage: Storage) -> AsyncIterator[Network]:
    """Something of each kind, and on PostgreSQL the word that a table is never too small for its index."""
    async with storage.unit() as unit:
        network = await made(unit)
        await fill(network)
        if unit.dialect == "postgresql":
            await unit.session.execute(text("SET LOCAL enable_seqscan = off"))
        yield network


@contextmanager
def listening() -> Iterator[list[Statement]]:
    """Every SELECT that is made meanwhile."""
    said: list[Statement] = []

    def note(connection: Connection, cursor: Any, statement: str, values: Any, context: Any, many: bool) -> None:
        if statement.startswith("SELECT"):
            said.append((statement, values))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        event.remove(Engine, "before_cursor_execute", note)


async def read_whole(network: Network, said: list[Statement]) -> list[str]:
    """The tables that grow and that a statement reads as a whole, by the database's own plan of it."""
    sign = "EXPLAIN QUERY PLAN" if network.unit.dialect == "sqlite" else "EXPLAIN"
    connection = await network.unit.session.connection()
    found = []
    for statement, values in said:
        plan = await connection.exec_driver_sql(f"{sign} {statement}", values)
        for line in (" ".join(map(str, row)) for row in plan.all()):
            words = line.replace("Seq Scan on", "SCAN").split()
            if "SCAN" in words and words[words.index("SCAN") + 1] in GROWING:
                found.append(f"{line}: {statement}")
    return found


async def test_an_issue_reads_no_table_as_a_whole(network: Network) -> None:
    with listening() as said:
        await gather(network.unit, network.rooms["LEV"], JANUARY, now=NOW)
    assert len(said) > 9
    assert await read_whole(network, said) == []


async def test_an_archive_and_a_brief_read_no_table_as_a_whole(network: Network) -> None:
    with listening() as said:
        await archive.as_read_by(network.unit, network.lev, JANUARY, organisation_id=network.lyon.id)
        await archive.as_read_in(network.unit, network.rooms["LEV"], JANUARY)
        await brief.gather(network.unit, network.greta, since=NOW - timedelta(days=7), now=NOW)
    assert await read_whole(network, said) == []


async def test_it_is_seen_when_an_index_is_gone(network: Network) -> None:
    await network.unit.session.execute(text("DROP INDEX ix_lesson_published_at"))
    with listening() as said:
        await gather(network.unit, network.rooms["LEV"], JANUARY, now=NOW)
    found = await read_whole(network, said)
    await network.unit.session.rollback()  # the database is another test's afterwards
    assert found
    assert all("lesson" in one for one in found)

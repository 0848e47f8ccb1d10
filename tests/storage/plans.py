"""What a database means to do with each statement that is put to it while something runs, and how much it does."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.base import Base
from storage.unit import Storage, Unit

_WORD = re.compile(r"\s*(WITH|SELECT|INSERT|UPDATE|DELETE)\b")
_SCAN = re.compile(r"\bSCAN (\w+?)(_\d+)?(?= |$)")
_MAKESHIFT = re.compile(r"AUTOMATIC|BLOOM|ANY\(")
"""An index for the one question, made by reading all; a filter made so; and an index that is read from end to end."""
_READS = {"Seq Scan", "Index Scan", "Index Only Scan", "Bitmap Index Scan", "Bitmap Heap Scan"}
_CONDITIONS = {"Index Cond", "Recheck Cond"}
_OF_FEW = {"ix_organisation_nested"}
"""What holds only few however large the network is, and may be read as a whole."""


@dataclass(slots=True)
class Heard:
    """Statements as the driver got them, each once, with the values it got first."""

    statements: dict[str, Any] = field(default_factory=dict)

    def take(self, statement: str, values: Any) -> None:
        """Remember it if it is one that reads or writes rows."""
        if _WORD.match(statement):
            self.statements.setdefault(statement, values)


@contextmanager
def listening(storage: Storage) -> Iterator[Heard]:
    """What is asked of a database meanwhile."""
    heard, engine = Heard(), storage.engine.sync_engine

    def take(connection: Any, cursor: Any, statement: str, values: Any, context: Any, many: bool) -> None:
        heard.take(statement, values[0] if many else values)

    event.listen(engine, "before_cursor_execute", take)
    try:
        yield heard
    finally:
        event.remove(engine, "before_cursor_execute", take)


async def full_scans(unit: Unit, heard: Heard) -> list[str]:
    """The steps in which a whole table of ours, or a whole index of it, would be read, each with its statement.

    PostgreSQL reads what is small at once, and thinks a recursion ten times as long as it is: told to go from row to
    row, it still reads a whole table, or a whole index in its place, where no index would do. It is asked for the plan
    that holds whatever the values are, with which a statement ends up when it is put again and again.
    """
    connection = await unit.session.connection()
    steps = _sqlite if unit.dialect == "sqlite" else _postgresql
    return [
        f"{step}  <-  {statement}"
        for statement, values in heard.statements.items()
        for step in await steps(connection, statement, values)
    ]


async def _sqlite(connection: AsyncConnection, statement: str, values: Any) -> list[str]:
    plan = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
    return [step for *_, step in plan if _MAKESHIFT.search(step) or _is_ours(_SCAN.search(step))]


def _is_ours(scan: "re.Match[str] | None") -> bool:
    """Not what the statement made itself on the way, nor the values it was given."""
    return scan is not None and scan[1] in Base.metadata.tables


async def _postgresql(connection: AsyncConnection, statement: str, values: Any) -> list[str]:
    for setting in ("enable_seqscan", "enable_hashjoin", "enable_mergejoin"):
        await connection.exec_driver_sql(f"SET LOCAL {setting} = off")
    await connection.exec_driver_sql("SET LOCAL plan_cache_mode = force_generic_plan")
    await connection.exec_driver_sql(f"PREPARE watched AS {statement}")
    nothing = f"({', '.join(['NULL'] * len(values))})" if values else ""
    answer = await connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) EXECUTE watched {nothing}")
    (top,) = answer.scalar_one()
    await connection.exec_driver_sql("DEALLOCATE watched")
    reads = [node for node in _nodes(top["Plan"]) if node["Node Type"] in _READS and not _CONDITIONS & node.keys()]
    return [str(node) for node in reads if node.get("Index Name") not in _OF_FEW]


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for below in plan.get("Plans", ()):
        yield from _nodes(below)


@dataclass(slots=True)
class Effort:
    """Steps of SQLite's machine."""

    steps: int = 0

    def step(self) -> None:
        """One more; None lets it go on."""
        self.steps += 1


@contextmanager
def counting(connection: AsyncConnection) -> Iterator[Effort]:
    """How much SQLite does meanwhile: the same on any machine, however busy."""
    line: Any = connection.sync_connection
    database, effort = line.connection.driver_connection._conn, Effort()
    database.set_progress_handler(effort.step, 1)
    try:
        yield effort
    finally:
        database.set_progress_handler(None, 1)

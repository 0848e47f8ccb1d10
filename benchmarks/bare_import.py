"""Rows written as the database's own driver writes many: one statement, one transaction, nothing looked at."""

import sqlite3
import time
from collections.abc import Sequence
from typing import Any

import asyncpg

Rows = Sequence[Sequence[Any]]


async def insert(url: str, table: str, columns: Sequence[str], rows: Rows) -> float:
    """Seconds that it takes, the connection not counted."""
    if url.startswith("sqlite"):
        return _sqlite(url.removeprefix("sqlite:///"), table, columns, rows)
    return await _postgresql(url, table, columns, rows)


def _sqlite(path: str, table: str, columns: Sequence[str], rows: Rows) -> float:
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        began = time.perf_counter()
        connection.execute("BEGIN IMMEDIATE")
        marks = ", ".join("?" * len(columns))
        connection.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)
        connection.execute("COMMIT")
        return time.perf_counter() - began
    finally:
        connection.close()


async def _postgresql(url: str, table: str, columns: Sequence[str], rows: Rows) -> float:
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    try:
        began = time.perf_counter()
        async with connection.transaction():
            marks = ", ".join(f"${number}" for number in range(1, len(columns) + 1))
            await connection.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)
        return time.perf_counter() - began
    finally:
        await connection.close()

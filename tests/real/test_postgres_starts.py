"""The tests' own PostgreSQL gives each test a database that no other test sees."""

from collections.abc import Iterator

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from tests.postgres import Postgres, postgres_server

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    yield from postgres_server()


async def ask(url: str, *statements: str) -> list[object]:
    """Run the statements and give the first column of the last."""
    engine = create_async_engine(url, poolclass=NullPool)
    async with engine.begin() as connection:
        for statement in statements[:-1]:
            await connection.execute(text(statement))
        answer = await connection.execute(text(statements[-1]))
        rows = list(answer.scalars())
    await engine.dispose()
    return rows


async def test_each_database_is_its_own_and_a_copy_holds_what_its_template_held(server: Postgres) -> None:
    template = server.fresh_database()
    await ask(template, "CREATE TABLE note (words text)", "INSERT INTO note VALUES ('kept') RETURNING words")
    copy, other = server.fresh_database(template), server.fresh_database()
    assert await ask(copy, "DELETE FROM note RETURNING words") == ["kept"]
    assert await ask(template, "SELECT words FROM note") == ["kept"]
    assert await ask(other, "SELECT to_regclass('note')") == [None]


async def test_a_dropped_database_is_gone(server: Postgres) -> None:
    url, witness = server.fresh_database(), server.fresh_database()
    name = url.partition("@/")[2].partition("?")[0]
    there = f"SELECT count(*) FROM pg_database WHERE datname = '{name}'"
    assert await ask(witness, there) == [1]
    server.drop(url)
    assert await ask(witness, there) == [0]

"""The tests' own PostgreSQL gives each test a database that no other test sees."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from tests.postgres import PUT_BACK, Postgres, postgres_server, shared_server

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


async def test_what_is_put_back_holds_what_it_held_whoever_is_in_a_transaction_there(server: Postgres) -> None:
    url = server.fresh_database()
    await ask(
        url,
        "CREATE TABLE note (number integer GENERATED ALWAYS AS IDENTITY, words text)",
        "CREATE TABLE mark (note integer)",
        "INSERT INTO note (words) VALUES ('kept') RETURNING words",
    )
    server.keep(url)
    await ask(url, "INSERT INTO note (words) VALUES ('new')", "INSERT INTO mark VALUES (2) RETURNING note")
    engine = create_async_engine(url, poolclass=NullPool)
    async with engine.connect() as other:
        await other.execute(text("UPDATE note SET words = 'held'"))
        await ask(url, PUT_BACK)
        assert await ask(url, "SELECT words FROM note") == ["kept"]
        assert await ask(url, "SELECT note FROM mark") == []
        assert await ask(url, "INSERT INTO note (words) VALUES ('next') RETURNING number") == [2]
        await other.invalidate()  # its server is gone
    await engine.dispose()


async def test_those_who_share_a_folder_share_a_server_to_the_last(tmp_path: Path) -> None:
    first, second = shared_server(tmp_path), shared_server(tmp_path)
    url = next(first).fresh_database()
    server = next(second)
    next(first, None)
    assert await ask(url, "SELECT 1") == [1]
    next(second, None)
    assert not server.folder.exists()

"""A search through 100,000 lessons, beside a bare ranked query on the same index by the database's own driver.

Ours makes stems of the words, ranks and counts in one statement through a unit of work, and reads the lessons that are
shown. The bare one is handed the finished expression and asks for the best by the database's own rank. They take turns.
Words are as frequent as words are (Zipf), and what is searched is one to three of them, as often rare as common.
"""

import random
import sqlite3
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from typing import Any

import asyncpg
from sqlalchemy import text

from benchmarks.databases import postgres
from benchmarks.figure import Figure, percentile
from benchmarks.scale import Scale, Tell
from commands.lesson import FOUND, by_number
from storage import lesson_search
from storage.access import Role
from storage.base import new_id
from storage.lesson import Attribution, Lesson, LessonState, Outcome, Theme
from storage.lesson_search import Search, search, tokens
from storage.organisation import Organisation, OrganisationKind
from storage.person import Person, PersonStatus
from storage.stemming import sought
from storage.unit import Storage

NOW = datetime(2027, 1, 20, 9, 0, tzinfo=UTC)
VOCABULARY = 20_000
WORDS = 60  # of a lesson: what is told in a minute
AT_ONCE = 2_000

Bare = Callable[[str], Awaitable[int]]


async def measure(scale: Scale, folder: Path, tell: Tell) -> Sequence[Figure]:
    """On SQLite and, where there is one, on PostgreSQL."""
    figures = await _measured(f"sqlite:///{folder}/data/roundtable.db", folder, "", scale, tell)
    async with postgres() as there:
        for name, url in there.items():
            figures += await _measured(url, folder, name, scale, tell)
    return figures


async def _measured(url: str, folder: Path, name: str, scale: Scale, tell: Tell) -> list[Figure]:
    (folder / "data").mkdir(exist_ok=True, mode=0o700)
    chance = random.Random(6)
    vocabulary = _vocabulary(chance)
    weights = list(accumulate(1 / (rank + 10) for rank in range(VOCABULARY)))
    storage = Storage.open(url, folder / "roundtable.key")
    try:
        await storage.migrate()
        tell(f"lesson search{name}: {scale.lessons} lessons are made")
        await _lessons(storage, scale.lessons, chance, vocabulary, weights)
        searches = [
            " ".join(chance.choices(vocabulary, cum_weights=weights, k=chance.randint(1, 3)))
            for _ in range(scale.searches)
        ]
        tell(f"lesson search{name}: searches")
        async with _bare(url) as bare:
            ours, theirs = await _taken(storage, bare, searches)
    finally:
        await storage.close()
    slow, floor = percentile(ours, 0.95), percentile(theirs, 0.95)
    return [
        Figure(
            name=f"lesson search{name}: 95th percentile", value=slow * 1000, unit="ms", floor=floor * 1000,
        ),
        Figure(name=f"lesson search{name}: of bare", value=slow / floor, unit="x", goal="<= 3"),
    ]  # fmt: skip


async def _taken(storage: Storage, bare: Bare, searches: Sequence[str]) -> tuple[list[float], list[float]]:
    """Seconds of each search, ours and theirs. Both find something or both nothing."""
    ours, theirs = list[float](), list[float]()
    for said in searches:
        expression = " OR ".join(f'"{stem}"' for word in sought(said) for stem in word)
        began = time.perf_counter()
        there = await bare(expression)
        theirs.append(time.perf_counter() - began)
        began = time.perf_counter()
        async with storage.unit() as unit:
            hits = await search(unit, Search.of(said), most=FOUND)
            found = await by_number(unit, hits.numbers)
        ours.append(time.perf_counter() - began)
        assert len(found) == there
    return ours, theirs


@asynccontextmanager
async def _bare(url: str) -> AsyncIterator[Bare]:
    if url.startswith("sqlite"):
        database = sqlite3.connect(url.removeprefix("sqlite:///"))

        async def from_sqlite(expression: str) -> int:
            query = "SELECT rowid FROM lesson_search WHERE lesson_search MATCH ? ORDER BY rank LIMIT ?"
            return len(database.execute(query, (expression, FOUND)).fetchall())

        yield from_sqlite
        database.close()
        return
    connection: Any = await asyncpg.connect(url.replace("+asyncpg", ""))

    async def from_postgresql(expression: str) -> int:
        query = (
            "SELECT number FROM lesson_search WHERE words @@ CAST($1::text AS tsquery)"
            " ORDER BY ts_rank(words, CAST($1::text AS tsquery)) DESC LIMIT $2"
        )
        return len(await connection.fetch(query, expression.replace('"', "'").replace(" OR ", " | "), FOUND))

    yield from_postgresql
    await connection.close()


def _vocabulary(chance: random.Random) -> list[str]:
    """Words that nobody ever said, of two to five syllables."""
    syllables = [one + other for one in "bcdfglmnprstv" for other in ("a", "e", "i", "o", "u", "ai", "on", "er")]
    found = dict[str, None]()
    while len(found) < VOCABULARY:
        found["".join(chance.choices(syllables, k=chance.randint(2, 5)))] = None
    return list(found)


async def _lessons(
    storage: Storage, lessons: int, chance: random.Random, vocabulary: Sequence[str], weights: list[float]
) -> None:
    author = Person(
        name="Luc", organisation_id=new_id(), roles=frozenset({Role.LIAISON}), status=PersonStatus.ACTIVE,
        created_at=NOW,
    )  # fmt: skip
    async with storage.unit() as unit:
        unit.add(Organisation(id=author.organisation_id, name="Lyon", kind=OrganisationKind.AFFILIATE, created_at=NOW))
        await unit.session.flush()
        unit.add(author)
    themes, outcomes = list(Theme), list(Outcome)
    for begins in range(0, lessons, AT_ONCE):
        rows = []
        for number in range(begins + 1, min(begins + AT_ONCE, lessons) + 1):
            said = chance.choices(vocabulary, cum_weights=weights, k=WORDS)
            title, words, theme = " ".join(said[:6]), " ".join(said[6:]), chance.choice(themes)
            rows.append(
                {
                    "id": new_id(), "number": number, "author_id": author.id,
                    "organisation_id": author.organisation_id, "outcome": chance.choice(outcomes), "theme": theme,
                    "attribution": Attribution.NAMED, "state": LessonState.PUBLISHED, "title": title[:120],
                    "text": words, "locale": "fr", "context": "", "context_locale": "", "time": "", "means": "",
                    "change": "", "fits": "", "stems": tokens(title, words, theme=theme),
                    "created_at": NOW, "published_at": NOW + timedelta(seconds=number),
                }
            )  # fmt: skip
        async with storage.unit() as unit:
            await unit.append_all(Lesson, rows)
    async with storage.unit() as unit:
        if unit.dialect == "postgresql":
            await unit.run(text("SET LOCAL statement_timeout = 0"))
        await (await unit.session.connection()).run_sync(lesson_search.rebuild)
    if storage.engine.dialect.name == "postgresql":
        async with storage.unit() as unit:
            await unit.run(text("ANALYZE"))

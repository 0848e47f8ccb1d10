"""Databases for tests: an empty one or one with the schema, SQLite always and PostgreSQL where it can be started."""

import shutil
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from storage.unit import Storage
from tests.postgres import Postgres

ENGINES = ("sqlite", pytest.param("postgresql", marks=pytest.mark.real))


@pytest.fixture(params=ENGINES)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/data/roundtable.db"
        return
    server: Postgres = request.getfixturevalue("postgres")
    url = server.fresh_database()
    yield url
    server.drop(url)


@dataclass(frozen=True, slots=True)
class Template:
    """A database with the schema, and its key file: copied for each test, which takes 30 ms instead of 500."""

    url: str
    keys: Path


@pytest.fixture(scope="session")
def templates() -> dict[str, Template]:
    """The templates made so far."""
    return {}


@pytest.fixture(params=ENGINES)
async def storage(
    request: pytest.FixtureRequest,
    templates: dict[str, Template],
    tmp_path_factory: pytest.TempPathFactory,
    tmp_path: Path,
) -> AsyncIterator[Storage]:
    """A storage with the schema of this version, on each kind of database."""
    kind = request.param
    server: Postgres | None = request.getfixturevalue("postgres") if kind == "postgresql" else None
    if kind not in templates:
        folder = tmp_path_factory.mktemp(f"template-{kind}")
        url = server.fresh_database() if server else f"sqlite:///{folder}/roundtable.db"
        templates[kind] = await _migrated(Template(url, folder / "keys.json"))
    template = templates[kind]
    keys = tmp_path / "keys.json"
    shutil.copy2(template.keys, keys)
    if server:
        url = server.fresh_database(template.url)
    else:
        url = f"sqlite:///{tmp_path}/roundtable.db"
        shutil.copy2(template.url.removeprefix("sqlite:///"), tmp_path / "roundtable.db")
    storage = Storage.open(url, keys, durable=False)
    yield storage
    await storage.close()
    if server:
        server.drop(url)


async def _migrated(template: Template) -> Template:
    storage = Storage.open(template.url, template.keys, durable=False)
    await storage.migrate()
    await storage.close()  # on SQLite the last connection takes the write-ahead log into the file
    return template

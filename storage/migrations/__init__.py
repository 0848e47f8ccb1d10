"""The schema's history: Alembic, run by the program itself and on the connection it is given.

Alembic is imported where there is something to migrate, which is seldom: it takes ten megabytes, and a start waits a
tenth of a second for it. Its files are numbered, and the head is the last of them.

A new revision after a change of nouns: `python -m storage.migrations "what changed"`.
"""

import importlib
import pkgutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, MetaData, create_engine, inspect, text

import storage
from storage.base import Base
from storage.engine import BadDatabase

if TYPE_CHECKING:
    from alembic.config import Config

HERE = Path(__file__).parent
LOCK = 0x726F756E64_02  # PostgreSQL's advisory lock for migrating
DERIVED = "lesson_search"  # with SQLite's own tables behind it
NEWER = "The database was written by a newer version of Roundtable: use that version, or restore a backup."


def metadata() -> MetaData:
    """The tables of every noun there is."""
    for module in pkgutil.iter_modules(storage.__path__, "storage."):
        if not module.ispkg:
            importlib.import_module(module.name)
    return Base.metadata


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Bring the schema to a revision, within the connection's transaction. Raises BadDatabase when it is
    ahead of us.

    Alone: SQLite's transaction excludes every other writer already, PostgreSQL waits for an advisory lock.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        connection.execute(text("SET LOCAL lock_timeout = '120s'"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    if is_current(connection) and revision == "head":
        return
    if revision != "head":
        _assert_known({revision})
    from alembic import command

    command.upgrade(_config(connection), revision)
    if connection.dialect.name == "sqlite":
        assert_references(connection)


def is_current(connection: Connection) -> bool:
    """Whether the schema is at this version's head. Raises BadDatabase when it is ahead of us."""
    found = current(connection)
    _assert_known({found} if found else set())
    return found == max(revisions())


def current(connection: Connection) -> str | None:
    """The revision the schema is at; None in an empty database."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()


def revisions() -> frozenset[str]:
    """All of ours, from the names of their files."""
    return frozenset(file.name.partition("_")[0] for file in (HERE / "versions").glob("[0-9]*_*.py"))


def differences(connection: Connection) -> list[Any]:
    """What the nouns have that the schema has not, or the other way round."""
    from alembic.autogenerate import compare_metadata
    from alembic.runtime.migration import MigrationContext

    opts = {"compare_type": True, "include_name": lambda name, kind, parents: kind != "table" or not is_derived(name)}
    context = MigrationContext.configure(connection, opts=opts)
    return list(compare_metadata(context, metadata()))


def is_derived(table: str | None) -> bool:
    """Whether a table is no noun's: an index that is kept beside one, which no backup has to hold."""
    return table is not None and table.startswith(DERIVED)


def revision(message: str) -> Path:
    """Write a revision that takes the schema from the newest one to the nouns as they are.

    Returns its file.
    """
    from alembic import command

    with tempfile.TemporaryDirectory() as folder:
        engine = create_engine(f"sqlite:///{folder}/schema.db")
        with engine.begin() as connection:
            command.upgrade(_config(connection), "head")
            config = _config(connection)
            number = max(map(int, revisions()), default=0) + 1
            written: Any = command.revision(config, message, autogenerate=True, rev_id=f"{number:04d}")
        engine.dispose()
    file = Path(written.path)
    lines = file.read_text().splitlines(keepends=True)
    file.write_text("".join(line for line in lines if not line.startswith("    # ###")))
    for step in (("check", "--select", "I,F401,RUF100", "--fix", "--quiet"), ("format", "--quiet")):
        subprocess.run([sys.executable, "-m", "ruff", *step, str(file)], check=True)
    return file


def _config(connection: Connection) -> "Config":
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(HERE).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _assert_known(found: set[str]) -> None:
    """Raise BadDatabase when a revision isn't among ours."""
    if not found <= revisions():
        raise BadDatabase(NEWER)


def assert_references(connection: Connection) -> None:
    """SQLite can't rebuild a table that others refer to while it checks references, so they are checked at
    the end.
    """
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if broken is not None:
        table = broken[0]
        raise BadDatabase(f"The migration would leave rows of {table} that refer to nothing; it was undone.")

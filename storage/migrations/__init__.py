"""The schema's history: Alembic, run by the program itself and on the connection it is given.

A new revision after a change of nouns: `python -m storage.migrations "what changed"`.
"""

import importlib
import pkgutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, create_engine, text

import storage
from storage.base import Base
from storage.engine import BadDatabase

HERE = Path(__file__).parent
LOCK = 0x726F756E64_02  # PostgreSQL's advisory lock for migrating
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
        _assert_known(connection, {revision})
    command.upgrade(_config(connection), revision)
    if connection.dialect.name == "sqlite":
        assert_references(connection)


def is_current(connection: Connection) -> bool:
    """Whether the schema is at this version's head. Raises BadDatabase when it is ahead of us."""
    found = set(MigrationContext.configure(connection).get_current_heads())
    return found == _assert_known(connection, found)


def current(connection: Connection) -> str | None:
    """The revision the schema is at; None in an empty database."""
    return MigrationContext.configure(connection).get_current_revision()


def differences(connection: Connection) -> list[Any]:
    """What the nouns have that the schema has not, or the other way round."""
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, metadata()))


def revision(message: str) -> Path:
    """Write a revision that takes the schema from the newest one to the nouns as they are.

    Returns its file.
    """
    with tempfile.TemporaryDirectory() as folder:
        engine = create_engine(f"sqlite:///{folder}/schema.db")
        with engine.begin() as connection:
            command.upgrade(_config(connection), "head")
            config = _config(connection)
            number = len(list(ScriptDirectory.from_config(config).walk_revisions())) + 1
            written: Any = command.revision(config, message, autogenerate=True, rev_id=f"{number:04d}")
        engine.dispose()
    file = Path(written.path)
    lines = file.read_text().splitlines(keepends=True)
    file.write_text("".join(line for line in lines if not line.startswith("    # ###")))
    for step in (("check", "--select", "I,F401,RUF100", "--fix", "--quiet"), ("format", "--quiet")):
        subprocess.run([sys.executable, "-m", "ruff", *step, str(file)], check=True)
    return file


def _config(connection: Connection) -> Config:
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(HERE).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _assert_known(connection: Connection, found: set[str]) -> set[str]:
    """Raise BadDatabase when a revision isn't among ours. Returns our heads."""
    scripts = ScriptDirectory.from_config(_config(connection))
    if not found <= {script.revision for script in scripts.walk_revisions()}:
        raise BadDatabase(NEWER)
    return set(scripts.get_heads())


def assert_references(connection: Connection) -> None:
    """SQLite can't rebuild a table that others refer to while it checks references, so they are checked at
    the end.
    """
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if broken is not None:
        table = broken[0]
        raise BadDatabase(f"The migration would leave rows of {table} that refer to nothing; it was undone.")

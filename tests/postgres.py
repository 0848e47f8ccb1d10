"""A PostgreSQL server of the tests' own, and a fresh database for each test that asks for one.

The server is the system's (`pg_config --bindir`), with its data in a temporary folder and a socket there
instead of a port. PostgreSQL refuses to run as root, so root's tests run it as the system's user `postgres`.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Self
from urllib.parse import quote
from uuid import uuid4

import asyncpg
import pytest

from tests.shared import locked, used

REQUIRE = "ROUNDTABLE_TESTS_REQUIRE"
"""Names, divided by commas, of what must be there: its tests fail without it and never skip. CI sets it."""

# Nothing here outlives the tests, so nothing is waited for (no fsync, no write-ahead log to speak of) or tidied up.
FAST = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "wal_level=minimal",
    "max_wal_senders=0",
    "autovacuum=off",
    "max_connections=400",  # every process of a run keeps some
)

# What a database holds is kept beside it, in a schema of its own, so that it can be put back: by statements that are
# written out, because each connection plans them once, and what it plans takes ten times as long as what it does.
KEEP = """
    DROP SCHEMA IF EXISTS kept CASCADE;
    CREATE SCHEMA kept;
    DO $$
    DECLARE name text; first bigint; last bigint; filled boolean; emptied text := ''; filling text := '';
    BEGIN
        FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
            emptied := emptied || format('DELETE FROM public.%I;', name);
            EXECUTE format('SELECT EXISTS (SELECT FROM public.%I)', name) INTO filled;
            IF filled THEN
                EXECUTE format('CREATE TABLE kept.%I AS TABLE public.%I', name, name);
                filling := filling
                    || format('INSERT INTO public.%I OVERRIDING SYSTEM VALUE TABLE kept.%I;', name, name);
            END IF;
        END LOOP;
        FOR name, first, last IN SELECT sequencename, start_value, last_value FROM pg_sequences
            WHERE schemaname = 'public' LOOP
            filling := filling || format('PERFORM setval(%L, %s, %L);', format('public.%I', name),
                coalesce(last, first), last IS NOT NULL);
        END LOOP;
        EXECUTE format('CREATE FUNCTION kept.put_back() RETURNS void LANGUAGE plpgsql AS %L', $body$
            BEGIN
                PERFORM pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle';$body$
            || emptied || filling || 'END');
    END $$;
"""


PUT_BACK = "SELECT kept.put_back()"
"""A keeper's: the database holds again what was kept; whoever else is in a transaction there loses it."""


class Postgres:
    """One server, started by `start` and ended by `stop`; its only user is `postgres`, without a password."""

    def __init__(self, binaries: Path, user: str | None, *, durable: bool = False, folder: Path | None = None) -> None:
        """Take the server from `binaries`; `user` is the system user it runs as, or None for our own.

        A `durable` one has the settings of a real server, which the bot as a process insists on. `folder` is that of
        one which another process has started.
        """
        self.binaries = binaries
        self.settings = () if durable else FAST
        self.user = user
        # /tmp, not TMPDIR: another user must be able to walk there, and a socket's path holds 107 bytes.
        self.folder = folder or Path(tempfile.mkdtemp(prefix="roundtable-pg-", dir="/tmp"))
        self.data = self.folder / "data"

    def start(self) -> Self:
        """Make the cluster (1.2 s) and start the server (0.2 s)."""
        if self.user:
            shutil.chown(self.folder, self.user)
        try:
            self._run("initdb", "-D", self.data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
            options = " ".join(
                f"-c {setting}"
                for setting in (*self.settings, "listen_addresses=", f"unix_socket_directories={self.folder}")
            )
            self._run("pg_ctl", "-D", self.data, "-l", self.folder / "log", "-w", "-o", options, "start")
        except BaseException:
            shutil.rmtree(self.folder)
            raise
        return self

    def stop(self) -> None:
        """End the server at once and remove its folder."""
        self._run("pg_ctl", "-D", self.data, "-m", "immediate", "-w", "stop")
        shutil.rmtree(self.folder)

    def fresh_database(self, template: str | None = None, *, url: str | None = None) -> str:
        """Make an empty database, or a copy (30 ms) of the one at the URL `template`; give its URL.

        `url` is one that was dropped, to be used again.
        """
        name = _database(url) if url else f"test_{uuid4().hex}"
        source = f'TEMPLATE "{_database(template)}"' if template else "TEMPLATE template0"
        self._sql(f'CREATE DATABASE "{name}" {source}')
        return f"postgresql+asyncpg://postgres@/{name}?host={quote(str(self.folder))}"

    def drop(self, url: str) -> None:
        """Remove a database of ours, whoever is still connected."""
        self._sql(f'DROP DATABASE IF EXISTS "{_database(url)}" WITH (FORCE)')

    def keep(self, url: str) -> None:
        """Remember what a database holds; its `keeper` can put it back from then on, and those of its copies."""
        self._sql(KEEP, _database(url))

    async def keeper(self, url: str) -> asyncpg.Connection:
        """A connection for `PUT_BACK`, to which no row refers to another. To say so, and the contrary, on the others'
        connection would have it plan all anew that it was ever asked.
        """
        return await asyncpg.connect(
            user="postgres",
            host=str(self.folder),
            database=_database(url),
            server_settings={"session_replication_role": "replica"},
        )

    def _sql(self, statement: str, database: str = "postgres") -> None:
        self._told("psql", self._psql(database, "-c", statement))

    def _psql(self, database: str, *arguments: str) -> list[str]:
        common = ("-h", self.folder, "-U", "postgres", "-d", database, "-v", "ON_ERROR_STOP=1", "-Xq")
        return self._command("psql", *common, *arguments)

    def _command(self, program: str, *arguments: str | Path) -> list[str]:
        as_user = ["setpriv", f"--reuid={self.user}", f"--regid={self.user}", "--clear-groups"] if self.user else []
        return [*as_user, str(self.binaries / program), *map(str, arguments)]

    def _run(self, program: str, *arguments: str | Path) -> None:
        self._told(program, self._command(program, *arguments))

    def _told(self, program: str, command: list[str]) -> None:
        # A file, not a pipe: the server keeps what pg_ctl gives it, and a pipe would never end.
        with tempfile.TemporaryFile() as said:
            code = subprocess.run(command, stdout=said, stderr=said, stdin=subprocess.DEVNULL, cwd="/").returncode
            said.seek(0)
            if code:
                raise RuntimeError(f"{program}: {said.read().decode(errors='replace').strip()}")


def postgres_server() -> Iterator[Postgres]:
    """Serve as a fixture: `postgres = pytest.fixture(scope="session")(postgres_server)`."""
    server = _server().start()
    yield server
    server.stop()


def shared_server(shared: Path) -> Iterator[Postgres]:
    """One for all processes that have this folder: started by the first of them, stopped by the last."""
    record = shared / "postgres"
    with used(record) as alone:
        with locked(record):
            if not record.exists():
                record.write_text(str(_server().start().folder))
        server = _server(folder=Path(record.read_text()))
        yield server
        with locked(record):
            if alone():
                server.stop()
                record.unlink()


def durable_server() -> Iterator[Postgres]:
    """Serve as a fixture: a server that the bot as a process takes."""
    server = _server(durable=True).start()
    yield server
    server.stop()


def _server(*, durable: bool = False, folder: Path | None = None) -> Postgres:
    user = "postgres" if os.geteuid() == 0 else None
    return Postgres(_binaries_or_skip(), user, durable=durable, folder=folder)


def require_or_skip(what: str, why: str) -> None:
    """Skip the test for want of `what`, or fail it where ROUNDTABLE_TESTS_REQUIRE names it."""
    if what in os.environ.get(REQUIRE, "").split(","):
        pytest.fail(f"{why} ({REQUIRE} asks for {what})", pytrace=False)
    pytest.skip(why)


def _binaries_or_skip() -> Path:
    found = binaries()
    if found is None:
        require_or_skip(
            "postgres",
            "No PostgreSQL server here: nothing was tried on PostgreSQL. Debian: apt install postgresql",
        )
        raise AssertionError("unreachable: the line above ends the test")
    return found


@cache
def binaries() -> Path | None:
    """Find the server programs: where pg_config says, Debian's newest, or where `postgres` is on the path."""
    candidates = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: -int(path.parent.name))
    if pg_config := shutil.which("pg_config"):
        said = subprocess.run([pg_config, "--bindir"], capture_output=True, text=True, check=True).stdout
        candidates.insert(0, Path(said.strip()))
    if on_path := shutil.which("postgres"):
        candidates.append(Path(on_path).resolve().parent)
    return next((path for path in candidates if (path / "initdb").exists() and (path / "pg_ctl").exists()), None)


def _database(url: str) -> str:
    return url.partition("@/")[2].partition("?")[0]

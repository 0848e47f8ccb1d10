"""What an operator meets on a bad day, with the real process: a clear line, a retry or an exit; nothing is lost."""

import asyncio
import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import pytest
from sqlalchemy import select, text

from bot.demo.homeserver import Homeserver
from bot.demo.process import HOUSE
from storage.engine import StorageTrouble, Trouble, make_engine
from storage.keys import KeyRing
from storage.organisation import Company, Organisation
from storage.unit import Storage
from tests.cast import Cast, assembled
from tests.scenes import Engine

pytestmark = pytest.mark.real
NOWHERE = "http://127.0.0.1:9"  # the discard port: nobody listens
SOON = 90.0  # seconds
PASSWORD = "correct horse battery staple"
TRACEBACK = "Traceback"


@dataclass
class Operator:
    """Somebody with a folder and settings, who runs `python -m bot ...` there."""

    folder: Path
    settings: dict[str, str] = field(default_factory=dict)
    running: list[asyncio.subprocess.Process] = field(default_factory=list)

    @property
    def data(self) -> Path:
        """The data folder."""
        return Path(self.settings.get("DATA_DIR", self.folder / "data"))

    async def runs(self, *words: str, **settings: str) -> tuple[int, str]:
        """A command, to its end: exit status and all that it said. It never says a traceback."""
        process = await self.starts(*words, **settings)
        async with asyncio.timeout(SOON):
            said, _ = await process.communicate()
        text = " ".join(said.decode(errors="replace").split())
        assert TRACEBACK not in text
        assert process.returncode is not None
        return process.returncode, text

    async def starts(self, *words: str, **settings: str) -> asyncio.subprocess.Process:
        """A command that goes on."""
        environ = {name: value for name, value in os.environ.items() if not name.startswith("ROUNDTABLE_")}
        environ |= {f"ROUNDTABLE_{name}": value for name, value in (self.settings | settings).items()}
        environ |= {"PYTHONPATH": str(HOUSE), "COLUMNS": "400"}
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", *words, cwd=self.folder, env=environ,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
        )  # fmt: skip
        self.running.append(process)
        return process

    async def ends(self) -> None:
        """End what still runs."""
        for process in self.running:
            if process.returncode is None:
                process.kill()
            await process.communicate()


@pytest.fixture
async def operator(tmp_path: Path) -> AsyncIterator[Operator]:
    """With settings that are whole, and a homeserver that nobody answers for."""
    one = Operator(tmp_path)
    one.settings = {
        "DATA_DIR": str(tmp_path / "data"), "ADMINS": "matrix:@sofia:x.test, matrix:@tom:x.test",
        "MATRIX_HOMESERVER": NOWHERE, "MATRIX_USER": "@roundtable:x.test", "MATRIX_PASSWORD": PASSWORD,
        "HEALTH_PORT": str(free_port()),
    }  # fmt: skip
    yield one
    await one.ends()


@pytest.fixture
async def migrated(operator: Operator, sqlite: Engine) -> Operator:
    """The same, with a data folder as `migrate` leaves it, whose own tests are below."""
    url = await sqlite.with_schema()
    operator.data.mkdir(mode=0o700)
    shutil.copy(url.removeprefix("sqlite:///"), operator.data / "roundtable.db")
    shutil.copy(sqlite.folder / "roundtable.key", operator.data)
    await sqlite.drop(url)
    return operator


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def line(process: asyncio.subprocess.Process, event: str) -> Mapping[str, str]:
    """The next line of its log about this; what comes before holds no traceback."""
    assert process.stdout is not None
    async with asyncio.timeout(SOON):
        while raw := await process.stdout.readline():
            text = raw.decode(errors="replace")
            assert TRACEBACK not in text
            if f'"{event}"' in text:
                found: dict[str, str] = json.loads(text)
                return found
    raise AssertionError(f"it ended without a word about {event}")


# --- settings and accounts


@pytest.mark.parametrize("command", ["run", "check", "migrate"])
async def test_without_settings_all_faults_are_said_at_once(tmp_path: Path, command: str) -> None:
    status, said = await Operator(tmp_path).runs(command)
    assert status == 2
    for name in ("ADMINS", "MATRIX_HOMESERVER", "MATRIX_USER", "MATRIX_PASSWORD"):
        assert f"ROUNDTABLE_{name}" in said


@pytest.mark.parametrize("command", ["run", "check"])
@pytest.mark.parametrize("secret", ["MATRIX_PASSWORD", "MATRIX_ACCESS_TOKEN"])
async def test_a_wrong_password_or_token_is_said_and_ends_it(
    operator: Operator, homeserver: Homeserver, command: str, secret: str
) -> None:
    user = f"@{await account(homeserver)}:{homeserver.name}"
    operator.settings |= {"MATRIX_HOMESERVER": homeserver.url, "MATRIX_USER": user}
    del operator.settings["MATRIX_PASSWORD"]
    status, said = await operator.runs(command, **{secret: "not-the-one-it-has"})
    assert status == 2
    assert "refuse" in said or "password" in said or "token" in said, said
    assert "not-the-one-it-has" not in said


async def test_check_finds_nothing_to_mend_before_the_first_start_and_after_it(
    operator: Operator, homeserver: Homeserver
) -> None:
    user = f"@{await account(homeserver)}:{homeserver.name}"
    operator.settings |= {"MATRIX_HOMESERVER": homeserver.url, "MATRIX_USER": user}
    status, said = await operator.runs("check")
    assert status == 0, said
    bot = await operator.starts("run")
    await line(bot, "ready")
    status, said = await operator.runs("check")
    assert status == 0, said
    assert "matrix reached, and nothing to mend" in said


async def test_a_token_alone_is_enough_to_start(operator: Operator, homeserver: Homeserver) -> None:
    name = await account(homeserver)
    login = {"type": "m.login.password", "identifier": {"type": "m.id.user", "user": name}, "password": PASSWORD}
    given = await homeserver.admin_api("POST", "/_matrix/client/v3/login", login)
    operator.settings |= {"MATRIX_HOMESERVER": homeserver.url, "MATRIX_USER": f"@{name}:{homeserver.name}"}
    operator.settings["MATRIX_ACCESS_TOKEN"] = given["access_token"]
    del operator.settings["MATRIX_PASSWORD"]
    assert (await operator.runs("check"))[0] == 0
    await line(await operator.starts("run"), "ready")


async def test_a_port_that_is_taken_is_said(operator: Operator) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        status, said = await operator.runs("run", HEALTH_PORT=str(taken.getsockname()[1]))
    assert status == 2
    assert "address already in use" in said


async def account(homeserver: Homeserver) -> str:
    name = f"bot{free_port()}"
    await homeserver.register(name, PASSWORD)
    return name


# --- a homeserver that nobody reaches


async def test_check_says_that_the_homeserver_cannot_be_reached(operator: Operator) -> None:
    status, said = await operator.runs("check")
    assert status == 2
    assert "can't be reached" in said


async def test_an_unreachable_homeserver_is_tried_again_and_the_bot_is_not_ready_meanwhile(operator: Operator) -> None:
    process = await operator.starts("run")
    for _ in range(2):
        assert (await line(process, "platform-unreachable"))["platform"] == "matrix"
    async with aiohttp.ClientSession() as session:
        url = f"http://127.0.0.1:{operator.settings['HEALTH_PORT']}"
        async with session.get(f"{url}/readyz") as answer:
            assert answer.status == 503
        async with session.get(f"{url}/healthz") as answer:
            assert answer.status == 200
    process.send_signal(signal.SIGTERM)
    async with asyncio.timeout(SOON):
        rest, _ = await process.communicate()
    assert process.returncode == 0
    assert TRACEBACK not in rest.decode()


async def test_a_second_process_on_the_same_folder_waits_until_the_first_has_ended(operator: Operator) -> None:
    first = await operator.starts("run")
    await line(first, "platform-unreachable")
    second = await operator.starts("run", HEALTH_PORT=str(free_port()))
    await line(second, "waiting-for-instance")
    first.kill()
    await line(second, "platform-unreachable")


# --- the database


async def test_a_database_one_revision_ahead_ends_it_with_one_sentence(operator: Operator) -> None:
    assert (await operator.runs("migrate"))[0] == 0
    with sqlite3.connect(operator.data / "roundtable.db") as database:
        database.execute("UPDATE alembic_version SET version_num = 'f' || substr(version_num, 2) || 'f'")
    database.close()
    for command in ("run", "check", "migrate"):
        status, said = await operator.runs(command)
        assert status == 2, command
        assert said.count("was written by a newer version of Roundtable") == 1


async def test_a_lock_that_is_held_is_said_and_what_waited_for_it_goes_through_afterwards(operator: Operator) -> None:
    operator.data.mkdir()
    with held(operator.data / "roundtable.db"):
        status, said = await operator.runs("migrate")
    assert (status, said) == (2, "The database is locked.")
    assert (await operator.runs("migrate"))[0] == 0


async def test_what_is_said_while_the_database_is_locked_is_done_when_it_comes_again(tmp_path: Path) -> None:
    file = tmp_path / "roundtable.db"
    cast = await started(file, busy_timeout=200)
    chat = await cast.sofia.chat()
    with held(file), pytest.raises(StorageTrouble) as trouble:
        await cast.hears(chat, cast.sofia.account, ADD)
    assert trouble.value.kind is Trouble.LOCKED
    await done_once(cast, chat)
    await cast.app.close()


@contextmanager
def held(file: Path) -> Iterator[None]:
    """Somebody else holds the database."""
    connection = sqlite3.connect(file, isolation_level=None)
    try:
        connection.execute("BEGIN EXCLUSIVE")
        yield
        connection.execute("ROLLBACK")
    finally:
        connection.close()


# --- the key file


async def test_a_key_file_that_others_can_read_is_refused(migrated: Operator) -> None:
    (migrated.data / "roundtable.key").chmod(0o644)
    for command in ("run", "check"):
        status, said = await migrated.runs(command)
        assert status == 2, command
        assert "make it mode 0600" in said


@pytest.mark.parametrize("damage", ["another", "cut", "empty", "a folder"])
async def test_a_key_file_that_is_not_the_databases_own_is_refused(migrated: Operator, damage: str) -> None:
    key = migrated.data / "roundtable.key"
    key.rename(migrated.folder / "the real one")
    match damage:
        case "another":
            KeyRing.open(key)
        case "cut":
            key.touch(mode=0o600)
            key.write_bytes((migrated.folder / "the real one").read_bytes()[:60])
        case "empty":
            key.touch(mode=0o600)
        case "a folder":
            key.mkdir(mode=0o700)
    status, said = await migrated.runs("run")
    assert status == 2, said
    assert "key" in said
    shutil.rmtree(key) if key.is_dir() else key.unlink()
    (migrated.folder / "the real one").rename(key)
    assert (await migrated.runs("migrate"))[0] == 0


# --- a full disk

ADD = 'organisation add affiliate name:"Stadt Wien"'


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of four megabytes."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if os.geteuid() != 0:
        pytest.skip("only root may mount the small disk that is filled here")
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", disk], capture_output=True, check=False)
    if mounted.returncode != 0:
        pytest.skip(f"no small disk here: {mounted.stderr.decode().strip()}")
    yield disk
    subprocess.run(["umount", "--lazy", disk], check=True)


def fill(disk: Path) -> Path:
    """A file that takes all that is left."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for size in (65_536, 512, 1):
            try:
                while True:
                    file.write(b"\0" * size)
            except OSError:
                continue
    return ballast


async def test_on_a_full_disk_nothing_is_acknowledged_and_nothing_lost(small_disk: Path) -> None:
    cast = await started(small_disk / "roundtable.db")
    chat = await cast.sofia.chat()
    ballast, before = fill(small_disk), len(cast.platform.log)
    kinds = set()
    for _ in range(3):
        with pytest.raises(StorageTrouble) as trouble:
            await says_much(cast, chat)
        kinds.add(trouble.value.kind)
    assert kinds == {Trouble.FULL}
    said, kept = len(cast.platform.log) - before, await companies(cast)
    assert said <= kept, "nothing was acknowledged that is not kept"
    ballast.unlink()
    await done_once(cast, chat)
    assert await companies(cast) == kept
    await cast.app.close()


async def says_much(cast: Cast, chat: str) -> None:
    """More than fits: what is written goes into the pages there are, for a while."""
    for number in range(200):
        await cast.hears(chat, cast.sofia.account, f'organisation company "C {number} {"x" * 60}"')


async def companies(cast: Cast) -> int:
    """How many there are, as they are told of."""
    async with cast.app.storage.unit() as unit:
        return len(await unit.scalars(select(Company)))


async def test_a_full_disk_is_said_by_migrate_and_forgotten_once_there_is_room(
    operator: Operator, small_disk: Path
) -> None:
    operator.settings["DATA_DIR"] = str(small_disk / "data")
    ballast = fill(small_disk)
    for command in ("migrate", "run"):
        status, said = await operator.runs(command)
        assert status == 2, said
        assert "full" in said or "No space left" in said, said
    ballast.unlink()
    assert (await operator.runs("migrate"))[0] == 0
    ballast = fill(small_disk)
    status, said = await operator.runs("run")
    assert status == 2, said
    ballast.unlink()
    process = await operator.starts("run")
    await line(process, "platform-unreachable")


# --- how it is done


async def started(file: Path, **pragmas: int) -> Cast:
    """The bot at its first start, on a SQLite file."""
    engine = make_engine(f"sqlite:///{file}")
    storage = Storage(engine, KeyRing.open(file.with_suffix(".key")))
    cast = await assembled(storage)
    async with storage.unit() as unit:
        for name, value in pragmas.items():
            await unit.run(text(f"PRAGMA {name}={value}"))
    return cast


async def done_once(cast: Cast, chat: str) -> None:
    """What is said now is done and answered, one time."""
    await cast.hears(chat, cast.sofia.account, ADD)
    assert any("organisation-added" in cast.keys(post) for post in cast.platform.posts(chat))
    async with cast.app.storage.unit() as unit:
        found = await unit.scalars(select(Organisation.name).where(Organisation.name == "Stadt Wien"))
    assert found == ["Stadt Wien"]

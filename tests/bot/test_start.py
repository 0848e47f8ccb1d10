"""What a start does not wait for, and what the process that stays does not hold: libraries that nobody needs yet."""

import asyncio
import os
import re
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2]
NOWHERE = "http://127.0.0.1:9"  # the discard port: nobody listens
SOON = 90.0  # seconds
MATRIX = {
    "ADMINS": "matrix:@sofia:x.test, matrix:@tom:x.test",
    "MATRIX_HOMESERVER": NOWHERE,
    "MATRIX_USER": "@roundtable:x.test",
    "MATRIX_PASSWORD": "correct horse battery staple",
}
DISCORD = {
    "ADMINS": "discord:113000000000000001, discord:113000000000000002",
    "DISCORD_TOKEN": "MTEzMDAwMDAwMDAwMDAwMDA5.GaaaaA.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "DISCORD_GUILD": "113000000000000000",
    "DISCORD_API": f"{NOWHERE}/api/v10",
}
LATER = {
    "alembic": "there is nothing to migrate",
    "asyncpg": "SQLite is configured",
    "dateutil": "there is no series of meetings",
    "icalendar": "no calendar file is sent",
    "markdown": "no text was rendered",
    "nh3": "no text was rendered",
    "pycparser": "C is called by ctypes",
    "rapidfuzz": "nobody looks for doubles",
    "rich.console": "nobody is told anything on a terminal",
    "sqlalchemy.dialects.postgresql": "SQLite is configured",
    "twisted.logger": "it is another's framework",
    "typer": "`run` has no options",
}
COUNTED = """
import atexit, gc
from bot.__main__ import main
def looked(): return sum(generation["collections"] for generation in gc.get_stats())
before = looked()
atexit.register(lambda: print(looked() - before))
main()
"""
STAYS = """
import atexit, sys
from bot.__main__ import main
atexit.register(lambda: print([one for one in ("pydantic", "pydantic_settings", "rich.console") if one in sys.modules]))
main()
"""
_IMPORTED = re.compile(rb"import time: +\d+ \| +\d+ \| +(\S+)")


@asynccontextmanager
async def _process(folder: Path, settings: Mapping[str, str], *words: str) -> AsyncIterator[asyncio.subprocess.Process]:
    environ = {name: value for name, value in os.environ.items() if not name.startswith("ROUNDTABLE_")}
    environ |= {f"ROUNDTABLE_{name}": value for name, value in settings.items()}
    environ |= {"ROUNDTABLE_DATA_DIR": str(folder / "data"), "ROUNDTABLE_HEALTH_PORT": "0"}
    environ |= {"PYTHONPATH": str(HOUSE), "PYTHONPROFILEIMPORTTIME": "1"}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", *words, cwd=folder, env=environ,
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        async with asyncio.timeout(SOON):
            yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def _imported(folder: Path, settings: Mapping[str, str]) -> set[str]:
    """What a bot has imported whose database is at this version, once it asks for its platform."""
    async with _process(folder, settings, "migrate") as first:
        await first.communicate()
        assert first.returncode == 0
    found: set[str] = set()
    async with _process(folder, settings, "run") as process:
        assert process.stderr is not None
        while line := await process.stderr.readline():
            if b'"platform-unreachable"' in line:
                return found
            if one := _IMPORTED.match(line):
                found.add(one[1].decode())
    raise AssertionError("it ended")


@pytest.mark.long
@pytest.mark.parametrize(
    ("settings", "served", "other"),
    [(MATRIX, "nio", "discord"), (DISCORD, "discord", "nio")],
    ids=["Matrix", "Discord"],
)
async def test_a_start_imports_nothing_that_nobody_needs_yet(
    tmp_path: Path, settings: Mapping[str, str], served: str, other: str
) -> None:
    found = await _imported(tmp_path, settings)
    assert {served, "sqlalchemy.dialects.sqlite"} <= found  # else nothing was seen
    assert {one: why for one, why in LATER.items() if one in found} == {}
    assert other not in found


def test_all_that_is_imported_later_is_there_and_named_as_it_is() -> None:
    assert {one for one in LATER if __import__(one) is None} == set()


@pytest.mark.long
def test_what_is_imported_is_not_gone_through(tmp_path: Path) -> None:
    """The collector has looked at nothing when the settings are read: there are none, so it ends."""
    assert _without_settings(COUNTED, tmp_path) == "0"


@pytest.mark.long
def test_what_checks_settings_does_not_stay(tmp_path: Path) -> None:
    """It ends with all that is wrong with them, so they were checked; somebody is told by rich."""
    assert _without_settings(STAYS, tmp_path) == "['rich.console']"


def _without_settings(script: str, folder: Path) -> str:
    environ = {name: value for name, value in os.environ.items() if not name.startswith("ROUNDTABLE_")}
    done = subprocess.run(
        [sys.executable, "-c", script, "run"], cwd=folder, env=environ | {"PYTHONPATH": str(HOUSE)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "ROUNDTABLE_ADMINS must name two" in done.stderr
    return done.stdout.strip()

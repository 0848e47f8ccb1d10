"""Where and with what a proof was run: the commit, the versions, the machine."""

import os
import platform
import sqlite3
import subprocess
from collections.abc import Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from tests.postgres import binaries

TREE = Path(__file__).parents[2]
_PACKAGES = {
    "Synapse": "matrix-synapse",
    "matrix-nio": "matrix-nio",
    "discord.py": "discord.py",
    "SQLAlchemy": "SQLAlchemy",
    "aiosqlite": "aiosqlite",
    "asyncpg": "asyncpg",
    "Hypothesis": "hypothesis",
}


@cache
def commit() -> str:
    """The commit that is checked out, "+" behind it where files differ from it; empty outside of git."""
    described = _said("git", "-c", f"safe.directory={TREE}", "-C", str(TREE), "rev-parse", "--short=12", "HEAD")
    changed = _said("git", "-c", f"safe.directory={TREE}", "-C", str(TREE), "status", "--porcelain", "-uno")
    return f"{described}+" if described and changed else described


def versions() -> Mapping[str, str]:
    """What a result may depend on."""
    return {
        "Python": platform.python_version(),
        "SQLite": sqlite3.sqlite_version,
        "PostgreSQL": _postgres(),
        **{name: _version(package) for name, package in _PACKAGES.items()},
    }


def machine() -> str:
    """The machine in a few words."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{platform.system()} {platform.release()}, {platform.machine()}, {os.cpu_count()} cores, {memory:.0f} GiB"


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "-"


def _postgres() -> str:
    found = binaries()
    said = _said(str(found / "postgres"), "--version") if found else ""
    return next((word for word in said.split() if word[0].isdigit()), "-")


def _said(*command: str) -> str:
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""

"""Settings that a child reads are those that would be read here, and so are their faults."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bot.test_settings import GOOD

pytestmark = pytest.mark.long
HOUSE = Path(__file__).parents[2]
BEGIN = """
import os, sys
from bot import running, setting_child
"""
SAME = f"""{BEGIN}
found = setting_child.SettingChild().settings()
before = "pydantic" in sys.modules
from bot.setting_check import load
print(before, found == load(), found.matrix_password == load().matrix_password, found.matrix_password)
"""
TOLD = f"""{BEGIN}
running.settled(setting_child.SettingChild().settings)
"""
GONE = f"""{BEGIN}
setting_child._read = lambda told: os._exit(0)
running.settled(setting_child.SettingChild().settings)
"""


def _run(script: str, folder: Path, **settings: str) -> "subprocess.CompletedProcess[str]":
    environ = {name: value for name, value in os.environ.items() if not name.startswith("ROUNDTABLE_")}
    environ |= {"PYTHONPATH": str(HOUSE), "COLUMNS": "200", **settings}
    command = [sys.executable, "-c", script]
    return subprocess.run(command, cwd=folder, env=environ, capture_output=True, text=True, check=False)


def test_a_child_reads_what_would_be_read_here(tmp_path: Path) -> None:
    done = _run(SAME, tmp_path, **GOOD)
    assert done.stdout.strip() == "False True True Secret(***)", done.stderr


def test_all_faults_come_with_their_sentences(tmp_path: Path) -> None:
    done = _run(TOLD, tmp_path, **GOOD, ROUNDTABLE_ZONE="CET", ROUNDTABLE_HEALTH_PORT="eighty")
    assert done.returncode == 2
    assert [line.split()[1] for line in done.stderr.splitlines()] == ["ROUNDTABLE_ZONE", "ROUNDTABLE_HEALTH_PORT"]


def test_one_that_ends_by_itself_is_said(tmp_path: Path) -> None:
    done = _run(GONE, tmp_path, **GOOD)
    assert (done.returncode, done.stderr.strip()) == (1, "What reads the settings has ended before it was done.")

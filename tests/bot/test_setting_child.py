"""Settings that a child reads are those that would be read here, and so are their faults."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
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
SLOW = f"""{BEGIN}
import time
from bot import setting_check
load = setting_check.load
setting_check.load = lambda: (print("begun", flush=True), time.sleep(0.5), load())[-1]
try:
    setting_child.SettingChild().settings()
except KeyboardInterrupt:
    sys.exit("heard")
"""


def _run(script: str, folder: Path, **settings: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-c", script]
    return subprocess.run(command, cwd=folder, env=_environ(settings), capture_output=True, text=True, check=False)


def _environ(settings: Mapping[str, str]) -> Mapping[str, str]:
    environ = {name: value for name, value in os.environ.items() if not name.startswith("ROUNDTABLE_")}
    return {**environ, "PYTHONPATH": str(HOUSE), "COLUMNS": "200", **settings}


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


def test_who_is_told_to_stop_meanwhile_says_so_once(tmp_path: Path) -> None:
    command = [sys.executable, "-c", SLOW]
    with subprocess.Popen(
        command, cwd=tmp_path, env=_environ(GOOD), start_new_session=True, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as going:  # fmt: skip
        assert going.stdout is not None
        assert going.stdout.readline() == "begun\n"
        os.killpg(going.pid, signal.SIGINT)
        _, told = going.communicate(timeout=30)
    assert (going.returncode, told.strip()) == (1, "heard")

"""The demo as people and machines start it: the whole story with every proof, and each wall broken on purpose."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.postgres import Postgres, durable_server

pytestmark = [pytest.mark.real, pytest.mark.long]

HOUSE = Path(__file__).parent.parent.parent
LONG = 600.0  # seconds; the story takes two minutes of a processor, and other tests may run beside it

CAUGHT = {
    "leak": ["The room refused by its label, and that refused for one member, got nothing of the summary"],
    "ceiling": ["No word of what is too confidential for Discord crossed the line to it"],
    "double": ["Nothing arrived twice", "Nothing was posted twice on Discord"],
    "plaintext": ["Every post of the bot was ciphertext on the wire"],
}
ON_DISCORD = [
    "No word of what is too confidential for Discord crossed the line to it",
    "Nothing was posted twice on Discord",
    "Every answer on Discord was its asker's alone",
    "Nothing that was sent or answered is against Discord's own description",
    "Whoever authorised the room on Discord was told who else can read there",
    "A meeting stood on both sides in each room's languages, and Discord's calendar followed its move",
    "Who answers from two accounts counts once",
    "Peers asked and answered across both sides, and who asked as “a buyer” stayed unnamed on each",
    "A message's menu on Discord made a lesson of it with its author's yes, and not before",
    "What is AMBER was said on Discord in the one room that two people had authorised for it, and not before",
    "A stranger's command about a summary is answered like one about nothing",
    "A post that Discord had, and the bot did not know of when it was killed, stands there once",
    "A role let in by the server's administrator closed the room before the next post",
    "What was withdrawn is gone on both sides, and reported copy by copy",
]


def _hears_ctrl_c() -> None:
    """Tests that a shell runs in the background inherit that SIGINT is ignored; nobody's terminal is like that."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@contextmanager
def demo(folder: Path, *words: str) -> Iterator[subprocess.Popen[str]]:
    """A demo whose temporary folder is made in `folder`; ended, if it still runs, as Ctrl-C would."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "demo", *words],
        cwd=HOUSE,
        env={**os.environ, "TMPDIR": str(folder)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        preexec_fn=_hears_ctrl_c,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)


def played(folder: Path, *words: str) -> tuple[int, dict[str, Any], str]:
    """Play to the end: the exit status, the report, and what was on the screen."""
    report = folder / "report.json"
    with demo(folder, "--once", "--fast", "--json", str(report), *words) as process:
        screen, _ = process.communicate(timeout=LONG)
    return process.returncode, json.loads(report.read_text()) if report.exists() else {}, screen


def left_in(folder: Path) -> list[str]:
    """The demo's own folders that are still there, and the processes that work in them."""
    folders = [str(one) for one in folder.glob("roundtable-demo-*")]
    processes = []
    for one in Path("/proc").glob("[0-9]*"):
        try:
            command, environ = (one / "cmdline").read_bytes(), (one / "environ").read_bytes()
        except OSError:
            continue
        if f"{folder}/roundtable-demo-".encode() in command + environ:
            processes.append(f"{one.name}: {command!r}")
    return folders + processes


durable_postgres = pytest.fixture(scope="module")(durable_server)


@pytest.fixture
def folder() -> Iterator[Path]:
    """Where a demo's temporary folder is made: in memory where there is such a folder, since three servers write."""
    with tempfile.TemporaryDirectory(prefix="rt-", dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as made:
        yield Path(made)


def test_a_quarter_is_played_on_both_sides_and_every_proof_holds(folder: Path) -> None:
    status, report, screen = played(folder)
    failed = [proof for proof in report.get("proofs", []) if not proof["held"]]
    assert status == 0, screen[-6000:]
    assert failed == []
    assert set(ON_DISCORD) <= {proof["name"] for proof in report["proofs"]}
    said = [line for line in report["transcript"] if line["who"]]
    assert {"who", "where", "said"} <= said[0].keys()
    assert {"Roundtable", "Sofia", "Ana", "Luc", "Olga", "Nina"} <= {line["who"] for line in said}
    assert {"Dora", "Émile", "Mallory", "Rita"} <= {line["who"] for line in said if "Discord" in line["where"]}
    assert any("/réunion" in line["said"] for line in said if line["where"] == "#lev-discord on Discord")
    assert any("stand-in for Discord on this machine" in line["said"] for line in report["transcript"])
    assert sum(line["kind"] == "day" for line in report["transcript"]) >= 7
    assert left_in(folder) == []


def test_it_is_played_on_matrix_alone_and_on_postgresql_and_every_proof_holds(
    folder: Path, durable_postgres: Postgres
) -> None:
    status, report, screen = played(folder, "--no-discord", "--database", durable_postgres.fresh_database())
    failed = [proof for proof in report.get("proofs", []) if not proof["held"]]
    assert status == 0, screen[-6000:]
    assert failed == []
    assert len(report["proofs"]) >= 27
    assert not set(ON_DISCORD) & {proof["name"] for proof in report["proofs"]}
    said = [line for line in report["transcript"] if line["who"]]
    assert any("Réunion" in line["said"] or "réunion" in line["said"] for line in said if line["where"] == "LEV")
    assert left_in(folder) == []


@pytest.mark.parametrize(("wall", "proofs"), CAUGHT.items())
def test_a_wall_broken_on_purpose_is_caught_by_its_proof_alone(folder: Path, wall: str, proofs: list[str]) -> None:
    status, report, screen = played(folder, "--break", wall)
    assert status == 1, screen[-6000:]
    assert [one["name"] for one in report["proofs"] if not one["held"]] == proofs


@pytest.mark.parametrize(("order", "status"), [(signal.SIGINT, 0), (signal.SIGTERM, 143)])
def test_a_demo_that_is_told_to_end_leaves_nothing_behind(folder: Path, order: signal.Signals, status: int) -> None:
    with demo(folder, "--once", "--fast") as process:
        deadline = time.monotonic() + 90
        while not list(folder.glob("roundtable-demo-*/bot/bot.log")) and time.monotonic() < deadline:
            time.sleep(0.2)
        time.sleep(1)
        process.send_signal(order)
        screen, _ = process.communicate(timeout=60)
    assert process.returncode == status, screen
    assert "Traceback" not in screen
    assert left_in(folder) == []

"""The benchmarks run and write what they should; how fast anything was is nobody's business here."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import matrix_peers
from benchmarks.__main__ import MEASUREMENTS, run, table
from benchmarks.figure import Figure, median_ratio, percentile
from benchmarks.process import family, processor_time, resident
from benchmarks.scale import Scale

SMALL = Scale(
    rounds=1, at_once=2, one_by_one=2, channels=2, paced=4, rooms=2, each=2, many=2, people=2, posted=2, quiet=0.3,
    lines=30, organisations=60, questions=2, buyers=20, digest_rooms=6, items=200, lessons=2_000,
    searches=20,
)  # fmt: skip
BUSY = "import time\nwhile time.process_time() < 0.3: pass\nprint(flush=True)\ntime.sleep(60)"
FROM_THE_INDEX = "matrix-peers"
BARE = sorted((Path(__file__).parents[2] / "benchmarks").glob("bare_*.py"))


@pytest.mark.real  # four processes; seconds
@pytest.mark.parametrize("name", [name for name in MEASUREMENTS if name != FROM_THE_INDEX])
async def test_a_small_measurement_runs_and_is_written_for_machines(name: str) -> None:
    told: list[str] = []
    figures = await run([name], SMALL, told.append)
    assert figures
    assert len(told) > 1
    written = json.loads(json.dumps([one.to_json() for one in figures]))
    assert all(one.keys() == {"name", "value", "unit", "goal", "floor"} for one in written)
    assert table(figures).row_count == len(figures)


@pytest.mark.real  # a process
async def test_a_peer_that_cannot_be_installed_is_told_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    async def fails(peer: matrix_peers.Peer) -> None:
        return None

    monkeypatch.setattr(matrix_peers, "installed", fails)
    figures = await run([FROM_THE_INDEX], SMALL, lambda what: None)
    assert [one.name for one in figures] == [
        f"matrix peers: {peer.name} can't be installed here" for peer in matrix_peers.PEERS
    ]


@pytest.mark.parametrize("path", BARE, ids=lambda path: path.name)
def test_what_is_bare_can_be_read_in_a_minute(path: Path) -> None:
    assert len(path.read_text().splitlines()) < 60


@pytest.mark.parametrize(
    ("goal", "value", "met"), [("<= 100", 100, True), ("<= 100", 101, False), (">= 0.70", 0.69, False), ("", 1, None)]
)
def test_a_goal_is_a_comparison(goal: str, value: float, met: bool | None) -> None:
    assert Figure(name="x", value=value, unit="ms", goal=goal).is_met is met


@pytest.mark.later
def test_a_process_is_charged_for_its_children() -> None:
    before = processor_time(os.getpid())
    with subprocess.Popen([sys.executable, "-c", BUSY], stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        child.stdout.readline()  # it has been busy, and still runs
        assert child.pid in family(os.getpid())
        running = processor_time(os.getpid()) - before
        child.kill()
    assert running >= 0.2
    assert processor_time(os.getpid()) - before >= 0.2
    assert resident(os.getpid()) > 10


def test_a_percentile_is_a_value_that_was_seen() -> None:
    values = [float(one) for one in range(1, 251)]
    assert percentile(values, 0.99) == 248
    assert percentile(values, 1) == 250
    assert percentile([7.0], 0.99) == 7


def test_rounds_are_compared_with_the_one_beside_them() -> None:
    slow_in_the_middle = [10.0, 1.0, 10.0], [20.0, 2.0, 20.0]
    assert median_ratio(*slow_in_the_middle) == 0.5

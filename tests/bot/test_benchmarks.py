"""The benchmarks run and write what they should; how fast anything was is nobody's business here."""

import json
from pathlib import Path

import pytest

from benchmarks.__main__ import MEASUREMENTS, run, table
from benchmarks.figure import Figure, median_ratio, percentile
from benchmarks.scale import Scale

SMALL = Scale(rounds=2, at_once=2, one_by_one=2, channels=2)
BARE = sorted((Path(__file__).parents[2] / "benchmarks").glob("bare_*.py"))


@pytest.mark.real  # four processes; seconds
@pytest.mark.parametrize("name", MEASUREMENTS)
async def test_a_small_measurement_runs_and_is_written_for_machines(name: str) -> None:
    told: list[str] = []
    figures = await run([name], SMALL, told.append)
    assert figures
    assert any("round 2 of 2" in one for one in told)
    written = json.loads(json.dumps([one.to_json() for one in figures]))
    assert all(one.keys() == {"name", "value", "unit", "goal", "floor"} for one in written)
    assert table(figures).row_count == len(figures)


@pytest.mark.parametrize("path", BARE, ids=lambda path: path.name)
def test_what_is_bare_can_be_read_in_a_minute(path: Path) -> None:
    assert len(path.read_text().splitlines()) < 60


@pytest.mark.parametrize(
    ("goal", "value", "met"), [("<= 100", 100, True), ("<= 100", 101, False), (">= 0.70", 0.69, False), ("", 1, None)]
)
def test_a_goal_is_a_comparison(goal: str, value: float, met: bool | None) -> None:
    assert Figure(name="x", value=value, unit="ms", goal=goal).is_met is met


def test_a_percentile_is_a_value_that_was_seen() -> None:
    values = [float(one) for one in range(1, 251)]
    assert percentile(values, 0.99) == 248
    assert percentile(values, 1) == 250
    assert percentile([7.0], 0.99) == 7


def test_rounds_are_compared_with_the_one_beside_them() -> None:
    slow_in_the_middle = [10.0, 1.0, 10.0], [20.0, 2.0, 20.0]
    assert median_ratio(*slow_in_the_middle) == 0.5

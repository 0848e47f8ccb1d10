"""Two worlds, one with a restricted summary and one without: outsiders get the same bytes in both, whatever they try.

What is tried, and how the worlds are compared, is in `tests/leaks/commands.py`.
"""

from collections.abc import Sequence

import pytest

from commands.engine.spec import Spec
from storage.summary import Summary
from tests.leaks.commands import SPECS, Choose, Probe, at_open_doors, compared, everybody, nearest, probes
from tests.scenes import Engine

pytestmark = pytest.mark.long

SHARDS = 2  # of the nearest probes, each in two worlds of its own
REST = 5  # shards of all the others


async def assert_no_leak(engine: Engine, choose: Choose) -> str:
    """Try it in both worlds and compare; how much was tried."""
    found = await compared(engine, choose)
    assert found.leaks == []
    return f"{found.tried} of {len(list(probes(SPECS, '')))} probes, tried in two worlds"


def shards(count: int) -> list[list[Spec]]:
    """The commands there are, dealt out."""
    return [SPECS[number::count] for number in range(count)]


@pytest.mark.parametrize("found", shards(SHARDS), ids=range(SHARDS))
async def test_outsiders_get_the_same_bytes_whether_a_restricted_summary_exists_or_not(
    found: Sequence[Spec], sqlite: Engine, inline: None, capsys: pytest.CaptureFixture[str]
) -> None:
    size = await assert_no_leak(sqlite, lambda code: nearest(found, code))
    with capsys.disabled():
        print(f"\n{size}")  # noqa: T201  the size is part of the proof


@pytest.mark.real
@pytest.mark.parametrize("found", shards(REST), ids=range(REST))
async def test_no_other_command_tells_outsiders_anything(
    found: Sequence[Spec], sqlite: Engine, inline: None, capsys: pytest.CaptureFixture[str]
) -> None:
    def choose(code: str) -> Sequence[Probe]:
        tried_above = set(nearest(found, code))
        return [one for one in probes(found, code) if one not in tried_above]

    size = await assert_no_leak(sqlite, choose)
    with capsys.disabled():
        print(f"\n{size}")  # noqa: T201  the size is part of the proof


async def test_the_leak_test_fails_when_the_audience_is_ignored(
    sqlite: Engine, inline: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Summary, "is_readable", everybody)
    found = await compared(sqlite, at_open_doors)
    assert found.parted
    assert found.told

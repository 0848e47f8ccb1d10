"""Two worlds, one where there is something that outsiders may not know of: what they are offered while they type is the
same in both, to the byte.

What is tried, and how the worlds are compared, is in `tests/leaks/suggestions.py`.
"""

from collections.abc import Sequence

import pytest

from commands.engine.spec import Spec
from tests.leaks.suggestions import SPECS, Choose, compared, nearest, unnoticed
from tests.scenes import Engine

pytestmark = pytest.mark.long

SHARDS = 2  # of the nearest probes, each in two worlds of its own


async def assert_no_leak(engine: Engine, choose: Choose) -> str:
    """Try it in both worlds and compare; how much was tried."""
    found = await compared(engine, choose)
    assert found.leaks == []
    return f"{found.tried} probes, tried in two worlds; {found.answered} were offered something"


@pytest.mark.parametrize("found", [SPECS[number::SHARDS] for number in range(SHARDS)], ids=range(SHARDS))
async def test_outsiders_are_offered_the_same_bytes_whatever_is_hidden_from_them(
    found: Sequence[Spec], sqlite: Engine, inline: None, capsys: pytest.CaptureFixture[str]
) -> None:
    size = await assert_no_leak(sqlite, lambda codes: nearest(found, codes))
    with capsys.disabled():
        print(f"\n{size}")  # noqa: T201  the size is part of the proof


async def test_the_leak_test_fails_when_any_audience_is_ignored(sqlite: Engine, inline: None) -> None:
    assert await unnoticed(sqlite) == []

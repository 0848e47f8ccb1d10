"""Two worlds, one with an item for another group's people and one without: issues, archives, files, briefs and charts
are the same bytes in both for whoever it is not for.
"""

from typing import Any
from unittest import mock

import pytest
from sqlalchemy import true

from digests import brief, facts
from tests.leaks.commands import Probe, compared
from tests.leaks.digest import BEGIN, SAID, hidden, tried
from tests.scenes import Engine

pytestmark = pytest.mark.long


async def test_whom_an_item_is_not_for_gets_the_same_bytes_whether_there_is_one_or_not(
    sqlite: Engine, inline: None, capsys: pytest.CaptureFixture[str]
) -> None:
    found = await compared(sqlite, tried, BEGIN, hidden)
    assert found.leaks == []
    with capsys.disabled():
        print(f"\n{found.tried} probes, tried in two worlds")  # noqa: T201  the size is part of the proof


def _for_all(*_: object) -> Any:
    """In the place of what says whom an item is meant for."""
    return true()


@pytest.mark.parametrize(
    ("where", "what"),
    [(facts, "_names"), (brief, "meant_for_one")],
    ids=["a room's issue", "a brief"],
)
async def test_the_leak_test_fails_when_an_audience_is_ignored(
    where: Any, what: str, sqlite: Engine, inline: None
) -> None:
    def doors(code: str) -> list[Probe]:
        return [one for one in tried(code) if one.who == "greta" and one.says[1:] in SAID]

    with mock.patch.object(where, what, _for_all):
        found = await compared(sqlite, doors, BEGIN, hidden)
    assert found.parted

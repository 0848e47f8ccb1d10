"""Two worlds, one with an item for another group's people and one without: issues, archives, files, briefs and charts
are the same bytes in both for whoever it is not for.
"""

from collections.abc import Sequence
from typing import Any
from unittest import mock

import pytest
from sqlalchemy import true

from commands import update_source
from digests import brief, facts
from storage import disclosure
from storage.access import Label
from storage.contract import Sharing
from tests.leaks.commands import Probe, compared
from tests.leaks.digest import BEGIN, SAID, hidden, tried
from tests.leaks.worlds import assert_nothing_leaked
from tests.scenes import Engine

pytestmark = pytest.mark.long


async def test_whom_an_item_is_not_for_gets_the_same_bytes_whether_there_is_one_or_not(
    sqlite: Engine, inline: None, capsys: pytest.CaptureFixture[str]
) -> None:
    found = await compared(sqlite, tried, BEGIN, hidden)
    assert_nothing_leaked(found, capsys)


def _for_all(*_: object) -> Any:
    """In the place of what says whom an item is meant for."""
    return true()


def _green(*_: object, **__: object) -> Label:
    """In the place of what says how narrow the room was in which something was said."""
    return Label.GREEN


def _however_shared(**_: object) -> Sequence[Sharing]:
    """In the place of what says which contracts let it be told."""
    return tuple(Sharing)


@pytest.mark.parametrize(
    ("where", "what", "instead"),
    [
        (facts, "_names", _for_all), (brief, "meant_for_one", _for_all), (update_source, "_origin", _green),
        (disclosure, "_far_enough", _however_shared),
    ],
    ids=["a room's issue", "a brief", "where it was said", "a contract's rule"],
)  # fmt: skip
async def test_the_leak_test_fails_when_an_audience_is_ignored(
    where: Any, what: str, instead: Any, sqlite: Engine, inline: None
) -> None:
    def doors(code: str) -> list[Probe]:
        return [one for one in tried(code) if one.who == "greta" and one.says[1:] in SAID]

    with mock.patch.object(where, what, instead):
        found = await compared(sqlite, doors, BEGIN, hidden)
    assert found.parted

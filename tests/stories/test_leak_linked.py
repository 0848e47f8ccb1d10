"""Two worlds, one with a facility and a summary for those linked to it and one without: those who are not linked, or
only through a consortium, get the same bytes in both.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from unittest import mock

import pytest
from sqlalchemy import select

from storage import linkage
from storage.audience import Audience, AudienceKind, Standing
from storage.organisation import Purchase
from storage.summary import Summary
from storage.unit import Unit
from tests.cast import Cast
from tests.leaks.commands import Probe, at_open_doors, compared
from tests.leaks.linked import CLIENT, NOT_LINKED, Near
from tests.leaks.worlds import assert_nothing_leaked
from tests.scenes import Engine

pytestmark = pytest.mark.long


@pytest.mark.parametrize("near", [NOT_LINKED, CLIENT], ids=["not linked", "client"])
async def test_who_is_not_linked_gets_the_same_bytes_whatever_there_is_for_those_who_are(
    near: Near, sqlite: Engine, inline: None, capsys: pytest.CaptureFixture[str]
) -> None:
    found = await compared(sqlite, near.tried, near.begin, near.hide)
    assert_nothing_leaked(found, capsys)


async def _every_buyer(
    unit: Unit, facility_ids: Iterable[str], *, now: datetime, among: Sequence[str] | None = None
) -> frozenset[str]:
    """In the place of `linked_to`: whoever buys anything."""
    return frozenset(await unit.scalars(select(Purchase.organisation_id)))


async def _everybody(unit: Unit, standing: Standing, facility_id: str, *, now: datetime) -> bool:
    """In the place of `is_linked`, where there is a facility."""
    return bool(facility_id)


def _with_clients(summary: Summary) -> Audience:
    """In the place of `Summary.audience`: its label is not asked."""
    return Audience(AudienceKind.LINKED, (summary.facility_id,), clients=True)


@pytest.mark.parametrize(
    ("near", "where", "what", "instead"),
    [
        (NOT_LINKED, linkage, "linked_to", _every_buyer),
        (NOT_LINKED, linkage, "is_linked", _everybody),
        (CLIENT, Summary, "audience", property(_with_clients)),
    ],
    ids=["who is linked", "who may read of a facility", "how far a label goes"],
)
async def test_the_leak_test_fails_when_a_filter_is_off(
    near: Near, where: Any, what: str, instead: Any, sqlite: Engine, inline: None
) -> None:
    def doors(code: str) -> list[Probe]:
        return [*at_open_doors(code), *(one for one in near.tried(code) if "leverage" in one.says)]

    async def hide(cast: Cast) -> str:
        """With the filter still on."""
        with mock.patch.object(where, what, filtered):
            return await near.hide(cast)

    filtered = vars(where)[what]
    with mock.patch.object(where, what, instead):
        found = await compared(sqlite, doors, near.begin, hide)
    assert found.parted

"""Two worlds, one in which much becomes of a company and one without: those who follow it and may not know of that get
the same bytes in both, by asking and as their mornings come.
"""

from collections.abc import Sequence
from unittest import mock

import pytest
from sqlalchemy import Select

from commands import summary_scope
from commands.engine.work import Work
from storage.audience import Reach, Standing
from storage.summary import Summary
from tests.cast import Cast
from tests.leaks.commands import Probe, compared
from tests.leaks.followed import DENIED, LESSON, STRANGERS
from tests.leaks.linked import Near
from tests.leaks.worlds import assert_nothing_leaked
from tests.scenes import Engine

pytestmark = pytest.mark.long


@pytest.mark.parametrize("near", [STRANGERS, DENIED], ids=["strangers", "denied"])
async def test_who_follows_is_told_the_same_whatever_there_is_for_others(
    near: Near, sqlite: Engine, inline: None, capsys: pytest.CaptureFixture[str]
) -> None:
    found = await compared(sqlite, near.tried, near.begin, near.hide)
    assert_nothing_leaked(found, capsys)


async def test_they_are_told_what_everybody_may_read(sqlite: Engine, inline: None) -> None:
    """Else the worlds would be the same because nobody is told anything."""
    async with sqlite.after(STRANGERS.begin) as (cast, _):
        await cast.until(cast.now.replace(day=12, hour=7))
        assert all(LESSON in cast.members[name].last.plain for name in ("greta", "gus", "otto", "pia"))


async def _every(work: Work, among: Select[Summary]) -> Sequence[Summary]:
    """In the place of the door to summaries: no audience is asked."""
    return await work.unit.scalars(among)


def _nobody(reach: Reach, standing: Standing) -> bool:
    """In the place of `refuses`: no deny is asked."""
    return False


@pytest.mark.parametrize(
    ("near", "where", "what", "instead"),
    [(STRANGERS, summary_scope, "readable", _every), (DENIED, Reach, "refuses", _nobody)],
    ids=["who may read a summary", "who was denied"],
)
async def test_the_leak_test_fails_when_a_filter_is_off(
    near: Near, where: object, what: str, instead: object, sqlite: Engine, inline: None
) -> None:
    def nothing(code: str) -> Sequence[Probe]:
        """Their mornings alone."""
        return ()

    async def hide(cast: Cast) -> str:
        """With the filter still on."""
        with mock.patch.object(where, what, filtered):
            return await near.hide(cast)

    filtered = vars(where)[what]
    with mock.patch.object(where, what, instead):
        found = await compared(sqlite, nothing, near.begin, hide)
    assert any("of what you follow" in one for one in found.parted)

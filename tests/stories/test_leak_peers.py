"""Two worlds, one where peers offer, need and share something and one where nobody does: whoever else asks, files or
lists anything gets the same bytes in both.
"""

from collections.abc import Callable
from typing import Any
from unittest import mock

import pytest

from commands import question_route
from commands.engine.work import Work
from storage.message import Message, say
from storage.question import Question
from tests.leaks.commands import Probe, compared
from tests.leaks.peers import hide, tried
from tests.leaks.suggestions import all_expertise
from tests.leaks.worlds import assert_nothing_leaked
from tests.scenes import WITH_BUYERS, Engine

pytestmark = pytest.mark.long


async def test_who_asks_learns_nothing_of_who_offers_needs_or_buys_the_same(
    sqlite: Engine, inline: None, capsys: pytest.CaptureFixture[str]
) -> None:
    found = await compared(sqlite, tried, WITH_BUYERS, hide)
    assert_nothing_leaked(found, capsys)


async def _as_told(work: Work, question: Question, *, by: Message) -> None:
    """In the place of `reach`: the asker is told how many may know."""
    likely = await question_route._likely(work, question)
    await work.tell(work.person, say("line-choice", number=len(likely), choice="may know"), once=work.event_id)


@pytest.mark.parametrize(
    ("topic", "what", "instead"),
    [("expertise", "_known", all_expertise), ("question", "reach", _as_told)],
    ids=["whose it is", "who was told"],
)
async def test_the_leak_test_fails_when_a_filter_is_off(
    topic: str, what: str, instead: Callable[..., Any], sqlite: Engine, inline: None
) -> None:
    def doors(code: str) -> list[Probe]:
        return [one for one in tried(code) if one.topic == topic and one.who == "greta"]

    with mock.patch(f"commands.{topic}.{what}", instead):
        found = await compared(sqlite, doors, WITH_BUYERS, hide)
    assert found.parted

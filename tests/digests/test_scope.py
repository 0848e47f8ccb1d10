"""What a room or a person may not read is never loaded: not left out afterwards, and not counted either."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, true
from sqlalchemy.orm import Mapper

from digests import archive, brief, facts
from digests.facts import MOST
from digests.period import Period
from storage.access import Label
from storage.action import ActionItem, ActionState
from storage.base import Base
from storage.lesson import Attribution, Lesson
from storage.meeting import Meeting
from storage.organisation import Organisation
from storage.person import Person
from storage.question import Question, QuestionState
from storage.summary import Summary
from storage.unit import Storage
from storage.update import Issue, IssueEntry, IssueState, Section, UpdateItem, UpdateTarget
from tests.digests.test_facts import JANUARY, NOW, THEN, Network, made

HIDDEN = "hidden"
CONTENT = (UpdateItem, Meeting, Lesson, Question, ActionItem, Summary)


@pytest.fixture
async def network(storage: Storage) -> AsyncIterator[Network]:
    """Whatever is hidden says so in its text; all else may be read in LEV."""
    async with storage.unit() as unit:
        network = await made(unit)
        await fill(network)
        unit.session.expunge_all()
        yield network


def sides(network: Network) -> tuple[Organisation, Organisation]:
    """Who the hidden item is for, and who takes part in the same group and may not read it."""
    one, other = sorted((network.ghent, network.lyon), key=lambda organisation: organisation.id)
    return one, other


async def fill(network: Network) -> None:
    def item(number: int, text: str, label: Label = Label.GREEN, **more: Any) -> UpdateItem:
        return UpdateItem(
            number=number, section=Section.ACTIVITIES, label=label, text=text, posted_by=network.greta.id,
            created_at=THEN, **{"stands_from": THEN, "issued_at": THEN, **more},
        )  # fmt: skip

    def question(number: int, group: str, text: str) -> Question:
        one = Question(number=number, group_id=group, asker_id=network.greta.id, created_at=THEN)
        one.text = text
        return one

    others = item(2, HIDDEN, only_some=True)
    await network.put(
        item(1, "open"), others, item(3, HIDDEN, stands_from=None, issued_at=None),
        item(4, HIDDEN, stands_from=NOW + timedelta(days=3), issued_at=None), item(5, HIDDEN, dropped_at=THEN),
        UpdateTarget(item_id=others.id, organisation_id=sides(network)[0].id),
        question(1, network.lev.id, "open"),
    )  # fmt: skip
    for number in range(2, 20):
        await network.put(question(number, network.ict.id, HIDDEN))
    for number, state in enumerate((ActionState.DONE, ActionState.OPEN), 1):
        for group, text in ((network.lev, "open" if state is ActionState.DONE else HIDDEN), (network.ict, HIDDEN)):
            await network.put(
                ActionItem(
                    number=number * 10 + (group is network.ict), group_id=group.id, owner_id=network.greta.id,
                    organisation_id=network.ghent.id, text=text, due=THEN.date(), zone="Europe/Brussels", state=state,
                    settled_at=THEN if state is ActionState.DONE else None, created_by=network.greta.id,
                    changed_at=THEN, created_at=THEN,
                )
            )  # fmt: skip
    for number in range(1, MOST + 4):
        lesson = Lesson(
            number=number, author_id=network.greta.id, organisation_id=network.ghent.id, title="open", text="open",
            created_at=THEN,
        )  # fmt: skip
        lesson.publish(Attribution.NAMED, by=network.greta, now=THEN)
        await network.put(lesson)
    await network.put(
        Lesson(
            number=99, author_id=network.greta.id, organisation_id=network.ghent.id, title=HIDDEN, text=HIDDEN,
            created_at=THEN,
        )
    )  # fmt: skip
    issue = Issue(room_id=network.rooms["LEV"].id, month="2026-12", state=IssueState.SENT, until=THEN, issued_at=THEN)
    issue.until = issue.issued_at = THEN - timedelta(days=15)
    await network.put(issue)
    codes = ("U-1", "U-2", "U-3", "U-5", "L-1", "L-99", "Q-1", "Q-2", "ACT-10", "ACT-11")
    await network.put(*(IssueEntry(issue_id=issue.id, code=code) for code in codes))


@contextmanager
def loading() -> Iterator[list[Base]]:
    """Every noun that the database gives meanwhile."""
    loaded: list[Base] = []

    def note(target: Base, _: object) -> None:
        loaded.append(target)

    event.listen(Mapper, "load", note)
    try:
        yield loaded
    finally:
        event.remove(Mapper, "load", note)


def hidden(loaded: list[Base]) -> list[str]:
    return [one.code for one in loaded if isinstance(one, CONTENT) and HIDDEN in (getattr(one, "text", "") or "")]


def content(loaded: list[Base]) -> list[str]:
    return sorted(one.code for one in loaded if isinstance(one, CONTENT))


async def test_of_an_issue_nothing_is_loaded_that_its_room_may_not_read(network: Network) -> None:
    with loading() as loaded:
        found = await network.facts("LEV")
    assert hidden(loaded) == []
    assert set(content(loaded)) - {f"L-{MOST + 1}"} == set(found.codes)
    assert found.more == {"lessons": 3}


async def test_of_an_archive_nothing_is_loaded_that_its_reader_may_not_read(network: Network) -> None:
    period = Period("2026-12", JANUARY.zone)
    with loading() as loaded:
        found = await archive.as_read_by(network.unit, network.lev, period, organisation_id=sides(network)[1].id)
        again = await archive.as_read_in(network.unit, network.rooms["LEV"], period)
    assert hidden(loaded) == []
    assert found.codes == again.codes == ("U-1", "L-1", "Q-1", "ACT-10")
    with loading() as loaded:
        own = await archive.as_read_by(network.unit, network.lev, period, organisation_id=sides(network)[0].id)
    assert "U-2" in own.codes


async def test_of_a_brief_nothing_is_loaded_that_its_reader_may_not_read(network: Network) -> None:
    luc = Person(
        name="Luc", organisation_id=sides(network)[1].id, roles=network.greta.roles, status=network.greta.status,
        created_at=THEN,
    )  # fmt: skip
    await network.put(luc)
    network.unit.session.expunge_all()
    with loading() as loaded:
        found = await brief.gather(network.unit, luc, since=THEN - timedelta(days=1), now=NOW)
    assert hidden(loaded) == []
    assert "U-1" in found.codes
    assert "U-2" not in found.codes


@pytest.mark.parametrize(("where", "what"), [(facts, "_names"), (archive, "meant_for_one")])
async def test_it_is_seen_when_an_audience_is_ignored(
    network: Network, where: Any, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(where, what, lambda *_: true())
    period = Period("2026-12", JANUARY.zone)
    with loading() as loaded:
        await network.facts("LEV")
        await archive.as_read_by(network.unit, network.lev, period, organisation_id=sides(network)[1].id)
    assert hidden(loaded) == ["U-2"]


async def test_an_organisation_that_came_later_shuts_an_item_out_of_the_archive_of_its_room(network: Network) -> None:
    oslo = Organisation(name="Oslo", kind=network.ghent.kind, created_at=THEN)
    await network.put(oslo)
    period = Period("2026-12", JANUARY.zone)
    found = await archive.as_read_by(network.unit, network.lev, period, organisation_id=oslo.id)
    assert found.codes == ("U-1", "L-1", "Q-1", "ACT-10")
    assert QuestionState.OPEN in {one.state for one in found.unanswered}

"""The search through lessons, on both databases: the same hits, the same order, and nothing that is not published."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import text

from storage import lesson_search
from storage.access import Role
from storage.lesson import Attribution, Lesson, Theme
from storage.lesson_search import Search, search
from storage.organisation import Organisation, OrganisationKind
from storage.person import Person, PersonStatus
from storage.procurement import LabourIssue, ProcurementStage
from storage.sequence import number_next
from storage.unit import Storage, Unit

NOW = datetime(2027, 1, 11, 9, 0, tzinfo=UTC)


async def told(unit: Unit, title: str, words: str = "", *, published: bool = True, **filed: Any) -> Lesson:
    author = await unit.get(Person, "author")
    if author is None:
        unit.add(Organisation(id="lyon", name="Ville de Lyon", kind=OrganisationKind.AFFILIATE, created_at=NOW))
        author = Person(
            id="author", name="Luc", organisation_id="lyon", roles=frozenset({Role.LIAISON}),
            status=PersonStatus.ACTIVE, created_at=NOW,
        )  # fmt: skip
        unit.add(author)
        await unit.session.flush()
    lesson = Lesson(author_id="author", organisation_id="lyon", title=title, text=words, created_at=NOW, **filed)
    lesson.index()
    if published:
        lesson.publish(Attribution.NAMED, by=author, now=NOW)
    await number_next(unit, lesson, Lesson.number)
    return lesson


async def found(unit: Unit, said: str, most: int = 9, **filed: str) -> list[int]:
    hits = await search(unit, Search.of(said, **filed), most=most)
    assert hits.count >= len(hits.numbers)
    return list(hits.numbers)


async def test_the_one_with_most_of_the_words_comes_first_then_titles_then_the_newest(storage: Storage) -> None:
    async with storage.unit() as unit:
        await told(unit, "Letters", "A letter and a call to suppliers.")
        await told(unit, "Calls", "Nothing of the other.")
        await told(unit, "Suppliers", "They want a call.")
        await told(unit, "Trams", "They were called, suppliers too.")
        assert await found(unit, "call supplier") == [3, 4, 1, 2]
        assert await found(unit, "call supplier", most=1) == [3]
        assert (await search(unit, Search.of("call supplier"), most=1)).count == 4
        assert await found(unit, "bicycle") == []


async def test_what_it_was_filed_under_is_a_word_of_the_search(storage: Storage) -> None:
    async with storage.unit() as unit:
        await told(unit, "Audit", theme=Theme.TOOLS, stage=ProcurementStage.TENDER)
        await told(unit, "Audit", theme=Theme.TOOLS, issue=LabourIssue.WAGES)
        await told(unit, "Tools tender wages audit")
        assert await found(unit, "audits") == [3, 2, 1]
        assert await found(unit, "audits", theme="tools") == [2, 1]
        assert await found(unit, "audits", theme="tools", stage="tender") == [1]
        assert await found(unit, "audits", issue="wages") == [2]
        assert await found(unit, "theme:tools") == [3]  # said, they are words


async def test_the_index_holds_what_is_published_now(storage: Storage) -> None:
    async with storage.unit() as unit:
        lesson = await told(unit, "Draft about trams", published=False)
        assert await found(unit, "tram") == []
        author = await unit.session.get_one(Person, "author")
        lesson.publish(Attribution.NAMED, by=author, now=NOW)
        await unit.session.flush()
        assert await found(unit, "tram") == [1]
        lesson.title = "About buses"
        lesson.index()
        await unit.session.flush()
        assert await found(unit, "tram") == []
        assert await found(unit, "bus") == [1]
        lesson.withdraw(by=author)
        await unit.session.flush()
        assert await found(unit, "bus") == []


async def test_what_was_rolled_back_is_not_found(storage: Storage) -> None:
    async def fails() -> None:
        async with storage.unit() as unit:
            await told(unit, "Trams")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fails()
    async with storage.unit() as unit:
        assert await found(unit, "tram") == []


async def test_the_index_can_be_made_anew(storage: Storage) -> None:
    async with storage.unit() as unit:
        await told(unit, "Trams")
        await told(unit, "Trams to come", published=False)
        await unit.session.flush()
        await unit.run(text("DELETE FROM lesson_search"))
        assert await found(unit, "tram") == []
        await (await unit.session.connection()).run_sync(lesson_search.rebuild)
        assert await found(unit, "tram") == [1]


async def test_a_word_is_found_while_it_is_being_typed(storage: Storage) -> None:
    async with storage.unit() as unit:
        await told(unit, "Disclosures each year")
        for said in ("discl", "disclosure", "year disc", "ÉACH year d", "year "):
            assert (await search(unit, Search.typed(said), most=3)).numbers == (1,), said
        for said in ("d", "", "closures"):
            assert (await search(unit, Search.typed(said), most=3)).numbers == (), said


@pytest.mark.parametrize(
    "said",
    ['"', "a* OR NEAR(b)", "' & | ! :*", "title:x words:y", "\\", "½ ₂ Ώ", "x\u0301\u0302", "ﬁ", "١٢٣", "中文"],
)
async def test_no_word_is_an_operator(storage: Storage, said: str) -> None:
    async with storage.unit() as unit:
        await told(unit, f"Trams {said}")
        await found(unit, said)
        await search(unit, Search.typed(said), most=3)
        assert await found(unit, f"tram {said}") == [1]

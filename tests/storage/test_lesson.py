"""The rules of lessons, without an engine."""

from datetime import UTC, datetime

import pytest

from storage.access import Role
from storage.lesson import Attribution, Lesson
from storage.person import Person, PersonStatus
from storage.refusal import Absent, Refusal

NOW = datetime(2027, 1, 11, 9, 0, tzinfo=UTC)


def somebody(organisation: str, role: Role = Role.MEMBER) -> Person:
    return Person(
        name="Somebody", organisation_id=organisation, roles=frozenset({role}), status=PersonStatus.ACTIVE,
        created_at=NOW,
    )  # fmt: skip


LUC, COLLEAGUE, KEEPER, OTHER = somebody("lyon"), somebody("lyon"), somebody("ghent"), somebody("oslo")
SOFIA = somebody("staff", Role.STAFF)


def kept() -> Lesson:
    lesson = Lesson(
        number=7, author_id=LUC.id, organisation_id="lyon", kept_by=KEEPER.id, title="Clauses à jour",
        text="Les mises à jour d’usine, chaque année.", created_at=NOW,
    )  # fmt: skip
    lesson.index()
    return lesson


@pytest.mark.parametrize(
    ("who", "draft", "published"),
    [(LUC, True, True), (KEEPER, True, True), (SOFIA, True, True), (COLLEAGUE, False, True), (OTHER, False, True)],
)
def test_a_draft_is_read_by_few_and_a_published_lesson_by_all(who: Person, draft: bool, published: bool) -> None:
    lesson = kept()
    assert lesson.may_be_read_by(who) is draft
    lesson.publish(Attribution.NAMED, by=SOFIA, now=NOW)
    assert lesson.may_be_read_by(who) is published


@pytest.mark.parametrize("who", [KEEPER, SOFIA, COLLEAGUE, OTHER])
def test_nobody_but_its_source_consents_for_it(who: Person) -> None:
    lesson = kept()
    with pytest.raises(Refusal):
        lesson.consent(Attribution.NAMED, by=who, now=NOW)
    assert not lesson.may_be_read_by(COLLEAGUE)
    lesson.consent(Attribution.KIND, by=LUC, now=NOW)
    assert lesson.may_be_read_by(COLLEAGUE)


@pytest.mark.parametrize(("who", "allowed"), [(LUC, True), (COLLEAGUE, True), (SOFIA, True), (OTHER, False)])
def test_a_lesson_is_taken_back_by_its_organisation_or_staff(who: Person, allowed: bool) -> None:
    lesson = kept()
    lesson.publish(Attribution.NAMED, by=SOFIA, now=NOW)
    if not allowed:
        with pytest.raises(Refusal):
            lesson.withdraw(by=who)
        return
    lesson.withdraw(by=who)
    assert not lesson.may_be_read_by(LUC)
    with pytest.raises(Absent):
        lesson.consent(Attribution.NAMED, by=LUC, now=NOW)


@pytest.mark.parametrize(
    ("chosen", "of_kind", "shown"),
    [
        (Attribution.NAMED, 1, Attribution.NAMED),
        (Attribution.KIND, 3, Attribution.KIND),
        (Attribution.KIND, 2, Attribution.ANONYMOUS),
        (Attribution.ANONYMOUS, 9, Attribution.ANONYMOUS),
        (None, 9, Attribution.ANONYMOUS),
    ],
)
def test_a_kind_of_which_there_are_few_is_not_shown(
    chosen: Attribution | None, of_kind: int, shown: Attribution
) -> None:
    lesson = kept()
    lesson.attribution = chosen
    assert lesson.shown_as(of_kind=of_kind) is shown


@pytest.mark.parametrize(
    ("wished", "by", "shown"),
    [
        (Attribution.NAMED, COLLEAGUE, Attribution.ANONYMOUS),
        (Attribution.KIND, COLLEAGUE, Attribution.ANONYMOUS),
        (Attribution.ANONYMOUS, COLLEAGUE, Attribution.ANONYMOUS),
        (Attribution.NAMED, somebody("lyon", Role.DEPUTY), Attribution.NAMED),
        (Attribution.KIND, somebody("lyon", Role.PARTNER), Attribution.KIND),
    ],
)
def test_an_organisation_is_shown_as_whoever_speaks_for_it_agreed(
    wished: Attribution, by: Person, shown: Attribution
) -> None:
    lesson = kept()
    agreed = lesson.publish(wished, by=by, now=NOW)
    assert agreed is (wished is shown)
    assert lesson.shown_as(of_kind=9) is shown
    assert lesson.proposed is (None if agreed else wished)


def test_to_be_shown_less_needs_nobody_elses_word() -> None:
    lesson = kept()
    lesson.publish(Attribution.NAMED, by=somebody("lyon", Role.LIAISON), now=NOW)
    assert lesson.consent(Attribution.KIND, by=COLLEAGUE, now=NOW)
    assert not lesson.consent(Attribution.NAMED, by=COLLEAGUE, now=NOW)
    assert lesson.shown_as(of_kind=9) is Attribution.KIND

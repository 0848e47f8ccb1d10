"""The rules of questions and answers, without an engine."""

from datetime import UTC, datetime

import pytest

from storage.access import Role
from storage.person import Person, PersonStatus
from storage.question import Answer, Question, QuestionState, refuse_nameless
from storage.refusal import Absent, Refusal

NOW = datetime(2027, 1, 11, 9, 0, tzinfo=UTC)


def somebody(name: str, role: Role = Role.MEMBER) -> Person:
    return Person(
        name=name, organisation_id=f"of-{name}", roles=frozenset({role}), status=PersonStatus.ACTIVE, created_at=NOW
    )


GRETA, LUC, OLGA, SOFIA = somebody("Greta"), somebody("Luc"), somebody("Olga"), somebody("Sofia", Role.STAFF)


def asked(named: bool = True) -> tuple[Question, Answer]:
    question = Question(number=12, group_id="lev", asker_id=GRETA.id, named=named, created_at=NOW)
    return question, Answer(number=31, question_id=question.id, person_id=LUC.id, created_at=NOW)


@pytest.mark.parametrize(("who", "allowed"), [(GRETA, True), (SOFIA, True), (LUC, False), (OLGA, False)])
def test_whoever_asked_or_staff_says_which_answer_helped(who: Person, allowed: bool) -> None:
    question, answer = asked()
    if not allowed:
        with pytest.raises(Refusal):
            question.mark_helpful(answer, by=who, now=NOW)
        assert question.is_open
        return
    question.mark_helpful(answer, by=who, now=NOW)
    assert (question.state, question.helpful_id) == (QuestionState.ANSWERED, answer.id)


def test_an_answer_to_another_question_does_not_settle_this_one() -> None:
    question, answer = asked()
    answer.question_id = "another"
    with pytest.raises(Absent):
        question.mark_helpful(answer, by=GRETA, now=NOW)


@pytest.mark.parametrize(("who", "allowed"), [(GRETA, True), (SOFIA, True), (LUC, False)])
def test_a_question_is_withdrawn_by_whoever_asked_or_by_staff(who: Person, allowed: bool) -> None:
    question, _ = asked()
    if not allowed:
        with pytest.raises(Absent):
            question.withdraw(by=who)
        return
    question.withdraw(by=who)
    with pytest.raises(Absent):
        question.refuse_answer()


@pytest.mark.parametrize(("who", "allowed"), [(GRETA, True), (LUC, True), (SOFIA, True), (OLGA, False)])
def test_an_answer_is_kept_by_asker_answerer_or_staff_and_once(who: Person, allowed: bool) -> None:
    question, answer = asked()
    if not allowed:
        with pytest.raises(Refusal):
            answer.refuse_keeping(question, by=who)
        return
    answer.refuse_keeping(question, by=who)
    answer.lesson_id = "kept"
    with pytest.raises(Refusal):
        answer.refuse_keeping(question, by=who)


@pytest.mark.parametrize(
    ("in_room", "buyers", "allowed"), [(False, 3, True), (False, 2, False), (True, 3, False), (True, 30, False)]
)
def test_a_name_is_left_out_only_where_that_hides_somebody(in_room: bool, buyers: int, allowed: bool) -> None:
    if allowed:
        refuse_nameless(in_room=in_room, buyers=buyers)
        return
    with pytest.raises(Refusal):
        refuse_nameless(in_room=in_room, buyers=buyers)

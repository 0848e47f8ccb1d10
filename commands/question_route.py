"""Whom a question reaches besides its room: those of its group who are likely to know, each told once, in private.

Who they are is told to nobody, nor how many, nor why: it would say who buys from whom, and who offers what. After the
policy's days without an answer the question is handed to staff, with whom to ask next, and back to its asker, who is
told what everybody may read: whose published lessons are near.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import exists, select

from commands.engine.dispatch import Job
from commands.engine.policy import Policy
from commands.engine.work import Work, daytime
from commands.lesson import by_number
from storage import directory
from storage.access import PERMISSIONS, Action, Place
from storage.expertise import Expertise, ExpertiseKind
from storage.group import Group
from storage.lesson import Attribution, Lesson, LessonState
from storage.lesson_search import Search, search
from storage.message import Message, Prose, say
from storage.organisation import Organisation, Purchase
from storage.peer_help import QuestionCall
from storage.person import Person
from storage.question import Answer, Question, QuestionState
from storage.stemming import sought
from storage.unit import Unit

TOLD = 6  # people who are told of a question when it is asked
NEXT = 3  # people, and lessons, that are named when it stays without an answer


async def reach(work: Work, question: Question, *, by: Message) -> None:
    """Tell those who are likely to know, each of them once, whatever they are likely by."""
    for person in (await _likely(work, question))[:TOLD]:
        work.add(QuestionCall(question_id=question.id, person_id=person.id, at=work.now))
        told = say("question-for-you", code=question.code, by=by, text=Prose(question.text, question.locale))
        await work.tell(
            person,
            told.step("question", "answer", rest=question.code),
            once=f"question.{question.id}.call.{person.id}",
            about=f"question:{question.id}",
            not_before=daytime(work.now, zone=person.zone, policy=work.policy),
        )


async def _likely(work: Work, question: Question) -> list[Person]:
    """People of the question's group, the likeliest first: who offers expertise that fits, who buys from the same
    company and agreed to be found, who told a lesson filed alike, who is at the same stage.
    """
    unit = work.unit
    group = await unit.session.get_one(Group, question.group_id)
    asker = await unit.session.get_one(Person, question.asker_id)
    inside = {one.id for one in await directory.members_of(unit, group)} - {asker.organisation_id}
    told = set(await unit.scalars(select(QuestionCall.person_id).where(QuestionCall.question_id == question.id)))
    ids = [
        *await _entered(work, question, ExpertiseKind.OFFER),
        *await _buyers(work, question, inside),
        *await _tellers(unit, question),
        *await _entered(work, question, ExpertiseKind.NEED),
    ]
    people = await _people(unit, dict.fromkeys(one for one in ids if one not in told))
    return [one for one in people if one.organisation_id in inside and _may_answer(one)]


def _may_answer(person: Person) -> bool:
    """Whether it would be of use to tell them."""
    return person.is_active and PERMISSIONS[Action.CONTRIBUTE].admits(person.roles, Place.PRIVATE)


async def _entered(work: Work, question: Question, kind: ExpertiseKind) -> list[str]:
    """Who offers what fits; of those who need something, who is at the same stage of a purchase."""
    query = select(Expertise).where(
        Expertise.kind == kind, Expertise.closed_at.is_(None), Expertise.until > work.now
    )  # fmt: skip
    found = await work.unit.scalars(query.order_by(Expertise.created_at.desc(), Expertise.id))
    if kind is ExpertiseKind.NEED:
        return [one.person_id for one in found if question.stage and one.stage is question.stage]
    return [one.person_id for one in found if _fits(question, one)]


def _fits(question: Question, filed: Expertise | Lesson) -> bool:
    """Filed alike in something, and nowhere otherwise."""
    pairs = (
        (question.theme, filed.theme),
        (question.stage, filed.stage),
        (question.issue, filed.issue),
    )
    return any(mine and mine == theirs for mine, theirs in pairs) and not any(
        mine and theirs and mine != theirs for mine, theirs in pairs
    )


async def _buyers(work: Work, question: Question, inside: Iterable[str]) -> list[str]:
    """Of the buyers of the same company that agreed to be found by the others, whoever we work with there."""
    if question.company_id is None:
        return []
    query = select(Purchase).where(
        Purchase.company_id == question.company_id, Purchase.organisation_id.in_(sorted(inside))
    )
    found = [one.organisation_id for one in await work.unit.scalars(query) if one.is_matchable]
    return [one.id for one in await directory.people_of(work.unit, found)]


async def _tellers(unit: Unit, question: Question) -> list[str]:
    """Who told a lesson that is filed alike, the newest first."""
    filed = [
        column == value
        for column, value in (
            (Lesson.theme, question.theme), (Lesson.stage, question.stage), (Lesson.issue, question.issue)
        )
        if value is not None
    ]  # fmt: skip
    if not filed:
        return []
    query = select(Lesson).where(Lesson.state == LessonState.PUBLISHED, *filed)
    return [one.author_id for one in await unit.scalars(query.order_by(Lesson.number.desc()).limit(TOLD))]


async def _people(unit: Unit, ids: Iterable[str]) -> list[Person]:
    return [await unit.session.get_one(Person, one) for one in ids]


async def _stale(unit: Unit, now: datetime, policy: Policy) -> list[tuple[str, str]]:
    """Open questions without an answer after the policy's days, each to be handed on one time."""
    query = select(Question.id).where(
        Question.state == QuestionState.OPEN,
        Question.handed_at.is_(None),
        Question.created_at <= now - policy.unanswered,
        ~exists().where(Answer.question_id == Question.id),
    )
    return [(subject, "handed") for subject in await unit.scalars(query)]


async def _hand_on(work: Work, subject: str) -> None:
    """Tell staff whom to ask next, and the asker whose lessons are near; who asks is told staff only if it is named."""
    question = await work.unit.session.get_one(Question, subject)
    question.handed_at = work.now
    days = (work.now - question.created_at).days
    lessons = await _near(work.unit, question)
    await _tell_staff(work, question, days, lessons)
    await _tell_asker(work, question, days, lessons)
    work.about(f"question:{question.id}")


async def _tell_staff(work: Work, question: Question, days: int, lessons: Sequence[Message]) -> None:
    names = [await _name(work.unit, one) for one in (await _likely(work, question))[:NEXT]]
    message = say(
        "staff-question-unanswered", code=question.code, days=days, text=Prose(question.text, question.locale)
    )
    if names:
        message = message.then(say("staff-question-next", names=tuple(names)))
    await work.tell_staff(
        message.then(*lessons).step("question", "answer", rest=question.code), once=f"question.{question.id}.handed"
    )


async def _tell_asker(work: Work, question: Question, days: int, lessons: Sequence[Message]) -> None:
    asker = await work.unit.session.get_one(Person, question.asker_id)
    if not asker.is_active:
        return
    message = say("question-unanswered", code=question.code, days=days).then(*lessons)
    await work.tell(
        asker,
        message.step("expertise", "need"),
        once=f"question.{question.id}.handed",
        about=f"question:{question.id}",
        not_before=daytime(work.now, zone=asker.zone, policy=work.policy),
    )


async def _near(unit: Unit, question: Question) -> list[Message]:
    """Published lessons whose sources are named, near the question's own words."""
    words = sought(question.text)
    hits = await search(unit, Search(words=words, least=min(2, len(words))), most=NEXT * 3)
    named = [one for one in await by_number(unit, hits.numbers) if one.attribution is Attribution.NAMED]
    lines = []
    for one in named[:NEXT]:
        organisation = await unit.session.get_one(Organisation, one.organisation_id)
        lines.append(say("line-question-next", name=organisation.name, code=one.code, title=one.title))
    return lines


async def _name(unit: Unit, person: Person) -> Message:
    organisation = await unit.session.get_one(Organisation, person.organisation_id)
    return say("inline-name", name=person.name, organisation=organisation.name)


JOBS = (Job(name="question-handed", due=_stale, run=_hand_on),)

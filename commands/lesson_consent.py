"""How an organisation is shown with a lesson that one of its people told: its liaison or deputy says so, asked once in
private, and until then it is shown as nobody. A wish that stays without an answer ends, and its teller is told.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime

from sqlalchemy import exists, func, select

from commands.engine.dispatch import Job
from commands.engine.policy import Policy
from commands.engine.waiting import OURS
from commands.engine.words import Answer as Reply
from commands.engine.words import replying
from commands.engine.work import Work, daytime
from storage import copies, directory
from storage.hold import free
from storage.lesson import SPEAKING, Attribution, Lesson, LessonState
from storage.message import Message, Step, say, word_of
from storage.outbox import Parcel
from storage.person import Person
from storage.question import Answer
from storage.unit import Unit

_ASKED = "agreement:"  # what the asking for an organisation's word is about, before the lesson's id
Short = Callable[[Unit, str], Awaitable[tuple[tuple[str, ...], str] | None]]


async def ask_to_agree(work: Work, lesson: Lesson) -> Message:
    """Ask whoever speaks for the organisation; what the teller is told of that."""
    assert lesson.proposed is not None
    wished = word_of(lesson.proposed)
    speaking = [one for one in await directory.people_of(work.unit, [lesson.organisation_id]) if one.roles & SPEAKING]
    for one in speaking:
        asked = say("lesson-agreement-asked", code=lesson.code, title=lesson.title, attribution=wished)
        await work.tell(
            one,
            may_be_shown(asked, lesson, lesson.proposed),
            once=f"lesson.{lesson.id}.agree.{work.event_id}",
            about=f"{_ASKED}{lesson.id}",
        )
    return say("lesson-agreement-awaited" if speaking else "lesson-agreement-nobody", code=lesson.code)


MAY_BE_TO_AGREE = exists().where(
    Lesson.organisation_id == OURS, Lesson.proposed.is_not(None), Lesson.state == LessonState.PUBLISHED
)


async def to_agree(work: Work) -> list[Message]:
    """What waits for the asker's word for their organisation."""
    if not work.roles & SPEAKING:
        return []
    query = select(Lesson).where(
        Lesson.organisation_id == work.own.id, Lesson.proposed.is_not(None), Lesson.state == LessonState.PUBLISHED
    )
    return [
        say(
            "line-lesson-agreement", code=one.code, title=one.title,
            step=Step(("lesson", "consent"), f"{one.code} {one.proposed}"),
        )
        for one in await work.unit.scalars(query.order_by(Lesson.number))
    ]  # fmt: skip


def may_be_shown(message: Message, lesson: Lesson, attribution: Attribution) -> Message:
    """A question that is answered with a word; yes stands for being shown so, which can be said as a command, too."""
    words = f"{lesson.code} {{{word_of(attribution).key}}}"
    return replying(message.step("lesson", "consent", rest=words), Reply.YES, Reply.NO)


def words_of(lesson: Lesson) -> str:
    """What the asking for somebody's words is about."""
    return f"consent:{lesson.id}"


async def _over(unit: Unit, now: datetime, policy: Policy) -> list[tuple[str, str]]:
    """Drafts of whose words nobody said anything for too long, looked for in the first minute of an hour."""
    if now.minute:
        return []
    query = select(Lesson.id).where(
        Lesson.published_at.is_(None), Lesson.state == LessonState.DRAFT, Lesson.kept_by.is_not(None),
        Lesson.created_at <= now - policy.keep.consent, free("lesson:" + Lesson.id, "person:" + Lesson.author_id),
    )  # fmt: skip
    return [(one, "over") for one in await unit.scalars(query)]


async def _forget(work: Work, subject: str) -> None:
    """The words are deleted, and whoever wished to keep them is told; what they answered can be asked for again."""
    lesson = await work.unit.session.get_one(Lesson, subject)
    if lesson.state is not LessonState.DRAFT or lesson.kept_by is None:
        return
    title = lesson.title
    lesson.forget()
    await copies.empty(work.unit, words_of(lesson))
    for answer in await work.unit.scalars(select(Answer).where(Answer.lesson_id == lesson.id)):
        answer.lesson_id = None
    work.about(f"lesson:{lesson.id}")
    keeper = await work.unit.session.get_one(Person, lesson.kept_by)
    if keeper.is_active:
        days = work.policy.keep.consent.days
        told = say("lesson-words-over", code=lesson.code, title=title, days=days).step("lesson", "add")
        once, morning = f"lesson.{lesson.id}.over", daytime(work.now, zone=keeper.zone, policy=work.policy)
        await work.tell(keeper, told, once=once, not_before=morning)


async def _unanswered(unit: Unit, now: datetime, policy: Policy) -> list[tuple[str, str]]:
    """Wishes that nobody who was asked for the organisation's word answered for too long, looked for in the first
    minute of an hour. When that was is when the asking was queued, which stays written down. Where nobody was there to
    be asked, the wish waits for somebody.
    """
    if now.minute:
        return []
    asked = func.max(Parcel.created_at)
    query = (
        select(Lesson.id, asked)
        .join(Parcel, Parcel.subject == _ASKED + Lesson.id)
        .where(Lesson.proposed.is_not(None), Lesson.state == LessonState.PUBLISHED)
        .group_by(Lesson.id)
        .having(asked <= now - policy.keep.consent)
    )
    return [(one, f"{at:%Y-%m-%d %H:%M}") for one, at in (await unit.session.execute(query)).all()]


async def _end_wish(work: Work, subject: str) -> None:
    """The lesson stays shown as it was, and whoever told it may wish anew."""
    lesson = await work.unit.session.get_one(Lesson, subject)
    if lesson.proposed is None:
        return
    lesson.proposed = None
    work.about(f"lesson:{lesson.id}")
    author = await work.unit.session.get_one(Person, lesson.author_id)
    if author.is_active:
        days = work.policy.keep.consent.days
        told = say("lesson-agreement-over", code=lesson.code, title=lesson.title, days=days)
        once = f"lesson.{lesson.id}.unagreed.{work.now:%Y-%m-%d}"
        morning = daytime(work.now, zone=author.zone, policy=work.policy)
        await work.tell(author, told.step("lesson", "consent", rest=lesson.code), once=once, not_before=morning)


JOBS = (
    Job(name="lesson words over", due=_over, run=_forget),
    Job(name="lesson wish over", due=_unanswered, run=_end_wish),
)


async def _agreed(unit: Unit, subject: str) -> tuple[tuple[str, ...], str] | None:
    """As it was wished; nothing is left to agree to where somebody else has spoken."""
    found = await unit.get(Lesson, subject)
    return (("lesson", "consent"), f"{found.code} {found.proposed}") if found and found.proposed else None


async def _declined(unit: Unit, subject: str) -> tuple[tuple[str, ...], str] | None:
    found = await unit.get(Lesson, subject)
    return (("lesson", "consent"), f"{found.code} {Attribution.ANONYMOUS}") if found and found.proposed else None


AGREEING: dict[tuple[str, Reply], Short] = {
    ("agreement", Reply.YES): _agreed,
    ("agreement", Reply.NO): _declined,
}

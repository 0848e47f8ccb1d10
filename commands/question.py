"""Questions among peers: asked by name or as "a buyer", answered in a thread, the helpful answer kept as a lesson.

What people say to each other in the thread stays a talk among people; only what is given to the bot as an answer has a
reference.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, exists, or_, select

from commands.engine.dispatch import Job
from commands.engine.options import Code, CompanyName, Text
from commands.engine.policy import Policy
from commands.engine.spec import command
from commands.engine.suggest import Suggestion, coded
from commands.engine.waiting import ME, OUR_GROUPS, where
from commands.engine.words import Answer as Reply
from commands.engine.words import replying
from commands.engine.work import Work, daytime
from commands.lesson_consent import may_be_shown, words_of
from commands.question_route import JOBS as ROUTE_JOBS
from commands.question_route import reach
from commands.summary_scope import refuse_quotes
from storage import directory
from storage.access import Action, Place
from storage.grievance import hold_back
from storage.group import Group
from storage.lesson import Attribution, Lesson, Outcome, Theme
from storage.message import Message, Prose, Step, say, word_of
from storage.organisation import Organisation
from storage.outbox import Parcel, Posting
from storage.person import Person
from storage.procurement import LabourIssue, ProcurementStage
from storage.question import RAISE_AFTER, Answer, Question, QuestionState, refuse_nameless
from storage.refusal import Absent, Refusal
from storage.room import Room, RoomState
from storage.sequence import number_next
from storage.unit import Unit

SHOWN = 30  # questions in a list
WAITING = 3  # other people's open questions that `my` shows
START = 80  # characters of a text that stand for it in a list
TITLE = 110  # characters of a question that become a lesson's title


@command(may=Action.CONTRIBUTE, group=True)
async def ask(
    work: Work,
    text: Text,
    named: bool = True,
    theme: Theme | None = None,
    stage: ProcurementStage | None = None,
    issue: LabourIssue | None = None,
    company: CompanyName | None = None,
    nobody: bool | None = None,
) -> Message:
    """Ask the peers of a group, by name, or with `named:no` as "a buyer"; those likely to know are told of it."""
    hold_back(text, nobody=nobody)
    await refuse_quotes(work, text)
    group = work.in_group
    about = await directory.company_named(work.unit, company) if company else None
    if not named:
        members = await directory.members_of(work.unit, group)
        # "A buyer" hides among buyers; "somebody", said of everybody else, among the others.
        alike = sum(one.is_buyer == work.own.is_buyer for one in members)
        refuse_nameless(in_room=work.place is not Place.PRIVATE, buyers=alike)
    rooms = await _rooms(work.unit, group.id)
    if not rooms:
        raise Refusal("question-no-room", code=group.code)
    question = Question(
        group_id=group.id, asker_id=work.person.id, named=named, from_buyer=work.own.is_buyer,
        locale=work.person.locale, theme=theme, stage=stage, issue=issue, company_id=about.id if about else None,
        created_at=work.now,
    )  # fmt: skip
    question.text = text
    await number_next(work.unit, question, Question.number)
    for room in rooms:
        await work.post(room, await _root(work.unit, question), once=_asked(question), about=f"question:{question.id}")
    await reach(work, question, by=await _asker(work.unit, question))
    if named:  # the record would tell who asked
        work.about(f"question:{question.id}")
    key = "question-asked" if named else "question-asked-nameless"
    return say(key, code=question.code, group=group.code).step("question", "show", rest=question.code)


@command(may=Action.CONTRIBUTE)
async def answer(work: Work, code: Code, text: Text, named: bool = True, nobody: bool | None = None) -> Message:
    """Answer a question: it is posted in its thread, by name, or with `named:no` as "a peer"."""
    question = await _question(work, code)
    question.refuse_answer()
    hold_back(text, nobody=nobody)
    await refuse_quotes(work, text)
    if not named:
        members = await directory.members_of(work.unit, await work.unit.session.get_one(Group, question.group_id))
        refuse_nameless(in_room=work.place is not Place.PRIVATE, buyers=sum(one.is_buyer for one in members))
    given = Answer(
        question_id=question.id, person_id=work.person.id, named=named, locale=work.person.locale, created_at=work.now
    )
    given.text = text
    await number_next(work.unit, given, Answer.number)
    message = await _answer_post(work.unit, question, given)
    for room in await _rooms(work.unit, question.group_id):
        root = await work.unit.scalar(select(Parcel).where(Parcel.once == f"{_asked(question)}@{room.id}"))
        await work.post(room, message, once=f"answer.{given.id}.given", about=f"answer:{given.id}", thread=root)
    await _tell_asker(work, question, given)
    if named:
        work.about(f"answer:{given.id}")
    return say("answer-given", code=given.code, question=question.code).step("question", "show", rest=question.code)


@command(may=Action.CONTRIBUTE, private=True)
async def helpful(work: Work, code: Code) -> Message:
    """Mark the answer that helped; whoever asked says so, or staff."""
    given, question = await _answer(work, code)
    _refuse_showing(work, question)
    question.mark_helpful(given, by=work.person, now=work.now)
    for posting in await _copies(work.unit, question):
        once = f"question.{question.id}.answered.{work.event_id}"
        await work.edit(posting, await _root(work.unit, question, answered_by=given), once=once)
    if given.person_id != work.person.id:
        peer = await work.unit.session.get_one(Person, given.person_id)
        message = say("answer-helped", code=given.code, question=question.code)
        await work.tell(peer, message, once=f"answer.{given.id}.helped", about=f"answer:{given.id}")
    work.about(f"answer:{given.id}")
    return say("question-settled", code=question.code, answer=given.code).step("question", "keep", rest=given.code)


@command(may=Action.CONTRIBUTE, private=True)
async def keep(work: Work, code: Code, theme: Theme | None = None, outcome: Outcome | None = None) -> Message:
    """Keep an answer as a lesson; it is published once who gave it has said how they want to be named."""
    given, question = await _answer(work, code)
    _refuse_showing(work, question, given)
    given.refuse_keeping(question, by=work.person)
    peer = await work.unit.session.get_one(Person, given.person_id)
    lesson = Lesson(
        author_id=peer.id, organisation_id=peer.organisation_id, kept_by=work.person.id, outcome=outcome,
        theme=theme or question.theme,
        stage=question.stage, issue=question.issue, title=_start(question.text, TITLE), text=given.text,
        locale=given.locale, context=question.text,
        context_locale=question.locale, created_at=work.now,
    )  # fmt: skip
    lesson.index()
    await number_next(work.unit, lesson, Lesson.number)
    given.lesson_id = lesson.id
    asked = say("lesson-consent-asked", code=lesson.code, answer=given.code, text=Prose(given.text, given.locale))
    await work.tell(
        peer,
        may_be_shown(asked, lesson, Attribution.NAMED),
        once=f"lesson.{lesson.id}.consent",
        about=words_of(lesson),
        expires_at=work.now + work.policy.keep.consent,
    )
    work.about(f"lesson:{lesson.id}")
    return say("question-kept", code=lesson.code, answer=given.code).step("lesson", "show", rest=lesson.code)


@command(may=Action.CONTRIBUTE, private=True, confirm=True)
async def withdraw(work: Work, code: Code) -> Message:
    """Take a question of yours back: its post is taken out of the room."""
    question = await _question(work, code)
    _refuse_showing(work, question)
    question.withdraw(by=work.person)
    for posting in await _copies(work.unit, question):
        await work.redact(posting, once=f"question.{question.id}.withdrawn.{posting.id}")
    if question.named:
        work.about(f"question:{question.id}")
    return say("question-withdrawn", code=question.code).step("question", "list")


@command(may=Action.READ, private=True)
async def list_(work: Work) -> Message:
    """List the questions asked in your groups, the newest first."""
    found = await _known(work)
    if not found:
        return say("question-none").step("question", "ask")
    lines = [
        say("line-question", code=one.code, state=word_of(one.state), text=_start(one.text, START)) for one in found
    ]
    return say("question-list", count=len(found)).then(*lines).step("question", "show", rest=found[0].code)


@command(may=Action.READ, private=True)
async def show(work: Work, code: Code) -> Message:
    """Show a question with its answers."""
    question = await _question(work, code)
    answers = await work.unit.scalars(
        select(Answer).where(Answer.question_id == question.id).order_by(Answer.number).limit(SHOWN)
    )
    shown = [await _answer_post(work.unit, question, one) for one in answers]
    message = (await _root(work.unit, question)).then(*shown)
    if question.state is QuestionState.ANSWERED or not answers:
        return message.step("question", "answer", rest=question.code)
    return message.step("question", "helpful", rest=answers[0].code)


_ANSWERED = exists().where(Answer.question_id == Question.id)


@where(
    or_(
        exists().where(Question.asker_id == ME, Question.state == QuestionState.OPEN, _ANSWERED),
        exists().where(
            Question.group_id.in_(OUR_GROUPS), Question.asker_id != ME, Question.state == QuestionState.OPEN,
            ~_ANSWERED,
        ),
    )
)  # fmt: skip
async def waiting(work: Work) -> list[Message]:
    """Answers to one's own questions that nobody judged yet, and peers' questions that nobody answered."""
    own = await work.unit.scalars(
        select(Question).where(
            Question.asker_id == work.person.id, Question.state == QuestionState.OPEN, _ANSWERED
        ).order_by(Question.number)
    )  # fmt: skip
    others = await work.unit.scalars(
        select(Question)
        .where(
            Question.group_id.in_(await _own_groups(work)), Question.asker_id != work.person.id,
            Question.state == QuestionState.OPEN, ~_ANSWERED,
        )
        .order_by(Question.number)
        .limit(WAITING)
    )  # fmt: skip
    return [
        say("line-question-judge", code=one.code, step=Step(("question", "show"), one.code)) for one in own
    ] + [
        say(
            "line-question-open",
            code=one.code,
            text=_start(one.text, START),
            step=Step(("question", "answer"), one.code),
        )
        for one in others
    ]  # fmt: skip


async def codes(work: Work, verb: str, typed: str) -> Sequence[Suggestion]:
    """The questions that `list` lists, and their answers where a verb is about these."""
    if verb in {"helpful", "keep"}:
        query = (await _answers(work)).order_by(Answer.number.desc()).limit(SHOWN)
        pairs = [(given, question) for given, question in (await work.unit.session.execute(query)).all()]
        return [coded(given.code, given.text) for given, question in pairs if _judges(work, verb, given, question)]
    found = await _known(work)
    mine = [one for one in found if verb != "withdraw" or one.is_of(work.person) or work.is_staff]
    return [coded(one.code, one.text) for one in mine]


async def raise_due(unit: Unit, now: datetime, policy: Policy) -> list[tuple[str, str]]:
    """Questions that nobody answered in five days, each to be raised one time."""
    query = select(Question.id).where(
        Question.state == QuestionState.OPEN,
        Question.raised_at.is_(None),
        Question.created_at <= now - RAISE_AFTER,
        ~exists().where(Answer.question_id == Question.id),
    )
    return [(subject, "again") for subject in await unit.scalars(query)]


async def raise_again(work: Work, subject: str) -> None:
    """Say in the group's rooms that a question still waits, in the daytime there."""
    question = await work.unit.session.get_one(Question, subject)
    question.raised_at = work.now
    message = say(
        "question-again", code=question.code, by=await _asker(work.unit, question),
        text=Prose(question.text, question.locale),
    ).step("question", "answer", rest=question.code)  # fmt: skip
    for room in await _rooms(work.unit, question.group_id):
        await work.post(
            room, message, once=f"question.{question.id}.again",
            not_before=daytime(work.now, zone=room.zone, policy=work.policy),
        )  # fmt: skip
    work.about(f"question:{question.id}")


async def _judged(unit: Unit, subject: str) -> tuple[tuple[str, ...], str] | None:
    """A yes to "did this help?"."""
    found = await unit.get(Answer, subject)
    return (("question", "helpful"), found.code) if found else None


JOBS = (Job(name="question-again", due=raise_due, run=raise_again), *ROUTE_JOBS)
SHORT_REPLIES = {("helpful", Reply.YES): _judged}


def _asked(question: Question) -> str:
    return f"question.{question.id}.asked"


def _start(text: str, length: int) -> str:
    """The beginning of a text, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= length else f"{line[:length].rstrip()} …"


def _number(code: str, prefix: str) -> int:
    """The number in a reference. Raises Absent for anything else."""
    kind, _, digits = code.partition("-")
    if kind != prefix or not (digits.isascii() and digits.isdigit()) or len(digits) > 9:
        raise Absent
    return int(digits)


async def _own_groups(work: Work) -> list[str]:
    """The groups whose questions may be spoken of with this asker, here."""
    own = [group.id for group in await directory.groups_of(work.unit, work.person)]
    if work.place in {Place.PRIVATE, Place.STAFF}:
        return own
    here = work.group.id if work.group is not None and work.place is Place.GROUP else None
    return [group_id for group_id in own if group_id == here]


async def _known(work: Work) -> Sequence[Question]:
    """The questions asked in the groups that may be spoken of here, the newest first."""
    query = select(Question).where(
        Question.group_id.in_(await _own_groups(work)), Question.state != QuestionState.WITHDRAWN
    )
    return await work.unit.scalars(query.order_by(Question.number.desc()).limit(SHOWN))


async def _answers(work: Work) -> Select[Answer, Question]:
    """The answers to all of them, with what each answers."""
    return (
        select(Answer, Question)
        .join(Question, Question.id == Answer.question_id)
        .where(Question.group_id.in_(await _own_groups(work)), Question.state != QuestionState.WITHDRAWN)
    )


def _judges(work: Work, verb: str, given: Answer, question: Question) -> bool:
    """Whether the asker may say this of an answer."""
    asks = question.is_of(work.person) or work.is_staff
    if verb == "keep":
        return given.lesson_id is None and (asks or given.person_id == work.person.id)
    return asks and question.is_open


async def _question(work: Work, code: str) -> Question:
    found = await work.unit.scalar(
        select(Question).where(
            Question.number == _number(code, "Q"), Question.group_id.in_(await _own_groups(work)),
            Question.state != QuestionState.WITHDRAWN,
        )
    )  # fmt: skip
    if found is None:
        raise Absent
    return found


async def _answer(work: Work, code: str) -> tuple[Answer, Question]:
    """An answer by its reference or, where there is but one, by its question's."""
    is_question = code.startswith("Q-")
    meant = Question.number == _number(code, "Q") if is_question else Answer.number == _number(code, "A")
    found = (await work.unit.session.execute((await _answers(work)).where(meant).limit(2))).all()
    if not found:
        raise Absent
    if len(found) > 1:
        raise Refusal("question-which-answer", code=found[0][1].code)
    return found[0][0], found[0][1]


def _refuse_showing(work: Work, *said: Question | Answer) -> None:
    """What was said without a name is settled in private: in a room, it would tell whose it is."""
    if work.place is not Place.PRIVATE and not work.is_staff and not all(one.named for one in said):
        raise Refusal("question-nameless-here")


async def _rooms(unit: Unit, group_id: str) -> list[Room]:
    rooms = await directory.rooms_of_group(unit, group_id)
    return [room for room in rooms if room.state is RoomState.AUTHORISED]


async def _copies(unit: Unit, question: Question) -> list[Posting]:
    """The question's own posts, one for each room."""
    return list(await unit.scalars(select(Posting).where(Posting.about == f"question:{question.id}")))


async def _tell_asker(work: Work, question: Question, given: Answer) -> None:
    if question.is_of(work.person):
        return
    asker = await work.unit.session.get_one(Person, question.asker_id)
    if not asker.is_active:
        return
    message = await _answer_post(work.unit, question, given)
    came = say("question-answer-came", code=question.code).then(message)
    await work.tell(
        asker,
        replying(came.step("question", "helpful", rest=given.code), Reply.YES),
        once=f"answer.{given.id}.came",
        about=f"helpful:{given.id}",
    )


async def _root(unit: Unit, question: Question, *, answered_by: Answer | None = None) -> Message:
    """The post that is the thread's root, before and after an answer is marked as helpful."""
    helped = answered_by
    if helped is None and question.helpful_id is not None:
        helped = await unit.get(Answer, question.helpful_id)
    by, text = await _asker(unit, question), Prose(question.text, question.locale)
    if helped is not None:
        return say("question-post-answered", code=question.code, by=by, text=text, answer=helped.code)
    return say("question-post", code=question.code, by=by, text=text).step("question", "answer", rest=question.code)


async def _answer_post(unit: Unit, question: Question, given: Answer) -> Message:
    by = await _name(unit, given.person_id) if given.named else say("inline-peer")
    text = Prose(given.text, given.locale)
    return say("answer-post", code=given.code, question=question.code, by=by, text=text)


async def _asker(unit: Unit, question: Question) -> Message:
    if question.named:
        return await _name(unit, question.asker_id)
    return say("inline-buyer" if question.from_buyer else "inline-somebody")


async def _name(unit: Unit, person_id: str) -> Message:
    person = await unit.session.get_one(Person, person_id)
    organisation = await unit.session.get_one(Organisation, person.organisation_id)
    return say("inline-name", name=person.name, organisation=organisation.name)

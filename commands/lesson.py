"""Lessons: what peers learnt, successes and setbacks alike, found again by whoever needs them.

A published lesson may be read by every active person (TLP:GREEN); how its source is shown is for the source to say.
"""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import exists, func, or_, select

from commands.engine.options import Account, Code, Text, Title
from commands.engine.spec import command
from commands.engine.suggest import Suggestion, coded
from commands.engine.waiting import ME, where
from commands.engine.words import Answer as Reply
from commands.engine.work import Work
from commands.lesson_consent import AGREEING, MAY_BE_TO_AGREE, ask_to_agree, may_be_shown, to_agree, words_of
from commands.lesson_consent import JOBS as JOBS
from commands.summary_scope import refuse_quotes
from commands.teller import teller_of
from storage.access import Action, Place
from storage.grievance import hold_back
from storage.lesson import Attribution, Lesson, LessonState, LessonUse, Outcome, Theme
from storage.lesson_search import Search, search
from storage.message import Message, Prose, Step, Value, say, word_of
from storage.organisation import Organisation, OrganisationStatus
from storage.person import Person
from storage.procurement import LabourIssue, ProcurementStage
from storage.refusal import Absent, Refusal
from storage.sequence import number_next
from storage.unit import Unit

FOUND = 7  # lessons that a search shows
LISTED = 30


@command(may=Action.CONTRIBUTE)
async def add(
    work: Work,
    outcome: Outcome,
    theme: Theme,
    attribution: Attribution,
    title: Title,
    text: Text,
    time: str = "",
    means: str = "",
    change: str = "",
    fits: str = "",
    stage: ProcurementStage | None = None,
    issue: LabourIssue | None = None,
    nobody: bool | None = None,
) -> Message:
    """Tell what worked, what was mixed or what did not, and how your organisation is to be shown."""
    hold_back(title, text, time, means, change, fits, nobody=nobody)
    await refuse_quotes(work, title, text, time, means, change, fits)
    lesson = Lesson(
        author_id=work.person.id, organisation_id=work.own.id, outcome=outcome, theme=theme, stage=stage, issue=issue,
        title=title, text=text, locale=work.person.locale, time=time, means=means, change=change, fits=fits,
        created_at=work.now,
    )  # fmt: skip
    lesson.index()
    agreed = lesson.publish(attribution, by=work.person, now=work.now)
    await number_next(work.unit, lesson, Lesson.number)
    work.about(f"lesson:{lesson.id}")
    told = say("lesson-added", code=lesson.code, title=title)
    if not agreed:
        told = told.then(await ask_to_agree(work, lesson))
    return told.step("lesson", "show", rest=lesson.code)


@command(may=Action.CONTRIBUTE, private=True)
async def keep(
    work: Work,
    teller: Account,
    outcome: Outcome,
    theme: Theme,
    title: Title,
    text: Text,
    nobody: bool | None = None,
) -> Message:
    """Keep what somebody else said as a lesson; it is published once they have said how they want to be named."""
    hold_back(title, text, nobody=nobody)
    await refuse_quotes(work, title, text)
    source = await _teller(work, teller)
    lesson = Lesson(
        author_id=source.id, organisation_id=source.organisation_id, kept_by=work.person.id, outcome=outcome,
        theme=theme, title=title, text=text, locale=source.locale, created_at=work.now,
    )  # fmt: skip
    lesson.index()
    await number_next(work.unit, lesson, Lesson.number)
    asked = say("lesson-words-asked", code=lesson.code, title=title, text=Prose(text, source.locale))
    await work.tell(
        source,
        may_be_shown(asked, lesson, Attribution.NAMED),
        once=f"lesson.{lesson.id}.consent",
        about=words_of(lesson),
        expires_at=work.now + work.policy.keep.consent,
    )
    work.about(f"lesson:{lesson.id}")
    return say("lesson-words-kept", code=lesson.code).step("lesson", "show", rest=lesson.code)


@command(may=Action.CONTRIBUTE, private=True)
async def edit(
    work: Work,
    code: Code,
    text: Text | None = None,
    title: Title | None = None,
    outcome: Outcome | None = None,
    theme: Theme | None = None,
    time: str | None = None,
    means: str | None = None,
    change: str | None = None,
    fits: str | None = None,
    stage: ProcurementStage | None = None,
    issue: LabourIssue | None = None,
    nobody: bool | None = None,
) -> Message:
    """Change a lesson of your organisation: its text, or what you name, as `title:` or `outcome:`."""
    lesson = await _lesson(work, code)
    lesson.refuse_change(by=work.person)
    hold_back(*(one or "" for one in (title, text, time, means, change, fits)), nobody=nobody)
    await refuse_quotes(work, title, text, time, means, change, fits)
    given = {
        "text": text, "title": title, "outcome": outcome, "theme": theme, "time": time, "means": means,
        "change": change, "fits": fits, "stage": stage, "issue": issue,
    }  # fmt: skip
    changes = {name: value for name, value in given.items() if value is not None}
    if not changes:
        raise Refusal("lesson-edit-nothing", code=lesson.code)
    for name, value in changes.items():
        setattr(lesson, name, value)
    if text is not None:
        lesson.locale = work.person.locale
    lesson.index()
    work.about(f"lesson:{lesson.id}")
    await _tell_author(work, lesson, say("lesson-edited-by-staff", code=lesson.code))
    return say("lesson-edited", code=lesson.code).step("lesson", "show", rest=lesson.code)


@command(may=Action.CONTRIBUTE, private=True)
async def withdraw(work: Work, code: Code) -> Message:
    """Take a lesson of your organisation back: it is found and shown no more."""
    lesson = await _lesson(work, code)
    lesson.withdraw(by=work.person)
    work.about(f"lesson:{lesson.id}")
    await _tell_author(work, lesson, say("lesson-withdrawn-by-staff", code=lesson.code))
    return say("lesson-withdrawn", code=lesson.code).step("lesson", "add")


@command(may=Action.CONTRIBUTE, private=True)
async def consent(work: Work, code: Code, attribution: Attribution) -> Message:
    """Say how your organisation is shown with a lesson of yours; a kept answer is published with it."""
    lesson = await _lesson(work, code)
    was_draft = lesson.state is LessonState.DRAFT
    agreed = lesson.consent(attribution, by=work.person, now=work.now)
    work.about(f"lesson:{lesson.id}")
    if was_draft and lesson.kept_by not in {None, work.person.id}:
        keeper = await work.unit.session.get_one(Person, lesson.kept_by)
        if keeper.is_active:
            await work.tell(
                keeper,
                say("lesson-kept-published", code=lesson.code).step("lesson", "show", rest=lesson.code),
                once=f"lesson.{lesson.id}.published",
            )
    if agreed:
        told = say("lesson-consented", code=lesson.code, attribution=word_of(attribution))
    else:
        told = await ask_to_agree(work, lesson)
    return told.step("lesson", "show", rest=lesson.code)


@command(may=Action.READ)
async def find(
    work: Work,
    words: Title,
    theme: Theme | None = None,
    stage: ProcurementStage | None = None,
    issue: LabourIssue | None = None,
) -> Message:
    """Find lessons by words, whatever their accents and endings, in every language; `theme:`, `stage:`, `issue:`."""
    hits = await search(work.unit, Search.of(words, theme=theme, stage=stage, issue=issue), most=FOUND)
    found = await by_number(work.unit, hits.numbers)
    if not found:
        return say("lesson-found-none").step("question", "ask")
    return say("lesson-found", count=hits.count).then(*map(line, found)).step("lesson", "show", rest=found[0].code)


@command(may=Action.READ)
async def list_(
    work: Work,
    theme: Theme | None = None,
    stage: ProcurementStage | None = None,
    issue: LabourIssue | None = None,
) -> Message:
    """List the lessons, the newest first: all, or those of one theme, stage or issue."""
    query = select(Lesson).where(Lesson.state == LessonState.PUBLISHED).order_by(Lesson.published_at.desc())
    for column, wanted in ((Lesson.theme, theme), (Lesson.stage, stage), (Lesson.issue, issue)):
        if wanted is not None:
            query = query.where(column == wanted)
    found = await work.unit.scalars(query.limit(LISTED))
    if not found:
        return say("lesson-none").step("lesson", "add")
    return say("lesson-list", count=len(found)).then(*map(line, found)).step("lesson", "show", rest=found[0].code)


@command(may=Action.READ)
async def show(work: Work, code: Code) -> Message:
    """Show a lesson as its source agreed to be shown; a draft in private only."""
    lesson = await _lesson(work, code)
    if lesson.state is LessonState.DRAFT and work.place is not Place.PRIVATE:
        raise Absent
    message = say(
        "lesson-shown" if lesson.state is LessonState.PUBLISHED else "lesson-shown-draft",
        code=lesson.code, title=lesson.title, by=await _source(work.unit, lesson),
    )  # fmt: skip
    if lesson.outcome is not None:
        message = message.then(say("lesson-outcome", outcome=word_of(lesson.outcome)))
    if lesson.theme is not None:
        message = message.then(say("lesson-theme", theme=word_of(lesson.theme)))
    if lesson.stage is not None:
        message = message.then(say("lesson-stage", stage=word_of(lesson.stage)))
    if lesson.issue is not None:
        message = message.then(say("lesson-issue", issue=word_of(lesson.issue)))
    if lesson.context:
        message = message.then(say("lesson-context", text=Prose(lesson.context, lesson.context_locale)))
    message = message.then(say("lesson-text", text=Prose(lesson.text, lesson.locale)))
    message = message.then(*_details(lesson))
    uses = await _uses(work.unit, lesson)
    return message.then(say("lesson-uses", count=uses)).step("lesson", "used", rest=lesson.code)


@command(may=Action.RESPOND)
async def used(work: Work, code: Code) -> Message:
    """Say that your organisation put a lesson to use; who told it is thanked."""
    lesson = await _lesson(work, code)
    if lesson.state is not LessonState.PUBLISHED:
        raise Absent
    if lesson.is_of(work.person):
        raise Refusal("lesson-own", code=lesson.code)
    use = LessonUse(lesson_id=lesson.id, organisation_id=work.own.id, at=work.now)
    taken = (LessonUse.lesson_id == lesson.id) & (LessonUse.organisation_id == work.own.id)
    if not await work.unit.add_once(use, taken):
        raise Refusal("lesson-used-already", code=lesson.code)
    count = await _uses(work.unit, lesson)
    author = await work.unit.session.get_one(Person, lesson.author_id)
    if author.is_active:
        await work.tell(
            author, say("lesson-thanks", code=lesson.code, title=lesson.title, count=count),
            once=f"lesson.{lesson.id}.used.{use.id}",
        )  # fmt: skip
    work.about(f"lesson:{lesson.id}")
    return say("lesson-used", code=lesson.code, count=count).step("lesson", "find")


@where(or_(exists().where(Lesson.author_id == ME, Lesson.state == LessonState.DRAFT), MAY_BE_TO_AGREE))
async def waiting(work: Work) -> list[Message]:
    """Answers of the asker's that somebody wants to keep, until they have said how they want to be shown; and lessons
    of the organisation for which the asker speaks.
    """
    query = select(Lesson).where(Lesson.author_id == work.person.id, Lesson.state == LessonState.DRAFT)
    kept = [
        say("line-lesson-consent", code=one.code, title=one.title, step=Step(("lesson", "consent"), one.code))
        for one in await work.unit.scalars(query.order_by(Lesson.number))
    ]
    return [*kept, *await to_agree(work)]


async def codes(work: Work, verb: str, typed: str) -> Sequence[Suggestion]:
    """The lessons that a verb may be said of: those that `find` finds, the newest, and the drafts one may read."""
    published = select(Lesson).where(Lesson.state == LessonState.PUBLISHED).order_by(Lesson.published_at.desc())
    drafts = select(Lesson).where(Lesson.state == LessonState.DRAFT).order_by(Lesson.number.desc())
    if not work.is_staff:
        drafts = drafts.where(or_(Lesson.author_id == work.person.id, Lesson.kept_by == work.person.id))
    if verb in {"edit", "withdraw", "consent"} and not work.is_staff:
        published = published.where(Lesson.organisation_id == work.own.id)
    found = [
        *(await work.unit.scalars(drafts.limit(LISTED)) if verb != "used" else ()),
        *await by_number(work.unit, (await search(work.unit, Search.typed(typed), most=LISTED)).numbers),
        *await work.unit.scalars(published.limit(LISTED)),
    ]
    near = [one for one in found if one.may_be_read_by(work.person) and _takes(one, verb, work)]
    return [replace(coded(one.code, one.title), words=f"{one.title} {typed}") for one in near]


def _takes(lesson: Lesson, verb: str, work: Work) -> bool:
    """Whether the asker may say this of the lesson."""
    match verb:
        case "used":
            return lesson.state is LessonState.PUBLISHED and not lesson.is_of(work.person)
        case "consent":
            return lesson.author_id == work.person.id or (
                lesson.state is LessonState.PUBLISHED and lesson.is_of(work.person)
            )
        case "edit" | "withdraw":
            return lesson.is_of(work.person) or work.is_staff
    return lesson.state is LessonState.PUBLISHED or work.place is Place.PRIVATE


async def _named(unit: Unit, subject: str) -> tuple[tuple[str, ...], str] | None:
    found = await unit.get(Lesson, subject)
    return (("lesson", "consent"), f"{found.code} {Attribution.NAMED.value}") if found else None


async def _unnamed(unit: Unit, subject: str) -> tuple[tuple[str, ...], str] | None:
    found = await unit.get(Lesson, subject)
    return (("lesson", "consent"), f"{found.code} {Attribution.ANONYMOUS.value}") if found else None


# To "may this be kept, and with your organisation's name?": yes with it, no without it.
SHORT_REPLIES = {("consent", Reply.YES): _named, ("consent", Reply.NO): _unnamed, **AGREEING}


async def _lesson(work: Work, code: str) -> Lesson:
    """The lesson, if the asker may read it. Raises Absent."""
    kind, _, digits = code.partition("-")
    if kind != "L" or not (digits.isascii() and digits.isdigit()) or len(digits) > 9:
        raise Absent
    # The database says it, too: a lesson that is made of its row and then refused takes longer than none.
    mine = or_(Lesson.author_id == work.person.id, Lesson.kept_by == work.person.id)
    open_ = Lesson.state == LessonState.PUBLISHED
    query = select(Lesson).where(Lesson.number == int(digits))
    found = await work.unit.scalar(query if work.person.is_staff else query.where(or_(open_, mine)))
    if found is None or not found.may_be_read_by(work.person):
        raise Absent
    return found


async def _teller(work: Work, said: str) -> Person:
    """Whoever has this account here, or this name. Raises Refusal for nobody, and for the asker's own words."""
    found = await teller_of(work, said)
    if found is None:
        raise Refusal("lesson-teller-unknown")
    if found.id == work.person.id:
        raise Refusal("lesson-teller-oneself")
    return found


async def by_number(unit: Unit, numbers: Sequence[int]) -> list[Lesson]:
    """These lessons in this order, as far as they are published."""
    found = {
        one.number: one
        for one in await unit.scalars(
            select(Lesson).where(Lesson.number.in_(numbers), Lesson.state == LessonState.PUBLISHED)
        )
    }
    return [found[number] for number in numbers if number in found]


async def _source(unit: Unit, lesson: Lesson) -> Message:
    """Whose lesson it is, as far as may be said."""
    organisation = await unit.session.get_one(Organisation, lesson.organisation_id)
    alike = select(func.count()).where(
        Organisation.kind == organisation.kind, Organisation.status == OrganisationStatus.ACTIVE
    )
    match lesson.shown_as(of_kind=await unit.session.scalar(alike) or 0):
        case Attribution.NAMED:
            return say("inline-source-name", name=organisation.name)
        case Attribution.KIND:
            return say("inline-source-kind", kind=word_of(organisation.kind))
        case Attribution.ANONYMOUS:
            return say("inline-source-nobody")


async def _uses(unit: Unit, lesson: Lesson) -> int:
    return await unit.session.scalar(select(func.count()).where(LessonUse.lesson_id == lesson.id)) or 0


async def _tell_author(work: Work, lesson: Lesson, message: Message) -> None:
    """Whoever told a lesson learns when somebody else changed it."""
    author = await work.unit.session.get_one(Person, lesson.author_id)
    if author.id == work.person.id or not author.is_active:
        return
    await work.tell(author, message, once=f"lesson.{lesson.id}.changed.{work.event_id}")


def line(lesson: Lesson) -> Message:
    """A lesson in a list."""
    outcome: Value = word_of(lesson.outcome) if lesson.outcome else ""
    return say("line-lesson", code=lesson.code, title=lesson.title, outcome=outcome)


def _details(lesson: Lesson) -> list[Message]:
    """What else was told of it."""
    return [
        *([say("lesson-time", time=lesson.time)] if lesson.time else []),
        *([say("lesson-means", means=lesson.means)] if lesson.means else []),
        *([say("lesson-change", text=Prose(lesson.change, lesson.locale))] if lesson.change else []),
        *([say("lesson-fits", text=Prose(lesson.fits, lesson.locale))] if lesson.fits else []),
    ]

"""The question bank: what buyers may ask a company, found by issue and stage, kept by staff in both languages.

Everybody active reads it (TLP:GREEN). Staff fill it, also with what engagements give back to it (`engagement keep`):
whose words were confidential, and become everybody's only as staff word them, naming nobody.
"""

from collections.abc import Sequence

from sqlalchemy import select

from commands.engagement_scope import company_of, is_inside, paper_of
from commands.engine.options import Code, Text
from commands.engine.spec import command
from commands.engine.suggest import Suggestion, coded
from commands.engine.work import Work
from commands.summary_scope import refuse_quotes
from storage import bank
from storage.access import PERMISSIONS, Action, Label
from storage.bank import BankQuestion, Record
from storage.engagement import Engagement
from storage.letter import Inquiry
from storage.message import Message, Prose, Step, say, word_of
from storage.organisation import Company, Organisation
from storage.procurement import LabourIssue, ProcurementStage
from storage.refusal import Absent, Refusal
from storage.sequence import number_next
from storage.stemming import folded

LISTED = 40


@command(may=Action.PUBLISH, private=True)
async def add(
    work: Work, issue: LabourIssue, english: Text, french: Text, stage: ProcurementStage | None = None,
    kept: Code | None = None,
) -> Message:  # fmt: skip
    """Add a question in both languages; with `kept:` one that an engagement gave back, so that its record counts."""
    inquiry = await _kept(work, kept) if kept else None
    await _refuse_names(work, inquiry, english, french)
    entry = BankQuestion(
        issue=issue, stage=stage, english=english, french=french, added_by=work.person.id, created_at=work.now
    )
    await number_next(work.unit, entry, BankQuestion.number)
    if inquiry is not None:
        inquiry.bank_id = entry.id
    work.about(f"bank_question:{entry.id}")
    return say("bank-added", code=entry.code).step("bank", "show", rest=entry.code)


@command(may=Action.PUBLISH, private=True)
async def edit(
    work: Work,
    code: Code,
    english: Text | None = None,
    french: Text | None = None,
    issue: LabourIssue | None = None,
    stage: ProcurementStage | None = None,
) -> Message:
    """Correct a question: what is named is changed, as `french:"…"`; what was asked with its words stays as it was."""
    entry = await _entry(work, code)
    await _refuse_names(work, None, english, french)
    given = {"english": english, "french": french, "issue": issue, "stage": stage}
    changes = {name: value for name, value in given.items() if value is not None}
    if not changes:
        raise Refusal("bank-edit-nothing", code=entry.code)
    for name, value in changes.items():
        setattr(entry, name, value)
    entry.changed_at = work.now
    work.about(f"bank_question:{entry.id}")
    return say("bank-edited", code=entry.code).step("bank", "show", rest=entry.code)


@command(may=Action.PUBLISH, private=True)
async def retire(work: Work, code: Code) -> Message:
    """Propose a question no more; `bank restore` takes that back."""
    entry = await _entry(work, code)
    entry.retire(now=work.now)
    work.about(f"bank_question:{entry.id}")
    return say("bank-retired", code=entry.code).step("bank", "restore", rest=entry.code)


@command(may=Action.PUBLISH, private=True)
async def restore(work: Work, code: Code) -> Message:
    """Propose a question again."""
    entry = await _entry(work, code)
    entry.restore()
    work.about(f"bank_question:{entry.id}")
    return say("bank-restored", code=entry.code).step("bank", "show", rest=entry.code)


@command(may=Action.READ)
async def list_(work: Work, issue: LabourIssue | None = None, stage: ProcurementStage | None = None) -> Message:
    """List the questions of an issue, for a stage of the purchase, or all."""
    found = await bank.listed(work.unit, issue=issue, stage=stage)
    if not found:
        return say("bank-none").step("bank", "list")
    fared = await bank.records(work.unit, [one.id for one in found])
    lines = [line(one, fared.get(one.id, Record()), work.person.locale) for one in found[:LISTED]]
    shown = say("bank-list", count=len(found), shown=len(lines)).then(*lines)
    return shown.step("bank", "show", rest=found[0].code)


@command(may=Action.READ)
async def show(work: Work, code: Code) -> Message:
    """Show a question in both languages, and how it fared."""
    entry = await _entry(work, code)
    fared = (await bank.records(work.unit, [entry.id])).get(entry.id, Record())
    message = say(
        "bank-shown" if entry.retired_at is None else "bank-shown-retired", code=entry.code,
        issue=word_of(entry.issue), stage=word_of(entry.stage) if entry.stage else "",
    )  # fmt: skip
    texts = say("bank-text", text=Prose(entry.english, "en")), say("bank-text", text=Prose(entry.french, "fr"))
    message = message.then(*texts, *how_it_fared(fared))
    if entry.retired_at is not None or not work.roles & PERMISSIONS[Action.ENGAGE].roles:
        return message.step("bank", "list")
    return message.step("engagement", "put", rest=entry.code)


def line(entry: BankQuestion, fared: Record, locale: str) -> Message:
    """One of a list: its words in the reader's language, and how it fared, as far as that may be told."""
    language = locale if locale == "fr" else "en"
    return say(
        "line-bank", code=entry.code, text=Prose(entry.text_in(language), language), issue=word_of(entry.issue),
        stage=word_of(entry.stage) if entry.stage else "",
    ).then(*how_it_fared(fared))  # fmt: skip


def how_it_fared(fared: Record) -> list[Message]:
    """How often it was asked and how well answered, in bands; nothing where that would tell of one engagement."""
    if fared.worked is None:
        return []
    return [say("bank-record", count=fared.at_least, worked=word_of(fared.worked))]


async def waiting(work: Work) -> list[Message]:
    """What engagements gave back to the bank, for staff to word: codes and nothing else."""
    if not work.is_staff:
        return []
    query = select(Inquiry).where(Inquiry.kept_at.is_not(None), Inquiry.bank_id.is_(None)).order_by(Inquiry.kept_at)
    lines = []
    for inquiry in await work.unit.scalars(query):
        if await is_inside(work, await work.unit.session.get_one(Engagement, inquiry.engagement_id)):
            lines.append(say("line-bank-kept", code=inquiry.code, step=Step(("bank", "add"), f"kept:{inquiry.code}")))
    return lines


async def codes(work: Work, verb: str, typed: str) -> Sequence[Suggestion]:
    """The questions of which a verb can be said."""
    query = select(BankQuestion).order_by(BankQuestion.number)
    if verb != "show":
        wanted = BankQuestion.retired_at.is_not(None) if verb == "restore" else BankQuestion.retired_at.is_(None)
        query = query.where(wanted)
    return [coded(one.code, one.text_in(work.person.locale)) for one in await work.unit.scalars(query)]


async def numbered(work: Work, code: str) -> BankQuestion | None:
    """The question called so, retired or not."""
    number = code.upper().removeprefix("QB-")
    if not number.isascii() or not number.isdigit() or len(number) > 9:
        return None
    return await work.unit.scalar(select(BankQuestion).where(BankQuestion.number == int(number)))


async def _entry(work: Work, code: str) -> BankQuestion:
    found = await numbered(work, code)
    if found is None:
        raise Absent
    return found


async def _kept(work: Work, code: str) -> Inquiry:
    """What an engagement gave back and nobody has worded yet. Its answer is as narrow as that."""
    inquiry, engagement = await paper_of(work, code, Inquiry)
    assert isinstance(inquiry, Inquiry)
    if inquiry.kept_at is None or inquiry.bank_id is not None:
        raise Refusal("engagement-not-kept", code=inquiry.code)
    work.about(engagement.subject)
    work.read(Label.AMBER)
    return inquiry


async def _refuse_names(work: Work, inquiry: Inquiry | None, *texts: str | None) -> None:
    """For what everybody will read. Raises Refusal where it names a company or an organisation of the network, the
    engagement's own among them, or quotes a narrower summary.
    """
    await refuse_quotes(work, *texts)
    said = f" {folded(' '.join(one for one in texts if one))} "
    names = [*await work.unit.scalars(select(Company.name))]
    names += await work.unit.scalars(select(Organisation.name).where(Organisation.id != work.own.id))
    if inquiry is not None:
        engagement = await work.unit.session.get_one(Engagement, inquiry.engagement_id)
        names.insert(0, (await company_of(work.unit, engagement)).name)
    for name in names:
        plain = folded(name)
        if plain and f" {plain} " in said:
            raise Refusal("bank-names", name=name)

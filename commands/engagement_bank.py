"""Questions of an engagement and the bank: a fitting set is proposed and put to the vote, good ones are given back."""

import re

from sqlalchemy import select

from commands import bank as topic
from commands.engagement_paper import post_question
from commands.engagement_scope import engagement_of, fresh_code, paper_of
from commands.engine.options import Code, EngagementCode, Title
from commands.engine.spec import command
from commands.engine.work import Work
from storage import bank
from storage.access import Action, Label
from storage.bank import BankQuestion, Record
from storage.engagement import Engagement
from storage.letter import Inquiry, InquiryState
from storage.message import Message, Prose, say
from storage.procurement import LabourIssue, ProcurementStage
from storage.refusal import Refusal

PROPOSED = 5  # questions of a set: what a company answers with care, and a meeting has time for
MOST = 10  # that are put at once

_CODE = re.compile(r"QB-\d{1,9}", re.ASCII | re.IGNORECASE)


@command(may=Action.ENGAGE, private=True)
async def questions(
    work: Work,
    code: EngagementCode | None = None,
    issue: LabourIssue | None = None,
    stage: ProcurementStage | None = None,
) -> Message:
    """Propose a set of the bank's questions that fit, by issue and stage; one step puts them to the vote."""
    engagement = await engagement_of(work, code)
    engagement.refuse_closed()
    asked = await _asked(work, engagement)
    found = await bank.fitting(work.unit, issue=issue, stage=stage, but=asked, most=PROPOSED)
    work.about(engagement.subject)
    work.read(Label.AMBER)
    if not found:
        return say("engagement-questions-none", code=engagement.code).step(
            "engagement", "question", rest=engagement.code
        )
    fared = await bank.records(work.unit, [one.id for one in found])
    lines = [topic.line(one, fared.get(one.id, Record()), work.person.locale) for one in found]
    message = say("engagement-questions", code=engagement.code, count=len(found)).then(*lines)
    return message.step("engagement", "put", rest=" ".join((engagement.code, *(one.code for one in found))))


@command(may=Action.ENGAGE, private=True)
async def put(work: Work, code: EngagementCode | None = None, *, questions: Title) -> Message:
    """Put questions of the bank to the vote, as QB-3 QB-7: each gets its thread, and each organisation agrees."""
    engagement = await engagement_of(work, code)
    engagement.refuse_closed()
    entries = await _named(work, questions)
    asked = await _asked(work, engagement)
    for one in entries:
        one.refuse_retired()
        if one.id in asked:
            raise Refusal("engagement-put-already", code=one.code, engagement=engagement.code)
    put = [await _propose(work, engagement, one) for one in entries]
    work.about(engagement.subject)
    work.read(Label.AMBER)
    codes = tuple(one.code for one in put)
    return say("engagement-put", codes=codes, count=len(codes)).step("engagement", "show", rest=engagement.code)


@command(may=Action.ENGAGE, private=True)
async def keep(work: Work, code: Code) -> Message:
    """Give a good question to the bank, where staff word it for everybody."""
    inquiry, engagement = await _decided(work, code)
    inquiry.keep(now=work.now)
    told = say("staff-engagement-kept", code=inquiry.code, by=work.own.name, engagement=engagement.code)
    await work.tell_staff(
        told.step("bank", "add", rest=f"kept:{inquiry.code}"), once=f"{inquiry.code}.kept.{work.event_id}",
        label=Label.AMBER,
    )  # fmt: skip
    return say("engagement-kept", code=inquiry.code).step("engagement", "unkeep", rest=inquiry.code)


@command(may=Action.ENGAGE, private=True)
async def unkeep(work: Work, code: Code) -> Message:
    """Take a question back from the bank, until staff have worded it there."""
    inquiry, engagement = await _decided(work, code)
    inquiry.let_go()
    return say("engagement-let-go", code=inquiry.code).step("engagement", "show", rest=engagement.code)


async def _decided(work: Work, code: str) -> tuple[Inquiry, Engagement]:
    """The question of this code, of an engagement that may be closed. Raises Refusal unless the lead asks, or staff."""
    inquiry, engagement = await paper_of(work, code, Inquiry)
    assert isinstance(inquiry, Inquiry)
    if not work.is_staff and engagement.lead_id != work.own.id:
        raise Refusal("engagement-lead-only", code=engagement.code)
    work.about(engagement.subject)
    work.read(Label.AMBER)
    return inquiry, engagement


async def _asked(work: Work, engagement: Engagement) -> frozenset[str]:
    """The bank's questions that this engagement has put already, but for those that were taken back."""
    query = select(Inquiry.bank_id).where(
        Inquiry.engagement_id == engagement.id, Inquiry.bank_id.is_not(None), Inquiry.state != InquiryState.DROPPED
    )
    return frozenset(one for one in await work.unit.scalars(query) if one)


async def _named(work: Work, said: str) -> list[BankQuestion]:
    """The questions that were named, each once. Raises Refusal for none, too many, or one that isn't there."""
    names = list(dict.fromkeys(one.upper() for one in _CODE.findall(said)))
    if not names or len(names) > MOST:
        raise Refusal("engagement-put-which", most=MOST)
    found = {name: await topic.numbered(work, name) for name in names}
    if (unknown := next((name for name, one in found.items() if one is None), None)) is not None:
        raise Refusal("bank-unknown", code=unknown)
    return [one for one in found.values() if one is not None]


async def _propose(work: Work, engagement: Engagement, entry: BankQuestion) -> Inquiry:
    """A question of the engagement with the words that the bank has in the engagement's language."""
    locale = engagement.locale if engagement.locale == "fr" else "en"
    inquiry = Inquiry(
        code=await fresh_code(work.unit, Inquiry, "EQ"), engagement_id=engagement.id, bank_id=entry.id,
        proposed_by=None if work.is_staff else work.own.id, locale=locale, worded_at=work.now, created_at=work.now,
    )  # fmt: skip
    inquiry.text = entry.text_in(locale)
    work.add(inquiry)
    await work.unit.session.flush()
    other = "en" if locale == "fr" else "fr"
    await post_question(work, engagement, inquiry, also=Prose(entry.text_in(other), other))
    return inquiry

"""An engagement as those who are in it see it: the ask, who takes part, questions, letters, and what is next."""

from collections.abc import Sequence

from sqlalchemy import select

from commands.engagement_card import asked_together, who_does_what
from commands.engagement_rating import differ, ratings_of
from commands.engagement_scope import (
    agreements_of,
    answers_of,
    comments_of,
    company_of,
    led_by,
    participants,
    pending_of,
    voices,
)
from commands.engagement_signature import signed_by
from commands.engine.work import Work
from commands.plan_page import progress_of
from storage.bank import words_for
from storage.engagement import Engagement
from storage.letter import Inquiry, InquiryState, Letter, LetterState, Paper
from storage.message import Message, Prose, Step, say, word_of
from storage.organisation import Organisation


async def page(work: Work, engagement: Engagement) -> Message:
    """Everything there is to read of it, and one next step."""
    company = await company_of(work.unit, engagement)
    named = await participants(work.unit, engagement)
    asked = {one.id for one in await voices(work.unit, engagement)}
    parts = [
        *await asked_together(work, engagement),
        *await who_does_what(work, engagement),
        *await _load(work, engagement, named),
        *await _next(work, engagement),
        *await _questions(work, engagement, asked),
        *await _letters(work, engagement, len(asked)),
        *await _plan(work, engagement),
        say("leverage-where", step=Step(("leverage", "show"), engagement.code)),
    ]
    message = say(
        "engagement-shown", code=engagement.code, company=company.name, kind=word_of(engagement.kind),
        level=word_of(engagement.level),
    ).then(*parts)  # fmt: skip
    if not engagement.is_open:
        return message.step("engagement", "reopen", rest=engagement.code)
    return message.step("engagement", "question", rest=engagement.code)


async def _load(work: Work, engagement: Engagement, named: Sequence[Organisation]) -> list[Message]:
    """How many its lead leads, for staff and the lead itself: to others it would tell of engagements they may not know
    of.
    """
    lead = next((one for one in named if one.id == engagement.lead_id), None)
    if lead is None or not (work.is_staff or work.own.id == lead.id):
        return []
    return [say("engagement-shown-load", name=lead.name, count=await led_by(work.unit, lead.id))]


async def _next(work: Work, engagement: Engagement) -> list[Message]:
    parts = []
    if engagement.next_on is not None:
        text = Prose(engagement.next, engagement.next_locale)
        parts.append(say("engagement-next-post", due=engagement.next_on, text=text))
    if (proposal := await pending_of(work.unit, engagement)) is not None:
        parts.append(say("engagement-shown-proposal", level=word_of(proposal.level)))
    if engagement.outcome is not None:
        parts.append(say("engagement-shown-outcome", result=word_of(engagement.outcome)))
    return parts


async def _plan(work: Work, engagement: Engagement) -> list[Message]:
    progress = await progress_of(work, engagement)
    return [] if progress is None else [progress.then(say("plan-where", step=Step(("plan", "list"), engagement.code)))]


async def _questions(work: Work, engagement: Engagement, asked: set[str]) -> list[Message]:
    query = (
        select(Inquiry)
        .where(Inquiry.engagement_id == engagement.id, Inquiry.state != InquiryState.DROPPED)
        .order_by(Inquiry.created_at)
    )
    parts: list[Message] = []
    for one in await work.unit.scalars(query):
        count = len(asked & {agreement.organisation_id for agreement in await agreements_of(work.unit, one)})
        text = await words_for(work.unit, one, work.person.locale)
        parts.append(
            say("engagement-shown-question", code=one.code, state=word_of(one.state), count=count,
                of=len(asked), text=text)
        )  # fmt: skip
        parts += await _answers(work, engagement, one)
    return parts


async def _letters(work: Work, engagement: Engagement, of: int) -> list[Message]:
    query = (
        select(Letter)
        .where(Letter.engagement_id == engagement.id, Letter.state != LetterState.DROPPED)
        .order_by(Letter.created_at)
    )
    parts: list[Message] = []
    for one in await work.unit.scalars(query):
        signed = await signed_by(work.unit, one, engagement)
        parts.append(
            say("engagement-shown-letter", code=one.code, state=word_of(one.state), count=len(signed),
                of=0 if one.is_answerable else of, text=Prose(one.text, one.locale))
        )  # fmt: skip
        parts += [say("engagement-shown-locked")] if one.locked_at else []
        for name, comment in await comments_of(work.unit, one, engagement):
            parts.append(say("engagement-shown-comment", name=name, text=Prose(comment.text, comment.locale)))
        for name, signature in signed:
            if signature.authority:
                parts.append(say("engagement-shown-authority", name=name, text=signature.authority))
        if one.state is LetterState.SENT and one.answer_on is not None:
            parts.append(say("engagement-shown-due", due=one.answer_on))
        parts += await _answers(work, engagement, one)
    return parts


async def _answers(work: Work, engagement: Engagement, paper: Paper) -> list[Message]:
    parts: list[Message] = []
    for one in await answers_of(work.unit, paper):
        if one.text:
            parts.append(say("engagement-shown-answer", who=one.respondent, text=Prose(one.text, one.locale)))
        if one.evidence:
            parts.append(say("engagement-shown-evidence", text=one.evidence))
        parts += differ(await ratings_of(work.unit, engagement, one), decided=one.quality is not None)
        if one.quality is not None:
            parts.append(say("engagement-shown-rating", quality=word_of(one.quality)))
    return parts

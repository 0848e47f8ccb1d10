"""What waits for somebody in their engagements, and what a short reply to a post in an engagement's room means."""

from sqlalchemy import exists, or_, select

from commands.engagement_rating import contested
from commands.engagement_scope import SIGNING, agreements_of, is_inside, may_know, pending_of, voices
from commands.engagement_signature import signatures_of
from commands.engine.waiting import OURS, where
from commands.engine.words import Answer as Reply
from commands.engine.work import Work
from storage.engagement import Engagement, Participation, Proposal
from storage.letter import Inquiry, InquiryState, Letter, LetterState
from storage.message import Message, Step, say
from storage.unit import Unit


@where(
    exists().where(
        Participation.organisation_id == OURS, Engagement.id == Participation.engagement_id,
        Engagement.closed_at.is_(None),
        or_(Participation.joined_at.is_not(None), Participation.invited_at.is_not(None)),
    )
)  # fmt: skip
async def waiting(work: Work) -> list[Message]:
    """Questions to agree, letters to sign, proposals to decide, invitations: codes and nothing else."""
    parts = select(Participation).where(
        Participation.organisation_id == work.own.id,
        or_(Participation.joined_at.is_not(None), Participation.invited_at.is_not(None)),
    )
    lines: list[Message] = []
    for part in await work.unit.scalars(parts):
        engagement = await work.unit.session.get_one(Engagement, part.engagement_id)
        if not engagement.is_open:
            continue
        if not part.is_joined:
            if await may_know(work, engagement) and part.left_at is None:
                lines.append(_waits("line-engagement-invited", "join", engagement.code))
        elif await is_inside(work, engagement):
            lines += await _waiting_in(work, engagement)
    return lines


async def _waiting_in(work: Work, engagement: Engagement) -> list[Message]:
    lines: list[Message] = []
    if work.own.id not in {one.id for one in await voices(work.unit, engagement)}:
        return lines
    questions = select(Inquiry).where(Inquiry.engagement_id == engagement.id, Inquiry.state == InquiryState.PROPOSED)
    for inquiry in await work.unit.scalars(questions):
        if work.own.id not in {one.organisation_id for one in await agreements_of(work.unit, inquiry)}:
            lines.append(_waits("line-engagement-agree", "agree", inquiry.code))
    letters = select(Letter).where(Letter.engagement_id == engagement.id, Letter.state == LetterState.DRAFT)
    for draft in await work.unit.scalars(letters) if work.roles & SIGNING else []:
        if work.own.id not in {one.organisation_id for one in await signatures_of(work.unit, draft, engagement)}:
            lines.append(_waits("line-engagement-sign", "sign", draft.code))
    if engagement.lead_id == work.own.id:
        lines += [_waits("line-engagement-rate", "rate", code) for code in await contested(work.unit, engagement)]
    if work.own.id in {engagement.lead_id, engagement.co_lead_id} and await pending_of(work.unit, engagement):
        lines.append(_waits("line-engagement-decide", "escalate", engagement.code))
    return lines


def _waits(key: str, verb: str, code: str) -> Message:
    return say(key, code=code, step=Step(("engagement", verb), code))


async def _agreed_to(unit: Unit, subject: str) -> tuple[tuple[str, ...], str] | None:
    """A yes under a question, as it was worded there."""
    found = await unit.get(Inquiry, subject.partition(".")[0])
    return (("engagement", "agree"), f"{found.code} version:{_version(subject)}") if found else None


async def _disagreed_with(unit: Unit, subject: str) -> tuple[tuple[str, ...], str] | None:
    found = await unit.get(Inquiry, subject.partition(".")[0])
    return (("engagement", "agree"), f"{found.code} no version:{_version(subject)}") if found else None


async def _signed(unit: Unit, subject: str) -> tuple[tuple[str, ...], str] | None:
    """A yes under a letter, as it stood there."""
    found = await unit.get(Letter, subject.partition(".")[0])
    return (("engagement", "sign"), f"{found.code} version:{_version(subject)}") if found else None


async def _accepted(unit: Unit, subject: str) -> tuple[tuple[str, ...], str] | None:
    """A yes under a proposal that still waits."""
    found = await unit.get(Proposal, subject)
    if found is None or found.decision is not None:
        return None
    engagement = await unit.session.get_one(Engagement, found.engagement_id)
    return ("engagement", "escalate"), engagement.code


async def _declined(unit: Unit, subject: str) -> tuple[tuple[str, ...], str] | None:
    """A no under a proposal: the reason is asked for."""
    accepted = await _accepted(unit, subject)
    return (("engagement", "stay"), accepted[1]) if accepted else None


async def _invited(unit: Unit, subject: str) -> tuple[tuple[str, ...], str] | None:
    """A yes to an invitation: the ground rules are shown, and have to be accepted."""
    found = await unit.get(Engagement, subject)
    return (("engagement", "join"), found.code) if found else None


async def _taken(unit: Unit, subject: str) -> tuple[tuple[str, ...], str] | None:
    """The next step was taken, if it is still the one of which the lead was reminded."""
    engagement_id, _, revision = subject.partition(".")
    found = await unit.get(Engagement, engagement_id)
    if found is None or found.next_on is None or f"{found.next_revision}" != revision:
        return None
    return ("engagement", "done"), found.code


SHORT_REPLIES = {
    ("engagement_invitation", Reply.YES): _invited,
    ("engagement_step", Reply.DONE): _taken,
    ("engagement_question", Reply.YES): _agreed_to,
    ("engagement_question", Reply.NO): _disagreed_with,
    ("engagement_letter", Reply.YES): _signed,
    ("engagement_proposal", Reply.YES): _accepted,
    ("engagement_proposal", Reply.NO): _declined,
}


def _version(subject: str) -> str:
    return subject.partition(".")[2] or "1"

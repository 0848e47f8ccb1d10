"""Which engagements somebody may know of, and which they are in: one place, and one answer for "no such thing".

Inside are staff and the people of the organisations that take part; the company's other buyers who agreed to be
matched, and those who were invited, may know code and company; for everybody else there is nothing. A live tender puts
one outside.
"""

from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, and_, exists, false, func, or_, select, true

from commands.engine.work import Work
from storage import clearance_reach, directory
from storage.access import Role
from storage.audience import Reach
from storage.base import random_code
from storage.engagement import Engagement, Participation, Proposal
from storage.engagement_forming import CommonAsk, Term
from storage.letter import Agreement, CompanyAnswer, Inquiry, Letter, LetterComment, Paper
from storage.organisation import Company, Organisation, OrganisationStatus, Purchase
from storage.refusal import Absent, Refusal
from storage.unit import Unit

WORKING = frozenset({Role.LIAISON, Role.DEPUTY, Role.MEMBER})  # observers only observe, elsewhere
SIGNING = frozenset({Role.LIAISON, Role.DEPUTY})


def participants_query(engagement_id: str) -> Select[Organisation]:
    """The organisations that take part, by name; never one that is in a tender with the company."""
    return (
        select(Organisation)
        .join(Participation, Participation.organisation_id == Organisation.id)
        .join(Engagement, Engagement.id == Participation.engagement_id)
        .where(
            Engagement.id == engagement_id,
            Participation.joined_at.is_not(None),
            Participation.suspended_at.is_(None),
            Participation.left_at.is_(None),
            Organisation.status == OrganisationStatus.ACTIVE,
            ~in_tender(Organisation.id, Engagement.company_id),
        )
        .order_by(Organisation.name)
    )


def in_tender(organisation: SQLColumnExpression[str], company: SQLColumnExpression[str] | str) -> ColumnElement[bool]:
    """Whether a tender of an organisation's with a company is running."""
    return exists().where(
        Purchase.organisation_id == organisation, Purchase.company_id == company, Purchase.in_tender.is_(True)
    )


async def participants(unit: Unit, engagement: Engagement) -> Sequence[Organisation]:
    """The organisations that take part and may be named, by name."""
    return await unit.scalars(participants_query(engagement.id))


async def voices(unit: Unit, engagement: Engagement) -> Sequence[Organisation]:
    """Those of them whose word is asked for, when questions are agreed and letters signed: not who only observes."""
    return await unit.scalars(participants_query(engagement.id).where(Participation.observes.is_(False)))


async def asks_of(unit: Unit, engagement: Engagement) -> Sequence[CommonAsk]:
    """What is asked for together, the nearest first."""
    query = select(CommonAsk).where(CommonAsk.engagement_id == engagement.id, CommonAsk.dropped_at.is_(None))
    found = await unit.scalars(query.order_by(CommonAsk.created_at))
    return sorted(found, key=lambda one: list(Term).index(one.term))


async def led_by(unit: Unit, organisation_id: str) -> int:
    """How many open engagements an organisation leads."""
    query = select(func.count()).where(Engagement.lead_id == organisation_id, Engagement.closed_at.is_(None))
    return await unit.scalar(query) or 0


async def is_inside(work: Work, engagement: Engagement) -> bool:
    """Whether the asker may read and do what is done in it. Nobody who was denied its company."""
    if await _is_denied(work, engagement):
        return False
    if work.is_staff:
        return True
    return bool(work.roles & WORKING) and work.own.id in {one.id for one in await participants(work.unit, engagement)}


async def may_know(work: Work, engagement: Engagement) -> bool:
    """Whether the asker may know that it exists, with its company: matched buyers and the invited, while it is open."""
    purchase = await purchase_of(work.unit, work.own.id, engagement.company_id)
    if purchase is None or purchase.in_tender or not engagement.is_open or not work.roles & WORKING:
        return False
    if await _is_denied(work, engagement):
        return False
    if purchase.shared:
        return True
    own = await participation_of(work.unit, engagement, work.own.id)
    return own is not None and own.invited_at is not None


async def _is_denied(work: Work, engagement: Engagement) -> bool:
    standing = await directory.standing_of(work.unit, work.person)
    said = await clearance_reach.own(work.unit, standing, now=work.now)
    return said.narrowed(Reach(), [engagement.concern]).refuses(standing)


async def known(work: Work) -> list[tuple[Engagement, str, bool]]:
    """Every engagement the asker may know of, with its company's name and whether they are inside; the open ones first.

    Only those of companies that their organisation buys from, or was asked to, are looked at one by one.
    """
    query = select(Engagement, Company.name).join(Company, Company.id == Engagement.company_id)
    if not work.is_staff:
        buys = exists().where(Purchase.company_id == Engagement.company_id, Purchase.organisation_id == work.own.id)
        asked = exists().where(
            Participation.engagement_id == Engagement.id, Participation.organisation_id == work.own.id
        )
        query = query.where(or_(buys, asked))
    query = query.order_by(Engagement.closed_at.is_not(None), Engagement.created_at)
    found = []
    for one, company in (await work.unit.session.execute(query)).all():
        inside = await is_inside(work, one)
        if inside or await may_know(work, one):
            found.append((one, company, inside))
    return found


async def engagement_of(work: Work, code: str | None) -> Engagement:
    """The engagement meant, by somebody inside: by its code, as the room's own, or as the only one there is."""
    if code is not None:
        found = await by_code(work, code)
    elif work.room is not None and work.room.engagement_id is not None:
        found = await work.unit.get(Engagement, work.room.engagement_id)
    else:
        found = await _only(work)
    if found is None or not await is_inside(work, found):
        raise Absent
    return found


async def _only(work: Work) -> Engagement:
    query = select(Engagement).where(Engagement.closed_at.is_(None)).order_by(Engagement.created_at)
    inside = [one for one in await work.unit.scalars(query) if await is_inside(work, one)]
    if len(inside) != 1:
        raise Refusal("engagement-which")
    return inside[0]


async def by_code(work: Work, code: str) -> Engagement | None:
    """The engagement of this code, if the asker's organisation has or had to do with it."""
    return await work.unit.scalar(select(Engagement).where(Engagement.code == code, _concerns(work)))


def _concerns(work: Work) -> ColumnElement[bool]:
    """Whose engagements are looked for: of the others nothing is even read, or to say no would take longer than where
    there is nothing. Who may know what is asked of those that are found.
    """
    if work.is_staff:
        return true()
    if not work.roles & WORKING:
        return false()
    own = work.own.id
    part = exists().where(Participation.engagement_id == Engagement.id, Participation.organisation_id == own)
    matched = exists().where(
        Purchase.company_id == Engagement.company_id, Purchase.organisation_id == own, Purchase.shared.is_(True),
        Purchase.confirmed_by.is_not(None), Purchase.in_tender.is_(False),
    )  # fmt: skip
    return or_(part, and_(matched, Engagement.closed_at.is_(None)))


async def steered(work: Work, code: str | None) -> Engagement:
    """The engagement meant, by its lead or by staff. Raises Absent outside of it, Refusal to a supporter."""
    found = await engagement_of(work, code)
    found.refuse_steering(work.own.id, is_staff=work.is_staff)
    return found


async def paper_of(work: Work, code: str, *kinds: type[Inquiry] | type[Letter]) -> tuple[Paper, Engagement]:
    """The question or the letter of this code, and its engagement, by somebody inside it."""
    wanted = kinds or (Inquiry, Letter)
    found: Paper | None = None
    if Inquiry in wanted:
        asked_there = select(Inquiry).join(Engagement, Engagement.id == Inquiry.engagement_id).where(_concerns(work))
        found = await work.unit.scalar(asked_there.where(Inquiry.code == code))
    if found is None and Letter in wanted:
        written_there = select(Letter).join(Engagement, Engagement.id == Letter.engagement_id).where(_concerns(work))
        found = await work.unit.scalar(written_there.where(Letter.code == code))
    engagement = await work.unit.get(Engagement, found.engagement_id) if found else None
    if found is None or engagement is None or not await is_inside(work, engagement):
        raise Absent
    return found, engagement


async def ask_of(work: Work, code: str) -> tuple[CommonAsk, Engagement]:
    """The common ask of this code, and its engagement, by whoever steers it. Raises Absent to whoever is outside."""
    query = select(CommonAsk).join(Engagement, Engagement.id == CommonAsk.engagement_id)
    found = await work.unit.scalar(query.where(CommonAsk.code == code, _concerns(work)))
    engagement = await work.unit.get(Engagement, found.engagement_id) if found else None
    if found is None or engagement is None or not await is_inside(work, engagement):
        raise Absent
    engagement.refuse_steering(work.own.id, is_staff=work.is_staff)
    return found, engagement


async def inquiry_of(work: Work, code: str) -> tuple[Inquiry, Engagement]:
    """The question of this code, by somebody inside; its engagement is open."""
    found, engagement = await paper_of(work, code, Inquiry)
    assert isinstance(found, Inquiry)
    engagement.refuse_closed()
    return found, engagement


async def letter_of(work: Work, code: str) -> tuple[Letter, Engagement]:
    """The letter of this code, by somebody inside; its engagement is open."""
    found, engagement = await paper_of(work, code, Letter)
    assert isinstance(found, Letter)
    engagement.refuse_closed()
    return found, engagement


async def participation_of(unit: Unit, engagement: Engagement, organisation_id: str) -> Participation | None:
    """An organisation's part in an engagement, past or present."""
    return await unit.scalar(
        select(Participation).where(
            Participation.engagement_id == engagement.id, Participation.organisation_id == organisation_id
        )
    )


async def purchase_of(unit: Unit, organisation_id: str, company_id: str) -> Purchase | None:
    """What an organisation buys from a company, if it does and staff have confirmed it."""
    return await unit.scalar(
        select(Purchase).where(
            Purchase.organisation_id == organisation_id,
            Purchase.company_id == company_id,
            Purchase.confirmed_by.is_not(None),
        )
    )


async def company_of(unit: Unit, engagement: Engagement) -> Company:
    """The company it is about."""
    return await unit.session.get_one(Company, engagement.company_id)


async def agreements_of(unit: Unit, inquiry: Inquiry) -> Sequence[Agreement]:
    """The agreements to a question as it is worded now."""
    return await unit.scalars(
        select(Agreement)
        .where(Agreement.inquiry_id == inquiry.id, Agreement.version == inquiry.version, Agreement.void_at.is_(None))
        .order_by(Agreement.at)
    )


async def comments_of(unit: Unit, letter: Letter, engagement: Engagement) -> Sequence[tuple[str, LetterComment]]:
    """The comments on a letter as it is now, of staff and of organisations that take part: whose, and what."""
    hidden = select(Participation.organisation_id).where(
        Participation.engagement_id == engagement.id,
        Participation.organisation_id.not_in(select(participants_query(engagement.id).order_by(None).subquery().c.id)),
    )
    query = (
        select(Organisation.name, LetterComment)
        .join(Organisation, Organisation.id == LetterComment.organisation_id)
        .where(
            LetterComment.letter_id == letter.id, LetterComment.version == letter.version,
            LetterComment.retracted_at.is_(None), LetterComment.organisation_id.not_in(hidden),
        )
        .order_by(LetterComment.at)
    )  # fmt: skip
    return [(name, one) for name, one in (await unit.session.execute(query)).all()]


async def answers_of(unit: Unit, paper: Paper) -> Sequence[CompanyAnswer]:
    """The answers logged for it that stand, the oldest first."""
    return await unit.scalars(
        select(CompanyAnswer)
        .where(CompanyAnswer.about_id == paper.id, CompanyAnswer.retracted_at.is_(None))
        .order_by(CompanyAnswer.logged_at)
    )


async def pending_of(unit: Unit, engagement: Engagement) -> Proposal | None:
    """The proposal that nobody has decided about."""
    return await unit.scalar(
        select(Proposal).where(Proposal.engagement_id == engagement.id, Proposal.decision.is_(None))
    )


async def fresh_code(
    unit: Unit, kind: type[Engagement] | type[Inquiry] | type[Letter] | type[CommonAsk], prefix: str
) -> str:
    """A code that nothing of its kind has yet."""
    while True:
        code = random_code(prefix)
        if await unit.scalar(select(kind.id).where(kind.code == code)) is None:
            return code


def today(work: Work, engagement: Engagement) -> date:
    """The day it is where the engagement is run."""
    return work.now.astimezone(ZoneInfo(engagement.zone)).date()


def concerning(work: Work) -> ColumnElement[bool]:
    """The same for what belongs to an engagement: joined with it, nothing else is read."""
    return _concerns(work)

"""Who may know of a disclosure: who asked, who was let in to ask with them, the members it was asked for, and staff.

To everybody else there is no such thing, and who asks a brand is told in counts alone, from the least on.
"""

from collections.abc import Sequence

from sqlalchemy import Select, exists, or_, select

from commands.engine.work import Work
from storage import directory
from storage.access import Label
from storage.disclosure import (
    Disclosure,
    DisclosureHop,
    DisclosureParty,
    HopState,
    audience_of,
    joinable,
    parties_of,
)
from storage.organisation import Organisation, Purchase
from storage.refusal import Absent, Refusal
from storage.unit import Unit


async def readable(work: Work, *, company_id: str | None = None) -> Sequence[Disclosure]:
    """Those the asker may know of, the newest first; of one company, where it is given."""
    query = select(Disclosure).order_by(Disclosure.created_at.desc())
    if company_id is not None:
        query = query.where(Disclosure.company_id == company_id)
    if not work.is_staff:
        joined = exists().where(
            DisclosureParty.disclosure_id == Disclosure.id,
            DisclosureParty.organisation_id == work.own.id,
            DisclosureParty.joined_at.is_not(None),
            DisclosureParty.left_at.is_(None),
        )
        through = (await directory.standing_of(work.unit, work.person)).through
        members = Disclosure.for_members.is_(True) & (Disclosure.organisation_id == through)
        query = query.where(or_(Disclosure.organisation_id == work.own.id, joined, members))
    return [one for one in await work.unit.scalars(query) if await _may_read(work, one)]


async def known(work: Work, code: str) -> Disclosure:
    """The disclosure of this code, to whoever may know of it. Raises Absent, the same for both."""
    found = await work.unit.scalar(select(Disclosure).where(Disclosure.code == code))
    if found is None or not await _may_read(work, found):
        raise Absent
    work.about(found.subject)
    work.read(Label.AMBER)
    return found


async def steered(work: Work, code: str) -> Disclosure:
    """The same, to who asked and to staff. Raises Refusal to those who ask with them."""
    found = await known(work, code)
    if not work.is_staff and found.organisation_id != work.own.id:
        raise Refusal("disclosure-asker-only", code=found.code)
    return found


async def waited_for(unit: Unit, disclosure: Disclosure) -> DisclosureHop:
    """The hop whose answer is waited for. Raises Refusal when there is none."""
    disclosure.refuse_settled()
    hop = (await hops_of(unit, disclosure))[-1]
    if hop.state is not HopState.WAITING:
        raise Refusal("disclosure-settled", code=disclosure.code)
    return hop


async def hops_of(unit: Unit, disclosure: Disclosure) -> Sequence[DisclosureHop]:
    """The hops of the present round, in their order."""
    query = select(DisclosureHop).where(
        DisclosureHop.disclosure_id == disclosure.id, DisclosureHop.round == disclosure.round
    )
    return await unit.scalars(query.order_by(DisclosureHop.number))


async def first_joinable(work: Work, company_id: str) -> Disclosure | None:
    """The request that was made first, of those which may be joined."""
    query: Select[Disclosure] = (
        select(Disclosure)
        .join(Organisation, Organisation.id == Disclosure.organisation_id)
        .where(*joinable(company_id, but=work.own.id))
    )
    return await work.unit.scalar(query.order_by(Disclosure.created_at, Disclosure.id).limit(1))


async def buys(unit: Unit, organisation_id: str, company_id: str) -> bool:
    """Whether staff have confirmed that an organisation buys from a company, and no tender runs."""
    query = select(Purchase.id).where(
        Purchase.organisation_id == organisation_id,
        Purchase.company_id == company_id,
        Purchase.confirmed_by.is_not(None),
        Purchase.in_tender.is_(False),
    )
    return await unit.scalar(query) is not None


async def _may_read(work: Work, disclosure: Disclosure) -> bool:
    standing = await directory.standing_of(work.unit, work.person)
    audience = audience_of(disclosure, await parties_of(work.unit, disclosure))
    if not (await directory.reach(work.unit, audience, now=work.now)).covers(standing):
        return False
    # It was asked for the members of this consortium, not for those of one that joined.
    named = {disclosure.organisation_id, *audience.beside}
    return work.is_staff or standing.organisation_id in named or standing.through == disclosure.organisation_id

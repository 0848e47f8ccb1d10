"""Disclosures that an issue may tell of, each to its own audience.

What is asked of a brand is known to those who ask, so its reference stands where all who take part in a group ask it.
What came is told further by the contract's own rule, of a brand and of nobody who asked: to every public buyer, or to
everybody. A running tender keeps it back, and so does a contract that was narrowed since.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, exists, literal, or_, select
from sqlalchemy.orm import aliased

from storage.access import Label
from storage.audience import Audience, AudienceKind
from storage.contract import Contract, Sharing
from storage.disclosure import Disclosure, DisclosureParty, DisclosureState, audience_of, parties_of
from storage.few import among_few
from storage.group import Membership
from storage.organisation import BUYERS, Company, Organisation, OrganisationStatus, Purchase
from storage.room import Room
from storage.unit import Unit

_WAITED_FOR = (DisclosureState.OPEN, DisclosureState.PART)
_CAME = (DisclosureState.PART, DisclosureState.RECEIVED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosed:
    """References for those who ask, or brands for those whom a contract lets be told; never both."""

    label: Label
    audience: Audience
    codes: tuple[str, ...] = ()
    companies: tuple[str, ...] = ()


async def disclosed(unit: Unit, room: Room, *, since: date, until: date) -> Sequence[Disclosed]:
    """What may be told in a room of what was waited for, or came from the day `since` to the one before `until`: the
    next issue begins with the day on which this one ends, so that nothing that came on it is lost.
    """
    came = and_(Disclosure.received_on >= since, Disclosure.received_on < until)
    found = []
    if Label.AMBER.within(room.ceiling):
        found += await _asked_together(unit, room, or_(Disclosure.state.in_(_WAITED_FOR), came), until)
        if await unit.scalar(_OTHERS.where(Membership.group_id == room.group_id).limit(1)) is None:
            narrow = await _companies(unit, came, (Sharing.ALL_AFFILIATES, Sharing.PUBLIC))
            wide = await _companies(unit, came, (Sharing.PUBLIC,))
            found += _told(Label.AMBER, Audience(AudienceKind.AFFILIATES), [one for one in narrow if one not in wide])
            return [*found, *_told(Label.GREEN, Audience.community(), wide)]
    return [*found, *_told(Label.GREEN, Audience.community(), await _companies(unit, came, (Sharing.PUBLIC,)))]


async def _asked_together(unit: Unit, room: Room, stands: ColumnElement[bool], until: date) -> list[Disclosed]:
    """Those that somebody of the group asks, and with them all who take part in it."""
    present, asker = aliased(Membership), aliased(Membership)
    joined = exists().where(
        DisclosureParty.disclosure_id == Disclosure.id,
        DisclosureParty.organisation_id == present.organisation_id,
        DisclosureParty.joined_at.is_not(None),
        DisclosureParty.left_at.is_(None),
    )
    left_out = exists().where(
        present.group_id == literal(room.group_id),
        present.left_at.is_(None),
        present.organisation_id != Disclosure.organisation_id,
        ~joined.correlate_except(DisclosureParty),
    )
    askers = select(asker.organisation_id).where(asker.group_id == room.group_id, asker.left_at.is_(None))
    query = select(Disclosure).where(among_few(Disclosure.organisation_id, askers), stands, ~left_out)
    # Asked for in order, SQLite reads them all in that order instead of the members' few.
    found = sorted(await unit.scalars(query), key=lambda one: one.code)
    return [
        Disclosed(label=Label.AMBER, audience=audience_of(one, await parties_of(unit, one)), codes=(one.code,))
        for one in found
        if one.created_at.date() <= until
    ]


async def _companies(unit: Unit, came: ColumnElement[bool], sharing: Sequence[Sharing]) -> Sequence[str]:
    """The brands of what came, where the request's contract lets it be told so far, then and now."""
    tender = exists().where(
        Purchase.organisation_id == Disclosure.organisation_id,
        Purchase.company_id == Disclosure.company_id,
        Purchase.in_tender.is_(True),
    )
    query = (
        select(Company.name)
        .join(Disclosure, Disclosure.company_id == Company.id)
        .join(Contract, Contract.id == Disclosure.contract_id)
        .join(Organisation, Organisation.id == Disclosure.organisation_id)
        .where(
            came, Disclosure.state.in_(_CAME), Disclosure.sharing.in_(sharing), Contract.sharing.in_(sharing),
            Organisation.status == OrganisationStatus.ACTIVE, ~tender,
        )
    )  # fmt: skip
    return await unit.scalars(query.distinct().order_by(Company.name))


def _told(label: Label, audience: Audience, companies: Sequence[str]) -> list[Disclosed]:
    return [Disclosed(label=label, audience=audience, companies=tuple(companies))] if companies else []


_OTHERS = (
    select(Membership.id)
    .join(Organisation, Organisation.id == Membership.organisation_id)
    .where(Membership.left_at.is_(None), Organisation.kind.not_in(BUYERS))
)  # who takes part in a group and is no public buyer

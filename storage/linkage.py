"""Linkage: which organisations buy what a facility makes, and what each may read of it.

    confirmed purchase -> the models it names (else all of its company) -> confirmed links valid today -> facility

Each answer is one statement, built at import, asked anew each time: whoever stops buying, or whose link is rejected,
stops reading at once. A merged facility and the one it was merged into are one here, whichever of them is asked about.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    CompoundSelect,
    ForeignKey,
    Index,
    Select,
    String,
    bindparam,
    case,
    exists,
    func,
    literal,
    or_,
    select,
    union,
    union_all,
)
from sqlalchemy.orm import Mapped, aliased, mapped_column

from storage import affiliation, clearance_reach
from storage.access import Label
from storage.audience import Concern, Standing
from storage.base import Base, UtcDateTime, new_id
from storage.clearance import Effect
from storage.facility import Facility, LinkState, ProductModel, SupplyLink
from storage.facility_family import family_of, up_from
from storage.few import among_few
from storage.leverage import Leverage, rank_of, together
from storage.organisation import (
    BUYERS,
    Company,
    Organisation,
    OrganisationKind,
    OrganisationStatus,
    Purchase,
    PurchaseItem,
)
from storage.unit import Unit

WORKING_THERE = frozenset({OrganisationKind.PARTNER, OrganisationKind.UNION})
"""Who may be named at a facility: those who work with the people who work there."""


class FacilityPartner(Base):
    """A partner or union that staff named at a facility: it reads what is known of it from `since` until `ended_at`."""

    __tablename__ = "facility_partner"
    __table_args__ = (Index("ix_facility_partner_organisation", "organisation_id", "facility_id"),)

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default_factory=new_id)
    facility_id: Mapped[str] = mapped_column(ForeignKey("facility.id"), index=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    named_by: Mapped[str] = mapped_column(String(20))
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A confirmed link: which model of which company is made at a facility, or which `component` of it ("": all)."""

    link_id: str
    company: str
    model: str
    component: str


def _counts() -> ColumnElement[bool]:
    """Whether a link from a model to a facility counts on the day that is `today`."""
    return (
        (SupplyLink.state == LinkState.CONFIRMED)
        & or_(SupplyLink.valid_from.is_(None), SupplyLink.valid_from <= bindparam("today"))
        & or_(SupplyLink.valid_to.is_(None), SupplyLink.valid_to >= bindparam("today"))
    )


_FAMILY = family_of()
_MADE_THERE = among_few(SupplyLink.facility_id, select(_FAMILY.c.id)) & _counts()
_ITEM = aliased(PurchaseItem)
_NAMES_MODELS = exists().where(_ITEM.purchase_id == Purchase.id, _ITEM.model_id.is_not(None)).correlate(Purchase)
_BUYS = (
    Purchase.confirmed_by.is_not(None)
    & Organisation.kind.in_(BUYERS)
    & (Organisation.status == OrganisationStatus.ACTIVE)
)


def _purchases() -> CTE:
    """The purchases through which somebody is linked to the facilities asked about, with the volume of each item."""
    made = select(SupplyLink.model_id).where(_MADE_THERE).cte("made")
    columns = (Purchase.organisation_id, Purchase.in_tender, Purchase.shared, PurchaseItem.volume)
    by_model = (
        select(*columns)
        .join(PurchaseItem, PurchaseItem.purchase_id == Purchase.id)
        .join(Organisation, Organisation.id == Purchase.organisation_id)
        .where(among_few(PurchaseItem.model_id, select(made.c.model_id)), _BUYS)
    )
    companies = select(ProductModel.company_id).where(among_few(ProductModel.id, select(made.c.model_id)))
    by_company = (
        select(*columns)
        .outerjoin(PurchaseItem, PurchaseItem.purchase_id == Purchase.id)
        .join(Organisation, Organisation.id == Purchase.organisation_id)
        .where(among_few(Purchase.company_id, companies), ~_NAMES_MODELS, _BUYS)
    )
    return union_all(by_model, by_company).cte("bought")


def _buyers() -> Select[str]:
    return select(_purchases().c.organisation_id).distinct()


def _among() -> tuple[Select[Any], Select[Any]]:
    """As `_buyers` for a few organisations: what each buys is looked up, and never how much else there is of it."""
    theirs = Purchase.organisation_id.in_(bindparam("organisations", expanding=True))
    by_model = (
        select(Purchase.organisation_id)
        .join(Organisation, Organisation.id == Purchase.organisation_id)
        .join(PurchaseItem, PurchaseItem.purchase_id == Purchase.id)
        .where(theirs, among_few(PurchaseItem.model_id, select(SupplyLink.model_id).where(_MADE_THERE)), _BUYS)
    )
    # From the facility's few links to their companies: one of these may sell very many models.
    sellers = (
        select(ProductModel.company_id)
        .select_from(SupplyLink)
        .join(ProductModel, ProductModel.id == SupplyLink.model_id)
        .where(_MADE_THERE)
    )
    by_company = (
        select(Purchase.organisation_id)
        .join(Organisation, Organisation.id == Purchase.organisation_id)
        .where(theirs, among_few(Purchase.company_id, sellers), ~_NAMES_MODELS, _BUYS)
    )
    return by_model, by_company


def _facilities() -> Select[Any]:
    """The facilities that make what these organisations buy; for a merged one, that for which it stands."""
    theirs = Purchase.organisation_id.in_(bindparam("organisations", expanding=True))
    named = (
        select(PurchaseItem.model_id.label("id"))
        .join(Purchase, Purchase.id == PurchaseItem.purchase_id)
        .join(Organisation, Organisation.id == Purchase.organisation_id)
        .where(theirs, _BUYS, PurchaseItem.model_id.is_not(None))
    )
    of_company = (
        select(ProductModel.id)
        .join(Purchase, Purchase.company_id == ProductModel.company_id)
        .join(Organisation, Organisation.id == Purchase.organisation_id)
        .where(theirs, _BUYS, ~_NAMES_MODELS)
    )
    models = union(named, of_company).cte("models")
    made = select(SupplyLink.facility_id.label("id")).where(SupplyLink.model_id.in_(select(models.c.id)), _counts())
    return _standing_for(made)


def _partnered() -> Select[Any]:
    """The facilities at which an organisation is named; for a merged one, that for which it stands."""
    named = (
        select(FacilityPartner.facility_id.label("id"))
        .join(Organisation, Organisation.id == FacilityPartner.organisation_id)
        .where(_is_named())
    )
    return _standing_for(named)


def _is_named() -> ColumnElement[bool]:
    return FacilityPartner.organisation_id.in_(bindparam("organisations", expanding=True)) & _is_working()


def _is_working() -> ColumnElement[bool]:
    """Whether the naming of a partner or union stands."""
    return (
        FacilityPartner.ended_at.is_(None)
        & Organisation.kind.in_(WORKING_THERE)
        & (Organisation.status == OrganisationStatus.ACTIVE)
    )


def _standing_for(found: Select[Any]) -> Select[Any]:
    up = found.cte("up", recursive=True)
    up = up.union(up_from(up))
    into = select(Facility.merged_into_id).where(Facility.id == up.c.id).scalar_subquery()  # looked up one by one
    return select(up.c.id).where(up.c.id.is_not(None), into.is_(None))


def _made() -> Select[str, str, str, str]:
    """What is confirmed to be made at the facilities asked about."""
    return (
        select(SupplyLink.id, Company.name, ProductModel.name, SupplyLink.component)
        .join(ProductModel, ProductModel.id == SupplyLink.model_id)
        .join(Company, Company.id == ProductModel.company_id)
        .where(_MADE_THERE)
        .order_by(Company.name, ProductModel.name, SupplyLink.component)
    )


def _made_for() -> Select[str, str, str, str]:
    """Of that, what links these organisations to them."""
    theirs = Purchase.organisation_id.in_(bindparam("organisations", expanding=True))
    by_model = (
        select(PurchaseItem.model_id)
        .join(Purchase, Purchase.id == PurchaseItem.purchase_id)
        .join(Organisation, Organisation.id == Purchase.organisation_id)
        .where(theirs, _BUYS, PurchaseItem.model_id.is_not(None))
    )
    by_company = (
        select(Purchase.company_id)
        .join(Organisation, Organisation.id == Purchase.organisation_id)
        .where(theirs, _BUYS, ~_NAMES_MODELS)
    )
    return _made().where(or_(ProductModel.id.in_(by_model), ProductModel.company_id.in_(by_company)))


def _leverage() -> Select[Any]:
    """One row: buyers, their countries, those whose spending is known, their countries, and the least they spend."""
    bought = _purchases()
    each = (
        select(bought.c.organisation_id.label("id"), func.max(rank_of(bought.c.volume)).label("rank"))
        .where(bought.c.in_tender.is_(False))
        .group_by(bought.c.organisation_id)
        .cte("each_buyer")
    )
    return together(each)


def _at_facility() -> CompoundSelect[Any]:
    """The organisations at one table about a facility: the buyers linked to it, and those that are named at it."""
    working = select(literal(1)).where(Organisation.id == FacilityPartner.organisation_id, _is_working())
    named = select(FacilityPartner.organisation_id).where(
        FacilityPartner.facility_id.in_(select(_FAMILY.c.id)),
        working.correlate(FacilityPartner).scalar_subquery() == 1,  # looked up one by one
    )
    return union(select(_purchases().c.organisation_id), named)


def _seen() -> Select[str]:
    """Those of the buyers who agreed to it. A condition on groups, for PostgreSQL would begin with one on purchases."""
    bought = _purchases()
    agreed = func.max(case((bought.c.shared & bought.c.in_tender.is_(False), 1), else_=0)) == 1
    return select(bought.c.organisation_id).group_by(bought.c.organisation_id).having(agreed)


BUYERS_OF = _buyers()
SEEN_BUYERS_OF = _seen()
AT_FACILITY = _at_facility()
LINKED_AMONG = union(*_among())
IS_LINKED = union_all(*_among()).limit(1)
FACILITIES_OF = _facilities()
PARTNERED_BY = _partnered()
IS_PARTNER = (
    select(literal(1))
    .select_from(FacilityPartner)
    .join(Organisation, Organisation.id == FacilityPartner.organisation_id)
    .where(FacilityPartner.facility_id.in_(select(family_of().c.id)), _is_named())
    .limit(1)
)
LEVERAGE = _leverage()
MADE_AT = _made()
MADE_FOR = _made_for()


async def linked_to(
    unit: Unit, facility_ids: Iterable[str], *, now: datetime, among: Sequence[str] | None = None
) -> frozenset[str]:
    """The ids of the active buyers that are linked to these facilities, on the day it is in UTC; with `among`, of those
    that are among these few, which are looked up one by one.
    """
    values: dict[str, Any] = {"facilities": list(facility_ids), "today": now.date()}
    if among is None:
        return frozenset(one for (one,) in await unit.run(BUYERS_OF, values))
    return frozenset(one for (one,) in await unit.run(LINKED_AMONG, {**values, "organisations": list(among)}))


async def seen_buyers(unit: Unit, facility_id: str, *, now: datetime) -> frozenset[str]:
    """Of `linked_to` those that agreed that other buyers learn what they buy, which counts while no tender runs."""
    values = {"facilities": [facility_id], "today": now.date()}
    return frozenset(one for (one,) in await unit.run(SEEN_BUYERS_OF, values))


async def at_facility(unit: Unit, facility_id: str | None, *, now: datetime) -> frozenset[str]:
    """The ids of the organisations that may be in a facility's room: of active buyers linked to it, on the day it is in
    UTC, and of the partners and unions named at it. None of them where there is no facility.
    """
    if facility_id is None:
        return frozenset()
    values = {"facilities": [facility_id], "today": now.date()}
    return frozenset(one for (one,) in await unit.run(AT_FACILITY, values))


async def facilities_of(unit: Unit, organisation_ids: Iterable[str], *, now: datetime) -> frozenset[str]:
    """The ids of the facilities to which these organisations are linked, on the day it is in UTC."""
    values = {"organisations": list(organisation_ids), "today": now.date()}
    return frozenset(one for (one,) in await unit.run(FACILITIES_OF, values))


async def is_linked(unit: Unit, standing: Standing, facility_id: str, *, now: datetime) -> bool:
    """Whether somebody's organisation, or a consortium it is a member of, is linked to a facility."""
    values = {"facilities": [facility_id], "organisations": await _buying(unit, standing), "today": now.date()}
    return standing.is_buyer and (await unit.run(IS_LINKED, values)).first() is not None


async def may_read_facility(unit: Unit, standing: Standing, facility_id: str, *, now: datetime) -> bool:
    """Whether somebody may read what the registry says of a facility, which is TLP:AMBER, or know that it is there.

    Staff may; buyers linked to it and members of a consortium that is; partners and unions that are named at it; and
    whoever was granted it. Nobody who was denied it.
    """
    said = await clearance_reach.own(unit, standing, now=now)
    by_rule = standing.is_staff or await is_linked(unit, standing, facility_id, now=now)
    values = {"facilities": [facility_id], "organisations": [standing.organisation_id]}
    by_rule = by_rule or (await unit.run(IS_PARTNER, values)).first() is not None
    return said.opens(standing, Concern((f"facility:{facility_id}",), Label.AMBER), otherwise=by_rule)


async def readable_facility(unit: Unit, standing: Standing, code: str, *, now: datetime) -> Facility | None:
    """The facility of this code, or the one for which it stands, to somebody who may read of it; None for what is not
    there and for what is not theirs. It is read when that is decided: to make a noun of a row takes longer than to find
    none, and could be told from outside.
    """
    found = await unit.row(_CODED_ID, code=code)
    sought = found[0] if found else ""  # what is not there takes the same path
    return await unit.get(Facility, sought) if await may_read_facility(unit, standing, sought, now=now) else None


async def readable_facilities(unit: Unit, standing: Standing, *, now: datetime) -> frozenset[str] | None:
    """The ids of all facilities of which `may_read_facility` is true and that were not merged; None for every one."""
    said = await clearance_reach.own(unit, standing, now=now)
    closed, opened = said.facilities(standing, Effect.DENY), said.facilities(standing, Effect.GRANT)
    if standing.is_staff and not closed:
        return None
    unmerged = select(Facility.id).where(Facility.merged_into_id.is_(None))
    if standing.is_staff:
        return frozenset(await unit.scalars(unmerged)) - closed
    found = frozenset(one for (one,) in await unit.run(PARTNERED_BY, {"organisations": [standing.organisation_id]}))
    if standing.is_buyer:
        found |= await facilities_of(unit, await _buying(unit, standing), now=now)
    if opened:
        found |= frozenset(await unit.scalars(unmerged.where(Facility.id.in_(opened))))
    return found - closed


async def denied_facilities(unit: Unit, standing: Standing, *, now: datetime) -> frozenset[str]:
    """The ids of the facilities of which somebody may know nothing, whatever else they may; a double's, too."""
    return (await clearance_reach.own(unit, standing, now=now)).facilities(standing, Effect.DENY)


async def leverage(unit: Unit, facility_id: str, *, now: datetime) -> Leverage:
    """What the buyers linked to a facility come to together, without those in a running tender, who are hidden."""
    return Leverage.of((await unit.run(LEVERAGE, {"facilities": [facility_id], "today": now.date()})).one())


async def made_for(unit: Unit, standing: Standing, facility_id: str, *, now: datetime) -> Sequence[Made]:
    """What links somebody's organisation, or a consortium it is a member of, to a facility; staff, all that does."""
    values: dict[str, Any] = {"facilities": [facility_id], "today": now.date()}
    rows: Iterable[Any] = ()
    if standing.is_staff:
        rows = await unit.run(MADE_AT, values)
    elif standing.is_buyer:
        rows = await unit.run(MADE_FOR, {**values, "organisations": await _buying(unit, standing)})
    return [Made(link_id=link, company=company, model=model, component=part) for link, company, model, part in rows]


async def facility_coded(unit: Unit, code: str) -> Facility | None:
    """The facility of this code or, where it was merged, the one for which it stands: by as many statements as for a
    code that nobody has.
    """
    facility, into = await unit.row(_CODED, code=code) or (None, None)
    found, seen = into or facility, set[str]()
    while found is not None and found.merged_into_id and found.id not in seen:  # `facility merge` leaves no such chain
        seen.add(found.id)
        found = await unit.get(Facility, found.merged_into_id)
    return found


_INTO = aliased(Facility)
_CODED_ID = (
    select(func.coalesce(_INTO.id, Facility.id))
    .select_from(Facility)
    .outerjoin(_INTO, _INTO.id == Facility.merged_into_id)
    .where(Facility.code == bindparam("code"))
)
_CODED = (
    select(Facility, _INTO)
    .outerjoin(_INTO, _INTO.id == Facility.merged_into_id)
    .where(Facility.code == bindparam("code"))
)


async def partners_at(unit: Unit, facility_id: str) -> Sequence[FacilityPartner]:
    """The standing namings of partners and unions at a facility and those merged with it."""
    family = select(family_of().c.id)
    query = select(FacilityPartner).where(FacilityPartner.facility_id.in_(family), FacilityPartner.ended_at.is_(None))
    return await unit.scalars(query, facilities=[facility_id])


async def _buying(unit: Unit, standing: Standing) -> list[str]:
    return [standing.organisation_id, *await affiliation.consortia_of(unit, standing)]

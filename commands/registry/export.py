"""The registry read out, as files that can be taken in again: a kind each, in the order of their names."""

from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping, Sequence
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from sqlalchemy import Executable, select
from sqlalchemy.orm import aliased

from commands.engine.words import ClosedWords
from commands.registry.columns import joined
from commands.registry.intake import KINDS
from storage.affiliation import Affiliation
from storage.contract import Contract
from storage.facility import Facility, FacilityAlias, FacilityState, ProductModel, SupplyLink
from storage.organisation import Company, Organisation, OrganisationKind, OrganisationStatus, Purchase, PurchaseItem
from storage.unit import Unit

Read = Callable[[Unit, Collection[str]], Awaitable[Sequence[Sequence[Any]]]]
"""A unit, and the ids of the facilities that are left out -> the rows."""

_FACILITIES = (
    select(Facility.id, Facility.code, Facility.name, Facility.country, Facility.kind, Facility.address, Facility.state)
    .where(Facility.state != FacilityState.MERGED)  # its names are those of the one it stands for
    .order_by(Facility.country, Facility.name, Facility.code)
)

_LINKS = (
    select(
        Company.name, ProductModel.name, Facility.code, Facility.country, SupplyLink.component, SupplyLink.tier,
        SupplyLink.source, SupplyLink.confidence, SupplyLink.valid_from, SupplyLink.valid_to, SupplyLink.state,
    )
    .join(ProductModel, ProductModel.id == SupplyLink.model_id)
    .join(Company, Company.id == ProductModel.company_id)
    .join(Facility, Facility.id == SupplyLink.facility_id)
    .where(Facility.state != FacilityState.MERGED)
    .order_by(Company.name, ProductModel.name, Facility.code, SupplyLink.component)
)  # fmt: skip

_PARENT = aliased(Organisation)

# Each gives what its kind of file has, in the order of its columns (`KINDS`).
_QUERIES: Mapping[str, Executable] = MappingProxyType(
    {
        "companies": select(Company.name, Company.kind).order_by(Company.name),
        "models": select(Company.name, ProductModel.name, ProductModel.category)
        .join(Company, Company.id == ProductModel.company_id)
        .order_by(Company.name, ProductModel.name),
        "purchases": select(
            Organisation.name, Company.name, Purchase.product, ProductModel.name, PurchaseItem.starts_on,
            PurchaseItem.ends_on, PurchaseItem.volume,
        )
        .join(Organisation, Organisation.id == Purchase.organisation_id)
        .join(Company, Company.id == Purchase.company_id)
        .outerjoin(PurchaseItem, PurchaseItem.purchase_id == Purchase.id)
        .outerjoin(ProductModel, ProductModel.id == PurchaseItem.model_id)
        .order_by(Organisation.name, Company.name, ProductModel.name, PurchaseItem.starts_on),
        "contracts": select(
            Organisation.name, Company.name, Contract.reference, Contract.clauses, Contract.discloses,
            Contract.refresh_months, Contract.sharing, Contract.starts_on, Contract.ends_on,
        )
        .join(Organisation, Organisation.id == Contract.organisation_id)
        .join(Company, Company.id == Contract.company_id)
        .order_by(Organisation.name, Contract.reference),
        "organisations": select(
            Organisation.name, Organisation.kind, Organisation.country, Organisation.locales, Organisation.zone,
            Organisation.scopes, Organisation.status,
        )
        .where(Organisation.kind != OrganisationKind.STAFF, Organisation.status != OrganisationStatus.ENDED)
        .order_by(Organisation.name),
        "affiliations": select(Organisation.name, _PARENT.name, Affiliation.since)
        .join(Affiliation, (Affiliation.organisation_id == Organisation.id) & Affiliation.until.is_(None))
        .join(_PARENT, _PARENT.id == Affiliation.parent_id)
        .order_by(Organisation.name),
    }
)  # fmt: skip


async def rows(unit: Unit, kind: str, hidden: Collection[str] = ()) -> AsyncIterator[Sequence[str]]:
    """A kind of file, its header first, without the facilities of these ids. Raises KeyError for a kind that there
    isn't.
    """
    yield [column.name for column in KINDS[kind].columns(ClosedWords({}))]
    read = _AT_FACILITIES.get(kind) or _read(_QUERIES[kind])
    for row in await read(unit, hidden):
        yield [_cell(value) for value in row]


def _read(query: Executable) -> Read:
    async def read(unit: Unit, hidden: Collection[str]) -> Sequence[Sequence[Any]]:
        return (await unit.run(query)).all()

    return read


async def _links(unit: Unit, hidden: Collection[str]) -> Sequence[Sequence[Any]]:
    return (await unit.run(_LINKS.where(Facility.id.not_in(hidden)) if hidden else _LINKS)).all()


async def _facilities(unit: Unit, hidden: Collection[str]) -> Sequence[Sequence[Any]]:
    aliases: dict[str, list[str]] = defaultdict(list)
    for of, name in await unit.rows(select(FacilityAlias.facility_id, FacilityAlias.name).order_by(FacilityAlias.name)):
        aliases[of].append(name)
    return [
        (code, name, country, kind, address, joined(aliases[id_]), state)
        for id_, code, name, country, kind, address, state in await unit.rows(_FACILITIES)
        if id_ not in hidden
    ]


_AT_FACILITIES: Mapping[str, Read] = MappingProxyType({"facilities": _facilities, "links": _links})


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, frozenset):
        return joined(sorted(value))
    return value.value if isinstance(value, StrEnum) else str(value)

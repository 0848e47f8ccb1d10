"""Facilities found by what people call them, and what is kept of them beside their own row."""

from collections.abc import Sequence

from sqlalchemy import select, update

from commands.engine.work import Work
from storage import directory, linkage
from storage.access import Label
from storage.doubles import Site, pairs
from storage.facility import Facility, FacilityAlias, FacilityState, ProductModel, SupplyLink
from storage.naming import key, namesake
from storage.organisation import Company
from storage.refusal import Absent, Refusal
from storage.unit import Unit


async def facility_of(work: Work, code: str) -> Facility:
    """The facility of this code. Raises Absent, to whom it was denied, too, and Refusal for one that another stands
    for.
    """
    work.read(Label.AMBER)
    found = await work.unit.scalar(select(Facility).where(Facility.code == code))
    standing = await directory.standing_of(work.unit, work.person)
    sought = found.id if found else ""  # what is not there takes the same path
    if not await linkage.may_read_facility(work.unit, standing, sought, now=work.now) or found is None:
        raise Absent
    work.about(f"facility:{found.id}")
    if found.merged_into_id is not None:
        into = await work.unit.session.get_one(Facility, found.merged_into_id)
        raise Refusal("facility-merged", code=found.code, into=into.code)
    return found


async def readable(work: Work, code: str) -> Facility:
    """The facility of this code, or the one that stands for it, to somebody who may read of it. Raises Absent, the same
    for what is not there and for what is not theirs.
    """
    standing = await directory.standing_of(work.unit, work.person)
    found = await linkage.readable_facility(work.unit, standing, code, now=work.now)
    if found is None:
        raise Absent
    work.about(f"facility:{found.id}")
    return found


async def called(work: Work, name: str, country: str) -> Facility | None:
    """The facility of this name, or with this alias, in a country; whatever its case, as far as that country's go. One
    that the asker was denied is none to them: they make a double, which others will find. Raises Refusal for a name
    that only looks like another's there.
    """
    hidden = await hidden_from(work)
    names = {known: of for of, known in await _names_in(work.unit, country) if of not in hidden}
    found = namesake(name, names)
    return await work.unit.get(Facility, names[found]) if found else None


async def hidden_from(work: Work) -> frozenset[str]:
    """The ids of the facilities that the asker was denied."""
    standing = await directory.standing_of(work.unit, work.person)
    return await linkage.denied_facilities(work.unit, standing, now=work.now)


async def aliases_of(unit: Unit, facility: Facility) -> Sequence[FacilityAlias]:
    """Its other names."""
    query = select(FacilityAlias).where(FacilityAlias.facility_id == facility.id).order_by(FacilityAlias.name)
    return await unit.scalars(query)


async def model_of(work: Work, company: str, name: str) -> ProductModel:
    """A company's model, whatever its case. Raises Refusal."""
    found = await directory.company_named(work.unit, company)
    if found is None:
        raise Absent
    for model in await work.unit.scalars(select(ProductModel).where(ProductModel.company_id == found.id)):
        if key(model.name) == key(name):
            return model
    raise Refusal("model-unknown", name=name, company=found.name)


async def link_of(work: Work, facility: Facility, company: str, model: str, component: str) -> SupplyLink | None:
    """The link of a model, or of a part of it, with a facility."""
    of = await model_of(work, company, model)
    query = select(SupplyLink).where(
        SupplyLink.facility_id == facility.id, SupplyLink.model_id == of.id, SupplyLink.component == component
    )
    return await work.unit.scalar(query)


async def links_of(unit: Unit, facility: Facility) -> Sequence[tuple[SupplyLink, ProductModel, Company]]:
    """All its links, with the model and the company of each."""
    query = (
        select(SupplyLink, ProductModel, Company)
        .join(ProductModel, ProductModel.id == SupplyLink.model_id)
        .join(Company, Company.id == ProductModel.company_id)
        .where(SupplyLink.facility_id == facility.id)
        .order_by(Company.name, ProductModel.name, SupplyLink.component)
    )
    return await unit.rows(query)


async def doubles_in(work: Work, country: str) -> list[tuple[Facility, Facility, int]]:
    """Facilities of a country that may be one, and how near their names are of 100, the nearest first: of those that
    the asker was not denied.
    """
    unit, hidden = work.unit, await hidden_from(work)
    query = select(Facility).where(Facility.country == country, Facility.state != FacilityState.MERGED)
    found = await unit.scalars(query.order_by(Facility.created_at, Facility.code))
    there = [one for one in found if one.id not in hidden]
    places = {one.id: order for order, one in enumerate(there)}
    names: list[list[str]] = [[] for _ in there]
    for of, name in await _names_in(unit, country):
        if of in places:
            names[places[of]].append(name)
    sites = [
        Site(order=order, country=country, names=tuple(names[order]), address=one.address)
        for order, one in enumerate(there)
    ]
    return [(there[one], there[other], score) for one, other, score in pairs(sites)]


async def merge(work: Work, double: Facility, into: Facility) -> tuple[int, int]:
    """Have one stand for the other, with all it had; how many links and names went over."""
    double.merge_into(into)
    theirs = {(link.model_id, link.component): link for link, _, _ in await links_of(work.unit, into)}
    moved = [link for link, _, _ in await links_of(work.unit, double)]
    for link in moved:
        if (same := theirs.get((link.model_id, link.component))) is not None:
            same.take_over(link, by=work.person.id)
        else:
            link.facility_id = into.id
    known = {key(one) for one in (into.name, *(alias.name for alias in await aliases_of(work.unit, into)))}
    old = await aliases_of(work.unit, double)
    new = [one for one in dict.fromkeys((double.name, *(alias.name for alias in old))) if key(one) not in known]
    for alias in old:
        await work.unit.session.delete(alias)
    for name in new:
        work.add(FacilityAlias(facility_id=into.id, name=name))
    earlier = update(Facility).where(Facility.merged_into_id == double.id)
    await work.unit.change(earlier.values(merged_into_id=into.id))
    return len(moved), len(new)


async def _names_in(unit: Unit, country: str) -> list[tuple[str, str]]:
    """Every name of every facility of a country that stands for itself, with its id."""
    here = (Facility.country == country) & (Facility.state != FacilityState.MERGED)
    own = await unit.rows(select(Facility.id, Facility.name).where(here))
    others = select(FacilityAlias.facility_id, FacilityAlias.name).join(
        Facility, Facility.id == FacilityAlias.facility_id
    )
    return [(of, name) for of, name in (*own, *await unit.rows(others.where(here)))]

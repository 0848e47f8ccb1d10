"""Who is linked to a facility: by what is bought, confirmed, and made there today; and nobody else."""

import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import CompoundSelect, Select, text

from storage import directory, linkage
from storage.access import Label
from storage.audience import Audience, AudienceKind, Reach, Standing
from storage.base import Base
from storage.clearance import Clearance, Effect
from storage.facility import Facility, FacilityKind, FacilityState, LinkState, ProductModel, SupplyLink
from storage.leverage import OF_COMPANY, Following, Leverage, of_company
from storage.linkage import FacilityPartner
from storage.organisation import (
    Company,
    Organisation,
    OrganisationKind,
    OrganisationStatus,
    Purchase,
    PurchaseItem,
    VolumeBand,
)
from storage.unit import Storage, Unit
from tests.storage.plans import listening

NOW = datetime(2027, 1, 11, 9, 0, tzinfo=UTC)
TODAY = NOW.date()
BUYER, CONSORTIUM = OrganisationKind.AFFILIATE, OrganisationKind.CONSORTIUM


def facility(name: str) -> Facility:
    return Facility(code=f"FAC-{name[:4]}", name=name, country="CZ", kind=FacilityKind.ASSEMBLY, created_at=NOW)


@dataclass(kw_only=True)
class Chain:
    """Ghent buys from Volta, whose bus is made at the plant, whose van is made elsewhere."""

    unit: Unit
    ghent: Organisation
    purchase: Purchase
    volta: Company
    bus: ProductModel
    van: ProductModel
    plant: Facility
    elsewhere: Facility
    link: SupplyLink

    async def keep(self, *nouns: Base) -> None:
        for noun in nouns:
            self.unit.session.add(noun)
            await self.unit.session.flush()

    async def change(self, noun: str, **fields: Any) -> None:
        for name, value in fields.items():
            setattr(getattr(self, noun), name, value)
        await self.unit.session.flush()

    async def names(self, model: ProductModel | None, volume: VolumeBand = VolumeBand.UNKNOWN) -> None:
        """Ghent's purchase names a model."""
        item = PurchaseItem(
            purchase_id=self.purchase.id, model_id=model.id if model else None, volume=volume, created_at=NOW
        )
        await self.keep(item)

    async def merge(self, one: Facility, into: Facility) -> None:
        one.state, one.merged_into_id = FacilityState.MERGED, into.id
        await self.unit.session.flush()

    async def buyer(self, name: str, country: str, volume: VolumeBand | None = None) -> Organisation:
        """Another one, who buys the bus."""
        one = Organisation(name=name, kind=BUYER, country=country, created_at=NOW)
        await self.keep(one)
        bought = Purchase(organisation_id=one.id, company_id=self.volta.id, confirmed_by="x", created_at=NOW)
        await self.keep(bought)
        if volume is not None:
            await self.keep(PurchaseItem(purchase_id=bought.id, model_id=self.bus.id, volume=volume, created_at=NOW))
        return one

    async def agreed(self, place: Facility | None = None) -> bool:
        """Whether Ghent is linked, which all five questions have to answer alike."""
        where = place or self.plant
        standing = Standing(person_id="p", organisation_id=self.ghent.id, is_staff=False, is_buyer=True)
        answers = {
            self.ghent.id in await linkage.linked_to(self.unit, [where.id], now=NOW),
            await linkage.is_linked(self.unit, standing, where.id, now=NOW),
            self.ghent.id in await linkage.linked_to(self.unit, [where.id], now=NOW, among=[self.ghent.id]),
            self.ghent.id in await linkage.at_facility(self.unit, where.id, now=NOW),
        }
        if where.state is not FacilityState.MERGED:
            answers.add(where.id in await linkage.facilities_of(self.unit, [self.ghent.id], now=NOW))
        assert len(answers) == 1
        return answers.pop()


@pytest_asyncio.fixture
async def chain(storage: Storage) -> AsyncIterator[Chain]:
    async with storage.unit() as unit:
        ghent = Organisation(name="Ghent", kind=BUYER, country="BE", created_at=NOW)
        volta = Company(name="Volta", created_at=NOW)
        plant, elsewhere = facility("Plant"), facility("Elsewhere")
        unit.session.add_all([ghent, volta, plant, elsewhere])
        await unit.session.flush()
        bus, van = (ProductModel(company_id=volta.id, name=name, created_at=NOW) for name in ("bus", "van"))
        purchase = Purchase(organisation_id=ghent.id, company_id=volta.id, confirmed_by="sofia", created_at=NOW)
        unit.session.add_all([bus, van, purchase])
        await unit.session.flush()
        link = SupplyLink(model_id=bus.id, facility_id=plant.id, state=LinkState.CONFIRMED, created_at=NOW)
        other = SupplyLink(model_id=van.id, facility_id=elsewhere.id, state=LinkState.CONFIRMED, created_at=NOW)
        unit.session.add_all([link, other])
        await unit.session.flush()
        yield Chain(
            unit=unit, ghent=ghent, purchase=purchase, volta=volta, bus=bus, van=van, plant=plant,
            elsewhere=elsewhere, link=link,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("noun", "fields", "is_linked"),
    [
        ("link", {}, True),
        ("ghent", {"kind": CONSORTIUM}, True),
        ("plant", {"state": FacilityState.CLOSED}, True),
        ("link", {"valid_from": TODAY, "valid_to": TODAY}, True),
        ("link", {"valid_to": date(2027, 1, 10)}, False),
        ("link", {"valid_from": date(2027, 1, 12)}, False),
        ("link", {"state": LinkState.PENDING}, False),
        ("link", {"state": LinkState.REJECTED}, False),
        ("link", {"state": LinkState.MERGED}, False),
        ("purchase", {"confirmed_by": None}, False),
        ("ghent", {"status": OrganisationStatus.ENDED}, False),
        ("ghent", {"kind": OrganisationKind.PARTNER}, False),
        ("ghent", {"kind": OrganisationKind.UNION}, False),
        ("ghent", {"kind": OrganisationKind.STAFF}, False),
    ],
)
@pytest.mark.parametrize("names_it", [False, True], ids=["no model named", "the model named"])
async def test_each_step_from_a_buyer_to_a_facility_decides(
    chain: Chain, noun: str, fields: dict[str, Any], is_linked: bool, names_it: bool
) -> None:
    if names_it:
        await chain.names(chain.bus)
    assert await chain.agreed()
    await chain.change(noun, **fields)
    assert await chain.agreed() is is_linked


async def test_who_names_models_is_linked_through_these_alone(chain: Chain) -> None:
    assert await chain.agreed(chain.elsewhere)
    await chain.names(None)
    assert await chain.agreed(chain.elsewhere), "no model is named yet"
    await chain.names(chain.bus)
    assert await chain.agreed()
    assert not await chain.agreed(chain.elsewhere)
    await chain.names(chain.van)
    assert await chain.agreed(chain.elsewhere)


@pytest.mark.parametrize("names_it", [False, True], ids=["no model named", "the model named"])
async def test_nobody_is_linked_through_what_others_buy_or_sell(chain: Chain, names_it: bool) -> None:
    rival = Company(name="Rival", created_at=NOW)
    await chain.keep(rival)
    car = ProductModel(company_id=rival.id, name="car", created_at=NOW)
    await chain.keep(car)
    oslo = await chain.buyer("Oslo", "NO", VolumeBand.SMALL if names_it else None)
    await chain.change("purchase", company_id=rival.id)
    if names_it:
        await chain.names(car)
    assert not await chain.agreed()
    assert await linkage.linked_to(chain.unit, [chain.plant.id], now=NOW) == {oslo.id}
    assert await linkage.facilities_of(chain.unit, [chain.ghent.id], now=NOW) == frozenset()
    both = await linkage.facilities_of(chain.unit, [oslo.id], now=NOW)
    assert both == ({chain.plant.id} if names_it else {chain.plant.id, chain.elsewhere.id})


async def test_a_buyer_is_told_which_of_its_purchases_are_made_there_and_staff_all_that_is(chain: Chain) -> None:
    rival, member = Company(name="Rival", created_at=NOW), Organisation(name="Delft", kind=BUYER, created_at=NOW)
    await chain.keep(rival, member)
    car = ProductModel(company_id=rival.id, name="car", created_at=NOW)
    await chain.keep(car)
    for model, part, state in (
        (car, "brakes", LinkState.CONFIRMED), (chain.van, "axles", LinkState.CONFIRMED), (car, "", LinkState.PENDING)
    ):  # fmt: skip
        made = SupplyLink(model_id=model.id, facility_id=chain.plant.id, component=part, state=state, created_at=NOW)
        await chain.keep(made)

    async def told(one: Organisation = chain.ghent, **more: Any) -> list[str]:
        fields = {"is_staff": False, "is_buyer": True, **more}
        standing = Standing(person_id="p", organisation_id=one.id, **fields)
        found = await linkage.made_for(chain.unit, standing, chain.plant.id, now=NOW)
        return [" ".join(filter(None, (one.company, one.model, one.component))) for one in found]

    assert await told() == ["Volta bus", "Volta van axles"], "no model is named, so all of the company's"
    assert await told(is_staff=True) == ["Rival car brakes", "Volta bus", "Volta van axles"]
    assert await told(is_buyer=False) == []
    assert await told(member) == []
    assert await told(member, through=chain.ghent.id) == ["Volta bus", "Volta van axles"], "as one of a consortium"
    await chain.change("purchase", confirmed_by=None)
    assert await told() == []
    await chain.change("purchase", confirmed_by="sofia")
    await chain.names(None)
    assert await told() == ["Volta bus", "Volta van axles"], "no model is named yet"
    await chain.change("ghent", status=OrganisationStatus.SUSPENDED)
    assert await told() == []
    await chain.names(chain.bus)
    assert await told() == [], "though another buyer is active"
    await chain.change("ghent", status=OrganisationStatus.ACTIVE)
    assert await told() == ["Volta bus"]
    assert await told(member) == []
    await chain.change("purchase", company_id=rival.id)
    assert await told() == ["Volta bus"], "by a reseller, too"
    await chain.change("purchase", confirmed_by=None)
    assert await told() == []
    await chain.change("purchase", confirmed_by="sofia")
    await chain.change("link", valid_to=date(2027, 1, 10))
    assert await told() == []
    assert await told(is_staff=True) == ["Rival car brakes", "Volta van axles"]


async def test_a_facility_is_found_by_its_own_code_and_a_partner_is_named_at_one_alone(chain: Chain) -> None:
    assert await linkage.facility_coded(chain.unit, chain.plant.code) is chain.plant
    assert await linkage.facility_coded(chain.unit, chain.elsewhere.code) is chain.elsewhere
    assert await linkage.facility_coded(chain.unit, "FAC-2222") is None
    watch, union = (
        Organisation(name=name, kind=kind, created_at=NOW)
        for name, kind in (("Watch", OrganisationKind.PARTNER), ("Union", OrganisationKind.UNION))
    )
    root = facility("Root")
    await chain.keep(watch, union, root)
    here, there, over = (
        FacilityPartner(facility_id=where.id, organisation_id=one.id, named_by="sofia", since=NOW, ended_at=ended)
        for one, where, ended in ((watch, chain.plant, None), (watch, chain.elsewhere, None), (union, chain.plant, NOW))
    )
    await chain.keep(here, over)
    standing = Standing(person_id="p", organisation_id=watch.id, is_staff=False, is_buyer=False)
    assert await linkage.may_read_facility(chain.unit, standing, chain.plant.id, now=NOW)
    assert not await linkage.may_read_facility(chain.unit, standing, chain.elsewhere.id, now=NOW)
    await chain.keep(there)
    assert list(await linkage.partners_at(chain.unit, chain.plant.id)) == [here]
    await chain.merge(chain.plant, root)
    assert list(await linkage.partners_at(chain.unit, root.id)) == [here]


async def test_what_is_bought_of_a_reseller_links_through_the_model_of_the_brand(chain: Chain) -> None:
    reseller = Company(name="Shop", created_at=NOW)
    await chain.keep(reseller)
    await chain.change("purchase", company_id=reseller.id)
    assert not await chain.agreed()
    await chain.names(chain.bus)
    assert await chain.agreed()


async def test_who_may_be_at_the_table_and_who_is_seen_there(chain: Chain) -> None:
    unit, (plant, elsewhere) = chain.unit, (chain.plant.id, chain.elsewhere.id)
    oslo = await chain.buyer("Oslo", "NO", VolumeBand.SMALL)
    watch, helpers = (
        Organisation(name=name, kind=OrganisationKind.PARTNER, created_at=NOW) for name in ("Watch", "Helpers")
    )
    await chain.keep(watch, helpers)
    naming, other_naming = (
        FacilityPartner(facility_id=where, organisation_id=one.id, named_by="sofia", since=NOW)
        for where, one in ((plant, watch), (elsewhere, helpers))
    )
    await chain.keep(naming, other_naming)
    ghent = chain.ghent.id
    assert await linkage.at_facility(unit, None, now=NOW) == frozenset(), "a room without a facility has no table"
    assert await linkage.at_facility(unit, plant, now=NOW) == {ghent, oslo.id, watch.id}
    assert await linkage.at_facility(unit, elsewhere, now=NOW) == {ghent, helpers.id}
    assert await linkage.linked_to(unit, [plant], now=NOW, among=[oslo.id, watch.id]) == {oslo.id}
    for noun, field, other in (
        (watch, "status", OrganisationStatus.SUSPENDED),
        (watch, "kind", OrganisationKind.STAFF),
        (naming, "ended_at", NOW),
    ):
        before = getattr(noun, field)
        setattr(noun, field, other)
        await unit.session.flush()
        assert await linkage.at_facility(unit, plant, now=NOW) == {ghent, oslo.id}
        setattr(noun, field, before)
    assert await linkage.seen_buyers(unit, plant, now=NOW) == frozenset(), "nobody agreed to it"
    await chain.change("purchase", shared=True)
    assert await linkage.seen_buyers(unit, plant, now=NOW) == {ghent}
    await chain.change("purchase", in_tender=True)
    assert await linkage.seen_buyers(unit, plant, now=NOW) == frozenset()
    assert await linkage.at_facility(unit, plant, now=NOW) == {ghent, oslo.id, watch.id}, "who is in a tender stays"


async def test_a_merged_facility_stands_for_the_one_it_was_merged_into(chain: Chain) -> None:
    double, root = facility("Double"), facility("Root")
    await chain.keep(double, root)
    assert not await chain.agreed(root)
    assert not await chain.agreed(double)
    await chain.merge(double, root)
    await chain.merge(chain.plant, root)
    assert await chain.agreed(root)
    assert await chain.agreed(double), "both are one"
    assert await chain.agreed(chain.plant)
    assert chain.plant.id not in await linkage.facilities_of(chain.unit, [chain.ghent.id], now=NOW)
    assert await linkage.facility_coded(chain.unit, double.code) is root
    lone, twin = facility("Lone"), facility("Twin")
    await chain.keep(lone, twin)
    await chain.merge(twin, chain.plant)
    assert await chain.agreed(twin)
    assert not await chain.agreed(lone), "what others were merged into is nothing to it"
    await chain.change("plant", state=FacilityState.OPEN, merged_into_id=None)
    assert not await chain.agreed(root), "taken apart again"
    assert await chain.agreed()


async def test_facilities_merged_in_a_circle_come_to_an_end(chain: Chain) -> None:
    await chain.merge(chain.plant, chain.elsewhere)
    await chain.merge(chain.elsewhere, chain.plant)
    assert chain.ghent.id in await linkage.linked_to(chain.unit, [chain.plant.id], now=NOW)
    assert await linkage.facilities_of(chain.unit, [chain.ghent.id], now=NOW) == frozenset()
    assert await linkage.facility_coded(chain.unit, chain.plant.code) is not None


async def test_what_is_there_by_another_code_takes_no_longer_than_what_is_not(storage: Storage) -> None:
    root = facility("Root")
    async with storage.unit() as unit:
        unit.add(root)
        await unit.flush()
        double = facility("Double")
        double.state, double.merged_into_id = FacilityState.MERGED, root.id
        unit.add(double)
    staff = Standing(person_id="p", organisation_id="o", is_staff=True, is_buyer=False)
    for code, known in (("FAC-2222", None), (root.code, "Root"), (double.code, "Root")):
        async with storage.unit() as unit:
            with listening(storage) as heard:
                found = await linkage.facility_coded(unit, code)
            readable = await linkage.readable_facility(unit, staff, code, now=NOW)
        assert (found and found.name, len(heard.statements)) == (known, 1)
        assert readable is found


async def test_nothing_is_read_of_a_facility_that_is_not_theirs(storage: Storage) -> None:
    root = facility("Root")
    async with storage.unit() as unit:
        unit.add(root)
    for is_staff in (False, True):
        standing = Standing(person_id="p", organisation_id="o", is_staff=is_staff, is_buyer=True)
        async with storage.unit() as unit:
            with listening(storage) as heard:
                found = await linkage.readable_facility(unit, standing, root.code, now=NOW)
            assert (found is not None) is is_staff
            assert any("facility.address" in one for one in heard.statements) is is_staff, "a noun takes time to make"
            assert await linkage.readable_facility(unit, standing, "FAC-2222", now=NOW) is None


async def test_an_audience_of_those_linked_is_asked_anew(chain: Chain) -> None:
    audience = Audience(AudienceKind.LINKED, (chain.plant.id,), ("watch",))
    both = Reach(organisations=frozenset({chain.ghent.id, "watch"}))
    assert await directory.reach(chain.unit, audience, now=NOW) == both
    await chain.change("link", state=LinkState.REJECTED)
    assert await directory.reach(chain.unit, audience, now=NOW) == Reach(organisations=frozenset({"watch"}))
    nowhere = Audience(AudienceKind.LINKED, ("",))
    assert await directory.reach(chain.unit, nowhere, now=NOW) == Reach()


async def test_who_may_read_of_a_facility(chain: Chain) -> None:
    consortium = Organisation(name="Together", kind=CONSORTIUM, created_at=NOW)
    watch = Organisation(name="Watch", kind=OrganisationKind.PARTNER, created_at=NOW)
    union = Organisation(name="Union", kind=OrganisationKind.UNION, created_at=NOW)
    stranger = Organisation(name="Delft", kind=BUYER, created_at=NOW)
    await chain.keep(consortium, watch, union, stranger)

    async def may(one: Organisation, *, through: Organisation | None = None, staff: bool = False) -> bool:
        standing = Standing(
            person_id="p", organisation_id=one.id, is_staff=staff, is_buyer=one.is_buyer,
            through=through.id if through else None,
        )  # fmt: skip
        found = await linkage.may_read_facility(chain.unit, standing, chain.plant.id, now=NOW)
        listed = await linkage.readable_facilities(chain.unit, standing, now=NOW)
        assert found is (listed is None or chain.plant.id in listed)
        of_nothing = await linkage.denied_facilities(chain.unit, standing, now=NOW)
        assert of_nothing == (frozenset({chain.plant.id}) if one is denied_to else frozenset())
        return found

    denied_to: Organisation | None = None

    assert await may(chain.ghent)
    assert await may(stranger, staff=True)
    for one in (watch, union, stranger, consortium):
        assert not await may(one)
    assert await may(stranger, through=chain.ghent), "a member reads what is AMBER with its consortium"
    assert not await may(stranger, through=consortium)
    assert not await may(watch, through=chain.ghent), "who does not buy is no client"
    named = [
        FacilityPartner(facility_id=chain.plant.id, organisation_id=one.id, named_by="sofia", since=NOW)
        for one in (watch, stranger)
    ]
    await chain.keep(*named)
    assert await may(watch)
    assert not await may(union)
    assert not await may(stranger), "who buys is linked by what it buys, and by nothing else"
    granted = Clearance(
        code="CLR-7KQ4", effect=Effect.GRANT, subject=f"facility:{chain.plant.id}", organisation_id=union.id,
        label=Label.AMBER, said_by="sofia", said_at=NOW, since=NOW,
    )  # fmt: skip
    await chain.keep(granted)
    chain.unit.memo.clear()  # what was asked about somebody is asked once in a unit
    assert await may(union), "who was granted it"
    outside = Standing(person_id="u", organisation_id=union.id, is_staff=False, is_buyer=False)
    assert await linkage.readable_facilities(chain.unit, outside, now=NOW) == frozenset({chain.plant.id})
    denied = Clearance(
        code="CLR-2222", effect=Effect.DENY, subject=f"facility:{chain.plant.id}", organisation_id=chain.ghent.id,
        label=Label.AMBER, said_by="sofia", said_at=NOW, since=NOW,
    )  # fmt: skip
    await chain.keep(denied)
    denied_to = chain.ghent
    chain.unit.memo.clear()
    assert not await may(chain.ghent), "who was denied it, linked or not"
    assert not await may(chain.ghent, staff=True)
    chain.unit.memo.clear()
    assert await may(union), "whoever else was granted it"
    granted.lifted_at = denied.lifted_at = NOW
    await chain.unit.session.flush()
    chain.unit.memo.clear()
    root = facility("Root")
    await chain.keep(root)
    await chain.merge(chain.plant, root)
    standing = Standing(person_id="p", organisation_id=watch.id, is_staff=False, is_buyer=False)
    assert await linkage.may_read_facility(chain.unit, standing, root.id, now=NOW)
    assert await linkage.readable_facilities(chain.unit, standing, now=NOW) == frozenset({root.id})
    named[0].ended_at = NOW
    await chain.unit.session.flush()
    assert not await linkage.may_read_facility(chain.unit, standing, root.id, now=NOW)
    assert await linkage.readable_facilities(chain.unit, standing, now=NOW) == frozenset()


async def test_staff_read_of_every_facility_that_stands_for_itself_but_what_they_were_denied(chain: Chain) -> None:
    root = facility("Root")
    await chain.keep(root)
    await chain.merge(chain.elsewhere, root)
    staff = Standing(person_id="s", organisation_id=chain.ghent.id, is_staff=True, is_buyer=False)
    assert await linkage.readable_facilities(chain.unit, staff, now=NOW) is None, "every one, without a list"
    denied = Clearance(
        code="CLR-2222", effect=Effect.DENY, subject=f"facility:{chain.plant.id}", organisation_id=chain.ghent.id,
        label=Label.AMBER, said_by="sofia", said_at=NOW, since=NOW,
    )  # fmt: skip
    await chain.keep(denied)
    chain.unit.memo.clear()
    assert await linkage.readable_facilities(chain.unit, staff, now=NOW) == frozenset({root.id})


async def test_leverage_is_counted_by_buyer_with_the_widest_of_its_bands(chain: Chain) -> None:
    await chain.names(chain.bus, VolumeBand.MEDIUM)
    await chain.buyer("Oslo", "NO", VolumeBand.LARGE)
    await chain.buyer("Lyon", "FR")
    found = await linkage.leverage(chain.unit, chain.plant.id, now=NOW)
    assert found == Leverage(buyers=3, countries=3, known=2, known_countries=2, bands=(0, 1, 1, 0))
    assert found.following is Following.FEW
    assert found.spending is VolumeBand.UNKNOWN, "two who are known are too few"
    await chain.buyer("Bergen", "NO", VolumeBand.SMALL)
    found = await linkage.leverage(chain.unit, chain.plant.id, now=NOW)
    assert found == Leverage(buyers=4, countries=3, known=3, known_countries=2, bands=(1, 1, 1, 0))
    assert found.spending is VolumeBand.LARGE
    await chain.change("purchase", in_tender=True)
    assert (await linkage.leverage(chain.unit, chain.plant.id, now=NOW)).buyers == 3
    assert await chain.agreed(), "a tender hides a buyer, and takes no reading away"


@pytest.mark.parametrize(
    ("noun", "fields"),
    [
        ("purchase", {"confirmed_by": None}),
        ("purchase", {"in_tender": True}),
        ("ghent", {"status": OrganisationStatus.SUSPENDED}),
        ("ghent", {"kind": OrganisationKind.PARTNER}),
    ],
)
async def test_of_a_company_those_alone_are_counted_who_buy_there_and_are_buyers_now(
    chain: Chain, noun: str, fields: dict[str, Any]
) -> None:
    rival = Company(name="Rival", created_at=NOW)
    await chain.keep(rival)
    oslo = await chain.buyer("Oslo", "NO", VolumeBand.SMALL)
    await chain.buyer("Lyon", "FR")
    await chain.keep(Purchase(organisation_id=oslo.id, company_id=rival.id, confirmed_by="x", created_at=NOW))
    assert (await of_company(chain.unit, rival.id)).buyers == 1
    assert (await of_company(chain.unit, chain.volta.id)).buyers == 3
    await chain.change(noun, **fields)
    assert (await of_company(chain.unit, chain.volta.id)).buyers == 2


@pytest.mark.parametrize(
    ("buyers", "countries", "following"),
    [
        (0, 0, None),
        (2, 2, None),
        (3, 1, None),
        (3, 2, Following.FEW),
        (5, 2, Following.FEW),
        (6, 2, Following.SOME),
        (14, 2, Following.SOME),
        (15, 2, Following.MANY),
        (49, 2, Following.MANY),
        (50, 2, Following.VERY_MANY),
    ],
)
def test_few_buyers_are_never_counted(buyers: int, countries: int, following: Following | None) -> None:
    counted = Leverage(
        buyers=buyers, countries=countries, known=buyers, known_countries=countries, bands=(0, 0, 0, buyers)
    )
    assert counted.following is following
    assert (counted.spending is VolumeBand.UNKNOWN) is (following is None)


def test_what_is_spent_is_added_up() -> None:
    def spent(*bands: int) -> VolumeBand:
        return Leverage(buyers=30, countries=2, known=30, known_countries=2, bands=bands).spending

    assert spent(30, 0, 0, 0) is VolumeBand.SMALL
    assert spent(29, 1, 0, 0) is VolumeBand.MEDIUM
    assert spent(20, 10, 0, 0) is VolumeBand.LARGE
    assert spent(20, 9, 0, 1) is VolumeBand.VERY_LARGE
    assert spent(20, 0, 10, 0) is VolumeBand.VERY_LARGE


Statement = Select[Any] | CompoundSelect[Any]
STATEMENTS: dict[str, Statement] = {
    "buyers": linkage.BUYERS_OF,
    "buyers that may be seen": linkage.SEEN_BUYERS_OF,
    "at the table": linkage.AT_FACILITY,
    "is linked": linkage.IS_LINKED,
    "linked among": linkage.LINKED_AMONG,
    "facilities": linkage.FACILITIES_OF,
    "named": linkage.PARTNERED_BY,
    "is named": linkage.IS_PARTNER,
    "leverage": linkage.LEVERAGE,
    "leverage of a company": OF_COMPANY,
}
SCANS = {"Seq Scan", "Index Scan", "Index Only Scan", "Bitmap Heap Scan"}
FULL_SCAN = re.compile(
    r"SCAN (organisation|purchase|purchase_item|product_model|supply_link|facility|facility_partner)\b"
    r"|AUTOMATIC|BLOOM|ANY\("
)


CROWD = {
    "organisation": "'o' || i, 'City ' || i, 'affiliate', 'BE', NULL, 'active', false, '', '', ''",
    "company": "'c' || i, 'Company ' || i, 'brand'",
    "facility": "'f' || i, 'FAC-' || i, 'Plant', 'CZ', '', 'mine', 'open', CASE i % 20 WHEN 1 THEN 'f' || (i - 1) END",
    "product_model": "'m' || i, 'c' || (i / 20), 'Model ' || i, ''",
    "supply_link": "'l' || i, 'm' || i, 'f' || (i / 5), '', 1, '', 'high', NULL, NULL, 'confirmed', NULL",
    "purchase": "'p' || i, 'o' || (i / 5), 'c' || i, '', 'x', false, false",
    "purchase_item": "'i' || i, 'p' || (i / 2), 'm' || i, NULL, NULL, 'small'",
    "facility_partner": "'n' || i, 'f' || i, 'o' || i, 'x'",
}
"""A table's rows without their last columns (when it was made; and NULL, for what a partner's naming ended)."""


async def crowd(chain: Chain, count: int = 3_000) -> None:
    """So many of each that a database which knows it looks for an index."""
    for table, row in CROWD.items():
        columns = ", ".join(one.name for one in Base.metadata.tables[table].columns if one.name != "ended_at")
        numbers = f"WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {count})"
        rows = f"SELECT {row}, CURRENT_TIMESTAMP FROM n"
        await chain.unit.run(text(f"{numbers} INSERT INTO {table} ({columns}) {rows}"))
    await chain.unit.run(text("ANALYZE"))


async def full_scans(unit: Unit, statement: Statement, facility: str = "f20") -> list[str]:
    """The tables of the supply chain that are read from end to end, or whose index is, as the database plans it.

    PostgreSQL thinks a recursion ten times as long as it is, and reads what is as small as in a test at once: told to
    go from row to row, it still reads a whole table, or a whole index in its place, where no index would do.
    """
    values = {"facilities": [facility], "organisations": ["o20"], "company": "c20", "today": TODAY}
    bound = {name: value for name, value in values.items() if name in statement.compile().params}
    dialect = (await unit.session.connection()).dialect
    literal = statement.params(**bound).compile(dialect=dialect, compile_kwargs={"literal_binds": True})
    if unit.dialect == "sqlite":
        plan = [row[-1] for row in await unit.run(text(f"EXPLAIN QUERY PLAN {literal}"))]
        return [line for line in plan if FULL_SCAN.search(line)]
    for way in ("seqscan", "hashjoin", "mergejoin"):
        await unit.run(text(f"SET LOCAL enable_{way} = off"))
    (top,) = (await unit.run(text(f"EXPLAIN (FORMAT JSON) {literal}"))).scalar_one()
    scans = [node for node in _nodes(top["Plan"]) if node["Node Type"] in SCANS]
    return [str(node) for node in scans if not {"Index Cond", "Recheck Cond"} & node.keys()]


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for below in plan.get("Plans", ()):
        yield from _nodes(below)


@pytest.mark.later
async def test_no_question_reads_a_whole_table(chain: Chain) -> None:
    await crowd(chain)
    scans = {name: await full_scans(chain.unit, one) for name, one in STATEMENTS.items()}
    assert scans == {name: [] for name in STATEMENTS}
    await chain.unit.run(text("DROP INDEX ix_facility_merged_into_id"))
    seen = await full_scans(chain.unit, linkage.BUYERS_OF, "f40")  # another text: SQLite keeps the plan of the first
    assert seen, "the control: a plan that reads a whole table is seen"
    await chain.unit.session.rollback()

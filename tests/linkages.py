"""A plant where Volta's bus is made, to which those are linked who buy from Volta: Lyon and Oslo, and not Ghent."""

from typing import Any

from sqlalchemy import select

from storage.base import Base
from storage.facility import Facility, FacilityKind, FacilityState, LinkState, ProductModel, SupplyLink
from storage.organisation import Company, Organisation, Purchase, PurchaseItem
from tests.cast import Cast
from tests.summaries import COMPANY, with_buyers

PLANT, PLACE = "FAC-7KQ4", "Plant Seven"
ROOT = "FAC-R22T"  # that nobody is linked to
CONSORTIUM = "Buying Together"


async def with_plant(cast: Cast) -> Cast:
    """The network with its buyers, and the plant."""
    await with_buyers(cast)
    await add_models(cast)
    return await add_plant(cast)


async def add_models(cast: Cast) -> None:
    """What Volta sells: a bus and a van."""
    company = await id_of(cast, Company, name=COMPANY)
    async with cast.app.storage.unit() as unit:
        for name in ("Bus", "Van"):
            unit.add(ProductModel(company_id=company, name=name, created_at=cast.now))


async def add_plant(cast: Cast, name: str = PLACE) -> Cast:
    """The plant, where the bus is made, and a second facility, of which no more is known."""
    bus = await id_of(cast, ProductModel, name="Bus")
    async with cast.app.storage.unit() as unit:
        plant, root = (
            Facility(code=code, name=called, country="CZ", kind=FacilityKind.ASSEMBLY, created_at=cast.now)
            for code, called in ((PLANT, name), (ROOT, "Root"))
        )
        unit.session.add_all([plant, root])
        await unit.session.flush()
        unit.add(SupplyLink(model_id=bus, facility_id=plant.id, state=LinkState.CONFIRMED, created_at=cast.now))
    return cast


async def change(cast: Cast, which: type[Base], where: dict[str, Any], /, **fields: Any) -> None:
    """One noun is otherwise, as the registry's commands would make it."""
    async with cast.app.storage.unit() as unit:
        noun = (await unit.session.scalars(select(which).filter_by(**where))).one()
        for name, value in fields.items():
            setattr(noun, name, value)


async def id_of(cast: Cast, kind: type[Base], **where: Any) -> str:
    """The id of a noun."""
    async with cast.app.storage.unit() as unit:
        found = (await unit.session.scalars(select(kind).filter_by(**where))).one()
        return str(found.id)  # type: ignore[attr-defined]  # every noun has one


async def reject_link(cast: Cast) -> None:
    """The bus is not made there, after all."""
    await change(cast, SupplyLink, {"component": ""}, state=LinkState.REJECTED)


async def buys_the_van(cast: Cast, organisation: str) -> None:
    """What it buys is named, and made somewhere else."""
    owner, van = await id_of(cast, Organisation, name=organisation), await id_of(cast, ProductModel, name="Van")
    purchase = await id_of(cast, Purchase, organisation_id=owner)
    async with cast.app.storage.unit() as unit:
        unit.add(PurchaseItem(purchase_id=purchase, model_id=van, created_at=cast.now))


async def merge(cast: Cast, *, back: bool = False) -> None:
    """The plant is a double of the root; or is itself again."""
    into = None if back else await id_of(cast, Facility, code=ROOT)
    state = FacilityState.OPEN if back else FacilityState.MERGED
    await change(cast, Facility, {"code": PLANT}, state=state, merged_into_id=into)


async def with_consortium(cast: Cast, *members: str) -> None:
    """A consortium buys from Volta, too, and these are its members."""
    await cast.sofia.asks(f"organisation add consortium {CONSORTIUM}")
    await cast.sofia.asks(f'organisation buys "{COMPANY}" organisation:"{CONSORTIUM}"')
    parent = await id_of(cast, Organisation, name=CONSORTIUM)
    for name in members:
        await change(cast, Organisation, {"name": name}, parent_id=parent)

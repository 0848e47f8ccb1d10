"""What an organisation buys of a company: which model, when, and how much."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from commands.engine.work import Work
from commands.facility_record import model_of
from storage.facility import ProductModel
from storage.message import Message, say, word_of
from storage.organisation import Company, Organisation, Purchase, PurchaseItem, VolumeBand
from storage.refusal import Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Bought:
    """What was said of a purchase, beside that there is one."""

    model: str
    since: date | None
    until: date | None
    volume: VolumeBand

    def __bool__(self) -> bool:
        return bool(self.model or self.since or self.until or self.volume is not VolumeBand.UNKNOWN)


async def note(work: Work, purchase: Purchase, buyer: Organisation, company: Company, bought: Bought) -> Message:
    """Keep it with the purchase; a line that says it.

    Raises Refusal for what is known, and for somebody who would add to what staff have confirmed: nobody comes to read
    what is for those linked to a facility by saying so.
    """
    if purchase.confirmed_by is not None and not work.is_staff:
        raise Refusal("purchase-confirmed", company=company.name)
    if bought.since and bought.until and bought.until < bought.since:
        raise Refusal("import-period")
    model = await model_of(work, company.name, bought.model) if bought.model else None
    known = select(PurchaseItem.id).where(
        PurchaseItem.purchase_id == purchase.id,
        PurchaseItem.model_id == model.id if model else PurchaseItem.model_id.is_(None),
        PurchaseItem.starts_on == bought.since if bought.since else PurchaseItem.starts_on.is_(None),
    )
    if await work.unit.scalar(known) is not None:
        raise Refusal("purchase-known", name=buyer.name, company=company.name)
    item = PurchaseItem(
        purchase_id=purchase.id, model_id=model.id if model else None, starts_on=bought.since, ends_on=bought.until,
        volume=bought.volume, created_at=work.now,
    )  # fmt: skip
    work.add(item)
    return _line(item, model.name if model else "")


async def lines(work: Work, buyer: Organisation) -> Mapping[str, Sequence[Message]]:
    """What an organisation buys, by the purchase that it belongs to."""
    query = (
        select(PurchaseItem, ProductModel.name)
        .join(Purchase, Purchase.id == PurchaseItem.purchase_id)
        .outerjoin(ProductModel, ProductModel.id == PurchaseItem.model_id)
        .where(Purchase.organisation_id == buyer.id)
        .order_by(ProductModel.name, PurchaseItem.starts_on)
    )
    found: dict[str, list[Message]] = {}
    for item, model in await work.unit.rows(query):
        found.setdefault(item.purchase_id, []).append(_line(item, model or ""))
    return found


def _line(item: PurchaseItem, model: str) -> Message:
    return say(
        "line-purchase-item", model=model, since=item.starts_on or "", until=item.ends_on or "",
        volume=word_of(item.volume),
    )  # fmt: skip

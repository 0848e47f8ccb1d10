"""Files about what is bought: who buys what of whom, and under which contract."""

from collections.abc import Sequence

from sqlalchemy import select

from commands.engine.words import ClosedWords
from commands.registry import atlas
from commands.registry.columns import Column, day, flag, name, number, prose, word
from commands.registry.kind import Cells, Importer, Kind, Target, Unfit, nobody, period
from commands.registry.kinds_made import of_company, of_model
from commands.registry.table import Row, Settled, Table, Verdict
from storage.contract import Contract, Sharing
from storage.organisation import Purchase, PurchaseItem, VolumeBand
from storage.refusal import Refusal
from storage.unit import Unit

MOST_CLAUSES = 20_000  # characters


class Purchases(Kind):
    """Who buys from whom and, where the file says it, which model, when and how much.

    What staff bring is confirmed with it; what a buyer brings waits, and nothing that is there is confirmed by a file.
    """

    name = "purchases"
    unlinks = True
    by_buyers = True

    @classmethod
    def columns(cls, words: ClosedWords) -> Sequence[Column]:
        """A buyer, a company, and what is bought of it."""
        return (
            Column("organisation", name(120), required=True),
            Column("company", name(120), required=True),
            Column("product", name(120, required=False)),
            Column("model", name(120, required=False)),
            Column("starts_on", day),
            Column("ends_on", day),
            Column("volume", word(VolumeBand, words, VolumeBand.UNKNOWN)),
        )

    async def learn(self, unit: Unit) -> None:
        """Buyers, companies, and their models."""
        self.buyers, self.companies = await atlas.buyers(unit), await atlas.companies(unit)
        self.models = await atlas.models(unit)
        own = select(Purchase.company_id).where(
            Purchase.organisation_id == self.importer.organisation_id, Purchase.confirmed_by.is_not(None)
        )
        self.settled = frozenset(() if self.importer.is_staff else await unit.scalars(own))
        self.purchases = Table(
            noun=Purchase, key=("organisation_id", "company_id"), sought=2,
            defaults={
                "product": "", "confirmed_by": self.importer.actor_id if self.importer.is_staff else None,
                "shared": False, "in_tender": False, "created_at": self.now,
            },
        )  # fmt: skip
        self.items = Table(
            noun=PurchaseItem, key=("purchase_id", "model_id", "starts_on"), sought=1,
            compared=self.given("ends_on", "volume"),
            defaults={"ends_on": None, "volume": VolumeBand.UNKNOWN, "created_at": self.now},
        )  # fmt: skip

    def target(self, cells: Cells) -> Target:
        """A purchase, and what of it this row says."""
        buyer = own_buyer(self.buyers, cells, self.importer)
        company = of_company(self.companies, cells)
        if company in self.settled:  # nobody comes to read what is for those linked by saying that they are
            raise Unfit("company", Refusal("import-purchase-confirmed", name=cells["company"]))
        period(cells, "starts_on", "ends_on")
        model = of_model(self.models, company, cells) if cells.get("model") else None
        record: Row = {"organisation_id": buyer, "company_id": company}
        if "product" in self.header:
            record["product"] = cells["product"]
        item: Row = {"model_id": model, "starts_on": cells.get("starts_on")}
        item |= {one: cells[one] for one in self.items.compared}
        says_more = any(value not in {None, VolumeBand.UNKNOWN} for value in item.values())
        if not says_more:
            return Target((buyer, company), record, [])
        return Target((buyer, company, model, item["starts_on"]), record, [item], said={**record, **item})

    async def settle(self, unit: Unit, targets: Sequence[Target], *, write: bool) -> Sequence[Settled]:
        """The purchases, then what they are of."""
        bought = await self.purchases.settle(unit, [one.record for one in targets], write=write)
        places = [at for at, one in enumerate(targets) if one.more]
        items = [{"purchase_id": bought[at].id, **targets[at].more[0]} for at in places]
        said = await self.items.settle(unit, items, write=write) if items else []
        found = dict(enumerate(bought))
        for at, item in zip(places, said, strict=True):
            if bought[at].verdict is Verdict.SAME:
                found[at] = item
        return list(found.values())


class Contracts(Kind):
    """Public contracts: what the contractor has to disclose, how often, and who may be told."""

    name = "contracts"

    @classmethod
    def columns(cls, words: ClosedWords) -> Sequence[Column]:
        """A buyer, a contractor, the buyer's own reference, and what the contract says."""
        return (
            Column("organisation", name(120), required=True),
            Column("company", name(120), required=True),
            Column("reference", name(80), required=True),
            Column("clauses", prose(MOST_CLAUSES)),
            Column("discloses", flag(words)),
            Column("refresh_months", number(0, 120, 0)),
            Column("sharing", word(Sharing, words, Sharing.REQUESTER)),
            Column("starts_on", day),
            Column("ends_on", day),
        )

    async def learn(self, unit: Unit) -> None:
        """Buyers and companies."""
        self.buyers, self.companies = await atlas.buyers(unit), await atlas.companies(unit)
        defaults = {
            "clauses": "", "discloses": False, "refresh_months": 0, "sharing": Sharing.REQUESTER, "starts_on": None,
            "ends_on": None, "created_at": self.now,
        }  # fmt: skip
        self.table = Table(
            noun=Contract, key=("organisation_id", "reference"), sought=2,
            compared=("company_id", *self.given(*(one for one in defaults if one != "created_at"))), defaults=defaults,
        )  # fmt: skip

    def target(self, cells: Cells) -> Target:
        """A contract of this buyer's."""
        period(cells, "starts_on", "ends_on")
        record = {
            "organisation_id": own_buyer(self.buyers, cells, self.importer), "reference": cells["reference"],
            "company_id": of_company(self.companies, cells),
        }  # fmt: skip
        record |= {one: cells[one] for one in self.table.compared if one != "company_id"}
        return Target((record["organisation_id"], record["reference"]), record)

    async def settle(self, unit: Unit, targets: Sequence[Target], *, write: bool) -> Sequence[Settled]:
        """By buyer and reference."""
        return await self.table.settle(unit, [one.record for one in targets], write=write)


def own_buyer(buyers: atlas.Known, cells: Cells, importer: Importer) -> str:
    """The id of the buyer that a row names: any for staff, their own for everybody else. Raises Unfit."""
    found = buyers.find(cells["organisation"])
    if found is None or not (importer.is_staff or found[0] == importer.organisation_id):
        alike = buyers.lookalike(cells["organisation"]) if importer.is_staff else None
        raise Unfit("organisation", nobody(alike, Refusal("import-buyer-unknown", name=cells["organisation"])))
    return found[0]

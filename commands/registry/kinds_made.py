"""Files about what is made: companies, their models, and which model is made where."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from commands.engine.words import ClosedWords
from commands.registry import atlas
from commands.registry.atlas import Facilities, Known
from commands.registry.columns import Column, day, name, number, place, word
from commands.registry.kind import Cells, Kind, Target, Unfit, looks_odd, nobody, period
from commands.registry.table import Row, Settled, Table
from storage.base import among
from storage.facility import (
    Confidence,
    Facility,
    FacilityState,
    LinkState,
    ProductModel,
    SupplyLink,
)
from storage.naming import key
from storage.organisation import Company, CompanyKind
from storage.refusal import Refusal
from storage.unit import Unit


class Companies(Kind):
    """Brands, resellers, manufacturers."""

    name = "companies"

    @classmethod
    def columns(cls, words: ClosedWords) -> Sequence[Column]:
        """A name and what it is."""
        return (
            Column("company", name(120), required=True),
            Column("company_kind", word(CompanyKind, words, CompanyKind.BRAND), required=True),
        )

    async def learn(self, unit: Unit) -> None:
        """The companies there are."""
        self.known = await atlas.companies(unit)
        self.table = Table(noun=Company, key=("name",), sought=1, compared=("kind",), defaults={"created_at": self.now})

    def target(self, cells: Cells) -> Target:
        """A company of this name."""
        found = self.known.find(cells["company"])
        called = found[1] if found else cells["company"]
        doubt = None if found else looks_odd(called, self.known.lookalike(called))
        if not found:
            self.known.add(called, "")
        return Target((key(called),), {"name": called, "kind": cells["company_kind"]}, doubt=doubt)

    async def settle(self, unit: Unit, targets: Sequence[Target], *, write: bool) -> Sequence[Settled]:
        """By their names."""
        return await self.table.settle(unit, [one.record for one in targets], write=write)


class Models(Kind):
    """What brands sell."""

    name = "models"

    @classmethod
    def columns(cls, words: ClosedWords) -> Sequence[Column]:
        """A company, a name, and as what it is sold."""
        return (
            Column("company", name(120), required=True),
            Column("model", name(120), required=True),
            Column("category", name(40, required=False)),
        )

    async def learn(self, unit: Unit) -> None:
        """The companies and their models."""
        self.companies, self.known = await atlas.companies(unit), await atlas.models(unit)
        self.table = Table(
            noun=ProductModel, key=("company_id", "name"), sought=2, compared=self.given("category"),
            defaults={"category": "", "created_at": self.now},
        )  # fmt: skip

    def target(self, cells: Cells) -> Target:
        """A model of this company."""
        company = of_company(self.companies, cells)
        found = self.known.find(cells["model"], company)
        called = found[1] if found else cells["model"]
        doubt = None if found else looks_odd(called, self.known.lookalike(called, company))
        if not found:
            self.known.add(called, "", company)
        record = {"company_id": company, "name": called, **{one: cells[one] for one in self.table.compared}}
        return Target((company, called), record, doubt=doubt)

    async def settle(self, unit: Unit, targets: Sequence[Target], *, write: bool) -> Sequence[Settled]:
        """By company and name."""
        return await self.table.settle(unit, [one.record for one in targets], write=write)


class Links(Kind):
    """Which model, or what part of it, is made where. A file confirms nothing."""

    name = "links"
    unlinks = True

    @classmethod
    def columns(cls, words: ClosedWords) -> Sequence[Column]:
        """A model, a facility by its code or its name and country, and who says so."""
        return (
            Column("company", name(120), required=True),
            Column("model", name(120), required=True),
            Column("facility", name(200), required=True),
            Column("country", lambda cell: place(cell) if cell.strip() else ""),
            Column("component", name(80, required=False)),
            Column("tier", number(1, 9, 1)),
            Column("source", name(120, required=False)),
            Column("confidence", word(Confidence, words, Confidence.MEDIUM)),
            Column("valid_from", day),
            Column("valid_to", day),
            Column("link_state", word(LinkState, words, LinkState.PENDING)),
        )

    async def learn(self, unit: Unit) -> None:
        """Companies, models, and facilities but those that whoever brings the file was denied."""
        self.companies, self.models = await atlas.companies(unit), await atlas.models(unit)
        self.facilities = Facilities()
        await self.facilities.learn(unit, await self.denied(unit))
        self.made: dict[tuple[str, str], str] = {}  # what a file names again and again is looked up once
        self.placed: dict[tuple[str, str], str] = {}
        self.named = self.given("tier", "source", "confidence", "valid_from", "valid_to")
        defaults = {
            "component": "", "tier": 1, "source": "", "confidence": Confidence.MEDIUM, "valid_from": None,
            "valid_to": None, "state": LinkState.PENDING, "settled_by": None, "created_at": self.now,
        }  # fmt: skip
        self.table = Table(
            noun=SupplyLink, key=("model_id", "facility_id", "component"), sought=2, compared=self.named,
            also=("state", "settled_by"), defaults=defaults, amend=_amended,
        )  # fmt: skip

    def target(self, cells: Cells) -> Target:
        """A link between what is known."""
        period(cells, "valid_from", "valid_to")
        record = {
            "model_id": self._model(cells), "facility_id": self._place(cells), "component": cells.get("component", ""),
            **{one: cells[one] for one in self.named},
        }  # fmt: skip
        return Target((record["model_id"], record["facility_id"], record["component"]), record)

    def _model(self, cells: Cells) -> str:
        wanted = (cells["company"], cells["model"])
        if wanted not in self.made:
            self.made[wanted] = of_model(self.models, of_company(self.companies, cells), cells)
        return self.made[wanted]

    def _place(self, cells: Cells) -> str:
        wanted = (cells["facility"], cells.get("country", ""))
        if wanted not in self.placed:
            try:
                found = self.facilities.find(*wanted)
            except Refusal as several:
                raise Unfit("facility", several) from several
            if found is None:
                unknown = Refusal("import-facility-unknown", name=wanted[0])
                raise Unfit("facility", nobody(self.facilities.lookalike(*wanted), unknown))
            self.placed[wanted] = found.id
        return self.placed[wanted]

    async def settle(self, unit: Unit, targets: Sequence[Target], *, write: bool) -> Sequence[Settled]:
        """At the facilities that stand for those that were merged since."""
        records = [one.record for one in targets]
        merged = await unit.rows(
            _MERGED.where(among([_FACILITY.c.id], unit.dialect, {(one["facility_id"],) for one in records}))
        )
        into = {id_: kept for id_, kept in merged if kept is not None}
        if into:
            records = [{**one, "facility_id": into.get(one["facility_id"], one["facility_id"])} for one in records]
        return await self.table.settle(unit, records, write=write)


_FACILITY = Facility.__table__
_MERGED = select(Facility.id, Facility.merged_into_id).where(Facility.state == FacilityState.MERGED)


def _amended(before: Mapping[str, Any], changes: Row) -> Row:
    """What was confirmed waits again once it says something else; what was rejected or merged stays as it is."""
    if before["state"] is LinkState.CONFIRMED:
        return {**changes, "state": LinkState.PENDING, "settled_by": None}
    return changes if before["state"] is LinkState.PENDING else {}


def of_company(companies: Known, cells: Cells) -> str:
    """The id of the company that a row names. Raises Unfit."""
    found = companies.find(cells["company"])
    if found is None:
        unknown = Refusal("import-company-unknown", name=cells["company"])
        raise Unfit("company", nobody(companies.lookalike(cells["company"]), unknown))
    return found[0]


def of_model(models: Known, company: str, cells: Cells) -> str:
    """The id of the company's model that a row names. Raises Unfit."""
    found = models.find(cells["model"], company)
    if found is None:
        unknown = Refusal("import-model-unknown", name=cells["model"], company=cells["company"])
        raise Unfit("model", nobody(models.lookalike(cells["model"], company), unknown))
    return found[0]

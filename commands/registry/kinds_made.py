"""Files about what is made: companies, their models, facilities, and which model is made where."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from commands.engine.words import ClosedWords
from commands.registry import atlas
from commands.registry.atlas import Facilities, Known, Standing
from commands.registry.columns import Column, day, name, names, number, place, word
from commands.registry.kind import Cells, Kind, Target, Unfit, looks_odd, period
from commands.registry.table import Row, Settled, Table, Verdict
from storage.base import among, new_id
from storage.doubles import Site, pairs
from storage.facility import (
    CODE,
    Confidence,
    Facility,
    FacilityAlias,
    FacilityKind,
    FacilityState,
    LinkState,
    ProductModel,
    SupplyLink,
)
from storage.message import Message, say
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


class Sites(Kind):
    """Facilities with their other names. One is known by its code or, in its country, by any name it has."""

    name = "facilities"

    @classmethod
    def columns(cls, words: ClosedWords) -> Sequence[Column]:
        """What it is called, where it is, what is done there."""
        return (
            Column("code", name(12, required=False)),
            Column("facility", name(200), required=True),
            Column("country", place, required=True),
            Column("facility_kind", word(FacilityKind, words), required=True),
            Column("address", name(300, required=False)),
            Column("aliases", names(200)),
            Column("state", word(FacilityState, words, FacilityState.OPEN)),
        )

    async def learn(self, unit: Unit) -> None:
        """All facilities there are."""
        self.known = Facilities()
        await self.known.learn(unit)
        self.before = self.known.sites()
        self.mine: dict[str, str] = {}
        compared = ("name", "country", "kind", *self.given("address", "state"))
        self.table = Table(
            noun=Facility, key=("id",), sought=1, compared=compared,
            defaults={"address": "", "state": FacilityState.OPEN, "created_at": self.now},
        )  # fmt: skip
        self.aliases = Table(noun=FacilityAlias, key=("facility_id", "name"), sought=2, defaults={})

    def target(self, cells: Cells) -> Target:
        """The facility that is meant, as it is to be."""
        if cells.get("state") is FacilityState.MERGED:
            raise Unfit("state", Refusal("import-facility-merging"))
        called, aliases = cells["facility"], cells.get("aliases", ())
        standing, doubt = self._meant(cells, called), None
        if standing is None:
            doubt = looks_odd(called, None)
            code = cells.get("code", "").upper() or self.known.fresh_code()
            standing = Standing(new_id(), code, called, cells["country"], cells.get("address", ""), None)
            self.known.add(standing)
        elif not cells.get("code"):  # known by this name, which may be an alias: it keeps the one it has
            called = standing.name
        elif key(called) != key(standing.name):
            aliases = (*aliases, standing.name)
        missing = [one for one in aliases if key(one) not in {key(name) for name in (called, *standing.aliases)}]
        self.known.alias(standing, missing)
        record = {
            "id": standing.id, "code": standing.code, "name": called, "country": cells["country"],
            "kind": cells["facility_kind"], **{one: cells[one] for one in self.given("address", "state")},
        }  # fmt: skip
        return Target((standing.id,), record, missing, doubt)

    def _meant(self, cells: Cells, called: str) -> Standing | None:
        """The one there is."""
        code = cells.get("code", "").upper()
        try:
            found = self.known.find(called, cells["country"])
        except Refusal as several:
            if code not in self.known.by_code:
                raise Unfit("facility", several) from several
            found = None
        if not code:
            return found
        if not CODE.fullmatch(code):
            raise Unfit("code", Refusal("import-facility-code", said=code))
        coded = self.known.by_code.get(code)
        if coded is not None and coded.into is not None:
            raise Unfit("code", Refusal("facility-merged", code=code, into=self.known.kept(coded).code))
        if found is not None and coded is not found:
            raise Unfit("code", Refusal("import-facility-other-code", name=called, code=found.code))
        return coded

    def doubles(self, targets: Sequence[Target | None]) -> Mapping[int, Message]:
        """New ones whose names are nearly those of others, or of each other."""
        there = {site.order for site in self.before}
        known = {one.id for number, one in enumerate(self.known.by_id.values()) if number in there}
        begins = len(self.known.by_id)
        new = [
            Site(
                order=begins + number, country=one.record["country"], names=(one.record["name"], *one.more),
                address=one.record.get("address", ""),
            )
            for number, one in enumerate(targets)
            if one is not None and one.record["id"] not in known
        ]  # fmt: skip
        names = {site.order: site.names[0] for site in (*self.before, *new)}
        return {
            other - begins: say("import-double", name=names[one], score=score)
            for one, other, score in pairs([*self.before, *new])
            if other >= begins
        }

    async def settle(self, unit: Unit, targets: Sequence[Target], *, write: bool) -> Sequence[Settled]:
        """The facilities, then their other names."""
        records = await self._as_they_stand(unit, [one.record for one in targets])
        found = await self.table.settle(unit, records, write=write)
        owners = [number for number, one in enumerate(targets) for _ in one.more]
        others = [
            {"facility_id": record["id"], "name": name}
            for record, one in zip(records, targets, strict=True)
            for name in one.more
        ]
        said = await self.aliases.settle(unit, others, write=write) if others else []
        named = {number for number, one in zip(owners, said, strict=True) if one.verdict is Verdict.NEW}
        return [
            Settled(Verdict.CHANGED, one.id) if number in named and one.verdict is Verdict.SAME else one
            for number, one in enumerate(found)
        ]

    async def _as_they_stand(self, unit: Unit, records: list[Row]) -> list[Row]:
        """The same, but for what somebody else has added since the file was checked."""
        names = among([_FACILITY.c.name], unit.dialect, {(one["name"],) for one in records})
        rows = await unit.rows(_PLACED.where(names, Facility.state != FacilityState.MERGED))
        there = {(country, called): id_ for id_, country, called, _ in rows}
        rows = await unit.rows(
            _PLACED.where(among([_FACILITY.c.code], unit.dialect, {(one["code"],) for one in records}))
        )
        codes = {code: id_ for id_, _, _, code in rows}
        for one in records:
            if (id_ := there.get((one["country"], one["name"]))) and one["code"] not in codes:
                one["id"] = id_
            elif codes.get(one["code"], one["id"]) != one["id"]:
                one["code"] = self.known.fresh_code()
        return records


_PLACED = select(Facility.id, Facility.country, Facility.name, Facility.code)
_FACILITY = Facility.__table__


class Links(Kind):
    """Which model, or what part of it, is made where. A file confirms nothing."""

    name = "links"

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
        """Companies, models and facilities."""
        self.companies, self.models = await atlas.companies(unit), await atlas.models(unit)
        self.facilities = Facilities()
        await self.facilities.learn(unit)
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
            found = self.models.find(cells["model"], of_company(self.companies, cells))
            if found is None:
                raise Unfit("model", Refusal("import-model-unknown", name=cells["model"], company=cells["company"]))
            self.made[wanted] = found[0]
        return self.made[wanted]

    def _place(self, cells: Cells) -> str:
        wanted = (cells["facility"], cells.get("country", ""))
        if wanted not in self.placed:
            try:
                found = self.facilities.find(*wanted)
            except Refusal as several:
                raise Unfit("facility", several) from several
            if found is None:
                raise Unfit("facility", Refusal("import-facility-unknown", name=wanted[0]))
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
        raise Unfit("company", Refusal("import-company-unknown", name=cells["company"]))
    return found[0]

"""Files about where things are made: facilities with their other names."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from commands.engine.words import ClosedWords
from commands.registry.atlas import Facilities, Standing
from commands.registry.columns import Column, name, names, place, word
from commands.registry.kind import Cells, Kind, Target, Unfit, looks_odd
from commands.registry.table import Row, Settled, Table, Verdict
from storage.base import among, new_id
from storage.doubles import Site, pairs
from storage.facility import CODE, Facility, FacilityAlias, FacilityKind, FacilityState
from storage.message import Message, say
from storage.naming import key
from storage.refusal import Refusal
from storage.unit import Unit


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
        """All facilities there are, but those that whoever brings the file was denied: such a row makes a double, which
        others will find.
        """
        self.known, self.hidden = Facilities(), await self.denied(unit)
        await self.known.learn(unit, self.hidden)
        self.before = self.known.sites()
        self.mine: dict[str, str] = {}
        compared = ("name", "country", "kind", *self.given("address", "state"))
        self.table = Table(
            noun=Facility, key=("id",), sought=1, compared=compared, also=("state",), amend=_amended,
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
        there = {(country, called): id_ for id_, country, called, _ in rows if id_ not in self.hidden}
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


def _amended(before: Mapping[str, Any], changes: Row) -> Row:
    """What was merged since the file was checked stays as it is: another stands for it."""
    return {} if before["state"] is FacilityState.MERGED else changes

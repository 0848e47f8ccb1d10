"""Files about who is of the network, and who comes through whom: each through a consortium or directly."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from commands.engine.words import ClosedWords
from commands.registry.columns import Column, day, name, place, scopes, stage, timezone, tongues, word
from commands.registry.kind import Cells, Kind, Target, Unfit, nobody, odd
from commands.registry.table import Row, Settled, Table, Verdict
from storage import affiliation
from storage.affiliation import Affiliation, Stage
from storage.base import new_ids
from storage.message import word_of
from storage.naming import key, skeleton
from storage.organisation import Organisation, OrganisationKind, OrganisationStatus
from storage.refusal import Refusal
from storage.unit import Unit


class Organisations(Kind):
    """Affiliates, consortia, partners and unions, with what is known of each.

    A file adds and corrects. What becomes of people stays with the commands: it takes nobody's stage on or back, makes
    nobody another kind of organisation, ends nobody, and adds none to the staff.
    """

    name = "organisations"

    @classmethod
    def columns(cls, words: ClosedWords) -> Sequence[Column]:
        """A name, what it is, where it works and what it is affiliated for; the stage at which a new one begins."""
        return (
            Column("organisation", name(120), required=True),
            Column("organisation_kind", word(OrganisationKind, words), required=True),
            Column("country", lambda cell: place(cell) if cell.strip() else ""),
            Column("languages", tongues(words)),
            Column("zone", timezone),
            Column("scopes", scopes(words)),
            Column("stage", stage(words)),
        )

    async def learn(self, unit: Unit) -> None:
        """The organisations there are, and those of them that have ended."""
        columns = (Organisation.name, Organisation.kind, Organisation.status)
        self.known = {key(called): (called, kind, status) for called, kind, status in await unit.rows(select(*columns))}
        self.alike = {skeleton(called): called for called, _, _ in self.known.values()}
        written = {"country": "country", "languages": "locales", "zone": "zone", "scopes": "scopes"}
        self.written = {column: field for column, field in written.items() if column in self.header}
        defaults: Row = {
            "country": "", "parent_id": None, "findable": False, "scopes": frozenset(), "locales": "", "zone": "",
            "created_at": self.now,
        }  # fmt: skip
        compared = tuple(self.written.values())
        self.table = Table(noun=Organisation, key=("name",), sought=1, compared=compared, defaults=defaults)

    def target(self, cells: Cells) -> Target:
        """The organisation of this name, or a new one."""
        called, kind, said = cells["organisation"], cells["organisation_kind"], cells.get("stage")
        known = self.known.get(key(called))
        if known is None:
            called = self._new(called, kind, said)
        else:
            called, is_kind, is_at = known
            if is_at is OrganisationStatus.ENDED:
                raise Unfit("organisation", Refusal("import-organisation-ended", name=called))
            if kind is not is_kind:
                raise Unfit(
                    "organisation_kind", Refusal("import-organisation-kind", name=called, kind=word_of(is_kind))
                )
            if said not in {None, is_at}:
                raise Unfit("stage", Refusal("import-organisation-stage", name=called, status=word_of(is_at)))
        record = {"name": called, "kind": kind, "status": said or OrganisationStatus.ACTIVE}
        record |= {field: cells[column] for column, field in self.written.items()}
        doubt = next(iter(odd(called)), None) if known is None else None
        return Target((key(called),), record, doubt=doubt)

    def _new(self, called: str, kind: OrganisationKind, said: OrganisationStatus | None) -> str:
        """Its name, as the first row of the file wrote it."""
        alike = self.alike.setdefault(skeleton(called), called)
        if key(alike) != key(called):
            raise Unfit("organisation", Refusal("name-lookalike", name=alike))
        if kind is OrganisationKind.STAFF:
            raise Unfit("organisation_kind", Refusal("import-organisation-staff"))
        if said is OrganisationStatus.ENDED:
            raise Unfit("stage", Refusal("organisation-stage-unfit"))
        return alike

    async def settle(self, unit: Unit, targets: Sequence[Target], *, write: bool) -> Sequence[Settled]:
        """By their names; the stage at which a new one begins is dated."""
        settled = await self.table.settle(unit, [one.record for one in targets], write=write)
        new = {
            one.id: target.record["status"]
            for one, target in zip(settled, targets, strict=True)
            if one.verdict is Verdict.NEW
        }
        if write:
            begun = [
                {"id": id_, "organisation_id": of, "status": at, "by": self.importer.actor_id, "at": self.now}
                for id_, (of, at) in zip(new_ids(len(new)), new.items(), strict=True)
            ]
            await unit.append_all(Stage, begun)
        return settled


class Affiliations(Kind):
    """Through which consortium an organisation comes, and since when; an empty cell: through none.

    Each row is tried on the tree as the rows before it leave it, so that a circle is refused where it would be closed.
    """

    name = "affiliations"

    @classmethod
    def columns(cls, words: ClosedWords) -> Sequence[Column]:
        """An organisation, a consortium, and a day."""
        return (
            Column("organisation", name(120), required=True),
            Column("through", name(120, required=False), required=True),
            Column("since", day),
        )

    async def learn(self, unit: Unit) -> None:
        """The tree as it is; what is tried on it is written nowhere."""
        known = await unit.scalars(select(Organisation))
        self.by_id = {one.id: one for one in known if one.status is not OrganisationStatus.ENDED}
        self.ended = {key(one.name) for one in known if one.status is OrganisationStatus.ENDED}
        self.named = {key(one.name): one for one in self.by_id.values()}
        self.alike = {skeleton(one.name): one.name for one in self.by_id.values()}
        self.stretches: dict[str, list[Affiliation]] = {}
        for one in await unit.scalars(select(Affiliation)):
            self.stretches.setdefault(one.organisation_id, []).append(one)
        unit.session.expunge_all()

    def target(self, cells: Cells) -> Target:
        """An organisation, and through whom it is to come."""
        found = self._called(cells, "organisation")
        parent = self._called(cells, "through") if cells["through"] else None
        since: date | None = cells.get("since")
        record = {"id": found.id, "parent_id": parent.id if parent else None, "since": since}
        stretches = self.stretches.setdefault(found.id, [])
        begun = None
        try:
            if parent or found.parent_id:
                begun = affiliation.move(
                    found, parent, stretches, above=self._above(parent), since=since, by="", now=self.now
                )
        except Refusal as refusal:
            column = "since" if refusal.message.key.startswith("organisation-since") else "through"
            raise Unfit(column, refusal) from refusal
        stretches += [begun] if begun else []
        return Target((found.id,), record)

    def _called(self, cells: Cells, column: str) -> Organisation:
        found = self.named.get(key(cells[column]))
        if found is None:
            if key(cells[column]) in self.ended:
                raise Unfit(column, Refusal("import-organisation-ended", name=cells[column]))
            alike = self.alike.get(skeleton(cells[column]))
            raise Unfit(column, nobody(alike, Refusal("import-organisation-unknown", name=cells[column])))
        return found

    def _above(self, parent: Organisation | None) -> list[str]:
        """The ids of those through which it comes; a circle comes to its end."""
        found: list[str] = []
        while parent is not None and parent.id not in found:
            found.append(parent.id)
            parent = self.by_id.get(parent.parent_id or "")
        return found

    async def settle(self, unit: Unit, targets: Sequence[Target], *, write: bool) -> Sequence[Settled]:
        """One after the other; what became impossible since the file was checked stays as it is."""
        found = []
        for record in (one.record for one in targets):
            organisation = await unit.session.get_one(Organisation, record["id"])
            parent = await unit.session.get_one(Organisation, record["parent_id"]) if record["parent_id"] else None
            verdict = await self._verdict(unit, organisation, record["parent_id"], record["since"])
            if write and verdict is not Verdict.SAME:
                try:
                    await affiliation.join(
                        unit, organisation, parent, since=record["since"], by=self.importer.actor_id, now=self.now
                    )
                except Refusal:
                    verdict = Verdict.SAME
            found.append(Settled(verdict, organisation.id))
        return found

    async def _verdict(self, unit: Unit, organisation: Organisation, parent_id: str | None, since: object) -> Verdict:
        if organisation.parent_id != parent_id:
            return Verdict.CHANGED if organisation.parent_id else Verdict.NEW
        held = [one.since for one in await affiliation.history(unit, organisation) if one.until is None]
        return Verdict.SAME if parent_id is None or since is None or since in held else Verdict.CHANGED

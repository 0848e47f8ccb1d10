"""What a batch of rows comes to beside what its table holds, found out and written with a handful of statements."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple, cast

from sqlalchemy import bindparam, select, update

from storage.base import Base, among, new_ids
from storage.unit import Unit

Row = dict[str, Any]
Amend = Callable[[Mapping[str, Any], Row], Row]


class Verdict(StrEnum):
    """What taking a row comes to. What is DOUBTFUL is taken, and somebody should look at it first."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    DOUBTFUL = "doubtful"
    REFUSED = "refused"


class Settled(NamedTuple):
    """What one row came to, and the id it has in the table now."""

    verdict: Verdict
    id: str


def _as_it_comes(before: Mapping[str, Any], changes: Row) -> Row:
    return changes


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows of one noun: `key` tells them apart, `sought` is the column of it by which they are looked up.

    `compared` are the columns that a file may change; `amend` has the last word on what changes with them, in the
    columns `also`, and may leave nothing of it. `defaults` are those of a new row's columns that the file lacks.
    """

    noun: type[Base]
    key: tuple[str, ...]
    sought: int
    compared: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    defaults: Mapping[str, Any]
    amend: Amend = _as_it_comes

    async def settle(self, unit: Unit, records: Sequence[Row], *, write: bool) -> list[Settled]:
        """What each of these comes to; they are written if that is wanted. A record may bring its id."""
        keys = [tuple([record[name] for name in self.key]) for record in records]
        known = await self._known(unit, {key[: self.sought] for key in keys})
        ids = iter(new_ids(len(records)))
        new: list[Row] = []
        changed: dict[str, Row] = {}
        found: list[Settled] = []
        for record, key in zip(records, keys, strict=True):
            before = known.get(key)
            if before is None:
                row = {**self.defaults, "id": next(ids), **record}
                known[key] = row
                new.append(row)
                found.append(Settled(Verdict.NEW, row["id"]))
                continue
            changes = {name: record[name] for name in self.compared if record[name] != before[name]}
            changes = self.amend(before, changes) if changes else changes
            if changes:
                known[key] = changed[before["id"]] = {**before, **changes}
            found.append(Settled(Verdict.CHANGED if changes else Verdict.SAME, before["id"]))
        if write:
            await unit.append_all(self.noun, new)
            await self._update(unit, list(changed.values()))
        return found

    async def _known(self, unit: Unit, sought: set[tuple[str, ...]]) -> dict[tuple[Any, ...], Mapping[str, Any]]:
        """The rows there are, by their keys."""
        names = (*self.key, *dict.fromkeys(("id", *self.compared, *self.also)))
        columns = self.noun.__table__.c
        if not sought:
            return {}
        by = [columns[name] for name in self.key[: self.sought]]
        wanted = select(*(columns[name] for name in names)).where(among(by, unit.dialect, sought))
        width = len(self.key)
        return {tuple(row[:width]): cast(Mapping[str, Any], row._mapping) for row in await unit.run(wanted)}

    async def _update(self, unit: Unit, rows: Sequence[Row]) -> None:
        if not rows:
            return
        names = (*self.compared, *self.also)
        columns = self.noun.__table__.c
        statement = update(self.noun).where(columns.id == bindparam("of_id"))
        statement = statement.values({name: bindparam(f"to_{name}", type_=columns[name].type) for name in names})
        await unit.run(statement, [{"of_id": row["id"], **{f"to_{name}": row[name] for name in names}} for row in rows])

"""Taking a file into the registry: every row is judged before any is written.

First all rows are checked (`Intake.check`), then they go in by batches, each a unit of work of its own: whoever is
interrupted starts again, and what is there already is the same. A file with a row that can't be taken writes nothing,
unless whoever brings it wants the others.
"""

import asyncio
import gc
import hashlib
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any, NamedTuple

from sqlalchemy import text

from commands.engine.table import in_step
from commands.engine.words import ClosedWords
from commands.engine.work import Work
from commands.registry.columns import Reader, shown
from commands.registry.kind import Importer, Kind, Target, Unfit
from commands.registry.kinds_affiliated import Affiliations, Organisations
from commands.registry.kinds_bought import Contracts, Purchases
from commands.registry.kinds_made import Companies, Links, Models
from commands.registry.kinds_placed import Sites
from commands.registry.table import Verdict
from storage import sheet
from storage.file import kind_word
from storage.message import Message, say
from storage.naming import is_hidden
from storage.refusal import Refusal
from storage.unit import Storage, Unit

KINDS: Mapping[str, type[Kind]] = MappingProxyType(
    {one.name: one for one in (Organisations, Affiliations, Companies, Models, Sites, Links, Purchases, Contracts)}
)
BATCH = 20_000  # rows of one unit of work: under a second, during which nobody else writes to SQLite
_ALONE = text("SELECT pg_advisory_xact_lock(:lock)")
_LOCK = 0x726F756E64_02  # PostgreSQL's advisory lock of importers; on SQLite there is one writer anyway


class Judgement(NamedTuple):
    """What one row comes to, and why; `column` is the one at fault, or ""."""

    line: int
    verdict: Verdict
    column: str = ""
    why: Message | None = None


@dataclass(slots=True)
class Intake:
    """One file, read and understood as a table of one kind."""

    kind: Kind
    sheet: sheet.Sheet
    readers: Sequence[Reader]
    faults: Sequence[Refusal]
    digest: str
    judged: dict[int, Judgement] = field(default_factory=dict)  # by the row's place in the file
    targets: list[Target | None] = field(default_factory=list)

    @property
    def refused(self) -> list[Judgement]:
        """The rows that can't be taken."""
        return [one for one in self.judged.values() if one.verdict is Verdict.REFUSED]

    async def check(self, storage: Storage) -> None:
        """Read every row, and find what it names. Writes nothing."""
        with undisturbed():
            async with storage.unit() as unit:
                await self.kind.learn(unit)
            await asyncio.to_thread(self._check)  # seconds, for the largest: whoever else is served goes on

    def _check(self) -> None:
        seen: dict[tuple[Any, ...], tuple[int, dict[str, Any]]] = {}
        for place, (line, cells) in enumerate(self.sheet.rows):
            try:
                target = self._target(cells)
                said = target.said or target.record
                earlier = seen.setdefault(target.key, (line, said))
                if earlier[0] != line and earlier[1] != said:
                    raise Unfit("", Refusal("import-contradicts", line=earlier[0]))
            except Unfit as unfit:
                self._refuse(place, line, unfit.column, unfit.message)
                continue
            self.targets.append(target)
            if target.doubt is not None:
                self.judged[place] = Judgement(line=line, verdict=Verdict.DOUBTFUL, why=target.doubt)
            elif earlier[0] != line and not target.more:
                self.judged[place] = Judgement(line=line, verdict=Verdict.SAME, why=None)

    def look_for_doubles(self) -> None:
        """Find the new rows that may be there already under another name."""
        for place, why in self.kind.doubles(self.targets).items():
            self.judged.setdefault(place, Judgement(line=self.sheet.rows[place][0], verdict=Verdict.DOUBTFUL, why=why))

    async def settle(
        self, storage: Storage, write: Callable[[Unit], Work] | None = None
    ) -> AsyncIterator[Sequence[Judgement]]:
        """What each row that can be taken comes to, batch by batch; with `write`, each batch is written before it is
        told of, in this Work.
        """
        with undisturbed():
            for begins in range(0, len(self.targets), BATCH):
                async with storage.unit() as unit:
                    work = write(unit) if write else None
                    found = await self.settle_rows(unit, begins, begins + BATCH, write=work)
                yield found

    async def settle_rows(self, unit: Unit, begins: int, ends: int, write: Work | None = None) -> Sequence[Judgement]:
        """What the rows between two places in the file come to, those left out that can't be taken. With `write` they
        are written, and whoever is linked to a facility no more is put out of its room with that.
        """
        places = [place for place, target in enumerate(self.targets[begins:ends], begins) if target is not None]
        if not places:
            return ()
        async with in_step(write, None) if write and self.kind.unlinks else nullcontext():
            return await self._settled(unit, places, write=write is not None)

    def _refuse(self, place: int, line: int, column: str, why: Message) -> None:
        self.judged[place] = Judgement(line=line, verdict=Verdict.REFUSED, column=column, why=why)
        self.targets.append(None)

    def _target(self, cells: Sequence[str]) -> Target:
        header = self.sheet.header
        if len(cells) != len(header):
            raise Unfit("", Refusal("import-ragged", cells=len(cells), columns=len(header)))
        values = {name: reader[cell] for name, reader, cell in zip(header, self.readers, cells, strict=True)}
        if self.faults:
            for name, value in values.items():
                if isinstance(value, Refusal):
                    raise Unfit(name, value)
        return self.kind.target(values)

    async def _settled(self, unit: Unit, batch: Sequence[int], *, write: bool) -> Sequence[Judgement]:
        if write and unit.dialect == "postgresql":
            await unit.run(_ALONE, {"lock": _LOCK})
        targets = [target for place in batch if (target := self.targets[place]) is not None]
        settled = await self.kind.settle(unit, targets, write=write)
        found = [self._judgement(place, one.verdict) for place, one in zip(batch, settled, strict=True)]
        if write and any(one.verdict in {Verdict.NEW, Verdict.CHANGED} for one in settled):
            await unit.record(
                "registry import", at=self.kind.now, actor_id=self.kind.importer.actor_id,
                object=f"{self.kind.name}:{self.digest[:32]}",
            )  # fmt: skip
        return found

    def _judgement(self, place: int, verdict: Verdict) -> Judgement:
        """What was doubtful about a new row stays so; one that is there already was looked at."""
        before = self.judged.get(place)
        if before is not None and (verdict is Verdict.NEW or before.verdict is Verdict.SAME):
            return before
        return Judgement(line=self.sheet.rows[place][0], verdict=verdict)


@contextmanager
def undisturbed() -> Iterator[None]:
    """While nothing is made that goes in circles: to look again and again whether any of it may go takes a third of the
    time that a file does.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def understand(data: bytes, importer: Importer, now: datetime, words: ClosedWords) -> Intake:
    """A file as what it is. Raises Refusal for one that is no table, or none that is known."""
    with undisturbed():
        table = sheet.read(data)
    kind = _kind_of(table.header, words)
    if not importer.is_staff and not kind.by_buyers:
        raise Refusal("import-staff-only")
    digest = hashlib.sha256(data).hexdigest()
    read = {column.name: column.read for column in kind.columns(words)}
    faults: list[Refusal] = []
    readers = [Reader(read[name], faults) for name in table.header]
    return Intake(kind(importer, frozenset(table.header), now), table, readers, faults, digest)


def headings(kind: type[Kind], words: ClosedWords) -> Message:
    """The columns of a kind of file, those first that it has to have."""
    columns = kind.columns(words)
    return say(
        "import-columns",
        kind=kind_word(kind.name),
        required=", ".join(one.name for one in columns if one.required),
        optional=", ".join(one.name for one in columns if not one.required),
    )


def _kind_of(header: Sequence[str], words: ClosedWords) -> type[Kind]:
    """The kind whose columns these are: the one of which the header has all that a file must have."""
    if hidden := next((number for number, name in enumerate(header, 1) if is_hidden(name)), 0):
        raise Refusal("import-column-hidden", number=hidden)
    twice = next((name for name in header if header.count(name) > 1), None)
    if twice is not None:
        raise Refusal("import-column-twice", column=twice or "-")
    given = set(header)
    fitting = [
        (len(needed), kind, {column.name for column in columns})
        for kind in KINDS.values()
        for columns in [kind.columns(words)]
        for needed in [{column.name for column in columns if column.required}]
        if needed <= given
    ]
    if not fitting:
        refusal = Refusal("import-header", given=shown(", ".join(header)))
        refusal.message = refusal.message.then(*(headings(kind, words) for kind in KINDS.values()))
        raise refusal
    _, kind, known = max(fitting, key=lambda one: (len(one[2] & given), one[0]))
    if unknown := [name for name in header if name not in known]:
        refusal = Refusal("import-column-unknown", column=unknown[0][:40], kind=kind_word(kind.name))
        refusal.message = refusal.message.then(headings(kind, words))
        raise refusal
    return kind

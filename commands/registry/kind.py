"""A kind of file: which columns it has, and what its rows become."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from commands.engine.words import ClosedWords
from commands.registry.columns import Column
from commands.registry.table import Row, Settled
from storage import directory, linkage
from storage.message import Message, say
from storage.naming import is_mixed
from storage.person import Person
from storage.refusal import Refusal
from storage.unit import Unit

Cells = Mapping[str, Any]  # a row's values by column, as they were read; what the file lacks is missing


class Unfit(Exception):
    """A row can't be taken, for the sake of this column ("" for the row as a whole)."""

    def __init__(self, column: str, refusal: Refusal) -> None:
        super().__init__(column)
        self.column, self.message = column, refusal.message


@dataclass(frozen=True, slots=True, kw_only=True)
class Importer:
    """On whose word rows are taken. Staff's, which the operator's counts as, and a buyer's for its own purchases."""

    actor_id: str
    locale: str
    is_staff: bool
    organisation_id: str = ""


@dataclass(slots=True)
class Target:
    """What a row is to become: `key` tells rows of a file apart, `record` has its values, `more` the rest."""

    key: tuple[Any, ...]
    record: Row
    more: Any = None
    doubt: Message | None = None
    said: Row | None = None
    """All that the row says, where that is more than its record: two rows of one file may not say two things."""


class Kind(ABC):
    """One kind of file, for one import. It is told first what is known (`learn`), then asked row by row."""

    name: ClassVar[str]
    by_buyers: ClassVar[bool] = False
    """Whether a buyer may bring such a file about itself."""
    unlinks: ClassVar[bool] = False
    """Whether what it says may end that somebody is linked to a facility."""

    def __init__(self, importer: Importer, header: frozenset[str], now: datetime) -> None:
        self.importer = importer
        self.header = header
        self.now = now

    @classmethod
    @abstractmethod
    def columns(cls, words: ClosedWords) -> Sequence[Column]:
        """All that such a file may have."""

    @abstractmethod
    async def learn(self, unit: Unit) -> None:
        """Look up what its rows may name."""

    @abstractmethod
    def target(self, cells: Cells) -> Target:
        """What a row is to become. Raises Unfit."""

    @abstractmethod
    async def settle(self, unit: Unit, targets: Sequence[Target], *, write: bool) -> Sequence[Settled]:
        """What each of these comes to beside what there is; written if that is wanted."""

    def doubles(self, targets: Sequence[Target | None]) -> Mapping[int, Message]:
        """Of which rows, by their place, somebody should look whether they are there already."""
        return {}

    async def denied(self, unit: Unit) -> frozenset[str]:
        """The ids of the facilities that whoever brings the file was denied: none of its rows can mean one."""
        person = await unit.get(Person, self.importer.actor_id)
        if person is None:  # the operator
            return frozenset()
        return await linkage.denied_facilities(unit, await directory.standing_of(unit, person), now=self.now)

    def given(self, *names: str) -> tuple[str, ...]:
        """Of these columns, those that the file has."""
        return tuple(name for name in names if name in self.header)


def nobody(lookalike: str | None, refusal: Refusal) -> Refusal:
    """Why a name is nobody's: in other letters it would be this one, or else as the refusal says."""
    return Refusal("name-lookalike", name=lookalike) if lookalike is not None else refusal


def period(cells: Cells, begins: str, ends: str) -> None:
    """Refuse a period that ends before it begins."""
    if cells.get(begins) and cells.get(ends) and cells[ends] < cells[begins]:
        raise Unfit(ends, Refusal("import-period"))


def looks_odd(name: str, other: str | None) -> Message | None:
    """What is doubtful about a new name."""
    if other is not None:
        return say("import-lookalike", name=other)
    return next(iter(odd(name)), None)


def odd(name: str) -> list[Message]:
    """What is doubtful about a name by itself."""
    return [say("import-mixed", name=name)] if is_mixed(name) else []

"""What a cell may hold: each column reads its text into a value, or says in a sentence why it can't."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from commands.engine.moment import available_zones
from commands.engine.tokens import fold
from commands.engine.words import Answer, ClosedWords
from storage.country import country
from storage.message import word_of
from storage.naming import is_hidden, tidy
from storage.organisation import OrganisationStatus, Scope
from storage.refusal import Refusal

Read = Callable[[str], Any]

SEPARATOR, ESCAPE = "|", "\\"  # between the names in one cell
MAX_NAMES = 50  # in one cell
_SHOWN = 40  # characters of a cell that a sentence repeats
_REMEMBERED = 50_000  # different texts of one column

_SAID = {"true": True, "1": True, "false": False, "0": False}


@dataclass(frozen=True, slots=True)
class Column:
    """A column's name, how its cells are read, and whether a file has to have it."""

    name: str
    read: Read
    required: bool = False


class Reader(dict[str, Any]):
    """Reads the cells of one column, each text once; what can't be read becomes the Refusal that says so.

    Each time that happens, it is put down among the `faults` of the file.
    """

    def __init__(self, read: Read, faults: list[Refusal]) -> None:
        super().__init__()
        self._read = read
        self._faults = faults

    def __missing__(self, cell: str) -> Any:
        try:
            value = self._read(cell)
        except Refusal as refusal:
            value = refusal
            self._faults.append(refusal)
        if len(self) < _REMEMBERED:
            self[cell] = value
        return value


def name(most: int, *, required: bool = True) -> Read:
    """A name or another line of text, of at most so many characters."""

    def read(cell: str) -> str:
        text = tidy(cell)
        if required and not text:
            raise Refusal("import-cell-empty")
        if len(text) > most:
            raise Refusal("import-cell-long", most=most)
        if is_hidden(text):
            raise Refusal("import-cell-hidden")
        return text

    return read


def prose(most: int) -> Read:
    """A longer text, with its line ends."""

    def read(cell: str) -> str:
        if len(cell) > most:
            raise Refusal("import-cell-long", most=most)
        if is_hidden(cell.translate(_LINES)):
            raise Refusal("import-cell-hidden")
        return cell

    return read


_LINES = {ord(one): " " for one in "\t\r\n"}


def names(most: int) -> Read:
    """Several names with | between them."""
    one = name(most)

    def read(cell: str) -> tuple[str, ...]:
        found = [part for part in parted(cell) if part.strip()]
        if len(found) > MAX_NAMES:
            raise Refusal("import-cell-many", most=MAX_NAMES)
        return tuple(dict.fromkeys(map(one, found)))

    return read


def joined(parts: Sequence[str]) -> str:
    """Names as one cell, as `parted` takes them apart."""
    escaped = (part.replace(ESCAPE, ESCAPE * 2).replace(SEPARATOR, ESCAPE + SEPARATOR) for part in parts)
    return f" {SEPARATOR} ".join(escaped)


def parted(cell: str) -> list[str]:
    """The names in a cell."""
    found, taken = [""], False
    for letter in cell:
        if not taken and letter == ESCAPE:
            taken = True
        elif not taken and letter == SEPARATOR:
            found.append("")
        else:
            found[-1] += letter
            taken = False
    return found


def word(kind: type[StrEnum], words: ClosedWords, default: StrEnum | None = None) -> Read:
    """One of a few words, in any language of ours; `default` for an empty cell, which is refused without one."""
    meanings = words.meanings(kind)

    def read(cell: str) -> StrEnum:
        said = fold(cell.strip())
        if not said and default is not None:
            return default
        if said not in meanings:
            raise Refusal("import-cell-word", said=shown(cell), words=tuple(map(word_of, kind)))
        return meanings[said]

    return read


def place(cell: str) -> str:
    """A country, as two letters."""
    if not cell.strip():
        raise Refusal("import-cell-empty")
    found = country(cell)
    if found is None:
        raise Refusal("import-cell-country", said=shown(cell))
    return found


def timezone(cell: str) -> str:
    """A zone by its IANA name, in whatever case; an empty cell is none."""
    said = cell.strip()
    found = available_zones().get(said.lower()) if said else ""
    if found is None:
        raise Refusal("import-cell-zone", said=shown(cell))
    return found


def tongues(words: ClosedWords) -> Read:
    """Languages of ours with blanks or | between them, as they are kept: "fr en"; an empty cell is none."""

    def read(cell: str) -> str:
        found: dict[str, None] = {}
        for said in cell.replace(SEPARATOR, " ").split():
            locale = words.locale_named(said)
            if locale is None:
                raise Refusal("import-cell-language", said=shown(said))
            found[locale] = None
        return " ".join(found)

    return read


def scopes(words: ClosedWords) -> Read:
    """What somebody is affiliated for, with | between; an empty cell is nothing."""
    one = word(Scope, words)

    def read(cell: str) -> frozenset[Scope]:
        return frozenset(one(part) for part in parted(cell) if part.strip())

    return read


def stage(words: ClosedWords) -> Read:
    """The stage of an organisation; an empty cell says none."""
    one = word(OrganisationStatus, words)

    def read(cell: str) -> OrganisationStatus | None:
        return one(cell) if cell.strip() else None

    return read


def day(cell: str) -> date | None:
    """A day as ISO 8601 has it, and nothing that can be read in two ways."""
    text = cell.strip()
    if not text:
        return None
    try:
        if len(text) == len("2027-01-31"):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise Refusal("import-cell-day", said=shown(cell))


def number(least: int, most: int, default: int) -> Read:
    """A whole number between two, both included."""

    def read(cell: str) -> int:
        text = cell.strip()
        if not text:
            return default
        if not text.isascii() or not text.isdigit() or len(text) > 9 or not least <= int(text) <= most:
            raise Refusal("import-cell-number", said=shown(cell), least=least, most=most)
        return int(text)

    return read


def flag(words: ClosedWords) -> Read:
    """Yes or no, in any language of ours; an empty cell is no."""
    meanings = words.meanings(Answer)

    def read(cell: str) -> bool:
        said = fold(cell.strip())
        if said in _SAID:
            return _SAID[said]
        meant = meanings.get(said, Answer.NO if not said else None)
        if meant not in {Answer.YES, Answer.NO}:
            raise Refusal("import-cell-flag", said=shown(cell))
        return meant is Answer.YES

    return read


def shown(cell: str) -> str:
    """As much of a text as a sentence repeats."""
    return cell if len(cell) <= _SHOWN else f"{cell[:_SHOWN]}…"

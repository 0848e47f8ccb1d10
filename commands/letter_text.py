"""A letter's Markdown, read as what a letter is made of: headings, paragraphs, lists, quotations, words set off.

One pass over its lines, and no pattern looks further than a few hundred characters, so a runaway text costs what its
length does. What is no such mark stays in the text as it was typed: a file to a company may lose nothing.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a block is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    BULLET = "bullet"
    NUMBER = "number"
    QUOTE = "quote"
    RULE = "rule"


@dataclass(frozen=True, slots=True)
class Run:
    """Words in one style; a "\\n" among them is a new line of the same block."""

    text: str
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """One block; `level` is 1 to 3 of a heading, and the number with which a list begins of its first item."""

    kind: Kind
    runs: Sequence[Run] = ()
    level: int = 0

    @property
    def plain(self) -> str:
        """Its words on one line."""
        return " ".join("".join(run.text for run in self.runs).split())


# What XML 1.0 (section 2.2) can't hold, and what turns the direction of the text around it (Unicode, UAX #9).
_UNSHOWN = re.compile("[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u202a-\u202e\u2066-\u2069]")
_BREAKS = re.compile("\r\n?|[\x85\u2028\u2029\v\f]")
_HEADING = re.compile(r"(#{1,6}) +(.+)")
_BULLET = re.compile(r" {0,3}[-*+] +(.+)")
_NUMBER = re.compile(r" {0,3}(\d{1,4})[.)] +(.+)")
_QUOTE = re.compile(r"> ?(.*)")
_RULE = re.compile(r"(?:- ?){3,60}|(?:\* ?){3,60}|_{3,60}")
_MARKED = re.compile(
    r"\\([\\`*_\[\]#>+.!-])"
    r"|\*\*([^*\n]{1,400})\*\*"
    r"|(?<![\w*])\*([^*\s][^*\n]{0,400})\*(?![\w*])"
    r"|(?<!\w)__([^_\n]{1,400})__(?!\w)"
    r"|(?<!\w)_([^_\n]{1,400})_(?!\w)"
    r"|\[([^\[\]\n]{1,200})\]\(((?:https?://|mailto:)[^\s()<>]{1,400})\)"
)


def blocks(markdown: str) -> list[Block]:
    """What a letter consists of, in order; a paragraph keeps its lines, as an address needs them."""
    found: list[tuple[Kind, list[str], int]] = []
    goes_on: Kind | None = None  # what a line without a mark belongs to
    for line in _UNSHOWN.sub("", _BREAKS.sub("\n", markdown)).split("\n"):
        kind, text, level = _read(line.rstrip())
        if not text and kind is not Kind.RULE:
            goes_on = None
        elif kind is Kind.PARAGRAPH and goes_on is not None:
            found[-1][1].append(text.strip())
        elif kind is Kind.QUOTE and goes_on is Kind.QUOTE:
            found[-1][1].append(text)
        else:
            found.append((kind, [text], level))
            goes_on = None if kind in {Kind.HEADING, Kind.RULE} else kind
    return [Block(kind, tuple(_runs("\n".join(lines))), level) for kind, lines, level in found]


def _read(line: str) -> tuple[Kind, str, int]:
    if _RULE.fullmatch(line):
        return Kind.RULE, "", 0
    if heading := _HEADING.fullmatch(line):
        return Kind.HEADING, heading[2], min(len(heading[1]), 3)
    if bullet := _BULLET.fullmatch(line):
        return Kind.BULLET, bullet[1], 0
    if number := _NUMBER.fullmatch(line):
        return Kind.NUMBER, number[2], int(number[1])
    if quote := _QUOTE.fullmatch(line):
        return Kind.QUOTE, quote[1], 0
    return Kind.PARAGRAPH, line, 0


def _runs(text: str) -> Iterator[Run]:
    """The words of a block; a link is written out, as on paper."""
    at = 0
    for mark in _MARKED.finditer(text):
        if mark.start() > at:
            yield Run(text[at : mark.start()])
        escaped, bold, italic, bold_too, italic_too, words, address = mark.groups()
        if escaped or address:
            yield Run(escaped or (words if words == address else f"{words} ({address})"))
        elif bold or bold_too:
            yield Run(bold or bold_too, bold=True)
        else:
            yield Run(italic or italic_too, italic=True)
        at = mark.end()
    if at < len(text):
        yield Run(text[at:])

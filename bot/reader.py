"""Our own HTML, read again: as tags and words, and as plain text.

Only what was sanitised is read here, so that every tag is closed, every attribute quoted and nothing else is there. The
library's own parser forgives everything and is ten times slower for it. This one forgives nothing.
"""

import re
from collections.abc import Iterable
from html import unescape

_PIECE = re.compile(r"""(<(/?)([a-z][a-z0-9]*)((?: [a-z]+="[^"]*")*)>|([^<>]+))""")
_ATTRIBUTE = re.compile(r' ([a-z]+)="([^"]*)"')
_WITHIN_A_LINE = frozenset({"strong", "em", "code", "b", "i", "u", "s", "del", "sup", "sub", "span"})
_SPACES = re.compile(r"\s+")

Piece = tuple[str, str, str, str, str]
"""As it is written; then of a tag "/" where it closes, its name, its attributes; or words, with their entities."""


class NotOurs(ValueError):
    """It is no HTML of ours."""


def pieces_of(html: str) -> list[Piece]:
    """The tags and words of sanitised HTML. Raises NotOurs where a sanitiser would have written it otherwise."""
    found: list[Piece] = _PIECE.findall(html)
    if sum(len(written) for written, *_ in found) != len(html):
        raise NotOurs
    return found


def attributes_of(written: str) -> list[tuple[str, str]]:
    """The attributes of a tag and their values."""
    return [(name, unescape(value)) for name, value in _ATTRIBUTE.findall(written)] if written else []


class Reader:
    """Reads our own HTML as plain text; what may look otherwise elsewhere is a method without an underscore."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._line = ""
        self._gap = False
        self._margin: list[str] = []
        self._bullet = ""
        self._lists: list[int | None] = []  # the next number of an ordered list
        self._cells = 0  # of this row, so far
        self._pre = False
        self._link: tuple[str, int] | None = None

    def text(self) -> str:
        """All that was read."""
        self._end_line()
        return "\n".join(self.lines).strip("\n")

    def feed(self, html: str) -> None:
        """Sanitised HTML. Raises NotOurs for any other."""
        self.read(pieces_of(html))

    def read(self, pieces: Iterable[Piece]) -> None:
        """Its pieces."""
        for _, closing, tag, attributes, data in pieces:
            if data:
                self.handle_data(unescape(data) if "&" in data else data)
            elif closing:
                self.handle_endtag(tag)
            elif tag:
                self.handle_starttag(tag, attributes_of(attributes))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str]]) -> None:
        """Its line, its margin, its bullet."""
        if tag in _WITHIN_A_LINE:
            return
        match tag:
            case "br":
                self._end_line(always=True)
            case "hr":
                self._end_block()
                self._line = self.rule()
                self._end_block()
            case "ul" | "ol":
                self._end_line()
                self._gap = self._gap and not self._lists
                self._lists.append(int(dict(attrs).get("start") or 1) if tag == "ol" else None)
            case "li":
                self._end_line()
                self._bullet = self._next_bullet()
                self._margin.append(" " * len(self._bullet))
            case "blockquote":
                self._end_block()
                self._margin.append("> ")
            case "td" | "th":
                self._line = f"{self._line.rstrip()} | " if self._cells else ""
                self._cells += 1
            case "tr":
                self._end_line()
                self._cells = 0
            case "a":
                self._link = (dict(attrs).get("href", ""), len(self._line))
            case "pre":
                self._end_block()
                self._pre = True
            case "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "table":
                if not self._bullet:
                    self._end_block()

    def handle_endtag(self, tag: str) -> None:
        """What it began ends."""
        if tag in _WITHIN_A_LINE:
            return
        match tag:
            case "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "table" | "pre":
                self._end_block()
                self._pre = self._pre and tag != "pre"
            case "ul" | "ol":
                self._lists.pop()
                self._end_line()
                self._gap = not self._lists
            case "li" | "blockquote":
                self._end_line()
                self._margin.pop()
                self._bullet = ""
                self._gap = self._gap if tag == "li" else True
            case "a" if self._link:
                (address, start), self._link = self._link, None
                self.name_address(address, start)

    def handle_data(self, data: str) -> None:
        """Spaces are one, but in what is preformatted."""
        if self._pre:
            *ended, self._line = (self._line + data).split("\n")
            for line in ended:
                self._put(line)
        else:
            words = data if data.isascii() and data.isprintable() and "  " not in data else _SPACES.sub(" ", data)
            self._line += words if self._line else words.lstrip()

    def name_address(self, address: str, start: int) -> None:
        """An address that the text doesn't show is written behind it; a pill's isn't, its name is enough.

        `start` is where the link's words begin in the line.
        """
        bare = address.removeprefix("mailto:")
        if self._line[start:].strip() != bare and "matrix.to/#/@" not in address:
            self._line += f" ({bare})"

    def rule(self) -> str:
        """A thin line across the page."""
        return "---"

    def put(self, line: str, margin: list[str], bullet: str) -> None:
        """One line, behind its margins; the last of them makes room for the bullet."""
        before = "".join(margin[:-1]) + bullet if bullet else "".join(margin)
        self.lines.append((before + line).rstrip())

    def _next_bullet(self) -> str:
        number = self._lists[-1] if self._lists else None
        if number is None:
            return "- "
        self._lists[-1] = number + 1
        return f"{number}. "

    def _end_block(self) -> None:
        self._end_line()
        self._gap = bool(self.lines)

    def _end_line(self, *, always: bool = False) -> None:
        if self._line.strip() or always:
            self._put(self._line)
        self._line = ""

    def _put(self, line: str) -> None:
        if self._gap and not (self._lists and self._bullet):
            self.put("", self._margin[:-1] if self._bullet else self._margin, "")
        self.put(line, self._margin, self._bullet)
        self._gap, self._bullet = False, ""

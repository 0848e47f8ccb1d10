"""Markdown to the HTML that Matrix allows, and to plain text: text in, text out, under caps.

Three walls, each sufficient for what it guards: raw HTML and images are no Markdown here, so tags show as text; nh3
keeps only the tags and attributes of the Matrix subset (spec v1.18, "m.room.message msgtypes"); a last walk unmasks
links, so a text can't show one host and lead to another, nor address anybody on its own.

Python-Markdown is quadratic and worse on some inputs, so a block is small, and its special characters are counted
before it is rendered. What is beyond a cap is shown unrendered, never lost.
"""

import re
from collections.abc import Collection, Iterator
from functools import cache
from html import escape as html_escape
from html import unescape

import nh3
from markdown import Markdown
from markdown.extensions.fenced_code import FencedCodeExtension
from markdown.extensions.nl2br import Nl2BrExtension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension

from bot.escaping import clean
from bot.links import SCHEMES, unaddressed, unaddressing, unmasked
from bot.quick_markdown import Rendered, quick, unrendered
from bot.reader import NotOurs, Piece, Reader, attributes_of, pieces_of

MAX_BLOCK = 4_096  # bytes rendered in one go: the parser's worst cases grow with the square of it
MAX_DEPTH = 100  # Matrix spec v1.18: "clients should limit the depth to 100"
MAX_MARKERS = 12  # list and quote signs opening one line, and levels of indentation

COUNTS = {"[": 80, "!": 200, "<": 80, "*": 160, "_": 160, "`": 160, "&": 300, "|": 400, "\\": 400}
"""The most of each special character in one block."""

TAGS = {
    *("h1", "h2", "h3", "h4", "h5", "h6", "p", "blockquote", "pre", "div", "hr", "br"),
    *("ul", "ol", "li", "table", "caption", "thead", "tbody", "tr", "th", "td", "details", "summary"),
    *("a", "span", "b", "strong", "i", "em", "u", "s", "del", "sup", "sub", "code"),
}
_VOID = frozenset({"br", "hr"})
# Raw HTML and images are none here, and a link's address stands behind its words, not at the other end of a text.
_UNUSED = ("html", "automail", "image_link", "image_reference", "short_image_ref", "reference", "short_reference")
_LANGUAGE = re.compile(r"language-[\w+#-]{1,30}")
_PREFIX = re.compile(r"(?:[ \t]|>|[*+-][ \t]|\d{1,9}\.[ \t])*")
_NO_HEADING = re.compile(r"#{1,6}[^#\s]")
_LIST = re.compile(r" {0,3}(?:[*+-]|\d{1,9}\.) ")


def render(markdown: str, mentions: Collection[str] = ()) -> Rendered:
    """Both forms of a text; never raises. `mentions` are the user ids whose pills are meant."""
    meant = frozenset(mentions)
    pieces = [_block(block, meant) for block in _blocks(clean(markdown))]
    return Rendered(
        "\n".join(piece.html for piece in pieces),
        "\n\n".join(piece.plain for piece in pieces if piece.plain),
        any(piece.simple for piece in pieces),
    )


def _block(block: str, mentions: frozenset[str]) -> Rendered:
    return quick(block) or parsed(block, mentions)


def parsed(block: str, mentions: frozenset[str] = frozenset()) -> Rendered:
    """One block by way of the parser."""
    if not is_tame(block):
        return unrendered(block)
    try:
        raw = _parser().reset().convert(_as_chat(block))
        walk = Walk(mentions)
        walk.goes(sanitised(raw))
    except (RecursionError, NotOurs):
        return unrendered(block)
    if walk.deepest > MAX_DEPTH:
        return unrendered(block)
    reader = Reader()
    reader.read(walk.pieces)
    return Rendered("".join(written for written, *_ in walk.pieces).strip("\n"), reader.text())


def sanitised(html: str) -> str:
    """What is left of HTML inside the subset."""
    return _cleaner().clean(html)


@cache
def _cleaner() -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=TAGS,
        clean_content_tags={"script", "style"},
        attributes={"a": {"href"}, "ol": {"start"}, "code": {"class"}},
        attribute_filter=_attribute,
        url_schemes=set(SCHEMES),
        link_rel=None,
    )


def _attribute(tag: str, name: str, value: str) -> str | None:
    if (tag, name) == ("code", "class"):
        return value if _LANGUAGE.fullmatch(value) else None
    if (tag, name) == ("ol", "start"):
        return value if re.fullmatch(r"[0-9]{1,6}", value) else None
    return value


@cache
def _parser() -> Markdown:
    """Made once: that costs twice what a short text does. Each text begins with a reset."""
    extensions = [TableExtension(), FencedCodeExtension(), SaneListExtension(), Nl2BrExtension()]
    parser = Markdown(extensions=extensions)
    parser.preprocessors.deregister("html_block")
    parser.parser.blockprocessors.deregister("reference")
    for pattern in _UNUSED:
        parser.inlinePatterns.deregister(pattern)
    # Registries are asked for each pattern at each piece of text, which is an eighth of all the time; lists are not.
    inline = parser.treeprocessors["inline"]
    inline.inlinePatterns = list(parser.inlinePatterns)  # type: ignore[attr-defined]  # the stubs know the base only
    parser.parser.blockprocessors = list(parser.parser.blockprocessors)  # type: ignore[assignment]
    return parser


def _as_chat(block: str) -> str:
    """What people mean in chat: `#42` and `#room:server` are no headings, a list may follow a line."""
    lines: list[str] = []
    fenced, listed = False, True
    for line in block.split("\n"):
        fenced ^= line.lstrip().startswith(("```", "~~~"))
        if not fenced:
            if _NO_HEADING.match(line):
                line = f"\\{line}"
            is_item = _LIST.match(line) is not None
            if is_item and not listed and lines[-1].strip():
                lines.append("")
            listed = is_item or (listed and line[:1] in (" ", "\t"))
        lines.append(line)
    return "\n".join(lines)


def is_tame(block: str) -> bool:
    """Whether the parser may have a block: it is small, has few special characters, no deep nesting."""
    if len(block.encode()) > MAX_BLOCK:
        return False
    bare = re.sub(r"\\[^\w\s]", "", block) if "\\" in block else block
    if any(bare.count(sign) > most for sign, most in COUNTS.items()):
        return False
    return all(_nesting(line) <= MAX_MARKERS for line in block.split("\n"))


def _nesting(line: str) -> int:
    prefix = _PREFIX.match(line)
    if not prefix or not prefix[0]:
        return 0
    opening = prefix[0].expandtabs(4)
    return len(re.findall(r">|[*+-] |\d\.", opening)) + len(re.sub(r"\S", "", opening)) // 4


def _blocks(text: str) -> Iterator[str]:
    """The text in pieces of at most MAX_BLOCK bytes where blank lines allow it; a fenced block stays whole."""
    held: list[str] = []
    size = 0
    for paragraph in _paragraphs(text):
        length = len(paragraph.encode()) + 2
        if held and size + length > MAX_BLOCK:
            yield "\n\n".join(held)
            held, size = [], 0
        held.append(paragraph)
        size += length
    if held:
        yield "\n\n".join(held)


def _paragraphs(text: str) -> Iterator[str]:
    lines: list[str] = []
    fence = ""
    for line in text.split("\n"):
        opening = line.lstrip()[:3]
        if fence:
            fence = "" if opening == fence else fence
        elif opening in ("```", "~~~"):
            fence = opening
        if line.strip() or fence:
            lines.append(line)
        elif lines:
            yield "\n".join(lines)
            lines = []
    if lines:
        yield "\n".join(lines)


class Walk:
    """Goes through sanitised HTML, makes its links honest, takes its calls away, and measures its depth."""

    def __init__(self, mentions: Collection[str] = ()) -> None:
        self.mentions = mentions
        self.pieces: list[Piece] = []
        self.deepest = 0
        self._link: tuple[int, str] | None = None  # where it opens, its address
        self._shown: list[str] = []

    def goes(self, html: str) -> None:
        """All of it. Raises NotOurs."""
        depth = 0
        for piece in pieces_of(html):
            _, closing, tag, attributes, data = piece
            if data:
                self._words(piece, data)
            elif closing:
                depth -= 1
                self._ends(piece) if tag == "a" else self.pieces.append(piece)
            else:
                depth += tag not in _VOID
                self.deepest = max(self.deepest, depth)
                if tag == "a":
                    self._link, self._shown = (len(self.pieces), dict(attributes_of(attributes)).get("href", "")), []
                self.pieces.append(piece)

    def _words(self, piece: Piece, data: str) -> None:
        if "&" in data or "@" in data or "%" in data:
            shown = unescape(data)
            piece = _said(unaddressed(shown))
            self._shown.append(shown)
        elif self._link:
            self._shown.append(data)
        self.pieces.append(piece)

    def _ends(self, piece: Piece) -> None:
        """A link becomes one where it is honest; else its words stay, and behind them where it leads."""
        if self._link is None:
            return
        (opening, address), self._link = self._link, None
        shown = "".join(self._shown)
        leads_to = unmasked(shown, address, self.mentions)
        if address and not leads_to:
            href = _written("href", unaddressing(address))
            self.pieces[opening] = (f"<a{href}>", "", "a", href, "")
            self.pieces.append(piece)
            return
        self.pieces[opening] = _NOTHING
        if leads_to:
            self.pieces.append(_said(unaddressed(f" ({leads_to})" if shown.strip() else leads_to)))


_NOTHING: Piece = ("", "", "", "", "")


def _said(words: str) -> Piece:
    escaped = html_escape(words, quote=False)
    return (escaped, "", "", "", escaped)


def _written(name: str, value: str) -> str:
    text = value.replace("&", "&amp;").replace('"', "&quot;").replace("\u00a0", "&nbsp;")
    return f' {name}="{text.replace("<", "&lt;").replace(">", "&gt;")}"'

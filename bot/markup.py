"""Markdown to the HTML that Matrix allows, and to plain text; people's own in a process that may be killed.

Three walls, each sufficient for what it guards: raw HTML and images are no Markdown here, so tags show as
text; nh3 keeps only the tags and attributes of the Matrix subset (spec v1.18, "m.room.message msgtypes"); a
last walk unmasks links, so a text can't show one host and lead to another, nor address anybody on its own.
Python-Markdown is quadratic and worse on some inputs, so a block is small, its special characters are counted
before it is rendered, and text of others is rendered by a worker with two seconds to answer. What fails is
shown unrendered.
"""

import asyncio
import json
import re
import struct
import sys
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from html import escape as html_escape
from html.parser import HTMLParser
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote, urlsplit

import nh3
from markdown import Markdown

MAX_TEXT = 262_144  # bytes; a Matrix event ends at 65,536, a text kept in parts may be longer
MAX_BLOCK = 4_096  # bytes rendered in one go: the parser's worst cases grow with the square of it
MAX_DEPTH = 100  # Matrix spec v1.18: "clients should limit the depth to 100"
MAX_MARKERS = 12  # list and quote signs opening one line, and levels of indentation
RENDER_WITHIN = timedelta(seconds=2)  # per text; a usual one takes some 10 ms
START_WITHIN = timedelta(seconds=30)  # for a worker to import what it needs, on a busy machine

_COUNTS = {"[": 80, "!": 200, "<": 80, "*": 160, "_": 160, "`": 160, "&": 300, "|": 400, "\\": 400}
_TAGS = {
    *("h1", "h2", "h3", "h4", "h5", "h6", "p", "blockquote", "pre", "div", "hr", "br"),
    *("ul", "ol", "li", "table", "caption", "thead", "tbody", "tr", "th", "td", "details", "summary"),
    *("a", "span", "b", "strong", "i", "em", "u", "s", "del", "sup", "sub", "code"),
}
_ROOT = Path(__file__).resolve().parents[1]
_VOID = {"br", "hr"}
_SCHEMES = {"http", "https", "mailto"}
_LANGUAGE = re.compile(r"language-[\w+#-]{1,30}")
_HOSTLIKE = re.compile(r"(?<![\w.-])(?:(?:[\w-]{1,63}\.)+[^\W\d_][\w-]+|\d{1,3}(?:\.\d{1,3}){3})|//([^\s/?#]+)")
_PILL_TEXT = re.compile(r"https?://(?:www\.)?matrix\.to/?#/(?=@|%(?:25)*40)", re.IGNORECASE)
# Also where a mark cuts it: "@**room**" and "@ro*om*" are two pieces of text and one word to read.
_ROOM_PING = re.compile(r"@(?=room\b|(?:r(?:oo?)?)?$)", re.IGNORECASE)
_PREFIX = re.compile(r"(?:[ \t]|>|[*+-][ \t]|\d{1,9}\.[ \t])*")
_LIST = re.compile(r" {0,3}(?:[*+-]|\d{1,9}\.) ")


@dataclass(frozen=True, slots=True)
class Rendered:
    """One text in both forms. `simple`: it was shown unrendered, because it was too large, slow or deep."""

    html: str
    plain: str
    simple: bool = False


def clean(text: str) -> str:
    """Text without control, format (bidi, zero-width) and surrogate characters; line breaks become `\\n`."""
    text = re.sub("\r\n?|[\u0085\u2028\u2029\v\f]", "\n", text)
    return "".join(_CONTROLS.get(unicodedata.category(c), c) if c not in "\n\t" else c for c in text)


_CONTROLS = {"Cc": "", "Cf": "", "Cs": "\ufffd"}


def escape(text: str) -> str:
    """A value for the middle of a Markdown phrase, on one line, that shows as it is whatever it holds."""
    text = " ".join(clean(text).split())
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = re.sub(r"([\\`*_\[\]|])", r"\\\1", text)
    text = re.sub(r"^(\d+)\.", r"\1\\.", re.sub(r"^([-+#])", r"\\\1", text))
    return re.sub(r"^[=~:]", lambda found: f"&#{ord(found[0])};", text)


def code(text: str) -> str:
    """A value as a code span: nothing in it is markup, and it can be copied as it is."""
    text = " ".join(clean(text).split()).replace("`", "'")
    return f"`{text}`" if text else ""


def trusted(markdown: str, mentions: Collection[str] = ()) -> Rendered:
    """Our own phrases, rendered at once. `mentions` are the user ids whose pills are meant."""
    return _render(markdown, mentions)


def to_html(markdown: str, mentions: Collection[str] = ()) -> str:
    """The Matrix HTML of a Markdown text; never raises. Others' text goes through a ProseRenderer instead."""
    return _render(markdown, mentions).html


def to_plain(markdown: str, mentions: Collection[str] = ()) -> str:
    """The readable text of a Markdown text: lists, quotes and tables keep their shape, marks are gone."""
    return _render(markdown, mentions).plain


class ProseRenderer:
    """Renders people's text in one worker process, which is killed and replaced when it takes too long."""

    def __init__(self, *, limit: timedelta = RENDER_WITHIN, program: Sequence[str] | None = None) -> None:
        self._limit = limit
        self._program = program or (sys.executable, "-P", "-m", "bot.markup")
        self._turn = asyncio.Lock()
        self._worker: asyncio.subprocess.Process | None = None

    @property
    def pid(self) -> int | None:
        """The worker's process id while there is one."""
        return self._worker.pid if self._worker else None

    async def html(self, text: str, mentions: Collection[str] = ()) -> str:
        """The Matrix HTML of a text."""
        return (await self.render(text, mentions)).html

    async def render(self, text: str, mentions: Collection[str] = ()) -> Rendered:
        """Both forms of a text, unrendered if it can't be done within the limit. Never raises for a text."""
        text = clean(text)
        question = json.dumps([text, sorted(mentions)]).encode()
        if len(question) > 2 * MAX_TEXT:
            return _unrendered(text)
        async with self._turn:
            try:
                html, plain, simple = json.loads(await self._ask(question))
            except (OSError, EOFError):  # it was too slow (TimeoutError), or it died
                await self._end()
                return _unrendered(text)
            except BaseException:  # cancelled half-way: its answer must not become the next one's
                await self._end()
                raise
        return Rendered(html, plain, simple)

    async def close(self) -> None:
        """End the worker."""
        async with self._turn:
            await self._end()

    async def _ask(self, question: bytes) -> bytes:
        worker = self._worker or await self._start()
        assert worker.stdin is not None
        worker.stdin.write(_frame(question))
        async with asyncio.timeout(self._limit.total_seconds()):
            await worker.stdin.drain()
            return await _framed(worker)

    async def _start(self) -> asyncio.subprocess.Process:
        self._worker = await asyncio.create_subprocess_exec(
            *self._program,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,  # a traceback would quote the text
            env={"PYTHONPATH": str(_ROOT)},  # and no secret of ours
        )
        async with asyncio.timeout(START_WITHIN.total_seconds()):
            await _framed(self._worker)
        return self._worker

    async def _end(self) -> None:
        worker, self._worker = self._worker, None
        if worker is None:
            return
        if worker.returncode is None:
            worker.kill()
        await worker.communicate()


def _frame(data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + data


async def _framed(worker: asyncio.subprocess.Process) -> bytes:
    assert worker.stdout is not None
    (length,) = struct.unpack(">I", await worker.stdout.readexactly(4))
    return await worker.stdout.readexactly(length)


def serve(asked: BinaryIO, answered: BinaryIO) -> None:
    """The worker: answers one framed JSON question after the other, until there are no more."""
    answered.write(_frame(b"ready"))
    answered.flush()
    while len(head := asked.read(4)) == 4:
        text, mentions = json.loads(asked.read(struct.unpack(">I", head)[0]))
        done = _render(text, mentions)
        answered.write(_frame(json.dumps([done.html, done.plain, done.simple]).encode()))
        answered.flush()


# What follows is pure: text in, text out.


def _render(markdown: str, mentions: Collection[str]) -> Rendered:
    text = clean(markdown)
    pieces = [_block(block, frozenset(mentions)) for block in _blocks(text)]
    return Rendered(
        "\n".join(piece.html for piece in pieces),
        "\n\n".join(piece.plain for piece in pieces if piece.plain),
        any(piece.simple for piece in pieces),
    )


def _unrendered(text: str) -> Rendered:
    paragraphs = [part.strip("\n") for part in re.split(r"\n[ \t]*\n", _unaddressed(text)) if part.strip()]
    lines = [html_escape(part, quote=False).replace("\n", "<br>\n") for part in paragraphs]
    html = "\n".join(f"<p>{line}</p>" for line in lines)
    return Rendered(html, "\n\n".join(paragraphs), simple=True)


def _block(block: str, mentions: frozenset[str]) -> Rendered:
    if not _is_tame(block):
        return _unrendered(block)
    try:
        raw = _parser().convert(_as_chat(block))
    except RecursionError:
        return _unrendered(block)
    kept = nh3.clean(
        raw,
        tags=_TAGS,
        clean_content_tags={"script", "style"},
        attributes={"a": {"href"}, "ol": {"start"}, "code": {"class"}},
        attribute_filter=_attribute,
        url_schemes=_SCHEMES,
        link_rel=None,
    )
    walk = _Walk(mentions)
    walk.feed(kept)
    walk.close()
    if walk.deepest > MAX_DEPTH:
        return _unrendered(block)
    html = "".join(walk.out).strip("\n")
    reader = Reader()
    reader.feed(html)
    reader.close()
    return Rendered(html, reader.text())


def _attribute(tag: str, name: str, value: str) -> str | None:
    if (tag, name) == ("code", "class"):
        return value if _LANGUAGE.fullmatch(value) else None
    if (tag, name) == ("ol", "start"):
        return value if re.fullmatch(r"[0-9]{1,6}", value) else None
    return value


def _parser() -> Markdown:
    parser = Markdown(extensions=["tables", "fenced_code", "sane_lists", "nl2br"])
    parser.preprocessors.deregister("html_block")
    for pattern in ("html", "automail", "image_link", "image_reference", "short_image_ref"):
        parser.inlinePatterns.deregister(pattern)
    return parser


def _as_chat(block: str) -> str:
    """What people mean in chat: `#42` and `#room:server` are no headings, a list may follow a line."""
    lines: list[str] = []
    fenced, listed = False, True
    for line in block.split("\n"):
        fenced ^= line.lstrip().startswith(("```", "~~~"))
        if not fenced:
            line = re.sub(r"^(?=#{1,6}[^#\s])", r"\\", line)
            if _LIST.match(line) and not listed and lines[-1].strip():
                lines.append("")
            listed = bool(_LIST.match(line)) or (listed and line[:1] in (" ", "\t"))
        lines.append(line)
    return "\n".join(lines)


def _is_tame(block: str) -> bool:
    """Whether the parser may have a block: it is small, has few special characters, no deep nesting."""
    if len(block.encode()) > MAX_BLOCK:
        return False
    bare = re.sub(r"\\[^\w\s]", "", block)
    if any(bare.count(sign) > most for sign, most in _COUNTS.items()):
        return False
    return all(_nesting(line) <= MAX_MARKERS for line in block.split("\n"))


def _nesting(line: str) -> int:
    prefix = _PREFIX.match(line)
    opening = prefix[0].expandtabs(4) if prefix else ""
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


def _unaddressed(text: str) -> str:
    """Text that notifies nobody: `@room` is broken by a zero-width space, a bare pill address is a plain id."""
    return _ROOM_PING.sub("@\u200b", _PILL_TEXT.sub("", text))


class _Walk(HTMLParser):
    """Writes sanitised HTML again with honest links, and measures its depth."""

    def __init__(self, mentions: frozenset[str]) -> None:
        super().__init__(convert_charrefs=True)
        self.mentions = mentions
        self.out: list[str] = []
        self.deepest = 0
        self._depth = 0
        self._link: tuple[int, str] | None = None  # where in `out` it opens, its address
        self._shown: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _VOID:
            self._depth += 1
            self.deepest = max(self.deepest, self._depth)
        if tag == "a":
            self._link, self._shown = (len(self.out), dict(attrs).get("href") or ""), []
            self.out.append("")
        else:
            self.out.append(f"<{tag}{''.join(_written(*one) for one in attrs)}>")

    def handle_data(self, data: str) -> None:
        self._shown.append(data)
        self.out.append(html_escape(_unaddressed(data), quote=False))

    def handle_endtag(self, tag: str) -> None:
        self._depth -= 1
        if tag != "a" or self._link is None:
            self.out.append(f"</{tag}>")
            return
        (opening, address), self._link = self._link, None
        shown = "".join(self._shown)
        if leads_to := _unmasked(shown, address, self.mentions):
            behind = f" ({leads_to})" if shown.strip() else leads_to
            self.out.append(html_escape(_unaddressed(behind), quote=False))
        elif address:
            self.out[opening] = f"<a{_written('href', _ROOM_PING.sub('%40', address))}>"
            self.out.append("</a>")


def _written(name: str, value: str | None) -> str:
    text = (value or "").replace("&", "&amp;").replace('"', "&quot;").replace("\u00a0", "&nbsp;")
    return f' {name}="{text.replace("<", "&lt;").replace(">", "&gt;")}"'


def _unmasked(shown: str, address: str, mentions: Collection[str]) -> str:
    """What to write instead of a link: where it really leads. Empty if it is honest (or leads nowhere)."""
    if not address:
        return ""
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").removesuffix(".") or parts.path.rpartition("@")[2].partition("?")[0].lower()
    except ValueError:  # no address at all, e.g. "http://["
        return address[:200]
    if parts.scheme not in _SCHEMES or not host or (parts.scheme != "mailto" and not parts.hostname):
        return address[:200]
    if host.removeprefix("www.") == "matrix.to" and (who := _pilled(parts.fragment)):
        return "" if who in mentions else who
    if not shown.strip() or parts.username is not None:
        return host
    seen = unicodedata.normalize("NFKC", shown).casefold().replace("。", ".")
    hosts = {(found[1] or found[0]).removeprefix("www.") for found in _HOSTLIKE.finditer(seen)}
    return "" if hosts <= {host.removeprefix("www.")} else host


def _pilled(fragment: str) -> str:
    """The user id (or `@room`) that a matrix.to fragment addresses, however often it is percent-encoded."""
    for _ in range(4):
        fragment = unquote(fragment)
    who = fragment.strip("/ ").partition("?")[0].partition("/")[0]
    return who[:255] if who.startswith("@") else ""


class Reader(HTMLParser):
    """Reads our own HTML as plain text; what may look otherwise elsewhere is a method without an underscore."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
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
        self._end_line()
        return "\n".join(self.lines).strip("\n")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
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
                self._link = (dict(attrs).get("href") or "", len(self._line))
            case "pre":
                self._end_block()
                self._pre = True
            case "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "table":
                if not self._bullet:
                    self._end_block()

    def handle_endtag(self, tag: str) -> None:
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
        if self._pre:
            *ended, self._line = (self._line + data).split("\n")
            for line in ended:
                self._put(line)
        else:
            words = re.sub(r"\s+", " ", data)
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


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer)

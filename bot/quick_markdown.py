"""Text that needs no parser: paragraphs and plain lists whose only marks are escapes, code, bold and italics.

Nearly everything the bot says is that, and a parser would be a tenth of what an answer costs. What is not exactly of
this kind is not guessed at: `quick` gives None, and the parser has it. A test holds both against each other. The tags
written here are written here only; every other character is escaped.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape as html_escape
from html import unescape

from bot.links import unaddressed

_ATOM = r"(?:[^\\`*_\[\]<>&\n]|\\[*_\[\](){}#+\-.!|>]|&(?:amp|lt|gt);)"
_INLINE = re.compile(
    rf"(?P<plain>[^\\`*_\[\]<>&\n]+)"
    rf"|(?P<escaped>\\[*_\[\](){{}}#+\-.!|>]|&(?:amp|lt|gt);)"
    rf"|(?<!`)`(?P<code>[^`\\\s](?:[^`\\\n]*[^`\\\s])?)`(?!`)"
    rf"|(?<!\*)\*\*(?!\s)(?P<strong>{_ATOM}+)(?<!\s)\*\*(?!\*)"
    rf"|(?<!\*)\*(?!\s)(?P<em>{_ATOM}+)(?<!\s)\*(?!\*)"
)
# What may begin something else than a paragraph: a heading, a rule, a list, a table, a fence, an indented line.
_OPENING = re.compile(r"[\s#=\-+_~:|]|\*(?:[ *]{2}| )|\d+\.")
_ESCAPE = re.compile(r"\\(.)")
_SPACES = re.compile(r"\s+")
_GAP = re.compile(r"\n[ \t]*\n")
_ITEM = "- "
_RULE = "---"


@dataclass(frozen=True, slots=True)
class Rendered:
    """One text in both forms. `simple`: it was shown unrendered, because it was too large, slow or deep."""

    html: str
    plain: str
    simple: bool = False


def unrendered(text: str) -> Rendered:
    """Clean text as it was typed, in paragraphs."""
    paragraphs = [part.strip("\n") for part in _GAP.split(unaddressed(text)) if part.strip()]
    lines = [html_escape(part, quote=False).replace("\n", "<br>\n") for part in paragraphs]
    html = "\n".join(f"<p>{line}</p>" for line in lines)
    return Rendered(html, "\n\n".join(paragraphs), simple=True)


def quick(text: str) -> Rendered | None:
    """Both forms of clean text, or None where a parser must have it. Takes time in proportion to the text."""
    if "@" in text or "matrix.to" in text.lower():  # whom that would notify is for others to decide
        return None
    page = _Page()
    for paragraph in re.split(r"\n{2,}", text.strip("\n")):
        if paragraph and not page.takes(paragraph.split("\n")):
            return None
    return Rendered("\n".join(page.html), page.plain)


@dataclass(slots=True)
class _Page:
    """What was written so far."""

    html: list[str] = field(default_factory=list)
    plain: str = ""
    listed: bool = False

    def takes(self, lines: Sequence[str]) -> bool:
        """Write one paragraph, list or rule, or words and a list below them; whether it could."""
        if lines[0] == _RULE and len(lines) == 1:
            return self._puts("<hr>", "---")
        first = next((number for number, line in enumerate(lines) if line.startswith(_ITEM)), len(lines))
        return (first == 0 or self._words(lines[:first])) and (first == len(lines) or self._list(lines[first:]))

    def _words(self, lines: Sequence[str]) -> bool:
        written = [_line(line) for line in lines]
        if None in written:
            return False
        known = [one for one in written if one]
        return self._puts(
            f"<p>{f'<br>{chr(10)}'.join(html for html, _ in known)}</p>", "\n".join(plain for _, plain in known)
        )

    def _list(self, lines: Sequence[str]) -> bool:
        if self.listed:  # Markdown would make one list of both
            return False
        written = [_line(line.removeprefix(_ITEM)) if line.startswith(_ITEM) else None for line in lines]
        if None in written:
            return False
        known = [one for one in written if one]
        items = "\n".join(f"<li>{html}</li>" for html, _ in known)
        return self._puts(f"<ul>\n{items}\n</ul>", "\n".join(f"- {plain}" for _, plain in known), is_list=True)

    def _puts(self, html: str, plain: str, *, is_list: bool = False) -> bool:
        gap = "\n" if is_list else "\n\n"
        self.plain = f"{self.plain}{gap}{plain}" if self.html else plain
        self.html.append(html)
        self.listed = is_list
        return True


def _line(line: str) -> tuple[str, str] | None:
    """One line in both forms; None where anything in it is not ours to read."""
    if not line or line != line.strip() or "\t" in line or _OPENING.match(line):
        return None
    html: list[str] = []
    plain: list[str] = []
    end = 0
    for found in _INLINE.finditer(line):
        if found.start() != end:
            return None
        end = found.end()
        kind = found.lastgroup or ""
        shown = found[kind] if kind in {"plain", "code"} else unescape(_ESCAPE.sub(r"\1", found[kind]))
        escaped = html_escape(shown, quote=False)
        html.append(f"<{kind}>{escaped}</{kind}>" if kind in {"code", "strong", "em"} else escaped)
        plain.append(_SPACES.sub(" ", shown))
    if end != len(line):
        return None
    return "".join(html), "".join(plain).strip()

"""Our own HTML as the Markdown that Discord reads.

Discord's Markdown knows no HTML and no walls: a mark that one text opens, a later one may close. So nothing that
people wrote is handed over as they typed it. It is parsed, sanitised and given honest links as for every platform
(`bot.rendering`), and written again from that: each mark that is opened here is closed here, and every other character
that Discord could take for markup is escaped. Bold, italics, code, lists, links and quotations stay.

What only a dialect may write (a mention, a moment) stands between marks that no value can hold, see `raw`.
"""

import re
from urllib.parse import quote

from bot.escaping import clean
from bot.reader import Reader

_RAW = ("\ue004", "\ue005")
RAW_MARKS = _RAW
"""Private-use characters (Unicode's Co); whoever places values takes them out of each."""

_RAW_MARK = re.compile(f"{_RAW[0]}([^{_RAW[0]}{_RAW[1]}]*){_RAW[1]}")
_SPECIAL = re.compile(r"([\\*_~`|<\[\]])")
_ADDRESS = re.compile(r"https?://[^\s<>\ue000-\ue005]+", re.IGNORECASE)
_TRAILING = ".,:;!?\"')]*_~`|"  # what ends a sentence rather than an address
_EVERYBODY = re.compile(r"@(?=everyone|here)", re.IGNORECASE)
_OPENING = re.compile(r"^(?=[-+#>])|(?<=^\d)(?=[.)])|(?<=^\d\d)(?=[.)])|(?<=^\d\d\d)(?=[.)])")
_BACKSLASH = r"\\"  # in a replacement: one
_MARKS = {"strong": "**", "b": "**", "em": "*", "i": "*", "del": "~~", "s": "~~", "u": "__"}
_APART = "\u200b"  # between a mark that closes and one that opens, which would be read as one
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_QUOTE = "> "
_QUOTE_LINE = "> \n"
_GAP_BEFORE = re.compile(r"^(?!> )(.+)\n> \n", re.MULTILINE)
_GAP_WITHIN = re.compile(r"^(?:> \n){2,}", re.MULTILINE)
_RULE = "———"
_SAFE = ":/?#@!$&'+,;=%~"  # neither brackets nor stars, which could end what stands around the address


def raw(text: str) -> str:
    """Text that stands between angle brackets as it is: `raw("@123")` becomes `<@123>` in the end."""
    return f"{_RAW[0]}{text}{_RAW[1]}"


def from_html(html: str) -> str:
    """The Markdown of our own sanitised HTML, with what was `raw` in place."""
    writer = _Writer()
    writer.feed(html)
    return _RAW_MARK.sub(r"<\1>", writer.text())


def escaped(text: str) -> str:
    """Text that shows as it is: no markup, nobody addressed, no emoji, channel or moment in disguise.

    An address stays one that can be followed, without a preview.
    """
    pieces: list[str] = []
    end = 0
    for found in _ADDRESS.finditer(text):
        address = found[0].rstrip(_TRAILING)
        pieces += [_plain(text[end : found.start()]), f"<{_encoded(address)}>"]
        end = found.start() + len(address)
    return "".join([*pieces, _plain(text[end:])])


def _plain(text: str) -> str:
    return _unaddressed(_SPECIAL.sub(r"\\\1", text))


def _unaddressed(text: str) -> str:
    return _EVERYBODY.sub(f"@{_APART}", text)


def _encoded(address: str) -> str:
    """An address that leads to the same place and can be nothing else."""
    return _EVERYBODY.sub("%40", quote(address, safe=_SAFE))


def _mark(tag: str) -> str:
    return "**" if tag in _HEADINGS else _MARKS.get(tag, "")


class _Writer(Reader):
    """Writes what `Reader` reads, with marks."""

    def __init__(self) -> None:
        super().__init__()
        self._is_code = False
        self._closed_at = -1

    def text(self) -> str:
        """The whole page; an empty line before a quotation is not part of it."""
        text = _GAP_WITHIN.sub(_QUOTE_LINE, super().text())
        return _GAP_BEFORE.sub(r"\1\n\n", text).removeprefix(_QUOTE_LINE)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str]]) -> None:
        super().handle_starttag(tag, attrs)
        if tag == "code" and not self._pre:
            self._is_code = True
        elif mark := _mark(tag):
            apart = _APART if self._closed_at == len(self._line) else ""
            self._line += f"{apart}{mark}"

    def handle_endtag(self, tag: str) -> None:
        if mark := _mark(tag):
            self._line += mark
            self._closed_at = len(self._line)
        self._is_code = self._is_code and tag != "code"
        super().handle_endtag(tag)

    def handle_data(self, data: str) -> None:
        if not self._is_code:
            super().handle_data(escaped(data) if self._link is None else _plain(data))
        elif words := " ".join(clean(data).split()).replace("`", "'"):
            self._line += f"`{_unaddressed(words)}`"

    def name_address(self, address: str, start: int) -> None:
        """A link behind its words; the address alone where they are the same, or where Discord knows no such link."""
        shown = self._line[start:]
        url = _encoded(address)
        if not address.lower().startswith(("http://", "https://")):
            bare = _plain(address.removeprefix("mailto:"))
            self._line += "" if shown.strip() == bare else f" ({bare})"
        elif shown.strip() in {"", _plain(address)}:
            self._line = f"{self._line[:start]}<{url}>"
        else:
            self._line = f"{self._line[:start]}[{shown}](<{url}>)"

    def rule(self) -> str:
        """A thin line, where Discord has none."""
        return _RULE

    def put(self, line: str, margin: list[str], bullet: str) -> None:
        """One line. Discord knows one level of quotation, and only at the very beginning of a line."""
        quoted = _QUOTE if _QUOTE in margin else ""
        indent = "".join(one for one in margin if one != _QUOTE)
        opening = f"{indent[: len(indent) - len(bullet)]}{bullet}" if bullet else indent
        self.lines.append(f"{quoted}{f'{opening}{_OPENING.sub(_BACKSLASH, line)}'.rstrip()}")

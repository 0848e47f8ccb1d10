"""Files that are written or drawn when they leave: pages as Markdown or as HTML that stands by itself, and charts."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from bot import errand as errands
from bot.chat_markdown import from_html
from bot.dialect import MarkdownDialect, PlainDialect
from bot.markup import ProseRenderer
from bot.phrasebook import Phrasebook
from bot.platform import Attachment
from storage.message import Message
from storage.paper import Bands, Board, Chart, Page, PageForm, Scale, paper_of
from storage.room import Room

NAMES = {PageForm.MARKDOWN: ("update.md", "text/markdown"), PageForm.HTML: ("update.html", "text/html")}
"""What a page's file is called, which servers can see, and its type."""

# Whatever stands in it, a page loads nothing and runs nothing (CSP Level 3): it is read where no network should know.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_STYLE = (
    ":root{color-scheme:light dark}body{font:1rem/1.5 system-ui,sans-serif;max-width:44rem;margin:2rem auto;"
    "padding:0 1rem}blockquote{margin:.5rem 0;padding-left:1rem;border-left:.2rem solid}hr{margin:2rem 0}"
)


@dataclass(frozen=True, slots=True)
class _FileDialect(MarkdownDialect):
    """Files have no limit that what we write comes near."""

    max_length: int = 8_000_000


class Papers:
    """Makes what a parcel with a file brings."""

    def __init__(self, phrases: Phrasebook, prose: ProseRenderer) -> None:
        self._phrases = phrases
        self._prose = prose

    async def made(self, content: Mapping[str, Any], room: Room) -> Attachment:
        """The file: its bytes where they are given, else the paper, written in the languages asked for."""
        if "paper" not in content:
            return await errands.given_file(content, room)
        paper, locales = paper_of(content["paper"]), content.get("locales") or room.languages
        if isinstance(paper, Page):
            return await self._page(paper, locales)
        if isinstance(paper, Bands):
            return await self._bands(paper, locales)
        if isinstance(paper, Board):
            return await self._board(paper, locales)
        return await self._chart(paper, locales)

    async def _page(self, page: Page, locales: Sequence[str]) -> Attachment:
        name, media_type = NAMES[page.form]
        parts = [await self._phrases.rendered(one, locales, _FileDialect(), self._prose) for one in page.messages]
        html = "\n<hr>\n".join(part.html or f"<p>{escape(part.plain)}</p>" for part in parts)
        title = parts[0].plain.partition("\n")[0]
        text = from_html(html) + "\n" if page.form is PageForm.MARKDOWN else _document(title, html, locales[0])
        return Attachment(name=name, media_type=media_type, data=text.encode())

    async def _chart(self, chart: Chart, locales: Sequence[str]) -> Attachment:
        from bot.charts import drawn, size_of  # at first need: what draws takes memory that a start need not have

        title = self._line(chart.title, locales[0])
        bars = [(self._line(label, locales[0]), count) for label, count in chart.bars]
        data = await asyncio.to_thread(drawn, title, bars)
        return self._picture(chart, data, size_of(bars), locales)

    async def _bands(self, paper: Bands, locales: Sequence[str]) -> Attachment:
        from bot.chart_bands import drawn, size_of

        title, scales = self._line(paper.title, locales[0]), [self._scale(one, locales[0]) for one in paper.scales]
        data = await asyncio.to_thread(drawn, title, scales)
        return self._picture(paper, data, size_of(scales), locales)

    async def _board(self, paper: Board, locales: Sequence[str]) -> Attachment:
        from bot.chart_board import drawn, size_of

        def line(message: Message) -> str:
            return self._line(message, locales[0])

        title, more = line(paper.title), line(paper.more) if paper.more else ""
        lines = [(line(one.label), one.mark, line(one.words), one.urgent) for one in paper.lines]
        data = await asyncio.to_thread(drawn, title, lines, more)
        return self._picture(paper, data, size_of(lines, more), locales)

    def _picture(
        self, paper: Chart | Bands | Board, data: bytes, size: tuple[int, int], locales: Sequence[str]
    ) -> Attachment:
        """A picture with all that it shows as its alternative text (WCAG 2.2, 1.1.1), in each language of the room: who
        can't see it reads one of them, as they do of a post.
        """
        alt = "\n".join(dict.fromkeys(self._told(paper, locale) for locale in locales))
        return Attachment(name=f"{paper.name}.png", media_type="image/png", data=data, alt=alt, size=size)

    def _told(self, paper: Chart | Bands | Board, locale: str) -> str:
        """All that a picture shows, on a line."""

        def line(message: Message) -> str:
            return self._line(message, locale)

        if isinstance(paper, Chart):
            said = [f"{line(label)} {count}" for label, count in paper.bars]
        elif isinstance(paper, Bands):
            said = [line(one.label) for one in paper.scales]
        else:
            said = [f"{line(one.label)}: {line(one.words)}" for one in paper.lines]
            said += [line(paper.more)] if paper.more else []
        return f"{line(paper.title)}: {'; '.join(said)}"

    def _scale(self, one: Scale, locale: str) -> tuple[str, Sequence[str], int | None]:
        return self._line(one.label, locale), [self._line(band, locale) for band in one.bands], one.reached

    def _line(self, message: Message, locale: str) -> str:
        return " ".join(self._phrases.render(message, locale, PlainDialect()).split())


def _document(title: str, html: str, locale: str) -> str:
    """One file that needs no other: no script, no picture, no address is loaded."""
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(locale)}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width">\n<meta name="referrer" content="no-referrer">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n{html}\n</body>\n</html>\n"
    )

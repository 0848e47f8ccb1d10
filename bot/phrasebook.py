"""From a Message to text: phrases in Fluent files, a folder for each language, written late and for one reader.

The files are `commands/phrases/<locale>/*.ftl` and `digests/phrases/<locale>/*.ftl`. Values never pass through
Fluent as text: it gets a mark for each, replaced afterwards, so that nothing in a value is read as a phrase
and no length limit applies. A mark still answers to selectors:

    { $state -> [word-room-state-open] ... *[other] ... }    a Word by its key, a str by itself
    { $room -> [none] ... *[other] ... }                     [none] is an empty str or tuple
    { $count -> [one] ... *[other] ... }                     an int by itself or its plural category

Fluent's isolating marks (FSI, PDI) are off: our languages run from left to right, escaping takes direction
marks out of values, and an isolate in a command that is ready to send would be copied along with it.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property, partial
from pathlib import Path

from fluent.runtime import FluentBundle, FluentResource
from fluent.syntax import ast

from bot.dialect import Dialect
from bot.logs import bug
from bot.markup import MAX_OURS, ProseRenderer
from bot.platform import Control, Rendered
from bot.writing import Page, Placed, Writer
from commands.engine.fluent_file import entries
from commands.engine.lexicon import SOURCE_LOCALE, Lexicon
from storage.message import Link, Message, Offer, Word

HERE = Path(__file__).parent.parent
FOLDERS = (HERE / "commands" / "phrases", HERE / "digests" / "phrases")

# What a post that is too long is cut to, in turn: characters of each text by a person; lines in proportion.
_CUTS = (None, 8000, 4000, 2000, 1000, 400, 100)

PAGES = 64  # kept, of our own words alone

_REFERS = re.compile(r"\{\s*(-?[A-Za-z][\w-]*)", re.ASCII)
_FRENCH_SPACE = re.compile(r"(?<=[^\s]) (?=[:;!?»](?:\W|$))|(?<=«) ")


class PhraseMissing(LookupError):
    """There is no such phrase, or it lacks a value; only raised where phrases are checked (`strict`)."""


class Phrasebook:
    """All phrases in all languages.

    `strict` raises PhraseMissing where something is amiss, as tests want it. Otherwise the reader gets English,
    and if that fails too a neutral line with a reference, which `report` gives for the log.
    """

    def __init__(
        self,
        shelves: Mapping[str, "Shelf"],
        lexicon: Lexicon,
        *,
        strict: bool = False,
        report: Callable[[BaseException], str] = bug,
    ) -> None:
        self._shelves = shelves
        self._pages: dict[tuple[object, ...], tuple[str, str]] = {}
        self._words: dict[tuple[str, str], str] = {}  # phrases that are always the same, once they were said
        self._lexicon = lexicon
        self._strict = strict
        self._report = report

    @classmethod
    def load(
        cls,
        folders: Iterable[Path] = FOLDERS,
        *,
        lexicon: Lexicon | None = None,
        strict: bool = False,
        at_once: bool = False,
    ) -> "Phrasebook":
        """The phrases of these folders. Raises ValueError for a key written twice, and for what is not Fluent: where
        each is read `at_once`, that is, which takes a second; for else it is only seen when it is asked for.
        """
        files: dict[str, list[Path]] = {}
        for folder in folders:
            for file in sorted(folder.glob("*/*.ftl")):
                files.setdefault(file.parent.name, []).append(file)
        shelves = {locale: Shelf(locale, found, at_once=at_once) for locale, found in files.items()}
        return cls(shelves, lexicon or Lexicon.load(), strict=strict)

    @property
    def locales(self) -> tuple[str, ...]:
        """The languages there are."""
        return tuple(self._shelves)

    def render(self, message: Message, locale: str, dialect: Dialect) -> str:
        """A message as Markdown in one language."""
        return self.render_all(message, [locale], dialect)

    def render_all(self, message: Message, locales: Sequence[str], dialect: Dialect) -> str:
        """A message as Markdown in a room's languages, in their order, with a thin rule between them."""
        page = Page()
        return page.with_quotes(self._written(message, locales, dialect, page))

    async def rendered(
        self, message: Message, locales: Sequence[str], dialect: Dialect, prose: ProseRenderer
    ) -> Rendered:
        """A message in both of its forms, plain and HTML, cut where it would be too long for the platform."""
        rendered = None
        for limit in _CUTS:
            page = Page(limit)
            markdown = self._written(message, locales, dialect, page)
            if limit != _CUTS[-1] and _is_hopeless([markdown, *page.texts], dialect):
                continue
            plain, html = await self._finished(markdown, page, dialect, prose)
            rendered = Rendered(
                plain=plain,
                html=html,
                mentions=tuple(page.mentions),
                controls=tuple(self._control(offer, locales[0], dialect) for offer in message.choices),
            )
            if _weight(rendered.plain) + _weight(rendered.html) <= dialect.max_length:
                break
        assert rendered is not None
        return rendered

    async def _finished(self, markdown: str, page: Page, dialect: Dialect, prose: ProseRenderer) -> tuple[str, str]:
        """Both forms of a page. One of our own words alone is made once for all who are told the same."""
        known = (markdown, dialect, *page.mentions)
        if finished := self._pages.get(known):
            return finished
        ours = await prose.page(markdown, page.mentions)
        pieces = [await prose.render(text) for text in page.texts]
        finished = dialect.finished(page.plain(ours.plain, pieces), page.html(ours.html, pieces))
        if not page.texts and len(markdown) <= MAX_OURS:
            self._pages[known] = finished
            while len(self._pages) > PAGES:
                del self._pages[next(iter(self._pages))]
        return finished

    def phrase(self, locale: str, key: str, values: Mapping[str, Placed | int | str]) -> str:
        """One phrase with its values in place, as Fluent gives it."""
        if not values and (known := self._words.get((locale, key))):
            return known
        try:
            text = self._formatted(locale, key, values)
            if not values:
                self._words[locale, key] = text
            return text
        except PhraseMissing as missing:
            if self._strict:
                raise
            return self._instead(missing, key, values)

    def _control(self, offer: Offer, locale: str, dialect: Dialect) -> Control:
        """What can be clicked, labelled in the first of the room's languages: two would not fit."""
        label = offer.label
        if isinstance(label, Link):
            return Control(offer=offer, label=label.text, url=label.url)
        if isinstance(label, Word):
            label = self.phrase(locale, label.key, {"code": offer.value} if offer.value else {})
        return Control(offer=offer, label=f"{label[:1].upper()}{label[1:]}")

    def _written(self, message: Message, locales: Sequence[str], dialect: Dialect, page: Page) -> str:
        halves = (
            Writer(partial(self.phrase, locale), self._lexicon, locale, dialect, page).message(message)
            for locale in dict.fromkeys(locales)
        )
        return "\n\n---\n\n".join(halves)

    def _formatted(self, locale: str, key: str, values: Mapping[str, Placed | int | str]) -> str:
        shelf = self._shelves.get(locale)
        bundle = shelf.bundle_with(key) if shelf else None
        if bundle is None:
            raise PhraseMissing(f"{key} ({locale})")
        pattern = bundle.get_message(key).value
        if pattern is None:
            raise PhraseMissing(f"{key} ({locale}) has no text")
        text, errors = bundle.format_pattern(pattern, dict(values))
        if errors:
            raise PhraseMissing(f"{key} ({locale}): {errors[0]}")
        return _typeset(str(text), locale)

    def _instead(self, missing: PhraseMissing, key: str, values: Mapping[str, Placed | int | str]) -> str:
        """English, or else the line for when something went wrong; never an exception."""
        reference = self._report(missing)
        for other, given in ((key, values), ("trouble", {"reference": reference})):
            try:
                return self._formatted(SOURCE_LOCALE, other, given)
            except PhraseMissing:
                continue
        return reference


def _weight(text: str) -> int:
    """Bytes on the wire: matrix-nio encrypts JSON in ASCII, where a quotation mark takes two and an é takes six."""
    return len(json.dumps(text))


def _is_hopeless(texts: Sequence[str], dialect: Dialect) -> bool:
    """Whether they are too long to try: both forms will hold them, less some marks and spaces."""
    return sum(len(text) for text in texts) > 2 * dialect.max_length


def _typeset(text: str, locale: str) -> str:
    """French sets a space before : ; ! ? » and after «, which must not break; in the files it is a plain one."""
    return _FRENCH_SPACE.sub("\u00a0", text) if locale == "fr" else text


class Shelf:
    """The phrases of one language, each parsed when it is first asked for, and with it what it refers to."""

    def __init__(self, locale: str, files: Iterable[Path], *, at_once: bool = False) -> None:
        self._locale = locale
        self._unread: dict[str, str] = {}
        for file in files:
            found = entries(file)
            if twice := sorted(found.keys() & self._unread.keys()):
                raise ValueError(f"{file}: {twice[0]} is there twice")
            self._unread |= found
            if at_once and not all(_is_whole(key, source) for key, source in found.items()):
                raise ValueError(f"{file}: not Fluent")

    @cached_property
    def _bundle(self) -> FluentBundle:
        """Made at first need: what Unicode knows of a language takes a megabyte, and to look it up 30 ms."""
        return FluentBundle([self._locale], use_isolating=False)

    def bundle_with(self, key: str) -> FluentBundle | None:
        """The bundle, when there is such a phrase."""
        self._read(key)
        return self._bundle if self._bundle.has_message(key) else None

    def _read(self, key: str) -> None:
        source = self._unread.pop(key, None)
        if source is None:
            return
        self._bundle.add_resource(FluentResource(source))
        for other in _REFERS.findall(source):
            self._read(other)


def _is_whole(key: str, source: str) -> bool:
    """Whether a source is one entry; the parser makes junk of what is amiss."""
    found = [
        f"{'-' if isinstance(entry, ast.Term) else ''}{entry.id.name}"
        for entry in FluentResource(source).body
        if isinstance(entry, ast.Message | ast.Term)
    ]
    return found == [key]

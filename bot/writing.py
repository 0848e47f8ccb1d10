"""How a message becomes a page of Markdown: its paragraphs, lists and quotations, and the form of each value.

A message and those below it are paragraphs. One whose key begins with `line-` is a list item instead, and
neighbouring ones make one list; it is numbered if it has a whole number as its value `number`. A tuple of
values is an enumeration ("a, b"), a tuple of `line-` messages a list of its own.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache, partial

from babel.dates import format_date, get_timezone_location
from babel.numbers import format_decimal
from fluent.runtime.types import FluentType

from bot.chat_markdown import RAW_MARKS
from bot.dialect import Dialect
from bot.escaping import clean, code
from bot.quick_markdown import Rendered
from commands.engine.lexicon import CommandPath, Lexicon
from commands.engine.tokens import fold, split
from storage.access import Label
from storage.message import Link, Mention, Message, Moment, Prose, Step, Value, Word, word_of

# Marks that stand for something until the end. Private-use characters (Unicode's Co), taken out of values.
_VALUE = ("\ue002", "\ue003")
_QUOTE = ("\ue000", "\ue001")
_MARKS = {ord(mark): None for mark in (*_VALUE, *_QUOTE, *RAW_MARKS)}
_VALUE_MARK = re.compile(f"{_VALUE[0]}(\\d+){_VALUE[1]}")
_QUOTE_MARK = re.compile(f"{_QUOTE[0]}(\\d+){_QUOTE[1]}")
_QUOTE_PARAGRAPH = re.compile(f"<p>{_QUOTE[0]}(\\d+){_QUOTE[1]}</p>|{_QUOTE_MARK.pattern}")

# A closed word or a topic within a command ready to send, as `{word-answer-yes}` or `{topic-meeting}`: each reader sees
# their own language's.
_WORD = re.compile(r"\{(word-[a-z-]+|topic-([a-z-]+))\}")

# Renderers give up on a block of more than 4,096 bytes (bot/rendering.py): a longer list goes on as another one.
_MAX_LIST = 3000
VOWELS = frozenset("aeiouh")  # before which a word may be shortened: "heure d'Oslo"
# A shorter text is repeated in a room's second language, a longer one is pointed at. Characters.
_REPEATED = 200
# Lines kept for each character that a text is cut to: what is cut to 1,000 characters keeps 40 lines.
_LINES_PER_CHARACTER = 1 / 25


class Placed(FluentType):
    """A value as Fluent sees it: a mark to put in place, which answers to selectors by its `name`."""

    def __init__(self, number: int, name: str) -> None:
        self.number = number
        self.name = name

    def __eq__(self, other: object) -> bool:
        return self.name == other

    def __hash__(self) -> int:
        return hash(self.name)

    def format(self, locale: object) -> str:
        """The mark."""
        return f"{_VALUE[0]}{self.number}{_VALUE[1]}"


_GAP = re.compile(r"[ \t]*\n{2,}")

Phrase = Callable[[str, Mapping[str, "Placed | int | str"]], str]


class Page:
    """What one post collects besides its Markdown: texts by people, and who is addressed.

    `limit` is the most characters that a text may have here, and decides how many lines lists may have.
    """

    def __init__(self, limit: int | None = None) -> None:
        self.limit = limit
        self.texts: list[str] = []
        self.mentions: list[str] = []
        self.shown: set[Prose] = set()

    @property
    def max_lines(self) -> int | None:
        """The most lines of one message, None for all."""
        return None if self.limit is None else int(self.limit * _LINES_PER_CHARACTER)

    def quote(self, text: str) -> str:
        """A mark for a text by a person."""
        self.texts.append(text)
        return f"{_QUOTE[0]}{len(self.texts) - 1}{_QUOTE[1]}"

    def address(self, person: Mention) -> None:
        """Remember that somebody is to be notified."""
        if person.external_id not in self.mentions:
            self.mentions.append(person.external_id)

    def with_quotes(self, markdown: str) -> str:
        """The Markdown with the texts as quotations in it."""
        return _quoted(markdown, self.texts)

    def plain(self, plain: str, pieces: Sequence[Rendered]) -> str:
        """The plain form with the rendered texts in it."""
        return _quoted(plain, [piece.plain for piece in pieces])

    def html(self, html: str, pieces: Sequence[Rendered]) -> str:
        """The HTML with the rendered texts in it."""

        def put(found: re.Match[str]) -> str:
            return f"<blockquote>{pieces[int(found[1] or found[2])].html}</blockquote>"

        return _QUOTE_PARAGRAPH.sub(put, html)


class Writer:
    """Writes messages in one language and one dialect onto a page."""

    def __init__(self, phrase: Phrase, lexicon: Lexicon, locale: str, dialect: Dialect, page: Page) -> None:
        self._phrase = phrase
        self._lexicon = lexicon
        self._locale = locale
        self._dialect = dialect
        self._page = page

    def message(self, message: Message) -> str:
        """A message and all below it, as Markdown blocks."""
        return self._blocks(list(_walk(message)))

    def _blocks(self, messages: list[Message]) -> str:
        blocks: list[str] = []
        in_list = False
        for one in self._kept(messages):
            text = self._text(one)
            is_line = one.key.startswith("line-")
            if is_line:
                text = _item(text, one.values.get("number"))
            if is_line and in_list and len(blocks[-1].encode()) < _MAX_LIST:
                blocks[-1] += f"\n{text}"
            else:
                blocks.append(text)
            in_list = is_line
        return "\n\n".join(block for block in blocks if block)

    def _kept(self, messages: list[Message]) -> Iterator[Message]:
        """As many lines as the page has room for, and how many were left out; paragraphs stay."""
        most = self._page.max_lines
        lines = [one for one in messages if one.key.startswith("line-")]
        left_out = {id(one) for one in lines[most:]} if most is not None else set()
        yield from (one for one in messages if id(one) not in left_out)
        if left_out:
            yield Message("list-cut", {"count": len(left_out)})

    def _text(self, message: Message) -> str:
        """The text of one message without those below it."""
        given = list(message.values.items())
        placed = {
            name: int(value) if isinstance(value, int) else Placed(number, _name(value))
            for number, (name, value) in enumerate(given)
        }
        text = self._phrase(message.key, placed)
        text = _VALUE_MARK.sub(lambda found: self._value(given[int(found[1])][1]), text)
        return _GAP.sub("\n\n", text).strip() if "\n\n" in text else text.strip()

    def _value(self, value: Value) -> str:
        match value:
            case Label():
                return self._phrase(word_of(value).key, {})
            case str():
                return self._dialect.escape(value.translate(_MARKS))
            case int():
                return str(format_decimal(value, locale=self._locale))
            case Moment():
                return self._dialect.moment(value, partial(self._moment, value))
            case date():
                return self._phrase("shown-date", self._day(value))
            case Word():
                return self._phrase(value.key, {})
            case Step():
                return self._step(value)
            case Link():
                return self._dialect.link(Link(value.url, value.text.translate(_MARKS)))
            case Mention():
                self._page.address(value)
                return self._dialect.mention(Mention(value.external_id, value.name.translate(_MARKS)))
            case Prose():
                return self._prose(value)
            case Message():
                return self.message(value)
            case tuple():
                return self._several(value)

    def _moment(self, moment: Moment) -> str:
        local, city = moment.local, city_of(moment.zone, self._locale)
        zone: dict[str, Placed | int | str] = {
            "zone": self._dialect.escape(city or moment.zone),
            "city": 0 if not city else 2 if fold(city)[:1] in VOWELS else 1,
        }
        return self._phrase("shown-moment", {**self._day(local.date()), "time": f"{local:%H:%M}", **zone})

    def _day(self, day: date) -> dict[str, "Placed | int | str"]:
        weekday, month = (format_date(day, part, locale=self._locale) for part in ("EEEE", "MMMM"))
        return {"weekday": weekday, "day": day.day, "month": month, "year": str(day.year)}

    def _step(self, step: Step) -> str:
        command = self._dialect.command(
            step.path, self._names(step.path), partial(self._phrase, "discord-branch-paper", {})
        )
        rest = _WORD.sub(self._word, self._said(step)) if step.rest else ""
        return code(f"{command} {rest.translate(_MARKS)}")

    def _said(self, step: Step) -> str:
        """What follows a command: options called as in the reader's language, and with each value where that is asked.

        A value without its name belongs to the first option that none was given for; the last takes all that is left.
        """
        names = self._lexicon.option_names(step.path)
        tokens = split(step.rest, names)
        given = {names[token.name] for token in tokens if token.name}
        are_named = self._dialect.options(step.path)
        left = [name for name in are_named if name not in given]
        values: dict[str, list[str]] = {}
        for token in tokens:
            following = left.pop(0) if left[1:] and not token.name else "".join(left[:1])
            name = names[token.name] if token.name else following
            as_typed = token.text if are_named or not token.quoted else f'"{token.text}"'
            values.setdefault(name, []).append(as_typed)
        return " ".join(self._option(name, step.path) + " ".join(said) for name, said in values.items())

    def _option(self, name: str, path: CommandPath) -> str:
        return f"{self._lexicon.option_word(name, path, self._locale)}:" if name else ""

    def _names(self, path: CommandPath) -> Sequence[str]:
        try:
            return self._lexicon.names_of(path, self._locale)
        except KeyError:  # a command without words in the phrases is still understood in English
            return path

    def _word(self, found: re.Match[str]) -> str:
        """A closed word; of a topic, the word that is shown. What is neither is somebody's name, and stays."""
        key, topic = found.groups()
        try:
            return self._lexicon.words_of((topic,), self._locale) if topic else self._phrase(key, {})
        except LookupError:
            return found[0]

    def _prose(self, prose: Prose) -> str:
        """A quotation of its own, with a line about its language where that is not the reader's."""
        prose = prose.in_locale(self._locale)
        foreign = bool(prose.locale) and prose.locale != self._locale
        if foreign and prose in self._page.shown and len(prose.text) > _REPEATED:
            return f"\n\n*{self._phrase('prose-above', {})}*\n\n"
        self._page.shown.add(prose)
        text = clean(prose.text.translate(_MARKS)).strip()
        limit = self._page.limit
        cut = limit is not None and len(text) > limit
        note = f"*{self._phrase(f'prose-language-{prose.locale}', {})}*\n\n" if foreign else ""
        end = f"\n\n*{self._phrase('prose-cut', {})}*" if cut else ""
        return f"\n\n{note}{self._page.quote(f'{text[:limit]} …' if cut else text)}{end}\n\n"

    def _several(self, values: tuple[Value, ...]) -> str:
        lines = [one for one in values if isinstance(one, Message) and one.key.startswith("line-")]
        if lines:
            return f"\n\n{self._blocks([one for line in lines for one in _walk(line)])}\n\n"
        return ", ".join(self._value(one) for one in values)


@cache
def city_of(zone: str, locale: str) -> str:
    """The city by which people call a time zone (CLDR, "Time Zone Names"), "" for one without."""
    return "" if "/" not in zone or zone.startswith("Etc/") else get_timezone_location(zone, locale, return_city=True)


def _walk(message: Message) -> Iterator[Message]:
    yield message
    for below in message.below:
        yield from _walk(below)


def _name(value: Value) -> str:
    match value:
        case "" | ():
            return "none"
        case Word():
            return value.key
        case str():
            return value
    return ""


def _item(text: str, number: "Value | None") -> str:
    mark = f"{number}." if isinstance(number, int) else "-"
    return f"{mark} " + text.replace("\n", "\n    ")


def _quoted(text: str, quotes: Sequence[str]) -> str:
    """The text with each line that is a mark replaced by the quotation's lines, as deep as it stands."""

    def put(line: str) -> Iterator[str]:
        found = _QUOTE_MARK.search(line)
        if found is None:
            yield line
            return
        margin = line[: found.start()]
        for one in quotes[int(found[1])].split("\n"):
            yield f"{margin}> {one}".rstrip()
            margin = re.sub(r"\S", " ", margin)  # the sign of a list item stands before its first line only

    return "\n".join(one for line in text.split("\n") for one in put(line))

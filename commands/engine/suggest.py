"""What a form offers while somebody types in it: only what they may know, and only what the option would accept.

Each offer has a label, as a list would have that shows it: what the platform may not carry is not offered, not even by
its reference. References are found by the very lookups that `list` and `show` use, so that there is no second rule of
who may know of what.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from commands.engine import echo
from commands.engine.choices import MOST
from commands.engine.heard import Typing
from commands.engine.options import MAX_TEXT, Choice, Choices, Context, GroupCode, Option, offer
from commands.engine.spec import GROUP, Spec
from commands.engine.tokens import fold
from commands.engine.work import Work
from storage.access import Label
from storage.message import Message, say

FEW = 7  # references that a question shows by itself
LONGEST = 100  # characters of a value, and of what is shown for it: Discord's limit
TITLE = 44  # characters of a title that has a day behind it, so that both are seen


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A value with what is shown for it and that text's label. `words` are what it is found by, besides."""

    value: str
    shown: Message | str
    label: Label = Label.GREEN
    words: str = ""


# What a topic offers for the references of one of its verbs: (work, verb, what was typed) -> the likeliest first.
Codes = Callable[[Work, str, str], Awaitable[Sequence[Suggestion]]]
Show = Callable[[Message, str], str]  # a message in a language, as text without markup


def coded(code: str, title: str, *, on: date | None = None, label: Label = Label.GREEN) -> Suggestion:
    """A reference with its title, and the day that belongs to it."""
    line = " ".join(title.split())
    if on is not None:
        shown = say("suggestion-dated", code=code, title=_start(line, TITLE), on=on)
    else:
        shown = say("suggestion-titled", code=code, title=_start(line, LONGEST))
    return Suggestion(value=code, shown=shown, label=label, words=line)


class Suggester:
    """Finds what may be chosen. `codes` are the topics' own, by topic; `show` writes what is shown."""

    def __init__(self, choices: Mapping[str, Choices], codes: Mapping[str, Codes], show: Show) -> None:
        self._choices = choices
        self._codes = codes
        self._show = show

    async def suggest(self, typing: Typing, spec: Spec, work: Work, context: Context) -> Sequence[Choice]:
        """Up to 25 choices for what is being typed: (what it stands for, what is shown), the likeliest first."""
        option = _option(spec, typing.option)
        if option is None:
            return ()
        earlier, typed = _last(typing.text) if option.many else ("", typing.text.strip())
        known = {fold(one.strip()) for one in earlier.split(",")}
        found = [one for one in await self._found(option, typed, spec, work, context) if fold(one[0]) not in known]
        whole = [(_after(earlier, value), _after(earlier, shown)) for value, shown in found]
        fitting = {value: (value, _cut(shown or value)) for value, shown in whole if 0 < len(value) <= LONGEST}
        return list(fitting.values())[:MOST]

    async def _found(self, option: Option, typed: str, spec: Spec, work: Work, context: Context) -> Sequence[Choice]:
        if option.kind in self._choices:
            return ranked(await self._choices[option.kind](context, typed), typed)
        if option.words is not None or option.kind == "bool":
            return ranked(await offer(option, context, self._choices), typed)
        if option.kind in _READ_BACK:  # another form of what was typed, which it need not hold
            return self._written(_READ_BACK[option.kind](typed, context), context)
        if option.kind in _LISTED:
            echoes = _LISTED[option.kind](option, context)
            return ranked(self._written(echoes, context), typed, self._words(echoes, context))
        if option.kind in _OF_TOPICS and (codes := self._codes.get(spec.path[0])):
            found = await codes(work, spec.path[-1], typed)
            fit = [one for one in found if work.world.may_carry(work.platform, one.label)]
            shown = self._written([(one.value, one.shown) for one in fit], context)
            return ranked(shown, typed, {one.value: one.words for one in fit})
        return ()

    async def references(self, spec: Spec, option: Option, work: Work) -> Sequence[Suggestion]:
        """The likeliest references for an option of which nothing was typed: few enough for one look."""
        codes = self._codes.get(spec.path[0]) if option.kind in _REFERENCES else None
        found = await codes(work, spec.path[-1], "") if codes else ()
        return [one for one in found if work.world.may_carry(work.platform, one.label)][:FEW]

    def _words(self, echoes: Sequence[echo.Echo], context: Context) -> Mapping[str, str]:
        """What is shown, in every language: people may type their own whatever the reader's is."""
        messages = [(value, shown) for value, shown in echoes if isinstance(shown, Message)]
        locales = context.words.locales
        return {value: " ".join(self._show(shown, locale) for locale in locales) for value, shown in messages}

    def _written(self, echoes: Iterable[echo.Echo], context: Context) -> Sequence[Choice]:
        return [
            (value, shown if isinstance(shown, str) else self._show(shown, context.locale)) for value, shown in echoes
        ]


_READ_BACK = {"Moment": echo.moments, "date": echo.days, "time": echo.clocks}
_LISTED = {"Zone": echo.zones, "Locales": echo.languages}
_REFERENCES = frozenset({"Code", "EngagementCode"})
_OF_TOPICS = _REFERENCES | {"Recurrence"}


def ranked(found: Iterable[Choice], typed: str, words: Mapping[str, str] = MappingProxyType({})) -> Sequence[Choice]:
    """Those that hold every word typed, in what is shown or in further `words` by value: first what begins with it as
    a whole, then what has a word that does; otherwise as they came.
    """
    sought = _plain(typed)
    ranks = [(_rank(_plain(one[0]), _plain(one[1]), _plain(words.get(one[0], "")), sought), one) for one in found]
    return [one for rank, one in sorted(ranks, key=lambda ranking: ranking[0]) if rank < _NOWHERE]


_NOWHERE = 4


def _rank(value: str, shown: str, words: str, sought: str) -> int:
    if value.startswith(sought) or shown.startswith(sought):
        return 0
    if f" {sought}" in f" {shown} {words}".replace("/", " "):
        return 1
    if sought in shown:
        return 2
    return 3 if all(word in f"{value} {shown} {words}" for word in sought.split()) else _NOWHERE


def _plain(text: str) -> str:
    """Folded, and as it is spoken; most text is ASCII, for which that is simple, and there are hundreds of zones."""
    return (text.lower() if text.isascii() else fold(text)).replace("_", " ")


def _option(spec: Spec, name: str) -> Option | None:
    if name == GROUP and spec.group:
        return Option(name=GROUP, parameter=GROUP, kind=GroupCode.__name__, required=False)
    return next((one for one in spec.options if one.name == name), None)


def _last(text: str) -> tuple[str, str]:
    """Of several names, those before the last comma, and the one that is being typed."""
    earlier, _, last = text[:MAX_TEXT].rpartition(",")
    return earlier.strip(" ,"), last.strip()


def _after(earlier: str, name: str) -> str:
    return f"{earlier}, {name}" if earlier else name


def _start(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _cut(shown: str) -> str:
    return _start(shown, LONGEST)

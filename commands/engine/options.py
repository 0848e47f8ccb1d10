"""The options of commands: what each type of value is called, how it is read from words, and what may be chosen.

A reader takes as many of the words as it needs and says how many; what can't be read is `Unclear`, which becomes a
question of the guided dialog. Choices are asked for with the asker's own eyes: a suggestion is a leak too.
"""

import re
import types
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from inspect import Parameter
from typing import Annotated, Any, NewType, Protocol, Union, get_args, get_origin

from commands.engine.lexicon import Lexicon
from commands.engine.moment import Reading, Unclear, available_zones, read_clock, read_day, read_moment, zone_called
from commands.engine.tokens import Token, fold, nearest
from commands.engine.words import Answer, ClosedWords
from storage.access import Label
from storage.calendar import BadRule, read_rule
from storage.message import Moment
from storage.unit import Unit

Text = NewType("Text", str)  # long text: the rest of what was typed, or the next message
Title = NewType("Title", str)  # the rest of the line, kept short
Code = NewType("Code", str)  # a reference, as MTG-26-Q1-LEV
EngagementCode = NewType("EngagementCode", str)  # ENG-7KQ4: no other word is taken for one, so it may be left out
Account = NewType("Account", str)  # an external id, as @ana:example.org
NewAccount = NewType("NewAccount", str)  # one that nobody is known by yet, so that only its form can be looked at
PersonName = NewType("PersonName", str)
OrganisationName = NewType("OrganisationName", str)
AnyOrganisation = NewType("AnyOrganisation", str)  # at whatever stage, the ended left out
CompanyName = NewType("CompanyName", str)
GroupCode = NewType("GroupCode", str)
RoomName = NewType("RoomName", str)
Zone = NewType("Zone", str)
PastDay = NewType("PastDay", date)  # a day that has been, today included
AnyDay = NewType("AnyDay", date)  # with its year, a day that has been or is to come; without one, the next
Recurrence = NewType("Recurrence", str)  # "second Tuesday of the second month"; its value is an RRULE
Locales = NewType("Locales", str)  # one or two of the languages there are, as "fr en"

MAX_TITLE = 120  # characters: fits a calendar's line and Discord's thread name limit of 100 once shortened
MAX_TEXT = 12_000  # characters: some four pages; more belongs in a file
MAX_NAME = 80

_BETWEEN = frozenset({"", "and", "et", "&", "+"})  # several things in a row
MATRIX_ACCOUNT = re.compile(r"@[^\s:@]{1,200}:[^\s@]{1,200}")
DISCORD_ACCOUNT = re.compile(r"<@!?(\d{15,21})>|(\d{15,21})")  # as a mention, or the bare number (a snowflake)

Choice = tuple[str, str]  # (what is typed, what is shown)


class Choices(Protocol):
    """What may be chosen here by this person: all of it or, of what is `sought`, the few that fit best."""

    async def __call__(self, context: "Context", sought: str | None = None) -> Sequence[Choice]:
        """Choices, in the order in which they are shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What reading needs to know: who asks, when, in which zone and language, and the group if there is one.

    `ceiling` is the highest label that may be shown where it is asked.
    """

    unit: Unit
    lexicon: Lexicon
    words: ClosedWords
    now: datetime
    zone: str
    locale: str
    person_id: str | None
    is_staff: bool
    group_id: str | None
    ceiling: Label = Label.RED


@dataclass(frozen=True, slots=True, kw_only=True)
class Between:
    """Bounds of a whole number, both included."""

    least: int
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One value that a command takes. `kind` is the type's name; `bounds` and `words` narrow it where they apply."""

    name: str
    parameter: str
    kind: str
    required: bool
    default: Any = None
    bounds: Between | None = None
    words: type[StrEnum] | None = None
    many: bool = False

    @property
    def takes_rest(self) -> bool:
        """Whether it is the rest of what was typed, and not a word or a few."""
        return self.many or self.kind in {"Text", "Title", "Locales"}


def option_of(name: str, parameter: str, hint: Any, *, default: Any) -> Option:
    """The option that a typed parameter declares. Raises TypeError for a type nobody can type in a chat."""
    required = default is Parameter.empty
    hint, bounds = _unwrap(hint)
    many = get_origin(hint) is tuple
    if many:
        hint = get_args(hint)[0]
    words = hint if isinstance(hint, type) and issubclass(hint, StrEnum) else None
    kind = "Words" if words else getattr(hint, "__name__", str(hint))
    if kind not in _READERS:
        raise TypeError(f"{name}: {hint} can't be an option")
    return Option(
        name=name,
        parameter=parameter,
        kind=kind,
        required=required,
        default=None if required else default,
        bounds=bounds,
        words=words,
        many=many,
    )


def _unwrap(hint: Any) -> tuple[Any, Between | None]:
    bounds = None
    if get_origin(hint) in (Union, types.UnionType):
        hint = next(one for one in get_args(hint) if one is not type(None))
    if get_origin(hint) is Annotated:
        hint, *marks = get_args(hint)
        bounds = next((mark for mark in marks if isinstance(mark, Between)), None)
    return hint, bounds


async def read(
    option: Option, words: Sequence[Token], context: Context, choices: Mapping[str, Choices]
) -> Reading[Any]:
    """The value at the start of `words`, and how many of them it took. Raises Unclear."""
    if option.many:
        return await _many(option, words, context, choices)
    offered = await offer(option, context, choices)
    if option.kind in choices:
        return _named(words, offered, unknown=_UNKNOWN.get(option.kind, "name-unknown"))
    return _READERS[option.kind](option, words, context)


async def offer(option: Option, context: Context, choices: Mapping[str, Choices]) -> Sequence[Choice]:
    """What may be chosen here by this person; empty where it is not a matter of choosing."""
    if option.words is not None:
        return [(one.value, context.words.shown(one, context.locale)) for one in option.words]
    if option.kind == "bool":
        return [(one.value, context.words.shown(one, context.locale)) for one in (Answer.YES, Answer.NO)]
    if option.kind in choices:
        return await choices[option.kind](context)
    return []


async def _many(
    option: Option, words: Sequence[Token], context: Context, choices: Mapping[str, Choices]
) -> Reading[tuple[Any, ...]]:
    """Several names or closed words, with commas or "and" between them."""
    offered = await offer(option, context, choices)
    found: list[str] = []
    at = 0
    while at < len(words):
        if fold(words[at].text.strip(",;")) in _BETWEEN:
            at += 1
            continue
        reading = _named(words[at:], offered)
        found.append(reading.value)
        at += reading.used
    if not found:
        raise Unclear("name-unknown")
    return Reading(tuple(map(option.words or str, dict.fromkeys(found))), at)


# What is said of a name that nobody has, where more can be said than that.
_UNKNOWN = {"CompanyName": "company-unknown", "OrganisationName": "organisation-unknown"}


def _named(words: Sequence[Token], offered: Sequence[Choice], unknown: str = "name-unknown") -> Reading[str]:
    """The longest run of words that names one of the things offered; a near miss is asked back, never guessed."""
    known = {fold(name): value for value, shown in offered for name in (value, shown)}
    for used in range(min(len(words), 10), 0, -1):
        said = fold(" ".join(word.text for word in words[:used])).strip(" ,;")
        if said in known:
            return Reading(known[said], used)
    meant = nearest(words[0].text, known) if words else None
    raise Unclear("name-near", {"meant": known[meant]}) if meant else Unclear(unknown)


def _word(option: Option, words: Sequence[Token], context: Context) -> Reading[str]:
    text = words[0].text.strip()
    if not text or len(text) > MAX_NAME:
        raise Unclear("name-long", {"most": MAX_NAME})
    return Reading(text, 1)


def _new_account(option: Option, words: Sequence[Token], context: Context) -> Reading[str]:
    reading = _word(option, words, context)
    if not (MATRIX_ACCOUNT.fullmatch(reading.value) or DISCORD_ACCOUNT.fullmatch(reading.value)):
        raise Unclear("person-account-unclear", {"account": reading.value}, used=1)
    return reading


def _code(option: Option, words: Sequence[Token], context: Context) -> Reading[str]:
    return Reading(words[0].text.strip(" ,.;").upper()[:40], 1)


def _engagement_code(option: Option, words: Sequence[Token], context: Context) -> Reading[str]:
    reading = _code(option, words, context)
    if not reading.value.startswith("ENG-"):
        raise Unclear("engagement-code-unclear")
    return reading


def _title(option: Option, words: Sequence[Token], context: Context) -> Reading[str]:
    text = " ".join(word.text for word in words).strip()
    if len(text) > MAX_TITLE:
        raise Unclear("title-long", {"most": MAX_TITLE, "length": len(text)})
    return Reading(text, len(words))


def _text(option: Option, words: Sequence[Token], context: Context) -> Reading[str]:
    text = "\n".join(word.text for word in words).strip()
    if len(text) > MAX_TEXT:
        raise Unclear("text-long", {"most": MAX_TEXT, "length": len(text)})
    return Reading(text, len(words))


def _number(option: Option, words: Sequence[Token], context: Context) -> Reading[int]:
    said = words[0].text.strip()
    bounds = option.bounds or Between(least=0, most=1_000_000)
    if not said.isascii() or not said.isdigit() or len(said) > 9 or not bounds.least <= int(said) <= bounds.most:
        raise Unclear("number-bounds", {"least": bounds.least, "most": bounds.most})
    return Reading(int(said), 1)


def _flag(option: Option, words: Sequence[Token], context: Context) -> Reading[bool]:
    said = context.words.meanings(Answer).get(fold(words[0].text))
    if said not in {Answer.YES, Answer.NO}:
        raise Unclear("flag-unknown")
    return Reading(said is Answer.YES, 1)


def _closed(option: Option, words: Sequence[Token], context: Context) -> Reading[StrEnum]:
    assert option.words is not None
    by_word = context.words.meanings(option.words)
    for used in (3, 2, 1):
        said = fold(" ".join(word.text for word in words[:used]))
        if said in by_word:
            return Reading(by_word[said], min(used, len(words)))
    raise Unclear("word-unknown")


def _moment(option: Option, words: Sequence[Token], context: Context) -> Reading[Moment]:
    said = [word.text for word in words]
    return read_moment(said, now=context.now, zone=context.zone, locale=context.locale)


def _day(option: Option, words: Sequence[Token], context: Context) -> Reading[date]:
    return read_day([word.text for word in words], now=context.now, zone=context.zone, locale=context.locale)


def _past_day(option: Option, words: Sequence[Token], context: Context) -> Reading[date]:
    said = [word.text for word in words]
    return read_day(said, now=context.now, zone=context.zone, locale=context.locale, past=True)


def _any_day(option: Option, words: Sequence[Token], context: Context) -> Reading[date]:
    try:
        return _day(option, words, context)
    except Unclear:
        return _past_day(option, words, context)


def _clock(option: Option, words: Sequence[Token], context: Context) -> Reading[time]:
    return read_clock([word.text for word in words])


def _recurrence(option: Option, words: Sequence[Token], context: Context) -> Reading[str]:
    """The longest run of words that is a rule; names of months and days may follow it as a title."""
    for used in range(min(len(words), 14), 0, -1):
        try:
            return Reading(read_rule(" ".join(word.text for word in words[:used])).rrule, used)
        except BadRule:
            continue
    raise Unclear("recurrence-unknown")


def _zone(option: Option, words: Sequence[Token], context: Context) -> Reading[str]:
    if zone := available_zones().get(words[0].text.strip(" ,.").lower()):
        return Reading(zone, 1)
    for used in (3, 2, 1):
        city = " ".join(word.text for word in words[:used]).strip(" ,.")
        if zone := zone_called(city, context.words.locales):
            return Reading(zone, min(used, len(words)))
    raise Unclear("zone-unknown")


def _locales(option: Option, words: Sequence[Token], context: Context) -> Reading[str]:
    said = [one for word in words for one in re.split(r"[\s,;]+", word.text) if fold(one) not in _BETWEEN]
    found = {one: context.words.locale_named(one) for one in said}
    if not said or len(words) > 3 or None in found.values():
        raise Unclear("locale-unknown")
    return Reading(" ".join(dict.fromkeys(map(str, found.values()))), len(words))


_READERS: Mapping[str, Callable[[Option, Sequence[Token], Context], Reading[Any]]] = types.MappingProxyType(
    {
        "str": _word,
        "Text": _text,
        "Title": _title,
        "Code": _code,
        "EngagementCode": _engagement_code,
        "Account": _word,
        "NewAccount": _new_account,
        "PersonName": _word,
        "OrganisationName": _word,
        "AnyOrganisation": _word,
        "CompanyName": _word,
        "GroupCode": _code,
        "RoomName": _word,
        "Zone": _zone,
        "Recurrence": _recurrence,
        "Locales": _locales,
        "int": _number,
        "bool": _flag,
        "Words": _closed,
        "Moment": _moment,
        "date": _day,
        "PastDay": _past_day,
        "AnyDay": _any_day,
        "time": _clock,
    }
)

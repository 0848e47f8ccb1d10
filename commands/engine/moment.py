"""Dates and times as people write them, in English and French, read word by word.

`9 March 2pm`, `mardi 9 mars 14h`, `2027-03-09 14:00`, `next Tuesday at noon`, `dans 3 jours à 14h30`. What
can be read in two ways is never guessed (`03/04`, an hour that summer time repeats): both are offered. A date
is taken as far as it goes and the caller learns how many words it took, so a title may follow it.
"""

import re
from calendar import monthrange
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo, available_timezones

from commands.engine.tokens import fold
from storage.message import Moment, Value

MAX_WORDS = 12  # "le mardi 9 mars 2027 à 14 h 30 Europe/Paris" has nine
MAX_WORD = 40  # characters; the longest IANA name has 32
YEARS = range(1900, 2200)  # outside of it a year is a slip of the finger

Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class Reading(Generic[Read]):
    """A value, and how many of the words it took."""

    value: Read
    used: int


class Unclear(Exception):
    """The words are no date, or not one date.

    `key` is a phrase key; `values` may hold `day` (a date) or `moment` (a Moment) as it was understood, and
    `choices`, a tuple of dates or of Moments to be offered by number. `used` words were understood so far.

    moment-unknown           nothing that is a date begins here, or one that the calendar doesn't have
    moment-ambiguous         choices: both readings of 03/04
    moment-no-time           day: a day without the time that is needed
    moment-past              day or moment: it is over
    moment-nonexistent       choices: the moment that takes the place of an hour the clocks skip
    moment-twice             choices: both moments of an hour the clocks repeat
    moment-weekday-mismatch  day: the date said; choices: that date, and the nearest on the weekday said
    """

    def __init__(self, key: str, values: Mapping[str, Value] | None = None, used: int = 0) -> None:
        super().__init__(key)
        self.key = key
        self.values: Mapping[str, Value] = values or {}
        self.used = used


def is_zone(name: str) -> bool:
    """Whether a name is an IANA zone with a place in it (or UTC): `CET` or `localtime` say too little."""
    return ("/" in name or name == "UTC") and name in available_zones().values()


@cache
def available_zones() -> Mapping[str, str]:
    """Every zone of the tz database by its lower-case name (ZoneInfo fails in many ways on a bad one)."""
    return {name.lower(): name for name in available_timezones()}


def zone_called(city: str, locales: Sequence[str]) -> str | None:
    """The zone that is named after a city, as the tz database or a language calls it; None where none is."""
    return _cities(tuple(locales)).get(fold(city))


@cache
def _cities(locales: Sequence[str]) -> Mapping[str, str]:
    """Asked only of somebody who does not write a zone as the tz database does; it takes a tenth of a second."""
    from babel.dates import get_timezone_location

    zones = sorted(name for name in available_zones().values() if "/" in name and not name.startswith("Etc/"))
    spoken = {fold(get_timezone_location(zone, one, return_city=True)): zone for zone in zones for one in locales}
    return spoken | {fold(zone.rpartition("/")[2].replace("_", " ")): zone for zone in zones}


def read_moment(words: Sequence[str], *, now: datetime, zone: str, locale: str) -> Reading[Moment]:
    """The moment these words begin with, in `zone` (IANA) unless they name another. Raises Unclear."""
    return _longest(words, lambda text, named: _moment(text, now, named or zone, locale))


def read_day(words: Sequence[str], *, now: datetime, zone: str, locale: str, past: bool = False) -> Reading[date]:
    """The day these words begin with; with `past`, one that has been (today is both). Raises Unclear."""
    return _longest(words, lambda text, named: _only_day(text, now, named or zone, locale, past))


def read_clock(words: Sequence[str]) -> Reading[time]:
    """The time of day these words begin with, as `14:00`, `2 pm` or `at 14h`. Raises Unclear (time-unknown)."""
    for used in range(min(len(words), 4), 0, -1):
        if any(len(word) > MAX_WORD for word in words[:used]):
            continue
        clock, rest = _clock(_plain(words[:used]))
        if clock is not None and not rest:
            return Reading(clock, used)
    raise Unclear("time-unknown")


def _longest(words: Sequence[str], read: Callable[[str, str | None], Read | None]) -> Reading[Read]:
    count = 0
    while count < min(len(words), MAX_WORDS) and len(words[count]) <= MAX_WORD:
        count += 1
    for used in range(count, 0, -1):
        named = _zone(words[used - 1]) if used > 1 else None
        text = _plain(words[: used - 1] if named else words[:used])
        try:
            value = read(text, named)
        except Unclear as unclear:
            unclear.used = used
            raise
        if value is not None:
            return Reading(value, used)
    raise Unclear("moment-unknown")


def _zone(word: str) -> str | None:
    name = available_zones().get(word.strip("(),").lower())
    return name if name and is_zone(name) else None


def _plain(words: Sequence[str]) -> str:
    text = " ".join(fold(word).replace(",", " ").strip() for word in words)
    text = re.sub(r"\s+", " ", text).strip()
    return re.sub(r"^(\d{4}-\d\d?-\d\d?)t(?=\d)", r"\1 ", text)


_CLOCK = (
    r"(?:(?P<h>\d{1,2}) ?(?::|h|heures?) ?(?P<m>\d{2})?(?::\d{2})?(?: ?(?P<half>[ap])\.?m\.?)?"
    r"|(?P<h12>\d{1,2})(?:[:.](?P<m12>\d{2}))? ?(?P<half12>[ap])\.?m\.?"
    r"|(?P<noon>noon|midi))"
)
_AT_END = re.compile(rf"(?:^|(?<= ))(?:(?:at|a|@) ?)?{_CLOCK}$")
_AT_START = re.compile(rf"^(?:(?:at|a|@) ?)?{_CLOCK} ")
_SPAN = re.compile(r"(?:in|dans) (\d{1,4}|an?|une?) ?(h|hours?|heures?|min|minutes?)")
_UTC_MARK = re.compile(r"(?<=:\d\d)z$")


def _moment(text: str, now: datetime, zone: str, locale: str) -> Moment | None:
    if span := _SPAN.fullmatch(text):
        count, minutes = _count(span[1]), span[2].startswith("min")
        at = now.astimezone(UTC) + timedelta(minutes=count if minutes else count * 60)
        return Moment(at.replace(second=0, microsecond=0), zone)
    if _UTC_MARK.search(text):
        text, zone = text[:-1], "UTC"
    today = now.astimezone(ZoneInfo(zone)).date()
    clock, rest = _clock(text)
    said = _days(rest, today, locale, past=False)
    if said is None:
        return None
    if clock is None:
        raise Unclear("moment-no-time", {"day": _the_day(said)})
    if len(said.days) > 1:
        raise Unclear("moment-ambiguous", {"choices": tuple(_placed(day, clock, zone) for day in said.days)})
    day = _the_day(said)
    if said.rolls and _placed(day, clock, zone).at <= now:  # on Tuesday at ten, "Tuesday 9am" is in a week
        day += timedelta(days=7)
    moment = _the_moment(day, clock, zone)
    if moment.at <= now:
        raise Unclear("moment-past", {"moment": moment})
    return moment


def _clock(text: str) -> tuple[time | None, str]:
    """The time at either end of the text, and the text without it."""
    for pattern in (_AT_END, _AT_START):
        if found := pattern.search(text):
            return _time(found), (text[: found.start()] + text[found.end() :]).strip()
    return None, text


def _time(found: re.Match[str]) -> time:
    if found["noon"]:
        return time(12)
    hour, minute = int(found["h"] or found["h12"]), int(found["m"] or found["m12"] or 0)
    if half := found["half"] or found["half12"]:
        if not 1 <= hour <= 12:
            raise Unclear("moment-unknown")
        hour = hour % 12 + (12 if half == "p" else 0)
    if hour > 23 or minute > 59:
        raise Unclear("moment-unknown")
    return time(hour, minute)


def _placed(day: date, clock: time, zone: str) -> Moment:
    return Moment(datetime.combine(day, clock, ZoneInfo(zone)).astimezone(UTC), zone)


def _the_moment(day: date, clock: time, zone: str) -> Moment:
    """The one instant of a wall time. Raises Unclear where summer time leaves none, or two."""
    first = _placed(day, clock, zone)
    second = _placed(day, clock.replace(fold=1), zone)
    if first.local.replace(tzinfo=None) != datetime.combine(day, clock):
        # PEP 495: in a gap, fold=0 takes the offset before it and so lands after it, as clocks do.
        raise Unclear("moment-nonexistent", {"choices": (first,)})
    if first.at != second.at:
        raise Unclear("moment-twice", {"choices": (first, second)})
    return first


@dataclass(frozen=True, slots=True)
class _Said:
    """The days that words may mean, the weekday said with them, and if a past time moves them a week on."""

    days: tuple[date, ...]
    weekday: int | None = None
    rolls: bool = False


def _only_day(text: str, now: datetime, zone: str, locale: str, past: bool) -> date | None:
    today = now.astimezone(ZoneInfo(zone)).date()
    said = _days(text, today, locale, past=past)
    if said is None:
        return None
    day = _the_day(said)
    if day < today and not past:
        raise Unclear("moment-past", {"day": day})
    return day


def _the_day(said: _Said) -> date:
    """The one day that is meant. Raises Unclear if two may be, or if it is not on the weekday said."""
    if len(said.days) > 1:
        raise Unclear("moment-ambiguous", {"choices": said.days})
    day = said.days[0]
    if said.weekday is None or day.weekday() == said.weekday:
        return day
    ahead = (said.weekday - day.weekday()) % 7
    near = day + timedelta(days=ahead if ahead <= 3 else ahead - 7)
    raise Unclear("moment-weekday-mismatch", {"day": day, "choices": (day, near)})


_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan janvier janv",
            "february feb fevrier fevr fev",
            "march mar mars",
            "april apr avril avr",
            "may mai",
            "june jun juin",
            "july jul juillet juil",
            "august aug aout",
            "september sept sep septembre",
            "october oct octobre",
            "november nov novembre",
            "december dec decembre",
        ),
        start=1,
    )
    for name in names.split()
}
_WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "monday mon lundi lun",
            "tuesday tue tues mardi",
            "wednesday wed mercredi mer",
            "thursday thu thur thurs jeudi jeu",
            "friday fri vendredi ven",
            "saturday sat samedi sam",
            "sunday sun dimanche dim",
        )
    )
    for name in names.split()
}
_SHIFTS = {
    "today": 0,
    "aujourd'hui": 0,
    "tomorrow": 1,
    "demain": 1,
    "day after tomorrow": 2,
    "apres-demain": 2,
    "apres demain": 2,
    "yesterday": -1,
    "hier": -1,
}
_WEEKDAY = r"(?P<weekday>[a-z]{3,9})\.?"
_OPENING = re.compile(r"^(?:on |le |the )")
_LEAD = re.compile(rf"^{_WEEKDAY} (?:the |le )?(?=\S)")
_COUNTED = re.compile(r"(?:in|dans) (\d{1,3}|an?|une?) (days?|jours?|weeks?|semaines?|months?|mois)")
_NAMED = re.compile(rf"(?P<next>next )?{_WEEKDAY}(?P<prochain> prochain)?|(?:this|ce|coming) (?P<near>[a-z]{{3,9}})")
_WRITTEN = (
    re.compile(r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})"),
    re.compile(r"(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4}|\d{2})?"),
    re.compile(
        r"(?P<d>\d{1,2})(?:st|nd|rd|th|er|e|\.)? ?(?:of |de )?"
        r"(?P<name>[a-z]{3,9})\.?(?: (?:of |de )?(?P<y>\d{4}))?"
    ),
    re.compile(r"(?P<name>[a-z]{3,9})\.? (?:the )?(?P<d>\d{1,2})(?:st|nd|rd|th)?(?: (?P<y>\d{4}))?"),
)
_SLASHED = re.compile(r"(?P<a>\d{1,2})(?P<sign>[/-])(?P<b>\d{1,2})(?:(?P=sign)(?P<y>\d{4}|\d{2}))?")


def _days(text: str, today: date, locale: str, *, past: bool) -> _Said | None:
    """What a text without a time means; None if it is no day. Raises Unclear for a day no calendar has."""
    text = _OPENING.sub("", text)
    if text in _SHIFTS:
        return _Said((today + timedelta(days=_SHIFTS[text]),))
    if counted := _COUNTED.fullmatch(text):
        return _Said((_after(today, _count(counted[1]), counted[2]),))
    if named := _NAMED.fullmatch(text):
        return _on_weekday(named, today, past=past)
    weekday, rest = None, text
    if (lead := _LEAD.match(text)) and lead["weekday"] in _WEEKDAYS:
        weekday, rest = _WEEKDAYS[lead["weekday"]], text[lead.end() :]
    candidates = _candidates(rest, locale)
    if candidates is None:
        return None
    days = tuple(dict.fromkeys(day for one in candidates for day in _in_a_year(*one, today, past=past)))
    if not days:
        raise Unclear("moment-unknown")
    if weekday is not None and len(days) > 1:  # the weekday tells the two readings apart
        days = tuple(day for day in days if day.weekday() == weekday) or days
    return _Said(days, weekday)


def _count(word: str) -> int:
    return int(word) if word.isdecimal() else 1


def _after(today: date, count: int, unit: str) -> date:
    if unit.startswith("mo"):
        years, month = divmod(today.month - 1 + count, 12)
        year, month = today.year + years, month + 1
        return date(year, month, min(today.day, monthrange(year, month)[1]))
    return today + timedelta(days=count if unit[0] in "dj" else count * 7)


def _on_weekday(named: re.Match[str], today: date, *, past: bool) -> _Said | None:
    weekday = _WEEKDAYS.get(named["weekday"] or named["near"])
    if weekday is None:
        return None
    ahead = (weekday - today.weekday()) % 7
    if named["next"] or named["prochain"]:
        return _Said((today + timedelta(days=ahead or 7),))
    if past:
        return _Said((today - timedelta(days=(7 - ahead) % 7),))
    return _Said((today + timedelta(days=ahead),), rolls=ahead == 0)


_Parts = tuple[int | None, int, int]


def _candidates(text: str, locale: str) -> list[_Parts] | None:
    """The (year, month, day) that a written date may stand for; None if it is none."""
    if slashed := _SLASHED.fullmatch(text):
        if slashed["sign"] == "-" and slashed["y"] is None:
            return None  # "3-4" is a range of something
        year, first, second = _year(slashed["y"]), int(slashed["a"]), int(slashed["b"])
        both = [(year, second, first), (year, first, second)]
        return both[::-1] if locale == "en-US" else both
    for pattern in _WRITTEN:
        if found := pattern.fullmatch(text):
            parts = found.groupdict()
            month = _MONTHS.get(parts["name"]) if "name" in parts else int(parts["m"])
            if month is not None:
                return [(_year(parts["y"]), month, int(parts["d"]))]
    return None


def _year(digits: str | None) -> int | None:
    if digits is None:
        return None
    return int(digits) + (2000 if len(digits) == 2 else 0)


def _in_a_year(year: int | None, month: int, day: int, today: date, *, past: bool) -> Iterator[date]:
    """The date, if no year was said in the nearest that has it: from today on, or with `past` up to today."""
    step = -1 if past else 1
    for candidate in [year] if year is not None else range(today.year, today.year + 9 * step, step):
        if candidate not in YEARS or not 1 <= month <= 12 or not 1 <= day <= monthrange(candidate, month)[1]:
            continue
        found = date(candidate, month, day)
        if year is not None or (found <= today if past else found >= today):
            yield found
            return

"""Recurrences that people say, and the dates they give (RFC 5545).

A rule is expanded on the wall clock of its zone, so "second Tuesday, 14:00" stays 14:00 when summer time comes.
Only rules that can be expanded at once are rules here: by day, week, month or year, with parts that always
meet a date; a rule for the 30th of February, or for every second, would search for minutes and find nothing.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import islice
from typing import Literal
from zoneinfo import ZoneInfo, available_timezones

MAX_RULE = 200  # characters
MAX_DATES = 500  # asked for at a time; also the highest COUNT
REACH = timedelta(days=366 * 50)  # how far from its start a rule is followed

_FREQUENCIES: Mapping[str, Literal[0, 1, 2, 3]] = {"YEARLY": 0, "MONTHLY": 1, "WEEKLY": 2, "DAILY": 3}
_INTERVALS = {"YEARLY": 5, "MONTHLY": 12, "WEEKLY": 52, "DAILY": 366}
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


class BadRule(ValueError):
    """Words or an RRULE that are no recurrence we follow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A recurrence. `days` are (ordinal, weekday): (2, 1) the second Tuesday, (-1, 3) the last Thursday,
    (0, 1) any Tuesday. `until` is the last wall date."""

    frequency: str
    interval: int = 1
    months: tuple[int, ...] = ()
    days: tuple[tuple[int, int], ...] = ()
    month_days: tuple[int, ...] = ()
    count: int | None = None
    until: date | None = None

    @property
    def rrule(self) -> str:
        """The rule as RFC 5545 §3.3.10 writes it, always in the same order of parts."""
        parts = [f"FREQ={self.frequency}"]
        if self.interval > 1:
            parts.append(f"INTERVAL={self.interval}")
        if self.months:
            parts.append("BYMONTH=" + ",".join(map(str, self.months)))
        if self.month_days:
            parts.append("BYMONTHDAY=" + ",".join(map(str, self.month_days)))
        if self.days:
            parts.append("BYDAY=" + ",".join(f"{n or ''}{_DAYS[day]}" for n, day in self.days))
        if self.count is not None:
            parts.append(f"COUNT={self.count}")
        if self.until is not None:
            parts.append(f"UNTIL={self.until:%Y%m%d}")
        return ";".join(parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One appointment. `starts` and `recurrence_id` are aware; `uid` stays and `sequence` rises with each change
    (RFC 5545 §3.8.7.4); `minutes` is its length."""

    uid: str
    sequence: int
    starts: datetime
    zone: str
    minutes: int
    summary: str
    description: str = ""
    url: str = ""
    recurrence_id: datetime | None = None
    cancelled: bool = False
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """What a phrase needs to say a rule. `ordinal` is -1 for the last and 0 for any; `weekday` 0 is Monday;
    `quarter_month` is 1 to 3 where a rule means that month of each quarter."""

    frequency: str
    interval: int
    ordinal: int
    weekday: int | None
    months: tuple[int, ...]
    quarter_month: int | None


def describe(rule: Rule) -> Described:
    """The parts of a rule for a phrase to name; several weekdays are described by their first."""
    ordinal, weekday = rule.days[0] if rule.days else (0, None)
    quarter = next((m for m in (1, 2, 3) if rule.months == _of_each_quarter(m)), None)
    return Described(
        frequency=rule.frequency,
        interval=rule.interval,
        ordinal=ordinal,
        weekday=weekday,
        months=rule.months,
        quarter_month=quarter,
    )


def read_rule(text: str) -> Rule:
    """The rule that English or French words, or an RRULE, stand for. Raises BadRule."""
    if len(text) > MAX_RULE:
        raise BadRule("too long")
    if "=" in text:
        return _parsed(text)
    words = _plain(text)
    for read in (_in_quarter, _in_months, _each_month, _every_months, _weekly):
        if rule := read(words):
            return rule
    raise BadRule("no rule is known by these words")


def quarterly_dates(rule: str | Rule, *, zone: str, starts_local: datetime, after: date, count: int) -> list[datetime]:
    """The next `count` moments (aware, UTC) whose wall date in `zone` lies after `after`; fewer if the rule ends.

    `starts_local` is the naive wall time of the first. A time that summer time skips is moved behind the gap,
    one that it repeats is the first of the two (RFC 5545 §3.3.5). Raises BadRule.
    """
    followed = rule if isinstance(rule, Rule) else _parsed(rule)
    if starts_local.tzinfo is not None:
        raise ValueError("the start is a wall time, without a zone")
    if abs(after - starts_local.date()) > REACH or starts_local.year > 9900:
        raise BadRule("too far from its start")
    place = ZoneInfo(known_zone(zone))
    later = (wall for wall in _walls(followed, starts_local) if wall.date() > after)
    wanted = islice(later, max(0, min(count, MAX_DATES)))
    return [wall.replace(tzinfo=place).astimezone(UTC) for wall in wanted]


def _walls(rule: Rule, starts: datetime) -> Iterator[datetime]:
    from dateutil import rrule  # a megabyte that a start need not have, nor who has no series

    until = datetime.combine(rule.until, datetime.max.time()) if rule.until else starts + 2 * REACH
    return iter(
        rrule.rrule(
            _FREQUENCIES[rule.frequency],
            dtstart=starts,
            interval=rule.interval,
            bymonth=rule.months or None,
            bymonthday=rule.month_days or None,
            byweekday=[rrule.weekday(day, n or None) for n, day in rule.days] or None,
            count=rule.count,
            until=None if rule.count else until,
        )
    )


@cache
def _zones() -> frozenset[str]:
    """The zones there are; whoever asks has them looked for in hundreds of files, each time."""
    return frozenset(available_timezones())


def known_zone(zone: str) -> str:
    """A zone that there is. Raises BadRule for any other."""
    if zone not in _zones():
        raise BadRule("no such zone")
    return zone


def _parsed(text: str) -> Rule:
    """An RRULE with the parts we follow; one that may never meet a date is refused."""
    if len(text) > MAX_RULE:
        raise BadRule("too long")
    parts: dict[str, str] = {}
    for part in text.strip().upper().removeprefix("RRULE:").removesuffix(";").split(";"):
        name, sign, value = part.partition("=")
        if not sign or name in parts or name not in _PARTS or not re.fullmatch(_PARTS[name], value):
            raise BadRule("a part that is not understood")
        parts[name] = value
    rule = Rule(
        frequency=parts.get("FREQ", ""),
        interval=int(parts.get("INTERVAL", "1")),
        months=_numbers(parts.get("BYMONTH")),
        days=_weekdays(parts.get("BYDAY")),
        month_days=_numbers(parts.get("BYMONTHDAY")),
        count=int(parts["COUNT"]) if "COUNT" in parts else None,
        until=_last_day(parts.get("UNTIL")),
    )
    _check(rule)
    return rule


_PARTS = {
    "FREQ": "YEARLY|MONTHLY|WEEKLY|DAILY",
    "INTERVAL": r"[0-9]{1,3}",
    "BYMONTH": r"[0-9]{1,2}(?:,[0-9]{1,2}){0,11}",
    "BYDAY": r"[+-]?[0-5]?(?:MO|TU|WE|TH|FR|SA|SU)(?:,[+-]?[0-5]?(?:MO|TU|WE|TH|FR|SA|SU)){0,6}",
    "BYMONTHDAY": r"-?[0-9]{1,2}(?:,-?[0-9]{1,2}){0,30}",
    "COUNT": r"[0-9]{1,3}",
    "UNTIL": r"[0-9]{8}(?:T[0-9]{6}Z?)?",
    "WKST": "MO",  # the default, and what weeks are here
}


def _numbers(text: str | None) -> tuple[int, ...]:
    return tuple(sorted({int(one) for one in text.split(",")})) if text else ()


def _weekdays(text: str | None) -> tuple[tuple[int, int], ...]:
    days = text.split(",") if text else []
    return tuple((int(one[:-2]) if one[:-2] not in ("", "+", "-") else 0, _DAYS.index(one[-2:])) for one in days)


def _last_day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:8]))
    except ValueError as error:
        raise BadRule("an end that is no date") from error


def _check(rule: Rule) -> None:
    """Refuse what is out of bounds, or might be searched for in vain."""
    monthly = rule.frequency in ("MONTHLY", "YEARLY")
    ordinals = any(n for n, _ in rule.days)
    longest = max((_MONTH_LENGTHS[month - 1] for month in rule.months if 1 <= month <= 12), default=31)
    bad = (
        not rule.frequency
        or not 1 <= rule.interval <= _INTERVALS[rule.frequency]
        or not all(1 <= month <= 12 for month in rule.months)
        or (rule.count is not None and not 1 <= rule.count <= MAX_DATES)
        or (rule.count is not None and rule.until is not None)  # RFC 5545 §3.3.10
        or (ordinals and not monthly)
        or (ordinals and rule.frequency == "YEARLY" and not rule.months)
        or (rule.months and rule.interval > 1 and rule.frequency != "YEARLY")
        or (rule.month_days and (rule.days or not monthly))
        or not all(1 <= abs(day) <= longest for day in rule.month_days)
        or (rule.month_days and rule.interval > 1 and max(map(abs, rule.month_days)) > 28)
    )
    if bad:
        raise BadRule("a rule that is not followed here")


_MONTH_LENGTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


_ORDINALS: Mapping[str, int] = {
    **dict.fromkeys(("first", "1st", "premier", "premiere", "1er", "1re", "1ere"), 1),
    **dict.fromkeys(("second", "2nd", "deuxieme", "2e", "2eme", "2d", "seconde"), 2),
    **dict.fromkeys(("third", "3rd", "troisieme", "3e", "3eme"), 3),
    **dict.fromkeys(("fourth", "4th", "quatrieme", "4e", "4eme"), 4),
    **dict.fromkeys(("last", "dernier", "derniere"), -1),
}
_NAMES: Mapping[str, int] = {
    name: day
    for day, names in enumerate(
        (
            ("monday", "lundi"),
            ("tuesday", "mardi"),
            ("wednesday", "mercredi"),
            ("thursday", "jeudi"),
            ("friday", "vendredi"),
            ("saturday", "samedi"),
            ("sunday", "dimanche"),
        )
    )
    for name in names
}
_MONTHS: Mapping[str, int] = {
    name: month
    for month, names in enumerate(
        (
            ("january", "janvier"),
            ("february", "fevrier"),
            ("march", "mars"),
            ("april", "avril"),
            ("may", "mai"),
            ("june", "juin"),
            ("july", "juillet"),
            ("august", "aout"),
            ("september", "septembre"),
            ("october", "octobre"),
            ("november", "novembre"),
            ("december", "decembre"),
        ),
        start=1,
    )
    for name in names
}
_NUMBERS: Mapping[str, int] = {
    "": 1,
    **dict.fromkeys(("two", "other", "deux"), 2),
    **dict.fromkeys(("three", "trois", "quarter", "trimestre"), 3),
    **dict.fromkeys(("four", "quatre"), 4),
    "six": 6,
}

_ORD = "(?:the |le |every |each |chaque )?(?P<nth>" + "|".join(_ORDINALS) + ")"
_ANY_DAY = "(?P<day>" + "|".join(_NAMES) + ")"
_NTH_DAY = f"{_ORD} {_ANY_DAY}"
_QUARTER = re.compile(
    rf"{_NTH_DAY} (?:of|in|du|de) (?:the |le )?(?P<month>{'|'.join(_ORDINALS)}) (?:month|mois)"
    r"(?: (?:of|in) (?:each|every|the|a) quarter| (?:du|de chaque) trimestre)?"
)
_MONTH_LIST = re.compile(rf"{_NTH_DAY} (?:of|in|de|en|d')(?P<months>(?: ?(?:and|et|{'|'.join(_MONTHS)}))+)")
_MONTHLY = re.compile(rf"{_NTH_DAY} (?:(?:of|in) (?:every|each|the|a) month|de chaque mois|du mois)")
_SPACING = (
    rf"(?:(?:every|each) (?P<n>\d{{1,2}}|{'|'.join(filter(None, _NUMBERS))}) ?(?:months?)?"
    rf"|tous les (?P<n2>\d{{1,2}}|{'|'.join(filter(None, _NUMBERS))}) mois|chaque (?P<n3>trimestre))"
)
_SPACED = (
    re.compile(rf"{_SPACING} (?:on )?{_NTH_DAY}"),
    re.compile(rf"{_NTH_DAY} {_SPACING}"),
)
_WEEKS = (
    re.compile(rf"(?:every|each|chaque) (?P<n>other )?{_ANY_DAY}"),
    re.compile(rf"tous les (?P<n>)(?P<day>{'|'.join(_NAMES)})s"),
    re.compile(rf"(?:every|each) (?P<n>\d{{1,2}}|other|two|three|four) weeks? on {_ANY_DAY}"),
    re.compile(rf"toutes les (?P<n>\d{{1,2}}|deux|trois|quatre) semaines le {_ANY_DAY}"),
)


def _plain(text: str) -> str:
    """Words without case, accents, commas or doubled blanks."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().replace("’", "'").replace("d'", "de "))
    bare = "".join(c for c in decomposed if unicodedata.category(c) not in ("Mn", "Cf"))
    return " ".join(bare.replace(",", " ").split())


def _of_each_quarter(month: int) -> tuple[int, ...]:
    return tuple(range(month, 13, 3))


def _nth_day(found: re.Match[str]) -> tuple[tuple[int, int], ...]:
    return ((_ORDINALS[found["nth"]], _NAMES[found["day"]]),)


def _in_quarter(words: str) -> Rule | None:
    if not (found := _QUARTER.fullmatch(words)):
        return None
    month = _ORDINALS[found["month"]]
    if month > 3:
        raise BadRule("a quarter has three months")
    return Rule(frequency="MONTHLY", months=_of_each_quarter(month % 4), days=_nth_day(found))


def _in_months(words: str) -> Rule | None:
    if not (found := _MONTH_LIST.fullmatch(words)):
        return None
    months = {_MONTHS[word] for word in found["months"].split() if word in _MONTHS}
    return Rule(frequency="MONTHLY", months=tuple(sorted(months)), days=_nth_day(found)) if months else None


def _each_month(words: str) -> Rule | None:
    found = _MONTHLY.fullmatch(words)
    return Rule(frequency="MONTHLY", days=_nth_day(found)) if found else None


def _every_months(words: str) -> Rule | None:
    for pattern in _SPACED:
        for spelling in (words, words.replace(" le ", " ")):
            if found := pattern.fullmatch(spelling):
                said = found["n"] or found["n2"] or found["n3"]
                return _bounded(Rule(frequency="MONTHLY", interval=_number(said), days=_nth_day(found)))
    return None


def _weekly(words: str) -> Rule | None:
    for pattern in _WEEKS:
        if found := pattern.fullmatch(words):
            interval = _number((found["n"] or "").strip())
            return _bounded(Rule(frequency="WEEKLY", interval=interval, days=((0, _NAMES[found["day"]]),)))
    return None


def _number(word: str) -> int:
    return int(word) if word.isdecimal() else _NUMBERS[word]


def _bounded(rule: Rule) -> Rule:
    _check(rule)
    return rule

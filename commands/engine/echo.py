"""What was typed for a date, a time, a zone or a language, read as the option will read it and shown back in full.

The values are written so that they can be read in one way only; what was typed may be read in two, and then both are
offered. Nothing typed: a few examples.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, time, timedelta
from itertools import permutations
from zoneinfo import ZoneInfo

from commands.engine.moment import Unclear, available_zones, is_zone, read_clock, read_day, read_moment
from commands.engine.options import Context, Option
from storage.message import Message, Moment, Word, say

Echo = tuple[str, Message | str]  # (what is typed for it, what is shown)

HOURS = (time(10), time(14), time(9), time(16))  # when people meet, offered where a day has no time yet
SOON = (7, 14, 28)  # days: a week, two weeks, four


def moments(typed: str, context: Context) -> Sequence[Echo]:
    """Moments, each with its weekday, day, time and zone."""
    said = [typed] if typed else [f"{day} {HOURS[0]:%H:%M}" for day in _coming(context)]
    found = [moment for text in said for moment in _moments(text, context)]
    found = found or [moment for text in _finished(typed) for moment in _moments(text, context)]
    return [_moment(one) for one in dict.fromkeys(found) if one.at > context.now]


def days(typed: str, context: Context) -> Sequence[Echo]:
    """Days, each with its weekday."""
    found = _days(typed, context) if typed else _coming(context)
    return [(f"{one}", say("suggestion-day", on=one)) for one in dict.fromkeys(found) if one >= _today(context)]


def clocks(typed: str, context: Context) -> Sequence[Echo]:
    """Times of day, as clocks show them."""
    said = [typed] if _clock(typed.split()) else _finished(typed)
    found = [clock for text in said if (clock := _clock(text.split()))] if typed else sorted(HOURS)
    return [(f"{one:%H:%M}", f"{one:%H:%M}") for one in dict.fromkeys(found)]


def zones(option: Option, context: Context) -> Sequence[Echo]:
    """Every zone with a place in it: the asker's own first, then its neighbours."""
    here = f"{context.zone.partition('/')[0]}/"
    names = sorted(available_zones().values(), key=lambda name: (not name.startswith(here), name))
    return [(one, one) for one in dict.fromkeys([context.zone, "UTC", *names]) if "/" in one or one == "UTC"]


def languages(option: Option, context: Context) -> Sequence[Echo]:
    """Each language and, where two may be spoken, each pair in its order."""
    most = 2 if option.name == "languages" else 1
    found = (some for count in range(1, most + 1) for some in permutations(context.words.locales, count))
    return [
        (" ".join(some), say("suggestion-languages", names=tuple(Word(f"language-{one}") for one in some)))
        for some in found
    ]


def _moment(moment: Moment) -> Echo:
    """A moment on the wall of its zone; in an hour that the clocks repeat, by UTC, and shown with its offset."""
    place, wall = ZoneInfo(moment.zone), moment.local.replace(tzinfo=None)
    if place.utcoffset(wall.replace(fold=0)) == place.utcoffset(wall.replace(fold=1)):
        return f"{wall:%Y-%m-%d %H:%M} {moment.zone}", say("suggestion-moment", starts=moment)
    offset = f"{moment.local:%z}"
    shown = say("suggestion-moment-twice", starts=moment, offset=f"UTC{offset[:3]}:{offset[3:5]}")
    return f"{moment.at.astimezone(UTC):%Y-%m-%d %H:%M} UTC", shown


def _moments(text: str, context: Context) -> Iterator[Moment]:
    """Every moment that the text may stand for; a time alone is today's, or tomorrow's."""
    words = text.split()
    if clock := _clock(words):
        yield from (one for ahead in (0, 1) for one in _at(_today(context) + timedelta(ahead), clock, [], context))
        return
    try:
        reading = read_moment(words, now=context.now, zone=context.zone, locale=context.locale)
    except Unclear as unclear:
        yield from _meant(unclear, words, context) if unclear.used == len(words) else ()
        return
    if reading.used == len(words):
        yield reading.value


def _meant(unclear: Unclear, words: list[str], context: Context) -> Iterator[Moment]:
    """What words that are not one moment may mean: both readings, or a day at the time said, or at the usual ones."""
    choices = unclear.values.get("choices", ())
    if unclear.key == "moment-no-time":
        choices = (unclear.values["day"],)
    zone = [words.pop()] if is_zone(available_zones().get(words[-1].lower(), "")) else []
    parts = [part for at in range(len(words)) for part in (words[at:], words[: at + 1])]
    said = [clock for part in parts if (clock := _clock(part))][:1]
    for choice in choices if isinstance(choices, tuple) else ():
        if isinstance(choice, Moment):
            yield choice
        elif isinstance(choice, date):
            yield from (one for clock in said or HOURS for one in _at(choice, clock, zone, context))


def _at(day: date, clock: time, zone: list[str], context: Context) -> Iterator[Moment]:
    words = [f"{day}", f"{clock:%H:%M}", *zone]
    try:
        yield read_moment(words, now=context.now, zone=context.zone, locale=context.locale).value
    except Unclear as unclear:  # it is over, or the clocks skip that hour, or repeat it
        choices = unclear.values.get("choices", ())
        yield from (one for one in choices if isinstance(one, Moment)) if isinstance(choices, tuple) else ()


def _days(text: str, context: Context) -> Sequence[date]:
    words = text.split()
    try:
        reading = read_day(words, now=context.now, zone=context.zone, locale=context.locale)
    except Unclear as unclear:
        choices = unclear.values.get("choices", ())
        if unclear.used < len(words) or not isinstance(choices, tuple):
            return []
        return [one for one in choices if isinstance(one, date)]
    return [reading.value] if reading.used == len(words) else []


def _clock(words: list[str]) -> time | None:
    """The time of day that exactly these words are."""
    try:
        reading = read_clock(words)
    except Unclear:
        return None
    return reading.value if reading.used == len(words) else None


def _finished(text: str) -> Sequence[str]:
    """The text with the rest of a time whose beginning stands at its end: "9 March 14", "9 March 2"."""
    return [f"{text}:00", f"{text}:30", f"{text}pm"] if text[-1:].isdigit() else []


def _coming(context: Context) -> Sequence[date]:
    """Days that something may be due or begin on."""
    return [_today(context) + timedelta(days=ahead) for ahead in SOON]


def _today(context: Context) -> date:
    return context.now.astimezone(ZoneInfo(context.zone)).date()

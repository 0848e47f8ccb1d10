"""The calendar files (RFC 5545) of meetings.

A module of its own, because its library takes three megabytes: whoever sends a file imports it then.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Literal, TypeAlias
from zoneinfo import ZoneInfo

import icalendar

from storage.calendar import Event, known_zone

Method: TypeAlias = Literal["REQUEST", "CANCEL", "PUBLISH"]


def invitation(events: Sequence[Event], *, method: Method, now: datetime) -> bytes:
    """A calendar file (RFC 5545) with these events and the zones they need. Nobody is named in it: a file that
    is passed on must not tell who was invited. Raises BadRule for a zone that doesn't exist."""
    file = icalendar.Calendar()
    file.add("prodid", "-//Roundtable//Calendar//EN")
    file.add("version", "2.0")
    file.add("calscale", "GREGORIAN")
    file.add("method", method)
    for zone in sorted({known_zone(event.zone) for event in events} - {"UTC"}):
        times = [at for event in events if event.zone == zone for at in (event.starts, event.recurrence_id) if at]
        file.add_component(_timezone(zone, min(times), max(times)))
    for event in events:
        file.add_component(_component(event, method, now))
    return bytes(file.to_ical())


def _component(event: Event, method: Method, now: datetime) -> icalendar.Event:
    place = ZoneInfo(event.zone)
    component = icalendar.Event()
    component.add("uid", _one_line(event.uid))
    component.add("sequence", event.sequence)
    component.add("dtstamp", now.astimezone(UTC).replace(microsecond=0))
    component.add("dtstart", event.starts.astimezone(place))
    component.add("duration", timedelta(minutes=event.minutes))
    component.add("summary", _one_line(event.summary))
    component.add("status", "CANCELLED" if event.cancelled or method == "CANCEL" else "CONFIRMED")
    if event.recurrence_id is not None:
        component.add("recurrence-id", event.recurrence_id.astimezone(place))
    if event.description:
        component.add("description", _printable(event.description))
    if re.fullmatch(r"https?://[!-~]{1,1000}", event.url):  # a URI is written as it is, nothing escapes it
        component.add("url", event.url)
    if event.categories:
        component.add("categories", [_one_line(one) for one in event.categories])
    return component


def _one_line(text: str) -> str:
    return " ".join(_printable(text).split())


def _printable(text: str) -> str:
    """Text whose only control characters are line breaks: some readers break lines at other ones."""
    text = re.sub("\r\n?|[\v\f\x1c-\x1e\u0085\u2028\u2029]", "\n", text)
    kinds = {"Cc": "", "Cs": "\ufffd"}
    return "".join(kinds.get(unicodedata.category(c), c) if c != "\n" else c for c in text)


def _timezone(zone: str, first: datetime, last: datetime) -> icalendar.Timezone:
    """A VTIMEZONE (RFC 5545 §3.6.5) with each change of offset from a year before the first event to one after
    the last; every onset is written in the offset that it ends."""
    place = ZoneInfo(zone)
    component = icalendar.Timezone()
    component.add("tzid", zone)
    at = first.astimezone(UTC) - timedelta(days=366)
    component.add_component(_offset(place, at, at))
    for change in _changes(place, at, last.astimezone(UTC) + timedelta(days=366)):
        component.add_component(_offset(place, change - timedelta(minutes=1), change))
    return component


def _changes(place: ZoneInfo, at: datetime, end: datetime) -> Iterator[datetime]:
    """The instants (to the minute) at which the offset changes: looked for by day, then halved."""
    at = at.replace(second=0, microsecond=0)
    while at < end:
        low, high = at, at + timedelta(days=1)
        if low.astimezone(place).utcoffset() != high.astimezone(place).utcoffset():
            while high - low > timedelta(minutes=1):
                middle = low + timedelta(minutes=(high - low) // timedelta(minutes=2))
                same = middle.astimezone(place).utcoffset() == at.astimezone(place).utcoffset()
                low, high = (middle, high) if same else (low, middle)
            yield high
        at += timedelta(days=1)


def _offset(place: ZoneInfo, before: datetime, at: datetime) -> icalendar.TimezoneStandard | icalendar.TimezoneDaylight:
    was, now = before.astimezone(place).utcoffset(), at.astimezone(place)
    component = icalendar.TimezoneDaylight() if now.dst() else icalendar.TimezoneStandard()
    component.add("dtstart", at.replace(tzinfo=None) + (was or timedelta()))
    component.add("tzoffsetfrom", was or timedelta())
    component.add("tzoffsetto", now.utcoffset() or timedelta())
    component.add("tzname", now.tzname() or "")
    return component

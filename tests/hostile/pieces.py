"""Everything that renders and everything that reads, each by itself, with words that nobody should say.

A piece is given one word and gives what is wrong with what came of it. It may raise only what it says it raises.
"""

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from functools import partial

import icalendar

from bot.dialect import DiscordDialect, MarkdownDialect, PlainDialect
from bot.escaping import code, escape
from bot.markup import ProseRenderer
from bot.platform import Attachment, Control, Rendered
from bot.platforms.discord.forms import fields, filled
from bot.platforms.discord.outbound import draft_file
from commands.engine.moment import Unclear, read_clock, read_day, read_moment
from commands.engine.options import MAX_TITLE
from commands.engine.tokens import nearest, split
from storage.calendar import BadRule, Event, quarterly_dates, read_rule
from storage.calendar_file import invitation
from storage.message import Link, Mention, Message, Offer, Prose, Step, say
from tests.cast import PHRASES
from tests.hostile.faults import OUTSIDE, WIRE, Fault, in_words, on_discord, on_matrix, walked
from tests.hostile.gauntlet import CATALOGUE, SPECS
from tests.hostile.lag import aside

NOW = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
WALL = datetime(2027, 3, 1, 9)  # noqa: DTZ001  a wall time
ZONE = "Europe/Brussels"
GUS = Mention("@gus:memory", "Gus")
GUS_THERE = Mention("123456789012345679", "Gus")

PROPERTIES = {
    *("UID", "SEQUENCE", "DTSTAMP", "DTSTART", "DURATION", "SUMMARY", "STATUS", "DESCRIPTION", "URL", "CATEGORIES"),
}

Piece = Callable[[str, ProseRenderer], Awaitable[list[Fault]]]


# --- what renders


async def prose(word: str, renderer: ProseRenderer) -> list[Fault]:
    """A text by a person, as Matrix shows it."""
    done = await renderer.render(word)
    with aside():
        return list(in_words(done.html, done.plain))


async def chat(word: str, renderer: ProseRenderer) -> list[Fault]:
    """A text by a person, as Discord shows it."""
    done = await renderer.render(word)
    plain, html = DiscordDialect().finished(done.plain, done.html)
    with aside():
        return list(on_discord(Rendered(plain=plain, html=html)))


async def page(word: str, renderer: ProseRenderer) -> list[Fault]:
    """A message of ours with the word in every kind of value, in both languages and on both platforms."""
    here = await PHRASES.rendered(_message(word, GUS), ["en", "fr"], MarkdownDialect(), renderer)
    there = await PHRASES.rendered(_message(word, GUS_THERE), ["fr"], DiscordDialect(), renderer)
    with aside():
        return [*on_matrix(here, {GUS.external_id}), *on_discord(there, {GUS_THERE.external_id})]


async def value(word: str, renderer: ProseRenderer) -> list[Fault]:
    """A value within a phrase, a code span, and a line without any markup."""
    done = await renderer.page(f"Before {escape(word)} and **{escape(word)}** after {code(word)}.\n\n- {escape(word)}")
    walk = walked(done.html)
    PHRASES.render(_message(word, GUS), "en", PlainDialect())
    ours = {"p", "strong", "code", "ul", "li"}
    return walk.found if walk.tags <= ours else [*walk.found, (OUTSIDE, "a value is markup")]


async def calendar(word: str, renderer: ProseRenderer) -> list[Fault]:
    """A calendar file: read again, it has one event with the properties that were meant, each once."""
    event = Event(
        uid=word or "x", sequence=1, starts=NOW, zone=ZONE, minutes=60, summary=word, description=word, url=word,
        categories=(word,),
    )  # fmt: skip
    file = icalendar.Calendar.from_ical(invitation([event], method="REQUEST", now=NOW))
    events = [one for one in file.walk() if one.name == "VEVENT"]
    names = sorted(events[0].keys()) if len(events) == 1 else []
    return [] if names and set(names) <= PROPERTIES else [(WIRE, "a property that nobody meant")]


async def buttons(word: str, renderer: ProseRenderer) -> list[Fault]:
    """Labels of what can be clicked, and the name of a file."""
    offers = [Offer(does="reply:yes", label=word), Offer(does="pick:abc", label=word, value=word)]
    controls = tuple(Control(offer=one, label=word, url="") for one in offers)
    linked = Control(offer=Offer(does="link", label=Link(word, word)), label=word, url=word)
    text = Rendered(plain="Choose", html="", controls=(*controls, linked))
    draft_file(Attachment(name=word, media_type="text/plain", data=b"x"))
    return [*on_matrix(text), *on_discord(text)]


# --- what reads


async def dates(word: str, renderer: ProseRenderer) -> list[Fault]:
    """A moment, a day and a time of day."""
    words = word.split()
    for locale in ("en", "fr"):
        _may(Unclear, partial(read_moment, words, now=NOW, zone=ZONE, locale=locale))
        _may(Unclear, partial(read_day, words, now=NOW, zone=ZONE, locale=locale))
    _may(Unclear, partial(read_clock, words))
    return []


async def rules(word: str, renderer: ProseRenderer) -> list[Fault]:
    """A rule, and the dates it makes."""

    def follow() -> None:
        quarterly_dates(read_rule(word), zone=ZONE, starts_local=WALL, after=WALL.date(), count=24)

    _may(BadRule, follow)
    return []


async def tokens(word: str, renderer: ProseRenderer) -> list[Fault]:
    """Words, options and quotes; and the command that was meant."""
    found = split(word, {"title", "group", "code"})
    nearest(word[:80], [spec.name for spec in SPECS.values()])
    return [] if all(one.start <= one.end <= len(word) for one in found) else [("tokens", "outside of the text")]


async def calls(word: str, renderer: ProseRenderer) -> list[Fault]:
    """A structured call of Matrix, and a form of Discord."""
    CATALOGUE.understood({"command": word, "arguments": {word: word}})
    CATALOGUE.understood({"command": "meeting schedule", "arguments": {"title": word, "rest": {word: [word]}}})
    filled(f"form:{word}", [{"components": [{"custom_id": word, "value": word}]}])
    list(fields([{"component": {"custom_id": "x", "value": word}}, word]))
    return []


RENDERERS: Mapping[str, Piece] = {
    "prose": prose, "chat": chat, "page": page, "value": value, "calendar": calendar, "buttons": buttons,
}  # fmt: skip
READERS: Mapping[str, Piece] = {"dates": dates, "rules": rules, "tokens": tokens, "calls": calls}


def _message(word: str, who: Mention) -> Message:
    """The word as every kind of value; only a person's text may be longer than a title."""
    name = word[:MAX_TITLE]
    line = say("line-digest-lesson", code="L-1", title=name, outcome=name)
    year, label = Link("https://ok.example/x", name), Step(("help",), name)
    head = say("digest-issue", room=name, month=who, year=year, label=label)
    return head.then(line, say("digest-item", text=Prose(word, "fr")))


def _may(allowed: type[Exception], act: Callable[[], object]) -> None:
    try:
        act()
    except allowed:
        return

"""Over Discord, by its own client: every `show`, `list` and `find`, in a channel and in private, with the summary's
real code where a code is asked for and with words out of its heading where words are; and whatever suggests something
while it is typed. All that passed on the wire is looked through.
"""

import json
import re
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import zip_longest
from pathlib import Path
from typing import Any

from storage.unit import Storage
from tests.cast import START, network
from tests.discord_cast import SPECS, DiscordCast, on_discord
from tests.fakes.discord import Message
from tests.fakes.memory import MemoryPlatform
from tests.leaks.commands import CANARIES, TYPED, hidden
from tests.leaks.worlds import Compared, held, listening, records
from tests.summaries import with_buyers

INSIDERS = ("sofia", "luc")  # who have accounts on Discord and may read it, elsewhere
OUTSIDERS = ("greta", "pia")  # an affiliate that does not buy from the company, and a partner
VERBS = frozenset({"show", "list", "find"})
TOPICS = frozenset({"my", "help"})  # commands of one word

_IDS = re.compile(r"\b\d{15,20}\b")
_QUESTIONS = re.compile(r"(rt:(?:dialog|pick|write):)[\w-]+")


@dataclass(frozen=True)
class Probe:
    """Something somebody does: a slash command or, with `typing`, the filling in of one of its options."""

    who: str
    command: str
    at: str | None = None
    values: dict[str, Any] = field(default_factory=dict)
    typing: str = ""


READING = Probe("luc", "summary list")  # an insider's: the proof that a difference would be found


def probes(code: str) -> Iterator[Probe]:
    """What is tried, the same in both worlds."""
    for path, spec in SPECS.items():
        if path[-1] in VERBS | TOPICS:
            kinds = {"Code": code, "EngagementCode": code, "Title": TYPED}
            values = {
                one.name: next(iter(one.words)).value if one.words else kinds.get(one.kind, TYPED)
                for one in spec.options
                if one.required
            }
            for who in (*OUTSIDERS, "zoe"):
                yield Probe(who, spec.name, values=values)
            if path[0] in {"summary", "lesson", *TOPICS}:
                yield Probe("greta", spec.name, at="LEV-discord", values=values)
    for path in (("summary", "show"), ("summary", "release"), ("summary", "acks"), ("question", "show")):
        for who in (*OUTSIDERS, "zoe"):
            for text in ("", "SUM", TYPED):
                yield Probe(who, " ".join(path), typing="code", values={"text": text})
    for command, option in (
        ("organisation show", "organisation"),
        ("room show", "room"),
        ("engagement open", "company"),
    ):
        for who in (*OUTSIDERS, "zoe"):
            yield Probe(who, command, typing=option, values={"text": ""})


async def compared(folder: Path) -> Compared:
    """Try it in both worlds."""
    with listening() as lines:
        async with world(folder / "with", summary=True) as (cast, code):
            tried = list(probes(code))
            read_present = await _tried(cast, READING)
            present, kept = await seen(cast, tried), await records(cast.app)
            on_the_wire = [f"the wire: {word}" for word in CANARIES if cast.wire.carried(word)]
        async with world(folder / "without", summary=False) as (cast, _):
            read_absent = await _tried(cast, READING)
            absent = await seen(cast, tried)
    pairs = zip_longest(present, absent, fillvalue="nothing")
    return Compared(
        tried=len(tried),
        answered=len(present),
        parted=[f"{one} / {other}" for one, other in pairs if one != other],
        told=on_the_wire + [one for one in present for word in CANARIES if word in one],
        kept=held(CANARIES, {"log": "\n".join(lines), **kept}),
        blind=["a reader's list"] if read_present == read_absent or len(present) <= len(tried) else [],
    )


@asynccontextmanager
async def world(folder: Path, *, summary: bool) -> AsyncIterator[tuple[DiscordCast, str]]:
    """The network on both sides, with the summary or without it; and the summary's code."""
    folder.mkdir()
    storage = Storage.open(f"sqlite:///{folder}/roundtable.db", folder / "roundtable.key")
    async with on_discord(storage, folder, beside=MemoryPlatform(lambda: START)) as cast:
        home = cast.other
        await network(home)
        for name in (*INSIDERS, *OUTSIDERS):
            there = cast.members.get(name) or cast.somebody(name.capitalize())
            await home.has_discord(name, there.account)
        cast.somebody("Zoe")
        await with_buyers(home)
        for code in ("LEV", "ICT"):
            await cast.sofia.slash("group extend", code=code)
            await home.tom.asks(f"room authorise {code}-discord green")
            await home.tom.asks("yes")
            assert home.tom.was_told("room-authorised"), home.tom.text
        code = ""
        if summary:
            code = await hidden(home)
            assert await cast.heard("ICT-discord", "pointer")
        await cast.quiet()
        yield cast, code


async def seen(cast: DiscordCast, tried: Sequence[Probe]) -> list[str]:
    """What came of each, byte for byte; and at the end all that outsiders can read anywhere."""
    got = [await _tried(cast, one) for one in tried]
    await cast.passes(timedelta(days=8))
    for name in (*OUTSIDERS, "zoe"):
        one = cast.members[name].person
        places = [place for place in cast.fake.world.places.values() if one.sees(place)]
        got += [f"{name}: {_bytes(message)}" for place in places for message in one.reads(place)]
    return got


async def _tried(cast: DiscordCast, probe: Probe) -> str:
    member = cast.members[probe.who]
    if probe.typing:
        offered = await member.offered(probe.command, probe.typing, probe.values["text"])
        return _IDS.sub("#", f"{probe}: {[(one.name, one.value) for one in offered]}")
    exchange = await member.slash(probe.command, at=probe.at, **probe.values)
    return _IDS.sub("#", f"{probe}: {json.dumps(exchange.modal)} {[_bytes(one) for one in member.posts]}")


def _bytes(message: Message) -> str:
    """All of it, without the ids that count up or are random in both worlds."""
    files = [(one.filename, one.data.hex()) for one in message.attachments]
    whole = json.dumps([message.content, message.embeds, message.components, files, message.flags], ensure_ascii=False)
    return _IDS.sub("#", _QUESTIONS.sub(r"\1#", whole))

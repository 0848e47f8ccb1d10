"""Whom the canaries reach: everything is asked of the bot by those whose they are not and by those whose they are, and
every byte that it let out is looked through: posts, files and suggestions on both platforms, rooms as they are named,
what people are given about themselves, lines of the log, metrics, the audit, digests, and the registry's files.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from bot.importing import read_out
from bot.platform import Rendered
from commands.engine.heard import Heard, Typing
from commands.engine.spec import GROUP, Spec
from commands.registry.intake import KINDS
from storage.access import PERMISSIONS, Place
from storage.migrations import metadata
from tests.cast import Cast
from tests.fakes.memory import Post
from tests.leaks import commands
from tests.leaks.canaries import CHAT, CODES, NUMBER, canaries, found, plant
from tests.leaks.commands import SPECS, Probe, try_all
from tests.leaks.worlds import listening, records
from tests.scenes import WITH_BUYERS_ON_TWO_SIDES, Engine, Scene

PLANTED = Scene(plant, WITH_BUYERS_ON_TWO_SIDES)
"""The network on both platforms, with somebody else's row in every table."""
OUTSIDERS = {name: commands.OUTSIDERS[name] for name in ("greta", "gus", "otto", "pia")}
STAFF = ("sofia", "tom")
READS = frozenset({"show", "list", "find", "acks", "copies", "linked", "leverage", "doubles", "ics", "audit", "export"})
NUMBERED = {
    "meeting": "AGP",
    "action": "ACT",
    "question": "Q",
    "lesson": "L",
    "update": "U",
    "digest": "U",
    "tool": "T",
    "bank": "QB",
}
OF_TOPIC: Mapping[str, tuple[str, ...]] = {
    "engagement": ("engagement", "inquiry", "letter"), "group": ("working_group",), "digest": ("summary",),
    "audit": ("summary", "facility"), "hold": ("summary",), "file": ("registry_file",),
    "expertise": ("expertise", "introduction"),
    "plan": ("engagement", "measure"), "route": ("engagement",), "follow": ("facility",),
    "leverage": ("engagement",),
}  # fmt: skip


@dataclass(kw_only=True)
class Told:
    """The columns whose canaries got somewhere, by where; and how much was asked."""

    probes: int = 0
    outside: set[str] = field(default_factory=set)
    inside: set[str] = field(default_factory=set)
    kept: Mapping[str, set[str]] = field(default_factory=dict)
    registry: set[str] = field(default_factory=set)


def codes(spec: Spec) -> Iterator[str]:
    """What a command of this topic may be asked about."""
    topic = spec.path[0]
    yield from (CODES[table] for table in OF_TOPIC.get(topic, (topic,)) if table in CODES)
    if topic in NUMBERED:
        yield f"{NUMBERED[topic]}-{NUMBER}"
    if topic == "question":
        yield f"A-{NUMBER}"


def probes(specs: Iterable[Spec], outsiders: Sequence[str], *, every: bool) -> Iterator[Probe]:
    """Every command with every code of its topic, and without: by each outsider in private, and by the first of them in
    their group's room and as a form on the other platform. What the table refuses them anyway is tried once, or `every`
    time.
    """
    for spec in specs:
        topic, name = spec.path[0], spec.name
        found = [*codes(spec), ""]
        for who in outsiders:
            may_ask = every or PERMISSIONS[spec.may].admits(frozenset({OUTSIDERS[who]}), Place.PRIVATE)
            for code in found if may_ask else found[:1]:
                yield Probe(topic, who, Place.PRIVATE, f"!{name} {code}".strip())
                if code and may_ask and who == outsiders[0]:
                    yield Probe(topic, who, Place.GROUP, f"!{name} {code}")
                    yield Probe(topic, who, Place.PRIVATE, code, form=spec.path)


async def told(
    engine: Engine,
    folder: Path,
    specs: Sequence[Spec] = SPECS,
    outsiders: Sequence[str] = tuple(OUTSIDERS),
    *,
    every: bool = False,
) -> Told:
    """Ask for all of it, let a month pass, and look through what came of it."""
    words, tried = canaries(metadata()), list(probes(specs, outsiders, every=every))
    got = Told(probes=len(tried))
    with listening() as lines:
        async with engine.after(PLANTED) as (cast, _):
            await try_all(cast, tried)
            got.outside |= found(words, await _offered(cast, outsiders, specs))
            got.inside |= found(words, await _offered(cast, STAFF[:1], specs))
            await cast.until(datetime(2027, 2, 2, 12, tzinfo=UTC))
            await _insiders_ask(cast, words, specs)
            for name in outsiders:
                await cast.members[name].asks("person export me")
            await cast.hears(CHAT, words["identity.external_id"], "!person export me")
            theirs = await _rooms_of(cast, words)
            for post in (post for side in cast.platforms.values() for post in side.log):
                (got.inside if post.room in theirs else got.outside).update(found(words, _bytes(post)))
            for room in (room for side in cast.platforms.values() for room in side.rooms.values()):
                if room.id not in theirs:
                    got.outside |= found(words, f"{room.plan.name} {room.plan.topic}")
            for kind in KINDS:
                await read_out(cast.app.storage, kind, folder / kind, now=cast.now)
                got.registry |= found(words, (folder / kind).read_text(encoding="utf-8"))
            kept = await records(cast.app)
    got.kept = {place: found(words, text) for place, text in {"log": "\n".join(lines), **kept}.items()}
    return got


async def _insiders_ask(cast: Cast, words: Mapping[str, str], specs: Iterable[Spec]) -> None:
    """Staff in private, and their own person, read whatever there is to read."""
    named = {
        "organisation": words["organisation.name"], "room": words["room.name"], "person": words["person.name"],
        "facility": "BE", "hold": "SUM-ZZZZ", "lesson": "kanarie", "contract": words["contract.reference"],
    }  # fmt: skip
    for spec in specs:
        if spec.path[-1] not in READS and spec.path[0] not in {"my", "help"}:
            continue
        more = [one.strip() for one in (named.get(spec.path[0], ""),) if one]
        for said in [*codes(spec), *more, ""]:
            for account, room in (("@sofia:memory", await cast.sofia.chat()), (words["identity.external_id"], CHAT)):
                await _says(cast, account, room, f"!{spec.name} {said}".strip())
    await cast.settle()


async def _says(cast: Cast, account: str, room: str, text: str) -> None:
    heard = Heard(
        platform="memory", event_id=cast.next_id(), room=room, sender=account, text=text, replay_key=None,
        encrypted=True, verified=True, at=cast.now,
    )  # fmt: skip
    await cast.app.hear(heard)


async def _offered(cast: Cast, names: Iterable[str], specs: Iterable[Spec]) -> str:
    """All that these are offered while they type, before they typed anything."""
    got = []
    for name in names:
        member = cast.members[name]
        room = await member.chat()
        for spec in specs:
            for option in [*(one.name for one in spec.options), *([GROUP] if spec.group else [])]:
                typing = Typing(
                    platform="memory", room=room, sender=member.account, path=spec.path, option=option, text=""
                )
                got.append(json.dumps(list(await cast.app.suggest(typing)), ensure_ascii=False))
    return "\n".join(got)


async def _rooms_of(cast: Cast, words: Mapping[str, str]) -> set[str]:
    """The rooms in which staff alone read, and those of the canaries' own person."""
    chats = set().union(*(cast.chats(cast.members[name].account) for name in STAFF))
    elsewhere = set().union(*(cast.chats(cast.elsewhere[name].account, "discord") for name in STAFF))
    own = {words["room.external_id"], CHAT, *cast.chats(words["identity.external_id"])}
    return chats | elsewhere | own | {await cast.room_id("Staff")}


def _bytes(post: Post) -> str:
    """All that this event ever said."""
    return "\n".join(
        f"{text.plain} {text.html} {text.mentions} {text.controls}"
        if isinstance(text, Rendered)
        else f"{text.name} {text.alt} {text.data.decode(errors='backslashreplace')}"
        for text in post.texts
    )

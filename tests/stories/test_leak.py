"""Two worlds, one with a restricted summary and one without: outsiders get the same bytes in both, whatever they try.

The probes are made from the commands there are: every command, by every kind of outsider, in every kind of room they
can speak in, with nothing, with the summary's real code, with a guessed one, and with words out of its heading.
"""

import json
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
import structlog
from sqlalchemy import select

from bot.platform import Rendered
from commands import TOPICS
from commands.engine.heard import Heard
from commands.engine.spec import Spec, specs
from storage.access import PERMISSIONS, Place, Role
from storage.audience import Reach, Standing
from storage.audit import AuditEvent
from storage.summary import Summary, SummaryState
from storage.unit import Storage
from tests.cast import LEXICON, Cast, assembled, network
from tests.fakes.memory import Post
from tests.scenes import Engine
from tests.summaries import released, with_buyers

pytestmark = pytest.mark.long

TYPED = "Quelvornish"  # in the heading, too; outsiders who guess it get their own word back, and no more than that
CANARIES = ("Morrendale", "Brastemoor", "Tindrequa")  # in the heading, the facility and the text
GUESSED = "SUM-2222"
OUTSIDERS = {
    "greta": Role.LIAISON,  # an affiliate that does not buy from the company
    "gus": Role.MEMBER,
    "otto": Role.OBSERVER,
    "pia": Role.PARTNER,
}
INSIDER = "luc"  # may read it; what the wrong room hears of that is nothing
UNKNOWN = "@nobody:memory"
AT_A_TIME = 40  # probes between two deliveries
CLOSE = frozenset({"summary", "lesson", "my", "help"})  # the topics that could show it
SHARDS = 2  # of the nearest probes, each in two worlds of its own
REST = 5  # shards of all the others


@dataclass(frozen=True, slots=True)
class Probe:
    """Something somebody says: `then` is their answer if the bot asks back."""

    topic: str
    who: str
    place: Place
    says: str
    then: str = ""


def probes(found: Sequence[Spec], code: str) -> Iterator[Probe]:
    """Topics x roles x rooms. A command that the table refuses to somebody anyway is tried once, with the real code."""
    for spec in found:
        topic, french = spec.path[0], LEXICON.words_of(spec.path, "fr")
        for who, role in OUTSIDERS.items():
            for place in (Place.PRIVATE, Place.GROUP):
                yield Probe(topic, who, place, f"!{spec.name} {code}")
                if not PERMISSIONS[spec.may].admits(frozenset({role}), place):
                    continue
                yield Probe(topic, who, place, f"!{spec.name}", then=code if place is Place.PRIVATE else "")
                yield Probe(topic, who, place, f"!{spec.name} {GUESSED}")
                yield Probe(topic, who, place, f"!{french} {TYPED}")
        yield Probe(topic, INSIDER, Place.GROUP, f"!{spec.name} {code}")
        yield Probe(topic, UNKNOWN, Place.GROUP, f"!{spec.name} {code}")


def nearest(found: Sequence[Spec], code: str) -> list[Probe]:
    """Those that come closest: all at the topics that could show it, and of the others one for each command."""
    return [
        one
        for one in probes(found, code)
        if (one.topic in CLOSE and (one.who in {"greta", "pia", INSIDER} or one.says.endswith(code)))
        or (one.who == "greta" and one.place is Place.PRIVATE and one.says.endswith(code))
    ]


async def buyers(storage: Storage) -> tuple[Cast, None]:
    """What both worlds begin with."""
    return await with_buyers(await network(await assembled(storage))), None


@asynccontextmanager
async def world(engine: Engine, *, summary: bool) -> AsyncIterator[tuple[Cast, str]]:
    """The whole network in a database of its own, with the summary or without it; and the summary's code."""
    async with engine.after(buyers) as (cast, _):
        code = ""
        if summary:
            heading, facility, text = CANARIES
            code = await released(
                cast, heading=f"{heading} {TYPED}", text=f"Nights at {text}.", more=f"facility:{facility}"
            )
            assert await cast.heard("ICT", "summary-text")
        yield cast, code


async def outside(cast: Cast) -> dict[str, str]:
    """The rooms in which outsiders are, by id, with the name they have in both worlds."""
    rooms = {await cast.room_id("LEV"): "LEV"}
    for who in OUTSIDERS:
        rooms |= dict.fromkeys(cast.chats(cast.members[who].account), f"chat of {who}")
    return rooms


async def try_all(cast: Cast, tried: Sequence[Probe]) -> None:
    """Say it all, and let every answer arrive, some dozens at a time."""
    group = await cast.room_id("LEV")
    chats = {who: await cast.members[who].chat() for who in (*OUTSIDERS, INSIDER)}
    for number, probe in enumerate(tried):
        account = UNKNOWN if probe.who == UNKNOWN else cast.members[probe.who].account
        room = group if probe.place is Place.GROUP else chats[probe.who]
        for text in (probe.says, probe.then, "cancel") if probe.then else (probe.says,):
            await cast.app.hear(
                Heard(
                    platform="memory", event_id=cast.next_id(), room=room, sender=account, text=text, replay_key=None,
                    encrypted=True, verified=True, at=cast.now,
                )
            )  # fmt: skip
        if number % AT_A_TIME == 0:
            await cast.settle()
    await cast.settle()


async def seen(cast: Cast) -> dict[str, list[str]]:
    """Every byte that outsiders got, room by room, in order; and the rooms that they know of."""
    names = await outside(cast)
    got: dict[str, list[str]] = {name: [] for name in names.values()}
    for post in cast.platform.log:
        if post.room in names:
            got[names[post.room]].append(_bytes(post))
    accounts = {cast.members[who].account for who in OUTSIDERS} | {UNKNOWN}
    for room in cast.platform.rooms.values():
        if accounts & (room.joined | room.invited):
            got.setdefault("rooms", []).append(
                f"{room.plan.name}|{room.plan.topic}|{sorted(room.joined | room.invited)}"
            )
    return got


def _bytes(post: Post) -> str:
    """All that was ever sent in this event, without the ids of events, which count up in both worlds differently."""
    texts = [
        [text.plain, text.html, list(text.mentions)]
        if isinstance(text, Rendered)
        else [text.name, text.media_type, text.data.hex()]
        for text in post.texts
    ]
    marks = [post.target.thread is not None, post.target.reply_to is not None, post.text is None, post.at.isoformat()]
    return json.dumps([texts, marks], ensure_ascii=False)


async def story(cast: Cast, code: str, tried: Sequence[Probe], *, summary: bool) -> None:
    """Everything outsiders can try, before and after time passes, and once more when the summary is withdrawn."""
    await try_all(cast, tried)
    await cast.passes(timedelta(days=8))
    await cast.until(datetime(2027, 2, 2, 12, tzinfo=UTC))
    if summary:
        await cast.sofia.asks(f"summary withdraw {code}")
        await cast.sofia.asks("yes")
        await cast.passes(timedelta(0))
    await try_all(cast, [one for one in tried if one.topic in CLOSE and one.place is Place.PRIVATE])


Choose = Callable[[str], Sequence[Probe]]  # the summary's real code -> what is tried


async def both(engine: Engine, choose: Choose) -> tuple[dict[str, list[str]], dict[str, list[str]], str, str]:
    """What outsiders got with the summary and without it; the code; and the logs and the audit of the first world."""
    with structlog.testing.capture_logs() as logs:
        async with world(engine, summary=True) as (cast, code):
            await story(cast, code, choose(code), summary=True)
            present = await seen(cast)
            async with cast.app.storage.unit() as unit:
                rows = [str(vars(row)) for row in await unit.scalars(select(AuditEvent))]
    async with world(engine, summary=False) as (cast, _):
        await story(cast, code, choose(code), summary=False)
        absent = await seen(cast)
    return present, absent, code, "\n".join([*map(str, logs), *rows])


async def assert_no_leak(engine: Engine, choose: Choose) -> str:
    """Try it in both worlds and compare; how much was tried."""
    present, absent, code, kept = await both(engine, choose)
    assert sum(map(len, present.values())) > len(OUTSIDERS)
    assert differences(present, absent) == []
    for word in CANARIES:
        assert [line for lines in present.values() for line in lines if word in line] == []
    assert [word for word in CANARIES if word in kept] == []
    return f"{len(choose(code))} of {len(list(probes(list(specs(TOPICS).values()), code)))} probes, tried in two worlds"


def shards(count: int) -> list[list[Spec]]:
    """The commands there are, dealt out."""
    found = list(specs(TOPICS).values())
    return [found[number::count] for number in range(count)]


@pytest.mark.parametrize("found", shards(SHARDS), ids=range(SHARDS))
async def test_outsiders_get_the_same_bytes_whether_a_restricted_summary_exists_or_not(
    found: Sequence[Spec], sqlite: Engine, inline: None, capsys: pytest.CaptureFixture[str]
) -> None:
    size = await assert_no_leak(sqlite, lambda code: nearest(found, code))
    with capsys.disabled():
        print(f"\n{size}")  # noqa: T201  the size is part of the proof


@pytest.mark.real
@pytest.mark.parametrize("found", shards(REST), ids=range(REST))
async def test_no_other_command_tells_outsiders_anything(
    found: Sequence[Spec], sqlite: Engine, inline: None, capsys: pytest.CaptureFixture[str]
) -> None:
    def choose(code: str) -> Sequence[Probe]:
        tried_above = set(nearest(found, code))
        return [one for one in probes(found, code) if one not in tried_above]

    size = await assert_no_leak(sqlite, choose)
    with capsys.disabled():
        print(f"\n{size}")  # noqa: T201  the size is part of the proof


async def test_the_leak_test_fails_when_the_audience_is_ignored(
    sqlite: Engine, inline: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def everybody(summary: Summary, standing: Standing, reach: Reach) -> bool:
        return summary.state is SummaryState.RELEASED or standing.is_staff

    monkeypatch.setattr(Summary, "is_readable", everybody)
    open_doors = {("summary", "list"), ("summary", "show"), ("my",)}
    found = [spec for path, spec in specs(TOPICS).items() if path in open_doors]

    def choose(code: str) -> Sequence[Probe]:
        return [one for one in nearest(found, code) if one.who == "greta" and one.place is Place.PRIVATE]

    present, absent, _, _ = await both(sqlite, choose)
    assert differences(present, absent)
    assert any(word in line for word in CANARIES for lines in present.values() for line in lines)


def differences(present: dict[str, list[str]], absent: dict[str, list[str]]) -> list[str]:
    """Where the two worlds part, room by room."""
    found = []
    for name in present.keys() | absent.keys():
        mine, theirs = present.get(name, []), absent.get(name, [])
        if mine != theirs:
            pairs = zip(mine, theirs, strict=False)
            first = next((pair for pair in pairs if pair[0] != pair[1]), (len(mine), len(theirs)))
            found.append(f"{name}: {first}")
    return found

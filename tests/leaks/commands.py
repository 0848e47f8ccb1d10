"""Commands that are said, or filled in as a form: every topic, by every kind of outsider, in every kind of room they
can speak in, with nothing, with the summary's real code, with a guessed one, and with words out of its heading.
"""

import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.platform import Rendered
from commands import TOPICS
from commands.engine.heard import Call, Heard
from commands.engine.spec import Spec, specs
from storage.access import PERMISSIONS, Place, Role
from storage.audience import Reach, Standing
from storage.summary import Summary, SummaryState
from tests.cast import LEXICON, Cast, Member
from tests.fakes.memory import Post
from tests.leaks.worlds import Compared, held, listening, records
from tests.scenes import WITH_BUYERS, Engine, Scene
from tests.summaries import released

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
REGISTRY = frozenset({"facility", "organisation", "person", "room", "audit", "hold"})  # who, what, where, and who may
ANSWER = "answer to "  # so begins the place of what is answered to one person alone
GROUPS = {"memory": "LEV", "discord": "LEV-discord"}  # the room that outsiders are in, on each side
SPECS = list(specs(TOPICS).values())

_QUESTIONS = re.compile(r"((?:dialog|pick|write):)[0-9a-f]{20}")
_EVENTS = re.compile(r"\$[a-z]*[0-9]+")
_IDS = re.compile(r"(?<![0-9a-f])[0-9a-f]{20}(?![0-9a-f])")  # as they stand in what somebody is given about themself


@dataclass(frozen=True, slots=True)
class Probe:
    """Something somebody says: `then` is their answer if the bot asks back. With `form` it is what they write into
    every field that has to be filled in, on the side like Discord.
    """

    topic: str
    who: str
    place: Place
    says: str
    then: str = ""
    form: tuple[str, ...] = ()

    @property
    def side(self) -> str:
        """Where."""
        return "discord" if self.form else "memory"


def probes(found: Sequence[Spec], code: str) -> Iterator[Probe]:
    """Topics x roles x rooms. A command that the table refuses to somebody anyway is tried once, with the real code."""
    for spec in found:
        topic, french = spec.path[0], LEXICON.words_of(spec.path, "fr")
        for who, place, may_ask in _askers(spec):
            yield Probe(topic, who, place, f"!{spec.name} {code}")
            if may_ask:
                yield Probe(topic, who, place, f"!{spec.name}", then=code if place is Place.PRIVATE else "")
                yield Probe(topic, who, place, f"!{spec.name} {GUESSED}")
                yield Probe(topic, who, place, f"!{french} {TYPED}")
        yield Probe(topic, INSIDER, Place.GROUP, f"!{spec.name} {code}")
        yield Probe(topic, UNKNOWN, Place.GROUP, f"!{spec.name} {code}")


def forms(found: Sequence[Spec], code: str) -> Iterator[Probe]:
    """The same as forms."""
    for spec in found:
        for who, place, may_ask in _askers(spec):
            for word in (code, GUESSED, TYPED) if may_ask and spec.options else (code,):
                yield Probe(spec.path[0], who, place, word, form=spec.path)
        yield Probe(spec.path[0], UNKNOWN, Place.GROUP, code, form=spec.path)


def _askers(spec: Spec) -> Iterator[tuple[str, Place, bool]]:
    for who, role in OUTSIDERS.items():
        for place in (Place.PRIVATE, Place.GROUP):
            yield who, place, PERMISSIONS[spec.may].admits(frozenset({role}), place)


def nearest(found: Sequence[Spec], code: str) -> list[Probe]:
    """Those that come closest: all at the topics that could show it; at the registry's all in private by a liaison and
    a partner; and of the others one for each command.
    """
    return [
        one
        for one in probes(found, code)
        if (one.topic in CLOSE and (one.who in {"greta", "pia", INSIDER} or one.says.endswith(code)))
        or (one.topic in REGISTRY and one.who in {"greta", "pia"} and one.place is Place.PRIVATE)
        or (one.who == "greta" and one.place is Place.PRIVATE and one.says.endswith(code))
    ]


def nearest_forms(found: Sequence[Spec], code: str) -> list[Probe]:
    """Of the forms each command's, filled in by a liaison in private with the real code."""
    return [one for one in forms(found, code) if (one.who, one.place, one.says) == ("greta", Place.PRIVATE, code)]


Choose = Callable[[str], Sequence[Probe]]  # the summary's real code -> what is tried


Hide = Callable[[Cast], Awaitable[str]]  # makes what outsiders may not know of; the code by which it is asked for


async def compared(
    engine: Engine, choose: Choose, begin: Scene[None] = WITH_BUYERS, hide: Hide | None = None
) -> Compared:
    """Try it in both worlds."""
    with listening() as lines:
        async with world(engine, begin, summary=True, hide=hide) as (cast, code):
            tried = choose(code)
            await story(cast, code, tried, summary=True)
            present, kept = await seen(cast), await records(cast.app)
            is_read = any(CANARIES[-1] in _bytes(post) for post in cast.platform.log)
        async with world(engine, begin, summary=False) as (cast, _):
            await story(cast, code, tried, summary=False)
            absent = await seen(cast)
    got = [line for lines in present.values() for line in lines]
    return Compared(
        tried=len(tried),
        answered=len(got),
        parted=differences(present, absent),
        told=[line for line in got if any(word in line for word in CANARIES)],
        kept=held(CANARIES, {"log": "\n".join(lines), **kept}),
        blind=[] if is_read and len(got) > len(OUTSIDERS) else ["nobody read it, or nobody was answered"],
    )


async def hidden(cast: Cast) -> str:
    """Release the summary with all the words that must not be found; its code."""
    heading, facility, text = CANARIES
    code = await released(cast, heading=f"{heading} {TYPED}", text=f"Nights at {text}.", more=f"facility:{facility}")
    assert await cast.heard("ICT", "summary-text")
    return code


@asynccontextmanager
async def world(
    engine: Engine, begin: Scene[None] = WITH_BUYERS, *, summary: bool, hide: Hide | None = None
) -> AsyncIterator[tuple[Cast, str]]:
    """The whole network in a database of its own, with the summary or without it; and the summary's code."""
    async with engine.after(begin) as (cast, _):
        code = ""
        if summary:
            code = await (hide or hidden)(cast)
        yield cast, code


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


async def try_all(cast: Cast, tried: Sequence[Probe]) -> None:
    """Say it all, and let every answer arrive, some dozens at a time."""
    places = {(side, UNKNOWN, Place.GROUP): (UNKNOWN, await cast.room_id(GROUPS[side])) for side in cast.platforms}
    for side, who, member in _people(cast, *OUTSIDERS, INSIDER):
        places[side, who, Place.GROUP] = member.account, await cast.room_id(GROUPS[side])
        places[side, who, Place.PRIVATE] = member.account, await member.chat()
    for number, probe in enumerate(tried):
        sender, room = places[probe.side, probe.who, probe.place]
        for fields in _said(probe, cast):
            heard = Heard(
                platform=probe.side, event_id=cast.next_id(), room=room, sender=sender, replay_key=None,
                encrypted=True, verified=True, at=cast.now, **fields,
            )  # fmt: skip
            await cast.app.hear(heard)
        if number % AT_A_TIME == 0:
            await cast.settle()
    await cast.settle()


def _said(probe: Probe, cast: Cast) -> list[dict[str, Any]]:
    if not probe.form:
        return [{"text": text} for text in ((probe.says, probe.then, "cancel") if probe.then else (probe.says,))]
    values = {one.name: probe.says for one in specs(TOPICS)[probe.form].options if one.required}
    handle = f"{ANSWER}{probe.who} {cast.next_id()}"
    return [{"text": "", "call": Call(path=probe.form, values=values), "answer_to": handle}]


def _people(cast: Cast, *names: str) -> Iterator[tuple[str, str, Member]]:
    for name in names:
        yield "memory", name, cast.members[name]
        if name in cast.elsewhere:
            yield "discord", name, cast.elsewhere[name]


async def seen(cast: Cast) -> dict[str, list[str]]:
    """Every byte that outsiders got, room by room, in order; and the rooms that they know of."""
    names = {await cast.room_id(GROUPS[side]): GROUPS[side] for side in cast.platforms}
    for side, who, member in _people(cast, *OUTSIDERS):
        names |= dict.fromkeys(cast.chats(member.account, side), f"chat of {who} on {side}")
    got: dict[str, list[str]] = {name: [] for name in names.values()}
    for post in (post for side in cast.platforms.values() for post in side.log):
        if post.room in names or post.room.removeprefix(ANSWER).partition(" ")[0] in (*OUTSIDERS, UNKNOWN):
            got.setdefault(names.get(post.room, post.room.rpartition(" ")[0]), []).append(_bytes(post))
    accounts = {member.account for _, _, member in _people(cast, *OUTSIDERS)} | {UNKNOWN}
    for room in (room for side in cast.platforms.values() for room in side.rooms.values()):
        if accounts & (people := room.joined | room.invited):
            got.setdefault("rooms", []).append(f"{room.plan.name}|{room.plan.topic}|{sorted(people)}")
    return got


def _bytes(post: Post) -> str:
    """All that was ever sent in this event, without the ids of events and of questions, of which the former count up
    differently in both worlds and the latter are random in both.
    """
    texts = [
        [text.plain, text.html, list(text.mentions), repr(text.controls)]
        if isinstance(text, Rendered)
        else [text.name, text.media_type, text.alt, _file(text.data)]
        for text in post.texts
    ]
    marks = [post.target.thread is not None, post.target.reply_to is not None, post.text is None, post.at.isoformat()]
    return _QUESTIONS.sub(r"\1#", json.dumps([texts, marks], ensure_ascii=False))


def _file(data: bytes) -> Any:
    """A file, and of what is kept about somebody each table's rows in no order, without ids and counts of events."""
    text = data.decode(errors="backslashreplace")
    if not text.startswith('{\n "person"'):
        return text
    kept = json.loads(_EVENTS.sub("#", _IDS.sub("#", text)))
    for table in kept["tables"].values():
        table["rows"].sort(key=json.dumps)
    return kept


def differences(present: Mapping[str, list[str]], absent: Mapping[str, list[str]]) -> list[str]:
    """Where the two worlds part, room by room."""
    found = []
    for name in present.keys() | absent.keys():
        mine, theirs = present.get(name, []), absent.get(name, [])
        if mine != theirs:
            pairs = zip(mine, theirs, strict=False)
            first = next((pair for pair in pairs if pair[0] != pair[1]), (len(mine), len(theirs)))
            found.append(f"{name}: {first}")
    return found


def everybody(summary: Summary, standing: Standing, reach: Reach) -> bool:
    """In the place of `Summary.is_readable`: no audience is asked. What is tried must find that."""
    return summary.state is SummaryState.RELEASED or standing.is_staff


def at_open_doors(code: str, make: Callable[[Sequence[Spec], str], Iterable[Probe]] = nearest) -> list[Probe]:
    """What finds it, said or (with `make=forms`) filled in."""
    doors = {("summary", "list"), ("summary", "show"), ("my",)}
    found = make([spec for spec in SPECS if spec.path in doors], code)
    return [one for one in found if one.who == "greta" and one.place is Place.PRIVATE]

"""Suggestions while somebody types: every option of every command, by every kind of outsider, in every kind of room
they can type in, with nothing typed yet and with what would find what is hidden, by its code and by its words.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from unittest import mock

from sqlalchemy import select

from commands import TOPICS, action, engagement_scope, expertise, meeting, question
from commands.engine.heard import Typing
from commands.engine.spec import GROUP, Spec, specs
from commands.engine.work import Work
from storage import directory
from storage.expertise import Expertise
from storage.group import Group
from storage.person import Person
from storage.summary import Summary
from storage.unit import Unit
from tests.cast import Cast, Member
from tests.leaks.worlds import Compared, held, listening, records
from tests.scenes import WITH_BUYERS_ON_TWO_SIDES, Engine, Scene
from tests.summaries import drafted, released

CANARIES = ("Quelvornish", "Morrendale")  # in every title, text and name that outsiders may not know
COMMON = "Harbour"  # in what everybody of LEV may know
SUPPLIER = "Helio Chips"  # from which the hidden engagement asks something
OUTSIDERS = ("greta", "gus", "otto", "pia")  # of LEV, without the company; and a partner, who is in no group
REFERENCES = frozenset({"code", "room", "person", GROUP})
ROOMS = ("", "LEV", "ICT")  # "" is the private chat
SPECS = list(specs(TOPICS).values())


@dataclass(frozen=True, slots=True)
class Probe:
    """Somebody types something into an option."""

    who: str
    side: str
    room: str
    path: tuple[str, ...]
    option: str
    text: str

    @property
    def name(self) -> str:
        """What it is told by."""
        return (
            f"{self.who} on {self.side} in {self.room or 'private'}: {' '.join(self.path)} {self.option}:{self.text!r}"
        )


def probes(found: Sequence[Spec], codes: Mapping[str, str]) -> Iterator[Probe]:
    """Every option by every outsider in every room: what is typed is nothing, a word of what is hidden, or its code."""
    for spec in found:
        for option in [*(one.name for one in spec.options), *([GROUP] if spec.group else [])]:
            hidden = [code for code, topic in codes.items() if topic in {spec.path[0], option}]
            for text in ("", CANARIES[0].lower(), *(hidden if option in REFERENCES else ())):
                for who in OUTSIDERS:
                    for room in ROOMS if option in REFERENCES else ROOMS[:2]:
                        yield Probe(who, "memory", room, spec.path, option, text)
                    yield Probe(who, "discord", "", spec.path, option, text)


def nearest(found: Sequence[Spec], codes: Mapping[str, str]) -> list[Probe]:
    """Those that come closest: references, by those who may ask most; of the rest one for each option."""
    return [
        one
        for one in probes(found, codes)
        if (one.option in REFERENCES and one.who in {"greta", "pia"} and one.side == "memory")
        or (one.who == "greta" and not one.text and one.room != "LEV")
    ]


async def public(cast: Cast) -> None:
    """What outsiders may know, so that there is something to be offered."""
    say = cast.sofia.asks
    await say(f"organisation company {SUPPLIER}")
    for buyer in ("City of Ghent", "Ville de Lyon", "City of Oslo"):  # Ghent buys there, and told no other buyer so
        await say(f'organisation buys "{SUPPLIER}" organisation:"{buyer}"')
    await say(f"meeting schedule 9 March 2pm {COMMON} visit group:LEV")
    await say(f"action add Greta 3 March {COMMON} minutes group:LEV")
    await cast.greta.asks(f"meeting point MTG-27-Q1-LEV {COMMON} dues")
    await cast.greta.asks(f"question ask {COMMON} question? group:LEV")
    await cast.luc.asks(f"question answer Q-1 {COMMON} answer")
    await cast.greta.asks(f'lesson add worked tools named title:"{COMMON} lesson" It went well.')
    await say(f"update post activities {COMMON} tour")
    await cast.greta.asks(f'tool add "{COMMON} label" For screens.')
    await cast.greta.asks(f"expertise offer tools {COMMON} audits")


async def hidden(cast: Cast) -> dict[str, str]:
    """What outsiders may not know: its codes, with the topic of each."""
    secret = " ".join(CANARIES)
    say, buyer = cast.sofia.asks, cast.luc.asks
    restricted = await released(cast, heading=secret, text=f"Nights at {secret}.")
    draft = await drafted(cast, heading=secret, text=secret, more="label:green")
    await buyer(f'engagement open "{SUPPLIER}" {secret}')
    engagement = _code("ENG", cast.luc)
    for one in (cast.sofia, cast.tom):
        await one.asks(f"room authorise {engagement} amber")
        await one.asks("yes")
    await buyer(f"engagement question {engagement} {secret}?")
    paper = _code("EQ", cast.luc)
    await buyer(
        f'plan add {engagement} 9 March finding:"{secret}" action:"{secret}" responsible:x verification:"{secret}"'
    )
    measure = _code("CAP", cast.luc)
    await say(f"meeting schedule 9 March 2pm {secret} group:ICT")
    await buyer(f"meeting point MTG-27-Q1-ICT {secret}")
    await say(f"action add Luc 3 March {secret} group:ICT")
    await buyer(f"question ask {secret}? group:ICT")
    await cast.olga.asks(f"question answer Q-2 {secret}")
    await buyer("question keep A-2")  # until Olga consents, a lesson that she, Luc and staff may read
    await say(f"update post activities {secret}")
    await buyer(f"expertise offer crises {secret}")  # of another theme than Greta's: she is not asked to meet anybody
    offer = _code("XP", cast.luc)
    await cast.olga.asks(f"expertise need crises {secret}")
    need, meeting = _code("XP", cast.olga), _code("MEET", cast.olga)
    await say(f"group open QUELV {secret}")
    await say(f'person invite @hidden:memory "City of Oslo" member "{secret}"')
    codes = {restricted: "summary", draft: "summary", engagement: "engagement", paper: "engagement", measure: "plan"}
    codes |= {"MTG-27-Q1-ICT": "meeting", "AGP-2": "meeting", "ACT-2": "action", "Q-2": "question", "A-2": "question"}
    codes |= {"L-2": "lesson", "U-2": "update", "QUELV": GROUP}
    codes |= dict.fromkeys((offer, need, meeting), "expertise")
    for code, command in (("ACT-2", "action show"), ("Q-2", "question show"), ("L-2", "lesson show")):
        assert code in await offered(cast.sofia, command)
    assert "A-2" in await offered(cast.sofia, "question helpful")
    return codes


def _code(prefix: str, who: Member) -> str:
    found = re.search(rf"{prefix}-\w{{4}}", who.text)
    assert found, who.text
    return found[0]


async def offered(who: Member, command: str, room: str = "") -> dict[str, str]:
    """What somebody is offered for a code before they type anything."""
    place = await who.cast.room_id(room) if room else await who.chat()
    path = tuple(command.split())
    typing = Typing(platform=who.platform, room=place, sender=who.account, path=path, option="code", text="")
    return dict(await who.cast.app.suggest(typing))


WITH_NOTHING_HIDDEN = Scene(public, WITH_BUYERS_ON_TWO_SIDES)
"""The network on both platforms, with what everybody may know."""
WITH_SOMETHING_HIDDEN = Scene(hidden, WITH_NOTHING_HIDDEN)
"""The same with what outsiders may not know; it gives the codes."""


async def seen(cast: Cast, tried: Sequence[Probe]) -> dict[str, str]:
    """What each probe is offered, as bytes."""
    rooms = {room: await cast.room_id(room) for room in ROOMS if room}
    people = {(who, "memory"): cast.members[who] for who in OUTSIDERS} | {
        (who, "discord"): cast.elsewhere[who] for who in OUTSIDERS
    }
    chats = {key: await one.chat() for key, one in people.items()}
    got: dict[str, str] = {}
    for probe in tried:
        key = (probe.who, probe.side)
        typing = Typing(
            platform=probe.side, room=rooms.get(probe.room, chats[key]), sender=people[key].account, path=probe.path,
            option=probe.option, text=probe.text,
        )  # fmt: skip
        got[probe.name] = json.dumps(list(await cast.app.suggest(typing)), ensure_ascii=False)
    return got


Choose = Callable[[Mapping[str, str]], Sequence[Probe]]  # the hidden codes -> what is tried


async def compared(engine: Engine, choose: Choose) -> Compared:
    """Try it in both worlds."""
    with listening() as lines:
        async with engine.after(WITH_SOMETHING_HIDDEN) as (cast, codes):
            tried = choose(codes)
            present, kept = await seen(cast, tried), await records(cast.app)
        async with engine.after(WITH_NOTHING_HIDDEN) as (cast, _):
            absent = await seen(cast, tried)
    answers = {name: text for name, text in present.items() if text != "[]"}
    hidden_words = [
        *CANARIES,
        *(code for code, topic in codes.items() if topic in {"summary", "engagement", "expertise", "plan"}),
    ]
    return Compared(
        tried=len(present),
        answered=len(answers),
        parted=differences(present, absent),
        told=[name for name, text in answers.items() if any(word in text for word in hidden_words)],
        kept=held(CANARIES, {"log": "\n".join(lines), **kept}),
        blind=_unoffered(tried, answers),
    )


def _unoffered(tried: Sequence[Probe], answers: Mapping[str, str]) -> list[str]:
    """The topics of which somebody should have been offered what everybody may know, and nobody was."""
    shown = {one.path[0] for one in tried if one.path[-1] == "show" and one.option == "code" and not one.text}
    return [
        topic
        for topic in sorted(shown & {"meeting", "action", "question", "lesson", "tool"})
        if not any(f" {topic} show code:''" in name and COMMON in text for name, text in answers.items())
    ]


def differences(present: Mapping[str, str], absent: Mapping[str, str]) -> list[str]:
    """Where the two worlds part, and how."""
    return [f"{name}: {present[name]} / {absent[name]}" for name in present if present[name] != absent[name]]


async def _all_ids(work: Work) -> list[str]:
    return [group.id for group in await work.unit.scalars(select(Group))]


async def _all_groups(unit: Unit, person: Person) -> list[Group]:
    return list(await unit.scalars(select(Group)))


async def all_expertise(work: Work) -> list[Expertise]:
    """In the place of `_known`: whosever it is."""
    return list(await work.unit.scalars(select(Expertise)))


async def _yes(*asked: object) -> bool:
    return True


# What keeps outsiders out, topic by topic, and what it would be without.
FILTERS: Sequence[tuple[str, object, str, object]] = (
    ("summary", Summary, "is_readable", lambda summary, standing, reach: True),
    ("engagement", engagement_scope, "is_inside", _yes),
    ("engagement", engagement_scope, "may_know", _yes),
    ("meeting", meeting, "_groups", _all_ids),
    ("action", action, "_groups", _all_ids),
    ("question", question, "_own_groups", _all_ids),
    ("group", directory, "groups_of", _all_groups),
    ("expertise", expertise, "_known", all_expertise),
)


async def unnoticed(engine: Engine) -> list[str]:
    """Take each filter away in turn; those of which what is offered says nothing."""
    shown = [spec for spec in SPECS if spec.path[-1] == "show"]
    tried = [one for one in probes(shown, {}) if one.who == "greta" and not one.text and one.side == "memory"]
    async with (
        engine.after(WITH_SOMETHING_HIDDEN) as (present, _),
        engine.after(WITH_NOTHING_HIDDEN) as (absent, _),
    ):
        found = differences(await seen(present, tried), await seen(absent, tried))
        for topic, owner, name, everybody in FILTERS:
            with mock.patch.object(owner, name, everybody):
                parted = differences(await seen(present, tried), await seen(absent, tried))
            if not any(f": {topic} show" in one for one in parted):
                found.append(f"{topic}, {name}")
    return found

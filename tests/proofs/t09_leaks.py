"""T9: outsiders ask for what is hidden from them, in every way there is, and learn nothing: not from the words they
get, not from what is different where there is nothing hidden, not from the time that an answer takes.

What they try is made in `tests/leaks`, where it is shared with the stories; here all of it is tried.
"""

import random
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from statistics import median
from typing import TypeVar
from unittest import mock

from sqlalchemy import select

from bot.app import App
from bot.logs import log
from commands import summary
from commands.engine.heard import Event, Heard
from commands.engine.spec import Spec
from commands.engine.work import Work
from storage.migrations import metadata
from storage.refusal import Absent
from storage.summary import Summary
from tests.cast import Cast
from tests.leaks import commands, discord, linked, suggestions
from tests.leaks.canaries import CODES, NUMBER, REGISTRY, TOLD, canaries, listed, undecided
from tests.leaks.timing import BY_CHANCE, PROCESSOR, Times, by_chance, noticeable, timed
from tests.leaks.told import PLANTED
from tests.leaks.told import told as canaries_told
from tests.leaks.worlds import LEAKS, Compared
from tests.postgres import postgres_server
from tests.proofs.proof import Claim, Part, Proof, Run, Size
from tests.proofs.t08_hostile import FAST
from tests.scenes import WITH_BUYERS_ON_TWO_SIDES, Engine

T = TypeVar("T")

PROBES = 10_000
SAMPLE = 40  # probes of each kind, in the short form
SHARDS = 10  # the commands are dealt out, so that no room gets too full
PLANTED_PROBES = 1_500  # of these, where somebody else's rows are in every table
TIMES = 500  # that an absent code is asked for, and a forbidden one
ASKED = {
    **dict.fromkeys(("summary show", "summary acknowledge", "summary copies"), ("SUM-2222", CODES["summary"])),
    **dict.fromkeys(("facility leverage", "facility linked"), ("FAC-2222", CODES["facility"])),
    "engagement show": ("ENG-2222", CODES["engagement"]),
    "engagement agree": ("EQ-2222", CODES["inquiry"]),
    "engagement sign": ("LET-2222", CODES["letter"]),
    "meeting show": ("MTG-27-Q1-YYY", CODES["meeting"]),
    "action show": (f"ACT-{NUMBER + 1}", f"ACT-{NUMBER}"),
    "question show": (f"Q-{NUMBER + 1}", f"Q-{NUMBER}"),
    "lesson show": (f"L-{NUMBER + 1}", f"L-{NUMBER}"),
}
"""What is asked for by its code: one that nothing has, and one of somebody else's."""

WHAT = {
    "parted": "differences between a world with and one without",
    "told": "hidden words in what outsiders got",
    "kept": "hidden words in log lines at DEBUG, audit rows, metrics",
    "blind": "probes that would not have noticed",
}


async def everything(run: Run) -> Sequence[Claim]:
    """All probes, or a sample of them."""
    found, shards = Compared(), run.of(1, SHARDS)
    with databases() as engine:
        for number in range(shards):
            specs = commands.SPECS[number::shards]
            found += await commands.compared(engine, partial(_said, run, specs), WITH_BUYERS_ON_TWO_SIDES)
            run.step(2 * number + 1, 2 * shards)
            found += await suggestions.compared(engine, partial(_typed, run, specs))
            run.step(2 * number + 2, 2 * shards)
        for near in (linked.NOT_LINKED, linked.CLIENT):
            found += await commands.compared(engine, partial(_close_to, run, near), near.begin, near.hide)
    if run.size is Size.LONG:
        found += await discord.compared(run.folder)
    wanted = run.of(3 * SAMPLE, PROBES)
    return [
        Claim(what="probes, in two worlds", found=f"{found.tried:,}", goal=f">= {wanted:,}",
              holds=found.tried >= wanted),
        *(_none(WHAT[kind], getattr(found, kind)) for kind in LEAKS),
    ]  # fmt: skip


def _said(run: Run, specs: Sequence[Spec], code: str) -> Sequence[commands.Probe]:
    return [*_some_of(run, commands.probes(specs, code)), *_some_of(run, commands.forms(specs, code))]


def _close_to(run: Run, near: linked.Near, code: str) -> Sequence[commands.Probe]:
    return _some_of(run, iter(near.tried(code)))


def _typed(run: Run, specs: Sequence[Spec], codes: Mapping[str, str]) -> Sequence[suggestions.Probe]:
    return _some_of(run, suggestions.probes(specs, codes))


def _some_of(run: Run, probes: Iterator[T]) -> list[T]:
    every = list(probes)
    return every if run.size is Size.LONG else random.Random(run.seed).sample(every, SAMPLE)


def _none(what: str, found: Sequence[str]) -> Claim:
    shown = f"{len(found)} (first: {ascii(found[0])[:300]})" if found else "0"
    return Claim(what=what, found=shown, goal="0", holds=not found)


def _some(what: str, found: Sequence[str]) -> Claim:
    return Claim(what=what, found=str(len(found)), goal="> 0", holds=bool(found))


async def without_the_audience(run: Run) -> Sequence[Claim]:
    """Whoever asks may read: the worlds differ, and hidden words are found (none of which Discord may carry)."""
    with databases() as engine, mock.patch.object(Summary, "is_readable", commands.everybody):
        said = await commands.compared(engine, commands.at_open_doors)
        forms = partial(commands.at_open_doors, make=commands.forms)
        filled_in = await commands.compared(engine, forms, WITH_BUYERS_ON_TWO_SIDES)
    return [
        _some(f"said: {WHAT['parted']}", said.parted),
        _some(f"said: {WHAT['told']}", said.told),
        _some(f"filled in: {WHAT['parted']}", filled_in.parted),
    ]


async def without_any_audience_of_suggestions(run: Run) -> Sequence[Claim]:
    """What is offered while somebody types, with each filter taken away in turn."""
    with databases() as engine:
        return [_none("filters that nobody misses", await suggestions.unnoticed(engine))]


async def with_a_line_too_much(run: Run) -> Sequence[Claim]:
    """Somebody looked for a bug, and left a line in that says what was heard."""
    hear = App.hear

    async def tells(self: App, event: Event) -> None:
        log().debug("heard", said=event.text if isinstance(event, Heard) else "")
        await hear(self, event)

    with databases() as engine, mock.patch.object(App, "hear", tells):
        found = await commands.compared(engine, commands.at_open_doors)
    return [_some(WHAT["kept"], found.kept)]


# --- a canary in every field


async def reached(run: Run) -> Sequence[Claim]:
    """Whom each canary reached, of all that somebody else's rows hold in all tables."""
    with databases() as engine:
        got = await canaries_told(engine, run.folder, every=True)
    everybody, insiders = ({*listed([TOLD[who]])} for who in ("everybody", "insiders"))
    return [
        Claim(what="probes, canaries", found=f"{got.probes:,}, {len(canaries(metadata()))}",
              goal=f">= {PLANTED_PROBES:,}", holds=got.probes >= PLANTED_PROBES),
        _none("columns of which nobody decided whom they reach", undecided(metadata())),
        _none("reached somebody whom they may not", sorted(got.outside - everybody)),
        _none("in log lines at DEBUG, audit rows, metrics", [
            f"{at}: {one}" for at in got.kept for one in got.kept[at]
        ]),
        _none("in the registry's files and not the registry's", sorted(got.registry ^ {*REGISTRY.split()})),
        _none("missed by those who may read them", sorted((everybody | insiders) ^ got.inside)),
    ]  # fmt: skip


# --- by the time that an answer takes


async def by_time(run: Run, kind: str) -> Sequence[Claim]:
    """Codes that nothing has, and those of what is somebody else's: which answer takes longer?"""
    with databases(kind) as engine:
        async with engine.after(PLANTED) as (cast, _):
            return [claim for command in ASKED for claim in await _alike(run, cast, command)]


async def _alike(run: Run, cast: Cast, command: str) -> Sequence[Claim]:
    """Held to be different only if it seems so twice: of a hundred equal ones, one would seem so once."""
    chance = random.Random(run.seed)
    both = await timed(cast.greta, command, *ASKED[command], TIMES, chance, run.step)
    if any(by_chance(*times) <= BY_CHANCE for times in both.values()):
        both = await timed(cast.greta, command, *ASKED[command], TIMES, chance, run.step)
    return [_as_likely(f"{command}, by {clock}", times) for clock, times in both.items()]


def _as_likely(what: str, times: Times) -> Claim:
    medians = " and ".join(f"{median(one) * 1000:.2f}" for one in times)
    p, least = by_chance(*times), noticeable(times[0]) * 1e6
    told = f"{medians} ms, p = {p:.3f}, {least:,.0f} µs would have shown"
    return Claim(what=what, found=told, goal=f"p > {BY_CHANCE}", holds=p > BY_CHANCE)


async def looked_up_first(run: Run) -> Sequence[Claim]:
    """The code is looked for before it is asked who may read: what is not there is refused sooner."""
    one = summary._one

    async def hasty(work: Work, code: str) -> Summary:
        if await work.unit.scalar(select(Summary.id).where(Summary.code == code)) is None:
            raise Absent
        return await one(work, code)

    with mock.patch.object(summary, "_one", hasty):
        return await _noticed(run)


async def a_millisecond_more(run: Run) -> Sequence[Claim]:
    """Where there is such a code, a millisecond goes by before it is said that there is none."""
    one = summary._one

    async def ponders(work: Work, code: str) -> Summary:
        until = time.perf_counter() + 0.001
        while code == CODES["summary"] and time.perf_counter() < until:
            pass
        return await one(work, code)

    with mock.patch.object(summary, "_one", ponders):
        return await _noticed(run)


async def _noticed(run: Run) -> Sequence[Claim]:
    with databases() as engine:
        async with engine.after(PLANTED) as (cast, _):
            both = await timed(
                cast.greta, "summary show", *ASKED["summary show"], TIMES, random.Random(run.seed), run.step
            )
    p = by_chance(*both[PROCESSOR])
    return [Claim(what=f"by {PROCESSOR}", found=f"p = {p:.1g}", goal=f"p <= {BY_CHANCE}", holds=p <= BY_CHANCE)]


@contextmanager
def databases(kind: str = "sqlite") -> Iterator[Engine]:
    """In memory: what is asked here is not what survives."""
    with ExitStack() as ends:
        folder = ends.enter_context(tempfile.TemporaryDirectory(prefix="roundtable-", dir=FAST))
        server = ends.enter_context(contextmanager(postgres_server)()) if kind == "postgresql" else None
        yield Engine(folder=Path(folder), server=server)


PROOF = Proof(
    target="T9",
    promise="10,000 probes by outsiders find nothing, in two worlds the same; absent and forbidden take the same time",
    parts=[
        Part(name="every command, option, outsider and room", run=everything),
        Part(name="a canary in every field of every table", run=reached, sizes=(Size.LONG,)),
        Part(name="absent or forbidden, by time", run=partial(by_time, kind="sqlite"), sizes=(Size.LONG,)),
        Part(name="absent or forbidden, by time, PostgreSQL", run=partial(by_time, kind="postgresql"),
             needs=("postgres",), sizes=(Size.LONG,)),
        Part(name="without the audience", run=without_the_audience, control=True, sizes=(Size.LONG,)),
        Part(name="without any audience of suggestions", run=without_any_audience_of_suggestions, control=True,
             sizes=(Size.LONG,)),
        Part(name="with a line too much in the log", run=with_a_line_too_much, control=True),
        Part(name="with codes looked up first, by time", run=looked_up_first, control=True, sizes=(Size.LONG,)),
        Part(name="with a millisecond more, by time", run=a_millisecond_more, control=True, sizes=(Size.LONG,)),
    ],
)  # fmt: skip

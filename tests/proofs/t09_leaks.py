"""T9: outsiders ask for what is hidden from them, in every way there is, and learn nothing: not from the words they
get, not from what is different where there is nothing hidden, not from the time that an answer takes.

What they try is made in `tests/leaks`, where it is shared with the stories; here all of it is tried.
"""

import random
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from math import erfc, sqrt
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
from storage.base import random_code
from storage.refusal import Absent
from storage.summary import Summary
from tests.cast import Cast
from tests.leaks import commands, discord, linked, suggestions
from tests.leaks.worlds import LEAKS, Compared
from tests.proofs.proof import Claim, Part, Proof, Run, Size
from tests.proofs.t08_hostile import FAST
from tests.scenes import WITH_BUYERS_ON_TWO_SIDES, Engine

T = TypeVar("T")

PROBES = 10_000
SAMPLE = 40  # probes of each kind, in the short form
SHARDS = 10  # the commands are dealt out, so that no room gets too full
TIMES = 500  # that an absent code is asked for, and a forbidden one
WALL, PROCESSOR = "the wall's clock", "the processor's"
BY_CHANCE = 0.01  # a smaller p is no accident; what looks like one is looked at once more
ASKED = ("summary show", "summary acknowledge", "summary copies")

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


# --- by the time that an answer takes


Times = tuple[list[float], list[float]]  # seconds for each absent code, and for each forbidden one


async def by_time(run: Run) -> Sequence[Claim]:
    """Codes of summaries that there are not, and the code of one that is for others: which answer takes longer?"""
    with databases() as engine:
        async with commands.world(engine, summary=True) as (cast, code):
            return [claim for command in ASKED for claim in await _alike(run, cast, command, code)]


async def _alike(run: Run, cast: Cast, command: str, code: str) -> Sequence[Claim]:
    """Held to be different only if it seems so twice: of a hundred equal ones, one would seem so once."""
    both = await timed(run, cast, command, code)
    if any(by_chance(*times) <= BY_CHANCE for times in both.values()):
        both = await timed(run, cast, command, code)
    return [_as_likely(f"{command}, by {clock}", times) for clock, times in both.items()]


def _as_likely(what: str, times: Times) -> Claim:
    medians = " and ".join(f"{median(one) * 1000:.2f}" for one in times)
    p = by_chance(*times)
    return Claim(what=what, found=f"{medians} ms, p = {p:.3f}", goal=f"p > {BY_CHANCE}", holds=p > BY_CHANCE)


async def looked_up_first(run: Run) -> Sequence[Claim]:
    """The code is looked for before it is asked who may read: what is not there is refused sooner."""
    one = summary._one

    async def hasty(work: Work, code: str) -> Summary:
        if await work.unit.scalar(select(Summary.id).where(Summary.code == code)) is None:
            raise Absent
        return await one(work, code)

    with databases() as engine, mock.patch.object(summary, "_one", hasty):
        async with commands.world(engine, summary=True) as (cast, code):
            both = await timed(run, cast, ASKED[0], code)
    p = by_chance(*both[PROCESSOR])
    return [Claim(what=f"by {PROCESSOR}", found=f"p = {p:.1g}", goal=f"p <= {BY_CHANCE}", holds=p <= BY_CHANCE)]


async def timed(run: Run, cast: Cast, command: str, code: str) -> Mapping[str, Times]:
    """What each answer took, for a code that nothing has and for this one, by turns in any order. By the clock on the
    wall, as an outsider may measure it; and by the processor's, which a busy machine does not blur.
    """
    chance = random.Random(run.seed)
    absent = random_code("SUM")
    both: Mapping[str, Times] = {WALL: ([], []), PROCESSOR: ([], [])}
    for number in range(TIMES):
        for asked in chance.sample([absent, code], 2):
            wall, processor = time.perf_counter(), time.process_time()
            await cast.greta.asks(f"{command} {asked}")
            both[WALL][asked == code].append(time.perf_counter() - wall)
            both[PROCESSOR][asked == code].append(time.process_time() - processor)
        run.step(number + 1, TIMES)
    return both


def by_chance(one: Sequence[float], other: Sequence[float]) -> float:
    """How probable it is that two series differ as much by chance (Mann and Whitney's U, two-sided, by its normal
    approximation, which is good from 20 values on; times hardly ever tie).
    """
    ranked = sorted([(time, True) for time in one] + [(time, False) for time in other])
    ranks = sum(rank for rank, (_, is_one) in enumerate(ranked, 1) if is_one)
    pairs = len(one) * len(other)
    u = ranks - len(one) * (len(one) + 1) / 2
    return erfc(abs(u - pairs / 2) / sqrt(pairs * (len(ranked) + 1) / 12) / sqrt(2))


@contextmanager
def databases() -> Iterator[Engine]:
    """SQLite in memory: what is asked here is not what survives."""
    with tempfile.TemporaryDirectory(prefix="roundtable-", dir=FAST) as folder:
        yield Engine(folder=Path(folder), server=None)


PROOF = Proof(
    target="T9",
    promise="10,000 probes by outsiders find nothing, in two worlds the same; absent and forbidden take the same time",
    parts=[
        Part(name="every command, option, outsider and room", run=everything),
        Part(name="absent or forbidden, by time", run=by_time, sizes=(Size.LONG,)),
        Part(name="without the audience", run=without_the_audience, control=True, sizes=(Size.LONG,)),
        Part(name="without any audience of suggestions", run=without_any_audience_of_suggestions, control=True,
             sizes=(Size.LONG,)),
        Part(name="with a line too much in the log", run=with_a_line_too_much, control=True),
        Part(name="with codes looked up first, by time", run=looked_up_first, control=True, sizes=(Size.LONG,)),
    ],
)  # fmt: skip

"""What it costs to decide, to say who an audience is, and to look at rooms: in a great network and in one ten times it.

Each question is put to both in turn, and what it grows by is the ratio of their medians, round by round: by the wall's
clock, and by the processor's, that of the database's own process included, which others who are at work on the same
machine do not blur. What answers for one asker should hardly notice ten times the network; what names many grows with
how many it names.

A command's round trip is measured beside them, on SQLite (`!meeting rsvp` in an encrypted room): on a real homeserver,
as its asker sees it, and on one that answers at once, where the bot itself is most of it.
"""

import asyncio
import gc
import statistics
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import text

from benchmarks import matrix_instant, matrix_real
from benchmarks.asking import DECISIONS, QUESTIONS, THE_CROWD, Asking, Question, opened
from benchmarks.databases import postgres
from benchmarks.figure import Figure, median_ratio
from benchmarks.great_network import PLATFORM, Size
from benchmarks.matrix_sides import product
from benchmarks.scale import Scale, Tell
from storage.room_audit import AuditCause
from storage.unit import Unit

GROWTH = "<= 1.2"  # times, with ten times the network
SHARE = "<= 5"  # % of a command's round trip
REAL = "on a real homeserver"
AT_ONCE = "where the homeserver answers at once"
TENFOLD = 10
CROWDED = 8  # the crowd's room is looked at so many times less often
NEIGHBOUR = 0.005  # seconds between the units of somebody who wants to write while the night is at it

Trip = Callable[[], Awaitable[float]]
"""Gives the seconds of a command's round trip, the median of a round."""


class Took(NamedTuple):
    """Seconds, by the wall's clock and by the processor's; 0.0 of the latter where the system doesn't tell."""

    wall: float
    processor: float


@dataclass(slots=True)
class Medians:
    """Of rounds: of the network, and of the one that is ten times as great."""

    once: list[Took] = field(default_factory=list)
    tenfold: list[Took] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Night:
    """What a look at each room of the groups and engagements took: seconds, those of a core, and for how many of them
    somebody else who wanted to write waited at most.
    """

    rooms: int
    seconds: float
    processor: float
    waited: float


async def measure(scale: Scale, folder: Path, tell: Tell) -> Sequence[Figure]:
    """On SQLite and, where there is one, on PostgreSQL."""
    async with AsyncExitStack() as stack:
        tell("deciding: homeservers are started")
        trips = {
            REAL: await stack.enter_async_context(_for_real(folder / "real", scale)),
            AT_ONCE: await stack.enter_async_context(_at_once(folder / "at once", scale)),
        }
        figures = await _measured(scale, folder, "", ("", ""), trips, tell)
    async with postgres() as servers, postgres() as others:
        for name, url in servers.items():
            figures += await _measured(scale, folder, name, (url, others[name]), {}, tell)
    return figures


async def _measured(
    scale: Scale, folder: Path, name: str, urls: tuple[str, str], trips: Mapping[str, Trip], tell: Tell
) -> list[Figure]:
    sizes = Size.of(scale.organisations), Size.of(scale.organisations * TENFOLD)
    async with AsyncExitStack() as stack:
        asked = []
        for size, url in zip(sizes, urls, strict=True):
            tell(f"deciding{name}: a network of {size.organisations:,} organisations is made")
            place = folder / f"great{name}{size.organisations}"
            asked.append(await stack.enter_async_context(opened(url, place, size)))
        gc.collect()
        gc.freeze()  # the collector doesn't go through the networks again and again
        seen = {question: Medians() for question in QUESTIONS}
        took: dict[str, list[float]] = {trip: [] for trip in trips}
        for number in range(scale.rounds + 1):  # the first round is not counted
            tell(f"deciding{name}: round {number} of {scale.rounds}")
            for what, question in QUESTIONS.items():
                count = scale.questions // CROWDED if what == THE_CROWD else scale.questions
                once, tenfold = await _in_turns(asked, question, max(1, count))
                if number:
                    seen[what].once.append(once)
                    seen[what].tenfold.append(tenfold)
            for trip, round_trip in trips.items():
                took[trip].append(await round_trip())
        nights = []
        for size, one in zip(sizes, asked, strict=True):
            tell(f"deciding{name}: a night with {size.rooms:,} rooms")
            nights.append(await _night(one))
    gc.unfreeze()
    return [*_figures(f"great{name}", sizes, seen), *_shares(seen, took), *_of_nights(f"great{name}", nights)]


async def _in_turns(asked: Sequence[Asking], question: Question, count: int) -> list[Took]:
    """The median of each, without the begin and the end of the transaction, which all share."""
    took: list[list[Took]] = [[] for _ in asked]
    for _ in range(count):
        for asking, those in zip(asked, took, strict=True):
            async with asking.storage.unit() as unit:
                processor = _processor(await _backend(unit))
                began, used = time.perf_counter(), processor()
                await question(asking, unit)
                those.append(Took(time.perf_counter() - began, processor() - used))
    return [Took(*map(statistics.median, zip(*those, strict=True))) for those in took]


async def _backend(unit: Unit) -> int | None:
    """The process that serves this unit; None for SQLite, which has none."""
    if unit.dialect == "sqlite":
        return None
    backend: int = (await unit.run(text("SELECT pg_backend_pid()"))).scalar_one()
    return backend


def _processor(backend: int | None) -> Callable[[], float]:
    """The seconds of a core that this process and a backend have spent so far."""
    if backend is None:
        return time.process_time
    told = Path(f"/proc/{backend}/schedstat")  # Linux: nanoseconds on a core come first
    if not told.exists():
        return lambda: 0.0
    return lambda: time.process_time() + int(told.read_text().split()[0]) / 1e9


async def _night(asking: Asking) -> Night:
    """As the bot looks at all rooms, without the pauses it makes between two."""
    places = asking.network.rooms
    waits: list[float] = []
    neighbour = asyncio.create_task(_wants_to_write(asking, waits))
    began, processor = time.perf_counter(), time.process_time()
    for place in places:
        await asking.app.look_at(PLATFORM, place.external_id, by=AuditCause.NIGHT)
    seconds, used = time.perf_counter() - began, time.process_time() - processor
    neighbour.cancel()
    await asyncio.wait([neighbour])
    return Night(rooms=len(places), seconds=seconds, processor=used, waited=max(waits, default=0.0))


async def _wants_to_write(asking: Asking, waits: list[float]) -> None:
    while True:
        began = time.perf_counter()
        await asyncio.sleep(NEIGHBOUR)
        async with asking.storage.unit():
            waits.append(time.perf_counter() - began - NEIGHBOUR)


@asynccontextmanager
async def _for_real(folder: Path, scale: Scale) -> AsyncIterator[Trip]:
    async with matrix_real.town(folder) as city:
        place = await city.place("roundtable", rooms=1)
        async with product(folder / "ours", place) as side:
            await city.crowd.ask("meet", bots=[place.user], quiet=scale.quiet)
            rounds = matrix_real.Rounds(side, place, city.crowd)

            async def trip() -> float:
                await rounds.paced(side.write, place.rooms[0], scale)
                return rounds.alone[side.write][-1]

            yield trip


@asynccontextmanager
async def _at_once(folder: Path, scale: Scale) -> AsyncIterator[Trip]:
    async with matrix_instant.town(lambda place: product(folder, place), scale, rooms=1) as rounds:

        async def trip() -> float:
            await rounds.paced(scale)
            return rounds.latencies[-1]

        yield trip


def _figures(name: str, sizes: Sequence[Size], seen: Mapping[str, Medians]) -> list[Figure]:
    figures = []
    for what, medians in seen.items():
        goal, grown = GROWTH if what in DECISIONS else "", f"{name}: {what}, ten times the network"
        walls = [[one.wall for one in those] for those in (medians.once, medians.tenfold)]
        processors = [[one.processor for one in those] for those in (medians.once, medians.tenfold)]
        figures.append(Figure(name=grown, value=median_ratio(walls[1], walls[0]), unit="x", goal=goal))
        if all(map(all, processors)):
            ratio = median_ratio(processors[1], processors[0])
            figures.append(Figure(name=f"{grown}, by the processor", value=ratio, unit="x", goal=goal))
        for size, found in zip(sizes, walls, strict=True):
            label = f"{name}: {what}, {size.organisations:,} organisations"
            figures.append(Figure(name=label, value=statistics.median(found) * 1000, unit="ms"))
    return figures


def _shares(seen: Mapping[str, Medians], took: Mapping[str, Sequence[float]]) -> list[Figure]:
    """What a decision in the greater network is of a round trip."""
    figures = []
    for where, seconds in took.items():
        trip = statistics.median(seconds)
        figures.append(Figure(name=f"great: a command's round trip {where}", value=trip * 1000, unit="ms"))
        for what in DECISIONS:
            share = statistics.median(one.wall for one in seen[what].tenfold) / trip * 100
            goal = SHARE if where == REAL else ""
            figures.append(Figure(name=f"great: {what}, of a round trip {where}", value=share, unit="%", goal=goal))
    return figures


def _of_nights(name: str, nights: Sequence[Night]) -> list[Figure]:
    figures = []
    for night in nights:
        rooms = f"{name}: the night, {night.rooms:,} rooms"
        figures += [
            Figure(name=rooms, value=night.seconds, unit="s"),
            Figure(name=f"{rooms}, processor time of one", value=night.processor / night.rooms * 1000, unit="ms"),
            Figure(name=f"{rooms}, the longest wait of another", value=night.waited * 1000, unit="ms"),
        ]
    return figures

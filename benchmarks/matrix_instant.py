"""Commands on Matrix whose homeserver answers at once: what is measured is the bots themselves.

People say a command that commits in an encrypted room, one after the other; then ten of them at once in each of twenty
rooms, while each sending takes the homeserver 20 ms. The bare bot answers in a task of its own for each, and commits
nothing; like ours it keeps its place in the stream. One that doesn't is told besides: most of the bare bot's time is
that file.
"""

import statistics
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.databases import postgres
from benchmarks.figure import Figure, median_ratio
from benchmarks.matrix_sides import Place, Side, bare, product
from benchmarks.partner import Partner, partner
from benchmarks.scale import Scale, Tell

LATENCY = "<= 1.2"  # of bare
PROCESSOR = "<= 1.4"  # of bare
RATE = ">= 150"  # commands a second
ENCRYPTED = "<= 1.05"  # of plain: no more than two measurements of one thing differ
HELP = "!help"
EVERY = 0.05  # seconds between two commands
SENDING = 0.02  # seconds that each takes, of those at once
PEOPLE = 10

Open = Callable[[Place], AbstractAsyncContextManager[Side]]


@dataclass(slots=True)
class Rounds:
    """What was seen of one command on one side."""

    side: Side
    homeserver: Partner
    text: str
    privately: bool = False  # whether it is answered in private chats
    latencies: list[float] = field(default_factory=list)  # seconds, the median of a round
    processor: list[float] = field(default_factory=list)  # seconds of a core for a command
    rates: list[float] = field(default_factory=list)  # answers in a second, of those asked at once

    async def once(self, scale: Scale) -> None:
        """One round."""
        await self.paced(scale)
        await self.burst(scale)

    async def paced(self, scale: Scale) -> None:
        """One command after the other."""
        before = self.side.processor_time
        took = await self.homeserver.ask(
            "one_by_one", text=self.text, count=scale.paced, every=EVERY, privately=self.privately
        )
        self.processor.append((self.side.processor_time - before) / scale.paced)
        self.latencies.append(statistics.median(took))

    async def burst(self, scale: Scale) -> None:
        """Many at once."""
        took = await self.homeserver.ask("at_once", text=self.text, rooms=scale.rooms, each=scale.each, delay=SENDING)
        self.rates.append(scale.rooms * scale.each / took)

    def forget(self) -> None:
        """What was seen so far doesn't count."""
        for seen in (self.latencies, self.processor, self.rates):
            seen.clear()


@asynccontextmanager
async def town(
    opened: Open, scale: Scale, *, rooms: int, people: int = PEOPLE, speakers: int = PEOPLE, encrypted: bool = True
) -> AsyncIterator[Rounds]:
    """A homeserver of its own for a side, with rooms in which all these people are and some of them speak."""
    async with partner("benchmarks.instant_town") as homeserver:
        place = Place(**await homeserver.ask("found", people=people, rooms=rooms, encrypted=encrypted))
        async with opened(place) as side:
            await homeserver.ask("meet", speakers=speakers, quiet=scale.quiet)
            yield Rounds(side=side, homeserver=homeserver, text=side.write)


async def measure(scale: Scale, folder: Path, tell: Tell) -> Sequence[Figure]:
    """Latency, processor time and rate, on each database there is."""
    async with AsyncExitStack() as opened:
        databases = {"": "", **await opened.enter_async_context(postgres())}
        ways: dict[str, Open] = {
            "bare": lambda place: bare(folder / "bare", place),
            "bare, keeping no place": lambda place: bare(folder / "forgets", place, BARE_FORGETS="yes"),
            **{name: _product(folder / f"product{name}", url) for name, url in databases.items()},
        }
        sides = {
            name: await opened.enter_async_context(town(way, scale, rooms=scale.rooms)) for name, way in ways.items()
        }
        for each in sides.values():
            await each.once(scale)
            each.forget()
        for number in range(scale.rounds):
            tell(f"Matrix commands, round {number + 1} of {scale.rounds}")
            for each in sides.values():
                await each.once(scale)
    least, faster = sides.pop("bare"), sides.pop("bare, keeping no place")
    figures = [figure for name, ours in sides.items() for figure in _figures(name, ours, least)]
    return [*figures, milliseconds("matrix instant: latency of bare, keeping no place", faster.latencies)]


async def encryption(scale: Scale, folder: Path, tell: Tell) -> Sequence[Figure]:
    """What it costs that a room is encrypted: the same command in such a room and in one that isn't."""
    async with AsyncExitStack() as opened:
        sealed, plain = [
            await opened.enter_async_context(
                town(_product(folder / name, ""), scale, rooms=1, encrypted=name == "sealed")
            )
            for name in ("sealed", "plain")
        ]
        for number in range(scale.rounds + 1):
            tell(f"Matrix encryption, round {number} of {scale.rounds}")
            for each in (sealed, plain):
                each.text = HELP
                await each.paced(scale)
                if number == 0:
                    each.forget()
    return [
        Figure(
            name="matrix instant: an encrypted room", unit="of plain", goal=ENCRYPTED,
            value=median_ratio(sealed.latencies, plain.latencies),
        ),
        milliseconds(
            "matrix instant: latency of help in an encrypted room, plain as floor", sealed.latencies, plain.latencies
        ),
    ]  # fmt: skip


def _product(folder: Path, database: str) -> Open:
    return lambda place: product(folder, place, database=database)


def _figures(database: str, ours: Rounds, least: Rounds) -> list[Figure]:
    name = f"matrix instant{database}"
    return [
        Figure(
            name=f"{name}: a write", unit="of bare", goal=LATENCY, value=median_ratio(ours.latencies, least.latencies)
        ),
        milliseconds(f"{name}: latency of a write", ours.latencies, least.latencies),
        Figure(
            name=f"{name}: processor time", unit="of bare", goal=PROCESSOR,
            value=median_ratio(ours.processor, least.processor),
        ),
        milliseconds(f"{name}: processor time of a write", ours.processor, least.processor),
        Figure(
            name=f"{name}: at once", unit="1/s", goal=RATE,
            value=statistics.median(ours.rates), floor=statistics.median(least.rates),
        ),
    ]  # fmt: skip


def milliseconds(name: str, ours: Sequence[float], floor: Sequence[float] = ()) -> Figure:
    """Medians of seconds."""
    least = statistics.median(floor) * 1000 if floor else None
    return Figure(name=name, unit="ms", value=statistics.median(ours) * 1000, floor=least)

"""Commands and posts on Matrix with a real homeserver (matrix-synapse on loopback), as people see them.

Seconds run from just before somebody sends a command to when that person's client sees the answer: most of them are the
homeserver's. Both bots are on the same one, each in rooms of its own; their rounds take turns.
"""

import statistics
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from benchmarks import matrix_posts
from benchmarks.databases import postgres
from benchmarks.figure import Figure, median_ratio
from benchmarks.matrix_sides import PASSWORD, STAFF, Place, Side, bare, product
from benchmarks.partner import Partner, partner
from benchmarks.scale import Scale, Tell
from bot.courier import SIDE_BY_SIDE
from bot.demo.homeserver import Homeserver

ALONE = "<= 1.10"  # of bare
AT_ONCE = ">= 0.95"  # of bare
HANDLING = "<= 0.10"  # of the round trip
HELP = "!help"


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """A homeserver, and somebody on it who talks to bots."""

    server: Homeserver
    crowd: Partner
    person: str

    async def place(self, name: str, *, rooms: int, plain: int = 0) -> Place:
        """An account for a bot, with rooms in which it is with that person: the encrypted ones first."""
        user = await self.server.register(name, PASSWORD)
        sealed = await self.crowd.ask("open_rooms", bot=user, count=rooms, encrypted=True)
        clear = await self.crowd.ask("open_rooms", bot=user, count=plain, encrypted=False)
        return Place(url=self.server.url, user=user, rooms=sealed, plain=clear, people=[self.person], encrypted=True)


@dataclass(slots=True)
class Rounds:
    """What was seen of one side."""

    side: Side
    place: Place
    crowd: Partner
    alone: dict[str, list[float]] = field(default_factory=dict)  # command -> seconds, the median of a round
    handling: list[float] = field(default_factory=list)  # seconds of a write from hearing it to its commit
    rates: list[float] = field(default_factory=list)  # answers in a second, of those asked at once

    async def paced(self, text: str, room: str, scale: Scale, *, chat_of: str = "") -> None:
        """One command after the other."""
        took = await self.crowd.ask("one_by_one", room=room, text=text, count=scale.one_by_one, chat_of=chat_of)
        self.alone.setdefault(text, []).append(statistics.median(took))

    async def once(self, scale: Scale) -> None:
        """A command that commits in an encrypted room, and help in a plain one; the product gives it in private."""
        before = await self.side.handled()
        await self.paced(self.side.write, self.place.rooms[0], scale)
        after = await self.side.handled()
        if after.count > before.count:
            self.handling.append((after.seconds - before.seconds) / (after.count - before.count))
        await self.paced(HELP, self.place.plain[0], scale, chat_of=self.place.user if self.side.network else "")

    async def burst(self, scale: Scale) -> None:
        """The command that commits, many times at once."""
        rooms = list(self.place.rooms)
        took = await self.crowd.ask("at_once", rooms=rooms, text=self.side.write, each=scale.each)
        self.rates.append(len(rooms) * scale.each / took)

    def forget(self) -> None:
        """What was seen so far doesn't count."""
        self.alone.clear()
        self.handling.clear()
        self.rates.clear()


@asynccontextmanager
async def town(folder: Path) -> AsyncIterator[Town]:
    """Start the homeserver; the person is an admin there, which nobody but the benchmark makes use of."""
    async with Homeserver(folder / "homeserver") as server, partner("benchmarks.matrix_crowd") as crowd:
        person = await server.register("ana", PASSWORD, admin=True)
        for name in STAFF:
            await server.register(name, PASSWORD)
        await crowd.ask("enter", url=server.url, user=person, password=PASSWORD, folder=str(folder / "ana"))
        yield Town(server=server, crowd=crowd, person=person)


async def measure(scale: Scale, folder: Path, tell: Tell) -> Sequence[Figure]:
    """Latency of both commands on each database there is, and the rate at once: of the bare bot's, which sends a room's
    answers all at the same time, and of one that sends the next when the last has arrived, as the product does.
    """
    async with AsyncExitStack() as opened:
        databases = {"": "", **await opened.enter_async_context(postgres())}
        city = await opened.enter_async_context(town(folder))
        tell("Matrix for real: opening rooms")
        place = await city.place("bare", rooms=scale.rooms, plain=1)
        least = Rounds(await opened.enter_async_context(bare(folder / "bare", place)), place, city.crowd)
        place = await city.place("orderly", rooms=scale.rooms)
        side = await opened.enter_async_context(bare(folder / "orderly", place, BARE_IN_ORDER="yes"))
        orderly = Rounds(side, place, city.crowd)
        sides: dict[str, Rounds] = {}
        for number, (name, url) in enumerate(databases.items()):
            place = await city.place(f"roundtable{number}", rooms=1 if url else scale.rooms, plain=1)
            side = await opened.enter_async_context(product(folder / f"ours{number}", place, database=url))
            sides[name] = Rounds(side, place, city.crowd)
        met = [one.place.user for one in (least, orderly, *sides.values())]
        await city.crowd.ask("meet", bots=met, quiet=scale.quiet)
        every, bursts = [least, *sides.values()], [least, sides[""], orderly]
        for number in range(scale.rounds + 1):
            tell(f"Matrix for real, round {number} of {scale.rounds}")
            for each in every:
                await each.once(scale)
            for each in bursts:
                await each.burst(scale)
            if number == 0:
                for each in (*every, orderly):
                    each.forget()
    figures = [figure for name, ours in sides.items() for figure in _figures(name, ours, least)]
    return [
        *figures,
        Figure(
            name="matrix real: gate, unit of work and outbox", unit="of a write", goal=HANDLING,
            value=median_ratio(sides[""].handling, sides[""].alone[sides[""].side.write]),
        ),
        Figure(
            name="matrix real: at once", unit="of bare", goal=AT_ONCE,
            value=median_ratio(sides[""].rates, least.rates),
        ),
        Figure(
            name="matrix real: rate at once", unit="1/s",
            value=statistics.median(sides[""].rates), floor=statistics.median(least.rates),
        ),
        Figure(
            name="matrix real: at once, bare in order", unit="of bare",
            value=median_ratio(sides[""].rates, orderly.rates),
        ),
        Figure(
            name="matrix real: rate at once, bare in order", unit="1/s",
            value=statistics.median(sides[""].rates), floor=statistics.median(orderly.rates),
        ),
    ]  # fmt: skip


async def posts(scale: Scale, folder: Path, tell: Tell) -> Sequence[Figure]:
    """One post to many encrypted rooms."""
    async with AsyncExitStack() as opened:
        city = await opened.enter_async_context(town(folder))
        tell("Matrix posts for real: opening rooms")
        places = {name: await city.place(name, rooms=scale.posted + 1) for name in ("roundtable", "bare", "hands")}
        ours = await opened.enter_async_context(product(folder / "ours", places["roundtable"]))
        await opened.enter_async_context(bare(folder / "bare", places["bare"], module="bare_post"))
        hands = bare(folder / "hands", places["hands"], module="bare_post", BARE_HANDS=str(SIDE_BY_SIDE))
        await opened.enter_async_context(hands)
        await city.crowd.ask("meet", bots=[one.user for one in places.values()], quiet=scale.quiet)
        await matrix_posts.settled(ours, tell)
        words = (f"issue{number}" for number in count())

        took = await matrix_posts.in_turns(
            {
                "ours": lambda: matrix_posts.queued(
                    ours, next(words), city.crowd, rooms=list(places["roundtable"].rooms)
                ),
                "bare": lambda: matrix_posts.told(city.crowd, rooms=list(places["bare"].rooms)),
                "hands": lambda: matrix_posts.told(city.crowd, rooms=list(places["hands"].rooms)),
            },
            scale,
            tell,
        )
    return matrix_posts.figures("matrix real", took, scale.posted)


def _figures(database: str, ours: Rounds, least: Rounds) -> list[Figure]:
    figures = []
    for text, what in ((ours.side.write, "a write in an encrypted room"), (HELP, "help in a plain room")):
        mine, bare_ones = ours.alone[text], least.alone[text if text == HELP else least.side.write]
        figures += [
            Figure(
                name=f"matrix real{database}: {what}", unit="of bare", goal=ALONE, value=median_ratio(mine, bare_ones)
            ),
            Figure(
                name=f"matrix real{database}: latency of {what}", unit="ms",
                value=statistics.median(mine) * 1000, floor=statistics.median(bare_ones) * 1000,
            ),
        ]  # fmt: skip
    return figures

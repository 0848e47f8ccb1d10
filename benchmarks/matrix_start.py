"""Starting again on Matrix, with one encrypted room and with a hundred: how soon the first answer stands, what memory
it takes; and what is imported that nobody configured.

Both bots come back as the device they were, to what they kept. A command is said at the moment the process is started,
and waits for it at the homeserver, which answers at once. Memory is looked at when all has been quiet after the answer.
"""

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from benchmarks.discord_sides import settings as discord_settings
from benchmarks.figure import Figure, median_ratio
from benchmarks.matrix_instant import Rounds, town
from benchmarks.matrix_sides import Product, bare, product
from benchmarks.partner import partner
from benchmarks.scale import Scale, Tell

FIRST_ANSWER = "<= 1.5"  # of bare
ADDED = "<= 1.5"  # of bare
WHOLE = "<= 2.0"  # of bare
PAGE = 0.004096  # MB: what is added is measured in no less
LIBRARIES = {"matrix": "nio", "discord": "discord"}
TOLD = {"PYTHONPROFILEIMPORTTIME": "1"}  # Python then names every module that it imports


@dataclass(slots=True)
class Starts:
    """What was seen of one side's starts with so many rooms."""

    side: Rounds
    quiet: float  # seconds
    seconds: list[float] = field(default_factory=list)  # from the process's beginning to its first answer
    resident: list[float] = field(default_factory=list)  # MB

    async def once(self) -> None:
        """Stop it, and start it with a command waiting."""
        bot, homeserver = self.side.side.bot, self.side.homeserver
        await bot.stop()
        began = time.monotonic()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(bot.start())
            answered_at = await homeserver.ask("answer_at", text=self.side.text)
        self.seconds.append(answered_at - began)
        await homeserver.ask("quiet", seconds=self.quiet)
        self.resident.append(self.side.side.resident)


async def measure(scale: Scale, folder: Path, tell: Tell) -> Sequence[Figure]:
    """First answer, memory and imports."""
    counts = (1, scale.many)
    async with AsyncExitStack() as opened:
        sides: dict[tuple[str, int], Starts] = {}
        for rooms in counts:
            ways = {"ours": partial(product, folder / f"ours{rooms}"), "bare": partial(bare, folder / f"bare{rooms}")}
            for name, way in ways.items():
                side = await opened.enter_async_context(town(way, scale, rooms=rooms, people=scale.people, speakers=1))
                sides[name, rooms] = Starts(side, scale.quiet)
        for number in range(scale.rounds):
            tell(f"Matrix starts, round {number + 1} of {scale.rounds}")
            for each in sides.values():
                await each.once()
    ours, least = sides["ours", scale.many], sides["bare", scale.many]
    added = [_added(sides[name, scale.many], sides[name, 1]) for name in ("ours", "bare")]
    return [
        Figure(
            name=f"matrix start: first answer with {scale.many} rooms", unit="of bare", goal=FIRST_ANSWER,
            value=median_ratio(ours.seconds, least.seconds),
        ),
        _told(f"matrix start: until the first answer with {scale.many} rooms", "s", ours.seconds, least.seconds),
        Figure(
            name="memory: the whole process", unit="of bare", goal=WHOLE,
            value=median_ratio(ours.resident, least.resident),
        ),
        _told(f"memory: the process with {scale.many} rooms", "MB", ours.resident, least.resident),
        Figure(
            name=f"memory: what {scale.many} rooms add", unit="of bare", goal=ADDED,
            value=statistics.median(added[0]) / max(PAGE, statistics.median(added[1])),
        ),
        _told(f"memory: added by {scale.many} rooms", "MB", *added),
        *[await _imported(folder / one, one, scale) for one in LIBRARIES],
    ]  # fmt: skip


def _added(many: Starts, one: Starts) -> list[float]:
    return [more - less for more, less in zip(many.resident, one.resident, strict=True)]


def _told(name: str, unit: str, ours: Sequence[float], least: Sequence[float]) -> Figure:
    return Figure(name=name, unit=unit, value=statistics.median(ours), floor=statistics.median(least))


async def _imported(folder: Path, served: str, scale: Scale) -> Figure:
    """How many modules of the other platform's library a bot imports that serves this one."""
    [library] = [name for platform, name in LIBRARIES.items() if platform != served]
    starts: dict[str, Callable[[Path, Scale], Awaitable[str]]] = {"matrix": _log_on_matrix, "discord": _log_on_discord}
    log = await starts[served](folder, scale)
    modules = [line.rpartition("|")[2].strip() for line in log.splitlines() if line.startswith("import time:")]
    assert any(one.partition(".")[0] == LIBRARIES[served] for one in modules), "Python has not told what it imports"
    found = {one for one in modules if one.partition(".")[0] == library}
    return Figure(name=f"imports: of {library}, serving {served} alone", unit="modules", goal="<= 0", value=len(found))


async def _log_on_matrix(folder: Path, scale: Scale) -> str:
    async with town(partial(product, folder, environ=TOLD), scale, rooms=1, people=1) as side:
        assert isinstance(side.side.bot, Product)
        return side.side.bot.log.read_text()


async def _log_on_discord(folder: Path, scale: Scale) -> str:
    async with partner("benchmarks.fake_discord") as discord:
        bot = Product(folder, discord_settings(await discord.ask("found", people=1)), TOLD)
        try:
            await bot.start()
            return bot.log.read_text()
        finally:
            await bot.stop()

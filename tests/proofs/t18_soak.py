"""T18: a long day leaves nothing behind: memory grows by a tenth at most, the loop is never late, no task stays.

Commands from people in a network's room and posts of the clock, through the whole engine and a courier of its own. What
the stand-in for the platform keeps is thrown away meanwhile, as it is no part of the bot.
"""

import asyncio
import gc
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from commands.engine.heard import Heard
from tests.cast import Cast, put_together
from tests.fakes.memory import MemoryPlatform
from tests.proofs.proof import Claim, Part, Proof, Run, Size
from tests.proofs.stage.yard import NOON, database, groups, opened, resident

SECONDS = 600
EVENTS = 50_000
WARM = 0.2  # of it
GROWTH = 0.10
LATE = 0.050  # seconds, at the 99th percentile
PROBE = 0.05  # seconds between two looks
TASKS = 3  # that may come and go
SAID = ("!help", "!meeting list", "!no such thing", "hello", "!help meeting", "!my", "!action list")


@dataclass(kw_only=True)
class Late:
    """How long the loop let others wait by its own doing: what other processes took from it isn't counted."""

    own: list[float] = field(default_factory=list)

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            before, spent = time.monotonic(), time.thread_time()
            await asyncio.sleep(PROBE)
            late = time.monotonic() - before - PROBE
            self.own.append(min(max(0.0, late), time.thread_time() - spent))


@dataclass(kw_only=True)
class Weight:
    """What the process weighed at a moment."""

    bytes: int = field(default_factory=resident)
    tasks: int = field(default_factory=lambda: len(asyncio.all_tasks()))


async def soak(run: Run) -> Sequence[Claim]:
    """Hear, answer and tick until the time is over."""
    before, after, lag, heard = await _soaked(run)
    late = sorted(lag.own)[int(len(lag.own) * 0.99)]
    grown = after.bytes / before.bytes - 1
    tasks = after.tasks - before.tasks
    few = run.of(20, 5_000)
    lateness = Claim(
        what="the loop late, 99th percentile", found=f"{late * 1000:.0f} ms", goal="<= 50 ms", holds=late <= LATE
    )
    return [
        Claim(what="events heard", found=str(heard), goal=f">= {few}", holds=heard >= few),
        Claim(what="memory grown since it was warm", found=f"{grown:+.1%}", goal="<= 10 %", holds=grown <= GROWTH),
        Claim(what="tasks more than before", found=str(tasks), goal=f"<= {TASKS}", holds=tasks <= TASKS),
        *([lateness] if run.size is Size.LONG else []),  # in `make test` the machine is anybody's
    ]  # fmt: skip


async def leaky(run: Run) -> Sequence[Claim]:
    """The control: a bot that keeps a task for every event it hears, and does long sums in between."""
    before, after, lag, _ = await _soaked(run, leak=True)
    tasks, late = after.tasks - before.tasks, max(lag.own)
    return [
        Claim(what="tasks more than before", found=str(tasks), goal=f"> {TASKS}", holds=tasks > TASKS),
        Claim(what="the loop late", found=f"{late * 1000:.0f} ms", goal="> 50 ms", holds=late > LATE),
    ]


async def _soaked(run: Run, *, leak: bool = False) -> tuple[Weight, Weight, Late, int]:
    side = MemoryPlatform(lambda: NOON)
    kept: list[asyncio.Task[object]] = []
    with database("sqlite", run.folder) as url:
        async with opened(url, run.folder) as storage:
            made = await groups(storage, side, 20, now=NOON)
            cast = put_together(storage, side)
            cast.now = NOON
            await cast.app.prepare()
            working = asyncio.create_task(cast.app.courier.run())
            lag = Late()
            probing = asyncio.create_task(lag.run())
            seconds, most, heard = run.of(120, SECONDS), run.of(120, EVENTS), 0
            began, before = time.monotonic(), Weight()
            is_warm = False
            rooms = [room.external_id or "" for _, room in made]
            while (gone := time.monotonic() - began) < seconds and heard < most:
                await _hear(cast, rooms[heard % len(rooms)], heard)
                heard += 1
                if leak:
                    kept.append(asyncio.create_task(asyncio.sleep(3600)))
                    _sum(0.12 if heard % 20 == 0 else 0)  # the fault
                if heard % 50 == 0:
                    await cast.app.tick(NOON)
                    _forget(cast)
                    run.step(int(gone), seconds)
                if not is_warm and (gone > seconds * WARM or heard > most * WARM):
                    gc.collect()
                    is_warm, before = True, Weight()
                await asyncio.sleep(0)
            while not leak and cast.app.courier._under_way:
                await asyncio.sleep(0.05)
            _forget(cast)
            gc.collect()
            after = Weight()
            for task in (working, probing, *kept):
                task.cancel()
            await asyncio.gather(working, probing, *kept, return_exceptions=True)
            await cast.app.prose.close()
    return before, after, lag, heard


async def _hear(cast: Cast, room: str, number: int) -> None:
    await cast.app.hear(
        Heard(
            platform="memory", event_id=f"$soak{number}", room=room, sender="@sofia:memory",
            text=SAID[number % len(SAID)], encrypted=True, verified=True, replay_key=None, at=cast.now,
        )
    )  # fmt: skip


def _sum(seconds: float) -> None:
    """Keep the processor busy for so long."""
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        pass


def _forget(cast: Cast) -> None:
    """What the platform of the proof keeps isn't the bot's."""
    cast.platform.log.clear()
    cast.platform._seen.clear()
    cast.platform.calls.clear()
    cast.messages.clear()


PROOF = Proof(
    target="T18",
    promise="50,000 events: memory grows <= 10 % once warm, the loop is late <= 50 ms (p99), no task is left",
    parts=[
        Part(name="a long day", run=soak),
        Part(name="with a leak and long sums", run=leaky, control=True, sizes=(Size.SHORT,)),
    ],
)

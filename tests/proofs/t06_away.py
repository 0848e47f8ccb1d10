"""T6: a platform that was away for ten minutes gets its five hundred posts within two minutes, and was not stormed.

Ten minutes of a bot's clock, second by second, without waiting for them; the long form waits for one of them, too.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from unittest.mock import patch

from bot import courier
from bot.platform import Rendered, Target
from storage.access import Label
from storage.message import say
from tests.cast import Cast
from tests.fakes.memory import MemoryPlatform
from tests.parcels import make_parcel
from tests.proofs.proof import Claim, Part, Proof, Run, Size
from tests.proofs.stage.yard import NOON, database, groups, opened, replica, resident

QUEUED = 500
ROOMS = 25
AWAY = 600  # seconds
BACK_WITHIN = 120
GROWTH = 20 * 2**20  # bytes


class Away(MemoryPlatform):
    """Writes down when somebody tried to reach a room."""

    tries: list[tuple[str, datetime]]

    async def post(self, target: Target, text: Rendered, *, key: str) -> str:
        """A try, whatever comes of it."""
        self.tries.append((target.room, self.now()))
        return await super().post(target, text, key=key)


async def ten_minutes(run: Run) -> Sequence[Claim]:
    """The bot's clock is moved by a second, and what may leave then is tried."""
    rooms, queued, side = run.of(10, ROOMS), run.of(100, QUEUED), _platform()
    with database("sqlite", run.folder) as url:
        async with opened(url, run.folder) as storage:
            cast = await _queue(replica(storage, side, NOON, "bot"), rooms, queued)
            side.down, before = True, resident()
            for second in range(AWAY):
                cast.now = NOON + timedelta(seconds=second)
                await cast.app.courier.settle()
                run.step(second, AWAY + BACK_WITHIN)
            grown = resident() - before
            tries = busiest(side.tries)
            side.down = False
            for second in range(BACK_WITHIN):
                cast.now = NOON + timedelta(seconds=AWAY + second)
                await cast.app.courier.settle()
                if len(side.log) >= queued:
                    break
    return [*_claims(side, queued, second + 1, grown), _calm(tries)]


async def a_minute(run: Run) -> Sequence[Claim]:
    """The courier itself, sixty seconds by anybody's clock."""
    side = _platform()
    with database("sqlite", run.folder) as url:
        async with opened(url, run.folder) as storage:
            cast = replica(storage, side, NOON, "bot")
            began = time.monotonic()
            now = lambda: NOON + timedelta(seconds=time.monotonic() - began)  # noqa: E731
            cast.app.now = cast.app.courier.now = side.now = now
            await _queue(cast, ROOMS, QUEUED)
            side.down, before = True, resident()
            running = asyncio.create_task(cast.app.courier.run())
            await asyncio.sleep(60)
            tries, side.down, back = busiest(side.tries), False, time.monotonic()
            while len(side.log) < QUEUED and time.monotonic() - back < BACK_WITHIN:
                await asyncio.sleep(0.2)
                run.step(len(side.log), QUEUED)
            seconds, grown = time.monotonic() - back, resident() - before
            cast.app.courier.stop()
            await running
    return [*_claims(side, QUEUED, seconds, grown), _calm(tries)]


async def without_backoff(run: Run) -> Sequence[Claim]:
    """The control: what fails is tried again at once."""
    side = _platform()
    with database("sqlite", run.folder) as url, patch.object(courier, "LONGEST_BACKOFF", 0.01):
        async with opened(url, run.folder) as storage:
            cast = await _queue(replica(storage, side, NOON, "bot"), 2, 4)
            side.down = True
            for tenth in range(50):
                cast.now = NOON + timedelta(seconds=tenth / 10)
                await cast.app.courier.settle()
    most = busiest(side.tries)
    return [Claim(what="tries a second in a room", found=str(most), goal="> 1, without backoff", holds=most > 1)]


def busiest(tries: Sequence[tuple[str, datetime]]) -> int:
    """The most tries at one room within one second."""
    return max(Counter((room, at.replace(microsecond=0)) for room, at in tries).values(), default=0)


def _platform() -> Away:
    side = Away(lambda: NOON)
    side.tries = []
    return side


async def _queue(cast: Cast, rooms: int, queued: int) -> Cast:
    made = await groups(cast.app.storage, cast.platform, rooms, now=NOON)
    async with cast.app.storage.unit() as unit:
        for number in range(queued):
            room = made[number % rooms][1]
            content = {"message": say("meeting-reminder").to_json(), "locales": ["en"]}
            unit.session.add(make_parcel(room, content=content, label=Label.CLEAR, created_at=NOON, not_before=NOON))
    return cast


def _claims(side: MemoryPlatform, queued: int, seconds: float, grown: int) -> list[Claim]:
    keys = {post.key for post in side.log}
    twice = len(side.log) - len(keys)
    return [
        Claim(what="delivered", found=f"{len(keys)} in {seconds:.0f} s", goal=f"{queued} in <= {BACK_WITHIN} s",
              holds=len(keys) == queued and seconds <= BACK_WITHIN),
        Claim(what="doubled", found=str(twice), goal="0", holds=twice == 0),
        Claim(what="memory grown meanwhile", found=f"{grown / 2**20:.1f} MiB", goal="< 20 MiB", holds=grown < GROWTH),
    ]  # fmt: skip


def _calm(most: int) -> Claim:
    return Claim(what="tries a second in one room", found=str(most), goal="<= 1, and some", holds=most == 1)


PROOF = Proof(
    target="T6",
    promise="a platform away for ten minutes with 500 posts queued: all within 2 min of its return, <= 1 try/s a room",
    parts=[
        Part(name="ten minutes of the bot's clock", run=ten_minutes),
        Part(name="a minute of anybody's clock", run=a_minute, sizes=(Size.LONG,)),
        Part(name="without backoff", run=without_backoff, control=True),
    ],
)

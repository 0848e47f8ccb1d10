"""One thing that anybody may read, posted to five hundred channels, as an issue of the Affiliate Update is.

Discord takes fifty requests a second of a bot, so this is about not wasting any of them. The limits are counted by the
other side, in windows: so many are done with the first request of the last window at the earliest.
"""

import asyncio
import math
import statistics
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from benchmarks.discord_sides import Side, product
from benchmarks.figure import Figure
from benchmarks.scale import Scale, Tell
from storage.message import Message, Prose, say
from tests.fakes.discord.ratelimits import GLOBAL

OF_LIMIT = ">= 0.95"
WARM = 5  # channels posted to before anything counts: at the start private chats are opened, too
TEXT = "Ghent has **signed** the new contract; see the [notes](https://example.org/notes) and tell us what you think."


async def measure(scale: Scale, folder: Path, tell: Tell) -> Sequence[Figure]:
    """The shortest time that the limits allow, as a share of the time it took."""
    most, window = GLOBAL
    allowed = (math.ceil(scale.channels / most) - 1) * window
    took: list[float] = []
    refused = [0]
    async with product(folder, people=1, channels=scale.channels) as side:
        assert side.network is not None
        rooms = await side.network.open_rooms(side.channels)
        await _warm(side, rooms[:WARM])
        await side.discord.ask("limited")
        for number in range(scale.rounds):
            tell(f"Discord posts, round {number + 1} of {scale.rounds}")
            word = f"issue{number}"
            await side.network.post(rooms, _message(word), word)
            seen = await side.discord.ask("posted", word=word, count=scale.channels)
            took.append(seen["took"])
            refused.append(seen["refused"])
    return [
        Figure(
            name="discord posts to channels", unit="of the limit", goal=OF_LIMIT,
            value=allowed / statistics.median(took),
        ),
        Figure(
            name="discord posts: from the first to the last", unit="s", value=statistics.median(took), floor=allowed
        ),
        Figure(
            name="discord posts: refused by a limit", unit="requests",
            value=statistics.median(after - before for before, after in pairwise(refused)),
        ),
    ]  # fmt: skip


async def _warm(side: Side, rooms: Sequence[str]) -> None:
    assert side.network is not None
    await side.network.post(rooms, _message("warm"), "warm")
    await side.discord.ask("posted", word="warm", count=len(rooms))
    await asyncio.sleep(2 * GLOBAL[1])


def _message(word: str) -> Message:
    return say("point-brought", code="AGP-1", meeting=word).then(say("action-text", text=Prose(TEXT, "en")))

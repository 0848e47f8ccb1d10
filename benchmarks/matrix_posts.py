"""One post to three hundred encrypted rooms on Matrix, as an issue of the Affiliate Update is.

It is confidential, so each room is looked at as it really is before anything is said there; the bare sender reads each
room's state as well. On the homeserver that answers at once; on a real one (`matrix-real`) it is the homeserver that
takes the time.
"""

import statistics
from collections.abc import Callable, Coroutine, Sequence
from contextlib import AsyncExitStack
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

from benchmarks.figure import Figure, median_ratio
from benchmarks.matrix_instant import town
from benchmarks.matrix_sides import Side, bare, product
from benchmarks.partner import Partner
from benchmarks.scale import Scale, Tell
from bot.courier import SIDE_BY_SIDE
from storage.access import Label
from storage.message import Message, Prose, say

OF_BARE = ">= 0.9"
PEOPLE = 3
TEXT = "Ghent has **signed** the new contract; see the [notes](https://example.org/notes) and tell us what you think."


async def measure(scale: Scale, folder: Path, tell: Tell) -> Sequence[Figure]:
    """Rate as a share of the bare sender's."""
    async with AsyncExitStack() as opened:
        ways = {
            "ours": partial(product, folder / "ours"),
            "bare": partial(bare, folder / "bare", module="bare_post"),
            "hands": partial(bare, folder / "hands", module="bare_post", BARE_HANDS=str(SIDE_BY_SIDE)),
        }
        sides = {
            name: await opened.enter_async_context(town(way, scale, rooms=scale.posted + 1, people=PEOPLE, speakers=1))
            for name, way in ways.items()
        }
        await settled(sides["ours"].side, tell)
        words = (f"issue{number}" for number in count())
        took = await in_turns(
            {
                "ours": lambda: queued(sides["ours"].side, next(words), sides["ours"].homeserver),
                "bare": lambda: told(sides["bare"].homeserver),
                "hands": lambda: told(sides["hands"].homeserver),
            },
            scale,
            tell,
        )
    return figures("matrix instant", took, scale.posted)


async def in_turns(
    posts: dict[str, Callable[[], Coroutine[None, None, float]]], scale: Scale, tell: Tell
) -> dict[str, list[float]]:
    """Seconds of each side in each round, after one in which the rooms' keys are shared."""
    took: dict[str, list[float]] = {name: [] for name in posts}
    for number in range(scale.rounds + 1):
        tell(f"Matrix posts, round {number} of {scale.rounds}")
        for name, post in posts.items():
            took[name].append(await post())
    return {name: seconds[1:] for name, seconds in took.items()}


def figures(name: str, took: dict[str, list[float]], rooms: int) -> list[Figure]:
    """The share of the bare sender's rate, and both rates; and beside one that has as many hands as the product."""
    rates = {side: [rooms / seconds for seconds in each] for side, each in took.items()}
    return [
        Figure(
            name=f"{name}: a post to {rooms} rooms", unit="of bare", goal=OF_BARE,
            value=median_ratio(rates["ours"], rates["bare"]),
        ),
        Figure(
            name=f"{name}: posts", unit="1/s",
            value=statistics.median(rates["ours"]), floor=statistics.median(rates["bare"]),
        ),
        Figure(
            name=f"{name}: a post, bare with {SIDE_BY_SIDE} rooms side by side", unit="of bare",
            value=median_ratio(rates["ours"], rates["hands"]),
        ),
        Figure(
            name=f"{name}: posts, bare with {SIDE_BY_SIDE} rooms side by side", unit="1/s",
            value=statistics.median(rates["ours"]), floor=statistics.median(rates["hands"]),
        ),
    ]  # fmt: skip


async def settled(side: Side, tell: Tell) -> None:
    """Wait until the product has looked at each room for the first time, which would be in the way of both."""
    assert side.network is not None
    tell("Matrix posts: the bot looks at its rooms")
    await side.network.settled()


async def queued(side: Side, word: str, crowd: Partner, **rooms: Any) -> float:
    """Seconds of the product's. It looks into its queue when somebody speaks in the first room, as the answer has to
    wait for what is queued for that room: nobody but itself is expected to leave anything there.
    """
    assert side.network is not None
    await crowd.ask("expect", **rooms)
    await side.network.post(side.network.rooms, _message(word), word, Label.GREEN)
    return float(await crowd.ask("posted", **rooms, text="!help"))


async def told(crowd: Partner, **rooms: Any) -> float:
    """Seconds of the bare sender's."""
    await crowd.ask("expect", **rooms)
    return float(await crowd.ask("posted", **rooms, text="!post"))


def _message(word: str) -> Message:
    return say("point-brought", code="AGP-1", meeting=word).then(say("action-text", text=Prose(TEXT, "en")))

"""Commands on Discord, from the click to the answer that the person sees: fifty at once, and one at a time.

Both sides acknowledge, commit, and edit their answer; ours also finds out who asks, where, and whether they may, writes
what was done into the audit, and has the answer in the database before it leaves, so that it arrives once.
"""

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.discord_sides import Side, bare, product
from benchmarks.figure import Figure, median_ratio, percentile
from benchmarks.scale import Scale, Tell

ACKNOWLEDGED = "<= 100"  # ms, at the 99th percentile
OF_BARE = ">= 0.70"


@dataclass(slots=True)
class Rounds:
    """What was seen of one command on one side."""

    side: Side
    command: str
    options: Mapping[str, Any]
    rates: list[float] = field(default_factory=list)  # answers in a second, of those asked at once
    latencies: list[float] = field(default_factory=list)  # seconds, the median of those asked one by one
    acknowledged: list[float] = field(default_factory=list)  # seconds, of all asked at once

    async def once(self, scale: Scale) -> None:
        """One round."""
        burst = await self._ask(scale.at_once)
        self.rates.append(scale.at_once / burst["took"])
        self.acknowledged += burst["acknowledged"]
        alone = [(await self._ask(1))["took"] for _ in range(scale.one_by_one)]
        self.latencies.append(statistics.median(alone))

    async def warm(self, scale: Scale) -> None:
        """A round that doesn't count."""
        await self._ask(scale.at_once)
        await self._ask(1)

    async def _ask(self, at_once: int) -> Any:
        return await self.side.discord.ask("commands", command=self.command, options=self.options, at_once=at_once)


async def measure(scale: Scale, folder: Path, tell: Tell) -> Sequence[Figure]:
    """Acknowledgement in ms; rate and latency as shares of the bare bot's."""
    async with product(folder / "product", people=scale.at_once) as ours, bare(folder, people=scale.at_once) as theirs:
        rsvp = {"code": ours.meeting, "answer": "yes"}
        least = Rounds(theirs, "rsvp", rsvp)
        read = Rounds(ours, "meeting list", {})
        write = Rounds(ours, "meeting rsvp", rsvp)
        for each in (least, read, write):
            await each.warm(scale)
        for number in range(scale.rounds):
            tell(f"Discord commands, round {number + 1} of {scale.rounds}")
            for each in (least, read, write):
                await each.once(scale)
    return [*_figures("read", read, least), *_figures("write", write, least)]


def _figures(name: str, ours: Rounds, least: Rounds) -> list[Figure]:
    latency = median_ratio(least.latencies, ours.latencies)
    floor = _milliseconds(statistics.median(least.latencies))
    return [
        Figure(
            name=f"discord {name}: acknowledged, 99th percentile", unit="ms", goal=ACKNOWLEDGED,
            value=_milliseconds(percentile(ours.acknowledged, 0.99)),
            floor=_milliseconds(percentile(least.acknowledged, 0.99)),
        ),
        Figure(
            name=f"discord {name}: answers at once", unit="of bare", goal=OF_BARE,
            value=median_ratio(ours.rates, least.rates),
        ),
        Figure(name=f"discord {name}: answers one by one", unit="of bare", goal=OF_BARE, value=latency),
        Figure(
            name=f"discord {name}: rate at once", unit="1/s",
            value=statistics.median(ours.rates), floor=statistics.median(least.rates),
        ),
        Figure(
            name=f"discord {name}: latency alone", unit="ms",
            value=_milliseconds(statistics.median(ours.latencies)), floor=floor,
        ),
    ]  # fmt: skip


def _milliseconds(seconds: float) -> float:
    return seconds * 1000

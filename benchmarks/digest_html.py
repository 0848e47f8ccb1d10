"""A digest of 4 kB made HTML, beside Python-Markdown and nh3 alone; and how long the event loop is held by it.

Both sides are given the same Markdown: an Affiliate Update, and a text of that size by one person, full of marks. They
take turns; each figure is the median. What composing the Update costs besides (its phrases, its form) is told without a
goal, for nothing bare does that.
"""

import asyncio
import statistics
import time
from collections.abc import Callable, Coroutine, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks import bare_markdown
from benchmarks.figure import Figure, median_ratio
from benchmarks.scale import Scale, Tell
from bot.dialect import MarkdownDialect
from bot.markup import ProseRenderer
from bot.phrasebook import Phrasebook
from digests.compose import compose
from digests.facts import Facts
from digests.period import Period
from storage.access import Label
from storage.audience import Audience
from storage.lesson import Lesson
from storage.meeting import Meeting
from storage.message import Message
from storage.update import Section, UpdateItem

Side = Callable[[], Coroutine[None, None, str]]

SIZE = 4_000  # characters, at least
TIMES = 10  # of each side in one round
NOW = datetime(2027, 1, 20, 9, 0, tzinfo=UTC)

ITEM = """**Pay slips** of March have come from the plant; see [the report](https://reports.example/2027/3):

- the night shift is paid _by the hour_, at the request of the union since 2024
- 3 of 40 slips lack the allowance; the plant answered `not yet known`

> We pay what the agreement says, and will look at these three.

Two more cities have joined, Ghent and Oslo. Who else buys from them?"""


async def measure(scale: Scale, folder: Path, tell: Tell) -> Sequence[Figure]:
    """Each text, then the whole way of the digest."""
    phrases, prose = Phrasebook.load(), ProseRenderer()
    message, dialect = issue(), MarkdownDialect()
    markdown = phrases.render(message, "en", dialect)
    theirs = "\n\n".join([ITEM] * (SIZE // len(ITEM) + 1))

    async def digest() -> str:
        return (await prose.page(markdown)).html

    async def typed() -> str:
        return await prose.html(theirs)

    async def composed() -> str:
        return (await phrases.rendered(message, ["en"], dialect, prose)).html

    try:
        tell("a digest made HTML")
        figures = await _beside(scale, f"digest of {len(markdown):,} characters", markdown, digest)
        tell("a text by one person made HTML")
        figures += await _beside(scale, f"text of {len(theirs):,} characters, full of marks", theirs, typed)
        tell("a digest composed")
        whole = statistics.median([await _taken(composed) for _ in range(scale.rounds * TIMES)])
        return [*figures, Figure(name="digest: from its facts to both forms", value=whole * 1000, unit="ms")]
    finally:
        await prose.close()


def issue() -> Message:
    """An Affiliate Update as a month makes it: items by people, meetings, lessons."""
    sections = list(Section)
    updates = [
        UpdateItem(
            number=number, section=sections[number % len(sections)], label=Label.GREEN, text=ITEM, locale="en",
            posted_by="s", created_at=NOW,
        )
        for number in range(7)
    ]  # fmt: skip
    meetings = [
        Meeting(
            code=f"MTG-27-Q{number}-LEV", group_id="g", title=f"Wages & hours, part {number}", zone="Europe/Brussels",
            starts_at=NOW + timedelta(days=7 * number), changed_at=NOW, created_at=NOW,
        )
        for number in range(1, 9)
    ]  # fmt: skip
    lessons = [
        Lesson(number=number, author_id="a", organisation_id="o", title="Ask each year", text="Text", created_at=NOW)
        for number in range(1, 9)
    ]
    facts = Facts(
        period=Period("2027-01", "Europe/Brussels"), audience=Audience.community(), updates=tuple(updates),
        coming=tuple(meetings), lessons=tuple(lessons),
    )  # fmt: skip
    return compose(facts, room="LEV")


async def _beside(scale: Scale, what: str, text: str, ours: Side) -> list[Figure]:
    async def bare() -> str:
        return bare_markdown.html(text)

    await bare(), await ours()  # both are warm
    floor: list[float] = []
    taken: list[float] = []
    for _ in range(scale.rounds * TIMES):
        floor.append(await _taken(bare))
        taken.append(await _taken(ours))
    held = max([await _longest_hold(asyncio.create_task(ours())) for _ in range(scale.rounds)])
    milliseconds = statistics.median(taken) * 1000
    return [
        Figure(name=f"{what}: as HTML", value=milliseconds, unit="ms", floor=statistics.median(floor) * 1000),
        Figure(name=f"{what}: of bare", value=median_ratio(taken, floor), unit="x", goal="<= 1.2"),
        Figure(name=f"{what}: event loop held", value=held * 1000, unit="ms", goal="<= 250"),
    ]


async def _taken(side: Side) -> float:
    """Seconds."""
    began = time.perf_counter()
    await side()
    return time.perf_counter() - began


async def _longest_hold(task: asyncio.Task[str]) -> float:
    """The longest time in seconds that nothing else could run meanwhile."""
    worst, before = 0.0, time.perf_counter()
    while not task.done():
        await asyncio.sleep(0.001)
        worst, before = max(worst, (now := time.perf_counter()) - before - 0.001), now
    return worst

"""T8: hostile words through every command, dialog, renderer and reader: nothing breaks, leaks or waits."""

import asyncio
import random
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from itertools import cycle
from pathlib import Path
from typing import Any
from unittest import mock

from bot import chat_markdown, rendering
from bot.markup import ProseRenderer
from bot.platform import Rendered
from commands.engine.spec import Spec
from storage.engine import make_engine
from storage.keys import KeyRing
from storage.unit import Storage
from tests.cast import START, Cast, a_second_side, assembled, network, on_both_sides
from tests.fakes.memory import MemoryPlatform
from tests.hostile import faults, pieces
from tests.hostile.corpus import CALLS, JSON, LINKS, PAYLOADS, SLOW, drawn, payloads
from tests.hostile.faults import CALL, DEPTH, MASK, OUTSIDE, Fault
from tests.hostile.gauntlet import BUG, DEED, OPTIONS, QUESTIONS, SILENCE, SPECS, Gauntlet, gauntlet, shown
from tests.hostile.lag import LagProbe
from tests.proofs.proof import Claim, Part, Proof, Run, Size

CASES = (2_000, 20_000)
AT_THE_DOOR = (300, 5_000)  # of these, said to the bot; the rest meet one renderer or reader each
EACH_NETWORK = 1_000  # cases before the people begin anew, with empty lists
HELD = 0.25  # seconds
FAST = "/dev/shm" if Path("/dev/shm").is_dir() else None

KINDS = {
    BUG: "exceptions that nobody handled",
    SILENCE: "commands left without an answer",
    DEED: "changes that no command made",
    OUTSIDE: "outputs outside of Matrix's subset of HTML",
    DEPTH: "outputs deeper than 100",
    CALL: "people called whom the bot did not mean",
    MASK: "links that show another host",
}


async def everything(run: Run) -> Sequence[Claim]:
    """All cases; what was found, by its kind."""
    cases, at_the_door = run.of(*CASES), run.of(*AT_THE_DOOR)
    found, lag, done = [], LagProbe(), 0
    for begun in range(0, at_the_door, EACH_NETWORK):
        wanted = min(EACH_NETWORK, at_the_door - begun)
        async with people(run.seed + begun) as made:
            made.lag = lag
            made.on_case = lambda: run.step(begun + made.cases, cases)  # noqa: B023  used before the next one
            await at_the_front_door(made, wanted, run.seed + begun)
        found += made.faults
        done += made.cases
    words = list(payloads(cases - done, run.seed))
    async with workshop(lag) as (renderer, tried):
        for number, word in enumerate(words):
            run.step(done + number, cases)
            await tried(*_piece(number), word)
        for word in SLOW[: run.of(2, len(SLOW))]:
            await tried("prose", pieces.prose, word)
        found += tried.found
        survived = (await renderer.render(f"still _there_ {'and there ' * 100}")).simple is False
    held = lag.worst if run.size is Size.LONG else lag.computing  # the short form has the machine not to itself
    counted = Counter(kind for kind, _ in found)
    others = [f"{kind}: {what}" for kind, what in found if kind not in KINDS]
    return [
        Claim(what="cases", found=f"{done + tried.cases:,}", goal=f">= {cases:,}", holds=done + tried.cases >= cases),
        *(
            Claim(what=what, found=_told(kind, counted[kind], found), goal="0", holds=not counted[kind])
            for kind, what in KINDS.items()
        ),
        Claim(what="other faults", found=f"{len(others)} {others[:1] or ''}", goal="0", holds=not others),
        Claim(
            what="the loop held, at most", found=f"{held * 1000:.0f} ms ({lag.doing})",
            goal=f"<= {HELD * 1000:.0f} ms", holds=held <= HELD,
        ),
        Claim(what="the renderer in the end", found="answers" if survived else "dead", goal="answers", holds=survived),
    ]  # fmt: skip


async def at_the_front_door(made: Gauntlet, cases: int, seed: int) -> None:
    """Every way of saying something, in turns; each command, option and question as often as the others."""
    words = payloads(3 * cases, seed)
    contents = cycle(drawn(JSON, max(20, cases // 12), seed))
    every, options, questions = cycle(SPECS.values()), cycle(OPTIONS), cycle(QUESTIONS)
    order = random.Random(seed)
    for many in (every, options, questions):
        for _ in range(order.randrange(400)):
            next(many)  # a short run begins elsewhere than the last one

    async def form() -> None:
        spec = next(every)
        await made.form(spec, [next(words)] * len(spec.options))

    ways: Sequence[tuple[int, Callable[[], Awaitable[None]]]] = (
        (6, lambda: made.command(next(every), f"{next(words)} {next(words)}")),
        (6, lambda: made.value(*next(options), next(words))),
        (4, lambda: made.answer(*next(questions), next(words))),
        (4, form),
        (2, lambda: made.press(next(words))),
        (2, lambda: made.free(next(words))),
        (2, lambda: made.event(next(contents), next(words))),
        (3, lambda: made.typing(*next(options), next(words))),
        (1, lambda: made.odd(next(words))),
    )
    turns = cycle([way for often, way in ways for _ in range(often)])
    while made.cases < cases:
        await next(turns)()
    await made.looks()


class Tried:
    """The pieces, tried one by one; whatever they raise is a bug, and what is wrong is collected."""

    def __init__(self, renderer: ProseRenderer, lag: LagProbe) -> None:
        self.renderer, self.lag = renderer, lag
        self.found: list[Fault] = []
        self.cases = 0

    async def __call__(self, name: str, piece: pieces.Piece, word: str) -> None:
        """One word for one piece."""
        self.cases += 1
        self.lag.now_doing = f"{name} {shown(word)}"
        try:
            self.found += [(kind, f"{what}: {name} {shown(word)}") for kind, what in await piece(word, self.renderer)]
        except Exception as error:  # noqa: BLE001  that is what is looked for
            self.found.append((BUG, f"{type(error).__name__}: {name} {shown(word)}"))
        await asyncio.sleep(0)  # so that each is timed by itself


@asynccontextmanager
async def workshop(lag: LagProbe) -> AsyncIterator[tuple[ProseRenderer, Tried]]:
    """A renderer, and what tries the pieces with it."""
    renderer = ProseRenderer()
    try:
        async with lag:
            yield renderer, Tried(renderer, lag)
    finally:
        await renderer.close()


@asynccontextmanager
async def people(seed: int) -> AsyncIterator[Gauntlet]:
    """The whole network on both platforms, on a database of its own."""
    folder = Path(tempfile.mkdtemp(prefix="roundtable-", dir=FAST))
    cast = await _cast(folder)
    try:
        async with gauntlet(cast, seed) as made:
            yield made
    finally:
        await cast.app.close()
        shutil.rmtree(folder)


async def _cast(folder: Path) -> Cast:
    storage = Storage(make_engine(f"sqlite:///{folder}/roundtable.db"), KeyRing.open(folder / "roundtable.key"))
    return await on_both_sides(await network(await assembled(storage, MemoryPlatform(lambda: START), a_second_side())))


def _piece(number: int) -> tuple[str, pieces.Piece]:
    """Renderers three times as often as readers, for they are what people see."""
    if number % 4:
        names = list(pieces.RENDERERS)
        name = names[(number - number // 4) % len(names)]
        return name, pieces.RENDERERS[name]
    names = list(pieces.READERS)
    name = names[number // 4 % len(names)]
    return name, pieces.READERS[name]


def _told(kind: str, number: int, found: Sequence[Fault]) -> str:
    first = next((what for one, what in found if one == kind), "")
    return f"{number} (first: {first})" if number else "0"


# --- the controls: each breaks one wall, and must find what gets through


async def _outputs(kind: str, words: Sequence[str], *walls: Any) -> Sequence[Claim]:
    """How many outputs have faults of a kind, with the walls and without; those who render are in this process."""
    counts = []
    for patched in ((), walls):
        with _without(patched):
            found = [one for word in words for one in _in_process(word)]
        counts.append(sum(one == kind for one, _ in found))
    return [
        Claim(what=f"{KINDS[kind]}, with the wall", found=str(counts[0]), goal="0", holds=not counts[0]),
        Claim(what=f"{KINDS[kind]}, without", found=str(counts[1]), goal="> 0", holds=counts[1] > 0),
    ]


def _in_process(word: str) -> Iterator[Fault]:
    done = rendering.render(word)
    yield from faults.on_matrix(Rendered(plain=done.plain, html=done.html))
    yield from faults.on_discord(Rendered(plain=chat_markdown.from_html(done.html), html=""))


@contextmanager
def _without(walls: Sequence[Any]) -> Iterator[None]:
    for wall in walls:
        wall.start()
    try:
        yield
    finally:
        for wall in walls:
            wall.stop()


async def without_nh3(run: Run) -> Sequence[Claim]:
    """Whatever the parser makes of a text goes out."""
    short = [one for one in PAYLOADS if len(one) < 1_000]
    return await _outputs(OUTSIDE, short, mock.patch.object(rendering, "sanitised", lambda html: html))


async def without_the_cap_on_depth(run: Run) -> Sequence[Claim]:
    """As deep as the parser goes."""
    deep = ["> " * 110 + "x", "\n".join(">" * depth + " x" for depth in range(60)), "- " * 60 + "x"]
    walls = [mock.patch.object(rendering, name, 10_000) for name in ("MAX_MARKERS", "MAX_DEPTH")]
    return await _outputs(DEPTH, deep, *walls)


async def without_the_guard_of_mentions(run: Run) -> Sequence[Claim]:
    """Words are handed on as they are, and any link to a person is a pill."""
    names = ((rendering, "unaddressed"), (chat_markdown, "_unaddressed"))
    walls = [mock.patch.object(module, name, lambda text: text) for module, name in names]
    return await _outputs(CALL, CALLS, *walls, mock.patch.object(rendering, "unmasked", return_value=""))


async def without_honest_links(run: Run) -> Sequence[Claim]:
    """A link shows what its author likes."""
    return await _outputs(MASK, LINKS, mock.patch.object(rendering, "unmasked", return_value=""))


async def a_handler_that_raises(run: Run) -> Sequence[Claim]:
    """A bug in one command."""

    async def breaks(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    found = await _with_help(run, breaks)
    bugs = sum(kind == BUG for kind, _ in found.faults)
    return [Claim(what="bugs seen", found=str(bugs), goal="1", holds=bugs == 1)]


async def a_handler_that_blocks(run: Run) -> Sequence[Claim]:
    """300 ms in which nobody else is served."""

    async def sleeps(*_: object, **__: object) -> None:
        time.sleep(0.3)  # noqa: ASYNC251  that is the fault
        raise ZeroDivisionError

    found = await _with_help(run, sleeps)
    return [
        Claim(
            what="the loop held",
            found=f"{found.lag.worst * 1000:.0f} ms",
            goal="> 250 ms",
            holds=found.lag.worst > HELD,
        )
    ]


async def an_answer_that_gets_lost(run: Run) -> Sequence[Claim]:
    """The platform's refusal of everything, for good: nothing arrives."""
    async with people(run.seed) as made:
        made.cast.app.courier.render = None  # type: ignore[assignment]  # nothing can be rendered any more
        await made.command(SPECS["help",], "")
        await made.looks()
        lost = sum(kind == SILENCE for kind, _ in made.faults)
        made.faults.clear()
    return [Claim(what="answers missed", found=str(lost), goal="1", holds=lost == 1)]


async def _with_help(run: Run, instead: Callable[..., Awaitable[None]]) -> Gauntlet:
    """`help`, said once to a bot in which something else happens then."""
    spec: Spec = SPECS["help",]
    kept = spec.run
    async with people(run.seed) as made:
        object.__setattr__(spec, "run", instead)  # it is frozen, for everybody else
        try:
            await made.command(spec, "")
        finally:
            object.__setattr__(spec, "run", kept)
    return made


PROOF = Proof(
    target="T8",
    promise="hostile input breaks nothing, holds up nobody, and comes out harmless",
    parts=[
        Part(name="every command, dialog, renderer and reader", run=everything),
        Part(name="without nh3", run=without_nh3, control=True),
        Part(name="without the cap on depth", run=without_the_cap_on_depth, control=True),
        Part(name="without the guard of mentions", run=without_the_guard_of_mentions, control=True),
        Part(name="without honest links", run=without_honest_links, control=True),
        Part(name="a handler that raises", run=a_handler_that_raises, control=True),
        Part(name="a handler that blocks for 300 ms", run=a_handler_that_blocks, control=True),
        Part(name="an answer that gets lost", run=an_answer_that_gets_lost, control=True),
    ],
)

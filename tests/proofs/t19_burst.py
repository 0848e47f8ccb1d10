"""T19: a hundred commands a second for ten seconds, from twenty rooms at once, are all answered five seconds later.

The real service on SQLite, with every commit synced; each command writes, and counts as answered when its answer has
arrived on the platform.
"""

import asyncio
import re
import time
from collections.abc import Mapping, Sequence
from statistics import median, quantiles

from tests.proofs.proof import Claim, Part, Proof, Run
from tests.proofs.stage.voyage import Voyage

ROOMS = 20
EVERY = 0.01  # seconds between commands
WITHIN = 15.0  # seconds from the first command to the last answer
WORD = re.compile(r"Maker \d{6}")


async def on_sqlite(run: Run) -> Sequence[Claim]:
    """As fast as they come."""
    commands = run.of(100, 1000)
    async with Voyage(run.folder, seed=run.seed, staff=ROOMS) as voyage:
        chats = await voyage.chats()
        child = await voyage.start()
        heard = len(voyage.harbour.log)
        said = await _burst(voyage, chats, commands, run)
        words = said.keys()
        await voyage.until(lambda: len(voyage.harbour.log) - heard >= commands, child, within=4 * WITHIN)
        await asyncio.sleep(0.5)  # a second answer would come now
        await child.kill()
    came = [(found[0], post.at.timestamp()) for post in voyage.harbour.log if (found := WORD.search(post.plain))]
    waits = [at - said[word] for word, at in came if word in words]
    whole = max(at for _, at in came) - min(said.values())
    answered = len({word for word, _ in came})
    once = "each once" if len(came) == answered else f"in {len(came)} answers"
    slow = f"{median(waits):.2f} s, {quantiles(waits, n=100)[-1]:.2f} s"
    return [
        Claim(
            what=f"answered, of {commands} at {1 / EVERY:.0f} a second", found=f"{answered}, {once}",
            goal=f"{commands}, each once", holds=answered == len(came) == commands,
        ),
        Claim(
            what="from the first command to the last answer", found=f"{whole:.1f} s", goal=f"at most {WITHIN:.0f} s",
            holds=whole <= WITHIN,
        ),
        Claim(what="wait for an answer, median and 99 %", found=slow, goal="as measured", holds=True),
    ]  # fmt: skip


async def _burst(voyage: Voyage, chats: Mapping[str, str], commands: int, run: Run) -> dict[str, float]:
    """Say them at their times, however busy everybody is; when each was said."""
    said: dict[str, float] = {}
    people, began = list(chats), time.monotonic()
    for number in range(commands):
        await asyncio.sleep(max(0.0, began + number * EVERY - time.monotonic()))
        word, person = f"Maker {number:06}", people[number % len(people)]
        said[word] = voyage.harbour.now().timestamp()
        voyage.harbour.says(chats[person], person, f'organisation company "{word}"')
        run.step(number + 1, commands)
    return said


PROOF = Proof(
    target="T19",
    promise="a burst of a hundred commands a second for ten seconds is answered within fifteen",
    parts=[Part(name="SQLite, twenty rooms", run=on_sqlite)],
)

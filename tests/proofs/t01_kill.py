"""T1: killed at any moment, the bot loses no command it has acknowledged, nor one it has not, and tears nothing.

Staff add companies, each of its own name; the answer that arrives is the acknowledgement. The real service is killed
(-9) at random moments, around every commit and between every two awaits of intake, claim, send and record.
"""

import asyncio
import random
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import select, text

from storage import audit
from storage.audit import AuditEvent
from storage.organisation import Company
from storage.unit import Storage
from tests.proofs.proof import Claim, Part, Proof, Run, Size
from tests.proofs.stage.fuse import STAGES, Charge
from tests.proofs.stage.harbour import Weather
from tests.proofs.stage.nursery import Child
from tests.proofs.stage.voyage import SOON, Voyage

WORD = re.compile(r"Maker \d{6}")
AT_ONCE = 6  # commands of one person that wait for their answers
QUIET = 0.25  # seconds after an answer in which it is written down
CHECK_EVERY = 20  # kills between two looks at the whole file
HEARD_STEPS = 6  # of the loop at least, from hearing a command to its commit


@dataclass(kw_only=True)
class Talk:
    """What staff said, and what arrived."""

    voyage: Voyage
    chats: dict[str, str]
    said: dict[str, str] = field(default_factory=dict)
    answered: Counter[str] = field(default_factory=Counter)
    read: int = 0

    def say(self, person: str) -> str:
        """One more command; the word by which it is known."""
        word = f"Maker {len(self.said):06}"
        self.said[word] = person
        self.voyage.harbour.says(self.chats[person], person, f'organisation company "{word}"')
        return word

    def listen(self) -> int:
        """Read what arrived since; how many commands are answered."""
        log = self.voyage.harbour.log
        for post in log[self.read :]:
            if found := WORD.search(post.plain):
                self.answered[found[0]] += 1
        self.read = len(log)
        return len(self.answered)

    def keep_talking(self) -> None:
        """Everybody goes on as fast as they are answered."""
        self.listen()
        waiting = Counter(person for word, person in self.said.items() if word not in self.answered)
        for person in self.chats:
            for _ in range(AT_ONCE - waiting[person]):
                self.say(person)

    @property
    def is_quiet(self) -> bool:
        """Whether everything said was answered."""
        return self.listen() == len(self.said)


@dataclass(kw_only=True)
class Found:
    """What was found in the database: acknowledged commands that are not there, and what is not whole."""

    lost: int = 0
    torn: int = 0
    damaged: int = 0

    async def look(self, storage: Storage, acknowledged: set[str], *, thoroughly: bool) -> None:
        """Look while nobody serves: opening the file is what a restart does."""
        async with storage.unit() as unit:
            names = set(await unit.session.scalars(select(Company.name)))
            self.lost += len(acknowledged - names)
            ids = {f"company:{one}" for one in await unit.session.scalars(select(Company.id))}
            told = list(
                await unit.session.scalars(select(AuditEvent.object).where(AuditEvent.action == "organisation company"))
            )
            self.torn += len(ids ^ set(told)) + len(told) - len(set(told))
            if thoroughly:
                self.damaged += await audit.verify(unit) is not None
                if unit.dialect == "sqlite":
                    self.damaged += await unit.session.scalar(text("PRAGMA integrity_check")) != "ok"
        await storage.close()


async def at_random(run: Run) -> Sequence[Claim]:
    """Six people talk without a pause; lives end after a random number of answers, or in the middle of a start."""
    chance = random.Random(run.seed)
    kills, goal = run.of(6, 500), run.of(60, 10_000)
    async with Voyage(run.folder, seed=run.seed, staff=6, weather=Weather(lost=0.02, takes=0.01)) as voyage:
        talk, found = Talk(voyage=voyage, chats=await voyage.chats()), Found()
        for life in range(kills):
            await _live(talk, chance, at_least=(goal - talk.listen()) // (kills - life))
            await found.look(voyage.storage(), set(talk.answered), thoroughly=life % CHECK_EVERY == 0)
            run.step(life + 1, kills)
        await _end(talk, found)
        return _claims(talk, found, kills, goal)


async def _live(talk: Talk, chance: random.Random, *, at_least: int) -> None:
    voyage = talk.voyage
    child = await voyage.start()
    if chance.random() < 0.2:
        talk.keep_talking()
        await asyncio.sleep(chance.random() * 0.4)  # seconds: it starts in some 0.2
        return await child.kill()
    enough = talk.listen() + round(max(at_least * 1.25, 1) * 2 * chance.random())

    def has_enough() -> bool:
        talk.keep_talking()
        return len(talk.answered) >= enough

    await voyage.until(has_enough, child)
    await asyncio.sleep(chance.random() * 0.02)
    await child.kill()


async def between_awaits(run: Run) -> Sequence[Claim]:
    """One command for each kill: at every n-th step of the loop in every stage of its way, and around each commit."""
    async with Voyage(run.folder, seed=run.seed) as voyage:
        talk, found = Talk(voyage=voyage, chats=await voyage.chats()), Found()
        counts: dict[str, int] = {}
        stride = run.of(30, 1)
        for number, stage in enumerate(STAGES):
            counts[stage] = await _sweep(talk, found, stage, "step", stride, 1 + run.seed % stride)
            run.step(number * 3 + 1, len(STAGES) * 3)
            for more, what in enumerate(("before commit", "after commit")):
                counts[f"{stage}, {what}"] = await _sweep(
                    talk, found, stage, what, run.of(6, 1), 1 + run.seed % run.of(6, 1)
                )
                run.step(number * 3 + 2 + more, len(STAGES) * 3)
        await _end(talk, found)
        kills = sum(counts.values())
        goal = run.of(5, 100)
        steps = ", ".join(f"{stage} {counts[stage]}" for stage in STAGES)
        hit = [counts[stage] > 0 for stage in STAGES]
        is_hit = any(hit) if run.size is Size.SHORT else all(hit)
        every = Claim(what="kills between awaits", found=steps, goal="each stage, in the long form", holds=is_hit)
        return [*_claims(talk, found, kills, goal, enough_kills=goal), every]


async def _sweep(talk: Talk, found: Found, stage: str, what: str, stride: int, first: int) -> int:
    """Kill at one place after the other until the way has no more of them; how many there were."""
    survived = kills = 0
    count = first
    while survived < (2 if what == "step" else 1):
        person = next(iter(talk.chats))
        charge = Charge(word=f"Maker {len(talk.said):06}", stage=stage, what=what, count=count)
        child = await talk.voyage.start(charge)
        await talk.voyage.until(lambda: talk.is_quiet, child)
        talk.say(person)
        died = await _dies(talk, child)
        await child.kill()
        await found.look(talk.voyage.storage(), set(talk.answered), thoroughly=False)
        survived, kills = (0, kills + 1) if died else (survived + 1, kills)
        count += stride
    return kills


async def _dies(talk: Talk, child: Child) -> bool:
    """Whether it ends itself; otherwise it has answered, and written that down."""
    await talk.voyage.until(lambda: child.ended.is_set() or talk.is_quiet, child)
    return await child.ends(QUIET)


async def token_first(run: Run) -> Sequence[Claim]:
    """The control: the place in the stream is kept before the events are taken in, as matrix-nio does by itself."""
    chance = random.Random(run.seed)
    async with Voyage(run.folder, seed=run.seed, sabotage="token-first") as voyage:
        talk = Talk(voyage=voyage, chats=await voyage.chats())
        lives = run.of(4, 20)
        for life in range(lives):
            charge = Charge(word=f"Maker {len(talk.said):06}", stage="heard", count=chance.randint(1, HEARD_STEPS))
            talk.say(voyage.staff[0])
            child = await voyage.start(charge)
            await child.ends(within=SOON)
            await child.kill()
            run.step(life + 1, lives)
        child = await voyage.start()
        await _settled(talk)
        await child.kill()
        lost = len(talk.said) - talk.listen()
    return [Claim(what="commands lost", found=f"{lost} of {len(talk.said)}", goal="more than 0", holds=lost > 0)]


async def _settled(talk: Talk) -> None:
    """Until nothing has arrived for a while."""
    while True:
        before = len(talk.voyage.harbour.log)
        await asyncio.sleep(2.5)
        if len(talk.voyage.harbour.log) == before:
            return


async def _end(talk: Talk, found: Found) -> None:
    """Let what is left be done, and a little longer: a second answer would come now."""
    child = await talk.voyage.start()
    await talk.voyage.until(lambda: talk.is_quiet, child)
    await asyncio.sleep(2 * QUIET)
    talk.listen()
    await child.kill()
    await found.look(talk.voyage.storage(), set(talk.said), thoroughly=True)


def _claims(talk: Talk, found: Found, kills: int, goal: int, *, enough_kills: int = 0) -> list[Claim]:
    unanswered = len(talk.said) - len(talk.answered)
    doubled = sum(times - 1 for times in talk.answered.values())
    acknowledged = len(talk.answered)
    return [
        Claim(
            what="acknowledged commands, kills", found=f"{acknowledged}, {kills}", goal=f"at least {goal}",
            holds=acknowledged >= goal and kills >= enough_kills,
        ),
        Claim(what="acknowledged and lost", found=str(found.lost), goal="0", holds=found.lost == 0),
        Claim(what="never answered", found=str(unanswered), goal="0", holds=unanswered == 0),
        Claim(what="answered twice", found=str(doubled), goal="0", holds=doubled == 0),
        Claim(what="torn: deeds without their audit", found=str(found.torn), goal="0", holds=found.torn == 0),
        Claim(what="faults of integrity", found=str(found.damaged), goal="0", holds=found.damaged == 0),
    ]  # fmt: skip


PROOF = Proof(
    target="T1",
    promise="killed (-9) at any moment, it loses no command and tears nothing",
    parts=[
        Part(name="at random moments", run=at_random),
        Part(name="between every two awaits", run=between_awaits),
        Part(name="the sync token is kept first", run=token_first, control=True),
    ],
)

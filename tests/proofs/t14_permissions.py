"""T14: who may do what is as the document says, for every command, role and kind of room, and no fault in what decides
goes unseen.

The table is asked through the front door. Of the modules that decide, every branch is taken by their own tests, and
those fail for (nearly) every small fault that is made in a fork of the process that runs them.
"""

import asyncio
import json
import random
import re
import sys
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from unittest import mock

from commands.engine import gate
from storage.access import PERMISSIONS, Action, Permission, Place
from tests.cast import START, assembled, network
from tests.door import answers, combinations, printed
from tests.door import opened as door_of
from tests.fakes.memory import MemoryPlatform
from tests.proofs.proof import Claim, Part, Proof, Run, Size
from tests.proofs.setting import TREE
from tests.proofs.stage.yard import opened

ENOUGH = 0.95
WITHIN = 60  # seconds for the tests of one fault; slower is as good as failed

WHOLE = (
    "commands/engine/gate.py",
    "commands/engine/guard.py",
    "commands/engine/world.py",
    "storage/access.py",
    "storage/audience.py",
    "storage/room.py",
)
"""The modules that decide."""
LOOKUPS = "storage/directory.py"
IN_LOOKUPS = frozenset(
    {
        "_ACCOUNT",
        "_PERSON",
        "_MEMBERSHIP",
        "_ROOM",
        "person_of",
        "roster",
        "standing_of",
        "reach",
        "is_member",
        "room_of",
    }
)
"""Whom they take somebody for is looked up there, among much else."""
TESTS = (
    "tests/storage/test_room.py",
    "tests/storage/test_directory.py",
    "tests/commands/engine/test_gate.py",
    "tests/commands/engine/test_guard.py",
    "tests/commands/test_permissions.py::test_the_printed_table_is_the_one_in_force",
)
"""Theirs: quick, because each fault meets those that run its line."""
TOO_FEW = ("tests/commands/test_permissions.py::test_the_printed_table_is_the_one_in_force",)
EQUIVALENT: Mapping[str, str] = {
    "commands/engine/gate.py _replied_to as if False": "no post has an empty id: looking for it finds none",
    "storage/directory.py person_of as if True": "asks again for what it knew",
    "storage/directory.py reach None returned": "after the last kind of audience nothing comes",
}
"""What nobody can tell from the original, and why."""


async def the_table(run: Run) -> Sequence[Claim]:
    """Every command by every role in every kind of room; in the short form some, by chance."""
    tried, wrong = await _asked(run, run.of(400, 1_000_000))
    there = len(list(combinations()))
    wanted = run.of(400, there)
    return [
        Claim(what="combinations asked, of all", found=f"{tried:,}, {there:,}", goal=f"{wanted:,}",
              holds=tried == wanted),
        Claim(what="answered otherwise than the document says", found=_told(wrong), goal="0", holds=not wrong),
    ]  # fmt: skip


async def a_wider_table(run: Run) -> Sequence[Claim]:
    """What is read in our rooms is read anywhere."""
    reads = PERMISSIONS[Action.READ]
    wider = {**PERMISSIONS, Action.READ: Permission(reads.roles, frozenset(Place))}
    with mock.patch.object(gate, "PERMISSIONS", wider):
        _, wrong = await _asked(run, 400)
    return [Claim(what="seen to be answered otherwise", found=_told(wrong), goal="> 0", holds=bool(wrong))]


async def _asked(run: Run, most: int) -> tuple[int, list[str]]:
    table, every = printed(), list(combinations())
    chosen = random.Random(run.seed).sample(every, k=min(most, len(every)))
    wrong = []
    async with opened(f"sqlite:///{run.folder}/roundtable.db", run.folder) as storage:
        door = await door_of(await network(await assembled(storage, MemoryPlatform(lambda: START))))
        for number, (spec, role, place) in enumerate(chosen):
            if await answers(door, spec, role, place) is not (place in table[spec.name][role]):
                wrong.append(f"{spec.name}, {role}, {place}")
            if number % 50 == 0:
                run.step(number, len(chosen))
        await door.cast.app.prose.close()
    return len(chosen), wrong


@dataclass(kw_only=True)
class Examiner:
    """The process that runs the tests, and makes faults. `first` is what it said of them and of the modules."""

    process: asyncio.subprocess.Process
    first: Mapping[str, Any]

    async def judge(self, file: str, number: int) -> tuple[str, str]:
        """What becomes of one fault, and what it is; -1 makes none."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{file} {number}\n".encode())
        told = await _line(self.process)
        return str(told["outcome"]), f"{file} {told['site']}"

    @property
    def faults(self) -> Sequence[tuple[str, int]]:
        """All that can be made where something is decided."""
        return [
            (file, number)
            for file, places in self.first["sites"].items()
            for number, where in enumerate(places)
            if file != LOOKUPS or where in IN_LOOKUPS
        ]


@asynccontextmanager
async def examiner(tests: Sequence[str]) -> AsyncIterator[Examiner]:
    """With the tests run once, by which every line's are known."""
    order = json.dumps({"files": [*WHOLE, LOOKUPS], "tests": tests, "within": WITHIN})
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.proofs.stage.examination", order,
        cwd=TREE, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, limit=2**24,
    )  # fmt: skip
    try:
        yield Examiner(process=process, first=await _line(process))
    finally:
        assert process.stdin is not None
        process.stdin.close()
        await process.wait()


async def _line(process: asyncio.subprocess.Process) -> dict[str, Any]:
    assert process.stdout is not None
    told: dict[str, Any] = json.loads(await process.stdout.readline())
    return told


async def the_modules(run: Run) -> Sequence[Claim]:
    """Every branch; and every fault, in the short form a handful."""
    async with examiner(TESTS) as made:
        missing = [one for one in made.first["missing"] if not one.startswith(LOOKUPS)]
        branches = sum(made.first["branches"][file] for file in WHOLE)
        unharmed, _ = await made.judge(WHOLE[0], -1)
        outcomes, left = await _faults(run, made, run.of(12, 1_000_000))
    tried = sum(outcomes.values())
    known = [one for one in left if re.sub(r":\d+ ", " ", one) in EQUIVALENT]  # whatever its line's number is now
    killed = outcomes["killed"] / max(1, tried - len(known))
    return [
        Claim(what="tests of the modules that decide", found=f"{made.first['tests']}, status {made.first['status']}",
              goal="status 0", holds=made.first["status"] == 0),
        Claim(what="branches not taken, of all", found=f"{_told(missing)}, {branches}", goal="0",
              holds=not missing),
        Claim(what="the tests in a fork without a fault", found=unharmed, goal="survived",
              holds=unharmed == "survived"),
        Claim(what="faults made, seen", found=f"{tried}, {killed:.1%} ({'; '.join(sorted(set(left) - set(known)))})",
              goal=f">= {ENOUGH:.0%}", holds=killed >= ENOUGH),
        Claim(what="of them no test could see", found=str(len(known)), goal=f"<= {len(EQUIVALENT)}", holds=True),
    ]  # fmt: skip


async def with_too_few_tests(run: Run) -> Sequence[Claim]:
    """The same faults, and only the table is compared."""
    async with examiner(TOO_FEW) as made:
        outcomes, _ = await _faults(run, made, 20)
    seen = outcomes["killed"] / sum(outcomes.values())
    return [Claim(what="faults seen", found=f"{seen:.0%}", goal=f"< {ENOUGH:.0%}", holds=seen < ENOUGH)]


async def _faults(run: Run, made: Examiner, most: int) -> tuple[Counter[str], list[str]]:
    """What became of so many, and which were not seen. Raises RuntimeError where one could not be tried."""
    faults = random.Random(run.seed).sample(made.faults, k=min(most, len(made.faults)))
    outcomes: Counter[str] = Counter()
    left = []
    for number, fault in enumerate(faults):
        outcome, what = await made.judge(*fault)
        if outcome not in {"killed", "survived"}:
            raise RuntimeError(f"{what}: {outcome}")
        outcomes[outcome] += 1
        left += [] if outcome == "killed" else [what]
        run.step(number + 1, len(faults))
    return outcomes, left


def _told(found: Sequence[str]) -> str:
    return f"{len(found)} ({found[0]})" if found else "0"


PROOF = Proof(
    target="T14",
    promise="who may do what is as the document says; every branch that decides is tested, >= 95 % of faults seen",
    parts=[
        Part(name="the whole table through the front door", run=the_table),
        Part(name="the modules that decide", run=the_modules),
        Part(name="a wider table", run=a_wider_table, control=True),
        Part(name="too few tests", run=with_too_few_tests, control=True, sizes=(Size.LONG,)),
    ],
)

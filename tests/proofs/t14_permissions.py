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
from functools import partial
from typing import Any
from unittest import mock

from commands.engine import gate
from storage.access import PERMISSIONS, Action, Permission, Place
from tests.cast import START, assembled, network
from tests.door import answers, combinations, expected, opened_on_discord, printed
from tests.door import opened as door_of
from tests.fakes.memory import MemoryPlatform
from tests.proofs.proof import Claim, Part, Proof, Run, Size
from tests.proofs.setting import TREE
from tests.proofs.stage.yard import opened
from tests.proofs.t09_leaks import databases
from tests.scenes import ON_TWO_SIDES

ENOUGH = 0.95
WITHIN = 60  # seconds for the tests of one fault; slower is as good as failed

WHOLE = (
    "commands/engine/ceiling.py",
    "commands/engine/gate.py",
    "commands/engine/guard.py",
    "commands/engine/world.py",
    "storage/access.py",
    "storage/audience.py",
    "storage/linkage.py",
    "storage/room.py",
    "storage/room_audit.py",
    "storage/summary.py",
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
    "tests/storage/test_room_audit.py",
    "tests/storage/test_directory.py",
    "tests/storage/test_linkage.py",
    "tests/storage/test_summary.py",
    "tests/storage/test_summary_steps.py",
    "tests/commands/engine/test_gate.py",
    "tests/commands/engine/test_guard.py",
    "tests/commands/test_ceiling.py::test_a_list_leaves_out_what_is_above_and_says_once_that_there_is_more",
    "tests/commands/test_ceiling.py::test_a_list_of_nothing_but_what_is_above_is_a_pointer",
    "tests/storage/test_audience.py",
    "tests/storage/test_clearance.py",
    "tests/storage/test_room_class.py",
    "tests/commands/test_clearance.py",
    "tests/commands/test_summary_loosening.py",
    "tests/commands/test_room_class.py",
    "tests/commands/test_facility_room.py",
    "tests/commands/test_person_brief.py",
    "tests/commands/test_engagement_card.py",
    "tests/commands/test_room_audit.py::test_each_look_leaves_a_row_with_why_and_what_was_seen",
    "tests/commands/test_room_audit.py::test_what_stood_there_before_a_drift_is_offered_for_recall_and_taken_back",
    "tests/commands/test_room_audit.py::test_a_drift_by_which_nobody_reads_offers_nothing",
    "tests/commands/test_permissions.py::test_the_printed_table_is_the_one_in_force",
)
"""Theirs: quick, because each fault meets those that run its line."""
TOO_FEW = ("tests/commands/test_permissions.py::test_the_printed_table_is_the_one_in_force",)
EQUIVALENT: Mapping[str, tuple[int, str]] = {
    "commands/engine/gate.py _replied_to as if False": (1, "no post has an empty id: looking for it finds none"),
    "storage/directory.py person_of as if True": (1, "asks again for what it knew"),
    "storage/directory.py reach None returned": (1, "after the last kind of audience nothing comes"),
    "storage/linkage.py _family another word": (2, "how a part of the statement is called, in it alone"),
    "storage/linkage.py _purchases another word": (2, "so, too"),
    "storage/linkage.py _facilities another word": (1, "so, too"),
    "storage/linkage.py _standing_for another word": (1, "so, too"),
    "storage/linkage.py _leverage another word": (1, "so, too"),
    "storage/linkage.py _family False": (3, "SQLAlchemy expands what is compared with IN by itself, and says RECURSIVE"
                                            " once for both"),
    "storage/linkage.py _is_linked False": (1, "as above, of IN"),
    "storage/linkage.py _facilities False": (1, "as above, of IN"),
    "storage/linkage.py _is_named False": (1, "as above, of IN"),
    "storage/linkage.py _standing_for False": (1, "SQLite needs no RECURSIVE; PostgreSQL does, and its tests fail"),
    "storage/linkage.py _family a condition left out": (1, "no facility has NULL for its id: joining it finds none"),
    "storage/linkage.py _facilities a condition left out": (1, "no link has NULL for its model"),
    "storage/linkage.py _is_linked 2": (3, "one row is enough, whatever stands in it"),
    "storage/linkage.py IS_PARTNER 2": (2, "one row is enough, whatever stands in it"),
    "storage/linkage.py _buying whatever it is": (1, "no organisation has NULL for its id"),
}  # fmt: skip
"""What nobody can tell from the original: how often there, and why."""


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


async def the_table_on_discord(run: Run) -> Sequence[Claim]:
    """The same by the forms of the platform that may carry less."""
    table, every = printed(), list(combinations())
    with databases() as engine:
        async with engine.after(ON_TWO_SIDES) as (cast, _):
            door = await opened_on_discord(cast)
            wrong = [
                f"{spec.name}, {role}, {place}"
                for spec, role, place in every
                if await answers(door, spec, role, place) is not expected(door, table, spec, role, place)
            ]
    return [
        Claim(what="combinations asked", found=f"{len(every):,}", goal="all", holds=True),
        Claim(what="answered otherwise than the document says", found=_told(wrong), goal="0", holds=not wrong),
    ]


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
async def examiner(tests: Sequence[str], files: Sequence[str]) -> AsyncIterator[Examiner]:
    """With the tests run once, by which every line's are known."""
    order = json.dumps({"files": files, "tests": tests, "within": WITHIN})
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


async def the_modules(run: Run, files: Sequence[str] = (*WHOLE, LOOKUPS)) -> Sequence[Claim]:
    """Every branch; and every fault, in the short form a handful of all modules."""
    async with examiner(TESTS, files) as made:
        missing = [one for one in made.first["missing"] if not one.startswith(LOOKUPS)]
        branches = sum(made.first["branches"][file] for file in files if file != LOOKUPS)
        unharmed, _ = await made.judge(files[0], -1)
        outcomes, left = await _faults(run, made, run.of(12, 1_000_000))
    tried = sum(outcomes.values())
    left, known = _told_apart(left)
    killed = outcomes["killed"] / max(1, tried - known)
    return [
        Claim(what="tests of the modules that decide", found=f"{made.first['tests']}, status {made.first['status']}",
              goal="status 0", holds=made.first["status"] == 0),
        Claim(what="branches not taken, of all", found=f"{_told(missing)}, {branches}", goal="0",
              holds=not missing),
        Claim(what="the tests in a fork without a fault", found=unharmed, goal="survived",
              holds=unharmed == "survived"),
        Claim(what="faults made, seen", found=f"{tried}, {killed:.1%} ({'; '.join(sorted(left))})",
              goal=f">= {ENOUGH:.0%}", holds=killed >= ENOUGH),
        Claim(what="of them no test could see", found=str(known), goal="those listed", holds=True),
    ]  # fmt: skip


def _told_apart(survivors: Sequence[str]) -> tuple[list[str], int]:
    """Those that a test should have seen; and how many nobody could tell from the original."""
    left, known = [], Counter[str]()
    for one in survivors:
        where = re.sub(r":\d+ ", " ", one)  # whatever its line's number is now
        known[where] += 1
        if known[where] > EQUIVALENT.get(where, (0, ""))[0]:
            left.append(one)
    return left, len(survivors) - len(left)


async def with_too_few_tests(run: Run) -> Sequence[Claim]:
    """The same faults, and only the table is compared."""
    async with examiner(TOO_FEW, (*WHOLE, LOOKUPS)) as made:
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
        Part(name="the whole table by forms, on Discord", run=the_table_on_discord, sizes=(Size.LONG,)),
        Part(name="the modules that decide", run=the_modules, sizes=(Size.SHORT,)),
        *(
            Part(name=f"faults in {file}", run=partial(the_modules, files=(file,)), sizes=(Size.LONG,))
            for file in (*WHOLE, LOOKUPS)
        ),
        Part(name="a wider table", run=a_wider_table, control=True),
        Part(name="too few tests", run=with_too_few_tests, control=True, sizes=(Size.LONG,)),
    ],
)

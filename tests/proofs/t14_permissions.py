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

ENOUGH = 95  # percent of all faults
FEW = 90  # percent of the twelve of the short form: all but one, for which twelve are drawn hangs on every line
WITHIN = 30  # seconds for one test on one fault; slower is as good as failed

DECIDING: Mapping[str, tuple[str, ...]] = {
    "who asks, and where": (
        "commands/engine/ceiling.py",
        "commands/engine/gate.py",
        "commands/engine/world.py",
        "storage/access.py",
        "storage/directory.py",
    ),
    "who reads": (
        "storage/affiliation.py",
        "storage/audience.py",
        "storage/clearance.py",
        "storage/clearance_reach.py",
    ),
    "who is linked": ("storage/facility_family.py", "storage/linkage.py"),
    "what a room is": ("storage/room.py", "storage/room_audit.py", "storage/room_class.py"),
    "what leaves": ("commands/engine/guard.py", "storage/leverage.py", "storage/queue.py", "storage/told.py"),
    "summaries": ("storage/summary.py",),
    "what an issue tells of disclosures": ("digests/disclosed.py", "storage/disclosure.py"),
}
"""The modules that decide, by what they do."""
EVERY = tuple(file for files in DECIDING.values() for file in files)
IN_PART: Mapping[str, frozenset[str]] = {
    "storage/affiliation.py": frozenset({"NESTED", "NESTED_AMONG", "nested", "consortia_of", "_consortia"}),
    "storage/directory.py": frozenset({
        "_ACCOUNT", "_PERSON", "_ROSTER", "_BEGINNING", "_BUYERS", "_BUYERS_AMONG", "_MEMBERSHIP", "_ROOM", "_CHAT",
        "_line", "_asked", "_named", "_reach", "look_up", "person_of", "roster", "standing_of", "line_of", "reach",
        "participants", "is_member", "room_of", "private_room", "accounts_among", "_PROVEN", "_ACCOUNTS_AMONG",
        "_COORDINATES", "_STAFF", "staff",
    }),
    "storage/disclosure.py": frozenset({"came", "brands_to_tell_of", "_far_enough"}),
    "storage/queue.py": frozenset({"_GOING_OUT", "going_out"}),
}  # fmt: skip
"""Whom they take somebody for, what an audience comes to, and who is on their way out of a room, is looked up there,
among much else.
"""
TESTS = (
    "tests/commands/engine/test_conversation.py::test_nothing_is_said_to_whoever_the_room_is_closed_for",
    "tests/commands/engine/test_conversation.py::test_who_asks_where_it_may_not_be_said_is_told_so_alone",
    "tests/commands/engine/test_gate.py",
    "tests/commands/engine/test_guard.py",
    "tests/commands/test_ceiling.py::test_a_list_leaves_out_what_is_above_and_says_once_that_there_is_more",
    "tests/commands/test_ceiling.py::test_a_list_of_nothing_but_what_is_above_is_a_pointer",
    "tests/commands/test_ceiling.py::test_who_has_no_other_account_is_told_how_to_get_one",
    "tests/commands/test_digest_disclosures.py",
    "tests/commands/test_facility_room.py::test_whoever_is_not_linked_closes_the_room_and_is_put_out",
    "tests/commands/test_leaving.py::test_a_room_stays_open_while_some_are_taken_out_of_it_unless_others_should_be",
    "tests/commands/test_outrun.py",
    "tests/commands/test_permissions.py::test_the_printed_table_is_the_one_in_force",
    "tests/commands/test_room_audit.py::test_each_look_leaves_a_row_with_why_and_what_was_seen",
    "tests/commands/test_room_audit.py::test_what_stood_there_before_a_drift_is_offered_for_recall_and_taken_back",
    "tests/commands/test_room_audit.py::test_a_drift_by_which_nobody_reads_offers_nothing",
    "tests/storage/test_affiliation.py",
    "tests/storage/test_audience.py",
    "tests/storage/test_clearance.py",
    "tests/storage/test_directory.py",
    "tests/storage/test_linkage.py",
    "tests/storage/test_look_up.py",
    "tests/storage/test_queue.py::test_on_their_way_out_of_a_room_are_those_alone_who_are_to_be_taken_out_and_were_not",
    "tests/storage/test_room.py",
    "tests/storage/test_room_audit.py",
    "tests/storage/test_room_class.py",
    "tests/storage/test_summary.py",
    "tests/storage/test_summary_steps.py",
)
"""Theirs: those nearest to them, because each fault meets all that run its line."""
TOO_FEW = ("tests/commands/test_permissions.py::test_the_printed_table_is_the_one_in_force",)
EQUIVALENT: Mapping[str, tuple[int, str]] = {
    "storage/affiliation.py _consortia another word": (1, "how a part of the statement is called, in it alone"),
    "storage/directory.py _line another word": (1, "so, too"),
    "storage/facility_family.py family_of another word": (3, "so, too"),
    "storage/linkage.py _facilities another word": (1, "so, too"),
    "storage/linkage.py _leverage another word": (1, "so, too"),
    "storage/leverage.py _of_company another word": (1, "so, too"),
    "storage/linkage.py _purchases another word": (2, "so, too"),
    "storage/linkage.py _standing_for another word": (1, "so, too"),
    "storage/clearance_reach.py own as if False": (1, "asks again for what it knew"),
    "commands/engine/guard.py _faults as if True": (1, "so, too"),
    "storage/directory.py look_up as if False": (3, "so, too"),
    "storage/directory.py look_up as if True": (1, "so, too"),
    "storage/directory.py room_of as if False": (1, "so, too"),
    "storage/directory.py roster as if True": (1, "so, too"),
    "storage/directory.py reach as if True": (1, "so, too"),
    "storage/clearance_reach.py _words whatever it is": (1, "looks for facilities of which there are none"),
    "storage/affiliation.py NESTED a condition left out": (1, "what has a parent is joined with it; said for an index"),
    "storage/directory.py person_of as if True": (1, "so, too"),
    "storage/directory.py _named None returned": (1, "after the last kind of audience nothing comes"),
    "storage/facility_family.py family_of False": (3, "SQLAlchemy expands what is compared with IN by itself, and says"
                                                      " RECURSIVE once for both"),
    "storage/directory.py _BUYERS False": (1, "as above, of IN"),
    "storage/directory.py _BUYERS_AMONG False": (1, "as above, of IN"),
    "storage/directory.py _ROSTER False": (1, "as above, of IN"),
    "storage/directory.py _ACCOUNTS_AMONG False": (1, "as above, of IN"),
    "storage/affiliation.py NESTED_AMONG False": (1, "as above, of IN"),
    "storage/clearance_reach.py _about False": (1, "as above, of IN"),
    "storage/clearance_reach.py _on False": (1, "as above, of IN"),
    "storage/directory.py _ROSTER a condition left out": (1, "those asked for are picked again from what is found"),
    "storage/audience.py Reach.covers None returned": (1, "None is as good as False to whoever asks; mypy tells them"
                                                          " apart"),
    "storage/audience.py Reach.addresses None returned": (1, "so, too"),
    "storage/audience.py Reach._reaches_through None returned": (1, "so, too"),
    "storage/directory.py _line False": (1, "SQLite needs no RECURSIVE; PostgreSQL does, and its tests fail"),
    "storage/affiliation.py _consortia False": (1, "so, too"),
    "storage/directory.py is_member as if False": (1, "asks again for what it knew"),
    "storage/directory.py private_room as if False": (1, "so, too"),
    "storage/clearance_reach.py own as if True": (1, "looks for facilities of which there are none"),
    "storage/clearance_reach.py _words as if True": (1, "so, too"),
    "storage/linkage.py _among False": (1, "as above, of IN"),
    "storage/linkage.py _facilities False": (1, "as above, of IN"),
    "storage/linkage.py _is_named False": (1, "as above, of IN"),
    "storage/linkage.py _made_for False": (1, "as above, of IN"),
    "storage/linkage.py _standing_for False": (1, "SQLite needs no RECURSIVE; PostgreSQL does, and its tests fail"),
    "storage/facility_family.py family_of a condition left out": (1, "no facility has NULL for its id, so joining it"
                                                                     " finds none"),
    "storage/linkage.py _facilities a condition left out": (1, "no link has NULL for its model"),
    "storage/linkage.py _made_for a condition left out": (1, "so, too"),
    "storage/linkage.py IS_PARTNER 2": (2, "one row is enough, whatever stands in it"),
    "storage/linkage.py IS_LINKED 2": (1, "so, too"),
    "digests/disclosed.py disclosed 2": (1, "so, too"),
    "storage/leverage.py _LEAST_SPENT 1": (1, "a euro makes no difference to fewer than very many buyers"),
    "storage/leverage.py _LEAST_SPENT 100001": (1, "so, too"),
    "storage/linkage.py at_facility as if False": (1, "no facility has NULL for its id"),
    "storage/leverage.py Leverage.spending False": (1, "there is a sum for each band, and no more"),
    "storage/linkage.py readable_facilities as if True": (2, "the statements ask for buyers and what was opened"),
    "commands/engine/guard.py fit as if True": (1, "writes what stands there already"),
    "commands/engine/guard.py REFERENCE 9": (1, "by a letter more of its id it is found in the log, too"),
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
        """What becomes of one fault, and what it is; -1 makes none, for the tests that saw one so far."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{file} {number}\n".encode())
        told = await _line(self.process)
        return str(told["outcome"]), f"{file} {told['site']}" if number >= 0 else str(told["site"])

    @property
    def faults(self) -> Sequence[tuple[str, int]]:
        """All that can be made where something is decided."""
        return [
            (file, number)
            for file, places in self.first["sites"].items()
            for number, where in enumerate(places)
            if where in IN_PART.get(file, (where,))
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


async def the_modules(run: Run, files: Sequence[str] = EVERY) -> Sequence[Claim]:
    """Every branch; and every fault, in the short form a handful of all modules."""
    async with examiner(TESTS, files) as made:
        missing = [one for one in made.first["missing"] if not one.startswith(tuple(IN_PART))]
        branches = sum(made.first["branches"][file] for file in files if file not in IN_PART)
        outcomes, left = await _faults(run, made, run.of(12, 1_000_000))
        unharmed, those = await made.judge(files[0], -1)
    tried = sum(outcomes.values())
    left, known = _told_apart(left)
    killed, enough = outcomes["killed"] / max(1, tried - known), run.of(FEW, ENOUGH) / 100
    return [
        Claim(what="tests of the modules that decide, failed",
              found=f"{made.first['tests']}, {made.first['failed'] or 'none'}", goal="none",
              holds=not made.first["failed"]),
        Claim(what="branches not taken, of all", found=f"{_told(missing)}, {branches}", goal="0",
              holds=not missing),
        Claim(what="the tests that saw one, in a fork without a fault", found=f"{those}, {unharmed}",
              goal="survived", holds=unharmed == "survived"),
        Claim(what="faults made, seen", found=f"{tried}, {killed:.1%} ({'; '.join(sorted(left))})",
              goal=f">= {enough:.0%}", holds=killed >= enough),
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
    async with examiner(TOO_FEW, EVERY) as made:
        outcomes, _ = await _faults(run, made, 20)
    seen = outcomes["killed"] / sum(outcomes.values())
    return [Claim(what="faults seen", found=f"{seen:.0%}", goal=f"< {ENOUGH}%", holds=seen < ENOUGH / 100)]


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
            Part(name=f"faults in {what}", run=partial(the_modules, files=files), sizes=(Size.LONG,))
            for what, files in DECIDING.items()
        ),
        Part(name="a wider table", run=a_wider_table, control=True),
        Part(name="too few tests", run=with_too_few_tests, control=True, sizes=(Size.LONG,)),
    ],
)

"""T2: a power cut loses no commit that was acknowledged, and leaves a whole database.

A library preloaded into the writing process writes down everything that the disk is told. From that, what a cut at any
moment would have left is made again: what was synced, and of the rest nothing, some writes, or some sectors of them.
kill -9 alone could not tell a setting that loses commits from one that does not: the kernel keeps what was not synced.
"""

import asyncio
import os
import random
import sqlite3
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.proofs.needs import compiler
from tests.proofs.proof import Claim, Part, Proof, Run, Size
from tests.proofs.setting import TREE
from tests.proofs.stage.disk import Cut, Disk, Kind, Record, records
from tests.proofs.stage.writer import ACKNOWLEDGED, DATABASE

SHIM = Path(__file__).parent / "stage" / "powercut.c"
FILES = (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-journal")  # the -shm is memory, and made anew


@dataclass(kw_only=True)
class Damage:
    """Over all cuts: the commits acknowledged before each of them, and what was missing after it."""

    cuts: int = 0
    lossy: int = 0
    acknowledged: int = 0
    lost: int = 0
    torn: int = 0
    damaged: int = 0


async def as_shipped(run: Run) -> Sequence[Claim]:
    """The settings of storage/engine.py."""
    damage = await _cuts(run, "")
    return [
        Claim(
            what="cuts, commits acknowledged before each, in sum", found=f"{damage.cuts}, {damage.acknowledged}",
            goal=f"at least {run.of(20, 200)}", holds=damage.cuts >= run.of(20, 200) and damage.acknowledged > 0,
        ),
        Claim(what="acknowledged and lost", found=str(damage.lost), goal="0", holds=damage.lost == 0),
        Claim(what="torn: deeds without their audit", found=str(damage.torn), goal="0", holds=damage.torn == 0),
        Claim(what="faults of integrity", found=str(damage.damaged), goal="0", holds=damage.damaged == 0),
    ]  # fmt: skip


async def as_is_common(run: Run, synchronous: str) -> Sequence[Claim]:
    """Control: with less syncing, acknowledged commits are lost."""
    damage = await _cuts(run, synchronous)
    found = f"{damage.lost} of {damage.acknowledged}, in {damage.lossy} of {damage.cuts} cuts"
    return [Claim(what="acknowledged and lost", found=found, goal="more than 0", holds=damage.lost > 0)]


async def _cuts(run: Run, synchronous: str) -> Damage:
    """Write once, and cut the power at many moments of it."""
    told = list(records(await _written(run, synchronous)))
    # Before the first acknowledgement there is nothing to lose: the schema is being made.
    first = next(at for at, one in enumerate(told) if _is_acknowledgement(one))
    chance = random.Random(run.seed)
    cuts = run.of(20, 200)
    moments = sorted(chance.sample(range(first + 1, len(told) + 1), cuts))
    disk, names, damage, done = Disk(), list[str](), Damage(), 0
    for moment in moments:
        for one in told[done:moment]:
            names += one.data.decode().split("\n")[:-1] if _is_acknowledgement(one) else ()
            disk.take(one)
        done = moment
        with tempfile.TemporaryDirectory(dir=run.folder) as folder:
            disk.leave(Path(folder), FILES, chance.choice(list(Cut)), chance)
            await asyncio.to_thread(_judge, Path(folder) / DATABASE, set(names), damage)
        run.step(damage.cuts, cuts)
    return damage


def _is_acknowledgement(record: Record) -> bool:
    return record.kind is Kind.WRITE and Path(record.path).name == ACKNOWLEDGED


async def _written(run: Run, synchronous: str) -> Path:
    """The journal of a process that wrote."""
    folder, journal, shim = run.folder / "disk", run.folder / "journal", run.folder / "powercut.so"
    folder.mkdir(mode=0o700)
    await _ends([compiler() or "cc", "-shared", "-fPIC", "-O1", "-o", str(shim), str(SHIM), "-ldl", "-pthread"], 0)
    watched = {"LD_PRELOAD": str(shim), "POWERCUT_FOLDER": str(folder), "POWERCUT_JOURNAL": str(journal)}
    commits = str(run.of(200, 3000))
    await _ends([sys.executable, "-m", "tests.proofs.stage.writer", str(folder), commits, synchronous], -9, **watched)
    return journal


async def _ends(command: Sequence[str], status: int, **environ: str) -> None:
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=TREE,
        env={**os.environ, **environ},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    if process.returncode != status:
        raise RuntimeError(f"{command[0]} ended with {process.returncode}: {said.decode(errors='replace')[-2000:]}")


def _judge(database: Path, acknowledged: set[str], damage: Damage) -> None:
    """Open it, as the next start would."""
    damage.cuts += 1
    damage.acknowledged += len(acknowledged)
    connection = sqlite3.connect(database)
    try:
        kept = dict(connection.execute("SELECT name, 'company:' || id FROM company"))
        audited = [row[0] for row in connection.execute("SELECT object FROM audit_event")]
        damage.damaged += connection.execute("PRAGMA integrity_check").fetchone()[0] != "ok"
    except sqlite3.DatabaseError:
        kept, audited = {}, []
        damage.damaged += 1
    finally:
        connection.close()
    lost = len(acknowledged - kept.keys())
    damage.lost += lost
    damage.lossy += lost > 0
    damage.torn += len(set(kept.values()) ^ set(audited))


PROOF = Proof(
    target="T2",
    promise="a power cut loses no acknowledged commit",
    parts=[
        Part(name="the shipped settings", run=as_shipped, needs=("compiler",)),
        Part(name="synchronous=NORMAL", run=partial(as_is_common, synchronous="1"), needs=("compiler",), control=True),
        Part(
            name="synchronous=OFF",
            run=partial(as_is_common, synchronous="0"),
            needs=("compiler",),
            control=True,
            sizes=(Size.LONG,),
        ),
    ],
)

"""`python -m tests.proofs.stage.writer FOLDER COMMITS SYNCHRONOUS`: writes through the storage layer, and says so.

Every commit that returned is written down, one name a line, in a file of the same folder, so that whoever watches the
disk knows what came first.
"""

import asyncio
import itertools
import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from storage.engine import PRAGMAS, make_engine
from storage.keys import KeyRing
from storage.organisation import Company
from storage.unit import Storage
from tests.proofs.worker import dies_with_parent

TASKS = 4  # side by side: commits of several are on their way at once
NOW = datetime(2027, 3, 9, 12, 0, tzinfo=UTC)
DATABASE, ACKNOWLEDGED = "roundtable.db", "acknowledged"


async def main(folder: Path, commits: int, synchronous: str) -> None:
    """The settings are the shipped ones, but for `synchronous` where it is given."""
    url, keys = f"sqlite:///{folder}/{DATABASE}", KeyRing.open(folder.parent / "roundtable.key")
    storage = Storage(make_engine(url), keys)
    await storage.migrate()
    await storage.close()
    pragmas = {**PRAGMAS, "synchronous": synchronous} if synchronous else None
    storage = Storage(make_engine(url, pragmas=pragmas), keys)
    told = os.open(folder / ACKNOWLEDGED, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    numbers = itertools.islice(itertools.count(), commits)
    async with asyncio.TaskGroup() as tasks:
        for _ in range(TASKS):
            tasks.create_task(_write(storage, numbers, told))
    os.kill(os.getpid(), 9)  # the connection is never closed: there was no time for it


async def _write(storage: Storage, numbers: Iterator[int], told: int) -> None:
    for number in numbers:
        async with storage.unit() as unit:
            company = Company(name=f"Maker {number:06}", created_at=NOW)
            unit.add(company)
            await unit.record("organisation company", at=NOW, object=f"company:{company.id}")
        os.write(told, f"{company.name}\n".encode())


if __name__ == "__main__":
    dies_with_parent()
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]))

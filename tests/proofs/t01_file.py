"""T1, of files: killed while a dropped file is rehearsed and taken in, the bot loses no row, and takes none twice.

Staff drop tables of facilities, whose names may be there twice as far as the database is concerned. The real service
is killed (-9) at random moments from the drop to the last word about it; what it says of the file is read on the
platform, and what became of its rows in the database while nobody serves.
"""

import asyncio
import random
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field

from sqlalchemy import func, select

from commands.engine.heard import Call, Enclosed
from storage.audit import AuditEvent
from storage.facility import Facility
from storage.file import FileState, RegistryFile
from storage.unit import Unit
from tests.proofs.proof import Claim, Part, Proof, Run, Size
from tests.proofs.stage.voyage import SOON, Voyage

ADD = Call(path=("file", "add"))
BATCH = 1_000  # rows that are committed at once
STARTS = 0.2  # seconds, about
LONGEST = 1.5  # seconds of the first lives; later ones of a file grow longer, so that a busy machine gets on, too
APART = "rows that were not written down as taken, or the reverse"
ENOUGH = 400  # lives after which a file that isn't taken in never will be


@dataclass(kw_only=True)
class Bringing:
    """Files, one after the other, and what is found of each."""

    voyage: Voyage
    chance: random.Random
    rows: int
    room: str
    chat: str
    kills: int = 0
    killed_taking: int = 0
    wrong: Counter[str] = field(default_factory=Counter)

    async def bring(self, number: int) -> None:
        """Drop a file, see it through, and let whoever is last say so."""
        await self._last_life(await self.see_through(number), number)

    async def see_through(self, number: int, *, until_wrong: bool = False) -> int:
        """Say yes to it once it was shown, and kill whoever works on it until it is over, or something is wrong; from
        where on it may have been told.
        """
        harbour, person = self.voyage.harbour, self.voyage.staff[0]
        lines = (f"Site {number}-{row},CN,assembly\n" for row in range(self.rows))
        data = ("facility,country,facility_kind\n" + "".join(lines)).encode()
        harbour.files[handle := f"file{number}"] = data
        file = Enclosed(name="sites.csv", size=len(data), media_type="text/csv", handle=handle)
        harbour.says(self.room, person, "", call=ADD, file=file, mentioned=True)
        read, is_confirmed = len(harbour.log), False
        for life in range(ENOUGH):
            longest = LONGEST * (1 + life / 20)
            state = await self._life(longest, number, until_taking=until_wrong and is_confirmed)
            if state is FileState.SHOWN and self._heard(read, "Rehearsal of"):
                harbour.says(self.chat, person, "yes")
                read, is_confirmed = len(harbour.log), True
            if state is FileState.TAKEN or (until_wrong and self.wrong.total()):
                break
        return read

    async def _life(self, longest: float, number: int, *, until_taking: bool = False) -> FileState | None:
        """What the file is when it is over, at some time or as soon as the first rows are in; None while it wasn't even
        heard of.
        """
        child = await self.voyage.start()
        if until_taking:
            await self._rows_are_in(number)
        else:
            await asyncio.sleep(STARTS + self.chance.random() ** 2 * longest)
        await child.kill()
        self.kills += 1
        async with self.voyage.looked_at() as unit:
            files = await unit.scalars(select(RegistryFile).order_by(RegistryFile.received_at))
            self.wrong["files"] += len(files) > number + 1
            if len(files) <= number:
                return None
            there = await _sites(unit, number)
            self.wrong[APART] += abs(there - files[number].done)
            self.killed_taking += files[number].state is FileState.TAKING
            return files[number].state

    async def _rows_are_in(self, number: int) -> None:
        """Watch from outside, for a fast machine takes the whole of a file in within half a second; without a unit,
        which would wait for the very batches.
        """
        storage = self.voyage.storage()
        file = storage.engine.url.database
        await storage.close()
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
            async with asyncio.timeout(SOON):
                while not database.execute("SELECT 1 FROM facility WHERE name = ?", (f"Site {number}-0",)).fetchone():
                    await asyncio.sleep(0.005)

    async def _last_life(self, read: int, number: int) -> None:
        child = await self.voyage.start()
        await self.voyage.until(lambda: bool(self._heard(read, "is taken in.")), child)
        await asyncio.sleep(1.0)  # a second word would come now
        await child.kill()
        async with self.voyage.looked_at() as unit:
            file = (await unit.scalars(select(RegistryFile).order_by(RegistryFile.received_at)))[number]
            imports = select(func.count()).where(
                AuditEvent.action == "registry import", AuditEvent.object.contains(file.digest[:32])
            )
            self.wrong["rows lost, or there twice"] += abs(await _sites(unit, number) - self.rows)
            self.wrong["rows gone through twice"] += abs(file.tally.get("new", 0) - self.rows)
            self.wrong["batches without their audit, or with two"] += abs(
                (await unit.scalar(imports) or 0) - self.rows // BATCH
            )
        self.wrong["told other than once that it is over"] += abs(self._heard(read, "is taken in.") - 1)

    def _heard(self, read: int, words: str) -> int:
        return sum(words in post.plain for post in self.voyage.harbour.log[read:] if post.room == self.chat)


async def _sites(unit: Unit, number: int) -> int:
    return await unit.scalar(select(func.count()).where(Facility.name.startswith(f"Site {number}-"))) or 0


@asynccontextmanager
async def bringing(run: Run, batches: int, *, sabotage: str = "") -> AsyncIterator[Bringing]:
    """A service, and staff who have tables for it."""
    async with Voyage(run.folder, seed=run.seed, sabotage=sabotage) as voyage:
        chats = await voyage.chats()
        room = next(room.id for room in voyage.harbour.rooms.values() if room.plan.name == "Staff")
        yield Bringing(
            voyage=voyage, chance=random.Random(run.seed), rows=batches * BATCH, room=room,
            chat=chats[voyage.staff[0]],
        )  # fmt: skip


async def killed(run: Run) -> Sequence[Claim]:
    """One file after the other, each in as many lives as it takes."""
    files, goal = run.of(1, 10), run.of(2, 50)
    async with bringing(run, run.of(4, 12)) as found:
        for number in range(files):
            await found.bring(number)
            run.step(number + 1, files)
    is_enough = found.kills >= goal and (found.killed_taking > 0 or run.size is Size.SHORT)
    return [
        Claim(
            what="files, rows of each, kills, those between two batches",
            found=f"{files}, {found.rows:,}, {found.kills}, {found.killed_taking}", goal=f"at least {goal} kills",
            holds=is_enough,
        ),
        *(Claim(what=what, found=str(count), goal="0", holds=count == 0) for what, count in found.wrong.items()),
    ]  # fmt: skip


async def progress_later(run: Run) -> Sequence[Claim]:
    """The control: rows are committed before it is written down that they are."""
    async with bringing(run, 12, sabotage="progress-later") as found:
        await found.see_through(0, until_wrong=True)
    apart = found.wrong[APART]
    return [Claim(what=APART, found=str(apart), goal="more than 0", holds=apart > 0)]


PROOF = Proof(
    target="T1",
    promise="killed (-9) at any moment, it loses no command and tears nothing",
    parts=[
        Part(name="while it takes a file in", run=killed),
        Part(name="how far a file is is written down later", run=progress_later, control=True),
    ],
)

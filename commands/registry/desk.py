"""Where files that were brought in a chat are worked on: rehearsed, and after a yes taken in, batch by batch.

Nothing of it is in memory alone: which file is next, and how far it is, are rows, and a batch is one unit of work with
its progress. Whoever is killed in between goes on behind the last batch that was committed. What takes long is done
beside the event loop, and the database is nobody's for longer than a batch.
"""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select

from commands.engine.gate import admit_clock
from commands.engine.words import ClosedWords
from commands.engine.world import World
from commands.file import counts_of
from commands.registry.bringer import Bringer, bringer_of, in_order, table_of, troubles
from commands.registry.intake import Intake, Judgement, understand
from commands.registry.kind import Importer
from commands.registry.table import Verdict
from storage.access import PERMISSIONS, Action
from storage.audit import Outcome
from storage.engine import StorageTrouble
from storage.file import FileContent, FileState, RegistryFile, kind_word, locked, scrub
from storage.message import Message, say
from storage.organisation import Organisation, OrganisationStatus
from storage.person import Person
from storage.refusal import Refusal
from storage.unit import Storage, Unit

BATCH = 1_000  # rows of one unit of work while people are served: less than a tenth of a second
STEPS = 10  # times at most that the line with the progress changes
_TO_DO = select(RegistryFile).where(RegistryFile.state.in_((FileState.RECEIVED, FileState.TAKING)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A file to be worked on, as it stood when it was looked up."""

    id: str
    state: FileState
    done: int
    tally: Counter[str]
    importer: Importer


class Desk:
    """Works on one file after the other. `show` writes what is said of a row; `bug` logs a failure of ours."""

    def __init__(
        self,
        storage: Storage,
        world: World,
        *,
        words: ClosedWords,
        show: Callable[[Message, str], str],
        bug: Callable[[BaseException], str],
        now: Callable[[], datetime],
        batch: int = BATCH,
    ) -> None:
        self._storage = storage
        self._world = world
        self._words = words
        self._show = show
        self._bug = bug
        self._now = now
        self._batch = batch

    async def settle(self) -> None:
        """Work until nothing waits. Raises StorageTrouble, after which what was begun waits as before."""
        while (task := await self._next()) is not None:
            try:
                if task.state is FileState.RECEIVED:
                    await self._rehearse(task)
                else:
                    await self._take(task)
            except StorageTrouble:
                raise
            except Refusal as refusal:
                await self._unfit(task, refusal.message)
            except Exception as error:  # noqa: BLE001  one file that we can't handle holds up no other
                await self._unfit(task, say("trouble", reference=self._bug(error)))

    async def _next(self) -> Task | None:
        async with self._storage.unit() as unit:
            here = RegistryFile.platform.in_(
                self._world.platforms
            )  # others are served by whoever can tell their bringers
            file = await unit.scalar(_TO_DO.where(here).order_by(RegistryFile.received_at).limit(1))
            if file is None:
                return None
            person = await unit.session.get_one(Person, file.person_id)
            return Task(
                id=file.id, state=file.state, done=file.done,
                tally=Counter(file.tally),
                importer=Importer(actor_id=person.id, locale=person.locale, is_staff=True),
            )  # fmt: skip

    async def _understood(self, task: Task) -> Intake:
        """The file, each of its rows read. Raises Refusal where that can't be."""
        async with self._storage.unit() as unit:
            content = await unit.scalar(select(FileContent).where(FileContent.id == task.id))
        if content is None:
            raise Refusal("file-gone")
        data = await asyncio.to_thread(FileContent.bytes_of, content.data)
        intake = await asyncio.to_thread(understand, data, task.importer, self._now(), self._words)
        await intake.check(self._storage)
        return intake

    async def _rehearse(self, task: Task) -> None:
        """What each row comes to, told to whoever brought them; nothing is written."""
        intake = await self._understood(task)
        await asyncio.to_thread(intake.look_for_doubles)
        judged = [*intake.refused]
        for begins in range(0, len(intake.targets), self._batch):
            async with self._storage.unit() as unit:
                judged += await intake.settle_rows(unit, begins, begins + self._batch)
        judged = in_order(judged)
        table = await asyncio.to_thread(table_of, judged, lambda said: self._show(said, task.importer.locale))
        async with self._storage.unit() as unit:
            bringer = await self._bringer(unit, task)
            if bringer is None:
                return
            file, tally = bringer.file, Counter(one.verdict.value for one in judged)
            file.shown(intake.kind.name, len(intake.targets), tally, now=bringer.work.now)
            message = await self._rehearsed(bringer, intake, judged)
            once = f"shown.{file.rehearsals}"
            await bringer.hand_over(table, once=f"{once}.rows")
            await bringer.tell(message, once=once)

    async def _rehearsed(self, bringer: Bringer, intake: Intake, judged: list[Judgement]) -> Message:
        file = bringer.file
        message = say("file-shown", code=file.code, kind=kind_word(file.kind), rows=file.rows).then(counts_of(file))
        if intake.sheet.encoding == "windows-1252":
            message = message.then(say("import-read-as", encoding=intake.sheet.encoding))
        message = message.then(*troubles(judged))
        if file.tally.get(Verdict.REFUSED):
            return message.then(file.refused_rows())
        if set(file.tally) <= {Verdict.SAME}:
            file.advance(file.rows, file.tally, now=bringer.work.now)
            await scrub(bringer.work.unit, file)
            return message.then(say("file-nothing-new"))
        return await bringer.asked(message)

    async def _take(self, task: Task) -> None:
        """Write it, from where it was left; each batch with its progress."""
        intake = await self._understood(task)
        counts = task.tally
        if task.done == 0:
            if counts[Verdict.REFUSED] != len(intake.refused):
                return await self._changed_meanwhile(task)
            counts = Counter({Verdict.REFUSED.value: len(intake.refused)})
        done = task.done
        while done < len(intake.targets):
            ends = min(done + self._batch, len(intake.targets))
            async with self._storage.unit() as unit:
                bringer = await self._bringer(unit, replace(task, done=done))
                if bringer is None:
                    return
                found = await intake.settle_rows(unit, done, ends, bringer.work)
                counts.update(one.verdict.value for one in found)
                bringer.file.advance(ends, counts, now=bringer.work.now)
                if bringer.file.is_open and (done == 0 or _step(done, bringer.file) != _step(ends, bringer.file)):
                    await bringer.progress()
                elif not bringer.file.is_open:
                    await self._taken(bringer, has_line=ends > self._batch)
            done = ends
            await asyncio.sleep(0)  # whoever waits for the database or the loop has it now

    async def _taken(self, bringer: Bringer, *, has_line: bool) -> None:
        file = bringer.file
        await scrub(bringer.work.unit, file)
        if has_line:
            await bringer.progress()
        told = say("file-taken", code=file.code).then(counts_of(file), say("import-applied", kind=file.kind))
        await bringer.tell(told, once="taken")

    async def _changed_meanwhile(self, task: Task) -> None:
        """What was shown is not so any more: it is shown anew, and asked anew."""
        async with self._storage.unit() as unit:
            if bringer := await self._bringer(unit, task):
                bringer.file.again(now=bringer.work.now)

    async def _unfit(self, task: Task, why: Message) -> None:
        """Nothing can be made of it: what it holds goes, and its bringer learns why."""
        async with self._storage.unit() as unit:
            file = await locked(unit, task.id)
            if file is None or not file.is_open:
                return
            now = self._now()
            file.unfit(now=now)
            await scrub(unit, file)
            await unit.record(
                "registry import", at=now, actor_id=file.person_id, object=f"file:{file.id}",
                outcome=Outcome.REFUSED, cause=why.key,
            )  # fmt: skip
            work = admit_clock(unit, may=Action.RUN, now=now, world=self._world)
            if bringer := await bringer_of(work, file):
                await bringer.tell(say("file-unfit", code=file.code).then(why), once="unfit")

    async def _bringer(self, unit: Unit, task: Task) -> Bringer | None:
        """Whoever brought it, while it is as it was looked up; None once it was given up, or is in other hands.

        Somebody who may not bring files any more isn't asked whether this one is to be taken in: it is given up.
        """
        file = await locked(unit, task.id)
        if file is None or (file.state, file.done) != (task.state, task.done):
            return None
        work = admit_clock(unit, may=Action.RUN, now=self._now(), world=self._world)
        bringer = await bringer_of(work, file)
        if bringer is None or not await _may_bring(unit, bringer.person):
            file.drop(now=work.now)
            await scrub(unit, file)
            return None
        return bringer


async def _may_bring(unit: Unit, person: Person) -> bool:
    """Whether what this person brought is still theirs to bring."""
    organisation = await unit.session.get_one(Organisation, person.organisation_id)
    is_there = person.is_active and organisation.status is OrganisationStatus.ACTIVE
    return is_there and bool(PERMISSIONS[Action.REGISTER].roles & person.roles)


def _step(done: int, file: RegistryFile) -> int:
    return done * STEPS // max(file.rows, 1)

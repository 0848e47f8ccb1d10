"""The only way in: admit, run, record, commit, or none of it. People's requests and the clock's jobs alike."""

import hashlib
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from commands.engine import grievance
from commands.engine.gate import admit, admit_clock
from commands.engine.policy import Policy
from commands.engine.request import Request
from commands.engine.tender import refuse_tender_facts
from commands.engine.work import Work
from commands.engine.world import World
from storage.access import Action, Label
from storage.inbox import first_time
from storage.message import Message, say
from storage.outbox import Kind, Parcel
from storage.refusal import Refusal
from storage.room import Observation, Room, RoomKind
from storage.told import Told
from storage.unit import Storage, Unit


class Preview(Exception):
    """A command that others will see was run as a rehearsal; everything is rolled back, and the asker is shown this.
    `cause` is why it was not even run, for the record.
    """

    def __init__(
        self,
        message: Message,
        digest: str,
        *,
        about: str = "",
        cause: str = "",
        label: Label,
        told: tuple[Told, ...] = (),
    ) -> None:
        super().__init__(digest)
        self.message = message
        self.digest = digest
        self.about = about
        self.cause = cause
        self.label = label
        self.told = told


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Something the clock asks for. `due` names what is due now as (subject, slot) pairs.

    Each pair is done one time, ever.
    """

    name: str
    due: Callable[[Unit, datetime, Policy], Awaitable[list[tuple[str, str]]]]
    run: Callable[[Work, str], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What a request came to: the answer, how narrow it is, and whether it is for the asker alone."""

    message: Message
    work: Work


class Dispatcher:
    """Runs what was asked, in one unit of work."""

    def __init__(self, storage: Storage, world: World) -> None:
        self.storage = storage
        self.world = world

    async def perform(
        self, unit: Unit, request: Request, *, now: datetime, observed: Mapping[str, Observation] = MappingProxyType({})
    ) -> Answered:
        """Run a request inside an open unit.

        Raises Refusal, or Preview where others would see the effect and no yes was said. A refusal is as narrow as what
        was read until then.
        """
        work = await admit(unit, request, now=now, world=self.world, observed=observed)
        await refuse_tender_facts(work, request)
        if message := grievance.held(request):
            raise Preview(message, grievance.digest(request), cause=message.key, label=request.spec.carries)
        try:
            message = await request.spec.run(work, **request.values)
        except Refusal as refusal:
            refusal.label = work.label
            raise
        if request.spec.confirm:
            await self._confirmed(work, request)
        await unit.record(request.spec.name, at=now, actor_id=work.person.id, object=work.touched, place=request.room)
        return Answered(message=message, work=work)

    async def tick(self, jobs: tuple[Job, ...], *, now: datetime) -> list[BaseException]:
        """Do what is due; one job's failure stops no other. Returns the failures, for the log."""
        failures: list[BaseException] = []
        for job in jobs:
            try:
                async with self.storage.unit() as unit:
                    due = await job.due(unit, now, self.world.policy)
            except Exception as error:  # noqa: BLE001  one job's failure stops no other; the clock logs each
                failures.append(error)
                continue
            for subject, slot in due:
                try:
                    await self._run_job(job, subject, slot, now=now)
                except Exception as error:  # noqa: BLE001  nor does one subject's, which would come first each time
                    failures.append(error)
        return failures

    async def _run_job(self, job: Job, subject: str, slot: str, *, now: datetime) -> None:
        async with self.storage.unit() as unit:
            if not await first_time(unit, job.name, subject, slot, now):
                return
            work = admit_clock(unit, may=Action.RUN, now=now, world=self.world)
            await job.run(work, subject)
            await unit.record(f"job {job.name}", at=now, object=work.touched or subject)

    async def _confirmed(self, work: Work, request: Request) -> None:
        digest = _digest(request, work.queued)
        if digest == request.confirmed:
            return
        label = max((work.label, *(one.label for one in work.queued)), key=lambda one: one.rank)
        raise Preview(
            await _preview(work, request),
            digest,
            about=work.previewed or work.copied,
            label=label,
            told=work.told,
        )


def _digest(request: Request, queued: list[Parcel]) -> str:
    """What the yes will hold for: the command, its values and everything that would leave, to the letter."""
    effects = sorted(
        f"{one.room_id}|{one.kind}|{one.label}|{one.payload}" for one in queued if one.kind is not Kind.OPEN_ROOM
    )
    said = json.dumps(dict(request.raw), sort_keys=True)
    return hashlib.sha256("\x1f".join([request.spec.name, said, *effects]).encode()).hexdigest()


async def _preview(work: Work, request: Request) -> Message:
    """What others will see, as it will look, for how many people in which rooms under which label; and who is taken out
    of what.
    """
    rooms: dict[str, list[Parcel]] = {}
    for parcel in work.queued:
        if parcel.kind in {Kind.POST, Kind.EDIT, Kind.REDACT, Kind.FILE}:
            rooms.setdefault(parcel.room_id, []).append(parcel)
    lines = []
    alone: dict[Label, int] = {}
    texts: dict[str, Message] = {}
    for room_id, parcels in rooms.items():
        room = await work.unit.session.get_one(Room, room_id)
        label = parcels[0].label
        if room.kind is RoomKind.PRIVATE:
            alone[label] = alone.get(label, 0) + 1
        else:
            lines.append(say("line-preview-room", room=room.name, people=max(room.people - 1, 0), label=label))
            if recalls := sum(parcel.kind is Kind.REDACT for parcel in parcels):
                lines.append(say("line-preview-recalls", room=room.name, count=recalls))
        for parcel in parcels:
            if packed := parcel.content.get("message"):
                texts.setdefault(packed, Message.from_json(packed))
    lines += [say("line-preview-alone", people=people, label=label) for label, people in alone.items()]
    lines += await _taken_out(work)
    if not lines:
        lines = [say("line-preview-nothing")]
    return say("confirm-preview").then(*lines, *texts.values(), say("confirm-ask"))


async def _taken_out(work: Work) -> list[Message]:
    """How many accounts are taken out of a room, or out of all there are."""
    out = [parcel for parcel in work.queued if parcel.kind is Kind.REMOVE]
    if not out:
        return []
    rooms, accounts = {one.room_id for one in out}, {one.content["person"] for one in out}
    room = await work.unit.session.get_one(Room, out[0].room_id)
    return [say("line-preview-out", accounts=len(accounts), rooms=len(rooms), room=room.name)]

"""T12: a backup taken while the bot works is restored within a minute, and what left since doesn't leave again.

A hundred thousand rows. Fifty posts leave after the backup: half of them waited in it, half the clock made since. The
restored bot meets the same platform, whose log is what counts.
"""

import asyncio
import itertools
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import insert

from bot import restoring
from storage import audit, tombstone
from storage.access import Label
from storage.backup import backup, let_go, restore
from storage.base import new_id
from storage.group import Group
from storage.inbox import seen
from storage.message import say
from storage.outbox import Kind, Parcel, ParcelState
from storage.room import Room
from storage.unit import Storage
from tests.fakes.memory import MemoryPlatform
from tests.parcels import make_parcel
from tests.proofs.proof import Claim, Part, Proof, Run
from tests.proofs.stage.yard import NOON, database, groups, meetings, opened, replica

GROUPS = 5
SINCE = 50  # posts after the backup
WITHIN = 60.0  # seconds
HOUR = timedelta(hours=1)


@dataclass(kw_only=True)
class Past:
    """A bot that was lost, and the backup of it."""

    rows: int = 0
    written: int = 0
    seconds: float = 0.0
    sent: int = 0


async def goes_back(run: Run, kind: str, *, catches_up: bool = True) -> Sequence[Claim]:
    """Lose a bot, restore it, and let it tick and send all that it would."""
    side, past = MemoryPlatform(lambda: NOON), Past()
    with database(kind, run.folder) as url:
        async with opened(url, run.folder) as storage:
            await _lose(run, storage, side, past)
            keys = storage.keys
        target = f"sqlite:///{run.folder}/restored.db"
        began = time.monotonic()
        restored = await restore(
            run.folder / "backup", target, keys, now=NOON + 2 * HOUR, tombstones=tombstone.beside(keys)
        )
        seconds = time.monotonic() - began
        async with opened(target, run.folder) as again:
            async with again.unit() as unit:
                whole = await audit.verify(unit) is None
            cast = replica(again, side, NOON + 2 * HOUR, "bot")
            said = len(side.log)
            if catches_up:
                await restoring.catch_up(cast.app, restored.taken_at, cast.now)
            await cast.passes(timedelta(seconds=5))
            by_itself = len(side.log) - said
            freed = await let_go(again, cast.now)
            await cast.settle()
            let = len(side.log) - said - by_itself
    if not catches_up:
        return [Claim(what="sent again", found=str(by_itself), goal="> 0, not led to now", holds=by_itself > 0)]
    return [
        Claim(what="rows backed up beside writes, restored in", found=f"{past.rows}, {past.written}, {seconds:.1f} s",
              goal=f"<= {WITHIN:.0f} s", holds=seconds <= WITHIN and restored.rows == past.rows and past.written > 0),
        Claim(what="the audit's chain", found="whole" if whole else "broken", goal="whole", holds=whole),
        Claim(what="sent after the backup", found=str(past.sent), goal=str(SINCE), holds=past.sent == SINCE),
        Claim(what="sent again by itself", found=str(by_itself), goal="0", holds=by_itself == 0),
        Claim(what="held from the backup, let go, sent again", found=f"{freed}, {let}",
              goal=f"{SINCE // 2}, 0", holds=freed == SINCE // 2 and let == 0),
    ]  # fmt: skip


async def _lose(run: Run, storage: Storage, side: MemoryPlatform, past: Past) -> None:
    made = await groups(storage, side, GROUPS, now=NOON)
    await meetings(storage, made, SINCE // 2 // GROUPS, starts=NOON + HOUR + timedelta(days=1))
    await fill(run, storage, made, run.of(3_000, 100_000))
    cast = replica(storage, side, NOON, "bot")
    await queue(storage, made, SINCE - SINCE // 2)
    writing = asyncio.create_task(_write(storage, past))
    await asyncio.sleep(0.1)
    past.rows = await backup(storage, run.folder / "backup", now=NOON)
    writing.cancel()
    with suppress(asyncio.CancelledError):
        await writing
    await cast.passes(HOUR)
    past.sent = len(side.log)


async def queue(storage: Storage, made: Sequence[tuple[Group, Room]], count: int) -> None:
    """So many parcels that are due, in all rooms by turns."""
    async with storage.unit() as unit:
        for number in range(count):
            content = {"message": say("room-own").to_json(), "locales": ["en"]}
            room = made[number % len(made)][1]
            unit.session.add(make_parcel(room, content=content, label=Label.CLEAR, created_at=NOON, not_before=NOON))


async def _write(storage: Storage, past: Past) -> None:
    for number in itertools.count():
        async with storage.unit() as unit:
            await seen(unit, f"memory:$load{number}", None, NOON)
        past.written += 1
        await asyncio.sleep(0)


async def fill(run: Run, storage: Storage, made: Sequence[tuple[Group, Room]], rows: int) -> None:
    """What a bot of some years has: parcels that were sent."""
    rooms = itertools.cycle([room.id for _, room in made])
    for first in range(0, rows, 1000):
        async with storage.unit() as unit:
            await unit.session.execute(insert(Parcel), [_old(next(rooms), first + n) for n in range(1000)])
        run.step(first, rows)


def _old(room: str, number: int) -> dict[str, object]:
    at: datetime = NOON - timedelta(days=400) + timedelta(minutes=number)
    return {
        "id": new_id(), "once": f"old.{number}", "kind": Kind.POST, "room_id": room, "order_key": room, "subject": "",
        "label": Label.GREEN, "payload_sealed": b"x" * 400, "created_at": at, "not_before": at, "attempts": 1,
        "state": ParcelState.SENT, "lease_owner": "", "epoch": 1, "receipt": f"$old{number}", "cause": "",
        "first_attempt_at": at, "settled_at": at,
    }  # fmt: skip


PROOF = Proof(
    target="T12",
    promise="a backup of 100,000 rows, taken under load, restores within 60 s; of 50 posts sent since none again",
    parts=[
        Part(name="lost and restored, SQLite", run=partial(goes_back, kind="sqlite")),
        Part(name="lost on PostgreSQL, restored on SQLite", run=partial(goes_back, kind="postgresql"),
             needs=("postgres",)),
        Part(name="without leading the clock to now", run=partial(goes_back, kind="sqlite", catches_up=False),
             control=True),
    ],
)  # fmt: skip

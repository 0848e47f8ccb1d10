"""T3: whatever is killed and whatever the platform does, each reminder arrives once, and each room keeps its order.

The clock of the real service makes the reminders: every meeting of a group is due in every one of its rooms. Meanwhile
the service is killed (-9) again and again, sends are refused, and answers are lost. What counts is the platform's log.
"""

import asyncio
import random
import re
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from storage.access import Label
from storage.group import Group
from storage.meeting import Meeting
from storage.outbox import Parcel
from storage.room import Room, RoomKind, RoomState
from tests.postgres import durable_server
from tests.proofs.proof import Claim, Part, Proof, Run
from tests.proofs.stage.harbour import Weather
from tests.proofs.stage.nursery import Child
from tests.proofs.stage.voyage import Voyage

NOON = datetime(2027, 3, 9, 12, 0, tzinfo=UTC)  # a Tuesday: nobody's night
BEFORE = timedelta(hours=20)  # of a meeting: its reminder of the day before has come
REMINDER = re.compile(r"A reminder:\s+(Meeting \d{3})")
SETTLED_AFTER = 2.5  # seconds; retries come within a tenth of that, and the courier looks every two
ROUGH = Weather(lost=0.06, refused=0.06, takes=0.02)


@dataclass(frozen=True, kw_only=True)
class Load:
    """How much is to be posted under how many kills, with at most how many arrivals between two of them."""

    rooms: int
    meetings: int
    kills: int
    most: int = 1_000_000

    @property
    def reminders(self) -> int:
        """All of them."""
        return self.rooms * self.meetings


@dataclass(kw_only=True)
class Outcome:
    """What the platform's log says."""

    due: int
    lost: int = 0
    doubled: int = 0
    disordered: int = 0
    kills: int = 0

    def claims(self, least_kills: int) -> list[Claim]:
        """What was promised."""
        return [
            Claim(
                what="reminders, kills", found=f"{self.due}, {self.kills}", goal=f"{self.due}, {least_kills}",
                holds=self.kills >= least_kills,
            ),
            Claim(what="lost", found=str(self.lost), goal="0", holds=self.lost == 0),
            Claim(what="doubled", found=str(self.doubled), goal="0", holds=self.doubled == 0),
            Claim(what="out of order in their room", found=str(self.disordered), goal="0", holds=self.disordered == 0),
        ]  # fmt: skip


async def on_sqlite(run: Run) -> Sequence[Claim]:
    """The design as it is."""
    load = _load(run)
    return (await _voyage(run, load, weather=ROUGH)).claims(load.kills)


async def on_postgres(run: Run) -> Sequence[Claim]:
    """The same, where several processes could write."""
    load = _load(run)
    async with _database() as url:
        return (await _voyage(run, load, weather=ROUGH, database=url)).claims(load.kills)


async def with_a_short_memory(run: Run) -> Sequence[Claim]:
    """A platform that knows keys for a moment only, as Discord does: late retries look first."""
    load = Load(rooms=run.of(6, 20), meetings=run.of(5, 25), kills=run.of(3, 60))
    outcome = await _voyage(run, load, weather=Weather(lost=0.25, takes=0.02), key_window=0.05, believes=0.05)
    return outcome.claims(load.kills)


async def without_the_key(run: Run) -> Sequence[Claim]:
    """Control: a platform that knows no keys gets what it has already."""
    outcome = await _broken(run, knows_keys=False)
    return [_damage("doubled", outcome.doubled, outcome)]


async def without_the_probe(run: Run) -> Sequence[Claim]:
    """Control: the platform forgets keys sooner than a retry comes, and nobody looks."""
    outcome = await _broken(run, key_window=0.05)
    return [_damage("doubled", outcome.doubled, outcome)]


async def marked_before_sent(run: Run) -> Sequence[Claim]:
    """Control: what is written down as sent before it is sent is lost where the send fails."""
    outcome = await _broken(run, sabotage="mark-first")
    return [_damage("lost", outcome.lost, outcome)]


def _load(run: Run) -> Load:
    return Load(rooms=run.of(8, 50), meetings=run.of(10, 100), kills=run.of(6, 500))


async def _broken(run: Run, **broken: Any) -> Outcome:
    load = Load(rooms=6, meetings=run.of(5, 25), kills=run.of(2, 20), most=4)  # what is lost never comes
    return await _voyage(run, load, weather=Weather(lost=0.15, refused=0.15, takes=0.02), **broken)


def _damage(what: str, times: int, outcome: Outcome) -> Claim:
    return Claim(what=what, found=f"{times} of {outcome.due}", goal="more than 0", holds=times > 0)


@asynccontextmanager
async def _database() -> AsyncIterator[str]:
    for server in durable_server():
        yield server.fresh_database()


async def _voyage(run: Run, load: Load, **more: Any) -> Outcome:
    """Kill it again and again until everything has arrived, and no less often than planned."""
    chance = random.Random(run.seed)
    async with Voyage(run.folder, seed=run.seed, ahead=NOON - datetime.now(UTC), **more) as voyage:
        rooms = await _planted(voyage, load)
        outcome = Outcome(due=load.reminders)
        for life in range(load.kills):
            left = max(load.reminders - _arrived(voyage), 0)
            child = await voyage.start()
            await _lives(voyage, child, min(chance.randint(0, 2 * left // (load.kills - life)), left, load.most))
            await asyncio.sleep(chance.random() * (0.02 if left else 0.3))
            await child.kill()
            outcome.kills += 1
            run.step(life + 1, load.kills)
        child = await voyage.start()
        await _settled(voyage)
        await child.kill()
        await _judge(voyage, rooms, outcome)
        return outcome


async def _lives(voyage: Voyage, child: Child, arrivals: int) -> None:
    """Until so many more have arrived."""
    enough = _arrived(voyage) + arrivals
    await voyage.until(lambda: _arrived(voyage) >= enough, child)


async def _planted(voyage: Voyage, load: Load) -> dict[str, str]:
    """A group with many rooms and meetings, all to be reminded of at noon; our id of each room, by the platform's."""
    storage = voyage.storage()
    await storage.migrate()
    made = NOON - timedelta(days=20)
    group = Group(code="LEV", name="Low-emission vehicles", created_at=made)
    rooms = [
        Room(
            platform=voyage.harbour.name, external_id=voyage.harbour.room(*voyage.staff).id, kind=RoomKind.GROUP,
            name=f"lev-{number}", group_id=group.id, state=RoomState.AUTHORISED, ceiling=Label.GREEN, created_at=made,
        )
        for number in range(load.rooms)
    ]  # fmt: skip
    for room in voyage.harbour.rooms.values():
        room.joined.add(voyage.harbour.account)
    async with storage.unit() as unit:
        unit.add(group)
        await unit.session.flush()
        unit.session.add_all(rooms)
        for number in range(load.meetings):
            starts = NOON + BEFORE + timedelta(minutes=number % 60)
            unit.add(_meeting(group, f"Meeting {number:03}", starts, made))
    await storage.close()
    return {str(room.external_id): room.id for room in rooms}


def _meeting(group: Group, title: str, starts: datetime, made: datetime) -> Meeting:
    return Meeting(
        code=f"MTG-{title[-3:]}", group_id=group.id, title=title, starts_at=starts, zone=group.zone, changed_at=made,
        announced_at=made, created_at=made,
    )  # fmt: skip


def _arrived(voyage: Voyage) -> int:
    return len(voyage.harbour.log)


async def _settled(voyage: Voyage) -> None:
    """Until nothing has come for longer than anything waits."""
    while True:
        before = _arrived(voyage)
        await asyncio.sleep(SETTLED_AFTER)
        if _arrived(voyage) == before:
            return


async def _judge(voyage: Voyage, rooms: dict[str, str], outcome: Outcome) -> None:
    """By the platform's log; of the bot only the order in which it queued them is asked."""
    came = [(post.room, found[1]) for post in voyage.harbour.log if (found := REMINDER.match(post.plain))]
    times = Counter(came)
    outcome.lost = outcome.due - len(times)
    outcome.doubled = sum(times.values()) - len(times)
    for room, titles in (await _queued(voyage, rooms)).items():
        first = list(dict.fromkeys(title for where, title in came if where == room))
        planned = [title for title in titles if title in set(first)]
        outcome.disordered += sum(one != other for one, other in zip(first, planned, strict=True))


async def _queued(voyage: Voyage, rooms: dict[str, str]) -> dict[str, list[str]]:
    """Of each room, by the platform's id, the titles in the order in which their reminders were queued."""
    storage = voyage.storage()
    async with storage.unit() as unit:
        titles = {f"meeting:{one.id}": one.title for one in await unit.scalars(select(Meeting))}
        rows = await unit.session.execute(
            select(Parcel.room_id, Parcel.subject).where(Parcel.once.contains(".reminder.")).order_by(Parcel.number)
        )
        parcels = [(room_id, titles[subject]) for room_id, subject in rows if subject in titles]
    await storage.close()
    return {room: [title for room_id, title in parcels if room_id == ours] for room, ours in rooms.items()}


PROOF = Proof(
    target="T3",
    promise="under kills and a platform's faults each reminder arrives once, in order",
    parts=[
        Part(name="SQLite", run=on_sqlite),
        Part(name="PostgreSQL", run=on_postgres, needs=("postgres",)),
        Part(name="a platform that forgets keys at once, with the probe", run=with_a_short_memory),
        Part(name="no platform key", run=without_the_key, control=True),
        Part(name="mark before send", run=marked_before_sent, control=True),
        Part(name="key window shorter than the retry, no probe", run=without_the_probe, control=True),
    ],
)

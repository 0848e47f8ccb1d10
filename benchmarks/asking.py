"""What is asked of a great network: each question as the bot itself puts it, in a unit of its own.

The tests listen to the database while these run (`tests/storage/test_plans.py`): what is measured is what is watched.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random

from sqlalchemy import text

from benchmarks.great_network import NOW, PLATFORM, GreatNetwork, Place, Size, found
from bot.app import App
from commands.engine import guard
from commands.engine.gate import admit
from commands.engine.request import Request
from commands.engine.work import Work
from storage import directory
from storage.audience import Audience, AudienceKind
from storage.refusal import Absent
from storage.room import Observation
from storage.room_audit import AuditCause
from storage.room_rounds import next_stops
from storage.unit import Storage, Unit
from tests.cast import put_together
from tests.fakes.memory import MemoryPlatform

THE_CROWD = "a room of 1,000"
LIST, SHOW = ("meeting", "list"), ("summary", "show")
Question = Callable[["Asking", Unit], Awaitable[object]]


class Given(MemoryPlatform):
    """A platform whose rooms are as they should be, and told at once."""

    def __init__(self, network: GreatNetwork) -> None:
        super().__init__(lambda: NOW, name=PLATFORM)
        self._members = {place.external_id: place.members for place in network.rooms}
        self._members |= {chat: frozenset({account}) for account, chat in network.people}

    async def inspect(self, room: str, expected: frozenset[str] = frozenset(), *, recent: bool = False) -> Observation:
        """The room as it should be."""
        here = frozenset({"example.org"})
        return Observation(
            at=NOW, present=True, joined=self._members[room] | {self.account}, encrypted=True, join_rule="invite",
            history="joined", guests_may_join=False, federated=False, servers=here, own_server="example.org",
        )  # fmt: skip


@dataclass(slots=True, kw_only=True)
class Asking:
    """A network, the bot that serves it, and the chance that draws who asks what."""

    storage: Storage
    network: GreatNetwork
    app: App
    chance: Random

    async def decided(self, unit: Unit, account: str, place: str, path: tuple[str, ...]) -> Work:
        """All that the bot asks before it does anything: who and where, which group, and may they."""
        await directory.look_up(unit, PLATFORM, place, account, NOW)
        room = await directory.room_of(unit, PLATFORM, place)
        person = await directory.person_of(unit, PLATFORM, account)
        assert room is not None
        assert person is not None
        request = Request(
            spec=self.app.world.specs[path], values={}, platform=PLATFORM, sender=account, room=room.id,
            event_id="$e", at=NOW, encrypted=True, verified=True,
        )  # fmt: skip
        return await admit(unit, request, now=NOW, world=self.app.world, observed={})

    def group_room(self) -> Place:
        """One of the groups' rooms, the crowd's apart."""
        number = self.chance.randrange(1, len(self.network.rooms))
        return self.network.rooms[number - (number % 10 == 9)]


async def in_a_room(asking: Asking, unit: Unit) -> object:
    """May a member do this in the room of a group?"""
    place = asking.group_room()
    return await asking.decided(unit, asking.chance.choice(sorted(place.members)), place.external_id, LIST)


async def alone(asking: Asking, unit: Unit) -> object:
    """May somebody do this in their private chat?"""
    return await asking.decided(unit, *asking.chance.choice(asking.network.people), SHOW)


async def a_summary(asking: Asking, unit: Unit) -> None:
    """May somebody read this summary, which is for those linked to a facility? In private; whoever may gets it."""
    work = await asking.decided(unit, *asking.chance.choice(asking.network.others), SHOW)
    with suppress(Absent):
        await asking.app.world.specs[SHOW].run(work, code=asking.chance.choice(asking.network.for_linked))


async def linked(asking: Asking, unit: Unit) -> object:
    """Who is linked to a facility?"""
    where = asking.chance.choice(asking.network.facilities)
    return await directory.reach(unit, Audience(AudienceKind.LINKED, (where,)), now=NOW)


async def buyers(asking: Asking, unit: Unit) -> object:
    """Who buys from a company?"""
    whose = asking.chance.choice(asking.network.companies)
    return await directory.reach(unit, Audience(AudienceKind.BUYERS, (whose,)), now=NOW)


async def affiliates(asking: Asking, unit: Unit) -> object:
    """Who is an affiliate? A rule that names nobody: each in the room is asked for, and nobody else."""
    reach = await directory.reach(unit, Audience(AudienceKind.AFFILIATES), now=NOW)
    return reach, await directory.roster(unit, PLATFORM, asking.group_room().members)


async def a_room(asking: Asking, unit: Unit) -> object:
    """Is a room what it should be, as the night asks?"""
    return await _audit(asking, unit, asking.group_room())


async def the_crowd(asking: Asking, unit: Unit) -> object:
    """Is the largest room what it should be?"""
    return await _audit(asking, unit, asking.network.rooms[0])


async def an_engagement(asking: Asking, unit: Unit) -> object:
    """Is an engagement's room what it should be, and who should be in it?"""
    place = asking.network.rooms[10 * asking.chance.randrange(len(asking.network.rooms) // 10) + 9]
    return await _audit(asking, unit, place)


async def the_staffs(asking: Asking, unit: Unit) -> object:
    """Where are staff told things, and who are they?"""
    return await directory.staff_rooms(unit), await directory.staff(unit)


async def the_round(asking: Asking, unit: Unit) -> object:
    """Which rooms come next in the night's round?"""
    return await next_stops(unit, asking.chance.randbytes(10).hex())


async def _audit(asking: Asking, unit: Unit, place: Place) -> object:
    room = await directory.room_of(unit, PLATFORM, place.external_id)
    assert room is not None
    state = await asking.app.platforms[PLATFORM].inspect(place.external_id, await guard.expected(unit, room))
    faults = await guard.audit(unit, room, state, world=asking.app.world, now=NOW, by=AuditCause.NIGHT)
    assert not faults, faults
    return faults


DECISIONS: Mapping[str, Question] = {
    "a request in a room": in_a_room,
    "a request in private": alone,
    "who reads a summary": a_summary,
}
AUDIENCES: Mapping[str, Question] = {
    "those linked to a facility": linked,
    "the buyers of a company": buyers,
    "the affiliates in a room": affiliates,
}
LOOKS: Mapping[str, Question] = {
    "a room of a group": a_room,
    THE_CROWD: the_crowd,
    "an engagement's room": an_engagement,
    "the next rooms": the_round,
    "the staff": the_staffs,
}
QUESTIONS: Mapping[str, Question] = {**DECISIONS, **AUDIENCES, **LOOKS}


@asynccontextmanager
async def opened(url: str, folder: Path, size: Size) -> AsyncIterator[Asking]:
    """A network of this size in an empty database, "" for SQLite's in this folder."""
    storage = Storage.open(url or f"sqlite:///{folder}/roundtable.db", folder / "roundtable.key")
    try:
        await storage.migrate()
        asking = await serving(storage, size)
        yield asking
        await asking.app.close()
    finally:
        await storage.close()


async def serving(storage: Storage, size: Size) -> Asking:
    """A network of this size in this storage, and a bot that serves it and has not been started."""
    network = await found(storage, size)
    if storage.engine.dialect.name == "postgresql":  # as its autovacuum does; SQLite is never told, nor has to be
        async with storage.unit() as unit:
            await unit.run(text("ANALYZE"))
    app = put_together(storage, Given(network)).app
    return Asking(storage=storage, network=network, app=app, chance=Random(7))

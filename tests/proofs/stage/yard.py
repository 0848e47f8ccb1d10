"""A network of groups with rooms and meetings, made of nouns in a moment, and bots on it that share one platform."""

from collections import Counter
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from storage.access import Label
from storage.engine import make_engine
from storage.group import Group
from storage.keys import KeyRing
from storage.meeting import Meeting, Series
from storage.room import Room, RoomKind, RoomState
from storage.unit import Storage
from tests.cast import Cast, put_together
from tests.fakes.memory import MemoryPlatform
from tests.postgres import durable_server

NOON = datetime(2027, 3, 9, 12, 0, tzinfo=UTC)  # a Tuesday, nobody's night in Europe


@contextmanager
def database(kind: str, folder: Path) -> Iterator[str]:
    """The URL of an empty database of a kind, with the settings of a real one."""
    if kind == "sqlite":
        yield f"sqlite:///{folder}/roundtable.db"
        return
    servers = durable_server()
    try:
        yield next(servers).fresh_database()
    finally:
        for _ in servers:
            pass


@asynccontextmanager
async def opened(url: str, folder: Path) -> AsyncIterator[Storage]:
    """A database with the schema, as a replica of its own sees it."""
    storage = Storage(make_engine(url), KeyRing.open(folder / "roundtable.key"))
    try:
        await storage.migrate()
        yield storage
    finally:
        await storage.close()


def replica(storage: Storage, side: MemoryPlatform, now: datetime, name: str) -> Cast:
    """One more bot on a database and a platform, under a name of its own."""
    cast = put_together(storage, side)
    cast.now = now
    cast.app.name = cast.app.courier.name = name
    return cast


async def groups(
    storage: Storage, side: MemoryPlatform, count: int, *, now: datetime, zones: Iterable[str] = ("Europe/Brussels",)
) -> list[tuple[Group, Room]]:
    """Groups with a room each, authorised up to TLP:GREEN, in these zones by turns."""
    made, places = [], list(zones)
    async with storage.unit() as unit:
        for number in range(count):
            zone = places[number % len(places)]
            group = Group(code=f"G{number}", name=f"Group {number}", zone=zone, created_at=now)
            unit.session.add(group)
            await unit.session.flush()
            room = Room(
                platform=side.name, external_id=side.room(name=group.code).id, kind=RoomKind.GROUP, name=group.code,
                group_id=group.id, zone=zone, ceiling=Label.GREEN, state=RoomState.AUTHORISED, created_at=now,
            )  # fmt: skip
            unit.session.add(room)
            made.append((group, room))
    return made


async def meetings(storage: Storage, made: Iterable[tuple[Group, Room]], each: int, *, starts: datetime) -> None:
    """So many meetings of each group, all at one moment, known of for long."""
    known = starts - timedelta(days=30)
    async with storage.unit() as unit:
        for group, _ in made:
            for number in range(each):
                meeting = Meeting(
                    code=f"MTG-{group.code}-{number}",
                    group_id=group.id,
                    title=f"Meeting {group.code} {number}",
                    starts_at=starts,
                    zone=group.zone,
                    changed_at=known,
                    created_at=known,
                    announced_at=known,
                )
                unit.session.add(meeting)


async def series(storage: Storage, made: Iterable[tuple[Group, Room]], rule: str, at: time, *, first: datetime) -> None:
    """A series of each group by one rule, on the wall of its zone."""
    async with storage.unit() as unit:
        for group, _ in made:
            unit.session.add(
                Series(
                    group_id=group.id,
                    title=f"Series {group.code}",
                    rule=rule,
                    first_day=first.date(),
                    clock=at,
                    zone=group.zone,
                    created_at=first,
                )
            )


def doubled(side: MemoryPlatform, since: int = 0) -> int:
    """How many posts stand in a room beside an equal one, by the platform's log."""
    counts = Counter((post.room, post.plain) for post in side.log[since:])
    return sum(count - 1 for count in counts.values())


def resident() -> int:
    """The memory of this process, in bytes."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096

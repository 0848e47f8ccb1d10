"""What is read past SQLAlchemy's loader is what the loader reads: the same values, the session's own nouns, sealed
texts open, and every fault of the database as it would have been told otherwise.
"""

import pytest
from sqlalchemy import Select, String, bindparam, inspect, literal_column, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import aliased

from storage.base import Base
from storage.outbox import Parcel, Posting
from storage.reading import Reading
from storage.room import Room
from storage.unit import Storage, Unit
from tests.parcels import make_parcel, make_room

SAID = "quokka-velvet-tramline"
POSTED = aliased(Posting)
QUEUED = Reading(
    select(Parcel, Room, POSTED, Room.people + 1, POSTED.id.is_(None))
    .join_from(Parcel, Room, Room.id == Parcel.room_id)
    .outerjoin(POSTED, POSTED.parcel_id == Parcel.id)
    .where(Room.external_id == bindparam("place"), Room.platform == bindparam("platform"))
    .order_by(Parcel.number, Room.platform == bindparam("platform"))
)
ROOM = Reading(select(Room).where(Room.external_id == bindparam("place")))


async def queue_two(storage: Storage) -> None:
    room = make_room("!room")
    async with storage.unit() as unit:
        unit.add(room)
        await unit.session.flush()
        for _ in range(2):
            assert await unit.outbox.add(make_parcel(room, said=SAID))


async def queued(unit: Unit) -> list[tuple[Parcel, Room, Posting | None, int, bool]]:
    return list(await unit.read(QUEUED, place="!room", platform="memory"))


async def test_it_reads_what_the_loader_reads(storage: Storage) -> None:
    await queue_two(storage)
    async with storage.unit() as unit:
        found = await queued(unit)
    async with storage.unit() as unit:
        loaded = await unit.rows(QUEUED.statement, place="!room", platform="memory")
    assert len(found) == len(loaded) == 2
    for ours, theirs in zip(found, loaded, strict=True):
        assert ours[2:] == tuple(theirs[2:]) == (None, ours[1].people + 1, True)
        for noun, other in zip(ours[:2], theirs[:2], strict=True):
            assert _held(noun) == _held(other)
            states = [inspect(one) for one in (noun, other)]
            assert states[0].key == states[1].key
            assert not states[0].unloaded
            assert not states[0].modified
        assert SAID in ours[0].payload


def _held(noun: Base) -> dict[str, object]:
    return {name: value for name, value in vars(noun).items() if name != "_sa_instance_state"}


async def test_its_nouns_are_the_sessions_own(storage: Storage) -> None:
    await queue_two(storage)
    async with storage.unit() as unit:
        (_, room, *_), (_, again, *_) = await queued(unit)
        assert room is again is await unit.scalar(ROOM.statement, place="!room") is await unit.get(Room, room.id)
        room.name = "Renamed"
        assert await queued(unit)  # which writes it first, and reads nothing over it
        assert room.name == "Renamed"
    async with storage.unit() as unit:
        assert [room.name for (room,) in await unit.read(ROOM, place="!room")] == ["Renamed"]


async def test_what_is_expired_is_read_anew(storage: Storage) -> None:
    await queue_two(storage)
    async with storage.unit() as unit:
        [(room,)] = await unit.read(ROOM, place="!room")
        await unit.run(update(Room.__table__).values(name="Written past it"))  # type: ignore[arg-type]
        assert [found.name for (found,) in await unit.read(ROOM, place="!room")] == [room.name]
        unit.session.expire(room)
        assert [found.name for (found,) in await unit.read(ROOM, place="!room")] == ["Written past it"]


async def test_there_may_be_nothing(storage: Storage) -> None:
    async with storage.unit() as unit:
        assert list(await unit.read(ROOM, place="!nowhere")) == []
        assert await unit.read_first(ROOM, place="!nowhere") is None


async def test_a_value_must_be_given_and_none_may_be_a_list(storage: Storage) -> None:
    among = Reading(select(Room).where(Room.external_id.in_(bindparam("places", expanding=True))))
    async with storage.unit() as unit:
        with pytest.raises(KeyError):
            await unit.read(ROOM)
        with pytest.raises(AssertionError):
            await unit.read(among, places=["!room"])


async def test_a_fault_is_told_as_sqlalchemy_tells_it(storage: Storage) -> None:
    wrong: Select[str] = select(literal_column("nothing_of_that_name", String))
    with pytest.raises(DBAPIError) as ours:
        async with storage.unit() as unit:
            await unit.read(Reading(wrong))
    with pytest.raises(DBAPIError) as theirs:
        async with storage.unit() as unit:
            await unit.rows(wrong)
    assert (type(ours.value), str(ours.value.orig)) == (type(theirs.value), str(theirs.value.orig))

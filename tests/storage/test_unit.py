"""The unit of work: all or nothing, sealed at rest, each thing once."""

import asyncio
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from storage.access import Label
from storage.base import new_id
from storage.engine import BadDatabase
from storage.keys import BadKeyFile
from storage.outbox import Parcel, Posting
from storage.room import Room
from storage.unit import Storage
from tests.parcels import make_parcel, make_room

CANARY = "quokka-velvet-tramline"


async def add_room(storage: Storage, external_id: str = "!room") -> Room:
    room = make_room(external_id)
    async with storage.unit() as unit:
        unit.add(room)
    return room


async def add_parcel(storage: Storage, room: Room, said: str = CANARY) -> Parcel:
    parcel = make_parcel(room, said=said)
    async with storage.unit() as unit:
        assert await unit.outbox.add(parcel)
    return parcel


def test_a_noun_is_its_row_and_shows_nothing_of_it() -> None:
    room, like_it = (make_room(CANARY) for _ in range(2))
    like_it.id = room.id
    assert CANARY not in repr(room)
    assert room != like_it
    assert {room, like_it} - {room} == {like_it}


async def test_a_clean_exit_commits(storage: Storage) -> None:
    room = await add_room(storage)
    async with storage.unit() as unit:
        found = await unit.get(Room, room.id)
        assert found is not None
        assert found.external_id == "!room"
        assert await unit.get(Room, "nobody") is None
    assert found.external_id == "!room"  # still readable after the commit


@pytest.mark.parametrize("error", [ValueError, asyncio.CancelledError])
async def test_any_exception_rolls_everything_back(storage: Storage, error: type[BaseException]) -> None:
    async def fail_half_way() -> None:
        async with storage.unit() as unit:
            unit.add(make_room())
            await unit.session.flush()
            raise error

    with pytest.raises(error):
        await fail_half_way()
    async with storage.unit() as unit:
        assert await unit.scalars(select(Room)) == []


async def test_a_unit_within_a_unit_fails_at_once(storage: Storage) -> None:
    async with storage.unit():
        with pytest.raises(RuntimeError, match="within"):
            async with storage.unit():
                pass
    async with storage.unit() as unit:
        unit.add(make_room())


async def test_tasks_side_by_side_each_get_their_unit(storage: Storage) -> None:
    async def one(number: int) -> None:
        async with storage.unit() as unit:
            unit.add(make_room(f"!{number}"))

    await asyncio.gather(*(one(number) for number in range(20)))
    async with storage.unit() as unit:
        assert len(await unit.scalars(select(Room))) == 20


async def test_a_parcel_is_queued_once_and_the_earlier_one_wins(storage: Storage) -> None:
    room = await add_room(storage)
    async with storage.unit() as unit:
        assert await unit.outbox.add(make_parcel(room, once="meeting.1", said="first"))
        assert not await unit.outbox.add(make_parcel(room, once="meeting.1", said="second"))
    async with storage.unit() as unit:
        assert not await unit.outbox.add(make_parcel(room, once="meeting.1", said="third"))
        unit.add(make_room("!after"))  # the transaction still works
    async with storage.unit() as unit:
        (parcel,) = await unit.scalars(select(Parcel))
        assert '"first"' in parcel.payload.replace("\\", "")
        assert len(await unit.scalars(select(Room))) == 2


async def test_of_two_at_once_one_queues_the_parcel(storage: Storage) -> None:
    room = await add_room(storage)

    async def one() -> bool:
        async with storage.unit() as unit:
            added = await unit.outbox.add(make_parcel(room, once="same"))
            await asyncio.sleep(0.01)
            return added

    assert sorted(await asyncio.gather(*(one() for _ in range(5)))) == [False] * 4 + [True]


async def test_another_broken_rule_is_no_duplicate(storage: Storage) -> None:
    with pytest.raises(IntegrityError):
        async with storage.unit() as unit:
            await unit.outbox.add(make_parcel(make_room()))  # a room that was never added


async def test_a_restricted_text_is_open_in_the_unit_and_sealed_in_its_column(storage: Storage) -> None:
    parcel = await add_parcel(storage, await add_room(storage))
    async with storage.unit() as unit:
        found = await unit.get(Parcel, parcel.id)
        assert found is not None
        assert CANARY in found.payload
        stored = await unit.session.scalar(text("SELECT payload_sealed FROM outbox"))
        assert CANARY.encode() not in bytes(stored)
        await unit.session.refresh(found)
        assert CANARY in found.payload


async def test_a_change_is_sealed_anew(storage: Storage) -> None:
    parcel = await add_parcel(storage, await add_room(storage))
    async with storage.unit() as unit:
        found = await unit.get(Parcel, parcel.id)
        assert found is not None
        before = found.payload_sealed
        found.payload = '{"new": 1}'
    async with storage.unit() as unit:
        again = await unit.get(Parcel, parcel.id)
        assert again is not None
        assert again.payload == '{"new": 1}'
        assert again.payload_sealed != before


async def test_a_change_of_something_else_leaves_the_ciphertext(storage: Storage) -> None:
    parcel = await add_parcel(storage, await add_room(storage))
    async with storage.unit() as unit:
        found = await unit.get(Parcel, parcel.id)
        assert found is not None
        before, found.cause = found.payload_sealed, "x"
    async with storage.unit() as unit:
        again = await unit.get(Parcel, parcel.id)
        assert again is not None
        assert (again.payload_sealed, again.cause) == (before, "x")


async def test_two_rows_with_their_ciphertexts_swapped_do_not_open(storage: Storage) -> None:
    room = await add_room(storage)
    one, two = await add_parcel(storage, room), await add_parcel(storage, room)
    async with storage.unit() as unit:
        for to, ciphertext in ((one.id, two.payload_sealed), (two.id, one.payload_sealed)):
            swap = text("UPDATE outbox SET payload_sealed = :ciphertext WHERE id = :id")
            await unit.session.execute(swap, {"ciphertext": ciphertext, "id": to})
    with pytest.raises(InvalidTag):
        async with storage.unit() as unit:
            await unit.get(Parcel, one.id)


@pytest.mark.later
async def test_no_plain_text_is_in_any_file_of_the_database(tmp_path: Path) -> None:
    storage = Storage.open(f"sqlite:///{tmp_path}/data/roundtable.db", tmp_path / "keys.json")
    await storage.migrate()
    room = await add_room(storage, external_id="!visible-control")
    await add_parcel(storage, room)
    read = [path.read_bytes() for path in (tmp_path / "data").iterdir()]
    await storage.close()
    read += [path.read_bytes() for path in (tmp_path / "data").iterdir()]
    assert any(b"!visible-control" in data for data in read)  # the control: what isn't sealed is seen
    assert not any(CANARY.encode() in data for data in read)


async def test_another_key_file_is_found_out_at_start(storage: Storage, tmp_path: Path) -> None:
    await storage.check()
    other = Storage.open(
        storage.engine.url.render_as_string(hide_password=False), tmp_path / "other.json", durable=False
    )
    for start in (other.check, other.migrate):
        with pytest.raises(BadKeyFile):
            await start()
    await other.close()


async def test_check_asks_for_a_migration_and_changes_nothing(empty_url: str, tmp_path: Path) -> None:
    storage = Storage.open(empty_url, tmp_path / "keys.json", durable=False)
    for _ in range(2):
        with pytest.raises(BadDatabase, match="migrate"):
            await storage.check()
    await storage.close()


async def test_a_row_that_lacks_a_value_is_not_written_with_one_that_nobody_gave(storage: Storage) -> None:
    row = {"id": new_id(), "parcel_id": new_id(), "room_id": new_id(), "label": Label.CLEAR, "external_id": "$1"}
    async with storage.unit() as unit:
        with pytest.raises(KeyError, match="about"):
            await unit.append(Posting, row)

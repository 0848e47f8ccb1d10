"""A backup is whole, of one moment, unreadable without the key, and makes nobody say anything twice."""

import asyncio
import stat
import time
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from storage import audit, queue
from storage.backup import CHUNK, BadBackup, backup, restore
from storage.inbox import Checkpoint
from storage.keys import BadKeyFile, KeyRing
from storage.outbox import Parcel, ParcelState
from storage.room import Room
from storage.unit import Storage
from tests.parcels import NOON, make_parcel, make_room
from tests.postgres import Postgres

LATER = NOON + timedelta(minutes=30)
CANARY = "quokka-velvet-tramline"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "roundtable.backup"


@pytest.fixture
def target(request: pytest.FixtureRequest, storage: Storage, tmp_path: Path) -> str:
    """An empty database of the same kind as the one backed up."""
    if storage.engine.dialect.name == "sqlite":
        return f"sqlite:///{tmp_path}/restored/roundtable.db"
    server: Postgres = request.getfixturevalue("postgres")
    return server.fresh_database()


async def fill(storage: Storage, parcels: int = 3) -> Room:
    room = make_room("!visible-canary")
    async with storage.unit() as unit:
        unit.add(room)
        await unit.session.flush()
        room.space_id = room.id  # tables and rows may refer to themselves
        for number in range(parcels):
            await unit.outbox.add(make_parcel(room, said=CANARY, once=f"once {number}"))
        await unit.record("room bind", at=NOON, object=f"room:{room.id}")
    return room


async def opened(url: str, storage: Storage) -> Storage:
    restored = Storage(type(storage).open(url, storage.keys.path).engine, storage.keys, durable=False)
    await restored.migrate()
    return restored


@pytest.mark.long
async def test_everything_comes_back_and_nothing_unsent_leaves(storage: Storage, file: Path, target: str) -> None:
    room = await fill(storage)
    await Checkpoint(storage, "matrix", "@bot:x").save("s1")
    async with storage.unit() as unit:
        sent = await queue.claim(unit, "one", NOON)
        assert sent is not None
        await queue.sent_all(unit, [(sent, "$1")], NOON)
    rows = await backup(storage, file, now=NOON)
    assert (await restore(file, target, storage.keys, now=LATER)).rows == rows
    restored = await opened(target, storage)
    async with restored.unit() as unit:
        parcels = await unit.scalars(select(Parcel).order_by(Parcel.number))
        assert [parcel.state for parcel in parcels] == [ParcelState.SENT, *[ParcelState.BLOCKED] * 2]
        assert [parcel.cause for parcel in parcels] == ["", "restored", "restored"]
        assert all(CANARY in parcel.payload for parcel in parcels)
        assert parcels[1].first_attempt_at == NOON - timedelta(minutes=30)  # let go, it is looked for first
        assert await queue.claim(unit, "one", NOON) is None
        found = await unit.get(Room, room.id)
        assert found is not None
        assert (found.created_at, found.space_id) == (NOON, room.id)
        assert await audit.verify(unit) is None
        assert await unit.outbox.add(make_parcel(room))  # numbers go on
    assert await Checkpoint(restored, "matrix", "@bot:x").load() is None
    await restored.close()


async def test_a_backup_of_one_kind_of_database_restores_into_the_other(
    storage: Storage, file: Path, tmp_path: Path, postgres: Postgres
) -> None:
    await fill(storage)
    rows = await backup(storage, file, now=NOON)
    other = (
        f"sqlite:///{tmp_path}/other.db" if storage.engine.dialect.name == "postgresql" else postgres.fresh_database()
    )
    assert (await restore(file, other, storage.keys, now=LATER)).rows == rows
    restored = await opened(other, storage)
    async with restored.unit() as unit:
        assert len(await unit.scalars(select(Parcel))) == 3
        assert await audit.verify(unit) is None
    await restored.close()


@pytest.mark.long
async def test_a_backup_taken_while_others_write_is_of_one_moment(storage: Storage, file: Path, target: str) -> None:
    room = await fill(storage, 0)
    writing = True

    async def write() -> int:
        pairs = 0
        while writing:
            async with storage.unit() as unit:
                for half in ("a", "b"):
                    await unit.outbox.add(make_parcel(room, once=f"{pairs} {half}"))
            pairs += 1
        return pairs

    writer = asyncio.create_task(write())
    await asyncio.sleep(0.3)
    await backup(storage, file, now=NOON)
    await asyncio.sleep(0.1)
    writing = False
    written = await writer
    await restore(file, target, storage.keys, now=LATER)
    restored = await opened(target, storage)
    async with restored.unit() as unit:
        kept = len(await unit.scalars(select(Parcel.number)))
    assert kept % 2 == 0
    assert 0 < kept < 2 * written
    await restored.close()


async def test_a_backup_shows_nothing_without_the_key(
    storage: Storage, file: Path, target: str, tmp_path: Path
) -> None:
    await fill(storage)
    await backup(storage, file, now=NOON)
    data = file.read_bytes()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    for word in (CANARY, "visible-canary", "outbox", storage.keys.path.read_text()[-60:-10]):
        assert word.encode() not in data
    other = Storage.open(target, tmp_path / "other.json").keys
    with pytest.raises(BadBackup, match="another key"):
        await restore(file, target, other, now=LATER)


@pytest.mark.long
@pytest.mark.parametrize("damage", ["cut", "cut at a chunk", "altered", "empty", "no backup"])
async def test_a_damaged_backup_restores_nothing(storage: Storage, file: Path, target: str, damage: str) -> None:
    await fill(storage, 40)
    await backup(storage, file, now=NOON)
    data = file.read_bytes()
    altered = bytearray(data)
    altered[-30] ^= 1
    damaged = {
        "cut": data[:-20],
        "cut at a chunk": data[:28],
        "altered": bytes(altered),
        "empty": b"",
        "no backup": b"x" * 500,
    }[damage]
    file.write_bytes(damaged)
    with pytest.raises(BadBackup):
        await restore(file, target, storage.keys, now=LATER)
    file.write_bytes(data)
    await restore(file, target, storage.keys, now=LATER)  # into what is still empty


@pytest.mark.later
async def test_restoring_into_a_database_in_use_is_refused(storage: Storage, file: Path) -> None:
    await backup(storage, file, now=NOON)
    with pytest.raises(BadBackup, match="empty database"):
        await restore(file, storage.engine.url.render_as_string(hide_password=False), storage.keys, now=LATER)


async def test_what_another_key_would_seal_is_no_backup(storage: Storage, file: Path, tmp_path: Path) -> None:
    stranger = Storage(storage.engine, KeyRing.open(tmp_path / "another.key"), durable=storage.durable)
    with pytest.raises(BadKeyFile, match="put a copy of that there"):
        await backup(stranger, file, now=NOON)
    assert not file.exists()


@pytest.mark.later
async def test_an_older_backup_is_never_written_over(storage: Storage, file: Path) -> None:
    await backup(storage, file, now=NOON)
    before = file.read_bytes()
    with pytest.raises(BadBackup, match="already"):
        await backup(storage, file, now=NOON)
    assert file.read_bytes() == before
    assert [path.name for path in file.parent.glob("*backup*")] == [file.name]


async def test_a_folder_that_is_not_there_is_told_in_a_sentence(storage: Storage, tmp_path: Path, target: str) -> None:
    with pytest.raises(BadBackup, match="can't be written"):
        await backup(storage, tmp_path / "none" / "x", now=NOON)
    with pytest.raises(BadBackup, match="can't be read"):
        await restore(tmp_path / "none", target, storage.keys, now=LATER)


@pytest.mark.long
async def test_many_rows_take_many_chunks_and_little_time(storage: Storage, file: Path, target: str) -> None:
    room = await fill(storage)
    long = "x" * 2000
    async with storage.unit() as unit:
        unit.session.add_all([make_parcel(room, said=f"{number}{long}") for number in range(2000)])
    started = time.process_time()
    rows = await backup(storage, file, now=NOON)
    assert file.stat().st_size > 2 * CHUNK
    assert (await restore(file, target, storage.keys, now=LATER)).rows == rows > 2000
    assert time.process_time() - started < 30  # seconds of this process's own

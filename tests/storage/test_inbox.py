"""Each event once, each ciphertext once, each occurrence once; places kept; identities pinned."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from storage.inbox import Checkpoint, InboxEvent, Pins, first_time, seen
from storage.unit import Storage
from tests.parcels import NOON


async def take_in(storage: Storage, event_key: str, replay_key: str | None = None) -> bool:
    async with storage.unit() as unit:
        return not await seen(unit, event_key, replay_key, NOON)


@pytest.mark.parametrize(
    ("event_key", "replay_key", "is_new"),
    [
        ("matrix:$1", "session:1", False),  # delivered again
        ("matrix:$2", "session:1", False),  # an old ciphertext under a new id
        ("matrix:$1", "session:2", False),
        ("matrix:$1", None, False),
        ("matrix:$2", "session:2", True),
        ("matrix:$2", None, True),
        ("discord:$1", None, True),
    ],
)
async def test_an_event_and_its_ciphertext_count_once(
    storage: Storage, event_key: str, replay_key: str | None, is_new: bool
) -> None:
    assert await take_in(storage, "matrix:$1", "session:1")
    assert await take_in(storage, event_key, replay_key) is is_new


async def test_events_in_clear_do_not_replay_each_other(storage: Storage) -> None:
    assert [await take_in(storage, f"memory:{number}") for number in range(3)] == [True] * 3


async def test_an_event_that_was_rolled_back_is_new_again(storage: Storage) -> None:
    async def crash() -> None:
        async with storage.unit() as unit:
            assert not await seen(unit, "matrix:$1", "k", NOON)
            raise ValueError

    with pytest.raises(ValueError, match=r"^$"):
        await crash()
    assert await take_in(storage, "matrix:$1", "k")


async def test_of_many_at_once_one_takes_it(storage: Storage) -> None:
    taken = await asyncio.gather(*(take_in(storage, "matrix:$1", "k") for _ in range(6)))
    assert sorted(taken) == [False] * 5 + [True]
    async with storage.unit() as unit:
        assert len(await unit.scalars(select(InboxEvent))) == 1


async def test_an_occurrence_is_caused_once(storage: Storage) -> None:
    async def cause(slot: str) -> bool:
        async with storage.unit() as unit:
            return await first_time(unit, "digest", "room:1", slot, NOON)

    assert sorted(await asyncio.gather(*(cause("2027-03") for _ in range(4)))) == [False] * 3 + [True]
    assert await cause("2027-04")


async def test_a_place_is_kept_for_each_account(storage: Storage) -> None:
    one, two = Checkpoint(storage, "matrix", "@a:x"), Checkpoint(storage, "matrix", "@b:x")
    assert await one.load() is None
    await one.save("s1")
    await one.save("s2")
    await two.save("t1")
    assert (await one.load(), await two.load()) == ("s2", "t1")
    assert await Checkpoint(storage, "matrix", "@a:x").load() == "s2"


async def test_a_device_speaks_since_another_did(storage: Storage) -> None:
    later = NOON + timedelta(hours=1)
    place = Checkpoint(storage, "matrix", "@a:x")
    assert await place.speaks_as("ONE", NOON) == NOON
    assert await place.load() is None, "it has read nothing yet"
    await place.save("s1")
    assert await place.speaks_as("ONE", later) == NOON
    assert await place.speaks_as("TWO", later) == later
    assert await place.speaks_as("ONE", later + timedelta(hours=1)) == later + timedelta(hours=1)
    assert await place.load() == "s1"
    assert await Checkpoint(storage, "matrix", "@b:x").speaks_as("ONE", later) == later


async def test_a_first_identity_is_pinned_and_another_one_held_until_staff_approve(storage: Storage) -> None:
    pins = Pins(storage, "matrix")
    await pins.pin("@a:x", "key one")
    await pins.pin("@a:x", "key two")
    assert await pins.load() == {"@a:x": ("key one", False)}
    await pins.hold("@a:x")
    assert await pins.load() == {"@a:x": ("key one", True)}
    await pins.approve("@a:x", "key two")
    assert await pins.load() == {"@a:x": ("key two", False)}
    assert await Pins(storage, "discord").load() == {}

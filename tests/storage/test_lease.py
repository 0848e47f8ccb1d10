"""One active process for each account."""

import asyncio
from datetime import timedelta

import pytest

from storage import lease
from storage.lease import LeaseLost
from storage.unit import Storage
from tests.parcels import NOON

NAME = "matrix:@bot:example.org"


async def acquire(storage: Storage, owner: str, after: float = 0) -> int | None:
    async with storage.unit() as unit:
        return await lease.acquire(unit, NAME, owner, NOON + timedelta(seconds=after))


async def renew(storage: Storage, owner: str, epoch: int, after: float) -> None:
    async with storage.unit() as unit:
        await lease.renew(unit, NAME, owner, epoch, NOON + timedelta(seconds=after))


async def test_the_second_waits_until_the_first_is_gone(storage: Storage) -> None:
    assert await acquire(storage, "one") == 1
    assert await acquire(storage, "two", after=59) is None
    assert await acquire(storage, "two", after=60) == 2


async def test_a_renewed_lease_goes_on(storage: Storage) -> None:
    await acquire(storage, "one")
    await renew(storage, "one", 1, after=40)
    assert await acquire(storage, "two", after=99) is None


async def test_who_lost_it_is_told(storage: Storage) -> None:
    await acquire(storage, "one")
    with pytest.raises(LeaseLost):
        await renew(storage, "one", 1, after=60)
    await acquire(storage, "two", after=61)
    with pytest.raises(LeaseLost):
        await renew(storage, "one", 1, after=62)
    await renew(storage, "two", 2, after=62)


async def test_a_clean_stop_lets_the_next_one_in_at_once(storage: Storage) -> None:
    await acquire(storage, "one")
    async with storage.unit() as unit:
        await lease.release(unit, NAME, "two", 1, NOON)  # not theirs to release
        assert await lease.acquire(unit, NAME, "two", NOON) is None
        await lease.release(unit, NAME, "one", 1, NOON)
        assert await lease.acquire(unit, NAME, "two", NOON) == 2


async def test_what_was_let_go_of_is_free_even_for_a_clock_that_was_put_back(storage: Storage) -> None:
    assert await acquire(storage, "one", after=3600) == 1
    async with storage.unit() as unit:
        await lease.release(unit, NAME, "one", 1, NOON + timedelta(hours=1))
    assert await acquire(storage, "two") == 2


async def test_a_process_started_again_under_its_name_goes_on_in_a_new_epoch(storage: Storage) -> None:
    assert await acquire(storage, "one") == 1
    assert await acquire(storage, "one", after=1) == 2
    with pytest.raises(LeaseLost):
        await renew(storage, "one", 1, after=2)


async def test_of_many_at_once_one_gets_it(storage: Storage) -> None:
    epochs = await asyncio.gather(*(acquire(storage, f"worker {number}") for number in range(6)))
    assert sorted(epoch for epoch in epochs if epoch) == [1]

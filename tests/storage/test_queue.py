"""Claims: one worker for a parcel, one parcel at a time for a room, and only the holder's word counts."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from storage import queue
from storage.lease import LeaseLost
from storage.outbox import Kind, Parcel, ParcelState
from storage.room import Room
from storage.unit import Storage, Unit
from tests.parcels import NOON, make_parcel, make_room

LATER = NOON + timedelta(minutes=5)


async def put(storage: Storage, *parcels: dict[str, Any]) -> list[Parcel]:
    """Queue parcels, in one room unless they name another order."""
    room: Room = make_room()
    made = []
    async with storage.unit() as unit:
        unit.add(room)
        await unit.session.flush()
        for fields in parcels:
            made.append(make_parcel(room, **fields))
            await unit.outbox.add(made[-1])
    return made


async def claim(storage: Storage, owner: str = "one", after: float = 0) -> Parcel | None:
    async with storage.unit() as unit:
        return await queue.claim(unit, owner, NOON + timedelta(seconds=after))


async def get(storage: Storage, parcel: Parcel) -> Parcel:
    async with storage.unit() as unit:
        found = await unit.get(Parcel, parcel.id)
        assert found is not None
        return found


async def test_a_claimed_parcel_is_nobody_elses_until_its_lease_is_over(storage: Storage) -> None:
    (parcel,) = await put(storage, {})
    first = await claim(storage)
    assert first is not None
    assert (first.id, first.epoch, first.lease_owner) == (parcel.id, 1, "one")
    assert first.payload == parcel.payload
    assert await claim(storage, "two", after=59) is None
    second = await claim(storage, "two", after=60)
    assert second is not None
    assert (second.id, second.epoch, second.lease_owner) == (parcel.id, 2, "two")


async def test_of_what_was_done_together_nothing_is_written_down_if_a_claim_of_it_is_old(storage: Storage) -> None:
    await put(storage, {}, {"order_key": "another"})
    old, fresh = await claim(storage), await claim(storage)
    assert old is not None
    assert fresh is not None
    assert await claim(storage, after=60) is not None  # the same worker's, and another claim
    with pytest.raises(LeaseLost):
        async with storage.unit() as unit:
            await queue.sent_all(unit, [(fresh, "$fresh"), (old, "$old")], NOON + timedelta(seconds=61))
    for parcel in (old, fresh):
        assert (await get(storage, parcel)).state is ParcelState.CLAIMED
    async with storage.unit() as unit:
        await queue.sent_all(unit, [(fresh, "$fresh")], NOON + timedelta(seconds=61))
    assert (await get(storage, fresh)).receipt == "$fresh"


@pytest.mark.parametrize(
    ("earlier", "is_held_back"),
    [
        ({}, True),
        ({"state": ParcelState.CLAIMED, "lease_until": LATER}, True),
        ({"not_before": LATER, "attempts": 1}, True),  # tried, and in its backoff
        ({"not_before": LATER}, False),  # planned for later
        ({"state": ParcelState.SENT}, False),
        ({"state": ParcelState.BLOCKED}, False),
        ({"state": ParcelState.DEAD}, False),
        ({"state": ParcelState.UNKNOWN}, False),
        ({"order_key": "another"}, False),
    ],
)
async def test_a_room_is_served_in_order(storage: Storage, earlier: dict[str, Any], is_held_back: bool) -> None:
    first, second = await put(storage, earlier, {})
    if earlier in ({}, {"order_key": "another"}):
        assert (await claim(storage)).id == first.id  # type: ignore[union-attr]  # it is due
    claimed = await claim(storage)
    assert (claimed is None) is is_held_back
    assert claimed is None or claimed.id == second.id


async def test_nothing_leaves_before_its_time(storage: Storage) -> None:
    await put(storage, {"not_before": NOON + timedelta(seconds=10)})
    assert await claim(storage, after=9) is None
    assert await claim(storage, after=10) is not None


async def test_of_many_workers_each_gets_another_room(storage: Storage) -> None:
    await put(storage, *({"order_key": f"room {number % 4}"} for number in range(12)))
    claimed = await asyncio.gather(*(claim(storage, f"worker {number}") for number in range(8)))
    got = [parcel for parcel in claimed if parcel]
    # On PostgreSQL a worker may look while another holds the row it wants, and come back empty.
    assert len({parcel.order_key for parcel in got}) == len(got)
    assert len(got) == 4 if storage.engine.dialect.name == "sqlite" else 1 <= len(got) <= 4


Settle = Callable[..., Awaitable[None]]


async def sent(unit: Unit, parcel: Parcel, receipt: str, now: datetime) -> None:
    await queue.sent_all(unit, [(parcel, receipt)], now)


@pytest.mark.parametrize(
    ("settle", "arguments", "state"),
    [
        (sent, ("$1", NOON), ParcelState.SENT),
        (queue.retry, (LATER, "rate"), ParcelState.DUE),
        (queue.block, ("unfit", NOON), ParcelState.BLOCKED),
        (queue.bury, ("never", NOON), ParcelState.DEAD),
        (queue.unknown, ("unsure", NOON), ParcelState.UNKNOWN),
        (queue.begin, (NOON,), ParcelState.CLAIMED),
    ],
)
async def test_only_the_holder_of_the_claim_settles_it(
    storage: Storage, settle: Settle, arguments: tuple[Any, ...], state: ParcelState
) -> None:
    (parcel,) = await put(storage, {})
    zombie = await claim(storage, "one")
    holder = await claim(storage, "one", after=61)  # the same name, another claim
    with pytest.raises(LeaseLost):
        async with storage.unit() as unit:
            await settle(unit, zombie, *arguments)
    assert (await get(storage, parcel)).state is ParcelState.CLAIMED
    async with storage.unit() as unit:
        await settle(unit, holder, *arguments)
    settled = await get(storage, parcel)
    assert settled.state is state
    assert (settled.lease_owner == "") is (state is not ParcelState.CLAIMED)


async def test_an_attempt_begins_only_under_a_running_lease_and_the_first_stays(storage: Storage) -> None:
    (parcel,) = await put(storage, {})
    held = await claim(storage)
    assert held is not None
    with pytest.raises(LeaseLost):
        async with storage.unit() as unit:
            await queue.begin(unit, held, NOON + timedelta(seconds=60))
    async with storage.unit() as unit:
        await queue.begin(unit, held, NOON)
        await queue.retry(unit, held, NOON, "rate")
    again = await claim(storage, after=5)
    assert again is not None
    async with storage.unit() as unit:
        await queue.begin(unit, again, NOON + timedelta(seconds=5))
    stored = await get(storage, parcel)
    assert (stored.first_attempt_at, stored.attempts) == (NOON, 2)


async def test_what_nobody_tried_expires_and_what_was_tried_is_looked_for(storage: Storage) -> None:
    untried, tried, lasting = await put(
        storage,
        {"expires_at": NOON},
        {"expires_at": NOON, "first_attempt_at": NOON, "order_key": "b"},
        {"expires_at": LATER, "order_key": "c"},
    )
    async with storage.unit() as unit:
        assert [parcel.id for parcel in await queue.expire(unit, NOON)] == [untried.id]
    stored = await get(storage, untried)
    assert (stored.state, stored.cause, stored.settled_at) == (ParcelState.DEAD, "expired", NOON)
    left = [await claim(storage), await claim(storage), await claim(storage)]
    assert [parcel.id for parcel in left if parcel] == [tried.id, lasting.id]


async def test_a_worker_started_again_frees_what_its_former_life_held(storage: Storage) -> None:
    await put(storage, {}, {"order_key": "b"})
    await claim(storage, "one")
    await claim(storage, "two")
    async with storage.unit() as unit:
        assert await queue.recover(unit, "one", NOON) == 1
    again = await claim(storage, "one")
    assert again is not None
    assert again.epoch == 2
    assert await claim(storage, "one") is None


async def test_a_blocked_parcel_can_be_let_go(storage: Storage) -> None:
    (parcel,) = await put(storage, {})
    held = await claim(storage)
    assert held is not None
    async with storage.unit() as unit:
        await queue.block(unit, held, "unfit", NOON)
        assert await queue.release(unit, parcel.id, NOON)
        assert not await queue.release(unit, parcel.id, NOON)
    assert await claim(storage) is not None


def test_a_key_is_stable_short_and_of_its_deployment() -> None:
    room = make_room()
    one, two = make_parcel(room), make_parcel(room)
    assert queue.key(one, "a") == queue.key(one, "a")
    assert len({queue.key(one, "a"), queue.key(two, "a"), queue.key(one, "b")}) == 3
    assert len(queue.key(one, "a")) == 24 <= 25  # Discord's longest nonce
    assert queue.key(one, "a").islower()


@pytest.mark.parametrize(
    ("change", "is_theirs"),
    [
        ({}, True),
        ({"epoch": 2}, False),
        ({"lease_owner": "two"}, False),
        ({"state": ParcelState.DUE}, False),
        ({"lease_until": NOON + timedelta(seconds=5)}, False),
    ],
)
async def test_many_begin_at_once_while_every_lease_holds(
    storage: Storage, change: dict[str, Any], is_theirs: bool
) -> None:
    made = await put(storage, {"order_key": "a"}, {"order_key": "b"})
    async with storage.unit() as unit:
        claimed = await queue.claim_some(unit, "one", NOON, most=2)
    async with storage.unit() as unit:
        second = await unit.get(Parcel, made[1].id)
        assert second is not None
        for name, value in change.items():
            setattr(second, name, value)
    later = NOON + timedelta(seconds=5)
    async with storage.unit() as unit:
        assert await queue.begin_mine(unit, claimed, later) is is_theirs
    if is_theirs:
        assert [(await get(storage, one)).first_attempt_at for one in made] == [later, later]


async def test_on_their_way_out_of_a_room_are_those_alone_who_are_to_be_taken_out_and_were_not(
    storage: Storage,
) -> None:
    out, elsewhere, once_in = ({"person": f"@{name}:home"} for name in ("ana", "ben", "cleo"))
    parcel, *_ = await put(
        storage, {"kind": Kind.REMOVE, "content": out}, {"kind": Kind.INVITE, "content": once_in},
        {"kind": Kind.REMOVE, "content": elsewhere, "order_key": "another"},
    )  # fmt: skip
    async with storage.unit() as unit:
        assert await queue.going_out(unit, parcel.room_id) == {"@ana:home"}
    claimed = await claim(storage)
    assert claimed is not None
    assert claimed.id == parcel.id
    async with storage.unit() as unit:
        assert await queue.going_out(unit, parcel.room_id) == {"@ana:home"}, "not yet"
        await queue.sent_all(unit, [(claimed, "")], NOON)
    async with storage.unit() as unit:
        assert await queue.going_out(unit, parcel.room_id) == frozenset()

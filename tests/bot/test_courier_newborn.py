"""While the courier has a hand free, a parcel is its own before it ever waits; every wall stands there, too."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import pytest

from bot import courier
from bot.platform import Rendered, Target
from commands.engine.guard import Verdict
from storage import queue
from storage.access import Label
from storage.audience import Standing
from storage.outbox import Kind, Parcel, ParcelState
from storage.room import Observation, Room, Unfit
from storage.unit import Storage, Unit
from tests.bot.test_courier import Bench, until
from tests.parcels import make_parcel


@pytest.fixture
def bench(storage: Storage) -> Bench:
    bench = Bench(storage)
    bench.courier.answer_within = 5
    bench.courier.poll = 600  # nobody looks into the queue unasked
    return bench


@asynccontextmanager
async def running(bench: Bench) -> AsyncIterator[None]:
    """The courier at work, its former life's claims let go."""
    task = asyncio.create_task(bench.courier.run())
    await until(lambda: bench.storage.porter is bench.courier)
    yield
    bench.courier.stop()
    await task


def held_up(bench: Bench) -> asyncio.Event:
    """From now on a post waits for this."""
    gate, post = asyncio.Event(), bench.platform.post

    async def wait(target: Target, text: Rendered, *, key: str) -> str:
        await gate.wait()
        return await post(target, text, key=key)

    bench.platform.post = wait  # type: ignore[method-assign]
    return gate


async def test_it_is_claimed_in_the_transaction_that_queues_it(bench: Bench) -> None:
    room = await bench.room()
    gate = held_up(bench)
    async with running(bench):
        parcel = await bench.queue(room)
        stored = await bench.parcel(parcel)
        assert (stored.state, stored.lease_owner, stored.epoch) == (ParcelState.CLAIMED, "one", 1)
        gate.set()
        await until(lambda: bench.said(room) == ["word"])
    assert (await bench.parcel(parcel)).state is ParcelState.SENT


async def test_who_waits_for_an_answer_does_not_wait_for_a_mailing(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(courier, "SIDE_BY_SIDE", 4)
    monkeypatch.setattr(courier, "SPARE", 1)
    rooms = [await bench.room() for _ in range(6)]
    mailing = [await bench.queue(room) for room in rooms]
    gate = held_up(bench)
    async with running(bench):
        await until(lambda: bench.courier._under_way == 4)
        answer = await bench.queue(await bench.room())
        late = await bench.queue(await bench.room())
        states = [(await bench.parcel(one)).state for one in (*mailing, answer, late)]
        assert states == [*[ParcelState.CLAIMED] * 4, *[ParcelState.DUE] * 2, ParcelState.CLAIMED, ParcelState.DUE]
        gate.set()
        await until(lambda: all(bench.said(room) == ["word"] for room in rooms))


async def test_what_is_rolled_back_was_never_taken(bench: Bench) -> None:
    room, other = await bench.room(), await bench.room()

    async def fails() -> None:
        async with bench.storage.unit() as unit:
            await unit.outbox.add(make_parcel(room))
            raise ValueError

    async with running(bench):
        with pytest.raises(ValueError, match=r"^$"):
            await fails()
        await bench.queue(other)
        await until(lambda: bench.said(other) == ["word"])
    assert bench.said(room) == []


async def test_what_the_guard_refuses_stays_here(bench: Bench) -> None:
    room, other = await bench.room(), await bench.room()
    bench.unfit = "unfit-audience"
    async with running(bench):
        parcel = await bench.queue(room, label=Label.AMBER)
        await bench.queue(other, label=Label.CLEAR)
        await until(lambda: bench.said(other) == ["word"])
    assert bench.said(room) == []
    assert (await bench.parcel(parcel)).state is ParcelState.BLOCKED


async def fit(unit: Unit, parcel: Parcel, room: Room, state: Observation | None, *, now: datetime) -> Verdict:
    """What is AMBER may not leave."""
    return Verdict(cause=Unfit(key="unfit-platform") if parcel.label is Label.AMBER else None)


async def test_an_answer_is_asked_about_before_it_leaves(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    answered: list[str] = []

    async def answer(target: Target, text: Rendered, *, key: str) -> str:
        answered.append(target.answer_to or "")
        return key

    bench.courier.fit = fit
    monkeypatch.setattr(bench.platform, "answer", answer)
    room = await bench.room()
    async with running(bench):
        refused = await ask(bench, room, "refused", Label.AMBER)
        await ask(bench, room, "allowed", Label.GREEN)
        await until(lambda: bool(answered))
    assert answered == ["allowed"]
    assert (await bench.parcel(refused)).state is ParcelState.BLOCKED


async def ask(bench: Bench, room: Room, handle: str, label: Label) -> Parcel:
    """An answer for somebody alone, queued."""
    message = make_parcel(room).content["message"]
    content: dict[str, Any] = {"message": message, "locales": ["en"], "answer_to": handle}
    return await bench.queue(room, Kind.ANSWER, content, label=label)


async def test_a_room_keeps_its_order(bench: Bench) -> None:
    room = await bench.room()
    gate = held_up(bench)
    async with running(bench):
        await bench.queue(room, said="first")
        second = await bench.queue(room, said="second")
        assert (await bench.parcel(second)).state is ParcelState.DUE
        gate.set()
        await until(lambda: len(bench.said(room)) == 2)
    assert bench.said(room) == ["first", "second"]


async def test_what_follows_in_the_same_transaction_is_looked_for_when_its_turn_comes(bench: Bench) -> None:
    room = await bench.room()
    gate = held_up(bench)
    async with running(bench):
        await until(lambda: not bench.courier._bell.is_set())
        first, second = make_parcel(room, said="first"), make_parcel(room, said="second")
        async with bench.storage.unit() as unit:
            for one in (first, second):
                await unit.outbox.add(one)
        assert not bench.courier._bell.is_set(), "nothing but the first can leave now"
        states = [(await bench.parcel(one)).state for one in (first, second)]
        assert states == [ParcelState.CLAIMED, ParcelState.DUE]
        gate.set()
        await until(lambda: bench.said(room) == ["first", "second"])


def units_of(monkeypatch: pytest.MonkeyPatch, name: str) -> list[Unit]:
    """The transactions in which the queue does this from now on."""
    units, done = [], getattr(queue, name)

    async def listened(unit: Unit, *how: Any, **more: Any) -> Any:
        units.append(unit)
        return await done(unit, *how, **more)

    monkeypatch.setattr(queue, name, listened)
    return units


async def test_what_waits_behind_it_is_claimed_in_the_transaction_that_writes_it_down(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = await bench.room()
    gate = held_up(bench)
    async with running(bench):
        for said in ("first", "second", "third"):
            await bench.queue(room, said=said)
        written, claimed = units_of(monkeypatch, "sent_all"), units_of(monkeypatch, "claim_some")
        gate.set()
        await until(lambda: len(written) == 3)  # with the third it is told to end, and claims nothing more
    assert bench.said(room) == ["first", "second", "third"]
    assert set(written[:2]) <= set(claimed)


async def test_what_was_looked_for_in_vain_is_not_looked_for_again(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = await bench.room()
    async with running(bench):
        await until(lambda: not bench.courier._waiting)  # the look with which it begins is over
        bench.courier.expect()
        looks = units_of(monkeypatch, "claim_some")
        for count in (1, 2):
            await bench.queue(room)
            await until(lambda: len(bench.said(room)) == count and not bench.courier.is_busy)  # noqa: B023
            assert len(looks) == 1, "after the first"


async def test_what_is_left_while_it_is_written_down_does_not_wait(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = await bench.room()
    gate = held_up(bench)
    coming: set[asyncio.Task[Parcel]] = set()
    claim_some = queue.claim_some

    async def claim(unit: Unit, *how: Any, **more: Any) -> Any:
        """With several writers the second is left, and looked for in vain, before this is committed."""
        found = await claim_some(unit, *how, **more)
        if not coming:
            coming.add(asyncio.create_task(bench.queue(room, said="second")))
            await asyncio.wait(coming, timeout=0.2)
            await asyncio.sleep(4 * courier.TOGETHER)
        return found

    async with running(bench):
        await bench.queue(room, said="first")
        await until(lambda: not bench.courier._bell.is_set())
        bench.courier.expect()
        monkeypatch.setattr(queue, "claim_some", claim)
        gate.set()
        await until(lambda: bench.said(room) == ["first", "second"])


async def test_before_a_former_life_is_settled_nothing_is_taken(bench: Bench) -> None:
    parcel = await bench.queue(await bench.room())
    assert (await bench.parcel(parcel)).state is ParcelState.DUE


async def test_killed_after_the_commit_it_arrives_once_by_the_next_life(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = await bench.room()
    async with running(bench):
        monkeypatch.setattr(bench.courier, "_set_out", lambda claimed: None)
        parcel = await bench.queue(room)
    assert (await bench.parcel(parcel)).state is ParcelState.CLAIMED
    bench.courier = bench.worker("one")
    async with running(bench):
        await until(lambda: bench.said(room) == ["word"])
    assert bench.said(room) == ["word"]


@pytest.mark.parametrize("label", [Label.CLEAR, Label.AMBER])
async def test_who_slept_through_the_lease_sends_nothing(bench: Bench, label: Label) -> None:
    room = await bench.room()
    await bench.queue(room, label=label)
    render = bench.courier.render

    async def sleeps(*arguments: Any) -> Rendered:
        bench.clock.passes(61)
        return await render(*arguments)

    bench.courier.render = sleeps
    claimed = await bench.courier._claim()
    assert claimed is not None
    await bench.courier._deliver(claimed)
    assert bench.said(room) == []
    bench.courier.render = render
    await bench.worker("two").settle()
    assert bench.said(room) == ["word"]


async def test_an_answer_that_has_left_is_written_down_although_the_courier_is_told_to_end(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered = asyncio.Event()

    async def answer(target: Target, text: Rendered, *, key: str) -> str:
        answered.set()
        return key

    monkeypatch.setattr(bench.platform, "answer", answer)
    monkeypatch.setattr(courier, "LINGER", 60)
    bench.courier.fit = fit
    room = await bench.room()
    working = asyncio.create_task(bench.courier.run())
    await until(lambda: bench.storage.porter is bench.courier)
    parcel = await ask(bench, room, "handle", Label.GREEN)
    await answered.wait()
    await asyncio.sleep(0)
    assert (await bench.parcel(parcel)).state is ParcelState.CLAIMED
    working.cancel()
    await asyncio.gather(working, return_exceptions=True)
    assert (await bench.parcel(parcel)).state is ParcelState.SENT


async def test_whoever_is_told_of_a_refusal_in_the_same_transaction_is_told(bench: Bench) -> None:
    room, staff = await bench.room(), await bench.room()

    async def tells(unit: Unit, parcel: Parcel, room: Room, state: Observation | None, *, now: datetime) -> Verdict:
        await unit.outbox.add(make_parcel(staff, label=Label.CLEAR, said="withheld"))
        return Verdict(cause=Unfit(key="unfit-platform"))

    bench.courier.fit = tells
    async with running(bench):
        refused = await ask(bench, room, "handle", Label.GREEN)
        await until(lambda: bench.said(staff) == ["withheld"])
    assert (await bench.parcel(refused)).state is ParcelState.BLOCKED


@pytest.mark.parametrize(
    ("label", "holds"), [(Label.GREEN, True), (Label.GREEN, False), (Label.AMBER, True)], ids=["holds", "over", "amber"]
)
async def test_a_look_of_a_moment_ago_serves_what_all_of_the_network_may_read_while_it_holds(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, label: Label, holds: bool
) -> None:
    room = await bench.room("@a:memory")
    assert room.external_id is not None
    seen = [await bench.platform.inspect(room.external_id)] * (2 if holds else 1)
    looks: list[str] = []
    inspect = bench.platform.inspect

    async def look(room: str, expected: frozenset[str] = frozenset(), *, recent: bool = False) -> Observation:
        looks.append(room)
        return await inspect(room, expected)

    monkeypatch.setattr(bench.platform, "glimpse", lambda room: seen.pop() if seen else None)
    monkeypatch.setattr(bench.platform, "inspect", look)
    async with running(bench):
        parcel = await bench.queue(room, label=label)
        await until(lambda: bench.said(room) == ["word"])
    assert looks == ([] if holds and label is Label.GREEN else [room.external_id])
    assert (await bench.parcel(parcel)).first_attempt_at is not None


async def test_who_was_looked_up_for_the_deed_is_looked_up_anew_for_its_parcels_and_then_once(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    rooms = [await bench.room("@a:memory"), await bench.room("@a:memory")]
    seen = await bench.platform.inspect(rooms[0].external_id or "")
    ours = {(bench.platform.name, "@a:memory"): None}
    held: list[tuple[bool, dict[object, object]]] = []

    async def fit(unit: Unit, parcel: Parcel, room: Room, state: Observation | None, *, now: datetime) -> Verdict:
        held.append((ours in unit.memo.values(), unit.memo[Standing]))
        return Verdict(cause=None)

    bench.courier.fit = fit
    monkeypatch.setattr(bench.platform, "glimpse", lambda room: seen)
    async with running(bench):
        async with bench.storage.unit() as unit:
            unit.memo[Standing] = ours  # what the deed found, and may have changed since
            for room in rooms:
                await unit.outbox.add(make_parcel(room))
        await until(lambda: bench.said(rooms[1]) == ["word"])
    assert [is_old for is_old, _ in held] == [False, False]
    assert held[0][1] is held[1][1]


async def test_what_was_seen_of_a_room_before_it_changed_does_not_count(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = await bench.room("@a:memory")
    inspect = bench.platform.inspect
    looks: list[str] = []

    async def look(room: str, expected: frozenset[str] = frozenset(), *, recent: bool = False) -> Observation:
        looks.append(room)
        found = await inspect(room, expected)
        if len(looks) == 1:
            bench.courier.room_changed("memory", room)
        return found

    monkeypatch.setattr(bench.platform, "inspect", look)
    async with running(bench):
        await bench.queue(room, label=Label.AMBER)
        await until(lambda: bench.said(room) == ["word"])
    assert len(looks) == 2

"""Parcels arrive once, in order, where they may; the platform's log is what counts, never the bot's opinion."""

import asyncio
import base64
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.courier import Courier
from bot.platform import Fatal, Later, Never, Rendered, Target
from commands.engine.guard import Verdict
from storage import queue
from storage.access import Label
from storage.message import Message
from storage.outbox import Kind, Parcel, ParcelState, Posting, PostingState
from storage.room import Observation, Room, Unfit
from storage.unit import Storage, Unit
from tests.fakes.memory import Fault, LostAnswer, MemoryPlatform
from tests.parcels import NOON, HandClock, make_parcel, make_room


async def render(message: Message, locales: Sequence[str], platform: str, room: Room) -> Rendered:
    """A message as its key."""
    return Rendered(plain=message.key, html=message.key)


async def nobody(unit: Unit, room: Room) -> frozenset[str]:
    """No platform here has to be asked for members one by one."""
    return frozenset()


class Bench:
    """A courier, its platform and a guard that a test can tell what to say."""

    def __init__(self, storage: Storage, **platform: Any) -> None:
        self.storage = storage
        self.clock = HandClock()
        self.platform = MemoryPlatform(self.clock, **platform)
        self.unfit: str | None = None
        self.dead: list[tuple[str, str]] = []
        self.courier = self.worker("one")

    def worker(self, name: str) -> Courier:
        return Courier(
            self.storage,
            {"memory": self.platform},
            render=render,
            fit=self.fit,
            expected=nobody,
            on_dead=self.on_dead,
            now=self.clock,
            deployment="test",
            name=name,
            poll=0.01,
            answer_within=0.2,
        )

    async def fit(self, unit: Unit, parcel: Parcel, room: Room, state: Observation | None, *, now: datetime) -> Verdict:
        assert state is not None
        cause = self.unfit if state.present else "unfit-absent"
        return Verdict(cause=Unfit(key=cause) if cause else None, may_receive=state.people)

    async def on_dead(self, unit: Unit, parcel: Parcel, cause: str) -> None:
        self.dead.append((parcel.id, cause))

    async def room(self, *members: str) -> Room:
        room = make_room(self.platform.room(*members).id)
        async with self.storage.unit() as unit:
            unit.add(room)
        return room

    async def queue(self, room: Room, kind: Kind = Kind.POST, content: Any = None, **fields: Any) -> Parcel:
        parcel = make_parcel(room, kind, content, **fields)
        async with self.storage.unit() as unit:
            await unit.outbox.add(parcel)
        return parcel

    async def parcel(self, parcel: Parcel) -> Parcel:
        async with self.storage.unit() as unit:
            found = await unit.get(Parcel, parcel.id)
            assert found is not None
            return found

    async def posting(self, parcel: Parcel) -> Posting | None:
        async with self.storage.unit() as unit:
            return await unit.scalar(select(Posting).where(Posting.parcel_id == parcel.id))

    async def later(self, seconds: float = 61) -> None:
        self.clock.passes(seconds)
        await self.courier.settle()

    def said(self, room: Room) -> list[str]:
        assert room.external_id is not None
        return [post.plain for post in self.platform.posts(room.external_id)]


@pytest.fixture
def bench(storage: Storage) -> Bench:
    return Bench(storage)


async def test_a_post_arrives_and_is_written_down(bench: Bench) -> None:
    room = await bench.room("@a:memory")
    parcel = await bench.queue(room, subject="meeting:1", label=Label.AMBER)
    assert await bench.courier.settle() == 1
    (post,) = bench.platform.log
    posting = await bench.posting(parcel)
    assert posting is not None
    assert (posting.external_id, posting.about, posting.label) == (post.id, "meeting:1", Label.AMBER)
    assert len(posting.content_hash) == 64
    stored = await bench.parcel(parcel)
    assert (stored.state, stored.receipt, stored.settled_at) == (ParcelState.SENT, post.id, NOON)
    assert post.target.encrypted
    assert set(post.target.may_receive or ()) == {"@a:memory", bench.platform.account}


async def test_a_room_keeps_its_order_while_another_is_served(bench: Bench) -> None:
    one, two = await bench.room(), await bench.room()
    for said in ("a", "b", "c"):
        await bench.queue(one, said=said)
    await bench.queue(two, said="x")
    bench.platform.fail(Later("rate", 30))
    await bench.courier.settle()
    assert (bench.said(one), bench.said(two)) == ([], ["x"])
    await bench.later(31)
    assert bench.said(one) == ["a", "b", "c"]


@pytest.mark.parametrize("fault", [Later("rate", 5.0), LostAnswer()])
async def test_after_a_fault_it_arrives_once(bench: Bench, fault: Fault) -> None:
    room = await bench.room()
    parcel = await bench.queue(room)
    bench.platform.fail(fault)
    await bench.courier.settle()
    assert (await bench.parcel(parcel)).state is ParcelState.DUE
    await bench.later()
    assert bench.said(room) == ["word"]
    assert (await bench.parcel(parcel)).state is ParcelState.SENT


async def test_without_the_platforms_key_a_lost_answer_would_post_twice(storage: Storage) -> None:
    bench = Bench(storage, knows_keys=False)
    room = await bench.room()
    await bench.queue(room)
    bench.platform.fail(LostAnswer())
    await bench.courier.settle()
    await bench.later()
    assert bench.said(room) == ["word", "word"]  # the control: it is the key that prevents it


async def test_a_late_retry_looks_first(storage: Storage) -> None:
    bench = Bench(storage, key_window=30, knows_keys=False)
    room = await bench.room()
    parcel = await bench.queue(room)
    bench.platform.fail(LostAnswer())
    await bench.courier.settle()
    await bench.later(3600)
    assert bench.said(room) == ["word"]
    assert "find" in bench.platform.calls
    assert (await bench.posting(parcel)) is not None


@pytest.mark.parametrize(("since", "said"), [(timedelta(seconds=61), ["word"]), (timedelta(0), ["word", "word"])])
async def test_what_another_device_tried_is_looked_for(bench: Bench, since: timedelta, said: list[str]) -> None:
    """Its keys are not recognised; the control believes that they are."""
    room = await bench.room()
    await bench.queue(room)
    bench.platform.fail(LostAnswer())
    await bench.courier.settle()
    bench.platform.device = "another"
    bench.courier.keys_since["memory"] = NOON + since
    await bench.later()
    assert bench.said(room) == said


async def test_a_late_retry_that_finds_nothing_sends(storage: Storage) -> None:
    bench = Bench(storage, key_window=30)
    room = await bench.room()
    await bench.queue(room)
    bench.platform.fail(Later("rate", 3600))
    await bench.courier.settle()
    await bench.later(3601)
    assert bench.said(room) == ["word"]


async def test_what_cannot_be_looked_for_stays_unknown(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    bench = Bench(storage, key_window=30)
    room = await bench.room()
    parcel = await bench.queue(room)
    bench.platform.fail(Later("rate", 3600))
    await bench.courier.settle()

    async def find(target: Target, *, key: str, since: datetime, text: object) -> str | None:
        raise Never("no-history")

    monkeypatch.setattr(bench.platform, "find", find)
    await bench.later(3601)
    assert (await bench.parcel(parcel)).state is ParcelState.UNKNOWN
    assert (bench.said(room), bench.dead) == ([], [(parcel.id, "no-history")])


async def test_no_answer_in_time_is_unknown_and_tried_again(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    room = await bench.room()
    parcel = await bench.queue(room)
    post = bench.platform.post

    async def hang(target: Target, text: Rendered, *, key: str) -> str:
        await post(target, text, key=key)
        await asyncio.sleep(10)
        return ""

    monkeypatch.setattr(bench.platform, "post", hang)
    await bench.courier.settle()
    stored = await bench.parcel(parcel)
    assert (stored.state, stored.cause, stored.first_attempt_at) == (ParcelState.DUE, "no-answer", NOON)
    monkeypatch.undo()
    await bench.later()
    assert bench.said(room) == ["word"]


@pytest.mark.parametrize(("label", "arrives"), [(Label.CLEAR, True), (Label.GREEN, False), (Label.RED, False)])
async def test_an_unfit_room_gets_nothing_restricted(bench: Bench, label: Label, arrives: bool) -> None:
    room = await bench.room()
    parcel = await bench.queue(room, label=label)
    await bench.queue(room, label=Label.CLEAR, said="next")
    bench.unfit = "unfit-stranger"
    await bench.courier.settle()
    assert bench.said(room) == (["word", "next"] if arrives else ["next"])
    stored = await bench.parcel(parcel)
    assert stored.cause == ("" if arrives else "unfit-stranger")
    assert stored.state is (ParcelState.SENT if arrives else ParcelState.BLOCKED)


async def test_a_room_is_asked_about_again_at_every_try(bench: Bench) -> None:
    room = await bench.room()
    await bench.queue(room, label=Label.AMBER)
    bench.platform.fail(Later("rate", 5))
    await bench.courier.settle()
    bench.unfit = "unfit-stranger"  # somebody came in during the backoff
    await bench.later()
    assert bench.said(room) == []


async def test_a_room_the_bot_is_not_in_is_unfit(bench: Bench) -> None:
    room = await bench.room()
    parcel = await bench.queue(room)
    assert room.external_id is not None
    await bench.platform.withdraw_from(room.external_id)
    await bench.courier.settle()
    assert (await bench.parcel(parcel)).cause == "unfit-absent"


async def test_never_is_a_dead_letter_and_holds_nobody_back(bench: Bench) -> None:
    room = await bench.room()
    parcel = await bench.queue(room)
    await bench.queue(room, said="next")
    bench.platform.fail(Never("too-large"))
    await bench.courier.settle()
    assert bench.dead == [(parcel.id, "too-large")]
    assert bench.said(room) == ["next"]


async def test_what_is_over_is_not_sent(bench: Bench) -> None:
    room = await bench.room()
    parcel = await bench.queue(room, expires_at=NOON + timedelta(minutes=1))
    bench.platform.down = True
    await bench.courier.settle()
    bench.platform.down = False
    await bench.later(3600)
    assert bench.said(room) == []
    assert bench.dead == [(parcel.id, "expired")]


async def test_what_arrived_before_it_was_over_is_found(bench: Bench) -> None:
    room = await bench.room()
    parcel = await bench.queue(room, expires_at=NOON + timedelta(minutes=1))
    bench.platform.fail(LostAnswer())
    await bench.courier.settle()
    await bench.later(300)
    assert (bench.said(room), bench.dead) == (["word"], [])
    assert (await bench.parcel(parcel)).state is ParcelState.SENT


async def test_a_room_is_opened_before_what_is_said_in_it(bench: Bench) -> None:
    space, room = make_room(None), make_room(None)
    async with bench.storage.unit() as unit:
        unit.session.add_all([space, room])
    plan = {"name": "LEV", "encrypted": True, "space": space.id, "invite": ["@a:memory"]}
    await bench.queue(room, Kind.OPEN_ROOM, plan, label=Label.CLEAR)
    await bench.queue(room, said="welcome")
    await bench.queue(room, Kind.INVITE, {"person": "@b:memory"}, label=Label.CLEAR)
    await bench.queue(space, Kind.OPEN_ROOM, {"name": "space", "is_space": True, "encrypted": False})
    await bench.courier.settle()
    await bench.later(10)
    async with bench.storage.unit() as unit:
        external = {one.id: one.external_id for one in await unit.scalars(select(Room))}
    opened = bench.platform.rooms[str(external[room.id])]
    assert opened.plan.space == external[space.id]
    assert opened.invited == {"@a:memory", "@b:memory"}
    assert [post.plain for post in bench.platform.posts(opened.id)] == ["welcome"]


async def test_a_room_that_could_not_be_opened_hears_nothing(bench: Bench) -> None:
    room = make_room(None)
    async with bench.storage.unit() as unit:
        unit.add(room)
    await bench.queue(room, Kind.OPEN_ROOM, {"name": "x"}, label=Label.CLEAR)
    await bench.queue(room)
    bench.platform.fail(Never("forbidden"))
    await bench.courier.settle()
    assert [cause for _, cause in bench.dead] == ["forbidden", "room-not-open"]


async def test_opening_a_room_twice_finds_the_first(bench: Bench) -> None:
    room = make_room(None)
    async with bench.storage.unit() as unit:
        unit.add(room)
    await bench.queue(room, Kind.OPEN_ROOM, {"name": "x"}, label=Label.CLEAR)
    bench.platform.fail(LostAnswer())
    await bench.courier.settle()
    await bench.later(36_000)
    assert len(bench.platform.rooms) == 1


async def test_threads_edits_files_and_redactions_meet_their_post(bench: Bench) -> None:
    room = await bench.room()
    first = await bench.queue(room, said="first")
    message = '{"!":"message","key":"%s","values":{},"below":[]}'
    await bench.queue(room, content={"message": message % "answer", "thread": first.id, "mentions": ["@a:memory"]})
    data = base64.b64encode(b"ics").decode()
    await bench.queue(
        room, Kind.FILE, {"name": "file.ics", "media_type": "text/calendar", "data": data, "thread": first.id}
    )
    await bench.courier.settle()
    one, answer, file = bench.platform.log
    assert (answer.target.thread, file.target.thread, file.plain) == (one.id, one.id, "file.ics")
    assert isinstance(answer.text, Rendered)
    assert answer.text.mentions == ("@a:memory",)
    posting = await bench.posting(first)
    assert posting is not None
    await bench.queue(room, Kind.EDIT, {"posting": posting.id, "message": message % "second"})
    await bench.courier.settle()
    edited = await bench.posting(first)
    assert edited is not None
    assert (one.plain, edited.state, edited.revision) == ("second", PostingState.UPDATED, 1)
    assert edited.content_hash != posting.content_hash
    await bench.queue(room, Kind.REDACT, {"posting": posting.id}, label=Label.CLEAR)
    await bench.courier.settle()
    recalled = await bench.posting(first)
    assert recalled is not None
    assert (one.plain, recalled.state) == ("", PostingState.RECALLED)


async def test_a_recall_that_fails_is_told_honestly(bench: Bench) -> None:
    room = await bench.room()
    first = await bench.queue(room)
    await bench.courier.settle()
    await bench.queue(room, Kind.REDACT, {"posting": first.id}, label=Label.CLEAR)
    bench.platform.fail(Never("forbidden"))
    await bench.courier.settle()
    posting = await bench.posting(first)
    assert posting is not None
    assert posting.state is PostingState.RECALL_FAILED
    assert bench.said(room) == ["word"]


async def test_two_workers_deliver_each_parcel_once(bench: Bench) -> None:
    rooms = [await bench.room() for _ in range(4)]
    for number in range(24):
        await bench.queue(rooms[number % 4], said=f"w{number}")
    await asyncio.gather(bench.courier.settle(), bench.worker("two").settle())
    for index, room in enumerate(rooms):
        assert bench.said(room) == [f"w{number}" for number in range(index, 24, 4)]


async def test_a_worker_that_slept_through_its_lease_does_not_send(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = await bench.room()
    parcel = await bench.queue(room)
    inspect = bench.platform.inspect

    async def sleep(external_id: str, expected: frozenset[str], *, recent: bool = False) -> Observation:
        bench.clock.passes(61)
        return await inspect(external_id, expected)

    monkeypatch.setattr(bench.platform, "inspect", sleep)
    await bench.courier._deliver(await claim(bench))
    assert bench.said(room) == []
    monkeypatch.undo()
    await bench.worker("two").settle()
    assert bench.said(room) == ["word"]
    assert (await bench.parcel(parcel)).epoch == 2


async def claim(bench: Bench) -> Any:
    claimed = await bench.courier._claim()
    assert claimed is not None
    return claimed


async def test_a_killed_worker_takes_up_what_it_held(bench: Bench) -> None:
    room = await bench.room()
    await bench.queue(room)
    await claim(bench)  # and killed here
    assert await bench.worker("one").settle() == 0  # the lease of its former life still runs
    again = bench.worker("one")
    running = asyncio.create_task(again.run())
    await until(lambda: bool(bench.platform.log))
    again.stop()
    await running
    assert bench.said(room) == ["word"]


async def until(happened: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not happened():
            await asyncio.sleep(0.01)


async def test_running_it_serves_rooms_side_by_side_and_stops_cleanly(bench: Bench) -> None:
    slow, quick = await bench.room(), await bench.room()
    gate = asyncio.Event()
    post = bench.platform.post

    async def wait(target: Target, text: Rendered, *, key: str) -> str:
        if target.room == slow.external_id:
            await gate.wait()
        return await post(target, text, key=key)

    bench.platform.post = wait  # type: ignore[method-assign]
    bench.courier.answer_within = 5
    running = asyncio.create_task(bench.courier.run())
    parcel = await bench.queue(slow)
    await bench.queue(quick)
    bench.courier.nudge()
    await until(lambda: bool(bench.said(quick)))
    assert bench.said(slow) == []
    bench.courier.stop()
    gate.set()
    await running
    assert (await bench.parcel(parcel)).state is ParcelState.SENT


async def running(bench: Bench) -> "asyncio.Task[None]":
    """The courier at work on what is queued already."""
    bench.courier.answer_within = 5
    return asyncio.create_task(bench.courier.run())


async def stopped(bench: Bench, task: "asyncio.Task[None]") -> None:
    bench.courier.stop()
    await task


async def test_many_rooms_are_checked_in_one_transaction(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    rooms = [await bench.room(f"@{number}:memory") for number in range(8)]
    for room in rooms:
        await bench.queue(room)
    begin, checked = queue.begin_mine, []

    async def begin_mine(unit: Unit, parcels: Sequence[Parcel], now: datetime) -> bool:
        checked.append(len(parcels))
        return await begin(unit, parcels, now)

    monkeypatch.setattr(queue, "begin_mine", begin_mine)
    task = await running(bench)
    await until(lambda: all(bench.said(room) == ["word"] for room in rooms))
    await stopped(bench, task)
    assert sum(checked) == 8
    assert max(checked) > 1


async def test_of_those_checked_together_each_has_its_own_verdict(bench: Bench) -> None:
    rooms = [await bench.room(f"@{number}:memory") for number in range(4)]
    parcels = [await bench.queue(room) for room in rooms]
    fit = bench.courier.fit

    async def verdict(unit: Unit, parcel: Parcel, room: Room, state: Any, *, now: datetime) -> Verdict:
        if parcel.id == parcels[1].id:
            return Verdict(cause=Unfit(key="unfit-stranger"))
        if parcel.id == parcels[2].id:
            raise Later("not-yet", 600)
        return await fit(unit, parcel, room, state, now=now)

    bench.courier.fit = verdict
    task = await running(bench)
    await until(lambda: [bench.said(room) for room in rooms] == [["word"], [], [], ["word"]])
    await stopped(bench, task)
    states = [(found.state, found.first_attempt_at is None) for found in [await bench.parcel(one) for one in parcels]]
    sent, blocked = (ParcelState.SENT, False), (ParcelState.BLOCKED, False)
    assert states == [sent, blocked, (ParcelState.DUE, True), sent]


async def test_who_lost_a_lease_sends_nothing_and_holds_nobody_up(bench: Bench) -> None:
    rooms = [await bench.room(f"@{number}:memory") for number in range(3)]
    parcels = [await bench.queue(room) for room in rooms]
    taken = asyncio.Event()
    inspect = bench.platform.inspect

    async def look(room: str, expected: frozenset[str] = frozenset(), *, recent: bool = False) -> Observation:
        await taken.wait()
        return await inspect(room, expected)

    bench.platform.inspect = look  # type: ignore[method-assign]
    task = await running(bench)
    await until(lambda: bench.courier.is_busy)
    async with bench.storage.unit() as unit:  # another worker has it by now
        lost = await unit.get(Parcel, parcels[1].id)
        assert lost is not None
        lost.epoch, lost.lease_owner = lost.epoch + 1, "two"
    taken.set()
    await until(lambda: [bench.said(room) for room in rooms] == [["word"], [], ["word"]])
    await stopped(bench, task)
    assert (await bench.parcel(parcels[1])).lease_owner == "two"


@pytest.mark.parametrize("label", [Label.CLEAR, Label.AMBER])
async def test_a_text_is_made_once_for_many_rooms_and_what_is_restricted_is_not_kept(
    bench: Bench, label: Label
) -> None:
    rooms = [await bench.room("@a:memory") for _ in range(6)]
    for room in rooms:
        await bench.queue(room, label=label)
    made = []

    async def count(message: Message, locales: Sequence[str], platform: str, room: Room) -> Rendered:
        made.append(room.id)
        await asyncio.sleep(0)
        return await render(message, locales, platform, room)

    bench.courier.render = count
    task = await running(bench)
    await until(lambda: all(bench.said(room) == ["word"] for room in rooms))
    await until(lambda: not bench.courier.is_busy)
    await stopped(bench, task)
    assert len(made) == 1
    assert bool(bench.courier._looks) is (label is Label.CLEAR)


async def test_a_bug_stops_one_parcel_and_in_the_end_buries_it(bench: Bench) -> None:
    room, other = await bench.room(), await bench.room()
    parcel = await bench.queue(room, content={"message": "no message at all"})
    await bench.queue(other)
    for _ in range(8):
        await bench.later()
    assert bench.said(other) == ["word"]
    assert [(one, cause.split()[0]) for one, cause in bench.dead] == [(parcel.id, "bug")]


async def test_a_refused_account_stops_the_courier_and_keeps_the_parcel(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = await bench.room()
    parcel = await bench.queue(room)

    async def refuse(target: Target, text: Rendered, *, key: str) -> str:
        raise Fatal("The access token was revoked.")

    monkeypatch.setattr(bench.platform, "post", refuse)
    with pytest.raises(Fatal):
        await bench.courier.run()
    assert (await bench.parcel(parcel)).state is ParcelState.DUE


@pytest.mark.parametrize("step", ["inspect", "post", "record"])
async def test_killed_between_any_two_steps_it_arrives_once(
    bench: Bench, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = await bench.room()
    await bench.queue(room)

    async def killed(*arguments: Any, **named: Any) -> Any:
        raise asyncio.CancelledError

    monkeypatch.setattr(*{
        "inspect": (bench.platform, "inspect"), "post": (bench.platform, "post"), "record": (bench.courier, "_record")
    }[step], killed)  # fmt: skip
    with pytest.raises(asyncio.CancelledError):
        await bench.courier.settle()
    monkeypatch.undo()
    bench.clock.passes(61)
    await bench.worker("two").settle()
    assert bench.said(room) == ["word"]

"""Takes parcels out of the outbox to their platforms: each once, each room in order, rooms side by side.

    claim      one transaction: the parcel is ours for a minute
    render, inspect                      the text as it will look; the room as it really is now
    check      one transaction: still ours? may it leave, *now*? the first attempt is written down
               (the same as the claim's where no room has to be looked at, or it was a moment ago)
    look       only if a try so long ago may have arrived that the platform no longer knows its key
    send       with the parcel's own key, so that a repeated try is the same event
    record     one transaction: sent, and the copy that is in the room now
               (the same as the claim's of what waited behind it)

Claims, checks and records that come close on each other share a transaction: a commit takes as long as all the rest.
Answers, which nothing waits behind, are written down a little later than they leave.

Whatever happens in between, the lease runs out and the parcel is taken up again with the same key. No answer
is not "failed": it is unknown, and stays so until the key or a look settles it.
"""

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

from bot import errand as errands
from bot.errand import Carried, Errand, Make, Receipt, Render
from bot.logs import bug, log
from bot.platform import Fatal, Later, Never, Platform, Rendered
from bot.together import Together
from commands.engine.guard import Verdict
from storage import directory, queue
from storage.access import Label
from storage.engine import StorageTrouble
from storage.lease import LeaseLost
from storage.outbox import Kind, Parcel
from storage.room import Observation, Room
from storage.unit import Storage, Unit

ANSWER_WITHIN = 20.0  # seconds for a platform to answer; well below the lease of 60
POLL = 2.0  # seconds between looks when nobody nudges
SIDE_BY_SIDE = 64  # rooms served at once
SPARE = 8  # more for what is said while those are all in use: whoever waits for an answer doesn't wait for a mailing
TOGETHER = 0.02  # seconds between claims: what is committed meanwhile is claimed together
LINGER = 0.03  # seconds in which answers that have left are collected, to be written down together
EXPIRE_EVERY = timedelta(seconds=1)
LOOKS = 8  # rendered texts kept
LONGEST_BACKOFF = 60.0  # seconds: what waits is delivered within two minutes of a platform's return
BUGS = 8  # claims after which a parcel that always fails by a bug of ours is buried
CLOCKS_DIFFER = timedelta(minutes=1)  # between us and the platform, when looking back

CARRIES_CONTENT = frozenset({Kind.POST, Kind.EDIT, Kind.FILE})  # to a room, which is looked at before
NOT_IDEMPOTENT = frozenset({Kind.POST, Kind.FILE})  # others are, or find what they made

Expected = Callable[[Unit, Room], Awaitable[frozenset[str]]]
OnDead = Callable[[Unit, Parcel, str], Awaitable[None]]


class Fit(Protocol):
    """The guard's question, asked in the transaction of the check."""

    async def __call__(
        self, unit: Unit, parcel: Parcel, room: Room, state: Observation | None, *, now: datetime
    ) -> Verdict: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class _Claimed:
    """A parcel that is ours for a minute, and how far it came when it was claimed."""

    parcel: Parcel
    room: Room
    first_attempt_at: datetime | None
    expected: frozenset[str] = frozenset()
    errand: Errand | None = None
    is_glimpsed: bool = False
    is_blocked: bool = False
    fault: Exception | None = None
    text: "asyncio.Task[Rendered | None] | None" = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """A parcel whose room was looked at, and that waits to be checked, with others."""

    parcel: Parcel
    state: Observation | None


class Courier:
    """One worker.

    `name` must be no other running process's: at start it takes up what a former life of it held.
    """

    def __init__(
        self,
        storage: Storage,
        platforms: Mapping[str, Platform],
        *,
        render: Render,
        make: Make = errands.given_file,
        fit: Fit,
        expected: Expected,
        on_dead: OnDead,
        now: Callable[[], datetime],
        deployment: str,
        name: str,
        poll: float = POLL,
        answer_within: float = ANSWER_WITHIN,
    ) -> None:
        self.storage = storage
        self.platforms = platforms
        self.render = render
        self.make = make
        self.fit = fit
        self.expected = expected
        self.on_dead = on_dead
        self.now = now
        self.deployment = deployment
        self.name = name
        self.poll = poll
        self.answer_within = answer_within
        self.keys_since: dict[str, datetime] = {}
        """Since when each platform recognises keys: those that another device has sent it does not."""
        self._bell = asyncio.Event()
        self._under_way = 0
        self._claimed_at = -TOGETHER
        self._expired_at: datetime | None = None
        self._waiting = True
        self._nudges = 0
        self._tasks: asyncio.TaskGroup | None = None
        self._checks: Together[_Seen, Errand | None] = Together(self._check)
        self._records: Together[Carried, bool] = Together(self._written)
        self._answered: list[Carried] = []
        self._texts: set[asyncio.Task[Rendered | None]] = set()
        self._changes: Counter[tuple[str, str | None]] = Counter()
        self._looks: dict[tuple[object, ...], asyncio.Task[Rendered | None]] = {}
        self._stopping = False
        self._fatal: Fatal | None = None

    def nudge(self) -> None:
        """Something was left in the queue: look at once."""
        self._waiting = True
        self._nudges += 1
        self._bell.set()

    def expect(self) -> None:
        """Something was left in the queue: look when what goes before it has left."""
        self._waiting = True

    @property
    def is_busy(self) -> bool:
        """Whether anything is on its way."""
        return self._under_way > 0

    def room_changed(self, platform: str, external_id: str) -> None:
        """A room was changed just now: what was seen of it before doesn't count."""
        self._changes[platform, external_id] += 1

    def claim(self, parcel: Parcel, room: Room | None) -> bool:
        """Take a parcel that is about to be queued, while a hand is free for it."""
        if self._tasks is None or self._stopping or self._under_way >= SIDE_BY_SIDE + SPARE:
            return False
        begins = not _is_guarded(parcel) or (room is not None and self._glimpse(parcel, room) is not None)
        queue.claim_newborn(parcel, self.name, begins=begins)
        return True

    async def check(self, unit: Unit, parcels: Sequence[Parcel]) -> Callable[[], None]:
        """Look at what was so taken, in the transaction that queues it; it is carried after the commit.

        Its text is made while the commit waits for the disk.
        """
        claimed = await self._looked_up(unit, parcels, {})
        return partial(self._set_out, [self._with_text(one) for one in claimed])

    def _with_text(self, claimed: _Claimed) -> _Claimed:
        if claimed.is_blocked or claimed.fault is not None:
            return claimed
        text = asyncio.get_running_loop().create_task(self._rendered(claimed.parcel, claimed.room))
        self._texts.add(text)
        text.add_done_callback(self._made)
        return replace(claimed, text=text)

    def _made(self, text: "asyncio.Task[Rendered | None]") -> None:
        """What went wrong is told to whoever carries it, if anybody does: the commit may fail."""
        self._texts.discard(text)
        if not text.cancelled():
            text.exception()

    def _set_out(self, claimed: Sequence[_Claimed]) -> None:
        if self._tasks is None:  # stopped meanwhile: recovered at the next start, or when the lease is over
            return
        for one in claimed:
            self._under_way += 1
            self._tasks.create_task(self._deliver(one)).add_done_callback(self._freed)

    def stop(self) -> None:
        """Let `run` end when what is under way has ended."""
        self._stopping = True
        self.nudge()

    async def run(self) -> None:
        """Deliver until `stop` or cancelled. Raises Fatal when a platform refuses the account."""
        async with asyncio.TaskGroup() as tasks:
            self._tasks = tasks
            try:
                await self._serve()
            finally:
                self._tasks, self.storage.porter = None, None
        if self._fatal is not None:
            raise self._fatal

    async def _serve(self) -> None:
        recovered = False
        while not self._stopping and self._fatal is None:
            await self._pace()
            self._bell.clear()
            try:
                recovered = recovered or await self._recover()
                if free := self._free():
                    claimed = await self._claim_some(free)
                    self._waiting = bool(claimed or self._under_way)
                    self._set_out(claimed)
            except StorageTrouble as trouble:
                log().warning("courier-waits", trouble=trouble.kind.value)
            if not self._stopping:  # its bell may have rung before we listened
                await self._rest()

    async def _pace(self) -> None:
        """The first claim is at once, those after it not too close."""
        clock = asyncio.get_running_loop().time
        await asyncio.sleep(max(0.0, self._claimed_at + TOGETHER - clock()))
        self._claimed_at = clock()

    def _freed(self, delivery: "asyncio.Task[bool]") -> None:
        """There may be another now: where all hands were full, and where this one held others back."""
        was_full = self._under_way >= SIDE_BY_SIDE
        holds_none_back = not delivery.cancelled() and delivery.result()
        self._under_way -= 1
        if not self._under_way:
            self._forget_looks()
        if self._waiting and (was_full or not holds_none_back):
            self.nudge()

    async def settle(self) -> int:
        """Deliver one after the other until nothing more may leave now; how many were tried. Raises Fatal."""
        tried = 0
        while (claimed := await self._claim()) is not None:
            await self._deliver(claimed)
            self._forget_looks()
            tried += 1
            if self._fatal is not None:
                raise self._fatal
        return tried

    async def _rest(self) -> None:
        try:
            async with asyncio.timeout(self.poll):
                await self._bell.wait()
        except TimeoutError:
            return

    async def _recover(self) -> bool:
        """Let go of what a former life held; only what is taken from then on is this one's."""
        async with self.storage.unit() as unit:
            await queue.recover(unit, self.name, self.now())
        self.storage.porter = self
        return True

    async def _claim(self) -> _Claimed | None:
        return next(iter(await self._claim_some(1)), None)

    async def _claim_some(self, most: int) -> Sequence[_Claimed]:
        now = self.now()
        async with self.storage.unit() as unit:
            if self._expired_at is None or abs(now - self._expired_at) >= EXPIRE_EVERY:
                for parcel in await queue.expire(unit, now):
                    await self._given_up(unit, parcel, "expired")
                self._expired_at = now
            return await self._claimed(unit, most, now)

    async def _claimed(self, unit: Unit, most: int, now: datetime) -> Sequence[_Claimed]:
        parcels = await queue.claim_some(unit, self.name, now, most=most)
        tried = {parcel.id: parcel.first_attempt_at for parcel in parcels}
        await queue.begin_some(unit, [one for one in parcels if not _is_guarded(one)], now)
        return await self._looked_up(unit, parcels, tried)

    async def _looked_up(
        self, unit: Unit, parcels: Sequence[Parcel], tried: Mapping[str, datetime | None]
    ) -> Sequence[_Claimed]:
        """Each with its room; checked at once if it says nothing that not everybody may read, or if the room was looked
        at a moment ago.
        """
        directory.hold(unit)
        at_hand = await errands.look_up(unit, parcels)
        claimed = []
        for one in parcels:
            room, _ = at_hand[one.room_id]
            state = self._glimpse(one, room)
            if state is not None or not _is_guarded(one):
                claimed.append(await self._checked_at_once(unit, one, room, tried.get(one.id), state))
            else:
                expected = await self.expected(unit, room)
                claimed.append(_Claimed(parcel=one, room=room, first_attempt_at=tried.get(one.id), expected=expected))
        return claimed

    def _glimpse(self, parcel: Parcel, room: Room) -> Observation | None:
        """The room as it was a moment ago, for what all of the network may read; what is narrower wants a look of its
        own.
        """
        if not _is_guarded(parcel) or parcel.label.is_restricted:
            return None
        platform = self.platforms.get(room.platform)
        return platform.glimpse(room.external_id) if platform and room.external_id else None

    async def _checked_at_once(
        self, unit: Unit, parcel: Parcel, room: Room, first_attempt_at: datetime | None, state: Observation | None
    ) -> _Claimed:
        """What is wrong with it is kept, to be settled outside of this transaction like everything that goes wrong."""
        try:
            if state is not None and parcel.first_attempt_at is None:
                await queue.begin(unit, parcel, self.now())
            errand = await self._checked(unit, parcel, room, state)
        except StorageTrouble:
            raise
        except Exception as fault:  # noqa: BLE001  raised again where each outcome has its line
            return _Claimed(parcel=parcel, room=room, first_attempt_at=first_attempt_at, fault=fault)
        return _Claimed(
            parcel=parcel, room=room, first_attempt_at=first_attempt_at, errand=errand, is_blocked=errand is None,
            is_glimpsed=state is not None,
        )  # fmt: skip

    async def _deliver(self, claimed: _Claimed) -> bool:
        """One parcel to its end for now; nothing gets out of here but being cancelled.

        True when nothing waits behind it that was not looked for.
        """
        parcel = claimed.parcel
        try:
            return await self._attempt(claimed)
        except Exception as fault:  # noqa: BLE001  one parcel's bug must not stop the others
            await self._on_fault(parcel, fault)
        return False

    async def _on_fault(self, parcel: Parcel, fault: Exception) -> None:
        match fault:
            case LeaseLost():
                log().info("parcel-lease-lost", parcel=parcel.id)
            case StorageTrouble():  # the lease runs out and it is taken up again
                log().warning("courier-waits", trouble=fault.kind.value, parcel=parcel.id)
            case _:
                await self._on_bug(parcel, bug(fault, parcel=parcel.id))

    async def _attempt(self, claimed: _Claimed) -> bool:
        """Every outcome of a try has its line here."""
        parcel = claimed.parcel
        try:
            return await self._send(claimed)
        except TimeoutError:
            await self._again(parcel, Later("no-answer"))
        except Later as wait:
            await self._again(parcel, wait)
        except Never as reason:
            await self._end(parcel, str(reason), queue.bury)
        except Unsure as reason:
            await self._end(parcel, str(reason), queue.unknown)
        except Fatal as fatal:
            self._fatal = fatal
            self.nudge()
            await self._again(parcel, Later("account-refused"))
        return False

    async def _send(self, claimed: _Claimed) -> bool:
        parcel, room = claimed.parcel, claimed.room
        if claimed.fault is not None:
            raise claimed.fault
        if claimed.is_blocked:
            return False
        platform = self.platforms.get(room.platform)
        if platform is None:
            raise Later("platform-off", LONGEST_BACKOFF)
        text = await (claimed.text or self._rendered(parcel, room))
        errand = claimed.errand
        if errand is None or (claimed.is_glimpsed and self._glimpse(parcel, room) is None):
            errand = await self._looked_at(claimed, platform)
        if errand is None:
            return False
        if parcel.kind is Kind.FILE:
            errand = replace(errand, file=await self.make(errand.content, room))
        receipt = await self._look(platform, errand, text, claimed.first_attempt_at)
        if receipt is None:
            if _over(parcel, self.now()):
                raise Never("expired")
            if parcel.lease_until is not None and parcel.lease_until <= self.now():  # we slept; it is another's by now
                raise LeaseLost
            async with asyncio.timeout(self.answer_within):
                receipt = await errands.carry(errand, platform, text)
        return await self._record(errand, receipt, text)

    async def _rendered(self, parcel: Parcel, room: Room) -> Rendered | None:
        """The text as it will look, made once for all rooms that get the same.

        What anybody may read is kept for the next of them, all else only while something is under way. An answer is for
        one person.
        """
        if parcel.kind is Kind.ANSWER:
            return await errands.render(parcel, room, self.render)
        content = parcel.content
        named = (tuple(content.get(name) or ()) for name in ("locales", "mentions"))
        key = (parcel.label, parcel.kind, content.get("message"), *named, room.platform, room.kind, room.locales)
        look = self._looks.get(key)
        if look is None or (look.done() and (look.cancelled() or look.exception())):
            look = asyncio.get_running_loop().create_task(errands.render(parcel, room, self.render))
            self._looks[key] = look
            while len(self._looks) > LOOKS:
                del self._looks[next(iter(self._looks))]
        return await asyncio.shield(look)

    def _forget_looks(self) -> None:
        """Nothing that not everybody may read stays in memory for longer than it is needed."""
        self._looks = {key: look for key, look in self._looks.items() if key[0] is Label.CLEAR}

    async def _looked_at(self, claimed: _Claimed, platform: Platform) -> Errand | None:
        """The errand, if it may leave for the room as it is now; None when it may not."""
        where = (claimed.room.platform, claimed.room.external_id)
        changes = self._changes[where]
        state = await self._inspect(platform, claimed)
        errand = await self._checks.done(_Seen(parcel=claimed.parcel, state=state))
        if self._changes[where] != changes:
            raise Later("room-changed", 0)
        return errand

    async def _inspect(self, platform: Platform, claimed: _Claimed) -> Observation | None:
        """The room as it is now, for what must not be said just anywhere; None for what may."""
        if not _is_guarded(claimed.parcel) or claimed.room.external_id is None:
            return None
        try:
            async with asyncio.timeout(self.answer_within):
                recent = not claimed.parcel.label.is_restricted
                return await platform.inspect(claimed.room.external_id, claimed.expected, recent=recent)
        except Never:
            return Observation(at=self.now(), present=False)

    async def _check(self, together: Sequence[_Seen]) -> Sequence[Errand | None]:
        """Asked in one transaction, just before they leave; None for what may not, which is written down."""
        parcels = [one.parcel for one in together]
        async with self.storage.unit() as unit:
            if not await queue.begin_mine(unit, parcels, self.now()):
                raise LeaseLost
            directory.hold(unit)
            at_hand = await errands.look_up(unit, parcels)
            return [
                await self._checked(unit, one.parcel, at_hand[one.parcel.room_id][0], one.state) for one in together
            ]

    async def _checked(self, unit: Unit, parcel: Parcel, room: Room, state: Observation | None) -> Errand | None:
        now = self.now()
        may_receive = None
        if state is None and _is_guarded(parcel) and room.external_id is not None:
            raise Later("opened-meanwhile", 0)  # nobody has looked at the room yet
        if state is not None or parcel.kind is Kind.ANSWER:
            verdict = await self.fit(unit, parcel, room, state, now=now)
            may_receive = verdict.may_receive
            if verdict.cause is not None:
                await queue.block(unit, parcel, verdict.cause.key, now)
                log().info("parcel-blocked", parcel=parcel.id, cause=verdict.cause.key)
                self.nudge()  # staff are told by a parcel, too
                return None
        key = queue.key(parcel, self.deployment)
        return await errands.prepare(unit, parcel, room, key=key, may_receive=may_receive)

    async def _look(
        self, platform: Platform, errand: Errand, text: Rendered | None, tried_at: datetime | None
    ) -> Receipt | None:
        """What an earlier try left behind, where the platform's own memory of its key may have ended."""
        parcel = errand.parcel
        if tried_at is None or parcel.kind not in NOT_IDEMPOTENT:
            return None
        now = self.now()
        is_known = self.keys_since.get(platform.name, tried_at) <= tried_at
        if is_known and now < tried_at + timedelta(seconds=platform.key_window) and not _over(parcel, now):
            return None
        try:
            async with asyncio.timeout(self.answer_within):
                found = await platform.find(
                    errand.target, key=errand.key, since=tried_at - CLOCKS_DIFFER, text=text or errand.file
                )
        except Never as reason:
            raise Unsure(str(reason)) from reason
        return None if found is None else Receipt(external_id=found)

    async def _record(self, errand: Errand, receipt: Receipt, text: Rendered | None) -> bool:
        """Write down that it was done, together with whatever else was done while somebody was writing."""
        mine = Carried(errand=errand, receipt=receipt, text=text)
        if errand.parcel.kind is not Kind.ANSWER or self._tasks is None:
            return await self._records.done(mine)
        self._answered.append(mine)  # each has its own order: nothing waits for it
        if len(self._answered) == 1:
            self._tasks.create_task(self._record_answers())
        return True

    async def _record_answers(self) -> None:
        """A little later, so that whoever asks next has the processor first; without delay when told to end."""
        try:
            await asyncio.sleep(LINGER)
        finally:
            together, self._answered = self._answered, []
            outcomes = await asyncio.gather(*map(self._records.done, together), return_exceptions=True)
            for one, outcome in zip(together, outcomes, strict=True):
                if isinstance(outcome, Exception):
                    await self._on_fault(one.errand.parcel, outcome)

    async def _written(self, together: Sequence[Carried]) -> Sequence[bool]:
        """All of it in one transaction, in which what waited behind it is claimed, too; whether that was all."""
        now, looks = self.now(), False
        try:
            async with self.storage.unit() as unit:
                await queue.sent_all(unit, [(one.errand.parcel, one.receipt.external_id) for one in together], now)
                await errands.write_down(unit, together, now)
                looks, nudges = self._waiting and self._tasks is not None and not self._stopping, self._nudges
                free = self._free(together) if looks else 0
                if free:
                    self._waiting = free < SIDE_BY_SIDE  # what else is on its way may hold something back
                claimed = await self._claimed(unit, free, now) if free else ()
        except BaseException:
            self._waiting |= looks
            raise
        self._waiting |= bool(claimed)
        self._set_out(claimed)
        return [looks and nudges == self._nudges] * len(together)

    def _free(self, carried: Sequence[Carried] = ()) -> int:
        """How many hands are free, or will be as soon as these are written down."""
        held = sum(one.errand.parcel.kind is not Kind.ANSWER for one in carried)
        return max(0, SIDE_BY_SIDE - self._under_way + held)

    async def _again(self, parcel: Parcel, wait: Later) -> None:
        backoff = min(LONGEST_BACKOFF, 2.0 ** min(parcel.attempts, 6)) * random.uniform(0.5, 1)
        delay = timedelta(seconds=backoff if wait.delay is None else wait.delay)
        async with self.storage.unit() as unit:
            await queue.retry(unit, parcel, self.now() + delay, str(wait))
        if not delay:
            self.nudge()
        log().info("parcel-later", parcel=parcel.id, cause=str(wait), seconds=delay.total_seconds())

    async def _end(self, parcel: Parcel, cause: str, settle: Callable[..., Awaitable[None]]) -> None:
        async with self.storage.unit() as unit:
            await settle(unit, parcel, cause, self.now())
            await self._given_up(unit, parcel, cause)

    async def _given_up(self, unit: Unit, parcel: Parcel, cause: str) -> None:
        await errands.write_off(unit, parcel)
        await self.on_dead(unit, parcel, cause)
        log().warning("parcel-given-up", parcel=parcel.id, kind=parcel.kind.value, cause=cause)
        self.nudge()  # whoever is told is told by a parcel

    async def _on_bug(self, parcel: Parcel, reference: str) -> None:
        """Tried again, since it may be a passing one, and buried in the end, since it holds up its room."""
        cause = f"bug {reference}"
        try:
            if parcel.attempts < BUGS:
                await self._again(parcel, Later(cause))
            else:
                await self._end(parcel, cause, queue.bury)
        except (LeaseLost, StorageTrouble):
            log().warning("parcel-left-claimed", parcel=parcel.id, cause=cause)


class Unsure(Exception):
    """It was tried, and the platform can't say whether it arrived."""


def _is_guarded(parcel: Parcel) -> bool:
    """Whether it says something that not everybody may read."""
    return parcel.kind in CARRIES_CONTENT and parcel.label is not Label.CLEAR


def _over(parcel: Parcel, now: datetime) -> bool:
    return parcel.expires_at is not None and parcel.expires_at <= now

"""Verification by emoji: an admin asks from a client, an operator compares on the console, both sides learn the keys.

Only who is awaited is answered at all, and each awaited try is one: what is out of order, malformed, replayed, doubled
or wrong ends it with the specification's code. It runs beside the sync and can't stop it. Nothing here is a parcel: the
keys of an exchange live in this process alone, so a step that was not sent is worth nothing after a restart.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial
from typing import Any, Protocol
from uuid import uuid4

import structlog
from cachetools import LRUCache

from bot.platform import Later, Target
from bot.platforms.matrix.account import Account
from bot.platforms.matrix.sas import METHOD, Broken, Exchange, Party
from bot.platforms.matrix.steps import PREFIX, Step
from bot.platforms.matrix.trust import identity_of
from bot.platforms.matrix.wire import path

log = structlog.get_logger()

LOOK_EVERY = 0.5
"""Seconds between two looks at what the operator said."""
READY_AFTER = 2.0
"""Seconds between a request in a chat and our word that we are ready. A client learns its request's id, by which it
will know that word, from its server's answer (matrix-js-sdk 43, `requestVerificationDM`): a word that overtakes it is
lost, and the client waits for ever. People take as long to press a button.
"""
MOST_WAITING = 200
"""Steps that wait to be taken in; more is nobody's verification."""
TRIES = 5
OLDEST, NEWEST = timedelta(minutes=10), timedelta(minutes=5)
"""How far from now a request may be said to be made (Matrix spec v1.18, "m.key.verification.request")."""
OVER = 1_000
"""Transactions that are remembered, so that none is had twice."""
HELD, UNSIGNED = "identity-held", "no-identity"
"""Causes of ours: the chat can't be read by whose identity is held; we have no identity to show."""


class Verdict(StrEnum):
    """What the operator says of the emoji so far; LATE once nobody waits any more."""

    WAITING = "waiting"
    AGREED = "agreed"
    DIFFERENT = "different"
    WITHDRAWN = "withdrawn"
    LATE = "late"


ENDS: Mapping[Verdict, str] = {
    Verdict.DIFFERENT: "m.mismatched_sas",
    Verdict.WITHDRAWN: "m.user",
    Verdict.LATE: "m.timeout",
}


class Desk(Protocol):
    """The operator's side: whoever waits at the console, in another process."""

    async def awaits(self, account: str, room: str | None) -> str | None:
        """The try that waits for this account; None unless it is a proven one of an active admin's, and a `room` is
        their own encrypted chat with us.
        """

    async def show(self, which: str, emoji: Sequence[int]) -> bool:
        """Show the operator these emoji; whether anybody is there."""

    async def verdict(self, which: str) -> Verdict:
        """What the operator says."""

    async def settle(self, which: str, cause: str = "") -> None:
        """It is verified, or failed for this cause."""

    async def abandon(self) -> None:
        """What another process of ours had begun is lost."""


Put = Callable[[Target, dict[str, Any], str, str], Awaitable[str]]
"""Sends content of a kind into a room, as ciphertext; `key` makes it one time."""


@dataclass(slots=True, kw_only=True)
class Session:
    """An exchange under way: the try it belongs to, and with whom."""

    which: str
    begun: Step
    exchange: Exchange
    agreed: bool = False


class Verifier:
    """Answers verifications of one account, one after the other."""

    def __init__(self, account: Account, desk: Desk, put: Put, clock: Callable[[], datetime]) -> None:
        self._account = account
        self._desk = desk
        self._put = put
        self._clock = clock
        self._steps: asyncio.Queue[Step] = asyncio.Queue(MOST_WAITING)
        self._sessions: dict[str, Session] = {}
        self._over: LRUCache[tuple[str | None, str], bool] = LRUCache(OVER)

    def hear(self, step: Step) -> None:
        """Take a step in; never waits."""
        if self._steps.full():
            log.warning("matrix.verification_step_dropped", person=step.user)
            return
        self._steps.put_nowait(step)

    async def run(self) -> None:
        """Answer until cancelled."""
        await self._guarded(None, self._desk.abandon)
        while True:
            step = await self._next()
            if step is not None:
                await self._guarded(step.user, partial(self._take, step))
            for user, session in list(self._sessions.items()):
                await self._guarded(user, partial(self._look, session))

    async def _next(self) -> Step | None:
        """The next step; None after a while, if the operator may have said something meanwhile."""
        try:
            async with asyncio.timeout(LOOK_EVERY if self._sessions else None):
                return await self._steps.get()
        except TimeoutError:
            return None

    async def _guarded(self, user: str | None, act: Callable[[], Awaitable[None]]) -> None:
        """Whatever goes wrong ends the verification it went wrong in, and nothing else."""
        try:
            await act()
        except Exception as fault:  # noqa: BLE001 - the sync and everybody else go on
            log.error("matrix.verification_failed", kind=type(fault).__name__, person=user)
            if user is not None and (session := self._sessions.get(user)):
                await self._guarded(None, lambda: self._end(session, "m.user", "trouble"))

    async def _take(self, step: Step) -> None:
        session = self._sessions.get(step.user)
        if step.name == "request":
            return await self._asked(step, session)
        if session is None or session.begun.where != step.where:
            return await self._foreign(step)
        if step.name == "cancel":
            return await self._end(session, None, _code(step))
        if step.name == "done":
            if session.exchange.claims is None:
                await self._end(session, "m.unexpected_message")
            return None
        try:
            answer = session.exchange.take(step.name, step.content)
        except Broken as broken:
            return await self._end(session, broken.code)
        if answer is not None:
            await self._send(session.begun, *answer)
        if step.name == "key" and not await self._desk.show(session.which, session.exchange.emoji):
            return await self._end(session, "m.user")
        return await self._conclude(session)

    async def _asked(self, step: Step, session: Session | None) -> None:
        """Somebody begins. Who is not awaited gets no answer; who begins twice loses both."""
        which = await self._desk.awaits(step.user, step.room)
        if which is None or step.at is None or not -NEWEST <= self._clock() - step.at <= OLDEST:
            log.info("matrix.verification_not_awaited", person=step.user)
            return
        methods, device = step.content.get("methods"), step.device
        if session is not None or step.where in self._over:
            await self._cancel(step, "m.unexpected_message")
            if session is not None:
                await self._end(session, "m.unexpected_message")
        elif device is None or not isinstance(methods, list):
            await self._cancel(step, "m.invalid_message")
        elif METHOD not in methods:
            await self._cancel(step, "m.unknown_method")
        elif self._account.identity is None:
            await self._cancel(step, "m.user")
            await self._desk.settle(which, UNSIGNED)
        elif step.room is not None and await self._is_held(step.user):
            await self._desk.settle(which, HELD)
        else:
            await self._begin(step, which, device)

    async def _begin(self, step: Step, which: str, device: str) -> None:
        ours = Party(self._account.user_id, self._account.client.olm.device_id)
        exchange = Exchange(step.transaction, ours=ours, theirs=Party(step.user, device))
        self._sessions[step.user] = Session(which=which, begun=step, exchange=exchange)
        if step.room is not None:
            await asyncio.sleep(READY_AFTER)
        await self._send(step, "ready", {"from_device": ours.device, "methods": [METHOD]})

    async def _foreign(self, step: Step) -> None:
        """A step of nothing that is under way: what ends something needs no answer."""
        if step.name in ("cancel", "done") or await self._desk.awaits(step.user, step.room) is None:
            return
        await self._cancel(step, "m.unknown_transaction")

    async def _is_held(self, user: str) -> bool:
        await self._account.upkeep.query()
        return user in self._account.trust.held

    async def _look(self, session: Session) -> None:
        verdict = await self._desk.verdict(session.which)
        if verdict in ENDS:
            await self._end(session, ENDS[verdict])
        elif verdict is Verdict.AGREED and not session.agreed:
            session.agreed = True
            await self._send(session.begun, "mac", session.exchange.vouch(self._own_keys()))
            await self._conclude(session)

    async def _conclude(self, session: Session) -> None:
        """Once both sides said that the emoji agree: believe the keys that the other one proved, or none."""
        if not session.agreed or session.exchange.claims is None:
            return
        user, device = session.begun.user, session.begun.device or ""
        found = await self._account.wire.call("POST", path("keys", "query"), {"device_keys": {user: []}})
        identity = identity_of(user, found)
        try:
            # A server may name a device after a key of its own making: one proof would then stand for both keys.
            if identity is None or device == identity[0]:
                raise Broken("m.key_mismatch")
            session.exchange.judge({f"ed25519:{identity[0]}": identity[0], **_device_key(found, user, device)})
        except Broken as broken:
            return await self._end(session, broken.code)
        await self._account.trust.verified(user, identity[0])
        self._forget(session)
        await self._desk.settle(session.which)
        log.info("matrix.verified", person=user)
        await self._send(session.begun, "done", {})

    def _own_keys(self) -> dict[str, str]:
        """Our device's key and our identity's: without the latter, clients would believe this one device only."""
        identity, olm = self._account.identity, self._account.client.olm
        assert identity is not None  # else nothing was begun
        device_key = str(olm.account.identity_keys["ed25519"])
        return {f"ed25519:{olm.device_id}": device_key, f"ed25519:{identity.master}": identity.master}

    async def _end(self, session: Session, code: str | None, cause: str = "") -> None:
        """It failed; the other side is told the code, unless it was theirs."""
        self._forget(session)
        await self._desk.settle(session.which, cause or code or "m.user")
        if code is not None:
            await self._cancel(session.begun, code)

    def _forget(self, session: Session) -> None:
        self._sessions.pop(session.begun.user, None)
        self._over[session.begun.where] = True

    async def _cancel(self, step: Step, code: str) -> None:
        log.info("matrix.verification_cancelled", person=step.user, reason=code)
        await self._send(step, "cancel", {"code": code, "reason": code})

    async def _send(self, step: Step, name: str, content: dict[str, Any]) -> None:
        """Send a step on the way the other ones go; a passing obstacle is waited for. Raises Later and Never."""
        kind, key = PREFIX + name, f"sas-{uuid4().hex}"
        for left in reversed(range(TRIES)):
            try:
                return await self._try(step, kind, dict(content), key)
            except Later as later:
                if not left:
                    raise
                await asyncio.sleep(later.delay or LOOK_EVERY)

    async def _try(self, step: Step, kind: str, content: dict[str, Any], key: str) -> None:
        if step.room is None:
            to = {step.user: {step.device or "*": content | {"transaction_id": step.transaction}}}
            await self._account.wire.call("PUT", path("sendToDevice", kind, key), {"messages": to})
            return
        content["m.relates_to"] = {"rel_type": "m.reference", "event_id": step.transaction}
        target = Target(room=step.room, encrypted=True, may_receive=frozenset({step.user}))
        await self._put(target, content, key, kind)


def _code(step: Step) -> str:
    """Why the other side gave up, if it says so in a word of the specification's."""
    code = step.content.get("code")
    is_known = isinstance(code, str) and code.startswith("m.") and code.isascii() and len(code) <= 32
    return str(code) if is_known else "m.user"


def _device_key(found: Mapping[str, Any], user: str, device: str) -> dict[str, str]:
    """The signing key of a device of somebody's, by its id, in an answer to /keys/query. Raises Broken without one."""
    try:
        key = found["device_keys"][user][device]["keys"][f"ed25519:{device}"]
    except (KeyError, TypeError) as fault:
        raise Broken("m.key_mismatch") from fault
    if not isinstance(key, str):
        raise Broken("m.key_mismatch")
    return {f"ed25519:{device}": key}

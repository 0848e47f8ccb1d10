"""The sync loop: everything once the server has it, nothing lost by a gap, a restart or a strange answer.

1. ask from the last place on (with the whole state the first time, for the library knows no rooms before)
2. query keys, so that new devices are judged before their messages count
3. fill the gaps of rooms whose timeline was cut, oldest first
4. look up the polls that were voted in, and the messages that commands reply to
5. hand over; the place is saved when all of it was heard
"""

import asyncio
import random
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Any

import structlog
from nio import RoomMemberEvent, RoomMessagesResponse

from bot.platform import Checkpoint, Hear, Later, Never
from bot.platforms.matrix.account import Account
from bot.platforms.matrix.arrivals import Arrivals
from bot.platforms.matrix.ears import Ears, changed
from bot.platforms.matrix.faults import outcomes
from bot.platforms.matrix.glance import Glances
from bot.platforms.matrix.inbound import PLATFORM
from bot.platforms.matrix.intake import Intake
from bot.platforms.matrix.own import Own
from bot.platforms.matrix.polls import Vote, confirmed
from bot.platforms.matrix.pulse import Pulse
from bot.platforms.matrix.quoting import Quoting
from commands.engine.heard import Event, Heard, IdentityChanged
from storage.room import Observation

log = structlog.get_logger()

WAIT = 30.0
"""Seconds a sync request waits on the server for something to happen."""
LONGEST_PAUSE = 60.0
"""Seconds between two tries while the server is away."""
ANSWERS_FIRST = 0.05
"""Seconds at most for which the next sync gives way to the answers of what the last one brought: to ask for it takes
time here, and more at the server, which does one thing after the other."""
GLANCE = 0.005
"""Seconds between two looks whether they have left."""
LULL = 3
"""Looks in a row after which many are over: between two of them there may be nothing on its way for a moment."""
MOST_PAGES = 100
PAGE = 100
"""A gap is filled up to this many pages of this many events; who was away longer starts from there."""
MOST_LOOKS = 8
"""Tries to look up a poll, some 40 s: a vote in what can never be had must not stop the stream."""


class SyncLoop:
    """Reads one account's stream until cancelled."""

    def __init__(
        self,
        account: Account,
        ears: Ears,
        own: Own,
        glances: Glances[Observation],
        arrivals: Arrivals,
        clock: Callable[[], datetime],
        pulse: Pulse,
    ) -> None:
        self._account = account
        self._ears = ears
        self._own = own
        self._quoting = Quoting(account.wire, ears)
        self._glances = glances
        self._arrivals = arrivals
        self._clock = clock
        self._pulse = pulse

    async def run(self, hear: Hear, checkpoint: Checkpoint) -> None:
        """Take events in; reconnects by itself. Raises Fatal when the account is refused."""
        since = await checkpoint.load() or self._account.birth
        async with Intake(hear, checkpoint) as intake:
            is_first = True
            while True:
                began = time.monotonic()
                response = await self._ask(since, is_first)
                events: list[Event | Vote] = self._ears.start() if is_first else []
                events += await self._events(response, since, is_first=is_first)
                self._glances.unchanged(began)
                counted = await self._counted(events)
                self._look_ahead(counted)
                await intake.put(counted, response.next_batch)
                since, is_first = response.next_batch, False
                if pause := self._pulse.pause():
                    await self._give_way(intake, pause, looks=LULL)
                elif any(isinstance(event, Heard) for event in counted):
                    await self._give_way(intake, ANSWERS_FIRST)

    async def _give_way(self, intake: Intake, seconds: float, *, looks: int = 1) -> None:
        """Let what was heard be answered first, for so long at most; who sees nothing of it in so many looks goes on,
        for the server has nothing more to do for us either.
        """
        quiet = 0
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while quiet < looks:
                    await asyncio.sleep(GLANCE)
                    quiet = 0 if intake.is_busy or self._pulse.is_busy else quiet + 1

    async def _ask(self, since: str, is_first: bool) -> Any:
        tries = 0
        while True:
            try:
                wait = 0.0 if is_first else WAIT
                return await self._account.sync(since, full_state=is_first, wait=wait)
            except Later as later:
                tries += 1
                log.warning("matrix.sync_waits", reason=str(later), tries=tries)
                await asyncio.sleep(_pause(tries, later.delay))

    def _look_ahead(self, events: list[Event]) -> None:
        """Somebody waits for an answer, there or in their chat with us, before which that room has to be looked at."""
        for event in events:
            if isinstance(event, Heard):
                self._glances.expect(event.room)
                if chat := self._glances.chat_with(event.sender):
                    self._glances.expect(chat)

    async def _counted(self, events: list[Event | Vote]) -> list[Event]:
        """What was heard, with votes as the words they stand for, and commands with what they reply to; votes in polls
        that are not ours left out.
        """
        found = [await self._confirmed(event) if isinstance(event, Vote) else event for event in events]
        return [
            await self._quoting.complete(event) if isinstance(event, Heard) else event
            for event in found
            if event is not None
        ]

    async def _confirmed(self, vote: Vote) -> Heard | None:
        room, poll = vote.heard.room, vote.heard.reply_to or ""
        for tries in range(1, MOST_LOOKS + 1):
            try:
                return confirmed(vote, await self._own.read(room, poll))
            except Never as refusal:
                log.warning("matrix.poll_not_to_be_had", room=room, reference=poll, reason=str(refusal))
                return None
            except Later as later:
                log.warning("matrix.poll_waits", room=room, reference=poll, reason=str(later), tries=tries)
                await asyncio.sleep(_pause(tries, later.delay))
        log.error("matrix.vote_lost", room=room, reference=vote.heard.event_id)
        return None

    async def _events(self, response: Any, since: str, *, is_first: bool) -> list[Event | Vote]:
        await self._chores(response)
        found: list[Event | Vote] = list(self._identities())
        for room, info in response.rooms.invite.items():
            invitation = self._ears.invitation(room, info.invite_state, self._clock())
            found += [invitation] if invitation else []
        for room in response.rooms.leave:
            self._account.client.forget_room(room)
            self._glances.forget(room)
            found.append(changed(room, self._clock()))
        found += self._ears.catch_up(response.to_device_events)
        for room, info in response.rooms.join.items():
            found += await self._room_events(room, info, since, is_first=is_first)
        return found

    async def _room_events(self, room: str, info: Any, since: str, *, is_first: bool) -> list[Event | Vote]:
        """What a room brought. A change of who can read it comes before what was said: it is looked at as it is now.

        The first response after a start tells all that is so, not only what changed; what changed is in the timeline.
        """
        events = list(info.timeline.events)
        if info.timeline.limited and info.timeline.prev_batch:
            events = await self._gap(room, info.timeline.prev_batch, since) + events
        state = () if is_first and since and not info.timeline.limited else info.state
        is_changed = self._ears.has_changed([*state, *events])
        if is_changed:
            self._glances.forget(room)
        if not is_first and any(_is_arrival(event) for event in info.timeline.events):
            self._arrivals.came(room)
        return [*([changed(room, self._clock())] if is_changed else []), *self._ears.listen(room, events)]

    async def _chores(self, response: Any) -> None:
        """Keys first: a message counts only if its sender's devices were judged. Try once more, then go on without."""
        for tries in (1, 2):
            try:
                return await self._account.upkeep.after(response)
            except (Later, Never) as fault:
                log.warning("matrix.chores_wait", reason=str(fault), tries=tries)
                await asyncio.sleep(_pause(tries, getattr(fault, "delay", None)))

    async def _gap(self, room: str, start: str, until: str) -> list[Any]:
        """The events between two places, oldest first."""
        found: list[Any] = []
        for _ in range(MOST_PAGES):
            page = await self._page(room, start, until)
            found += page.chunk
            if not page.chunk or not page.end:
                break
            start = page.end
        else:
            log.error("matrix.gap_cut", room=room)
        found.reverse()
        await self._judge_senders()
        if found:
            log.info("matrix.gap_filled", room=room, events=len(found))
        return found

    async def _page(self, room: str, start: str, until: str) -> Any:
        tries = 0
        while True:
            try:
                with outcomes():
                    page = await self._account.client.room_messages(room, start, until, limit=PAGE)
                if isinstance(page, RoomMessagesResponse):
                    return page
                reason: Any = page.status_code
            except Later as later:
                reason = str(later)
            if room not in self._account.client.rooms:
                return RoomMessagesResponse(room, [], start)
            tries += 1
            log.warning("matrix.gap_waits", room=room, reason=reason, tries=tries)
            await asyncio.sleep(_pause(tries, None))

    async def _judge_senders(self) -> None:
        try:
            await self._account.upkeep.query()
        except (Later, Never) as fault:
            log.warning("matrix.chores_wait", reason=str(fault), tries=1)

    def _identities(self) -> list[IdentityChanged]:
        return [
            IdentityChanged(platform=PLATFORM, person=person, at=self._clock())
            for person in self._account.trust.drain_changed()
        ]


def _is_arrival(event: Any) -> bool:
    return isinstance(event, RoomMemberEvent) and event.membership == "join" and event.prev_membership != "join"


def _pause(tries: int, delay: float | None) -> float:
    """Seconds to wait: what the server says, else doubling with jitter, so that many do not come back at once."""
    if delay is not None:
        return delay
    return min(LONGEST_PAUSE, 0.25 * 2.0 ** min(tries, 10)) * random.uniform(0.5, 1)

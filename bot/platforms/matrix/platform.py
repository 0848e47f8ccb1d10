"""The port, on Matrix: `MatrixPlatform` is one bot account on one homeserver."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import structlog
from nio import MatrixRoom
from nio.crypto import ENCRYPTION_ENABLED

from bot.platform import (
    Attachment,
    Checkpoint,
    Hear,
    Later,
    Never,
    Occurrence,
    Rendered,
    RoomPlan,
    Suggest,
    Target,
    no_suggestions,
)
from bot.platforms.matrix import enclosed
from bot.platforms.matrix.account import Account
from bot.platforms.matrix.arrivals import Arrivals
from bot.platforms.matrix.board import Board
from bot.platforms.matrix.catalogue import Catalogue
from bot.platforms.matrix.ears import Ears, nobody_verifies
from bot.platforms.matrix.glance import Glances
from bot.platforms.matrix.inbound import PLATFORM, Me, no_calls
from bot.platforms.matrix.limits import Limits
from bot.platforms.matrix.observation import observe
from bot.platforms.matrix.outbound import edit_content, file_content, sealed_file, text_content
from bot.platforms.matrix.own import Own
from bot.platforms.matrix.pending import Pending
from bot.platforms.matrix.polls import POLL_START, is_poll, poll_content, poll_edit_content
from bot.platforms.matrix.pulse import Pulse
from bot.platforms.matrix.rooms import Rooms
from bot.platforms.matrix.sent import find_sent
from bot.platforms.matrix.sync import SyncLoop
from bot.platforms.matrix.trust import Pins
from bot.platforms.matrix.verification import Desk, Verifier
from bot.platforms.matrix.wire import path, word
from commands.engine.heard import Enclosed
from commands.engine.manners import Manners
from storage.room import Observation

log = structlog.get_logger()

KEY_WINDOW = 20 * 60.0
"""Seconds. Synapse keeps transaction ids for a day; the specification (v1.18) promises no time at all."""


class MatrixPlatform:
    """One account, end-to-end encrypted, its device signed by itself.

    `store` holds the device's keys and its session, `secrets` the sealed signing identity; both belong to this one
    process. `announce_recovery_key` is called once in the account's life; `recovery_key` restores that identity on a
    new machine. `commands` are what clients are told of, and what structured calls may say. `desk` is
    where an operator compares emoji; without it nobody is verified.
    """

    name = PLATFORM
    manners = Manners(address="https://matrix.to/#/{room}")
    key_window = KEY_WINDOW

    def __init__(
        self,
        *,
        homeserver: str,
        user_id: str,
        store: Path,
        secrets: Path,
        pickle_key: str,
        pins: Pins,
        clock: Callable[[], datetime],
        announce_recovery_key: Callable[[str], None],
        password: str | None = None,
        access_token: str | None = None,
        device_id: str | None = None,
        recovery_key: str | None = None,
        known_bots: frozenset[str] = frozenset(),
        commands: Catalogue | None = None,
        desk: Desk | None = None,
    ) -> None:
        self.account = user_id
        self.device = ""
        self._clock = clock
        self._announce = announce_recovery_key
        self._recovery_key = recovery_key
        self._store = store
        self._me = Me(user_id=user_id, known_bots=known_bots)
        self._device = Account(
            homeserver=homeserver,
            user_id=user_id,
            store=store,
            secrets_folder=secrets,
            pickle_key=pickle_key,
            pins=pins,
            password=password,
            access_token=access_token,
            device_id=device_id,
        )
        self._read_call = commands.understood if commands else no_calls
        self._board = Board(self._device.wire, user_id, commands.descriptions() if commands else ())
        self._own = Own(self._device.client, self._device.wire)
        self._glances = Glances(self._look, self._device.client.is_encrypted)
        self._arrivals = Arrivals()
        self._rooms = Rooms(self._device.client, self._device.wire, self._board.events)
        self._limits = Limits(store / "limits.json", clock)
        self._pulse = Pulse()
        self._verifier = Verifier(self._device, desk, self._put, clock) if desk else None

    async def start(self) -> None:
        """Log in, publish keys, sign this device. Raises Fatal when refused, Later while the server is away."""
        await self._device.enter()
        self.device = str(self._device.client.device_id)
        await self._device.sign(self._announce, self._recovery_key)
        _, profile = await self._device.wire.ask("GET", path("profile", self.account))
        name = profile.get("displayname")
        shown = name if isinstance(name, str) else ""
        self._me = Me(user_id=self.account, display_name=shown, known_bots=self._me.known_bots)
        log.info("matrix.started", account=self.account)

    async def run(self, hear: Hear, checkpoint: Checkpoint, suggest: Suggest = no_suggestions) -> None:
        """Take events in until cancelled. After a start every room is announced as changed once: look at it again."""
        verify = self._verifier.hear if self._verifier else nobody_verifies
        ears = Ears(self._device.client, Pending(self._store / "pending.json"), self._me, self._read_call, verify)
        beside = [asyncio.create_task(self._board.run())]
        beside += [asyncio.create_task(self._verifier.run())] if self._verifier else []
        try:
            glances, arrivals = self._glances, self._arrivals
            loop = SyncLoop(self._device, ears, self._own, glances, arrivals, self._clock, self._pulse)
            await loop.run(hear, checkpoint)
        finally:
            self._glances.close()
            for task in beside:
                task.cancel()
            await asyncio.gather(*beside, return_exceptions=True)

    async def close(self) -> None:
        """Release the network and the key store; the device stays logged in."""
        await self._device.close()

    async def inspect(self, room: str, expected: frozenset[str] = frozenset(), *, recent: bool = False) -> Observation:
        """The room's raw state, from the server, now; with `recent`, or as it was a moment ago."""
        return await (self._glances.state(room) if recent else self._glances.afresh(room))

    def glimpse(self, room: str) -> Observation | None:
        """The room's raw state as the server said it a moment ago, because somebody spoke there; None in other rooms.

        For whoever is in a transaction, where nothing may be waited for.
        """
        return self._glances.at_hand(room)

    async def _look(self, room: str) -> Observation:
        events = await self._device.wire.state(room)
        if events is None:
            return Observation(at=self._clock(), present=False)
        self._board.compare(room, events)
        seen = observe(events, account=self.account, is_bot=self._me.is_bot, at=self._clock())
        self._glances.met(room, seen.people - {self.account})
        return seen

    async def post(self, target: Target, text: Rendered, *, key: str) -> str:
        """Send a text; a short one with something to choose from as a poll, where votes can be verified."""
        if is_poll(text) and await self._is_encrypted(target):
            return await self._put(target, poll_content(text, target, key), key, POLL_START)
        return await self._put(target, text_content(text, target, key), key)

    async def answer(self, target: Target, text: Rendered, *, key: str) -> str:
        """Matrix keeps no such place: its answers are posts."""
        raise Never("no-answers")

    async def answer_stranger(self, answer_to: str, text: Rendered) -> None:
        """Nor for strangers."""
        raise Never("no-answers")

    async def mirror(self, target: Target, occurrence: Occurrence, event: str | None, *, key: str) -> str:
        """Matrix has no calendar: members get an .ics file."""
        raise Never("no-calendar")

    async def edit(self, target: Target, event: str, text: Rendered, *, key: str) -> str:
        """Replace the text of an event of our own. What was sent as a poll stays one, and a text stays a text."""
        sent = await self._own.read(target.room, event)
        if sent is not None and sent.is_poll:
            return await self._put(target, poll_edit_content(text, event, key, sent), key, POLL_START)
        return await self._put(target, edit_content(text, event, key), key)

    async def redact(self, target: Target, event: str, *, key: str) -> None:
        """Take an event out of the room. No reason goes with it: reasons are never encrypted."""
        where = path("rooms", target.room, "redact", event, key)
        await self._limits.watch(self._device.wire.call("PUT", where, {}))

    async def pin(self, target: Target, event: str) -> None:
        """Put an event among the room's pinned ones. The server sees which it is, and no word of it."""
        self._glances.forget(target.room)
        await self._limits.watch(self._rooms.pin(target.room, event))

    async def send_file(self, target: Target, attachment: Attachment, *, key: str) -> str:
        """Send a file; in an encrypted room the server gets ciphertext without a name."""
        if not await self._is_encrypted(target):
            file: dict[str, Any] = {"url": await self._device.wire.upload(attachment.data)}
        else:
            ciphertext, keys = sealed_file(attachment.data)
            file = {"file": {"url": await self._device.wire.upload(ciphertext), **keys}}
        return await self._put(target, file_content(attachment, file, target, key), key)

    async def fetch(self, file: Enclosed, *, most: int) -> bytes:
        """What a file holds, decrypted and compared with what its event says of it."""
        return await enclosed.fetch(self._device.wire, file, most=most)

    async def open_room(self, plan: RoomPlan, *, key: str) -> str:
        """Open a room, or find the one this key opened.

        Its members are learnt at once: a sync may show a room before its invitations, and whoever is invited to a
        private chat must get the key of the first words in it.
        """
        room = await self._limits.watch(self._rooms.open(plan, key))
        await self._learn(room)
        return room

    async def invite(self, room: str, person: str) -> None:
        """Invite somebody."""
        self._glances.forget(room)
        await self._limits.watch(self._rooms.invite(room, person))

    async def remove(self, room: str, person: str) -> None:
        """Take somebody out of a room."""
        self._glances.forget(room)
        await self._rooms.remove(room, person)

    async def find(
        self, target: Target, *, key: str, since: datetime, text: Rendered | Attachment | None = None
    ) -> str | None:
        """Look for what was sent with this key."""
        return await find_sent(self._device, target.room, key, since)

    async def withdraw_from(self, room: str) -> None:
        """Leave a room, or decline its invitation."""
        await self._rooms.leave(room)

    async def accept(self, room: str) -> None:
        """Join a room the bot is invited to. Nothing is ever joined without this being called."""
        await self._rooms.join(room)

    async def approve_identity(self, person: str) -> None:
        """Staff have looked: the identity seen last is pinned for this person, and their devices count again."""
        if person not in self._device.trust.held:  # after a restart nobody may have asked for their keys yet
            self._device.client.olm.users_for_key_query.add(person)
            await self._device.upkeep.query()
        if person not in self._device.trust.held:
            raise Later("identity-not-changed")
        await self._device.trust.approve(person)

    @property
    def held(self) -> frozenset[str]:
        """The people whose identity is not the pinned one, and whose devices get no keys."""
        return frozenset(self._device.trust.held)

    async def doctor(self) -> Mapping[str, str]:
        """What an operator should know; asks the server whether strict clients would trust this device."""
        findings = {}
        is_started = bool(self._device.client.olm)
        if not await (self._device.is_signed() if is_started else self._device.visit()):
            findings["cross-signing"] = "check-not-signed"
        if not ENCRYPTION_ENABLED:
            findings["encryption"] = "check-no-e2ee"
        if self._limits.are_tight:
            findings["rate-limits"] = "check-ratelimit"
        return findings

    async def _put(self, target: Target, content: dict[str, Any], key: str, kind: str = "m.room.message") -> str:
        """The one way into a room for content: as ciphertext wherever we or the room want it."""
        if await self._is_encrypted(target):
            await self._arrivals.settled(target.room)
            keys, may_receive = self._device.keys, target.may_receive
            content = await keys.encrypt(target.room, content, may_receive=may_receive, kind=kind)
            kind = "m.room.encrypted"
        where = path("rooms", target.room, "send", kind, key)
        with self._pulse.beat():
            answer = await self._limits.watch(self._device.wire.call("PUT", where, content))
        return word(answer, "event_id")

    async def _is_encrypted(self, target: Target) -> bool:
        """Whether this goes as ciphertext. Raises Never("not-encrypted") where it must and the room is not."""
        client = self._device.client
        if target.encrypted:
            client.pinned.add(target.room)
        if target.room not in client.rooms:
            await self._learn(target.room)
        if not client.rooms[target.room].encrypted and client.is_encrypted(target.room):
            await self._learn(target.room)
        if client.rooms[target.room].encrypted:
            return True
        if client.is_encrypted(target.room):
            log.error("matrix.clear_text_refused", room=target.room)
            raise Never("not-encrypted")
        return False

    async def _learn(self, room: str) -> None:
        """Give the library a room it has not synced, or not well, from the room's raw state."""
        seen = await self.inspect(room)
        if not seen.present:
            raise Never("not-in-room")
        known = self._device.client.rooms.setdefault(room, MatrixRoom(room, self.account))
        known.encrypted = known.encrypted or seen.encrypted
        known.history_visibility = seen.history
        for person in seen.joined | seen.invited:
            known.add_member(person, None, None, invited=person in seen.invited)

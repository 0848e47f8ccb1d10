"""Room keys: who gets them, when a new one is due, and the only way to a ciphertext.

Before each message the wanted devices (trusted ones of who is in the room now) are compared with those that hold the
room's key. If one of the latter is not wanted any more, or a wanted one lacks it, a new key is made and shared: that
covers people who left, joined or were removed, devices added, deleted or no longer signed. Untrusted devices are told
that they get none (`m.room_key.withheld`, Matrix spec v1.18).
"""

import asyncio
from collections import defaultdict
from typing import Any
from uuid import uuid4

import structlog
from nio import KeysClaimError, KeysQueryError

from bot.platform import Later, Never
from bot.platforms.matrix.client import GuardedClient
from bot.platforms.matrix.faults import outcomes
from bot.platforms.matrix.observation import members
from bot.platforms.matrix.wire import Wire, path

log = structlog.get_logger()

ALGORITHM = "m.megolm.v1.aes-sha2"
OPEN_HISTORY = frozenset({"invited", "shared", "world_readable"})
"""History visibilities under which the invited may read already, so that they need keys already."""

Holder = tuple[str, str]
"""A person's id and a device's."""


class RoomKeys:
    """Encrypts for rooms; one message at a time in each, so that keys and messages keep their order."""

    def __init__(self, client: GuardedClient, wire: Wire) -> None:
        self._client = client
        self._wire = wire
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._unreached: dict[str, set[Holder]] = {}  # key id -> devices without any one-time key left

    async def encrypt(
        self, room: str, content: dict[str, Any], *, may_receive: frozenset[str] | None, kind: str = "m.room.message"
    ) -> dict[str, Any]:
        """The ciphertext of a message, or of an event of another `kind`.

        Raises Never("roster") if anybody in the room is not in `may_receive`, and Later while keys cannot be shared.
        """
        with outcomes():
            async with self._turns[room]:
                await self._query(room)
                await self._drop_gone(room, may_receive)
                if not self._is_current(room, self._wanted(room, may_receive)):
                    await self._renew(room, may_receive)
                # Asked again: people may have come or gone while keys were shared. From here to the ciphertext nothing
                # is awaited.
                if not self._is_current(room, self._wanted(room, may_receive)):
                    raise Later("room-changed", delay=0.5)
                return self._seal(room, kind, content)

    def _seal(self, room: str, kind: str, content: dict[str, Any]) -> dict[str, Any]:
        payload = {"type": kind, "content": content}
        sealed: dict[str, Any] = self._client.olm.group_encrypt(room, payload)
        if "m.relates_to" in content:
            sealed["m.relates_to"] = content["m.relates_to"]  # relations are always in clear; ids only
        return sealed

    async def _query(self, room: str) -> None:
        known = self._client.rooms.get(room)
        if known is None:
            raise Later("room-unknown")
        self._client.olm.track(known)
        await self._client.judged()
        if not self._client.olm.users_for_key_query & known.users.keys():
            return
        if isinstance(await self._client.keys_query(), KeysQueryError):
            raise Later("key-query")

    async def _drop_gone(self, room: str, may_receive: frozenset[str] | None) -> None:
        """Somebody outside the roster may have left already without our having heard of it: ask the server once."""
        known = self._client.rooms[room]
        extra = set() if may_receive is None else known.users.keys() - may_receive - {self._client.user_id}
        if not extra:
            return
        events = await self._wire.state(room)
        if events is None:
            raise Never("not-in-room")
        for person in extra - members(events):
            known.remove_member(person)

    def _wanted(self, room: str, may_receive: frozenset[str] | None) -> set[Holder]:
        known = self._client.rooms.get(room)
        if known is None:
            raise Later("room-unknown")
        if may_receive is not None and not known.users.keys() - {self._client.user_id} <= may_receive:
            log.warning("matrix.roster_refused", room=room)
            raise Never("roster")
        readers = {user for user in known.users if user not in known.invited_users}
        if known.history_visibility in OPEN_HISTORY:
            readers |= known.invited_users.keys()
        olm = self._client.olm
        return {
            (user, device.id) for user in readers for device in olm.devices_of(user) if olm.is_device_verified(device)
        }

    def _is_current(self, room: str, wanted: set[Holder]) -> bool:
        key = self._client.olm.outbound_group_sessions.get(room)
        if key is None or key.expired or not key.shared:
            return False
        unreached = self._unreached.get(key.id, set())
        return bool(key.users_shared_with <= wanted <= key.users_shared_with | unreached)

    async def _renew(self, room: str, may_receive: frozenset[str] | None) -> None:
        olm = self._client.olm
        self._forget(room)
        await self._claim(self._wanted(room, may_receive))
        wanted = self._wanted(room, may_receive)
        people = sorted({user for user, _ in wanted})
        with olm.at_once():
            olm.create_outbound_group_session(room)
            shares = list(olm.share_group_session_parallel(room, people))
        key = olm.outbound_group_sessions[room]
        for holders, messages in shares:
            if not holders <= self._wanted(room, may_receive):
                raise Later("room-changed", delay=0.5)
            await self._deliver("m.room.encrypted", messages)
            key.users_shared_with |= holders
        key.shared = True
        self._note_unreached(key, wanted)
        await self._withhold(room, key.id)

    def _forget(self, room: str) -> None:
        old = self._client.olm.outbound_group_sessions.pop(room, None)
        if old is not None:
            self._unreached.pop(old.id, None)

    async def _claim(self, wanted: set[Holder]) -> None:
        """Open an Olm session with each wanted device that has none."""
        olm = self._client.olm
        missing: defaultdict[str, list[str]] = defaultdict(list)
        for user, device_id in wanted:
            if not olm.session_store.get(olm.device_store[user][device_id].curve25519):
                missing[user].append(device_id)
        if missing and isinstance(await self._client.keys_claim(missing), KeysClaimError):
            raise Later("key-claim")

    def _note_unreached(self, key: Any, wanted: set[Holder]) -> None:
        missed = wanted - key.users_shared_with
        if missed:
            self._unreached[key.id] = missed
            log.warning("matrix.devices_without_key", devices=len(missed))

    async def _withhold(self, room: str, key_id: str) -> None:
        olm = self._client.olm
        notice = {
            "algorithm": ALGORITHM,
            "code": "m.unverified",
            "room_id": room,
            "sender_key": olm.account.identity_keys["curve25519"],
            "session_id": key_id,
        }
        messages = {
            user: {d.id: notice for d in olm.devices_of(user) if not olm.is_device_verified(d)}
            for user in self._client.rooms[room].users
        }
        refused = {user: devices for user, devices in messages.items() if devices}
        if refused:
            await self._deliver("m.room_key.withheld", {"messages": refused})

    async def _deliver(self, kind: str, messages: dict[str, Any]) -> None:
        await self._wire.call("PUT", path("sendToDevice", kind, uuid4().hex), messages)

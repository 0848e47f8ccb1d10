"""Rooms: opened as they must be, found again by the key that opened them, left and emptied.

The key becomes an alias of the room, `#rt-<digest>`, which says nothing and lets a second try find the first one's
room.
"""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import structlog

from bot.platform import Later, Never, RoomPlan
from bot.platforms.matrix.client import GuardedClient
from bot.platforms.matrix.observation import MEGOLM, server_of
from bot.platforms.matrix.wire import Wire, path, word

log = structlog.get_logger()

POWERS: dict[str, int] = {
    "users_default": 0,
    "events_default": 0,
    "state_default": 100,
    "invite": 100,
    "kick": 100,
    "ban": 100,
    "redact": 100,
}
"""Everybody may speak; nobody but the bot can change what a room is or who is in it."""


class Rooms:
    """Opens, fills and leaves rooms. Raises Later, Never and Fatal.

    `extra_state` are further state events of every new room that is not a space.
    """

    def __init__(self, client: GuardedClient, wire: Wire, extra_state: Sequence[Mapping[str, Any]] = ()) -> None:
        self._client = client
        self._wire = wire
        self._extra_state = extra_state

    async def open(self, plan: RoomPlan, key: str) -> str:
        """The room this key opened, or a new one; in both cases linked and with everybody invited."""
        own = f"{self._client.user_id} {key}"
        alias_name = f"rt-{hashlib.sha256(own.encode()).hexdigest()[:32]}"
        room = await self._opened_before(alias_name)
        if room is None:
            room = await self._create(plan, alias_name)
        if plan.encrypted and not plan.is_space:
            self._client.pinned.add(room)
        if plan.space is not None:
            await self._link(plan.space, room)
        if plan.direct_with is not None:
            await self._note_direct(plan.direct_with, room)
        for person in _guests(plan):
            await self.invite(room, person)
        return room

    async def invite(self, room: str, person: str) -> None:
        """Invite somebody who is neither in the room nor invited."""
        if await self._membership(room, person) in ("join", "invite"):
            return
        try:
            await self._wire.call("POST", path("rooms", room, "invite"), {"user_id": person})
        except Never:
            if await self._membership(room, person) not in ("join", "invite"):
                raise

    async def remove(self, room: str, person: str) -> None:
        """Take somebody out, or their invitation back; the room's next message has a new key."""
        if await self._membership(room, person) in ("join", "invite", "knock"):
            await self._wire.call("POST", path("rooms", room, "kick"), {"user_id": person})
        known = self._client.rooms.get(room)
        if known is not None:
            known.remove_member(person)
        self._client.drop_key(room)

    async def pin(self, room: str, event: str) -> None:
        """Put an event after those that are pinned (spec v1.18, "m.room.pinned_events"), unless it is one of them."""
        where = path("rooms", room, "state", "m.room.pinned_events")
        found = (await self._wire.look(where) or {}).get("pinned")
        pinned = [one for one in found if isinstance(one, str)] if isinstance(found, list) else []
        if event not in pinned:
            await self._wire.call("PUT", where, {"pinned": [*pinned, event]})

    async def leave(self, room: str) -> None:
        """Leave, or decline; to be out already is as good."""
        status, answer = await self._wire.ask("POST", path("rooms", room, "leave"), {})
        if status not in (200, 403, 404):
            raise Later(str(answer.get("errcode", status)))
        self._client.forget_room(room)

    async def join(self, room: str) -> None:
        """Accept an invitation."""
        await self._wire.call("POST", path("rooms", room, "join"), {})

    async def _membership(self, room: str, person: str) -> str | None:
        found = await self._wire.look(path("rooms", room, "state", "m.room.member", person))
        return None if found is None else str(found.get("membership"))

    async def _opened_before(self, alias_name: str) -> str | None:
        """The room behind the alias, if it is our own. Raises Never when somebody took the alias."""
        alias = f"#{alias_name}:{server_of(self._client.user_id)}"
        found = await self._wire.look(path("directory", "room", alias))
        if found is None:
            return None
        room = word(found, "room_id")
        state = await self._wire.state(room)
        events = [event for event in state or [] if isinstance(event, dict)]
        creators = {event.get("sender") for event in events if event.get("type") == "m.room.create"}
        if creators != {self._client.user_id}:
            raise Never("alias-taken")
        return room

    async def _create(self, plan: RoomPlan, alias_name: str) -> str:
        body = _creation(plan, alias_name, server_of(self._client.user_id))
        body["initial_state"] += [] if plan.is_space else self._extra_state
        answer = await self._wire.call("POST", path("createRoom"), body)
        room = word(answer, "room_id")
        log.info("matrix.room_opened", room=room)
        return room

    async def _link(self, space: str, room: str) -> None:
        via = {"via": [server_of(self._client.user_id)]}
        await self._wire.call("PUT", path("rooms", space, "state", "m.space.child", room), via)

    async def _note_direct(self, person: str, room: str) -> None:
        """Keep it among the account's private chats, as clients do."""
        where = path("user", self._client.user_id, "account_data", "m.direct")
        chats = await self._wire.look(where) or {}
        mine = chats.get(person)
        rooms = list(mine) if isinstance(mine, list) else []
        if room not in rooms:
            await self._wire.call("PUT", where, chats | {person: [*rooms, room]})


def _guests(plan: RoomPlan) -> list[str]:
    direct = [plan.direct_with] if plan.direct_with else []
    return list(dict.fromkeys([*direct, *plan.invite]))


def _creation(plan: RoomPlan, alias_name: str, server: str) -> dict[str, Any]:
    """The body of createRoom: everything that protects is there from the first event on.

    In a private chat the invited person may read what was said before they accept (their device has the keys
    already); elsewhere one reads from joining on.
    """
    history = "invited" if plan.direct_with else "joined"
    state = [
        _event("m.room.history_visibility", {"history_visibility": history}),
        _event("m.room.guest_access", {"guest_access": "forbidden"}),
        _event("m.room.join_rules", {"join_rule": "invite"}),
    ]
    if plan.encrypted and not plan.is_space:
        state.append(_event("m.room.encryption", {"algorithm": MEGOLM}))
    if plan.space is not None:
        state.append(_event("m.space.parent", {"via": [server], "canonical": True}, plan.space))
    creation = {"m.federate": plan.federated} | ({"type": "m.space"} if plan.is_space else {})
    powers = POWERS | ({"events_default": 100} if plan.is_space else {})
    body: dict[str, Any] = {
        "name": plan.name,
        "preset": "private_chat",
        "visibility": "private",
        "room_alias_name": alias_name,
        "creation_content": creation,
        "initial_state": state,
        "power_level_content_override": powers,
        "is_direct": plan.direct_with is not None,
        "invite": _guests(plan),
    }
    return body | ({"topic": plan.topic} if plan.topic else {})


def _event(kind: str, content: dict[str, Any], key: str = "") -> dict[str, Any]:
    return {"type": kind, "state_key": key, "content": content}

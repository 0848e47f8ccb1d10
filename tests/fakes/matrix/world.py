"""What the homeserver of the tests keeps: rooms as streams of events, and what waits for whom."""

import asyncio
import time
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

JSON = dict[str, Any]
Place = int
"""A place in the one stream of the server; every event and every message to a device has its own."""


@dataclass(eq=False)
class Device:
    """One device of an account: its token, the messages that wait for it, its keys."""

    user: "User"
    id: str
    token: str
    inbox: list[tuple[Place, JSON]] = field(default_factory=list)
    keys: JSON = field(default_factory=dict)
    one_time: dict[str, JSON] = field(default_factory=dict)
    fallback: dict[str, JSON] = field(default_factory=dict)
    unused_fallback: list[str] = field(default_factory=list)
    sent: dict[tuple[str, str], str] = field(default_factory=dict)


@dataclass(eq=False)
class User:
    """An account. `woken` is replaced whenever something came for it."""

    id: str
    name: str
    devices: dict[str, Device] = field(default_factory=dict)
    signing: dict[str, JSON] = field(default_factory=dict)
    account_data: JSON = field(default_factory=dict)
    rooms: set[str] = field(default_factory=set)
    woken: asyncio.Event = field(default_factory=asyncio.Event)

    def wake(self) -> None:
        """Something came: whoever waits looks again."""
        self.woken.set()
        self.woken = asyncio.Event()


@dataclass(eq=False)
class Room:
    """A room: its events in their order, and what of them is state now."""

    id: str
    events: list[JSON] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    state: dict[tuple[str, str], JSON] = field(default_factory=dict)

    def membership(self, user: str) -> str | None:
        """Where somebody stands: join, invite, leave, ban, knock, or never seen."""
        event = self.state.get(("m.room.member", user))
        return None if event is None else str(event["content"].get("membership"))

    def after(self, place: Place) -> list[JSON]:
        """The events after a place."""
        return self.events[bisect_right(self.places, place) :]


class World:
    """All accounts, rooms and events. Nothing is checked and nothing refused: whoever asks is let."""

    def __init__(self, name: str, now: Callable[[], float] = time.time) -> None:
        self.name = name
        self.now = now
        self.place: Place = 1
        self.users: dict[str, User] = {}
        self.tokens: dict[str, Device] = {}
        self.rooms: dict[str, Room] = {}
        self.aliases: dict[str, str] = {}
        self.media: dict[str, bytes] = {}
        self.stream: list[tuple[Place, str]] = []
        self.changed_devices: list[tuple[Place, str]] = []
        self.events: dict[str, tuple[Room, JSON]] = {}
        self.transactions: dict[str, tuple[Device, str]] = {}
        self._members: defaultdict[str, set[str]] = defaultdict(set)
        self._numbers = count(1)

    def user(self, localpart: str) -> User:
        """The account of this name, made if need be."""
        user_id = f"@{localpart}:{self.name}"
        return self.users.setdefault(user_id, User(user_id, localpart))

    def login(self, user: User, device_id: str = "") -> Device:
        """A device of the account, new or known, with a token."""
        device_id = device_id or f"DEVICE{next(self._numbers)}"
        if device_id not in user.devices:
            user.devices[device_id] = Device(user, device_id, f"token_{user.name}_{device_id}")
        device = user.devices[device_id]
        self.tokens[device.token] = device
        return device

    def room(self, *members: str, encrypted: bool = False, name: str = "", creator: str = "") -> Room:
        """A room with these people in it; the first made it unless a `creator` is named."""
        room = Room(f"!room{next(self._numbers)}:{self.name}")
        self.rooms[room.id] = room
        creator = creator or members[0]
        self.put(room, creator, "m.room.create", {"room_version": "10", "creator": creator}, state_key="")
        for member in dict.fromkeys([creator, *members]):
            self.put(room, member, "m.room.member", {"membership": "join"}, state_key=member)
        powers = {"users": {creator: 100}, "state_default": 100, "users_default": 0, "events_default": 0, "invite": 100}
        self.put(room, creator, "m.room.power_levels", powers, state_key="")
        self.put(room, creator, "m.room.join_rules", {"join_rule": "invite"}, state_key="")
        self.put(room, creator, "m.room.history_visibility", {"history_visibility": "joined"}, state_key="")
        self.put(room, creator, "m.room.guest_access", {"guest_access": "forbidden"}, state_key="")
        if encrypted:
            content = {"algorithm": "m.megolm.v1.aes-sha2"}
            self.put(room, creator, "m.room.encryption", content, state_key="")
        if name:
            self.put(room, creator, "m.room.name", {"name": name}, state_key="")
        return room

    def put(
        self,
        room: Room,
        sender: str,
        kind: str,
        content: Any,
        *,
        state_key: str | None = None,
        at: float | None = None,
        **fields: Any,
    ) -> JSON:
        """Put an event into a room, as from `sender`, `at` a time in seconds; `fields` replace what the event holds."""
        self.place += 1
        event: JSON = {
            "type": kind,
            "sender": sender,
            "content": content,
            "event_id": f"$event{next(self._numbers)}",
            "origin_server_ts": int((self.now() if at is None else at) * 1000),
        }
        if state_key is not None:
            event["state_key"] = state_key
        event |= fields
        room.events.append(event)
        room.places.append(self.place)
        self.stream.append((self.place, room.id))
        self.events[event["event_id"]] = (room, event)
        watching = list(self._members[room.id])
        if state_key is not None:
            room.state[(kind, state_key)] = event
            if kind == "m.room.member":
                watching.append(state_key)
                self._moved(room, state_key, content)
        self.wake(watching)
        return event

    def send_to_device(self, user: str, device_id: str, sender: str, kind: str, content: Any) -> None:
        """A message to one device, or to all of somebody's with "*"."""
        known = self.users.get(user)
        if known is None:
            return
        self.place += 1
        event = {"type": kind, "sender": sender, "content": content}
        for device in known.devices.values():
            if device_id in ("*", device.id):
                device.inbox.append((self.place, event))
        self.wake([user])

    def device_changed(self, user: User) -> None:
        """Tell who shares a room with somebody that their devices are others now."""
        self.place += 1
        self.changed_devices.append((self.place, user.id))
        self.wake({other for room in user.rooms for other in self._members[room]} | {user.id})

    def wake(self, users: Iterable[str]) -> None:
        """Something came for them."""
        for user in users:
            if user in self.users:
                self.users[user].wake()

    def members(self, room: Room) -> set[str]:
        """Who is in a room."""
        return self._members[room.id]

    def _moved(self, room: Room, user: str, content: Any) -> None:
        is_in = isinstance(content, dict) and content.get("membership") == "join"
        (self._members[room.id].add if is_in else self._members[room.id].discard)(user)
        if user in self.users:
            (self.users[user].rooms.add if is_in else self.users[user].rooms.discard)(room.id)

"""A homeserver that answers at once.

It holds one bot's account, keeps everything in memory, checks nothing, and speaks only what bots need of the
client-server API (v1.18): what is measured with it is the bot. `delay` makes every sending take that long instead.
"""

import asyncio
import itertools
import json
import time
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import unquote

from aiohttp import web

from benchmarks.matrix_people import Person

NAME = "instant.test"
BOT = f"@roundtable:{NAME}"
SOON = 120.0  # seconds until a bot must have done something
NOT_FOUND = {"errcode": "M_NOT_FOUND", "error": "There is no such thing."}
KEPT = {"signed_curve25519": 50}  # one-time keys: there always are enough
Answer = tuple[int, Any]


class InstantHomeserver:
    """One account, its rooms, and the stream of what happens in them."""

    def __init__(self) -> None:
        self.delay = 0.0
        self.rooms: dict[str, list[dict[str, Any]]] = {}  # id -> state
        self.stream: list[tuple[str, dict[str, Any]]] = []
        self.answers: Counter[str] = Counter()  # room -> messages of the bot's
        self._sent: dict[str, str] = {}  # transaction -> event
        self._data: dict[str, Any] = {}  # account data and aliases, by path
        self.people: dict[str, Person] = {}
        self.one_time_keys: list[str] = []  # of the bot's, not yet used
        self.letters: list[dict[str, Any]] = []  # to the bot's device
        self._delivered = 0
        self._keys: defaultdict[str, dict[str, Any]] = defaultdict(dict)
        self._numbers = itertools.count(1)
        self._news = asyncio.Condition()
        self._handlers: Mapping[str, Callable[..., Awaitable[Answer]]] = {
            "sync": self._sync, "rooms": self._room, "keys": self._key, "user": self._kept, "directory": self._kept,
            "createRoom": self._create,
        }  # fmt: skip

    async def serve(self) -> str:
        """Listen on a free port of loopback; the address."""
        runner = web.ServerRunner(web.Server(self._handle, access_log=None))
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        return f"http://127.0.0.1:{runner.addresses[0][1]}"

    def open_room(self, people: list[str], *, encrypted: bool = False) -> str:
        """A room as the product wants it, in which these people and the bot are."""
        room = f"!{next(self._numbers)}:{NAME}"
        contents: list[tuple[str, str, dict[str, Any]]] = [
            ("m.room.create", "", {"room_version": "10", "m.federate": False}),
            ("m.room.power_levels", "", {"state_default": 100, "invite": 100}),
            ("m.room.join_rules", "", {"join_rule": "invite"}),
            ("m.room.history_visibility", "", {"history_visibility": "joined"}),
            ("m.room.guest_access", "", {"guest_access": "forbidden"}),
            *[("m.room.encryption", "", {"algorithm": "m.megolm.v1.aes-sha2"})][: int(encrypted)],
            *[("m.room.member", one, {"membership": "join", "displayname": one}) for one in [*people, BOT]],
        ]
        self.rooms[room] = [self._event(people[0], kind, content, key) for kind, key, content in contents]
        return room

    async def put_in(self, *said: tuple[str, str, str]) -> None:
        """Have people (room, account, text) say something, all at the same moment."""
        for room, who, text in said:
            content: Any = {"msgtype": "m.text", "body": text, "m.mentions": {}}
            kind = "m.room.message"
            if who in self.people:
                kind, content = "m.room.encrypted", self.people[who].seal(room, content)
            self.stream.append((room, self._event(who, kind, content)))
        async with self._news:
            self._news.notify_all()

    async def give_keys(self, rooms: list[str], speakers: list[str]) -> None:
        """Have these people tell the bot's device the keys of these rooms."""
        await self.until(lambda: len(self.one_time_keys) >= len(speakers))
        device = next(reversed(self.device_keys.values()))
        for person in (self.people[one] for one in speakers):
            self.letters += person.share(rooms, BOT, device, self.one_time_keys.pop())
        async with self._news:
            self._news.notify_all()

    @property
    def device_keys(self) -> dict[str, Any]:
        """The bot's devices."""
        return self._keys["device_keys"]

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait for something that a request brings. Raises TimeoutError."""
        async with asyncio.timeout(SOON), self._news:
            await self._news.wait_for(holds)

    async def _handle(self, request: web.BaseRequest) -> web.Response:
        parts = [unquote(one) for one in request.rel_url.raw_path.split("/")[4:]]
        text = await request.text()
        handler: Callable[..., Awaitable[Answer]] = self._handlers.get(parts[0] if parts else "", self._simple)
        body = json.loads(text) if text else {}
        status, answer = await handler(request.method, parts, request.query, body)
        return web.Response(status=status, body=json.dumps(answer).encode(), content_type="application/json")

    async def _simple(self, method: str, parts: list[str], query: Any, body: Any) -> Answer:
        who = {"user_id": BOT, "device_id": body.get("device_id") or "BOT", "access_token": "token"}
        match parts:
            case []:
                return 200, {"versions": ["r0.6.1", "v1.1", "v1.11"]}
            case ["login"]:
                self._data["device"] = who["device_id"]
                return 200, who | {"flows": [{"type": "m.login.password"}]}
            case ["account", "whoami"]:
                return 200, who | {"device_id": self._data.get("device", "BOT")}
            case ["profile", *_]:
                return 200, {"displayname": "Roundtable"}
            case ["joined_rooms"]:
                return 200, {"joined_rooms": list(self.rooms)}
            case ["capabilities"]:
                return 200, {"capabilities": {}}
        return 200, {}

    async def _sync(self, method: str, parts: list[str], query: Any, body: Any) -> Answer:
        since = query.get("since")
        start = int(since[1:].partition(".")[0]) if since else len(self.stream)
        is_full = since is None or query.get("full_state") == "true"
        if not is_full:
            await self._something(start, int(query.get("timeout", "0")) / 1000)
        letters, self.letters = self.letters, []
        self._delivered += len(letters)  # part of the place: a library takes the same place for nothing new
        found: dict[str, list[Any]] = {room: [] for room in self.rooms} if is_full else {}
        for room, event in self.stream[start:]:
            found.setdefault(room, []).append(event)
        joined = {
            room: {
                "state": {"events": self.rooms[room] if is_full else []},
                "timeline": {"events": events, "limited": False, "prev_batch": f"s{start}"},
                "summary": {}, "ephemeral": {"events": []}, "account_data": {"events": []}, "unread_notifications": {},
            }
            for room, events in found.items()
        }  # fmt: skip
        return 200, {
            "next_batch": f"s{len(self.stream)}.{self._delivered}",
            "rooms": {"join": joined, "invite": {}, "leave": {}}, "device_one_time_keys_count": KEPT,
            "device_unused_fallback_key_types": ["signed_curve25519"],
            "to_device": {"events": letters}, "device_lists": {"changed": [], "left": []}, "presence": {"events": []},
        }  # fmt: skip

    async def _something(self, start: int, within: float) -> None:
        """Wait for news, though not longer than this: that nothing has happened is an answer as well."""
        with suppress(TimeoutError):
            async with asyncio.timeout(within), self._news:
                await self._news.wait_for(lambda: len(self.stream) > start or bool(self.letters))

    async def _room(self, method: str, parts: list[str], query: Any, body: Any) -> Answer:
        match parts[1:]:
            case [room, "send" | "redact", kind, transaction]:
                return await self._send(room, kind, transaction, body)
            case [room, "state"]:
                return (200, self.rooms[room]) if room in self.rooms else (404, NOT_FOUND)
            case [room, "state", kind, *key] if method == "PUT":
                self.rooms[room].append(self._event(BOT, kind, body, "".join(key)))
                return 200, {"event_id": self.rooms[room][-1]["event_id"]}
            case [room, "state", kind, *key]:
                wanted = (kind, "".join(key))
                found = [one["content"] for one in self.rooms[room] if (one["type"], one["state_key"]) == wanted]
                return (200, found[-1]) if found else (404, NOT_FOUND)
            case [room, "joined_members"]:
                members = (one["state_key"] for one in self.rooms[room] if one["type"] == "m.room.member")
                return 200, {"joined": {one: {} for one in members}}
            case [room, "invite"]:
                self.rooms[room].append(self._event(BOT, "m.room.member", {"membership": "invite"}, body["user_id"]))
            case [_, "messages"]:
                return 200, {"chunk": [], "start": "s0"}
            case [_, "event", _]:
                return 404, NOT_FOUND
        return 200, {}

    async def _send(self, room: str, kind: str, transaction: str, body: Any) -> Answer:
        if self.delay:
            await asyncio.sleep(self.delay)
        if transaction not in self._sent:
            event = self._event(BOT, kind, body) | {"unsigned": {"transaction_id": transaction}}
            self._sent[transaction] = event["event_id"]
            self.stream.append((room, event))
            self.answers[room] += 1
            async with self._news:
                self._news.notify_all()
        return 200, {"event_id": self._sent[transaction]}

    async def _key(self, method: str, parts: list[str], query: Any, body: Any) -> Answer:
        keys = self._keys
        match parts[1:]:
            case ["upload"]:
                device = body.get("device_keys")
                keys["device_keys"].update({device["device_id"]: device} if device else {})
                self.one_time_keys += [one["key"] for one in body.get("one_time_keys", {}).values()]
                async with self._news:
                    self._news.notify_all()
                return 200, {"one_time_key_counts": KEPT}
            case ["device_signing", "upload"]:
                for name in ("master", "self_signing", "user_signing"):
                    keys[f"{name}_keys"][BOT] = body[f"{name}_key"]
            case ["signatures", "upload"]:
                for device, signed in body[BOT].items():
                    known = keys["device_keys"].setdefault(device, signed)
                    known["signatures"][BOT].update(signed["signatures"][BOT])
            case ["query"]:
                return 200, self._queried(body["device_keys"])
            case ["claim"]:
                wanted = body["one_time_keys"]
                found = {one: {self.people[one].device: self.people[one].one_time_key()} for one in wanted}
                return 200, {"one_time_keys": found, "failures": {}}
        return 200, {"failures": {}}

    def _queried(self, wanted: Mapping[str, Any]) -> dict[str, Any]:
        known = self._keys
        found: dict[str, Any] = {"device_keys": {BOT: known["device_keys"]}, "failures": {}}
        for name in ("master", "self_signing"):
            found[f"{name}_keys"] = dict(known[f"{name}_keys"])
        for one in self.people.keys() & wanted.keys():
            device, identity = self.people[one].published()
            found["device_keys"][one] = {device["device_id"]: device}
            for name in ("master", "self_signing"):
                found[f"{name}_keys"][one] = identity[f"{name}_key"]
        return found | {"device_keys": {one: found["device_keys"].get(one, {}) for one in wanted}}

    async def _kept(self, method: str, parts: list[str], query: Any, body: Any) -> Answer:
        where = "/".join(parts)
        if parts[-1] == "filter":
            return 200, {"filter_id": "1"}
        if method == "PUT":
            self._data[where] = body
        return (200, self._data[where]) if where in self._data else (404, NOT_FOUND)

    async def _create(self, method: str, parts: list[str], query: Any, body: Any) -> Answer:
        room = f"!{next(self._numbers)}:{NAME}"
        state = [("m.room.create", "", {"room_version": "10", **body.get("creation_content", {})})]
        state += [("m.room.member", BOT, {"membership": "join"})]
        state += [("m.room.member", one, {"membership": "invite"}) for one in body.get("invite", ())]
        state += [(one["type"], one.get("state_key", ""), one["content"]) for one in body.get("initial_state", ())]
        self.rooms[room] = [self._event(BOT, kind, content, key) for kind, key, content in state]
        self._data[f"directory/room/#{body.get('room_alias_name')}:{NAME}"] = {"room_id": room}
        return 200, {"room_id": room}

    def _event(self, sender: str, kind: str, content: Any, key: str | None = None) -> dict[str, Any]:
        event = {
            "type": kind, "sender": sender, "content": content, "event_id": f"${next(self._numbers)}",
            "origin_server_ts": int(time.time() * 1000),
        }  # fmt: skip
        return event if key is None else event | {"state_key": key}

"""A homeserver over loopback that answers at once, for the real matrix-nio: rooms, keys, messages to devices, faults.

    server = FakeHomeserver()
    await server.start()
    alice, bot = server.user("alice"), server.user("roundtable")
    token = server.login(bot, "DEVICE").token           # or POST /login with any password
    room = server.room(bot.id, alice.id)                # both are in it; encrypted=True for such a room
    said = server.put(room, alice.id, "m.room.message", {"msgtype": "m.text", "body": "!help"})
    ...
    server.sent                                         # what came in by /send, with the time of its arrival
    await server.arrived(1)
    server.faults.add("/sync", Status(502), times=3)
    await server.stop()

Clients speak the client-server API to it as to a real one, so people of the cast can be on it too. Nothing is
validated and nothing refused: what a homeserver must refuse is shown on a real one.
`python -m tests.fakes.homeserver` runs one by itself and prints its address.
"""

import asyncio
import json
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from aiohttp import web

from tests.fakes.matrix import keys
from tests.fakes.matrix.answers import Answers, Refused
from tests.fakes.matrix.faults import Faults, Lost, Reset, Rewritten, Slow, Status
from tests.fakes.matrix.syncing import MOST, PAGE, counted, place_of, synced, token
from tests.fakes.matrix.world import JSON, Device, Room, User, World

__all__ = ["FakeHomeserver", "Lost", "Reset", "Rewritten", "Room", "Sent", "Slow", "Status", "User"]


@dataclass(frozen=True, slots=True)
class Sent:
    """One event as it came in by /send. `at` is `time.perf_counter()`, one clock for all processes of a machine."""

    at: float
    room: str
    sender: str
    type: str
    content: JSON
    transaction: str
    event_id: str
    is_new: bool
    """False where the transaction was known already."""


class FakeHomeserver:
    """One homeserver. `send_delay` are the seconds a /send takes; `sent` is what came in, in its order."""

    def __init__(self, name: str = "fake.test", now: Callable[[], float] = time.time) -> None:
        self.name = name
        self.world = World(name, now)
        self.faults = Faults()
        self.sent: list[Sent] = []
        self.send_delay = 0.0
        self.requests = 0
        self.url = ""
        self.log: list[str] | None = None
        """Set to a list to have each request's method and path kept."""
        self._answers = Answers(self.world)
        self._arrived = asyncio.Event()
        self._runner: web.ServerRunner | None = None
        self._port = 0

    def user(self, localpart: str) -> User:
        """The account of this name, made if need be."""
        return self.world.user(localpart)

    def login(self, user: User, device_id: str = "") -> Device:
        """A device of the account with its `token`."""
        return self.world.login(user, device_id)

    def room(self, *members: str, encrypted: bool = False, name: str = "", creator: str = "") -> Room:
        """A room with these people in it."""
        return self.world.room(*members, encrypted=encrypted, name=name, creator=creator)

    def put(self, room: Room, sender: str, kind: str, content: Any, **fields: Any) -> JSON:
        """Put an event into a room; see `World.put`."""
        return self.world.put(room, sender, kind, content, **fields)

    async def start(self) -> None:
        """Listen, on the port of before if there was one."""
        self._runner = web.ServerRunner(web.Server(self._handle, access_log=None), shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port, reuse_address=True)
        await site.start()
        self._port = int(self._runner.addresses[0][1])
        self.url = f"http://127.0.0.1:{self._port}"

    async def stop(self) -> None:
        """Hang up on everybody; what was kept is kept, and `start` opens the same door again."""
        if self._runner is not None:
            runner, self._runner = self._runner, None
            for user in self.world.users.values():
                user.wake()
            await runner.cleanup()

    async def arrived(self, number: int, within: float = 30.0) -> None:
        """Wait until that many events came in by /send."""
        async with asyncio.timeout(within):
            while len(self.sent) < number:
                await self._arrived.wait()

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        path = request.raw_path.partition("?")[0]
        if self.log is not None:
            self.log.append(f"{request.method} {path}")
        self.requests += 1
        fault = self.faults.take(request.method, unquote(path), self._by(request)) if self.faults else None
        if isinstance(fault, Status):
            return _json(fault.body, fault.status)
        if isinstance(fault, Slow):
            await asyncio.sleep(fault.seconds)
        if isinstance(fault, Reset):
            return _cut(request)
        try:
            answer = await self._answer(request, path)
        except Refused as refused:
            return _json({"errcode": refused.code, "error": ""}, refused.status)
        if isinstance(fault, Lost):
            return _cut(request)
        if isinstance(fault, Rewritten):
            answer = json.loads(json.dumps(answer))
            fault.change(answer)
        return web.Response(body=answer) if isinstance(answer, bytes) else _json(answer)

    async def _answer(self, request: web.BaseRequest, path: str) -> Any:
        parts = [unquote(part) for part in path.split("/")[2:]]  # "", "_matrix", then client or media
        if parts[0] == "media" or "media" in parts[:3]:
            return self._answers.media(request.method, parts, await request.read())
        what = parts[2:] if len(parts) > 2 else parts[1:]
        device = self._device(request)
        if what[0] == "sync" and device is not None:
            return await self._sync(request, device)
        raw = await request.read() if request.can_read_body else b""
        body = json.loads(raw) if raw else {}
        if what[0] == "rooms" and what[2] == "send" and device is not None:
            return await self._send(device, what[1], what[3], what[4], body)
        if what[0] == "keys" and device is not None:
            return self._keys(device, what, body)
        return self._answers.plain(request, device, what, body)

    def _by(self, request: web.BaseRequest) -> str:
        device = self.world.tokens.get(_token(request))
        return device.user.id if device else ""

    def _device(self, request: web.BaseRequest) -> Device | None:
        given = _token(request)
        if not given:
            return None
        device = self.world.tokens.get(given)
        if device is None:
            raise Refused(401, "M_UNKNOWN_TOKEN")
        return device

    async def _sync(self, request: web.BaseRequest, device: Device) -> JSON:
        query = request.query
        since, full_state = place_of(query.get("since")), query.get("full_state") in ("true", "True")
        until = time.monotonic() + min(int(query.get("timeout") or 0), 60_000) / 1000
        limit = min(MOST, _limit(query.get("filter")))
        while True:
            woken = device.user.woken
            answer = synced(self.world, device, since, full_state=full_state, limit=limit)
            left = until - time.monotonic()
            if answer is not None:
                return answer
            if left <= 0 or self._runner is None:
                return {"next_batch": token(self.world.place), "rooms": {}} | counted(device)
            try:
                async with asyncio.timeout(left):
                    await woken.wait()
            except TimeoutError:
                continue

    async def _send(self, device: Device, room: str, kind: str, transaction: str, content: JSON) -> JSON:
        known = device.sent.get((room, transaction))
        if self.send_delay:
            await asyncio.sleep(self.send_delay)
        if known is None:
            event = self.world.put(self.world.rooms[room], device.user.id, kind, content)
            known = device.sent[(room, transaction)] = event["event_id"]
            self.world.transactions[known] = (device, transaction)
            is_new = True
        else:
            is_new = False
        self.sent.append(Sent(time.perf_counter(), room, device.user.id, kind, content, transaction, known, is_new))
        self._arrived.set()
        self._arrived = asyncio.Event()
        return {"event_id": known}

    def _keys(self, device: Device, what: list[str], body: JSON) -> JSON:
        match what[1:]:
            case ["upload", *_]:
                return keys.upload(self.world, device, body)
            case ["query"]:
                return keys.query(self.world, device.user, body)
            case ["claim"]:
                return keys.claim(self.world, body)
            case ["device_signing", "upload"]:
                return keys.publish(self.world, device.user, body)
            case ["signatures", "upload"]:
                return keys.add_signatures(self.world, device.user, body)
        raise Refused(404, "M_UNRECOGNIZED")


def _token(request: web.BaseRequest) -> str:
    return request.headers.get("Authorization", "").partition(" ")[2] or request.query.get("access_token", "")


def _limit(text: str | None) -> int:
    """The filter's limit of a room's timeline; a filter kept on the server counts as none."""
    if not text or not text.startswith("{"):
        return PAGE
    return int(json.loads(text).get("room", {}).get("timeline", {}).get("limit", PAGE))


def _json(thing: Any, status: int = 200) -> web.Response:
    text = thing if isinstance(thing, str) else json.dumps(thing)
    return web.Response(body=text.encode(), status=status, content_type="application/json")


def _cut(request: web.BaseRequest) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


async def _main() -> None:
    server = FakeHomeserver()
    await server.start()
    sys.stdout.write(f"{server.url}\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_main())

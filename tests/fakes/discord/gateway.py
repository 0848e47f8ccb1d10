"""The gateway: HELLO, IDENTIFY, RESUME with what was missed, heartbeats, and every way a connection can end."""

import asyncio
import json
import secrets
import zlib
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from tests.fakes.discord import announcements, intents, payloads
from tests.fakes.discord.nouns import Json
from tests.fakes.discord.world import Seen, World

DISPATCH, HEARTBEAT, IDENTIFY, RESUME, RECONNECT, REQUEST_MEMBERS, INVALID_SESSION, HELLO, ACK = (
    *(0, 1, 2, 6, 7, 8, 9, 10, 11),
)
SILENT = (3, 4, 31)  # presence, voice state, soundboard sounds: taken, and nothing comes of it
FRAME_LIMIT = 4096  # bytes a client may send in one frame; Discord closes with 4002 beyond
HEARTBEAT_EVERY = 41_250  # milliseconds
REPLAYED = 1000  # events a session keeps for RESUME


class Closed(Exception):
    """The server ends the connection, with this code."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class Link:
    """One connection. Frames go out in order, through a task of their own."""

    def __init__(self, socket: web.WebSocketResponse, request: web.Request, *, compressed: bool) -> None:
        self.socket = socket
        self.transport = request.transport
        self.session: Session | None = None
        self.ended_here = False
        self._deflate = zlib.compressobj() if compressed else None
        self._frames: asyncio.Queue[str] = asyncio.Queue()
        self._writer = asyncio.create_task(self._write())

    def send(self, op: int, data: Any, event: str | None = None, sequence: int | None = None) -> None:
        """Send one frame."""
        self.send_raw(json.dumps({"op": op, "d": data, "t": event, "s": sequence}))

    def send_raw(self, frame: str) -> None:
        """Send one frame that is text already."""
        self._frames.put_nowait(frame)

    async def _write(self) -> None:
        while True:
            frame = await self._frames.get()
            try:
                if self._deflate is None:
                    await self.socket.send_str(frame)
                else:
                    packed = self._deflate.compress(frame.encode()) + self._deflate.flush(zlib.Z_SYNC_FLUSH)
                    await self.socket.send_bytes(packed)
            except ConnectionError:
                return

    async def close(self, code: int) -> None:
        """End it. 1006 is no code that can be sent: the line just goes dead."""
        self.ended_here = True
        if code == 1006:
            if self.transport:
                self.transport.abort()
        else:
            await self.socket.close(code=code)

    def done(self) -> None:
        """Stop writing."""
        self._writer.cancel()
        if self.session and self.session.link is self:
            self.session.link = None


@dataclass(eq=False)
class Session:
    """What a bot asked to be told. It outlives its connection, so that RESUME can catch up."""

    id: str
    intents: int
    sequence: int = 0
    kept: deque[tuple[int, str]] = field(default_factory=lambda: deque(maxlen=REPLAYED))
    link: Link | None = None

    def tell(self, event: str, data: Any) -> None:
        """Send an event, now or at the next RESUME."""
        self.sequence += 1
        frame = json.dumps({"op": DISPATCH, "d": data, "t": event, "s": self.sequence})
        self.kept.append((self.sequence, frame))
        if self.link:
            self.link.send_raw(frame)


class Gateway:
    """All connections and sessions of the one bot there is."""

    def __init__(self, world: World, token: str) -> None:
        self.world = world
        self.token = token
        self.url = ""
        self.links: set[Link] = set()
        self.sessions: dict[str, Session] = {}
        self.refusing = False
        self.compression = True
        self.identified = 0
        self.resumed = 0
        world.announce = self.announce

    def announce(self, event: str, data: Seen, needed: int = 0) -> None:
        """Tell every session that asked for one of the intents; 0 goes to all."""
        for session in self.sessions.values():
            if needed and not session.intents & needed:
                continue
            told = data(session.intents) if callable(data) else data
            if told is not None:
                session.tell(event, told)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """One connection, from HELLO to its end."""
        if self.refusing:
            return web.Response(status=503)
        socket = web.WebSocketResponse(timeout=1.0)
        await socket.prepare(request)
        compressed = self.compression and request.query.get("compress") == "zlib-stream"
        link = Link(socket, request, compressed=compressed)
        self.links.add(link)
        link.send(HELLO, {"heartbeat_interval": HEARTBEAT_EVERY, "_trace": []})
        try:
            await self._listen(link)
        except Closed as end:
            await link.close(end.code)
        finally:
            self.links.discard(link)
            self._forget_if_finished(link)
            link.done()
        return socket

    def _forget_if_finished(self, link: Link) -> None:
        # A client that closes with 1000 or 1001 says that it will not resume.
        if (
            link.session
            and not link.ended_here
            and link.socket.close_code in (1000, 1001)
            and link.session.link is link
        ):
            self.sessions.pop(link.session.id, None)

    async def _listen(self, link: Link) -> None:
        async for message in link.socket:
            if message.type not in (WSMsgType.TEXT, WSMsgType.BINARY):
                continue
            if len(message.data) > FRAME_LIMIT:
                raise Closed(4002)
            try:
                frame = json.loads(message.data)
                op, data = frame["op"], frame.get("d")
            except (ValueError, KeyError, TypeError):
                raise Closed(4002) from None
            self._take(link, op, data)

    def _take(self, link: Link, op: int, data: Any) -> None:
        if op == HEARTBEAT:
            link.send(ACK, None)
        elif op == IDENTIFY:
            self._identify(link, data)
        elif op == RESUME:
            self._resume(link, data)
        elif link.session is None:
            raise Closed(4003)
        elif op == REQUEST_MEMBERS:
            self._members(link.session, data)
        elif op not in SILENT:
            raise Closed(4001)

    def _identify(self, link: Link, data: Json) -> None:
        if link.session is not None:
            raise Closed(4005)
        if data["token"] != self.token:
            raise Closed(4004)
        asked = data.get("intents")
        if not isinstance(asked, int):
            raise Closed(4013)
        if asked & intents.PRIVILEGED & ~self.world.privileged_intents:
            raise Closed(4014)
        session = Session(id=secrets.token_hex(16), intents=asked, link=link)
        self.sessions[session.id] = session
        link.session = session
        self.identified += 1
        self._welcome(session, data.get("shard"))

    def _welcome(self, session: Session, shard: list[int] | None) -> None:
        world = self.world
        here = [guild for guild in world.guilds.values() if world.bot.id in guild.members]
        ready: Json = {
            "v": 10,
            "user": payloads.user(world.bot)
            | {"mfa_enabled": True, "locale": "en-US", "verified": True, "email": None},
            "guilds": [{"id": str(guild.id), "unavailable": True} for guild in here],
            "session_id": session.id,
            "resume_gateway_url": self.url,
            "session_type": "normal",
            "private_channels": [],
            "application": {"id": str(world.application_id), "flags": application_flags(world)},
        }
        session.tell("READY", ready | ({"shard": shard} if shard else {}))
        if session.intents & intents.GUILDS:
            for guild in here:
                session.tell("GUILD_CREATE", announcements.whole_guild(world, guild, session.intents))

    def _resume(self, link: Link, data: Json) -> None:
        if data["token"] != self.token:
            raise Closed(4004)
        session = self.sessions.get(data["session_id"])
        missed = data["seq"] or 0
        if session is None or missed > session.sequence or (session.kept and session.kept[0][0] > missed + 1):
            link.send(INVALID_SESSION, False)
            return
        session.link = link
        link.session = session
        self.resumed += 1
        for sequence, frame in session.kept:
            if sequence > missed:
                link.send_raw(frame)
        session.tell("RESUMED", {"_trace": []})

    def _members(self, session: Session, data: Json) -> None:
        guild = self.world.guilds.get(int(data["guild_id"]))
        if guild is None:
            return
        if data.get("query") == "" and not session.intents & intents.GUILD_MEMBERS:
            return
        wanted = {int(each) for each in _several(data.get("user_ids", []))}
        start = (data.get("query") or "").lower()
        found = [
            each
            for each in guild.members.values()
            if (each.user.id in wanted if wanted else each.user.name.lower().startswith(start))
        ]
        chunk: Json = {
            "guild_id": str(guild.id),
            "members": [payloads.member(each) for each in found],
            "chunk_index": 0,
            "chunk_count": 1,
            "not_found": [str(key) for key in wanted if key not in guild.members],
        }
        session.tell("GUILD_MEMBERS_CHUNK", chunk | ({"nonce": data["nonce"]} if "nonce" in data else {}))

    # Trouble, on request.

    @property
    def connected(self) -> int:
        """How many connections have a session now."""
        return sum(1 for link in self.links if link.session)

    async def drop(self, code: int) -> None:
        """Close every connection with this code; 1006 cuts the line."""
        await asyncio.gather(*(link.close(code) for link in list(self.links)))

    def ask_to_reconnect(self) -> None:
        """RECONNECT to everybody: please come back and RESUME."""
        for link in self.links:
            link.send(RECONNECT, None)

    def invalidate(self, *, resumable: bool = False) -> None:
        """INVALID SESSION to everybody."""
        if not resumable:
            self.sessions.clear()
        for link in self.links:
            link.send(INVALID_SESSION, resumable)


def application_flags(world: World) -> int:
    """The `flags` of the application: which privileged intents are switched on."""
    return sum(flag for bit, flag in intents.APPLICATION_FLAGS.items() if world.privileged_intents & bit)


def _several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]

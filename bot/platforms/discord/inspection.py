"""Looking at rooms as they are now: a channel is read afresh each time, its server once for a short batch of rooms."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import discord

from bot.platform import Later
from bot.platforms.discord.faults import is_blocked
from bot.platforms.discord.making import Connect
from bot.platforms.discord.visibility import (
    COUNTED_UP_TO,
    MISCOUNTED,
    PRIVATE_THREAD,
    PUBLIC_THREADS,
    Raw,
    Server,
    observe,
)
from storage.room import Observation

BATCH = 2.0  # seconds for which one answer about a server serves every room on it


@dataclass(slots=True, kw_only=True)
class _Known:
    server: Server | None
    asked: float


class Servers:
    """What decides on whole servers who reads there: owner and roles, at most BATCH seconds old."""

    def __init__(self, client: Connect) -> None:
        self._client = client
        self._known: dict[str, _Known] = {}
        self._locks: dict[str, asyncio.Lock] = {}

    async def get(self, guild: str, *, fresh: bool = False) -> Server | None:
        """The server; None if the bot is not on it. However many ask at once, Discord is asked once."""
        asked = asyncio.get_running_loop().time()
        async with self._locks.setdefault(guild, asyncio.Lock()):
            known = self._known.get(guild)
            if known is None or known.asked < asked - (0 if fresh else BATCH):
                known = _Known(server=None, asked=asyncio.get_running_loop().time())
                self._known[guild] = known  # put here first, so that `forget` meanwhile reaches this answer, too
                try:
                    known.server = await self._fetch(guild)
                except BaseException:
                    self.forget(guild)
                    raise
            return known.server

    def forget(self, guild: str | None = None) -> None:
        """Something changed on a server (on all of them: None): what was read before counts no more."""
        if guild is None:
            self._known.clear()
        else:
            self._known.pop(guild, None)

    async def _fetch(self, guild: str) -> Server | None:
        answer = await found(self._client().http.get_guild(guild, with_counts=False))
        try:
            return None if answer is None else Server.of(answer)
        except (KeyError, TypeError):  # not understood is as unknown, and closes the rooms on it
            return None


class Inspection:
    """Computes who reads a room from fresh answers.

    Raises what discord.py raises, and Later while people come and go.
    """

    def __init__(self, client: Connect, now: Callable[[], datetime]) -> None:
        self._client = client
        self._now = now
        self.servers = Servers(client)

    async def channel(self, room: str) -> Raw | None:
        """The channel as it is now; None where the bot sees none."""
        return await found(self._client().http.get_channel(room))

    async def look(self, room: str, expected: frozenset[str]) -> Observation:
        """The room's real state. `expected` are asked for one by one where Discord lists nobody."""
        channel = await self.channel(room)
        if channel is None:
            return Observation(at=self._now(), present=False)
        kind, guild = channel.get("type"), channel.get("guild_id")
        is_thread = kind == PRIVATE_THREAD or kind in PUBLIC_THREADS
        parent = await self.channel(str(channel.get("parent_id"))) if is_thread else None
        server = await self.servers.get(str(guild)) if guild else None
        members: frozenset[str] = frozenset()
        if kind == PRIVATE_THREAD and server is not None:
            members = await self._members(channel, expected | {server.owner, self._account})
        seen = self._observed(channel, server, parent, members)
        if "roles" in seen.unreadable:  # a role younger than what is known of the server
            server = await self.servers.get(str(guild), fresh=True)
            seen = self._observed(channel, server, parent, members)
        if MISCOUNTED in seen.unreadable and _count(await self.channel(room)) != _count(channel):
            raise Later("room-changed", 0)  # somebody came or went while we asked who is there
        return seen

    @property
    def _account(self) -> str:
        user = self._client().user
        return "" if user is None else str(user.id)

    def _observed(
        self, channel: Raw, server: Server | None, parent: Raw | None, members: frozenset[str]
    ) -> Observation:
        return observe(
            channel, account=self._account, at=self._now(), server=server, parent=parent, members=members
        )  # fmt: skip

    async def _members(self, thread: Raw, asked: frozenset[str]) -> frozenset[str]:
        """Who of those asked for is in the thread. Nobody is asked for where counting ends and the doubt stays."""
        if _count(thread) >= COUNTED_UP_TO:
            return frozenset()
        people = sorted(one for one in asked if one.isdecimal())
        answers = await asyncio.gather(*(self._is_member(str(thread["id"]), one) for one in people))
        return frozenset(one for one, is_in in zip(people, answers, strict=True) if is_in)

    async def _is_member(self, thread: str, person: str) -> bool:
        try:
            await self._client().http.get_thread_member(thread, person)
        except discord.NotFound:
            return False
        return True


def _count(thread: Raw | None) -> int:
    """How many are said to be in a thread."""
    return int((thread or {}).get("member_count", COUNTED_UP_TO))


async def found(answer: Any) -> Raw | None:
    """What a GET answers; None where it is not there, or not for the bot to see."""
    try:
        raw: Raw = await answer
    except (discord.NotFound, discord.Forbidden) as refusal:
        if is_blocked(refusal):
            raise
        return None
    return raw

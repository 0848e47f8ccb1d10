"""Rooms on a server: a category for a group's space, a channel for a group, a private thread for an engagement.

A room is opened with the parcel's key as the reason in the server's audit log, and so found again. Whoever is in it has
an overwrite of their own (a channel) or is a member (a thread): people are named, never roles.
"""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any, Literal

import discord
import structlog
from discord.http import HTTPClient

from bot.platform import Never, RoomPlan
from bot.platforms.discord.faults import translating
from bot.platforms.discord.inspection import Inspection
from bot.platforms.discord.making import CHANNEL_CREATE, THREAD_CREATE, Connect, Making, by_key, is_recent
from bot.platforms.discord.threads import ARCHIVE_AFTER, NAME_LENGTH, THREAD_KINDS, Threads
from bot.platforms.discord.visibility import DIRECT, PRIVATE_THREAD, VIEW, Raw
from storage.room import Observation

log = structlog.get_logger()

TEXT = discord.ChannelType.text.value
CATEGORY = discord.ChannelType.category.value
TOPIC_LENGTH = 1024
NAMELESS = "room"

GUEST = discord.Permissions(
    view_channel=True, send_messages=True, send_messages_in_threads=True, read_message_history=True
).value
"""What somebody invited may do in a channel. The bot can give nothing that it may not do itself."""

NEEDED = discord.Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    read_message_history=True,
    embed_links=True,
    attach_files=True,
    manage_channels=True,
    manage_roles=True,
    manage_threads=True,
    create_public_threads=True,
    create_private_threads=True,
    manage_events=True,
    create_events=True,
    view_audit_log=True,
    pin_messages=True,
).value
"""What the bot must be allowed on the server: the number in its invitation link."""

ROLE: Literal[0] = 0
USER: Literal[1] = 1
"""Whom an overwrite is for."""

GONE = frozenset({10003, 10007, 10009, 10013})
"""Discord's codes for a channel, a member, an overwrite and a user that it doesn't know: nothing left to remove."""


class Rooms:
    """Looks at rooms, opens, fills and leaves them. Raises Later, Never and Fatal."""

    def __init__(self, client: Connect, *, guild: str, now: Callable[[], datetime], threads: Threads) -> None:
        self._client = client
        self._guild = guild
        self._now = now
        self._threads = threads
        self._making = Making(client)
        self._inspection = Inspection(client, now)

    def forget(self, guild: str | None = None) -> None:
        """A server's owner or roles have changed (any server's: None): the next look asks again."""
        self._inspection.servers.forget(guild)

    @translating()
    async def inspect(self, room: str, expected: frozenset[str] = frozenset()) -> Observation:
        """Who reads the room now. Two requests, three and one for each of `expected` in a private thread."""
        return await self._inspection.look(room, expected)

    @translating()
    async def open_room(self, plan: RoomPlan, *, key: str) -> str:
        """The room this key opened, or a new one, with everybody invited."""
        if plan.direct_with is not None:
            chat: Any = await self._making.http.start_private_message(plan.direct_with)
            return str(chat["id"])
        if plan.thread_of is not None:
            return await self._open_thread(plan, plan.thread_of, key)
        return await self._open_channel(plan, key)

    @translating()
    async def invite(self, room: str, person: str) -> None:
        """Let somebody in. A category shows what is in it to whoever may see that; a chat has its two people."""
        channel = await self._present(room)
        if channel["type"] in THREAD_KINDS:
            await self._add(room, person)
        elif channel["type"] not in (CATEGORY, DIRECT):
            await self._let_in(channel, person)

    @translating()
    async def remove(self, room: str, person: str) -> None:
        """Keep somebody out. Where a role would let them in all the same, an overwrite of their own forbids it."""
        channel = await self._inspection.channel(room)
        if channel is None or channel["type"] in (CATEGORY, DIRECT):
            return
        if channel["type"] in THREAD_KINDS:
            await self._gone(self._threads.awake(room, lambda: self._http.remove_user_from_thread(room, person)))
        elif await self._is_open_to_others(room):
            await self._http.edit_channel_permissions(room, person, "0", str(VIEW), USER)
        else:
            await self._gone(self._http.delete_channel_permissions(room, person))

    @translating()
    async def withdraw_from(self, room: str) -> None:
        """Go: out of the thread, or away with the bot's own overwrite. To see it no more already is as good."""
        channel = await self._inspection.channel(room)
        if channel is None or channel["type"] == DIRECT:
            return
        if channel["type"] in THREAD_KINDS:
            await self._gone(self._threads.awake(room, lambda: self._http.leave_thread(room)))
        else:
            await self._gone(self._http.delete_channel_permissions(room, self._making.account))

    @translating()
    async def accept(self, room: str) -> None:
        """Nobody has to accept anything here. Raises Never where the bot doesn't see the room."""
        await self._present(room)

    @property
    def _http(self) -> HTTPClient:
        return self._client().http

    async def _present(self, room: str) -> Raw:
        channel = await self._inspection.channel(room)
        if channel is None:
            raise Never("not-in-room")
        return channel

    async def _open_channel(self, plan: RoomPlan, key: str) -> str:
        """A channel that nobody sees but the bot, the invited and, unavoidably, the server's administrators."""
        body = _channel(plan, guild=self._guild, account=self._making.account)
        made = await self._making.made(self._guild, CHANNEL_CREATE)
        if before := by_key(made, key) or await self._lost_channel(body, made or {}):
            return before
        channel = await self._making.make("/guilds/{guild_id}/channels", key, body, guild_id=self._guild)
        log.info("discord.room_opened", room=channel["id"])
        return str(channel["id"])

    async def _open_thread(self, plan: RoomPlan, parent: str, key: str) -> str:
        """A private thread; only the bot adds people to it, and whoever can't be added doesn't keep out the others."""
        guild = str((await self._present(parent)).get("guild_id"))
        body = _thread(plan)
        made = await self._making.made(guild, THREAD_CREATE)
        thread = by_key(made, key) or await self._lost_thread(body["name"], guild, parent, made or {})
        if thread is None:
            answer = await self._making.make("/channels/{channel_id}/threads", key, body, channel_id=parent)
            thread = str(answer["id"])
            log.info("discord.room_opened", room=thread)
        for person in plan.invite:
            try:
                async with translating():
                    await self._add(thread, person)
            except Never as refusal:
                log.warning("discord.not_added", room=thread, cause=str(refusal))
        return thread

    async def _lost_channel(self, body: Raw, made: Mapping[str, str]) -> str | None:
        """A channel just made for which the log has no line: it comes late, or the bot may not read it."""
        channels: Any = await self._http.get_all_guild_channels(self._guild)
        wanted = (body["type"], body.get("parent_id"), _letters(body["name"]))
        for one in channels:
            alike = (one["type"], one.get("parent_id"), _letters(one["name"])) == wanted
            if alike and self._is_lost(one, made) and self._is_named_in(one):
                return str(one["id"])
        return None

    async def _lost_thread(self, name: str, guild: str, parent: str, made: Mapping[str, str]) -> str | None:
        threads: Any = await self._http.get_active_threads(guild)
        wanted = (PRIVATE_THREAD, parent, self._making.account, name)
        for one in threads["threads"]:
            alike = (one["type"], one.get("parent_id"), one.get("owner_id"), one["name"]) == wanted
            if alike and self._is_lost(one, made):
                return str(one["id"])
        return None

    def _is_lost(self, one: Raw, made: Mapping[str, str]) -> bool:
        return str(one["id"]) not in made and is_recent(str(one["id"]), self._now())

    def _is_named_in(self, channel: Raw) -> bool:
        """Whether the bot has an overwrite of its own there, as in the channels that it makes."""
        return any(str(one["id"]) == self._making.account for one in channel["permission_overwrites"])

    async def _is_open_to_others(self, room: str) -> bool:
        seen = await self._inspection.look(room, frozenset())
        return seen.join_rule != "invite" or any(not one.rules for one in seen.seers)

    async def _let_in(self, channel: Raw, person: str) -> None:
        own: Raw = next((one for one in channel["permission_overwrites"] if str(one["id"]) == person), {})
        allow, deny = int(own.get("allow", 0)), int(own.get("deny", 0))
        if allow & GUEST == GUEST:
            return
        await self._http.edit_channel_permissions(
            str(channel["id"]), person, str(allow | GUEST), str(deny & ~GUEST), USER
        )

    async def _add(self, thread: str, person: str) -> None:
        await self._threads.awake(thread, lambda: self._http.add_user_to_thread(thread, person))

    async def _gone(self, deed: Awaitable[None]) -> None:
        """What was not there to be removed is removed."""
        try:
            await deed
        except discord.NotFound as refusal:
            if refusal.code not in GONE:
                raise


def _channel(plan: RoomPlan, *, guild: str, account: str) -> dict[str, Any]:
    """The body that creates a channel or a category: everything that protects is there from the first moment on."""
    guests = () if plan.is_space else plan.invite
    body: dict[str, Any] = {
        "type": CATEGORY if plan.is_space else TEXT,
        "name": _name(plan) if plan.is_space else "-".join(_name(plan).lower().split()),
        "permission_overwrites": [
            {"id": guild, "type": ROLE, "allow": "0", "deny": str(VIEW)},
            {"id": account, "type": USER, "allow": str(GUEST), "deny": "0"},
            *({"id": person, "type": USER, "allow": str(GUEST), "deny": "0"} for person in dict.fromkeys(guests)),
        ],
    }
    if plan.space is not None and not plan.is_space:
        body["parent_id"] = plan.space
    if plan.topic and not plan.is_space:
        body["topic"] = plan.topic[:TOPIC_LENGTH]
    return body


def _thread(plan: RoomPlan) -> dict[str, Any]:
    return {
        "type": PRIVATE_THREAD,
        "name": _name(plan),
        "invitable": False,
        "auto_archive_duration": ARCHIVE_AFTER,
    }


def _name(plan: RoomPlan) -> str:
    return " ".join(plan.name.split())[:NAME_LENGTH].rstrip() or NAMELESS


def _letters(name: str) -> str:
    """A name without what Discord changes in it."""
    return "".join(filter(str.isalnum, name.lower()))

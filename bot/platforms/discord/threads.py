"""Where a post goes when it belongs to another: threads of messages, posts of forums, and what sleeps or is locked."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any, Literal, TypeVar

import discord
from discord.http import MultipartParameters

from bot.platform import Later, Never, Target
from bot.platforms.discord.faults import translating
from bot.platforms.discord.inspection import found
from bot.platforms.discord.making import THREAD_CREATE, Connect, Making, by_key
from bot.platforms.discord.visibility import DIRECT, PRIVATE_THREAD, PUBLIC_THREADS, Raw

T = TypeVar("T")
Build = Callable[[dict[str, Any]], MultipartParameters]
"""what heads a forum's post (its name, its tags) -> the whole request, with the message"""

ARCHIVE_AFTER: Literal[10080] = 10080  # minutes without a word until Discord archives a thread: a week, its longest
NAME_LENGTH = 100
THREAD_KINDS = PUBLIC_THREADS | {PRIVATE_THREAD}
FORUMS = frozenset({discord.ChannelType.forum.value, discord.ChannelType.media.value})
REQUIRE_TAG = discord.ChannelFlags(require_tag=True).value

HAS_THREAD = 160004
IS_ARCHIVED = 50083
NAMELESS = "–"

LOST_FOR = timedelta(minutes=10)
"""A post of ours with the same name and as young as this may be one whose answer was lost."""
ASK_AGAIN = 30.0  # seconds; by then the audit log has it, or `find_post` is asked


class Threads:
    """Finds, opens and wakes threads. Raises Later, Never and Fatal."""

    def __init__(self, client: Connect, now: Callable[[], datetime]) -> None:
        self._client = client
        self._now = now
        self._making = Making(client)
        self._kinds: dict[str, int] = {}
        self._listed: set[str] = set()
        self._learning = asyncio.Lock()

    @translating()
    async def channel(self, target: Target, *, title: str) -> str:
        """The id to send to: the room, or the thread that `target.thread` means, opened if it isn't yet.

        `title` names a new thread. Raises Never("thread-locked") where moderators closed it.
        """
        if target.thread is None:
            if await self._kind(target.room) in THREAD_KINDS:
                await self._thread(target.room)
            return target.room
        channel, _, message = target.thread.rpartition("/")
        if thread := await self._thread(message):
            return thread
        if not channel:
            raise Never("no-such-thread")
        if await self._kind(channel) in THREAD_KINDS | {DIRECT}:  # these have no threads of their own
            return channel
        return await self._opened(channel, message, title)

    @translating()
    async def is_forum(self, room: str) -> bool:
        """Whether what is said there without a thread becomes a post of its own."""
        return await self._kind(room) in FORUMS

    @translating()
    async def open_post(self, forum: str, title: str, build: Build, *, key: str) -> str:
        """The forum's post that this key made, or a new one. Returns the event id of its first message."""
        channel = await found(self._client().http.get_channel(forum))
        if channel is None:
            raise Never("not-in-room")
        made = await self._making.made(str(channel["guild_id"]), THREAD_CREATE)
        if before := by_key(made, key):
            return f"{before}/{before}"
        name = _name(title)
        young = (one for one in await self._active(channel) if _made(one) > self._now() - LOST_FOR)
        if any(one["name"] == name and str(one["id"]) not in (made or {}) for one in young):
            raise Later("forum-unsure", ASK_AGAIN)
        post = await self._making.make_post(forum, key, build(_heading(channel, name)))
        return f"{post['id']}/{post.get('message', post)['id']}"

    @translating()
    async def find_post(self, forum: str, *, key: str, since: datetime) -> str | None:
        """The forum's post that this key made since then; None when it is certain that there is none.

        Raises Never("forum-unsure") where the audit log may not be read and the bot has posted there since.
        """
        channel = await found(self._client().http.get_channel(forum))
        if channel is None:
            raise Never("not-in-room")
        made = await self._making.made(str(channel["guild_id"]), THREAD_CREATE)
        if made is not None:
            before = by_key(made, key)
            return f"{before}/{before}" if before else None
        posts = [*await self._active(channel), *await self._archived(channel)]
        if any(_made(one) >= since for one in posts):
            raise Never("forum-unsure")
        return None

    async def awake(self, channel: str, deed: Callable[[], Awaitable[T]], *, despite_lock: bool = False) -> T:
        """Do what an archived thread refuses (an edit, another member), waking it first where that is why.

        `despite_lock` is for taking something back: moderators closed the thread, but what is in it must go. It is put
        to sleep again afterwards. Raises what the deed raises, as discord.py does, and Never("thread-locked").
        """
        try:
            return await deed()
        except discord.HTTPException as refusal:
            if refusal.code != IS_ARCHIVED:
                raise
        is_locked = await self._is_locked(channel)
        if is_locked and not despite_lock:
            raise Never("thread-locked")
        http = self._client().http
        await http.edit_channel(channel, archived=False)
        done = await deed()
        if is_locked:
            await http.edit_channel(channel, archived=True)
        return done

    async def _thread(self, channel: str) -> str | None:
        """The same id if it is a thread's, else None. Raises Never where that is locked."""
        is_locked = await self._is_locked(channel)
        if is_locked:
            raise Never("thread-locked")
        return None if is_locked is None else channel

    async def _is_locked(self, channel: str) -> bool | None:
        """Whether moderators closed a thread; None if it is no thread, or none that the bot sees."""
        thread = await found(self._client().http.get_channel(channel))
        if thread is None or thread["type"] not in THREAD_KINDS:
            return None
        return bool(thread["thread_metadata"].get("locked"))

    async def _kind(self, channel: str) -> int:
        """What type a channel is; it stays so. Raises Never where the bot sees none."""
        async with self._learning:
            if channel not in self._kinds:
                await self._learn(channel)
            return self._kinds[channel]

    async def _learn(self, channel: str) -> None:
        """One channel by itself; and, once for each server, all that are there with two requests."""
        raw = await found(self._client().http.get_channel(channel))
        if raw is None:
            raise Never("not-in-room")
        guild = str(raw.get("guild_id", ""))
        if guild and guild not in self._listed:
            others: Any = await self._client().http.get_all_guild_channels(guild)
            self._kinds.update({str(one["id"]): int(one["type"]) for one in others})
            self._listed.add(guild)
        self._kinds[channel] = int(raw["type"])

    async def _opened(self, channel: str, message: str, title: str) -> str:
        """A message has one thread at most, with its own id: to ask twice is harmless."""
        try:
            await self._client().http.start_thread_with_message(
                channel, message, name=_name(title), auto_archive_duration=ARCHIVE_AFTER
            )
        except discord.HTTPException as refusal:
            if refusal.code != HAS_THREAD:
                raise
        return message

    async def _active(self, forum: Raw) -> list[Raw]:
        threads: Any = await self._client().http.get_active_threads(str(forum["guild_id"]))
        return self._own(threads, forum)

    async def _archived(self, forum: Raw) -> list[Raw]:
        threads: Any = await self._client().http.get_public_archived_threads(str(forum["id"]))
        return self._own(threads, forum)

    def _own(self, threads: Raw, forum: Raw) -> list[Raw]:
        own = (str(forum["id"]), self._making.account)
        return [one for one in threads["threads"] if (str(one.get("parent_id")), str(one["owner_id"])) == own]


def _heading(forum: Raw, name: str) -> dict[str, Any]:
    """Name and tags. Where a forum wants a tag, its first one is as good as any."""
    tags = [str(tag["id"]) for tag in forum.get("available_tags", ())]
    wanted = tags[:1] if int(forum.get("flags", 0)) & REQUIRE_TAG else []
    return {"name": name, "auto_archive_duration": ARCHIVE_AFTER, "applied_tags": wanted}


def _name(title: str) -> str:
    """A thread's name: one line, cut, and never nothing."""
    return " ".join(title.split())[:NAME_LENGTH].rstrip() or NAMELESS


def _made(thread: Raw) -> datetime:
    return discord.utils.snowflake_time(int(thread["id"]))

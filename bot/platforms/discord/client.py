"""One connection to the gateway: what discord.py tells, given to whoever it is for.

Only what needs no privilege is asked for. No members and no messages are kept, so memory stays flat. A client lives
until the connection is beyond repair; the supervisor makes the next one. Everything but the first answer to an
interaction goes through another client (`rest`), which outlives this one.
"""

import asyncio
import sys
from collections.abc import Callable, Coroutine, Iterable, Mapping
from typing import Any

import discord

from bot.logs import bug, log
from bot.platforms.discord.changes import Changes
from bot.platforms.discord.controls import ITEMS
from bot.platforms.discord.intake import ACKNOWLEDGE_WITHIN, Intake

discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # the bot never speaks

READY_AFTER = 0.3  # seconds without another server arriving; discord.py's own two are added to every start
LONGEST_WAIT = 30.0  # seconds; the least that discord.py allows, and more than a courier waits

# People who come and go in a private thread are announced by a message of Discord's own, and by nothing else that is
# sent without the privileged intent for members.
_COMING_AND_GOING = (discord.MessageType.recipient_add, discord.MessageType.recipient_remove)


def options() -> dict[str, Any]:
    """What every client of ours has in common."""
    intents = discord.Intents.none()
    intents.guilds = intents.guild_messages = intents.dm_messages = True
    return {
        "intents": intents,
        "max_messages": None,
        "member_cache_flags": discord.MemberCacheFlags.none(),
        "chunk_guilds_at_startup": False,
        "allowed_mentions": discord.AllowedMentions.none(),
        "guild_ready_timeout": READY_AFTER,
        "max_ratelimit_timeout": LONGEST_WAIT,
    }


class GatewayClient(discord.Client):
    """`ready` is called at every READY, `forget` when a server's roles or owner changed, `sent` for each message of
    ours with the nonce it was sent with, `kinds` with the types of channels.
    """

    def __init__(
        self,
        intake: Intake,
        changes: Changes,
        *,
        ready: Callable[[], None],
        forget: Callable[[str], None],
        sent: Callable[[str, str], None],
        kinds: Callable[[Mapping[str, int]], None],
    ) -> None:
        super().__init__(**options())
        self.intake = intake
        self.changes = changes
        self.is_live = False
        self.was_live = False
        self._tell_ready = ready
        self._tell_forget = forget
        self._tell_sent = sent
        self._tell_kinds = kinds
        self._taking_in: set[asyncio.Task[Any]] = set()

    async def setup_hook(self) -> None:
        """Components are known by their custom ids, however old the message."""
        self.add_dynamic_items(*ITEMS)

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:
        """A bug of ours in taking something in; discord.py would print what it was about."""
        if (error := sys.exc_info()[1]) is not None:
            bug(error, what=event_method)

    # its events

    def dispatch(self, event: str, /, *args: Any, **kwargs: Any) -> None:
        """Give an event to whom it is for; a client that ends takes nothing in any more.

        discord.py goes on: a moment after READY it tells of it, to a loop that a closed client has no more.
        """
        if not self.is_closed():
            super().dispatch(event, *args, **kwargs)

    def _schedule_event(
        self, coro: Callable[..., Coroutine[Any, Any, Any]], event_name: str, *args: Any, **kwargs: Any
    ) -> "asyncio.Task[None]":
        """A loop knows its tasks weakly, so what is being taken in is held here until it is done."""
        task = super()._schedule_event(coro, event_name, *args, **kwargs)
        self._taking_in.add(task)
        task.add_done_callback(self._taking_in.discard)
        return task

    async def close(self) -> None:
        """Acknowledge what has come, while there is a line for it; then end. Nothing of it goes on afterwards."""
        if self._taking_in:
            await asyncio.wait(set(self._taking_in), timeout=ACKNOWLEDGE_WITHIN)
        await super().close()
        for task in (left := list(self._taking_in)):
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    # the connection

    async def on_connect(self) -> None:
        """READY has come; the servers are on their way."""
        self.is_live = self.was_live = True

    async def on_resumed(self) -> None:
        """What was missed has come."""
        self.is_live = self.was_live = True

    async def on_disconnect(self) -> None:
        """The line is gone; discord.py tries to get it back."""
        self.is_live = False

    async def on_ready(self) -> None:
        """At every READY: not every change reached us, so nothing known before counts."""
        log().info("discord.ready", servers=len(self.guilds))
        self._tell_ready()

    # what people do

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """A command, something typed, a form; components come through their items."""
        await self.intake.interaction(interaction)

    async def on_message(self, message: discord.Message) -> None:
        """Somebody said something; or we did, and Discord tells with which nonce, this one time."""
        if self.user is not None and message.author.id == self.user.id:
            if message.nonce is not None:
                self._tell_sent(str(message.nonce), f"{message.channel.id}/{message.id}")
        elif message.type in _COMING_AND_GOING:
            self.changes.note([str(message.channel.id)])
        else:
            await self.intake.message(message)

    # who can read what

    async def on_guild_available(self, guild: discord.Guild) -> None:
        """A server as it is now."""
        self._changed(guild)

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """A server the bot was just brought to, or that came late."""
        self._changed(guild)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """The bot is on this server no more."""
        self._changed(guild)

    async def on_guild_update(self, before: discord.Guild, after: discord.Guild) -> None:
        """Its owner sees everything."""
        if before.owner_id != after.owner_id:
            self._changed(after)

    async def on_guild_role_create(self, role: discord.Role) -> None:
        """A role that may read."""
        self._changed(role.guild)

    async def on_guild_role_update(self, before: discord.Role, after: discord.Role) -> None:
        """A role that may read now, or not any more."""
        self._changed(after.guild)

    async def on_guild_role_delete(self, role: discord.Role) -> None:
        """A role that reads no more."""
        self._changed(role.guild)

    async def on_guild_channel_update(self, before: discord.abc.GuildChannel, after: discord.abc.GuildChannel) -> None:
        """Its overwrites decide, for its threads, too."""
        self.changes.note(_with_threads(after))

    async def on_guild_channel_create(self, channel: discord.abc.GuildChannel) -> None:
        """New, or shown to the bot again."""
        self._tell_kinds({str(channel.id): channel.type.value})
        self.changes.note([str(channel.id)])

    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """Nobody reads it any more."""
        self.changes.note(_with_threads(channel))

    async def on_thread_create(self, thread: discord.Thread) -> None:
        """A thread the bot was added to may be one that it left."""
        self.changes.note([str(thread.id)])

    async def on_raw_thread_update(self, payload: discord.RawThreadUpdateEvent) -> None:
        """Archived, locked, opened to invitations: also where discord.py has forgotten the thread."""
        self.changes.note([str(payload.thread_id)])

    async def on_raw_thread_delete(self, payload: discord.RawThreadDeleteEvent) -> None:
        """A thread is gone."""
        self.changes.note([str(payload.thread_id)])

    async def on_thread_remove(self, thread: discord.Thread) -> None:
        """The bot was taken out of it."""
        self.changes.note([str(thread.id)])

    async def on_thread_member_join(self, member: discord.ThreadMember) -> None:
        """Somebody came in."""
        self.changes.note([str(member.thread_id)])

    async def on_raw_thread_member_remove(self, payload: discord.RawThreadMembersUpdate) -> None:
        """Somebody went."""
        self.changes.note([str(payload.thread_id)])

    def _changed(self, guild: discord.Guild) -> None:
        self._tell_forget(str(guild.id))
        kinds = {str(one.id): one.type.value for one in (*guild.channels, *guild.threads)}
        self._tell_kinds(kinds)
        self.changes.note(kinds)


def _with_threads(channel: discord.abc.GuildChannel) -> Iterable[str]:
    threads = getattr(channel, "threads", ())
    return [str(channel.id), *(str(one.id) for one in threads)]

"""What the bot is told over the gateway, and when it is: intents, and what it can see."""

from tests.fakes.discord import intents, payloads
from tests.fakes.discord.nouns import (
    Channel,
    Guild,
    Json,
    Member,
    Message,
    Role,
    ScheduledEvent,
    Thread,
)
from tests.fakes.discord.permissions import sees
from tests.fakes.discord.world import World


def readable(world: World, message: Message, granted: int) -> bool:
    """Whether the bot gets the words of a message: its own, direct ones, those that mention it, or by the intent."""
    return (
        bool(granted & intents.MESSAGE_CONTENT)
        or message.author is world.bot
        or not isinstance(message.place, Channel)
        or world.bot in message.mentions
    )


def render(world: World, message: Message, granted: int | None = None) -> Json:
    """A message for the bot; REST goes by what the application may, the gateway by what the session asked."""
    granted = world.privileged_intents if granted is None else granted
    return payloads.message(message, world.bot, world.cdn, with_content=readable(world, message, granted))


def of_message(world: World, event: str, message: Message) -> None:
    """MESSAGE_CREATE or MESSAGE_UPDATE."""
    if message.ephemeral or not sees(message.place, world.bot):
        return
    place = message.place
    if not isinstance(place, Channel):
        world.announce(event, render(world, message), intents.DIRECT_MESSAGES)
        return

    def tell(granted: int) -> Json:
        body = render(world, message, granted) | {"guild_id": str(place.guild.id)}
        if message.webhook_id is None and (one := place.guild.members.get(message.author.id)):
            body["member"] = payloads.member(one, with_user=False)
        return body

    world.announce(event, tell, intents.GUILD_MESSAGES)


def of_message_deleted(world: World, message: Message) -> None:
    """MESSAGE_DELETE."""
    if message.ephemeral or not sees(message.place, world.bot):
        return
    body = {"id": str(message.id), "channel_id": str(message.place.id)}
    if isinstance(message.place, Channel):
        body["guild_id"] = str(message.place.guild.id)
        world.announce("MESSAGE_DELETE", body, intents.GUILD_MESSAGES)
    else:
        world.announce("MESSAGE_DELETE", body, intents.DIRECT_MESSAGES)


def of_channel(world: World, event: str, channel: Channel) -> None:
    """CHANNEL_CREATE, CHANNEL_UPDATE, CHANNEL_DELETE: bots hear of channels that they cannot see, too."""
    world.announce(event, payloads.channel(channel), intents.GUILDS)


def of_role(world: World, event: str, guild: Guild, role: Role) -> None:
    """GUILD_ROLE_CREATE, GUILD_ROLE_UPDATE."""
    world.announce(event, {"guild_id": str(guild.id), "role": payloads.role(role)}, intents.GUILDS)


def of_role_deleted(world: World, guild: Guild, role: Role) -> None:
    """GUILD_ROLE_DELETE."""
    world.announce("GUILD_ROLE_DELETE", {"guild_id": str(guild.id), "role_id": str(role.id)}, intents.GUILDS)


def of_member(world: World, event: str, guild: Guild, member: Member) -> None:
    """GUILD_MEMBER_ADD, _UPDATE, _REMOVE: privileged, but for what happens to the bot itself."""
    body: Json = {"guild_id": str(guild.id)}
    body |= {"user": payloads.user(member.user)} if event.endswith("REMOVE") else payloads.member(member)
    world.announce(event, body, intents.GUILDS if member.user is world.bot else intents.GUILD_MEMBERS)


def of_thread(world: World, event: str, thread: Thread, **more: object) -> None:
    """THREAD_CREATE, THREAD_UPDATE: for threads that the bot sees."""
    if sees(thread, world.bot):
        world.announce(event, payloads.thread(thread, world.bot) | more, intents.GUILDS)


def of_thread_deleted(world: World, thread: Thread) -> None:
    """THREAD_DELETE."""
    body = {
        "id": str(thread.id),
        "guild_id": str(thread.guild.id),
        "parent_id": str(thread.home.id),
        "type": thread.type,
    }
    world.announce("THREAD_DELETE", body, intents.GUILDS)


def of_thread_members(world: World, thread: Thread, added: list[int], removed: list[int]) -> None:
    """THREAD_MEMBERS_UPDATE: without the members intent only where the bot itself came or went.

    Discord's gateway documentation says so; a bot that relies on it never learns who joined a private thread.
    """
    if world.bot.id in added:
        of_thread(world, "THREAD_CREATE", thread)
    if not sees(thread, world.bot) and world.bot.id not in removed:
        return
    mine = world.bot.id in (*added, *removed)
    body = {
        "id": str(thread.id),
        "guild_id": str(thread.guild.id),
        "member_count": len(thread.members),
        "added_members": [_joined(thread, key) for key in added],
        "removed_member_ids": [str(key) for key in removed],
    }
    world.announce("THREAD_MEMBERS_UPDATE", body, intents.GUILDS if mine else intents.GUILD_MEMBERS)


def _joined(thread: Thread, key: int) -> Json:
    member = thread.guild.members.get(key)
    return payloads.thread_member(thread, key) | {
        "member": payloads.member(member) if member else None,
        "presence": None,
    }


def of_event(world: World, event: str, scheduled: ScheduledEvent) -> None:
    """GUILD_SCHEDULED_EVENT_CREATE, _UPDATE, _DELETE."""
    world.announce(event, payloads.event(scheduled), intents.SCHEDULED_EVENTS)


def whole_guild(world: World, guild: Guild, granted: int) -> Json:
    """GUILD_CREATE. Members: all of them with the privileged intent, the bot alone without."""
    members = guild.members.values() if granted & intents.GUILD_MEMBERS else [guild.members[world.bot.id]]
    active = [each for each in guild.threads.values() if not each.archived and sees(each, world.bot)]
    events = guild.events.values() if granted & intents.SCHEDULED_EVENTS else []
    return payloads.guild(guild) | {
        "joined_at": payloads.moment(guild.members[world.bot.id].joined_at),
        "large": False,
        "unavailable": False,
        "member_count": len(guild.members),
        "voice_states": [],
        "members": [payloads.member(each) for each in members],
        "channels": [payloads.channel(each) for each in guild.channels.values()],
        "threads": [payloads.thread(each, world.bot) for each in active],
        "presences": [],
        "stage_instances": [],
        "guild_scheduled_events": [payloads.event(each) for each in events if each.status in (1, 2)],
        "soundboard_sounds": [],
    }


def of_guild(world: World, guild: Guild) -> None:
    """GUILD_UPDATE."""
    world.announce("GUILD_UPDATE", payloads.guild(guild), intents.GUILDS)

"""What can happen to servers, channels, threads and events, whoever does it: the change, and what the bot is told."""

from typing import Any

from tests.fakes.discord import announcements
from tests.fakes.discord.nouns import (
    THREADS,
    Channel,
    Guild,
    Member,
    Overwrite,
    Role,
    Thread,
    User,
)
from tests.fakes.discord.permissions import sees
from tests.fakes.discord.world import World

CHANNEL_CREATED, CHANNEL_UPDATED, CHANNEL_DELETED = 10, 11, 12
OVERWRITE_CREATED, OVERWRITE_UPDATED, OVERWRITE_DELETED = 13, 14, 15
ROLE_UPDATED = 31
EVENT_CREATED, EVENT_UPDATED, EVENT_DELETED = 100, 101, 102
THREAD_CREATED, THREAD_UPDATED, THREAD_DELETED = 110, 111, 112


def add_channel(world: World, channel: Channel, *, by: User, reason: str | None = None) -> Channel:
    """Open a channel."""
    channel.guild.channels[channel.id] = channel
    world.places[channel.id] = channel
    world.audit(channel.guild, CHANNEL_CREATED, channel.id, reason, by)
    announcements.of_channel(world, "CHANNEL_CREATE", channel)
    return channel


def edit_channel(
    world: World, channel: Channel, fields: dict[str, Any], *, by: User, reason: str | None = None
) -> None:
    """Change a channel's attributes, by their names here."""
    for name, value in fields.items():
        setattr(channel, name, value)
    world.audit(channel.guild, CHANNEL_UPDATED, channel.id, reason, by)
    announcements.of_channel(world, "CHANNEL_UPDATE", channel)


def remove_channel(world: World, channel: Channel, *, by: User, reason: str | None = None) -> None:
    """Delete a channel or a thread, with what hangs on it."""
    guild = channel.guild
    world.places.pop(channel.id, None)
    if isinstance(channel, Thread):
        guild.threads.pop(channel.id, None)
        world.audit(guild, THREAD_DELETED, channel.id, reason, by)
        announcements.of_thread_deleted(world, channel)
        return
    for thread in [each for each in guild.threads.values() if each.parent is channel]:
        guild.threads.pop(thread.id)
        world.places.pop(thread.id, None)
    for child in guild.channels.values():
        if child.parent is channel:
            edit_channel(world, child, {"parent": None}, by=by)
    guild.channels.pop(channel.id, None)
    world.audit(guild, CHANNEL_DELETED, channel.id, reason, by)
    announcements.of_channel(world, "CHANNEL_DELETE", channel)


def set_overwrite(world: World, channel: Channel, overwrite: Overwrite, *, by: User, reason: str | None = None) -> None:
    """Allow and deny a role or a member something in a channel."""
    action = OVERWRITE_UPDATED if overwrite.id in channel.overwrites else OVERWRITE_CREATED
    channel.overwrites[overwrite.id] = overwrite
    world.audit(channel.guild, action, channel.id, reason, by)
    announcements.of_channel(world, "CHANNEL_UPDATE", channel)


def clear_overwrite(world: World, channel: Channel, key: int, *, by: User, reason: str | None = None) -> None:
    """Take an overwrite away."""
    channel.overwrites.pop(key, None)
    world.audit(channel.guild, OVERWRITE_DELETED, channel.id, reason, by)
    announcements.of_channel(world, "CHANNEL_UPDATE", channel)


def edit_role(world: World, guild: Guild, role: Role, fields: dict[str, Any], *, by: User) -> None:
    """Change a role."""
    for name, value in fields.items():
        setattr(role, name, value)
    world.audit(guild, ROLE_UPDATED, role.id, None, by)
    announcements.of_role(world, "GUILD_ROLE_UPDATE", guild, role)


def start_thread(world: World, thread: Thread, *, by: User, reason: str | None = None) -> Thread:
    """Open a thread, with whoever opens it in it."""
    thread.members[by.id] = thread.created_at
    thread.guild.threads[thread.id] = thread
    world.places[thread.id] = thread
    world.audit(thread.guild, THREAD_CREATED, thread.id, reason, by)
    announcements.of_thread(world, "THREAD_CREATE", thread, newly_created=True)
    return thread


def new_thread(
    world: World, home: Channel, name: str, kind: int, by: User, *, key: int | None = None, **more: Any
) -> Thread:
    """A thread that is not open yet. `kind` is one of the thread types."""
    assert kind in THREADS
    now = world.clock.now()
    return Thread(
        id=key or world.clock.new_id(),
        type=kind,
        name=name,
        guild=home.guild,
        parent=home,
        owner_id=by.id,
        created_at=now,
        archived_at=now,
        **more,
    )


def edit_thread(world: World, thread: Thread, fields: dict[str, Any], *, by: User, reason: str | None = None) -> None:
    """Change a thread: name, archived, locked, invitable, minutes, applied_tags."""
    if "archived" in fields and fields["archived"] != thread.archived:
        thread.archived_at = world.clock.now()
    for name, value in fields.items():
        setattr(thread, name, value)
    world.audit(thread.guild, THREAD_UPDATED, thread.id, reason, by)
    announcements.of_thread(world, "THREAD_UPDATE", thread)


def add_to_thread(world: World, thread: Thread, user: User) -> None:
    """Bring somebody in."""
    if user.id in thread.members:
        return
    thread.members[user.id] = world.clock.now()
    announcements.of_thread_members(world, thread, [user.id], [])


def remove_from_thread(world: World, thread: Thread, user: User) -> None:
    """Put somebody out."""
    if thread.members.pop(user.id, None) is not None:
        announcements.of_thread_members(world, thread, [], [user.id])


def join(world: World, guild: Guild, user: User, roles: list[Role]) -> Member:
    """Let somebody onto the server."""
    member = Member(user=user, roles=list(roles), joined_at=world.clock.now())
    guild.members[user.id] = member
    if user is world.bot:
        world.announce("GUILD_CREATE", lambda granted: announcements.whole_guild(world, guild, granted), 1)
    else:
        announcements.of_member(world, "GUILD_MEMBER_ADD", guild, member)
    return member


def leave(world: World, guild: Guild, user: User) -> None:
    """Take somebody off the server; they leave its threads, too."""
    member = guild.members.pop(user.id)
    for thread in guild.threads.values():
        thread.members.pop(user.id, None)
    if user is world.bot:
        world.announce("GUILD_DELETE", {"id": str(guild.id)}, 1)
    else:
        announcements.of_member(world, "GUILD_MEMBER_REMOVE", guild, member)


def set_roles(world: World, guild: Guild, user: User, roles: list[Role]) -> None:
    """Give somebody exactly these roles."""
    member = guild.members[user.id]
    member.roles = list(roles)
    announcements.of_member(world, "GUILD_MEMBER_UPDATE", guild, member)


def can_be_brought(thread: Thread, user: User) -> bool:
    """Whether somebody could read a thread once they are in it: they must see the channel it hangs on."""
    return sees(thread.home, user)

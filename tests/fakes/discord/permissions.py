"""Who may do what where: Discord's permission hierarchy, written from its documentation.

It is not taken from discord.py on purpose: a test compares the two for thousands of servers made at random.
"""

from enum import IntFlag

from tests.fakes.discord.nouns import Channel, DirectChannel, Guild, Place, Thread, User


class Permission(IntFlag):
    """The permissions that the fake asks for, by their documented bits."""

    KICK_MEMBERS = 1 << 1
    ADMINISTRATOR = 1 << 3
    MANAGE_CHANNELS = 1 << 4
    MANAGE_GUILD = 1 << 5
    ADD_REACTIONS = 1 << 6
    VIEW_AUDIT_LOG = 1 << 7
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    SEND_TTS_MESSAGES = 1 << 12
    MANAGE_MESSAGES = 1 << 13
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    MENTION_EVERYONE = 1 << 17
    CONNECT = 1 << 20
    MANAGE_ROLES = 1 << 28
    USE_APPLICATION_COMMANDS = 1 << 31
    MANAGE_EVENTS = 1 << 33
    MANAGE_THREADS = 1 << 34
    CREATE_PUBLIC_THREADS = 1 << 35
    CREATE_PRIVATE_THREADS = 1 << 36
    SEND_MESSAGES_IN_THREADS = 1 << 38
    CREATE_EVENTS = 1 << 44
    SEND_POLLS = 1 << 49
    PIN_MESSAGES = 1 << 51


ALL = (1 << 53) - 1

EVERYONE = int(
    Permission.VIEW_CHANNEL
    | Permission.SEND_MESSAGES
    | Permission.EMBED_LINKS
    | Permission.ATTACH_FILES
    | Permission.READ_MESSAGE_HISTORY
    | Permission.ADD_REACTIONS
    | Permission.CONNECT
    | Permission.USE_APPLICATION_COMMANDS
    | Permission.CREATE_PUBLIC_THREADS
    | Permission.CREATE_PRIVATE_THREADS
    | Permission.SEND_MESSAGES_IN_THREADS
    | Permission.SEND_POLLS
)
"""What @everyone may do on a new server."""

BOT = EVERYONE | int(
    Permission.MANAGE_CHANNELS
    | Permission.MANAGE_MESSAGES
    | Permission.MANAGE_ROLES
    | Permission.MANAGE_THREADS
    | Permission.MANAGE_EVENTS
    | Permission.CREATE_EVENTS
    | Permission.VIEW_AUDIT_LOG
    | Permission.PIN_MESSAGES
)
"""What the bot was invited with, unless a test says otherwise; it is no administrator."""

SILENCED = int(
    Permission.SEND_TTS_MESSAGES | Permission.MENTION_EVERYONE | Permission.EMBED_LINKS | Permission.ATTACH_FILES
)
"""What goes with the right to send."""


def on_server(guild: Guild, user: User) -> int:
    """What a user may do on the whole server: nothing for somebody who is not there."""
    member = guild.members.get(user.id)
    if member is None:
        return 0
    if guild.owner.id == user.id:
        return ALL
    granted = guild.everyone.permissions
    for role in member.roles:
        granted |= role.permissions
    return ALL if granted & Permission.ADMINISTRATOR else granted


def within(channel: Channel, user: User) -> int:
    """What a user may do in a channel, overwrites and implied refusals included; a thread asks its parent."""
    if isinstance(channel, Thread):
        return _in_thread(channel, user)
    granted = _overwritten(channel, user)
    if granted == ALL:
        return ALL
    if not granted & Permission.VIEW_CHANNEL:
        return 0
    return granted if granted & Permission.SEND_MESSAGES else granted & ~SILENCED


def _in_thread(thread: Thread, user: User) -> int:
    granted = _overwritten(thread.home, user)
    if not granted & Permission.VIEW_CHANNEL:
        return 0
    return granted if granted & Permission.SEND_MESSAGES_IN_THREADS else granted & ~SILENCED


def _overwritten(channel: Channel, user: User) -> int:
    """Base, then @everyone's overwrite, then those of all roles together, then the member's own."""
    guild = channel.guild
    granted = on_server(guild, user)
    if granted in (0, ALL):
        return granted
    member = guild.members[user.id]
    if everyone := channel.overwrites.get(guild.id):
        granted = granted & ~everyone.deny | everyone.allow
    allow = deny = 0
    for role in member.roles:
        if overwrite := channel.overwrites.get(role.id):
            allow |= overwrite.allow
            deny |= overwrite.deny
    granted = granted & ~deny | allow
    if own := channel.overwrites.get(user.id):
        granted = granted & ~own.deny | own.allow
    return granted


def sees(place: Place, user: User) -> bool:
    """Whether a user can read what is there. A private thread: its members and who manages threads, no one else."""
    if isinstance(place, DirectChannel):
        return user.bot or user.id == place.recipient.id
    assert isinstance(place, Channel)
    granted = within(place, user)
    if not granted & Permission.VIEW_CHANNEL:
        return False
    if not isinstance(place, Thread) or not place.private:
        return True
    return user.id in place.members or bool(granted & Permission.MANAGE_THREADS)


def may(place: Place, user: User, needed: int) -> bool:
    """Whether a user sees the place and has every permission of `needed` there; in a direct chat they always do."""
    if not sees(place, user):
        return False
    return not isinstance(place, Channel) or within(place, user) & needed == needed

"""Channels: listed, opened, changed, deleted, and what they allow whom."""

from typing import Any

from tests.fakes.discord import changes, payloads
from tests.fakes.discord.calls import Answer, Call, number, operation
from tests.fakes.discord.nouns import Channel, DirectChannel, Guild, Json, Kind, Overwrite, Thread
from tests.fakes.discord.operations.threads import edit_thread
from tests.fakes.discord.permissions import ALL, Permission, may, on_server, within
from tests.fakes.discord.refused import Refused

MOST = 500  # channels on a server
NUMBERS = ("position", "flags")
SETTINGS = ("default_auto_archive_duration", "rate_limit_per_user", "nsfw", "bitrate", "user_limit", "rtc_region")


@operation("GET", "/guilds/{guild_id}/channels")
def op_list_guild_channels(call: Call) -> Answer:
    """All channels of a server, threads left out; bots are shown those that they cannot see, too."""
    guild = call.world.guild(call.id("guild_id"))
    return 200, [payloads.channel(each) for each in guild.channels.values()]


@operation("GET", "/channels/{channel_id}")
def op_get_channel(call: Call) -> Answer:
    """A channel, a thread, also an archived one, or a direct chat."""
    return 200, payloads.place(call.world.place(call.id("channel_id")), call.world.bot)


@operation("POST", "/guilds/{guild_id}/channels")
def op_create_guild_channel(call: Call) -> Answer:
    """Open a channel."""
    world, guild = call.world, call.world.guild(call.id("guild_id"))
    world.require_on(guild, Permission.MANAGE_CHANNELS)
    if len(guild.channels) >= MOST:
        raise Refused(30013)
    parent = _category(guild, call.body.get("parent_id"))
    given = call.body.get("permission_overwrites")
    overwrites = _overwrites(call, guild, given) if given is not None else dict(parent.overwrites) if parent else {}
    made = Channel(
        id=world.clock.new_id(),
        type=call.body.get("type") or Kind.TEXT,
        name=_named(call.body["name"], call.body.get("type") or Kind.TEXT),
        guild=guild,
        parent=parent,
        overwrites=overwrites,
        position=call.body.get("position") or len(guild.channels),
        topic=call.body.get("topic"),
        tags=_tags(call),
        settings=_settings(call),
    )
    changes.add_channel(world, made, by=world.bot, reason=call.reason)
    world.record(call.operation, made.id, name=made.name)
    return 201, payloads.channel(made)


def _named(name: str, kind: int) -> str:
    """The names of text channels have no capitals and no spaces."""
    return name.lower().replace(" ", "-") if kind in (Kind.TEXT, Kind.NEWS, Kind.FORUM) else name


def _category(guild: Guild, key: Any) -> Channel | None:
    if key is None:
        return None
    found = guild.channels.get(number(key))
    if found is None or found.type != Kind.CATEGORY:
        raise Refused(50035, "parent_id: Category does not exist")
    return found


def _tags(call: Call) -> list[Json]:
    tags = call.body.get("available_tags") or []
    blank: Json = {"moderated": False, "emoji_id": None, "emoji_name": None}
    return [blank | {**each, "id": str(each.get("id") or call.world.clock.new_id())} for each in tags]


def _settings(call: Call) -> Json:
    return {key: value for key, value in call.fields(*SETTINGS).items() if value is not None}


def _overwrites(call: Call, guild: Guild, given: list[Json]) -> dict[int, Overwrite]:
    made = [_overwrite(guild, number(each["id"]), each) for each in given]
    for each in made:
        _check_grant(call, guild, each, None)
    return {each.id: each for each in made}


def _overwrite(guild: Guild, key: int, body: Json) -> Overwrite:
    kind = body.get("type")
    return Overwrite(
        id=key,
        type=(0 if key in guild.roles else 1) if kind is None else int(kind),
        allow=int(body.get("allow") or 0),
        deny=int(body.get("deny") or 0),
    )


def _check_grant(call: Call, guild: Guild, overwrite: Overwrite, channel: Channel | None) -> None:
    """A bot can only hand on, or refuse others, what it has itself."""
    own = within(channel, call.world.bot) if channel else on_server(guild, call.world.bot)
    if own != ALL and (overwrite.allow | overwrite.deny) & ~own:
        raise Refused(50013)


@operation("PATCH", "/channels/{channel_id}")
def op_update_channel(call: Call) -> Answer:
    """Change a channel or a thread."""
    world, place = call.world, call.world.place(call.id("channel_id"))
    if isinstance(place, DirectChannel):
        raise Refused(50024)
    assert isinstance(place, Channel)
    if isinstance(place, Thread):
        edit_thread(call, place)
    else:
        _edit_channel(call, place)
    world.record(call.operation, place.id, place, name=place.name, content=_said(call.body))
    return 200, payloads.place(place, world.bot)


def _said(body: Json) -> str:
    """What was asked for, for the log: "archived=True locked=True"."""
    return " ".join(f"{key}={value}" for key, value in sorted(body.items()) if isinstance(value, bool | int | str))


def _edit_channel(call: Call, channel: Channel) -> None:
    world = call.world
    world.require(channel, Permission.MANAGE_CHANNELS)
    fields = call.fields("topic") | {key: value for key, value in call.fields(*NUMBERS).items() if value is not None}
    if "name" in call.body:
        fields["name"] = _named(call.body["name"], channel.type)
    if "parent_id" in call.body:
        fields["parent"] = _category(channel.guild, call.body["parent_id"])
    if call.body.get("permission_overwrites") is not None:
        world.require(channel, Permission.MANAGE_ROLES)
        fields["overwrites"] = _overwrites(call, channel.guild, call.body["permission_overwrites"])
    if "available_tags" in call.body:
        fields["tags"] = _tags(call)
    if settings := _settings(call):
        fields["settings"] = channel.settings | settings
    changes.edit_channel(world, channel, fields, by=world.bot, reason=call.reason)


@operation("DELETE", "/channels/{channel_id}")
def op_delete_channel(call: Call) -> Answer:
    """Delete a channel or a thread; a direct chat is only closed."""
    world, place = call.world, call.world.place(call.id("channel_id"))
    shown = payloads.place(place, world.bot)
    if isinstance(place, Channel):
        thread = isinstance(place, Thread)
        world.require(place, Permission.MANAGE_THREADS if thread else Permission.MANAGE_CHANNELS)
        changes.remove_channel(world, place, by=world.bot, reason=call.reason)
    world.record(call.operation, place.id)
    return 200, shown


@operation("PUT", "/channels/{channel_id}/permissions/{overwrite_id}")
def op_set_channel_permission_overwrite(call: Call) -> Answer:
    """Allow and deny a role or a member something."""
    world, channel = call.world, _managed(call)
    overwrite = _overwrite(channel.guild, call.id("overwrite_id"), call.body)
    known = channel.guild.roles if overwrite.type == 0 else world.users
    if overwrite.id not in known:
        raise Refused(10009)
    _check_grant(call, channel.guild, overwrite, channel)
    changes.set_overwrite(world, channel, overwrite, by=world.bot, reason=call.reason)
    world.record(call.operation, overwrite.id, channel, content=f"allow={overwrite.allow} deny={overwrite.deny}")
    return 204, None


@operation("DELETE", "/channels/{channel_id}/permissions/{overwrite_id}")
def op_delete_channel_permission_overwrite(call: Call) -> Answer:
    """Take an overwrite away."""
    world, channel = call.world, _managed(call)
    if call.id("overwrite_id") not in channel.overwrites:
        raise Refused(10009)
    changes.clear_overwrite(world, channel, call.id("overwrite_id"), by=world.bot, reason=call.reason)
    world.record(call.operation, call.id("overwrite_id"), channel)
    return 204, None


def _managed(call: Call) -> Channel:
    channel = call.world.channel(call.id("channel_id"))
    if isinstance(channel, Thread):
        raise Refused(50024)
    if not may(channel, call.world.bot, Permission.MANAGE_ROLES):
        raise Refused(50013)
    return channel

"""Scheduled events: a hundred that are not over on each server, each external, or in a voice channel."""

from datetime import datetime
from typing import Any

from tests.fakes.discord import announcements, changes, payloads
from tests.fakes.discord.calls import Answer, Call, operation
from tests.fakes.discord.nouns import Guild, Json, Kind, ScheduledEvent
from tests.fakes.discord.permissions import Permission, may, on_server
from tests.fakes.discord.refused import Refused

MOST = 100
STAGE, VOICE, EXTERNAL = 1, 2, 3
SCHEDULED, ACTIVE, COMPLETED, CANCELLED = 1, 2, 3, 4
NEXT = {SCHEDULED: (SCHEDULED, ACTIVE, CANCELLED), ACTIVE: (ACTIVE, COMPLETED)}
CHANGEABLE = ("name", "description", "entity_type", "entity_metadata", "status", "privacy_level", "recurrence_rule")


@operation("GET", "/guilds/{guild_id}/scheduled-events")
def op_list_guild_scheduled_events(call: Call) -> Answer:
    """Those that are not over."""
    guild = call.world.guild(call.id("guild_id"))
    return 200, [_shown(call, each) for each in guild.events.values() if each.status in (SCHEDULED, ACTIVE)]


@operation("GET", "/guilds/{guild_id}/scheduled-events/{guild_scheduled_event_id}")
def op_get_guild_scheduled_event(call: Call) -> Answer:
    """One of them."""
    return 200, _shown(call, _event(call))


def _event(call: Call) -> ScheduledEvent:
    return call.world.event(call.world.guild(call.id("guild_id")), call.id("guild_scheduled_event_id"))


def _shown(call: Call, event: ScheduledEvent) -> Json:
    return payloads.event(event) | ({"user_count": 0} if call.flag("with_user_count") else {})


@operation("POST", "/guilds/{guild_id}/scheduled-events")
def op_create_guild_scheduled_event(call: Call) -> Answer:
    """Put one in the server's calendar."""
    world, guild = call.world, call.world.guild(call.id("guild_id"))
    if sum(each.status in (SCHEDULED, ACTIVE) for each in guild.events.values()) >= MOST:
        raise Refused(30038)
    fields: Json = {
        "name": "",
        "description": None,
        "channel_id": None,
        "scheduled_end_time": None,
        "status": SCHEDULED,
        "privacy_level": 2,
        "entity_metadata": None,
        "recurrence_rule": None,
        **_changed(call),
    }
    _check_place(call, guild, fields, Permission.CREATE_EVENTS)
    _check_times(call, fields)
    event = ScheduledEvent(id=world.clock.new_id(), guild=guild, creator=world.bot, fields=fields)
    guild.events[event.id] = event
    world.audit(guild, changes.EVENT_CREATED, event.id, call.reason)
    announcements.of_event(world, "GUILD_SCHEDULED_EVENT_CREATE", event)
    world.record(call.operation, event.id, name=fields["name"], content=fields["description"] or "")
    return 200, payloads.event(event)


def _changed(call: Call) -> Json:
    fields = call.fields(*CHANGEABLE)
    for key in ("scheduled_start_time", "scheduled_end_time"):
        if call.body.get(key):
            fields[key] = payloads.moment(_moment(key, call.body[key]))
    if "channel_id" in call.body:
        key = call.body["channel_id"]
        fields["channel_id"] = None if key is None else str(key)
    return fields


def _moment(key: str, text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise Refused(50035, f"{key}: {text!r} is no moment") from None
    if at.tzinfo is None:
        raise Refused(50035, f"{key}: {text!r} has no offset")
    return at


def _check_place(call: Call, guild: Guild, fields: Json, needed: int) -> None:
    world = call.world
    if fields["entity_type"] == EXTERNAL:
        if not (fields["entity_metadata"] or {}).get("location") or fields["channel_id"]:
            raise Refused(50035, "entity_metadata: an external event has a location and no channel")
        if not fields["scheduled_end_time"]:
            raise Refused(50035, "scheduled_end_time: an external event has an end")
        world.require_on(guild, needed)
        return
    channel = guild.channels.get(int(fields["channel_id"] or 0))
    wanted = Kind.STAGE if fields["entity_type"] == STAGE else Kind.VOICE
    if channel is None or channel.type != wanted:
        raise Refused(50035, "channel_id: not a channel for such an event")
    if not may(channel, world.bot, needed | Permission.CONNECT):
        raise Refused(50013)


def _check_times(call: Call, fields: Json, *, started: bool = False) -> None:
    starts = datetime.fromisoformat(fields["scheduled_start_time"])
    if starts <= call.world.clock.now() and not started:
        raise Refused(50035, "scheduled_start_time: Cannot schedule event in the past.")
    if fields["scheduled_end_time"] and datetime.fromisoformat(fields["scheduled_end_time"]) <= starts:
        raise Refused(50035, "scheduled_end_time: Must be after the start")


@operation("PATCH", "/guilds/{guild_id}/scheduled-events/{guild_scheduled_event_id}")
def op_update_guild_scheduled_event(call: Call) -> Answer:
    """Change it, start it, end it, cancel it."""
    world, event = call.world, _event(call)
    _check_owner(call, event)
    if event.status not in NEXT:
        raise Refused(180000)
    sent: dict[str, Any] = _changed(call)
    sent = {key: value for key, value in sent.items() if not (key == "status" and value is None)}
    fields = event.fields | sent
    if fields["status"] not in NEXT[event.status]:
        raise Refused(50035, f"status: cannot go from {event.status} to {fields['status']}")
    _check_place(call, event.guild, fields, 0)
    _check_times(call, fields, started="scheduled_start_time" not in sent)
    event.fields = fields
    world.audit(event.guild, changes.EVENT_UPDATED, event.id, call.reason)
    announcements.of_event(world, "GUILD_SCHEDULED_EVENT_UPDATE", event)
    world.record(call.operation, event.id, name=fields["name"], content=fields["description"] or "")
    return 200, payloads.event(event)


def _check_owner(call: Call, event: ScheduledEvent) -> None:
    own = event.creator is call.world.bot
    granted = on_server(event.guild, call.world.bot)
    if not granted & Permission.MANAGE_EVENTS and not (own and granted & Permission.CREATE_EVENTS):
        raise Refused(50013)


@operation("DELETE", "/guilds/{guild_id}/scheduled-events/{guild_scheduled_event_id}")
def op_delete_guild_scheduled_event(call: Call) -> Answer:
    """Take it away."""
    world, event = call.world, _event(call)
    _check_owner(call, event)
    del event.guild.events[event.id]
    world.audit(event.guild, changes.EVENT_DELETED, event.id, call.reason)
    announcements.of_event(world, "GUILD_SCHEDULED_EVENT_DELETE", event)
    world.record(call.operation, event.id, name=event.fields["name"])
    return 204, None

"""What a sync shows: what came since a place, at most so much of it, the whole state where it is asked for."""

from bisect import bisect_right
from collections.abc import Iterable
from typing import Any

from tests.fakes.matrix.world import JSON, Device, Place, Room, User, World

PAGE = 10
"""Events of one room in one answer, unless the filter asks for more; as Synapse has it."""
MOST = 100


def token(place: Place) -> str:
    """A place as clients keep it."""
    return f"s{place}"


def place_of(text: str | None) -> Place:
    """The place behind a token; 0 for none."""
    return int(text[1:]) if text else 0


def synced(world: World, device: Device, since: Place, *, full_state: bool, limit: int) -> JSON | None:
    """The answer to a sync, or None where nothing came."""
    device.inbox = [one for one in device.inbox if one[0] > since]
    user = device.user
    rooms = _rooms(world, user, since, full_state, device, limit)
    changed = _changed(world, user, since)
    if since and not full_state and not device.inbox and not rooms and not changed:
        return None
    return {
        "next_batch": token(world.place),
        "rooms": rooms,
        "to_device": {"events": [event for _, event in device.inbox]},
        "device_lists": {"changed": changed, "left": []},
    } | counted(device)


def counted(device: Device) -> JSON:
    """How many keys of a device are left: a part of every answer to a sync."""
    return {
        "device_one_time_keys_count": {"signed_curve25519": len(device.one_time)},
        "device_unused_fallback_key_types": list(device.unused_fallback),
    }


def shown(world: World, events: Iterable[JSON], device: Device) -> list[JSON]:
    """Events as one device sees them: its own carry their transaction's id."""
    return [_shown(world, event, device) for event in events]


def _shown(world: World, event: JSON, device: Device) -> JSON:
    sent = world.transactions.get(event["event_id"])
    if sent is None or sent[0] is not device:
        return event
    return event | {"unsigned": event.get("unsigned", {}) | {"transaction_id": sent[1]}}


def _rooms(world: World, user: User, since: Place, full_state: bool, device: Device, limit: int) -> JSON:
    join: JSON = {}
    invite: JSON = {}
    leave: JSON = {}
    news = world.stream[bisect_right(world.stream, (since, "\U0010ffff")) :]
    touched: Any = dict.fromkeys(room for _, room in news)
    if full_state or not since:
        touched |= dict.fromkeys(user.rooms)
    for room_id in touched:
        room = world.rooms[room_id]
        if room_id in user.rooms:
            join[room_id] = _joined(world, room, device, since, full_state, limit)
            continue
        membership = room.membership(user.id)
        last = room.state.get(("m.room.member", user.id))
        if membership == "invite" and last in room.after(since):
            state = [{k: v for k, v in one.items() if k != "event_id"} for one in room.state.values()]
            invite[room_id] = {"invite_state": {"events": state}}
        elif membership in ("leave", "ban") and since and last in room.after(since):
            leave[room_id] = {"timeline": {"events": [last], "limited": False}, "state": {"events": []}}
    found = {"join": join, "invite": invite, "leave": leave}
    return {name: part for name, part in found.items() if part}


def _joined(world: World, room: Room, device: Device, since: Place, full_state: bool, limit: int) -> JSON:
    events = room.after(since)
    is_new = not since or _is_newcomer(room, device.user.id, events)
    if is_new:
        events = room.events
    timeline: JSON = {"events": shown(world, events[-limit:], device), "limited": len(events) > limit}
    start = len(room.events) - min(len(events), limit)
    timeline["prev_batch"] = token(room.places[start] - 1 if start < len(room.places) else world.place)
    state: list[JSON] = []
    if full_state or is_new:
        state = list(room.state.values())
    elif timeline["limited"]:
        state = [event for event in events[:-limit] if "state_key" in event]
    return {"timeline": timeline, "state": {"events": state}, "account_data": {"events": []}}


def _is_newcomer(room: Room, user: str, events: list[JSON]) -> bool:
    return any(event["type"] == "m.room.member" and event.get("state_key") == user for event in events)


def _changed(world: World, user: User, since: Place) -> list[str]:
    if not since or not world.changed_devices or world.changed_devices[-1][0] <= since:
        return []
    news = {name for place, name in world.changed_devices if place > since}
    return [name for name in news if name == user.id or world.users[name].rooms & user.rooms]

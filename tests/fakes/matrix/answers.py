"""The answers of the homeserver of the tests to everything but syncs, sends and keys."""

from bisect import bisect_right
from typing import Any

from aiohttp import web

from tests.fakes.matrix.syncing import place_of, shown, token
from tests.fakes.matrix.world import JSON, Device, Room, User, World


class Refused(Exception):
    """An answer that is no success."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status = status
        self.code = code


class Answers:
    """Accounts, rooms, state, history, messages to devices, media."""

    def __init__(self, world: World) -> None:
        self._world = world

    def plain(self, request: web.BaseRequest, device: Device | None, what: list[str], body: JSON) -> Any:
        """The answer to a request by the parts of its path. Raises Refused."""
        method = request.method
        match what:
            case ["versions"]:
                return {"versions": ["v1.1", "v1.11", "v1.18"], "unstable_features": {}}
            case ["login"]:
                return self._login(body) if method == "POST" else {"flows": [{"type": "m.login.password"}]}
            case ["capabilities"]:
                return {"capabilities": {}}
            case ["profile", user, *_]:
                return {"displayname": user[1:].partition(":")[0]}
            case ["directory", "room", alias]:
                return {"room_id": self._aliased(alias), "servers": [self._world.name]}
        if device is None:
            raise Refused(401, "M_MISSING_TOKEN")
        match what:
            case ["account", "whoami"]:
                return {"user_id": device.user.id, "device_id": device.id}
            case ["logout"]:
                return self._logout(device)
            case ["createRoom"]:
                return self._create(device.user, body)
            case ["join", room]:
                return self._member(device.user.id, self._room(room), device.user.id, "join")
            case ["joined_rooms"]:
                return {"joined_rooms": sorted(device.user.rooms)}
            case ["sendToDevice", kind, _]:
                return self._to_device(device.user, kind, body)
            case ["user", _, "account_data", kind]:
                return self._account_data(device.user, method, kind, body)
            case ["user", _, "filter"]:
                return {"filter_id": "0"}
            case ["rooms", room, *rest]:
                return self._in_room(request, device, self._room(room), rest, body)
            case ["devices" | "pushrules" | "presence", *_]:
                return {"devices": []}
        raise Refused(404, "M_UNRECOGNIZED")

    def media(self, method: str, parts: list[str], data: bytes) -> JSON | bytes:
        """An upload or a download."""
        if method == "POST":
            address = f"mxc://{self._world.name}/{len(self._world.media)}"
            self._world.media[address.rpartition("/")[2]] = data
            return {"content_uri": address}
        return self._world.media[parts[-1]]

    def _login(self, body: JSON) -> JSON:
        name = str(body.get("identifier", {}).get("user") or body.get("user"))
        user = self._world.user(name.removeprefix("@").partition(":")[0])
        device = self._world.login(user, str(body.get("device_id") or ""))
        return {"user_id": user.id, "device_id": device.id, "access_token": device.token}

    def _logout(self, device: Device) -> JSON:
        self._world.tokens.pop(device.token, None)
        device.user.devices.pop(device.id, None)
        return {}

    def _aliased(self, alias: str) -> str:
        if alias not in self._world.aliases:
            raise Refused(404, "M_NOT_FOUND")
        return self._world.aliases[alias]

    def _room(self, name: str) -> Room:
        room = self._world.rooms.get(self._world.aliases.get(name, name))
        if room is None:
            raise Refused(404, "M_NOT_FOUND")
        return room

    def _create(self, user: User, body: JSON) -> JSON:
        room = self._world.room(user.id, name=str(body.get("name") or ""))
        if body.get("room_alias_name"):
            self._world.aliases[f"#{body['room_alias_name']}:{self._world.name}"] = room.id
        room.state[("m.room.create", "")]["content"] |= body.get("creation_content") or {}
        room.state[("m.room.power_levels", "")]["content"] |= body.get("power_level_content_override") or {}
        for one in body.get("initial_state") or []:
            self._world.put(room, user.id, one["type"], one["content"], state_key=one.get("state_key", ""))
        for guest in body.get("invite") or []:
            self._member(user.id, room, guest, "invite")
        return {"room_id": room.id}

    def _member(self, sender: str, room: Room, user: str, membership: str) -> JSON:
        if room.membership(user) != membership:
            self._world.put(room, sender, "m.room.member", {"membership": membership}, state_key=user)
        return {"room_id": room.id}

    def _to_device(self, sender: User, kind: str, body: JSON) -> JSON:
        for user, devices in body["messages"].items():
            for device_id, content in devices.items():
                self._world.send_to_device(user, device_id, sender.id, kind, content)
        return {}

    def _account_data(self, user: User, method: str, kind: str, body: JSON) -> JSON:
        if method == "PUT":
            user.account_data[kind] = body
            return {}
        if kind not in user.account_data:
            raise Refused(404, "M_NOT_FOUND")
        found: JSON = user.account_data[kind]
        return found

    def _in_room(self, request: web.BaseRequest, device: Device, room: Room, what: list[str], body: JSON) -> Any:
        me = device.user.id
        match what:
            case ["messages"]:
                return self._history(room, device, dict(request.query))
            case ["event", event_id]:
                found = self._world.events.get(event_id)
                if found is None:
                    raise Refused(404, "M_NOT_FOUND")
                return shown(self._world, [found[1]], device)[0] | {"room_id": room.id}
            case ["state", *key]:
                return self._state(request.method, room, me, key, body)
            case ["joined_members"]:
                return {"joined": {user: {"display_name": None} for user in self._world.members(room)}}
            case ["members"]:
                return {"chunk": [event for (kind, _), event in room.state.items() if kind == "m.room.member"]}
            case ["join" | "leave" as step]:
                return self._member(me, room, me, step)
            case ["invite" | "kick" | "ban" as step]:
                membership = {"invite": "invite", "kick": "leave", "ban": "ban"}[step]
                return self._member(me, room, str(body["user_id"]), membership)
            case ["redact", event_id, _]:
                return self._redact(room, me, event_id)
            case ["typing" | "receipt" | "read_markers" | "forget", *_]:
                return {}
        raise Refused(404, "M_UNRECOGNIZED")

    def _state(self, method: str, room: Room, sender: str, key: list[str], body: JSON) -> Any:
        if not key:
            if room.membership(sender) != "join":
                raise Refused(403, "M_FORBIDDEN")
            return [event | {"room_id": room.id} for event in room.state.values()]
        kind, state_key = key[0], key[1] if len(key) > 1 else ""
        if method == "PUT":
            return {"event_id": self._world.put(room, sender, kind, body, state_key=state_key)["event_id"]}
        if (kind, state_key) not in room.state:
            raise Refused(404, "M_NOT_FOUND")
        return room.state[(kind, state_key)]["content"]

    def _redact(self, room: Room, sender: str, event_id: str) -> JSON:
        redaction = self._world.put(room, sender, "m.room.redaction", {"redacts": event_id}, redacts=event_id)
        redacted = self._world.events[event_id][1]
        redacted["content"] = {}
        redacted["unsigned"] = {"redacted_because": redaction}
        return {"event_id": redaction["event_id"]}

    def _history(self, room: Room, device: Device, query: dict[str, str]) -> JSON:
        """Backwards from a place, or from the end, to another."""
        start, limit = place_of(query.get("from")) or self._world.place, int(query.get("limit", 10))
        oldest = place_of(query.get("to"))
        end = bisect_right(room.places, start)
        first = max(bisect_right(room.places, oldest), end - limit)
        events = shown(self._world, room.events[first:end], device)
        chunk = [event | {"room_id": room.id} for event in reversed(events)]
        answer: JSON = {"start": token(start), "chunk": chunk, "state": []}
        if chunk and first > 0:
            answer["end"] = token(room.places[first] - 1)
        return answer

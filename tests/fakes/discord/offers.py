"""What a client offers from the commands that were synced, and refuses to send: the honest half of a slash command."""

import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.discord import payloads, permissions
from tests.fakes.discord.nouns import Channel, Guild, Json, Place, Role, Upload, User
from tests.fakes.discord.permissions import Permission
from tests.fakes.discord.refused import CannotSend
from tests.fakes.discord.world import World

STRING, INTEGER, BOOLEAN, USER, CHANNEL, ROLE, MENTIONABLE, NUMBER, ATTACHMENT = range(3, 12)
MENU_USER, MENU_MESSAGE = 2, 3


@dataclass
class Filled:
    """Options as they are sent, with what they point at."""

    options: list[Json] = field(default_factory=list)
    resolved: dict[str, Json] = field(default_factory=dict)


def guild_of(place: Place) -> Guild | None:
    """The server that a place is on."""
    return place.guild if isinstance(place, Channel) else None


def offered(world: World, user: User, place: Place) -> list[Json]:
    """The commands that a client shows to this person in this place."""
    guild = guild_of(place)
    every = [*world.commands.get(None, {}).values(), *(world.commands.get(guild.id, {}).values() if guild else ())]
    if isinstance(place, Channel):
        if not permissions.may(place, user, Permission.USE_APPLICATION_COMMANDS):
            return []
        granted = permissions.within(place, user)
        return [each for each in every if _fits(each, 0) and _granted(each, granted)]
    return [each for each in every if _fits(each, 1)]


def _fits(command: Json, context: int) -> bool:
    contexts = command.get("contexts")
    return context in contexts if contexts is not None else context == 0 or command.get("dm_permission", True)


def _granted(command: Json, granted: int) -> bool:
    needed = command["default_member_permissions"]
    if needed is None or granted & Permission.ADMINISTRATOR:
        return True
    # "0" means: nobody but administrators.
    return int(needed) != 0 and granted & int(needed) == int(needed)


def find_slash(world: World, user: User, place: Place, path: str) -> tuple[Json, list[Json], list[Json]]:
    """A command by its words: the command, the groups on the way to it, and the options it takes."""
    words = path.removeprefix("/").split()
    command = next(
        (each for each in offered(world, user, place) if each["type"] == 1 and each["name"] == words[0]), None
    )
    if command is None:
        raise CannotSend(f"no command /{words[0]} is offered here to {user.name}")
    steps: list[Json] = []
    options: list[Json] = command.get("options", [])
    for word in words[1:]:
        step = next((each for each in options if each["name"] == word and each["type"] in (1, 2)), None)
        if step is None:
            raise CannotSend(f"/{path}: there is no {word!r}")
        steps.append(step)
        options = step.get("options", [])
    if any(each["type"] in (1, 2) for each in options):
        raise CannotSend(f"/{path} is a group: {', '.join(each['name'] for each in options)}")
    return command, steps, options


def find_menu(world: World, user: User, place: Place, name: str, kind: int) -> Json:
    """A command in the menu of a message or of a user."""
    for each in offered(world, user, place):
        if each["type"] == kind and each["name"] == name:
            return each
    raise CannotSend(f"the menu has no {name!r}")


def nest(steps: list[Json], options: list[Json]) -> list[Json]:
    """Options inside the groups that lead to their command."""
    for step in reversed(steps):
        options = [{"name": step["name"], "type": step["type"], "options": options}]
    return options


def fill(world: World, place: Place, specs: list[Json], values: Mapping[str, Any]) -> Filled:
    """Check values as a client does, and write them as they are sent.

    Raises CannotSend: unknown option, one missing, a choice that is not offered, out of range.
    """
    known = {spec["name"]: spec for spec in specs}
    if unknown := values.keys() - known.keys():
        raise CannotSend(f"unknown options: {', '.join(sorted(unknown))}")
    if missing := [name for name, spec in known.items() if spec.get("required") and name not in values]:
        raise CannotSend(f"missing: {', '.join(missing)}")
    filled = Filled()
    for name, value in values.items():
        if value is not None:
            sent = _value(world, place, known[name], value, filled)
            filled.options.append({"name": name, "type": known[name]["type"], "value": sent})
    return filled


def _value(world: World, place: Place, spec: Json, value: Any, filled: Filled) -> Any:
    kind, name = spec["type"], spec["name"]
    if kind in (STRING, INTEGER, NUMBER):
        return _plain(spec, value)
    if kind == BOOLEAN:
        if not isinstance(value, bool):
            raise CannotSend(f"{name}: {value!r} is neither true nor false")
        return value
    if kind == ATTACHMENT:
        return _attached(world, place, value, filled)
    return _pointed(place, spec, value, filled)


def _plain(spec: Json, value: Any) -> Any:
    name = spec["name"]
    wanted: dict[int, tuple[type, ...]] = {STRING: (str,), INTEGER: (int,), NUMBER: (int, float)}
    if choices := spec.get("choices"):
        for choice in choices:
            if value in (choice["value"], choice["name"], *(choice.get("name_localizations") or {}).values()):
                return choice["value"]
        raise CannotSend(f"{name}: {value!r} is not offered")
    if not isinstance(value, wanted[spec["type"]]) or isinstance(value, bool):
        raise CannotSend(f"{name}: {value!r} is of the wrong type")
    size = len(value) if isinstance(value, str) else value
    low, high = spec.get("min_length", spec.get("min_value")), spec.get("max_length", spec.get("max_value"))
    if (low is not None and size < low) or (high is not None and size > high):
        raise CannotSend(f"{name}: {value!r} is not between {low} and {high}")
    if isinstance(value, str) and not 1 <= len(value) <= 6000:
        raise CannotSend(f"{name}: between 1 and 6000 characters")
    return value


def _attached(world: World, place: Place, value: Any, filled: Filled) -> str:
    name, data = value
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    file = Upload(id=world.clock.new_id(), filename=name, data=data, content_type=kind)
    world.files[file.id] = data
    shown = payloads.upload(file, place, world.cdn, ephemeral=True)
    filled.resolved.setdefault("attachments", {})[str(file.id)] = shown
    return str(file.id)


def _pointed(place: Place, spec: Json, value: Any, filled: Filled) -> str:
    kind, guild = spec["type"], guild_of(place)
    if kind in (USER, MENTIONABLE) and isinstance(value, User):
        resolve_user(guild, value, filled.resolved)
    elif kind in (ROLE, MENTIONABLE) and isinstance(value, Role):
        filled.resolved.setdefault("roles", {})[str(value.id)] = payloads.role(value)
    elif kind == CHANNEL and isinstance(value, Channel):
        if spec.get("channel_types") and value.type not in spec["channel_types"]:
            raise CannotSend(f"{spec['name']}: not that kind of channel")
        shown = payloads.partial(value, value.guild.owner)
        filled.resolved.setdefault("channels", {})[str(value.id)] = shown
    else:
        raise CannotSend(f"{spec['name']}: {value!r} is of the wrong kind")
    return str(value.id)


def resolve_user(guild: Guild | None, user: User, resolved: dict[str, Json]) -> None:
    """Put a user, and their membership, beside the options."""
    resolved.setdefault("users", {})[str(user.id)] = payloads.user(user)
    if guild and (member := guild.members.get(user.id)):
        shown = payloads.member(member, with_user=False) | {"permissions": str(permissions.on_server(guild, user))}
        resolved.setdefault("members", {})[str(user.id)] = shown

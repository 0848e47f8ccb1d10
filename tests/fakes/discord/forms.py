"""Buttons, selects and forms, as a client handles them: found by name, checked, and sent with what was chosen."""

from collections.abc import Mapping, Sequence
from typing import Any

from tests.fakes.discord.nouns import Channel, Json, Message, Place, Role, User
from tests.fakes.discord.offers import Filled, guild_of, resolve_user
from tests.fakes.discord.payloads import partial, role
from tests.fakes.discord.refused import CannotSend
from tests.fakes.discord.rules import walk

BUTTON, TEXT_SELECT, TEXT_INPUT = 2, 3, 4
SELECTS = (3, 5, 6, 7, 8)
LINK = 5  # a button's style: it opens an address and asks the bot nothing


def find(message: Message, name: str, kinds: tuple[int, ...]) -> Json:
    """A component by its custom id or its label. Raises CannotSend where it is absent or disabled."""
    for each in walk(message.components):
        if each["type"] in kinds and name in (each.get("custom_id"), each.get("label"), each.get("placeholder")):
            if each.get("disabled"):
                raise CannotSend(f"{name!r} is disabled")
            if each.get("style") == LINK:
                raise CannotSend(f"{name!r} is a link: {each['url']}")
            return each
    raise CannotSend(f"there is no {name!r}")


def choose(place: Place, component: Json, values: Sequence[Any]) -> tuple[list[str], dict[str, Json]]:
    """What a select sends for these values (an option's value or label, or a user, role, channel)."""
    low, high = component.get("min_values", 1), component.get("max_values", 1)
    if not low <= len(values) <= high:
        raise CannotSend(f"between {low} and {high} may be chosen, not {len(values)}")
    if component["type"] != TEXT_SELECT:
        return _pointed(place, values)
    options = component["options"]
    sent = []
    for value in values:
        option = next((each for each in options if value in (each["value"], each["label"])), None)
        if option is None:
            raise CannotSend(f"{value!r} is not offered")
        sent.append(option["value"])
    return sent, {}


def _pointed(place: Place, values: Sequence[Any]) -> tuple[list[str], dict[str, Json]]:
    filled = Filled()
    for value in values:
        if isinstance(value, User):
            resolve_user(guild_of(place), value, filled.resolved)
        elif isinstance(value, Role):
            filled.resolved.setdefault("roles", {})[str(value.id)] = role(value)
        elif isinstance(value, Channel):
            filled.resolved.setdefault("channels", {})[str(value.id)] = partial(value, value.guild.owner)
        else:
            raise CannotSend(f"{value!r} cannot be chosen")
    return [str(value.id) for value in values], filled.resolved


def submit(place: Place, modal: Json, values: Mapping[str, Any]) -> tuple[list[Json], dict[str, Json]]:
    """What a form sends. `values`: by custom id or label. Raises CannotSend for what the client would not take."""
    inputs = [each for each in walk(modal["components"]) if each.get("custom_id")]
    labels = {row["component"]["custom_id"]: row["label"] for row in modal["components"] if row["type"] == 18}
    known = {each["custom_id"] for each in inputs} | set(labels.values()) | {each.get("label") for each in inputs}
    if unknown := set(values) - known:
        raise CannotSend(f"the form does not ask for {', '.join(sorted(unknown))}")
    resolved: dict[str, Json] = {}

    def answered(component: Json) -> Json:
        names = (component["custom_id"], labels.get(component["custom_id"]), component.get("label"))
        given = next((values[name] for name in names if name and name in values), None)
        return _answer(place, component, given, resolved)

    return [_row(each, answered) for each in modal["components"]], resolved


def _row(row: Json, answered: Any) -> Json:
    body = {"type": row["type"], "id": row.get("id") or 0}
    if row["type"] == 1:
        return body | {"components": [answered(each) for each in row["components"]]}
    if row["type"] == 18:
        return body | {"component": answered(row["component"])}
    return body


def _answer(place: Place, component: Json, given: Any, resolved: dict[str, Json]) -> Json:
    body = {"type": component["type"], "id": component.get("id") or 0, "custom_id": component["custom_id"]}
    name, required = component["custom_id"], component.get("required", True)
    if component["type"] == TEXT_INPUT:
        text = component.get("value") or "" if given is None else given
        low, high = component.get("min_length") or 0, component.get("max_length") or 4000
        if (required and not text) or (text and not low <= len(text) <= high):
            raise CannotSend(f"{name}: {len(text)} characters, not between {low or 1} and {high}")
        return body | {"value": text}
    if component["type"] in SELECTS:
        if not given and not required:
            return body | {"values": []}
        sent, pointed = choose(place, component, given or _preselected(component))
        for kind, found in pointed.items():
            resolved.setdefault(kind, {}).update(found)
        return body | {"values": sent}
    if component["type"] == 23:
        return body | {"value": bool(given)}
    if component["type"] == 21:
        return body | {"value": given}
    return body | {"values": list(given or [])}


def _preselected(component: Json) -> list[str]:
    return [each["value"] for each in component.get("options", []) if each.get("default")]

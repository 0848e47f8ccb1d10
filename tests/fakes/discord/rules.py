"""Discord's documented limits on what is sent, as the server itself keeps them."""

import re
from collections.abc import Iterator
from typing import Any

from tests.fakes.discord.nouns import COMPONENTS_V2, Json, Upload
from tests.fakes.discord.refused import Refused

CONTENT = 2000  # characters
EMBEDS = 6000  # characters over all embeds of a message
FILE = 10 * 1024 * 1024  # bytes of one message's files together, on a server without boosts
ROWS, IN_ROW, COMPONENTS = 5, 5, 40
REASON = 512
CHAT_INPUT, MENUS = 100, 15  # commands in one scope
COMMAND_TEXT = 8000  # characters of names, descriptions and values in one command
OPTIONS = CHOICES = 25
COMMAND_NAME = re.compile(r"^[-_'\w]{1,32}$")


def check_message(body: Json, files: dict[int, Upload], *, empty_allowed: bool = False) -> None:
    """Refuse a message that is too long, too full, or empty."""
    if len(body.get("content") or "") > CONTENT:
        raise Refused(50035, f"content: Must be {CONTENT} or fewer in length.")
    embeds = body.get("embeds") or []
    if len(embeds) > 10 or sum(map(embed_length, embeds)) > EMBEDS:
        raise Refused(50035, f"embeds: Embed size exceeds maximum size of {EMBEDS}")
    if sum(len(each.data) for each in files.values()) > FILE:
        raise Refused(40005)
    if len(files) > 10:
        raise Refused(50035, "files: at most 10")
    check_components(body)
    if not empty_allowed and not is_filled(body, files):
        raise Refused(50006)


def is_filled(body: Json, files: dict[int, Upload]) -> bool:
    """Whether there is anything to read in it."""
    return bool(
        (body.get("content") or "").strip()
        or any(body.get(key) for key in ("embeds", "components", "poll", "sticker_ids"))
        or files
    )


def embed_length(embed: Json) -> int:
    """What counts for the limit over all embeds: title, description, fields, footer, author."""
    fields = [part for each in embed.get("fields") or [] for part in (each.get("name"), each.get("value"))]
    footer, author = embed.get("footer") or {}, embed.get("author") or {}
    parts = [embed.get("title"), embed.get("description"), footer.get("text"), author.get("name"), *fields]
    return sum(len(part or "") for part in parts)


def check_components(body: Json) -> None:
    """Refuse too many components, two with one custom id, or words beside the second kind of layout."""
    top = body.get("components") or []
    every = list(walk(top))
    if (body.get("flags") or 0) & COMPONENTS_V2:
        if body.get("content") or body.get("embeds"):
            raise Refused(50035, "content: cannot be used with the IS_COMPONENTS_V2 flag")
        if len(every) > COMPONENTS:
            raise Refused(50035, f"components: at most {COMPONENTS}")
    elif len(top) > ROWS or any(each["type"] != 1 for each in top):
        raise Refused(50035, f"components: at most {ROWS} action rows")
    if any(each["type"] == 1 and len(each["components"]) > IN_ROW for each in every):
        raise Refused(50035, f"components: at most {IN_ROW} in a row")
    names = [each["custom_id"] for each in every if each.get("custom_id")]
    if len(names) != len(set(names)):
        raise Refused(50035, "components: Component custom id cannot be duplicated")
    if any(len(each.get("options") or []) > OPTIONS for each in every):
        raise Refused(50035, f"components: at most {OPTIONS} options")


def walk(components: list[Json]) -> Iterator[Json]:
    """Every component, however deep."""
    for each in components:
        yield each
        yield from walk(each.get("components") or [])
        for key in ("accessory", "component"):
            if each.get(key):
                yield from walk([each[key]])


def check_commands(commands: list[Json]) -> None:
    """Refuse a set of commands that Discord would not take."""
    kinds = [each.get("type") or 1 for each in commands]
    if kinds.count(1) > CHAT_INPUT or any(kinds.count(kind) > MENUS for kind in (2, 3)):
        raise Refused(30032)
    if len({(kind, each["name"]) for kind, each in zip(kinds, commands, strict=True)}) != len(commands):
        raise Refused(50035, "name: Application command names must be unique")
    for kind, each in zip(kinds, commands, strict=True):
        if kind == 1:
            _check_chat_input(each)
        elif each.get("description") or each.get("options"):
            raise Refused(50035, f"{each['name']}: a menu has no description and no options")


def _check_chat_input(command: Json) -> None:
    if command_length(command) > COMMAND_TEXT:
        raise Refused(50035, f"{command['name']}: Command exceeds maximum size ({COMMAND_TEXT})")
    _check_named(command)
    _check_options(command.get("options") or [], depth=0)


def _check_named(part: Json) -> None:
    names = [part["name"], *(part.get("name_localizations") or {}).values()]
    for name in names:
        if not COMMAND_NAME.match(name) or name != name.lower():
            raise Refused(50035, f"name: {name!r}: String value did not match validation regex.")
    words = [part.get("description") or "", *(part.get("description_localizations") or {}).values()]
    if any(not 1 <= len(each) <= 100 for each in words):
        raise Refused(50035, f"{part['name']}: description: Must be between 1 and 100 in length.")


def _check_options(options: list[Json], depth: int) -> None:
    if len(options) > OPTIONS:
        raise Refused(50035, f"options: Must be {OPTIONS} or fewer in length.")
    if len({each["name"] for each in options}) != len(options):
        raise Refused(50035, "options: Option names must be unique")
    demanded = [bool(each.get("required")) for each in options]
    if demanded != sorted(demanded, reverse=True):
        raise Refused(50035, "options: Required options must be placed before non-required options")
    for each in options:
        _check_named(each)
        _check_choices(each)
        if each["type"] in (1, 2):
            if depth >= 2 or (each["type"] == 2 and depth):
                raise Refused(50035, "options: nested too deep")
            _check_options(each.get("options") or [], depth + 1)


def _check_choices(option: Json) -> None:
    choices: list[Any] = option.get("choices") or []
    if len(choices) > CHOICES:
        raise Refused(50035, f"choices: Must be {CHOICES} or fewer in length.")
    if choices and option.get("autocomplete"):
        raise Refused(50035, "autocomplete: cannot be used with choices")
    if len({each["name"] for each in choices}) != len(choices):
        raise Refused(50035, "choices: Choice names must be unique")


def command_length(part: Json) -> int:
    """Characters that count for a command: the longest of each text's localisations, options and choices included."""
    names = [part["name"], *(part.get("name_localizations") or {}).values()]
    words = [part.get("description") or "", *(part.get("description_localizations") or {}).values()]
    choices = sum(len(str(each["value"])) + len(each["name"]) for each in part.get("choices") or [])
    below = sum(command_length(each) for each in part.get("options") or [])
    return max(map(len, names)) + max(map(len, words)) + choices + below

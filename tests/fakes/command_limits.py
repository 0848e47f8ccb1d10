"""Discord's documented limits on application commands, which the description knows only in part."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from unicodedata import category, name

CHAT, USER, MESSAGE = 1, 2, 3
SUBCOMMAND, GROUP, STRING = 1, 2, 3
COMMANDS = {CHAT: 100, USER: 15, MESSAGE: 15}
"""How many commands of each type an application has."""
OPTIONS = 25
TOGETHER = 8000
"""Characters of one command: names, descriptions and values, each in its longest language."""
NAME, DESCRIPTION, VALUE = 32, 100, 100


def catalogue_errors(commands: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """List what Discord refuses in all commands of an application together, and in each."""
    kinds = Counter(command.get("type") or CHAT for command in commands)
    for kind, most in COMMANDS.items():
        if kinds[kind] > most:
            yield f"more than {most} commands of type {kind}"
    for kind in kinds:
        same = [command for command in commands if (command.get("type") or CHAT) == kind]
        yield from _repeated(same, f"type {kind}")
    for command in commands:
        yield from command_errors(command)


def command_errors(command: Mapping[str, Any]) -> Iterator[str]:
    """List what Discord refuses in one command."""
    where = str(command.get("name"))
    if (command.get("type") or CHAT) != CHAT:
        if command.get("description") or command.get("options"):
            yield f"{where}: a menu command has neither description nor options"
        if any(not 1 <= len(text) <= NAME for text in _texts(command, "name")):
            yield f"{where}: name not of 1 to {NAME} characters"
        return
    yield from _named_errors(command, where)
    yield from _option_errors(command.get("options") or (), where, depth=0)
    if (length := text_length(command)) > TOGETHER:
        yield f"{where}: {length} characters, more than {TOGETHER}"


def text_length(node: Mapping[str, Any]) -> int:
    """Count a command's characters as Discord does: of each field the longest of its languages, values as they are."""
    own = sum(max(map(len, _texts(node, key)), default=0) for key in ("name", "description"))
    value = node.get("value")
    inside = sum(text_length(each) for key in ("options", "choices") for each in node.get(key) or ())
    return own + (len(value) if isinstance(value, str) else 0) + inside


def is_name(text: str) -> bool:
    r"""Say whether `text` fits Discord's ^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$ and is lower case.

    Python's expressions know neither categories nor scripts, so the character's own name tells its script.
    """
    fits = all(
        character in "-_'" or category(character)[0] in "LN" or re.match("DEVANAGARI|THAI", name(character, ""))
        for character in text
    )
    return fits and 1 <= len(text) <= NAME and text == text.lower()


def _named_errors(node: Mapping[str, Any], where: str) -> Iterator[str]:
    for text in _texts(node, "name"):
        if not is_name(text):
            yield f"{where}: {text!r} is no name: lower case letters, digits, - _ ', at most {NAME}"
    if any(not 1 <= len(text) <= DESCRIPTION for text in _texts(node, "description") or [""]):
        yield f"{where}: description not of 1 to {DESCRIPTION} characters"


def _option_errors(options: Sequence[Mapping[str, Any]], where: str, *, depth: int) -> Iterator[str]:
    if len(options) > OPTIONS:
        yield f"{where}: more than {OPTIONS} options"
    yield from _repeated(options, where)
    branches = [option.get("type") in (SUBCOMMAND, GROUP) for option in options]
    if any(branches) and not all(branches):
        yield f"{where}: subcommands and options side by side"
    needed = [bool(option.get("required")) for option in options]
    if needed != sorted(needed, reverse=True):
        yield f"{where}: a required option after an optional one"
    for option in options:
        inner = f"{where} {option.get('name')}"
        yield from _named_errors(option, inner)
        yield from _choice_errors(option, inner)
        if option.get("type") == GROUP and depth > 0:
            yield f"{inner}: a group inside another"
        yield from _option_errors(option.get("options") or (), inner, depth=depth + 1)


def _choice_errors(option: Mapping[str, Any], where: str) -> Iterator[str]:
    choices = option.get("choices") or ()
    if len(choices) > OPTIONS:
        yield f"{where}: more than {OPTIONS} choices"
    if choices and option.get("autocomplete"):
        yield f"{where}: choices and autocomplete exclude each other"
    yield from _repeated(choices, where)
    for choice in choices:
        if any(not 1 <= len(text) <= VALUE for text in _texts(choice, "name")):
            yield f"{where}: a choice's name is not of 1 to {VALUE} characters"
        if isinstance(choice.get("value"), str) and len(choice["value"]) > VALUE:
            yield f"{where}: a choice's value is longer than {VALUE} characters"


def _repeated(nodes: Sequence[Mapping[str, Any]], where: str) -> Iterator[str]:
    """A name is given once among its siblings, in each language."""
    languages = {language for node in nodes for language in node.get("name_localizations") or ()}
    for language in (None, *sorted(languages)):
        shown = Counter((node.get("name_localizations") or {}).get(language, node.get("name")) for node in nodes)
        for text, times in shown.items():
            if times > 1:
                yield f"{where}: {text!r} is given {times} times"


def _texts(node: Mapping[str, Any], key: str) -> list[str]:
    """Give a field in each of its languages."""
    own = [node[key]] if isinstance(node.get(key), str) else []
    return [*own, *(node.get(f"{key}_localizations") or {}).values()]

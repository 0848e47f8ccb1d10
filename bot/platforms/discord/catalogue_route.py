"""The way back: from the names that Discord sends to a spec's path, and to values as a person would have typed them.

The words are the lexicon's own, so there is no second table that could say something else.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from commands.engine.heard import Enclosed
from commands.engine.lexicon import CommandPath, Lexicon
from commands.engine.spec import GROUP, Spec
from commands.engine.tokens import fold
from commands.engine.words import Answer

SUBCOMMAND, SUBCOMMAND_GROUP, ATTACHMENT = 1, 2, 11


@dataclass(frozen=True, slots=True, kw_only=True)
class Focus:
    """The option that is being typed: which one of which command, what stands in it, and what the others hold."""

    path: CommandPath
    option: str
    text: str = field(repr=False)
    values: Mapping[str, str] = field(repr=False)


def route(
    data: Mapping[str, Any], specs: Mapping[CommandPath, Spec], lexicon: Lexicon
) -> tuple[CommandPath, Mapping[str, str]]:
    """Give the path of an interaction's `data` and its values by option; the group's stands under GROUP.

    What we don't have (any more) keeps the name that Discord gives it: whoever takes the path finds nothing there.
    """
    path, options = _found(data, specs, lexicon)
    return path, {name: _typed(each["value"]) for name, each in options.items() if each["type"] != ATTACHMENT}


def attached(data: Mapping[str, Any]) -> Enclosed | None:
    """The file that was chosen in a form; no command of ours takes more than one."""
    for file in data.get("resolved", {}).get("attachments", {}).values():
        return Enclosed(
            name=file["filename"], size=file["size"], media_type=file.get("content_type") or "", handle=file["url"]
        )
    return None


def focus(data: Mapping[str, Any], specs: Mapping[CommandPath, Spec], lexicon: Lexicon) -> Focus | None:
    """Give what an autocompletion is about; None where nothing is being typed."""
    path, options = _found(data, specs, lexicon)
    typed = next((name for name, each in options.items() if each.get("focused")), None)
    if typed is None:
        return None
    values = {name: _typed(each["value"]) for name, each in options.items() if name != typed}
    return Focus(path=path, option=typed, text=_typed(options[typed]["value"]), values=values)


def _found(
    data: Mapping[str, Any], specs: Mapping[CommandPath, Spec], lexicon: Lexicon
) -> tuple[CommandPath, Mapping[str, Mapping[str, Any]]]:
    names, options = _unfolded(data)
    path = _path(names, lexicon)
    spec = specs.get(path)
    known = {*(option.name for option in spec.options), *((GROUP,) if spec.group else ())} if spec else set()
    words = {word: name for word, name in lexicon.option_names(path).items() if name in known}
    return path, {words.get(fold(each["name"]), each["name"]): each for each in options}


def _unfolded(data: Mapping[str, Any]) -> tuple[tuple[str, ...], Sequence[Mapping[str, Any]]]:
    """The topic and the verb, without the group between them, and the options that hold values."""
    names = [data["name"]]
    options: Sequence[Mapping[str, Any]] = data.get("options") or ()
    while options and options[0]["type"] in (SUBCOMMAND, SUBCOMMAND_GROUP):
        names = [names[0], options[0]["name"]]
        options = options[0].get("options") or ()
    return tuple(names), options


def _path(names: tuple[str, ...], lexicon: Lexicon) -> CommandPath:
    """The path that these names mean; a hyphen may stand for a space, or for itself."""
    for words in (names, tuple(word for name in names for word in name.split("-"))):
        found = lexicon.path_of(words)
        if found is not None and found[1] == len(words):
            return found[0]
    return names


def _typed(value: str | int | float | bool) -> str:
    if isinstance(value, bool):
        return Answer.YES.value if value else Answer.NO.value
    return str(value)

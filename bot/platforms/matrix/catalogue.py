"""The commands as Matrix clients can show them, and what such a client's structured calls say (MSC4391, unstable).

MSC4391 wants one state event for each command, in clear, in each room. For all of our commands that would be some
130 events and 100 kB in every room: every member's client loads them, the bot reads them before each confidential
post, and at Synapse's own limit (0.2 events a second, shared with all that the bot says) one room would take eleven
minutes. So there is one event for each *topic*: `/meeting`, with the verbs to choose from and the rest as it would be
typed. A call that names a whole command ("meeting schedule", with its options by name) is understood all the same.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, TypeAlias

from bot.dialect import MarkdownDialect
from bot.phrasebook import Phrasebook
from commands.engine.heard import Call
from commands.engine.lexicon import SOURCE_LOCALE, Lexicon
from commands.engine.options import Option
from commands.engine.spec import GROUP, Spec
from commands.engine.tokens import fold
from storage.message import say

DESCRIPTION = "org.matrix.msc4391.command_description"
COMMAND = "org.matrix.msc4391.command"
VERB, REST = "verb", "words"
"""The parameters of a topic."""

LONGEST_COMMAND = 100
LONGEST_VALUE = 20_000
MOST_ARGUMENTS = 40
MOST_ITEMS = 100

Said: TypeAlias = Call | str
"""A command with its options by name, or the words that mean it."""

_YES, _NO = "yes", "no"  # understood in every language


class Catalogue:
    """All commands: their descriptions, and the reading of calls."""

    def __init__(self, specs: Mapping[tuple[str, ...], Spec], lexicon: Lexicon, phrases: Phrasebook) -> None:
        self._specs = specs
        self._lexicon = lexicon
        self._phrases = phrases
        others = [locale for locale in phrases.locales if locale != SOURCE_LOCALE]
        self._locales = (SOURCE_LOCALE, *others)

    def descriptions(self) -> Sequence[Mapping[str, Any]]:
        """The contents of the state events. Names, verbs and general descriptions: everybody may read them."""
        topics = groupby(self._specs.values(), key=lambda spec: spec.path[0])
        return [self._description(topic, list(group)) for topic, group in topics]

    def understood(self, block: object) -> Said | None:
        """What a call says; None for what is malformed or no command of ours. Never raises for what is in it."""
        if not isinstance(block, Mapping) or not isinstance(command := block.get("command"), str):
            return None
        given = block.get("arguments", {})
        if len(command) > LONGEST_COMMAND or not isinstance(given, Mapping) or len(given) > MOST_ARGUMENTS:
            return None
        values = {name: _typed(value) for name, value in given.items() if value is not None}
        if any(value is None or not isinstance(name, str) for name, value in values.items()):
            return None
        said = {name: value for name, value in values.items() if value}
        return self._read(command.split(), said)

    def _read(self, words: Sequence[str], said: Mapping[str, str]) -> Said | None:
        if (path := self._path(words)) is None:
            return None
        if path in self._specs:
            return self._call(self._specs[path], said)
        if said.keys() - {REST} != {VERB} or self._path([*words, *said[VERB].split()]) not in self._specs:
            return None
        return " ".join([*words, said[VERB], said.get(REST, "")]).strip()

    def _path(self, words: Sequence[str]) -> tuple[str, ...] | None:
        """The command or topic that these are the words of, all of them."""
        found = self._lexicon.path_of(words) if words else None
        return found[0] if found and found[1] == len(words) else None

    def _call(self, spec: Spec, said: Mapping[str, str]) -> Call | None:
        known = {option.name for option in spec.options} | ({GROUP} if spec.group else set())
        names = self._lexicon.option_names(spec.path)
        values = {name if name in known else names.get(fold(name), ""): value for name, value in said.items()}
        return Call(path=spec.path, values=values) if values.keys() <= known and len(values) == len(said) else None

    def _description(self, topic: str, specs: Sequence[Spec]) -> Mapping[str, Any]:
        if len(specs) == 1 and specs[0].path == (topic,):
            parameters = [_parameter(option) for option in specs[0].options]
            tail = next((option.name for option in specs[0].options if option.takes_rest), "")
            about = {locale: self._phrase(f"about-{topic}", locale) for locale in self._locales}
        else:
            parameters = [self._verb(specs), {"key": REST, "schema": _primitive("string"), "optional": True}]
            tail = REST
            about = {locale: " · ".join(self._verbs(specs, locale)) for locale in self._locales}
        content = {"command": self._topic(topic, SOURCE_LOCALE), "parameters": parameters, "description": _text(about)}
        aliases = sorted({self._topic(topic, locale) for locale in self._locales} - {content["command"]})
        # Both are mautrix-go's, which the clients that know such commands at all are made of or follow.
        extensions = {"aliases": aliases, "fi.mau.tail_parameter": tail}
        return content | {name: value for name, value in extensions.items() if value}

    def _verb(self, specs: Sequence[Spec]) -> Mapping[str, Any]:
        words = dict.fromkeys(word for locale in self._locales for word in self._verbs(specs, locale))
        variants = [{"schema_type": "literal", "value": word, "literal_type": "string"} for word in words]
        return {"key": VERB, "schema": {"schema_type": "union", "variants": variants}}

    def _verbs(self, specs: Sequence[Spec], locale: str) -> Iterator[str]:
        for spec in specs:
            topic = self._topic(spec.path[0], locale)
            yield self._lexicon.words_of(spec.path, locale).removeprefix(topic).strip()

    def _topic(self, topic: str, locale: str) -> str:
        return self._lexicon.words_of((topic,), locale)

    def _phrase(self, key: str, locale: str) -> str:
        return self._phrases.render(say(key), locale, MarkdownDialect())


def _parameter(option: Option) -> Mapping[str, Any]:
    kinds = {"int": "integer", "bool": "boolean"}
    schema = _primitive(kinds.get(option.kind, "string"))
    many = {"schema_type": "array", "items": schema}
    parameter = {"key": option.name, "schema": many if option.many else schema}
    return parameter if option.required else parameter | {"optional": True}


def _primitive(kind: str) -> Mapping[str, Any]:
    return {"schema_type": "primitive", "type": kind}


def _text(texts: Mapping[str, str]) -> Mapping[str, Any]:
    """A text in each language, the source language first: clients without MSC3554 take the first one."""
    [(_, first), *others] = texts.items()
    return {"m.text": [{"body": first}, *({"body": body, "lang": locale} for locale, body in others)]}


def _typed(value: object) -> str | None:
    """A value as a person would type it; None for what is none."""
    if isinstance(value, bool):
        return _YES if value else _NO
    if isinstance(value, int):
        return str(value) if abs(value) < 2**53 else None  # the integers of canonical JSON
    if isinstance(value, str):
        return value.strip() if len(value) <= LONGEST_VALUE else None
    if isinstance(value, Mapping):
        return _typed_reference(value)
    if isinstance(value, list) and len(value) <= MOST_ITEMS:
        items = [None if isinstance(one, list) else _typed(one) for one in value]
        return ", ".join(map(str, items)) if None not in items else None
    return None


def _typed_reference(value: Mapping[Any, Any]) -> str | None:
    """A room or an event, by its id."""
    field = {"room_id": "id", "event_id": "event_id"}.get(str(value.get("type")), "")
    found = value.get(field)
    return found if isinstance(found, str) and 0 < len(found) <= LONGEST_VALUE else None

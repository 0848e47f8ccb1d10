"""The library's schemas, checked in a tenth of the time.

matrix-nio checks each response and each event with jsonschema, which makes a new object of every part of a schema it
comes to: a third of what a sync response costs, and of a start with many rooms. Here a schema is made functions once.
They only ever say yes: what they don't let pass, or a schema with a word they don't know, goes to the library, so that
what is refused, and how, stays its own.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from nio import responses, schemas
from nio.crypto import olm_machine
from nio.events import misc

Check = Callable[[Any], bool]

_TYPES: Mapping[str, Check] = {
    "object": lambda thing: isinstance(thing, dict),
    "array": lambda thing: isinstance(thing, list),
    "string": lambda thing: isinstance(thing, str),
    "boolean": lambda thing: isinstance(thing, bool),
    "integer": lambda thing: isinstance(thing, int) and not isinstance(thing, bool),
    "number": lambda thing: isinstance(thing, int | float) and not isinstance(thing, bool),
    "null": lambda thing: thing is None,
}
_WITHOUT_MEANING = frozenset({"default", "const"})
"""A default belongs to the property; draft 4, which the library names, knows no `const`."""

_library: Callable[[Any, Any], None] = schemas.validate_json
_checks: dict[int, tuple[Any, Check]] = {}  # by the schema's identity, which is kept alive with it


def validate(instance: Any, schema: Any) -> None:
    """Do what the library does: fill in defaults, and raise its ValidationError where something is amiss."""
    known = _checks.get(id(schema))
    if known is None:
        known = _checks[id(schema)] = (schema, compiled(schema))
    if not known[1](instance):
        _library(instance, schema)


def install() -> None:
    """Have the library use it."""
    for module in (responses, misc, olm_machine):
        module.validate_json = validate  # type: ignore[attr-defined]  # it imports it without exporting it


def compiled(schema: Any) -> Check:
    """Whether something fits, defaults filled in on the way; always False for a schema with unknown words."""
    if not isinstance(schema, Mapping) or not schema.keys() <= _WORDS.keys() | _WITHOUT_MEANING:
        return _never
    checks = [_WORDS[word](value) for word, value in schema.items() if word in _WORDS]
    if len(checks) == 1:
        return checks[0]
    return lambda thing: all(check(thing) for check in checks)


def _never(thing: Any) -> bool:
    return False


def _type(wanted: Any) -> Check:
    names = [wanted] if isinstance(wanted, str) else wanted
    if not all(name in _TYPES for name in names):
        return _never
    if len(names) == 1:
        return _TYPES[names[0]]
    checks = [_TYPES[name] for name in names]
    return lambda thing: any(check(thing) for check in checks)


def _properties(properties: Mapping[str, Any]) -> Check:
    defaults = [(name, part["default"]) for name, part in properties.items() if "default" in part]
    checks = [(name, compiled(part)) for name, part in properties.items()]

    def check(thing: Any) -> bool:
        if not isinstance(thing, dict):
            return False
        for name, value in defaults:
            thing.setdefault(name, value)
        return all(fits(thing[name]) for name, fits in checks if name in thing)

    return check


def _pattern_properties(patterns: Mapping[str, Any]) -> Check:
    checks = [(re.compile(pattern), compiled(part)) for pattern, part in patterns.items()]

    def check(thing: Any) -> bool:
        return isinstance(thing, dict) and all(
            fits(value) for pattern, fits in checks for name, value in thing.items() if pattern.search(name)
        )

    return check


def _required(names: Any) -> Check:
    wanted = frozenset(names)
    return lambda thing: isinstance(thing, dict) and wanted <= thing.keys()


def _items(part: Any) -> Check:
    fits = compiled(part)
    return lambda thing: isinstance(thing, list) and all(fits(one) for one in thing)


def _enum(values: Any) -> Check:
    words = frozenset(value for value in values if isinstance(value, str))
    return lambda thing: isinstance(thing, str) and thing in words


def _format(name: str) -> Check:
    return lambda thing: isinstance(thing, str) and schemas.Checker.conforms(thing, name)


def _minimum(least: float) -> Check:
    return lambda thing: _TYPES["number"](thing) and thing >= least


def _not(part: Mapping[str, Any]) -> Check:
    """Only what lacks something is judged: a check that says no may mean that it doesn't know."""
    if part.keys() != {"required"}:
        return _never
    names = frozenset(part["required"])
    return lambda thing: isinstance(thing, dict) and not names <= thing.keys()


_WORDS: Mapping[str, Callable[[Any], Check]] = {
    "type": _type,
    "properties": _properties,
    "patternProperties": _pattern_properties,
    "required": _required,
    "items": _items,
    "enum": _enum,
    "format": _format,
    "minimum": _minimum,
    "not": _not,
}

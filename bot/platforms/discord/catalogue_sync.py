"""Whether Discord has the commands that we have: a hash says when to send them, a comparison what differs.

Discord creates 200 commands a day for one application and no more (30034), so they are sent when the hash changes, not
at every start. Somebody may still have changed or removed them since: `check` compares.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

# What makes a command what it is; the rest (ids, versions, who may use it where) is Discord's or the server's own.
COMPARED = frozenset(
    {
        *("type", "name", "name_localizations", "description", "description_localizations", "options"),
        *("default_member_permissions", "contexts", "integration_types"),
        *("required", "choices", "value", "min_value", "max_value", "min_length", "max_length", "autocomplete"),
    }
)
ANY_ORDER = frozenset({"contexts", "integration_types"})
CHAT = 1
"""The type of a command that names none."""


def digest(payload: Sequence[Mapping[str, Any]]) -> str:
    """The SHA-256 of the payload, however its keys are ordered."""
    canonical = json.dumps(payload, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def drift(payload: Iterable[Mapping[str, Any]], fetched: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """The names of commands that are missing, changed or too many on Discord, in alphabetical order.

    `fetched` is the answer to `GET /applications/{id}/commands?with_localizations=true`; without that query Discord
    leaves the localisations out, and everything would seem to have changed.
    """
    ours, theirs = _by_name(payload), _by_name(fetched)
    return tuple(sorted({key[1] for key in ours | theirs if ours.get(key) != theirs.get(key)}))


def _by_name(commands: Iterable[Mapping[str, Any]]) -> dict[tuple[int, str], Any]:
    return {(command.get("type") or CHAT, command["name"]): _bare({"type": CHAT, **command}) for command in commands}


def _bare(node: Mapping[str, Any]) -> dict[str, Any]:
    """A command, option or choice in one form, whoever wrote it: without Discord's additions, defaults and nulls."""
    compared = {key: _one_form(key, value) for key, value in node.items() if key in COMPARED}
    return {key: value for key, value in compared.items() if value or type(value) is int}


def _one_form(key: str, value: Any) -> Any:
    if key == "default_member_permissions" and value is not None:
        return str(value)  # sent as a number, fetched as text
    if key in {"options", "choices"}:
        return [_bare(each) for each in value or ()]
    return sorted(value or ()) if key in ANY_ORDER else value

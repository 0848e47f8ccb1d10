"""Who besides the bot can let others read in a room, from its power levels (Matrix spec v1.18, "m.room.power_levels").

To invite, to put somebody out, and to change what decides who reads each need a level; whoever has the least of them
has power. Where the levels don't say, the specification's own defaults hold, which are open ones.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from storage.room import EVERYBODY

DECIDES = (
    "m.room.encryption",
    "m.room.guest_access",
    "m.room.history_visibility",
    "m.room.join_rules",
    "m.room.power_levels",
    "m.room.tombstone",
)
"""State events that decide who reads, now or next."""
OLD_VERSIONS = frozenset(str(number) for number in range(1, 12))
"""Room versions whose creator has no more power than the power levels say; from 12 on it is without end."""


def holders(
    levels: Mapping[str, Any] | None, create: Mapping[str, Any], creator: str, people: Iterable[str]
) -> frozenset[str]:
    """Those of `people` who have power; EVERYBODY alone where all of them have it.

    `levels` and `create` are the contents of m.room.power_levels (None: there are none) and m.room.create. Raises
    ValueError for levels that can't be understood.
    """
    said = {} if levels is None else levels
    users, events = _mapping(said.get("users", {})), _mapping(said.get("events", {}))
    default = _level(said.get("users_default", 0))
    state = _level(said.get("state_default", 0 if levels is None else 50))
    needed = min(
        _level(said.get("invite", 0)),
        _level(said.get("kick", 50)),
        _level(said.get("ban", 50)),
        *(_level(events[kind]) if kind in events else state for kind in DECIDES),
    )
    if default >= needed:
        return frozenset({EVERYBODY})
    above = _creators(create, creator)
    return frozenset(one for one in people if one in above or _level(users.get(one, default)) >= needed)


def _creators(create: Mapping[str, Any], creator: str) -> frozenset[str]:
    """Those whose power no level takes away."""
    if create.get("room_version", "1") in OLD_VERSIONS:
        return frozenset()
    others = create.get("additional_creators", [])
    if not isinstance(others, list):
        raise ValueError("additional_creators")
    return frozenset({creator, *(one for one in others if isinstance(one, str))})


def _mapping(value: Any) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise ValueError("no mapping")
    return value


def _level(value: Any) -> int:
    """A level; old room versions allow it as text. Raises ValueError."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise ValueError("no level")
    return int(value)

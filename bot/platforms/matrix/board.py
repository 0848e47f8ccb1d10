"""Putting up the commands' descriptions: as state events, in every room where the bot may set state, once.

A room of ours has them from its creation on (`events`). Any other one is compared whenever its state is read anyway:
at start, when it is bound, when it changes. What is missing goes up in the background, slowly, and nobody waits for it.
"""

import asyncio
import base64
import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import structlog

from bot.platform import Fatal, Later, Never
from bot.platforms.matrix.catalogue import DESCRIPTION
from bot.platforms.matrix.power import OLD_VERSIONS
from bot.platforms.matrix.wire import Wire, path

log = structlog.get_logger()

PAUSE = 10.0
"""Seconds between two of them: half of Synapse's own limit for events, so that what is said to people comes first."""
LONGEST_PAUSE = 600.0


class Board:
    """One account's descriptions."""

    def __init__(self, wire: Wire, account: str, descriptions: Sequence[Mapping[str, Any]]) -> None:
        self._wire = wire
        self._account = account
        self._wanted = {state_key(str(one["command"]), account): one for one in descriptions}
        self._due: dict[str, dict[str, Mapping[str, Any]]] = {}
        self._refused: set[str] = set()
        self._has_due = asyncio.Event()

    @property
    def events(self) -> list[dict[str, Any]]:
        """The state that a new room begins with; a creation is one request, however much state it brings."""
        return [{"type": DESCRIPTION, "state_key": key, "content": one} for key, one in self._wanted.items()]

    def compare(self, room: str, events: Sequence[Any]) -> None:
        """Note what is missing in a room, from its raw state. What we no longer have is emptied."""
        state = _by_key(events)
        self._due.pop(room, None)
        if not self._wanted or room in self._refused or not _may_describe(state, self._account):
            return
        ours = ((key, one) for (kind, key), one in state.items() if kind == DESCRIPTION and self._is_ours(one))
        there: dict[str, Mapping[str, Any]] = {key: one["content"] for key, one in ours}
        gone: dict[str, Mapping[str, Any]] = {key: {} for key in there.keys() - self._wanted if there[key]}
        due = {key: one for key, one in self._wanted.items() if there.get(key) != one} | gone
        if due:
            self._due[room] = due
            self._has_due.set()

    async def run(self) -> None:
        """Put up what is due until cancelled."""
        tries = 0
        while True:
            await self._has_due.wait()
            if not self._due:
                self._has_due.clear()
                continue
            try:
                await self._put_up_one()
                tries, pause = 0, PAUSE
            except Later as later:
                tries += 1
                log.warning("matrix.commands_wait", reason=str(later), tries=tries)
                pause = max(later.delay or 0, min(LONGEST_PAUSE, PAUSE * 2.0 ** min(tries, 10)))
            except Fatal:
                return  # the sync meets it as well, and that is where it counts
            await asyncio.sleep(pause)

    async def _put_up_one(self) -> None:
        """The next one of the next room; rooms take turns, for what is refused may be refused in one alone."""
        room, due = next(iter(self._due.items()))
        del self._due[room]
        key, content = next(iter(due.items()))
        try:
            await self._wire.call("PUT", path("rooms", room, "state", DESCRIPTION, key), content)
            del due[key]
        except Never as refusal:
            log.warning("matrix.commands_refused", room=room, reason=str(refusal))
            self._refused.add(room)  # until the next start
            due.clear()
        finally:
            if due:
                self._due.setdefault(room, due)  # unless the room was compared meanwhile, which knows better

    def _is_ours(self, event: Mapping[str, Any]) -> bool:
        return event.get("sender") == self._account


def state_key(command: str, account: str) -> str:
    """Padded base64 of the SHA-256 of the command and the account's id (MSC4391, "Invariants")."""
    return base64.b64encode(hashlib.sha256(f"{command}{account}".encode()).digest()).decode()


_State = dict[tuple[str, str], Mapping[str, Any]]


def _by_key(events: Sequence[Any]) -> _State:
    """State events by type and key, without those of a shape that no state has."""
    return {
        (str(event.get("type")), str(event.get("state_key"))): event
        for event in events
        if isinstance(event, Mapping) and isinstance(event.get("content"), Mapping)
    }


def _may_describe(state: _State, account: str) -> bool:
    """Whether the account is in the room, the room is one to talk in, and its power is enough for this state."""
    member, create = state.get(("m.room.member", account), {}), state.get(("m.room.create", ""), {})
    content = create.get("content", {})
    if member.get("content", {}).get("membership") != "join" or ("m.room.tombstone", "") in state:
        return False
    if not create or content.get("type") == "m.space":
        return False
    version = content.get("room_version", "1")
    if create.get("sender") == account and isinstance(version, str) and version not in OLD_VERSIONS:
        return True  # from version 12 on creators have infinite power, and stand in no list
    return _power(state.get(("m.room.power_levels", ""), {}).get("content", {}), account)


def _power(levels: Mapping[str, Any], account: str) -> bool:
    users, events = levels.get("users", {}), levels.get("events", {})
    if not isinstance(users, Mapping) or not isinstance(events, Mapping):
        return False
    has, needs = (
        users.get(account, levels.get("users_default", 0)),
        events.get(DESCRIPTION, levels.get("state_default", 50)),
    )
    return isinstance(has, int) and isinstance(needs, int) and has >= needs

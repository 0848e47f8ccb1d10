"""Messages whose key has not come yet. They wait on disk (as ciphertext): a restart must not lose them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import structlog
from nio import BadEvent, MegolmEvent, UnknownBadEvent

from bot.platforms.matrix import vault

log = structlog.get_logger()

MOST = 500
"""Messages kept; the oldest go first. A key that takes longer than that does not come."""


class Pending:
    """Undecryptable messages by room and key."""

    def __init__(self, file: Path) -> None:
        self._file = file
        kept = vault.read_json(file) or {"events": []}
        self._events: list[tuple[str, dict[str, Any]]] = [(room, source) for room, source in kept["events"]]

    def keep(self, room: str, event: MegolmEvent) -> None:
        """Keep one until its key comes."""
        if any(source["event_id"] == event.event_id for _, source in self._events):
            return
        log.info("matrix.key_missing", room=room, reference=event.event_id)
        self._events.append((room, dict(event.source)))
        self._events = self._events[-MOST:]
        try:
            self._write()
        except OSError as fault:  # a full disk: they wait in memory alone, and the stream goes on
            log.error("matrix.key_waiting_list_not_written", kind=type(fault).__name__)

    def take(self, room: str, session_id: str) -> list[MegolmEvent]:
        """The messages that wait for this key, oldest first; they wait no longer.

        The file is not touched: if they are not heard before a crash, the next start tries them again.
        """
        found = [source for place, source in self._events if _is_of(place, source, room, session_id)]
        if not found:
            return []
        self._events = [(place, source) for place, source in self._events if source not in found]
        events = (MegolmEvent.from_dict(source) for source in found)
        return [_placed(event, room) for event in events if not isinstance(event, BadEvent | UnknownBadEvent)]

    def sessions(self) -> list[tuple[str, str]]:
        """The rooms and keys that are waited for."""
        return [(room, str(source["content"]["session_id"])) for room, source in self._events]

    def _write(self) -> None:
        vault.write_json(self._file, {"events": self._events})


def _is_of(place: str, source: Mapping[str, Any], room: str, session_id: str) -> bool:
    return place == room and source.get("content", {}).get("session_id") == session_id


def _placed(event: MegolmEvent, room: str) -> MegolmEvent:
    event.room_id = room
    return event

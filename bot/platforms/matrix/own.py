"""Reading back what this device sent: an event of ours as the server has it, decrypted with our own key."""

from typing import Any

import structlog
from nio import EncryptionError, MegolmEvent

from bot.platforms.matrix.client import GuardedClient
from bot.platforms.matrix.faults import verdict
from bot.platforms.matrix.polls import Sent
from bot.platforms.matrix.wire import Wire, path

log = structlog.get_logger()


class Own:
    """The encrypted events of this very device. Raises Later, Never and Fatal."""

    def __init__(self, client: GuardedClient, wire: Wire) -> None:
        self._client = client
        self._wire = wire

    async def read(self, room: str, event: str) -> Sent | None:
        """One event; None where it is not ours, not there, taken back, in clear, or older than our keys."""
        status, source = await self._wire.ask("GET", path("rooms", room, "event", event))
        if status in (400, 403, 404):
            return None
        if status != 200:
            raise verdict(status, source)
        is_it = source.get("event_id") == event and source.get("sender") == self._client.user_id
        return self._decrypted(room, source) if is_it else None

    def _decrypted(self, room: str, source: dict[str, Any]) -> Sent | None:
        try:
            event = MegolmEvent.from_dict(source) if source.get("type") == "m.room.encrypted" else None
            if not isinstance(event, MegolmEvent) or not self._is_from_here(event):
                return None
            found = self._client.olm.decrypt_megolm_event(event, room).source
        except EncryptionError:
            return None
        except Exception as fault:  # noqa: BLE001 - a server may answer anything, and the parser raises anything
            log.warning("matrix.event_not_understood", room=room, kind=type(fault).__name__)
            return None
        content = found.get("content")
        return Sent(kind=str(found.get("type")), content=content) if isinstance(content, dict) else None

    def _is_from_here(self, event: MegolmEvent) -> bool:
        """A server can put our name on what somebody else encrypted; our key it has not."""
        return bool(event.sender_key == self._client.olm.account.identity_keys["curve25519"])

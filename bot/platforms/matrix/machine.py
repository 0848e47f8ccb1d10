"""The library's encryption machine, with what it forgets: indices, crash-safe key uploads, a fallback key."""

from contextlib import AbstractContextManager
from typing import Any, cast

from cachetools import LRUCache
from nio import BadEvent, EncryptionError, Event, MatrixRoom, MegolmEvent, UnknownBadEvent
from nio.crypto import Olm, OlmDevice

REMEMBERED = 20_000
"""Messages whose index is kept between decryption and hearing; far more than one sync response brings."""


class Machine(Olm):
    """Olm and Megolm for one device."""

    def __init__(self, user_id: str, device_id: str, store: Any) -> None:
        self.index_of: LRUCache[str, int] = LRUCache(REMEMBERED)
        super().__init__(user_id, device_id, store)

    def message_index_ok(self, message_index: int, event: MegolmEvent) -> bool:
        """Whether this index was not seen under another event; keeps it, for nobody else is told."""
        if not super().message_index_ok(message_index, event):
            return False
        self.index_of[event.event_id] = message_index
        return True

    def decrypt_megolm_event(
        self, event: MegolmEvent, room_id: str | None = None
    ) -> Event | BadEvent | UnknownBadEvent:
        """Decrypt, or raise EncryptionError; a payload that confuses the library's parser is undecryptable too."""
        try:
            return super().decrypt_megolm_event(event, room_id)
        except EncryptionError:
            raise
        except Exception as fault:
            raise EncryptionError(f"malformed payload: {type(fault).__name__}") from fault

    def at_once(self) -> AbstractContextManager[Any]:
        """What is written to the key store within waits for the disk once. Nothing may be awaited meanwhile."""
        return cast("AbstractContextManager[Any]", self.store.database.atomic())

    def _handle_key_claiming(self, response: Any) -> None:
        with self.at_once():
            super()._handle_key_claiming(response)  # type: ignore[no-untyped-call]

    def handle_key_verification(self, event: Any) -> None:
        """Do nothing: the library's answers fit no other client's; `bot.platforms.matrix.verification` gives ours."""

    def is_device_verified(self, device: OlmDevice) -> bool:
        """As the device itself says, which is kept in step; the library asks its database, at every message."""
        return bool(device.verified)

    def is_device_blacklisted(self, device: OlmDevice) -> bool:
        """As the device itself says."""
        return bool(device.blacklisted)

    def share_keys(self) -> dict[str, Any]:
        """One-time keys to upload, saved first: a crash in between uploads the same ones again."""
        content: dict[str, Any] = super().share_keys()
        self.save_account()
        return content

    def new_fallback_key(self) -> dict[str, Any]:
        """A signed fallback key, saved before it is shown: it answers when strangers have drained the one-time keys."""
        account: Any = self.account._account  # the type stubs know nothing of fallback keys
        account.generate_fallback_key()
        [(key_id, key)] = account.fallback_key.items()
        signed: dict[str, Any] = {"key": key.to_base64(), "fallback": True}
        signed["signatures"] = {self.user_id: {f"ed25519:{self.device_id}": self.sign_json(signed)}}
        self.save_account()
        return {f"signed_curve25519:{key_id}": signed}

    def fallback_key_uploaded(self) -> None:
        """The server has it."""
        self.account._account.mark_keys_as_published()
        self.save_account()

    def is_genuine(self, event: Event, room_id: str) -> bool:
        """Whether a decrypted event comes from a trusted device of its sender, first hand.

        Asked after the senders' keys were queried; the library's own flag is set before that and misses new devices.
        """
        if event.sender_key is None or event.session_id is None:
            return False
        session = self.inbound_group_store.get(room_id, event.sender_key, event.session_id)
        if session is None or session.forwarding_chain:
            return False
        return any(
            device.curve25519 == event.sender_key
            and device.ed25519 == session.ed25519
            and self.is_device_verified(device)
            for device in self.devices_of(event.sender)
        )

    def track(self, room: MatrixRoom) -> None:
        """Ask for the devices of everybody in the room who was never asked for."""
        Olm.update_tracked_users(self, room)

    def devices_of(self, user: str) -> list[OlmDevice]:
        """The known devices of somebody that were not deleted, our own one left out."""
        return [
            device
            for device in self.device_store.active_user_devices(user)
            if (device.user_id, device.id) != (self.user_id, self.device_id)
        ]

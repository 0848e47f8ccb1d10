"""What a device owes the server between two syncs: one-time keys, a fallback key, key queries, to-device messages."""

from typing import Any

import structlog
from nio import KeysUploadError, LocalProtocolError

from bot.platform import Later
from bot.platforms.matrix.client import GuardedClient
from bot.platforms.matrix.faults import outcomes
from bot.platforms.matrix.wire import Wire, path

log = structlog.get_logger()


class Upkeep:
    """The chores of one device. Raises Later and Fatal; everything is tried again after the next sync."""

    def __init__(self, client: GuardedClient, wire: Wire) -> None:
        self._client = client
        self._wire = wire

    async def publish(self) -> None:
        """Upload what the server lacks of our keys."""
        with outcomes():
            if self._client.should_upload_keys and isinstance(await self._client.keys_upload(), KeysUploadError):
                raise Later("key-upload")

    async def query(self) -> None:
        """Ask for the devices of people whose devices changed, so that they are judged before their messages count."""
        with outcomes():
            await self._client.keys_query()

    async def after(self, response: Any) -> None:
        """Everything that one sync response gives cause for."""
        olm = self._client.olm
        count = response.device_key_count.signed_curve25519
        if count is not None:
            olm.uploaded_key_count = count  # the library overlooks 0: its keys would stay drained
        if response.to_device_events:
            olm.save_account()  # a consumed one-time key must not come back after a crash
        await self.publish()
        await self._renew_fallback()
        await self.query()
        await self._open_sessions()
        with outcomes():
            await self._client.send_to_device_messages()

    async def _renew_fallback(self) -> None:
        unused = self._client.unused_fallback_keys
        if not isinstance(unused, list) or "signed_curve25519" in unused:
            return
        fallback = self._client.olm.new_fallback_key()
        await self._wire.call("POST", path("keys", "upload"), {"fallback_keys": fallback})
        self._client.olm.fallback_key_uploaded()

    async def _open_sessions(self) -> None:
        """Mend broken sessions with devices that asked for it."""
        if not self._client.should_claim_keys:
            return
        with outcomes():
            try:
                wanted = self._client.get_users_for_key_claiming()
            except LocalProtocolError:
                return  # settled meanwhile
            await self._client.keys_claim(wanted)

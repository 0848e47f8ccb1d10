"""Which devices of which people get keys and are believed: those their owner signed, under the identity first seen.

MSC4153: a device counts when a chain master key -> self-signing key -> device holds. The master key is pinned when
first seen (trust on first use); if another one turns up later, none of that person's devices counts until staff
approve it, because a homeserver can make such a "person" as easily as the person can.
"""

from collections.abc import Mapping
from typing import Any, Protocol

import structlog

from bot.platform import Later
from bot.platforms.matrix.client import GuardedClient
from bot.platforms.matrix.signatures import is_signed

log = structlog.get_logger()


class Pins(Protocol):
    """The master keys first seen, kept where no sync can change them."""

    async def load(self) -> Mapping[str, str]:
        """Every pinned master key by the external id of its owner."""

    async def pin(self, user: str, master_key: str) -> None:
        """Keep this key for this person, in place of an older one."""


class Trust:
    """Judges every answer to a key query. `held`: the people whose identity is not the pinned one, and the key seen."""

    def __init__(self, client: GuardedClient, pins: Pins) -> None:
        self._client = client
        self._pins = pins
        self._changed: list[str] = []
        self.held: dict[str, str] = {}
        self.own_master: str | None = None
        client.judge = self.judge

    async def judge(self, answer: Mapping[str, Any]) -> None:
        """Mark each device in an answer to /keys/query as trusted or not. Raises Later when the pins cannot be read."""
        users = _mapping(answer.get("device_keys"))
        try:
            await self._judge(users, answer, dict(await self._pins.load()))
        except Exception as fault:
            self._client.olm.users_for_key_query.update(users)
            raise Later("pins") from fault

    async def _judge(self, users: Mapping[str, Any], answer: Mapping[str, Any], pinned: dict[str, str]) -> None:
        signers = {user: await self._signer(user, answer, pinned) for user in users}
        olm = self._client.olm
        with olm.at_once():
            for user, signer in signers.items():
                for device in olm.devices_of(user):
                    keys = _mapping(users[user]).get(device.id)
                    is_good = signer is not None and _is_signed_device(keys, user, device, signer)
                    self._mark(device, is_good)

    async def approve(self, user: str) -> None:
        """Pin the identity seen last in place of the older one. Does nothing for people who are not held."""
        seen = self.held.pop(user, None)
        if seen is None:
            return
        await self._pins.pin(user, seen)
        self._client.olm.users_for_key_query.add(user)

    async def verified(self, user: str, master_key: str) -> None:
        """Somebody proved this identity to the operator: it is pinned, in place of whatever was, and counts again."""
        await self._pins.pin(user, master_key)
        self.held.pop(user, None)
        self._client.olm.users_for_key_query.add(user)

    def drain_changed(self) -> list[str]:
        """The people newly found with another identity since this was last asked."""
        changed, self._changed = self._changed, []
        return changed

    async def _signer(self, user: str, answer: Mapping[str, Any], pinned: dict[str, str]) -> str | None:
        """The self-signing key that counts for somebody now, or None."""
        identity = identity_of(user, answer)
        if identity is None:
            return None
        master, self_signing = identity
        if user == self._client.user_id:
            return self_signing if master == self.own_master else None
        known = pinned.get(user)
        if known is None:
            await self._pins.pin(user, master)
        elif known != master:
            self._hold(user, master)
            return None
        self.held.pop(user, None)
        return self_signing

    def _hold(self, user: str, master: str) -> None:
        if self.held.get(user) == master:
            return
        self.held[user] = master
        self._changed.append(user)
        log.warning("matrix.identity_changed", person=user)

    def _mark(self, device: Any, is_good: bool) -> None:
        olm = self._client.olm
        if is_good and not olm.is_device_verified(device):
            olm.unblacklist_device(device)
            olm.verify_device(device)
        if not is_good and not olm.is_device_blacklisted(device):
            olm.unverify_device(device)
            olm.blacklist_device(device)


def identity_of(user: str, answer: Mapping[str, Any]) -> tuple[str, str] | None:
    """Somebody's master and self-signing key in an answer to /keys/query, the second signed by the first; or None."""
    masters, signers = answer.get("master_keys"), answer.get("self_signing_keys")
    master = _only_key(_mapping(masters).get(user), user, "master")
    signer_object = _mapping(signers).get(user)
    signer = _only_key(signer_object, user, "self_signing")
    if master is None or signer is None or not is_signed(_mapping(signer_object), user, master):
        return None
    return master, signer


def _only_key(thing: object, user: str, usage: str) -> str | None:
    """The single key of a cross-signing object, if it is what it says (Matrix spec v1.18, "Cross-signing")."""
    fields = _mapping(thing)
    keys = _mapping(fields.get("keys"))
    if fields.get("user_id") != user or fields.get("usage") != [usage] or len(keys) != 1:
        return None
    [(key_id, key)] = keys.items()
    return key if isinstance(key, str) and key_id == f"ed25519:{key}" else None


def _is_signed_device(keys: object, user: str, device: Any, signer: str) -> bool:
    fields = _mapping(keys)
    named = _mapping(fields.get("keys"))
    return (
        fields.get("user_id") == user
        and fields.get("device_id") == device.id
        and named.get(f"ed25519:{device.id}") == device.ed25519
        and named.get(f"curve25519:{device.id}") == device.curve25519
        and is_signed(fields, user, signer)
    )


def _mapping(thing: object) -> Mapping[str, Any]:
    return thing if isinstance(thing, Mapping) else {}

"""The account's own signing identity: made once, kept, restored on another machine; each start it signs this device.

Since April 2026 strict clients neither write to nor read from a device its owner did not sign (MSC4153). An identity
that the server already has is never replaced: on servers with their own login pages only a person in a browser could
do that.
"""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import structlog
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bot.platform import Fatal
from bot.platforms.matrix import secret_storage, vault
from bot.platforms.matrix.faults import verdict
from bot.platforms.matrix.machine import Machine
from bot.platforms.matrix.signatures import decode, encode, is_signed, public, sign
from bot.platforms.matrix.trust import identity_of
from bot.platforms.matrix.wire import Wire, path

log = structlog.get_logger()

SECRETS: Mapping[str, str] = {
    "master": "m.cross_signing.master",
    "self_signing": "m.cross_signing.self_signing",
    "user_signing": "m.cross_signing.user_signing",
}
"""Each key's usage and the name of its secret (Matrix spec v1.18, "Cross-signing")."""


class Identity:
    """The three private keys of an account, made from 32-byte seeds."""

    def __init__(self, seeds: Mapping[str, bytes] | None = None) -> None:
        self.seeds = dict(seeds or {usage: os.urandom(32) for usage in SECRETS})
        self._keys = {usage: Ed25519PrivateKey.from_private_bytes(seed) for usage, seed in self.seeds.items()}

    @property
    def master(self) -> str:
        """The public master key: what others pin."""
        return public(self._keys["master"])

    def public_objects(self, user: str) -> dict[str, Any]:
        """The body of an upload to /keys/device_signing/upload."""
        objects: dict[str, Any] = {}
        for usage, key in self._keys.items():
            thing = {"user_id": user, "usage": [usage], "keys": {f"ed25519:{public(key)}": public(key)}}
            if usage != "master":
                sign(thing, user, self.master, self._keys["master"].sign)
            objects[f"{usage}_key"] = thing
        return objects

    def sign_device(self, device: dict[str, Any], user: str) -> None:
        """Sign device keys as their owner."""
        key = self._keys["self_signing"]
        sign(device, user, public(key), key.sign)


class CrossSigning:
    """The identity of one account and the files it is kept in."""

    def __init__(
        self, *, wire: Wire, machine: Machine, user: str, folder: Path, key: str, password: str | None
    ) -> None:
        self._wire = wire
        self._machine = machine
        self._user = user
        self._file = folder / "cross-signing.sealed"
        self._key = key
        self._password = password

    async def ensure(self, announce: Callable[[str], None], recovery_key: str | None = None) -> Identity | None:
        """The identity, made or restored if it has to be, with this device signed. None: it is lost and must be
        restored.

        A new one's recovery key is announced once, after everything is stored. Raises Fatal for a recovery key that
        does not fit.
        """
        kept = vault.read_sealed(self._file, self._key)
        on_server = await self._published()
        if kept is None and on_server is not None:
            kept = await self._restore(recovery_key)
            if kept is None:
                log.error("matrix.identity_lost")
                return None
        if kept is None:
            kept = self._keep(Identity().seeds, announced=False)
        identity = Identity({usage: decode(seed) for usage, seed in kept["seeds"].items()})
        if on_server not in (None, identity.master):
            log.error("matrix.identity_replaced_on_server")
            return None
        if on_server is None:
            await self._publish(identity)
        if not kept["announced"]:
            await self._announce(identity, announce)
        await self._sign_device(identity)
        return identity

    async def is_device_signed(self, identity: Identity) -> bool:
        """The strict check another client makes, from what the server gives out now."""
        answer = await self._query()
        keys = answer.get("device_keys", {}).get(self._user, {}).get(self._machine.device_id, {})
        found = identity_of(self._user, answer)
        return (
            found is not None
            and found[0] == identity.master
            and keys.get("keys") == self._device()["keys"]
            and is_signed(keys, self._user, self._own_key(), self._machine.device_id)
            and is_signed(keys, self._user, found[1])
        )

    async def _published(self) -> str | None:
        """The master key the server has for us, whether or not the chain below it holds."""
        thing = (await self._query()).get("master_keys", {}).get(self._user)
        return next(iter(thing["keys"].values())) if thing else None

    async def _query(self) -> dict[str, Any]:
        return await self._wire.call("POST", path("keys", "query"), {"device_keys": {self._user: []}})

    async def _restore(self, recovery_key: str | None) -> dict[str, Any] | None:
        if recovery_key is None:
            return None
        try:
            found = await secret_storage.restore(self._wire, self._user, recovery_key, tuple(SECRETS.values()))
        except secret_storage.WrongRecoveryKey as fault:
            raise Fatal("The recovery key does not fit this account.") from fault
        return self._keep({usage: found[name] for usage, name in SECRETS.items()}, announced=True)

    def _keep(self, seeds: Mapping[str, bytes], *, announced: bool) -> dict[str, Any]:
        """Written before anything is uploaded: a crash must not leave an identity whose keys nobody has."""
        kept = {"seeds": {usage: encode(seed) for usage, seed in seeds.items()}, "announced": announced}
        vault.write_sealed(self._file, self._key, kept)
        return kept

    async def _publish(self, identity: Identity) -> None:
        body = identity.public_objects(self._user)
        account = self._machine.account
        device = self._machine.device_id
        sign(body["master_key"], self._user, device, lambda raw: decode(account.sign(raw.decode())))
        where = path("keys", "device_signing", "upload")
        status, answer = await self._wire.ask("POST", where, body)
        if status == 401 and self._password is not None and "session" in answer:
            who = {"type": "m.id.user", "user": self._user}
            body["auth"] = {
                "type": "m.login.password",
                "identifier": who,
                "password": self._password,
                "session": answer["session"],
            }
            status, answer = await self._wire.ask("POST", where, body)
        if status != 200:
            raise verdict(status, answer)

    async def _announce(self, identity: Identity, announce: Callable[[str], None]) -> None:
        secrets = {SECRETS[usage]: seed for usage, seed in identity.seeds.items()}
        announce(await secret_storage.store(self._wire, self._user, secrets))
        self._keep(identity.seeds, announced=True)

    async def _sign_device(self, identity: Identity) -> None:
        """Sign what this machine knows of itself, never what the server says of it."""
        device = self._device()
        identity.sign_device(device, self._user)
        where = path("keys", "signatures", "upload")
        answer = await self._wire.call("POST", where, {self._user: {self._machine.device_id: device}})
        if answer.get("failures"):
            log.error("matrix.device_not_signed")

    def _device(self) -> dict[str, Any]:
        device = self._machine.device_id
        identity_keys = self._machine.account.identity_keys
        return {
            "algorithms": list(self._machine._algorithms),
            "device_id": device,
            "user_id": self._user,
            "keys": {
                f"curve25519:{device}": identity_keys["curve25519"],
                f"ed25519:{device}": identity_keys["ed25519"],
            },
        }

    def _own_key(self) -> str:
        return str(self._machine.account.identity_keys["ed25519"])

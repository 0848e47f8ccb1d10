"""One device of one Matrix account, ready to encrypt: logged in once, then for ever the same device on the same key
store.

It never logs out: the server would drop the device's keys, and nobody could write to it again.
"""

import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

import structlog
from nio import SyncResponse

from bot.platform import Fatal, Later, Never
from bot.platforms.matrix import vault
from bot.platforms.matrix.catalogue import DESCRIPTION
from bot.platforms.matrix.client import GuardedClient
from bot.platforms.matrix.cross_signing import CrossSigning, Identity
from bot.platforms.matrix.faults import outcomes, verdict
from bot.platforms.matrix.room_keys import RoomKeys
from bot.platforms.matrix.signatures import is_signed
from bot.platforms.matrix.trust import Pins, Trust, identity_of
from bot.platforms.matrix.upkeep import Upkeep
from bot.platforms.matrix.wire import Wire, path, word

log = structlog.get_logger()

SYNC_FILTER: dict[str, Any] = {
    "presence": {"types": []},
    "account_data": {"types": []},
    "room": {
        "timeline": {"limit": 100, "not_types": [DESCRIPTION]},
        "state": {"not_types": [DESCRIPTION]},
        "ephemeral": {"types": []},
        "account_data": {"types": []},
    },
}
"""Everything about rooms but typing, presence, settings of our own, and what commands there are. It must never hide
m.room.encryption."""


class Account:
    """The account's client and what stands around it. `birth` is the place in the stream where this device began."""

    def __init__(
        self,
        *,
        homeserver: str,
        user_id: str,
        store: Path,
        secrets_folder: Path,
        pickle_key: str,
        pins: Pins,
        password: str | None = None,
        access_token: str | None = None,
        device_id: str | None = None,
    ) -> None:
        self.user_id = user_id
        self.identity: Identity | None = None
        self.birth = ""
        self._store = store
        self._secrets = secrets_folder
        self._key = pickle_key
        self._password = password
        self._given = (access_token, device_id)
        self._session = store / "session.json"
        self.client = GuardedClient(homeserver, store=store, pickle_key=pickle_key)
        self.wire = Wire(self.client)
        self.trust = Trust(self.client, pins)
        self.keys = RoomKeys(self.client, self.wire)
        self.upkeep = Upkeep(self.client, self.wire)
        self._signing: CrossSigning | None = None

    async def enter(self) -> None:
        """Log in, or come back as the device we are. Raises Fatal when refused, Later while the server is away."""
        with outcomes():
            await self._enter()

    async def _enter(self) -> None:
        self._store.mkdir(parents=True, exist_ok=True, mode=0o700)
        session = vault.read_json(self._session) or await self._new_session()
        if not session.get("access_token"):
            session["access_token"] = await self._login(str(session["device_id"]))
            vault.write_json(self._session, session)
        self.client.restore_login(self.user_id, session["device_id"], session["access_token"])
        await self._confirm(str(session["device_id"]))
        await self.upkeep.publish()
        if not session.get("birth"):
            session["birth"] = await self._first_sync()
            vault.write_json(self._session, session)
        self.birth = str(session["birth"])

    async def visit(self) -> bool:
        """Whether the server lets this account in and, once it has a device, whether that is signed; asked without
        becoming a device, so before a start or beside a bot that runs. Raises Fatal when refused, Later while the
        server is away.
        """
        session = vault.read_json(self._session) or {}
        token = session.get("access_token") or self._given[0]
        self.client.access_token = str(token or await self._login(f"CHECK{secrets.token_hex(4).upper()}"))
        try:
            who = await self.wire.call("GET", path("account", "whoami"))
            known = await self.wire.call("POST", path("keys", "query"), {"device_keys": {self.user_id: []}})
        finally:
            if not token:
                await self.wire.ask("POST", path("logout"), {})
        if who.get("user_id") != self.user_id:
            raise Fatal("The access token belongs to another account or device.")
        found = identity_of(self.user_id, known)
        device = known.get("device_keys", {}).get(self.user_id, {}).get(session.get("device_id"), {})
        first_start_signs_it = not session.get("access_token")
        return first_start_signs_it or (found is not None and is_signed(device, self.user_id, found[1]))

    async def sign(self, announce: Callable[[str], None], recovery_key: str | None = None) -> None:
        """Have the account's identity at hand and this device signed by it, where that is possible."""
        self._signing = CrossSigning(
            wire=self.wire,
            machine=self.client.olm,
            user=self.user_id,
            folder=self._secrets,
            key=self._key,
            password=self._password,
        )
        try:
            with outcomes():
                self.identity = await self._signing.ensure(announce, recovery_key)
        except Never as refusal:
            log.error("matrix.not_signed", reason=str(refusal))  # `doctor` says so too
            self.identity = None
        self.trust.own_master = self.identity.master if self.identity else None

    async def is_signed(self) -> bool:
        """Whether a strict client of somebody else finds this device signed, right now."""
        if self._signing is None or self.identity is None:
            return False
        return await self._signing.is_device_signed(self.identity)

    async def sync(self, since: str, *, full_state: bool, wait: float) -> SyncResponse:
        """One sync response, its keys and messages decrypted where possible. `wait` is in seconds."""
        # Else the library takes an answer that leads to the same place for one it has handled: it would skip the keys
        # counted and the devices named in it, and the whole of one that was cut off by a fault and is asked for again.
        self.client.next_batch = ""
        with outcomes():
            response = await self.client.sync(
                timeout=int(wait * 1000), sync_filter=SYNC_FILTER, since=since or None, full_state=full_state
            )
        if isinstance(response, SyncResponse):
            return response
        with outcomes():
            transport = response.transport_response
            status = 0 if transport is None else transport.status
        raise _sync_verdict(status, str(response.status_code), response.retry_after_ms)

    async def close(self) -> None:
        """Release the network and the key store; the device stays logged in. Safe to call twice."""
        await self.client.release()

    async def _new_session(self) -> dict[str, Any]:
        """Kept before the login: a crash in between must not leave a second device behind.

        The id is long and random: somebody with a device of the same id would get no keys from us.
        """
        token, device_id = self._given
        if token and not device_id:
            device_id = await self._device_of(token)
        session = {"device_id": device_id or f"ROUNDTABLE{secrets.token_hex(8).upper()}", "access_token": token}
        vault.write_json(self._session, session)
        return session

    async def _device_of(self, token: str) -> str:
        self.client.access_token = token
        device_id = (await self.wire.call("GET", path("account", "whoami"))).get("device_id")
        if not isinstance(device_id, str):
            raise Fatal("The access token belongs to no device, so nothing could be encrypted with it.")
        return device_id

    async def _login(self, device_id: str) -> str:
        if self._password is None:
            raise Fatal("There is neither a password nor an access token for the Matrix account.")
        who = {"type": "m.id.user", "user": self.user_id}
        body = {
            "type": "m.login.password",
            "identifier": who,
            "password": self._password,
            "device_id": device_id,
            "initial_device_display_name": "Roundtable",
        }
        status, answer = await self.wire.ask("POST", path("login"), body)
        if status == 403:
            raise Fatal("The homeserver refuses the Matrix account's name or password.")
        if status != 200:
            raise verdict(status, answer)
        return word(answer, "access_token")

    async def _confirm(self, device_id: str) -> None:
        """The token must be this account's and this device's, or we would encrypt as somebody else."""
        who = await self.wire.call("GET", path("account", "whoami"))
        if who.get("user_id") != self.user_id or who.get("device_id") != device_id:
            raise Fatal("The access token belongs to another account or device.")

    async def _first_sync(self) -> str:
        response = await self.sync("", full_state=True, wait=0)
        return str(response.next_batch)


def _sync_verdict(status: int, code: str, retry_after_ms: int | None) -> Later | Fatal:
    found = verdict(status, {"errcode": code, "retry_after_ms": retry_after_ms} if code.startswith("M_") else {})
    if code == "M_FORBIDDEN" or isinstance(found, Fatal):
        return Fatal(f"The homeserver refuses the bot's account ({code}).")
    return found if isinstance(found, Later) else Later(code)

"""The other side of a verification, straight from the specification and from other libraries than the bot's: it begins.

Source: Matrix spec v1.18, "Short Authentication String (SAS) verification" and "HKDF calculation".
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

JSON = dict[str, Any]


def unpadded(raw: bytes) -> str:
    """Base64 as Matrix has it."""
    return base64.b64encode(raw).decode().rstrip("=")


@dataclass(kw_only=True)
class Asker:
    """An exchange of one account's device, under a transaction, with the bot's. `emoji` once keys were exchanged."""

    transaction: str
    user: str
    device: str
    bot: str
    bot_device: str
    in_room: bool = True
    emoji: tuple[int, ...] = ()
    secret: X25519PrivateKey = field(default_factory=X25519PrivateKey.generate)
    _started: JSON = field(default_factory=dict)
    _commitment: str = ""
    _shared: bytes = b""

    @property
    def key(self) -> str:
        """The public half."""
        return unpadded(self.secret.public_key().public_bytes_raw())

    def named(self, content: JSON) -> JSON:
        """A step's content with the transaction in it."""
        if self.in_room:
            return content | {"m.relates_to": {"rel_type": "m.reference", "event_id": self.transaction}}
        return content | {"transaction_id": self.transaction}

    def start(self, **changes: Any) -> JSON:
        """Begin, in the only way there is or with what a test changes; None leaves a field out."""
        content = {
            "from_device": self.device,
            "method": "m.sas.v1",
            "key_agreement_protocols": ["curve25519-hkdf-sha256", "curve25519"],
            "hashes": ["sha256"],
            "message_authentication_codes": ["hkdf-hmac-sha256.v2", "hkdf-hmac-sha256"],
            "short_authentication_string": ["decimal", "emoji"],
        }
        changed = {name: value for name, value in (content | changes).items() if value is not None}
        self._started = self.named(changed)
        return self._started

    def accepted(self, content: Mapping[str, Any]) -> None:
        """They accept."""
        assert content["key_agreement_protocol"] == "curve25519-hkdf-sha256"
        assert content["message_authentication_code"] == "hkdf-hmac-sha256.v2"
        assert content["short_authentication_string"] == ["emoji"]
        self._commitment = content["commitment"]

    def share(self) -> JSON:
        """Our key."""
        return self.named({"key": self.key})

    def shared(self, content: Mapping[str, Any]) -> None:
        """Their key: it has to be the one that they were bound to."""
        theirs = content["key"]
        canonical = json.dumps(self._started, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        assert unpadded(hashlib.sha256((theirs + canonical).encode()).digest()) == self._commitment
        self._shared = self.secret.exchange(X25519PublicKey.from_public_bytes(base64.b64decode(theirs + "=")))
        parts = [self.user, self.device, self.key, self.bot, self.bot_device, theirs, self.transaction]
        bits = int.from_bytes(self._derived("MATRIX_KEY_VERIFICATION_SAS|" + "|".join(parts), 6)) >> 6
        self.emoji = tuple(bits >> 6 * place & 0x3F for place in reversed(range(7)))

    def vouch(self, keys: Mapping[str, str]) -> JSON:
        """Prove these keys of ours."""
        about = f"MATRIX_KEY_VERIFICATION_MAC{self.user}{self.device}{self.bot}{self.bot_device}{self.transaction}"
        macs = {name: self._mac(key, about + name) for name, key in keys.items()}
        return self.named({"mac": macs, "keys": self._mac(",".join(sorted(keys)), about + "KEY_IDS")})

    def proves(self, content: Mapping[str, Any], keys: Mapping[str, str]) -> bool:
        """Whether they vouch for exactly these keys of theirs."""
        about = f"MATRIX_KEY_VERIFICATION_MAC{self.bot}{self.bot_device}{self.user}{self.device}{self.transaction}"
        expected = {name: self._mac(key, about + name) for name, key in keys.items()}
        all_of_them = self._mac(",".join(sorted(keys)), about + "KEY_IDS")
        return bool(content["mac"] == expected and content["keys"] == all_of_them)

    def _mac(self, what: str, info: str) -> str:
        return unpadded(hmac.digest(self._derived(info, 32), what.encode(), "sha256"))

    def _derived(self, info: str, length: int) -> bytes:
        return HKDF(hashes.SHA256(), length, None, info.encode()).derive(self._shared)

"""Signed JSON as Matrix has it: canonical form, Ed25519, unpadded base64.

Source: Matrix spec v1.18, appendices "Signing JSON" and "Unpadded Base64". Padded keys are dropped silently by other
clients, so nothing here ever pads.
"""

import base64
import json
from collections.abc import Callable, Mapping
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

Signer = Callable[[bytes], bytes]


def encode(raw: bytes) -> str:
    """Unpadded base64."""
    return base64.b64encode(raw).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    """The bytes of unpadded base64. Raises ValueError for anything else."""
    return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)


def public(key: Ed25519PrivateKey) -> str:
    """The public half, as Matrix writes it."""
    return encode(key.public_key().public_bytes_raw())


def canonical(thing: Mapping[str, Any]) -> bytes:
    """What a signature covers: everything but `signatures` and `unsigned`, sorted, without blanks."""
    covered = {name: value for name, value in thing.items() if name not in ("signatures", "unsigned")}
    return json.dumps(covered, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def sign(thing: dict[str, Any], user: str, key_id: str, signer: Signer) -> None:
    """Add a signature of `user`'s key `key_id` to the thing."""
    signature = encode(signer(canonical(thing)))
    thing.setdefault("signatures", {}).setdefault(user, {})[f"ed25519:{key_id}"] = signature


def is_signed(thing: Mapping[str, Any], user: str, key: str, key_id: str | None = None) -> bool:
    """Whether `user`'s public key signed it; False for what is malformed. `key_id` is the key itself unless told."""
    try:
        signature = decode(thing["signatures"][user][f"ed25519:{key_id or key}"])
        Ed25519PublicKey.from_public_bytes(decode(key)).verify(signature, canonical(thing))
    except (InvalidSignature, KeyError, TypeError, ValueError, AttributeError):
        return False
    return True

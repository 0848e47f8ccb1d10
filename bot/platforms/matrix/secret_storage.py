"""Secret storage on the homeserver, and the recovery key that opens it on another machine.

Source: Matrix spec v1.18, "Secrets" (m.secret_storage.v1.aes-hmac-sha2) and "Recovery key". What is stored here any
client of the same account can restore, and the other way round.
"""

import hmac
import os
from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.platforms.matrix.signatures import decode, encode
from bot.platforms.matrix.wire import Wire, path

ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
PREFIX = b"\x8b\x01"


class WrongRecoveryKey(ValueError):
    """The recovery key is mistyped, or belongs to other secrets."""


async def store(wire: Wire, user: str, secrets: Mapping[str, bytes]) -> str:
    """Store secrets under a new key and make it the default one; give the recovery key."""
    key, key_id = os.urandom(32), os.urandom(16).hex()
    check = _seal(key, "", b"\0" * 32)
    described = {"algorithm": "m.secret_storage.v1.aes-hmac-sha2", "iv": check["iv"], "mac": check["mac"]}
    await _put(wire, user, f"m.secret_storage.key.{key_id}", described)
    for name, secret in secrets.items():
        await _put(wire, user, name, {"encrypted": {key_id: _seal(key, name, encode(secret).encode())}})
    await _put(wire, user, "m.secret_storage.default_key", {"key": key_id})
    return recovery_key(key)


async def restore(wire: Wire, user: str, typed: str, names: tuple[str, ...]) -> dict[str, bytes]:
    """The named secrets. Raises WrongRecoveryKey before any of them is touched."""
    try:
        return await _restore(wire, user, read_recovery_key(typed), names)
    except (KeyError, TypeError, ValueError) as fault:
        raise WrongRecoveryKey("The recovery key does not fit what is stored.") from fault


async def _restore(wire: Wire, user: str, key: bytes, names: tuple[str, ...]) -> dict[str, bytes]:
    key_id = str((await _get(wire, user, "m.secret_storage.default_key"))["key"])
    described = await _get(wire, user, f"m.secret_storage.key.{key_id}")
    if decode(_seal(key, "", b"\0" * 32, decode(described["iv"]))["mac"]) != decode(described["mac"]):
        raise WrongRecoveryKey("The recovery key does not fit.")
    return {
        name: decode(_open(key, name, (await _get(wire, user, name))["encrypted"][key_id]).decode()) for name in names
    }


def recovery_key(key: bytes) -> str:
    """A key as people keep it: base58 in groups of four, with a parity byte."""
    raw = PREFIX + key
    number = int.from_bytes(raw + bytes([_parity(raw)]), "big")
    text = ""
    while number:
        number, digit = divmod(number, 58)
        text = ALPHABET[digit] + text
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def read_recovery_key(typed: str) -> bytes:
    """The key behind what somebody typed. Raises WrongRecoveryKey."""
    number = 0
    try:
        for letter in "".join(typed.split()):
            number = number * 58 + ALPHABET.index(letter)
        raw = number.to_bytes(35, "big")
    except (ValueError, OverflowError) as fault:
        raise WrongRecoveryKey("This is no recovery key.") from fault
    if _parity(raw) or not raw.startswith(PREFIX):
        raise WrongRecoveryKey("The recovery key is mistyped.")
    return raw[2:34]


def _parity(raw: bytes) -> int:
    parity = 0
    for byte in raw:
        parity ^= byte
    return parity


def _keys(key: bytes, name: str) -> tuple[bytes, bytes]:
    both = HKDF(hashes.SHA256(), 64, b"\0" * 32, name.encode()).derive(key)
    return both[:32], both[32:]


def _seal(key: bytes, name: str, secret: bytes, iv: bytes | None = None) -> dict[str, str]:
    cipher_key, mac_key = _keys(key, name)
    counter = bytearray(iv or os.urandom(16))
    counter[8] &= 0x7F  # bit 63 is cleared: some AES-CTR implementations differ above it
    encryptor = Cipher(algorithms.AES(cipher_key), modes.CTR(bytes(counter))).encryptor()
    sealed = encryptor.update(secret) + encryptor.finalize()
    mac = hmac.digest(mac_key, sealed, "sha256")
    return {"iv": encode(bytes(counter)), "ciphertext": encode(sealed), "mac": encode(mac)}


def _open(key: bytes, name: str, sealed: Mapping[str, str]) -> bytes:
    cipher_key, mac_key = _keys(key, name)
    ciphertext = decode(sealed["ciphertext"])
    if not hmac.compare_digest(hmac.digest(mac_key, ciphertext, "sha256"), decode(sealed["mac"])):
        raise WrongRecoveryKey("A stored secret does not fit the recovery key.")
    decryptor = Cipher(algorithms.AES(cipher_key), modes.CTR(decode(sealed["iv"]))).decryptor()
    return decryptor.update(ciphertext) + decryptor.finalize()


async def _put(wire: Wire, user: str, kind: str, content: Mapping[str, Any]) -> None:
    await wire.call("PUT", path("user", user, "account_data", kind), content)


async def _get(wire: Wire, user: str, kind: str) -> dict[str, Any]:
    return await wire.call("GET", path("user", user, "account_data", kind))

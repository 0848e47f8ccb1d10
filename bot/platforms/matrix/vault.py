"""Small secret files: readable by their owner alone, replaced whole, sealed where they hold keys."""

import json
import os
import tempfile
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.platform import Fatal


def write(file: Path, data: bytes) -> None:
    """Replace a file at once (mode 0600); a crash leaves the old one or the new one, on disk."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, temporary = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")  # mkstemp gives mode 0600
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        os.replace(temporary, file)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def write_json(file: Path, thing: dict[str, Any]) -> None:
    """Replace a JSON file."""
    write(file, json.dumps(thing, indent=1).encode())


def read_json(file: Path) -> dict[str, Any] | None:
    """The file's object, or None where there is no file. Raises Fatal when it is damaged."""
    if not file.exists():
        return None
    try:
        thing = json.loads(file.read_bytes())
    except ValueError as fault:
        raise Fatal(
            f"The file {file.name} in the Matrix store is damaged; restore it or start a new device."
        ) from fault
    if not isinstance(thing, dict):
        raise Fatal(f"The file {file.name} in the Matrix store is damaged; restore it or start a new device.")
    return thing


def write_sealed(file: Path, key: str, thing: dict[str, Any]) -> None:
    """Replace a file that is encrypted under a key derived from `key` for this file's name."""
    nonce = os.urandom(12)
    sealed = AESGCM(_derived(key, file.name)).encrypt(nonce, json.dumps(thing).encode(), file.name.encode())
    write(file, nonce + sealed)


def read_sealed(file: Path, key: str) -> dict[str, Any] | None:
    """What `write_sealed` wrote, or None where there is no file. Raises Fatal when the key does not open it."""
    if not file.exists():
        return None
    raw = file.read_bytes()
    try:
        plain = AESGCM(_derived(key, file.name)).decrypt(raw[:12], raw[12:], file.name.encode())
    except (InvalidTag, ValueError) as fault:
        raise Fatal(f"The key file does not open {file.name}: it belongs to another installation.") from fault
    thing: dict[str, Any] = json.loads(plain)
    return thing


def _derived(key: str, purpose: str) -> bytes:
    return HKDF(hashes.SHA256(), 32, None, b"roundtable matrix " + purpose.encode()).derive(key.encode())

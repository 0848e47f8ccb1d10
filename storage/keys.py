"""The key ring: one small file outside the database from which every other secret of ours derives.

The file is JSON: key ids with 32-byte keys in base64, the id of the *current* key, which seals, and of the
*root* key, from which long-lived secrets derive. The root never changes, so that adding a key (rotation)
leaves the Matrix store and old backups readable; keys are only ever added.
"""

import base64
import binascii
import json
import os
import secrets
import stat
import tempfile
from collections.abc import Mapping
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32  # AES-256
NONCE_BYTES = 12  # NIST SP 800-38D: 96 bits, random for each text
ID_LENGTH = 8  # hexadecimal digits, in front of every sealed text


class BadKeyFile(Exception):
    """The key file can't be used; the message is one sentence for the operator."""


class KeyRing:
    """The keys of one installation. `current` seals; every key opens; `root` is what secrets derive from."""

    def __init__(self, path: Path, keys: Mapping[str, bytes], *, current: str, root: str) -> None:
        self.path = path
        self._keys = dict(keys)
        self.current = current
        self._root = root
        self._derived: dict[str, bytes] = {}
        self._ciphers: dict[str, AESGCM] = {}

    def __repr__(self) -> str:
        return f"KeyRing({str(self.path)!r}, {len(self._keys)} keys, ****)"

    @classmethod
    def open(cls, path: Path | str, create: bool = True) -> "KeyRing":
        """The ring kept in this file, made with mode 0600 if it isn't there. Raises BadKeyFile."""
        path = Path(path)
        try:
            if create and not path.exists():
                _first(path)
            return _read(path)
        except OSError as error:
            raise BadKeyFile(f"The key file {path} can't be used: {error.strerror}.") from error

    def derive(self, purpose: str) -> bytes:
        """32 bytes for this purpose alone, the same for ever (HKDF-SHA256, RFC 5869)."""
        if purpose not in self._derived:
            self._derived[purpose] = _stretch(self._keys[self._root], f"roundtable/secret/{purpose}")
        return self._derived[purpose]

    def seal(self, plain: str, *, table: str, row: str, column: str) -> bytes:
        """The text encrypted with the current key, of use in that one cell only:

        key id, nonce, ciphertext and tag.
        """
        nonce = secrets.token_bytes(NONCE_BYTES)
        sealed = self._cipher(self.current).encrypt(nonce, plain.encode(), _cell(table, row, column, self.current))
        return self.current.encode() + nonce + sealed

    def unseal(self, sealed: bytes, *, table: str, row: str, column: str) -> str:
        """The text that was sealed for this cell.

        Raises InvalidTag when it was altered or moved from another cell, BadKeyFile when its key isn't in the
        ring.
        """
        if len(sealed) < ID_LENGTH + NONCE_BYTES:
            raise InvalidTag
        key_id = sealed[:ID_LENGTH].decode("ascii", "replace")
        nonce = sealed[ID_LENGTH : ID_LENGTH + NONCE_BYTES]
        cell = _cell(table, row, column, key_id)
        return self._cipher(key_id).decrypt(nonce, sealed[ID_LENGTH + NONCE_BYTES :], cell).decode()

    def add_key(self) -> str:
        """Put a new key in the file and seal with it from now on. Returns its id."""
        key_id, key = _new_key(self._keys)
        keys = self._keys | {key_id: key}
        fresh = _write_beside(self.path, keys, current=key_id, root=self._root)
        os.replace(fresh, self.path)
        _settle(self.path.parent)
        self._keys, self.current = keys, key_id
        return key_id

    def _cipher(self, key_id: str) -> AESGCM:
        if key_id not in self._keys:
            raise BadKeyFile(
                f"The key file {self.path} lacks a key that the database was written with: put a copy of that there."
            )
        if key_id not in self._ciphers:
            self._ciphers[key_id] = AESGCM(_stretch(self._keys[key_id], "roundtable/column"))
        return self._ciphers[key_id]


def _cell(table: str, row: str, column: str, key_id: str) -> bytes:
    return "\0".join((table, row, column, key_id)).encode()


def _stretch(key: bytes, info: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info.encode()).derive(key)


def _new_key(taken: Mapping[str, bytes]) -> tuple[str, bytes]:
    key_id = secrets.token_hex(ID_LENGTH // 2)
    return (key_id, secrets.token_bytes(KEY_BYTES)) if key_id not in taken else _new_key(taken)


def _first(path: Path) -> None:
    """Make the file whole or not at all; of two processes that start at once, the second reads what the
    first made.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    key_id, key = _new_key({})
    fresh = _write_beside(path, {key_id: key}, current=key_id, root=key_id)
    try:
        os.link(fresh, path)
    except FileExistsError:
        return
    finally:
        fresh.unlink()
    _settle(path.parent)


def _write_beside(path: Path, keys: Mapping[str, bytes], *, current: str, root: str) -> Path:
    """A synced file next to `path`, made exclusively and readable by its owner alone."""
    encoded = {key_id: base64.b64encode(key).decode() for key_id, key in keys.items()}
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)  # O_EXCL, 0600
    with os.fdopen(descriptor, "w") as file:
        json.dump({"current": current, "root": root, "keys": encoded}, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    return Path(name)


def _settle(directory: Path) -> None:
    """Make a rename or link durable (fsync of the directory)."""
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _read(path: Path) -> KeyRing:
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise BadKeyFile(f"The key file {path} can be read by others: make it mode 0600.")
    try:
        data = json.loads(path.read_text())
        keys = {str(key_id): base64.b64decode(key, validate=True) for key_id, key in data["keys"].items()}
        current, root = str(data["current"]), str(data["root"])
    except (ValueError, KeyError, TypeError, AttributeError, binascii.Error) as error:
        raise BadKeyFile(f"The key file {path} isn't a key file, or is damaged.") from error
    whole = all(len(key) == KEY_BYTES and len(key_id) == ID_LENGTH for key_id, key in keys.items())
    if not whole or current not in keys or root not in keys:
        raise BadKeyFile(f"The key file {path} isn't a key file, or is damaged.")
    return KeyRing(path, keys, current=current, root=root)

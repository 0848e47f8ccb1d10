"""What the bot keeps secret on Matrix, Discord and its own disk, in every form it might be written down in."""

import base64
import json
import re
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from nio.crypto.sessions import derive_pickle_key

from bot.platforms.matrix import vault
from storage.keys import KeyRing

GZIP = b"\x1f\x8b\x08"
PRESSED = 31  # zlib's word for gzip

Secrets = Mapping[str, Iterable[str | bytes]]  # what they are called, and the values


def found(secrets: Secrets, places: Mapping[str, bytes]) -> list[str]:
    """Which secret stands where: "backup: Matrix password"."""
    whole = {place: b"\n".join([data, *_pressed(data)]) for place, data in places.items()}
    return [
        f"{place}: {name}"
        for name, values in secrets.items()
        for place, data in whole.items()
        if any(form in data for value in values for form in forms(value))
    ]


def forms(value: str | bytes) -> set[bytes]:
    """As it is, and as JSON, a URL, hexadecimal digits or base64 show it."""
    raw = value.encode() if isinstance(value, str) else value
    said = {json.dumps(value)[1:-1].encode(), quote(value).encode()} if isinstance(value, str) else set()
    return {raw, raw.hex().encode(), *said, *_in_base64(raw)}


def _in_base64(raw: bytes) -> Iterator[bytes]:
    """The digits that are its own, wherever it begins among other bytes: three of them make four digits."""
    for before in range(3):
        own = slice(-(-before * 8 // 6), (before + len(raw)) * 8 // 6)
        yield base64.b64encode(bytes(before) + raw)[own]
        yield base64.urlsafe_b64encode(bytes(before) + raw)[own]


def _pressed(data: bytes) -> Iterator[bytes]:
    """What was compressed and lies in it in clear, as far as it can be read."""
    at = data.find(GZIP)
    while at >= 0:
        with suppress(zlib.error):  # three bytes that happen to be these
            yield zlib.decompressobj(wbits=PRESSED).decompress(data[at:])
        at = data.find(GZIP, at + 1)


def files(folder: Path, *, but: Iterable[str] = ()) -> bytes:
    """Every file below a folder, one after the other, with its name; `but` are names of files that are left out."""
    left_out = set(but)
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path.name not in left_out)
    return b"\n".join(str(path).encode() + b"\n" + path.read_bytes() for path in paths)


def of_the_key_file(keys: KeyRing) -> Secrets:
    """What is in it, and what derives from it."""
    held = json.loads(keys.path.read_text())["keys"].values()
    return {
        "key file": [base64.b64decode(one) for one in held],
        "key of the Matrix store": [keys.derive("matrix store")],
    }


def of_matrix(store: Path, keys: KeyRing) -> Secrets:
    """What is kept for one device: its token, its own private keys, and those that sign it."""
    key = keys.derive("matrix store").hex()
    session, sealed = vault.read_json(store / "session.json"), vault.read_sealed(store / "cross-signing.sealed", key)
    assert session is not None
    assert sealed is not None
    return {
        "Matrix access token": [session["access_token"]],
        "signing keys": [_decoded(seed) for seed in sealed["seeds"].values()],
        "device keys": list(_device_keys(store, key)),
    }


def _device_keys(store: Path, passphrase: str) -> Iterator[bytes]:
    """The private keys of the device, out of the library's store: any 32 numbers in a row that it keeps for itself."""
    [database] = store.glob("*.db")
    with closing(sqlite3.connect(database)) as connection:
        [(pickle,)] = connection.execute("SELECT account FROM accounts")
    account = json.loads(_unpickled(pickle, passphrase))
    yield from _keys_in(account)


def _unpickled(pickle: bytes, passphrase: str) -> bytes:
    """As vodozemac seals what it keeps: AES-256-CBC, its key from HKDF, a short tag at the end."""
    sealed = _decoded(pickle.decode())[:-8]
    stretched = HKDF(hashes.SHA256(), 80, b"\0", b"Pickle").derive(derive_pickle_key(passphrase))
    decryptor = Cipher(algorithms.AES(stretched[:32]), modes.CBC(stretched[64:])).decryptor()
    padded = decryptor.update(sealed) + decryptor.finalize()
    return padded[: -padded[-1]]


def _keys_in(thing: Any) -> Iterator[bytes]:
    match thing:
        case dict():
            for one in thing.values():
                yield from _keys_in(one)
        case [int(), *_] if len(thing) == 32:
            yield bytes(thing)
        case list():
            for one in thing:
                yield from _keys_in(one)


def _decoded(text: str) -> bytes:
    return base64.b64decode(re.sub(r"\s", "", text) + "==")

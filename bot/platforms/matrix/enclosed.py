"""Files that people send, as far as the bot takes any: what a message says of one, and what it really holds.

In an encrypted room a file counts only in the form that its event vouches for (Matrix spec v1.18, "Sending encrypted
attachments", EncryptedFile v2): the server keeps a ciphertext, the event has its hash and its key. Whatever a server
changes about it shows.
"""

import asyncio
import json
from collections.abc import Mapping
from typing import Any

from nio import EncryptionError
from nio.crypto import decrypt_attachment

from bot.platform import Never
from bot.platforms.matrix.wire import Wire
from commands.engine.heard import Enclosed

LONGEST_NAME = 255
TABLES = (".csv", ".tsv", ".txt", ".xlsx", ".xls", ".ods", ".numbers")
"""How the names of tables end. What is no text is refused with a sentence; other files are nobody's business."""
TABLE_TYPES = frozenset({"text/csv", "text/tab-separated-values", "application/csv"})
KEYS = ("url", "key", "iv", "hash")


def enclosed(content: Mapping[str, Any]) -> Enclosed | None:
    """The table that a message's content sends, or None. One that its event doesn't vouch for has no handle."""
    name, info = content.get("filename", content.get("body")), _mapping(content.get("info"))
    kind, size = info.get("mimetype"), info.get("size")
    if content.get("msgtype") != "m.file" or not isinstance(name, str) or not 0 < len(name) <= LONGEST_NAME:
        return None
    if not name.lower().endswith(TABLES) and kind not in TABLE_TYPES:
        return None
    known = isinstance(size, int) and not isinstance(size, bool) and size >= 0
    return Enclosed(
        name="".join(filter(str.isprintable, name)),
        size=size if known and isinstance(size, int) else 0,
        media_type=kind if isinstance(kind, str) else "",
        handle=_handle(_mapping(content.get("file"))),
    )


async def fetch(wire: Wire, file: Enclosed, *, most: int) -> bytes:
    """What it holds. Raises Never for what is in clear, too large or altered, and what the wire raises."""
    if not file.handle:
        raise Never("file-in-clear")
    found = json.loads(file.handle)
    ciphertext = await wire.download(found["url"], most=most)
    try:
        return await asyncio.to_thread(_decrypted, ciphertext, found)
    except (EncryptionError, ValueError, TypeError) as fault:
        raise Never("file-altered") from fault


def _decrypted(ciphertext: bytes, found: Mapping[str, str]) -> bytes:
    """The plain bytes; the library compares the hash of the ciphertext first. Raises EncryptionError or ValueError."""
    return bytes(decrypt_attachment(ciphertext, found["key"], found["hash"], found["iv"]))


def _handle(file: Mapping[str, Any]) -> str:
    """All that is needed to fetch and open it, or ""."""
    key, hashes = _mapping(file.get("key")), _mapping(file.get("hashes"))
    found = {"url": file.get("url"), "key": key.get("k"), "iv": file.get("iv"), "hash": hashes.get("sha256")}
    is_known = file.get("v") == "v2" and (key.get("kty"), key.get("alg")) == ("oct", "A256CTR")
    if not is_known or not all(isinstance(found[one], str) and found[one] for one in KEYS):
        return ""
    return json.dumps(found) if str(found["url"]).startswith("mxc://") else ""


def _mapping(thing: object) -> Mapping[str, Any]:
    return thing if isinstance(thing, Mapping) else {}

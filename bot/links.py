"""Where a link really leads, and whom a text would notify: no text may pose as another address, or call anybody."""

import re
import unicodedata
from collections.abc import Collection
from urllib.parse import unquote, urlsplit

SCHEMES = frozenset({"http", "https", "mailto"})

_HOSTLIKE = re.compile(r"(?<![\w.-])(?:(?:[\w-]{1,63}\.)+[^\W\d_][\w-]+|\d{1,3}(?:\.\d{1,3}){3})|//([^\s/?#]+)")
_PILL_TEXT = re.compile(r"https?://(?:www\.)?matrix\.to/?#/(?=@|%(?:25)*40)", re.IGNORECASE)
# Also where a mark cuts it: "@**room**" and "@ro*om*" are two pieces of text and one word to read.
_ROOM_PING = re.compile(r"@(?=room\b|(?:r(?:oo?)?)?$)", re.IGNORECASE)


def unaddressed(text: str) -> str:
    """Text that notifies nobody: `@room` is broken by a zero-width space, a bare pill address is a plain id."""
    return _ROOM_PING.sub("@\u200b", _PILL_TEXT.sub("", text)) if "@" in text or "%" in text else text


def unaddressing(address: str) -> str:
    """An address that leads to the same place and holds no `@room`."""
    return _ROOM_PING.sub("%40", address)


def unmasked(shown: str, address: str, mentions: Collection[str]) -> str:
    """What to write instead of a link: where it really leads. Empty if it is honest (or leads nowhere)."""
    if not address:
        return ""
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").removesuffix(".") or parts.path.rpartition("@")[2].partition("?")[0].lower()
    except ValueError:  # no address at all, e.g. "http://["
        return address[:200]
    if parts.scheme not in SCHEMES or not host or (parts.scheme != "mailto" and not parts.hostname):
        return address[:200]
    if host.removeprefix("www.") == "matrix.to" and (who := _pilled(parts.fragment)):
        return "" if who in mentions else who
    if not shown.strip() or parts.username is not None:
        return host
    seen = unicodedata.normalize("NFKC", shown).casefold().replace("。", ".")
    hosts = {(found[1] or found[0]).removeprefix("www.") for found in _HOSTLIKE.finditer(seen)}
    return "" if hosts <= {host.removeprefix("www.")} else host


def _pilled(fragment: str) -> str:
    """The user id (or `@room`) that a matrix.to fragment addresses, however often it is percent-encoded."""
    for _ in range(4):
        fragment = unquote(fragment)
    who = fragment.strip("/ ").partition("?")[0].partition("/")[0]
    return who[:255] if who.startswith("@") else ""

"""Where Discord is. discord.py keeps both addresses on its classes, so they hold for the whole process.

Whoever can set them can have the bot's token sent to them: Discord's own are allowed, and this machine, for a Discord
made for trying things out.
"""

from ipaddress import ip_address
from urllib.parse import urlsplit

import discord.http
import yarl
from discord.gateway import DiscordWebSocket

API = "https://discord.com/api/v10"
FILES = frozenset({"cdn.discordapp.com", "media.discordapp.net"})
GATEWAY = "wss://gateway.discord.gg/"


def point(api: str, gateway: str) -> None:
    """Use these addresses from now on. Raises ValueError for any that is neither Discord's own nor on this machine."""
    _check(api, API, {"http", "https"})
    _check(gateway, GATEWAY, {"ws", "wss"})
    if _bare(api) != API:
        discord.http.Route.BASE = _bare(api)
    if _bare(gateway) != _bare(GATEWAY):
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway)


def is_file(url: str) -> bool:
    """Whether files that people attach lie there: on Discord's own servers, or on this machine where Discord is."""
    parts = urlsplit(url)
    if discord.http.Route.BASE != API and _is_loopback(parts.hostname or ""):
        return True
    return parts.scheme == "https" and parts.hostname in FILES


def _check(address: str, own: str, schemes: set[str]) -> None:
    if _bare(address) == _bare(own):
        return
    parts = urlsplit(address)
    if parts.scheme not in schemes or parts.username is not None or not _is_loopback(parts.hostname or ""):
        raise ValueError("the address must be Discord's own, or on this machine")


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _bare(address: str) -> str:
    return address.rstrip("/")

"""What an operator should know about the bot's place on Discord; asked of its REST alone."""

from typing import Any

import discord

from bot.platforms.discord.faults import translating
from bot.platforms.discord.registration import Registration
from bot.platforms.discord.rest import Rest
from bot.platforms.discord.rooms import NEEDED

DRIFT = "check-discord-commands"
NO_SERVER = "check-discord-no-server"
UNSET_SERVER = "check-discord-server-unset"
PERMISSION = "check-discord-permission"
ENDPOINT = "check-discord-endpoint"


@translating()
async def examine(rest: Rest, registration: Registration, guild: str | None) -> dict[str, str]:
    """Name of the finding -> phrase key. Raises Later, Never and Fatal."""
    findings: dict[str, str] = {}
    about: Any = await rest.client().http.application_info()
    if about.get("interactions_endpoint_url"):
        findings["interactions endpoint"] = ENDPOINT
    if changed := await registration.drift():
        shown = ", ".join(changed[:5]) + (", …" if len(changed) > 5 else "")
        findings[f"commands ({shown})"] = DRIFT
    if guild is None:
        return {**findings, "server": UNSET_SERVER}
    return findings | await _server(rest, guild)


async def _server(rest: Rest, guild: str) -> dict[str, str]:
    http = rest.client().http
    user = rest.client().user
    assert user is not None  # `enter` has checked who it is
    try:
        server: Any = await http.get_guild(guild, with_counts=False)
        member: Any = await http.get_member(guild, user.id)
    except (discord.NotFound, discord.Forbidden):
        return {f"server {guild}": NO_SERVER}
    held = {guild, *member["roles"]}
    bits = 0
    for role in server["roles"]:
        bits |= int(role["permissions"]) if role["id"] in held else 0
    may = discord.Permissions(bits)
    if may.administrator:
        return {}
    missing = [name for name, needed in discord.Permissions(NEEDED) if needed and not getattr(may, name)]
    return {f"permission to {name.replace('_', ' ')}": PERMISSION for name in missing}

"""The two sides that are compared on Discord: the product's own process, and the bare bot's.

Each has a Discord of its own, so that neither finds what the other left there; the one that is not asked costs nothing.
"""

import os
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.network import Network
from benchmarks.partner import HOUSE, Partner, partner
from bot.demo.process import BotProcess

PLATFORM = "discord"


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """A Discord, and what there is on it; for the product, its database and a meeting in it."""

    discord: Partner
    channels: tuple[str, ...]
    network: Network | None = None
    meeting: str = "MTG-1"


@asynccontextmanager
async def product(folder: Path, *, people: int, channels: int = 0) -> AsyncIterator[Side]:
    """`python -m bot run` with its usual settings, serving these people."""
    async with partner("benchmarks.fake_discord") as discord:
        city = await discord.ask("found", people=people)
        opened = await discord.ask("channels", count=channels)
        network = Network(folder / "data", PLATFORM)
        bot = BotProcess(folder, settings(city))
        try:
            meeting = await network.found(city["people"], city["channel"])
            await bot.start()
            await discord.ask("bot")
            yield Side(discord=discord, channels=tuple(opened), network=network, meeting=meeting)
        finally:
            await bot.stop()
            await network.close()


@asynccontextmanager
async def bare(folder: Path, *, people: int) -> AsyncIterator[Side]:
    """`python -m benchmarks.bare_discord`, serving as many."""
    async with partner("benchmarks.fake_discord") as discord:
        city = await discord.ask("found", people=people)
        given = {
            "BARE_DATABASE": f"sqlite:///{folder / 'bare.db'}",
            "BARE_API": city["api"],
            "BARE_GATEWAY": city["gateway"],
            "BARE_TOKEN": city["token"],
        }
        bot = subprocess.Popen(  # noqa: ASYNC220  a fork takes milliseconds
            [sys.executable, "-m", "benchmarks.bare_discord"], cwd=HOUSE, env={**os.environ, **given}
        )
        try:
            await discord.ask("bot")
            yield Side(discord=discord, channels=())
        finally:
            bot.terminate()
            bot.wait()


def settings(city: Mapping[str, Any]) -> Mapping[str, str]:
    """What tells the product of this Discord."""
    return {
        "admins": ", ".join(f"discord:{one}" for one in city["staff"]),
        "discord_token": city["token"],
        "discord_guild": city["guild"],
        "discord_api": city["api"],
        "discord_gateway": city["gateway"],
    }

"""A stand-in for Discord with a server and two of its staff, for bots that run as processes of their own."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.platforms.discord.rooms import NEEDED
from tests.fakes.discord import Channel, Exchange, FakeDiscord, Person, Server
from tests.fakes.openapi import described

SOON = 60.0  # seconds
STEP = 0.05
QUIET = 4.0  # seconds without an effect: longer than the first retries of the client and of the courier


@dataclass(kw_only=True)
class Staffed:
    """The server and its people, and the settings with which a bot gets there."""

    fake: FakeDiscord
    guild: Server
    sofia: Person
    tom: Person
    settings: dict[str, str]

    @property
    def staff(self) -> tuple[str, str]:
        """The two as the settings name admins."""
        return f"discord:{self.sofia.id}", f"discord:{self.tom.id}"

    async def quiet(self) -> None:
        """Wait until nothing has happened for a while: in steps, which are longer the busier the machine is."""
        steps = 0
        while steps * STEP < QUIET:
            before = len(self.fake.log)
            await asyncio.sleep(STEP)
            steps = steps + 1 if len(self.fake.log) == before else 0

    async def asks(self, person: Person, command: str, place: Channel | None = None, **options: str) -> Exchange:
        """A command to its final answer, in private where no place is named; what it shows first is confirmed."""
        asked = await person.slash(place or await person.dm(), command, options)
        await asked.settled(SOON)
        assert asked.message is not None, asked.modal
        labels = [one.get("label") for row in asked.message.components for one in row.get("components", ())]
        if "Yes" not in labels:
            return asked
        confirmed = await person.click(asked.message, "Yes")
        return await confirmed.settled(SOON)


@asynccontextmanager
async def staffed() -> AsyncIterator[Staffed]:
    """The server, up; at the end, nothing that was sent to it was against Discord's description."""
    fake = FakeDiscord(described())
    await fake.start()
    try:
        sofia, tom = fake.user("Sofia"), fake.user("Tom")
        guild = fake.guild("Network", sofia)
        guild.join(tom)
        guild.bot_role.permissions = NEEDED
        settings = {
            "discord_token": fake.token,
            "discord_guild": str(guild.id),
            "discord_api": fake.api_url,
            "discord_gateway": fake.gateway_url,
        }
        yield Staffed(fake=fake, guild=guild, sofia=sofia, tom=tom, settings=settings)
    finally:
        await fake.stop()
    assert fake.violations == []
    assert fake.own_errors == []

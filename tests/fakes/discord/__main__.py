"""Serves the fake for a person to try: `python -m tests.fakes.discord [port]`.

It prints where it is, the bot's token, and a small server. What arrives is shown as it happens; whoever is on the
server does what is typed (an empty line says how). Ctrl-C ends it.
"""

import asyncio
import contextlib
import signal
import sys

from tests.fakes.discord import FakeDiscord, Person, Server
from tests.fakes.discord.console import perform
from tests.fakes.openapi import Contract, locate

TOKEN = "fake.token.for-trying-things-out"


def seed(fake: FakeDiscord) -> Server:
    """A small server: an owner, two affiliates, a lobby, a private channel and a forum."""
    ana, ben, zoe = fake.user("Ana", locale="fr"), fake.user("Ben"), fake.user("Zoe", dms_open=False)
    guild = fake.guild("Network", owner=ana)
    affiliates = guild.role("Affiliates", mentionable=True)
    guild.join(ben, roles=[affiliates])
    guild.join(zoe)
    guild.channel("lobby")
    guild.private("lev", affiliates)
    guild.forum("engagements", tags=("open", "closed"))
    return guild


def describe(fake: FakeDiscord, guild: Server, *, checked: bool) -> str:
    """What one needs to point a bot at it."""
    people = [member.user for member in guild.members.values() if isinstance(member.user, Person)]
    lines = [
        f"API      {fake.api_url}",
        f"gateway  {fake.gateway_url}",
        f"token    {fake.token}",
        f"bot      {fake.bot.name} {fake.bot.id}",
        f"server   {guild.name} {guild.id}",
        *(f"channel  #{channel.name} {channel.id}" for channel in guild.channels.values()),
        *(f"role     @{role.name.removeprefix('@')} {role.id}" for role in guild.roles.values()),
        *(f"person   {person.name} {person.id}" for person in people),
        "checked against Discord's OpenAPI description" if checked else "unchecked: no DISCORD_OPENAPI here",
    ]
    return "\n".join(lines)


async def follow(fake: FakeDiscord) -> None:
    """Show what happens, and what the bot did wrong."""
    shown = wrong = 0
    while True:
        for effect in fake.log[shown:]:
            say(f"{effect.at:%H:%M:%S} {effect.op} {effect.target} {effect.name or effect.text!r}")
        faults = [*fake.violations, *fake.own_errors]
        for fault in faults[wrong:]:
            say(f"WRONG    {fault}")
        shown, wrong = len(fake.log), len(faults)
        await asyncio.sleep(0.2)


async def obey(guild: Server) -> None:
    """Do what is typed, until there is nothing more."""
    while line := await asyncio.to_thread(sys.stdin.readline):
        say(await perform(guild, line))


def say(text: str) -> None:
    """Write to the terminal."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


async def serve(port: int) -> None:
    """Run until somebody ends it."""
    path = locate()
    fake = FakeDiscord(Contract.load(path) if path else None, token=TOKEN)
    guild = seed(fake)
    await fake.start(port)
    say(describe(fake, guild, checked=path is not None))
    serving = asyncio.gather(follow(fake), obey(guild))
    for ending in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(ending, serving.cancel)
    try:
        with contextlib.suppress(asyncio.CancelledError):
            await serving
    finally:
        await fake.stop()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]) if len(sys.argv) > 1 else 0))

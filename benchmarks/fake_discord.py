"""The tests' Discord in a process of its own, with people who use commands when told.

What is sent to it is not checked against Discord's description here: that takes time, and the tests do it.
"""

import asyncio
import time
from collections.abc import Callable
from typing import Any

from benchmarks.partner import Deed, obey
from bot.platforms.discord.rooms import NEEDED
from tests.fakes.discord import Channel, Effect, Exchange, FakeDiscord, Person, Server

SOON = 60.0  # seconds


class City:
    """One server with people, a channel in which they all are, and as many more as are wanted."""

    def __init__(self, fake: FakeDiscord) -> None:
        self.fake = fake
        self.people: list[Person] = []
        self.guild: Server | None = None
        self.room: Channel | None = None

    async def found(self, people: int) -> Any:
        """Let them in; gives what a bot and its network have to know."""
        fake = self.fake
        staff = [fake.user("Sofia"), fake.user("Tom")]
        self.guild = fake.guild("Network", staff[0])
        self.guild.join(staff[1])
        self.guild.bot_role.permissions = NEEDED
        self.people = [fake.user(f"Person {number:02}") for number in range(people)]
        for person in self.people:
            self.guild.join(person)
        self.room = self.guild.channel("lev")
        return {
            "api": fake.api_url,
            "gateway": fake.gateway_url,
            "token": fake.token,
            "guild": str(self.guild.id),
            "channel": str(self.room.id),
            "staff": [str(one.id) for one in staff],
            "people": [[one.name, str(one.id), str((await one.dm()).id)] for one in self.people],
        }

    async def bot(self) -> None:
        """Wait until a bot is connected, has brought its commands, and has done what it does at first."""
        async with asyncio.timeout(SOON):
            await _until(lambda: bool(self.fake.connections and any(self.fake.world.commands.values())))
            done = -1
            while done != (done := sum(self.fake.calls.values())):  # noqa: ASYNC110  quiet is not an event
                await asyncio.sleep(1.0)

    async def commands(self, command: str, options: dict[str, Any], at_once: int) -> Any:
        """As many people use a command at the same moment; seconds until each was acknowledged, and answered."""
        began = time.perf_counter()
        answers = await asyncio.gather(*(self._asks(one, command, options) for one in self.people[:at_once]))
        took = time.perf_counter() - began
        return {
            "took": took,
            "acknowledged": [one.acknowledged_after for one, _ in answers],
            "answered": [seconds for _, seconds in answers],
            "said": answers[0][0].text,
        }

    async def _asks(self, person: Person, command: str, options: dict[str, Any]) -> tuple[Exchange, float]:
        assert self.room is not None
        began = time.perf_counter()
        asked = await person.slash(self.room, command, options)
        await asked.settled(SOON)
        return asked, time.perf_counter() - began

    async def channels(self, count: int) -> list[str]:
        """Open so many channels."""
        assert self.guild is not None
        return [str(self.guild.channel(f"room-{number}").id) for number in range(count)]

    async def limited(self) -> None:
        """From now on the limits are those of the real one."""
        self.fake.limits.on = True

    async def posted(self, word: str, count: int) -> Any:
        """Wait until so many messages with this word stand in channels; when the first and the last came."""
        async with asyncio.timeout(SOON):
            await _until(lambda: len(self._posted(word)) >= count)
        found = self._posted(word)
        times = sorted(one.at.timestamp() for one in found)
        return {"count": len(found), "took": times[-1] - times[0], "refused": self.fake.refused_429}

    def _posted(self, word: str) -> list[Effect]:
        return [one for one in self.fake.log if word in one.text]

    @property
    def deeds(self) -> dict[str, Deed]:
        """What can be asked for."""
        return {
            one.__name__: one for one in (self.found, self.bot, self.commands, self.channels, self.limited, self.posted)
        }


async def _until(holds: Callable[[], bool]) -> None:
    while not holds():  # noqa: ASYNC110  the fake tells nobody what happens on it
        await asyncio.sleep(0.05)


async def serve() -> None:
    """Run until nobody asks any more."""
    fake = FakeDiscord()
    await fake.start()
    try:
        await obey(City(fake).deeds)
    finally:
        await fake.stop()


if __name__ == "__main__":
    asyncio.run(serve())

"""People in rooms of a homeserver that answers at once, in a process of its own; they say things when told."""

import asyncio
import time
from collections import Counter
from typing import Any

from benchmarks.instant_homeserver import BOT, NAME, InstantHomeserver
from benchmarks.matrix_people import Person
from benchmarks.partner import Deed, obey


class Town:
    """People in rooms with the bot."""

    def __init__(self, server: InstantHomeserver, url: str) -> None:
        self.server = server
        self.url = url
        self.people: list[str] = []
        self.speakers: list[str] = []
        self.rooms: list[str] = []
        self.wanted: dict[str, int] = {}

    async def found(self, people: int, rooms: int, encrypted: bool = False) -> Any:
        """Open rooms with all these people in each; gives what a bot and its network have to know."""
        self.people = [f"@person{number}:{NAME}" for number in range(people)]
        self.server.people = {one: Person(one) for one in self.people} if encrypted else {}
        self.rooms = [self.server.open_room(self.people, encrypted=encrypted) for _ in range(rooms)]
        return {"url": self.url, "user": BOT, "rooms": self.rooms, "people": self.people, "encrypted": encrypted}

    async def meet(self, speakers: int, quiet: float) -> None:
        """Wait for the bot, and give it the keys of what so many people will say in encrypted rooms."""
        self.speakers = self.people[:speakers]
        if self.server.people:
            await self.server.give_keys(self.rooms, self.speakers)
        await self.quiet(quiet)

    async def one_by_one(self, text: str, count: int, every: float, privately: bool = False) -> list[float]:
        """Commands in the first room, each so many seconds after the one before; seconds until each answer stood there,
        or in a private chat.
        """
        took, next_at = [], time.monotonic()
        for number in range(count):
            await asyncio.sleep(max(0.0, next_at - time.monotonic()))
            next_at = time.monotonic() + every
            said = (self.rooms[0], self._person(number), text)
            took.append(await (self._answered_privately(said) if privately else self._answered([said])))
        return took

    async def at_once(self, text: str, rooms: int, each: int, delay: float) -> float:
        """So many commands in each of so many rooms at the same moment; seconds until the last answer stood."""
        self.server.delay = delay
        said = [(room, self._person(number), text) for number in range(each) for room in self.rooms[:rooms]]
        try:
            return await self._answered(said)
        finally:
            self.server.delay = 0.0

    async def answer_at(self, text: str) -> float:
        """Say it in the first room now, whoever listens; the monotonic time at which the answer stood."""
        await self._answered([(self.rooms[0], self._person(0), text)])
        return time.monotonic()

    async def expect(self) -> None:
        """From now on a post is expected in all rooms but the first."""
        self.wanted = {room: self.server.answers[room] + 1 for room in self.rooms[1:]}

    async def posted(self, text: str) -> float:
        """Say something in the first room, upon which the bot posts to all others; seconds until that is done."""
        server = self.server
        began = time.monotonic()
        await server.put_in((self.rooms[0], self._person(0), text))
        await server.until(lambda: all(server.answers[room] >= count for room, count in self.wanted.items()))
        return time.monotonic() - began

    async def quiet(self, seconds: float) -> None:
        """Wait until nothing has happened for so long."""
        seen = -1
        while seen != (seen := len(self.server.stream)):  # noqa: ASYNC110  quiet is not an event
            await asyncio.sleep(seconds)

    async def _answered(self, said: list[tuple[str, str, str]]) -> float:
        server = self.server
        wanted = Counter(server.answers) + Counter(room for room, _, _ in said)
        rooms = {room for room, _, _ in said}
        began = time.monotonic()
        await server.put_in(*said)
        await server.until(lambda: all(server.answers[room] >= wanted[room] for room in rooms))
        return time.monotonic() - began

    async def _answered_privately(self, said: tuple[str, str, str]) -> float:
        server, wanted = self.server, self._private_answers + 1
        began = time.monotonic()
        await server.put_in(said)
        await server.until(lambda: self._private_answers >= wanted)
        return time.monotonic() - began

    @property
    def _private_answers(self) -> int:
        """How much the bot has said in rooms that it opened itself."""
        return self.server.answers.total() - sum(self.server.answers[room] for room in self.rooms)

    def _person(self, number: int) -> str:
        return self.speakers[number % len(self.speakers)]

    @property
    def deeds(self) -> dict[str, Deed]:
        """What can be asked for."""
        deeds = (
            self.found, self.meet, self.quiet, self.one_by_one, self.at_once, self.answer_at, self.expect, self.posted,
        )  # fmt: skip
        return {one.__name__: one for one in deeds}


async def serve() -> None:
    """Run until nobody asks any more."""
    server = InstantHomeserver()
    await obey(Town(server, await server.serve()).deeds)


if __name__ == "__main__":
    asyncio.run(serve())

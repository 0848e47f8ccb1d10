"""Bots and people on the homeserver of the tests: the bot is the real platform, people are the cast's real clients."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from bot.demo.cast import InMemoryPins, Person
from bot.platforms.matrix.platform import MatrixPlatform
from bot.platforms.matrix.verification import Desk
from tests.fakes.homeserver import FakeHomeserver, Room
from tests.real.test_matrix_platform import Bot, Place

PASSWORD = "any will do"
SETTLES_AFTER = 0.1
"""Seconds until a place is saved, where the tests have it saved as soon as it is reached."""


class Stage:
    """Makes them for one test and takes them down after it."""

    def __init__(self, folder: Path, server: FakeHomeserver | None = None) -> None:
        self.server = server or FakeHomeserver()
        self.folder = folder
        self.pins = InMemoryPins()
        self._closers: list[Callable[[], Awaitable[None]]] = []

    async def open(self) -> None:
        """The server listens."""
        await self.server.start()

    def process(
        self, place: Place | None = None, *, account: str = "roundtable", machine: str = "", desk: Desk | None = None
    ) -> Bot:
        """A new process of the bot, on the folder of a machine (the account's own, unless named)."""
        folder = self.folder / (machine or account)
        platform = MatrixPlatform(
            homeserver=self.server.url,
            user_id=self.server.user(account).id,
            password=PASSWORD,
            store=folder / "store",
            secrets=folder / "secrets",
            pickle_key="pickle key of a test",
            pins=self.pins,
            clock=lambda: datetime.now(UTC),
            announce_recovery_key=lambda key: None,
            desk=desk,
        )
        bot = Bot(platform, place or Place(), settles_after=SETTLES_AFTER)
        self._closers.append(lambda: self._stop(bot))
        return bot

    async def bot(self) -> Bot:
        """The bot, and it runs."""
        bot = self.process()
        await bot.start()
        return bot

    async def again(self, bot: Bot) -> Bot:
        """kill -9 of that process, and a new one on its folder and place."""
        await bot.crash()
        new = self.process(bot.place)
        await new.start()
        return new

    async def person(self, name: str, *, signed: bool = True, recovery_key: str | None = None) -> Person:
        """Somebody with a client; a second one of the same person needs the first one's `recovery_key`."""
        folder, user = self.folder / f"{name}-{uuid4().hex[:8]}", self.server.user(name)
        person = await Person.enter(
            self.server.url, user.id, PASSWORD, folder, signed=signed, recovery_key=recovery_key
        )
        self._closers.append(person.close)
        return person

    def room(self, bot: Bot, *people: Person, encrypted: bool = True) -> Room:
        """A room of the bot's with these people in it."""
        return self.server.room(bot.platform.account, *(one.user_id for one in people), encrypted=encrypted)

    async def close(self) -> None:
        """Everybody goes home."""
        for closer in reversed(self._closers):
            with suppress(Exception):
                await closer()
        await self.server.stop()

    async def _stop(self, bot: Bot) -> None:
        await bot.stop()
        await bot.platform.close()

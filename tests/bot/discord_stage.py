"""A Discord over loopback with some people on it, and the real adapter connected to it, for its tests."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import discord
import pytest
from discord.gateway import DiscordWebSocket

from bot.platform import Later
from bot.platforms.discord.platform import DiscordPlatform
from bot.platforms.discord.supervisor import Patience
from commands import TOPICS
from commands.engine.heard import Event, Heard, RoomChanged, Typing
from commands.engine.spec import specs
from storage.access import Label
from tests import cast
from tests.fakes.discord import Channel, FakeDiscord, Person, Server
from tests.fakes.openapi import described

T = TypeVar("T")
TRIES = 5
HURRIED = Patience(first=0.05, longest=0.2, rare=0.2, unconnected=1.0, look=0.05)
WITHIN = 60.0  # seconds for what is awaited to happen, however busy the machine is
LEXICON, PHRASEBOOK, WORDS = cast.LEXICON, cast.PHRASES, cast.WORDS
SPECS = specs(TOPICS)


@dataclass
class Ears:
    """What the bot heard. `troubles` are raised first, one at each hearing; `offered` is what may be chosen."""

    heard: list[Event] = field(default_factory=list)
    troubles: list[Exception] = field(default_factory=list)
    offered: Sequence[tuple[str, str]] = ()
    typed: list[Typing] = field(default_factory=list)
    then: Callable[[Event], Awaitable[None]] | None = None

    async def hear(self, event: Event) -> None:
        """Take an event in."""
        if self.troubles:
            raise self.troubles.pop(0)
        self.heard.append(event)
        if self.then is not None:
            await self.then(event)

    async def suggest(self, typing: Typing) -> Sequence[tuple[str, str]]:
        """Offer what there is."""
        self.typed.append(typing)
        return self.offered

    @property
    def said(self) -> list[Heard]:
        """Everything that people did."""
        return [one for one in self.heard if isinstance(one, Heard)]

    @property
    def changed(self) -> list[str]:
        """The rooms that were announced as changed."""
        return [one.room for one in self.heard if isinstance(one, RoomChanged)]


class NoCheckpoint:
    """Discord keeps no place for us."""

    async def load(self) -> str | None:
        """None."""
        return None

    async def save(self, token: str) -> None:
        """Nothing to keep."""


class Hurried:
    """`asyncio` for discord.py, which sleeps for seconds after a 5xx: it does, and never waits long."""

    def __getattr__(self, name: str) -> Any:
        return getattr(asyncio, name)

    async def sleep(self, seconds: float) -> None:
        """Give way once."""
        await asyncio.sleep(min(seconds, 0.01))


@dataclass(kw_only=True)
class Stage:
    """A server with some people, and the adapter on it."""

    fake: FakeDiscord
    guild: Server
    room: Channel
    owner: Person
    ana: Person
    ben: Person
    folder: Path
    ears: Ears = field(default_factory=Ears)

    def platform(self, **more: Any) -> DiscordPlatform:
        """The adapter, not yet started."""
        given: dict[str, Any] = {
            "token": self.fake.token,
            "guild": str(self.guild.id),
            "specs": SPECS,
            "lexicon": LEXICON,
            "phrasebook": PHRASEBOOK,
            "words": WORDS,
            "clock": lambda: self.fake.now,
            "folder": self.folder,
            "ceiling": Label.GREEN,
            "api": self.fake.api_url,
            "gateway": self.fake.gateway_url,
            "patience": HURRIED,
        }
        return DiscordPlatform(**{**given, **more})

    @asynccontextmanager
    async def started(self, **more: Any) -> AsyncIterator[DiscordPlatform]:
        """The adapter, logged in and not connected."""
        platform = self.platform(**more)
        try:
            await platform.start()
            yield platform
        finally:
            await platform.close()

    @asynccontextmanager
    async def connected(self, **more: Any) -> AsyncIterator[DiscordPlatform]:
        """The adapter, listening."""
        async with self.started(**more) as platform:
            running = asyncio.create_task(platform.run(self.ears.hear, NoCheckpoint(), self.ears.suggest))
            try:
                await self.until(lambda: self.fake.connections == 1 and bool(self.ears.changed), running)
                await self.until(lambda: (self.folder / "commands.json").exists(), running)
                yield platform
            finally:
                running.cancel()
                with suppress(asyncio.CancelledError):
                    await running

    async def ends_by(self, deed: Callable[[], Awaitable[Any]]) -> None:
        """What `run` ends with after something has happened."""
        async with self.started() as platform:
            running = asyncio.create_task(platform.run(self.ears.hear, NoCheckpoint(), self.ears.suggest))
            await self.until(lambda: (self.folder / "commands.json").exists(), running)
            await deed()
            async with asyncio.timeout(WITHIN):
                await running

    async def until(self, holds: Callable[[], bool], running: "asyncio.Task[None] | None" = None) -> None:
        """Wait until something is so."""
        async with asyncio.timeout(WITHIN):
            while not holds():
                if running is not None and running.done():
                    running.result()
                await asyncio.sleep(0.01)

    async def heard(self, count: int) -> list[Heard]:
        """What people did, once there is so much of it."""
        await self.until(lambda: len(self.ears.said) >= count)
        return self.ears.said

    async def until_done(self, deed: Callable[[], Awaitable[T]]) -> T:
        """Try again with the same key, as the courier does, until it is done."""
        for _ in range(TRIES):
            try:
                return await deed()
            except Later:
                continue
        raise AssertionError("it was never done")

    def effects(self, op: str) -> int:
        """How often something really happened."""
        return len([one for one in self.fake.log if one.op == op])


@asynccontextmanager
async def staged(monkeypatch: pytest.MonkeyPatch, folder: Path) -> AsyncIterator[Stage]:
    """A stage; at the end, nothing that was sent was against Discord's description."""
    fake = FakeDiscord(described())
    await fake.start()
    monkeypatch.setattr(discord.http.Route, "BASE", discord.http.Route.BASE)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", DiscordWebSocket.DEFAULT_GATEWAY)
    monkeypatch.setattr(discord.http, "asyncio", Hurried())
    monkeypatch.setattr(discord.webhook.async_, "asyncio", Hurried())
    owner, ana, ben = fake.user("Olga"), fake.user("Ana"), fake.user("Ben", locale="fr")
    guild = fake.guild("Network", owner)
    guild.join(ana)
    guild.join(ben)
    room = guild.channel("lev")
    try:
        yield Stage(fake=fake, guild=guild, room=room, owner=owner, ana=ana, ben=ben, folder=folder)
    finally:
        await fake.stop()
    assert fake.violations == [], fake.violations
    assert fake.own_errors == [], fake.own_errors


def values_of(heard: Heard) -> Mapping[str, str]:
    """The values of a command that was given by a form."""
    assert heard.call is not None
    return heard.call.values

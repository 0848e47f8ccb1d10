"""Discord through its real client, connected to a Discord over loopback, with people who use slash commands."""

import contextlib
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from bot.platform import Platform, RoomPlan
from bot.platforms.discord.platform import DiscordPlatform
from commands import TOPICS
from commands.engine.heard import Event
from commands.engine.spec import specs
from tests.cast import LEXICON, PHRASES, WORDS
from tests.contract.stage import Asker, until
from tests.fakes.discord import Channel, Exchange, FakeDiscord, Person, pointed_at
from tests.fakes.discord.nouns import Place
from tests.fakes.openapi import described

CANCELLED = 4  # the status of a scheduled event


class DiscordSomebody:
    """A member of the server."""

    def __init__(self, stage: "DiscordStage", person: Person) -> None:
        self.stage = stage
        self.person = person
        self.id = str(person.id)
        self.exchanges: list[Exchange] = []

    async def join(self, room: str) -> None:
        """Whoever is invited is in."""

    async def leave(self, room: str) -> None:
        """Nobody leaves a channel by themself: the server's owner takes them out."""
        channel = self._place(room)
        assert isinstance(channel, Channel)
        self.stage.server.clear_overwrite(channel, self.person)

    async def asks(self, room: str, text: str) -> str:
        """Say it, naming the bot."""
        message = await self.person.say(self._place(room), f"{self.stage.fake.bot.mention} {text}")
        return f"{room}/{message.id}"

    async def reads(self, room: str) -> list[str]:
        """What stands there for them."""
        messages = self.person.reads(self._place(room))
        return [one.attachments[0].filename if one.attachments else one.content for one in messages]

    async def pins(self, room: str) -> list[str]:
        """The channel's pinned messages."""
        return [one.content for one in self.person.reads(self._place(room)) if one.pinned]

    async def forms(self, room: str) -> None:
        """Use the slash command."""
        self.exchanges.append(await self.person.slash(self._place(room), "meeting list"))

    @property
    def answers(self) -> list[str]:
        """Whatever has come; "thinking" is none."""
        return [one.text for one in self.exchanges if not one.deferred]

    def _place(self, room: str) -> Place:
        return self.stage.fake.world.places[int(room)]


class DiscordStage:
    """A bot's account on a server, running. In the end nobody has done anything against Discord's rules."""

    lets_in = True

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.events: list[Event] = []
        self.fake = FakeDiscord(described())
        owner = self.fake.user("Owner")
        self.server = self.fake.guild("Network", owner)
        self.overseers = frozenset({str(owner.id)})
        self.platform: Platform
        self._pointed = contextlib.ExitStack()

    async def opens(self) -> None:
        """Start the server."""
        await self.fake.start()
        self._pointed.enter_context(pointed_at(self.fake))
        self.platform = DiscordPlatform(
            token=self.fake.token,
            guild=str(self.server.id),
            specs=specs(TOPICS),
            lexicon=LEXICON,
            phrasebook=PHRASES,
            words=WORDS,
            clock=lambda: self.fake.now,
            folder=self.folder,
            api=self.fake.api_url,
            gateway=self.fake.gateway_url,
        )

    async def somebody(self, name: str) -> Asker:
        """A new member."""
        person = self.fake.user(name)
        self.server.join(person)
        return DiscordSomebody(self, person)

    async def clear_room(self) -> str:
        """Every room is."""
        return await self.platform.open_room(RoomPlan(name="clear", encrypted=False), key="clear")

    @property
    def calendar(self) -> Sequence[tuple[str, datetime, bool]]:
        """The server's scheduled events."""
        return [
            (
                one.fields["name"],
                datetime.fromisoformat(one.fields["scheduled_start_time"]),
                one.status == CANCELLED,
            )
            for one in self.server.events.values()
        ]

    async def hear(self, event: Event) -> None:
        """Write it down."""
        self.events.append(event)

    async def listens(self) -> None:
        """The client is connected, and people's clients know the commands."""
        await until(lambda: self.fake.connections > 0 and (self.folder / "commands.json").exists())

    async def closes(self) -> None:
        """Everybody goes home."""
        await self.platform.close()
        await self.fake.stop()
        self._pointed.close()
        assert self.fake.violations == [], self.fake.violations
        assert self.fake.own_errors == [], self.fake.own_errors

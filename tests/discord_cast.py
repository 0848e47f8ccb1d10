"""The cast on Discord: the bot with its real client, a Discord over loopback, and people who do what people can there.

    await cast.sofia.slash("group open", code="LEV", name="Low-emission vehicles")  in her private chat with the bot
    await cast.greta.slash("meeting list", at="LEV")     in a channel; what is answered she alone sees
    await cast.sofia.fills(text="Night shifts")            the form that opened instead of an answer
    await cast.luc.clicks(await cast.post("LEV", "meeting-announced"), "yes")
    assert cast.greta.was_told("meeting-list")             answered to her, or sent to her, since she last did something
    assert await cast.heard("LEV", "meeting-announced")    what stands in a channel

`cast.other` is the platform in memory, where there is one: the same network and the same bot, on both sides at once.
Nobody acts but through Discord's own interactions and messages; the clock and the courier are driven by the test, as
in `tests.cast`, and all that went over the wire is kept.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from bot.app import App
from bot.demo.wire import Wire
from bot.markup import ProseRenderer
from bot.platform import Rendered
from bot.platforms.discord.outbound import WHOLE
from bot.platforms.discord.platform import DiscordPlatform
from commands import TOPICS
from commands.engine.heard import Event, Heard, RoomChanged
from commands.engine.policy import Policy
from commands.engine.spec import specs
from storage.access import Label
from storage.message import Message as Said
from storage.room import Room, RoomKind
from storage.unit import Storage
from tests.cast import LEXICON, PATIENCE, PHRASES, WORDS, Cast
from tests.cast import Member as Home
from tests.fakes.discord import (
    Channel,
    Choice,
    DirectChannel,
    Exchange,
    FakeDiscord,
    Message,
    Person,
    Server,
    pointed_at,
)
from tests.fakes.discord.forms import BUTTON
from tests.fakes.discord.nouns import Json, Place, ScheduledEvent
from tests.fakes.memory import MemoryPlatform
from tests.fakes.openapi import described

SOON = 60.0  # seconds for what is awaited to happen, however busy the machine is
QUIET = 0.5  # seconds after which a change of a channel has been announced and looked at
COMMANDS = "commands.json"  # in the adapter's folder, once Discord has them
CODE = r"\b[2-9A-Z]{5}-[2-9A-Z]{5}\b"
SPECS = specs(TOPICS)


@dataclass(kw_only=True, eq=False, repr=False)
class Member:
    """Somebody on Discord: what they do, and what they were told since they last did something."""

    name: str
    person: Person
    cast: "DiscordCast"
    last: Exchange | None = None
    since: int = 0

    @property
    def account(self) -> str:
        """Their id, as commands take it."""
        return str(self.person.id)

    # what they do

    async def slash(self, command: str, *, at: str | Place | None = None, **values: Any) -> Exchange:
        """Use a command, in a channel or, without one, in the private chat; a form may open instead."""
        place = at if isinstance(at, Place) else await self._place(at)
        self._begins()
        return await self._done(await self.person.slash(place, command, values))

    async def fills(self, **values: str) -> Exchange:
        """Send the form that is open."""
        assert self.last is not None
        self._begins()
        return await self._done(await self.person.submit(self.last, values))

    async def clicks(self, message: Message, button: str) -> Exchange:
        """Press a button, named by its label or by the word it says."""
        self._begins()
        return await self._done(await self.person.click(message, _custom_id(message, button)))

    async def forges(self, message: Message, other: Message, button: str) -> Exchange:
        """Press, on a message, a button that stands on another one, which they may never have seen."""
        self._begins()
        return await self._done(await self.person.click(message, _custom_id(other, button), force=True))

    async def picks(self, message: Message, label: str) -> Exchange:
        """Choose in the menu under a message, by what is shown there."""
        [menu] = [one for one in _components(message) if one["type"] != BUTTON]
        values = {one["label"]: one["value"] for one in menu["options"]}
        assert label in values, f"{label} is not among {sorted(values)}"
        self._begins()
        return await self._done(await self.person.select(message, menu["custom_id"], [values[label]]))

    async def menu(self, message: Message, name: str) -> Exchange:
        """Use the menu of a message."""
        self._begins()
        return await self._done(await self.person.menu(message.place, message, name))

    async def confirmed(self, command: str, *, at: str | None = None, text: str = "", **values: Any) -> None:
        """Ask for what others will see (`text` is written into the form that opens), be shown it, and say yes."""
        await self.slash(command, at=at, **values)
        if text:
            await self.fills(text=text)
        assert self.was_told("confirm-preview"), self.text
        await self.agrees()

    async def agrees(self) -> Exchange:
        """Press yes under the last answer."""
        return await self.clicks(self.answer, "yes")

    async def says(self, text: str, *, at: str | None = None, reply_to: Message | None = None) -> Message:
        """Write: in the private chat, to the bot; in a channel or as a reply, to whoever that means."""
        place = reply_to.place if reply_to else await self._place(at)
        self._begins()
        message = await self.person.say(place, text, reply_to=reply_to)
        to_bot = isinstance(place, DirectChannel) or self.cast.fake.bot in message.mentions
        if to_bot or (reply_to and reply_to.author is self.cast.fake.bot):
            await self.cast.taken_in(f"{place.id}/{message.id}")
        return message

    async def offered(self, command: str, option: str, typed: str = "", **others: Any) -> list[Choice]:
        """What is suggested while they type an option in the private chat."""
        return await self.person.suggest(await self.person.dm(), command, option, typed, others)

    # what they see

    @property
    def answer(self) -> Message:
        """The last answer to them alone, as it stands now."""
        assert self.last is not None
        assert self.last.message is not None
        return self.last.message

    @property
    def posts(self) -> list[Message]:
        """What was answered to them or arrived in their private chat since they last did something."""
        return [one for one in self.seen if one.id > self.since]

    @property
    def seen(self) -> list[Message]:
        """All that was ever for them alone, and stands."""
        mine = [one for one in self.cast.fake.world.messages() if one.only_for is self.person or self._is_chat(one)]
        return sorted((one for one in mine if one.author is self.cast.fake.bot), key=lambda one: one.id)

    @property
    def text(self) -> str:
        """The words of what they were told."""
        return "\n".join(one.text for one in self.posts)

    def was_told(self, key: str) -> bool:
        """Whether a message with this phrase key is among it."""
        return any(key in self.cast.keys(one) for one in self.posts)

    def told(self, key: str) -> Message:
        """The last message with this key that was ever for them alone."""
        return [one for one in self.seen if key in self.cast.keys(one)][-1]

    def may_see(self, room: Channel) -> bool:
        """Whether they can read a channel."""
        return self.person.sees(room)

    def _begins(self) -> None:
        self.since = self.cast.fake.world.clock.new_id()

    async def _done(self, exchange: Exchange) -> Exchange:
        assert exchange.error is None, exchange.error
        self.last = exchange
        if exchange.modal is None:
            await self.cast.taken_in(str(exchange.interaction.id))
        return exchange

    async def _place(self, room: str | None) -> Place:
        return await self.person.dm() if room is None else await self.cast.channel(room)

    def _is_chat(self, message: Message) -> bool:
        return isinstance(message.place, DirectChannel) and message.place.recipient is self.person


@dataclass(kw_only=True, repr=False)
class DiscordCast:
    """A network at a moment: its people on Discord, its channels, its clock, and the bot."""

    fake: FakeDiscord
    server: Server
    platform: DiscordPlatform
    app: App
    wire: Wire
    folder: Path
    other: Cast
    members: dict[str, Member] = field(default_factory=dict)
    handled: dict[str, asyncio.Future[None]] = field(default_factory=dict)
    running: asyncio.Task[None] | None = None

    def __getattr__(self, name: str) -> Member:
        members: dict[str, Member] = self.__dict__.get("members", {})
        if name in members:
            return members[name]
        raise AttributeError(name)

    @property
    def now(self) -> datetime:
        """What time it is, for the bot and for Discord."""
        return self.other.now

    def enters(self, person: Person) -> Member:
        """Somebody comes to the server."""
        if person.id not in self.server.members:
            self.server.join(person)
        member = self.members[person.name.lower()] = Member(name=person.name, person=person, cast=self)
        return member

    def somebody(self, name: str, *, locale: str = "en-US") -> Member:
        """Somebody new, whom nobody knows yet."""
        return self.enters(self.fake.user(name, locale=locale))

    async def invited(self, by: Member, name: str, organisation: str, role: str, locale: str = "en") -> Member:
        """Somebody comes, is invited with a code, is nobody until they say it, and is let into their channels then."""
        member = self.somebody(name, locale="fr" if locale == "fr" else "en-GB")
        values = {"account": member.account, "organisation": organisation, "role": role, "name": name}
        await by.slash("person invite", **values, language=locale)
        assert by.was_told("person-invited"), by.text
        code = found(CODE, by.text)
        await member.slash("group list")
        assert member.was_told("knock"), member.text
        await member.says(code)
        assert member.was_told("code-right"), member.text
        return member

    # the bot

    async def hear(self, event: Event) -> None:
        """The bot takes an event in."""
        await self.app.hear(event)
        key = event.event_id if isinstance(event, Heard) else event.room if isinstance(event, RoomChanged) else ""
        if not (handling := self._handling(key)).done():
            handling.set_result(None)

    async def commits(self, event_id: str) -> None:
        """Wait until the bot has taken this in; what follows from it has not left yet."""
        async with asyncio.timeout(SOON):
            await self._handling(event_id)

    async def taken_in(self, event_id: str) -> None:
        """Wait until the bot has taken this in, and let everything leave that may leave."""
        await self.commits(event_id)
        await self.settle()

    async def settle(self) -> None:
        """Let everything leave that may leave now."""
        await self.other.settle()

    async def passes(self, time: timedelta) -> None:
        """Time passes; the clock ticks at its end."""
        await self.other.passes(time)

    async def until(self, moment: datetime) -> None:
        """Time passes until then."""
        await self.other.until(moment)

    async def noticed(self, channel: Channel) -> None:
        """Wait until the bot has looked at a channel that somebody just changed."""
        self.handled.pop(str(channel.id), None)
        await self.taken_in(str(channel.id))

    async def restarts(self) -> None:
        """The bot's connection ends, and another process begins where nothing is known but what is in the database."""
        await self.stops()
        await self.starts()

    async def starts(self) -> None:
        """Connect; Discord has the commands then."""
        await self.platform.start()
        self.running = asyncio.create_task(self.platform.run(self.hear, _NoPlace(), self.app.suggest))
        async with asyncio.timeout(SOON):
            while not (self.fake.connections and (self.folder / COMMANDS).exists()):
                await asyncio.sleep(0.01)
                if self.running.done():
                    self.running.result()
        await self.settle()

    async def stops(self) -> None:
        """Let go of the line. Raises what it ended with, if that was before."""
        running, self.running = self.running, None
        if running is not None:
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running
            await self.platform.close()

    async def quiet(self) -> None:
        """Give the bot the time to look at every channel that changed."""
        for _ in range(10):  # steps, which are longer the busier the machine is
            await asyncio.sleep(QUIET / 10)
        await self.settle()

    # what stands where

    async def channel(self, room: str) -> Channel:
        """The channel or thread that a room of ours on Discord is."""
        async with self.app.storage.unit() as unit:
            found = await unit.scalar(
                select(Room).where(Room.name == room, Room.platform == "discord", Room.kind != RoomKind.SPACE)
            )
            assert found is not None, f"no room {room}"
            assert found.external_id is not None, f"{room} is not open"
        place = self.fake.world.places[int(found.external_id)]
        assert isinstance(place, Channel)
        return place

    async def posts(self, room: str) -> list[Message]:
        """What the bot has said in a channel, and in the threads of its messages, as it stands for everybody there."""
        channel = await self.channel(room)
        places = [channel, *(one for one in channel.guild.threads.values() if one.parent is channel)]
        return [
            message
            for place in places
            for message in place.messages.values()
            if message.author is self.fake.bot and message.only_for is None and not message.deleted
        ]

    async def heard(self, room: str, key: str) -> bool:
        """Whether a message with this key stands in a channel."""
        return any(key in self.keys(one) for one in await self.posts(room))

    async def post(self, room: str, key: str) -> Message:
        """The last message with this key in a channel."""
        found = [one for one in await self.posts(room) if key in self.keys(one)]
        assert found, f"no {key} in {room}: {[one.text for one in await self.posts(room)]}"
        return found[-1]

    def keys(self, message: Message) -> Sequence[str]:
        """The phrase keys of a message of the bot's, whose words may stand in a card or a file of its own."""
        cards = (str(one.get("description", "")) for one in message.embeds)
        files = (one.data.decode() for one in message.attachments if one.filename == WHOLE)
        found = (self.other.messages.get(words.strip()) for words in (message.content, *cards, *files))
        return [key for one in found if one is not None for key in one.keys()]  # noqa: SIM118  a method of Message

    @property
    def calendar(self) -> list[ScheduledEvent]:
        """The scheduled events of the server."""
        return list(self.server.events.values())

    def _handling(self, event_id: str) -> asyncio.Future[None]:
        return self.handled.setdefault(event_id, asyncio.get_running_loop().create_future())


class _NoPlace:
    """Discord keeps no place for us in its stream of events."""

    async def load(self) -> str | None:
        """None."""
        return None

    async def save(self, token: str) -> None:
        """Nothing to keep."""


def at_home(name: str, other: Cast, beside: MemoryPlatform) -> Home:
    """Somebody with an account on the platform beside Discord."""
    account = f"@{name.lower()}:{beside.name}"
    member = other.members[name.lower()] = Home(name=name, account=account, cast=other, platform=beside.name)
    return member


@asynccontextmanager
async def on_discord(
    storage: Storage, folder: Path, *, ceiling: Label = Label.GREEN, beside: MemoryPlatform | None = None
) -> AsyncIterator[DiscordCast]:
    """The bot at its first start, with its two admins; at the end nobody has done anything against Discord's rules.

    On Discord alone Sofia, who owns the server, and Tom are the admins; with a platform `beside` it they are at home on
    that one, and their accounts on Discord are nobody's yet.
    """
    other = Cast(platforms={} if beside is None else {beside.name: beside})
    if beside is not None:
        beside.now = lambda: other.now
    fake = FakeDiscord(described(), now=lambda: other.now)
    fake.gateway.compression = False  # so that what the bot is told can be read on the wire
    sofia, tom = fake.user("Sofia"), fake.user("Tom")
    server = fake.guild("Network", owner=sofia)
    with pointed_at(fake):  # whatever the adapter points at is undone in the end
        await fake.start()
        wire = await Wire.to(int(fake.url.rpartition(":")[2]))
        platform = _adapter(fake, server, wire.port, folder, ceiling)
        admins = [f"discord:{one.id}" for one in (sofia, tom)]
        if beside is not None:
            homes = [at_home(name, other, beside) for name in ("Sofia", "Tom")]
            admins = [f"{beside.name}:{one.account}" for one in homes]
        other.app = _bot(storage, platform, tuple(admins), other)
        cast = DiscordCast(
            fake=fake, server=server, platform=platform, app=other.app, wire=wire, folder=folder, other=other
        )
        cast.enters(sofia)
        cast.enters(tom)
        try:
            await cast.app.prepare()
            await cast.starts()
            yield cast
            await cast.stops()
        finally:
            await cast.stops()
            await cast.app.close()
            await wire.close()
            await fake.stop()
    assert fake.violations == [], fake.violations
    assert fake.own_errors == [], fake.own_errors


def _adapter(fake: FakeDiscord, server: Server, port: int, folder: Path, ceiling: Label) -> DiscordPlatform:
    return DiscordPlatform(
        token=fake.token,
        guild=str(server.id),
        specs=SPECS,
        lexicon=LEXICON,
        phrasebook=PHRASES,
        words=WORDS,
        clock=lambda: fake.now,
        folder=folder,
        ceiling=ceiling,
        api=f"http://127.0.0.1:{port}/api/v10",
        gateway=f"ws://127.0.0.1:{port}/gateway",
    )


def _bot(storage: Storage, platform: DiscordPlatform, admins: tuple[str, ...], other: Cast) -> App:
    """The bot; what it renders is remembered with its phrase keys."""
    app = App(
        storage,
        {**other.platforms, platform.name: platform},
        policy=Policy(),
        admins=admins,
        locale="en",
        zone="Europe/Brussels",
        lexicon=LEXICON,
        words=WORDS,
        phrasebook=PHRASES,
        prose=ProseRenderer(limit=PATIENCE),
        now=lambda: other.now,
    )
    render = app.courier.render

    async def remember(message: Said, locales: Sequence[str], name: str, room: Room) -> Rendered:
        text = await render(message, locales, name, room)
        other.messages[text.plain] = other.messages[text.plain.strip()] = message
        return text

    app.courier.render = remember
    return app


def found(pattern: str, text: str) -> str:
    """The first match."""
    match = re.search(pattern, text)
    assert match is not None, text
    return match[0]


def _components(message: Message) -> list[Json]:
    return [one for row in message.components for one in row.get("components", [row])]


def _custom_id(message: Message, button: str) -> str:
    """The button that is labelled so, or says that word."""
    for one in _components(message):
        if one["type"] == BUTTON and "custom_id" in one:
            custom_id: str = one["custom_id"]
            if one.get("label", "").lower() == button.lower() or custom_id.rpartition(":")[2] == button:
                return custom_id
    raise AssertionError(f"no button {button!r} under: {message.text}")

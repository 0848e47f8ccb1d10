"""Drift on Discord: the real client on the stand-in, where people, roles and overwrites decide who reads."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import Any
from unittest import mock

from bot.platforms.discord.changes import Changes
from bot.platforms.discord.pace import Pace
from bot.platforms.discord.platform import DiscordPlatform
from storage.access import Label
from storage.unit import Storage
from tests.discord_cast import DiscordCast, on_discord
from tests.fakes.discord import Channel, Permission, Role, Thread, User, posting
from tests.proofs.proof import Run
from tests.proofs.stage.drift import Change, Ears, Effect, Side, Tolls

VIEW, THREADS = Permission.VIEW_CHANNEL, Permission.MANAGE_THREADS
CAME_IN = 1  # the kind of message with which Discord tells of it
UNPACED = (100_000, 1.0)  # requests, seconds
SETTLE = {"settle": 0.02}  # seconds until a change is told of, in place of 0.3


class OnDiscord:
    """The bot and a server of Sofia's. `there` makes one."""

    name = "discord"
    label = Label.GREEN
    encrypts = False

    def __init__(self, discord: DiscordCast, storage: Storage) -> None:
        self.discord = discord
        self.storage = storage
        self.cast = discord.other
        self.ears = Ears()
        self.tolls = Tolls()
        self.server = server = discord.server
        self.people = {name: discord.somebody(name.title()).person for name in ("greta", "luc", "pia", "mallory")}
        self.guests = [self.people[name] for name in ("greta", "luc")]
        self.role = server.role("Interns")
        self.ruler = server.role("Deputies")
        self.other_bot = server.role("Archiver")
        self.other_bot.managed_by = self.people["mallory"].id
        self.parent = server.private("Engagements", *self.guests)

    @property
    def platform(self) -> DiscordPlatform:
        """The adapter."""
        return self.discord.platform

    # what can be done to a channel

    @property
    def groups(self) -> Sequence[Sequence[Change]]:
        """What is done to one channel is done side by side; what is done to the whole server, by itself."""
        allow, server, stranger = self._allow, self.server, self.people["mallory"]
        everyone = server.everyone
        return [
            [
                Change(what="everybody may read it", do=allow(everyone, VIEW)),
                Change(what="everybody may let themselves in", do=allow(everyone, Permission.MANAGE_ROLES)),
                Change(what="a role may read it", do=allow(self.role, VIEW)),
                Change(what="a role may let itself in", do=allow(self.role, Permission.MANAGE_CHANNELS)),
                Change(what="a stranger may read it", do=allow(stranger, VIEW)),
                Change(what="a stranger may let herself in", do=allow(stranger, Permission.MANAGE_ROLES)),
                Change(what="another bot may read it", do=allow(self.other_bot, VIEW)),
                Change(what="who is no buyer may read it", do=allow(self.people["pia"], VIEW), effect=Effect.STOPS),
                Change(what="it is deleted", do=server.delete_channel, tells_later=False),
                Change(what="it has another name", do=partial(server.change_channel, name="another"),
                       effect=Effect.NOTHING),
                Change(what="a member may write no more", do=self._deny(self.guests[0]), effect=Effect.NOTHING),
                *self._in_threads(),
            ],
            [self._everywhere("a role becomes administrator", self.ruler, Permission.ADMINISTRATOR)],
            [self._everywhere("a role may manage channels", self.ruler, Permission.MANAGE_CHANNELS)],
            [self._everywhere("everybody may manage roles", everyone, Permission.MANAGE_ROLES, tells_staff=False)],
            [
                Change(
                    what="the server has another owner",
                    do=lambda _: server.hand_over(stranger),
                    undo=lambda _: server.hand_over(self.discord.sofia.person),
                    tells_staff=False,
                )
            ],
        ]  # fmt: skip

    def _in_threads(self) -> list[Change]:
        """In a private thread of its own channel's."""

        def invited(thread: Thread, by: User) -> None:
            self.server.add_to_thread(thread, self.people["mallory"])
            posting.create(self.server.world, thread, by, {"content": ""}, {}, op="person:say", type=CAME_IN)

        def opened(thread: Thread) -> None:
            self.server.change_thread(thread, invitable=True)
            invited(thread, self.guests[0])

        def moderated(who: Role) -> Callable[[Thread], None]:
            return lambda thread: self.server.overwrite(thread.home, who, allow=THREADS)

        return [
            Change(what="the owner brings a stranger into the thread", do=lambda one: invited(one, self.server.owner),
                   in_thread=True),
            Change(what="the thread is opened to invitations, and a member brings a stranger", do=opened,
                   in_thread=True),
            Change(what="a role may moderate threads", do=moderated(self.role), in_thread=True),
            Change(what="everybody may moderate threads", do=moderated(self.server.everyone), in_thread=True),
            Change(what="the thread is deleted", do=self.server.delete_channel, in_thread=True,
                   tells_later=False),
        ]  # fmt: skip

    def _allow(self, who: Any, right: int) -> Callable[[Channel], Any]:
        return lambda channel: self.server.overwrite(channel, who, allow=int(right))

    def _deny(self, who: Any) -> Callable[[Channel], Any]:
        view, write = int(VIEW), int(Permission.SEND_MESSAGES)
        return lambda channel: self.server.overwrite(channel, who, allow=view, deny=write)

    def _everywhere(self, what: str, role: Role, right: int, *, tells_staff: bool = True) -> Change:
        had = role.permissions
        return Change(
            what=what,
            tells_staff=tells_staff,
            do=lambda _: self.server.change_role(role, permissions=had | int(right)),
            undo=lambda _: self.server.change_role(role, permissions=had),
        )

    # the channels, and what arrived

    def accounts_of(self, name: str) -> Sequence[str]:
        """One each."""
        return [str(self.people[name].id)]

    def open(self, change: Change) -> tuple[str, Channel]:
        """A channel or a private thread with the two who buy."""
        if change.in_thread:
            parent = self.server.private("engagements", *self.guests)
            place: Channel = self.server.thread(parent, "a", *self.guests, self.discord.fake.bot, private=True)
        else:
            place = self.server.private("room", *self.guests)
        return str(place.id), place

    def arrived(self, place: Channel) -> int:
        """What stands there, and what was taken away with the channel."""
        return sum(one.author is self.discord.fake.bot for one in place.messages.values())

    async def told(self) -> str:
        """What stands in the staff room."""
        return "\n".join(one.text for one in await self.discord.posts("Staff"))

    async def synced(self, place: Channel) -> None:
        """Discord's library decides nothing."""

    def close(self, place: Channel) -> None:
        """Away with it, so that what is done to the whole server meets few."""
        if place.id in self.discord.fake.world.places:
            self.server.delete_channel(place)

    async def knows(self, address: str, place: Channel) -> None:
        """New threads are looked at; of new channels nothing is told."""
        if isinstance(place, Thread):
            await self.ears.looked_at(address)

    async def overheard(self) -> int:
        """Discord keeps nothing from whoever may read a channel: what counts is that nothing arrives there."""
        return 0

    # the bot

    async def starts(self) -> None:
        """It connects, and knows nothing but what is in the database."""
        await self.discord.starts()

    async def stops(self) -> None:
        """The line is gone."""
        await self.discord.stops()


@asynccontextmanager
async def there(run: Run, storage: Storage) -> AsyncIterator[Side]:
    """The bot has made its staff room, and hears through ears of ours."""
    folder = run.folder / "discord"
    folder.mkdir()
    with (
        mock.patch.dict(Changes.__init__.__kwdefaults__, SETTLE),
        mock.patch.object(Pace.__init__, "__defaults__", UNPACED),
    ):
        async with on_discord(storage, folder) as discord:
            side = OnDiscord(discord, storage)
            side.ears.app = discord.app
            side.tolls.on(discord.app, discord.platform)
            discord.hear = side.ears.hear  # type: ignore[method-assign]
            await discord.restarts()
            await asyncio.sleep(0.2)
            yield side

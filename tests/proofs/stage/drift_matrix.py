"""Drift on Matrix: the real client with end-to-end encryption, on the homeserver of the tests.

Staff and the one who comes in are real clients, too: what they were told, and what could be read, is what theirs
decrypted.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import Any

from bot.app import App
from bot.demo.cast import InMemoryPins, Person
from bot.markup import ProseRenderer
from bot.platforms.matrix.platform import MatrixPlatform
from commands.engine.policy import Policy
from storage.access import Label
from storage.unit import Storage
from tests.cast import LEXICON, PHRASES, WORDS, Cast
from tests.fakes.homeserver import FakeHomeserver, Room
from tests.proofs.proof import Run
from tests.proofs.stage.drift import Change, Ears, Effect, Tolls
from tests.real.test_matrix_platform import Place

PASSWORD = "any will do"
AFAR = "@greta:other.test"
HISTORY = "history_visibility"
READ_WITHIN, STILL = 20.0, 0.5  # seconds


class OnMatrix:
    """The bot, Sofia of the staff, and Mallory, whom nobody knows. `on_matrix` makes one."""

    label = Label.AMBER
    name = "matrix"
    encrypts = True
    sofia: Person
    mallory: Person
    platform: MatrixPlatform

    def __init__(self, server: FakeHomeserver, storage: Storage, run: Run) -> None:
        self.server = server
        self.storage = storage
        self.folder = run.folder
        self.cast = Cast(platforms={})
        self.ears = Ears()
        self.tolls = Tolls()
        self.account = server.user("roundtable").id
        self.staff = [server.user(name).id for name in ("sofia", "tom")]
        self._place = Place()
        self._pins = InMemoryPins()
        self._running: asyncio.Task[None] | None = None

    # what can be done to a room

    @property
    def groups(self) -> Sequence[Sequence[Change]]:
        """All side by side: on Matrix each room is by itself."""
        state, member = self._state, self._member
        levels = partial(state, "power_levels", state_default=100)
        stranger, friend, outsider = self.mallory.user_id, AFAR, self.server.user("pia").id
        return [
            [
                Change(what="a stranger joins", do=member(stranger, "join")),
                Change(what="a stranger is invited", do=member(stranger, "invite")),
                Change(what="a stranger knocks and is let in", do=self._knocks(stranger)),
                Change(what="a member comes from another server", do=member(friend, "join")),
                Change(what="a bridge's ghost joins", do=member("@_bridge_7:fake.test", "join")),
                Change(what="who is no buyer joins", do=member(outsider, "join"), effect=Effect.STOPS),
                Change(what="a membership nobody understands", do=member(stranger, "lurk")),
                Change(what="the bot is put out", do=member(self.account, "leave")),
                Change(what="anybody may join", do=state("join_rules", join_rule="public")),
                Change(what="a space's members may join", do=state("join_rules", join_rule="restricted")),
                Change(what="anybody may read its history", do=state(HISTORY, history_visibility="world_readable")),
                Change(what="who joins reads its history", do=state(HISTORY, history_visibility="shared")),
                Change(what="guests may join", do=state("guest_access", guest_access="can_join")),
                Change(what="another encryption", do=state("encryption", algorithm="org.example.plain")),
                Change(what="an encryption nobody understands", do=state("encryption", algorithm=7)),
                Change(what="it is replaced by another room", do=state("tombstone", replacement_room="!n:t.test")),
                Change(what="it is closed for good", do=state("tombstone")),
                Change(what="everybody may invite", do=state("power_levels", users={self.account: 100})),
                Change(what="a member may invite", do=levels(users={self.server.user("luc").id: 50}, invite=50)),
                Change(what="one of staff has power in it", do=levels(users={self.staff[0]: 100}, invite=100),
                       effect=Effect.NOTHING),
                Change(what="it has an alias", do=state("canonical_alias", alias="#lev:fake.test"),
                       effect=Effect.NOTHING),
                Change(what="somebody leaves", do=member(self.server.user("luc").id, "leave"), effect=Effect.NOTHING),
            ]
        ]  # fmt: skip

    def _state(self, kind: str, **content: Any) -> Callable[[Room], Any]:
        return partial(self._put, kind=f"m.room.{kind}", content=content, key="")

    def _member(self, person: str, membership: str) -> Callable[[Room], Any]:
        return partial(self._put, kind="m.room.member", content={"membership": membership}, key=person)

    def _put(self, room: Room, *, kind: str, content: Any, key: str) -> None:
        self.server.put(room, self.staff[1], kind, content, state_key=key)

    def _knocks(self, person: str) -> Callable[[Room], Any]:
        def let_in(room: Room) -> None:
            for membership in ("knock", "invite", "join"):
                self._put(room, kind="m.room.member", content={"membership": membership}, key=person)

        return let_in

    # the rooms, and what arrived

    def accounts_of(self, name: str) -> Sequence[str]:
        """Greta has one on another server besides."""
        own = self.server.user(name).id
        return [own, AFAR] if name == "greta" else [own]

    def open(self, change: Change) -> tuple[str, Room]:
        """An encrypted room with two buyers in it."""
        people = [self.server.user(name).id for name in ("greta", "luc")]
        room = self.server.room(self.account, *people, encrypted=True)
        return room.id, room

    async def synced(self, place: Room) -> None:
        """The library itself has been told that Mallory is there, and would give her keys."""
        if place.membership(self.mallory.user_id) not in {"join", "invite"}:
            return
        async with asyncio.timeout(READ_WITHIN):
            while self.mallory.user_id not in self.platform._device.client.rooms[place.id].users:
                await asyncio.sleep(0.01)

    def close(self, place: Room) -> None:
        """It may stay."""

    async def knows(self, address: str, place: Room) -> None:
        """All of it comes with one sync."""
        await self.ears.looked_at(address)

    def arrived(self, place: Room) -> int:
        """By the log of the server."""
        return sum(one.room == place.id and one.sender == self.account and one.is_new for one in self.server.sent)

    async def told(self) -> str:
        """What Sofia could read in the staff room, once nothing is on its way any more."""
        room = next(room for room, name in self.sofia.rooms.items() if name == "Staff")
        wanted = sum(one.room == room for one in self.server.sent)
        async with asyncio.timeout(READ_WITHIN):
            while len(found := self._read(self.sofia, room)) < wanted:
                await asyncio.sleep(0.05)
        return "\n".join(found)

    async def overheard(self) -> int:
        """How much Mallory could read, wherever she came in, once nothing reaches her any more."""
        before = -1
        while before < (before := len(self.mallory.seen)):
            await asyncio.sleep(STILL)
        return len(self._read(self.mallory))

    def _read(self, person: Person, room: str | None = None) -> list[str]:
        return [one.body for one in person.seen if one.decrypted and one.encrypted and room in (None, one.room)]

    # the bot

    async def starts(self) -> None:
        """A new process over what the former one left."""
        self.platform = MatrixPlatform(
            homeserver=self.server.url,
            user_id=self.account,
            password=PASSWORD,
            store=self.folder / "store",
            secrets=self.folder / "secrets",
            pickle_key="pickle key of a test",
            pins=self._pins,
            clock=lambda: self.cast.now,
            announce_recovery_key=lambda key: None,
        )
        self.cast.app = self.ears.app = App(
            self.storage,
            {self.name: self.platform},
            policy=Policy(),
            admins=tuple(f"{self.name}:{one}" for one in self.staff),
            locale="en",
            zone="Europe/Brussels",
            lexicon=LEXICON,
            words=WORDS,
            phrasebook=PHRASES,
            prose=ProseRenderer(),
            now=lambda: self.cast.now,
        )
        self.tolls.on(self.cast.app, self.platform)
        await self.platform.start()
        self._running = asyncio.create_task(self.platform.run(self.ears.hear, self._place))

    async def stops(self) -> None:
        """It ends where it stands."""
        if self._running is not None:
            self._running.cancel()
            with suppress(asyncio.CancelledError):
                await self._running
        await self.cast.app.prose.close()
        await self.platform.close()


@asynccontextmanager
async def on_matrix(run: Run, storage: Storage) -> AsyncIterator[OnMatrix]:
    """The bot at its first start; Sofia has joined the rooms it asked her into."""
    server = FakeHomeserver()
    await server.start()
    side = OnMatrix(server, storage, run)
    people = []
    try:
        for name in ("sofia", "mallory"):
            people.append(await Person.enter(server.url, server.user(name).id, PASSWORD, run.folder / name))
        side.sofia, side.mallory = people
        await side.starts()
        await side.cast.app.prepare()
        while await side.cast.app.courier.settle():
            pass
        await side.sofia.join_invited()
        yield side
        await side.stops()
    finally:
        for person in people:
            await person.close()
        await server.stop()

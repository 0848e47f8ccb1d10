"""Rooms that become others than were authorised, at a chosen moment of a parcel's way to them.

A Side is one platform with the real bot on it, driven by the proof: `Tolls` are the places on a parcel's way where
something may happen, and `ears` are open or shut, so that what the platform has told can be heard before or after.
"""

import asyncio
import itertools
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum
from typing import Any, Protocol

from bot.app import App
from bot.platform import Rendered, Target
from commands.engine.heard import Event, RoomChanged
from storage.access import Label
from storage.audience import Audience, AudienceKind
from storage.message import Message, say
from storage.room import Observation, Room
from storage.unit import Storage
from tests.cast import Cast
from tests.parcels import make_parcel

HEARD_WITHIN = 20.0  # seconds
FOR_BUYERS = Audience(AudienceKind.AFFILIATES).to_data()


class Effect(StrEnum):
    """What has to follow from a change."""

    CLOSES = "closes"  # nothing leaves, the room is quarantined, staff are told
    STOPS = "stops"  # nothing leaves for that audience; the room is what it was
    NOTHING = "nothing"  # nobody else can read: everything leaves


@dataclass(frozen=True, kw_only=True)
class Change:
    """Something that is done to a room (`in_thread`: to one that is a thread); what is done to all is undone again.

    `tells_later` is False where a bot that was away is not told: it learns of it when it looks. `tells_staff` is False
    where the staff room is open to others, too: nothing may be said there.
    """

    what: str
    do: Callable[[Any], Any]
    effect: Effect = Effect.CLOSES
    undo: Callable[[Any], Any] | None = None
    in_thread: bool = False
    tells_later: bool = True
    tells_staff: bool = True


class Toll(StrEnum):
    """Where something may happen on a parcel's way."""

    CLAIMED = "claimed"
    LOOKED_AT = "looked at"
    CHECKED = "checked"
    ARRIVED = "arrived"


@dataclass(kw_only=True)
class Berth:
    """One room and what becomes of it. `room` is ours, `place` the platform's; `before` arrived before the change.

    `is_told` says whether its platform tells the bot of the change.
    """

    change: Change
    room: Room
    place: Any
    before: int | None = None
    is_told: bool = True

    @property
    def address(self) -> str:
        """The platform's id of the room."""
        return str(self.room.external_id)


class Side(Protocol):
    """One platform and the bot on it."""

    name: str
    label: Label
    encrypts: bool
    storage: Storage
    cast: Cast
    ears: "Ears"
    tolls: "Tolls"

    @property
    def platform(self) -> Any:
        """The adapter, whose methods are taken in between."""
        ...

    @property
    def groups(self) -> Sequence[Sequence[Change]]:
        """What can be done side by side, without meeting in one room."""
        ...

    def accounts_of(self, name: str) -> Sequence[str]:
        """The accounts of Greta, Luc or Pia."""
        ...

    def open(self, change: Change) -> tuple[str, Any]:
        """A room as it has to be; its id and whatever the platform needs to do something to it."""
        ...

    async def synced(self, place: Any) -> None:
        """Wait until the platform's library knows who is in a room; the bot may not have heard."""
        ...

    def close(self, place: Any) -> None:
        """It was judged, and is needed no more."""
        ...

    async def knows(self, address: str, place: Any) -> None:
        """Wait until the bot has been told of a new room, where its platform tells."""
        ...

    def arrived(self, place: Any) -> int:
        """How many posts of the bot stand in a room, by the platform's log."""
        ...

    async def told(self) -> str:
        """All that staff were told."""
        ...

    async def overheard(self) -> int:
        """How much a stranger could read who came in."""
        ...

    async def stops(self) -> None:
        """The process ends where it stands."""
        ...

    async def starts(self) -> None:
        """Another begins over what it left."""
        ...


class Ears:
    """Between a platform and the bot: what was told waits while they are shut."""

    def __init__(self) -> None:
        self.app: App | None = None
        self._open = asyncio.Event()
        self._open.set()
        self._looked: dict[str, asyncio.Event] = {}

    async def hear(self, event: Event) -> None:
        """Hand it on."""
        await self._open.wait()
        assert self.app is not None
        await self.app.hear(event)
        if isinstance(event, RoomChanged):
            self._looked.setdefault(event.room, asyncio.Event()).set()

    @contextmanager
    def shut(self) -> Iterator[None]:
        """Nothing is heard meanwhile."""
        self._open.clear()
        try:
            yield
        finally:
            self._open.set()

    def forget(self) -> None:
        """What was looked at until now doesn't count."""
        self._looked.clear()

    async def looked_at(self, address: str) -> None:
        """Wait until the bot has taken in that a room has changed. Raises TimeoutError."""
        async with asyncio.timeout(HEARD_WITHIN):
            await self._looked.setdefault(address, asyncio.Event()).wait()


Happens = Callable[[], Awaitable[None]]


@dataclass(kw_only=True)
class Tolls:
    """What happens, once, when the next parcel for a room has come so far. `blind` are rooms as they once were.

    Two sabotages: `is_blind` shows these instead, `is_open_handed` gives keys to whoever is in a room.
    """

    happens: dict[tuple[Toll, str], Happens] = field(default_factory=dict)
    blind: dict[str, Observation] = field(default_factory=dict)
    is_blind: bool = False
    is_open_handed: bool = False

    def on(self, app: App, platform: Any) -> None:
        """Stand in the way of this bot's parcels."""
        render, inspect, post = app.courier.render, platform.inspect, platform.post

        async def rendered(message: Message, locales: Sequence[str], name: str, room: Room) -> Rendered:
            await self._pass(Toll.CLAIMED, str(room.external_id))
            return await render(message, locales, name, room)

        async def inspected(room: str, expected: frozenset[str] = frozenset(), *, recent: bool = False) -> Observation:
            if self.is_blind and room in self.blind:
                return self.blind[room]
            seen: Observation = await inspect(room, expected, recent=recent)
            self.blind.setdefault(room, seen)
            await self._pass(Toll.LOOKED_AT, room)
            return seen

        async def posted(target: Target, text: Rendered, *, key: str) -> str:
            await self._pass(Toll.CHECKED, target.room)
            if self.is_open_handed:
                target = replace(target, may_receive=None)
            event: str = await post(target, text, key=key)
            await self._pass(Toll.ARRIVED, target.room)
            return event

        app.courier.render, platform.inspect, platform.post = rendered, inspected, posted

    async def _pass(self, toll: Toll, address: str) -> None:
        happens = self.happens.pop((toll, address), None)
        if happens is not None:
            await happens()


_numbers = itertools.count()


async def queue(side: Side, berth: Berth, parcels: int = 1) -> None:
    """So many parcels for those who buy, due at once."""
    content = {"message": say("room-own").to_json(), "locales": ["en"], "audience": FOR_BUYERS}
    async with side.storage.unit() as unit:
        for _ in range(parcels):
            unit.session.add(
                make_parcel(
                    berth.room, content=content, once=f"drift.{next(_numbers)}", label=side.label,
                    created_at=side.cast.now, not_before=side.cast.now,
                )
            )  # fmt: skip


async def deliver(side: Side) -> None:
    """Let everything leave that may leave now."""
    while await side.cast.app.courier.settle():
        pass


async def later(side: Side, seconds: float) -> None:
    """Time passes, and the clock ticks."""
    side.cast.now += timedelta(seconds=seconds)
    await side.cast.app.tick(side.cast.now)
    await deliver(side)

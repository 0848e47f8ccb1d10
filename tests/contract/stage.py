"""What the contract needs of a platform: a running bot account, what it heard, and people."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from bot.platform import Platform
from commands.engine.heard import Event, Heard

SOON = 60.0  # seconds; what takes longer is stuck


class Somebody(Protocol):
    """A person on a platform, as far as the contract needs one."""

    id: str

    async def join(self, room: str) -> None: ...
    async def leave(self, room: str) -> None: ...
    async def asks(self, room: str, text: str) -> str:
        """Say this to the bot, as people do on the platform; the event's id."""

    async def reads(self, room: str) -> list[str]:
        """What stands in the room now, as this person sees it."""

    async def pins(self, room: str) -> list[str]:
        """What is pinned there, as this person sees it."""


class Asker(Somebody, Protocol):
    """A person where commands are forms, whose answers they alone see."""

    async def forms(self, room: str) -> None:
        """Give the command `meeting list` by the platform's form."""

    @property
    def answers(self) -> list[str]:
        """What stands now as the answer to each form."""


class Stage(Protocol):
    """A running bot account, what it heard, and a way to have people.

    `overseers` see every room on the platform, whatever is done. `lets_in` says that whoever is invited is in.
    """

    platform: Platform
    events: list[Event]
    overseers: frozenset[str]
    lets_in: bool

    async def somebody(self, name: str) -> Somebody: ...
    async def clear_room(self) -> str:
        """A room of the bot's that is not encrypted."""

    async def opens(self) -> None:
        """Set up what `platform` needs to start."""

    async def hear(self, event: Event) -> None:
        """Write down what the bot heard."""

    async def listens(self) -> None:
        """Wait until the bot hears what people say."""

    async def closes(self) -> None:
        """Everybody goes home."""


class AloneStage(Stage, Protocol):
    """One that answers its askers alone, has threads, and a calendar of its own."""

    async def somebody(self, name: str) -> Asker: ...
    @property
    def calendar(self) -> Sequence[tuple[str, datetime, bool]]:
        """The entries: name, start, whether it is cancelled."""


def said(stage: Stage) -> list[Heard]:
    """What the bot heard people say."""
    return [one for one in stage.events if isinstance(one, Heard)]


async def until(holds: Callable[[], bool]) -> None:
    """Wait for something; fail if it does not come."""
    async with asyncio.timeout(SOON):
        while not holds():
            await asyncio.sleep(0.02)

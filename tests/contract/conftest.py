"""Two stages with one face: the platform in memory, and Matrix on a real homeserver with people in real clients."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol
from uuid import uuid4

import pytest
import pytest_asyncio

from bot.demo.cast import InMemoryPins, Person
from bot.demo.homeserver import Homeserver
from bot.platform import Platform, RoomPlan
from bot.platforms.matrix.platform import MatrixPlatform
from commands.engine.heard import Event
from tests.fakes.memory import MemoryPlatform

PASSWORD = "a password of a test"
SOON = 15.0  # seconds


class Somebody(Protocol):
    """A person on a platform, as far as the contract needs one."""

    id: str

    async def join(self, room: str) -> None: ...
    async def leave(self, room: str) -> None: ...
    async def say(self, room: str, text: str) -> str: ...
    async def reads(self, room: str) -> list[str]:
        """What stands in the room now, as this person sees it."""


class Stage(Protocol):
    """A running bot account, what it heard, and a way to have people."""

    platform: Platform
    events: list[Event]

    async def somebody(self, name: str) -> Somebody: ...
    async def clear_room(self) -> str:
        """A room of the bot's that is not encrypted."""


async def until(holds: Callable[[], bool]) -> None:
    """Wait for something; fail if it does not come."""
    async with asyncio.timeout(SOON):
        while not holds():
            await asyncio.sleep(0.05)


class _Place:
    def __init__(self) -> None:
        self.token: str | None = None

    async def load(self) -> str | None:
        return self.token

    async def save(self, token: str) -> None:
        self.token = token


class MemorySomebody:
    """A person on the platform in memory."""

    def __init__(self, platform: MemoryPlatform, name: str) -> None:
        self.platform = platform
        self.id = f"@{name}:memory"

    async def join(self, room: str) -> None:
        """Accept an invitation."""
        self.platform.joins(room, self.id)

    async def leave(self, room: str) -> None:
        """Go."""
        self.platform.leaves(room, self.id)

    async def say(self, room: str, text: str) -> str:
        """Say something."""
        return self.platform.hears(room, self.id, text)

    async def reads(self, room: str) -> list[str]:
        """What stands there now."""
        return [post.plain for post in self.platform.posts(room)]


class MemoryStage:
    """The platform in memory, running."""

    def __init__(self) -> None:
        self.platform: Platform = MemoryPlatform(lambda: datetime.now(UTC))
        self.events: list[Event] = []

    async def hear(self, event: Event) -> None:
        """Write it down."""
        self.events.append(event)

    async def somebody(self, name: str) -> Somebody:
        """A person."""
        assert isinstance(self.platform, MemoryPlatform)
        return MemorySomebody(self.platform, name)

    async def clear_room(self) -> str:
        """A room in clear."""
        return await self.platform.open_room(RoomPlan(name="clear", encrypted=False), key="clear")

    async def close(self) -> None:
        """Everybody goes home."""
        await self.platform.close()


class MatrixSomebody:
    """A person in a strict, encrypted client."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.id = person.user_id

    async def join(self, room: str) -> None:
        """Accept an invitation."""
        await self.person.join(room)

    async def leave(self, room: str) -> None:
        """Go."""
        await self.person.leave(room)

    async def say(self, room: str, text: str) -> str:
        """Say something."""
        return await self.person.say(room, text)

    async def reads(self, room: str) -> list[str]:
        """What stands there now: edits in place of what they replace, what was redacted left out."""
        shown: dict[str, str] = {}
        for seen in await self.person.page_back(room):
            if seen.decrypted and (seen.body or seen.file):
                shown[seen.edited_from or seen.event_id] = seen.file or seen.body
        return list(shown.values())


class MatrixStage(MemoryStage):
    """A Matrix account on a real homeserver, running."""

    def __init__(self, server: Homeserver, folder: Path, name: str) -> None:
        self.server = server
        self.folder = folder
        self.name = name
        self.events = []
        self.people: list[Person] = []

    async def open(self) -> None:
        """Register and start the bot's account."""
        account = await self.server.register(f"bot-{self.name}", PASSWORD)
        self.platform = MatrixPlatform(
            homeserver=self.server.url,
            user_id=account,
            password=PASSWORD,
            store=self.folder / "store",
            secrets=self.folder / "secrets",
            pickle_key="pickle key of a test",
            pins=InMemoryPins(),
            clock=lambda: datetime.now(UTC),
            announce_recovery_key=lambda key: None,
        )

    async def somebody(self, name: str) -> Somebody:
        """A person with a client of their own."""
        account = await self.server.register(f"{name}-{self.name}", PASSWORD)
        person = await Person.enter(self.server.url, account, PASSWORD, self.folder / name)
        self.people.append(person)
        return MatrixSomebody(person)

    async def close(self) -> None:
        """Everybody goes home."""
        for person in self.people:
            await person.close()
        await super().close()


@pytest.fixture(params=["memory", pytest.param("matrix", marks=pytest.mark.real)])
def server(request: pytest.FixtureRequest) -> Homeserver | None:
    """The homeserver, where the platform is Matrix."""
    if request.param == "memory":
        return None
    found: Homeserver = request.getfixturevalue("homeserver")
    return found


@pytest_asyncio.fixture
async def stage(server: Homeserver | None, tmp_path: Path) -> AsyncIterator[Stage]:
    """A platform, started and listening."""
    stage = MemoryStage()
    if server is not None:
        stage = MatrixStage(server, tmp_path, uuid4().hex[:8])
        await stage.open()
    await stage.platform.start()
    listening = asyncio.create_task(stage.platform.run(stage.hear, _Place()))
    yield stage
    listening.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await listening
    await stage.close()

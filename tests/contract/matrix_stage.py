"""Matrix on a real homeserver, with people in real, strict, encrypted clients."""

from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from bot.demo.cast import InMemoryPins, Person
from bot.demo.homeserver import Homeserver
from bot.platform import Platform, RoomPlan
from bot.platforms.matrix.platform import MatrixPlatform
from commands.engine.heard import Event
from tests.contract.stage import Somebody

PASSWORD = "a password of a test"


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

    async def asks(self, room: str, text: str) -> str:
        """Say it with the mark of a command."""
        return await self.person.say(room, f"!{text}")

    async def reads(self, room: str) -> list[str]:
        """What stands there now: edits in place of what they replace, what was redacted left out."""
        shown: dict[str, str] = {}
        for seen in await self.person.page_back(room):
            if seen.decrypted and (seen.body or seen.file):
                shown[seen.edited_from or seen.event_id] = seen.file or seen.body
        return list(shown.values())

    async def pins(self, room: str) -> list[str]:
        """The room's pinned events, decrypted; an edit shows in the place of what it replaces."""
        shown: dict[str, str] = {}
        for seen in await self.person.page_back(room):
            shown[seen.edited_from or seen.event_id] = seen.body
        return [shown[event] for event in await self.person.pinned(room)]


class MatrixStage:
    """A Matrix account on a real homeserver, running."""

    platform: Platform
    overseers: frozenset[str] = frozenset()
    lets_in = False

    def __init__(self, server: Homeserver, folder: Path) -> None:
        self.server = server
        self.folder = folder
        self.name = uuid4().hex[:8]
        self.events: list[Event] = []
        self.people: list[Person] = []

    async def opens(self) -> None:
        """Register the bot's account."""
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

    async def clear_room(self) -> str:
        """A room in clear."""
        return await self.platform.open_room(RoomPlan(name="clear", encrypted=False), key="clear")

    async def hear(self, event: Event) -> None:
        """Write it down."""
        self.events.append(event)

    async def listens(self) -> None:
        """What is said before the first sync arrives with it."""

    async def closes(self) -> None:
        """Everybody goes home."""
        for person in self.people:
            await person.close()
        await self.platform.close()

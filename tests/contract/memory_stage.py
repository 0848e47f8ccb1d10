"""The platform in memory, with Discord's manners or with Matrix's."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import uuid4

from bot.platform import Platform, RoomPlan
from commands.engine.heard import Call, Event, Heard
from tests.cast import DISCORD_MANNERS
from tests.contract.stage import Asker
from tests.fakes.memory import MemoryPlatform


class MemorySomebody:
    """A person on the platform in memory."""

    def __init__(self, stage: "MemoryStage", name: str) -> None:
        self.stage = stage
        self.platform = stage.memory
        self.id = f"@{name}:memory"
        self.handles: list[str] = []

    async def join(self, room: str) -> None:
        """Accept an invitation."""
        self.platform.joins(room, self.id)

    async def leave(self, room: str) -> None:
        """Go."""
        self.platform.leaves(room, self.id)

    async def asks(self, room: str, text: str) -> str:
        """Say something; a platform that does not encrypt vouches for who speaks."""
        return self.platform.hears(room, self.id, f"!{text}", verified=True)

    async def reads(self, room: str) -> list[str]:
        """What stands there now."""
        return [post.plain for post in self.platform.posts(room)]

    async def pins(self, room: str) -> list[str]:
        """In the order in which they were pinned."""
        standing = {post.id: post.plain for post in self.platform.posts(room)}
        return [standing[event] for event in self.platform.rooms[room].pinned]

    async def forms(self, room: str) -> None:
        """Fill in a form, which nobody else sees."""
        handle = f"handle {uuid4()}"
        self.handles.append(handle)
        await self.stage.hear(
            Heard(
                platform=self.platform.name, event_id=str(uuid4()), replay_key=None, room=room, sender=self.id, text="",
                at=self.platform.now(), encrypted=False, verified=True, call=Call(path=("meeting", "list")),
                answer_to=handle,
            )
        )  # fmt: skip

    @property
    def answers(self) -> list[str]:
        """Each in the place that is kept for it."""
        return [post.plain for handle in self.handles for post in self.platform.posts(handle)]


class MemoryStage:
    """The platform in memory, running."""

    overseers: frozenset[str] = frozenset()
    lets_in = False

    def __init__(self, *, alone: bool = False) -> None:
        self.memory = MemoryPlatform(lambda: datetime.now(UTC), manners=DISCORD_MANNERS if alone else None)
        self.platform: Platform = self.memory
        self.events: list[Event] = []

    async def somebody(self, name: str) -> Asker:
        """A person."""
        return MemorySomebody(self, name)

    async def clear_room(self) -> str:
        """A room in clear."""
        return await self.platform.open_room(RoomPlan(name="clear", encrypted=False), key="clear")

    @property
    def calendar(self) -> Sequence[tuple[str, datetime, bool]]:
        """As it stands."""
        return [(one.name, one.starts, one.cancelled) for _, one in self.memory.calendar.values()]

    async def opens(self) -> None:
        """Nothing to set up."""

    async def hear(self, event: Event) -> None:
        """Write it down."""
        self.events.append(event)

    async def listens(self) -> None:
        """At once."""

    async def closes(self) -> None:
        """Everybody goes home."""
        await self.platform.close()

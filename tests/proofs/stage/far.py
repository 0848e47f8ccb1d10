"""A platform whose rooms and log are in another process: what was killed can't have changed what really arrived."""

import asyncio
import itertools
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.platform import (
    Attachment,
    Checkpoint,
    Hear,
    Later,
    Occurrence,
    Rendered,
    RoomPlan,
    Suggest,
    Target,
    no_suggestions,
)
from commands.engine.heard import Enclosed, Event
from commands.engine.manners import Manners
from storage.engine import StorageTrouble
from storage.room import Observation
from tests.proofs.stage.wire import Asked, Told, read, write

AGAIN = 0.05  # seconds until an event that could not be taken in is delivered again

Mark = Callable[[str, str], None]


class FarPlatform:
    """The port, with a Harbour behind it. `mark(what, about)` is told where an event or a post is on its way.

    `token_first` is a sabotage: it keeps its place before it hands over what stands there.
    """

    name = "matrix"
    account = "@roundtable:memory"
    device = ""

    def __init__(self, socket: Path, *, key_window: float, mark: Mark, token_first: bool = False) -> None:
        self.manners = Manners()
        self.key_window = key_window
        self._socket = socket
        self._mark = mark
        self._token_first = token_first
        self._numbers = itertools.count()
        self._waiting: dict[int, asyncio.Future[Any]] = {}
        self._writer: asyncio.StreamWriter | None = None
        self._listening: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Connect."""
        reader, self._writer = await asyncio.open_unix_connection(self._socket)
        self._listening = asyncio.create_task(self._listen(reader))

    async def run(self, hear: Hear, checkpoint: Checkpoint, suggest: Suggest = no_suggestions) -> None:
        """Rooms side by side, each in order; the place is kept once all of a batch was taken in, as after a sync."""
        while True:
            since = int(await checkpoint.load() or 0)
            events: Sequence[Event] = await self._call("events", since)
            rooms: dict[str, list[Event]] = {}
            for event in events:
                rooms.setdefault(getattr(event, "room", ""), []).append(event)
            if self._token_first:
                await checkpoint.save(str(since + len(events)))
            async with asyncio.TaskGroup() as tasks:
                for said in rooms.values():
                    tasks.create_task(self._hear(hear, said))
            if not self._token_first:
                await checkpoint.save(str(since + len(events)))

    async def _hear(self, hear: Hear, said: Sequence[Event]) -> None:
        for event in said:
            self._mark("heard", getattr(event, "text", ""))
            while True:
                try:
                    await hear(event)
                    break
                except (StorageTrouble, Later):
                    await asyncio.sleep(AGAIN)

    async def close(self) -> None:
        """Let go of the socket."""
        if self._listening is not None:
            self._listening.cancel()
        if self._writer is not None:
            self._writer.close()

    def glimpse(self, room: str) -> Observation | None:
        """Nothing: it is far."""
        return None

    async def inspect(self, room: str, expected: frozenset[str] = frozenset(), *, recent: bool = False) -> Observation:
        """The room as it is."""
        found: Observation = await self._call("inspect", room, expected)
        return found

    async def post(self, target: Target, text: Rendered, *, key: str) -> str:
        """One event for each key."""
        self._mark("send", text.plain)
        event = str(await self._call("post", target, text, key=key))
        self._mark("answered", text.plain)
        return event

    async def answer(self, target: Target, text: Rendered, *, key: str) -> str:
        """To one asker alone."""
        return str(await self._call("answer", target, text, key=key))

    async def answer_stranger(self, answer_to: str, text: Rendered) -> None:
        """The same, to somebody nobody knows."""
        await self._call("answer_stranger", answer_to, text)

    async def mirror(self, target: Target, occurrence: Occurrence, event: str | None, *, key: str) -> str:
        """One entry in the calendar for each key."""
        return str(await self._call("mirror", target, occurrence, event, key=key))

    async def edit(self, target: Target, event: str, text: Rendered, *, key: str) -> str:
        """New words for an event."""
        return str(await self._call("edit", target, event, text, key=key))

    async def redact(self, target: Target, event: str, *, key: str) -> None:
        """Take an event back."""
        await self._call("redact", target, event, key=key)

    async def pin(self, target: Target, event: str) -> None:
        """Once, after the others."""
        await self._call("pin", target, event)

    async def send_file(self, target: Target, attachment: Attachment, *, key: str) -> str:
        """One file for each key."""
        return str(await self._call("send_file", target, attachment, key=key))

    async def fetch(self, file: Enclosed, *, most: int) -> bytes:
        """What a test put there."""
        return bytes(await self._call("fetch", file, most=most))

    async def open_room(self, plan: RoomPlan, *, key: str) -> str:
        """One room for each key."""
        return str(await self._call("open_room", plan, key=key))

    async def invite(self, room: str, person: str) -> None:
        """Whoever is there stays."""
        await self._call("invite", room, person)

    async def remove(self, room: str, person: str) -> None:
        """Out, joined or invited."""
        await self._call("remove", room, person)

    async def find(
        self, target: Target, *, key: str, since: datetime, text: Rendered | Attachment | None = None
    ) -> str | None:
        """Look in the log of the room."""
        found: str | None = await self._call("find", target, key=key, since=since)
        return found

    async def accept(self, room: str) -> None:
        """Join."""
        await self._call("accept", room)

    async def approve_identity(self, person: str) -> None:
        """Nobody has an identity here."""
        await self._call("approve_identity", person)

    async def withdraw_from(self, room: str) -> None:
        """Leave."""
        await self._call("withdraw_from", room)

    async def doctor(self) -> Mapping[str, str]:
        """All is well."""
        return {}

    async def _call(self, method: str, *arguments: Any, **named: Any) -> Any:
        if self._writer is None or self._writer.is_closing():
            raise Later("unreachable", AGAIN)
        number = next(self._numbers)
        waiting = self._waiting[number] = asyncio.get_running_loop().create_future()
        write(self._writer, Asked(number, method, arguments, named))
        try:
            return await waiting
        finally:
            del self._waiting[number]

    async def _listen(self, reader: asyncio.StreamReader) -> None:
        while True:
            told: Told = await read(reader)
            waiting = self._waiting.get(told.number)
            if waiting is None or waiting.done():
                continue
            if told.raised is not None:
                waiting.set_exception(told.raised)
            else:
                waiting.set_result(told.gave)

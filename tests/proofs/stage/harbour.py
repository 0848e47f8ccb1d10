"""The platform of a proof, in the proof's own process: rooms, what people say there, and what really arrived.

Bots come and go on its socket, and are killed; the log stays, and every check is made on it.
"""

import asyncio
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.platform import Later
from commands.engine.heard import Event, Heard
from tests.fakes.memory import LostAnswer, MemoryPlatform, MemoryRoom
from tests.proofs.stage.wire import Asked, Told, read, write

BATCH = 50  # events handed over at once, as in one sync
KEYED = frozenset({"post", "answer", "edit", "redact", "send_file"})


@dataclass(frozen=True, kw_only=True)
class Weather:
    """How often a send fails, and how: chances, and seconds.

    `lost`: it happened, and its answer (or a 502) says that it did not. `refused`: 429 or 502, and nothing happened.
    `takes`: the longest time that a send takes.
    """

    lost: float = 0.0
    refused: float = 0.0
    takes: float = 0.0
    again_in: float = 0.15


class Harbour(MemoryPlatform):
    """The platform in memory, served on a socket."""

    def __init__(
        self, now: Callable[[], datetime], socket: Path, *, seed: int, weather: Weather | None = None, **more: Any
    ) -> None:
        super().__init__(now, name="matrix", **more)
        self.account = "@roundtable:memory"
        self.socket = socket
        self.weather = weather or Weather()
        self.handed_over = 0
        """How many of the events had been handed to some service by now."""
        self._chance = random.Random(seed)
        self._said: list[Event] = []
        self._spoken = asyncio.Event()
        self._server: asyncio.Server | None = None
        self._under_way: set[asyncio.Task[None]] = set()

    async def open(self) -> None:
        """Listen."""
        self._server = await asyncio.start_unix_server(self._serve, self.socket)

    async def shut(self) -> None:
        """Stop listening."""
        if self._server is not None:
            self._server.close()
        for task in self._under_way:
            task.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)

    def says(self, room: str, sender: str, text: str, **more: Any) -> None:
        """Somebody says something. It stays there to be read until the bot has kept its place behind it."""
        encrypted = self.rooms[room].encrypted
        self._said.append(
            Heard(
                platform=self.name, event_id=self._id("$"), room=room, sender=sender, text=text, at=self.now(),
                encrypted=encrypted, verified=True, replay_key=None, **more,
            )
        )  # fmt: skip
        self._spoken.set()

    def chat(self, person: str) -> MemoryRoom | None:
        """The private chat with somebody, once the bot has opened it."""
        return next((room for room in self.rooms.values() if room.plan.direct_with == person), None)

    async def events(self, since: int) -> Sequence[Event]:
        """What was said after that many events; waits until there is something."""
        while since >= len(self._said):
            self._spoken.clear()
            await self._spoken.wait()
        batch = self._said[since : since + BATCH]
        self.handed_over = max(self.handed_over, since + len(batch))
        return batch

    def _reach(self, call: str) -> None:
        super()._reach(call)
        self.calls.clear()
        if call in KEYED and not self.faults:
            chance = self._chance.random()
            if chance < self.weather.lost:
                self.faults.append(LostAnswer())
            elif chance < self.weather.lost + self.weather.refused:
                self.faults.append(Later("refused", self.weather.again_in * self._chance.random()))

    def _made(self, plan: Any) -> MemoryRoom:
        room = super()._made(plan)
        room.joined |= room.invited
        room.invited.clear()
        return room

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._under_way.add(task)
        questions: set[asyncio.Task[None]] = set()
        try:
            while True:
                asked: Asked = await read(reader)
                question = asyncio.create_task(self._answer(asked, writer))
                questions.add(question)
                question.add_done_callback(questions.discard)
        except (asyncio.IncompleteReadError, ConnectionError):  # it was killed
            return
        finally:
            self._under_way.discard(task)
            self._leave(questions)
            writer.close()

    def _leave(self, questions: set["asyncio.Task[None]"]) -> None:
        """What is on its way arrives, although nobody waits for the answer any more; who only listens goes."""
        for question in questions:
            if question.get_name() == "events":
                question.cancel()

    async def _answer(self, asked: Asked, writer: asyncio.StreamWriter) -> None:
        current = asyncio.current_task()
        assert current is not None
        current.set_name(asked.method)
        if asked.method in KEYED and self.weather.takes:
            await asyncio.sleep(self._chance.random() * self.weather.takes)
        try:
            told = Told(asked.number, gave=await getattr(self, asked.method)(*asked.arguments, **asked.named))
        except Later as later:
            told = Told(asked.number, raised=Later(str(later), self._delay(later)))
        except Exception as error:  # noqa: BLE001  whatever it is, it is the asker's
            told = Told(asked.number, raised=error)
        if asked.method in KEYED and self.weather.takes:
            await asyncio.sleep(self._chance.random() * self.weather.takes)
        if not writer.is_closing():
            write(writer, told)

    def _delay(self, later: Later) -> float:
        return self.weather.again_in * self._chance.random() if later.delay is None else later.delay

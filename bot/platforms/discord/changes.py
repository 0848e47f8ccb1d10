"""Rooms that may have other readers than before, announced once however many changes there were."""

import asyncio
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from bot.platform import Hear
from bot.platforms.discord.lanes import until_heard
from commands.engine.heard import RoomChanged

SETTLE = 0.3  # seconds: a change of roles comes as a burst
AT_ONCE = 4  # rooms looked at side by side
LASTS = timedelta(minutes=15)  # for which one room is announced again; it is looked at before each send, too


class Changes:
    """Collects rooms, and tells of each once when they have settled."""

    def __init__(self, hear: Hear, now: Callable[[], datetime], *, settle: float = SETTLE) -> None:
        self._hear = hear
        self._now = now
        self._settle = settle
        self._noted: dict[str, None] = {}
        self._bell = asyncio.Event()

    def note(self, rooms: Iterable[str]) -> None:
        """These are to be looked at again."""
        self._noted.update(dict.fromkeys(rooms))
        if self._noted:
            self._bell.set()

    async def run(self) -> None:
        """Tell of what is noted until cancelled."""
        while True:
            await self._bell.wait()
            self._bell.clear()
            await asyncio.sleep(self._settle)
            while self._noted:
                batch = list(self._noted)[:AT_ONCE]
                for room in batch:
                    del self._noted[room]
                await asyncio.gather(*(self._tell(room) for room in batch))

    async def _tell(self, room: str) -> None:
        event = RoomChanged(platform="discord", room=room, at=self._now())
        await until_heard(self._hear, event, lasts=LASTS, now=self._now)

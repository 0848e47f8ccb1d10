"""A proof's whole stage: the platform here, the service forked, killed and forked again over the same data."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from storage.unit import Storage, Unit
from tests.proofs.stage.fuse import Charge
from tests.proofs.stage.harbour import Harbour, Weather
from tests.proofs.stage.nursery import Child, Nursery
from tests.proofs.stage.victim import Order

LOOK_EVERY = 0.004  # seconds
SOON = 60.0  # seconds; what takes longer is stuck


class Voyage:
    """An async context. `database` is a URL; without it, SQLite in the folder. `more` goes to the Order.

    The platform recognises a key for `key_window` seconds, and the service believes that it does for `believes`.
    """

    def __init__(
        self,
        folder: Path,
        *,
        seed: int,
        database: str = "",
        weather: Weather | None = None,
        staff: int = 2,
        ahead: timedelta = timedelta(),
        knows_keys: bool = True,
        key_window: float = 1200.0,
        believes: float = 1200.0,
        **more: Any,
    ) -> None:
        self.folder = folder
        self.staff = tuple(f"@staff{number}:memory" for number in range(staff))
        # Among the shortest of paths: a socket's may hold 107 bytes.
        self.harbour = Harbour(
            lambda: datetime.now(UTC) + ahead, folder / "s", seed=seed, weather=weather, knows_keys=knows_keys,
            key_window=key_window,
        )  # fmt: skip
        self.nursery = Nursery(folder / "log")
        self.order = Order(
            folder=folder / "data",
            socket=folder / "s",
            staff=tuple(f"matrix:{one}" for one in self.staff),
            ahead=ahead,
            key_window=believes,
            database=database or f"sqlite:///{folder}/data/roundtable.db",
            **more,
        )
        self.lives = 0
        self._children: list[Child] = []
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> "Voyage":
        self.order.folder.mkdir(mode=0o700)
        await self.harbour.open()
        self._stack.push_async_callback(self.harbour.shut)
        await self._stack.enter_async_context(self.nursery)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    def storage(self) -> Storage:
        """Its database, to be looked at (and closed again) while nobody serves."""
        return Storage.open(self.order.database, self.order.folder / "roundtable.key")

    @asynccontextmanager
    async def looked_at(self) -> AsyncIterator[Unit]:
        """The same, in a unit of its own."""
        storage = self.storage()
        async with storage.unit() as unit:
            yield unit
        await storage.close()

    async def start(self, charge: Charge | None = None, **more: Any) -> Child:
        """The service, over what the former one left."""
        self.lives += 1
        child = await self.nursery.start(replace(self.order, charge=charge, **more))
        self._children.append(child)
        return child

    async def until(self, holds: Callable[[], bool], child: Child | None = None, *, within: float = SOON) -> None:
        """Wait until something is so. Raises RuntimeError when it does not come, or the service ended by a fault."""
        deadline = time.monotonic() + within
        while not holds():
            if child is not None and child.status not in {None, -9}:
                raise RuntimeError(f"the service ended with {child.status}:\n{self.nursery.words()}")
            if time.monotonic() > deadline:
                raise RuntimeError(f"not within {within:.0f} s:\n{self.nursery.words()}")
            await asyncio.sleep(LOOK_EVERY)

    async def chats(self) -> dict[str, str]:
        """The first life: once the bot has opened its private chats with the staff, the room of each."""
        child = await self.start()
        await self.until(lambda: all(self.harbour.chat(one) for one in self.staff), child)
        await asyncio.sleep(0.3)
        await child.kill()
        found = {one: self.harbour.chat(one) for one in self.staff}
        return {one: room.id for one, room in found.items() if room is not None}

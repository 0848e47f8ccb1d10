"""How long the event loop was held: what nobody else could do anything for.

A task asks to be woken every few milliseconds, and measures how much later it was. What the machine was busy with in
the meantime is not ours: Linux says how long this thread waited for a processor, and that is taken off. It doesn't say
how long the thread waited for a disk, or for a child to begin, so on a machine that does other things as well
`computing` is the figure to judge by.
"""

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

EVERY = 0.005  # seconds

_aside = [0.0]


@contextmanager
def aside() -> Iterator[None]:
    """What the test itself does on the loop, and the bot never would."""
    began = time.perf_counter()
    try:
        yield
    finally:
        _aside[0] += time.perf_counter() - began


class LagProbe:
    """Measures while it is entered: `worst`, in seconds, and `doing`, what was being done then.

    `computing` is the most processor time that the thread took between two turns of this task, in seconds.
    """

    def __init__(self) -> None:
        self.worst = 0.0
        self.computing = 0.0
        self.now_doing = ""
        self.doing = ""
        self._task: asyncio.Task[None] | None = None
        self._waits = Path(f"/proc/self/task/{threading.get_native_id()}/schedstat")

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._probe())
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._task is not None
        self._task.cancel()
        await asyncio.wait([self._task])
        if not self._task.cancelled():
            self._task.result()

    async def _probe(self) -> None:
        before, waited, spent, computed = time.perf_counter(), self._waited(), _aside[0], time.thread_time()
        while True:
            doing = self.now_doing
            await asyncio.sleep(EVERY)
            now, waits = time.perf_counter(), self._waited()
            held = now - before - EVERY - (waits - waited) - (_aside[0] - spent)
            if held > self.worst:
                self.worst, self.doing = held, doing
            self.computing = max(self.computing, time.thread_time() - computed - (_aside[0] - spent))
            before, waited, spent, computed = now, waits, _aside[0], time.thread_time()

    def _waited(self) -> float:
        """Seconds that this thread was ready and had no processor; 0 where nobody says."""
        try:
            return int(self._waits.read_text().split()[1]) / 1e9
        except (OSError, IndexError):
            return 0.0

"""kill -9 by the process itself: at the n-th step of its event loop, or at a named point, counted from a moment.

Between two steps of a task lies an await, so every number once is every gap between two awaits once.
"""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from storage import queue
from storage.unit import Storage, Unit

STAGES = ("heard", "claimed", "send", "answered")
"""From being heard to being claimed is the intake; then come the claim and its checks, the send, the record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """Where to end: at the `count`-th `what` ("step", "before commit", "after commit") of a stage.

    `word` names the event that lights it: one whose text has this word in it, so that what a former life left undone is
    done before.
    """

    word: str
    stage: str
    what: str = "step"
    count: int = 1


class Fuse:
    """Counts, and ends the process."""

    def __init__(self, charge: Charge | None) -> None:
        self.charge = charge
        self._stage = ""
        self._left = charge.count if charge else 0
        self._is_settling = False

    def mark(self, stage: str, about: str) -> None:
        """The event has come so far. What is counted belongs to the stage it is in."""
        if self.charge is None or (self.charge.word not in about and not (stage == "claimed" and self._stage)):
            return
        self._stage = stage

    def burn(self, what: str) -> None:
        """One step, or one commit; what was written down as sent has ended its way with that commit."""
        if self.charge is None or self._stage != self.charge.stage or what != self.charge.what:
            return
        self._left -= 1
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def settle(self) -> None:
        """Something was written down as sent: with the next commit its way is over."""
        self._is_settling = self._stage == "answered"

    def committed(self) -> None:
        """A commit has come to its end."""
        if self._is_settling:
            self._stage = "over"

    def install(self) -> None:
        """Count from now on. Only in a process that ends anyway: nothing is put back."""
        if self.charge is None:
            return
        _count_steps(self.burn)
        _count_commits(self)
        _mark_claims(self.mark)
        _mark_records(self.settle)


def _count_steps(burn: Callable[[str], None]) -> None:
    run = asyncio.Handle._run

    def counted(handle: asyncio.Handle) -> None:
        burn("step")
        run(handle)

    asyncio.Handle._run = counted  # type: ignore[method-assign, assignment]  # called by this name


def _count_commits(fuse: Fuse) -> None:
    unit = Storage.unit

    @asynccontextmanager
    async def counted(storage: Storage) -> AsyncIterator[Unit]:
        async with unit(storage) as one:
            yield one
            fuse.burn("before commit")
        fuse.burn("after commit")
        fuse.committed()

    Storage.unit = counted  # type: ignore[method-assign, assignment]  # as above


def _mark_claims(mark: Callable[[str, str], None]) -> None:
    """A parcel is claimed by a look into the queue, or by the very unit that it is queued in."""
    claim_some, claim_newborn = queue.claim_some, queue.claim_newborn

    async def marked(*arguments: Any, **named: Any) -> Any:
        claimed = await claim_some(*arguments, **named)
        if claimed:
            mark("claimed", "")
        return claimed

    def marked_at_once(*arguments: Any, **named: Any) -> None:
        claim_newborn(*arguments, **named)
        mark("claimed", "")

    queue.claim_some, queue.claim_newborn = marked, marked_at_once


def _mark_records(settle: Callable[[], None]) -> None:
    sent_all = queue.sent_all

    async def marked(*arguments: Any, **named: Any) -> None:
        await sent_all(*arguments, **named)
        settle()

    queue.sent_all = marked

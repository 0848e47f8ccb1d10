"""Work that waits for the same transaction: a commit takes as long for one as for many."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

One = TypeVar("One")
Outcome = TypeVar("Outcome")


class Together(Generic[One, Outcome]):
    """Does one thing for many at once: all that came while it was being done for others.

    `do` does it in one transaction, with an outcome for each in their order. Where that fails it is done again for each
    alone, so that none fails for another.
    """

    def __init__(self, do: Callable[[Sequence[One]], Awaitable[Sequence[Outcome]]]) -> None:
        self._do = do
        self._waiting: dict[asyncio.Future[Outcome], One] = {}
        self._turn = asyncio.Lock()

    async def done(self, one: One) -> Outcome:
        """What came of it. Raises what `do` raises for this one alone."""
        mine: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self._waiting[mine] = one
        try:
            async with self._turn:
                if not mine.done():
                    await self._settle(dict(self._waiting))
        finally:  # whoever is cancelled wants nothing any more; the others go on without
            self._waiting.pop(mine, None)
        return mine.result()

    async def _settle(self, together: dict["asyncio.Future[Outcome]", One]) -> None:
        try:
            outcomes = await self._do(list(together.values()))
        except Exception as fault:  # noqa: BLE001  raised again by whoever it belongs to
            if len(together) > 1:
                for future, one in together.items():
                    await self._settle({future: one})
                return
            [future] = together
            future.set_exception(fault)
            future.exception()  # seen, even if whoever waited has gone
            return
        for future, outcome in zip(together, outcomes, strict=True):
            if not future.done():
                future.set_result(outcome)

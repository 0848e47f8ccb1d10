"""Rate limits met on the way: whether this homeserver slows the bot, seen from its own answers.

A client cannot ask a server for its limits, so refusals are counted as they come, and kept for the `check` that asks
later.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

import structlog

from bot.platform import Later
from bot.platforms.matrix import vault

log = structlog.get_logger()

Answer = TypeVar("Answer")

TIGHT_AFTER = 3
"""Refusals for rate after which an operator should hear of it; one or two belong to any busy minute."""
REMEMBERED = timedelta(days=7)


class Limits:
    """Counts the refusals for rate of the last week."""

    def __init__(self, file: Path, clock: Callable[[], datetime]) -> None:
        self._file = file
        self._clock = clock

    @property
    def are_tight(self) -> bool:
        """Whether the limits slow the bot."""
        return len(self._met()) >= TIGHT_AFTER

    async def watch(self, asked: Awaitable[Answer]) -> Answer:
        """The answer; a refusal for rate is counted and passed on."""
        try:
            return await asked
        except Later as later:
            if str(later) == "rate-limit":
                self._count()
            raise

    def _count(self) -> None:
        met = [*self._met(), self._clock().timestamp()][-TIGHT_AFTER:]
        try:
            vault.write_json(self._file, {"met": met})
        except OSError as fault:  # nothing but a hint for operators is lost
            log.warning("matrix.limit_not_noted", kind=type(fault).__name__)

    def _met(self) -> list[float]:
        oldest = (self._clock() - REMEMBERED).timestamp()
        noted = (vault.read_json(self._file) or {}).get("met", [])
        return [at for at in noted if isinstance(at, float) and at > oldest]

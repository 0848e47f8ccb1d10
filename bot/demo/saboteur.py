"""The bot with one wall broken on purpose, so that the demo can show that its proofs would notice.

    python -m bot.demo.saboteur leak        what leaves is not checked against the room and those in it
    python -m bot.demo.saboteur ceiling     Discord may carry anything
    python -m bot.demo.saboteur double      every first answer of the server is lost, and each try has a key of its own
    python -m bot.demo.saboteur plaintext   the encryption pin is ignored
    python -m bot.demo.saboteur lease       whoever comes believes that the account is theirs (no wall of the demo's)

Nothing else imports this; `python -m bot run` knows no such switch.
"""

import itertools
import sys
from collections.abc import Callable
from typing import Any

from bot import errand
from bot.__main__ import main
from bot.errand import Errand, Receipt
from bot.platform import Later, Platform, Rendered
from bot.platforms.matrix.client import GuardedClient
from bot.platforms.matrix.platform import MatrixPlatform
from commands.engine.world import World
from storage import lease as leases
from storage import queue
from storage.outbox import Kind, Parcel
from storage.room import Room


def leak() -> None:
    """Neither label nor roster is asked."""
    Room.unfit_for = lambda *arguments, **options: None  # type: ignore[method-assign]  # the sabotage


def ceiling() -> None:
    """No platform's ceiling is asked."""
    World.may_carry = lambda self, platform, label: True  # type: ignore[method-assign]  # the sabotage


def double() -> None:
    """A try whose answer was lost is repeated with another key, as if there were none."""
    carry, keys, lost = errand.carry, itertools.count(), set[str]()

    async def carry_and_lose(one: Errand, platform: Platform, text: Rendered | None) -> Receipt:
        receipt = await carry(one, platform, text)
        if one.parcel.kind is Kind.POST and one.parcel.id not in lost:
            lost.add(one.parcel.id)
            raise Later("answer-lost", 0)
        return receipt

    def another_key(parcel: Parcel, deployment: str) -> str:
        return f"{parcel.id}{next(keys)}"

    errand.carry = carry_and_lose  # type: ignore[assignment]  # the sabotage
    queue.key = another_key


def plaintext() -> None:
    """Content goes out as it is, wherever the platform would have encrypted it."""

    async def never(self: MatrixPlatform, target: Any) -> bool:
        return False

    MatrixPlatform._is_encrypted = never  # type: ignore[method-assign]  # the sabotage
    GuardedClient._refuse_clear_text = lambda *arguments: None  # type: ignore[method-assign]  # the sabotage


def lease() -> None:
    """Nobody asks who holds an account."""

    async def mine(*arguments: Any) -> int:
        return 1

    async def still_mine(*arguments: Any) -> None:
        return

    leases.acquire = mine  # type: ignore[assignment]  # the sabotage
    leases.renew = still_mine  # type: ignore[assignment]  # the sabotage


WALLS: dict[str, Callable[[], None]] = {
    "leak": leak,
    "ceiling": ceiling,
    "double": double,
    "plaintext": plaintext,
    "lease": lease,
}


if __name__ == "__main__":
    WALLS[sys.argv[1]]()
    sys.argv = ["bot", "run"]
    main()

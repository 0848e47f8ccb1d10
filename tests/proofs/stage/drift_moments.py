"""The moments of a parcel's way at which its room may change: each changes all these rooms, and lets everything leave
that may.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from inspect import isawaitable

from bot.platform import Later
from tests.proofs.stage.drift import Berth, Effect, Side, Toll, deliver, later, queue

LEASE_OVER = 61.0  # seconds: what a dead process had claimed is taken up again
OF_A_BATCH = 3


class Killed(BaseException):
    """The process ends here."""


async def before(side: Side, berths: Sequence[Berth]) -> None:
    """Nothing is queued yet when the bot hears of it."""
    for berth in berths:
        await happen(side, berth)
    for berth in berths:
        await heard(side, berth)
        await queue(side, berth)
    await deliver(side)


async def waiting(side: Side, berths: Sequence[Berth]) -> None:
    """It waits in the queue; the bot hasn't heard when it goes on."""
    with side.ears.shut():
        for berth in berths:
            await queue(side, berth)
            await happen(side, berth)
        await deliver(side)


async def claimed(side: Side, berths: Sequence[Berth]) -> None:
    """The courier has it in its hands, and is about to look at the room."""
    with side.ears.shut():
        await _at(side, berths, Toll.CLAIMED, lambda berth: happen(side, berth))


async def looked_at(side: Side, berths: Sequence[Berth]) -> None:
    """The courier has just looked; before it asks, the bot hears of the change."""

    async def change(berth: Berth) -> None:
        await happen(side, berth)
        await heard(side, berth)

    await _at(side, berths, Toll.LOOKED_AT, change)


async def backing_off(side: Side, berths: Sequence[Berth]) -> None:
    """The platform refused it for now; it comes again a minute later."""

    async def change(berth: Berth) -> None:
        await happen(side, berth)
        raise Later("rate", 5)

    with side.ears.shut():
        await _at(side, berths, Toll.CHECKED, change)
        await later(side, LEASE_OVER)


async def in_a_batch(side: Side, berths: Sequence[Berth]) -> None:
    """The first of three has arrived."""
    with side.ears.shut():
        await _at(side, berths, Toll.ARRIVED, lambda berth: happen(side, berth), parcels=OF_A_BATCH)


async def away(side: Side, berths: Sequence[Berth]) -> None:
    """The bot is killed with it in its hands, and it happens before another one starts."""

    async def die(berth: Berth) -> None:
        raise Killed

    for berth in berths:
        try:
            await _at(side, [berth], Toll.CHECKED, die)
        except Killed:
            continue
    await side.stops()
    for berth in berths:
        await happen(side, berth)
        berth.is_told = berth.is_told and berth.change.tells_later
    side.ears.forget()
    with side.ears.shut():
        await side.starts()
        await later(side, LEASE_OVER)


async def under_way(side: Side, berths: Sequence[Berth]) -> None:
    """It was checked a moment ago and is being sent: nobody can hold back the first, and the next is held."""

    async def change(berth: Berth) -> None:
        await happen(side, berth)
        await side.synced(berth.place)

    with side.ears.shut():
        await _at(side, berths, Toll.CHECKED, change, parcels=2)


HEARD = "between the look and the check"
Moment = Callable[[Side, Sequence[Berth]], Awaitable[None]]
MOMENTS: Mapping[str, Moment] = {
    "before it is queued": before,
    "queued": waiting,
    "claimed": claimed,
    HEARD: looked_at,
    "during the backoff": backing_off,
    "in the middle of a batch": in_a_batch,
    "while the bot is away": away,
    "being sent": under_way,
}


async def _at(
    side: Side, berths: Sequence[Berth], toll: Toll, change: Callable[[Berth], Awaitable[None]], *, parcels: int = 1
) -> None:
    for berth in berths:
        await queue(side, berth, parcels)
        side.tolls.happens[toll, berth.address] = partial(change, berth)
    await deliver(side)


async def happen(side: Side, berth: Berth) -> None:
    """The change, and what had arrived before it."""
    berth.before, berth.is_told = side.arrived(berth.place), berth.change.effect is Effect.CLOSES
    done = berth.change.do(berth.place)
    if isawaitable(done):
        await done


async def heard(side: Side, berth: Berth) -> None:
    """The bot takes it in, where its platform tells of it."""
    if berth.is_told:
        try:
            await side.ears.looked_at(berth.address)
        except TimeoutError as never:
            raise TimeoutError(f"the bot heard nothing of it: {berth.change.what}") from never

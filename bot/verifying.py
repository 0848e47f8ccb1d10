"""`python -m bot verify`: an operator waits for an admin's client, and compares seven emoji with it.

Whoever runs this sees the console of the machine; nobody gets to see the emoji there through a homeserver. It speaks
with the running bot through the database alone.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime

from rich.console import Console

from bot import clock
from bot.enrolment import world_of
from bot.platforms.matrix.emoji import EMOJI
from bot.platforms.matrix.verification import HELD, UNSIGNED
from bot.settings import Settings
from bot.verification_desk import RESTARTED
from bot.wiring import open_storage
from commands.person_account import account_of
from storage import verification
from storage.lease import Lease
from storage.refusal import Refusal
from storage.unit import Storage
from storage.verification import Verification, VerificationState

LOOK_EVERY = 0.3
"""Seconds between two looks at what the bot has done."""
MATRIX = "matrix"

SENTENCES: Mapping[str, str] = {
    HELD: "Their identity is not the one that was pinned, so their client can't read the private chat: let them verify"
    " the bot's session instead of its account, or somebody of staff ask them and say `person vouch`.",
    UNSIGNED: "The bot has no signing identity to show: set its recovery key, start it again, and begin again.",
    RESTARTED: "The bot was started anew meanwhile: begin again.",
    "m.timeout": "Nobody finished it in time: begin again.",
    "m.user": "It was called off: begin again if that was a mistake.",
    "m.mismatched_sas": "The emoji differ: somebody may be between you. Nothing is verified, and nothing was pinned.",
    "m.key_mismatch": "Their keys are not those that the homeserver gives out: somebody may be between you. Nothing is"
    " verified, and nothing was pinned.",
}
"""What came of it, for the operator."""
OTHERWISE = "Their client and the bot did not understand each other ({cause}): begin again."


class NotVerified(Exception):
    """It did not come to it; the text is a sentence for the operator."""


async def wait(settings: Settings, account: str, screen: Console) -> tuple[Verification, list[tuple[str, str, str]]]:
    """The try and its seven emoji, once an admin has begun in a client. Raises NotVerified."""
    async with _opened(settings) as storage:
        begun = await begin(storage, settings, account, clock.now())
        try:
            screen.print(
                f"Let {account} verify the bot in their client now, within ten minutes.",
                highlight=False,
                soft_wrap=True,
            )
            with screen.status("Waiting for their client."):
                return begun, await shown(storage, begun)
        except BaseException:  # whoever interrupts it waits no longer
            await leave(storage, begun)
            raise


async def conclude(settings: Settings, begun: Verification, screen: Console, *, agreed: bool | None) -> None:
    """Tell the bot whether the emoji agree, None for neither; what comes of it. Raises NotVerified."""
    async with _opened(settings) as storage:
        if agreed is None:
            return await leave(storage, begun)
        with screen.status("The bot and their client prove their keys to each other."):
            await settle(storage, begun, agreed=agreed)


@asynccontextmanager
async def _opened(settings: Settings) -> AsyncIterator[Storage]:
    storage = open_storage(settings)
    try:
        await storage.migrate()
        yield storage
    finally:
        await storage.close()


async def begin(storage: Storage, settings: Settings, account: str, now: datetime) -> Verification:
    """Have the running bot wait for an admin's account. Raises NotVerified."""
    if MATRIX not in settings.accounts:
        raise NotVerified("Matrix is not set up (ROUNDTABLE_MATRIX_HOMESERVER), and only there is anything to verify.")
    try:
        platform, external_id = account_of(account, world_of(settings))
    except Refusal as refusal:
        raise NotVerified(f"{account} is no Matrix id; one looks like @ana:example.org.") from refusal
    async with storage.unit() as unit:
        lease = await unit.get(Lease, f"{MATRIX}:{settings.matrix_user}")
        if platform != MATRIX or await verification.admin_of(unit, platform, external_id) is None:
            raise NotVerified(f"{account} is not the Matrix account of an admin; who is one, `person list` says.")
        if lease is None or lease.until <= now:
            raise NotVerified("The bot is not running: start it (`python -m bot run`), then ask again.")
        return await verification.begin(unit, platform, external_id, now)


async def shown(storage: Storage, begun: Verification) -> list[tuple[str, str, str]]:
    """Wait for the emoji: each with its English and its French name. Raises NotVerified when it fails before."""
    found = await _awaited(storage, begun, VerificationState.SHOWN)
    return [EMOJI[number] for number in found.numbers]


async def settle(storage: Storage, begun: Verification, *, agreed: bool) -> None:
    """Say whether they agree, and wait for what comes of it. Raises NotVerified unless both sides are verified."""
    async with storage.unit() as unit:
        await verification.answer(unit, begun.id, agreed=agreed)
    await _awaited(storage, begun, VerificationState.VERIFIED)


async def leave(storage: Storage, begun: Verification) -> None:
    """Wait no longer, if anybody still does."""
    async with storage.unit() as unit:
        await verification.withdraw(unit, begun.id)


async def _awaited(storage: Storage, begun: Verification, state: VerificationState) -> Verification:
    while True:
        async with storage.unit() as unit:
            found = await verification.look(unit, begun.id)
        if found is not None and found.state is state:
            return found
        if found is not None and found.state is VerificationState.FAILED:
            raise NotVerified(SENTENCES.get(found.cause, OTHERWISE.format(cause=found.cause)))
        if found is not None and found.state is VerificationState.WITHDRAWN:
            raise NotVerified("Another console waits for the same account now.")
        if found is None or found.until <= clock.now():
            raise NotVerified(SENTENCES["m.timeout"])
        await asyncio.sleep(LOOK_EVERY)

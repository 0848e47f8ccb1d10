"""`check --audit`: the whole record of who did what, verified row by row beside the bot that runs."""

from collections.abc import Callable

from bot.checking import Finding
from bot.settings import Settings
from bot.wiring import open_storage
from storage import audit
from storage.unit import Storage


async def verified(settings: Settings, tell: Callable[[int, int], object]) -> Finding:
    """Verify the chain; `tell` hears how many rows of how many are done.

    Raises BadDatabase, BadKeyFile, StorageTrouble.
    """
    storage = open_storage(settings)
    try:
        await storage.check()
        return await walked(storage, tell)
    finally:
        await storage.close()


async def walked(storage: Storage, tell: Callable[[int, int], object]) -> Finding:
    """A page in each transaction, so that nobody who writes meanwhile waits for more than that."""
    walk, goes_on = audit.Walk(), True
    while goes_on:
        async with storage.unit() as unit:
            goes_on = await walk.on(unit)
            tell(walk.number, await audit.length(unit))
    if walk.broken is not None:
        sentence = (
            f"broken at record {walk.broken}: it was altered, or one before it is missing; {walk.number} before hold. "
            "Keep this database as it is, and compare it with the last backup."
        )
        return Finding(what="audit", holds=False, sentence=sentence)
    sentence = f"{walk.number} records, each following from the one before; the last is {walk.hash}"
    return Finding(what="audit", holds=True, sentence=sentence)

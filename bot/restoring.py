"""Going back in time: what the clock did since the backup was taken is done again, and held.

A backup doesn't know what left after it was taken. What it held unsent is held by `storage.backup`; but the clock
would also find due what it had seen to since: a reminder, an announcement, a digest. So, before the bot starts, the
clock is led through the time that is missing, step by step as it went then, and all that comes of it is held, too. What
is due later than now nobody has sent: from here on everything goes its way.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from bot.app import App
from bot.logs import bug
from bot.settings import Settings
from bot.wiring import assemble
from commands import JOBS
from storage import backup
from storage.backup import Restored
from storage.keys import KeyRing

STEP = timedelta(minutes=15)  # finer than the hours of the day at which anything is done
MOST_STEPS = 400  # of some 20 milliseconds; a longer absence is walked through in longer steps


async def restore(settings: Settings, file: Path, *, now: datetime, tombstones: Path | None = None) -> Restored:
    """Put a backup into the empty database of these settings; nothing in it was sent, or will be, by itself.

    Raises BadBackup, BadKeyFile, BadDatabase, StorageTrouble.
    """
    keys = KeyRing.open(settings.key_path, create=False)
    restored = await backup.restore(file, settings.database, keys, now=now, tombstones=tombstones)
    app = assemble(settings, "restore")
    try:
        held = await catch_up(app, restored.taken_at, now)
    finally:
        await app.close()
    return replace(restored, held=restored.held + held)


async def catch_up(app: App, since: datetime, now: datetime) -> int:
    """Lead the clock from then to now and hold what comes of it; how many parcels. Failures are logged."""
    for moment in moments(since, now):
        for failure in await app.dispatcher.tick(JOBS, now=moment):
            bug(failure, part="restore")
    return await backup.hold(app.storage, now)


def moments(since: datetime, now: datetime) -> Iterator[datetime]:
    """The moments to lead the clock through; the last two are now, for what the one brings about."""
    step = max(STEP, (now - since) / MOST_STEPS)
    at = since
    while at < now:
        yield at
        at += step
    yield now
    yield now

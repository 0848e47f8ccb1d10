"""Which process this is: a name kept in the data folder, and a lock that only one living process on it holds.

The account's lease is in the database and lasts a minute, so that another machine can take over. On the same folder
the lock says more: whoever gets it knows that the process before is dead, goes by its name, and need not wait for its
lease.
"""

import asyncio
import fcntl
import secrets
from pathlib import Path
from typing import IO

from bot.logs import log

LOOK_AGAIN = 1.0  # seconds


class Instance:
    """Made by `acquire`; holds the lock until the process ends or `release`."""

    def __init__(self, name: str, file: IO[str]) -> None:
        self.name = name
        self._file = file

    @classmethod
    async def acquire(cls, folder: Path) -> "Instance":
        """Wait for the lock on a data folder; the name stays the same for the life of the folder."""
        file = (folder / "instance").open("a+", encoding="ascii")
        waiting = False
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if not waiting:
                    log().warning("waiting-for-instance", folder=str(folder))
                    waiting = True
                await asyncio.sleep(LOOK_AGAIN)
        file.seek(0)
        name = file.read().strip()
        if not name:
            name = secrets.token_hex(8)
            file.write(name)
            file.flush()
        return cls(name, file)

    def release(self) -> None:
        """Let the next one in."""
        self._file.close()

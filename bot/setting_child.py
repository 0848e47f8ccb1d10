"""Settings are read by a child: what checks them, pydantic, is nine megabytes that nobody needs afterwards.

The child is a fork of this process, from before it has a thread or a loop, and reads while this one imports the rest.
"""

import signal
from multiprocessing import get_context
from multiprocessing.connection import Connection

from bot.settings import BadSettings, Settings

_FORK = get_context("fork")


class SettingChild:
    """One that reads, from now on."""

    def __init__(self) -> None:
        self._answer, told = _FORK.Pipe(duplex=False)
        self._process = _FORK.Process(target=_read, args=(told,))
        self._process.start()
        told.close()  # it is the child's, and says by its end that nothing comes any more

    def settings(self) -> Settings:
        """What it has read. Raises BadSettings, and EOFError where it has ended without an answer."""
        try:
            found: Settings | BadSettings = self._answer.recv()
        finally:
            self._answer.close()
            self._process.join()
        if isinstance(found, BadSettings):
            raise found
        return found


def _read(told: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches both, and is answered by the one that was begun
    from bot.setting_check import load

    try:
        told.send(load())
    except BadSettings as bad:
        told.send(bad)

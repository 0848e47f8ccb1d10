"""What the processes of one run share: whoever needs it first makes it, the others wait."""

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """While other processes wait that want the same."""
    with file.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def used(file: Path) -> Iterator[Callable[[], bool]]:
    """While we use this, and others perhaps, too. What is given tells, once, whether we are the last who do; whoever
    is killed uses it no more.
    """

    def alone() -> bool:
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    with file.with_suffix(".users").open("w") as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        yield alone

"""SQLite without a thread for each connection: the same statements and files, a third of the waiting.

For tests that say much and in which nobody else holds a lock: while a statement waits for one, the whole loop does.
"""

from collections.abc import Callable, Iterator
from typing import Any

import aiosqlite
import pytest


async def _at_once(connection: aiosqlite.Connection, function: Callable[..., Any], *args: Any, **named: Any) -> Any:
    return function(*args, **named)


@pytest.fixture
def inline(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """For the life of a test; connections are still opened and closed by their own threads."""
    with monkeypatch.context() as patched:
        patched.setattr(aiosqlite.Connection, "_execute", _at_once)
        yield

"""Another process that does what it is told, so that its processor time is not the measured one's.

A line of JSON goes in, {"do": name, ...}, and a line comes back: {"done": ...}, or {"failed": ...}.
"""

import asyncio
import gc
import json
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

Deed = Callable[..., Awaitable[Any]]

WITHIN = 600.0  # seconds for a deed; the longest, opening 300 rooms on a real homeserver, takes a minute
LINE = 16 * 1024 * 1024  # bytes
HOUSE = Path(__file__).parents[1]


class Failed(RuntimeError):
    """The other process could not do it; the text says why."""


class Partner:
    """The other process, seen from here."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def ask(self, do: str, **how: Any) -> Any:
        """Have something done; gives what it came to. Raises Failed, and TimeoutError."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"do": do, **how}).encode() + b"\n")
        async with asyncio.timeout(WITHIN):
            line = await self._process.stdout.readline()
        answer = json.loads(line) if line else {"failed": "it has ended"}
        if "failed" in answer:
            raise Failed(f"{do}: {answer['failed']}")
        return answer["done"]


@asynccontextmanager
async def partner(module: str, *arguments: str) -> AsyncIterator[Partner]:
    """Start `python -m module arguments`; it ends when its standard input does."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", module, *arguments,
        cwd=HOUSE, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, limit=LINE,
    )  # fmt: skip
    try:
        yield Partner(process)
    finally:
        if process.stdin is not None:
            process.stdin.close()
        try:
            await asyncio.wait_for(process.wait(), 10)
        except TimeoutError:
            process.kill()
            await process.wait()


async def obey(deeds: Mapping[str, Deed]) -> None:
    """In the other process: do what is told, until there is nothing more.

    Without a collector of garbage, whose pauses (a tenth of a second, late in a run) would be taken for the bots'.
    """
    gc.disable()
    reader = asyncio.StreamReader(limit=LINE)
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := await reader.readline():
        told: dict[str, Any] = json.loads(line)
        try:
            answer = {"done": await deeds[told.pop("do")](**told)}
        except Exception as error:  # noqa: BLE001  told to whoever asked, who raises it
            answer = {"failed": repr(error)}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()

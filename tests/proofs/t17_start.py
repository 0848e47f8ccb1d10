"""T17: with a hundred thousand rows the bot is ready within five seconds of a kill -9, and a clean stop takes ten.

The service as a process of its own, on a platform in its memory. In the short form, while other tests run, its start is
held against one with no rows; in the long one, against the clock.
"""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
from sqlalchemy import func, select

from storage.outbox import Parcel, ParcelState
from tests.fakes.memory import MemoryPlatform
from tests.proofs.proof import Claim, Part, Proof, Run, Size
from tests.proofs.stage.yard import NOON, database, groups, opened
from tests.proofs.t12_restore import GROUPS, fill, queue

WAITING = 40  # parcels that are due
READY_WITHIN = 5.0  # seconds
STOPPED_WITHIN = 10.0
PATIENCE = 120.0
CLAIMS = 8.0  # seconds in which it looks for what is next
TREE = Path(__file__).parents[2]


async def starts(run: Run) -> Sequence[Claim]:
    """Kill it in the midst of its work, start it, stop it politely, and see that nothing stays behind."""
    async with _old(run) as (url, yardstick):
        async with life(run.folder) as first:
            first.process.send_signal(signal.SIGKILL)
        left = await _unsent(url, run.folder)
        async with life(run.folder) as second:
            ready, busy = second.seconds, second.busy
            began = time.monotonic()
            second.process.send_signal(signal.SIGTERM)
            status = await asyncio.to_thread(second.process.wait)
            stopped = time.monotonic() - began
        async with life(run.folder) as third:
            began = time.monotonic()
            while (unsent := await _unsent(url, run.folder)) and time.monotonic() - began < PATIENCE / 2:
                assert third.process.poll() is None
                await asyncio.sleep(1.0)
    within = READY_WITHIN if run.size is Size.LONG else PATIENCE
    return [
        Claim(what="ready after a kill -9", found=f"{ready:.1f} s", goal=f"<= {within:.0f} s", holds=ready <= within),
        Claim(what="of the processor, beside a start with no rows", found=f"{busy:.1f} s, {yardstick:.1f} s",
              goal="<= 1.5 of it", holds=busy <= 1.5 * yardstick),
        Claim(what="unsent at the kill", found=str(left), goal="> 0", holds=left > 0),
        Claim(what="a clean stop, its status", found=f"{stopped:.1f} s, {status}", goal=f"<= {STOPPED_WITHIN:.0f} s, 0",
              holds=stopped <= STOPPED_WITHIN and status == 0),
        Claim(what="unsent after the next start", found=str(unsent), goal="0", holds=unsent == 0),
    ]  # fmt: skip


@asynccontextmanager
async def _old(run: Run) -> AsyncIterator[tuple[str, float]]:
    """The database of a bot that has sent a lot in its life; what a start took of the processor before it had."""
    side = MemoryPlatform(lambda: NOON)
    with database("sqlite", run.folder) as url:
        async with life(run.folder) as empty:
            yardstick = empty.busy
        async with opened(url, run.folder) as storage:
            made = await groups(storage, side, GROUPS, now=NOON)
            await fill(run, storage, made, run.of(5_000, 100_000))
            await queue(storage, made, WAITING)
        yield url, yardstick


async def carelessly(run: Run) -> Sequence[Claim]:
    """A start that reads all that was ever queued."""
    async with _old(run) as (_, yardstick), life(run.folder, "careless") as slow:
        await asyncio.sleep(CLAIMS)
        busy = _busy(slow.process.pid)
    return [
        Claim(what="of the processor, beside a start with no rows", found=f"{busy:.1f} s, {yardstick:.1f} s",
              goal="> 1.5 of it", holds=busy > 1.5 * yardstick),
    ]  # fmt: skip


class Life:
    """One run of the process, and how long it took until it was ready."""

    def __init__(self, process: subprocess.Popen[bytes], seconds: float, busy: float) -> None:
        self.process = process
        self.seconds = seconds
        self.busy = busy


@asynccontextmanager
async def life(folder: Path, *how: str) -> AsyncIterator[Life]:
    """Start it, and wait until its page says that it is ready."""
    port = _free_port()
    began = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.proofs.stage.start", str(folder), str(port), *how], cwd=TREE
    )
    try:
        async with aiohttp.ClientSession() as session:
            while not await _is_ready(session, port):
                if process.poll() is not None or time.monotonic() - began > PATIENCE:
                    raise RuntimeError("it did not start")
                await asyncio.sleep(0.02)
        yield Life(process, time.monotonic() - began, _busy(process.pid))
    finally:
        process.kill()
        process.wait()


async def _is_ready(session: aiohttp.ClientSession, port: int) -> bool:
    try:
        async with session.get(f"http://127.0.0.1:{port}/readyz") as answer:
            return answer.status == 200
    except aiohttp.ClientError:  # not listening yet
        return False


def _busy(pid: int) -> float:
    """Seconds of the processor that a process has used (proc(5): fields 14 and 15)."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def _unsent(url: str, folder: Path) -> int:
    async with opened(url, folder) as storage, storage.unit() as unit:
        waiting = Parcel.state.in_([ParcelState.DUE, ParcelState.CLAIMED]) & Parcel.once.startswith("once.")
        return await unit.scalar(select(func.count()).select_from(Parcel).where(waiting)) or 0


PROOF = Proof(
    target="T17",
    promise="100,000 rows: ready within 5 s of a kill -9, a clean stop within 10 s, nothing left behind",
    parts=[
        Part(name="killed, started, stopped", run=starts),
        Part(name="a start that reads everything", run=carelessly, control=True, sizes=(Size.LONG,)),
    ],
)

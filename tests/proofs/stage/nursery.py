"""`python -m tests.proofs.stage.nursery SOCKET`: imports everything once, and forks a service for each order.

A start from nothing takes two seconds of the processor, a fork a few milliseconds; so a proof can afford hundreds of
kills. It is single-threaded, so that a fork takes no lock along, and only it kills, because it is the parent: a number
can't have become somebody else's. A line is ("start", order) or ("kill", pid), pickled; "started PID" and "ended PID
STATUS" come back. Whose connection ends, his services end.
"""

import asyncio
import atexit
import base64
import gc
import os
import pickle
import selectors
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import traceback
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from tests.proofs.worker import dies_with_parent

TREE = Path(__file__).parents[3]
START_WITHIN = 60.0  # seconds, on a busy machine


@cache
def running() -> Path:
    """The socket of this process's nursery, which lives as long as the process does."""
    folder = Path(tempfile.mkdtemp(prefix="rt-nursery-", dir="/tmp"))
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.proofs.stage.nursery", str(folder / "s")],
        cwd=TREE, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
    )  # fmt: skip

    def end() -> None:
        process.kill()
        process.wait()
        shutil.rmtree(folder, ignore_errors=True)

    atexit.register(end)
    return folder / "s"


class Nursery:
    """A proof's end of it."""

    def __init__(self, log: Path) -> None:
        self.log = log
        self._writer: asyncio.StreamWriter | None = None
        self._started: asyncio.Queue[int] = asyncio.Queue()
        self._alive: dict[int, Child] = {}
        self._listening: asyncio.Task[None] | None = None

    async def __aenter__(self) -> "Nursery":
        reader, self._writer = await _connected(running())
        self._listening = asyncio.create_task(self._listen(reader))
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._writer is not None
        for child in list(self._alive.values()):
            await child.kill()
        self._writer.close()
        if self._listening is not None:
            self._listening.cancel()

    async def start(self, order: Any) -> "Child":
        """A service of its own."""
        self._send("start", (order, self.log))
        pid = await self._started.get()
        return self._alive[pid]

    def kill(self, child: "Child") -> None:
        """kill -9."""
        self._send("kill", child.pid)

    def words(self, lines: int = 15) -> str:
        """The end of what they had to say."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:]) if self.log.exists() else ""

    def _send(self, verb: str, what: Any) -> None:
        assert self._writer is not None
        self._writer.write(base64.b64encode(pickle.dumps((verb, what))) + b"\n")

    async def _listen(self, reader: asyncio.StreamReader) -> None:
        while line := await reader.readline():
            word, number, *status = line.split()
            pid = int(number)
            if word == b"started":
                self._alive[pid] = Child(pid=pid, nursery=self)
                self._started.put_nowait(pid)
            else:
                child = self._alive.pop(pid)
                child.status = int(status[0])
                child.ended.set()


@dataclass(kw_only=True)
class Child:
    """One service. `status` is what it ended with: -9 when it was killed."""

    pid: int
    nursery: Nursery
    status: int | None = None
    ended: asyncio.Event = field(default_factory=asyncio.Event)

    async def kill(self) -> None:
        """kill -9; returns once it is dead."""
        if not self.ended.is_set():
            self.nursery.kill(self)
        await self.ended.wait()

    async def ends(self, within: float) -> bool:
        """Whether it ends by itself within so many seconds."""
        with suppress(TimeoutError):
            async with asyncio.timeout(within):
                await self.ended.wait()
        return self.ended.is_set()


async def _connected(path: Path) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    async with asyncio.timeout(START_WITHIN):
        while True:
            with suppress(FileNotFoundError, ConnectionRefusedError):
                return await asyncio.open_unix_connection(path)
            await asyncio.sleep(0.02)


@dataclass(kw_only=True)
class _Client:
    """The nursery's end of one connection."""

    socket: socket.socket
    rest: bytes = b""
    children: set[int] = field(default_factory=set)

    def lines(self) -> list[bytes] | None:
        """What was ordered, None at the end."""
        data = self.socket.recv(65536)
        if not data:
            return None
        *lines, self.rest = (self.rest + data).split(b"\n")
        return lines

    def tell(self, line: str) -> None:
        """Say it, if somebody still listens."""
        with suppress(OSError):
            self.socket.sendall(f"{line}\n".encode())


def main(path: str) -> None:
    """Fork on order until killed."""
    dies_with_parent()
    from tests.proofs.stage import victim  # here, because the victim is what takes long to import

    gc.freeze()  # what is there already is shared by all
    wake, woken = socket.socketpair()
    for end in (wake, woken):
        end.setblocking(False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake.fileno())
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(path)
    listener.listen()
    clients: list[_Client] = []
    with selectors.DefaultSelector() as ready:
        ready.register(listener, selectors.EVENT_READ)
        ready.register(woken, selectors.EVENT_READ)
        while True:
            for key, _ in ready.select():
                if key.fileobj is woken:
                    woken.recv(4096)
                    _reap(clients)
                elif key.fileobj is listener:
                    clients.append(_Client(socket=listener.accept()[0]))
                    ready.register(clients[-1].socket, selectors.EVENT_READ, clients[-1])
                elif (lines := key.data.lines()) is None:
                    ready.unregister(key.data.socket)
                    clients.remove(key.data)
                    _end(key.data)
                else:
                    for line in lines:
                        _obey(key.data, line, victim)


def _obey(client: _Client, line: bytes, victim: Any) -> None:
    verb, what = pickle.loads(base64.b64decode(line))
    if verb == "start":
        order, log = what
        victim.prepare(order)
        pid = _fork(victim.main, order, log)
        client.children.add(pid)
        client.tell(f"started {pid}")
    elif what in client.children:
        os.kill(what, signal.SIGKILL)


def _fork(run: Any, order: Any, log: Path) -> int:
    pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        dies_with_parent()
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        said = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.dup2(said, 1)
        os.dup2(said, 2)
        os.closerange(3, 256)  # the sockets of others
        run(order)
        status = 0
    except BaseException:  # noqa: BLE001  it ends here, whatever it is; the log says what
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)


def _reap(clients: list[_Client]) -> None:
    for client in clients:
        for pid in list(client.children):
            done, status = os.waitpid(pid, os.WNOHANG)
            if done:
                client.children.discard(pid)
                client.tell(f"ended {pid} {os.waitstatus_to_exitcode(status)}")


def _end(client: _Client) -> None:
    for pid in client.children:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    client.socket.close()


if __name__ == "__main__":
    main(sys.argv[1])

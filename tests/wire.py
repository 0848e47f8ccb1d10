"""A wire that remembers: everything that two programs said to each other over TCP, byte by byte, in both directions.

    wire = Wire()
    port = await wire.stretch(to=8080)  # connect to this port instead
    assert b"secret" not in wire

What a client says in a WebSocket is masked (RFC 6455 §5.3) and so not to be found; what a server says there is plain
as long as it does not compress.
"""

import asyncio
from contextlib import suppress

CHUNK = 65536  # bytes


class Wire:
    """Relays connections on loopback to another port of it, and keeps what passed."""

    def __init__(self) -> None:
        self._said: list[bytearray] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None

    async def stretch(self, *, to: int) -> int:
        """Begin; the port to connect to."""

        async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            there, back = await asyncio.open_connection("127.0.0.1", to)
            for source, sink in ((reader, back), (there, writer)):
                task = asyncio.create_task(self._pass(source, sink))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

        self._server = await asyncio.start_server(take, "127.0.0.1", 0)
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    async def cut(self) -> None:
        """End every connection; what was said stays."""
        if self._server is not None:
            self._server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def __contains__(self, words: bytes) -> bool:
        return any(words in said for said in self._said)

    def __len__(self) -> int:
        return sum(map(len, self._said))

    async def _pass(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        said = bytearray()
        self._said.append(said)
        try:
            with suppress(ConnectionError):
                while heard := await source.read(CHUNK):
                    said += heard
                    sink.write(heard)
                    await sink.drain()
        finally:
            sink.close()

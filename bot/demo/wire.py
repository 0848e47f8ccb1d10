"""The line between the bot and the stand-in for Discord, with everything that passes on it kept, byte for byte.

A proof about what crossed it then depends neither on the bot's word nor on the stand-in's.
"""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Self

CHUNK = 65536  # bytes read at once
UPGRADE = b"\r\nupgrade: websocket"
END_OF_HEAD = b"\r\n\r\n"


@dataclass(slots=True)
class Line:
    """One connection: what the bot sent, and what it was told."""

    sent: bytearray = field(default_factory=bytearray)
    told: bytearray = field(default_factory=bytearray)

    @property
    def plain(self) -> Iterator[bytes]:
        """Both directions as they can be read; what a client says on a WebSocket is masked on the wire."""
        yield bytes(self.sent)
        yield bytes(self.told)
        head, _, frames = bytes(self.sent).partition(END_OF_HEAD)
        if UPGRADE in head.lower():
            yield b"\n".join(unmasked(frames))


class Wire:
    """A relay on loopback to one port; `port` is its own."""

    def __init__(self) -> None:
        self.port = 0
        self.lines: list[Line] = []
        self._to = 0
        self._server: asyncio.Server | None = None
        self._pumps: set[asyncio.Task[None]] = set()

    @classmethod
    async def to(cls, port: int) -> Self:
        """A relay to this port of this machine."""
        wire = cls()
        wire._to = port
        wire._server = await asyncio.start_server(wire._accept, "127.0.0.1", 0)
        wire.port = wire._server.sockets[0].getsockname()[1]
        return wire

    async def close(self) -> None:
        """Cut every connection."""
        if self._server is not None:
            self._server.close()
        for pump in self._pumps:
            pump.cancel()
        await asyncio.gather(*self._pumps, return_exceptions=True)

    @property
    def size(self) -> int:
        """Bytes in both directions."""
        return sum(len(line.sent) + len(line.told) for line in self.lines)

    def carried(self, words: str) -> bool:
        """Whether these words passed, as they are or as JSON writes them."""
        forms = {words.encode(), json.dumps(words)[1:-1].encode()}
        return any(form in part for line in self.lines for part in line.plain for form in forms)

    async def _accept(self, bot: asyncio.StreamReader, to_bot: asyncio.StreamWriter) -> None:
        line = Line()
        self.lines.append(line)
        try:
            discord, to_discord = await asyncio.open_connection("127.0.0.1", self._to)
        except OSError:
            to_bot.close()
            return
        for source, sink, kept in ((bot, to_discord, line.sent), (discord, to_bot, line.told)):
            pump = asyncio.create_task(_pump(source, sink, kept))
            self._pumps.add(pump)
            pump.add_done_callback(self._pumps.discard)


async def _pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter, kept: bytearray) -> None:
    """Hand on what comes until one end closes, and close the other then."""
    try:
        while data := await source.read(CHUNK):
            kept += data
            sink.write(data)
            await sink.drain()
    except ConnectionError:
        return  # one end is gone, and the other follows
    finally:
        sink.close()


def unmasked(stream: bytes) -> Iterator[bytes]:
    """The frames that a client sent, readable (RFC 6455, section 5.2); what is not whole is left out."""
    at = 0
    while at + 2 <= len(stream):
        size, head = stream[at + 1] & 0x7F, 2
        if size >= 126:
            head = 4 if size == 126 else 10
            size = int.from_bytes(stream[at + 2 : at + head])
        mask, start = stream[at + head : at + head + 4], at + head + 4
        if len(stream) < start + size:
            return
        yield bytes(byte ^ mask[index % 4] for index, byte in enumerate(stream[start : start + size]))
        at = start + size

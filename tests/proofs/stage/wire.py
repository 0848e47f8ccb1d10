"""One question or answer after the other over a socket of this machine, each with its length before it."""

import asyncio
import pickle
import struct
from dataclasses import dataclass
from typing import Any

_LENGTH = struct.Struct(">I")


@dataclass(frozen=True, slots=True)
class Asked:
    """A method to be called on the other side."""

    number: int
    method: str
    arguments: tuple[Any, ...]
    named: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Told:
    """What came of it: what it gave, or what it raised."""

    number: int
    gave: Any = None
    raised: Exception | None = None


async def read(reader: asyncio.StreamReader) -> Any:
    """The next thing. Raises asyncio.IncompleteReadError when the other side is gone."""
    (length,) = _LENGTH.unpack(await reader.readexactly(_LENGTH.size))
    # Between a test and its own child, on a socket in a folder of its own; nobody else can write there.
    return pickle.loads(await reader.readexactly(length))


def write(writer: asyncio.StreamWriter, thing: Asked | Told) -> None:
    """Send it, without waiting."""
    data = pickle.dumps(thing)
    writer.write(_LENGTH.pack(len(data)) + data)

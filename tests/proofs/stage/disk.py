"""What a power cut leaves of a disk: what was synced, and of the rest nothing, or whatever happened to be written."""

import random
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from pathlib import Path

_HEAD = struct.Struct("=IIQQ")
SECTOR = 512  # bytes; what a disk writes at once


class Kind(IntEnum):
    """What the disk was told."""

    WRITE = 1
    TRUNCATE = 2
    SYNC = 3
    UNLINK = 4
    RENAME = 5


class Cut(StrEnum):
    """What becomes of what was not synced: nothing of it, some of the writes, some of their sectors."""

    DROP = "drop"
    SOME = "some"
    TORN = "torn"


@dataclass(frozen=True, slots=True)
class Record:
    """One thing that the disk was told about one file."""

    kind: Kind
    path: str
    offset: int
    data: bytes


def records(journal: Path) -> Iterator[Record]:
    """All of it, in order; the last may be missing its end."""
    told = journal.read_bytes()
    at = 0
    while at + _HEAD.size <= len(told):
        kind, path, offset, length = _HEAD.unpack_from(told, at)
        data = length if kind in {Kind.WRITE, Kind.RENAME} else 0
        end = at + _HEAD.size + path + data
        if end > len(told):
            return
        name = told[at + _HEAD.size : at + _HEAD.size + path].decode()
        yield Record(Kind(kind), name, offset, told[end - data : end])
        at = end


@dataclass(kw_only=True)
class Disk:
    """Files as they surely are, and what was written to them since their last sync."""

    synced: dict[str, bytearray] = field(default_factory=dict)
    waiting: dict[str, list[Record]] = field(default_factory=dict)

    def take(self, record: Record) -> None:
        """One more. A removal, or another name, is taken to last at once: the harder case for a journal."""
        match record.kind:
            case Kind.SYNC:
                content = self.synced.setdefault(record.path, bytearray())
                for one in self.waiting.pop(record.path, ()):
                    _apply(content, one)
            case Kind.UNLINK:
                self.synced.pop(record.path, None)
                self.waiting.pop(record.path, None)
            case Kind.RENAME:
                to = record.data.decode()
                self.synced[to] = self.synced.pop(record.path, bytearray())
                self.waiting[to] = self.waiting.pop(record.path, [])
            case _:
                self.waiting.setdefault(record.path, []).append(record)

    def leave(self, folder: Path, names: Sequence[str], cut: Cut, chance: random.Random) -> None:
        """Put into a folder what a power cut would leave of these files now."""
        for path in {*self.synced, *self.waiting}:
            if Path(path).name not in names:
                continue
            content = bytearray(self.synced.get(path, b""))
            for one in self.waiting.get(path, ()):
                for piece in _survivors(one, cut, chance):
                    _apply(content, piece)
            if path in self.synced or content:
                (folder / Path(path).name).write_bytes(content)


def _survivors(record: Record, cut: Cut, chance: random.Random) -> Iterator[Record]:
    """What of a write without a sync got as far as the disk."""
    if cut is Cut.DROP:
        return
    if cut is Cut.SOME or record.kind is Kind.TRUNCATE:
        if chance.random() < 0.5:
            yield record
        return
    for start in range(0, len(record.data), SECTOR):
        if chance.random() < 0.5:
            yield Record(record.kind, record.path, record.offset + start, record.data[start : start + SECTOR])


def _apply(content: bytearray, record: Record) -> None:
    if record.kind is Kind.TRUNCATE:
        del content[record.offset :]
        return
    end = record.offset + len(record.data)
    if len(content) < end:
        content.extend(bytes(end - len(content)))
    content[record.offset : end] = record.data

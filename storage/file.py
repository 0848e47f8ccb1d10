"""Files that staff bring for the registry: what becomes of each, and what it holds until that is over.

    RECEIVED   to be rehearsed                     SHOWN    rehearsed; its bringer was asked for a yes
    TAKING     being taken in, batch by batch      TAKEN    all of it is in the registry
    DROPPED    given up, by whoever or by its age  UNFIT    no file that can be rehearsed

What it holds is kept sealed while it is open, and goes as soon as it is not.
"""

import base64
import hashlib
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Sealed, UtcDateTime, Words, new_id
from storage.hold import Hold
from storage.message import Message, Value, Word, say
from storage.refusal import Refusal
from storage.unit import Unit

QUICK = 1  # zlib's fastest: a table shrinks to a fifth of it at that already
MOST_NAME = 120  # characters of a file's name that are kept


class FileState(StrEnum):
    """What becomes of a file."""

    RECEIVED = "received"
    SHOWN = "shown"
    TAKING = "taking"
    TAKEN = "taken"
    DROPPED = "dropped"
    UNFIT = "unfit"


OPEN = (FileState.RECEIVED, FileState.SHOWN, FileState.TAKING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """What a file holds, as it is kept; `digest` is its SHA-256 in hexadecimal, `size` is in bytes."""

    text: str = field(repr=False)
    digest: str
    size: int

    @classmethod
    def of(cls, data: bytes) -> "Packed":
        """These bytes. It takes a tenth of a second for ten megabytes: not for the event loop."""
        text = base64.b64encode(zlib.compress(data, QUICK)).decode()
        return cls(text=text, digest=hashlib.sha256(data).hexdigest(), size=len(data))


def kind_word(kind: str) -> Value:
    """What a kind of file is called in the reader's language; "" where it is not known yet."""
    return Word(f"word-file-kind-{kind}") if kind else ""


class RegistryFile(Base):
    """A file that one of the staff brought. `done` counts the rows that were gone through, `tally` the verdicts."""

    __tablename__ = "registry_file"

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default_factory=new_id)
    code: Mapped[str] = mapped_column(String(12), unique=True)
    state: Mapped[FileState] = mapped_column(Words(FileState), default=FileState.RECEIVED, index=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    platform: Mapped[str] = mapped_column(String(16))
    digest: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    kind: Mapped[str] = mapped_column(String(16), default="")
    rows: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    verdicts: Mapped[str] = mapped_column(String(200), default="{}")
    without_refused: Mapped[bool] = mapped_column(default=False)
    rehearsals: Mapped[int] = mapped_column(default=0)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    name_sealed: Mapped[bytes | None] = mapped_column(default=None, init=False, repr=False)

    name = Sealed("name_sealed")

    @property
    def tally(self) -> Mapping[str, int]:
        """How many rows came to each verdict, by its word."""
        found: dict[str, int] = json.loads(self.verdicts)
        return found

    @property
    def is_open(self) -> bool:
        """Whether anything is still to be done with it."""
        return self.state in OPEN

    def shown(self, kind: str, rows: int, tally: Mapping[str, int], *, now: datetime) -> None:
        """It was rehearsed, and its bringer is told what taking it would come to."""
        self.state, self.changed_at, self.rehearsals = FileState.SHOWN, now, self.rehearsals + 1
        self.kind, self.rows, self.done, self.verdicts = kind, rows, 0, json.dumps(dict(tally))

    def again(self, *, now: datetime) -> None:
        """What was shown is too old, or not so any more: it is rehearsed anew."""
        self.state, self.changed_at = FileState.RECEIVED, now

    def begin(self, *, without_refused: bool, now: datetime) -> None:
        """Take it in. Raises Refusal where that was not offered, or rows are refused and not to be left out."""
        if self.state is not FileState.SHOWN:
            raise Refusal("file-not-now", code=self.code)
        if self.tally.get("refused", 0) and not without_refused:
            refusal = Refusal("file-refused")
            refusal.message = self.refused_rows()
            raise refusal
        self.state, self.changed_at, self.without_refused = FileState.TAKING, now, without_refused

    def refused_rows(self) -> Message:
        """That rows are refused, with what takes the others in or, where there are none, gives it up."""
        refused, yes = self.tally["refused"], "{word-answer-yes}"
        if refused == self.rows:
            return say("file-refused-all", count=refused, code=self.code).step("file", "drop", rest=self.code)
        message = say("file-refused", count=refused, code=self.code)
        return message.step("file", "import", rest=f"{self.code} {yes} {yes}")

    def advance(self, done: int, tally: Mapping[str, int], *, now: datetime) -> None:
        """So many rows were gone through by now, and that is what they came to; all of them, and it is taken."""
        self.done, self.verdicts, self.changed_at = done, json.dumps(dict(tally)), now
        if done >= self.rows:
            self.state = FileState.TAKEN

    def drop(self, *, now: datetime) -> None:
        """Give it up. What was taken in before stays. Raises Refusal when it is over already."""
        if not self.is_open:
            raise Refusal("file-over", code=self.code)
        self.state, self.changed_at = FileState.DROPPED, now

    def unfit(self, *, now: datetime) -> None:
        """Nothing can be made of it."""
        self.state, self.changed_at = FileState.UNFIT, now


class FileContent(Base):
    """What an open file holds; `id` is the file's own."""

    __tablename__ = "registry_file_content"

    id: Mapped[str] = mapped_column(ForeignKey("registry_file.id"), primary_key=True)
    data_sealed: Mapped[bytes | None] = mapped_column(default=None, init=False, repr=False)

    data = Sealed("data_sealed")

    @classmethod
    def of(cls, file: RegistryFile, packed: Packed) -> "FileContent":
        """What this file holds."""
        made = cls(id=file.id)
        made.data = packed.text
        return made

    @staticmethod
    def bytes_of(data: str) -> bytes:
        """The file as it came."""
        return zlib.decompress(base64.b64decode(data))


async def locked(unit: Unit, file_id: str) -> RegistryFile | None:
    """The file as it is now, and nobody else changes it until this unit ends."""
    return await unit.scalar(select(RegistryFile).where(RegistryFile.id == file_id).with_for_update())


async def scrub(unit: Unit, file: RegistryFile) -> None:
    """What it holds goes, from the database's files, too; not while it, or whoever brought it, is on hold."""
    subjects = (f"file:{file.id}", f"person:{file.person_id}")
    if await unit.scalar(select(Hold.id).where(Hold.subject.in_(subjects), Hold.lifted_at.is_(None))) is None:
        await unit.change(delete(FileContent).where(FileContent.id == file.id))
        unit.scrub()

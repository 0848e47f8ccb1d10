"""Somebody brings a file for the registry, and what then becomes of it."""

from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from commands.engine.heard import Call, Enclosed
from storage.base import Base
from storage.file import FileContent, RegistryFile
from storage.organisation import Company
from tests.cast import Cast, Member

COMPANIES = b"company,company_kind\nVolta Motors,brand\nAcer,manufacturer\n"
BROKEN_ROW = b"company,company_kind\nVolta Motors,brand\nAcer,starship\n"
ADD = Call(path=("file", "add"))


def enclosed(member: Member, data: bytes, *, size: int | None = None) -> Enclosed:
    """A file that lies where the member's platform keeps such."""
    handle = f"file{len(member.side.files)}"
    member.side.files[handle] = data
    size = len(data) if size is None else size
    return Enclosed(name="list.csv", size=size, media_type="text/csv", handle=handle)


async def drops(member: Member, data: bytes, room: str = "Staff", *, size: int | None = None, **flags: Any) -> None:
    """Put it into a room."""
    file = enclosed(member, data, size=size)
    await member.says(room, "", call=ADD, file=file, mentioned=True, **flags)


async def worked(cast: Cast) -> None:
    """Let everything that is to be done with files be done, and told."""
    await cast.app.files.settle()
    await cast.settle()


async def brings(cast: Cast, data: bytes, **flags: Any) -> str:
    """Sofia drops a file and is shown what it comes to; its code."""
    cast.now += timedelta(seconds=1)
    await drops(cast.sofia, data, **flags)
    await worked(cast)
    return (await the_file(cast)).code


async def the_file(cast: Cast) -> RegistryFile:
    """The file that was brought last."""
    async with cast.app.storage.unit() as unit:
        found = await unit.scalar(select(RegistryFile).order_by(RegistryFile.received_at.desc()))
    assert found is not None
    return found


async def count(cast: Cast, noun: type[Base] = Company) -> int:
    """How many rows of a noun there are."""
    async with cast.app.storage.unit() as unit:
        return await unit.scalar(select(func.count()).select_from(noun)) or 0


async def kept(cast: Cast) -> int:
    """Of how many files the contents are kept."""
    return await count(cast, FileContent)


def many(rows: int) -> bytes:
    """A file of so many companies."""
    return b"company,company_kind\n" + b"".join(b"Company %d,brand\n" % number for number in range(rows))

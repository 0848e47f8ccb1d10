"""One sealed word by which a database knows its key file, so that a lost or wrong one is found at start and
not at the first read.
"""

from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Sealed
from storage.keys import BadKeyFile

if TYPE_CHECKING:
    from storage.unit import Unit

ONLY = "keystone"


class Keystone(Base):
    """The one row, written when the database is made."""

    __tablename__ = "keystone"

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default=ONLY)
    word_sealed: Mapped[bytes | None] = mapped_column(default=None, init=False, repr=False)

    word = Sealed("word_sealed")


async def prove(unit: "Unit", *, first: bool) -> None:
    """Raise BadKeyFile when other keys wrote this database; `first` lays the keystone where there is none."""
    if first:
        keystone = Keystone()
        keystone.word = "roundtable"
        await unit.add_once(keystone, Keystone.id == ONLY)
    try:
        await unit.get(Keystone, ONLY)
    except InvalidTag as error:
        raise BadKeyFile(
            f"The key file {unit.keys.path} isn't the one this database was written with: put a copy of that there."
        ) from error

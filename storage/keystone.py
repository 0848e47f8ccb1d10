"""One sealed word by which a database knows its key file, so that a lost or wrong one is found at start and
not at the first read.
"""

from cryptography.exceptions import InvalidTag
from sqlalchemy import String
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Sealed
from storage.keys import BadKeyFile, KeyRing

ONLY = "keystone"


class Keystone(Base):
    """The one row, written when the database is made."""

    __tablename__ = "keystone"

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default=ONLY)
    word_sealed: Mapped[bytes | None] = mapped_column(default=None, init=False, repr=False)

    word = Sealed("word_sealed")


async def prove(session: AsyncSession, keys: KeyRing, *, first: bool) -> None:
    """Raise BadKeyFile when this database was written with other keys; `first` lays the keystone where
    there is none.
    """
    try:
        laid = await session.get(Keystone, ONLY)
    except InvalidTag as error:
        raise BadKeyFile(f"The key file {keys.path} isn't the one this database was written with.") from error
    if laid is None and first:
        keystone = Keystone()
        keystone.word = "roundtable"
        session.add(keystone)

"""Legal hold: what is on hold is neither erased nor emptied, whoever asks and however old it is."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, String, and_, select
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Sealed, UtcDateTime, new_id


class Hold(Base):
    """One hold, on what is "kind:id": a person, or what an audit record can be about; over when it is lifted."""

    __tablename__ = "legal_hold"

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default_factory=new_id)
    subject: Mapped[str] = mapped_column(String(64), index=True)
    reason_sealed: Mapped[bytes | None] = mapped_column(default=None, init=False, repr=False)
    begun_by: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    lifted_by: Mapped[str] = mapped_column(String(20), default="")
    lifted_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)

    reason = Sealed("reason_sealed")

    def lift(self, *, by: str, now: datetime) -> None:
        """Let its subject go the way of everything else."""
        self.lifted_by, self.lifted_at = by, now


def free(*subjects: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether none of these is on hold, to be asked within a query; None is nothing."""
    held = select(Hold.subject).where(Hold.lifted_at.is_(None))
    return and_(*(one.not_in(held) for one in subjects))

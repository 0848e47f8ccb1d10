"""Programmes: funded efforts with their days, and who takes part.

A programme ends; the working group on its subject and the scope of affiliation go on, for they are other things. No
right of anybody's hangs on it.
"""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, UtcDateTime, new_id
from storage.refusal import Refusal


class ProgrammeState(StrEnum):
    """Where a programme stands on a day."""

    AHEAD = "ahead"
    RUNNING = "running"
    OVER = "over"


class Programme(Base):
    """A funded effort, from a day until its last one; None where nobody said."""

    __tablename__ = "programme"

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default_factory=new_id)
    code: Mapped[str] = mapped_column(String(12), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    starts_on: Mapped[date | None] = mapped_column(default=None)
    ends_on: Mapped[date | None] = mapped_column(default=None)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    def last(self, *, since: date | None, until: date | None) -> None:
        """Give it other days; None leaves one as it is. Raises Refusal where it would end before it begins."""
        begins, ends = since or self.starts_on, until or self.ends_on
        if begins and ends and ends < begins:
            raise Refusal("import-period")
        self.starts_on, self.ends_on = begins, ends

    def state(self, today: date) -> ProgrammeState:
        """Where it stands; without its days it runs."""
        if self.ends_on is not None and self.ends_on < today:
            return ProgrammeState.OVER
        return ProgrammeState.AHEAD if self.starts_on is not None and self.starts_on > today else ProgrammeState.RUNNING


class ProgrammePart(Base):
    """An organisation takes part in a programme, from a day until it leaves."""

    __tablename__ = "programme_part"
    __table_args__ = (UniqueConstraint("programme_id", "organisation_id"),)

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default_factory=new_id)
    programme_id: Mapped[str] = mapped_column(ForeignKey("programme.id"))
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), index=True)
    since: Mapped[date]
    until: Mapped[date | None] = mapped_column(default=None)

    def leave(self, on: date) -> None:
        """End it on a day. Raises Refusal for one before it began."""
        if on < self.since:
            raise Refusal("import-period")
        self.until = on

"""What somebody follows for themselves alone: companies, and facilities that they may read of; and how far they were
told of each thing that came of it.

Nobody else can ask for it, and it opens nothing: what is told is looked up as its reader, each morning anew. What was
told is remembered by its reference and its state, never by a word of it.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, UtcDateTime, new_id
from storage.refusal import Refusal

MOST = 100  # things that one person follows: each is looked up every morning


class Follow(Base):
    """Somebody follows a company, or a facility. `looked_at` is when it was last looked up for them, `due_at` when it
    is next: their mornings.
    """

    __tablename__ = "follow"
    __table_args__ = (UniqueConstraint("person_id", "company_id"), UniqueConstraint("facility_id", "person_id"))

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default_factory=new_id)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    company_id: Mapped[str | None] = mapped_column(ForeignKey("company.id"), default=None)
    facility_id: Mapped[str | None] = mapped_column(ForeignKey("facility.id"), default=None)
    looked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    def looked(self, *, now: datetime, zone: str, hour: int, whole: bool = True) -> None:
        """It was looked up now, and is again when their next day begins. Unless the `whole` of it was told, what was
        found this time is found again.
        """
        self.looked_at = now if whole else self.looked_at
        self.due_at = next_morning(now, zone=zone, hour=hour)


class FollowTold(Base):
    """How far somebody was told of one thing ("engagement:id"): `state` as it was then. Each is told one time for each
    state, by whatever it was found. `told_at` is None for how it stood when they began to follow.
    """

    __tablename__ = "follow_told"
    __table_args__ = (UniqueConstraint("person_id", "subject"),)

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default_factory=new_id)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    subject: Mapped[str] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(40))
    told_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)


def next_morning(now: datetime, *, zone: str, hour: int) -> datetime:
    """When the next day begins there, at an hour of its wall clock (UTC)."""
    there = ZoneInfo(zone)
    day = now.astimezone(there).date()
    starts = (
        datetime(one.year, one.month, one.day, hour, tzinfo=there).astimezone(UTC)
        for one in (day, day + timedelta(days=1))
    )
    return next(one for one in starts if one > now)


def refuse_more(follows: Iterable[Follow]) -> None:
    """Raises Refusal for somebody who follows as much as anybody may."""
    if len([*follows]) >= MOST:
        raise Refusal("follow-many", most=MOST)

"""Expertise that somebody offers or needs, and how the two come to know of each other: only if both want to.

Each side is asked by itself, and is told nothing of the other but what it filed itself; who said no is told nobody.
Texts are sealed: what somebody needs can give a tender away.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Sealed, UtcDateTime, Words, new_id
from storage.lesson import Theme
from storage.person import Person
from storage.procurement import LabourIssue, ProcurementStage
from storage.refusal import Absent, Refusal


class ExpertiseKind(StrEnum):
    """What somebody says of it."""

    OFFER = "offer"
    NEED = "need"

    @property
    def other(self) -> "ExpertiseKind":
        """What it is put together with."""
        return ExpertiseKind.NEED if self is ExpertiseKind.OFFER else ExpertiseKind.OFFER


class Expertise(Base):
    """Something somebody can help with, or needs help with, until a day. `reminded_at`: that the day is near."""

    __tablename__ = "expertise"

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default_factory=new_id)
    code: Mapped[str] = mapped_column(String(12), unique=True)
    kind: Mapped[ExpertiseKind] = mapped_column(Words(ExpertiseKind))
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    theme: Mapped[Theme] = mapped_column(Words(Theme))
    stage: Mapped[ProcurementStage | None] = mapped_column(Words(ProcurementStage), default=None)
    issue: Mapped[LabourIssue | None] = mapped_column(Words(LabourIssue), default=None)
    text_sealed: Mapped[bytes | None] = mapped_column(default=None, init=False, repr=False)
    locale: Mapped[str] = mapped_column(String(8), default="")
    until: Mapped[datetime] = mapped_column(UtcDateTime)
    reminded_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    text = Sealed("text_sealed")

    def is_open(self, now: datetime) -> bool:
        """Whether it is still put together with others."""
        return self.closed_at is None and now < self.until

    def refuse_others(self, by: Person) -> None:
        """Raises Absent unless it is theirs."""
        if by.id != self.person_id:
            raise Absent

    def extend(self, *, by: Person, lasts: timedelta, now: datetime) -> None:
        """Let it stand on from now; closed or expired, it is open again."""
        self.refuse_others(by)
        self.until, self.closed_at, self.reminded_at = now + lasts, None, None

    def close(self, *, by: Person, now: datetime) -> None:
        """Nobody is to be introduced for it any more. Raises Refusal where that is so already."""
        self.refuse_others(by)
        if not self.is_open(now):
            raise Refusal("expertise-closed-already", code=self.code)
        self.closed_at = now

    def fits(self, other: "Expertise") -> int:
        """0 unless they are of one theme and nowhere contradict each other, else more the more they have in common."""
        if self.theme is not other.theme or self.organisation_id == other.organisation_id:
            return 0
        pairs = ((self.stage, other.stage), (self.issue, other.issue))
        if any(mine and theirs and mine is not theirs for mine, theirs in pairs):
            return 0
        return 1 + sum(mine is theirs for mine, theirs in pairs if mine)


class Introduction(Base):
    """An offer and a need that fit. Both people are asked; `*_agrees` is None until they have said.

    It waits for both their words no longer than for any other consent; then it is over.
    """

    __tablename__ = "introduction"
    __table_args__ = (UniqueConstraint("offer_id", "need_id"),)

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default_factory=new_id)
    code: Mapped[str] = mapped_column(String(12), unique=True)
    offer_id: Mapped[str] = mapped_column(ForeignKey("expertise.id"), index=True)
    need_id: Mapped[str] = mapped_column(ForeignKey("expertise.id"), index=True)
    offer_agrees: Mapped[bool | None] = mapped_column(default=None)
    need_agrees: Mapped[bool | None] = mapped_column(default=None)
    made_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    def side_of(self, person: Person, offer: Expertise, need: Expertise) -> ExpertiseKind:
        """Which side somebody is on. Raises Absent for anybody else."""
        if person.id == offer.person_id:
            return ExpertiseKind.OFFER
        if person.id == need.person_id:
            return ExpertiseKind.NEED
        raise Absent

    def is_over(self, now: datetime, *, lasts: timedelta) -> bool:
        """Whether it is too late for a word: they were not introduced in the time that it `lasts`."""
        return self.made_at is None and now >= self.created_at + lasts

    def answer(self, side: ExpertiseKind, *, agrees: bool, lasts: timedelta, now: datetime) -> bool:
        """One side says yes or no, and may change its mind until both said yes; whether both now have.

        Raises Refusal once they were introduced, for that can't be unsaid, and once it is over.
        """
        if self.made_at is not None:
            raise Refusal("introduction-made-already", code=self.code)
        if self.is_over(now, lasts=lasts):
            raise Refusal("introduction-over", code=self.code, days=lasts.days)
        if side is ExpertiseKind.OFFER:
            self.offer_agrees = agrees
        else:
            self.need_agrees = agrees
        if self.offer_agrees and self.need_agrees:
            self.made_at = now
        return self.made_at is not None

    def said_by(self, side: ExpertiseKind) -> bool | None:
        """What this side has said."""
        return self.offer_agrees if side is ExpertiseKind.OFFER else self.need_agrees

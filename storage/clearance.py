"""Clearances: who may read something although no rule says so, and who may not although one does.

    grant:  said by one -> agreed to by another -> in force until its day, or lifted by one
    deny:   in force at once, and stronger than every rule -> over on its day if it has one, or lifted by another

Whatever is in force is asked for anew at each send and each reading (`storage/clearance_reach.py`).
"""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.access import Label, Role
from storage.base import Base, Sealed, UtcDateTime, Words, new_id
from storage.person import Person
from storage.refusal import Refusal

LONGEST = timedelta(days=365)
"""No grant is said for longer: whoever still needs it then is looked at again, as a room is."""


class Effect(StrEnum):
    """What a clearance does. A deny wins over every grant and every rule."""

    GRANT = "grant"
    DENY = "deny"


class Clearance(Base):
    """One exception: for a person, an organisation or the organisations of a group; about "summary:id",
    "facility:id" or "company:id".

    `label` is the narrowest that a grant opens. It is in force from `since`: None while a grant waits for its second
    word. Nothing of it changes but that, so that both said the same.
    """

    __tablename__ = "clearance"

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default_factory=new_id)
    code: Mapped[str] = mapped_column(String(12), unique=True)
    effect: Mapped[Effect] = mapped_column(Words(Effect))
    subject: Mapped[str] = mapped_column(String(64), index=True)
    person_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"), index=True, default=None)
    organisation_id: Mapped[str | None] = mapped_column(ForeignKey("organisation.id"), index=True, default=None)
    group_id: Mapped[str | None] = mapped_column(ForeignKey("working_group.id"), index=True, default=None)
    label: Mapped[Label] = mapped_column(Words(Label))
    reason_sealed: Mapped[bytes | None] = mapped_column(default=None, init=False, repr=False)
    said_by: Mapped[str] = mapped_column(String(20))
    said_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seconded_by: Mapped[str] = mapped_column(String(20), default="")
    since: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    until: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    lifted_by: Mapped[str] = mapped_column(String(20), default="")
    lifted_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)

    reason = Sealed("reason_sealed")

    @property
    def is_waiting(self) -> bool:
        """Whether it is a grant that one person has said."""
        return self.since is None and self.lifted_at is None

    def is_over(self, now: datetime) -> bool:
        """Whether it was lifted, or its time has run out."""
        return self.lifted_at is not None or (self.until is not None and self.until <= now)

    def agree(self, *, by: Person, first: Person, now: datetime) -> None:
        """The second word, by somebody else. Raises Refusal for the same person, and where the first is staff no more:
        their word counts for nothing then.
        """
        if not self.is_waiting or self.is_over(now):
            raise Refusal("clearance-not-waiting", code=self.code)
        if by.id == self.said_by:
            raise Refusal("clearance-second-person", code=self.code)
        if not (first.is_active and first.is_staff):
            raise Refusal("clearance-first-left", code=self.code)
        self.seconded_by, self.since = by.id, now

    def lift(self, *, by: Person, now: datetime) -> None:
        """End it. Whoever closes does it alone; a deny is opened by an approver who has not said it, so that two have
        looked. Raises Refusal for anybody else.
        """
        if self.is_over(now):
            raise Refusal("clearance-over", code=self.code)
        if self.effect is Effect.DENY and (by.id == self.said_by or Role.APPROVER not in by.roles):
            raise Refusal("clearance-lift-other", code=self.code)
        self.lifted_by, self.lifted_at = by.id, now


def refuse_end(until: datetime | None, *, effect: Effect, now: datetime) -> None:
    """Raises Refusal for an end that has been, for a grant without one, and for one that is too far away."""
    if until is not None and until <= now:
        raise Refusal("clearance-end-past")
    if effect is Effect.GRANT and (until is None or until > now + LONGEST):
        raise Refusal("clearance-end-far", days=LONGEST.days)

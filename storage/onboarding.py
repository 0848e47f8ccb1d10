"""The way into the network: the steps of a person, those of their organisation, and the terms that each accepts.

A step is done by the deed that proves it (`storage/onboarding_proof.py`), never by being ticked off; it has the day by
which it should be, counted from the day its run began, and one reminder.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.access import Role
from storage.base import Base, UtcDateTime, Words, new_id
from storage.organisation import Organisation
from storage.person import COORDINATING, Person


class StepKind(StrEnum):
    """What has to be done, in the order in which it usually is."""

    IDENTITY = "identity"  # an account is proven
    LANGUAGE = "language"  # chosen by themself, even if it is the one they were invited in
    ZONE = "zone"
    TERMS = "terms"  # the handling terms are accepted, in the version that holds
    CONTACTS = "contacts"  # the organisation has a liaison and a deputy
    PRODUCTS = "products"  # the organisation has said what it buys
    ROOMS = "rooms"  # invited to the rooms of a group of their organisation's
    BUDDY = "buddy"
    MEETING = "meeting"  # said yes to a meeting
    CONTRIBUTION = "contribution"  # a point, a question, an answer, a lesson, or an action done


STARTING = (StepKind.IDENTITY, StepKind.LANGUAGE, StepKind.ZONE, StepKind.TERMS)
"""What can be done before the organisation is active."""
OF_ORGANISATION = frozenset({StepKind.CONTACTS, StepKind.PRODUCTS})
FOR_STAFF = frozenset({StepKind.CONTACTS, StepKind.ROOMS, StepKind.BUDDY})
"""What staff do for a newcomer: the reminder goes to them."""
DONE_ANEW = frozenset({StepKind.IDENTITY, StepKind.ROOMS})
"""What is true no longer of somebody who has left: who comes back has it to do again."""

# Days from the start of the run, as operators' policy has them unless they say otherwise.
DUE_AFTER: Mapping[StepKind, timedelta] = {
    StepKind.IDENTITY: timedelta(days=3),  # while the code still holds
    StepKind.LANGUAGE: timedelta(days=7),
    StepKind.ZONE: timedelta(days=7),
    StepKind.TERMS: timedelta(days=7),
    StepKind.CONTACTS: timedelta(days=14),
    StepKind.ROOMS: timedelta(days=14),
    StepKind.BUDDY: timedelta(days=14),
    StepKind.PRODUCTS: timedelta(days=30),
    StepKind.MEETING: timedelta(days=90),  # groups meet every quarter
    StepKind.CONTRIBUTION: timedelta(days=120),
}


class OnboardingStep(Base):
    """One step of a person's or an organisation's run. `subject_id` is whose it is; `person_id` None: the
    organisation's. `version` is that of the terms, 0 for everything else.
    """

    __tablename__ = "onboarding_step"
    __table_args__ = (UniqueConstraint("subject_id", "kind", "version"),)

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default_factory=new_id)
    subject_id: Mapped[str] = mapped_column(String(20))
    person_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"), index=True, default=None)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), index=True)
    kind: Mapped[StepKind] = mapped_column(Words(StepKind))
    version: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    reminded_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)

    def is_overdue(self, now: datetime) -> bool:
        """Whether its day is over and it is not done."""
        return self.done_at is None and self.due_at <= now


class TermsAcceptance(Base):
    """A person accepted a version of the handling terms, and has not taken it back since."""

    __tablename__ = "terms_acceptance"
    __table_args__ = (UniqueConstraint("person_id", "version"),)

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default_factory=new_id)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    version: Mapped[int] = mapped_column(index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)


def kinds_for(person: Person) -> list[StepKind]:
    """The steps of a person: staff meet and contribute by their work, observers only observe."""
    if person.roles & COORDINATING:
        return [*STARTING, StepKind.ROOMS]
    if person.roles <= {Role.OBSERVER}:
        return [*STARTING, StepKind.ROOMS, StepKind.BUDDY]
    return [*STARTING, StepKind.ROOMS, StepKind.BUDDY, StepKind.MEETING, StepKind.CONTRIBUTION]


def kinds_of(organisation: Organisation) -> list[StepKind]:
    """The steps of an organisation: a buyer's, nobody else's."""
    return [StepKind.CONTACTS, StepKind.PRODUCTS] if organisation.is_buyer else []


def steps_of(
    person: Person, organisation: Organisation, *, terms: int, after: Mapping[StepKind, timedelta], now: datetime
) -> list[OnboardingStep]:
    """The run of a person that begins now, and their organisation's own steps, which are there once for all of it."""
    mine = [(person.id, person.id, kind) for kind in kinds_for(person)]
    ours = [(organisation.id, None, kind) for kind in kinds_of(organisation)]
    return [
        OnboardingStep(
            subject_id=subject, person_id=person_id, organisation_id=organisation.id, kind=kind,
            version=terms if kind is StepKind.TERMS else 0, due_at=now + after[kind],
        )
        for subject, person_id, kind in [*mine, *ours]
    ]  # fmt: skip

"""Corrective action plans: what a company is to put right in an engagement, by when, and who says that it was done.

Each measure of a plan has what every such plan of the field has (Fair Wear; US DOL, Comply Chain step 6): the finding,
the action, who is responsible, how it is verified, a deadline, and what follows a delay. What somebody claims to be
done is not verified by that: a monitoring partner that was named for it says so, or staff, and never who noted the
claim.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Date, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Sealed, UtcDateTime, Words, new_id
from storage.refusal import Refusal


class MeasureState(StrEnum):
    """How far a measure is. DROPPED: it was taken out of the plan."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    CLAIMED = "claimed"
    VERIFIED = "verified"
    REJECTED = "rejected"
    DROPPED = "dropped"


TO_DO = frozenset({MeasureState.NOT_STARTED, MeasureState.IN_PROGRESS, MeasureState.REJECTED})


class Measure(Base):
    """One line of an engagement's plan. `partner_id` is the monitoring partner that verifies it beside staff, if any.

    `claimed_by` is who noted the last claim, `locale` is of its texts. `extended` counts how often its day was moved,
    so that reminders belong to one day.
    """

    __tablename__ = "measure"

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default_factory=new_id)
    code: Mapped[str] = mapped_column(String(12), unique=True)
    engagement_id: Mapped[str] = mapped_column(ForeignKey("engagement.id"), index=True)
    partner_id: Mapped[str | None] = mapped_column(ForeignKey("organisation.id"), index=True, default=None)
    state: Mapped[MeasureState] = mapped_column(Words(MeasureState), default=MeasureState.NOT_STARTED)
    due: Mapped[date] = mapped_column(Date)
    due_set_at: Mapped[datetime] = mapped_column(UtcDateTime)
    extended: Mapped[int] = mapped_column(default=0)
    claimed_by: Mapped[str] = mapped_column(String(20), default="")
    locale: Mapped[str] = mapped_column(String(8), default="en")
    finding_sealed: Mapped[bytes | None] = mapped_column(default=None, init=False, repr=False)
    action_sealed: Mapped[bytes | None] = mapped_column(default=None, init=False, repr=False)
    responsible_sealed: Mapped[bytes | None] = mapped_column(default=None, init=False, repr=False)
    verification_sealed: Mapped[bytes | None] = mapped_column(default=None, init=False, repr=False)
    consequence_sealed: Mapped[bytes | None] = mapped_column(default=None, init=False, repr=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    finding = Sealed("finding_sealed")
    action = Sealed("action_sealed")
    responsible = Sealed("responsible_sealed")
    verification = Sealed("verification_sealed")
    consequence = Sealed("consequence_sealed")

    @property
    def subject(self) -> str:
        """What its records and posts are about."""
        return f"measure:{self.id}"

    @property
    def is_to_do(self) -> bool:
        """Whether the company has yet to do something; what it claims is for those who verify."""
        return self.state in TO_DO

    def is_overdue(self, today: date) -> bool:
        """Whether its day is over and not even a claim was made."""
        return self.is_to_do and self.due < today

    def start(self) -> None:
        """In progress, or again: what was claimed, verified or rejected before is open once more."""
        self.refuse_dropped()
        if self.state is MeasureState.IN_PROGRESS:
            raise Refusal("plan-started-already", code=self.code)
        self.state = MeasureState.IN_PROGRESS

    def claim(self, *, by: str) -> None:
        """A person notes that the company says it is done. Raises Refusal when that was noted, or more than that."""
        self.refuse_dropped()
        if not self.is_to_do:
            key = "plan-claimed-already" if self.state is MeasureState.CLAIMED else "plan-verified-already"
            raise Refusal(key, code=self.code)
        self.state, self.claimed_by = MeasureState.CLAIMED, by

    def verify(self, *, by: str) -> None:
        """Somebody else than who noted the claim found that it was done."""
        self.refuse_dropped()
        if self.state is MeasureState.VERIFIED:
            raise Refusal("plan-verified-already", code=self.code)
        self._refuse_judging(by)
        self.state = MeasureState.VERIFIED

    def reject(self, *, by: str) -> None:
        """Somebody else found that it was not done, or no longer is: a later word stands against a verified one."""
        self.refuse_dropped()
        self._refuse_judging(by)
        self.state = MeasureState.REJECTED

    def extend(self, due: date, *, today: date, now: datetime) -> None:
        """Another day, later than the one that was set."""
        self.refuse_dropped()
        if due <= self.due or due < today:
            raise Refusal("plan-extend-later", code=self.code, day=max(self.due, today))
        self.due, self.due_set_at = due, now
        self.extended += 1

    def drop(self) -> None:
        """Take it out of the plan; what was said of it is kept."""
        self.refuse_dropped()
        self.state = MeasureState.DROPPED

    def refuse_dropped(self) -> None:
        """Raises Refusal for what was taken out of the plan."""
        if self.state is MeasureState.DROPPED:
            raise Refusal("plan-dropped-already", code=self.code)

    def _refuse_judging(self, by: str) -> None:
        if self.state not in {MeasureState.CLAIMED, MeasureState.VERIFIED}:
            raise Refusal("plan-not-claimed", code=self.code)
        if by == self.claimed_by:
            raise Refusal("plan-verify-other", code=self.code)


class MeasureNote(Base):
    """What somebody said of a measure: the state it came to by that, or stayed in, and their words."""

    __tablename__ = "measure_note"

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default_factory=new_id)
    measure_id: Mapped[str] = mapped_column(ForeignKey("measure.id"), index=True)
    state: Mapped[MeasureState] = mapped_column(Words(MeasureState))
    person_id: Mapped[str] = mapped_column(String(20))
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    locale: Mapped[str] = mapped_column(String(8), default="")
    text_sealed: Mapped[bytes | None] = mapped_column(default=None, init=False, repr=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime)

    text = Sealed("text_sealed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """A plan in numbers of measures. `late` are of those not even claimed; what was dropped counts nowhere."""

    all: int
    verified: int
    claimed: int
    rejected: int
    in_progress: int
    not_started: int
    late: int

    @staticmethod
    def of(measures: Sequence[Measure], today: date) -> "Progress":
        """The numbers of these measures on a day."""
        by_state = Counter(one.state for one in measures)
        return Progress(
            all=len(measures) - by_state[MeasureState.DROPPED],
            verified=by_state[MeasureState.VERIFIED],
            claimed=by_state[MeasureState.CLAIMED],
            rejected=by_state[MeasureState.REJECTED],
            in_progress=by_state[MeasureState.IN_PROGRESS],
            not_started=by_state[MeasureState.NOT_STARTED],
            late=sum(one.is_overdue(today) for one in measures),
        )


def refuse_past(due: date, *, today: date) -> None:
    """Raises Refusal for a day that is over."""
    if due < today:
        raise Refusal("plan-past", day=due)

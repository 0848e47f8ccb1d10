"""Joint engagements: buyers of one company who ask it for something together, step by step, in a room of their own.

Participation and escalation follow the field's own practice: an organisation joins once it has accepted the rules and
declared that it has no conflict of interest; the level rises by a person's decision alone, and leaving a supplier is no
level.
"""

from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import Date, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.access import Label
from storage.audience import Audience, AudienceKind, Concern
from storage.base import Base, Sealed, UtcDateTime, Words, new_id
from storage.engagement_forming import Part
from storage.refusal import Refusal

GROUND_RULES = 1  # the version of the rules that `ask-accept` shows; kept with each acceptance


class EngagementKind(StrEnum):
    """One case at one place, or a practice of the whole company."""

    CASE = "case"
    SYSTEMIC = "systemic"


class EngagementOutcome(StrEnum):
    """What an engagement came to when it was closed."""

    REMEDIED = "remedied"
    PARTLY = "partly"
    NOT_REMEDIED = "not_remedied"
    UNFOUNDED = "unfounded"
    TRANSFERRED = "transferred"
    WITHDRAWN = "withdrawn"


class Level(StrEnum):
    """How strong a step is taken towards the company. Exit is not a level: remediate rather than abandon."""

    L0 = "L0"  # questions within the existing dialogue
    L1 = "L1"  # a meeting of its own
    L2 = "L2"  # a joint letter of concern
    L3 = "L3"  # a letter to the head office, or the RBA's fast track
    L4 = "L4"  # notice under the contract
    L5 = "L5"  # an incentive withheld, or a penalty

    @property
    def rank(self) -> int:
        """0 to 5."""
        return list(Level).index(self)

    @property
    def above(self) -> "Level | None":
        """The next stronger level, if there is one."""
        return list(Level)[self.rank + 1] if self is not Level.L5 else None

    @property
    def below(self) -> "Level | None":
        """The next weaker level, if there is one."""
        return list(Level)[self.rank - 1] if self is not Level.L0 else None


class Cause(StrEnum):
    """Why a stronger step is proposed."""

    STEP_PASSED = "step_passed"  # the day of the next step is over and nothing was said of it
    LETTER_UNANSWERED = "letter_unanswered"
    POOR_ANSWER = "poor_answer"
    MEASURE_LATE = "measure_late"  # the day of a measure of the corrective action plan is over
    MEASURE_REJECTED = "measure_rejected"
    DIRECT_PASSED = "direct_passed"  # the clock of a route has run out
    RBA_PASSED = "rba_passed"
    UNION_PASSED = "union_passed"
    CONTRACT_PASSED = "contract_passed"


class Decision(StrEnum):
    """What a person made of a proposal. LAPSED: the engagement was closed before."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    LAPSED = "lapsed"


class Engagement(Base):
    """A joint engagement with one company. `lead_id` is the leading organisation, None while nobody leads;
    the co-lead may do what the lead may.

    `next_revision` rises with each change of the next step, so that reminders and proposals belong to one plan.
    """

    __tablename__ = "engagement"

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default_factory=new_id)
    code: Mapped[str] = mapped_column(String(12), unique=True)
    kind: Mapped[EngagementKind] = mapped_column(Words(EngagementKind), default=EngagementKind.CASE)
    company_id: Mapped[str] = mapped_column(ForeignKey("company.id"), index=True)
    group_id: Mapped[str | None] = mapped_column(ForeignKey("working_group.id"), default=None)
    lead_id: Mapped[str | None] = mapped_column(ForeignKey("organisation.id"), default=None)
    co_lead_id: Mapped[str | None] = mapped_column(ForeignKey("organisation.id"), default=None)
    lead_since: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    level: Mapped[Level] = mapped_column(Words(Level), default=Level.L0)
    opened_by: Mapped[str] = mapped_column(ForeignKey("person.id"))
    zone: Mapped[str] = mapped_column(String(64), default="Europe/Brussels")
    locale: Mapped[str] = mapped_column(String(8), default="en")
    ask_sealed: Mapped[bytes | None] = mapped_column(default=None, init=False, repr=False)
    next_sealed: Mapped[bytes | None] = mapped_column(default=None, init=False, repr=False)
    next_locale: Mapped[str] = mapped_column(String(8), default="")
    next_on: Mapped[date | None] = mapped_column(Date, default=None)
    next_set_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    next_revision: Mapped[int] = mapped_column(default=0)
    outcome: Mapped[EngagementOutcome | None] = mapped_column(Words(EngagementOutcome), default=None)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    ask = Sealed("ask_sealed")
    next = Sealed("next_sealed")

    @property
    def subject(self) -> str:
        """What its records and posts are about."""
        return f"engagement:{self.id}"

    @property
    def concern(self) -> Concern:
        """What clearances can be said about it: its company."""
        return Concern((f"company:{self.company_id}",), Label.AMBER)

    @property
    def audience(self) -> Audience:
        """Those who take part, without whoever was denied its company."""
        return Audience(AudienceKind.PARTICIPANTS, (self.id,), concerns=(self.concern,))

    @property
    def is_open(self) -> bool:
        """Whether anything can still be done in it."""
        return self.closed_at is None

    def refuse_closed(self) -> None:
        """Raises Refusal when it is closed."""
        if not self.is_open:
            raise Refusal("engagement-closed", code=self.code)

    def refuse_steering(self, organisation_id: str, *, is_staff: bool) -> None:
        """Raises Refusal unless it is open and the asker is staff, of the leading organisation or of the co-lead."""
        self.refuse_closed()
        if not is_staff and organisation_id not in {self.lead_id, self.co_lead_id}:
            raise Refusal("engagement-lead-only", code=self.code)

    def led_by(self, organisation_id: str | None, *, now: datetime) -> None:
        """Another organisation leads from now on, or nobody does. Whoever leads is not its own co-lead."""
        self.lead_id, self.lead_since = organisation_id, now
        if self.co_lead_id == organisation_id:
            self.co_lead_id = None

    def gives(self, role: Part, part: "Participation", *, now: datetime) -> None:
        """An organisation that takes part does something else in it from now on. Raises Refusal where nobody would lead
        any more: the lead is handed on, not laid down.
        """
        if part.organisation_id == self.lead_id and role is not Part.LEAD:
            raise Refusal("engagement-lead-first", code=self.code)
        if role is Part.LEAD:
            self.led_by(part.organisation_id, now=now)
        elif role is Part.CO_LEAD:
            self.co_lead_id = part.organisation_id
        elif self.co_lead_id == part.organisation_id:
            self.co_lead_id = None
        part.observes = role is Part.OBSERVER

    def led_for(self, now: datetime) -> timedelta:
        """How long the same organisation has led it; nothing while nobody does."""
        return now - (self.lead_since or self.created_at) if self.lead_id else timedelta()

    def plan_next(self, text: str, on: date, *, locale: str, today: date, now: datetime) -> None:
        """Set or move the next step; the day may be today, never before."""
        if on < today:
            raise Refusal("engagement-next-past", day=on)
        self.next, self.next_on, self.next_locale, self.next_set_at = text, on, locale, now
        self.next_revision += 1

    def next_done(self) -> None:
        """The next step was taken. Raises Refusal when none is planned."""
        if self.next_on is None:
            raise Refusal("engagement-next-none", code=self.code)
        self.next, self.next_on, self.next_set_at = "", None, None
        self.next_revision += 1

    def propose(self, cause: Cause, about: str, pending: "Proposal | None", *, now: datetime) -> "Proposal | None":
        """A stronger step to be decided by a person; None when one waits already, or when there is none stronger."""
        if not self.is_open or pending is not None or self.level.above is None:
            return None
        return Proposal(engagement_id=self.id, level=self.level.above, cause=cause, about=about, at=now)

    def rise(self, reason: str) -> Level:
        """Go up one level without a proposal; the reason is said to everybody in the room."""
        if not reason.strip():
            raise Refusal("engagement-reason-needed", code=self.code)
        if self.level.above is None:
            raise Refusal("engagement-level-highest", code=self.code)
        self.level = self.level.above
        return self.level

    def lower(self) -> Level:
        """Go back one level, as when a company begins to cooperate, or when a step was taken by mistake."""
        if self.level.below is None:
            raise Refusal("engagement-level-lowest", code=self.code)
        self.level = self.level.below
        return self.level

    def close(self, outcome: EngagementOutcome, *, now: datetime) -> None:
        """End it with what it came to."""
        self.refuse_closed()
        self.outcome, self.closed_at = outcome, now

    def reopen(self) -> None:
        """Take it up again where it stood."""
        if self.is_open:
            raise Refusal("engagement-not-closed", code=self.code)
        self.outcome, self.closed_at = None, None


class Participation(Base):
    """An organisation in an engagement: invited, joined (with the rules it accepted), suspended by a tender, left."""

    __tablename__ = "participation"
    __table_args__ = (UniqueConstraint("engagement_id", "organisation_id"),)

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default_factory=new_id)
    engagement_id: Mapped[str] = mapped_column(ForeignKey("engagement.id"))
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), index=True)
    invited_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    joined_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    accepted_by: Mapped[str] = mapped_column(String(20), default="")
    accepted_rules: Mapped[int] = mapped_column(default=0)
    suspended_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    suspensions: Mapped[int] = mapped_column(default=0)
    left_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    observes: Mapped[bool] = mapped_column(default=False)

    @property
    def is_joined(self) -> bool:
        """Whether it takes part now, suspended or not."""
        return self.joined_at is not None and self.left_at is None

    def join(self, *, accepts: bool, by: str, now: datetime) -> None:
        """Take part. Raises Refusal unless the ground rules were accepted and a conflict of interest was denied."""
        if not accepts:
            raise Refusal("engagement-rules-first")
        self.joined_at, self.left_at = now, None
        self.accepted_by, self.accepted_rules = by, GROUND_RULES

    def suspend(self, now: datetime) -> None:
        """A tender began: it is out of the room and unnamed until that is over."""
        self.suspended_at = now
        self.suspensions += 1

    def resume(self) -> None:
        """The tender is over."""
        self.suspended_at = None


class Proposal(Base):
    """A stronger step that the bot proposes and a person decides about; all in the room see why it was proposed."""

    __tablename__ = "proposal"

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default_factory=new_id)
    engagement_id: Mapped[str] = mapped_column(ForeignKey("engagement.id"), index=True)
    level: Mapped[Level] = mapped_column(Words(Level))
    cause: Mapped[Cause] = mapped_column(Words(Cause))
    about: Mapped[str] = mapped_column(String(12), default="")
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    decision: Mapped[Decision | None] = mapped_column(Words(Decision), default=None)
    decided_by: Mapped[str] = mapped_column(String(20), default="")
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    reason_sealed: Mapped[bytes | None] = mapped_column(default=None, init=False, repr=False)

    reason = Sealed("reason_sealed")

    def accept(self, engagement: Engagement, *, by: str, now: datetime) -> None:
        """Go up to the proposed level."""
        self._decide(Decision.ACCEPTED, by, now)
        engagement.level = self.level

    def decline(self, reason: str, *, by: str, now: datetime) -> None:
        """Stay on the present level, for a reason."""
        if not reason.strip():
            raise Refusal("engagement-reason-needed", code="")
        self._decide(Decision.DECLINED, by, now)
        self.reason = reason

    def lapse(self, *, now: datetime) -> None:
        """Nobody has to decide any more."""
        self._decide(Decision.LAPSED, "", now)

    def _decide(self, decision: Decision, by: str, now: datetime) -> None:
        self.decision, self.decided_by, self.decided_at = decision, by, now

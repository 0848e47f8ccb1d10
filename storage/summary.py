"""Monitoring summaries: written by one person, approved by another, released to whom they name, and taken back.

    draft -> in review -> approved -> released -> withdrawn
      ^__________|___________|____________________|   (new words, another audience or label: approvals are void)

An approval holds for one digest, and the digest covers all that a reader sees and who the readers are.
"""

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from storage.access import Label
from storage.audience import Audience, AudienceKind, Reach, Standing
from storage.base import Base, Sealed, UtcDateTime, Words, new_id
from storage.organisation import Organisation
from storage.person import Person
from storage.refusal import Refusal


class SummaryState(StrEnum):
    """Where a summary stands. DISCARDED has no text any more; its code is kept, so that it is never given again."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    RELEASED = "released"
    WITHDRAWN = "withdrawn"
    DISCARDED = "discarded"


class Readers(StrEnum):
    """Who a summary is for. Partners and unions are among its readers only if they are named."""

    BUYERS = "buyers"
    AFFILIATES = "affiliates"
    NAMED = "named"
    LINKED = "linked"


class Summary(Base):
    """A short confidential account of what monitoring found, for those whose purchases it concerns.

    `named` are the ids of the organisations named beside the rule (or instead of one); `writers` are those of everybody
    who ever held the pen, none of whom may approve. `version` rises with every change of what a reader sees, `releases`
    with each release. `facility_id` is sealed as its text is. `for_clients`: where its label allows, the members of a
    consortium in its audience read it, too; not what was approved before there was such a thing, until it is changed.
    """

    __tablename__ = "summary"

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default_factory=new_id)
    code: Mapped[str] = mapped_column(String(12), unique=True)
    state: Mapped[SummaryState] = mapped_column(Words(SummaryState), default=SummaryState.DRAFT)
    author_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    writers: Mapped[str] = mapped_column(Text)
    company_id: Mapped[str] = mapped_column(ForeignKey("company.id"))
    label: Mapped[Label] = mapped_column(Words(Label), default=Label.AMBER)
    readers: Mapped[Readers] = mapped_column(Words(Readers), default=Readers.BUYERS)
    named: Mapped[str] = mapped_column(Text, default="")
    locale: Mapped[str] = mapped_column(String(8), default="en")
    heading_sealed: Mapped[bytes | None] = mapped_column(default=None, init=False, repr=False)
    facility_sealed: Mapped[bytes | None] = mapped_column(default=None, init=False, repr=False)
    facility_id_sealed: Mapped[bytes | None] = mapped_column(default=None, init=False, repr=False)
    for_clients: Mapped[bool] = mapped_column(default=True, server_default=false())
    text_sealed: Mapped[bytes | None] = mapped_column(default=None, init=False, repr=False)
    reason_sealed: Mapped[bytes | None] = mapped_column(default=None, init=False, repr=False)
    version: Mapped[int] = mapped_column(default=1)
    releases: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    released_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    reported_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)

    heading = Sealed("heading_sealed")
    facility = Sealed("facility_sealed")
    facility_id = Sealed("facility_id_sealed")
    text = Sealed("text_sealed")
    reason = Sealed("reason_sealed")  # why it was sent back last

    @property
    def subject(self) -> str:
        """What its copies and records are about."""
        return f"summary:{self.id}"

    @property
    def audience(self) -> Audience:
        """Who may read it, as a rule that is answered anew each time."""
        named, clients = tuple(self.named.split()), self.for_clients and self.label.within(Label.AMBER)
        match self.readers:
            case Readers.AFFILIATES:
                return Audience(AudienceKind.AFFILIATES, beside=named)
            case Readers.BUYERS:
                return Audience(AudienceKind.BUYERS, (self.company_id,), named, clients)
            case Readers.LINKED:
                return Audience(AudienceKind.LINKED, (self.facility_id,), named, clients)
            case Readers.NAMED:
                return Audience(AudienceKind.ORGANISATIONS, named, clients=clients)

    @property
    def digest(self) -> str:
        """SHA-256 of the text, its heading and facility, the audience and the label: what an approval is bound to."""
        said = [self.label.value, self.audience.to_data(), self.heading, self.facility, self.text]
        said += [self.facility_id] if self.facility_id else []  # without one as it was before there were any
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()

    @property
    def approvers_needed(self) -> int:
        """Two for what is narrower than AMBER, else one."""
        return 1 if self.label.within(Label.AMBER) else 2

    def relabel(self, label: Label, *, by: Person) -> None:
        """Give it another label; never CLEAR, which no room is asked about: a public copy is a text of its own."""
        if label is Label.CLEAR:
            raise Refusal("summary-never-clear")
        self._change(by)
        self.label = label

    def rewrite(self, text: str, *, by: Person) -> None:
        """New words, by its author; what was approved before is a draft again."""
        self._change(by)
        self.text = text

    def readdress(self, readers: Readers, named: Iterable[Organisation], *, by: Person) -> None:
        """Another audience: a rule, and the organisations named beside it."""
        self._change(by)
        self.readers = readers
        self.named = " ".join(sorted({one.id for one in named}))

    def locate(self, facility: str, facility_id: str, *, by: Person) -> None:
        """What facility it is about: in words and, where the registry has it, its id."""
        self._change(by)
        self.facility, self.facility_id = facility, facility_id

    def discard(self, *, by: Person) -> None:
        """Throw a draft away with every word of it."""
        self._change(by)
        self.state = SummaryState.DISCARDED
        self.heading = self.facility = self.facility_id = self.text = self.reason = ""

    def empty(self) -> None:
        """Let go of every word of what was withdrawn long ago; its code is kept, and what was done about it."""
        self._refuse_unless(SummaryState.WITHDRAWN, key="summary-not-draft")
        self.state = SummaryState.DISCARDED
        self.heading = self.facility = self.facility_id = self.text = self.reason = ""

    def hand_to(self, person: Person, *, by: Person) -> None:
        """Another author; whoever held the pen before stays a writer and can't approve."""
        if not person.is_staff:
            raise Refusal("summary-staff-write", name=person.name)
        self._change(by)
        self.author_id = person.id
        self.writers = " ".join(dict.fromkeys([*self.writers.split(), person.id]))

    def submit(self, *, by: Person) -> None:
        """Hand it in for approval."""
        self._authored(by)
        self._refuse_unless(SummaryState.DRAFT, key="summary-not-draft")
        if self.readers is Readers.NAMED and not self.named:
            raise Refusal("summary-nobody-named", code=self.code)
        if self.readers is Readers.LINKED and not self.facility_id:
            raise Refusal("summary-no-facility", code=self.code)
        self.state = SummaryState.IN_REVIEW

    def approve(
        self, approvals: "Iterable[Approval]", reading: "Reading | None", *, by: Person, now: datetime
    ) -> "Approval":
        """One person's word for exactly this text, audience and label, which they must have been shown.

        Raises Refusal for a writer of it, for a second word of one person, and for one who has not seen this version.
        """
        self._refuse_unless(SummaryState.IN_REVIEW, key="summary-not-in-review")
        if by.id in self.writers.split():
            raise Refusal("summary-own-text", code=self.code)
        approved = self.approved_by(approvals)
        if by.id in approved:
            raise Refusal("summary-approved-already", code=self.code)
        if reading is None or reading.digest != self.digest:
            raise Refusal("summary-read-first", code=self.code)
        if len(approved) + 1 >= self.approvers_needed:
            self.state = SummaryState.APPROVED
        return Approval(summary_id=self.id, person_id=by.id, digest=self.digest, at=now)

    def send_back(self, reason: str, *, by: Person) -> None:
        """Ask for changes; its author learns why."""
        if self.state not in {SummaryState.IN_REVIEW, SummaryState.APPROVED}:
            raise Refusal("summary-not-in-review", code=self.code)
        if by.id in self.writers.split():
            raise Refusal("summary-own-text", code=self.code)
        self.state, self.reason = SummaryState.DRAFT, reason
        self.version += 1

    def release(self, approvals: "Iterable[Approval]", *, now: datetime) -> None:
        """Make it readable for its audience. Raises Refusal unless enough others approved it exactly as it is now."""
        if self.state not in {SummaryState.APPROVED, SummaryState.RELEASED}:
            raise Refusal("summary-not-approved", code=self.code)
        if len(self.approved_by(approvals)) < self.approvers_needed:
            raise Refusal("summary-not-approved", code=self.code)
        self.state = SummaryState.RELEASED
        self.released_at = self.released_at or now
        self.releases += 1

    def withdraw(self, *, now: datetime) -> None:
        """Nobody but staff may read it from now on; its copies are the caller's to recall."""
        self._refuse_unless(SummaryState.RELEASED, key="summary-not-released")
        self.state, self.withdrawn_at, self.reported_at = SummaryState.WITHDRAWN, now, None

    def approved_by(self, approvals: "Iterable[Approval]") -> set[str]:
        """The ids of those whose word holds for it as it is now."""
        return {one.person_id for one in approvals if one.digest == self.digest} - set(self.writers.split())

    def is_readable(self, standing: Standing, reach: Reach) -> bool:
        """Whether somebody may know that it exists: staff always, its audience while it is released, nobody else."""
        if standing.is_staff:
            return True
        return self.state is SummaryState.RELEASED and reach.covers(standing)

    def _change(self, by: Person) -> None:
        """Any change makes it a draft that has to be approved anew; what is released has to be withdrawn first."""
        self._authored(by)
        if self.state is SummaryState.RELEASED:
            raise Refusal("summary-is-released", code=self.code)
        if self.state is SummaryState.DISCARDED:
            raise Refusal("summary-not-draft", code=self.code)
        self.state, self.released_at, self.for_clients = SummaryState.DRAFT, None, True
        self.version += 1

    def _authored(self, by: Person) -> None:
        if by.id != self.author_id:
            raise Refusal("summary-author-only", code=self.code)

    def _refuse_unless(self, state: SummaryState, *, key: str) -> None:
        if self.state is not state:
            raise Refusal(key, code=self.code)


class Approval(Base):
    """One approver's word, bound to a digest: it is worth nothing for any other text, audience or label."""

    __tablename__ = "summary_approval"
    __table_args__ = (UniqueConstraint("summary_id", "person_id", "digest"),)

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default_factory=new_id)
    summary_id: Mapped[str] = mapped_column(ForeignKey("summary.id"), index=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    digest: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Reading(Base):
    """What somebody who could approve was shown last: nobody approves what they have not been shown."""

    __tablename__ = "summary_reading"
    __table_args__ = (UniqueConstraint("summary_id", "person_id"),)

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default_factory=new_id)
    summary_id: Mapped[str] = mapped_column(ForeignKey("summary.id"), index=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    digest: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Acknowledgement(Base):
    """One organisation's receipt for one version, given by whichever of its people came first."""

    __tablename__ = "summary_acknowledgement"
    __table_args__ = (UniqueConstraint("summary_id", "organisation_id", "version"),)

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default_factory=new_id)
    summary_id: Mapped[str] = mapped_column(ForeignKey("summary.id"), index=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    version: Mapped[int]
    at: Mapped[datetime] = mapped_column(UtcDateTime)

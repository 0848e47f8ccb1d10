"""Monitoring summaries: written by one person, approved by another, released to whom they name, and taken back.

    draft -> in review -> approved -> released -> withdrawn
      ^__________|___________|____________________|   (new words, another audience or label: approvals are void)

An approval holds for one digest, and the digest covers all that a reader sees and who the readers are.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from storage.access import Label
from storage.audience import Audience, AudienceKind, Concern, Reach, Standing
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
    `settled_...` is what was approved last, and `consent` the digest to which whoever wrote it first has consented.
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
    settled_label: Mapped[Label | None] = mapped_column(Words(Label), default=None)
    settled_readers: Mapped[Readers | None] = mapped_column(Words(Readers), default=None)
    settled_named: Mapped[str] = mapped_column(Text, default="", server_default="")
    consent: Mapped[str] = mapped_column(String(64), default="", server_default="")

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
        """Who may read it, as a rule that is answered anew each time, with what clearances can be about."""
        about = [self.subject, f"company:{self.company_id}"]
        about += [f"facility:{self.facility_id}"] if self.facility_id else []
        return replace(self._rule, concerns=(Concern(tuple(about), self.label),))

    @property
    def _rule(self) -> Audience:
        named, clients = tuple(self.named.split()), self.for_clients and self.label.within(Label.AMBER)
        match self.readers:
            case Readers.AFFILIATES:
                return Audience(AudienceKind.AFFILIATES, beside=named)
            case Readers.BUYERS:
                return Audience(AudienceKind.BUYERS, (self.company_id,), named, clients)
            case Readers.LINKED:
                return Audience(AudienceKind.LINKED, (self.facility_id,), named, clients)
        return Audience(AudienceKind.ORGANISATIONS, named, clients=clients)

    @property
    def digest(self) -> str:
        """SHA-256 of the text, its heading and facility, the audience and the label: what an approval is bound to."""
        said = [self.label.value, self._rule.to_data(), self.heading, self.facility, self.text]
        said += [self.facility_id] if self.facility_id else []  # without one as it was before there were any
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()

    @property
    def approvers_needed(self) -> int:
        """Two for what is narrower than AMBER, and for what would go further than was approved before; else one."""
        return 1 if self.label.within(Label.AMBER) and not self.is_loosened else 2

    @property
    def originator_id(self) -> str:
        """Who wrote it first, whoever holds the pen now."""
        return self.writers.split()[0]

    @property
    def is_loosened(self) -> bool:
        """Whether it would go further than what was approved last: a wider label, all affiliates where they were not
        its readers, or somebody named beside the same rule. Other rules can't be compared: they change with what is
        bought.
        """
        if self.settled_label is None:
            return False
        if self.readers is self.settled_readers:
            wider = bool(set(self.named.split()) - set(self.settled_named.split()))
        else:
            wider = self.readers is Readers.AFFILIATES
        return wider or not self.settled_label.within(self.label)

    @property
    def is_consented(self) -> bool:
        """Whether its originator agrees that it goes as far as this: as its author they say so by handing it in."""
        return self.originator_id == self.author_id or self.consent == self.digest

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
    ) -> "Approval | None":
        """One person's word for exactly this text, audience and label, which they must have been shown. None where it
        has stood since before something was changed and changed back.

        Raises Refusal for a writer of it, for a second word of one person, and for one who has not seen this version.
        """
        self._refuse_unless(SummaryState.IN_REVIEW, key="summary-not-in-review")
        if by.id in self.writers.split():
            raise Refusal("summary-own-text", code=self.code)
        approved = self.approved_by(approvals)
        stands = by.id in approved
        if stands and not self._suffices(approved):
            raise Refusal("summary-approved-already", code=self.code)
        if reading is None or reading.digest != self.digest:
            raise Refusal("summary-read-first", code=self.code)
        self._settle(approved | {by.id})
        return None if stands else Approval(summary_id=self.id, person_id=by.id, digest=self.digest, at=now)

    def agree_to_loosen(self, approvals: "Iterable[Approval]", reading: "Reading | None", *, by: Person) -> None:
        """The originator's consent that exactly this goes further than what was approved before.

        Raises Refusal for anybody else, where it isn't asked for, and for one who has not seen this version.
        """
        self._refuse_unless(SummaryState.IN_REVIEW, key="summary-not-in-review")
        if by.id != self.originator_id:
            raise Refusal("summary-originator-only", code=self.code)
        if self.is_consented or not self.is_loosened:
            raise Refusal("summary-consent-needless", code=self.code)
        if reading is None or reading.digest != self.digest:
            raise Refusal("summary-read-first", code=self.code)
        self.consent = self.digest
        self._settle(self.approved_by(approvals))

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
        if not self._suffices(self.approved_by(approvals)):
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
        """Whether somebody may know that it exists: staff always, its audience while it is released, nobody else; and
        whoever was denied it never.
        """
        reads = standing.is_staff or (self.state is SummaryState.RELEASED and reach.covers(standing))
        return reads and not reach.refuses(standing)

    def _suffices(self, approved: set[str]) -> bool:
        """Whether nothing is missing for it to be approved as it is."""
        return len(approved) >= self.approvers_needed and (self.is_consented or not self.is_loosened)

    def _settle(self, approved: set[str]) -> None:
        """Approved, once nothing is missing: from then on this is what it may not be wider than."""
        if self._suffices(approved):
            self.state = SummaryState.APPROVED
            self.settled_label, self.settled_readers, self.settled_named = self.label, self.readers, self.named

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

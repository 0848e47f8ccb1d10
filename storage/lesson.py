"""Lessons: what worked, what was mixed and what did not, told by those who did it and shown as they agreed to be shown.

Every published lesson is TLP:GREEN: all active people of the network may read it. A lesson made of somebody's answer
is a draft until that person has said how they want to be named.
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.access import Role
from storage.base import Base, UtcDateTime, Words, new_id
from storage.lesson_search import follow, tokens
from storage.person import Person
from storage.procurement import LabourIssue, ProcurementStage
from storage.refusal import Absent, Refusal

# Below this many organisations of a kind, the kind is as good as the name.
KIND_HIDES_FROM = 3

# Who says how their organisation is shown: of a buyer its liaison and deputy, of the others whoever works with us.
SPEAKING = frozenset({Role.LIAISON, Role.DEPUTY, Role.PARTNER, Role.ADMIN, Role.STAFF, Role.APPROVER})


class Outcome(StrEnum):
    """What came of it: setbacks are worth as much as successes."""

    WORKED = "worked"
    MIXED = "mixed"
    DID_NOT = "did_not"


class Theme(StrEnum):
    """The five knowledge hubs of the network."""

    CRISES = "crises"
    INFLUENCE = "influence"
    DISCLOSURES = "disclosures"
    TOOLS = "tools"
    SUPPLIERS = "suppliers"


class Attribution(StrEnum):
    """How the organisation it comes from is shown: by name, by its kind alone, or not at all."""

    NAMED = "named"
    KIND = "kind"
    ANONYMOUS = "anonymous"

    def tells_more_than(self, other: "Attribution") -> bool:
        """Whether a reader learns more from it: they are written here from the most to the least."""
        order = list(Attribution)
        return order.index(self) < order.index(other)


class LessonState(StrEnum):
    """DRAFT until its source agreed to be shown in some way."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Lesson(Base):
    """What an organisation learnt. `context` is the question it answers, if it does; `stems` is what searches look in.

    `attribution` is None until its organisation has agreed to one; `proposed` is what its teller wishes meanwhile.
    `kept_by` is who made it of somebody else's words. `fits` says for whom it is.
    """

    __tablename__ = "lesson"

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default_factory=new_id)
    number: Mapped[int] = mapped_column(unique=True, default=0)
    author_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    kept_by: Mapped[str | None] = mapped_column(String(20), default=None)
    outcome: Mapped[Outcome | None] = mapped_column(Words(Outcome), default=None)
    theme: Mapped[Theme | None] = mapped_column(Words(Theme), default=None)
    stage: Mapped[ProcurementStage | None] = mapped_column(Words(ProcurementStage), default=None)
    issue: Mapped[LabourIssue | None] = mapped_column(Words(LabourIssue), default=None)
    attribution: Mapped[Attribution | None] = mapped_column(Words(Attribution), default=None)
    proposed: Mapped[Attribution | None] = mapped_column(Words(Attribution), default=None)
    state: Mapped[LessonState] = mapped_column(Words(LessonState), default=LessonState.DRAFT)
    title: Mapped[str] = mapped_column(String(120))
    text: Mapped[str] = mapped_column(Text)
    locale: Mapped[str] = mapped_column(String(8), default="")
    context: Mapped[str] = mapped_column(Text, default="")
    context_locale: Mapped[str] = mapped_column(String(8), default="")
    time: Mapped[str] = mapped_column(String(80), default="")
    means: Mapped[str] = mapped_column(String(80), default="")
    change: Mapped[str] = mapped_column(Text, default="")
    fits: Mapped[str] = mapped_column(String(200), default="", server_default="")
    stems: Mapped[str] = mapped_column(Text, default="", server_default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None, index=True)

    @property
    def code(self) -> str:
        """How people call it: "L-7"."""
        return f"L-{self.number}"

    def index(self) -> None:
        """Bring what searches look in up to date; to be called after each change of what is said or filed."""
        said = (self.text, self.context, self.change, self.means, self.fits)
        self.stems = tokens(self.title, *said, theme=self.theme, stage=self.stage, issue=self.issue)

    def is_of(self, person: Person) -> bool:
        """Whether this person's organisation is the one that learnt it."""
        return self.organisation_id == person.organisation_id

    def may_be_read_by(self, person: Person) -> bool:
        """A published one by everybody active; a draft by whose words it holds, by who kept it, and by staff."""
        if self.state is LessonState.PUBLISHED:
            return person.is_active
        near = person.is_staff or person.id in {self.author_id, self.kept_by}
        return self.state is LessonState.DRAFT and near and person.is_active

    def refuse_change(self, *, by: Person) -> None:
        """Raises Absent or Refusal unless `by` may edit or withdraw it: its organisation, or staff."""
        if not self.may_be_read_by(by):
            raise Absent
        if not (self.is_of(by) or by.is_staff):
            raise Refusal("lesson-owner-only", code=self.code)

    def publish(self, attribution: Attribution, *, by: Person, now: datetime) -> bool:
        """Let everybody read it, shown as `by` says if that is theirs to say; whether it is.

        Who only works for an organisation doesn't say how it is shown: until its liaison or deputy has agreed, it stays
        as narrow as it was, and what was wished is `proposed`. To be shown less needs nobody else's word.
        """
        self.state, self.published_at = LessonState.PUBLISHED, self.published_at or now
        shown = self.attribution or Attribution.ANONYMOUS
        if attribution.tells_more_than(shown) and not by.roles & SPEAKING:
            self.proposed = attribution
            return False
        self.attribution, self.proposed = attribution, None
        return True

    def consent(self, attribution: Attribution, *, by: Person, now: datetime) -> bool:
        """Its source says how it wants to be shown: of a draft, whose words it holds. Nobody else can, staff neither.

        Whether it is shown so, as in `publish`. Raises Absent or Refusal.
        """
        if not self.may_be_read_by(by):
            raise Absent
        is_source = by.id == self.author_id or (self.is_of(by) and self.state is LessonState.PUBLISHED)
        if not is_source:
            raise Refusal("lesson-source-only", code=self.code)
        return self.publish(attribution, by=by, now=now)

    def withdraw(self, *, by: Person) -> None:
        """Take it back: it is found and shown no more. Raises Absent or Refusal."""
        self.refuse_change(by=by)
        self.state = LessonState.WITHDRAWN

    def forget(self) -> None:
        """Nobody said yes to these words: they go, and only that there were some is left."""
        self.state = LessonState.WITHDRAWN
        self.title = self.text = self.context = self.time = self.means = self.change = self.fits = self.stems = ""

    def shown_as(self, *, of_kind: int) -> Attribution:
        """How it is attributed now: a kind that has fewer than three organisations (`of_kind`) names nobody."""
        if self.attribution is None or (self.attribution is Attribution.KIND and of_kind < KIND_HIDES_FROM):
            return Attribution.ANONYMOUS
        return self.attribution


class LessonUse(Base):
    """An organisation put a lesson to use; it counts one time for each."""

    __tablename__ = "lesson_use"
    __table_args__ = (UniqueConstraint("lesson_id", "organisation_id"),)

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default_factory=new_id)
    lesson_id: Mapped[str] = mapped_column(ForeignKey("lesson.id"))
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


follow(Lesson)

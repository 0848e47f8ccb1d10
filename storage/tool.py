"""Tools that buyers use: what for, with which limits, how credible, where in a purchase; and what peers think of them.

TLP:GREEN, as lessons are. An organisation has one rating of a tool; who rated how is nobody's to read, so ratings are
shown together, with the distance between them: two and five are not "three and a half".
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median_low

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, UtcDateTime, Words, new_id
from storage.person import Person
from storage.procurement import LabourIssue, ProcurementStage
from storage.refusal import Absent, Refusal
from storage.stemming import stems_of

MOST_STARS = 5
CONTRADICT_FROM = 3  # stars between the worst and the best rating


class Tool(Base):
    """A label, database, platform or method. Withdrawn ones are shown to nobody."""

    __tablename__ = "tool"

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default_factory=new_id)
    number: Mapped[int] = mapped_column(unique=True, default=0)
    author_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    name: Mapped[str] = mapped_column(String(80))
    use: Mapped[str] = mapped_column(Text)
    limits: Mapped[str] = mapped_column(Text, default="")
    credibility: Mapped[str] = mapped_column(Text, default="")
    locale: Mapped[str] = mapped_column(String(8), default="")
    stage: Mapped[ProcurementStage | None] = mapped_column(Words(ProcurementStage), default=None)
    issue: Mapped[LabourIssue | None] = mapped_column(Words(LabourIssue), default=None)
    stems: Mapped[str] = mapped_column(Text, default="")
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    @property
    def code(self) -> str:
        """How people call it: "T-7"."""
        return f"T-{self.number}"

    def index(self) -> None:
        """Bring what searches look in up to date; to be called after each change of a text."""
        self.stems = " ".join(stems_of("\n".join((self.name, self.use, self.limits, self.credibility))))

    def refuse_change(self, *, by: Person) -> None:
        """Raises Refusal unless `by` may change it: staff, or whose organisation registered it."""
        if not (by.is_staff or by.organisation_id == self.organisation_id):
            raise Refusal("tool-owner-only", code=self.code)

    def withdraw(self, *, by: Person, now: datetime) -> None:
        """Take it out of the register."""
        self.refuse_change(by=by)
        self.withdrawn_at = now

    def restore(self, *, by: Person) -> None:
        """Put it back. Raises Absent unless `by` may, and it is out."""
        if self.withdrawn_at is None or not (by.is_staff or by.organisation_id == self.organisation_id):
            raise Absent
        self.withdrawn_at = None


class ToolRating(Base):
    """What an organisation thinks of a tool: one to five stars, and why. Said again, it takes the former's place."""

    __tablename__ = "tool_rating"
    __table_args__ = (UniqueConstraint("tool_id", "organisation_id"),)

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default_factory=new_id)
    tool_id: Mapped[str] = mapped_column(ForeignKey("tool.id"))
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    stars: Mapped[int]
    why: Mapped[str] = mapped_column(Text, default="")
    locale: Mapped[str] = mapped_column(String(8), default="")
    at: Mapped[datetime] = mapped_column(UtcDateTime)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """Ratings together: how many, and from which over which middle one to which."""

    count: int
    least: int
    middle: int
    most: int

    @staticmethod
    def of(stars: Sequence[int]) -> "Spread | None":
        """None where nobody rated."""
        if not stars:
            return None
        return Spread(count=len(stars), least=min(stars), middle=median_low(stars), most=max(stars))

    @property
    def is_contradictory(self) -> bool:
        """Whether peers disagree so far that a middle would mislead."""
        return self.most - self.least >= CONTRADICT_FROM

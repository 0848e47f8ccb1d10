"""Lessons: what worked, what was mixed and what did not, told by those who did it and shown as they agreed to be shown.

Every published lesson is TLP:GREEN: all active people of the network may read it. A lesson made of somebody's answer
is a draft until that person has said how they want to be named.
"""

import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, UtcDateTime, Words, new_id
from storage.person import Person
from storage.refusal import Absent, Refusal

# Below this many organisations of a kind, the kind is as good as the name.
KIND_HIDES_FROM = 3

MOST_WORDS = 8  # of a search; further ones are ignored
_SHORTEST = 3  # letters; shorter words are in every text


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


class LessonState(StrEnum):
    """DRAFT until its source agreed to be shown in some way."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Lesson(Base):
    """What an organisation learnt. `context` is the question it answers, if it does; `folded` is what searches look in.

    `attribution` is None until the source has consented. `kept_by` is who made it of an answer.
    """

    __tablename__ = "lesson"

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default_factory=new_id)
    number: Mapped[int] = mapped_column(unique=True, default=0)
    author_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    kept_by: Mapped[str | None] = mapped_column(String(20), default=None)
    outcome: Mapped[Outcome | None] = mapped_column(Words(Outcome), default=None)
    theme: Mapped[Theme | None] = mapped_column(Words(Theme), default=None)
    attribution: Mapped[Attribution | None] = mapped_column(Words(Attribution), default=None)
    state: Mapped[LessonState] = mapped_column(Words(LessonState), default=LessonState.DRAFT)
    title: Mapped[str] = mapped_column(String(120))
    text: Mapped[str] = mapped_column(Text)
    locale: Mapped[str] = mapped_column(String(8), default="")
    context: Mapped[str] = mapped_column(Text, default="")
    context_locale: Mapped[str] = mapped_column(String(8), default="")
    time: Mapped[str] = mapped_column(String(80), default="")
    means: Mapped[str] = mapped_column(String(80), default="")
    change: Mapped[str] = mapped_column(Text, default="")
    folded: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)

    @property
    def code(self) -> str:
        """How people call it: "L-7"."""
        return f"L-{self.number}"

    def index(self) -> None:
        """Bring what searches look in up to date; to be called after each change of a text."""
        self.folded = folded(f"{self.title} {self.text} {self.context} {self.change} {self.means}")

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

    def publish(self, attribution: Attribution, *, now: datetime) -> None:
        """Let everybody read it, shown as its source agreed."""
        self.attribution, self.state = attribution, LessonState.PUBLISHED
        self.published_at = self.published_at or now

    def consent(self, attribution: Attribution, *, by: Person, now: datetime) -> None:
        """Its source says how it wants to be shown: of a draft, whose words it holds. Nobody else can, staff neither.

        Raises Absent or Refusal.
        """
        if not self.may_be_read_by(by):
            raise Absent
        is_source = by.id == self.author_id or (self.is_of(by) and self.state is LessonState.PUBLISHED)
        if not is_source:
            raise Refusal("lesson-source-only", code=self.code)
        self.publish(attribution, now=now)

    def withdraw(self, *, by: Person) -> None:
        """Take it back: it is found and shown no more. Raises Absent or Refusal."""
        self.refuse_change(by=by)
        self.state = LessonState.WITHDRAWN

    def shown_as(self, *, of_kind: int) -> Attribution:
        """How it is attributed now: a kind that has fewer than three organisations (`of_kind`) names nobody."""
        if self.attribution is None or (self.attribution is Attribution.KIND and of_kind < KIND_HIDES_FROM):
            return Attribution.ANONYMOUS
        return self.attribution

    def score(self, sought: Sequence[str]) -> tuple[int, int]:
        """How well it fits the words of a search: how many of them it has, and how many of them in its title."""
        title = folded(self.title)
        return sum(word in self.folded for word in sought), sum(word in title for word in sought)


class LessonUse(Base):
    """An organisation put a lesson to use; it counts one time for each."""

    __tablename__ = "lesson_use"
    __table_args__ = (UniqueConstraint("lesson_id", "organisation_id"),)

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default_factory=new_id)
    lesson_id: Mapped[str] = mapped_column(ForeignKey("lesson.id"))
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


def folded(text: str) -> str:
    """A text as it is searched: no case and no accents, one space between words."""
    letters = unicodedata.normalize("NFKD", text).casefold()
    plain = "".join(" " if not one.isalnum() else one for one in letters if not unicodedata.combining(one))
    return re.sub(r"\s+", " ", plain).strip()


def sought(text: str) -> tuple[str, ...]:
    """The words of a search worth looking for, plural endings (s, x) left off so that one finds the other."""
    words = dict.fromkeys(folded(text).split())
    long = [word for word in words if len(word) >= _SHORTEST] or list(words)
    return tuple(word[:-1] if len(word) > 4 and word[-1] in "sx" else word for word in long[:MOST_WORDS])

"""Questions among peers and their answers: asked by name or as "a buyer", answered in a thread, one marked as helpful.

Who asked without a name stands in the question's row and nowhere else: not in the room, not in what staff are shown.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Sealed, UtcDateTime, Words, new_id
from storage.lesson import Theme
from storage.person import Person
from storage.procurement import LabourIssue, ProcurementStage
from storage.refusal import Absent, Refusal

RAISE_AFTER = timedelta(days=5)  # a question without an answer is raised once more

# Fewer buyers than this in a group, and "a buyer" would be a name. The network's rule for aggregates: from three on.
BUYERS_TO_HIDE_AMONG = 3


class QuestionState(StrEnum):
    """OPEN until an answer is marked as helpful; withdrawn by whoever asked, or by staff."""

    OPEN = "open"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"


class Question(Base):
    """What somebody asks the peers of a group. Its text is sealed: a question can give a tender away.

    What it is filed under, and the company it is about, decide who is told of it; they are shown to nobody.
    `handed_at`: unanswered for long, it was handed to staff and back to its asker.
    """

    __tablename__ = "question"
    __table_args__ = (Index("ix_question_group_id_answered_at", "group_id", "answered_at"),)

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default_factory=new_id)
    number: Mapped[int] = mapped_column(unique=True, default=0)
    group_id: Mapped[str] = mapped_column(ForeignKey("working_group.id"), index=True)
    asker_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    named: Mapped[bool] = mapped_column(default=True)
    from_buyer: Mapped[bool] = mapped_column(default=True)
    text_sealed: Mapped[bytes | None] = mapped_column(default=None, init=False, repr=False)
    locale: Mapped[str] = mapped_column(String(8), default="")
    state: Mapped[QuestionState] = mapped_column(Words(QuestionState), default=QuestionState.OPEN)
    helpful_id: Mapped[str | None] = mapped_column(String(20), default=None)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    raised_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    theme: Mapped[Theme | None] = mapped_column(Words(Theme), default=None)
    stage: Mapped[ProcurementStage | None] = mapped_column(Words(ProcurementStage), default=None)
    issue: Mapped[LabourIssue | None] = mapped_column(Words(LabourIssue), default=None)
    company_id: Mapped[str | None] = mapped_column(ForeignKey("company.id"), default=None)
    handed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)

    text = Sealed("text_sealed")

    @property
    def code(self) -> str:
        """How people call it: "Q-12"."""
        return f"Q-{self.number}"

    @property
    def is_open(self) -> bool:
        """Whether answers are still looked for."""
        return self.state is QuestionState.OPEN

    def is_of(self, person: Person) -> bool:
        """Whether this person asked it."""
        return self.asker_id == person.id

    def mark_helpful(self, answer: "Answer", *, by: Person, now: datetime) -> None:
        """Say which answer helped. Raises Refusal when it isn't the asker (or staff) who says so."""
        if self.state is QuestionState.WITHDRAWN or answer.question_id != self.id:
            raise Absent
        if not (self.is_of(by) or by.is_staff):
            raise Refusal("question-asker-only", code=self.code)
        self.state, self.helpful_id, self.answered_at = QuestionState.ANSWERED, answer.id, now

    def withdraw(self, *, by: Person) -> None:
        """Take it back. Raises Absent for anybody but the asker and staff."""
        if self.state is QuestionState.WITHDRAWN or not (self.is_of(by) or by.is_staff):
            raise Absent
        self.state = QuestionState.WITHDRAWN

    def refuse_answer(self) -> None:
        """Raises Absent when it was withdrawn: there is nothing to answer."""
        if self.state is QuestionState.WITHDRAWN:
            raise Absent


class Answer(Base):
    """What a peer answers, by name or as "a peer". `lesson_id` says that it was kept."""

    __tablename__ = "answer"

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default_factory=new_id)
    number: Mapped[int] = mapped_column(unique=True, default=0)
    question_id: Mapped[str] = mapped_column(ForeignKey("question.id"), index=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    named: Mapped[bool] = mapped_column(default=True)
    text_sealed: Mapped[bytes | None] = mapped_column(default=None, init=False, repr=False)
    locale: Mapped[str] = mapped_column(String(8), default="")
    lesson_id: Mapped[str | None] = mapped_column(String(20), default=None)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    text = Sealed("text_sealed")

    @property
    def code(self) -> str:
        """How people call it: "A-31"."""
        return f"A-{self.number}"

    def refuse_keeping(self, question: Question, *, by: Person) -> None:
        """Raises Refusal unless it may become a lesson at the word of `by`: asker, answerer or staff, and one time."""
        if question.state is QuestionState.WITHDRAWN:
            raise Absent
        if not (question.is_of(by) or by.is_staff or self.person_id == by.id):
            raise Refusal("question-asker-only", code=question.code)
        if self.lesson_id is not None:
            raise Refusal("question-kept-already", code=self.code)


def refuse_nameless(*, in_room: bool, buyers: int) -> None:
    """Raises Refusal where leaving the name out would hide nobody: said in front of others, or among too few buyers."""
    if in_room:
        raise Refusal("question-nameless-here")
    if buyers < BUYERS_TO_HIDE_AMONG:
        raise Refusal("question-too-few", least=BUYERS_TO_HIDE_AMONG)

"""What was brought to somebody's notice: a question that they might answer, a lesson when it was needed. Each once."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, UtcDateTime, new_id


class QuestionCall(Base):
    """Somebody was told of a question because they might know; why is kept nowhere."""

    __tablename__ = "question_call"
    __table_args__ = (UniqueConstraint("question_id", "person_id"),)

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default_factory=new_id)
    question_id: Mapped[str] = mapped_column(ForeignKey("question.id"))
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class LessonHint(Base):
    """Somebody was shown that a lesson fits what they are about to do, last at this moment."""

    __tablename__ = "lesson_hint"
    __table_args__ = (UniqueConstraint("person_id", "lesson_id"),)

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default_factory=new_id)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    lesson_id: Mapped[str] = mapped_column(ForeignKey("lesson.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)

"""Points of a group's agenda: brought for one meeting, and back at the next one until they are discussed or dropped."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, UtcDateTime, Words, new_id
from storage.meeting import Meeting
from storage.person import Person
from storage.refusal import Absent, Refusal

MAX_POINT = 500  # characters


class PointState(StrEnum):
    """Open until it is discussed, or dropped by whoever brought it."""

    OPEN = "open"
    DISCUSSED = "discussed"
    DROPPED = "dropped"


class AgendaPoint(Base):
    """Something to talk about: brought for the meeting `meeting_id`, dealt with at `discussed_id`."""

    __tablename__ = "agenda_point"

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default_factory=new_id)
    number: Mapped[int] = mapped_column(unique=True, default=0)  # given when it is written
    meeting_id: Mapped[str] = mapped_column(ForeignKey("meeting.id"), index=True)
    group_id: Mapped[str] = mapped_column(ForeignKey("working_group.id"), index=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    text: Mapped[str] = mapped_column(Text)
    locale: Mapped[str] = mapped_column(String(8), default="")
    state: Mapped[PointState] = mapped_column(Words(PointState), default=PointState.OPEN)
    discussed_id: Mapped[str | None] = mapped_column(ForeignKey("meeting.id"), default=None)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    @staticmethod
    def bring(meeting: Meeting, text: str, *, by: Person, now: datetime) -> "AgendaPoint":
        """A point for a meeting that is still to come. Raises Refusal when it is over, or the text too long."""
        meeting.refuse_answer(now)
        if len(text) > MAX_POINT:
            raise Refusal("text-long", most=MAX_POINT, length=len(text))
        return AgendaPoint(
            meeting_id=meeting.id, group_id=meeting.group_id, person_id=by.id, text=" ".join(text.split()),
            locale=by.locale, created_at=now,
        )  # fmt: skip

    @property
    def code(self) -> str:
        """What people call it."""
        return f"AGP-{self.number}"

    def discuss(self, meeting_id: str) -> None:
        """It was talked about at this meeting. Raises Refusal unless it is open."""
        self._refuse_unless(PointState.OPEN)
        self.state, self.discussed_id = PointState.DISCUSSED, meeting_id

    def drop(self, *, by: Person) -> None:
        """It needs no talk any more. Raises Absent to all but its author and staff, Refusal unless it is open."""
        if by.id != self.person_id and not by.is_staff:
            raise Absent
        self._refuse_unless(PointState.OPEN)
        self.state = PointState.DROPPED

    def reopen(self, *, by: Person) -> None:
        """Undo either. Raises Absent to those who may not, Refusal when it is open anyhow."""
        if by.id != self.person_id and not by.is_staff:
            raise Absent
        if self.state is PointState.OPEN:
            raise Refusal("point-open-already", code=self.code)
        self.state, self.discussed_id = PointState.OPEN, None

    def _refuse_unless(self, state: PointState) -> None:
        if self.state is not state:
            raise Refusal("point-closed-already", code=self.code)

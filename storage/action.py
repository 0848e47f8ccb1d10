"""Actions: what somebody agreed to do, by when; owned by a person of an organisation until it is done or handed on."""

from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, UtcDateTime, Words, new_id
from storage.group import Group
from storage.person import Person
from storage.refusal import Absent, Refusal

MAX_ACTION = 500  # characters


class ActionState(StrEnum):
    """Open until done, or dropped because it is not needed any more; overdue is a matter of the date, no state."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


class ActionItem(Base):
    """One action. `hand` rises each time it is handed on; `due` is a day in the group's zone."""

    __tablename__ = "action_item"
    __table_args__ = (Index("ix_action_item_group_id_settled_at", "group_id", "settled_at"),)

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default_factory=new_id)
    number: Mapped[int] = mapped_column(unique=True, default=0)  # given when it is written
    group_id: Mapped[str] = mapped_column(ForeignKey("working_group.id"), index=True)
    owner_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    text: Mapped[str] = mapped_column(Text)
    locale: Mapped[str] = mapped_column(String(8), default="")
    due: Mapped[date] = mapped_column(index=True)
    zone: Mapped[str] = mapped_column(String(64))
    state: Mapped[ActionState] = mapped_column(Words(ActionState), default=ActionState.OPEN)
    hand: Mapped[int] = mapped_column(default=1)
    created_by: Mapped[str] = mapped_column(ForeignKey("person.id"))
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    @staticmethod
    def agree(group: Group, owner: Person, due: date, text: str, *, by: Person, now: datetime) -> "ActionItem":
        """An action of this group. Raises Refusal when the text is too long."""
        if len(text) > MAX_ACTION:
            raise Refusal("text-long", most=MAX_ACTION, length=len(text))
        return ActionItem(
            group_id=group.id, owner_id=owner.id, organisation_id=owner.organisation_id,
            text=" ".join(text.split()), locale=by.locale, due=due, zone=group.zone, created_by=by.id, changed_at=now,
            created_at=now,
        )  # fmt: skip

    @property
    def code(self) -> str:
        """What people call it."""
        return f"ACT-{self.number}"

    @property
    def is_open(self) -> bool:
        """Whether it is still to be done."""
        return self.state is ActionState.OPEN

    def is_overdue(self, now: datetime) -> bool:
        """Whether its day is over where its group is at home."""
        return self.is_open and now.astimezone(ZoneInfo(self.zone)).date() > self.due

    def morning(self, days: int, hour: int, zone: str) -> datetime:
        """That hour of the day that lies `days` after its due day (before it, if negative) in a zone, in UTC."""
        day = self.due + timedelta(days=days)
        return datetime(day.year, day.month, day.day, hour, tzinfo=ZoneInfo(zone)).astimezone(UTC)

    def finish(self, *, by: Person, now: datetime) -> None:
        """Done. Raises Absent to all but the owner and staff, Refusal when it is not open."""
        self._settle(ActionState.DONE, by=by, now=now)

    def drop(self, *, by: Person, now: datetime) -> None:
        """Not needed any more. Raises Absent to all but the owner and staff, Refusal when it is not open."""
        self._settle(ActionState.DROPPED, by=by, now=now)

    def reopen(self, *, by: Person, now: datetime) -> None:
        """To be done after all. Raises Absent to all but the owner and staff, Refusal when it is open anyhow."""
        self._refuse_others(by)
        if self.is_open:
            raise Refusal("action-open-already", code=self.code)
        self.state, self.settled_at, self.changed_at = ActionState.OPEN, None, now

    def hand_on(self, to: Person, *, by: Person, now: datetime) -> None:
        """Give it to another person. Raises Absent to all but the owner and staff."""
        self._refuse_others(by)
        self._refuse_closed()
        if to.id == self.owner_id:
            raise Refusal("action-theirs-already", code=self.code, name=to.name)
        self.owner_id, self.organisation_id, self.changed_at, self.hand = to.id, to.organisation_id, now, self.hand + 1

    def postpone(self, due: date, *, by: Person, now: datetime) -> None:
        """Another day. Raises Absent to all but the owner and staff."""
        self._refuse_others(by)
        self._refuse_closed()
        self.due, self.changed_at = due, now

    def _settle(self, state: ActionState, *, by: Person, now: datetime) -> None:
        self._refuse_others(by)
        self._refuse_closed()
        self.state, self.settled_at, self.changed_at = state, now, now

    def _refuse_others(self, by: Person) -> None:
        if by.id != self.owner_id and not by.is_staff:
            raise Absent

    def _refuse_closed(self) -> None:
        if not self.is_open:
            raise Refusal("action-closed-already", code=self.code)

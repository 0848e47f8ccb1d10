"""The Affiliate Update: items that staff post for it, and its issues: one for each room and month.

An item is TLP:GREEN or TLP:CLEAR. One that is only for some names them as organisations or groups; a room gets it
when all the organisations that take part in its group are among them.
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.access import Label
from storage.base import Base, UtcDateTime, Words, new_id
from storage.refusal import Absent, Refusal


class Section(StrEnum):
    """The three sections that the Affiliate Update has had since 2021."""

    ACTIVITIES = "activities"
    ORGANISATION = "organisation"
    OPPORTUNITIES = "opportunities"


class UpdateItem(Base):
    """Something that staff have the next issue say. `issued_at` is when it first went out: then it stands."""

    __tablename__ = "update_item"

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default_factory=new_id)
    number: Mapped[int] = mapped_column(unique=True, default=0)
    section: Mapped[Section] = mapped_column(Words(Section))
    label: Mapped[Label] = mapped_column(Words(Label), default=Label.GREEN)
    text: Mapped[str] = mapped_column(Text)
    locale: Mapped[str] = mapped_column(String(8), default="")
    posted_by: Mapped[str] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    issued_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    dropped_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)

    @property
    def code(self) -> str:
        """How staff call it: "U-4"."""
        return f"U-{self.number}"

    def refuse_change(self) -> None:
        """Raises Absent when it was dropped, Refusal when it went out: what was read can't be made unread."""
        if self.dropped_at is not None:
            raise Absent
        if self.issued_at is not None:
            raise Refusal("update-issued", code=self.code)

    def rewrite(self, text: str, *, locale: str) -> None:
        """Give it another text before it is issued. Raises Absent or Refusal."""
        self.refuse_change()
        self.text, self.locale = text, locale

    def drop(self, *, now: datetime) -> None:
        """Take it out before it is issued. Raises Absent or Refusal."""
        self.refuse_change()
        self.dropped_at = now


class UpdateTarget(Base):
    """Whom an item is only for: an organisation, or a group's organisations. An item without any is for everybody."""

    __tablename__ = "update_target"

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default_factory=new_id)
    item_id: Mapped[str] = mapped_column(ForeignKey("update_item.id"), index=True)
    organisation_id: Mapped[str | None] = mapped_column(ForeignKey("organisation.id"), default=None)
    group_id: Mapped[str | None] = mapped_column(ForeignKey("working_group.id"), default=None)


class IssueState(StrEnum):
    """COLLECTING until it goes out; HELD and APPROVED are staff's words; SKIPPED had nothing to say."""

    COLLECTING = "collecting"
    HELD = "held"
    APPROVED = "approved"
    SENT = "sent"
    SKIPPED = "skipped"


class Issue(Base):
    """The Affiliate Update of one room for one month ("2027-02"): the row that makes a second one impossible.

    `until` is where it ended, and where the room's next one begins.
    """

    __tablename__ = "digest_issue"
    __table_args__ = (UniqueConstraint("room_id", "month"),)

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default_factory=new_id)
    room_id: Mapped[str] = mapped_column(ForeignKey("room.id"))
    month: Mapped[str] = mapped_column(String(7))
    state: Mapped[IssueState] = mapped_column(Words(IssueState), default=IssueState.COLLECTING)
    drafted_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    issued_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    until: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)

    @property
    def is_over(self) -> bool:
        """Whether it was settled: sent, or skipped for having nothing to say."""
        return self.state in {IssueState.SENT, IssueState.SKIPPED}

    def refuse_over(self) -> None:
        """Raises Refusal when it is settled."""
        if self.is_over:
            raise Refusal("digest-over", month=self.month)

    def hold(self) -> None:
        """Keep it from going out by itself. Raises Refusal when it went out."""
        self.refuse_over()
        self.state = IssueState.HELD

    def resume(self) -> None:
        """Let it go out after all. Raises Refusal unless it is held."""
        self.refuse_over()
        if self.state is not IssueState.HELD:
            raise Refusal("digest-not-held")
        self.state = IssueState.COLLECTING

    def approve(self) -> None:
        """Say that it may go out; a held one, too. Raises Refusal when it went out."""
        self.refuse_over()
        self.state = IssueState.APPROVED

    def may_go(self, *, needs_approval: bool) -> bool:
        """Whether it may go out by itself."""
        return self.state is IssueState.APPROVED or (self.state is IssueState.COLLECTING and not needs_approval)

    def settle(self, state: IssueState, *, until: datetime, now: datetime) -> None:
        """It was sent, or there was nothing to say. Raises Refusal when it was settled before."""
        self.refuse_over()
        self.state, self.until, self.issued_at = state, until, now


class Omission(Base):
    """Something that staff leave out of a room's issue of a month, by its reference."""

    __tablename__ = "digest_omission"
    __table_args__ = (UniqueConstraint("room_id", "month", "code"),)

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default_factory=new_id)
    room_id: Mapped[str] = mapped_column(ForeignKey("room.id"))
    month: Mapped[str] = mapped_column(String(7))
    code: Mapped[str] = mapped_column(String(40))


def refuse_label(label: Label) -> None:
    """Raises Refusal for what is narrower than the community: that is a summary's way, not the Affiliate Update's."""
    if label.is_restricted:
        raise Refusal("update-label", label=label)

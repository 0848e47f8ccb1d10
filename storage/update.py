"""The Affiliate Update: items that staff post for it, and its issues: one for each room and month.

An item is TLP:GREEN or TLP:CLEAR. One that is only for some names them as organisations or groups; a room gets it
when all the organisations that take part in its group are among them. It stands in issues from `stands_from` on: a
draft has no such time, a scheduled item one to come.

An item can be made of what somebody said in a room. It is no wider than what may be heard there: where that is less
than the community, the words wait, sealed, for the word of whoever said them. Nobody is named who didn't agree.
"""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.access import Label
from storage.base import Base, Sealed, UtcDateTime, Words, new_id
from storage.message import Prose
from storage.refusal import Absent, Refusal

MOST_TEXT = 1_500  # characters of an item in one language: two languages of it fit into one post anywhere


class Section(StrEnum):
    """The sections in their usual order: the three of the Affiliate Update since 2021, then the work's own."""

    ACTIVITIES = "activities"
    ORGANISATION = "organisation"
    OPPORTUNITIES = "opportunities"
    MEETINGS = "meetings"
    ENGAGEMENTS = "engagements"
    DISCLOSURES = "disclosures"
    LESSONS = "lessons"
    QUESTIONS = "questions"
    ACTIONS = "actions"
    SUMMARIES = "summaries"


class Naming(StrEnum):
    """What somebody says of their own words in the Affiliate Update: with their name, without it, or not at all."""

    NAMED = "named"
    UNNAMED = "unnamed"
    REFUSED = "refused"


class UpdateItem(Base):
    """Something that staff have the next issue say. `issued_at` is when it first went out: then it stands.

    `other` is the same text in another language. `stands_from` is None for a draft. `only_some`: it has targets, and
    stands nowhere without them. `teller_id` is whose words it is made of, `origin` what may be heard where they were
    said, `naming` what their teller said of it; `held` are the words until then, where they must wait for that.
    """

    __tablename__ = "update_item"
    __table_args__ = (Index("ix_update_item_only_some_stands_from", "only_some", "stands_from"),)

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default_factory=new_id)
    number: Mapped[int] = mapped_column(unique=True, default=0)
    section: Mapped[Section] = mapped_column(Words(Section))
    label: Mapped[Label] = mapped_column(Words(Label), default=Label.GREEN)
    text: Mapped[str] = mapped_column(Text)
    locale: Mapped[str] = mapped_column(String(8), default="")
    other: Mapped[str] = mapped_column(Text, default="")
    other_locale: Mapped[str] = mapped_column(String(8), default="")
    posted_by: Mapped[str] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    stands_from: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    only_some: Mapped[bool] = mapped_column(default=False, server_default=false())
    issued_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None, index=True)
    dropped_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    teller_id: Mapped[str | None] = mapped_column(String(20), default=None, index=True)
    origin: Mapped[Label | None] = mapped_column(Words(Label), default=None)
    naming: Mapped[Naming | None] = mapped_column(Words(Naming), default=None)
    held_sealed: Mapped[bytes | None] = mapped_column(default=None, init=False, repr=False)

    held = Sealed("held_sealed")

    @property
    def code(self) -> str:
        """How staff call it: "U-4"."""
        return f"U-{self.number}"

    @property
    def waits(self) -> bool:
        """Whether it is made of words that are narrower than an item, and that nobody has widened yet."""
        return self.origin is not None and self.origin.is_restricted and self.naming is None

    @property
    def words(self) -> str:
        """Its text, or the words that wait to be it; `reading` is their label."""
        return self.held or self.text

    @property
    def reading(self) -> Label:
        """The label of an answer in which it stands: what waits is as narrow as where it was said."""
        return self.origin if self.waits and self.origin is not None else self.label

    @property
    def is_draft(self) -> bool:
        """Whether it stands in no issue until it is published."""
        return self.stands_from is None

    @property
    def prose(self) -> Prose:
        """Its text, with the other language's beside it."""
        return Prose(self.words, self.locale, Prose(self.other, self.other_locale) if self.other else None)

    def refuse_change(self) -> None:
        """Raises Absent when it was dropped, Refusal when it went out: what was read can't be made unread."""
        if self.dropped_at is not None:
            raise Absent
        if self.issued_at is not None:
            raise Refusal("update-issued", code=self.code)

    def rewrite(self, text: str, *, locale: str) -> None:
        """Give it another text in a language it has, or its text in one that it lacks. Raises Absent or Refusal."""
        self.refuse_change()
        self.refuse_waiting()
        refuse_long(text)
        self.unname()
        if locale == self.locale or not self.locale:
            self.text, self.locale = text, locale
        else:
            self.other, self.other_locale = text, locale

    def publish(self, at: datetime | None, *, now: datetime) -> None:
        """Let it stand from a later time on, or from now. Raises Absent or Refusal."""
        self.refuse_change()
        self.refuse_waiting()
        self.stands_from = now if at is None else max(at, now)

    def set_aside(self) -> None:
        """Make a draft of it again, which no issue holds. Raises Absent or Refusal."""
        self.refuse_change()
        self.stands_from = None

    def drop(self, *, now: datetime) -> None:
        """Take it out before it is issued. Raises Absent or Refusal."""
        self.refuse_change()
        self.dropped_at = now
        if self.held:
            self.held = ""

    def derive(self, teller_id: str | None, origin: Label) -> None:
        """Make it of what somebody said where no more than `origin` may be heard: it inherits that label, and what is
        narrower than an item waits for whoever said it.
        """
        self.teller_id, self.origin = teller_id, origin
        if origin.is_restricted:
            self.label, self.stands_from = Label.GREEN, None
            self.held, self.text = self.text, ""
        elif not origin.within(self.label):
            self.label = origin

    def refuse_waiting(self) -> None:
        """Raises Refusal while the words wait for whoever said them."""
        if self.waits:
            raise Refusal("update-waits", code=self.code)

    def agree(self, naming: Naming, *, now: datetime) -> None:
        """Whoever said it says how it may go out, which they can change; what went out can't be refused any more.

        Raises Absent or Refusal.
        """
        if self.dropped_at is not None:
            raise Absent
        if naming is Naming.REFUSED:
            if self.issued_at is not None:
                raise Refusal("update-consent-late", code=self.code)
            self.dropped_at, self.text = now, ""
        elif self.held:
            self.text = self.held
        self.naming = naming
        if self.held:
            self.held = ""

    def unname(self) -> None:
        """Other words are nobody's but staff's: whoever said the first ones is not named with them."""
        if self.naming is Naming.NAMED:
            self.naming = Naming.UNNAMED

    def correct(self, text: str, *, locale: str, by: str, now: datetime) -> "Correction":
        """Say what is right of an item that went out; its other language's text says what was wrong, so it goes.

        Raises Absent when it was dropped, Refusal when it has not gone out, or says this already.
        """
        if self.dropped_at is not None:
            raise Absent
        if self.issued_at is None:
            raise Refusal("digest-not-issued", code=self.code)
        refuse_long(text)
        was = self.prose if locale == self.locale or not self.other else self.prose.in_locale(locale)
        if was.text == text:
            raise Refusal("digest-same-text", code=self.code)
        self.text, self.locale, self.other, self.other_locale = text, locale, "", ""
        self.unname()
        return Correction(
            item_id=self.id, was=was.text, was_locale=was.locale, text=text, locale=locale, corrected_by=by, at=now
        )


class Correction(Base):
    """What an item that went out said wrongly, and what is right."""

    __tablename__ = "update_correction"

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default_factory=new_id)
    item_id: Mapped[str] = mapped_column(ForeignKey("update_item.id"), index=True)
    was: Mapped[str] = mapped_column(Text)
    was_locale: Mapped[str] = mapped_column(String(8))
    text: Mapped[str] = mapped_column(Text)
    locale: Mapped[str] = mapped_column(String(8))
    corrected_by: Mapped[str] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class UpdateTarget(Base):
    """Whom an item is only for: an organisation, or a group's organisations. An item without any is for everybody."""

    __tablename__ = "update_target"
    __table_args__ = tuple(  # of those that name one: the others would make the database think that an id is frequent
        Index(f"ix_update_target_{name}", name, sqlite_where=text(f"{name} IS NOT NULL"))
        for name in ("organisation_id", "group_id")
    )  # fmt: skip

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default_factory=new_id)
    item_id: Mapped[str] = mapped_column(ForeignKey("update_item.id"), index=True)
    organisation_id: Mapped[str | None] = mapped_column(ForeignKey("organisation.id"), default=None)
    group_id: Mapped[str | None] = mapped_column(ForeignKey("working_group.id"), default=None)


class IssueState(StrEnum):
    """COLLECTING until it goes out; HELD and APPROVED are staff's words; SKIPPED had too little to say."""

    COLLECTING = "collecting"
    HELD = "held"
    APPROVED = "approved"
    SENT = "sent"
    SKIPPED = "skipped"


OVER = frozenset({IssueState.SENT, IssueState.SKIPPED})
"""Sent, or skipped for having nothing to say."""
MOST_LEADS = 30  # sections and items put first; what was put there long before is forgotten


class Issue(Base):
    """The Affiliate Update of one room for one month ("2027-02"): the row that makes a second one impossible.

    `until` is where it ended, and where the room's next one begins. `lead` is what staff want first, in order:
    sections, and references of items.
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
    lead: Mapped[str] = mapped_column(String(400), default="")

    @property
    def leads(self) -> tuple[str, ...]:
        """What stands first."""
        return tuple(self.lead.split())

    def put_first(self, what: Sequence[str]) -> None:
        """Have these stand first, in this order, before what stood first until now. Raises Refusal when it is over."""
        self.refuse_over()
        self.lead = " ".join(list(dict.fromkeys((*what, *self.leads)))[:MOST_LEADS])

    @property
    def is_over(self) -> bool:
        """Whether it was settled."""
        return self.state in OVER

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


class IssueEntry(Base):
    """Something that an issue said, by its reference: what the archive shows again, to those who may read it then."""

    __tablename__ = "digest_entry"
    __table_args__ = (UniqueConstraint("issue_id", "code"),)

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default_factory=new_id)
    issue_id: Mapped[str] = mapped_column(ForeignKey("digest_issue.id"))
    code: Mapped[str] = mapped_column(String(40), index=True)


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


def refuse_long(text: str) -> None:
    """Raises Refusal for what is no item but an article."""
    if len(text) > MOST_TEXT:
        raise Refusal("update-long", most=MOST_TEXT, length=len(text))

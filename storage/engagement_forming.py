"""How an engagement forms: what those who take part ask for together, near and far, and what they declare to its lead.

Common asks in three terms, and conflicts of interest said aloud before they matter, follow the practice of joint
investor engagement (PRI's Collaboration Platform, Climate Action 100+).
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Sealed, UtcDateTime, Words, new_id
from storage.refusal import Refusal


class Term(StrEnum):
    """By when an ask can be met."""

    SHORT = "short"
    MIDDLE = "middle"
    LONG = "long"


class Part(StrEnum):
    """What an organisation does in an engagement. An observer reads and neither agrees nor signs."""

    LEAD = "lead"
    CO_LEAD = "co_lead"
    SUPPORTER = "supporter"
    OBSERVER = "observer"


class CommonAsk(Base):
    """Something that all who take part ask the company for; it stands on the card until it is dropped."""

    __tablename__ = "common_ask"

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default_factory=new_id)
    code: Mapped[str] = mapped_column(String(12), unique=True)
    engagement_id: Mapped[str] = mapped_column(ForeignKey("engagement.id"), index=True)
    term: Mapped[Term] = mapped_column(Words(Term))
    said_by: Mapped[str] = mapped_column(ForeignKey("person.id"))
    locale: Mapped[str] = mapped_column(String(8), default="en")
    text_sealed: Mapped[bytes | None] = mapped_column(default=None, init=False, repr=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    dropped_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)

    text = Sealed("text_sealed")

    def amend(self, text: str | None, term: Term | None, *, locale: str) -> None:
        """Other words, another term, or both. Raises Refusal once it was dropped, and when nothing would change."""
        self._refuse_dropped()
        if text is None and term is None:
            raise Refusal("engagement-ask-same", code=self.code)
        if text is not None:
            self.text, self.locale = text, locale
        self.term = term or self.term

    def drop(self, *, now: datetime) -> None:
        """It is asked for no more."""
        self._refuse_dropped()
        self.dropped_at = now

    def _refuse_dropped(self) -> None:
        if self.dropped_at is not None:
            raise Refusal("engagement-ask-dropped", code=self.code)


class Conflict(Base):
    """A conflict of interest that an organisation declared, in its own words, for the lead and the staff alone."""

    __tablename__ = "conflict"

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default_factory=new_id)
    engagement_id: Mapped[str] = mapped_column(ForeignKey("engagement.id"), index=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    declared_by: Mapped[str] = mapped_column(ForeignKey("person.id"))
    locale: Mapped[str] = mapped_column(String(8), default="en")
    text_sealed: Mapped[bytes | None] = mapped_column(default=None, init=False, repr=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    over_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)

    text = Sealed("text_sealed")

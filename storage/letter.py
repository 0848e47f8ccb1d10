"""What an engagement puts to its company, and what comes back: questions agreed by each organisation, a joint letter
signed by each, and the answers, as they were logged and rated.

An agreement or a signature holds for one version of the words: new words have to be agreed to, or signed, again.
"""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TypeAlias

from sqlalchemy import Date, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Sealed, UtcDateTime, Words, new_id
from storage.refusal import Refusal

# After this long the lead may adopt a question that nobody objected to by silence alone: holidays are no veto.
SILENCE = timedelta(days=7)


class InquiryState(StrEnum):
    """Where a question stands. DROPPED: taken back before the company had it."""

    PROPOSED = "proposed"
    AGREED = "agreed"
    ANSWERED = "answered"
    DROPPED = "dropped"


class LetterState(StrEnum):
    """Where a letter stands."""

    DRAFT = "draft"
    SENT = "sent"
    ANSWERED = "answered"
    DROPPED = "dropped"


class Quality(StrEnum):
    """How good a company's answer is. NONE: there was none, or it says nothing."""

    COMPLETE = "complete"
    PARTIAL = "partial"
    EVASIVE = "evasive"
    NONE = "none"

    @property
    def is_poor(self) -> bool:
        """Whether a stronger step should be thought about."""
        return self is not Quality.COMPLETE


class Inquiry(Base):
    """A question for the company, proposed by one and agreed by all; `parcel_id` is its thread's first post.

    `bank_id` is the question of the bank that has these words. What its engagement gives back to the bank (`kept_at`)
    waits there until staff have worded it for everybody.
    """

    __tablename__ = "inquiry"

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default_factory=new_id)
    code: Mapped[str] = mapped_column(String(12), unique=True)
    engagement_id: Mapped[str] = mapped_column(ForeignKey("engagement.id"), index=True)
    proposed_by: Mapped[str | None] = mapped_column(ForeignKey("organisation.id"), default=None)
    state: Mapped[InquiryState] = mapped_column(Words(InquiryState), default=InquiryState.PROPOSED)
    version: Mapped[int] = mapped_column(default=1)
    locale: Mapped[str] = mapped_column(String(8), default="en")
    text_sealed: Mapped[bytes | None] = mapped_column(default=None, init=False, repr=False)
    parcel_id: Mapped[str | None] = mapped_column(String(20), default=None)
    bank_id: Mapped[str | None] = mapped_column(String(20), index=True, default=None)
    kept_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True, default=None)
    worded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    text = Sealed("text_sealed")

    @property
    def subject(self) -> str:
        """What its posts are about; each wording has posts of its own: a reply agrees to what it stands under."""
        return f"engagement_question:{self.id}" + (f".{self.version}" if self.version > 1 else "")

    @property
    def is_answerable(self) -> bool:
        """Whether the company may have it."""
        return self.state in {InquiryState.AGREED, InquiryState.ANSWERED}

    def refuse_unless_proposed(self) -> None:
        """Raises Refusal once it is agreed or dropped."""
        if self.state is not InquiryState.PROPOSED:
            raise Refusal("engagement-question-settled", code=self.code)

    def reword(self, text: str, *, locale: str, now: datetime) -> None:
        """Other words; what was agreed before counts no more."""
        self.refuse_unless_proposed()
        self.text, self.locale, self.worded_at = text, locale, now
        self.version += 1
        self.bank_id = None  # other words are another question

    def keep(self, *, now: datetime) -> None:
        """Give it back to the bank. Raises Refusal before the company had it, and for what is there or waits."""
        if not self.is_answerable:
            raise Refusal("engagement-not-put", code=self.code)
        if self.bank_id is not None or self.kept_at is not None:
            raise Refusal("engagement-kept-already", code=self.code)
        self.kept_at = now

    def let_go(self) -> None:
        """Take it back from the bank. Raises Refusal unless it waits there."""
        if self.bank_id is not None or self.kept_at is None:
            raise Refusal("engagement-not-kept", code=self.code)
        self.kept_at = None

    def drop(self) -> None:
        """Take it back. Once the company answered it, it stays."""
        if self.state in {InquiryState.ANSWERED, InquiryState.DROPPED}:
            raise Refusal("engagement-question-settled", code=self.code)
        self.state = InquiryState.DROPPED

    def settle(self, agreements: "Iterable[Agreement]", participants: Collection[str]) -> bool:
        """Count: agreed once every organisation that takes part agreed to these words. True when that is so now."""
        agreed = {one.organisation_id for one in agreements if one.version == self.version and one.void_at is None}
        if self.state is not InquiryState.PROPOSED or not participants or not set(participants) <= agreed:
            return False
        self.state = InquiryState.AGREED
        return True

    def adopt(self, agreements: "Iterable[Agreement]", *, now: datetime) -> None:
        """Close the agreeing although some were silent: a week after these words, and with one agreement at least."""
        self.refuse_unless_proposed()
        if not any(one.version == self.version and one.void_at is None for one in agreements):
            raise Refusal("engagement-question-nobody", code=self.code)
        if now < self.worded_at + SILENCE:
            raise Refusal("engagement-question-early", code=self.code, days=SILENCE.days)
        self.state = InquiryState.AGREED

    def reconsider(self) -> None:
        """An agreement was taken back: it is open again, unless the company has answered."""
        if self.state is InquiryState.ANSWERED or self.state is InquiryState.DROPPED:
            raise Refusal("engagement-question-settled", code=self.code)
        self.state = InquiryState.PROPOSED

    def answered(self, *, still: bool = True) -> None:
        """An answer was logged, or (not `still`) the last one was taken back."""
        self.state = InquiryState.ANSWERED if still else InquiryState.AGREED


class Agreement(Base):
    """An organisation agrees to a question as it is worded in one version."""

    __tablename__ = "agreement"

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default_factory=new_id)
    inquiry_id: Mapped[str] = mapped_column(ForeignKey("inquiry.id"), index=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    version: Mapped[int]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    void_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)


class Letter(Base):
    """A joint letter: drafted, signed per organisation, sent by people outside the bot, answered or not."""

    __tablename__ = "letter"

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default_factory=new_id)
    code: Mapped[str] = mapped_column(String(12), unique=True)
    engagement_id: Mapped[str] = mapped_column(ForeignKey("engagement.id"), index=True)
    state: Mapped[LetterState] = mapped_column(Words(LetterState), default=LetterState.DRAFT)
    version: Mapped[int] = mapped_column(default=1)
    locale: Mapped[str] = mapped_column(String(8), default="en")
    text_sealed: Mapped[bytes | None] = mapped_column(default=None, init=False, repr=False)
    parcel_id: Mapped[str | None] = mapped_column(String(20), default=None)
    locked_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    sendings: Mapped[int] = mapped_column(default=0)
    answer_on: Mapped[date | None] = mapped_column(Date, default=None)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    text = Sealed("text_sealed")

    @property
    def subject(self) -> str:
        """What its posts are about: each version has posts of its own, so that a reply signs what it stands under."""
        return f"engagement_letter:{self.id}" + (f".{self.version}" if self.version > 1 else "")

    @property
    def is_answerable(self) -> bool:
        """Whether the company has it."""
        return self.state in {LetterState.SENT, LetterState.ANSWERED}

    def refuse_unless_draft(self) -> None:
        """Raises Refusal once it is sent or dropped."""
        if self.state is not LetterState.DRAFT:
            raise Refusal("engagement-letter-locked", code=self.code, sent=int(self.is_answerable))

    def revise(self, text: str, signed: "Collection[Signature]", *, anew: bool, locale: str) -> None:
        """Other words, which are open again. Once they are locked, or somebody has signed, only if `anew` is said:
        every signature is void then.
        """
        self.refuse_unless_draft()
        if signed and not anew:
            raise Refusal("engagement-letter-signed", code=self.code, count=len(signed))
        if self.locked_at is not None and not anew:
            raise Refusal("engagement-letter-fixed", code=self.code)
        self.text, self.locale, self.locked_at = text, locale, None
        self.version += 1

    def say_language(self, locale: str) -> None:
        """Its words are in this language, whatever that of who drafted it is; its files say so."""
        self.refuse_unless_draft()
        self.locale = locale

    def lock(self, *, now: datetime) -> None:
        """These words are the letter's: comments are over, signatures are asked for."""
        self.refuse_unless_draft()
        if self.locked_at is not None:
            raise Refusal("engagement-letter-fixed", code=self.code)
        self.locked_at = now

    def unlock(self, signed: "Collection[Signature]") -> None:
        """Open the words for comments again. Raises Refusal once somebody has signed them."""
        self.refuse_unless_draft()
        if self.locked_at is None:
            raise Refusal("engagement-letter-open", code=self.code)
        if signed:
            raise Refusal("engagement-letter-signed", code=self.code, count=len(signed))
        self.locked_at = None

    def refuse_comments(self) -> None:
        """Raises Refusal once its words are locked or it is sent."""
        self.refuse_unless_draft()
        if self.locked_at is not None:
            raise Refusal("engagement-letter-fixed", code=self.code)

    def sign(
        self, signed: "Iterable[Signature]", *, organisation_id: str, person_id: str, now: datetime
    ) -> "Signature":
        """One organisation's signature under this version. Raises Refusal for a second one, and for one too late."""
        if any(one.organisation_id == organisation_id for one in signed):
            raise Refusal("engagement-signed-already", code=self.code, sent=int(self.is_answerable))
        if self.is_answerable:
            raise Refusal("engagement-signed-late", code=self.code)
        self.refuse_unless_draft()
        return Signature(
            letter_id=self.id, organisation_id=organisation_id, person_id=person_id, version=self.version, at=now
        )

    def send(self, signers: Collection[str], *, answer_on: date, now: datetime) -> None:
        """It has been sent: words and signatures are fixed from now on. Raises Refusal when nobody signed."""
        self.refuse_unless_draft()
        if not signers:
            raise Refusal("engagement-letter-unsigned", code=self.code)
        self.state, self.sent_at, self.answer_on = LetterState.SENT, now, answer_on
        self.locked_at = self.locked_at or now
        self.sendings += 1

    def unsend(self) -> None:
        """It was marked as sent by mistake."""
        if self.state is not LetterState.SENT:
            raise Refusal("engagement-letter-not-sent", code=self.code)
        self.state, self.sent_at, self.answer_on = LetterState.DRAFT, None, None

    def drop(self) -> None:
        """Take a draft back."""
        self.refuse_unless_draft()
        self.state = LetterState.DROPPED

    def answered(self, *, still: bool = True) -> None:
        """An answer was logged, or (not `still`) the last one was taken back."""
        self.state = LetterState.ANSWERED if still else LetterState.SENT


class LetterComment(Base):
    """What an organisation would have otherwise in one version of a letter, before its words are locked."""

    __tablename__ = "letter_comment"

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default_factory=new_id)
    letter_id: Mapped[str] = mapped_column(ForeignKey("letter.id"), index=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    version: Mapped[int]
    locale: Mapped[str] = mapped_column(String(8), default="")
    text_sealed: Mapped[bytes | None] = mapped_column(default=None, init=False, repr=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    retracted_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)

    text = Sealed("text_sealed")


class Signature(Base):
    """An organisation signs a letter as it stands in one version; `authority` is by what right, in its own words."""

    __tablename__ = "signature"
    __table_args__ = (
        Index(  # two people of one organisation at the same moment sign once
            "uq_signature_standing", "letter_id", "organisation_id", "version", unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),  # and on PostgreSQL, as its revision says
        ),
    )  # fmt: skip

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default_factory=new_id)
    letter_id: Mapped[str] = mapped_column(ForeignKey("letter.id"), index=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    version: Mapped[int]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    authority_sealed: Mapped[bytes | None] = mapped_column(default=None, init=False, repr=False)

    authority = Sealed("authority_sealed")


class CompanyAnswer(Base):
    """What came back for a question or a letter (`about_id`), who said it, what shows it (`evidence`: a reference, or
    the name of a file), and how good it is, as the lead decided.
    """

    __tablename__ = "company_answer"
    __table_args__ = (Index("ix_company_answer_about", "about_id"),)

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default_factory=new_id)
    about_id: Mapped[str] = mapped_column(String(20))
    locale: Mapped[str] = mapped_column(String(8), default="")
    text_sealed: Mapped[bytes | None] = mapped_column(default=None, init=False, repr=False)
    respondent_sealed: Mapped[bytes | None] = mapped_column(default=None, init=False, repr=False)
    evidence_sealed: Mapped[bytes | None] = mapped_column(default=None, init=False, repr=False)
    logged_by: Mapped[str] = mapped_column(ForeignKey("person.id"))
    logged_at: Mapped[datetime] = mapped_column(UtcDateTime)
    quality: Mapped[Quality | None] = mapped_column(Words(Quality), default=None)
    ratings: Mapped[int] = mapped_column(default=0)
    retracted_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)

    text = Sealed("text_sealed")
    respondent = Sealed("respondent_sealed")
    evidence = Sealed("evidence_sealed")

    def rate(self, quality: Quality) -> None:
        """Say how good it is; a later word takes the place of an earlier one."""
        self.quality = quality
        self.ratings += 1


class AnswerRating(Base):
    """How good an organisation that takes part finds an answer; what it is taken for is the lead's to decide."""

    __tablename__ = "answer_rating"
    __table_args__ = (UniqueConstraint("answer_id", "organisation_id"),)

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default_factory=new_id)
    answer_id: Mapped[str] = mapped_column(ForeignKey("company_answer.id"))
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    quality: Mapped[Quality] = mapped_column(Words(Quality))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


Paper: TypeAlias = Inquiry | Letter

"""The question bank: questions that buyers may put to a company, by issue and stage of the purchase, in two languages.

Its words are for the whole network (TLP:GREEN), so they name nobody. How often a question was asked, and how well it
was answered, comes from engagements, which are confidential: it is told in bands, and not at all below the least count.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import String, Text, case, exists, func, select
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, UtcDateTime, Words, new_id
from storage.letter import CompanyAnswer, Inquiry, InquiryState, Quality
from storage.message import Prose
from storage.procurement import LabourIssue, ProcurementStage
from storage.refusal import Refusal
from storage.unit import Unit

_FLOORS = (100, 30, 10, 3)
"""What is told of a count of engagements, "at least so many": one more of them tells nobody that there is one."""


class Worked(StrEnum):
    """How often a question got a complete answer, of the engagements in which it was asked."""

    OFTEN = "often"  # two of three times
    SOMETIMES = "sometimes"  # one of three times
    SELDOM = "seldom"


class BankQuestion(Base):
    """A question that fits many companies. `stage` None: at any. `added_by` is "" for those that came with the bot."""

    __tablename__ = "bank_question"

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default_factory=new_id)
    number: Mapped[int] = mapped_column(unique=True, default=0)
    issue: Mapped[LabourIssue] = mapped_column(Words(LabourIssue), index=True)
    stage: Mapped[ProcurementStage | None] = mapped_column(Words(ProcurementStage), default=None)
    english: Mapped[str] = mapped_column(Text)
    french: Mapped[str] = mapped_column(Text)
    added_by: Mapped[str] = mapped_column(String(20), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)

    @property
    def code(self) -> str:
        """How people call it: "QB-7"."""
        return f"QB-{self.number}"

    def text_in(self, locale: str) -> str:
        """Its words in a language, the English ones where it has none in that."""
        return self.french if locale == "fr" else self.english

    def retire(self, *, now: datetime) -> None:
        """Propose it no more. Raises Refusal for one that is not proposed anyway."""
        self.refuse_retired()
        self.retired_at = now

    def restore(self) -> None:
        """Propose it again. Raises Refusal for one that is proposed."""
        if self.retired_at is None:
            raise Refusal("bank-not-retired", code=self.code)
        self.retired_at = None

    def refuse_retired(self) -> None:
        """Raises Refusal once it was taken out."""
        if self.retired_at is not None:
            raise Refusal("bank-retired-already", code=self.code)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """In how many engagements the company has had a question, and in how many it answered completely."""

    asked: int = 0
    complete: int = 0

    @property
    def at_least(self) -> int:
        """In at least how many it was asked, as everybody may be told; 0 for too few."""
        return next((floor for floor in _FLOORS if self.asked >= floor), 0)

    @property
    def worked(self) -> Worked | None:
        """How well, as everybody may be told; None for too few."""
        if not self.at_least:
            return None
        if 3 * self.complete >= 2 * self.asked:
            return Worked.OFTEN
        return Worked.SOMETIMES if 3 * self.complete >= self.asked else Worked.SELDOM


async def records(unit: Unit, bank_ids: Collection[str]) -> Mapping[str, Record]:
    """How each of these questions fared; one that was never asked is left out."""
    answered = exists().where(
        CompanyAnswer.about_id == Inquiry.id,
        CompanyAnswer.retracted_at.is_(None),
        CompanyAnswer.quality == Quality.COMPLETE,
    )
    query = (
        select(
            Inquiry.bank_id,
            func.count(Inquiry.engagement_id.distinct()),
            func.count(case((answered, Inquiry.engagement_id)).distinct()),
        )
        .where(Inquiry.bank_id.in_(bank_ids), Inquiry.state.in_((InquiryState.AGREED, InquiryState.ANSWERED)))
        .group_by(Inquiry.bank_id)
    )
    rows = (await unit.session.execute(query)).all()
    return {bank_id: Record(asked=asked, complete=complete) for bank_id, asked, complete in rows if bank_id}


async def words_for(unit: Unit, inquiry: Inquiry, locale: str) -> Prose:
    """A question as its engagement put it; in the reader's language where it was put in both, as the bank still has it.

    What staff corrected since is asked from then on, and was not voted on.
    """
    own = Prose(inquiry.text, inquiry.locale)
    if inquiry.bank_id is None or inquiry.kept_at is not None:
        return own
    entry = await unit.get(BankQuestion, inquiry.bank_id)
    if entry is None or (entry.changed_at is not None and entry.changed_at >= inquiry.worded_at):
        return own
    return Prose(entry.text_in(locale), "fr" if locale == "fr" else "en")


async def listed(unit: Unit, *, issue: LabourIssue | None, stage: ProcurementStage | None) -> Sequence[BankQuestion]:
    """What is proposed, of an issue and for a stage or for all, in order; one for any stage is for each."""
    query = select(BankQuestion).where(BankQuestion.retired_at.is_(None)).order_by(BankQuestion.number)
    if issue is not None:
        query = query.where(BankQuestion.issue == issue)
    if stage is not None:
        query = query.where((BankQuestion.stage == stage) | BankQuestion.stage.is_(None))
    return await unit.scalars(query)


async def fitting(
    unit: Unit, *, issue: LabourIssue | None, stage: ProcurementStage | None, but: Collection[str], most: int
) -> Sequence[BankQuestion]:
    """A set to put to a company: those made for the very stage first, then what got complete answers more often.

    `but` are ids of those that are not wanted. Where no stage is named, one question of each issue comes before a
    second one of any.
    """
    found = [one for one in await listed(unit, issue=issue, stage=stage) if one.id not in but]
    fared = await records(unit, [one.id for one in found])
    worked = {one.id: fared.get(one.id, Record()).worked for one in found}
    ranks = {Worked.OFTEN: 0, Worked.SOMETIMES: 1, None: 2, Worked.SELDOM: 3}
    found.sort(key=lambda one: (stage is not None and one.stage is None, ranks[worked[one.id]], one.number))
    if issue is None:
        seen: dict[LabourIssue, int] = {}
        turns = {}
        for one in found:
            turns[one.id] = seen[one.issue] = seen.get(one.issue, 0) + 1
        found.sort(key=lambda one: turns[one.id])
    return found[:most]

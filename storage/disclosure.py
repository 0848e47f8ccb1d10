"""Disclosures: where what somebody buys is made, asked of a brand, tier by tier, and chased hop by hop.

A request goes from the buyer to whom the contract is with, often a reseller, and from there up the chain; each hop has
a day of its own. A day that can't be kept is moved without blame, with its reason. What comes back goes into the
registry (`commands/registry/`) with the request's code as its source, and counts once staff have confirmed it.
"""

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Date, ForeignKey, Index, String, UniqueConstraint, and_, exists, func, select
from sqlalchemy.orm import Mapped, mapped_column

from storage.audience import Audience, AudienceKind
from storage.base import Base, Sealed, UtcDateTime, Words, new_id
from storage.contract import Contract, Sharing, later
from storage.organisation import Company, Organisation, OrganisationStatus, Purchase
from storage.refusal import Refusal
from storage.unit import Unit

LEAST_ASKED = 3
LEAST_COUNTRIES = 2
"""From how many buyers, in how many countries, it is told that others ask the same brand (mission.md)."""


class DisclosureState(StrEnum):
    """What has come of a request. What was REFUSED or came in PART can be asked for again; CLOSED is given up."""

    OPEN = "open"
    PART = "part"
    RECEIVED = "received"
    REFUSED = "refused"
    CLOSED = "closed"


WAITED_FOR = (DisclosureState.OPEN, DisclosureState.PART)
"""While something is still to come."""
CAME = (DisclosureState.PART, DisclosureState.RECEIVED)


class HopState(StrEnum):
    """Where one hop of the chain stands: waited for, or passed on to the next, or at its end."""

    WAITING = "waiting"
    PASSED_ON = "passed_on"
    ANSWERED = "answered"
    REFUSED = "refused"


class Disclosure(Base):
    """A buyer's request to know the sites behind what it buys of a brand (`company_id`), down to `tier`.

    `for_members`: a consortium asks for its members, who read it, too. `joinable`: other buyers who ask the same brand
    may ask to join. `sharing` is who may be told what comes back, as the contract says. `round` rises each time that it
    is asked again, `refresh_on` is when that is due.
    """

    __tablename__ = "disclosure"
    __table_args__ = (
        Index("ix_disclosure_company", "company_id", "state"),
        Index("ix_disclosure_sharing_received_on", "sharing", "received_on"),  # what came lately and may be told on
    )

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default_factory=new_id)
    code: Mapped[str] = mapped_column(String(12), unique=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), index=True)
    company_id: Mapped[str] = mapped_column(ForeignKey("company.id"))
    contract_id: Mapped[str | None] = mapped_column(ForeignKey("contract.id"), default=None)
    asked_by: Mapped[str] = mapped_column(String(20))
    tier: Mapped[int] = mapped_column(default=1)
    for_members: Mapped[bool] = mapped_column(default=False)
    joinable: Mapped[bool] = mapped_column(default=False)
    sharing: Mapped[Sharing] = mapped_column(Words(Sharing), default=Sharing.REQUESTER)
    state: Mapped[DisclosureState] = mapped_column(Words(DisclosureState), default=DisclosureState.OPEN)
    round: Mapped[int] = mapped_column(default=1)
    locale: Mapped[str] = mapped_column(String(8), default="en")
    what_sealed: Mapped[bytes | None] = mapped_column(default=None, init=False, repr=False)
    received_on: Mapped[date | None] = mapped_column(Date, default=None)
    refresh_on: Mapped[date | None] = mapped_column(Date, index=True, default=None)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    what = Sealed("what_sealed")  # which models, in words: a tender may stand behind them

    @property
    def subject(self) -> str:
        """What its records are about."""
        return f"disclosure:{self.id}"

    @property
    def is_open(self) -> bool:
        """Whether an answer is still waited for."""
        return self.state in WAITED_FOR

    def refuse_settled(self) -> None:
        """Raises Refusal when nothing is waited for any more."""
        if not self.is_open:
            raise Refusal("disclosure-settled", code=self.code)

    def receive(self, *, partly: bool, refresh_months: int, today: date) -> None:
        """Something came, or all of it; the contract's rule says when it is asked for again (0 months: never)."""
        self.refuse_settled()
        self.state = DisclosureState.PART if partly else DisclosureState.RECEIVED
        self.received_on = today
        self.refresh_on = later(today, refresh_months) if refresh_months and not partly else None

    def refuse(self) -> None:
        """The company says no."""
        self.refuse_settled()
        self.state = DisclosureState.REFUSED

    def close(self) -> None:
        """Give it up. Raises Refusal when that was done."""
        if self.state is DisclosureState.CLOSED:
            raise Refusal("disclosure-settled", code=self.code)
        self.state, self.refresh_on = DisclosureState.CLOSED, None

    def ask_again(self) -> None:
        """Another round: what came is old, or never came. Raises Refusal while an answer is waited for."""
        if self.is_open:
            raise Refusal("disclosure-open", code=self.code)
        self.state, self.refresh_on = DisclosureState.OPEN, None
        self.round += 1


class DisclosureHop(Base):
    """One step of the chain in one round: a company that has to answer, or to pass it on, by a day.

    `extended` counts how often its day was moved; the reason of the last time is kept, and so is why it said no.
    """

    __tablename__ = "disclosure_hop"
    __table_args__ = (UniqueConstraint("disclosure_id", "round", "number"),)

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default_factory=new_id)
    disclosure_id: Mapped[str] = mapped_column(ForeignKey("disclosure.id"))
    round: Mapped[int]
    number: Mapped[int]
    company_id: Mapped[str] = mapped_column(ForeignKey("company.id"))
    due: Mapped[date] = mapped_column(Date)
    state: Mapped[HopState] = mapped_column(Words(HopState), default=HopState.WAITING)
    extended: Mapped[int] = mapped_column(default=0)
    locale: Mapped[str] = mapped_column(String(8), default="")
    reason_sealed: Mapped[bytes | None] = mapped_column(default=None, init=False, repr=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    reason = Sealed("reason_sealed")

    def extend(self, due: date, reason: str, *, locale: str) -> None:
        """Another day, later than the one that was set. Raises Refusal."""
        if due <= self.due:
            raise Refusal("disclosure-extend-later", day=self.due)
        self.due, self.reason, self.locale = due, reason, locale
        self.extended += 1

    def settle(self, state: HopState, *, reason: str = "", locale: str = "") -> None:
        """It answered, passed it on, or said no."""
        self.state = state
        if reason:
            self.reason, self.locale = reason, locale


class DisclosureParty(Base):
    """Another buyer that asks with the first: it asked to join, and was let in by who asked first."""

    __tablename__ = "disclosure_party"
    __table_args__ = (UniqueConstraint("disclosure_id", "organisation_id"),)

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default_factory=new_id)
    disclosure_id: Mapped[str] = mapped_column(ForeignKey("disclosure.id"))
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), index=True)
    asked_by: Mapped[str] = mapped_column(String(20))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    joined_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    left_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)


def refuse_past(due: date, *, today: date) -> None:
    """Raises Refusal for a day that is over."""
    if due < today:
        raise Refusal("disclosure-past", day=due)


async def parties_of(unit: Unit, disclosure: Disclosure) -> Sequence[DisclosureParty]:
    """Who asked to join, and did not leave."""
    query = select(DisclosureParty).where(
        DisclosureParty.disclosure_id == disclosure.id, DisclosureParty.left_at.is_(None)
    )
    return await unit.scalars(query.order_by(DisclosureParty.asked_at))


def joinable(company_id: str, *, but: str) -> tuple[ColumnElement[bool], ...]:
    """Which requests to a company others than `but` may ask to join, of `Disclosure` joined with its `Organisation`."""
    tender = exists().where(
        Purchase.organisation_id == Disclosure.organisation_id,
        Purchase.company_id == Disclosure.company_id,
        Purchase.in_tender.is_(True),
    )
    return (
        Disclosure.company_id == company_id,
        Disclosure.organisation_id != but,
        Disclosure.joinable.is_(True),
        Disclosure.state.in_(WAITED_FOR),
        Organisation.status == OrganisationStatus.ACTIVE,
        ~tender,
    )


async def others_asking(unit: Unit, company_id: str, *, but: str) -> int:
    """How many buyers other than `but` wait for a company's answer and agreed that others may join; 0 below the
    least.
    """
    query = select(func.count(Organisation.id.distinct()), func.count(func.nullif(Organisation.country, "").distinct()))
    query = query.join(Disclosure, Disclosure.organisation_id == Organisation.id).where(*joinable(company_id, but=but))
    buyers, countries = (await unit.session.execute(query)).one()
    return int(buyers) if buyers >= LEAST_ASKED and countries >= LEAST_COUNTRIES else 0


def came(since: date, until: date) -> ColumnElement[bool]:
    """Which requests something came to from the day `since` to the one before `until`."""
    return and_(Disclosure.received_on >= since, Disclosure.received_on < until)


async def brands_to_tell_of(unit: Unit, since: date, until: date, *, is_public: bool) -> Sequence[Company]:
    """The brands of what came in these days, where the request's contract lets it be told, then and now: to everybody
    (`is_public`) or to every buyer.
    """
    sharing = _far_enough(is_public=is_public)
    tender = exists().where(
        Purchase.organisation_id == Disclosure.organisation_id,
        Purchase.company_id == Disclosure.company_id,
        Purchase.in_tender.is_(True),
    )
    query = (
        select(Company)
        .join(Disclosure, Disclosure.company_id == Company.id)
        .join(Contract, Contract.id == Disclosure.contract_id)
        .join(Organisation, Organisation.id == Disclosure.organisation_id)
        .where(
            came(since, until), Disclosure.state.in_(CAME), Disclosure.sharing.in_(sharing),
            Contract.sharing.in_(sharing), Organisation.status == OrganisationStatus.ACTIVE, ~tender,
        )
    )  # fmt: skip
    return await unit.scalars(query.distinct().order_by(Company.name))


def _far_enough(*, is_public: bool) -> Sequence[Sharing]:
    """What a contract says where everybody, or every buyer, may be told."""
    return (Sharing.PUBLIC,) if is_public else (Sharing.ALL_AFFILIATES, Sharing.PUBLIC)


def audience_of(disclosure: Disclosure, parties: Sequence[DisclosureParty]) -> Audience:
    """Who may read it, as a rule that is answered anew each time."""
    joined = tuple(one.organisation_id for one in parties if one.joined_at)
    return Audience(AudienceKind.ORGANISATIONS, (disclosure.organisation_id,), joined, clients=disclosure.for_members)


async def reminded_by_their_own(unit: Unit, contracts: Sequence[Contract], *, today: date) -> frozenset[str]:
    """The ids of those of these contracts under which a disclosure is asked for now, or has a day of its own on which
    to ask for it again, not longer ago than the contract's period: whoever asked is reminded of that one.
    """
    months = {one.id: one.refresh_months for one in contracts}
    query = select(Disclosure).where(Disclosure.contract_id.in_(months))
    return frozenset(
        one.contract_id
        for one in await unit.scalars(query)
        if one.contract_id
        and (one.is_open or (one.refresh_on is not None and later(one.refresh_on, months[one.contract_id]) > today))
    )

"""Who shares suppliers, told without telling of anybody: in bands, from three buyers in two countries on.

One statement over all purchases finds whom to tell; what was told is kept, so that only a higher band is news: that one
fell would tell that somebody left, or began a tender.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    ForeignKey,
    Select,
    String,
    UniqueConstraint,
    bindparam,
    case,
    distinct,
    func,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, UtcDateTime, new_id
from storage.leverage import BOUNDS, LEAST_BUYERS, LEAST_COUNTRIES, Following
from storage.organisation import BUYERS, Company, Organisation, OrganisationStatus, Purchase
from storage.unit import Unit

NOTICE = "shared"
"""What a proposal is about: "shared:" and the id of the purchase."""
_BANDS = tuple(Following)


class SharedNotice(Base):
    """The highest band that a buyer was told of one purchase: 1 for FEW to 4 for VERY_MANY."""

    __tablename__ = "shared_notice"

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default_factory=new_id)
    purchase_id: Mapped[str] = mapped_column(ForeignKey("purchase.id"), unique=True)
    rank: Mapped[int] = mapped_column()
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class SharedRefusal(Base):
    """Somebody does not want to be told how many share a supplier with them, of one company."""

    __tablename__ = "shared_refusal"
    __table_args__ = (UniqueConstraint("company_id", "person_id"),)

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default_factory=new_id)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    company_id: Mapped[str] = mapped_column(ForeignKey("company.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sharing:
    """A buyer that agreed to be found, and how many buy from the same company, itself among them."""

    purchase_id: str
    organisation_id: str
    company_id: str
    company: str
    rank: int

    @property
    def following(self) -> Following:
        """The band, as it is told."""
        return _BANDS[self.rank - 1]


_COUNTS = (
    Purchase.confirmed_by.is_not(None),
    Purchase.in_tender.is_(False),
    Organisation.status == OrganisationStatus.ACTIVE,
    Organisation.kind.in_(BUYERS),
)
_BUYERS = func.count()


def _shared(*where: ColumnElement[bool]) -> CTE:
    """The companies, of those asked about, that enough buy from, with the band of how many."""
    return (
        select(
            Purchase.company_id,
            case(*((bound > _BUYERS, rank) for rank, (bound, _) in enumerate(BOUNDS, 1)), else_=len(_BANDS)).label(
                "rank"
            ),
        )
        .join(Organisation, Organisation.id == Purchase.organisation_id)
        .where(*_COUNTS, *where)
        .group_by(Purchase.company_id)
        .having(_BUYERS >= LEAST_BUYERS, func.count(distinct(func.nullif(Organisation.country, ""))) >= LEAST_COUNTRIES)
        .cte("shared")
    )


_SHARED = _shared()
_SHARED_OF = _shared(Purchase.company_id == bindparam("company"))


def _purchases_sharing(shared: CTE) -> Select[Any]:
    """The purchases of whoever agreed to be found, of companies that several buy from."""
    return (
        select(Purchase.id, Purchase.organisation_id, Company.id, Company.name, shared.c.rank)
        .select_from(shared)
        .join(Purchase, Purchase.company_id == shared.c.company_id)
        .join(Organisation, Organisation.id == Purchase.organisation_id)
        .join(Company, Company.id == Purchase.company_id)
        .where(*_COUNTS, Purchase.shared.is_(True))
    )


SHARING = (
    _purchases_sharing(_SHARED)
    .outerjoin(SharedNotice, SharedNotice.purchase_id == Purchase.id)
    .where(func.coalesce(SharedNotice.rank, 0) < _SHARED.c.rank)
    .order_by(Purchase.id)
)
SHARING_WITH = _purchases_sharing(_SHARED_OF).where(Purchase.organisation_id == bindparam("organisation"))


async def sharing(unit: Unit, *, most: int) -> Sequence[Sharing]:
    """Of those who agreed to be found, whoever shares a supplier with more than they were told of; so many at most."""
    found: Any = await unit.run(SHARING.limit(most))
    return [_sharing(*row) for row in found]


async def sharing_with(unit: Unit, organisation_id: str, company_id: str) -> Sharing | None:
    """The same of one buyer and one company, whatever it was told of; None unless it agreed to be found there."""
    found: Any = await unit.run(SHARING_WITH, {"organisation": organisation_id, "company": company_id})
    row = found.first()
    return _sharing(*row) if row else None


async def unwilling(unit: Unit, company_id: str) -> frozenset[str]:
    """The ids of the people who don't want to be told of it for this company."""
    return frozenset(await unit.scalars(select(SharedRefusal.person_id).where(SharedRefusal.company_id == company_id)))


async def note(unit: Unit, told: Sharing, *, now: datetime) -> None:
    """Keep that it was told."""
    before = await unit.scalar(select(SharedNotice).where(SharedNotice.purchase_id == told.purchase_id))
    if before is None:
        unit.add(SharedNotice(purchase_id=told.purchase_id, rank=told.rank, at=now))
    else:
        before.rank, before.at = told.rank, now


def _sharing(purchase: str, organisation: str, company: str, name: str, rank: int) -> Sharing:
    return Sharing(purchase_id=purchase, organisation_id=organisation, company_id=company, company=name, rank=rank)

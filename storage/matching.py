"""Who shares suppliers, told without telling of anybody: in bands, from three buyers in two countries on.

One statement over all purchases finds whom to tell; what was told is kept, so that only a higher band is news: that one
fell would tell that somebody left, or began a tender.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, case, distinct, func, select
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, UtcDateTime, new_id
from storage.leverage import BOUNDS, LEAST_BUYERS, LEAST_COUNTRIES, Following
from storage.organisation import BUYERS, Company, Organisation, OrganisationStatus, Purchase
from storage.unit import Unit

_BANDS = tuple(Following)


class SharedNotice(Base):
    """The highest band that a buyer was told of one purchase: 1 for FEW to 4 for VERY_MANY."""

    __tablename__ = "shared_notice"

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default_factory=new_id)
    purchase_id: Mapped[str] = mapped_column(ForeignKey("purchase.id"), unique=True)
    rank: Mapped[int] = mapped_column()
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
_SHARED = (
    select(
        Purchase.company_id,
        case(*((bound > _BUYERS, rank) for rank, (bound, _) in enumerate(BOUNDS, 1)), else_=len(_BANDS)).label("rank"),
    )
    .join(Organisation, Organisation.id == Purchase.organisation_id)
    .where(*_COUNTS)
    .group_by(Purchase.company_id)
    .having(_BUYERS >= LEAST_BUYERS, func.count(distinct(func.nullif(Organisation.country, ""))) >= LEAST_COUNTRIES)
    .cte("shared")
)
SHARING = (
    select(Purchase.id, Purchase.organisation_id, Company.id, Company.name, _SHARED.c.rank)
    .select_from(_SHARED)
    .join(Purchase, Purchase.company_id == _SHARED.c.company_id)
    .join(Organisation, Organisation.id == Purchase.organisation_id)
    .join(Company, Company.id == Purchase.company_id)
    .outerjoin(SharedNotice, SharedNotice.purchase_id == Purchase.id)
    .where(*_COUNTS, Purchase.shared.is_(True), func.coalesce(SharedNotice.rank, 0) < _SHARED.c.rank)
    .order_by(Purchase.id)
)


async def sharing(unit: Unit, *, most: int) -> Sequence[Sharing]:
    """Of those who agreed to be found, whoever shares a supplier with more than they were told of; so many at most."""
    found: Any = await unit.run(SHARING.limit(most))
    return [
        Sharing(purchase_id=purchase, organisation_id=organisation, company_id=company, company=name, rank=rank)
        for purchase, organisation, company, name, rank in found
    ]


async def note(unit: Unit, told: Sharing, *, now: datetime) -> None:
    """Keep that it was told."""
    before = await unit.scalar(select(SharedNotice).where(SharedNotice.purchase_id == told.purchase_id))
    if before is None:
        unit.add(SharedNotice(purchase_id=told.purchase_id, rank=told.rank, at=now))
    else:
        before.rank, before.at = told.rank, now

"""Leverage: how many buyers a facility, or a company, has in the network, and what they spend together, told without
telling of one.

Nothing is shown below the network's minimum for aggregates, three organisations in two countries; and then a band.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, SQLColumnExpression, bindparam, case, func, select

from storage.organisation import BUYERS, Organisation, OrganisationStatus, Purchase, PurchaseItem, VolumeBand
from storage.unit import Unit

LEAST_BUYERS = 3
LEAST_COUNTRIES = 2

# The least that somebody in the band spends in a year, in euros, from the narrowest band to the widest.
_LEAST_SPENT = {
    VolumeBand.SMALL: 0,
    VolumeBand.MEDIUM: 100_000,
    VolumeBand.LARGE: 1_000_000,
    VolumeBand.VERY_LARGE: 10_000_000,
}


class Following(StrEnum):
    """How many buyers there are, in bands: a figure that rises by one would name the one who joined."""

    FEW = "few"  # under 6
    SOME = "some"  # under 15
    MANY = "many"  # under 50
    VERY_MANY = "very_many"


BOUNDS = ((6, Following.FEW), (15, Following.SOME), (50, Following.MANY))
"""Each band but the last, with the number of buyers that is too many for it."""


def rank_of(volume: SQLColumnExpression[Any]) -> ColumnElement[int]:
    """In SQL: 0 for what is not known, then 1 to 4 with the band."""
    return case(*((volume == band, rank) for rank, band in enumerate(_LEAST_SPENT, 1)), else_=0)


def together(each: CTE) -> Select[Any]:
    """One row of these buyers (`id`, and `rank` of what each spends): how many, in how many countries, of how many the
    spending is known, in how many countries, and how many are in each band.
    """
    known, country = each.c.rank > 0, func.nullif(Organisation.country, "")
    columns: list[ColumnElement[Any]] = [
        func.count(),
        func.count(country.distinct()),
        func.count(case((known, each.c.id))),
        func.count(case((known, country)).distinct()),
        *(func.count(case((each.c.rank == rank, each.c.id))) for rank in range(1, len(_LEAST_SPENT) + 1)),
    ]
    return select(*columns).join_from(each, Organisation, Organisation.id == each.c.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Leverage:
    """The buyers and their countries; of how many the spending is known, in how many countries; and how many of
    these are in each band, from SMALL to VERY_LARGE.
    """

    buyers: int
    countries: int
    known: int
    known_countries: int
    bands: tuple[int, ...]

    @staticmethod
    def of(row: Any) -> "Leverage":
        """What the row of `together` says."""
        buyers, countries, known, known_countries, *bands = row
        return Leverage(
            buyers=buyers, countries=countries, known=known, known_countries=known_countries, bands=tuple(bands)
        )

    @property
    def following(self) -> Following | None:
        """How many buyers, as each of them may be told; None for too few."""
        if self.buyers < LEAST_BUYERS or self.countries < LEAST_COUNTRIES:
            return None
        return next((band for bound, band in BOUNDS if self.buyers < bound), Following.VERY_MANY)

    @property
    def spending(self) -> VolumeBand:
        """The band that they reach together at least, as each of them may be told; UNKNOWN for too few."""
        if self.following is None or self.known < LEAST_BUYERS or self.known_countries < LEAST_COUNTRIES:
            return VolumeBand.UNKNOWN
        least = sum(count * spent for count, spent in zip(self.bands, _LEAST_SPENT.values(), strict=True))
        return [band for band, spent in _LEAST_SPENT.items() if spent <= least][-1]


def _of_company() -> Select[Any]:
    """As `together`, of the buyers of one company; a live tender hides a purchase."""
    each = (
        select(Purchase.organisation_id.label("id"), func.max(rank_of(PurchaseItem.volume)).label("rank"))
        .join(Organisation, Organisation.id == Purchase.organisation_id)
        .outerjoin(PurchaseItem, PurchaseItem.purchase_id == Purchase.id)
        .where(
            Purchase.company_id == bindparam("company"),
            Purchase.confirmed_by.is_not(None),
            Purchase.in_tender.is_(False),
            Organisation.kind.in_(BUYERS),
            Organisation.status == OrganisationStatus.ACTIVE,
        )
        .group_by(Purchase.organisation_id)
        .cte("each_buyer")
    )
    return together(each)


OF_COMPANY = _of_company()


async def of_company(unit: Unit, company_id: str) -> Leverage:
    """What the active buyers of a company come to together, without those in a running tender with it."""
    return Leverage.of((await unit.run(OF_COMPANY, {"company": company_id})).one())

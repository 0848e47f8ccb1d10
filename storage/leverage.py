"""Leverage: how many buyers a facility has in the network, and what they spend together, told without telling of one.

Nothing is shown below the network's minimum for aggregates, three organisations in two countries; and then a band.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, case

from storage.organisation import VolumeBand

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
    """How many buyers are linked, in bands: a figure that rises by one would name the one who joined."""

    FEW = "few"  # under 6
    SOME = "some"  # under 15
    MANY = "many"  # under 50
    VERY_MANY = "very_many"


BOUNDS = ((6, Following.FEW), (15, Following.SOME), (50, Following.MANY))
"""Each band but the last, with the number of buyers that is too many for it."""


def rank_of(volume: ColumnElement[Any]) -> ColumnElement[int]:
    """In SQL: 0 for what is not known, then 1 to 4 with the band."""
    return case(*((volume == band, rank) for rank, band in enumerate(_LEAST_SPENT, 1)), else_=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Leverage:
    """The linked buyers and their countries; of how many the spending is known, in how many countries; and how many of
    these are in each band, from SMALL to VERY_LARGE.
    """

    buyers: int
    countries: int
    known: int
    known_countries: int
    bands: tuple[int, ...]

    @property
    def following(self) -> Following | None:
        """How many buyers, as everybody linked may be told; None for too few."""
        if self.buyers < LEAST_BUYERS or self.countries < LEAST_COUNTRIES:
            return None
        return next((band for bound, band in BOUNDS if self.buyers < bound), Following.VERY_MANY)

    @property
    def spending(self) -> VolumeBand:
        """The band that they reach together at least, as everybody linked may be told; UNKNOWN for too few."""
        if self.following is None or self.known < LEAST_BUYERS or self.known_countries < LEAST_COUNTRIES:
            return VolumeBand.UNKNOWN
        least = sum(count * spent for count, spent in zip(self.bands, _LEAST_SPENT.values(), strict=True))
        return [band for band, spent in _LEAST_SPENT.items() if spent <= least][-1]

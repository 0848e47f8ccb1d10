"""What a delivery tells of buyers: how many there are and what they spend together, in bands, that one buys from a
company, how many ask it where things are made, or that it told one of them. It is looked at anew when it leaves.

A tender that began meanwhile, or a buyer that left, lowers what may be told, and what tells of more than there is now
stays here. That there are more by now makes no secret of what was told.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime

from storage import disclosure, leverage, linkage
from storage.leverage import Following, Leverage
from storage.organisation import Organisation, Purchase, VolumeBand
from storage.unit import Unit

_FOLLOWING = tuple(Following)
_SPENDING = tuple(VolumeBand)  # both from the least to the most


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """The bands told of a company's buyers, or of those linked to a facility; UNKNOWN spending is none that is told."""

    company_id: str = ""
    facility_id: str = ""
    following: Following
    spending: VolumeBand = VolumeBand.UNKNOWN

    @staticmethod
    def of(together: Leverage, *, company_id: str = "", facility_id: str = "") -> "tuple[Counted, ...]":
        """What is told of them: nothing of too few."""
        if together.following is None:
            return ()
        told = Counted(
            company_id=company_id, facility_id=facility_id, following=together.following, spending=together.spending
        )
        return (told,)

    def to_data(self) -> Mapping[str, str]:
        """As stored in a parcel's payload."""
        return {name: str(value) for name, value in asdict(self).items()}

    def is_within(self, together: Leverage) -> bool:
        """Whether no more is told than may be told of these."""
        if together.following is None:
            return False
        few_enough = _FOLLOWING.index(self.following) <= _FOLLOWING.index(together.following)
        return few_enough and _SPENDING.index(self.spending) <= _SPENDING.index(together.spending)


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """That an organisation buys from a company, told by its name to another that does."""

    purchase_id: str

    def to_data(self) -> Mapping[str, str]:
        """As stored in a parcel's payload."""
        return asdict(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """How many buyers ask a company (`asked_of`) where things are made, told to another that asks it, too."""

    asked_of: str
    asker_id: str
    count: int

    def to_data(self) -> Mapping[str, str]:
        """As stored in a parcel's payload."""
        return {name: str(value) for name, value in asdict(self).items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Brand:
    """That a brand disclosed something from the day `since` to the one before `until`, told to every buyer or, where
    it `is_public`, to everybody.
    """

    brand_id: str
    since: date
    until: date
    is_public: bool

    def to_data(self) -> Mapping[str, str]:
        """As stored in a parcel's payload."""
        return {name: str(value) for name, value in asdict(self).items()}

    async def may_be_told(self, unit: Unit) -> bool:
        """Whether a contract lets it be told so far, and no tender keeps it back."""
        found = await disclosure.brands_to_tell_of(unit, self.since, self.until, is_public=self.is_public)
        return any(one.id == self.brand_id for one in found)


Told = Counted | Matched | Asking | Brand


def told_of(data: Mapping[str, str]) -> Told:
    """What was stored. Raises KeyError or ValueError on anything else."""
    if "purchase_id" in data:
        return Matched(purchase_id=data["purchase_id"])
    if "asked_of" in data:
        return Asking(asked_of=data["asked_of"], asker_id=data["asker_id"], count=int(data["count"]))
    if "brand_id" in data:
        since, until = date.fromisoformat(data["since"]), date.fromisoformat(data["until"])
        return Brand(brand_id=data["brand_id"], since=since, until=until, is_public=data["is_public"] == str(True))
    return Counted(
        company_id=data["company_id"], facility_id=data["facility_id"], following=Following(data["following"]),
        spending=VolumeBand(data["spending"]),
    )  # fmt: skip


async def still_so(unit: Unit, told: Told, *, now: datetime) -> bool:
    """Whether it may be told as things are now."""
    if isinstance(told, Matched):
        purchase = await unit.get(Purchase, told.purchase_id)
        buyer = await unit.get(Organisation, purchase.organisation_id) if purchase else None
        return purchase is not None and purchase.is_matchable and buyer is not None and buyer.is_active
    if isinstance(told, Asking):
        return await disclosure.others_asking(unit, told.asked_of, but=told.asker_id) >= told.count
    if isinstance(told, Brand):
        return await told.may_be_told(unit)
    if told.facility_id:
        return told.is_within(await linkage.leverage(unit, told.facility_id, now=now))
    return told.is_within(await leverage.of_company(unit, told.company_id))

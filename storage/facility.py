"""The supply chain: where what is bought is made.

Models of a brand are linked to the facilities that make them or a part of them; a link counts for nothing until it is
confirmed, for who buys a model reads what is for those linked to its facilities.
"""

import re
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, UtcDateTime, Words, new_id
from storage.refusal import Refusal

CODE = re.compile(r"FAC-[2-9BCDFGHJKLMNPQRSTVWXZ]{4,8}")
"""What a facility's code looks like: random, and longer once there are very many."""


class FacilityKind(StrEnum):
    """What is done at a facility."""

    MINE = "mine"
    SMELTER = "smelter"
    REFINERY = "refinery"
    COMPONENT = "component"
    ASSEMBLY = "assembly"


class FacilityState(StrEnum):
    """Whether it is at work. What was MERGED is another's double, and stands for that one."""

    OPEN = "open"
    CLOSED = "closed"
    MERGED = "merged"


class LinkState(StrEnum):
    """Whether a model's link to a facility counts: only once it is confirmed."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    MERGED = "merged"


class Confidence(StrEnum):
    """How sure the source of a link is."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Facility(Base):
    """A production site: its legal name, where it is, and what is done there. `code` is random, as FAC-7KQ4."""

    __tablename__ = "facility"
    __table_args__ = (Index("ix_facility_place", "country", "name"),)

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default_factory=new_id)
    code: Mapped[str] = mapped_column(String(12), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    country: Mapped[str] = mapped_column(String(2))
    address: Mapped[str] = mapped_column(String(300), default="")
    kind: Mapped[FacilityKind] = mapped_column(Words(FacilityKind))
    state: Mapped[FacilityState] = mapped_column(Words(FacilityState), default=FacilityState.OPEN)
    merged_into_id: Mapped[str | None] = mapped_column(ForeignKey("facility.id"), index=True, default=None)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    def close(self) -> None:
        """Nothing is made there any more; what is linked with it stays so. Raises Refusal."""
        if self.state is not FacilityState.OPEN:
            raise Refusal("facility-not-open", code=self.code)
        self.state = FacilityState.CLOSED

    def reopen(self) -> None:
        """It is at work again. Raises Refusal for one that wasn't closed; what was merged stays merged."""
        if self.state is not FacilityState.CLOSED:
            raise Refusal("facility-not-closed", code=self.code)
        self.state = FacilityState.OPEN

    def merge_into(self, other: "Facility") -> None:
        """It was the other one all the time, and stands for it from now on. Raises Refusal.

        Each of the two has to stand for itself, so that no chain of these ever leads back to where it began.
        """
        if other.id == self.id:
            raise Refusal("facility-merge-itself", code=self.code)
        if other.country != self.country:
            raise Refusal("facility-merge-abroad", code=self.code, into=other.code)
        self.state = FacilityState.MERGED
        self.merged_into_id = other.id


class FacilityAlias(Base):
    """Another name under which a facility is known."""

    __tablename__ = "facility_alias"
    __table_args__ = (UniqueConstraint("facility_id", "name"),)

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default_factory=new_id)
    facility_id: Mapped[str] = mapped_column(ForeignKey("facility.id"))
    name: Mapped[str] = mapped_column(String(200), index=True)


class ProductModel(Base):
    """A model that a brand sells; `category` as in ICT (notebook, monitor) or LEV (M1, M2, M3, N1)."""

    __tablename__ = "product_model"
    __table_args__ = (UniqueConstraint("company_id", "name"),)

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default_factory=new_id)
    company_id: Mapped[str] = mapped_column(ForeignKey("company.id"))
    name: Mapped[str] = mapped_column(String(120))
    category: Mapped[str] = mapped_column(String(40), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SupplyLink(Base):
    """A model, or a `component` of it ("" for the whole), is made at a facility; tier 1 is the final assembly."""

    __tablename__ = "supply_link"
    __table_args__ = (
        UniqueConstraint("model_id", "facility_id", "component"),
        Index("ix_supply_link_facility", "facility_id", "state"),
    )

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default_factory=new_id)
    model_id: Mapped[str] = mapped_column(ForeignKey("product_model.id"))
    facility_id: Mapped[str] = mapped_column(ForeignKey("facility.id"))
    component: Mapped[str] = mapped_column(String(80), default="")
    tier: Mapped[int] = mapped_column(default=1)
    source: Mapped[str] = mapped_column(String(120), default="")
    confidence: Mapped[Confidence] = mapped_column(Words(Confidence), default=Confidence.MEDIUM)
    valid_from: Mapped[date | None] = mapped_column(default=None)
    valid_to: Mapped[date | None] = mapped_column(default=None)
    state: Mapped[LinkState] = mapped_column(Words(LinkState), default=LinkState.PENDING)
    settled_by: Mapped[str | None] = mapped_column(String(20), default=None)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    def settle(self, state: LinkState, *, by: str) -> None:
        """Somebody of the staff (`by`, an id) says whether it counts. Raises Refusal for what a merge left behind."""
        if self.state is LinkState.MERGED:
            raise Refusal("link-merged")
        self.state = state
        self.settled_by = None if state is LinkState.PENDING else by

    def take_over(self, double: "SupplyLink", *, by: str) -> None:
        """The same was said of a facility that turned out to be this one: what was confirmed there counts here, unless
        somebody rejected it here.
        """
        if self.state is LinkState.PENDING and double.state is LinkState.CONFIRMED:
            self.settle(LinkState.CONFIRMED, by=by)
        double.state = LinkState.MERGED

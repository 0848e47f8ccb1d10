"""Organisations:

affiliates (direct or through a consortium), partners, unions, the staff's own, and companies engaged.
"""

from collections.abc import Collection
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, UtcDateTime, Words, WordSet, new_id
from storage.refusal import Refusal


class OrganisationKind(StrEnum):
    """What an organisation is in the network."""

    AFFILIATE = "affiliate"
    CONSORTIUM = "consortium"
    PARTNER = "partner"
    UNION = "union"
    STAFF = "staff"


class OrganisationStatus(StrEnum):
    """Where an organisation stands between the first talk and the end. Only the active belong to the network."""

    PROSPECT = "prospect"
    OFFERED = "offered"
    ONBOARDING = "onboarding"  # its people may prove who they are and get ready; nothing of the network is theirs yet
    ACTIVE = "active"
    SUSPENDED = "suspended"
    ENDED = "ended"


class Scope(StrEnum):
    """What an organisation is affiliated for. A scope opens no room: groups and programmes are other things."""

    ICT = "ict"
    LEV = "lev"


KNOWN = frozenset({OrganisationStatus.ONBOARDING, OrganisationStatus.ACTIVE})
"""Where an organisation's people are somebody to the bot; what they may do and read is decided elsewhere."""


_LADDER = (
    OrganisationStatus.PROSPECT,
    OrganisationStatus.OFFERED,
    OrganisationStatus.ONBOARDING,
    OrganisationStatus.ACTIVE,
)

_NESTED = text("kind = 'consortium' AND parent_id IS NOT NULL")  # consortia that come through another: few

# Those who buy: they vote, acknowledge, engage and share. A consortium buys for its members.
BUYERS = frozenset({OrganisationKind.AFFILIATE, OrganisationKind.CONSORTIUM})


class Organisation(Base):
    """A member of the network, or one that may become one or was one.

    `parent_id` is the consortium through which it is affiliated now, if it is not direct (`storage/affiliation.py`);
    `locales` are its languages ("fr en"), `zone` the IANA name of where it works, both "" where nobody said.
    """

    __tablename__ = "organisation"
    __table_args__ = (Index("ix_organisation_nested", "parent_id", sqlite_where=_NESTED),)

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default_factory=new_id)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    kind: Mapped[OrganisationKind] = mapped_column(Words(OrganisationKind))
    country: Mapped[str] = mapped_column(String(2), default="")
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("organisation.id"), default=None)
    status: Mapped[OrganisationStatus] = mapped_column(Words(OrganisationStatus), default=OrganisationStatus.ACTIVE)
    findable: Mapped[bool] = mapped_column(default=False)
    scopes: Mapped[frozenset[Scope]] = mapped_column(WordSet(Scope), default=frozenset(), server_default="")
    locales: Mapped[str] = mapped_column(String(20), default="", server_default="")
    zone: Mapped[str] = mapped_column(String(64), default="", server_default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    @property
    def is_buyer(self) -> bool:
        """Whether it is a public buyer of the network, with a voice of its own."""
        return self.kind in BUYERS

    @property
    def is_active_consortium(self) -> bool:
        """Whether its members may read what is TLP:AMBER and addressed to it."""
        return self.kind is OrganisationKind.CONSORTIUM and self.status is OrganisationStatus.ACTIVE

    @property
    def is_active(self) -> bool:
        """Whether it belongs to the network now."""
        return self.status is OrganisationStatus.ACTIVE

    @property
    def is_known(self) -> bool:
        """Whether its people are somebody to the bot."""
        return self.status in KNOWN

    def join_through(self, parent: "Organisation", *, above: Collection[str] = ()) -> None:
        """Make it affiliated through a consortium, which may itself come through another, however many there are.

        `above` are the ids of those through which the parent comes. Raises Refusal unless the one buys and the other is
        a consortium that has not ended, and where they would end up in a circle.
        """
        if parent.kind is not OrganisationKind.CONSORTIUM or parent.status is OrganisationStatus.ENDED:
            raise Refusal("organisation-not-consortium", name=parent.name)
        if not self.is_buyer:
            raise Refusal("organisation-not-through", name=self.name)
        if self.id == parent.id:
            raise Refusal("organisation-through-itself", name=self.name)
        if self.id in above:
            raise Refusal("organisation-circle", name=self.name, parent=parent.name)
        self.parent_id = parent.id

    def go_direct(self) -> None:
        """Make it affiliated directly."""
        self.parent_id = None

    def advance(self) -> None:
        """One stage on, as far as active. Raises Refusal where there is none."""
        self._climb(1)

    def go_back(self) -> None:
        """One stage back, for a step that was taken too early. Raises Refusal once it is active: suspend it, or end."""
        if self.status is OrganisationStatus.ACTIVE:
            raise Refusal("organisation-stage-active", name=self.name)
        self._climb(-1)

    def suspend(self) -> None:
        """Take it out for a while. Raises Refusal unless it is active."""
        if self.status is not OrganisationStatus.ACTIVE:
            raise Refusal("organisation-not-active", name=self.name)
        self.status = OrganisationStatus.SUSPENDED

    def resume(self) -> None:
        """Let it in again. Raises Refusal unless it is suspended."""
        if self.status is not OrganisationStatus.SUSPENDED:
            raise Refusal("organisation-not-suspended", name=self.name)
        self.status = OrganisationStatus.ACTIVE

    def end(self) -> None:
        """End its membership. Raises Refusal when that was done."""
        if self.status is OrganisationStatus.ENDED:
            raise Refusal("organisation-ended-already", name=self.name)
        self.status = OrganisationStatus.ENDED

    def _climb(self, by: int) -> None:
        at = _LADDER.index(self.status) + by if self.status in _LADDER else -1
        if not 0 <= at < len(_LADDER):
            raise Refusal("organisation-stage-none", name=self.name)
        self.status = _LADDER[at]


class CompanyKind(StrEnum):
    """What a company is in the chain."""

    BRAND = "brand"
    RESELLER = "reseller"
    MANUFACTURER = "manufacturer"


class VolumeBand(StrEnum):
    """How much an organisation spends on something in a year, in euros; bands, for a figure would tell a bid."""

    UNKNOWN = "unknown"
    SMALL = "small"  # under 100,000
    MEDIUM = "medium"  # under 1,000,000
    LARGE = "large"  # under 10,000,000
    VERY_LARGE = "very_large"


class Company(Base):
    """A brand, reseller or manufacturer that affiliates buy from. Never a member, never in a confidential room."""

    __tablename__ = "company"

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default_factory=new_id)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    kind: Mapped[CompanyKind] = mapped_column(
        Words(CompanyKind), default=CompanyKind.BRAND, server_default=CompanyKind.BRAND.value
    )
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Purchase(Base):
    """An organisation buys from a company; a live tender hides it from every match until it is over.

    `shared` is the organisation's own consent to be told to the other buyers of this company. It counts for nothing
    until somebody of the staff has confirmed it (`confirmed_by`): who buys from a company reads what is for its
    buyers, so nobody becomes one by saying so.
    """

    __tablename__ = "purchase"
    __table_args__ = (UniqueConstraint("organisation_id", "company_id"),)

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default_factory=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    company_id: Mapped[str] = mapped_column(ForeignKey("company.id"), index=True)
    product: Mapped[str] = mapped_column(String(120), default="")
    confirmed_by: Mapped[str | None] = mapped_column(String(20), default=None)
    shared: Mapped[bool] = mapped_column(default=False)
    in_tender: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    @property
    def is_matchable(self) -> bool:
        """Whether the other buyers may learn of it: confirmed, agreed to, and no tender running."""
        return self.confirmed_by is not None and self.shared and not self.in_tender


class PurchaseItem(Base):
    """What was bought of a company: a model (None for whatever it sells), in a period, and how much. An organisation
    whose purchase names models is linked through these alone.
    """

    __tablename__ = "purchase_item"
    __table_args__ = (UniqueConstraint("purchase_id", "model_id", "starts_on"),)

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default_factory=new_id)
    purchase_id: Mapped[str] = mapped_column(ForeignKey("purchase.id"))
    model_id: Mapped[str | None] = mapped_column(ForeignKey("product_model.id"), index=True, default=None)
    starts_on: Mapped[date | None] = mapped_column(default=None)
    ends_on: Mapped[date | None] = mapped_column(default=None)
    volume: Mapped[VolumeBand] = mapped_column(Words(VolumeBand), default=VolumeBand.UNKNOWN)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

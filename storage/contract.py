"""Public contracts: what each says of disclosure, how often that is asked for again, and who may be told."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, UtcDateTime, Words, new_id


class Sharing(StrEnum):
    """Who may be told what a contract has disclosed."""

    REQUESTER = "requester"
    LINKED = "linked"
    ALL_AFFILIATES = "all_affiliates"
    PUBLIC = "public"


class Contract(Base):
    """A public contract with a contractor: its clauses, how often what it discloses is asked for again, and who may be
    told of it. `refresh_months` is 0 where nothing has to be refreshed.
    """

    __tablename__ = "contract"
    __table_args__ = (UniqueConstraint("organisation_id", "reference"),)

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default_factory=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    company_id: Mapped[str] = mapped_column(ForeignKey("company.id"), index=True)
    reference: Mapped[str] = mapped_column(String(80))
    clauses: Mapped[str] = mapped_column(Text, default="")
    discloses: Mapped[bool] = mapped_column(default=False)
    refresh_months: Mapped[int] = mapped_column(default=0)
    sharing: Mapped[Sharing] = mapped_column(Words(Sharing), default=Sharing.REQUESTER)
    starts_on: Mapped[date | None] = mapped_column(default=None)
    ends_on: Mapped[date | None] = mapped_column(default=None)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

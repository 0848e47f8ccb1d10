"""Public contracts: what each says of disclosure, how often that is asked for again, and who may be told."""

from calendar import monthrange
from collections.abc import Collection, Sequence
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, ForeignKey, String, Text, UniqueConstraint, func, select, true
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, UtcDateTime, Words, new_id
from storage.organisation import Company, Organisation, OrganisationStatus
from storage.refusal import Refusal
from storage.unit import Unit


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

    @property
    def base(self) -> date:
        """The day from which the refresh rule counts: that on which it began, else that on which it was recorded."""
        return self.starts_on or self.created_at.date()

    def is_running(self, today: date) -> bool:
        """Whether it has begun, and not ended."""
        return (self.starts_on is None or self.starts_on <= today) and (self.ends_on is None or today <= self.ends_on)

    def next_refresh(self, today: date) -> date | None:
        """The first day after `today` on which what it disclosed has to be asked for again; None when it never has."""
        return self._refresh(self._count(today) + 1)

    def last_refresh(self, today: date) -> date | None:
        """The last such day, `today` at most; None when there was none since it was recorded."""
        found = self._refresh(self._count(today))
        return found if found is not None and found > self.created_at.date() else None

    def set_period(self, starts_on: date | None, ends_on: date | None) -> None:
        """When it runs, both days included. Raises Refusal for one that ends before it begins."""
        if starts_on and ends_on and ends_on < starts_on:
            raise Refusal("import-period")
        self.starts_on, self.ends_on = starts_on, ends_on

    def _count(self, today: date) -> int:
        """How many refresh days there were until `today`."""
        if not self.refresh_months:
            return 0
        months = (today.year - self.base.year) * 12 + today.month - self.base.month
        count = max(months // self.refresh_months, 0)
        return count - 1 if count and later(self.base, count * self.refresh_months) > today else count

    def _refresh(self, count: int) -> date | None:
        """The refresh day of this number, the first being 1; None for what lies outside of the contract."""
        if not self.refresh_months or count < 1:
            return None
        day = later(self.base, count * self.refresh_months)
        return day if self.ends_on is None or day <= self.ends_on else None


def later(day: date, months: int) -> date:
    """The same day so many months later, or the month's last where it is shorter."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


async def of_reference(
    unit: Unit, reference: str, readers: Collection[str] | None
) -> Sequence[tuple[Contract, Organisation]]:
    """The contracts of a reference, whatever its case, of these organisations (None: of all), with whose each is."""
    query = _BY_BUYER.where(func.lower(Contract.reference) == reference.lower(), _of(readers))
    return await unit.rows(query.order_by(Organisation.name))


async def listed(
    unit: Unit, readers: Collection[str] | None, *, company_id: str | None = None, most: int
) -> Sequence[tuple[Contract, Organisation, str]]:
    """The first `most` contracts of these organisations (None: of all), with whose each is and the contractor's."""
    query = _BY_BUYER.add_columns(Company.name).join(Company, Company.id == Contract.company_id).where(_of(readers))
    if company_id is not None:
        query = query.where(Contract.company_id == company_id)
    return await unit.rows(query.order_by(Organisation.name, Contract.reference).limit(most))


async def to_refresh(unit: Unit) -> Sequence[Contract]:
    """The contracts of active buyers that have a refresh rule."""
    query = select(Contract).join(Organisation, Organisation.id == Contract.organisation_id)
    return await unit.scalars(
        query.where(Contract.refresh_months > 0, Organisation.status == OrganisationStatus.ACTIVE).order_by(Contract.id)
    )


_BY_BUYER = select(Contract, Organisation).join(Organisation, Organisation.id == Contract.organisation_id)


def _of(readers: Collection[str] | None) -> ColumnElement[bool]:
    return true() if readers is None else Contract.organisation_id.in_(sorted(readers))

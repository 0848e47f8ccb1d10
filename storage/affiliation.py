"""When an organisation entered each stage of its membership, and through whom it is affiliated."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, UtcDateTime, Words, new_id
from storage.organisation import Organisation, OrganisationStatus
from storage.unit import Unit


class Stage(Base):
    """An organisation entered a stage. `by` is the person's id who said so."""

    __tablename__ = "organisation_stage"

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default_factory=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), index=True)
    status: Mapped[OrganisationStatus] = mapped_column(Words(OrganisationStatus))
    by: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


async def stages_of(unit: Unit, organisation: Organisation) -> Sequence[Stage]:
    """The stages it went through, the first one first; none is known of those from before stages were kept."""
    return await unit.scalars(select(Stage).where(Stage.organisation_id == organisation.id).order_by(Stage.at))


async def line_above(unit: Unit, organisation: Organisation) -> list[Organisation]:
    """The consortia through which it comes, the nearest first; it ends where a circle would begin."""
    found: list[Organisation] = []
    seen = {organisation.id}
    parent_id = organisation.parent_id
    while parent_id is not None and parent_id not in seen:
        parent = await unit.session.get_one(Organisation, parent_id)
        found.append(parent)
        seen.add(parent.id)
        parent_id = parent.parent_id
    return found

"""When an organisation entered each stage of its membership, and through whom it is affiliated, now and before.

`Organisation.parent_id` is the consortium of today, which every right asks for; an Affiliation is a stretch of time
with one, and a right asks for none. Both are written here and nowhere else.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, literal_column, select, text
from sqlalchemy.orm import Mapped, aliased, mapped_column

from storage.audience import Standing
from storage.base import Base, UtcDateTime, Words, new_id
from storage.organisation import Organisation, OrganisationKind, OrganisationStatus
from storage.refusal import Refusal
from storage.unit import Unit


class Stage(Base):
    """An organisation entered a stage. `by` is the person's id who said so."""

    __tablename__ = "organisation_stage"

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default_factory=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), index=True)
    status: Mapped[OrganisationStatus] = mapped_column(Words(OrganisationStatus))
    by: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Affiliation(Base):
    """An organisation came through a consortium from a day (None: nobody knows) until another (None: it does now).

    `by` is the person's id who said so, "" for what was there before such rows were.
    """

    __tablename__ = "affiliation"
    __table_args__ = (
        Index(
            "uq_affiliation_now", "organisation_id", unique=True, sqlite_where=text("until IS NULL"),
            postgresql_where=text("until IS NULL"),
        ),
    )  # fmt: skip

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default_factory=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), index=True)
    parent_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    since: Mapped[date | None] = mapped_column(default=None)
    until: Mapped[date | None] = mapped_column(default=None)
    by: Mapped[str] = mapped_column(String(20), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


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


async def join(
    unit: Unit, organisation: Organisation, parent: Organisation, *, since: date | None, by: str, now: datetime
) -> None:
    """Have it come through a consortium from a day on, today where none is said; if it does already, correct that day.

    Raises Refusal where that can't be (`Organisation.join_through`), and for a day that is yet to come, or on which it
    came through another one.
    """
    above = [one.id for one in await line_above(unit, parent)]
    held = [one for one in await history(unit, organisation) if one.until is None]
    stays = bool(held) and held[0].parent_id == parent.id
    organisation.join_through(parent, above=above)
    if stays:
        if since is not None:
            await _refuse_day(unit, organisation, since, now, but=held[0])
            held[0].since = since
        return
    begins = since or now.date()
    await _refuse_day(unit, organisation, begins, now)
    await _leave(unit, held, begins)
    unit.add(Affiliation(organisation_id=organisation.id, parent_id=parent.id, since=begins, by=by, created_at=now))


async def go_direct(unit: Unit, organisation: Organisation, *, since: date | None, now: datetime) -> None:
    """Have it come through nobody from a day on, today where none is said. Raises Refusal as `join` does."""
    begins = since or now.date()
    await _refuse_day(unit, organisation, begins, now)
    organisation.go_direct()
    await _leave(unit, [one for one in await history(unit, organisation) if one.until is None], begins)


async def history(unit: Unit, organisation: Organisation) -> Sequence[Affiliation]:
    """Through whom it has come, the first one first."""
    query = select(Affiliation).where(Affiliation.organisation_id == organisation.id)
    return await unit.scalars(query.order_by(Affiliation.created_at, Affiliation.id))


async def _leave(unit: Unit, held: Sequence[Affiliation], day: date) -> None:
    for one in held:
        one.until = day
    await unit.session.flush()


async def _refuse_day(
    unit: Unit, organisation: Organisation, day: date, now: datetime, *, but: Affiliation | None = None
) -> None:
    if day > now.date():
        raise Refusal("organisation-since-ahead")
    days = [on for one in await history(unit, organisation) if one is not but for on in (one.since, one.until) if on]
    if days and day < max(days):
        raise Refusal("organisation-since-early", name=organisation.name, on=max(days))


_PARENT = aliased(Organisation)
# The kind is written out: an index that holds consortia alone is used where that is said before any value is bound.
NESTED = (
    select(Organisation.id, Organisation.parent_id)
    .join(_PARENT, _PARENT.id == Organisation.parent_id)
    .where(
        Organisation.kind == literal_column(f"'{OrganisationKind.CONSORTIUM.value}'"),
        Organisation.parent_id.is_not(None),
        Organisation.status == OrganisationStatus.ACTIVE,
        _PARENT.kind == OrganisationKind.CONSORTIUM,
        _PARENT.status == OrganisationStatus.ACTIVE,
    )
)
"""Each active consortium that comes through another active one, with that one: few, however large the network."""


async def consortia_below(unit: Unit, ids: Collection[str]) -> frozenset[str]:
    """The active consortia that come through one of these, at whatever depth."""
    return _closed(ids, [(parent, child) for child, parent in await _nested(unit)]) - frozenset(ids)


async def consortia_of(unit: Unit, standing: Standing) -> frozenset[str]:
    """The active consortia of which somebody's organisation is a member, by itself or through another of them."""
    if not standing.is_buyer or standing.through is None:
        return frozenset()
    return _closed([standing.through], await _nested(unit))


async def _nested(unit: Unit) -> Sequence[tuple[str, str]]:
    found: Any = (await unit.run(NESTED)).all()
    return [(child, parent) for child, parent in found]


def _closed(begin: Collection[str], steps: Collection[tuple[str, str]]) -> frozenset[str]:
    """All that is reached from these by such steps; a circle comes to its end."""
    found, new = set(begin), set(begin)
    while new:
        new = {to for at, to in steps if at in new} - found
        found |= new
    return frozenset(found)

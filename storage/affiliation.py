"""When an organisation entered each stage of its membership, and through whom it is affiliated, now and before.

`Organisation.parent_id` is the consortium of today, which every right asks for; an Affiliation is a stretch of time
with one, and a right asks for none. Both are written here and nowhere else.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Select, String, bindparam, literal_column, select, text
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
    __table_args__ = (Index("uq_affiliation_now", "organisation_id", unique=True, sqlite_where=text("until IS NULL")),)

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


def move(
    organisation: Organisation,
    parent: Organisation | None,
    stretches: Sequence[Affiliation],
    *,
    above: Collection[str] = (),
    since: date | None = None,
    by: str,
    now: datetime,
) -> Affiliation | None:
    """Have it come through a consortium (None: through nobody) from a day on, today where none is said; if it does
    already, correct that day. The stretch that begins, if one does.

    `stretches` are all it had; `above` are the ids of those through which the parent comes. Raises Refusal where that
    can't be (`Organisation.join_through`), for a day that is yet to come, and for one on which it stood otherwise.
    """
    held = next((one for one in stretches if one.until is None), None)
    stays = parent is not None and held is not None and held.parent_id == parent.id
    begins = since or (held.since if stays and held else now.date())
    if begins is not None and begins > now.date():
        raise Refusal("organisation-since-ahead")
    days = [on for one in stretches if not (stays and one is held) for on in (one.since, one.until) if on]
    if begins is not None and days and begins < max(days):
        raise Refusal("organisation-since-early", name=organisation.name, on=max(days))
    if parent is None:
        organisation.go_direct()
    else:
        organisation.join_through(parent, above=above)
    if stays and held is not None:
        held.since = begins
        return None
    if held is not None:
        held.until = begins
    if parent is None:
        return None
    return Affiliation(organisation_id=organisation.id, parent_id=parent.id, since=begins, by=by, created_at=now)


async def join(
    unit: Unit, organisation: Organisation, parent: Organisation | None, *, since: date | None, by: str, now: datetime
) -> None:
    """As `move`, with what is known of it."""
    above = [one.id for one in await line_above(unit, parent)] if parent else []
    stretches = await history(unit, organisation)
    begun = move(organisation, parent, stretches, above=above, since=since, by=by, now=now)
    await unit.session.flush()  # what ends goes before what begins: there is one at a time
    if begun is not None:
        unit.add(begun)


async def part(unit: Unit, organisation: Organisation, *, by: str, now: datetime) -> Sequence[Organisation]:
    """From today on nobody comes through it, and it through nobody; those that did, by name."""
    query = select(Organisation).where(Organisation.parent_id == organisation.id).order_by(Organisation.name)
    members = await unit.scalars(query)
    for one in (organisation, *members):
        if one.parent_id is not None:
            await join(unit, one, None, since=None, by=by, now=now)
    return members


async def history(unit: Unit, organisation: Organisation) -> Sequence[Affiliation]:
    """Through whom it has come, the first one first."""
    query = select(Affiliation).where(Affiliation.organisation_id == organisation.id)
    return await unit.scalars(query.order_by(Affiliation.created_at, Affiliation.id))


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


NESTED_AMONG = NESTED.where(Organisation.id.in_(bindparam("among", expanding=True)))


async def nested(unit: Unit, among: Sequence[str] | None = None) -> Mapping[str, str]:
    """Of each active consortium that comes through another active one, the other's id; with `among`, of these alone,
    which takes no longer, the more others there are.
    """
    found: Any = await (unit.run(NESTED) if among is None else unit.run(NESTED_AMONG, {"among": list(among)}))
    return dict(found.all())


async def consortia_of(unit: Unit, standing: Standing) -> frozenset[str]:
    """The active consortia of which somebody's organisation is a member, by itself or through another of them."""
    if not standing.is_buyer or standing.through is None:
        return frozenset()
    return frozenset(one for (one,) in await unit.run(_CONSORTIA, {"consortium": standing.through}))


def _consortia() -> Select[str]:
    """An active consortium, and each active one that it comes through; a circle comes to its end."""
    line = select(Organisation.id).where(Organisation.id == bindparam("consortium")).cte("line", recursive=True)
    above = (
        select(_PARENT.id)
        .select_from(line)
        .join(Organisation, Organisation.id == line.c.id)
        .join(_PARENT, _PARENT.id == Organisation.parent_id)
        .where(_PARENT.kind == OrganisationKind.CONSORTIUM, _PARENT.status == OrganisationStatus.ACTIVE)
    )
    line = line.union(above)
    return select(line.c.id)


_CONSORTIA = _consortia()

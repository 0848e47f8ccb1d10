"""A facility and those that were merged with it: whichever of them is asked about, they are one."""

from typing import Any

from sqlalchemy import CTE, Select, bindparam, select

from storage.facility import Facility


def family_of() -> CTE:
    """The `facilities` asked about with all that were merged with them, up and down; a circle comes to its end."""
    asked = select(Facility.id.label("id")).where(Facility.id.in_(bindparam("facilities", expanding=True)))
    up = asked.cte("up", recursive=True)
    up = up.union(up_from(up))
    family = select(up.c.id).where(up.c.id.is_not(None)).cte("family", recursive=True)
    return family.union(select(Facility.id).join(family, Facility.merged_into_id == family.c.id))


def up_from(below: CTE) -> Select[Any]:
    """The facilities into which these were merged, and NULL in the end.

    An outer join, because for an inner one SQLite reads all facilities into a Bloom filter first.
    """
    return select(Facility.merged_into_id).select_from(below).outerjoin(Facility, Facility.id == below.c.id)

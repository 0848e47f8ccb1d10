"""Whose words an issue's items are, as far as they agreed to be named."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from storage.person import Person
from storage.unit import Unit
from storage.update import Naming, UpdateItem


async def tellers(unit: Unit, items: Sequence[UpdateItem]) -> Mapping[str, str]:
    """The names of those who said what items are made of and want to be named, by the item's reference; nobody who was
    erased since.
    """
    named = [one for one in items if one.naming is Naming.NAMED]
    if not named:
        return {}
    query = select(Person.id, Person.name).where(
        Person.id.in_([one.teller_id for one in named]), Person.erased_at.is_(None)
    )
    names = dict(await unit.rows(query))
    return {one.code: names[one.teller_id] for one in named if one.teller_id in names}

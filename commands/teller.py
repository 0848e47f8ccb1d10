"""Whose words somebody hands on: a person of the network, by their account where it was said, or by their name."""

from sqlalchemy import select

from commands.engine.work import Work
from storage import directory
from storage.organisation import Organisation
from storage.person import Person, PersonStatus


async def teller_of(work: Work, said: str) -> Person | None:
    """Whoever has this account here, or this name; None for nobody whose organisation is active."""
    found = await directory.person_of(work.unit, work.platform, said)
    if found is None:
        found = await work.unit.scalar(
            select(Person).where(Person.name == said, Person.status == PersonStatus.ACTIVE).limit(1)
        )
    organisation = await work.unit.get(Organisation, found.organisation_id) if found else None
    return found if organisation is not None and organisation.is_active else None

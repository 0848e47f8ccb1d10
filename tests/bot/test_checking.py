"""What `check` tells an operator beyond settings: here, who could not read what is confidential."""

from sqlalchemy import select

from bot.checking import confined
from storage.access import Label
from storage.organisation import Organisation
from storage.person import Person
from tests.cast import Cast


async def test_organisations_that_could_not_read_a_summary_are_named(both: Cast) -> None:
    found = await confined(both.app.storage, both.app.platforms)
    assert len(found) == 1
    assert found[0].is_advice
    async with both.app.storage.unit() as unit:
        dana = await unit.scalar(select(Organisation.name).join(Person).where(Person.name == "Dana"))
        greta = await unit.scalar(select(Organisation.name).join(Person).where(Person.name == "Greta"))
    assert f"{dana}" in found[0].sentence
    assert f"{greta}" not in found[0].sentence
    both.lets_through(Label.AMBER)
    assert await confined(both.app.storage, both.app.platforms) == []

"""Consortia that come through others: found at whatever depth, through the active alone, and by an index."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from storage import directory
from storage.affiliation import NESTED, Affiliation, consortia_of, nested
from storage.audience import Audience, AudienceKind, Reach, Standing
from storage.organisation import Organisation, OrganisationKind, OrganisationStatus
from storage.unit import Storage, Unit

NOW = datetime(2027, 1, 11, 9, tzinfo=UTC)
LINE = ("top", "middle", "low", "least")


async def line(unit: Unit, **status: OrganisationStatus) -> None:
    """Each comes through the one before it."""
    parent = None
    for name in LINE:
        one = Organisation(
            id=name, name=name, kind=OrganisationKind.CONSORTIUM, parent_id=parent, created_at=NOW,
            status=status.get(name, OrganisationStatus.ACTIVE),
        )  # fmt: skip
        unit.add(one)
        await unit.session.flush()
        parent = one.id


def member(through: str | None, *, is_buyer: bool = True) -> Standing:
    return Standing(person_id="ana", organisation_id="ghent", is_staff=False, is_buyer=is_buyer, through=through)


async def members_of(unit: Unit, consortium: str, *denied: str) -> Reach:
    """What is for the members of a consortium."""
    ids = frozenset({consortium})
    return Reach(organisations=ids, clients=True, above=await nested(unit), denied=frozenset(denied))


async def test_no_way_leads_through_one_that_was_denied_it(storage: Storage) -> None:
    async with storage.unit() as unit:
        await line(unit)
        for denied, covered in (("nobody", True), ("top", False), ("middle", False), ("low", False)):
            assert (await members_of(unit, "top", denied)).covers(member("low")) is covered, denied
        assert (await members_of(unit, "top", "low")).covers(member("middle"))


async def test_it_is_reached_through_all_of_them_up_and_down(storage: Storage) -> None:
    async with storage.unit() as unit:
        await line(unit)
        assert await nested(unit) == {"middle": "top", "low": "middle", "least": "low"}
        for at, through in ((at, through) for at in LINE for through in LINE):
            assert (await members_of(unit, at)).covers(member(through)) is (LINE.index(at) <= LINE.index(through))
        assert await consortia_of(unit, member("low")) == {"low", "middle", "top"}
        assert await consortia_of(unit, member(None)) == frozenset()
        assert await consortia_of(unit, member("low", is_buyer=False)) == frozenset()


async def test_who_comes_through_others_is_asked_for_where_members_read_along_and_of_these_alone(
    storage: Storage,
) -> None:
    async with storage.unit() as unit:
        await line(unit)
        assert await nested(unit, ["low", "top"]) == {"low": "middle"}
        named = Audience(AudienceKind.ORGANISATIONS, ("top",))
        along = replace(named, clients=True)
        assert (await directory.reach(unit, along, now=NOW)).covers(member("low"))
        assert await directory.reach(unit, named, now=NOW) == Reach(organisations=frozenset({"top"}))
        of_nobody = replace(along, ids=())
        assert await directory.reach(unit, of_nobody, now=NOW) == Reach(clients=True)


async def test_only_consortia_lead_on_and_only_to_consortia(storage: Storage) -> None:
    """What the tables may say all the same, by a hand in them."""
    async with storage.unit() as unit:
        await line(unit)
        for name, kind, parent in (
            ("city", OrganisationKind.AFFILIATE, "top"),
            ("apart", OrganisationKind.CONSORTIUM, "city"),
        ):
            unit.add(Organisation(id=name, name=name, kind=kind, parent_id=parent, created_at=NOW))
            await unit.session.flush()
        assert await nested(unit) == {"middle": "top", "low": "middle", "least": "low"}
        assert await consortia_of(unit, member("apart")) == {"apart"}


async def test_what_is_between_has_to_be_active(storage: Storage) -> None:
    async with storage.unit() as unit:
        await line(unit, middle=OrganisationStatus.SUSPENDED)
        assert await nested(unit) == {"least": "low"}
        assert not (await members_of(unit, "top")).covers(member("low"))
        assert await consortia_of(unit, member("least")) == {"least", "low"}


async def test_a_circle_made_in_the_tables_comes_to_its_end(storage: Storage) -> None:
    async with storage.unit() as unit:
        await line(unit)
        (await unit.session.get_one(Organisation, "top")).parent_id = "least"
        await unit.session.flush()
        assert (await members_of(unit, "low")).covers(member("middle"))
        assert not (await members_of(unit, "another")).covers(member("middle"))
        assert await consortia_of(unit, member("low")) == set(LINE)


async def test_nobody_comes_through_two_at_once(storage: Storage) -> None:
    async with storage.unit() as unit:
        await line(unit)
        for parent in ("top", "middle"):
            unit.add(Affiliation(organisation_id="least", parent_id=parent, created_at=NOW))
        with pytest.raises(IntegrityError):
            await unit.session.flush()
        await unit.session.rollback()


async def test_few_are_read_however_many_organisations_there_are(storage: Storage) -> None:
    async with storage.unit() as unit:
        await line(unit)
        buyers = [Organisation(name=f"City {n}", kind=OrganisationKind.AFFILIATE, created_at=NOW) for n in range(500)]
        unit.session.add_all(buyers)
        await unit.session.flush()
        await unit.run(text("ANALYZE"))
        dialect = (await unit.session.connection()).dialect
        said = NESTED.compile(dialect=dialect, compile_kwargs={"literal_binds": True})
        explain = "EXPLAIN QUERY PLAN" if unit.dialect == "sqlite" else "EXPLAIN"
        plan = "\n".join(str(row[-1]) for row in await unit.run(text(f"{explain} {said}")))
        assert "ix_organisation_nested" in plan
        assert "Seq Scan" not in plan
        assert len(await nested(unit)) == len(LINE) - 1

"""Who shares suppliers is found by one statement, in bands, and a small count is none."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import select, text, update

from storage.base import Base
from storage.leverage import Following
from storage.matching import SHARING, Sharing, note, sharing, sharing_with
from storage.organisation import Company, Organisation, OrganisationKind, Purchase
from storage.unit import Storage, Unit

NOW = datetime(2027, 1, 11, 9, 0, tzinfo=UTC)


async def bought(unit: Unit, count: int, countries: str = "BE FR", **fields: Any) -> Company:
    """A company from which so many buy, all of whom agreed to be found, from these countries in turn."""
    company = Company(name=f"Company {count} {countries} {fields}", created_at=NOW)
    unit.add(company)
    await unit.session.flush()
    where = countries.split()
    for number in range(count):
        one = Organisation(
            name=f"City {number} of {company.id}", kind=OrganisationKind.AFFILIATE,
            country=where[number % len(where)] if where else "", created_at=NOW,
        )  # fmt: skip
        unit.add(one)
        await unit.session.flush()
        said = {"confirmed_by": "x", "shared": True, **(fields if number == 0 else {})}
        unit.add(Purchase(organisation_id=one.id, company_id=company.id, created_at=NOW, **said))
    await unit.session.flush()
    return company


@pytest_asyncio.fixture
async def unit(storage: Storage) -> AsyncIterator[Unit]:
    async with storage.unit() as opened:
        yield opened
        await opened.session.rollback()


async def found(unit: Unit) -> list[Sharing]:
    return list(await sharing(unit, most=1000))


@pytest.mark.parametrize(
    ("count", "countries", "following"),
    [(2, "BE FR", None), (3, "BE", None), (3, "BE FR", Following.FEW), (3, "", None), (6, "BE FR", Following.SOME),
     (15, "BE FR", Following.MANY), (50, "BE FR", Following.VERY_MANY)],
)  # fmt: skip
async def test_it_is_told_in_bands_from_three_in_two_countries_on(
    unit: Unit, count: int, countries: str, following: Following | None
) -> None:
    await bought(unit, count, countries)
    rows = await found(unit)
    assert len(rows) == (count if following else 0)
    assert {one.following for one in rows} == ({following} if following else set())


@pytest.mark.parametrize(
    ("fields", "told"), [({"shared": False}, 2), ({"in_tender": True}, 0), ({"confirmed_by": None}, 0)]
)
async def test_who_did_not_agree_counts_and_is_not_told_who_is_in_a_tender_does_neither(
    unit: Unit, fields: dict[str, Any], told: int
) -> None:
    await bought(unit, 3, **fields)
    assert len(await found(unit)) == told


async def test_only_a_higher_band_is_news(unit: Unit) -> None:
    company = await bought(unit, 6)
    for one in await found(unit):
        await note(unit, one, now=NOW)
    assert await found(unit) == []
    first = (await unit.run(text("SELECT min(id) FROM purchase"))).scalar_one()
    await unit.run(update(Purchase).where(Purchase.id == first).values(in_tender=True))
    assert await found(unit) == [], "that a band fell is told to nobody"
    await unit.run(update(Purchase).where(Purchase.id == first).values(in_tender=False))
    assert await found(unit) == []
    for number in range(9):
        buyer = Organisation(name=f"More {number}", kind=OrganisationKind.AFFILIATE, country="DE", created_at=NOW)
        unit.add(buyer)
        await unit.session.flush()
        purchase = Purchase(
            organisation_id=buyer.id, company_id=company.id, confirmed_by="x", shared=True, created_at=NOW
        )
        unit.add(purchase)
    await unit.session.flush()
    rows = await found(unit)
    assert {one.following for one in rows} == {Following.MANY}
    assert len(rows) == 15


@pytest.mark.parametrize(
    ("fields", "told"),
    [({}, True), ({"shared": False}, False), ({"in_tender": True}, False), ({"confirmed_by": None}, False)],
)
async def test_one_buyer_is_found_by_the_same_rules_and_whatever_it_was_told(
    unit: Unit, fields: dict[str, Any], told: bool
) -> None:
    company = await bought(unit, 4, **fields)
    await bought(unit, 2)
    for one in await found(unit):
        await note(unit, one, now=NOW)
    buyer = await unit.scalar(select(Organisation.id).where(Organisation.name == f"City 0 of {company.id}"))
    assert buyer is not None
    assert (await sharing_with(unit, buyer, company.id) is not None) is told
    assert await sharing_with(unit, buyer, "another") is None


PURCHASES = 50_000
CROWD = {
    "organisation": (2_000, "'o' || i, 'City ' || i, 'affiliate', CASE i / 200 % 2 WHEN 0 THEN 'BE' ELSE 'FR' END, "
                            "NULL, 'active', false, '', '', ''"),
    "company": (5_000, "'c' || i, 'Company ' || i, 'brand'"),
    "purchase": (PURCHASES, "'p' || i, 'o' || (i % 2000), 'c' || ((i % 2000 * 25 + i / 2000) % 5000), '', 'x', "
                            "i % 3 = 0, false"),
}  # fmt: skip


@pytest.mark.long
async def test_fifty_thousand_purchases_are_read_once_and_all_else_is_looked_up(unit: Unit) -> None:
    for table, (count, row) in CROWD.items():
        columns = ", ".join(one.name for one in Base.metadata.tables[table].columns)
        numbers = f"WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {count - 1})"
        await unit.run(text(f"{numbers} INSERT INTO {table} ({columns}) SELECT {row}, CURRENT_TIMESTAMP FROM n"))
    await unit.run(text("ANALYZE"))
    assert len(await sharing(unit, most=PURCHASES)) > PURCHASES / 4
    read = await whole(unit)
    assert {*read} == {"purchase"}
    assert len(read) <= (1 if unit.dialect == "sqlite" else 2), "PostgreSQL joins: once to count, once to tell"
    if unit.dialect == "sqlite":
        await unit.run(text("DROP INDEX ix_purchase_company_id"))
        assert await whole(unit, most=499) != ["purchase"], "the control: another plan is seen"


SMALL = frozenset({"organisation", "company", "shared_notice"})
"""What PostgreSQL may read at once to look things up in, as it is a fraction of what is looked up."""


async def whole(unit: Unit, most: int = 500) -> list[str]:
    """The tables that are read from end to end, as often as they are, and indexes made for the one question."""
    dialect = (await unit.session.connection()).dialect
    literal = SHARING.limit(most).compile(dialect=dialect, compile_kwargs={"literal_binds": True})
    if unit.dialect == "sqlite":
        plan = [row[-1] for row in await unit.run(text(f"EXPLAIN QUERY PLAN {literal}"))]
        steps = [line for line in plan if line.startswith("SCAN") or "AUTOMATIC" in line]
        return [line.split()[1] for line in steps if line.split()[1] != "shared"]
    (top,) = (await unit.run(text(f"EXPLAIN (FORMAT JSON) {literal}"))).scalar_one()
    whole_ = [node for node in _nodes(top["Plan"]) if not {"Index Cond", "Recheck Cond"} & node.keys()]
    read = [node["Relation Name"] for node in whole_ if "Relation Name" in node]
    return [table for table in read if table not in SMALL]


def _nodes(plan: dict[str, Any]) -> list[dict[str, Any]]:
    return [plan, *(node for below in plan.get("Plans", ()) for node in _nodes(below))]

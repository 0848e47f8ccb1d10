"""Files about who comes through whom: a tree that can't be is refused at the row that would make it so."""

from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import select

from storage.affiliation import Affiliation
from storage.organisation import Organisation
from tests.bot.test_importing import Desk
from tests.cast import Cast

HEADER = "organisation,through,since\n"
TREE = f"{HEADER}Towns,Region,2020-01-01\nCity of Ghent,towns,\nVille de Lyon,Region,2021-05-01\n"


@pytest_asyncio.fixture
async def desk(cast: Cast, tmp_path: Path) -> Desk:
    for name in ("Region", "Towns", "Old", "Ended"):
        await cast.sofia.asks(f"organisation add consortium {name}")
    await cast.sofia.asks("organisation end Ended")
    await cast.sofia.asks("yes")
    return Desk(cast, tmp_path)


async def tree(desk: Desk) -> dict[str, str]:
    """Who comes through whom, by their names."""
    async with desk.cast.app.storage.unit() as unit:
        found = {one.id: one for one in await unit.scalars(select(Organisation))}
        return {one.name: found[one.parent_id].name for one in found.values() if one.parent_id}


async def stretches(desk: Desk) -> int:
    async with desk.cast.app.storage.unit() as unit:
        return len(await unit.scalars(select(Affiliation)))


async def test_a_tree_is_taken_in_and_read_out_and_the_same_twice_changes_nothing(desk: Desk) -> None:
    assert await desk.brings(TREE, apply=False), desk.said
    assert await tree(desk) == {}, "it was rehearsed"
    assert await desk.brings(TREE), desk.said
    wanted = {"Towns": "Region", "City of Ghent": "Towns", "Ville de Lyon": "Region"}
    assert (await tree(desk), await stretches(desk)) == (wanted, 3)
    assert await desk.brings(TREE), desk.said
    assert await stretches(desk) == 3
    out = await desk.reads_out("affiliations")
    assert out.count(b"\n") == 4
    assert await desk.brings(out), desk.said
    assert await stretches(desk) == 3
    assert await desk.brings(f"{HEADER}City of Ghent,,\n"), desk.said
    assert "City of Ghent" not in await tree(desk)
    await desk.cast.sofia.asks('organisation show "City of Ghent"')
    assert desk.cast.sofia.was_told("line-organisation-was-through")


@pytest.mark.parametrize(
    ("rows", "row", "column", "says"),
    [
        ("Region,Towns,\nTowns,Region,\n", 3, "through", "comes through Towns itself"),
        ("Region,Region,\n", 2, "through", "Region can't come through itself"),
        ("City of Ghent,Regiоn,\n", 2, "through", "This is not Region"),
        ("City of Ghent,Ended,\n", 2, "through", "has ended"),
        ("Region,Towns,\nTowns,Old,\nOld,Region,\n", 4, "through", "a file, an empty cell"),
        ("Towns,City of Ghent,\n", 2, "through", "no consortium"),
        ("Labour Watch,Region,\n", 2, "through", "no buyer"),
        ("Nobody,Region,\n", 2, "organisation", "Nobody"),
        ("City of Ghent,Nowhere,\n", 2, "through", "Nowhere"),
        ("City of Ghent,Region,2027-01-12\n", 2, "since", "still to come"),
        ("City of Oslo,Towns,2019-01-01\n", 2, "since", "1 June 2022"),
        ("City of Ghent,Region,\nCity of Ghent,Towns,\n", 3, "", "row 2"),
    ],
)
async def test_a_row_that_can_not_be_is_refused_and_nothing_is_taken(
    desk: Desk, rows: str, row: int, column: str, says: str
) -> None:
    await desk.brings(f"{HEADER}City of Oslo,Region,2022-06-01\n")
    before = await tree(desk)
    assert not await desk.brings(HEADER + rows)
    line = next(one for one in desk.said.splitlines() if "refused" in one and one.strip()[:1].isdigit())
    assert line.split()[0] == str(row)
    assert column in line
    assert says in line
    assert await tree(desk) == before


async def test_only_staff_bring_a_tree_and_its_sentences_are_in_their_language(desk: Desk) -> None:
    assert not await desk.brings(TREE, account="@greta:memory")
    assert "staff" in desk.said
    assert await tree(desk) == {}
    assert not await desk.brings(f"{HEADER}Region,Region,\n", locale="fr")
    assert "passe" in desk.said, desk.said

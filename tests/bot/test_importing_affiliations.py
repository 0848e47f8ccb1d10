"""Files about who is of the network and who comes through whom: what can't be is refused at the row that says it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import select

from storage.affiliation import Affiliation, Stage
from storage.base import row_of
from storage.organisation import Organisation, OrganisationKind, OrganisationStatus, Scope
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


WHO = "organisation,organisation_kind,country,languages,zone,scopes,stage\n"
MEMBERS = (
    f"{WHO}Ayuntamiento de Léon,affiliate,es,en,europe/madrid,ict | LEV,\n"
    "Syndicat des mineurs,syndicat,CD,fr en,Africa/Lubumbashi,,onboarding\n"
    "Northern Buyers,consortium,,,,,prospect\n"
)


async def members(desk: Desk) -> dict[str, Organisation]:
    async with desk.cast.app.storage.unit() as unit:
        return {one.name: one for one in await unit.scalars(select(Organisation))}


async def rows(desk: Desk) -> dict[str, dict[str, Any]]:
    """All that is kept of each."""
    return {name: row_of(one) for name, one in (await members(desk)).items()}


async def stages(desk: Desk, name: str) -> Sequence[OrganisationStatus]:
    async with desk.cast.app.storage.unit() as unit:
        query = select(Stage.status).join(Organisation, Organisation.id == Stage.organisation_id)
        return await unit.scalars(query.where(Organisation.name == name).order_by(Stage.at))


async def test_organisations_are_taken_in_with_what_is_known_of_them_and_the_same_twice_changes_nothing(
    desk: Desk,
) -> None:
    before = await rows(desk)
    assert await desk.brings(MEMBERS, apply=False), desk.said
    assert await rows(desk) == before, "it was rehearsed"
    assert await desk.brings(MEMBERS), desk.said
    found = await members(desk)
    town, union, buyers = (found[one] for one in ("Ayuntamiento de Léon", "Syndicat des mineurs", "Northern Buyers"))
    assert (town.kind, town.country, town.zone) == (OrganisationKind.AFFILIATE, "ES", "Europe/Madrid")
    assert (town.scopes, town.status) == (frozenset(Scope), OrganisationStatus.ACTIVE)
    assert (union.kind, union.locales, union.status) == (OrganisationKind.UNION, "fr en", OrganisationStatus.ONBOARDING)
    assert (buyers.country, buyers.locales, buyers.zone, buyers.status) == ("", "", "", OrganisationStatus.PROSPECT)
    assert await stages(desk, "Northern Buyers") == [OrganisationStatus.PROSPECT], "its first stage is dated"
    assert await desk.brings(MEMBERS), desk.said
    assert "0 new, 0 changed, 3 same" in desk.said
    assert await stages(desk, "Northern Buyers") == [OrganisationStatus.PROSPECT]
    out = await desk.reads_out("organisations")
    assert b"Staff" not in out
    assert b"Ended" not in out
    assert await desk.brings(out), desk.said
    assert "0 new, 0 changed" in desk.said


async def test_a_file_corrects_what_it_has_a_column_for_and_nothing_else(desk: Desk) -> None:
    await desk.brings(MEMBERS)
    head = "organisation,organisation_kind,country\n"
    assert await desk.brings(f"{head}AYUNTAMIENTO DE LÉON,affiliate,PT\n"), desk.said
    assert "1 changed" in desk.said
    town = (await members(desk))["Ayuntamiento de Léon"]
    assert (town.country, town.zone, town.scopes) == ("PT", "Europe/Madrid", frozenset(Scope))


async def test_a_file_lets_nobody_further_in(desk: Desk) -> None:
    """What is brought as a prospect is nobody's organisation to the network, until staff say so."""
    await desk.brings(MEMBERS)
    await desk.cast.greta.asks("organisation list")
    assert "Northern Buyers" not in desk.cast.greta.text
    await desk.cast.sofia.asks("organisation list")
    assert "Northern Buyers" in desk.cast.sofia.text
    await desk.cast.sofia.asks('organisation advance "Northern Buyers"')
    assert await stages(desk, "Northern Buyers") == [OrganisationStatus.PROSPECT, OrganisationStatus.OFFERED]


@pytest.mark.parametrize(
    ("row", "column", "says"),
    [
        ("City,affiliate,ZZ,,,,", "country", "ZZ"),
        ("City,affiliate,Belgium,,,,", "country", "Belgium"),
        ("City,affiliate,BE,,Europe/Nowhere,,", "zone", "Europe/Nowhere"),
        ("City,affiliate,BE,,../../etc/passwd,,", "zone", "no time zone"),
        ("City,affiliate,BE,fr tlh,,,", "languages", "tlh"),
        ("City,affiliate,BE,,,ict | food,", "scopes", "food"),
        ("City,company,BE,,,,", "organisation_kind", "company"),
        ("City,,BE,,,,", "organisation_kind", "none of"),
        ("City,staff,BE,,,,", "organisation_kind", "added to the staff"),
        ("City,affiliate,BE,,,,ended", "stage", "begins as"),
        ("City,affiliate,BE,,,,soon", "stage", "soon"),
        ("City of Ghent,union,,,,,", "organisation_kind", "as affiliate"),
        ("City of Ghent,affiliate,,,,,prospect", "stage", "is active"),
        ("Ended,consortium,,,,,", "organisation", "has ended"),
        ("City оf Ghent,affiliate,,,,,", "organisation", "This is not City of Ghent"),
        ("City of\u202e Ghent,affiliate,,,,,", "organisation", "nobody sees"),
        (",affiliate,,,,,", "organisation", "has to stand"),
        ("Accra,affiliate,GH,,,,\nАccra,affiliate,GH,,,,", "organisation", "This is not Accra"),
        ("Accra,affiliate,GH,,,,\naccra,union,GH,,,,", "", "row 2"),
    ],
)
async def test_an_organisation_that_can_not_be_is_refused_and_nothing_is_taken(
    desk: Desk, row: str, column: str, says: str
) -> None:
    before = await rows(desk)
    assert not await desk.brings(f"{WHO}{row}\n")
    line = next(one for one in desk.said.splitlines() if "refused" in one and one.strip()[:1].isdigit())
    assert line.split()[0] == str(1 + len(row.splitlines()))
    assert column in line
    assert says in line
    assert await rows(desk) == before


async def test_letters_of_two_alphabets_in_one_name_are_doubtful(desk: Desk) -> None:
    assert await desk.brings(f"{WHO}Vіlle,affiliate,,,,,\n", apply=False)
    assert "1 doubtful" in desk.said


async def test_only_staff_bring_organisations_and_hear_of_them_in_their_language(desk: Desk) -> None:
    assert not await desk.brings(MEMBERS, account="@greta:memory")
    assert "staff" in desk.said
    assert "Northern Buyers" not in await members(desk)
    assert not await desk.brings(f"{WHO}Ville,affilié,BE,,Mars/Olympe,,\n", locale="fr")
    assert "n'est pas un fuseau horaire" in desk.said, desk.said

"""Through whom an organisation comes: dated, kept when it is over, and what that opens is what holds now."""

import pytest
import pytest_asyncio

from storage import directory
from storage.organisation import OrganisationStatus
from tests.cast import Cast, Member
from tests.linkages import CONSORTIUM, PLANT, add_models, add_plant, with_consortium
from tests.summaries import COMPANY, released

GHENT, ALL, REGION, TOWNS = "City of Ghent", "All Buyers", "Region", "Towns"


async def says(cast: Cast, *commands: str) -> None:
    for command in commands:
        await cast.sofia.asks(command)
        assert cast.sofia.was_told("organisation-edited") or cast.sofia.was_told("organisation-added"), cast.sofia.text


async def reads(one: Member, code: str) -> bool:
    await one.asks(f"summary show {code}")
    return one.was_told("summary-text")


@pytest_asyncio.fixture
async def nested(buyers: Cast) -> Cast:
    """All Buyers buys from Volta; the Region comes through it, the Towns through the Region, Ghent through these."""
    await says(buyers, *(f"organisation add consortium {name}" for name in (ALL, REGION, TOWNS)))
    await buyers.sofia.asks(f'organisation buys "{COMPANY}" organisation:"{ALL}"')
    await says(
        buyers, f'organisation edit {REGION} through:"{ALL}"', f"organisation edit {TOWNS} through:{REGION}",
        f'organisation edit "{GHENT}" through:{TOWNS}',
    )  # fmt: skip
    return buyers


async def test_leaving_and_joining_again_keeps_what_was(cast: Cast) -> None:
    await says(
        cast, f"organisation add consortium {REGION}", f"organisation add consortium {TOWNS}",
        f'organisation edit "{GHENT}" through:{REGION} since:2020-03-01',
        f'organisation edit "{GHENT}" direct:yes since:2022-06-30',
        f'organisation edit "{GHENT}" through:{TOWNS} since:2023-01-01',
        f'organisation edit "{GHENT}" through:{REGION}',
    )  # fmt: skip
    for who, sees in ((cast.sofia, True), (cast.greta, True), (cast.olga, False)):
        await who.asks(f'organisation show "{GHENT}"')
        assert who.was_told("line-organisation-parent")
        assert f"through {REGION} since 11 January 2027" in " ".join(who.text.split()).replace("Monday ", ""), who.text
        assert ("2020" in who.text and "2022" in who.text and TOWNS in who.text) is sees, who.name
    await cast.sofia.asks(f'organisation edit "{GHENT}" direct:yes')
    assert not cast.sofia.was_told("line-organisation-parent")
    assert cast.sofia.text.count("was through") == 3


async def test_nobody_comes_through_a_consortium_that_ended_not_even_when_it_is_back(nested: Cast) -> None:
    await nested.sofia.asks(f"organisation end {TOWNS}")
    assert nested.sofia.was_told("line-organisation-direct-now"), "what staff will be told is shown before the yes"
    await nested.sofia.asks("yes")
    [told] = [post for post in await nested.posts("Staff") if "staff-organisation-ended" in nested.keys(post)]
    assert f'organisation edit "{GHENT}"' in told.plain
    await nested.sofia.asks(f"organisation restore {TOWNS}")
    for name, through in ((GHENT, TOWNS), (TOWNS, REGION)):
        await nested.sofia.asks(f'organisation show "{name}"')
        assert not nested.sofia.was_told("line-organisation-parent"), name
        assert f"was through {through} from" in nested.sofia.text
    code = await released(nested)
    assert not await reads(nested.greta, code)


@pytest.mark.parametrize("stage", ["prospect", "suspended"])
async def test_a_consortium_that_is_no_member_now_is_named_to_those_it_concerns_alone(cast: Cast, stage: str) -> None:
    await says(cast, f"organisation add consortium {REGION}", f'organisation edit "{GHENT}" through:{REGION}')
    async with cast.app.storage.unit() as unit:
        found = await directory.organisation_named(unit, REGION)
        assert found is not None
        found.status = OrganisationStatus(stage)
    for who, sees in ((cast.sofia, True), (cast.greta, True), (cast.olga, False), (cast.pia, False)):
        await who.asks(f'organisation show "{GHENT}"')
        assert (REGION in who.text) is sees, who.name
    for who in (cast.greta, cast.olga):
        await who.asks("organisation list")
        assert REGION not in who.text
        assert "City of Ghent – affiliate, BE\n" in who.text


async def test_on_both_sides_an_end_is_told_in_french(both: Cast) -> None:
    await says(both, f"organisation add consortium {REGION}", f'organisation edit "{GHENT}" through:{REGION}')
    await both.sofia.asks("person language fr")
    await both.sofia.discord.asks(f"organisation terminer {REGION}")
    assert f"{GHENT} passait par elle" in both.sofia.discord.text, both.sofia.discord.text


async def test_a_day_that_can_not_be_is_refused_and_nothing_is_changed(cast: Cast) -> None:
    await says(
        cast, f"organisation add consortium {REGION}", f"organisation add consortium {TOWNS}",
        f'organisation edit "{GHENT}" through:{REGION} since:2020-03-01',
        f'organisation edit "{GHENT}" through:{TOWNS} since:2022-03-01',
    )  # fmt: skip
    early = (f"through:{REGION} since:2021-01-01", f"through:{TOWNS} since:2019-01-01", "direct:yes since:2020-01-01")
    for said in early:
        await cast.sofia.asks(f'organisation edit "{GHENT}" {said}')
        assert cast.sofia.was_told("organisation-since-early"), said
    await cast.sofia.asks(f'organisation show "{GHENT}"')
    assert cast.sofia.text.count("through") == 2
    await says(cast, f'organisation edit "{GHENT}" through:{TOWNS} since:2023-03-01')
    assert "2023" in cast.sofia.text, "the day was wrong, and is corrected"
    assert cast.sofia.text.count("through") == 2


@pytest.mark.later
async def test_amber_reaches_the_members_of_members_and_nobody_beside_them(nested: Cast) -> None:
    code = await released(nested)
    assert await reads(nested.greta, code)
    assert await nested.heard("LEV", "summary-text"), "with Ghent in it"
    assert not await reads(nested.pia, code)
    await says(nested, f"organisation edit {REGION} direct:yes")
    assert not await reads(nested.greta, code), "right after one of them left"
    await says(nested, f'organisation edit {REGION} through:"{ALL}"')
    assert await reads(nested.greta, code)
    for command in (f"organisation suspend {REGION}", "yes"):
        await nested.sofia.asks(command)
    assert not await reads(nested.greta, code), "what is between is not there"


@pytest.mark.later
async def test_it_goes_down_and_not_up(buyers: Cast) -> None:
    await with_consortium(buyers)
    await says(
        buyers, f"organisation add consortium {REGION}", f'organisation edit "{CONSORTIUM}" through:{REGION}',
        f'organisation edit "{GHENT}" through:{REGION}',
    )  # fmt: skip
    code = await released(buyers)
    assert not await reads(buyers.greta, code), "what is for a member is not for the others of the consortium above it"


async def test_the_facility_that_a_consortium_is_linked_to_is_known_to_the_members_of_its_members(nested: Cast) -> None:
    await add_models(nested)
    await add_plant(nested)
    await nested.greta.asks(f"facility leverage {PLANT}")
    assert not nested.greta.was_told("absent")
    await says(nested, f'organisation edit "{GHENT}" direct:yes')
    await nested.greta.asks(f"facility leverage {PLANT}")
    assert nested.greta.was_told("absent")


async def test_the_contract_of_a_consortium_is_read_by_the_members_of_its_members(nested: Cast) -> None:
    await nested.sofia.asks(f'contract add "{COMPANY}" C-1 organisation:"{ALL}" Clauses')
    await nested.greta.asks("contract show C-1")
    assert nested.greta.was_told("contract-shown")
    await says(nested, f"organisation edit {TOWNS} direct:yes")
    await nested.greta.asks("contract show C-1")
    assert nested.greta.was_told("absent")

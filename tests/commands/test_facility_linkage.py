"""Who is linked to a facility, through the front door: staff see whom, those linked what they come to together, and to
everybody else there is no such facility.
"""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.platform import Attachment
from commands.engine.heard import Typing
from storage.access import Label
from storage.organisation import Organisation, Purchase, PurchaseItem, VolumeBand
from tests.cast import Cast, Member
from tests.linkages import PLACE, PLANT, ROOT, change, id_of, merge, reject_link, with_consortium, with_plant
from tests.scenes import NETWORK, Engine, Scene

COUNTRIES = {"Ville de Lyon": "FR", "City of Oslo": "NO"}
WATCH = '"Labour Watch"'


async def _with_plant(cast: Cast) -> None:
    await with_plant(cast)
    for name, country in COUNTRIES.items():
        await change(cast, Organisation, {"name": name}, country=country)


WITH_PLANT = Scene(_with_plant, NETWORK)


@pytest_asyncio.fixture
async def plant(engine: Engine, inline: None) -> AsyncIterator[Cast]:
    """Lyon in France and Oslo in Norway are linked to the plant."""
    async with engine.after(WITH_PLANT) as (cast, _):
        yield cast


async def refused_alike(one: Member, verb: str, *more: str) -> bool:
    """Whether the plant, and a code that nobody has, are answered with the same words."""
    told = []
    for code in (PLANT, "FAC-2222"):
        await one.asks(" ".join((f"facility {verb}", code, *more)))
        assert one.was_told("absent")
        told.append(one.text)
    return told[0] == told[1]


async def also_made_there(cast: Cast) -> None:
    """What a company sells from which nobody buys."""
    await cast.sofia.asks("organisation company Kestrel")
    await cast.sofia.asks("facility model Kestrel Tram")
    await cast.sofia.asks(f"facility link {PLANT} Kestrel Tram")
    await cast.sofia.asks(f"facility confirm {PLANT} Kestrel Tram")
    assert cast.sofia.was_told("link-confirmed"), cast.sofia.text


async def test_staff_see_who_is_linked_and_nobody_else_that_there_is_a_facility(plant: Cast) -> None:
    await plant.sofia.asks(f"facility linked {PLANT}")
    assert plant.sofia.was_told("facility-linked")
    assert "Ville de Lyon, FR" in plant.sofia.text
    assert "City of Oslo, NO" in plant.sofia.text
    assert "Ghent" not in plant.sofia.text
    for one in (plant.greta, plant.luc, plant.pia, plant.una):
        assert await refused_alike(one, "linked")
    await reject_link(plant)
    await plant.sofia.asks(f"facility linked {PLANT}")
    assert "Lyon" not in plant.sofia.text


async def test_those_linked_read_what_it_is_and_what_they_buy_of_it(plant: Cast) -> None:
    await also_made_there(plant)
    await plant.luc.asks(f"usine montrer {PLANT}")
    assert plant.luc.was_told("facility-made"), plant.luc.text
    assert f"{PLACE}, CZ (assemblage final)" in plant.luc.text
    assert "Volta Motors, Bus" in plant.luc.text
    assert "Kestrel" not in plant.luc.text, "another's disclosure may stand behind what else is made there"
    await plant.luc.asks("usine lister")
    assert PLANT in plant.luc.text
    assert ROOT not in plant.luc.text, "nobody is linked to that one"
    await plant.luc.asks("usine lister CD")
    assert "Aucun site dans ce pays (CD) n'est lié" in plant.luc.text, "but one is elsewhere"
    await plant.sofia.asks(f'facility reject {PLANT} "Volta Motors" Bus')
    assert await refused_alike(plant.luc, "show")
    await plant.luc.asks("usine lister")
    assert plant.luc.was_told("facility-none-yours")


async def test_who_is_named_at_it_reads_what_it_is_and_not_what_is_bought(plant: Cast) -> None:
    for one in (plant.greta, plant.pia, plant.una):
        assert await refused_alike(one, "show")
        await one.asks("facility list")
        assert one.was_told("facility-none-yours")
    await plant.sofia.asks(f"facility partner {PLANT} {WATCH}")
    await plant.pia.asks(f"facility show {PLANT}")
    assert plant.pia.was_told("facility-shown")
    assert "Volta" not in plant.pia.text
    await plant.pia.asks("facility list")
    assert PLANT in plant.pia.text
    for one in (plant.greta, plant.una):
        assert await refused_alike(one, "show")
    await plant.sofia.asks(f"facility partner {PLANT} {WATCH} off:yes")
    assert await refused_alike(plant.pia, "show")


async def test_a_merged_facility_is_asked_for_by_either_code(plant: Cast) -> None:
    await merge(plant)
    for code in (PLANT, ROOT):
        for verb in ("linked", "show"):
            await plant.sofia.asks(f"facility {verb} {code}")
            assert f"{ROOT} – Root" in plant.sofia.text
        await plant.luc.asks(f"facility show {code}")
        assert f"{ROOT} – Root" in plant.luc.text


async def test_two_buyers_are_too_few_to_be_counted(plant: Cast) -> None:
    for one in (plant.luc, plant.sofia):
        await one.asks(f"facility leverage {PLANT}")
        assert one.was_told("facility-leverage-few")
    for outsider in (plant.greta, plant.pia, plant.una):
        assert await refused_alike(outsider, "leverage")


@pytest.mark.later
@pytest.mark.parametrize("country", ["BE", "NO"])
async def test_from_three_on_they_are_told_in_bands_to_those_linked(plant: Cast, country: str) -> None:
    await with_consortium(plant, "City of Ghent")
    await change(plant, Organisation, {"name": "Buying Together"}, country=country)
    for name, volume in (("Ville de Lyon", VolumeBand.LARGE), ("City of Oslo", VolumeBand.SMALL)):
        purchase = await id_of_purchase(plant, name)
        async with plant.app.storage.unit() as unit:
            unit.add(PurchaseItem(purchase_id=purchase, volume=volume, created_at=plant.now))
    for one in (plant.luc, plant.greta):  # Ghent through its consortium
        await one.asks(f"facility leverage {PLANT}")
        assert one.was_told("facility-leverage")
        [picture] = [post.text for post in one.posts if isinstance(post.text, Attachment)]
        assert PLACE in picture.alt
        assert "3 to 5" in picture.alt or "3 à 5" in picture.alt
        assert "Oslo" not in one.text
        assert "1,000,000" not in one.text
        assert "1 000 000" not in one.text, "the spending of two is known, which is too few"
    third = await id_of_purchase(plant, "Buying Together")
    async with plant.app.storage.unit() as unit:
        unit.add(PurchaseItem(purchase_id=third, volume=VolumeBand.MEDIUM, created_at=plant.now))
    await plant.greta.asks(f"facility leverage {PLANT}")
    assert "3 to 5" in plant.greta.text
    assert "more than 1,000,000 euros" in plant.greta.text
    assert await refused_alike(plant.pia, "leverage")


async def id_of_purchase(cast: Cast, name: str) -> str:
    return await id_of(cast, Purchase, organisation_id=await id_of(cast, Organisation, name=name))


async def test_three_in_one_country_are_too_few(plant: Cast) -> None:
    await with_consortium(plant)
    for name in (*COUNTRIES, "Buying Together"):
        await change(plant, Organisation, {"name": name}, country="FR")
    await plant.luc.asks(f"facility leverage {PLANT}")
    assert plant.luc.was_told("facility-leverage-few")
    assert "3 to 5" not in plant.luc.text


async def test_staff_name_a_partner_at_a_facility_and_take_the_name_away(plant: Cast) -> None:
    for one in (plant.greta, plant.luc, plant.pia):
        assert await refused_alike(one, "partner", WATCH)
    for _ in range(2):  # said twice, it stands once
        await plant.sofia.asks(f"facility partner {PLANT} {WATCH}")
        assert plant.sofia.was_told("facility-partner-on")
    await plant.sofia.asks(f"facility linked {PLANT}")
    assert plant.sofia.text.count("Labour Watch") == 1
    assert await refused_alike(plant.pia, "leverage"), "what buyers come to is theirs"
    await plant.sofia.asks(f"facility partner {PLANT} {WATCH} off:yes")
    assert plant.sofia.was_told("facility-partner-off")
    await plant.sofia.asks(f"facility linked {PLANT}")
    assert "Labour Watch" not in plant.sofia.text


@pytest.mark.later
async def test_on_discord_those_linked_are_told_where_and_the_others_that_there_is_nothing(both: Cast) -> None:
    await _with_plant(both)
    await both.luc.discord.asks(f"facility leverage {PLANT}")
    assert both.luc.discord.was_told("pointer")
    assert not both.luc.discord.was_told("facility-leverage-few")
    for one in (both.greta.discord, both.pia.discord):
        assert await refused_alike(one, "leverage")
    await both.sofia.discord.asks(f"facility partner {PLANT} {WATCH}")
    assert not both.sofia.discord.was_told("facility-partner-on"), "what is AMBER is not begun there"
    await both.sofia.asks(f"facility partner {PLANT} {WATCH}")
    assert both.sofia.was_told("facility-partner-on")


async def test_on_discord_what_it_is_is_told_where_that_may_be_carried(both: Cast) -> None:
    await _with_plant(both)
    for said in (f"usine montrer {PLANT}", "usine lister"):
        await both.luc.discord.asks(said)
        assert both.luc.discord.was_told("pointer")
        assert PLACE not in both.luc.discord.text
    both.lets_through(Label.AMBER)
    for said in (f"usine montrer {PLANT}", "usine lister"):
        await both.luc.discord.asks(said)
        assert PLACE in both.luc.discord.text
    for one in (both.greta.discord, both.pia.discord):
        assert await refused_alike(one, "show")


async def test_forms_offer_those_linked_its_code_where_that_may_be_carried_and_nobody_else(both: Cast) -> None:
    await _with_plant(both)
    for ceiling, found in ((Label.GREEN, []), (Label.AMBER, [PLANT])):
        both.lets_through(ceiling)
        for verb, offered in (("show", found), ("leverage", found), ("merge", []), ("linked", [])):
            assert await codes_offered(both.luc.discord, verb) == offered, (ceiling, verb)
            assert await codes_offered(both.greta.discord, verb) == []


async def codes_offered(one: Member, verb: str) -> list[str]:
    typing = Typing(
        platform=one.platform, room=await one.chat(), sender=one.account, path=("facility", verb), option="code",
        text="", values={},
    )  # fmt: skip
    return [value for value, _ in await one.cast.app.suggest(typing)]


async def test_who_buys_can_not_be_named_at_a_facility(plant: Cast) -> None:
    await plant.sofia.asks(f'facility partner {PLANT} "City of Ghent"')
    assert plant.sofia.was_told("facility-partner-kind")
    await plant.sofia.asks(f'facility partner {PLANT} "Metal Workers United"')
    assert plant.sofia.was_told("facility-partner-on")

"""Organisations, and buyers who find each other only when each agreed."""

import pytest

from storage.access import Label
from storage.contract import Contract
from storage.facility import Facility, FacilityAlias, ProductModel
from storage.group import Group
from storage.organisation import Company, Organisation
from storage.person import Person
from tests.cast import Cast
from tests.files import count
from tests.linkages import ROOT, with_plant


async def both_buy(cast: Cast) -> None:
    """Ghent and Lyon buy from Volta Motors; nobody has agreed to anything."""
    await cast.sofia.asks("organisation company Volta Motors")
    await cast.buys(cast.greta, "Volta Motors")
    await cast.luc.asks("organisation achète Volta Motors")
    assert await cast.heard("Staff", "staff-purchase-said")
    await cast.sofia.asks('organisation confirm "Ville de Lyon" "Volta Motors"')


async def test_an_affiliate_comes_through_a_consortium(cast: Cast) -> None:
    await cast.sofia.asks("organisation add consortium Nordic Buyers")
    await cast.sofia.asks('organisation add affiliate country:NO through:"Nordic Buyers" name:"City of Bergen"')
    assert cast.sofia.was_told("organisation-added")
    await cast.greta.asks("organisation list")
    assert "through Nordic Buyers" in cast.greta.text


async def test_nobody_comes_through_what_is_no_consortium(cast: Cast) -> None:
    await cast.sofia.asks('organisation add affiliate through:"City of Oslo" name:"City of Bergen"')
    assert cast.sofia.was_told("organisation-not-consortium")


async def test_buyers_learn_of_each_other_only_when_both_agreed(cast: Cast) -> None:
    await both_buy(cast)
    mark = len(cast.platform.log)
    await cast.greta.asks('organisation match "Volta Motors" yes')
    assert cast.greta.was_told("purchase-shared")
    assert not any("purchase-match" in cast.keys(post) for post in cast.platform.log[mark:])
    await cast.luc.asks("organisation rapprocher Volta Motors oui")
    told = [post for post in cast.platform.log[mark:] if "purchase-match" in cast.keys(post)]
    assert {post.room for post in told} >= {await cast.greta.chat(), await cast.luc.chat()}
    assert await cast.olga.chat() not in {post.room for post in told}


async def test_a_live_tender_is_never_matched(cast: Cast) -> None:
    await both_buy(cast)
    await cast.luc.asks('organisation tender "Volta Motors" yes')
    await cast.luc.asks('organisation match "Volta Motors" yes')
    mark = len(cast.platform.log)
    await cast.greta.asks('organisation match "Volta Motors" yes')
    assert not any("purchase-match" in cast.keys(post) for post in cast.platform.log[mark:])
    await cast.luc.asks('organisation tender "Volta Motors" no')
    assert any("purchase-match" in cast.keys(post) for post in cast.platform.log[mark:])


async def test_purchases_are_shown_to_the_buyer_and_to_staff_alone(cast: Cast) -> None:
    await both_buy(cast)
    for who, sees in ((cast.greta, True), (cast.sofia, True), (cast.olga, False), (cast.pia, False)):
        await who.asks('organisation show "City of Ghent"')
        assert who.was_told("organisation-shown")
        assert ("Volta" in who.text) is sees, who.name


async def test_staff_can_not_agree_for_a_buyer(cast: Cast) -> None:
    await both_buy(cast)
    await cast.sofia.asks('organisation match "Volta Motors" yes')
    assert cast.sofia.was_told("purchase-own-consent")


async def test_what_ended_can_be_taken_back(cast: Cast) -> None:
    await cast.sofia.asks('organisation end "City of Oslo"')
    await cast.sofia.asks("yes")
    before = len(cast.platform.log)
    await cast.olga.asks("group list")
    assert len(cast.platform.log) == before, "who does not belong to the network gets no answer"
    await cast.sofia.asks("organisation restore City of Oslo")
    assert cast.sofia.was_told("organisation-restored")


@pytest.mark.later
async def test_nobody_becomes_a_buyer_by_saying_so(cast: Cast) -> None:
    await both_buy(cast)
    await cast.greta.asks('organisation match "Volta Motors" yes')
    await cast.olga.asks('organisation buys "Volta Motors"')
    assert cast.olga.was_told("purchase-said")
    await cast.olga.asks('organisation match "Volta Motors" yes')
    await cast.olga.asks('engagement open "Volta Motors" Ask')
    assert not cast.olga.was_told("engagement-opened")
    assert "Ghent" not in cast.olga.text
    mark = len(cast.platform.log)
    await cast.sofia.asks('organisation confirm "City of Oslo" "Volta Motors"')
    assert any("purchase-match" in cast.keys(post) for post in cast.platform.log[mark:])


async def test_what_is_bought_is_said_with_its_model_its_period_and_its_volume(cast: Cast) -> None:
    await cast.sofia.asks("organisation company Volta Motors")
    await cast.sofia.asks('facility model "Volta Motors" Bus 9')
    await cast.greta.asks('organisation buys "Volta Motors" model:"Bus 9" since:2027-02-01 volume:large')
    assert cast.greta.was_told("purchase-said"), cast.greta.text
    assert await cast.heard("Staff", "line-purchase-item")
    await cast.greta.asks('organisation buys "Volta Motors" model:"Bus 9" since:2027-02-01')
    assert cast.greta.was_told("purchase-known")
    await cast.greta.asks('organisation buys "Volta Motors" model:"Bus 8"')
    assert cast.greta.was_told("model-unknown")
    for who, sees in ((cast.greta, True), (cast.sofia, True), (cast.olga, False)):
        await who.asks('organisation show "City of Ghent"')
        assert who.was_told("line-purchase-item") is sees, who.name


@pytest.mark.later
async def test_nobody_adds_to_what_staff_have_confirmed_but_staff(cast: Cast) -> None:
    await both_buy(cast)
    await cast.sofia.asks('facility model "Volta Motors" Bus 9')
    await cast.sofia.asks('organisation confirm "City of Ghent" "Volta Motors"')
    await cast.greta.asks('organisation buys "Volta Motors" model:"Bus 9"')
    assert cast.greta.was_told("purchase-confirmed")
    await cast.sofia.asks('organisation buys "Volta Motors" organisation:"City of Ghent" model:"Bus 9"')
    assert cast.sofia.was_told("purchase-recorded")
    await cast.greta.asks('organisation show "City of Ghent"')
    assert cast.greta.was_told("line-purchase-item")


async def test_a_company_is_a_brand_a_reseller_or_a_manufacturer_and_can_be_corrected(cast: Cast) -> None:
    await cast.sofia.asks("organisation company Volta Motors")
    assert "brand" in cast.sofia.text
    await cast.sofia.asks("organisation company Green Desks kind:reseller")
    assert "reseller" in cast.sofia.text
    await cast.sofia.asks('organisation edit-company "Green Desks" kind:manufacturer name:"Green Desks Ltd"')
    assert cast.sofia.was_told("company-edited")
    assert "manufacturer" in cast.sofia.text
    await cast.buys(cast.greta, "Green Desks Ltd")
    assert cast.sofia.was_told("purchase-recorded")
    await cast.sofia.asks('organisation edit-company "Green Desks Ltd" name:"volta motors"')
    assert cast.sofia.was_told("company-exists")
    await cast.sofia.asks('organisation edit-company "Green Desks Ltd" name:"green desks ltd"')
    assert cast.sofia.was_told("company-edited"), "its own name, otherwise written"
    await cast.sofia.asks('organisation company "Volta‮ Motors"')
    assert cast.sofia.was_told("import-cell-hidden")
    await cast.greta.asks('organisation edit-company "green desks ltd" kind:brand')
    assert not cast.greta.was_told("company-edited")


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ("organisation add affiliate City оf Ghent", "name-lookalike"),  # a Cyrillic o, as in the next ones
        ("organisation add affiliate City\u200b of Ghent", "import-cell-hidden"),
        ("organisation add affiliate City of Ghent\u202e", "import-cell-hidden"),
        ("organisation add affiliate CITY  OF GHENT", "organisation-exists"),
        ('organisation edit "City of Oslo" name:"City оf Ghent"', "name-lookalike"),
        ("organisation company Vоlta Motors", "name-lookalike"),
        ("organisation company Volta\u200d Motors", "import-cell-hidden"),
        ("organisation company volta  MOTORS", "company-exists"),
        ("person invite @x:memory affiliate_ member Grеta", "name-lookalike"),
        ("person invite @x:memory affiliate_ member Gre\u200bta", "import-cell-hidden"),
        ("person invite @x:memory affiliate_ member GRETA", "person-name-taken"),
        ("group open NEW Low\u202eemission", "import-cell-hidden"),
        ("facility add assembly CZ Plant Sеven", "name-lookalike"),
        ("facility add assembly CZ plant  SEVEN", "facility-exists"),
        (f"facility alias {ROOT} Plant Sеven", "name-lookalike"),
        ('facility model "Volta Motors" Вus', "name-lookalike"),
        ('facility model "Volta Motors" BUS', "model-exists"),
        ('contract add "Volta Motors" К-1 organisation:"City of Ghent"', "name-lookalike"),
        ('contract add "Volta Motors" k-1 organisation:"City of Ghent"', "contract-exists"),
    ],
)
async def test_nobody_gets_a_name_that_is_taken_for_anothers(cast: Cast, said: str, key: str) -> None:
    await with_plant(cast)
    await cast.sofia.asks('contract add "Volta Motors" K-1 organisation:"City of Ghent"')
    nouns = (Organisation, Company, Person, Group, Facility, FacilityAlias, ProductModel, Contract)
    before = [await count(cast, noun) for noun in nouns]
    await cast.sofia.asks(said.replace("affiliate_", '"City of Ghent"'))
    assert cast.sofia.was_told(key), cast.sofia.text
    assert [await count(cast, noun) for noun in nouns] == before


async def test_a_look_of_anothers_is_told_in_french_and_on_discord(both: Cast) -> None:
    await with_plant(both)
    both.lets_through(Label.AMBER)
    await both.sofia.asks("person language fr")
    await both.sofia.discord.asks('usine modèle "Volta Motors" Вus')
    assert "Ce n'est pas Bus, malgré la même apparence" in both.sofia.discord.text


async def test_another_number_of_a_contract_may_be_its_own_otherwise_written(cast: Cast) -> None:
    await cast.sofia.asks("organisation company Volta Motors")
    await cast.sofia.asks('contract add "Volta Motors" K-1 organisation:"City of Ghent"')
    await cast.sofia.asks('contract edit K-1 organisation:"City of Ghent" renamed:k-1')
    assert cast.sofia.was_told("contract-edited"), cast.sofia.text


@pytest.mark.parametrize(
    ("said", "key", "odd"),
    [
        ("organisation company Gаmma", "company-added", True),
        ("organisation add union Гамма", "organisation-added", False),
        ("facility add mine CD Kоlwezi", "facility-added", True),
        ("facility add mine BG Гамма", "facility-added", False),
    ],
)
async def test_a_name_of_two_alphabets_is_pointed_out(cast: Cast, said: str, key: str, odd: bool) -> None:
    await cast.sofia.asks(said)
    assert cast.sofia.was_told(key), cast.sofia.text
    assert cast.sofia.was_told("import-mixed") is odd

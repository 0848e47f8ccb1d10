"""Disclosures: who may ask a brand, who reads of it, the chain that is chased, and asking together."""

import re
from datetime import timedelta

import pytest

from storage.access import Role
from storage.contract import Contract, Sharing
from storage.disclosure import Disclosure
from storage.facility import Facility, FacilityKind, LinkState, ProductModel, SupplyLink
from storage.organisation import Company, Organisation, OrganisationKind
from tests.cast import Cast, Member
from tests.engagements import code_in
from tests.linkages import add_models, change, id_of, with_consortium
from tests.summaries import COMPANY

VOLTA = f'"{COMPANY}"'
BUYERS = {"luc": ("Ville de Lyon", "FR"), "olga": ("City of Oslo", "NO"), "greta": ("City of Ghent", "BE")}


async def asked(one: Member, more: str = "") -> str:
    """A request to Volta that goes through a reseller first; its code."""
    await one.asks(f'disclosure ask {VOLTA} "in 30 days" {more} all buses of our contract')
    assert one.was_told("disclosure-asked"), one.text
    return code_in(one.text, "DIS")


def told(one: Member, key: str) -> int:
    """How often somebody was told this in private."""
    chats = one.cast.chats(one.account, one.platform)
    return sum(key in one.cast.keys(post) for post in one.side.log if post.room in chats)


async def also_buy(cast: Cast, *names: str) -> None:
    """These buy from Volta, too, and all three are where they are."""
    for name in names:
        await cast.buys(cast.members[name], COMPANY)
    for name, country in BUYERS.values():
        await change(cast, Organisation, {"name": name}, country=country)


async def refused_alike(one: Member, words: str, code: str) -> bool:
    """Whether this request, and a code that nobody has, are answered with the same words."""
    answers = []
    for wanted in (code, "DIS-2222"):
        await one.asks(f"disclosure {words.format(wanted)}")
        assert one.was_told("absent"), one.text
        answers.append(one.text.replace(wanted, ""))
    return answers[0] == answers[1]


async def test_a_buyer_asks_and_nobody_but_staff_learns_of_it(buyers: Cast) -> None:
    code = await asked(buyers.luc)
    for reader in (buyers.luc, buyers.sofia):
        await reader.asks(f"disclosure show {code}")
        assert reader.was_told("disclosure-shown")
        assert "all buses of our contract" in reader.text
    for other in (buyers.olga, buyers.greta):
        for words in ("show {}", "received {}", "extend {} tomorrow x", f"pass {{}} {VOLTA} tomorrow", "close {}"):
            assert await refused_alike(other, words, code)
        await other.asks("disclosure list")
        assert other.was_told("disclosure-none")
    for outsider in (buyers.pia, buyers.una):
        await outsider.asks(f"disclosure show {code}")
        assert not outsider.was_told("disclosure-shown")


@pytest.mark.parametrize(("who", "may"), [("luc", True), ("olga", True), ("greta", False), ("pia", False)])
async def test_only_a_confirmed_buyer_asks(buyers: Cast, who: str, may: bool) -> None:
    one = buyers.members[who]
    await one.asks(f'disclosure ask {VOLTA} "in 30 days" all buses')
    assert one.was_told("disclosure-asked") is may


async def test_a_tender_keeps_a_buyer_from_asking(buyers: Cast) -> None:
    await buyers.luc.asks(f"organisation tender {VOLTA} yes")
    await buyers.luc.asks(f'disclosure ask {VOLTA} "in 30 days" all buses')
    assert buyers.luc.was_told("disclosure-not-buyer")


async def test_the_request_goes_up_the_chain_and_each_hop_has_its_day(buyers: Cast) -> None:
    await buyers.sofia.asks("organisation company Wheels Resale")
    await buyers.sofia.asks("organisation company Cell Works")
    code = await asked(buyers.olga, 'reseller:"Wheels Resale"')
    await buyers.olga.asks(f'disclosure pass {code} {VOLTA} "in 40 days"')
    assert buyers.olga.was_told("disclosure-passed"), buyers.olga.text
    await buyers.olga.asks(f'disclosure pass {code} "Wheels Resale" "in 40 days"')
    assert buyers.olga.was_told("disclosure-hop-known")
    await buyers.olga.asks(f'disclosure pass {code} "Cell Works" "in 50 days"')
    await buyers.olga.asks(f"disclosure show {code}")
    assert [buyers.olga.text.index(name) for name in ("Wheels Resale", "Cell Works")]
    assert buyers.olga.text.count("passed it on") == 2


@pytest.mark.later
async def test_a_day_that_is_over_is_told_once_and_can_be_moved_without_blame(buyers: Cast) -> None:
    code = await asked(buyers.luc)
    await buyers.passes(timedelta(days=32))
    assert told(buyers.luc, "disclosure-late") == 1
    await buyers.passes(timedelta(days=3))
    assert told(buyers.luc, "disclosure-late") == 1
    await buyers.luc.asks("my")
    assert code in buyers.luc.text
    await buyers.luc.asks(f'disclosure extend {code} "in 10 days" They had to ask their supplier.')
    assert buyers.luc.was_told("disclosure-extended"), buyers.luc.text
    await buyers.luc.asks(f'disclosure extend {code} "in 5 days" x')
    assert buyers.luc.was_told("disclosure-extend-later")
    await buyers.passes(timedelta(days=12))
    assert told(buyers.luc, "disclosure-late") == 2
    assert told(buyers.olga, "disclosure-late") == 0


@pytest.mark.later
async def test_what_came_is_asked_for_again_when_the_contract_says_so(buyers: Cast) -> None:
    lyon, volta = await id_of(buyers, Organisation, name="City of Oslo"), await id_of(buyers, Company, name=COMPANY)
    async with buyers.app.storage.unit() as unit:
        unit.add(
            Contract(
                organisation_id=lyon, company_id=volta, reference="LY-7", discloses=True, refresh_months=6,
                sharing=Sharing.LINKED, created_at=buyers.now,
            )
        )  # fmt: skip
    await buyers.luc.asks(f'disclosure ask {VOLTA} "in 30 days" contract:LY-7 all buses')
    assert buyers.luc.was_told("disclosure-no-contract"), "another's contract is none"
    code = await asked(buyers.olga, "contract:ly-7")
    await buyers.olga.asks(f"disclosure received {code} partly:yes")
    assert buyers.olga.was_told("disclosure-received-partly")
    await buyers.olga.asks(f"disclosure received {code}")
    assert buyers.olga.was_told("disclosure-refresh-on")
    assert "linked buyers" in buyers.olga.text
    assert await buyers.heard("Staff", "staff-disclosure-received")
    await buyers.olga.asks(f'disclosure extend {code} "in 90 days" x')
    assert buyers.olga.was_told("disclosure-settled")
    await buyers.passes(timedelta(days=185))
    assert told(buyers.olga, "disclosure-refresh") == 1
    await buyers.olga.asks(f'disclosure again {code} "in 30 days"')
    assert buyers.olga.was_told("disclosure-again")
    await buyers.passes(timedelta(days=3))
    assert told(buyers.olga, "disclosure-refresh") == 1


async def test_what_is_in_the_registry_is_counted_by_the_code(buyers: Cast) -> None:
    code = await asked(buyers.olga)
    await add_models(buyers)
    bus = await id_of(buyers, ProductModel, name="Bus")
    async with buyers.app.storage.unit() as unit:
        plant = Facility(code="FAC-7KQ4", name="Plant", country="CZ", kind=FacilityKind.ASSEMBLY, created_at=buyers.now)
        unit.add(plant)
        await unit.session.flush()
        for component, state in (("", LinkState.CONFIRMED), ("battery", LinkState.PENDING)):
            unit.add(
                SupplyLink(
                    model_id=bus, facility_id=plant.id, component=component, source=code, state=state,
                    created_at=buyers.now,
                )
            )  # fmt: skip
    await buyers.olga.asks(f"disclosure show {code}")
    assert "2 links from it, 1 confirmed" in buyers.olga.text


async def test_a_refusal_is_kept_with_its_reason_and_can_be_asked_again(buyers: Cast) -> None:
    code = await asked(buyers.luc)
    await buyers.luc.asks(f"disclosure again {code} tomorrow")
    assert buyers.luc.was_told("disclosure-open")
    await buyers.luc.asks(f"disclosure refused {code} Trade secret, they say.")
    assert buyers.luc.was_told("disclosure-refused")
    await buyers.luc.asks(f"disclosure show {code}")
    assert "Trade secret" in buyers.luc.text
    await buyers.luc.asks(f"disclosure again {code} tomorrow")
    assert buyers.luc.was_told("disclosure-again")
    await buyers.luc.asks(f"disclosure close {code}")
    assert buyers.luc.was_told("disclosure-closed")


@pytest.mark.later
async def test_how_many_ask_is_told_from_three_in_two_countries_on(buyers: Cast) -> None:
    await also_buy(buyers, "greta")
    for name in ("luc", "olga", "greta"):
        await asked(buyers.members[name], "joinable:yes")
        assert not buyers.members[name].was_told("disclosure-others"), "two others are too few"
    await asked(buyers.luc)
    assert not buyers.luc.was_told("disclosure-others"), "one's own request is not another's"
    consortium = await with_fourth(buyers)
    await change(buyers, Organisation, {"name": "City of Oslo"}, country="BE")
    await change(buyers, Organisation, {"name": "Ville de Lyon"}, country="BE")
    assert await others_told(buyers, consortium) == 0, "in one country"
    await change(buyers, Organisation, {"name": "City of Oslo"}, country="NO")
    assert await others_told(buyers, consortium) == 3
    await buyers.olga.asks(f"organisation tender {VOLTA} yes")
    assert await others_told(buyers, consortium) == 0, "who is in a tender is not counted"


async def with_fourth(cast: Cast) -> Member:
    """Somebody of a fourth organisation, which buys from Volta, too."""
    one = await cast.join("Cora", "Buying Together", OrganisationKind.CONSORTIUM, Role.LIAISON, "en")
    await cast.sofia.asks(f'organisation buys {VOLTA} organisation:"Buying Together"')
    return one


async def others_told(cast: Cast, one: Member) -> int:
    """How many others this buyer hears of when it asks."""
    await asked(one)
    found = re.search(r"(\d+) other affiliates", one.text)
    return int(found[1]) if found else 0


async def test_two_ask_together_once_both_said_yes(buyers: Cast) -> None:
    await also_buy(buyers)
    code = await asked(buyers.luc, "joinable:yes")
    await buyers.olga.asks(f"disclosure join {VOLTA}")
    with_one = buyers.olga.text
    assert await refused_alike(buyers.olga, "show {}", code), "nothing is hers before Lyon says yes"
    assert told(buyers.luc, "disclosure-join-wish") == 1
    await buyers.olga.asks(f"disclosure join {VOLTA}")
    assert told(buyers.luc, "disclosure-join-wish") == 1, "asked once"
    await buyers.luc.asks(f'disclosure admit {code} "City of Oslo"')
    assert buyers.luc.was_told("disclosure-admitted")
    assert told(buyers.olga, "disclosure-let-in") == 1
    await buyers.olga.asks(f"disclosure show {code}")
    assert buyers.olga.was_told("disclosure-shown")
    await buyers.olga.asks(f"disclosure close {code}")
    assert buyers.olga.was_told("disclosure-asker-only")
    await buyers.luc.asks(f'disclosure admit {code} "City of Oslo" off:yes')
    assert await refused_alike(buyers.olga, "show {}", code)
    await buyers.luc.asks(f"disclosure close {code}")
    await buyers.olga.asks(f"disclosure join {VOLTA}")
    assert buyers.olga.text == with_one, "the same answer where there is nobody to join"


async def test_who_did_not_agree_is_neither_counted_nor_asked(buyers: Cast) -> None:
    await asked(buyers.luc)
    await buyers.olga.asks(f"disclosure join {VOLTA}")
    assert buyers.olga.was_told("disclosure-join-asked")
    assert told(buyers.luc, "disclosure-join-wish") == 0


async def test_what_a_consortium_asks_for_its_members_is_read_by_them(buyers: Cast) -> None:
    await with_consortium(buyers, "City of Ghent")
    consortium = await id_of(buyers, Organisation, name="Buying Together")
    code = await asked(buyers.luc)
    assert await refused_alike(buyers.greta, "show {}", code)
    await change(buyers, Disclosure, {"code": code}, organisation_id=consortium, for_members=True)
    await buyers.greta.asks(f"disclosure show {code}")
    assert buyers.greta.was_told("disclosure-shown")
    await buyers.greta.asks(f"disclosure close {code}")
    assert buyers.greta.was_told("disclosure-asker-only")
    await buyers.olga.asks("disclosure list")
    assert buyers.olga.was_told("disclosure-none")

"""Summaries for those linked to a facility, through the front door: who is linked no more reads no more, at once."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
import pytest_asyncio

from storage.facility import Facility
from storage.organisation import Organisation, OrganisationStatus, Purchase
from tests.cast import Cast, Member
from tests.linkages import PLACE, PLANT, ROOT, buys_the_van, change, id_of, merge, reject_link, with_plant
from tests.scenes import NETWORK, Engine, Scene
from tests.summaries import COMPANY, HEADING, approved, drafted, released

FOR_LINKED = {"readers": "linked", "more": f"facility:{PLANT}"}


async def _with_plant(cast: Cast) -> None:
    await with_plant(cast)


WITH_PLANT = Scene(_with_plant, NETWORK)


@pytest_asyncio.fixture
async def linked(engine: Engine, inline: None) -> AsyncIterator[Cast]:
    """Lyon and Oslo are linked to the plant and meet in ICT; Ghent is not, and meets them in LEV."""
    async with engine.after(WITH_PLANT) as (cast, _):
        yield cast


async def reads(one: Member, code: str) -> bool:
    await one.asks(f"summary show {code}")
    assert one.was_told("absent") is not one.was_told("summary-text")
    return one.was_told("summary-text")


async def test_a_summary_for_the_linked_goes_to_their_room_and_to_no_other(linked: Cast) -> None:
    code = await approved(linked, **FOR_LINKED)
    await linked.tom.asks(f"summary show {code}")
    assert linked.tom.was_told("summary-facility")
    assert PLANT in linked.tom.text
    assert PLACE in linked.tom.text
    assert linked.tom.was_told("summary-linked")
    assert not await reads(linked.luc, code)
    await linked.sofia.asks(f"summary release {code}")
    await linked.sofia.asks("yes")
    assert await linked.heard("ICT", "summary-text")
    assert not await linked.heard("LEV", "summary-text")
    assert linked.sofia.was_told("line-summary-refused")
    assert await reads(linked.luc, code)
    for outsider in (linked.greta, linked.gus, linked.pia, linked.una, linked.otto):
        assert not await reads(outsider, code)
    await linked.luc.asks(f"summary acknowledge {code}")
    assert linked.luc.was_told("summary-acknowledged")
    await linked.greta.asks(f"summary acknowledge {code}")
    assert linked.greta.was_told("absent")
    await linked.sofia.asks(f"summary acks {code}")
    assert "City of Oslo" in linked.sofia.text
    assert "Ghent" not in linked.sofia.text


async def test_it_can_be_asked_for_in_french_with_the_words_of_french(linked: Cast) -> None:
    await linked.sofia.asks("person language fr")
    await linked.sofia.asks(f'résumé rédiger "{COMPANY}" liés {HEADING} usine:{PLANT}')
    await linked.sofia.asks("Des nuits de douze heures.")
    assert linked.sofia.was_told("summary-drafted")
    await linked.sofia.asks("my")
    assert "SUM-" in linked.sofia.text


async def test_without_a_facility_of_the_registry_it_has_no_readers(linked: Cast) -> None:
    code = await drafted(linked, readers="linked", more='facility:"The old mill"')
    await linked.sofia.asks(f"summary submit {code}")
    assert linked.sofia.was_told("summary-no-facility")
    await linked.sofia.asks(f"summary facility {code} FAC-2222")
    assert linked.sofia.was_told("summary-facility-unknown")
    await linked.sofia.asks(f"summary facility {code} {PLANT.lower()}")
    assert linked.sofia.was_told("summary-changed")
    await linked.sofia.asks(f"summary submit {code}")
    assert linked.sofia.was_told("summary-submitted")


async def test_words_for_what_the_registry_does_not_have_stay_words(linked: Cast) -> None:
    code = await drafted(linked, more='facility:"The old mill"')
    await linked.sofia.asks(f"summary show {code}")
    assert "The old mill" in linked.sofia.text
    assert not linked.sofia.was_told("summary-facility")


async def test_another_facility_is_another_audience_and_voids_an_approval(linked: Cast) -> None:
    code = await approved(linked, **FOR_LINKED)
    await linked.sofia.asks(f"summary facility {code} {ROOT}")
    await linked.sofia.asks(f"summary release {code}")
    assert linked.sofia.was_told("summary-not-approved")
    await linked.sofia.asks(f"summary submit {code}")
    await linked.tom.asks(f"summary approve {code}")
    assert linked.tom.was_told("summary-read-first")


async def test_for_other_readers_too_another_facility_has_to_be_approved(linked: Cast) -> None:
    code = await approved(linked, more=f"facility:{PLANT}")
    await change(linked, Facility, {"code": ROOT}, name=PLACE)  # of the same name, so that it reads the same
    await linked.sofia.asks(f"summary facility {code} {ROOT}")
    await linked.sofia.asks(f"summary submit {code}")
    await linked.tom.asks(f"summary approve {code}")
    assert linked.tom.was_told("summary-read-first")


async def test_only_its_author_says_what_it_is_about(linked: Cast) -> None:
    code = await drafted(linked, **FOR_LINKED)
    await linked.tom.asks(f"summary facility {code} {ROOT}")
    assert linked.tom.was_told("summary-author-only")
    await linked.greta.asks(f"summary facility {code} {ROOT}")
    assert linked.greta.was_told("absent")


async def _unconfirmed(cast: Cast) -> None:
    lyon = await id_of(cast, Organisation, name="Ville de Lyon")
    await change(cast, Purchase, {"organisation_id": lyon}, confirmed_by=None)


async def _names_another_model(cast: Cast) -> None:
    await buys_the_van(cast, "Ville de Lyon")


async def _ended(cast: Cast) -> None:
    await change(cast, Organisation, {"name": "Ville de Lyon"}, status=OrganisationStatus.ENDED)


Change = Callable[[Cast], Awaitable[None]]


@pytest.mark.later
@pytest.mark.parametrize("happens", [reject_link, _unconfirmed, _names_another_model])
async def test_whoever_is_linked_no_more_reads_no_more(linked: Cast, happens: Change) -> None:
    code = await released(linked, **FOR_LINKED)
    assert await reads(linked.luc, code)
    await happens(linked)
    assert not await reads(linked.luc, code)
    assert await reads(linked.tom, code)


@pytest.mark.later
@pytest.mark.parametrize("happens", [reject_link, _unconfirmed, _names_another_model, _ended])
async def test_a_room_that_is_linked_no_more_gets_nothing_that_is_under_way(linked: Cast, happens: Change) -> None:
    code = await approved(linked, **FOR_LINKED)
    await linked.sofia.asks(f"summary release {code}")
    settle = linked.settle

    async def otherwise() -> None:
        linked.settle = settle  # type: ignore[method-assign]
        await happens(linked)
        await settle()

    linked.settle = otherwise  # type: ignore[method-assign]
    await linked.sofia.asks("yes")
    assert linked.sofia.was_told("summary-released"), "it was entitled when it was released"
    assert not await linked.heard("ICT", "summary-text")
    assert await linked.heard("Staff", "staff-withheld")


@pytest.mark.later
async def test_a_merge_asks_anew_who_may_read_and_taking_it_apart_does_so_again(linked: Cast) -> None:
    code = await drafted(linked, readers="linked", more=f"facility:{ROOT}")
    await linked.sofia.asks(f"summary submit {code}")
    await linked.tom.asks(f"summary show {code}")
    await linked.tom.asks(f"summary approve {code}")
    await linked.sofia.asks(f"summary release {code}")
    assert linked.sofia.was_told("summary-released-nowhere"), "nobody is linked to the root"
    await merge(linked)
    await linked.sofia.asks(f"summary release {code}")
    await linked.sofia.asks("yes")
    assert await linked.heard("ICT", "summary-text")
    assert not await linked.heard("LEV", "summary-text")
    assert await reads(linked.luc, code)
    assert not await reads(linked.greta, code)
    await merge(linked, back=True)
    assert not await reads(linked.luc, code)
    assert await reads(linked.tom, code)

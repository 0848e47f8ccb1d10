"""Bands that were queued before a tender began don't leave after it did: they are looked at anew when they leave."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from storage.access import Label
from storage.leverage import Following, Leverage
from storage.organisation import Organisation, Purchase, VolumeBand
from storage.outbox import Parcel
from storage.told import Counted, Matched, still_so, told_of
from tests.cast import Cast
from tests.commands.test_disclosure import also_buy, asked, with_fourth
from tests.commands.test_leverage import OSLO, RIGA, pictures, spending
from tests.commands.test_organisation_shared import buying
from tests.engagements import COMPANY, Engaged
from tests.linkages import PLANT, add_models, add_plant, change, id_of


async def tender(cast: Cast, *names: str, running: bool = True) -> None:
    """These begin one with Volta, or end it."""
    for name in names:
        buyer = await id_of(cast, Organisation, name=name)
        await change(cast, Purchase, {"organisation_id": buyer}, in_tender=running)


async def comes_back(cast: Cast) -> None:
    """The platforms can be reached again, and what waited leaves, as far as it may."""
    for side in cast.platforms.values():
        side.down = False
    await cast.passes(timedelta(minutes=10))


async def causes(cast: Cast) -> list[str]:
    """Why parcels were kept back."""
    async with cast.app.storage.unit() as unit:
        return [one for one in await unit.scalars(select(Parcel.cause)) if one.startswith("outrun")]


@pytest.mark.parametrize(("leaving", "leaves"), [((), True), ((OSLO,), False), ((OSLO, RIGA), False)])
async def test_words_and_picture_for_the_room_stay_here_once_a_band_is_lower(
    engaged: Engaged, leaving: tuple[str, ...], leaves: bool
) -> None:
    """Oslo spends most, so that without it they come to less; without Oslo and Riga they are too few to tell of."""
    cast, code = engaged
    await spending(cast)
    await cast.greta.asks(f"leverage post {code}")
    cast.platform.down = True
    await cast.greta.asks("yes")
    await tender(cast, *leaving)
    await comes_back(cast)
    assert bool(pictures(await cast.posts(code))) is leaves
    assert await cast.heard(code, "leverage-post") is leaves
    assert await cast.heard("Staff", "staff-withheld") is not leaves
    assert await cast.heard("Staff", "outrun-counts") is not leaves
    await tender(cast, *leaving, running=False)
    await cast.sofia.asks(f"room resend {code}")
    assert cast.sofia.was_told("room-resend-nothing"), "it can be asked for anew"


async def test_a_higher_band_makes_no_secret_of_the_lower_one(engaged: Engaged) -> None:
    cast, code = engaged
    await spending(cast)
    await tender(cast, OSLO)
    cast.platform.down = True
    await cast.greta.asks(f"leverage show {code}")
    await tender(cast, OSLO, running=False)
    await comes_back(cast)
    assert cast.greta.was_told("leverage-shown")
    assert len(pictures(cast.greta.posts)) == 1


@pytest.mark.parametrize(
    "said", ["leverage show {}", "leverage list", "leverage post {}", f"facility leverage {PLANT}"]
)
async def test_whoever_asked_is_asked_to_ask_again(engaged: Engaged, said: str) -> None:
    cast, code = engaged
    await add_models(cast)
    await add_plant(cast)
    await spending(cast)
    cast.platform.down = True
    await cast.greta.asks(said.format(code))
    await tender(cast, OSLO, RIGA)
    await comes_back(cast)
    assert "3 to 5" not in cast.greta.text
    assert pictures(cast.greta.posts) == []
    assert cast.greta.was_told("answer-outrun"), cast.greta.text
    assert not await cast.heard("Staff", "staff-unreachable")
    await cast.greta.asks(said.format(code))
    assert cast.greta.was_told("facility-leverage-few" if "facility" in said else "leverage-few") or "list" in said


async def test_what_still_holds_of_a_facility_is_told_once_it_can_leave(engaged: Engaged) -> None:
    cast, _ = engaged
    await add_models(cast)
    await add_plant(cast)
    await spending(cast)
    cast.platform.down = True
    await cast.greta.asks(f"facility leverage {PLANT}")
    await comes_back(cast)
    assert cast.greta.was_told("facility-leverage")
    assert len(pictures(cast.greta.posts)) == 1
    assert await causes(cast) == []


async def test_on_discord_an_answer_to_its_asker_alone_is_asked_again_too(engaged_on_both: Engaged) -> None:
    cast, code = engaged_on_both
    await spending(cast)
    cast.lets_through(Label.AMBER)
    greta = cast.greta.discord
    greta.side.down = True
    await greta.forms("leverage show", code=code)
    await tender(cast, OSLO, RIGA)
    await comes_back(cast)
    assert "3 to 5" not in "\n".join(post.plain for post in greta.side.log)
    assert greta.was_told("answer-outrun")


@pytest.mark.later
async def test_that_others_share_a_supplier_is_told_to_nobody_once_they_are_too_few(cast: Cast) -> None:
    await buying(cast, "greta")
    cast.platform.down = True
    await cast.passes(timedelta(days=1))
    await tender(cast, OSLO)
    await comes_back(cast)
    assert not any("supplier-shared" in cast.keys(post) for post in cast.platform.log)
    assert set(await causes(cast)) == {"outrun-counts"}
    assert not any("outrun" in key for post in cast.platform.log for key in cast.keys(post)), "nobody is told why"


@pytest.mark.later
@pytest.mark.parametrize(("leaving", "leaves"), [((), True), ((OSLO,), False)])
async def test_how_many_ask_a_brand_is_not_told_once_they_are_fewer(
    buyers: Cast, leaving: tuple[str, ...], leaves: bool
) -> None:
    """The three others ask already; the one who asks now is answered whatever becomes of them."""
    await also_buy(buyers, "greta")
    for name in ("luc", "olga", "greta"):
        await asked(buyers.members[name], "joinable:yes")
    cora = await with_fourth(buyers)
    buyers.platform.down = True
    await cora.asks(f'disclosure ask "{COMPANY}" "in 30 days" all buses of our contract')
    await tender(buyers, *leaving)
    await comes_back(buyers)
    assert cora.was_told("disclosure-asked"), cora.text
    assert cora.was_told("disclosure-others") is leaves
    assert bool(await causes(buyers)) is not leaves
    assert not cora.was_told("answer-outrun"), "asked again, it would be a second request"


@pytest.mark.parametrize("who", ["City of Ghent", "Ville de Lyon", ""])
async def test_buyers_are_not_named_to_each_other_once_one_is_in_a_tender(buyers: Cast, who: str) -> None:
    """Ghent has agreed to be found and Lyon agrees now; each would be told of the other."""
    await buyers.buys(buyers.greta, COMPANY)
    await buyers.greta.asks(f'organisation match "{COMPANY}" yes')
    buyers.platform.down = True
    await buyers.luc.asks(f'organisation match "{COMPANY}" yes')
    if who:
        await tender(buyers, who)
    await comes_back(buyers)
    named = [post.plain for post in buyers.platform.log if "purchase-match" in buyers.keys(post)]
    assert bool(named) is not bool(who)


async def test_a_purchase_that_is_not_there_any_more_is_told_to_nobody(cast: Cast) -> None:
    async with cast.app.storage.unit() as unit:
        assert not await still_so(unit, Matched(purchase_id="gone"), now=cast.now)


@pytest.mark.later
async def test_other_news_of_what_somebody_follows_leaves_without_the_band(cast: Cast) -> None:
    await buying(cast, "greta")
    await cast.gus.asks(f'follow company "{COMPANY}"')
    await cast.olga.asks(f'lesson add worked tools named title:"A clause" {COMPANY} answered.')
    cast.platform.down = True
    await cast.until((cast.now + timedelta(days=1)).replace(hour=7, minute=0))
    await tender(cast, OSLO)
    await comes_back(cast)
    news = [post.plain for post in cast.gus.posts if "follow-news" in cast.keys(post)]
    assert len(news) == 1
    assert "A clause" in news[0]
    assert "3 to 5" not in cast.gus.text


def together(buyers: int, countries: int = 2, bands: tuple[int, ...] = (0, 0, 0, 0)) -> Leverage:
    known = sum(bands)
    return Leverage(buyers=buyers, countries=countries, known=known, known_countries=countries, bands=bands)


@pytest.mark.parametrize(
    ("now", "holds"),
    [
        (together(6, bands=(0, 6, 0, 0)), True),
        (together(60, bands=(0, 0, 0, 60)), True),
        (together(5, bands=(0, 5, 0, 0)), False),
        (together(6, bands=(6, 0, 0, 0)), False),
        (together(6, countries=1, bands=(0, 6, 0, 0)), False),
        (together(2), False),
    ],
)
def test_what_was_told_holds_for_as_many_and_more(now: Leverage, holds: bool) -> None:
    [told] = Counted.of(together(6, bands=(0, 6, 0, 0)), company_id="c1")
    assert (told.following, told.spending) == (Following.SOME, VolumeBand.MEDIUM)
    assert told_of(told.to_data()) == told
    assert told.is_within(now) is holds
    assert Counted.of(together(2), company_id="c1") == ()

"""What an engagement's buyers come to together: bands as words and as a picture, for those inside, and nobody's own."""

import io
from datetime import timedelta

import pytest
from PIL import Image
from sqlalchemy import delete

from bot.chart_bands import drawn, size_of
from bot.platform import Attachment
from storage.access import Label
from storage.organisation import Company, Organisation, OrganisationKind, Purchase, PurchaseItem, VolumeBand
from tests.cast import Cast, Member
from tests.engagements import COMPANY, Engaged, authorise
from tests.fakes.memory import Post
from tests.linkages import change, id_of

GHENT, LYON, OSLO, RIGA = "City of Ghent", "Ville de Lyon", "City of Oslo", "City of Riga"


async def bought(cast: Cast, name: str, country: str, volume: VolumeBand) -> None:
    """An organisation, new or not, is in a country and buys from the company for so much."""
    company = await id_of(cast, Company, name=COMPANY)
    async with cast.app.storage.unit() as unit:
        if name == RIGA:
            unit.add(Organisation(name=name, kind=OrganisationKind.AFFILIATE, country=country, created_at=cast.now))
            await unit.session.flush()
    await change(cast, Organisation, {"name": name}, country=country)
    buyer = await id_of(cast, Organisation, name=name)
    async with cast.app.storage.unit() as unit:
        if name == RIGA:
            unit.add(Purchase(organisation_id=buyer, company_id=company, confirmed_by="x", created_at=cast.now))
    purchase = await id_of(cast, Purchase, organisation_id=buyer, company_id=company)
    async with cast.app.storage.unit() as unit:
        unit.add(PurchaseItem(purchase_id=purchase, volume=volume, created_at=cast.now))


async def spending(cast: Cast) -> None:
    """Four buyers in three countries: Oslo is outside of the engagement, and Riga nobody has heard of."""
    await bought(cast, GHENT, "BE", VolumeBand.LARGE)
    await bought(cast, LYON, "FR", VolumeBand.MEDIUM)
    await bought(cast, OSLO, "NO", VolumeBand.VERY_LARGE)
    await bought(cast, RIGA, "LV", VolumeBand.SMALL)


def pictures(posts: list[Post]) -> list[Attachment]:
    return [one.text for one in posts if isinstance(one.text, Attachment)]


async def shown(one: Member, code: str) -> tuple[str, Attachment]:
    """The words and the picture that somebody is shown in private."""
    await one.asks(f"leverage show {code}")
    assert one.was_told("leverage-shown"), one.text
    [picture] = pictures(one.posts)
    return one.text, picture


async def test_bands_are_told_in_words_and_as_a_picture_and_of_too_few_nothing(engaged: Engaged) -> None:
    cast, code = engaged
    for said in ("show", "post"):
        await cast.greta.asks(f"leverage {said} {code}")
        assert cast.greta.was_told("leverage-few"), "three, but in one country"
        assert pictures(cast.greta.posts) == []
    await cast.greta.asks("leverage list")
    assert cast.greta.was_told("line-leverage-few")
    await spending(cast)
    await cast.greta.asks("leverage list")
    assert f"{code} – {COMPANY}: 3 to 5" in cast.greta.text
    await cast.olga.asks("leverage list")
    assert cast.olga.was_told("leverage-none"), "she may know of it, and is not inside"
    words, picture = await shown(cast.greta, code)
    assert "3 to 5 organisations" in words
    assert "more than 10,000,000 euros" in words
    assert "3 to 5" in picture.alt
    assert "more than 10,000,000 euros" in picture.alt
    for name in (GHENT, LYON, OSLO, RIGA):
        assert name not in words + picture.alt
    with Image.open(io.BytesIO(picture.data)) as image:
        assert (image.format, image.size, image.info) == ("PNG", picture.size, {}), "no time, name or programme in it"
    assert (await shown(cast.greta, code))[1].data == picture.data, "the same is drawn the same"
    french, leurs = await shown(cast.luc, code)
    assert "3 à 5" in french
    assert "Organisations qui achètent : 3 à 5" in leurs.alt.replace("\xa0", " ")
    assert leurs.data != picture.data


@pytest.mark.later
async def test_a_purchase_in_a_running_tender_is_as_if_there_were_none(engaged: Engaged) -> None:
    cast, code = engaged
    await spending(cast)
    whole = await shown(cast.greta, code)
    await cast.olga.asks(f'organisation tender "{COMPANY}" yes')
    hidden = await shown(cast.greta, code)
    assert "more than 10,000,000 euros" not in hidden[0]
    oslo = await id_of(cast, Organisation, name=OSLO)
    purchase = await id_of(cast, Purchase, organisation_id=oslo)
    async with cast.app.storage.unit() as unit:
        await unit.session.execute(delete(PurchaseItem).where(PurchaseItem.purchase_id == purchase))
        await unit.session.execute(delete(Purchase).where(Purchase.id == purchase))
    gone = await shown(cast.greta, code)
    assert [gone[0], gone[1].data, gone[1].alt] == [hidden[0], hidden[1].data, hidden[1].alt]
    assert whole[1].data != gone[1].data
    await change(cast, Purchase, {"organisation_id": await id_of(cast, Organisation, name=RIGA)}, in_tender=True)
    await cast.greta.asks(f"leverage show {code}")
    assert cast.greta.was_told("leverage-few"), "two are too few"


@pytest.mark.later
async def test_whoever_is_inside_posts_it_and_to_others_there_is_no_such_thing(engaged: Engaged) -> None:
    cast, code = engaged
    await spending(cast)
    for one in (cast.olga, cast.pia, cast.una, cast.otto):
        answers = []
        for wanted in (code, "ENG-2222"):
            await one.asks(f"leverage show {wanted}")
            assert one.was_told("absent"), one.text
            answers.append(one.text.replace(wanted, ""))
            await one.asks(f"leverage post {wanted}")
            assert not one.was_told("confirm-preview")
            answers.append(one.text.replace(wanted, ""))
            assert pictures(one.posts) == []
        assert answers[:2] == answers[2:]
    for one in (cast.luc, cast.sofia):
        before = len(pictures(await cast.posts(code)))
        await one.asks(f"leverage post {code}")
        assert one.was_told("confirm-preview"), one.text
        assert len(pictures(await cast.posts(code))) == before, "nothing stands there before the yes"
        await one.asks("oui" if one is cast.luc else "yes")
        assert one.was_told("leverage-posted"), one.text
        *_, picture = pictures(await cast.posts(code))
        assert "3 to 5 organisations" in (await cast.post(code, "leverage-post")).plain
        assert picture.name == "leverage.png", "the name tells nothing"
        assert picture.data == (await shown(cast.greta, code))[1].data, "in the room's language"
    await cast.greta.asks(f"engagement show {code}")
    assert cast.greta.was_told("leverage-where")
    await cast.greta.asks(f"engagement close {code} remedied")
    await cast.greta.asks("yes")
    await cast.greta.asks(f"leverage post {code}")
    assert cast.greta.was_told("engagement-closed")


@pytest.mark.parametrize("languages", ["fr en", "en fr", "fr"])
async def test_a_picture_in_a_bilingual_room_is_told_in_both_languages(engaged: Engaged, languages: str) -> None:
    cast, code = engaged
    await spending(cast)
    await cast.sofia.asks(f'room language {code} "{languages}"')
    await cast.greta.asks(f"leverage post {code}")
    await cast.greta.asks("yes")
    [picture] = pictures(await cast.posts(code))
    told = {"en": "Organisations that buy: 3 to 5", "fr": "Organisations qui achètent : 3 à 5"}
    said = picture.alt.replace("\xa0", " ").split("\n")
    assert len(said) == len(languages.split())
    for language, line in zip(languages.split(), said, strict=True):
        assert told[language] in line
    assert "10" in said[-1], "what they spend, too"


@pytest.mark.later
async def test_neither_words_nor_picture_reach_a_room_that_may_not_hear_them_when_they_leave(engaged: Engaged) -> None:
    cast, code = engaged
    await spending(cast)
    await cast.greta.asks(f"leverage post {code}")
    (await cast.room(code)).joined.add(cast.olga.account)  # she buys there, too, and takes no part
    await cast.greta.asks("yes")
    await cast.passes(timedelta(minutes=1))
    assert pictures(await cast.posts(code)) == []
    assert not await cast.heard(code, "leverage-post")
    assert await cast.heard("Staff", "staff-withheld")
    (await cast.room(code)).joined.discard(cast.olga.account)
    await authorise(cast, code)
    await cast.sofia.asks(f"room resend {code}")
    assert cast.sofia.was_told("room-resend-nothing"), "what it would say may not be so any more"


async def test_where_it_may_not_be_carried_there_is_a_pointer_and_no_picture(engaged_on_both: Engaged) -> None:
    cast, code = engaged_on_both
    await spending(cast)
    await cast.greta.discord.asks(f"leverage show {code}")
    assert cast.greta.discord.was_told("pointer"), cast.greta.discord.text
    assert pictures(cast.platforms["discord"].log) == []
    cast.lets_through(Label.AMBER)
    await cast.greta.discord.asks(f"leverage show {code}")
    assert cast.greta.discord.was_told("leverage-shown"), cast.greta.discord.text
    [picture] = pictures(cast.platforms["discord"].log)
    assert "3 to 5" in picture.alt


def test_the_band_that_is_reached_is_seen_without_colours() -> None:
    bands = ("some", "over €100,000", "over €1 million", "over €10 million")
    looks = set()
    for reached in (None, 0, 1, 2, 3):
        scales = [("What they spend in a year", bands, reached)]
        with Image.open(io.BytesIO(drawn("ENG-7KQ4", scales))) as image:
            assert image.size == size_of(scales)
            looks.add(image.convert("L").point(lambda light: 255 if light > 128 else 0).tobytes())
    assert len(looks) == 5

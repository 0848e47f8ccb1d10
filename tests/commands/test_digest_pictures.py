"""A month in pictures: for staff, as charts with their numbers as text, where it may be carried."""

import io
from datetime import timedelta

import pytest
from PIL import Image

from bot.charts import FILL, GROUND, INK, RIM, drawn, size_of
from bot.platform import Attachment
from tests.cast import Cast, Member


def charts(member: Member) -> list[Attachment]:
    chats = member.cast.chats(member.account)
    found = [one.text for one in member.side.log[member.heard_from :] if one.room in chats]
    return [one for one in found if isinstance(one, Attachment)]


async def with_work(cast: Cast) -> None:
    await cast.sofia.asks("meeting schedule 2027-01-20 14:00 Quarterly group:LEV")
    for member in (cast.greta, cast.gus, cast.luc):
        await member.asks("meeting rsvp MTG-27-Q1-LEV yes")
    await cast.greta.says("LEV", "!question ask Who buys laptops?")
    await cast.luc.says("LEV", "!question ask Who buys buses?")
    await cast.olga.says("LEV", "!question answer Q-1 We do.")
    await cast.greta.asks("question helpful A-1")
    await cast.passes(timedelta(days=12))


async def test_staff_get_charts_with_their_numbers_as_text(cast: Cast) -> None:
    await with_work(cast)
    await cast.sofia.asks("digest pictures")
    assert "MTG-27-Q1-LEV: 2" in cast.sofia.text  # Ghent and Lyon: organisations, not people
    assert "asked: 2" in cast.sofia.text
    assert "answered: 1" in cast.sofia.text
    assert "waiting at the end: 1" in cast.sofia.text
    assert "(questions in the existing dialogue): 0" in cast.sofia.text
    found = charts(cast.sofia)
    assert [one.name for one in found] == ["attendance.png", "questions.png"]
    for one in found:
        assert one.media_type == "image/png"
        with Image.open(io.BytesIO(one.data)) as picture:
            assert picture.size == one.size
    assert "MTG-27-Q1-LEV 2" in found[0].alt
    await cast.sofia.asks("digest pictures 2026-12")
    assert charts(cast.sofia) == []


@pytest.mark.later
async def test_it_speaks_its_readers_language(cast: Cast) -> None:
    await with_work(cast)
    await cast.tom.asks("person language fr")
    await cast.tom.asks("bulletin images 2027-01")
    assert "posées" in cast.tom.text
    assert charts(cast.tom)[1].alt.startswith("Questions entre pairs")


@pytest.mark.later
@pytest.mark.parametrize("who", ["greta", "pia", "otto"])
async def test_only_staff_see_them(cast: Cast, who: str) -> None:
    await with_work(cast)
    member = cast.members[who]
    await member.asks("digest pictures")
    assert member.was_told("absent")
    assert charts(member) == []


@pytest.mark.later
async def test_a_platform_that_may_not_carry_it_gets_neither_numbers_nor_charts(both: Cast) -> None:
    await with_work(both)
    side = both.platforms["discord"]
    begins = len(side.log)
    await both.sofia.discord.forms("digest pictures")
    assert not any(isinstance(one.text, Attachment) for one in side.log[begins:])
    assert "MTG-27" not in both.sofia.discord.text


def _light(colour: str) -> float:
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [one / 12.92 if one <= 0.03928 else ((one + 0.055) / 1.055) ** 2.4 for one in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize(("colour", "least"), [(INK, 7.0), (FILL, 4.5)])
def test_what_is_drawn_stands_out(colour: str, least: float) -> None:
    """WCAG 2.2: the contrast of text is 7:1 at best (1.4.6), of what is no text 3:1 at least (1.4.11)."""
    assert (_light(GROUND) + 0.05) / (_light(colour) + 0.05) >= least
    assert RIM != GROUND


@pytest.mark.later
def test_every_letter_is_drawn_and_long_labels_are_cut() -> None:
    letters = [drawn("", [(letter, 1)]) for letter in "éœčłőžșğßŠ–"]
    assert len(set(letters)) == len(letters)  # a letter that the type lacks is a box
    bars = [("A label that is far too long to stand before a bar as it is " * 3, number) for number in range(20)]
    with Image.open(io.BytesIO(drawn("Title " * 50, bars))) as picture:
        assert picture.size == size_of(bars)

"""Lessons at the moment of need, through the front door."""

from datetime import timedelta

import pytest

from bot.platform import Rendered
from tests.cast import Cast

WAGES = 'lesson add worked suppliers named title:"Wages at Volta" They paid back wages after a letter. stage:tender'


async def hinted(cast: Cast) -> bool:
    """Whether Greta was pointed to it when she opens an engagement."""
    return cast.greta.was_told("line-lesson-hint")


async def test_opening_an_engagement_points_to_what_fits_once_in_a_while(cast: Cast) -> None:
    await cast.sofia.asks("organisation company Volta")
    await cast.buys(cast.greta, "Volta")
    await cast.luc.asks(WAGES)
    await cast.luc.asks('lesson add worked disclosures named title:"Trams" Nothing of the kind.')
    await cast.greta.asks("engagement open Volta Back wages")
    assert await hinted(cast)
    assert "Wages at Volta" in cast.greta.text
    assert "Trams" not in cast.greta.text
    await cast.greta.asks("engagement open Volta Wages again")
    assert cast.greta.was_told("engagement-opened")
    assert not await hinted(cast)
    await cast.passes(timedelta(days=31))
    await cast.greta.asks("engagement open Volta Wages later")
    assert await hinted(cast)


@pytest.mark.later
async def test_a_tender_and_an_agenda_point_do_too(cast: Cast) -> None:
    await cast.sofia.asks("organisation company Volta")
    await cast.buys(cast.greta, "Volta")
    await cast.buys(cast.olga, "Volta")
    await cast.luc.asks(WAGES)
    await cast.olga.asks("organisation tender Volta yes")
    assert cast.olga.was_told("line-lesson-hint")
    await cast.sofia.asks("meeting schedule 9 March 2pm Visit group:LEV")
    await cast.greta.asks("meeting point MTG-27-Q1-LEV What letters do about wages")
    assert await hinted(cast)


async def test_asking_a_brand_where_things_are_made_does_too(cast: Cast) -> None:
    await cast.sofia.asks("organisation company Volta")
    await cast.buys(cast.greta, "Volta")
    await cast.luc.asks(
        'lesson add worked disclosures named title:"Asking Volta" They answered once the clause was cited.'
    )
    await cast.luc.asks(WAGES)
    await cast.greta.asks('disclosure ask Volta "in 30 days" all trams')
    assert cast.greta.was_told("disclosure-asked")
    assert await hinted(cast)
    assert "Asking Volta" in cast.greta.text
    assert "Wages at Volta" not in cast.greta.text


async def test_neither_drafts_nor_withdrawn_nor_ones_own_are_pointed_out(cast: Cast) -> None:
    await cast.sofia.asks("organisation company Volta")
    await cast.buys(cast.greta, "Volta")
    await cast.greta.asks(WAGES)
    await cast.luc.asks(WAGES)
    await cast.luc.asks("lesson withdraw L-2")
    await cast.olga.asks("question ask What did letters about Volta's wages do? group:LEV")
    await cast.luc.asks("question answer Q-1 Wages were paid back after letters to Volta.")
    await cast.olga.asks("question keep A-1")
    await cast.greta.asks("engagement open Volta Back wages")
    assert cast.greta.was_told("engagement-opened")
    assert not await hinted(cast)


async def test_one_word_in_common_is_chance(cast: Cast) -> None:
    await cast.luc.asks('lesson add worked disclosures named title:"Wages" Of some.')
    await cast.sofia.asks("meeting schedule 9 March 2pm Visit group:LEV")
    await cast.greta.asks("meeting point MTG-27-Q1-LEV Wages and trams")
    assert not await hinted(cast)


@pytest.mark.later
async def test_a_hint_is_said_to_be_used_with_a_click_once_for_an_organisation(both: Cast) -> None:
    """Under the answer that the asker alone sees, weeks later and by whoever else of theirs; its teller is thanked."""
    greta, thanked = both.greta.discord, []
    await both.sofia.asks("organisation company Volta")
    await both.buys(both.greta, "Volta")
    await both.luc.asks(WAGES)
    await both.luc.asks(WAGES.replace("Wages at Volta", "Wages at Volta, again"))
    await both.sofia.asks("meeting schedule 9 March 2pm Visit group:LEV")
    await greta.forms("meeting point", code="MTG-27-Q1-LEV", text="What letters do about wages")
    answer = greta.posts[-1]
    assert isinstance(answer.text, Rendered)
    assert {control.label for control in answer.text.controls} == {"I used L-1", "I used L-2"}
    assert "lesson used L-1" in answer.plain, "it is typed as well"
    await both.passes(timedelta(days=20))
    for key in ("lesson-used", "lesson-used-already"):
        await greta.clicks(answer, "I used L-2")
        assert greta.was_told(key), greta.text
        thanked.append(sum("lesson-thanks" in both.keys(post) for side in both.platforms.values() for post in side.log))
    assert thanked == [1, 1]
    await both.greta.asks("lesson used L-2")
    assert both.greta.was_told("lesson-used-already")
    await both.luc.asks("lesson used L-1")
    assert both.luc.was_told("lesson-own")


async def test_on_a_platform_without_buttons_the_command_stands_there(cast: Cast) -> None:
    await cast.luc.asks(WAGES)
    await cast.sofia.asks("meeting schedule 9 March 2pm Visit group:LEV")
    await cast.greta.asks("meeting point MTG-27-Q1-LEV What letters do about wages")
    assert "lesson used L-1" in cast.greta.text
    await cast.greta.asks("lesson used L-1")
    assert cast.greta.was_told("lesson-used")

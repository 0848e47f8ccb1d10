"""Answers of a company: logged with what shows them, rated by each organisation, decided by the lead."""

from datetime import timedelta

import pytest

from storage.access import Role
from storage.organisation import OrganisationKind
from tests.engagements import COMPANY, Engaged, proposed


async def _answered(engaged: Engaged, *, evidence: str = "") -> str:
    cast, code = engaged
    question = await proposed(cast, code)
    await cast.luc.asks(f"engagement agree {question}")
    said = f' evidence:"{evidence}"' if evidence else ""
    await cast.greta.asks(f"engagement answer {question} In Debrecen, we think.{said}")
    assert cast.greta.was_told("engagement-answer-logged"), cast.greta.text
    return question


async def test_an_answer_is_logged_with_what_shows_it(engaged: Engaged) -> None:
    cast, code = engaged
    await _answered(engaged, evidence="mail of 3 March.pdf")
    assert "mail of 3 March.pdf" in (await cast.post(code, "engagement-answer-post")).plain
    await cast.luc.asks(f"engagement show {code}")
    assert "mail of 3 March.pdf" in cast.luc.text
    await cast.olga.asks(f"engagement show {code}")
    assert "3 March" not in cast.olga.text


@pytest.mark.later
async def test_ratings_that_contradict_are_shown_and_the_lead_decides(engaged: Engaged) -> None:
    cast, code = engaged
    question = await _answered(engaged)
    await cast.luc.asks(f"engagement rate {question} évasive")
    assert cast.luc.was_told("engagement-rating-noted"), cast.luc.text
    assert not await cast.heard(code, "engagement-ratings-differ"), "there is only one yet"
    await cast.olga.asks(f"engagement rate {question} complete")
    assert cast.olga.was_told("absent")
    await cast.olga.asks(f"engagement join {code} yes")
    await cast.olga.asks(f"engagement rate {question} complete")
    assert await cast.heard(code, "engagement-ratings-differ")
    assert not await cast.heard(code, "engagement-proposal"), "a supporter's word proposes nothing"
    await cast.greta.asks("my")
    assert cast.greta.was_told("line-engagement-rate"), cast.greta.text
    await cast.luc.asks("my")
    assert not cast.luc.was_told("line-engagement-rate")
    await cast.greta.asks(f"engagement rate {question} partial")
    assert cast.greta.was_told("engagement-rated")
    assert await cast.heard(code, "engagement-proposal")
    await cast.greta.asks(f"engagement show {code}")
    assert "Ville de Lyon: evasive" in cast.greta.text
    assert "City of Oslo: complete" in cast.greta.text
    assert cast.greta.was_told("engagement-shown-rating")
    await cast.greta.asks("my")
    assert not cast.greta.was_told("line-engagement-rate")


@pytest.mark.later
async def test_another_word_takes_the_place_of_the_first(engaged: Engaged) -> None:
    cast, code = engaged
    question = await _answered(engaged)
    await cast.greta.asks(f"engagement rate {question} complete")
    await cast.luc.asks(f"engagement rate {question} evasive")
    assert await cast.heard(code, "engagement-ratings-differ")
    await cast.luc.asks(f"engagement rate {question} complete")
    await cast.luc.asks(f"engagement show {code}")
    assert not cast.luc.was_told("engagement-ratings-differ"), cast.luc.text


@pytest.mark.later
async def test_who_is_in_a_tender_is_not_named_by_a_rating(engaged: Engaged) -> None:
    cast, code = engaged
    question = await _answered(engaged)
    await cast.greta.asks(f"engagement rate {question} complete")
    await cast.luc.asks(f"engagement rate {question} evasive")
    await cast.luc.asks(f'organisation tender "{COMPANY}" oui')
    await cast.passes(timedelta(minutes=1))
    await cast.greta.asks(f"engagement show {code}")
    assert cast.greta.was_told("engagement-shown"), cast.greta.text
    assert "Lyon" not in cast.greta.text
    assert not cast.greta.was_told("engagement-ratings-differ")


@pytest.mark.later
async def test_where_nothing_came_the_lead_alone_puts_that_down(engaged: Engaged) -> None:
    cast, code = engaged
    question = await proposed(cast, code)
    await cast.luc.asks(f"engagement agree {question}")
    await cast.luc.asks(f"engagement rate {question} none")
    assert cast.luc.was_told("engagement-answer-none")
    await cast.greta.asks(f"engagement rate {question} none")
    assert cast.greta.was_told("engagement-rated")


@pytest.mark.later
async def test_an_organisation_has_one_voice_and_its_last_word_counts(engaged: Engaged) -> None:
    cast, code = engaged
    await cast.join("Lea", "Ville de Lyon", OrganisationKind.AFFILIATE, Role.MEMBER, "fr")
    question = await _answered(engaged)
    await cast.luc.asks(f"engagement rate {question} complete")
    assert not cast.luc.was_told("engagement-rating-before")
    await cast.members["lea"].asks(f"engagement évaluer {question} évasive")
    assert cast.members["lea"].was_told("engagement-rating-before")
    assert "Luc" in cast.members["lea"].text, "a colleague's word is replaced knowingly"
    said = (await cast.post(code, "engagement-rated-by")).plain
    assert "Before: complete" in said
    assert "Luc" not in said, "to the others an organisation speaks"
    await cast.greta.asks(f"engagement rate {question} partial")
    await cast.gus.asks(f"engagement rate {question} evasive")
    assert "Greta" in cast.gus.text
    await cast.greta.asks(f"engagement show {code}")
    assert not cast.greta.was_told("engagement-ratings-differ"), "each organisation has one"


@pytest.mark.parametrize("who", ["greta", "luc", "sofia"])
async def test_nothing_is_rated_before_the_company_has_it(engaged: Engaged, who: str) -> None:
    cast, code = engaged
    question = await proposed(cast, code)
    for quality in ("none", "complete"):
        await cast.members[who].asks(f"engagement rate {question} {quality}")
        assert cast.members[who].was_told("engagement-not-put"), cast.members[who].text
    await cast.luc.asks(f"engagement agree {question}")
    await cast.luc.asks(f"engagement rate {question} none")
    assert cast.luc.was_told("engagement-answer-none"), "that nothing came is the lead's to say"


@pytest.mark.later
async def test_nothing_is_rated_in_what_is_closed_nor_by_who_observes(engaged: Engaged) -> None:
    cast, code = engaged
    question = await _answered(engaged)
    await cast.olga.asks(f"engagement join {code} yes")
    await cast.greta.asks(f'engagement role {code} "City of Oslo" observer')
    await cast.olga.asks(f"engagement rate {question} partial")
    assert cast.olga.was_told("engagement-observes")
    assert not await cast.heard(code, "engagement-rated-by")
    await cast.greta.asks(f"engagement close {code} remedied")
    await cast.greta.asks("yes")
    await cast.luc.asks(f"engagement rate {question} partial")
    assert cast.luc.was_told("engagement-closed")
    assert f"engagement rouvrir {code}" in cast.luc.text


@pytest.mark.later
async def test_what_the_lead_decided_about_is_not_asked_for_again(engaged: Engaged) -> None:
    cast, code = engaged
    question = await _answered(engaged)
    await cast.greta.asks(f"engagement rate {question} complete")
    await cast.luc.asks(f"engagement rate {question} evasive")
    await cast.greta.asks(f"engagement show {code}")
    assert "Ratings differ: City of Ghent: complete, Ville de Lyon: evasive. The lead has decided." in cast.greta.text


@pytest.mark.later
async def test_a_rating_of_who_has_left_is_shown_no_more(engaged: Engaged) -> None:
    cast, code = engaged
    question = await _answered(engaged)
    await cast.greta.asks(f"engagement rate {question} complete")
    await cast.luc.asks(f"engagement rate {question} evasive")
    await cast.sofia.asks('organisation end "Ville de Lyon"')
    await cast.sofia.asks("yes")
    await cast.greta.asks(f"engagement show {code}")
    assert not cast.greta.was_told("engagement-ratings-differ")
    assert "agreed by 1 of 1" in cast.greta.text

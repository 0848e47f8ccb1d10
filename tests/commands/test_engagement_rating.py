"""Answers of a company: logged with what shows them, rated by each organisation, decided by the lead."""

from datetime import timedelta

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


async def test_another_word_takes_the_place_of_the_first(engaged: Engaged) -> None:
    cast, code = engaged
    question = await _answered(engaged)
    await cast.greta.asks(f"engagement rate {question} complete")
    await cast.luc.asks(f"engagement rate {question} evasive")
    assert await cast.heard(code, "engagement-ratings-differ")
    await cast.luc.asks(f"engagement rate {question} complete")
    await cast.luc.asks(f"engagement show {code}")
    assert not cast.luc.was_told("engagement-ratings-differ"), cast.luc.text


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


async def test_where_nothing_came_the_lead_alone_puts_that_down(engaged: Engaged) -> None:
    cast, code = engaged
    question = await proposed(cast, code)
    await cast.luc.asks(f"engagement agree {question}")
    await cast.luc.asks(f"engagement rate {question} none")
    assert cast.luc.was_told("engagement-answer-none")
    await cast.greta.asks(f"engagement rate {question} none")
    assert cast.greta.was_told("engagement-rated")

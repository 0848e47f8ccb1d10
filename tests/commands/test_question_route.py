"""Questions reach those who are likely to know; unanswered, they are handed on. Through the front door."""

from datetime import timedelta

import pytest

from tests.cast import Cast

ASK = "question ask Who audits wages at night? issue:wages group:LEV"


async def test_who_offers_expertise_is_told_once_whatever_else_fits(cast: Cast) -> None:
    await cast.luc.asks("expertise offer tools I audit. issue:wages")
    await cast.luc.asks('lesson add worked tools named title:"Nights" issue:wages We went at night.')
    await cast.greta.asks(ASK)
    told = [post for post in cast.luc.posts if "question-for-you" in cast.keys(post)]
    assert len(told) == 1
    assert "Greta (City of Ghent)" in told[0].plain
    assert not cast.olga.was_told("question-for-you")


@pytest.mark.parametrize("fits", [True, False])
async def test_what_is_filed_otherwise_reaches_nobody(cast: Cast, fits: bool) -> None:
    await cast.luc.asks(f"expertise offer tools I audit. issue:{'wages' if fits else 'remedy'}")
    await cast.greta.asks(ASK)
    assert cast.luc.was_told("question-for-you") is fits


async def test_a_nameless_question_names_nobody_to_those_who_are_told(cast: Cast) -> None:
    await cast.luc.asks("expertise offer tools I audit. issue:wages")
    await cast.greta.asks(f"{ASK} named:no")
    assert cast.luc.was_told("question-for-you")
    assert "a buyer" in cast.luc.text or "un acheteur" in cast.luc.text
    assert "Greta" not in cast.luc.text
    assert "Ghent" not in cast.luc.text


@pytest.mark.parametrize(
    ("shared", "tender", "told"), [(True, False, True), (False, False, False), (True, True, False)]
)
async def test_buyers_of_the_same_company_are_told_if_they_agreed_to_be_found(
    cast: Cast, shared: bool, tender: bool, told: bool
) -> None:
    await cast.sofia.asks("organisation company Volta")
    await cast.buys(cast.luc, "Volta")
    if shared:
        await cast.luc.asks("organisation match Volta yes")
    if tender:
        await cast.luc.asks("organisation tender Volta yes")
    await cast.greta.asks("question ask Who has their list of plants? company:Volta group:LEV")
    answered = cast.greta.text
    assert cast.luc.was_told("question-for-you") is told
    assert "Lyon" not in answered
    assert "1" not in answered.replace("Q-1", "")  # nor how many were told


async def test_who_may_only_read_is_not_asked(cast: Cast) -> None:
    await cast.sofia.asks("organisation company Volta")
    await cast.buys(cast.greta, "Volta")
    await cast.greta.asks("organisation match Volta yes")
    await cast.luc.asks("question ask Who has their list of plants? company:Volta group:LEV")
    assert cast.greta.was_told("question-for-you")
    assert cast.gus.was_told("question-for-you")
    assert not cast.otto.was_told("question-for-you")


async def test_outside_its_group_nobody_is_told(cast: Cast) -> None:
    await cast.pia.asks("expertise offer tools I audit. issue:wages")
    await cast.gus.asks("expertise offer tools I audit. issue:wages")  # of the asker's own organisation
    await cast.greta.asks(ASK)
    assert not cast.pia.was_told("question-for-you")
    assert not cast.gus.was_told("question-for-you")


@pytest.mark.later
async def test_without_an_answer_staff_learn_whom_to_ask_and_the_asker_what_all_may_read(cast: Cast) -> None:
    await cast.olga.asks('lesson add worked tools named title:"Wages at night" Audits with a union.')
    await cast.luc.asks('lesson add worked tools anonymous title:"Audited wages" Nights, too.')
    await cast.greta.asks(f"{ASK} named:no")
    await cast.luc.asks("expertise offer tools I audit. issue:wages")
    await cast.passes(timedelta(days=9))
    assert not cast.greta.was_told("question-unanswered")
    await cast.passes(timedelta(days=2))
    assert cast.greta.was_told("question-unanswered")
    assert "City of Oslo" in cast.greta.text
    assert "Lyon" not in cast.greta.text  # neither whose lesson that is, nor who offers
    staff = await cast.post("Staff", "staff-question-unanswered")
    assert "Luc (Ville de Lyon)" in staff.plain
    assert "Greta" not in staff.plain
    assert "Ghent" not in staff.plain
    for _ in range(3):
        await cast.passes(timedelta(days=3))
    assert [post.id for post in await cast.posts("Staff") if "staff-question-unanswered" in cast.keys(post)] == [
        staff.id
    ]


async def test_an_answered_question_is_not_handed_on(cast: Cast) -> None:
    await cast.greta.asks(ASK)
    await cast.luc.asks("question answer Q-1 We do.")
    await cast.passes(timedelta(days=11))
    assert not await cast.heard("Staff", "staff-question-unanswered")


async def test_a_kept_answer_is_filed_as_its_question_was(cast: Cast) -> None:
    await cast.greta.asks(f"{ASK} theme:tools stage:contract")
    await cast.luc.asks("question answer Q-1 A union does.")
    await cast.greta.asks("question keep A-1")
    await cast.luc.asks("lesson consent L-1 named")
    await cast.olga.asks("lesson find theme:tools stage:contract issue:wages union")
    assert "L-1" in cast.olga.text

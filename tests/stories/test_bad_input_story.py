"""What goes wrong among people who mean well, on both platforms: who may not sign does, two of one house disagree,
somebody leaves in the middle, a worker's name slips in. Each is told what to do; nothing is lost, nobody else learns.
"""

from datetime import timedelta

import pytest

from tests.discord_cast import found
from tests.either_side import Side
from tests.stories.test_quarter_story import (
    a_group_meets_where_what_is_amber_may_be_said,
    a_question_is_agreed_by_each_organisation,
    they_open_an_engagement_in_a_room_of_their_own,
    told,
    who_else_buys_from_them_is_told_when_both_agreed,
)

NAMES_A_WORKER = "L'ouvrière Lin Mei, tél. 06 12 34 56 78, n'a pas été payée."


@pytest.mark.long
async def test_what_goes_wrong_is_told_in_a_sentence_and_costs_nothing(side: Side) -> None:
    await a_group_meets_where_what_is_amber_may_be_said(side)
    await side.comes("Gus", "City of Ghent", "member")
    await side.comes("Lea", "Ville de Lyon", "member", "fr")
    await who_else_buys_from_them_is_told_when_both_agreed(side)
    code = await they_open_an_engagement_in_a_room_of_their_own(side)
    letter = await who_may_not_sign_is_told_who_may(side, code)
    await the_same_house_has_one_voice(side, code)
    await what_names_a_worker_is_held_back(side, code)
    await a_house_that_ends_takes_its_signature_along_and_what_was_sent_stands(side, code, letter)


async def who_may_not_sign_is_told_who_may(side: Side, code: str) -> str:
    said = await told(side, "greta", "engagement-letter-drafted", "engagement letter", {"text": "Repay."}, code=code)
    letter = found(r"LTR-\w{4}", said)
    for who in ("olga", "pia"):
        await told(side, who, "absent", "engagement sign", code=letter)
    assert "Greta" in await told(side, "gus", "engagement-sign-who", "engagement sign", code=letter)
    assert "Luc" in await told(side, "lea", "engagement-sign-who", "engagement sign", code=letter)
    await told(side, "greta", "engagement-letter-unsigned", "engagement send", code=letter)
    await told(side, "luc", "engagement-signed", "engagement sign", code=letter)
    again = await told(side, "luc", "engagement-signed-already", "engagement sign", code=letter)
    assert "retirer-signature" in again
    assert len(await side.in_room(code, "engagement-signed-post")) == 1
    return letter


async def the_same_house_has_one_voice(side: Side, code: str) -> None:
    await a_question_is_agreed_by_each_organisation(side, code)
    question = found(r"EQ-\w{4}", (await side.in_room(code, "engagement-question-agreed"))[0])
    early = await told(side, "luc", "engagement-answer-none", "engagement rate", code=question, quality="complete")
    assert f"engagement réponse {question}" in early
    await told(side, "greta", "engagement-answer-logged", "engagement answer", {"text": "In Debrecen."}, code=question)
    await told(side, "luc", "engagement-rating-noted", "engagement rate", code=question, quality="complete")
    replaced = await told(side, "lea", "engagement-rating-before", "engagement rate", code=question, quality="evasive")
    assert "Luc" in replaced
    assert not any("Luc" in post for post in await side.in_room(code, "engagement-rated-by"))


async def what_names_a_worker_is_held_back(side: Side, code: str) -> None:
    held = await side.does("luc", "question ask", {"text": NAMES_A_WORKER}, group="LEV")
    assert side.was_told("luc", "grievance-held"), held
    assert not await side.in_room("LEV", "question-post")
    await side.says("luc", "non")
    assert side.was_told("luc", "grievance-elsewhere"), side.text("luc")
    held = await side.does("luc", "engagement question", {"text": NAMES_A_WORKER}, code=code)
    assert side.was_told("luc", "grievance-confirm"), held
    await side.says("luc", "non")
    assert not any("Lin Mei" in post for post in await side.in_room(code, "engagement-question-post"))


async def a_house_that_ends_takes_its_signature_along_and_what_was_sent_stands(
    side: Side, code: str, letter: str
) -> None:
    await told(side, "greta", "engagement-signed", "engagement sign", code=letter)
    await told(side, "greta", "engagement-sent", "engagement send", code=letter)
    said = await told(side, "greta", "engagement-letter-drafted", "engagement letter", {"text": "Again."}, code=code)
    second = found(r"LTR-\w{4}", said)
    await told(side, "luc", "engagement-signed", "engagement sign", code=second)
    await told(side, "sofia", "organisation-ended", "organisation end", organisation="Ville de Lyon")
    [left] = await side.in_room(code, "engagement-left-post")
    assert second in left
    assert letter not in left
    shown = await told(side, "greta", "engagement-shown", "engagement show", code=code)
    assert "signed by 2)" in shown
    assert "signed by 0 of 1" in shown
    await told(side, "greta", "engagement-letter-unsigned", "engagement send", code=second)
    await side.until(side.now + timedelta(minutes=1))

"""While a tender of theirs runs, what a buyer tells the others holds no fact of it."""

import pytest

from tests.cast import Cast
from tests.engagements import Engaged, code_in

PRICE = "Why does the battery cost us 450 EUR each?"
OTHER = "Borealis"


async def tendering(cast: Cast, running: bool = True) -> None:
    """Lyon has a tender with another company: it stays in the engagement."""
    await cast.sofia.asks(f"organisation company {OTHER}")
    await cast.buys(cast.luc, OTHER)
    await cast.luc.asks(f'organisation tender "{OTHER}" {"oui" if running else "non"}')


@pytest.mark.parametrize("running", [True, False])
async def test_prices_are_held_back_while_a_tender_runs(engaged: Engaged, running: bool) -> None:
    cast, code = engaged
    await tendering(cast, running)
    posts = len(await cast.posts(code))
    await cast.luc.asks(f"engagement question {code} {PRICE}")
    assert cast.luc.was_told("tender-facts") is running, cast.luc.text
    assert cast.luc.was_told("engagement-question-proposed") is not running
    assert (len(await cast.posts(code)) > posts) is not running
    await cast.greta.asks(f"engagement question {code} {PRICE}")
    assert cast.greta.was_told("engagement-question-proposed"), "no tender of theirs"


async def test_there_is_a_way_on_without_them_and_one_when_it_is_over(engaged: Engaged) -> None:
    cast, code = engaged
    await tendering(cast)
    await cast.luc.asks(f"engagement question {code} {PRICE}")
    assert "450 eur" in cast.luc.text
    assert f'organisation marché "{OTHER}" non' in cast.luc.text
    await cast.luc.asks(f"engagement question {code} Which plants make the cells?")
    assert code_in(cast.luc.text, "EQ")
    await cast.luc.asks(f'organisation marché "{OTHER}" non')
    await cast.luc.asks(f"engagement question {code} {PRICE}")
    assert cast.luc.was_told("engagement-question-proposed")


async def test_it_says_nothing_of_what_there_is(engaged: Engaged) -> None:
    cast, code = engaged
    await tendering(cast)
    answers = []
    for wanted in (code, "ENG-2222"):
        await cast.luc.asks(f"engagement question {wanted} {PRICE}")
        answers.append(cast.luc.text)
    assert answers[0] == answers[1]

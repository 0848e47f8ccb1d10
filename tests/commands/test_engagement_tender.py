"""While a tender of theirs runs, what a buyer tells the others, and its peers, holds no fact of it."""

import pytest

from storage.access import Label
from tests.cast import Cast
from tests.commands.test_plan import planned
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


@pytest.mark.later
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


@pytest.mark.later
async def test_a_word_kept_with_a_measure_is_held_back_as_well(engaged: Engaged) -> None:
    """Those in the engagement read it, although others than they may keep one."""
    cast, code = engaged
    measure = await planned(cast.greta, code)
    await tendering(cast)
    posts = len(await cast.posts(code))
    await cast.luc.asks(f"plan note {measure} They offered us 450 EUR each.")
    assert cast.luc.was_told("tender-facts"), cast.luc.text
    await cast.luc.asks("oui")
    assert len(await cast.posts(code)) == posts
    await cast.luc.asks(f"plan note {measure} They wait for their plant.")
    await cast.luc.asks("oui")
    assert cast.luc.was_told("plan-noted")
    await cast.sofia.asks(f"plan note {measure} The fee was 450 EUR each.")
    await cast.sofia.asks("yes")
    assert cast.sofia.was_told("plan-noted"), "staff have no tender"


async def test_a_form_is_held_back_as_well(engaged_on_both: Engaged) -> None:
    cast, code = engaged_on_both
    measure = await planned(cast.greta, code)
    await tendering(cast)
    cast.lets_through(Label.AMBER)
    for command, words in (("engagement question", {"text": PRICE}), ("plan note", {"text": PRICE})):
        await cast.luc.discord.forms(command, code=code if "question" in command else measure, **words)
        assert cast.luc.discord.was_told("tender-facts"), command


TOLD = "Volta offered 450 EUR for each."
AMONG_PEERS = (
    ("question ask", "question poser group:LEV {}", "question-asked"),
    ("question answer", "question répondre Q-1 {}", "answer-given"),
    ("lesson add", 'leçon ajouter worked tools anonymous title:"A price" {}', "lesson-added"),
    ("expertise offer", "expertise offrir tools {}", "expertise-offered"),
)


@pytest.mark.parametrize(("command", "said", "done"), AMONG_PEERS)
async def test_peers_are_told_no_amount_either(cast: Cast, command: str, said: str, done: str) -> None:
    await cast.greta.asks("question ask group:LEV How do you weigh what workers say?")
    await tendering(cast)
    posts = len(cast.platform.log)
    await cast.luc.asks(said.format(TOLD))
    assert cast.luc.was_told("tender-facts"), cast.luc.text
    own = await cast.luc.chat()
    assert not any("450" in post.plain for post in cast.platform.log[posts:] if post.room != own)
    await cast.luc.asks(said.format("How do you score social criteria against prices?"))
    assert cast.luc.was_told(done), "how bids are weighed is what peers learn from each other"


@pytest.mark.parametrize("field", ["time", "means", "change", "fits"])
async def test_a_lessons_further_fields_are_read_as_well(both: Cast, field: str) -> None:
    """Typed or filled into a form, while a tender runs and not before; when a lesson is told and when it is changed."""
    told = {
        "outcome": "worked",
        "theme": "tools",
        "attribution": "anonymous",
        "title": "A letter",
        "text": "It helped.",
    }
    await both.luc.asks("leçon ajouter worked tools anonymous title:Letter It helped.")
    code = "L-1"
    await both.luc.asks(f'leçon modifier {code} {field}:"We paid 450 EUR each."')
    assert both.luc.was_told("lesson-edited"), both.luc.text
    await tendering(both)
    for said in (f'leçon ajouter worked tools anonymous {field}:"{TOLD}" title:L It helped.',
                 f'leçon modifier {code} {field}:"{TOLD}"'):  # fmt: skip
        await both.luc.asks(said)
        assert both.luc.was_told("tender-facts"), said
        assert "450 eur" in both.luc.text
    await both.luc.discord.forms("lesson add", **told, **{field: TOLD})
    assert not both.luc.discord.was_told("lesson-added")
    await both.luc.discord.forms("lesson add", **told, **{field: "Two people for a week."})
    assert both.luc.discord.was_told("lesson-added"), both.luc.discord.text


async def test_where_an_answer_stands_written_is_read_as_well(engaged: Engaged) -> None:
    """The evidence of a company's answer, and not who gave it or what a contract is called, which are names."""
    cast, code = engaged
    await cast.greta.asks(f"engagement question {code} Which plants make the cells?")
    question = code_in(cast.greta.text, "EQ")
    await tendering(cast)
    for evidence, is_held in (("Offer of 450 EUR", True), ("Annex 3", False)):
        await cast.luc.asks(f'engagement réponse {question} evidence:"{evidence}" respondent:"Prices desk" In two.')
        assert cast.luc.was_told("tender-facts") is is_held, cast.luc.text
        assert cast.luc.was_told("engagement-not-put") is not is_held, "read, and the question is not agreed on"


async def test_a_room_doesnt_hear_why_a_question_was_held_back(cast: Cast) -> None:
    await tendering(cast)
    await cast.luc.says("LEV", f"!question poser {TOLD}")
    assert cast.luc.was_told("tender-facts")
    assert not any(OTHER in post.plain for post in await cast.posts("LEV"))

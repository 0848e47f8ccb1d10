"""The question bank: found by issue and stage, put to the vote in one step, and given back with how it fared."""

import re

import pytest

from tests.cast import Cast
from tests.engagements import COMPANY, Engaged, buyers, code_in, proposed


async def _put(cast: Cast, code: str, words: str = "transparency contract") -> list[str]:
    """The step that a proposed set ends with, sent as it stands; the questions' codes in the engagement."""
    await cast.greta.asks(f"engagement questions {code} {words}")
    assert cast.greta.was_told("engagement-questions"), cast.greta.text
    step = re.search(r"engagement put ENG-\w{4}(?: QB-\d+)+", cast.greta.text)
    assert step, cast.greta.text
    await cast.greta.asks(step[0])
    assert cast.greta.was_told("engagement-put"), cast.greta.text
    return re.findall(r"EQ-\w{4}", cast.greta.text)


async def _kept(cast: Cast, code: str) -> str:
    """A question of their own that the company answered completely, given to the bank."""
    question = await proposed(cast, code)
    await cast.luc.asks(f"engagement agree {question}")
    await cast.greta.asks(f"engagement keep {question}")
    assert cast.greta.was_told("engagement-kept"), cast.greta.text
    return question


@pytest.mark.parametrize("who", ["greta", "luc", "pia", "una", "otto", "sofia"])
async def test_everybody_reads_the_bank_in_their_language(cast: Cast, who: str) -> None:
    member = cast.members[who]
    await member.asks("bank list")
    assert member.was_told("bank-list"), member.text
    await member.asks("bank show QB-1")
    assert "Which of the models" in member.text
    assert "Parmi les modèles" in member.text
    assert ("QB-1" in member.text.rpartition("\n")[2]) is (who in {"greta", "luc", "sofia"}), "a step one may take"
    await member.asks("bank show QB-9999")
    assert member.was_told("absent")


async def test_it_is_found_by_issue_and_stage_in_both_languages(cast: Cast) -> None:
    await cast.greta.asks("bank list wages award")
    assert "price you offer" in cast.greta.text
    assert "living wage" not in cast.greta.text
    await cast.luc.asks("banque lister salaires attribution du marché")
    assert "prix que vous proposez" in cast.luc.text
    assert "salaire vital" not in cast.luc.text


@pytest.mark.parametrize(("who", "may"), [("sofia", True), ("greta", False), ("pia", False), ("otto", False)])
async def test_staff_alone_fill_it(cast: Cast, who: str, may: bool) -> None:
    member = cast.members[who]
    await member.asks('bank add wages "What do they earn?" french:"Que gagnent-ils ?" stage:tender')
    assert member.was_told("bank-added") is may, member.text
    code = re.search(r"QB-\d+", member.text)
    for words in ('edit {} english:"What is earned?"', "retire {}"):
        await member.asks(f"bank {words.format(code[0] if code else 'QB-1')}")
        assert member.was_told("absent") is not may, member.text
    await cast.greta.asks("bank list wages")
    assert "is earned" not in cast.greta.text
    if code:
        await member.asks(f"bank restore {code[0]}")
        await cast.greta.asks("bank list wages")
        assert "is earned" in cast.greta.text


async def test_what_everybody_reads_names_nobody(cast: Cast) -> None:
    await cast.sofia.asks(f"organisation company {COMPANY}")
    for named in (COMPANY, COMPANY.upper(), "City of Ghent"):
        await cast.sofia.asks(f'bank add wages "What does {named} pay?" french:"Combien ?"')
        assert cast.sofia.was_told("bank-names"), cast.sofia.text
    await cast.sofia.asks('bank add wages "What do such motors pay?" french:"Combien ?"')
    assert cast.sofia.was_told("bank-added"), "a part of a name is a word like any other"


@pytest.mark.later
async def test_a_proposed_set_is_put_to_the_vote_in_one_step(engaged: Engaged) -> None:
    cast, code = engaged
    questions = await _put(cast, code)
    assert len(questions) == 3, "two made for the stage, and the one for any"
    posts = [post for post in await cast.posts(code) if "engagement-question-post" in cast.keys(post)]
    assert len(posts) == 3
    assert "legal name" in posts[0].plain
    assert "raison sociale" in posts[0].plain, "one entry, two texts"
    await cast.luc.asks(f"engagement show {code}")
    assert "raison sociale" in cast.luc.text
    assert "legal name" not in cast.luc.text
    await cast.luc.replies(posts[0], "oui")
    assert await cast.heard(code, "engagement-question-agreed")
    await cast.sofia.asks('bank edit QB-3 french:"Où ?"')
    assert cast.sofia.was_told("bank-edited")
    await cast.luc.asks(f"engagement show {code}")
    assert "Où ?" not in cast.luc.text, "what is voted on is the words it was put with"
    assert "legal name" in cast.luc.text
    await cast.greta.asks(f"engagement questions {code} transparency contract")
    assert cast.greta.was_told("engagement-questions-none"), "what was put is proposed no more"
    await cast.greta.asks(f"engagement put {code} QB-3")
    assert cast.greta.was_told("engagement-put-already")


async def test_without_an_issue_the_set_is_of_several(engaged: Engaged) -> None:
    cast, code = engaged
    await cast.greta.asks(f"engagement questions {code} contract")
    found = re.findall(r"QB-\d+\*{0,2} \(([^,)]+)", cast.greta.text)
    assert len(found) == 5, cast.greta.text
    assert len(set(found)) == 5


@pytest.mark.later
@pytest.mark.parametrize(
    ("said", "key"),
    [
        ("QB-1 QB-9999", "bank-unknown"),
        ("please", "engagement-put-which"),
        (" ".join(f"QB-{number}" for number in range(1, 12)), "engagement-put-which"),
    ],
)
async def test_what_cannot_be_put_is_said_and_nothing_is_done(engaged: Engaged, said: str, key: str) -> None:
    cast, code = engaged
    await cast.greta.asks(f"engagement put {code} {said}")
    assert cast.greta.was_told(key), cast.greta.text
    assert not await cast.heard(code, "engagement-question-post")


@pytest.mark.later
@pytest.mark.parametrize("who", ["olga", "pia", "una"])
async def test_outside_of_an_engagement_its_set_is_nothing(engaged: Engaged, who: str) -> None:
    cast, code = engaged
    question = await _kept(cast, code)
    member = cast.members[who]
    for words in (f"questions {code}", f"put {code} QB-1", f"keep {question}", f"unkeep {question}"):
        await member.asks(f"engagement {words}")
        assert member.was_told("absent"), member.text
        real = member.text
        await member.asks(f"engagement {words.replace(code, 'ENG-2222').replace(question, 'EQ-2222')}")
        assert member.text == real


@pytest.mark.later
async def test_a_good_question_goes_to_the_bank_as_staff_word_it(engaged: Engaged) -> None:
    cast, code = engaged
    question = await _kept(cast, code)
    assert await cast.heard("Staff", "staff-engagement-kept")
    assert "cells" not in (await cast.post("Staff", "staff-engagement-kept")).plain, "codes only"
    await cast.sofia.asks("my")
    assert cast.sofia.was_told("line-bank-kept"), cast.sofia.text
    await cast.luc.asks("my")
    assert not cast.luc.was_told("line-bank-kept")
    await cast.sofia.asks(f'bank add wages "Who makes the cells of {COMPANY}?" french:"Qui ?" kept:{question}')
    assert cast.sofia.was_told("bank-names")
    await cast.sofia.asks(f'bank add wages "Who makes the cells?" french:"Qui fabrique les cellules ?" kept:{question}')
    assert cast.sofia.was_told("bank-added"), cast.sofia.text
    await cast.sofia.asks("my")
    assert not cast.sofia.was_told("line-bank-kept")
    await cast.pia.asks("bank list wages")
    assert "makes the cells" in cast.pia.text
    for asked, key in (
        (f"keep {question}", "engagement-kept-already"),
        (f"unkeep {question}", "engagement-not-kept"),
    ):
        await cast.greta.asks(f"engagement {asked}")
        assert cast.greta.was_told(key), cast.greta.text


async def test_the_lead_gives_a_question_and_takes_it_back(engaged: Engaged) -> None:
    cast, code = engaged
    question = await proposed(cast, code)
    await cast.greta.asks(f"engagement keep {question}")
    assert cast.greta.was_told("engagement-not-put"), "the company has not had it"
    await cast.luc.asks(f"engagement agree {question}")
    await cast.luc.asks(f"engagement keep {question}")
    assert cast.luc.was_told("engagement-lead-only")
    await cast.greta.asks(f"engagement keep {question}")
    assert cast.greta.was_told("engagement-kept")
    await cast.greta.asks(f"engagement unkeep {question}")
    assert cast.greta.was_told("engagement-let-go")
    await cast.sofia.asks(f'bank add wages "Which?" french:"Lesquelles ?" kept:{question}')
    assert cast.sofia.was_told("engagement-not-kept")


@pytest.mark.later
async def test_how_it_fared_is_told_from_three_engagements_on(cast: Cast) -> None:
    await cast.sofia.asks(f"organisation company {COMPANY}")
    await buyers(cast, "greta")
    for number in range(1, 4):
        await cast.greta.asks(f'engagement open "{COMPANY}" Ask number {number}')
        code = code_in(cast.greta.text, "ENG")
        for one in (cast.sofia, cast.tom):
            await one.asks(f"room authorise {code} amber")
            await one.asks("yes")
        await cast.settle()
        await cast.greta.asks(f"engagement put {code} QB-7")
        question = code_in(cast.greta.text, "EQ")
        await cast.greta.asks(f"engagement answer {question} All of them.")
        await cast.greta.asks(f"engagement rate {question} complete")
        assert cast.greta.was_told("engagement-rated"), cast.greta.text
        await cast.pia.asks("bank show QB-7")
        assert cast.pia.was_told("bank-record") is (number == 3), "a count of one or two would tell of an engagement"


@pytest.mark.later
async def test_who_leaves_holds_no_question_of_the_set_up(engaged: Engaged) -> None:
    cast, code = engaged
    (question, *_) = await _put(cast, code)
    await cast.luc.asks(f"engagement leave {code}")
    await cast.settle()
    await cast.greta.asks(f"engagement show {code}")
    assert question in cast.greta.text
    assert await cast.heard(code, "engagement-question-agreed"), "all who remain agree"

"""Lessons through the front door."""

import pytest

from commands.engine.heard import Quoted
from tests.cast import Cast
from tests.storage.plans import listening

WORKED = 'lesson add worked disclosures named title:"Clause de mise à jour" Nous demandons les usines chaque année.'
SETBACK = 'lesson add did_not suppliers anonymous title:"A letter alone" One letter without a call came to nothing.'


async def test_a_lesson_told_in_one_language_is_found_from_another(cast: Cast) -> None:
    await cast.luc.asks(WORKED)
    assert cast.luc.was_told("lesson-added")
    await cast.olga.asks("lesson find annee")
    assert cast.olga.was_told("lesson-found")
    assert "L-1" in cast.olga.text
    await cast.olga.asks("lesson show L-1")
    assert "Nous demandons" in cast.olga.text
    assert "(in French)" in cast.olga.text


async def test_the_best_match_comes_first(cast: Cast) -> None:
    await cast.luc.asks(WORKED)
    await cast.greta.asks(SETBACK)
    await cast.greta.asks('lesson add mixed tools kind title:"Letter to suppliers" A letter and a call did it.')
    await cast.pia.asks("lesson find letter call suppliers")
    assert cast.pia.text.index("L-3") < cast.pia.text.index("L-2")
    assert "L-1" not in cast.pia.text


async def test_a_lesson_is_asked_for_step_by_step(cast: Cast) -> None:
    await cast.greta.asks("lesson add")
    assert cast.greta.was_told("ask-outcome")
    await cast.greta.asks("1")
    await cast.greta.asks("disclosures")
    await cast.greta.asks("2")
    await cast.greta.asks("Yearly updates")
    await cast.greta.asks("We ask each year.\n\nIt works.")
    assert cast.greta.was_told("lesson-added")


@pytest.mark.parametrize(("who", "allowed"), [("luc", True), ("sofia", True), ("greta", False), ("pia", False)])
async def test_a_lesson_is_changed_by_its_organisation_or_staff(cast: Cast, who: str, allowed: bool) -> None:
    await cast.luc.asks(WORKED)
    await cast.members[who].asks("lesson edit L-1 Every two years.")
    assert cast.members[who].was_told("lesson-edited") is allowed
    await cast.olga.asks("lesson find years")
    assert cast.olga.was_told("lesson-found") is allowed
    await cast.members[who].asks("lesson withdraw L-1")
    await cast.olga.asks("lesson show L-1")
    assert cast.olga.was_told("absent") is allowed


async def test_a_source_is_shown_as_it_wanted_to_be(cast: Cast) -> None:
    await cast.luc.asks(WORKED)
    await cast.greta.asks(SETBACK)
    await cast.una.asks('lesson add worked tools kind title:"Union round" We asked the works council.')
    for code, seen, hidden in (
        ("L-1", "Ville de Lyon", ""),
        ("L-2", "somebody", "Ghent"),
        ("L-3", "somebody", "union"),
    ):
        await cast.olga.asks(f"lesson show {code}")
        told = cast.olga.text.split("\n")[0]
        assert seen in told
        assert not hidden or hidden not in told


async def test_using_a_lesson_counts_once_and_thanks_whoever_told_it(cast: Cast) -> None:
    await cast.luc.asks(WORKED)
    await cast.greta.asks("lesson used L-1")
    assert cast.greta.was_told("lesson-used")
    assert cast.luc.was_told("lesson-thanks")
    await cast.gus.asks("lesson used L-1")
    assert cast.gus.was_told("lesson-used-already")
    await cast.luc.asks("lesson used L-1")
    assert cast.luc.was_told("lesson-own")
    await cast.olga.asks("lesson used L-1")
    assert "2" in cast.olga.text


async def test_a_draft_is_shown_in_private_only(cast: Cast) -> None:
    await cast.greta.asks("question ask Who audits?")
    await cast.luc.asks("question answer Q-1 A partner of ours.")
    await cast.greta.asks("question keep A-1")
    for who in ("greta", "luc"):
        await cast.members[who].says("LEV", "!lesson show L-1")
        assert not await cast.heard("LEV", "lesson-shown-draft")
        await cast.members[who].asks("lesson show L-1")
        assert cast.members[who].was_told("lesson-shown-draft")
    with listening(cast.app.storage) as heard:
        await cast.olga.asks("lesson show L-1")
    assert cast.olga.was_told("absent")
    [said] = [one for one in heard.statements if "lesson.number =" in one]
    assert "author_id" in said.partition("WHERE")[2], "or a noun is made, which takes time"


@pytest.mark.parametrize("words", ["%", "_", "' OR 1=1 --", "a" * 120])
async def test_a_strange_search_finds_nothing(cast: Cast, words: str) -> None:
    await cast.luc.asks(WORKED)
    await cast.greta.asks(f"lesson find {words}")
    assert cast.greta.was_told("lesson-found-none")


async def test_accents_endings_and_languages_make_no_difference(cast: Cast) -> None:
    await cast.luc.asks(WORKED)
    await cast.greta.asks('lesson add mixed tools named title:"Audited suppliers" They negotiated remediations.')
    for words, code in (
        ("ANNÉES", "L-1"), ("clauses", "L-1"), ("demandées usine", "L-1"), ("auditing", "L-2"), ("remediate", "L-2")
    ):  # fmt: skip
        await cast.olga.asks(f"lesson find {words}")
        assert code in cast.olga.text, words
    await cast.luc.asks("leçon trouver audit fournisseur clause")
    assert cast.luc.was_told("lesson-found")


async def test_a_lesson_is_found_by_where_it_belongs(cast: Cast) -> None:
    await cast.luc.asks(f"{WORKED.replace('title', 'stage:contract issue:transparency title')}")
    await cast.greta.asks('lesson add mixed tools named title:"Clause of another kind" stage:tender Wages first.')
    for more, found in (
        ("", "L-2 L-1"), ("theme:tools", "L-2"), ("étape:contrat", "L-1"), ("issue:transparency stage:contract", "L-1"),
        ("issue:wages", ""), ("theme:tools stage:contract", ""),
    ):  # fmt: skip
        await cast.olga.asks(f"lesson find {more} clause")
        assert [code for code in ("L-2", "L-1") if code in cast.olga.text] == found.split(), more
    await cast.olga.asks("lesson list stage:tender")
    assert "L-2" in cast.olga.text
    assert "L-1" not in cast.olga.text
    await cast.olga.asks("lesson show L-1")
    assert {"lesson-stage", "lesson-issue"} <= set(cast.keys(cast.olga.last))


async def test_what_it_took_and_for_whom_it_fits_is_shown_and_searched(cast: Cast) -> None:
    await cast.luc.asks(f'{WORKED} délai:"six mois" moyens:"un acheteur" convient:"centrales d\'achat"')
    await cast.olga.asks("lesson show L-1")
    assert {"lesson-time", "lesson-means", "lesson-fits"} <= set(cast.keys(cast.olga.last))
    await cast.olga.asks("lesson find centrale")
    assert "L-1" in cast.olga.text
    await cast.luc.asks('lesson edit L-1 fits:"petites villes"')
    await cast.olga.asks("lesson find centrale")
    assert cast.olga.was_told("lesson-found-none")


@pytest.mark.parametrize(("reply", "shown"), [("yes", "City of Ghent"), ("no", "somebody"), ("", "somebody")])
async def test_a_colleague_names_the_organisation_once_its_liaison_agrees(cast: Cast, reply: str, shown: str) -> None:
    await cast.gus.asks('lesson add worked tools named title:"Audits" We audited.')
    assert cast.gus.was_told("lesson-agreement-awaited")
    await cast.olga.asks("lesson show L-1")
    assert "somebody" in cast.olga.text.split("\n")[0]
    assert "Ghent" not in cast.olga.text
    asked = [post for post in cast.greta.posts if "lesson-agreement-asked" in cast.keys(post)][-1]
    await cast.greta.asks("my")
    assert cast.greta.was_told("line-lesson-agreement")
    if reply:
        await cast.greta.replies(asked, reply)
        assert cast.greta.was_told("lesson-consented")
        await cast.greta.asks("my")
        assert not cast.greta.was_told("line-lesson-agreement")
    await cast.olga.asks("lesson show L-1")
    assert shown in cast.olga.text.split("\n")[0]


@pytest.mark.parametrize("who", ["gus", "sofia", "olga"])
async def test_nobody_agrees_for_an_organisation_but_who_speaks_for_it(cast: Cast, who: str) -> None:
    await cast.gus.asks('lesson add worked tools named title:"Audits" We audited.')
    await cast.members[who].asks("lesson consent L-1 named")
    await cast.pia.asks("lesson show L-1")
    assert "Ghent" not in cast.pia.text
    await cast.greta.asks("lesson consent L-1 named")
    await cast.pia.asks("lesson show L-1")
    assert "City of Ghent" in cast.pia.text


async def test_an_organisation_without_anybody_to_speak_for_it_is_named_by_nobody(cast: Cast) -> None:
    await cast.sofia.asks("person role Greta member")
    await cast.sofia.asks("person role Greta liaison off:yes")
    await cast.gus.asks('lesson add worked tools named title:"Audits" We audited.')
    assert cast.gus.was_told("lesson-agreement-nobody")
    await cast.olga.asks("lesson show L-1")
    assert "Ghent" not in cast.olga.text


@pytest.mark.parametrize("said", ["Luc", "@luc:memory"])
async def test_what_somebody_else_said_waits_for_their_consent(cast: Cast, said: str) -> None:
    await cast.greta.asks(f'lesson keep "{said}" worked tools title:"Nights" Audits at night do it.')
    assert cast.greta.was_told("lesson-words-kept")
    await cast.olga.asks("lesson find audits")
    assert cast.olga.was_told("lesson-found-none")
    asked = [post for post in cast.luc.posts if "lesson-words-asked" in cast.keys(post)][-1]
    await cast.luc.replies(asked, "oui")
    assert cast.greta.was_told("lesson-kept-published")
    await cast.olga.asks("lesson show L-1")
    assert "Ville de Lyon" in cast.olga.text
    assert "Ghent" not in cast.olga.text


async def test_words_of_nobody_we_know_and_ones_own_are_not_kept_for_others(cast: Cast) -> None:
    for who, told in (("Nobody", "lesson-teller-unknown"), ("Greta", "lesson-teller-oneself")):
        await cast.greta.asks(f'lesson keep {who} worked tools title:"Nights" Audits at night do it.')
        assert cast.greta.was_told(told)


LUCS = Quoted(sender="@luc:memory", text='Audits at night:\nthey "do" it. teller:Greta')


async def test_a_reply_to_a_message_keeps_it_as_its_writers(cast: Cast) -> None:
    await cast.greta.says("LEV", "!lesson keep worked tools Nights at Volta", quoted=LUCS)
    assert cast.greta.was_told("lesson-words-kept")
    asked = [post for post in cast.luc.posts if "lesson-words-asked" in cast.keys(post)][-1]
    assert "teller:Greta" in asked.plain
    await cast.luc.replies(asked, "yes")
    await cast.olga.asks("lesson show L-1")
    assert "Ville de Lyon" in cast.olga.text
    assert "Nights at Volta" in cast.olga.text


async def test_what_a_reply_leaves_open_is_asked_for(cast: Cast) -> None:
    await cast.greta.says("LEV", "!lesson keep", quoted=LUCS)
    for said in ("worked", "tools", "Nights at Volta"):
        await cast.greta.asks(said)
    assert cast.greta.was_told("lesson-words-kept")


async def test_a_reply_tells_ones_own_words_and_nobody_elses_as_ones_own(cast: Cast) -> None:
    await cast.greta.says("LEV", "!lesson add worked tools named Nights at Volta", quoted=LUCS)
    assert cast.greta.was_told("ask-lesson-text")
    await cast.greta.asks("cancel")
    own = Quoted(sender="@greta:memory", text="Audits at night.")
    await cast.greta.says("LEV", "!lesson add worked tools named Nights at Volta", quoted=own)
    assert await cast.heard("LEV", "lesson-added")

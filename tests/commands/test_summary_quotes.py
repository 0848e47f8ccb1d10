"""What is made of a summary is as narrow as it is: nothing that all of the network reads quotes one."""

import pytest

from tests.cast import Cast
from tests.summaries import released

TEXT = "Several workers report nights of twelve hours and deductions for the dormitory in which they live."
QUOTING = "As we know, several workers report nights of twelve hours and deductions for the dormitory."
OWN = "We asked our supplier how long the nights are, and who pays for the dormitory, and wait for an answer."


@pytest.mark.parametrize(
    ("who", "said", "kept"),
    [
        ("sofia", "update post activities {text}", "update-posted"),
        ("luc", "question ask {text} group:LEV", "question-asked"),
        ("luc", "lesson add worked tools named Nights", "lesson-added"),
        ("sofia", "meeting minutes {meeting} {text}", "meeting-minutes-kept"),
    ],
)
@pytest.mark.parametrize("text", [QUOTING, OWN])
async def test_what_quotes_a_summary_is_not_said_to_everybody(
    buyers: Cast, who: str, said: str, kept: str, text: str
) -> None:
    await released(buyers, text=TEXT)
    one, meeting = buyers.members[who], ""
    if "meeting" in said:
        await buyers.sofia.asks('meeting schedule "12 January 2027 10:00" Spring group:LEV')
        meeting = buyers.sofia.text.partition("MTG-")[2].partition(" ")[0].strip(".:*")
        await buyers.until(buyers.now.replace(day=12, hour=16))
    await one.asks(said.format(text=text, meeting=f"MTG-{meeting}"))
    if "lesson" in said:
        await one.asks(text)
    if "meeting" in said and text == OWN:
        await one.asks("yes")
    assert one.was_told(kept) is (text == OWN), one.text
    assert one.was_told("summary-quoted") is (text == QUOTING), one.text


@pytest.mark.later
async def test_whoever_may_not_read_it_learns_nothing_by_guessing_its_words(buyers: Cast) -> None:
    await released(buyers, text=TEXT)
    await buyers.greta.asks(f"question ask {QUOTING} group:LEV")
    assert buyers.greta.was_told("question-asked")


async def test_what_is_for_everybody_may_be_quoted_to_everybody(buyers: Cast) -> None:
    await released(buyers, text=TEXT, more="label:green")
    await buyers.sofia.asks(f"update post activities {QUOTING}")
    assert buyers.sofia.was_told("update-posted")


@pytest.mark.parametrize(("said", "word"), [("help label", "consortium"), ("help niveaux", "consortium")])
async def test_the_labels_are_explained_with_the_audiences_of_the_network(cast: Cast, said: str, word: str) -> None:
    await cast.greta.asks(said)
    assert cast.greta.was_told("help-labels")
    assert word in cast.greta.text
    await cast.luc.asks("aide niveaux")
    assert cast.luc.was_told("help-labels")
    assert "TLP:AMBER (ambre) : Pour qui y est nommé" in cast.luc.text


async def test_a_reader_is_told_what_its_label_means(buyers: Cast) -> None:
    code = await released(buyers, text=TEXT)
    await buyers.luc.asks(f"summary show {code}")
    assert buyers.luc.was_told("label-means")
    assert "membres d'un consortium" in buyers.luc.text
    assert await buyers.heard("ICT", "label-means")

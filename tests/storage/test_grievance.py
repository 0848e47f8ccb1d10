"""What is held back at the door: names of workers and their complaints, in both languages; and what is let through."""

import time

import pytest

from commands.engine.options import MAX_TEXT
from storage.grievance import Held, hold_back, reads_like_one

HELD = (
    "A worker named Lin told us of it.",
    "The worker Mei Chen was dismissed.",
    "Une ouvrière nommée Lin l’a dit.",
    "L’ouvrière Mei Chen a été licenciée.",
    "Her name is Lin.",
    "Elle s’appelle Lin.",
    "Worker Lin Mei, tel. +86 138 0013 8000, says her wages are withheld.",
    "L’ouvrière Lin Mei, tél. 06 12 34 56 78, dit que ses salaires sont retenus.",
    "Mme Lin de la chaîne 4 (06.12.34.56.78) nous le dit.",
    "Call Lin: 138-0013-8000.",
    "Le travailleur migrant Ahmed K. a été frappé par son chef.",
    "Ahmed K., a migrant worker, was beaten.",
    "Lin Mei, l’ouvrière de nuit, l’a vu.",
    "The worker’s name is Lin.",
    "Le nom de l’ouvrière est Lin.",
    "Employee no 4711 was dismissed.",
    "The line leader hits us.",
    "Nous ne sommes pas payées la nuit.",
    "Je n’ai pas été payée.",
    "Ask her at lin@example.org",
    "Ask her: +86 138 0013 8000",
    "Passport number 55",
    "I work in the factory and they have not paid us.",
    "Je travaille à l'usine de Brno.",
    "We haven’t been paid for two months",
    "The foreman hit me",
    "My supervisor keeps my passport",
    "On ne nous a pas payés",
    "J’ai été renvoyée hier",
    "Ils gardent nos passeports",
)
LET_THROUGH = (
    "How do you ask for tier 2 data?",
    "Workers named by a monitor must never appear in a letter: how do you see to that?",
    "Do you pay for audits, and who audits the wages of night shifts?",
    "We asked on 2026-11-02 and again on 2027-01-11; 12 000 000 euros.",
    "Nous demandons les usines chaque année.",
    "Prochaine réunion le 09/03/2027 14:00, puis le 06.04.2027 à 09:30.",
    "The contract: EN 50581, ISO 14001:2015, lots 1-12.",
    "Is a factory without paid overtime a finding?",
    "Mrs Dupont of the City of Lyon runs it.",
    "Our supplier was not paid on time by us.",
    "The Worker Rights Consortium and the Employee Council Germany say so.",
    "At Volta Motors, a worker committee was founded.",
    "En Hongrie, un travailleur sur deux est intérimaire.",
    "Les ouvriers de l’usine ne sont pas payés la nuit.",
    "We agreed by telephone on 09/03/2027 14:00, and by phone on 2027-03-09 15:30.",
    "Contract 2027/0012345, tender no. 12345678, ISBN 978-3-16-148410-0.",
)


@pytest.mark.parametrize("text", HELD)
def test_what_names_a_worker_or_complains_is_held(text: str) -> None:
    assert reads_like_one("A title", text)
    with pytest.raises(Held) as held:
        hold_back(text, nobody=None)
    assert held.value.asking == "nobody"
    with pytest.raises(Held) as dropped:
        hold_back(text, nobody=False)
    assert dropped.value.asking == ""
    hold_back(text, nobody=True)


@pytest.mark.parametrize("text", LET_THROUGH)
def test_what_buyers_ask_each_other_is_not(text: str) -> None:
    assert not reads_like_one(text, "")
    hold_back(text, nobody=None)


@pytest.mark.parametrize(
    "piece", ["A", "Aa", "a-", "A’", "a@", "1 ", "+1 ", "tel 1 ", "Aa Bb, ", "worker a ", "Lin M. "]
)
def test_no_text_keeps_everybody_waiting(piece: str) -> None:
    """A long word was searched from each of its letters on: half a second in which nobody else was answered."""
    text = (piece * MAX_TEXT)[:MAX_TEXT]
    began = time.process_time()
    reads_like_one(text)
    assert time.process_time() - began < 0.1

"""What is held back at the door: names of workers and their complaints, in both languages; and what is let through."""

import pytest

from storage.grievance import Held, hold_back, reads_like_one

HELD = (
    "A worker named Lin told us of it.",
    "The worker Mei Chen was dismissed.",
    "Une ouvrière nommée Lin l’a dit.",
    "L’ouvrière Mei Chen a été licenciée.",
    "Her name is Lin.",
    "Elle s’appelle Lin.",
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

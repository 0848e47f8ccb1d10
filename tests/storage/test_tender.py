"""What could be a fact of a tender is told from what is said of a supplier anyway."""

import time

import pytest

from storage.tender import facts_in, outcomes_in


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("They offered 1 200 000 EUR", ("1 200 000 eur",)), ("it is €450 a piece", ("€450",)),
        ("The lowest Bid was theirs", ("bid",)), ("Their PRICES rose", ("prices",)),
        ("L'offre la mieux classée, au prix de 12,5 M€", ("offre", "classee", "prix", "12,5 m€")),
        ("le soumissionnaire a été évalué", ("soumissionnaire",)), ("15 million euros", ("15 million euros",)),
        ("", ()), ("12 workers were dismissed on 3 May 2026", ()), ("Which plants make the cells?", ()),
        ("Notre appel d'offres et nos appels d\u2019offres", ()), ("a forbidden union", ()), ("Europe 2026", ()),
    ],
)  # fmt: skip
def test_prices_bids_and_evaluations_are_found(text: str, found: tuple[str, ...]) -> None:
    assert facts_in(text) == found


@pytest.mark.parametrize("evil", ["1", "1 ", "1.,", "€1", "€", "1 m", " "])
def test_a_runaway_text_costs_what_its_length_does(evil: str) -> None:
    began = time.process_time()
    facts_in(evil * (20_000 // len(evil)))
    assert time.process_time() - began < 1


def test_no_gap_hides_an_amount() -> None:
    assert facts_in(f"They want 450{30 * ' '}EUR") == ("450 eur",)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Volta bid 450 EUR a piece", ("450 eur",)), ("Volta ranked first", ("ranked first",)),
        ("Leur offre, classée première, a été retenue", ("classee premiere",)), ("the winning bid", ("winning bid",)),
        ("How do you score social criteria against prices?", ()), ("Comment évaluer les offres ?", ()),
    ],
)  # fmt: skip
def test_among_peers_criteria_are_told_and_what_became_of_bids_is_not(text: str, found: tuple[str, ...]) -> None:
    assert outcomes_in(text) == found

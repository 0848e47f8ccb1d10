"""What could be a fact of a tender is told from what is said of a supplier anyway."""

import pytest

from storage.tender import facts_in


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

"""Words are compared without case, accents and endings, in French and English."""

import pytest

from storage.stemming import MOST_WORDS, folded, sought, stems, stems_of


@pytest.mark.parametrize(
    ("written", "looked_for"),
    [
        ("disclosures", "disclosure"),
        ("Clauses", "clause"),
        ("audits", "auditing"),
        ("remediation", "remediated"),
        ("années", "annee"),
        ("achetée", "acheté"),
        ("achetées", "achetees"),
        ("négociations", "negocier"),
        ("l’usine", "USINES"),
        ("mises à jour", "mise"),
        ("cœur", "coeurs"),
        ("e\u0301lection", "élections"),
    ],
)
def test_one_form_of_a_word_finds_another(written: str, looked_for: str) -> None:
    there = set(stems_of(written))
    assert all(there & set(word) for word in sought(looked_for))


@pytest.mark.parametrize(("written", "looked_for"), [("tram", "train"), ("wage", "wagon"), ("achat", "chat")])
def test_another_word_finds_nothing(written: str, looked_for: str) -> None:
    assert not set(stems_of(written)) & set(stems(looked_for))


def test_a_search_has_few_words_each_once_and_none_that_is_everywhere() -> None:
    assert sought("the disclosure of Disclosures de la") == (("disclosur",),)
    assert sought("% _ ' -- the le") == ()
    assert len(sought(" ".join(f"word{n}" for n in range(50)))) == MOST_WORDS


def test_stems_are_letters_and_digits_alone() -> None:
    assert folded("Élève%_d’œuvre") == "eleve d oeuvre"
    found = stems_of("CO₂ \"title:x\" a*b OR 'c' & | ! ½ Ωmega x\u0301\u0302 www.example.org/?q=1 " + "a" * 200)
    assert found
    assert all(one.isalnum() for one in found)

"""What the bot says is recognised by its phrase's key, with any values, in the language it is said in."""

import pytest

from bot.demo.phrases import is_said, words


@pytest.mark.parametrize(
    ("key", "body"),
    [
        ("group-joined", "City of Ghent takes part in LEV now; one person is invited.\n\nNext: `group show LEV`"),
        ("group-joined", "City of Ghent takes part in LEV now; 7 people are invited."),
        ("group-joined", "Ville de Lyon participe maintenant à LEV ; 7 personnes sont invitées."),
        ("code-right", "Welcome, Ana. I know you now; your rooms' invitations are on their way."),
    ],
)
def test_a_phrase_is_recognised_with_its_values_and_in_each_language(key: str, body: str) -> None:
    assert is_said(key, body)


def test_another_phrase_is_not_taken_for_it() -> None:
    body = "There is no such thing here, or it is not for you."
    assert is_said("absent", body)
    assert not is_said("group-joined", body)


def test_a_language_that_is_asked_for_must_be_the_one() -> None:
    body = "There is no such thing here, or it is not for you."
    assert is_said("absent", body, "en")
    assert not is_said("absent", body, "fr")


def test_an_unknown_key_is_a_mistake_and_not_a_silence() -> None:
    with pytest.raises(KeyError):
        is_said("no-such-phrase", "anything")


def test_marks_and_spaces_do_not_count() -> None:
    assert words("**LEV** –\n  `group show`") == "LEV – group show"

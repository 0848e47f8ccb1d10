"""Command lines as people type them, well or badly."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.engine.tokens import MAX_TOKENS, Token, fold, nearest, split

NAMES = frozenset({"title", "titre", "minutes", "room", "duree", "for"})


def texts(line: str) -> list[str]:
    return [token.text for token in split(line, NAMES)]


def options(line: str) -> dict[str, str]:
    return {token.name: token.text for token in split(line, NAMES) if token.name is not None}


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("meeting schedule", ["meeting", "schedule"]),
        ('say "two words" more', ["say", "two words", "more"]),
        ("say 'two words'", ["say", "two words"]),
        ("say “two words”", ["say", "two words"]),
        ("say „zwei Wörter“", ["say", "zwei Wörter"]),
        ("dire « deux mots »", ["dire", "deux mots"]),
        ("dire «\u00a0deux mots\u00a0»", ["dire", "deux mots"]),
        ("l'ordre d'aujourd'hui", ["l'ordre", "d'aujourd'hui"]),
        ("'l'ordre du jour' suite", ["l'ordre du jour", "suite"]),
        ("it's the city's turn", ["it's", "the", "city's", "turn"]),
        ('an "open quote', ["an", '"open', "quote"]),
        ("'tis open", ["'tis", "open"]),
        ('""', [""]),
        ('"Lycée "Jean Moulin" de Lyon" 2', ['Lycée "Jean Moulin" de Lyon', "2"]),
        ('""Zveza" d.o.o." 2', ['"Zveza" d.o.o.', "2"]),
        ('"The “Best” of it" 2', ["The “Best” of it", "2"]),
        ('"ООО "Звезда"" 2', ['ООО "Звезда"', "2"]),
        ('"one "two" three', ['one "two', "three"]),
        ('"one" "two"', ["one", "two"]),
        ('""Alpha" AG" ""Beta" AG"', ['"Alpha" AG', '"Beta" AG']),
        ("", []),
        (" \n\t ", []),
    ],
)
def test_words_and_quotations_are_told_apart(line: str, words: list[str]) -> None:
    assert texts(line) == words


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("title:Q1", {"title": "Q1"}),
        ("title=Q1", {"title": "Q1"}),
        ("--title Q1", {"title": "Q1"}),
        ("--title=Q1", {"title": "Q1"}),
        ('--title "Q1 round"', {"title": "Q1 round"}),
        ('title:"Q1 round"', {"title": "Q1 round"}),
        ('title: "Q1 round"', {"title": "Q1 round"}),
        ("titre:« premier tour »", {"titre": "premier tour"}),
        ("Durée:90", {"duree": "90"}),
        ("TITLE:x --minutes 60", {"title": "x", "minutes": "60"}),
        ("title:http://x.example/a?b=c", {"title": "http://x.example/a?b=c"}),
        ("--title --minutes 60", {"title": "", "minutes": "60"}),
        ("--title", {"title": ""}),
        ("title:", {"title": ""}),
        ("minutes: we agreed", {"minutes": ""}),
    ],
)
def test_an_option_is_known_in_each_of_its_spellings(line: str, expected: dict[str, str]) -> None:
    assert options(line) == expected


@pytest.mark.parametrize(
    "line", ["http://x", "14:00", "@a:server", "!r:server", "unknown:x", "--unknown x", "9=9", "a_title:x"]
)
def test_what_only_looks_like_an_option_is_a_word(line: str) -> None:
    assert options(line) == {}
    assert texts(line) == line.split()


def test_the_rest_of_the_line_can_be_taken_as_it_was_typed() -> None:
    line = 'minutes add  "M-1"  We agreed:\n\n- one  thing\n- l\'autre'
    third = split(line, NAMES)[3]
    assert line[third.start :] == "We agreed:\n\n- one  thing\n- l'autre"


def test_a_token_knows_its_place_with_name_and_quotes() -> None:
    assert split('x title:"a b" y', NAMES)[1] == Token("a b", "title", True, 2, 13)


def test_too_many_words_end_in_one_that_holds_the_rest() -> None:
    line = "a " * (MAX_TOKENS + 50)
    tokens = split(line)
    assert len(tokens) == MAX_TOKENS
    assert tokens[-1].text == ("a " * 51).strip()


@pytest.mark.parametrize(
    "piece", ['"a ', '"a "b" ', "'a ", "« ", "title:", "--title ", '" "', "“”", "--", "\x00", "\u200b "]
)
def test_long_lines_of_one_trick_take_no_time(piece: str) -> None:
    line = (piece * 65_536)[:65_536]
    began = time.process_time()
    split(line, NAMES)
    assert time.process_time() - began < 2  # seconds of this process's own


@given(st.text(alphabet=st.sampled_from("ab'\"“”«»:=- \n\u00a0é@") | st.characters(), max_size=120))
def test_every_text_is_split_and_nothing_but_blanks_falls_between_tokens(line: str) -> None:
    end = 0
    for token in split(line, {"a", "b", "ab"}):
        assert not line[end : token.start].strip()
        assert end <= token.start < token.end
        assert token.text in line
        end = token.end
    assert not line[end:].strip()


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Réunion", "reunion"),
        ("RE\u0301UNION", "reunion"),
        ("ﬁn", "fin"),
        ("ｍeeting", "meeting"),
        ("me\u200beting\u202e", "meeting"),
        ("aujourd’hui", "aujourd'hui"),
        ("Vœux", "voeux"),
        ("STRASSE", fold("straße")),
    ],
)
def test_words_are_compared_without_accents_case_or_invisible_characters(written: str, folded: str) -> None:
    assert fold(written) == folded


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(word: str) -> None:
    once = fold(word)
    assert fold(once) == once[:200] or len(once) > 200


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("shedule", "schedule"),
        ("scheduel", "schedule"),
        ("plannifier", "planifier"),
        ("reunion", "réunion"),
        ("meting", "meeting"),
        ("xyzzy", None),
        ("", None),
        ("m" * 500, None),
    ],
)
def test_a_misspelt_word_is_guessed(word: str, meant: str | None) -> None:
    assert nearest(word, ["schedule", "planifier", "réunion", "meeting", "list"]) == meant

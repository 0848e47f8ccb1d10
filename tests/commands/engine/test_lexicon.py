"""Command words are understood in every language at once."""

from pathlib import Path

import pytest

from commands.engine.lexicon import Lexicon

TEXTS = {
    "en": {
        "topic-meeting": "meeting | meetings",
        "topic-summary": "summary",
        "topic-help": "help",
        "verb-meeting-schedule": "schedule | plan",
        "verb-meeting-list": "list",
        "verb-summary-send-back": "send-back",
        "option-minutes": "minutes",
        "option-remind-before": "remind-before",
        "option-from": "from",
        "option-meeting-list-from": "since",
    },
    "fr": {
        "topic-meeting": "réunion",
        "topic-summary": "résumé",
        "topic-help": "aide",
        "verb-meeting-schedule": "planifier",
        "verb-meeting-list": "lister",
        "verb-summary-send-back": "renvoyer à l’auteur",
        "option-minutes": "durée",
        "option-remind-before": "rappel",
    },
}


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return Lexicon(TEXTS)


@pytest.mark.parametrize(
    ("words", "path", "used"),
    [
        ("meeting schedule 9 March", ("meeting", "schedule"), 2),
        ("réunion planifier 9 mars", ("meeting", "schedule"), 2),
        ("REUNION Planifier", ("meeting", "schedule"), 2),
        ("réunion schedule", ("meeting", "schedule"), 2),
        ("meetings plan", ("meeting", "schedule"), 2),
        ("résumé renvoyer à l'auteur SUM-7KQ4", ("summary", "send-back"), 4),
        ("aide réunion", ("help",), 1),
        ("meeting dance", ("meeting",), 1),
        ("meeting schedule, 9 March", ("meeting", "schedule"), 2),
        ("`aide`", ("help",), 1),
        ("help!", ("help",), 1),
    ],
)
def test_words_of_any_language_lead_to_one_command(
    lexicon: Lexicon, words: str, path: tuple[str, ...], used: int
) -> None:
    assert lexicon.path_of(words.split()) == (path, used)


@pytest.mark.parametrize("words", ["", "weather Paris", "schedule meeting"])
def test_words_of_other_bots_are_not_ours(lexicon: Lexicon, words: str) -> None:
    assert lexicon.path_of(words.split()) is None


@pytest.mark.parametrize(
    ("words", "topic"),
    [
        ("réunions", "meeting"),
        ("Summaries? résumés.", "summary"),
        ("je cherche l'ordre du jour d'une réunion", "meeting"),
        ("je cherche l’ordre du jour d’une réunion", "meeting"),
        ("aide", None),
        ("hello all", None),
        ("", None),
    ],
)
def test_a_topic_is_found_among_words_of_ones_own(lexicon: Lexicon, words: str, topic: str | None) -> None:
    assert lexicon.topic_among(words.split()) == topic


@pytest.mark.parametrize(
    ("words", "called"),
    [
        ("schedule 9 March", [("meeting", "schedule")]),
        ("Renvoyer à l'auteur.", [("summary", "send-back")]),
        ("meeting schedule", []),
        ("", []),
    ],
)
def test_a_verb_without_its_topic_leads_to_its_commands(
    lexicon: Lexicon, words: str, called: list[tuple[str, ...]]
) -> None:
    assert list(lexicon.commands_called(words.split())) == called


def test_an_option_is_asked_for_by_the_narrowest_question_there_is() -> None:
    asks = {"ask-text": "?", "ask-meeting-text": "?", "ask-meeting-move-text": "?"}
    lexicon = Lexicon({"en": {**TEXTS["en"], **asks}})
    assert lexicon.ask_key("text", ("meeting", "move")) == "ask-meeting-move-text"
    assert lexicon.ask_key("text", ("meeting", "list")) == "ask-meeting-text"
    assert lexicon.ask_key("text", ("help",)) == "ask-text"
    assert lexicon.ask_key("remind_before", ("meeting", "list")) == "ask-remind-before"


def test_a_path_is_shown_in_the_language_of_its_reader(lexicon: Lexicon) -> None:
    assert lexicon.words_of(("meeting", "schedule"), "fr") == "réunion planifier"
    assert lexicon.words_of(("meeting", "schedule"), "en") == "meeting schedule"
    assert lexicon.words_of(("meeting", "schedule"), "de") == "meeting schedule"
    with pytest.raises(KeyError):
        lexicon.words_of(("meeting", "dance"), "en")


def test_an_option_is_called_by_its_words_in_every_language(lexicon: Lexicon) -> None:
    names = lexicon.option_names(("meeting", "schedule"))
    assert {word for word, name in names.items() if name == "minutes"} == {"minutes", "duree"}
    assert names["rappel"] == names["remind-before"] == "remind_before"
    assert lexicon.option_word("remind_before", ("meeting", "schedule"), "fr") == "rappel"


def test_a_command_may_have_its_own_word_for_an_option(lexicon: Lexicon) -> None:
    assert lexicon.option_names(("meeting", "list"))["since"] == "from"
    assert "since" not in lexicon.option_names(("meeting", "schedule"))
    assert lexicon.option_word("from", ("meeting", "list"), "en") == "since"
    assert lexicon.option_word("from", ("meeting", "schedule"), "en") == "from"


def test_of_two_commands_the_longer_one_has_the_word_of_its_own() -> None:
    verbs = {"topic-meeting": "meeting", "verb-meeting-send": "send", "verb-meeting-send-back": "send-back"}
    lexicon = Lexicon({"en": {**verbs, "option-meeting-send-back-to": "recipient", "option-meeting-send-at": "when"}})
    assert lexicon.option_names(("meeting", "send-back")) == {"recipient": "to", "to": "to"}
    assert lexicon.option_names(("meeting", "send")) == {"when": "at", "at": "at"}


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("meeting shedule", ("meeting", "schedule")),
        ("meting schedule", ("meeting", "schedule")),
        ("reunion planifer", ("meeting", "schedule")),
        ("hepl", ("help",)),
        ("meting", ("meeting",)),
        ("meeting elephant", None),
        ("weather Paris", None),
        ("", None),
    ],
)
def test_a_mistyped_command_is_guessed_only_when_it_is_near(
    lexicon: Lexicon, words: str, meant: tuple[str, ...] | None
) -> None:
    assert lexicon.suggest(words.split()) == meant


def test_one_word_for_two_commands_is_refused() -> None:
    texts = {"en": TEXTS["en"], "fr": {"verb-meeting-list": "schedule"}}
    with pytest.raises(ValueError, match="meeting schedule"):
        Lexicon(texts)


def test_one_word_for_two_options_is_refused() -> None:
    texts = {"en": TEXTS["en"], "fr": {"option-minutes": "durée", "option-from": "durée"}}
    with pytest.raises(ValueError, match="duree"):
        Lexicon(texts)


def test_words_are_read_from_the_phrases(tmp_path: Path) -> None:
    for locale, word in (("en", "meeting"), ("fr", "réunion")):
        (tmp_path / locale).mkdir()
        (tmp_path / locale / "meeting.ftl").write_text(
            f"topic-meeting = {word}\nmeeting-moved = {{ $code }} moved.\n", encoding="utf-8"
        )
    lexicon = Lexicon.load(tmp_path)
    assert lexicon.topics() == ("meeting",)
    assert lexicon.path_of(["reunion"]) == (("meeting",), 1)


def test_the_phrases_that_are_shipped_make_a_lexicon() -> None:
    Lexicon.load()

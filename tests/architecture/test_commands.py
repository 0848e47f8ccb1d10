"""Every command is complete: words in both languages, help, questions for all its options.

Every topic can be listed and shown.
"""

import ast
from pathlib import Path

import pytest

from commands import TOPICS
from commands.engine.lexicon import PHRASES as FOLDER
from commands.engine.lexicon import plain_texts
from commands.engine.spec import GROUP, Spec, specs
from commands.engine.tokens import fold
from storage.access import PERMISSIONS, Role
from tests.cast import LEXICON, PHRASES

TREE = Path(__file__).parents[2]
LEFT_OUT = {"pytest.mark.later", "pytest.mark.long", "pytest.mark.real"}
SPECS = specs(TOPICS)
TEXTS = {folder.name: plain_texts(folder) for folder in FOLDER.iterdir() if folder.is_dir()}
FIRST_WORDS = sorted({spec.path[0] for spec in SPECS.values()})
NAMES = [topic.__name__.rpartition(".")[2] for topic in TOPICS]
TOPIC_NAMES = [name for name in NAMES if "_" not in name]  # commands.facility_linkage is a part of another topic


def _specs_of(first: str) -> list[Spec]:
    return [spec for spec in SPECS.values() if spec.path[0] == first]


@pytest.mark.parametrize("first", FIRST_WORDS)
@pytest.mark.parametrize("locale", TEXTS)
def test_a_command_has_its_words_help_and_questions(first: str, locale: str) -> None:
    own = TEXTS[locale]
    for spec in _specs_of(first):
        assert own.get(f"about-{'-'.join(spec.path)}"), f"help of {spec.name}"
        assert LEXICON.words_of(spec.path, locale), spec.name
        for option in spec.options:
            assert own.get(f"ask-{option.name.replace('_', '-')}"), f"{option.name} of {spec.name}"
            assert LEXICON.option_word(option.name, spec.path, locale), f"{option.name} of {spec.name}"


@pytest.mark.parametrize("first", FIRST_WORDS)
def test_the_words_of_a_command_mean_it_in_every_language(first: str) -> None:
    for spec in _specs_of(first):
        for locale in TEXTS:
            found = LEXICON.path_of(LEXICON.words_of(spec.path, locale).split())
            assert found is not None, spec.name
            assert found[0] == spec.path


@pytest.mark.parametrize("first", FIRST_WORDS)
def test_no_option_word_means_another_option_of_the_same_command(first: str) -> None:
    for spec in _specs_of(first):
        names = {option.name for option in spec.options} | {GROUP}
        own = LEXICON.option_names(spec.path)
        for locale in TEXTS:
            for option in spec.options:
                word = LEXICON.option_word(option.name, spec.path, locale)
                meant = own.get(fold(word))
                assert meant == option.name or meant not in names, f"{word} of {spec.name}"


@pytest.mark.parametrize("topic", TOPIC_NAMES)
def test_every_topic_can_be_listed_and_shown(topic: str) -> None:
    if topic == "help":
        return
    assert (topic, "list") in SPECS
    assert (topic, "show") in SPECS


def _in_a_minute(source: str) -> list[str]:
    """The tests of a module that `make test-fast` runs."""
    body = ast.parse(source).body
    if any(isinstance(node, ast.Assign) and "pytestmark" in ast.unparse(node) for node in body):
        return []
    tests = [node for node in body if isinstance(node, ast.AsyncFunctionDef) and node.name.startswith("test_")]
    return [one.name for one in tests if not LEFT_OUT & {*map(ast.unparse, one.decorator_list)}]


@pytest.mark.parametrize("topic", TOPIC_NAMES)
def test_make_test_fast_goes_through_every_topics_front_door(topic: str) -> None:
    assert _in_a_minute((TREE / "tests" / "commands" / f"test_{topic}.py").read_text(encoding="utf-8"))


def test_what_make_test_fast_leaves_out_is_what_is_marked() -> None:
    assert '-m "not real and not long and not later and not again"' in (TREE / "Makefile").read_text(encoding="utf-8")
    assert _in_a_minute("@pytest.mark.long\nasync def test_a() -> None: ...\n") == []
    assert _in_a_minute("@pytest.mark.later\nasync def test_a() -> None: ...\n") == []
    assert _in_a_minute("pytestmark = pytest.mark.real\nasync def test_a() -> None: ...\n") == []
    assert _in_a_minute("async def test_a() -> None: ...\n") == ["test_a"]


def test_make_test_fast_takes_one_value_of_every_test(request: pytest.FixtureRequest) -> None:
    left_out = {"real", "long", "later", "again"}
    items = [one for one in request.session.items if not left_out & {mark.name for mark in one.iter_markers()}]
    taken = [one.nodeid.partition("[")[0] for one in items]
    assert taken
    assert sorted(taken) == sorted(set(taken))


def test_every_permission_is_somebodys() -> None:
    for spec in SPECS.values():
        assert PERMISSIONS[spec.may].roles - {Role.CLOCK}, spec.name


def test_both_languages_have_the_same_phrases() -> None:
    assert set(PHRASES.locales) == {"en", "fr"}
    english, french = ({key for key in TEXTS[locale] if not key.startswith("also-")} for locale in ("en", "fr"))
    assert english == french

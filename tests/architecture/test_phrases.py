"""Phrases are complete: every key in every language, with the same values, and every key that the code says."""

import ast
import importlib
import pkgutil
from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest
from fluent.syntax import FluentParser
from fluent.syntax import ast as ftl
from fluent.syntax.visitor import Visitor

import storage
from bot.phrasebook import FOLDERS, Phrasebook
from commands.engine.lexicon import Lexicon
from storage.message import word_of

ROOT = Path(__file__).parents[2]
SAYERS = {"say", "Refusal", "Unclear", "Word", "Message"}
# Synonyms: a language has as many as it needs.
OPTIONAL = ("also-",)


class _Variables(Visitor):
    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_VariableReference(self, node: ftl.VariableReference) -> None:  # noqa: N802 -- Visitor's own naming
        self.names.add(node.id.name)


@cache
def _phrases(locale: str) -> dict[str, set[str]]:
    """Every key of a language and the values that its phrase uses."""
    found: dict[str, set[str]] = {}
    for file in (file for folder in FOLDERS for file in folder.glob(f"{locale}/*.ftl")):
        for entry in FluentParser(with_spans=False).parse(file.read_text(encoding="utf-8")).body:
            if isinstance(entry, ftl.Message):
                variables = _Variables()
                variables.visit(entry)
                found[entry.id.name] = variables.names
    return found


def _said() -> Iterator[tuple[str, str]]:
    """Every key written out in the code, with its place."""
    for package in ("bot", "commands", "digests", "storage"):
        for file in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SAYERS:
                    for key in _literals(node.args[0] if node.args else None):
                        yield key, f"{file.relative_to(ROOT)}:{node.lineno}"


def _literals(node: ast.expr | None) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _literals(node.body)
        yield from _literals(node.orelse)


def _enumerations() -> Iterator[type[StrEnum]]:
    for one in pkgutil.iter_modules(storage.__path__, "storage."):
        module: ModuleType = importlib.import_module(one.name)
        for value in vars(module).values():
            if isinstance(value, type) and issubclass(value, StrEnum) and value.__module__ == module.__name__:
                yield value


def test_every_phrase_exists_in_both_languages() -> None:
    assert {key for key in _phrases("en").keys() ^ _phrases("fr").keys() if not key.startswith(OPTIONAL)} == set()


def test_a_phrase_uses_the_same_values_in_both_languages() -> None:
    english, french = _phrases("en"), _phrases("fr")
    both = english.keys() & french.keys()
    assert {key: (english[key], french[key]) for key in both if english[key] != french[key]} == {}


@pytest.mark.later
def test_every_phrase_that_the_code_says_exists() -> None:
    said = list(_said())
    assert len(said) > 20
    assert {key: place for key, place in said if key not in _phrases("en")} == {}


def test_an_enumeration_that_is_shown_has_words_for_all_of_its_members() -> None:
    missing: dict[str, set[str]] = {}
    for kind in _enumerations():
        keys = {word_of(member).key for member in kind}
        if keys & _phrases("en").keys() and not keys <= _phrases("en").keys():
            missing[kind.__name__] = keys - _phrases("en").keys()
    assert missing == {}


@pytest.mark.later
def test_the_phrases_load_and_no_command_word_means_two_things() -> None:
    Lexicon.load()
    assert set(Phrasebook.load(at_once=True).locales) == {"en", "fr"}

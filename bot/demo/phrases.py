"""Recognising what the bot says by the key of its phrase, in every language, so that wording may change freely."""

import re
from functools import cache
from pathlib import Path

from fluent.syntax import FluentParser, ast

from bot.phrasebook import FOLDERS

_MARKS = re.compile(r"[*_`>#\\|]+")
_SPACE = re.compile(r"\s+")


def words(text: str) -> str:
    """A text as it is compared: without marks, with single spaces."""
    return _SPACE.sub(" ", _MARKS.sub("", text.replace("\u00a0", " "))).strip()


def is_said(key: str, body: str, locale: str | None = None) -> bool:
    """Whether a body holds the phrase `key`, in this language or in any. Raises KeyError for an unknown key."""
    patterns = _patterns(key)
    if locale is not None:
        patterns = {locale: patterns[locale]}
    said = words(body)
    return any(pattern.search(said) for pattern in patterns.values())


@cache
def _patterns(key: str) -> dict[str, re.Pattern[str]]:
    found = {locale: re.compile(pattern) for locale, keys in _phrases().items() if (pattern := keys.get(key))}
    if not found:
        raise KeyError(f"there is no phrase {key!r}")
    return found


@cache
def _phrases() -> dict[str, dict[str, str]]:
    """locale -> key -> a regular expression: the phrase's words, with anything where its values stand."""
    phrases: dict[str, dict[str, str]] = {}
    for file in sorted(file for folder in FOLDERS for file in Path(folder).glob("*/*.ftl")):
        resource = FluentParser().parse(file.read_text(encoding="utf-8"))
        for entry in resource.body:
            if isinstance(entry, ast.Message) and entry.value is not None:
                phrases.setdefault(file.parent.name, {})[entry.id.name] = _pattern(entry.value).strip()
    return phrases


def _pattern(pattern: ast.Pattern) -> str:
    return "".join(map(_element, pattern.elements))


def _element(element: ast.TextElement | ast.Placeable) -> str:
    if isinstance(element, ast.TextElement):
        text = _SPACE.sub(" ", _MARKS.sub("", element.value.replace("\u00a0", " ")))
        return re.escape(text).replace(r"\ ", r"\s*")
    if isinstance(element.expression, ast.SelectExpression):
        return f"(?:{'|'.join(_pattern(variant.value) for variant in element.expression.variants)})"
    return ".*?"

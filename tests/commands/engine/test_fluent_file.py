"""Taken apart by lines, a Fluent file is what its parser makes of it."""

from pathlib import Path

import pytest
from fluent.runtime import FluentResource
from fluent.syntax import ast

from commands.engine.fluent_file import entries, plain_text
from commands.engine.lexicon import PHRASES

FILES = sorted([*PHRASES.glob("*/*.ftl"), *(PHRASES.parent.parent / "digests" / "phrases").glob("*/*.ftl")])


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parts[-4]}-{file.parent.name}-{file.stem}")
def test_every_entry_of_ours_is_the_parsers(file: Path) -> None:
    whole = FluentResource(file.read_text(encoding="utf-8")).body
    parsed = {_key(entry): entry for entry in whole if isinstance(entry, ast.Message | ast.Term)}
    found = entries(file)
    assert list(found) == list(parsed)
    for key, entry in parsed.items():
        [alone] = FluentResource(found[key]).body
        assert alone.equals(entry, ["span", "comment"]), key
        assert plain_text(found[key]) == _plain(entry), key


def _key(entry: ast.Message | ast.Term) -> str:
    return f"{'-' if isinstance(entry, ast.Term) else ''}{entry.id.name}"


def _plain(entry: ast.Message | ast.Term) -> str | None:
    parts = entry.value.elements if isinstance(entry, ast.Message) and entry.value else []
    words = [part.value for part in parts if isinstance(part, ast.TextElement)]
    return "".join(words) if words and len(words) == len(parts) else None


SOURCE = """\
# What is said first.
-bot = Roundtable

hello = Hello,
    { $name ->
        [one] you
       *[other] all of you
}!
    .title = Greeting

## More
plain =   two  words   
long =
    First line

    last line
titled = Plain
    .title = With { $value }
"""  # noqa: W291  blanks at the end of a line count as little as in Fluent


def test_each_entry_has_all_that_belongs_to_it(tmp_path: Path) -> None:
    (tmp_path / "a.ftl").write_text(SOURCE, encoding="utf-8")
    found = entries(tmp_path / "a.ftl")
    assert list(found) == ["-bot", "hello", "plain", "long", "titled"]
    assert found["hello"].rstrip().endswith(".title = Greeting")
    texts = {key: plain_text(source) for key, source in found.items() if not key.startswith("-")}
    assert texts == {"hello": None, "plain": "two  words", "long": "First line\n\nlast line", "titled": "Plain"}


@pytest.mark.parametrize("text", ["a = 1\na = 2\n", "  indented = before anything\n", "no phrase at all\n", "} = 1\n"])
def test_what_can_be_no_entry_is_told_with_its_file(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.ftl").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"a\.ftl"):
        entries(tmp_path / "a.ftl")

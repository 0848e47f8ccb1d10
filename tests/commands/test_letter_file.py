"""A letter as a file: nothing of it is lost, nothing is added, nothing is loaded, and evil text is slow nowhere."""

import io
import time
import zipfile
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.letter_file import Paper, docx, html
from commands.letter_text import Kind, blocks

LETTER = """# Working hours

Dear **Ms Roth**,
Volta Motors <script>alert(1)</script>

We ask _now_ for [the list](https://example.org/a?b=1&c):

- the plants
- the hours

1. by June
2. by July

and then

3) again
> quoted
> more

---
snake_case, 2*3*4, 5 ** 6, \\* star
"""
PAPER = Paper(text=LETTER, locale="fr", signed=["City of Ghent", "Ville de Lyon & Cie"])
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def paragraphs(data: bytes) -> list[str]:
    """The words of a document, paragraph by paragraph; every part of it is well-formed."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        parts = {name: ElementTree.fromstring(archive.read(name)) for name in archive.namelist()}
    lines = []
    for one in parts["word/document.xml"].iter(f"{W}p"):
        lines.append(
            "".join(
                "\n" if piece.tag == f"{W}br" else piece.text or ""
                for piece in one.iter()
                if piece.tag in {f"{W}t", f"{W}br"}
            )
        )
    return lines


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.words = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.words += data


def test_a_letter_is_what_was_written() -> None:
    lines = paragraphs(docx(PAPER))
    assert lines[:3] == [
        "Working hours",
        "Dear Ms Roth,\nVolta Motors <script>alert(1)</script>",
        "We ask now for the list (https://example.org/a?b=1&c):",
    ]
    assert lines[3:9] == ["the plants", "the hours", "by June", "by July", "and then", "again"]
    assert lines[-4] == "snake_case, 2*3*4, 5 ** 6, * star"
    assert lines[-2:] == ["City of Ghent", "Ville de Lyon & Cie"]
    page = _Words()
    page.feed(html(PAPER).decode())
    for line in lines:
        assert all(part in page.words for part in line.split("\n")), line


def test_a_page_loads_and_runs_nothing() -> None:
    page = _Words()
    page.feed(html(PAPER).decode())
    assert not {"script", "img", "link", "iframe", "a", "form"} & set(page.tags)
    assert not {"src", "href", "onload"} & {name for name, _ in page.attributes}
    assert any(value and value.startswith("default-src 'none'") for _, value in page.attributes)


def test_the_same_letter_is_the_same_bytes_and_names_no_author() -> None:
    assert docx(PAPER) == docx(PAPER)
    with zipfile.ZipFile(io.BytesIO(docx(PAPER))) as archive:
        assert not [name for name in archive.namelist() if name.startswith("docProps")]


def test_a_list_begins_with_its_own_number() -> None:
    assert [one.level for one in blocks(LETTER) if one.kind is Kind.NUMBER] == [1, 2, 3]
    with zipfile.ZipFile(io.BytesIO(docx(PAPER))) as archive:
        numbering = ElementTree.fromstring(archive.read("word/numbering.xml"))
    assert [one.get(f"{W}val") for one in numbering.iter(f"{W}startOverride")] == ["1", "3"]


@given(st.text(max_size=400))
def test_any_text_becomes_a_file(text: str) -> None:
    paper = Paper(text=text, locale="en", signed=[])
    words = {"".join(line.split()) for line in paragraphs(docx(paper))}
    assert words == {"".join(one.plain.split()) for one in blocks(text)}
    _Words().feed(html(paper).decode())


@given(st.text(alphabet=st.characters(categories=("L", "N", "Zs")), max_size=200))
def test_plain_words_are_lost_nowhere(text: str) -> None:
    assert "".join("".join(one.plain for one in blocks(text)).split()) == "".join(text.split())


@pytest.mark.parametrize("evil", ["*", "**a", "_a", "[a](", "\\", "- \n", "1. ", "> ", "[a](https://" + "x" * 99])
def test_a_runaway_text_costs_what_its_length_does(evil: str) -> None:
    began = time.process_time()
    paper = Paper(text=evil * (12_000 // len(evil)), locale="en", signed=[])
    assert html(paper)
    assert docx(paper)
    assert time.process_time() - began < 2

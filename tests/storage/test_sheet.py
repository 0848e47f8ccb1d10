"""Whatever is written into a table comes back, and nothing in it is a formula to any spreadsheet."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage import sheet
from storage.refusal import Refusal

CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)
SIGNS = st.sampled_from(list("=+-@\t\r\n'＝＋－＠\"")).flatmap(lambda sign: CELLS.map(lambda text: sign + text))


@given(st.lists(st.lists(CELLS | SIGNS, min_size=2, max_size=2), max_size=6))
def test_every_text_comes_back_as_it_was(rows: list[list[str]]) -> None:
    file = b"".join(sheet.written(["one", "two"], rows))
    assert [cells for _, cells in sheet.read(file).rows] == [row for row in rows if any(row)]


@given(SIGNS)
def test_no_cell_that_is_written_begins_a_formula(text: str) -> None:
    file = b"".join(sheet.written(["one"], [[text]])).decode("utf-8-sig")
    cell = list(csv.reader(io.StringIO(file, newline="")))[1][0]
    assert not cell.startswith(tuple("=+-@\t\r\n＝＋－＠"))


@given(st.binary(max_size=200))
def test_whatever_the_bytes_they_are_a_table_or_refused(data: bytes) -> None:
    try:
        found = sheet.read(data)
    except Refusal:
        return
    assert found.header


@pytest.mark.parametrize(("text", "rows"), [("a,b\n1,2\n\n3,4", [2, 4]), ('a,b\n"x\ny",2\n3,4', [2, 3])])
def test_rows_have_the_numbers_that_a_spreadsheet_shows(text: str, rows: list[int]) -> None:
    assert [number for number, _ in sheet.read(text.encode()).rows] == rows

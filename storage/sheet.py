"""Tables as files: comma-separated text (RFC 4180) as people's programs write it, read whole or refused in a sentence.

What a spreadsheet would take for a formula is written behind an apostrophe, and read back without it (OWASP, "CSV
Injection"); an apostrophe of its own gets a second one, so every text comes back as it was.
"""

import codecs
import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from storage.refusal import Refusal

MAX_BYTES = 64 * 1024 * 1024
MAX_ROWS = 500_000
DELIMITERS = ",;\t"

_STARTS_FORMULA = tuple("=+-@\t\r\n＝＋－＠")  # the wide ones as well: some programs take them for the others
_MARK = "'"
_MARKED = (*_STARTS_FORMULA, _MARK)
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # ZIP, as .xlsx and .ods are, and the older .xls: never unpacked
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A file's header, in lower case, and its rows with the number that a spreadsheet shows beside each (header: 1)."""

    header: tuple[str, ...]
    rows: Sequence[tuple[int, list[str]]]
    encoding: str
    """As it was found out: "utf-8", "utf-16" or "windows-1252"."""


def read(data: bytes) -> Sheet:
    """A file as a table. Raises Refusal for what is no such file: each cause is a sentence of its own."""
    if len(data) > MAX_BYTES:
        raise Refusal("import-too-large", most=MAX_BYTES // (1024 * 1024))
    if data.startswith(_WORKBOOKS):
        raise Refusal("import-spreadsheet")
    text, encoding = _decoded(data)
    if "\0" in text:
        raise Refusal("import-nul", line=text.count("\n", 0, text.index("\0")) + 1)
    rows = _records(text)
    if not rows:
        raise Refusal("import-empty")
    _, first = rows.pop(0)
    header = tuple(cell.strip().lower() for cell in first)
    return Sheet(header=header, rows=rows, encoding=encoding)


def written(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """A table as the pieces of a file, in UTF-8 with the mark by which spreadsheets know it."""
    yield codecs.BOM_UTF8
    yield _line(header)
    for row in rows:
        yield _line([neutral(cell) for cell in row])


def neutral(cell: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return _MARK + cell if cell.startswith(_MARKED) else cell


def original(cell: str) -> str:
    """The text of which `neutral` made this."""
    return cell[1:] if cell.startswith(_MARK) and cell[1:].startswith(_MARKED) else cell


def _decoded(data: bytes) -> tuple[str, str]:
    try:
        if data.startswith(_UTF16):
            return data.decode("utf-16"), "utf-16"
        return data.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError as error:
        if data.startswith(_UTF16) or b"\0" in data:
            raise Refusal("import-encoding", line=data.count(b"\n", 0, error.start) + 1) from error
    try:
        return data.decode("cp1252"), "windows-1252"
    except UnicodeDecodeError as error:
        raise Refusal("import-encoding", line=data.count(b"\n", 0, error.start) + 1) from error


def _records(text: str) -> list[tuple[int, list[str]]]:
    """What is not empty, with its number."""
    first = text.partition("\n")[0]
    delimiter = max(DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    marked = _MARK in text
    found: list[tuple[int, list[str]]] = []
    number = 0
    try:
        for number, record in enumerate(reader, 1):
            if len(found) > MAX_ROWS:
                raise Refusal("import-too-long", most=MAX_ROWS)
            if any(record):
                found.append((number, [original(cell) for cell in record] if marked else record))
    except csv.Error as error:
        if str(error).startswith("field larger"):
            raise Refusal("import-cell-huge", line=number + 1, most=csv.field_size_limit()) from error
        raise Refusal("import-broken", line=number + 1) from error
    return found


def _line(cells: Sequence[str]) -> bytes:
    line = io.StringIO()
    csv.writer(line, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerow(cells)
    return line.getvalue().encode()

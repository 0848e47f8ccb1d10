"""A Fluent file taken apart into its entries, none of them parsed: most are not needed today.

The parser takes half a second for all phrases in two languages, and their syntax trees ten megabytes. An entry begins
where a line begins with its name and `=`; what follows belongs to it as long as it is blank, indented, or begins with
what no entry can (Fluent 1.0, "Entries": `}`, `[`, `*`, `.`).
"""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from fluent.syntax import FluentParser, ast

_BEGINS = re.compile(r"(-?[A-Za-z][\w-]*) *=", re.ASCII)
_GOES_ON = (" ", "}", "[", "*", ".")


@cache
def entries(file: Path) -> Mapping[str, str]:
    """The source of each entry by its key; a term's begins with a hyphen. A file is read once: three ask for each.

    Raises ValueError for what can't be Fluent, and for a key written twice.
    """
    found: dict[str, list[str]] = {}
    entry: list[str] | None = None
    for line in file.read_text(encoding="utf-8").splitlines(keepends=True):
        if begins := _BEGINS.match(line):
            if begins[1] in found:
                raise ValueError(f"{file}: {begins[1]} is there twice")
            entry = found[begins[1]] = [line]
        elif line.startswith("#"):
            entry = None
        elif line.startswith(_GOES_ON) and entry is not None:
            entry.append(line)
        elif not line.strip():
            if entry is not None:
                entry.append(line)
        else:
            raise ValueError(f"{file}: not Fluent: {line.strip()[:60]!r}")
    return {key: "".join(lines) for key, lines in found.items()}


def plain_text(source: str) -> str | None:
    """The text of an entry, None for one with values or variants, and for one that has no text."""
    if "{" in source and "\n." not in source.replace(" ", ""):
        return None
    first, _, rest = source.partition("\n")
    if "{" not in first and "}" not in first and not rest.strip():
        return first.partition("=")[2].strip(" ") or None
    [entry, *_] = FluentParser().parse(source).body
    if not isinstance(entry, ast.Message) or entry.value is None:
        return None
    parts = [part for part in entry.value.elements if isinstance(part, ast.TextElement)]
    return "".join(part.value for part in parts) if len(parts) == len(entry.value.elements) else None

"""The data map as a table people can read: what each table holds, how long, and what a person's rights do to it."""

from storage.data_map import DATA_MAP, Datum, Entry, Erasure
from storage.retention import Rule

BEGIN, END = "<!-- data map -->", "<!-- /data map -->"  # around the table in docs/confidentiality.md

_HEAD = ("table", "tells who", "words in clear", "sealed words", "kept", "given to its person", "on erasure")
_KEPT = {
    Rule.NETWORK: "while the network works",
    Rule.PERSON: "until erased",
    Rule.INSTALLATION: "with the key file",
    Rule.REPLACED: "until replaced",
    Rule.SEEN: "*seen*",
    Rule.DIALOG: "*dialog*",
    Rule.CLOCK: "*clock*",
    Rule.WORDS: "row: while the network works; what it says: *words*, *strict*",
    Rule.CODES: "*codes*",
    Rule.LOOKS: "*looks*",
    Rule.FILES: "until taken in or given up, else *files*",
    Rule.CONSENT: "while the network works; what waits for its teller's yes: *consent*",
    Rule.SUMMARY: "row: while the network works; text, once withdrawn: *withdrawn*, *withdrawn_strict*",
}
_ERASED = {
    Erasure.STAYS: "stays, with the opaque id",
    Erasure.GOES: "goes",
    Erasure.EMPTIED: "emptied of what tells who",
}


def data_map_table() -> str:
    """Every table there is, in the order in which the map has them."""
    rows = [_HEAD, ("---",) * len(_HEAD), *(_row(name, entry) for name, entry in DATA_MAP.items())]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _row(name: str, entry: Entry) -> tuple[str, ...]:
    return (
        f"`{name}`",
        _named(entry, Datum.NAME),
        _named(entry, Datum.WORDS),
        _named(entry, Datum.SEALED),
        _KEPT[entry.rule],
        _given(entry),
        _ERASED[entry.erasure] if entry.theirs else "",
    )


def _named(entry: Entry, datum: Datum) -> str:
    return " ".join(f"`{name}`" for name, one in entry.columns.items() if one is datum)


def _given(entry: Entry) -> str:
    if not entry.theirs:
        return ""
    return (
        "yes, opened" if entry.opens else "yes" if Datum.SEALED not in entry.columns.values() else "without the words"
    )

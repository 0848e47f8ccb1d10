"""Whether a text quotes another: what is derived from something restricted inherits its label."""

import re
import unicodedata
from collections.abc import Iterable

RUN = 8
"""So many words in the same order come from the same text: fewer are a phrase that anybody uses."""

_WORD = re.compile(r"\w+")


def runs(*texts: str) -> frozenset[tuple[str, ...]]:
    """Every run of so many words, whatever their case, accents and punctuation; none of a shorter text."""
    found = []
    for text in texts:
        plain = "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))
        words = _WORD.findall(plain.casefold())
        found += [tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1)]
    return frozenset(found)


def quotes(said: frozenset[tuple[str, ...]], sources: Iterable[str]) -> bool:
    """Whether a text, of which these are the runs, holds one of any of the sources."""
    return not said.isdisjoint(runs(*sources))

"""Facilities that may be one: names that are nearly the same in one country, with the addresses to decide.

A proposal and never more: staff look and merge. Only names that share a word, or how they begin, are compared, so that
a country of thousands takes a second; a number in a name tells plants of one company apart, and where its words part
("Long Hua", "Longhua") tells nothing.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from storage.naming import skeleton

SURE = 93  # of 100: names as near as this are proposed whatever their addresses
NEAR = 75  # as near as this only where the addresses agree
SAME_PLACE = 75  # of 100: two writings of one address
BLOCK = 60  # facilities: a word that more than these have says nothing of any of them
BEGINNING = 5  # letters

_FORMS = """
    ag bhd bv co company corp corporation gmbh group inc incorporated kg limited llc llp ltd nv oy plc pt pte pty pvt sa
    sae sarl sas sdn spa srl tbk the of and et de
"""
_LEGAL_FORMS = frozenset(_FORMS.split())
_WORDS = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A facility as it is compared: `names` are its name and its aliases; `order` is whatever it is known by."""

    order: int
    country: str
    names: tuple[str, ...]
    address: str = ""


@dataclass(frozen=True, slots=True)
class _Name:
    """`words` that tell something, `text` with them in order of the alphabet, `joined` with nothing between them."""

    order: int
    words: tuple[str, ...]
    text: str
    joined: str
    numbers: tuple[str, ...]


def pairs(sites: Sequence[Site]) -> list[tuple[int, int, int]]:
    """Which may be one, as (order, order, how near of 100), the nearest first."""
    from rapidfuzz import fuzz  # at first need: the service holds nothing of it until somebody looks for doubles

    found: dict[tuple[int, int], int] = {}
    by_order = {site.order: site for site in sites}
    for block in _blocks(sites):
        for one, other in combinations(block, 2):
            if one.order == other.order or one.numbers != other.numbers:
                continue
            sorted_ = fuzz.token_sort_ratio(one.text, other.text, score_cutoff=NEAR)
            score = round(max(sorted_, fuzz.ratio(one.joined, other.joined, score_cutoff=NEAR)))
            pair = (min(one.order, other.order), max(one.order, other.order))
            if score > found.get(pair, 0) and (score >= SURE or _same_place(by_order[pair[0]], by_order[pair[1]])):
                found[pair] = score
    return sorted(((*pair, score) for pair, score in found.items()), key=lambda one: (-one[2], one[:2]))


def _blocks(sites: Iterable[Site]) -> Iterator[Sequence[_Name]]:
    """Names worth comparing with each other."""
    shelves: dict[tuple[str, str], dict[tuple[int, str], _Name]] = defaultdict(dict)
    for site in sites:
        for name in [_name(site.order, text) for text in site.names]:
            marks = [word for word in name.words if len(word) > 3]
            for written in (name.text, name.joined):
                marks += [f"^{written[:BEGINNING]}", f"={written}"]
            for mark in marks:
                shelves[site.country, mark][name.order, name.text] = name
    for (_, mark), shelf in shelves.items():
        if len(shelf) > 1 and (len(shelf) <= BLOCK or mark.startswith("=")):
            yield list(shelf.values())[: BLOCK * 2]


def _name(order: int, text: str) -> _Name:
    words = tuple(_WORDS.findall(skeleton(text)))
    telling = tuple(word for word in words if word not in _LEGAL_FORMS) or words
    numbers = tuple(sorted(word for word in telling if word.isdigit()))
    return _Name(order, telling, " ".join(sorted(telling)), "".join(telling), numbers)


def _same_place(one: Site, other: Site) -> bool:
    if not one.address or not other.address:
        return False
    from rapidfuzz import fuzz

    return fuzz.token_set_ratio(skeleton(one.address), skeleton(other.address)) >= SAME_PLACE

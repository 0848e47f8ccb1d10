"""How much is measured; less where somebody only wants to see that it runs."""

from collections.abc import Callable
from dataclasses import dataclass

Tell = Callable[[str], None]
"""Told at each step of a measurement what is being done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """`rounds` of both sides in turn, `at_once` commands in each, then as many `one_by_one`; `channels` posted to.

    On Matrix: `paced` commands one after the other, then `each` at once in each of `rooms`; `many` rooms to start with,
    with `people` in each, and `posted` to. Nothing must happen for `quiet` seconds before a start counts as over.

    A file of so many `lines` is taken in. A great network has so many `organisations`, and a greater one ten times as
    many; each of the `questions` is asked so often in a round.

    A digest is made in a network of so many `buyers`, `digest_rooms`, and `items` of two years, then ten times those.
    So many `searches` are made among so many `lessons`.
    """

    rounds: int = 5
    at_once: int = 50
    one_by_one: int = 20
    channels: int = 500
    paced: int = 60
    rooms: int = 20
    each: int = 10
    many: int = 100
    people: int = 50
    posted: int = 300
    quiet: float = 2.0
    lines: int = 40_000
    organisations: int = 2_000
    questions: int = 40
    buyers: int = 2_000
    digest_rooms: int = 500
    items: int = 40_000
    lessons: int = 100_000
    searches: int = 200

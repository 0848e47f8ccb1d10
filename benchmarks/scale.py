"""How much is measured; less where somebody only wants to see that it runs."""

from collections.abc import Callable
from dataclasses import dataclass

Tell = Callable[[str], None]
"""Told at each step of a measurement what is being done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """`rounds` of both sides in turn, `at_once` commands in each, then as many `one_by_one`; `channels` posted to."""

    rounds: int = 5
    at_once: int = 50
    one_by_one: int = 20
    channels: int = 500

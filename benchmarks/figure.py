"""One figure, with what it should be."""

import operator
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_HOLDS: Mapping[str, Callable[[float, float], bool]] = {"<=": operator.le, ">=": operator.ge}


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """`goal` is a comparison such as "<= 100", or "" where there is none.

    `floor` is the same figure of the bare thing in the same run and unit: what the platform's library, the database and
    the machine cost by themselves; None where nothing bare was measured.
    """

    name: str
    value: float
    unit: str
    goal: str = ""
    floor: float | None = None

    @property
    def is_met(self) -> bool | None:
        """Whether the goal is reached; None where there is none."""
        if not self.goal:
            return None
        sign, _, bound = self.goal.partition(" ")
        return _HOLDS[sign](self.value, float(bound))

    def to_json(self) -> Mapping[str, Any]:
        """As it is written into a file, rounded to what such measurements can tell."""
        rounded = None if self.floor is None else significant(self.floor)
        return {
            "name": self.name, "value": significant(self.value), "unit": self.unit, "goal": self.goal, "floor": rounded,
        }  # fmt: skip


def significant(value: float) -> float:
    """Three digits that mean something."""
    return float(f"{value:.3g}")


def percentile(values: Sequence[float], share: float) -> float:
    """The least of the values below which (or at which) this share of them lies: the nearest rank."""
    ordered = sorted(values)
    return ordered[max(0, -int(-share * len(ordered) // 1) - 1)]


def median_ratio(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """The median of the ratios of rounds that took turns: what slows the machine for a while slows both."""
    return statistics.median(one / other for one, other in zip(ours, theirs, strict=True))

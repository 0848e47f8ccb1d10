"""What a proof is: parts that each measure something under fire, and say what they found beside what was promised.

The targets are T1 to T19 of the reliability design. A part is run short (in `make test`) or long (in `make prove`). A
control breaks a wall on purpose, and its part holds only if the damage was found: a check that can't fail proves
nothing.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class Size(StrEnum):
    """How long a part may take: seconds in `make test`, as long as it needs in `make prove`."""

    SHORT = "short"
    LONG = "long"


@dataclass(frozen=True, kw_only=True)
class Claim:
    """One thing measured. For a control, `holds` says that the damage done on purpose was seen."""

    what: str
    found: str
    goal: str
    holds: bool


@dataclass(frozen=True, kw_only=True)
class Run:
    """One run of one part.

    `seed` is printed and makes it repeatable, `folder` is empty and its own, `step(done, total)` moves its bar.
    """

    size: Size
    seed: int
    folder: Path
    step: Callable[[int, int], None]

    def of(self, short: int, long: int) -> int:
        """How many, by the size of the run."""
        return short if self.size is Size.SHORT else long


@dataclass(frozen=True, kw_only=True)
class Part:
    """One measurement of a proof; where `needs` names something that is missing here, it says so instead of running.

    `needs` may hold: homeserver, postgres, compiler. With `control` it breaks something and must see it.
    """

    name: str
    run: Callable[[Run], Awaitable[Sequence[Claim]]]
    needs: tuple[str, ...] = ()
    control: bool = False
    sizes: tuple[Size, ...] = (Size.SHORT, Size.LONG)


@dataclass(frozen=True, kw_only=True)
class Proof:
    """A target, by its number and in words, and the parts that show it."""

    target: str
    promise: str
    parts: Sequence[Part]

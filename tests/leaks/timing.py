"""How long an answer takes, for a code that nothing has and for one that is somebody else's, asked by turns: whether
one takes longer than the other, and which difference would have been noticed.
"""

import random
import time
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from math import erfc, sqrt
from statistics import NormalDist

from tests.cast import Member

Times = tuple[list[float], list[float]]  # seconds for each absent code, and for each forbidden one
WALL, PROCESSOR = "the wall's clock", "the processor's"
BY_CHANCE = 0.01  # a smaller p is no accident; what looks like one is looked at once more
POWER = 0.9  # how probable it is that a difference that is said to be noticeable is noticed


async def timed(
    who: Member, command: str, absent: str, forbidden: str, times: int, chance: random.Random,
    step: Callable[[int, int], None],
) -> Mapping[str, Times]:  # fmt: skip
    """What each answer took, in any order. By the clock on the wall, as an outsider may measure it; and by the
    processor's, which a busy machine does not blur.
    """
    both: Mapping[str, Times] = {WALL: ([], []), PROCESSOR: ([], [])}
    for number in range(times):
        for asked in chance.sample([absent, forbidden], 2):
            wall, processor = time.perf_counter(), time.process_time()
            await who.asks(f"{command} {asked}")
            both[WALL][asked == forbidden].append(time.perf_counter() - wall)
            both[PROCESSOR][asked == forbidden].append(time.process_time() - processor)
        step(number + 1, times)
    return both


def by_chance(one: Sequence[float], other: Sequence[float]) -> float:
    """How probable it is that two series differ as much by chance: Mann and Whitney's U, two-sided, by its normal
    approximation (good from 20 values on), in which ties count for half and take from its variance.
    """
    ranked = sorted([(time, True) for time in one] + [(time, False) for time in other])
    ranks, ties, begins = 0.0, 0, 0
    for _, equal in groupby(ranked, key=lambda pair: pair[0]):
        ones = [is_one for _, is_one in equal]
        ranks += sum(ones) * (begins + (len(ones) + 1) / 2)
        ties += len(ones) ** 3 - len(ones)
        begins += len(ones)
    pairs, every = len(one) * len(other), len(ranked)
    u = ranks - len(one) * (len(one) + 1) / 2
    variance = pairs / 12 * (every + 1 - ties / (every * (every - 1)))
    return erfc(abs(u - pairs / 2) / sqrt(variance) / sqrt(2)) if variance else 1.0


def noticeable(one: Sequence[float]) -> float:
    """The least difference, in seconds, that two series as this one would have shown at `BY_CHANCE`, `POWER` of the
    times.
    """
    normal, ranked = NormalDist(), sorted(one)
    wanted = normal.inv_cdf(1 - BY_CHANCE / 2) + normal.inv_cdf(POWER)
    pairs = len(one) ** 2
    enough = pairs / 2 + wanted * sqrt(pairs * (2 * len(one) + 1) / 12)
    low, high = 0.0, ranked[-1] - ranked[0]
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (low, middle) if _above(ranked, middle) >= enough else (middle, high)
    return high


def _above(ranked: Sequence[float], shift: float) -> float:
    """The U of a series that is later by this, beside itself."""
    return sum((bisect_left(ranked, one + shift) + bisect_right(ranked, one + shift)) / 2 for one in ranked)

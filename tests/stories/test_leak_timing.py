"""Absent or forbidden, by time: how `make prove` measures it; here nothing is judged by a clock."""

import random

import pytest

from tests.leaks.canaries import CODES
from tests.leaks.timing import BY_CHANCE, PROCESSOR, WALL, by_chance, noticeable, timed
from tests.leaks.told import PLANTED
from tests.scenes import Engine

CHANCE = random.Random(7)
ONE = [CHANCE.gauss(10.0, 1.0) for _ in range(400)]
OTHER = [CHANCE.gauss(10.0, 1.0) for _ in range(400)]


@pytest.mark.parametrize(
    ("one", "other", "p"),
    [
        ([19, 22, 16, 29, 24], [20, 11, 17, 12], 0.0864107329737),  # the example of SciPy's mannwhitneyu
        ([1, 2, 2, 3], [2, 3, 4, 4], 0.09942494579),  # with ties
        ([5, 5], [5, 5], 1.0),
    ],
)
def test_the_probability_is_that_of_the_textbook(one: list[float], other: list[float], p: float) -> None:
    assert by_chance(one, other) == pytest.approx(p, rel=1e-6)
    assert by_chance(other, one) == pytest.approx(p, rel=1e-6)


def test_what_is_said_to_be_noticeable_is_noticed_and_half_of_it_is_mostly_not() -> None:
    least = noticeable(ONE)
    assert 0.2 < least < 0.35, "0.27 of the deviation, for 400 of each"
    assert by_chance(ONE, OTHER) > BY_CHANCE
    found = []
    for part in (1.0, 0.5):
        pairs = [[[CHANCE.gauss(10.0 + by, 1.0) for _ in range(400)] for by in (0, part * least)] for _ in range(40)]
        found.append(sum(by_chance(*pair) <= BY_CHANCE for pair in pairs))
    assert found[0] >= 30
    assert found[1] <= 20


async def test_absent_and_forbidden_are_asked_by_turns_and_both_answered_the_same(sqlite: Engine, inline: None) -> None:
    async with sqlite.after(PLANTED) as (cast, _):
        both = await timed(
            cast.greta, "summary show", "SUM-2222", CODES["summary"], 3, random.Random(1), lambda done, total: None
        )
        assert [[len(one) for one in both[clock]] for clock in (WALL, PROCESSOR)] == [[3, 3], [3, 3]]
        answers = [post.plain for post in cast.platform.log if post.room in cast.chats(cast.greta.account)][-6:]
        assert len(set(answers)) == 1

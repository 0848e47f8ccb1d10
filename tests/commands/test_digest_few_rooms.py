"""Leaving out and putting first cost what they change: the rooms of one group, however many others there are."""

import pytest

from tests.cast import Cast
from tests.digests.test_plans import listening
from tests.scenes import NETWORK, Engine

POINT = "action add Luc Read the clause due:2027-01-20 group:LEV"


async def opened(cast: Cast, *codes: str) -> None:
    """Further groups, whose rooms get an Affiliate Update of their own."""
    for code in codes:
        await cast.sofia.asks(f"group open {code} Group {code}")
        await cast.sofia.asks(f'group join "City of Oslo" group:{code}')
        await cast.tom.asks(f"room authorise {code} green")
        await cast.tom.asks("yes")


async def questions(cast: Cast) -> dict[str, int]:
    """How often the database is asked something to leave a question out, take it in, and put it first."""
    found = {}
    for verb in ("drop", "restore", "first"):
        with listening() as said:
            await cast.sofia.asks(f"digest {verb} Q-1")
        assert not cast.sofia.was_told("digest-no-such-item"), cast.sofia.text
        found[verb] = len(said)
    return found


@pytest.mark.later
async def test_other_groups_rooms_are_not_visited(sqlite: Engine, inline: None) -> None:
    async with sqlite.after(NETWORK) as (cast, _):
        await cast.greta.asks("question ask Who buys laptops? group:LEV")
        alone = await questions(cast)
        await opened(cast, "AAA", "BBB", "CCC", "DDD")
        assert await questions(cast) == alone


@pytest.mark.parametrize("code", ["Q-1", "L-1", "U-1", "MTG-27-Q1-LEV"])
async def test_each_kind_is_left_out_taken_in_and_put_first_where_it_stands(cast: Cast, code: str) -> None:
    await opened(cast, "AAA")
    await cast.luc.asks('lesson add worked disclosures named title:"Yearly clause" We ask each year.')
    await cast.greta.asks("question ask Who buys laptops? group:LEV")
    await cast.sofia.asks("meeting schedule 2027-02-10 14:00 Spring group:LEV")
    await cast.sofia.asks("update post activities A webinar")
    rooms = 2 if code in {"L-1", "U-1"} else 1
    await cast.sofia.asks(f"digest first {code}")
    assert cast.sofia.was_told("digest-first"), cast.sofia.text
    for verb in ("drop", "restore", "drop"):
        await cast.sofia.asks(f"digest {verb} {code}")
        assert cast.sofia.was_told("digest-dropped" if verb == "drop" else "digest-restored"), cast.sofia.text
        assert ("one room" in cast.sofia.text) is (rooms == 1), cast.sofia.text
    for verb in ("first", "drop"):
        await cast.sofia.asks(f"digest {verb} {code}")
        assert cast.sofia.was_told("digest-no-such-item"), "what was left out does not stand there"
    for other in ("Q-99", "L-99", "U-99", "MTG-27-Q1-AAA", "SUM-7KQ4"):
        await cast.sofia.asks(f"digest drop {other}")
        assert cast.sofia.was_told("digest-no-such-item"), other

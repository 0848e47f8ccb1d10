"""Tools through the front door."""

import pytest

from tests.cast import Cast

ADD = 'tool add "TCO Certified" A label for screens, asked for as proof in lot 2. stage:award issue:wages'


async def test_a_tool_is_registered_and_found_from_another_language(cast: Cast) -> None:
    await cast.greta.asks(f'{ADD} limits:"Final assembly only" credibility:"Audits without unions"')
    assert cast.greta.was_told("tool-added")
    for said in ("outil trouver labels", "tool find SCREEN", "tool find label stage:award", "tool list issue:wages"):
        await cast.luc.asks(said)
        assert cast.luc.was_told("tool-list"), said
    await cast.luc.asks("tool find label stage:exit")
    assert cast.luc.was_told("tool-found-none")
    await cast.luc.asks("outil montrer T-1")
    assert {"tool-shown", "tool-limits", "tool-credibility", "tool-unrated-yet"} <= set(cast.keys(cast.luc.last))
    await cast.luc.asks('tool add "TCO Certified" The same once more.')
    assert cast.luc.was_told("tool-known")


async def test_an_organisation_has_one_rating_and_contradicting_ones_have_no_middle(cast: Cast) -> None:
    await cast.greta.asks(ADD)
    for who, stars in (("greta", 4), ("gus", 5), ("luc", 4)):
        await cast.members[who].asks(f"tool rate T-1 {stars}")
    await cast.pia.asks("tool show T-1")
    assert "tool-ratings" in cast.keys(cast.pia.last)
    assert "2 organisations give it 4 to 5" in cast.pia.text
    await cast.olga.asks("tool rate T-1 1 It hides who audits.")
    await cast.pia.asks("tool show T-1")
    assert "3 organisations contradict each other: from 1 to 5" in cast.pia.text
    assert "It hides who audits" in cast.pia.text
    assert not [name for name in ("Oslo", "Olga", "Ghent", "Lyon") if name in cast.pia.text]
    await cast.olga.asks("tool rate T-1 0")
    await cast.pia.asks("tool list")
    assert "contradict" not in cast.pia.text
    await cast.olga.asks("tool rate T-1 0")
    assert cast.olga.was_told("tool-rated-never")
    await cast.olga.asks("tool rate T-1 6")
    assert cast.olga.was_told("number-bounds")


@pytest.mark.parametrize(("who", "allowed"), [("gus", True), ("sofia", True), ("luc", False), ("pia", False)])
async def test_a_tool_is_changed_by_whose_organisation_registered_it_or_staff(
    cast: Cast, who: str, allowed: bool
) -> None:
    await cast.greta.asks(ADD)
    member = cast.members[who]
    for said, told in (
        ("tool edit T-1 limits:Phones", "tool-edited"),
        ("tool withdraw T-1", "tool-withdrawn"),
        ("tool withdraw T-1 off:yes", "tool-restored"),
    ):
        await member.asks(said)
        assert member.was_told(told) is allowed, said
    await member.asks("tool edit T-1")
    assert member.was_told("tool-edit-nothing") is allowed


async def test_a_withdrawn_tool_is_as_good_as_none(cast: Cast) -> None:
    await cast.olga.asks("tool show T-1")
    nothing = cast.olga.text
    await cast.greta.asks(ADD)
    await cast.greta.asks("tool withdraw T-1")
    for said in ("tool show T-1", "tool rate T-1 3"):
        await cast.olga.asks(said)
        assert cast.olga.text == nothing, said
    await cast.olga.asks("tool find label")
    assert cast.olga.was_told("tool-found-none")


async def test_in_a_room_who_rated_is_not_seen(cast: Cast) -> None:
    await cast.greta.asks(ADD)
    await cast.luc.says("LEV", "!tool rate T-1 2 Too narrow.")
    assert not await cast.heard("LEV", "tool-rated")
    assert cast.luc.was_told("tool-rated")

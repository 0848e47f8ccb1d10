"""Working groups through the front door."""

from tests.cast import Cast


async def test_a_group_is_opened_and_heard_of_by_its_members(cast: Cast) -> None:
    await cast.greta.says("LEV", "!group list")
    assert await cast.heard("LEV", "group-list")
    await cast.greta.asks("group show LEV")
    assert cast.greta.was_told("group-shown")
    assert "City of Oslo" in cast.greta.text


async def test_only_staff_open_groups(cast: Cast) -> None:
    await cast.greta.asks("group open ICT Hardware")
    assert cast.greta.was_told("absent")
    await cast.sofia.asks("group open ICT Hardware")
    assert cast.sofia.was_told("group-opened")

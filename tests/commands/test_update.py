"""Items for the Affiliate Update through the front door."""

import pytest

from tests.cast import Cast


async def test_staff_post_change_and_drop_an_item(cast: Cast) -> None:
    await cast.sofia.asks("update post activities A webinar on remedy")
    assert cast.sofia.was_told("update-posted")
    await cast.tom.asks("update edit U-1 Two webinars on remedy")
    await cast.sofia.asks("update show U-1")
    assert "Two webinars" in cast.sofia.text
    await cast.sofia.asks("update drop U-1")
    await cast.sofia.asks("update list")
    assert cast.sofia.was_told("update-none")


@pytest.mark.parametrize("said", ["update post activities Hello", "update list", "update show U-1", "update drop U-1"])
async def test_only_staff_handle_items(cast: Cast, said: str) -> None:
    await cast.sofia.asks("update post activities A webinar")
    await cast.greta.asks(said)
    assert cast.greta.was_told("absent")


@pytest.mark.parametrize("label", ["green", "clear", "amber", "red"])
async def test_an_item_is_green_or_clear(cast: Cast, label: str) -> None:
    await cast.sofia.asks(f"update post activities label:{label} A webinar")
    allowed = label in {"green", "clear"}
    assert cast.sofia.was_told("update-posted") is allowed
    assert cast.sofia.was_told("update-label") is not allowed


async def test_an_item_for_some_says_for_whom(cast: Cast) -> None:
    await cast.sofia.asks('update post activities only:"City of Ghent, Ville de Lyon" groups:LEV A webinar')
    await cast.sofia.asks("update show U-1")
    assert "LEV, City of Ghent, Ville de Lyon" in cast.sofia.text

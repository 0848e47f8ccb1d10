"""Corrections: said where the wrong thing went, and nowhere else; the posts that stand there are mended."""

import pytest

from tests.cast import Cast


async def issued(cast: Cast, item: str) -> None:
    await cast.sofia.asks(f"update post {item}")
    await cast.sofia.asks("update post activities A webinar")
    await cast.sofia.asks("digest send LEV")
    await cast.sofia.asks("yes")
    assert await cast.heard("LEV", "digest-issue")


async def with_ict(cast: Cast) -> None:
    await cast.sofia.asks("group open ICT Hardware")
    await cast.sofia.asks('group join "City of Ghent" group:ICT')
    await cast.tom.asks("room authorise ICT green")
    await cast.tom.asks("yes")


async def test_what_was_wrong_and_what_is_right_is_said_where_it_went(cast: Cast) -> None:
    await with_ict(cast)
    await issued(cast, "activities The deadline is 3 March")
    await cast.sofia.asks("digest correct U-1 The deadline is 13 March")
    assert cast.sofia.was_told("confirm-preview")
    assert not await cast.heard("LEV", "digest-correction")
    await cast.sofia.asks("yes")
    assert cast.sofia.was_told("digest-corrected")
    correction = await cast.post("LEV", "digest-correction")
    assert "is 3 March" in correction.plain
    assert "is 13 March" in correction.plain
    assert not await cast.heard("ICT", "digest-correction")
    issue = await cast.post("LEV", "digest-item-corrected")
    assert "digest-issue" in cast.keys(issue)
    assert "is 3 March" not in issue.plain
    assert "is 13 March" in issue.plain
    assert "A webinar" in issue.plain


@pytest.mark.later
async def test_a_second_correction_keeps_the_first(cast: Cast) -> None:
    await issued(cast, "activities The deadline is 3 March")
    for said in ("U-1 The deadline is 13 March", "U-2 Two webinars", "U-1 The deadline is 14 March"):
        await cast.sofia.asks(f"digest correct {said}")
        await cast.sofia.asks("yes")
    issue = await cast.post("LEV", "digest-item-corrected")
    assert "is 14 March" in issue.plain
    assert "is 13 March" not in issue.plain
    assert "Two webinars" in issue.plain
    corrections = [one for one in await cast.posts("LEV") if "digest-correction" in cast.keys(one)]
    assert len(corrections) == 3
    assert "is 13 March" in corrections[-1].plain


@pytest.mark.later
async def test_on_both_platforms(both: Cast) -> None:
    await issued(both, "activities The deadline is 3 March")
    await both.sofia.asks("digest send LEV-discord")
    await both.sofia.asks("yes")
    await both.sofia.discord.forms("digest correct", code="U-1", text="The deadline is 13 March")
    await both.sofia.discord.clicks(both.sofia.discord.posts[-1], "Yes")
    for room in ("LEV", "LEV-discord"):
        assert "13 March" in (await both.post(room, "digest-correction")).plain
        assert "is 3 March" not in (await both.post(room, "digest-item-corrected")).plain


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("digest correct U-3 Anything", "digest-not-issued"),
        ("digest correct U-9 Anything", "absent"),
        ("digest correct U-1 The deadline is 3 March", "digest-same-text"),
        (f"digest correct U-1 {'word ' * 400}", "update-long"),
    ],
)
async def test_what_can_not_be_corrected_is_said(cast: Cast, said: str, told: str) -> None:
    await issued(cast, "activities The deadline is 3 March")
    await cast.sofia.asks("update post activities Not out yet")
    await cast.sofia.asks(said)
    assert cast.sofia.was_told(told)


async def test_only_staff_correct(cast: Cast) -> None:
    await issued(cast, "activities The deadline is 3 March")
    await cast.greta.asks("digest correct U-1 Nonsense")
    assert cast.greta.was_told("absent")
    assert not await cast.heard("LEV", "digest-correction")

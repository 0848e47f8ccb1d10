"""The Affiliate Update by its timetable, through the front door and the clock."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from commands.digest_room import rooms, unsettled, zones
from digests.period import Period
from tests.cast import Cast
from tests.fakes.memory import Post

DRAFTS = datetime(2027, 1, 25, 9, 0, tzinfo=UTC)
BEFORE = datetime(2027, 2, 1, 7, 59, tzinfo=UTC)
OUT = datetime(2027, 2, 1, 8, 0, tzinfo=UTC)  # a Monday, nine o'clock in Brussels


async def issues(cast: Cast, room: str = "LEV") -> list[Post]:
    return [post for post in await cast.posts(room) if "digest-issue" in cast.keys(post)]


async def staff_heard(cast: Cast, key: str) -> bool:
    return any(key in cast.keys(post) for post in cast.platform.log)


async def test_the_month_closes_by_itself_and_once(cast: Cast) -> None:
    await cast.sofia.asks("update post activities A webinar on remedy")
    await cast.until(DRAFTS)
    assert await staff_heard(cast, "staff-digest-draft")
    assert await issues(cast) == []
    await cast.until(BEFORE)
    assert await issues(cast) == []
    for minutes in (1, 1, 60, 60 * 24, 60 * 24 * 20):
        await cast.passes(timedelta(minutes=minutes))
    found = await issues(cast)
    assert len(found) == 1
    assert "January 2027" in found[0].plain
    assert "webinar on remedy" in found[0].plain
    drafts = [post for post in cast.platform.log if "staff-digest-draft" in cast.keys(post)]
    assert len(drafts) == 1


async def test_a_bot_that_was_away_sends_late_and_once(cast: Cast) -> None:
    await cast.sofia.asks("update post activities A webinar")
    await cast.until(OUT + timedelta(days=6))
    await cast.passes(timedelta(days=1))
    assert len(await issues(cast)) == 1


async def test_each_room_has_its_zones_first_morning_and_is_not_read_again(cast: Cast) -> None:
    async with cast.app.storage.unit() as unit:
        for room in await rooms(unit):
            room.zone = "America/New_York" if room.name == "LEV" else room.zone
    await cast.sofia.asks("update post activities A webinar")
    await cast.until(OUT + timedelta(hours=5, minutes=59))
    assert await issues(cast) == []
    await cast.passes(timedelta(minutes=1))
    assert len(await issues(cast)) == 1
    async with cast.app.storage.unit() as unit:
        found = {zone: await unsettled(unit, Period("2027-01", zone)) for zone in await zones(unit)}
    assert "America/New_York" in found
    assert {zone: list(left) for zone, left in found.items() if left} == {}


async def test_a_month_without_items_is_skipped(cast: Cast) -> None:
    await cast.until(OUT)
    assert await issues(cast) == []
    await cast.sofia.asks("digest list")
    assert "skipped" in cast.sofia.text


@pytest.mark.later
async def test_a_held_issue_waits_until_it_is_resumed(cast: Cast) -> None:
    await cast.sofia.asks("update post activities A webinar")
    await cast.until(DRAFTS)
    await cast.sofia.asks("digest hold LEV")
    await cast.until(OUT + timedelta(days=2))
    assert await issues(cast) == []
    await cast.tom.asks("my")
    assert cast.tom.was_told("line-digest-waiting")
    await cast.tom.asks("digest resume LEV")
    await cast.passes(timedelta(minutes=1))
    assert len(await issues(cast)) == 1


async def test_a_reply_to_the_draft_holds_it(cast: Cast) -> None:
    await cast.sofia.asks("update post activities A webinar")
    await cast.until(DRAFTS)
    draft = [post for post in cast.platform.log if "staff-digest-draft" in cast.keys(post)][-1]
    await cast.sofia.replies(draft, "no")
    assert cast.sofia.was_told("digest-held-back")
    await cast.until(OUT)
    assert await issues(cast) == []


@pytest.mark.parametrize("approved", [True, False])
async def test_where_approval_is_needed_nothing_goes_without_it(cast: Cast, approved: bool) -> None:
    world = replace(cast.app.world, policy=replace(cast.app.world.policy, digest_needs_approval=True))
    cast.app.world = cast.app.dispatcher.world = world
    await cast.sofia.asks("update post activities A webinar")
    await cast.until(DRAFTS)
    assert await staff_heard(cast, "staff-digest-draft-approve")
    if approved:
        await cast.sofia.asks("digest approve LEV")
    await cast.until(OUT + timedelta(days=1))
    assert len(await issues(cast)) == approved


@pytest.mark.later
async def test_what_is_left_out_stays_out_and_can_come_back(cast: Cast) -> None:
    await cast.sofia.asks("update post activities First thing")
    await cast.sofia.asks("update post activities Second thing")
    await cast.luc.asks('lesson add worked disclosures named title:"Yearly clause" We ask each year.')
    for code in ("U-1", "U-2", "L-1"):
        await cast.sofia.asks(f"digest drop {code}")
        assert cast.sofia.was_told("digest-dropped")
    await cast.sofia.asks("digest drop U-9")
    assert cast.sofia.was_told("digest-no-such-item")
    await cast.sofia.asks("digest restore U-2")
    await cast.until(OUT)
    [issue] = await issues(cast)
    assert "Second thing" in issue.plain
    assert "First thing" not in issue.plain
    assert "Yearly clause" not in issue.plain


@pytest.mark.later
async def test_staff_send_an_issue_now_and_no_second_one_follows(cast: Cast) -> None:
    await cast.sofia.asks("update post activities A webinar")
    await cast.sofia.asks("digest send LEV")
    assert cast.sofia.was_told("confirm-preview")
    assert await issues(cast) == []
    await cast.passes(timedelta(minutes=5))
    await cast.sofia.asks("yes")
    assert cast.sofia.was_told("digest-sent")
    assert len(await issues(cast)) == 1
    await cast.sofia.asks("digest send LEV")
    assert cast.sofia.was_told("digest-over")
    await cast.until(OUT + timedelta(days=1))
    assert len(await issues(cast)) == 1
    await cast.sofia.asks("update edit U-1 Another text")
    assert cast.sofia.was_told("update-issued")


@pytest.mark.later
async def test_what_comes_after_an_early_issue_is_in_the_next(cast: Cast) -> None:
    await cast.sofia.asks("update post activities First thing")
    await cast.sofia.asks("digest send LEV")
    await cast.sofia.asks("yes")
    await cast.passes(timedelta(days=3))
    await cast.sofia.asks("update post activities Second thing")
    await cast.luc.asks('lesson add worked disclosures named title:"Yearly clause" We ask each year.')
    await cast.until(datetime(2027, 3, 1, 8, 0, tzinfo=UTC))
    first, second = await issues(cast)
    assert "First thing" in first.plain
    assert "First thing" not in second.plain
    assert "Second thing" in second.plain
    assert "Yearly clause" in second.plain


@pytest.mark.later
@pytest.mark.parametrize(
    ("only", "gets"),
    [
        ('only:"City of Ghent"', False),
        ('only:"City of Ghent, Ville de Lyon, City of Oslo"', True),
        ("groups:LEV", True),
        ("groups:ICT", False),
    ],
)
async def test_an_item_for_some_is_read_where_all_are_among_them(cast: Cast, only: str, gets: bool) -> None:
    await cast.sofia.asks("group open ICT Hardware")
    await cast.sofia.asks(f"update post opportunities {only} Sign the letter")
    await cast.sofia.asks("update post activities A webinar")
    await cast.sofia.asks("digest show LEV")
    assert ("Sign the letter" in cast.sofia.text) is gets
    await cast.until(OUT)
    [issue] = await issues(cast)
    assert ("Sign the letter" in issue.plain) is gets
    assert "webinar" in issue.plain


@pytest.mark.later
async def test_another_groups_questions_stay_in_their_group(cast: Cast) -> None:
    await cast.sofia.asks("group open ICT Hardware")
    await cast.sofia.asks('group join "City of Ghent" group:ICT')
    await cast.tom.asks("room authorise ICT green")
    await cast.tom.asks("yes")
    await cast.greta.asks("question ask Who buys laptops? group:ICT")
    await cast.greta.asks("question answer Q-1 We do.")
    await cast.greta.asks("question helpful A-1")
    await cast.sofia.asks("update post activities A webinar")
    await cast.until(OUT)
    [lev], [ict] = await issues(cast, "LEV"), await issues(cast, "ICT")
    assert "Who buys laptops" in ict.plain
    assert "laptops" not in lev.plain
    assert "webinar" in lev.plain
    assert "webinar" in ict.plain


async def test_an_issue_speaks_the_rooms_languages(cast: Cast) -> None:
    await cast.sofia.asks("room language LEV fr en")
    await cast.sofia.asks("update post activities A webinar")
    await cast.until(OUT)
    [issue] = await issues(cast)
    assert "janvier 2027" in issue.plain
    assert "January 2027" in issue.plain


@pytest.mark.parametrize("said", ["digest show LEV", "digest send LEV", "digest hold LEV", "digest list"])
async def test_only_staff_handle_issues(cast: Cast, said: str) -> None:
    await cast.greta.asks(said)
    assert cast.greta.was_told("absent")

"""The draft of an issue: seen as its room will see it, put in order, held, thin, or too long for one post."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete

from storage.inbox import Occurrence
from tests.cast import Cast
from tests.engagements import ASK, COMPANY, buyers, code_in
from tests.fakes.memory import Post

DRAFTS = datetime(2027, 1, 25, 9, 0, tzinfo=UTC)
OUT = datetime(2027, 2, 1, 8, 0, tzinfo=UTC)  # a Monday, nine o'clock in Brussels
MARCH = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)


async def parts(cast: Cast, room: str = "LEV") -> list[Post]:
    return [one for one in await cast.posts(room) if {"digest-issue", "digest-issue-part"} & set(cast.keys(one))]


async def with_two_kinds(cast: Cast) -> None:
    await cast.sofia.asks("update post activities First thing")
    await cast.sofia.asks("update post activities Second thing")
    await cast.luc.asks('lesson add worked disclosures named title:"Yearly clause" We ask each year.')


async def sent(cast: Cast) -> str:
    await cast.sofia.asks("digest send LEV")
    await cast.sofia.asks("yes")
    return (await parts(cast))[-1].plain


def least(cast: Cast, count: int) -> None:
    world = replace(cast.app.world, policy=replace(cast.app.world.policy, digest_least=count))
    cast.app.world = cast.app.dispatcher.world = world


async def test_staff_see_the_draft_to_the_letter_as_its_room_will(cast: Cast) -> None:
    await cast.sofia.asks("room language LEV fr en")
    await with_two_kinds(cast)
    await cast.until(DRAFTS)
    drafts = [one for one in await cast.posts("Staff") if "digest-issue" in cast.keys(one)]
    await cast.sofia.asks("digest show LEV")
    shown = [one for one in cast.sofia.posts if "digest-issue" in cast.keys(one)]
    await cast.until(OUT)
    [draft], [seen], [issue] = drafts, shown, await parts(cast)
    assert draft.plain == issue.plain
    assert seen.plain == issue.plain.replace(" !", " ")  # in a private chat, a command needs no sign


async def test_sections_and_items_are_put_first(cast: Cast) -> None:
    await with_two_kinds(cast)
    await cast.sofia.asks("digest show LEV")
    assert (
        cast.sofia.text.index("First thing") < cast.sofia.text.index("Second thing") < cast.sofia.text.index("Yearly")
    )
    await cast.sofia.asks("digest order LEV lessons")
    assert cast.sofia.was_told("digest-ordered")
    await cast.tom.asks("digest first U-2")
    assert cast.tom.was_told("digest-first")
    issue = await sent(cast)
    assert issue.index("Yearly") < issue.index("Second thing") < issue.index("First thing")
    await cast.sofia.asks("digest first U-9")
    assert cast.sofia.was_told("digest-no-such-item")


@pytest.mark.later
@pytest.mark.parametrize("by_reply", [True, False])
async def test_a_draft_is_put_in_order_by_a_button_or_a_reply(both: Cast, by_reply: bool) -> None:
    await with_two_kinds(both)
    await both.until(DRAFTS)
    draft = next(one for one in await both.posts("Staff") if "staff-digest-draft" in both.keys(one))
    member = both.sofia
    if by_reply:
        await member.replies(draft, "order")
        await member.asks("lessons")
    else:
        await member.clicks(draft, "Order")
        question = member.posts[-1]
        await member.clicks(question, "lessons")
    assert member.was_told("digest-ordered")
    issue = await sent(both)
    assert issue.index("Yearly") < issue.index("First thing")


@pytest.mark.later
@pytest.mark.parametrize("word", ["hold", "retenir", "no"])
async def test_a_reply_holds_a_draft(cast: Cast, word: str) -> None:
    await with_two_kinds(cast)
    await cast.until(DRAFTS)
    draft = [one for one in await cast.posts("Staff") if "staff-digest-draft" in cast.keys(one)][-1]
    await cast.sofia.replies(draft, word)
    assert cast.sofia.was_told("digest-held-back")
    await cast.until(OUT)
    assert await parts(cast) == []


@pytest.mark.later
async def test_a_reply_leaves_something_out_of_that_rooms_draft(cast: Cast) -> None:
    await with_two_kinds(cast)
    await cast.until(DRAFTS)
    draft = [one for one in await cast.posts("Staff") if "staff-digest-draft" in cast.keys(one)][-1]
    await cast.sofia.replies(draft, "leave out")
    await cast.sofia.asks("U-1")
    assert cast.sofia.was_told("digest-dropped")
    await cast.until(OUT)
    [issue] = await parts(cast)
    assert "First thing" not in issue.plain
    assert "Second thing" in issue.plain


@pytest.mark.later
async def test_a_thin_month_is_skipped_with_a_word_to_staff_and_nothing_is_lost(cast: Cast) -> None:
    least(cast, 3)
    await cast.sofia.asks("update post activities First thing")
    await cast.sofia.asks("update post activities Second thing")
    await cast.until(DRAFTS)
    assert await cast.heard("Staff", "digest-draft-thin")
    await cast.until(OUT)
    assert await parts(cast) == []
    assert await cast.heard("Staff", "staff-digest-skipped")
    await cast.sofia.asks("update post activities Third thing")
    await cast.until(MARCH)
    [issue] = await parts(cast)
    assert all(f"{number} thing" in issue.plain for number in ("First", "Second", "Third"))
    told = [one for one in await cast.posts("Staff") if "staff-digest-skipped" in cast.keys(one)]
    assert len(told) == 1


@pytest.mark.later
async def test_what_was_left_out_of_a_skipped_month_stays_out_until_it_is_restored(cast: Cast) -> None:
    least(cast, 3)
    await with_two_kinds(cast)
    await cast.sofia.asks("digest drop U-1")
    await cast.until(OUT)
    assert await parts(cast) == []
    least(cast, 1)
    await cast.sofia.asks("digest show LEV")
    assert "First thing" not in cast.sofia.text
    assert "Second thing" in cast.sofia.text
    await cast.sofia.asks("digest restore U-1")
    assert cast.sofia.was_told("digest-restored")
    assert "First thing" in await sent(cast)


async def test_staff_may_send_what_is_thin(cast: Cast) -> None:
    least(cast, 3)
    await cast.sofia.asks("update post activities First thing")
    assert "First thing" in await sent(cast)


@pytest.mark.later
async def test_a_question_that_goes_on_waiting_makes_no_issue(cast: Cast) -> None:
    await cast.greta.asks("question ask Who buys laptops?")
    await cast.until(OUT)
    assert await parts(cast) == []
    await cast.sofia.asks("update post activities First thing")
    await cast.until(MARCH)
    [issue] = await parts(cast)
    assert "Who buys laptops" in issue.plain


@pytest.mark.later
@pytest.mark.parametrize("room", ["LEV", "LEV-discord"])
async def test_a_long_issue_is_several_posts_cut_between_items(both: Cast, room: str) -> None:
    for number in range(1, 31):
        await both.sofia.asks(f"update post activities Number {number}. {'Words of it. ' * 40}End {number}.")
    await both.until(OUT)
    found = await parts(both, room)
    assert len(found) > 1
    assert "digest-issue" in both.keys(found[0])
    assert all("digest-issue-part" in both.keys(one) for one in found[1:])
    for number in range(1, 31):
        holding = [one for one in found if f"Number {number}." in one.plain]
        assert len(holding) == 1
        assert f"End {number}." in holding[0].plain
    size = both.app.world.manners_of("discord" if "discord" in room else "memory").post_size
    assert all(len(one.plain.encode()) <= size for one in found)
    await both.passes(timedelta(days=1))
    assert len(await parts(both, room)) == len(found)


@pytest.mark.later
async def test_a_bot_that_is_killed_between_two_posts_sends_each_once(cast: Cast) -> None:
    for number in range(1, 41):
        await cast.sofia.asks(f"update post activities Number {number}. {'Words of it. ' * 80}")
    cast.now = OUT
    await cast.app.tick(OUT)
    first = await cast.app.courier._claim()  # it sets out with the first post, and never comes back
    assert first is not None
    cast.now += timedelta(minutes=5)
    await cast.app.tick(cast.now)
    await cast.settle()
    found = await parts(cast)
    assert len(found) > 1
    assert len({one.plain for one in found}) == len(found)


async def test_a_clock_that_forgot_what_it_did_sends_nothing_again(cast: Cast) -> None:
    await with_two_kinds(cast)
    await cast.until(OUT)
    for _ in range(2):
        async with cast.app.storage.unit() as unit:
            await unit.change(delete(Occurrence))
        await cast.passes(timedelta(minutes=1))
    assert len(await parts(cast)) == 1


@pytest.mark.parametrize("said", ["digest order LEV lessons", "digest first U-1"])
async def test_only_staff_put_in_order(cast: Cast, said: str) -> None:
    await with_two_kinds(cast)
    await cast.greta.asks(said)
    assert cast.greta.was_told("absent")
    issue = await sent(cast)
    assert issue.index("First thing") < issue.index("Yearly")


@pytest.mark.later
@pytest.mark.parametrize("inside", [("luc", "olga"), ("luc",)])
async def test_an_engagement_of_all_in_a_room_is_pointed_at_in_a_post_of_its_own(
    cast: Cast, inside: tuple[str, ...]
) -> None:
    await cast.sofia.asks(f"organisation company {COMPANY}")
    await buyers(cast, "greta", "luc", "olga")
    await cast.greta.says("LEV", f'!engagement open "{COMPANY}" {ASK}')
    await cast.greta.asks("engagement list")
    code = code_in(cast.greta.text, "ENG")
    for name in inside:
        await cast.members[name].asks(f"engagement join {code} yes")
    for one in (cast.sofia, cast.tom):
        await one.asks("room authorise LEV amber")
        await one.asks("yes")
    await with_two_kinds(cast)
    await cast.until(OUT)
    [issue] = await parts(cast)
    assert code not in issue.plain
    found = [one for one in await cast.posts("LEV") if "digest-engagement" in cast.keys(one)]
    assert len(found) == (len(inside) == 2)
    assert all(code in one.plain for one in found)

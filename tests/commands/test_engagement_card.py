"""The card in an engagement's room: one message, pinned, that says how things stand and is changed as they change."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from commands.engagement_card import CLOCKS
from storage.engagement_card import Card
from storage.outbox import Kind, Parcel, ParcelState
from tests.cast import Cast
from tests.commands.test_plan import claimed, planned
from tests.engagements import ASK, Engaged, authorise, joined, sent
from tests.fakes.memory import LostAnswer, Post


async def pinned(cast: Cast, code: str) -> list[Post]:
    room = await cast.room(code)
    standing = {post.id: post for post in cast.platform.posts(room.id)}
    return [standing[event] for event in room.pinned if event in standing]


async def test_a_room_has_one_card_pinned_and_it_says_how_things_stand(engaged: Engaged) -> None:
    cast, code = engaged
    [card] = await pinned(cast, code)
    assert "engagement-card-rules" in cast.keys(card)
    assert ASK in card.plain
    assert "City of Ghent" in card.plain
    assert "Ville de Lyon" in card.plain
    assert "engagement-card-next-none" in cast.keys(card)
    letter = await sent(cast, code)
    await cast.greta.asks(f"engagement next {code} tomorrow Call their buyer")
    await cast.greta.asks(f"engagement escalate {code} they stall")
    [same] = await pinned(cast, code)
    assert same.id == card.id
    for words in ("Call their buyer", letter, "L1"):
        assert words in same.plain
    await cast.greta.asks(f"engagement done {code}")
    await cast.greta.asks(f"engagement close {code} remedied")
    await cast.greta.asks("yes")
    [closed] = await pinned(cast, code)
    assert closed.id == card.id
    assert "engagement-shown-outcome" in cast.keys(closed)
    assert "Call their buyer" not in closed.plain
    assert await _count(cast, Kind.PIN) == 1


@pytest.mark.later
async def test_every_clock_of_the_case_is_on_the_card_the_nearest_first(engaged: Engaged) -> None:
    cast, code = engaged
    await cast.greta.asks(f"route open {code} fast-track")
    letter = await sent(cast, code)
    measure = await planned(cast.greta, code, due="in 50 days")
    [card] = await pinned(cast, code)
    said = [key for key in cast.keys(card) if key.startswith(("line-clock", "line-route", "route-"))]
    assert said == ["line-route-open", "route-gate", "line-clock-letter", "line-clock-measure"]
    order = [card.plain.index(one) for one in ("RBA", letter, measure)]
    assert order == sorted(order)
    for day in range(60, 64):
        await planned(cast.greta, code, due=f"in {day} days")
    [card] = await pinned(cast, code)
    assert cast.keys(card).count("line-clock-measure") == CLOCKS - 2
    assert "engagement-card-more" in cast.keys(card)
    await claimed(cast, measure)
    await cast.greta.asks(f"route pause {code} fast-track They asked for a week.")
    [card] = await pinned(cast, code)
    assert measure not in card.plain, "what is claimed waits for nobody's day"
    assert not {"line-route-open", "engagement-card-more"} & set(cast.keys(card))


async def test_a_day_that_is_over_is_over_on_the_card_the_next_morning(engaged: Engaged) -> None:
    cast, code = engaged
    await planned(cast.greta, code, due="in 3 days")
    [before] = await pinned(cast, code)
    shown, edits = before.plain, await _count(cast, Kind.EDIT)
    await cast.passes(timedelta(days=5))
    [after] = await pinned(cast, code)
    assert after.id == before.id
    assert after.plain != shown
    assert await _count(cast, Kind.EDIT) - edits <= 2, "not one for each day"


@pytest.mark.later
async def test_what_changes_nothing_on_the_card_sends_nothing(engaged: Engaged) -> None:
    cast, code = engaged
    before = await _count(cast, Kind.EDIT)
    await cast.greta.asks(f"engagement question {code} Which plants make the cells?")
    assert cast.greta.was_told("engagement-question-proposed")
    assert await _count(cast, Kind.EDIT) == before
    for text in ("Call them", "Write to them"):
        await cast.greta.asks(f"engagement next {code} tomorrow {text}")
    await cast.greta.asks(f"engagement next {code} tomorrow Call them")
    assert await _count(cast, Kind.EDIT) == before + 3, "what was so once and is so again is sent again"
    assert "Call them" in (await pinned(cast, code))[0].plain


async def test_a_tender_takes_its_organisation_off_the_card_without_a_word(engaged: Engaged) -> None:
    cast, code = engaged
    posts = len(await cast.posts(code))
    await cast.luc.asks('organisation tender "Volta Motors" yes')
    await cast.passes(timedelta(minutes=1))
    [card] = await pinned(cast, code)
    assert "Lyon" not in card.plain
    assert not await joined(cast, code, cast.luc)
    assert len(await cast.posts(code)) == posts


async def test_a_card_that_was_taken_back_or_lost_is_put_there_anew(engaged: Engaged) -> None:
    cast, code = engaged
    [card] = await pinned(cast, code)
    await cast.sofia.asks(f"room recall {code} amber")
    await cast.sofia.asks("yes")
    await cast.settle()
    assert card.text is None
    await cast.greta.asks(f"engagement next {code} tomorrow Call them")
    [anew] = await pinned(cast, code)
    assert anew.id != card.id
    assert "Call them" in anew.plain


@pytest.mark.later
async def test_what_was_withheld_is_sent_when_the_room_may_hear_it_again(engaged: Engaged) -> None:
    cast, code = engaged
    room = await cast.room(code)
    room.joined.add("@stranger:elsewhere")
    await cast.greta.asks(f"engagement next {code} tomorrow Call them")
    [card] = await pinned(cast, code)
    assert "Call them" not in card.plain, "nothing about it reaches a stranger"
    room.joined.discard("@stranger:elsewhere")
    await authorise(cast, code)
    await cast.passes(timedelta(days=1))
    assert "Call them" in (await pinned(cast, code))[0].plain


@pytest.mark.later
async def test_a_room_that_replaces_another_gets_a_card_of_its_own(engaged: Engaged) -> None:
    cast, code = engaged
    old = await cast.room(code)
    old.upgraded_to = "!new:memory"
    await cast.app.look_at("memory", old.id)
    await cast.settle()
    await cast.greta.asks(f"engagement room {code}")
    await cast.greta.asks("yes")
    assert cast.greta.was_told("engagement-room-new"), cast.greta.text
    async with cast.app.storage.unit() as unit:
        card = (await unit.scalars(select(Card)))[0]
    await authorise(cast, code)
    await cast.passes(timedelta(minutes=1))
    async with cast.app.storage.unit() as unit:
        moved = (await unit.scalars(select(Card)))[0]
        post = await unit.scalar(select(Parcel).where(Parcel.id == moved.post_id))
    assert moved.room_id != card.room_id
    assert post is not None
    assert post.state is ParcelState.SENT
    assert post.room_id == moved.room_id


@pytest.mark.later
async def test_an_answer_that_is_lost_on_the_way_pins_nothing_twice(engaged: Engaged) -> None:
    cast, code = engaged
    await cast.sofia.asks(f"room recall {code} amber")
    await cast.sofia.asks("yes")
    cast.platform.fail(*(LostAnswer() for _ in range(6)))
    await cast.greta.asks(f"engagement next {code} tomorrow Call them")
    for _ in range(4):
        await cast.passes(timedelta(minutes=5))
    assert not cast.platform.faults
    room = await cast.room(code)
    assert len(room.pinned) == len(set(room.pinned)) == 2
    assert len(await pinned(cast, code)) == 1


async def _count(cast: Cast, kind: Kind) -> int:
    async with cast.app.storage.unit() as unit:
        ours = Parcel.subject.startswith("engagement_card:")
        return len(await unit.scalars(select(Parcel).where(Parcel.kind == kind, ours)))

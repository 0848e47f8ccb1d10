"""An engagement goes on in a new room when its own was closed or upgraded."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from storage.room import Room, RoomKind, RoomState
from tests.cast import Cast
from tests.engagements import Engaged, authorise, drafted, proposed, sent
from tests.fakes.memory import Post


async def rooms(cast: Cast) -> dict[RoomState, str]:
    """The rooms of the engagement by their state."""
    async with cast.app.storage.unit() as unit:
        found = await unit.scalars(select(Room).where(Room.kind == RoomKind.ENGAGEMENT))
        return {one.state: one.external_id or "" for one in found}


async def replaced(cast: Cast, code: str, name: str = "greta") -> None:
    """The room was upgraded; somebody opens another one."""
    room = cast.platform.rooms[await cast.room_id(code)]
    room.upgraded_to = "!elsewhere:memory"
    await cast.app.look_at("memory", room.id)
    await cast.settle()
    who = cast.members[name]
    await who.asks(f"engagement room {code}")
    assert who.was_told("confirm-preview"), who.text
    await who.asks("yes")
    assert who.was_told("engagement-room-new"), who.text


@pytest.mark.parametrize("name", ["greta", "sofia"])
async def test_who_takes_part_is_invited_and_what_is_open_goes_on_there(engaged: Engaged, name: str) -> None:
    cast, code = engaged
    question, draft, letter = await proposed(cast, code), await drafted(cast, code), await sent(cast, code)
    old = (await rooms(cast))[RoomState.AUTHORISED]
    before = len(cast.platform.posts(old))
    await replaced(cast, code, name)
    found = await rooms(cast)
    assert found[RoomState.RETIRED] == old
    new = found[RoomState.PROPOSED]
    assert {cast.greta.account, cast.gus.account, cast.luc.account} <= cast.platform.rooms[new].joined
    assert not {cast.olga.account, cast.otto.account} & cast.platform.rooms[new].joined
    assert cast.platform.posts(new) == [], "nothing is said there before two people have said that it may be"
    assert await cast.heard("Staff", "staff-engagement-room")
    await authorise(cast, code)
    said = [key for post in cast.platform.posts(new) for key in cast.keys(post)]
    assert "engagement-welcome" in said
    carried = "\n".join(one.plain for one in cast.platform.posts(new) if "engagement-paper-carried" in cast.keys(one))
    assert all(paper in carried for paper in (question, draft, letter))
    await cast.luc.asks(f"engagement agree {question} yes")
    assert cast.luc.was_told("engagement-agreed"), cast.luc.text
    assert "engagement-question-agreed" in [key for post in cast.platform.posts(new) for key in cast.keys(post)]
    assert len(cast.platform.posts(old)) == before, "nothing more is said in the old one"


@pytest.mark.later
async def test_comments_come_along_with_their_letter_and_can_still_be_taken_back(engaged: Engaged) -> None:
    cast, code = engaged
    draft, letter = await drafted(cast, code), await drafted(cast, code)
    await cast.greta.asks(f"engagement comment {draft} Of the old words.")
    await cast.greta.asks(f"engagement revise {draft} We ask for an answer.")
    for who, text in ((cast.luc, "Name the plant."), (cast.sofia, "Mind the tone."), (cast.greta, "Add a date.")):
        await who.asks(f"engagement comment {draft} {text}")
        assert who.was_told("engagement-commented"), who.text
    await cast.greta.asks(f"engagement uncomment {draft}")
    await cast.luc.asks(f"engagement comment {letter} Sent by then.")
    for who in (cast.greta, cast.luc):
        await who.asks(f"engagement sign {letter}")
    await cast.greta.asks(f"engagement send {letter}")
    await cast.greta.asks("yes")
    await replaced(cast, code)
    new = (await rooms(cast))[RoomState.PROPOSED]
    await authorise(cast, code)

    def carried() -> list[Post]:
        return [one for one in cast.platform.posts(new) if "engagement-comment-carried" in cast.keys(one)]

    first, second = carried()
    assert "Ville de Lyon" in first.plain
    assert "Name the plant." in first.plain
    assert "Mind the tone." in second.plain
    [thread] = [
        one for one in cast.platform.posts(new) if "engagement-paper-carried" in cast.keys(one) and draft in one.plain
    ]
    assert {one.target.thread for one in (first, second)} == {thread.id}
    await cast.luc.asks(f"engagement uncomment {draft}")
    assert cast.luc.was_told("engagement-uncommented"), cast.luc.text
    assert ["Mind the tone." in one.plain for one in carried()] == [True]


@pytest.mark.later
async def test_who_began_a_tender_is_named_beside_no_comment_in_the_new_room(engaged: Engaged) -> None:
    cast, code = engaged
    draft = await drafted(cast, code)
    await cast.luc.asks(f"engagement comment {draft} Name the plant.")
    await cast.luc.asks('organisation tender "Volta Motors" oui')
    await cast.passes(timedelta(minutes=1))
    await replaced(cast, code)
    new = (await rooms(cast))[RoomState.PROPOSED]
    await authorise(cast, code)
    said = "\n".join(one.plain for one in cast.platform.posts(new))
    assert draft in said
    assert "Name the plant." not in said
    assert "Lyon" not in said


async def test_a_room_that_is_fit_or_waits_is_not_replaced(engaged: Engaged) -> None:
    cast, code = engaged
    await cast.greta.asks(f"engagement room {code}")
    assert cast.greta.was_told("engagement-room-stands")
    await replaced(cast, code)
    await cast.greta.asks(f"engagement room {code}")
    assert cast.greta.was_told("engagement-room-waits")
    await cast.sofia.asks(f"room close {code}")
    await cast.greta.asks(f"engagement room {code}")
    assert cast.greta.was_told("confirm-preview")


@pytest.mark.parametrize(("name", "told"), [("luc", "engagement-lead-only"), ("olga", "absent"), ("pia", "absent")])
async def test_nobody_but_the_lead_and_staff_opens_another(engaged: Engaged, name: str, told: str) -> None:
    cast, code = engaged
    await cast.sofia.asks(f"room close {code}")
    who = cast.members[name]
    await who.asks(f"engagement room {code}")
    assert who.was_told(told), who.text
    assert set(await rooms(cast)) == {RoomState.QUARANTINED}

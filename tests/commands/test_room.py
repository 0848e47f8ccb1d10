"""Rooms: two people's word, the real state, and what drift does."""

import pytest

from commands.engine.heard import Invited
from storage import directory
from storage.room import RoomState
from tests.cast import Cast


async def test_a_room_hears_nothing_before_two_people_said_so(cast: Cast) -> None:
    await cast.sofia.asks("group open ICT Hardware")
    await cast.sofia.asks('group join "City of Ghent" group:ICT')
    await cast.greta.says("ICT", "!group list")
    assert not await cast.heard("ICT", "group-list"), "answered privately until then"
    assert cast.greta.was_told("group-list")
    await cast.sofia.asks("room authorise ICT green")
    assert cast.sofia.was_told("room-second-person")
    await cast.tom.asks("room authorise ICT green")
    await cast.tom.asks("yes")
    assert cast.tom.was_told("room-authorised")
    await cast.greta.says("ICT", "!group list")
    assert await cast.heard("ICT", "group-list")


@pytest.mark.parametrize(
    ("drift", "cause"),
    [
        ({"join_rule": "public"}, "unfit-join-rule"),
        ({"history": "shared"}, "unfit-history"),
        ({"guests_may_join": True}, "unfit-guests"),
        ({"encrypted": False}, "unfit-not-encrypted"),
    ],
)
async def test_drift_quarantines_and_staff_are_told_why(cast: Cast, drift: dict[str, str | bool], cause: str) -> None:
    room = cast.platform.rooms[await cast.room_id("LEV")]
    for name, value in drift.items():
        setattr(room, name, value)
    await cast.app.look_at("memory", room.id)
    await cast.settle()
    assert await cast.heard("Staff", "staff-room-quarantined")
    assert await cast.heard("Staff", cause)
    await cast.greta.says("LEV", "!group list")
    assert not await cast.heard("LEV", "group-list")
    await cast.tom.asks("room authorise LEV green")
    await cast.tom.asks("yes")
    await cast.sofia.asks("room authorise LEV green")
    assert cast.sofia.was_told("room-unfit"), "it has to be mended before"


async def test_a_stranger_in_the_room_stops_the_very_next_post(cast: Cast) -> None:
    room = cast.platform.rooms[await cast.room_id("LEV")]
    room.joined.add("@stranger:memory")  # nobody told the bot
    await cast.greta.says("LEV", "!group list")
    assert not await cast.heard("LEV", "group-list")
    assert await cast.heard("Staff", "unfit-stranger")
    room.joined.discard("@stranger:memory")
    for who in (cast.sofia, cast.tom):
        await who.asks("room authorise LEV green")
        await who.asks("yes")
    await cast.greta.says("LEV", "!group list")
    assert await cast.heard("LEV", "group-list")


async def test_who_is_only_invited_counts_as_there(cast: Cast) -> None:
    room = cast.platform.rooms[await cast.room_id("LEV")]
    room.invited.add("@stranger:memory")
    await cast.app.look_at("memory", room.id)
    async with cast.app.storage.unit() as unit:
        found = await directory.room_of(unit, "memory", room.id)
        assert found is not None
        assert found.state is RoomState.QUARANTINED


async def test_the_cause_is_told_to_staff_alone(cast: Cast) -> None:
    await cast.sofia.asks("room close LEV")
    assert await cast.heard("Staff", "staff-room-closed")
    assert not await cast.heard("LEV", "staff-room-closed")
    await cast.greta.asks("room show LEV")
    assert "closed" not in cast.greta.text


async def test_affiliates_authorise_nothing(cast: Cast) -> None:
    await cast.greta.asks("room authorise LEV amber")
    assert cast.greta.was_told("absent")


async def test_staff_bring_the_bot_into_a_room_and_strangers_do_not(cast: Cast) -> None:
    theirs = cast.platform.room("@sofia:memory", name="ours")
    theirs.joined.discard(cast.platform.account)
    theirs.present = False
    invitation = Invited(platform="memory", room=theirs.id, sender="@stranger:memory", direct=False, at=cast.now)
    await cast.app.hear(invitation)
    assert not theirs.present
    await cast.app.hear(Invited(platform="memory", room=theirs.id, sender="@sofia:memory", direct=False, at=cast.now))
    assert theirs.present
    await cast.hears(theirs.id, "@sofia:memory", "!room bind LEV Workshop")
    await cast.tom.asks("room authorise Workshop green")
    await cast.tom.asks("yes")
    await cast.hears(theirs.id, "@sofia:memory", "!group list")
    assert any("group-list" in cast.keys(post) for post in cast.platform.posts(theirs.id))

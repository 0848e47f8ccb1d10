"""Rooms: two people's word, the real state, and what drift does."""

import pytest

from commands.engine.heard import Invited
from commands.room_reader import discord_only
from storage import directory
from storage.access import Label
from storage.room import RoomState, Seer
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


@pytest.mark.parametrize(("label", "may"), [("green", True), ("amber", False), ("red", False)])
async def test_no_room_may_hear_what_its_platform_may_not_carry(both: Cast, label: str, may: bool) -> None:
    await both.sofia.asks(f"room authorise LEV-discord {label}")
    assert both.sofia.was_told("room-platform-ceiling") is not may


async def test_an_operator_may_raise_what_a_platform_carries(both: Cast) -> None:
    both.lets_through(Label.AMBER)
    for one in (both.sofia, both.tom):
        await one.asks("room authorise LEV-discord amber")
        await one.asks("yes")
    assert both.tom.was_told("room-authorised")


@pytest.mark.later
async def test_the_two_who_authorise_are_shown_the_roles_that_can_read_and_vouch_for_them(both: Cast) -> None:
    room = await both.room("LEV-discord")
    room.seers = frozenset({Seer("11", "Moderators"), Seer("12", "Admins", rules=True)})
    await both.app.look_at("discord", room.id)
    await both.settle()
    assert await both.heard("Staff", "unfit-role"), "nobody vouched for them yet"
    for one, key in ((both.sofia, "room-proposed"), (both.tom, "room-authorised")):
        await one.asks("room authorise LEV-discord green")
        assert one.was_told("confirm-preview")
        assert "Moderators" in one.text
        await one.asks("yes")
        assert one.was_told(key)
        assert one.was_told("line-seer-rules")
        assert "Moderators" in one.text
    await both.app.look_at("discord", room.id)
    await both.greta.discord.says("LEV-discord", "!group list")
    assert await both.heard("LEV-discord", "group-list")
    room.seers |= {Seer("13", "Interns")}
    await both.greta.discord.says("LEV-discord", "!group show LEV")
    assert not await both.heard("LEV-discord", "group-shown"), "a role nobody has vouched for"


async def test_the_answer_names_whom_the_room_or_the_platform_does_not_reach(both: Cast) -> None:
    await both.sofia.asks("room authorise LEV-discord green")
    assert both.sofia.was_told("room-not-here")
    assert "City of Oslo" in both.sofia.text
    assert both.sofia.was_told("room-discord-only")
    assert "City of Delft" in both.sofia.text
    assert "Labour Watch" not in both.sofia.text, "not of this group"


async def test_the_organisations_on_discord_alone_are_found(both: Cast) -> None:
    async with both.app.storage.unit() as unit:
        found = [one.name for one in await discord_only(unit, both.app.world)]
        assert found == ["City of Delft"]
        assert not await discord_only(unit, both.app.world, Label.GREEN)


async def test_staff_rooms_bear_administrators_and_no_other_role(both: Cast) -> None:
    room = await both.room("Staff")
    room.seers = frozenset({Seer("12", "Admins", rules=True)})
    await both.sofia.says("Staff", "!group list")
    assert await both.heard("Staff", "group-list")
    room.seers |= {Seer("13", "Interns")}
    await both.sofia.says("Staff", "!group show LEV")
    assert not await both.heard("Staff", "group-shown")

"""Working groups through the front door."""

import re

import pytest

from commands.engine.heard import Invited
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


async def test_staff_are_asked_for_the_second_word_on_a_new_groups_room(cast: Cast) -> None:
    await cast.sofia.asks("group open ICT Hardware")
    post = await cast.post("Staff", "staff-room-proposed")
    assert "!room authorise" in post.plain
    assert "room authorise" not in cast.sofia.text, "she has said so; the step that is hers is another"
    await cast.tom.asks("room authorise ICT green")
    await cast.tom.asks("yes")
    assert cast.tom.was_told("room-authorised")


async def test_a_group_lives_on_both_platforms_and_its_people_are_let_in_where_they_are(both: Cast) -> None:
    await both.sofia.asks("group open ICT Hardware")
    await both.sofia.asks('group join "City of Ghent" group:ICT')
    await both.sofia.asks('group join "City of Oslo" group:ICT')
    await both.sofia.discord.forms("group extend", code="ICT")
    assert both.sofia.discord.was_told("group-extended")
    assert both.sofia.discord.was_told("group-extended-without"), "Oslo has no account there"
    there = await both.room("ICT-discord")
    assert there.plan.space in both.platforms["discord"].rooms
    assert {both.greta.discord.account, both.gus.discord.account} <= there.joined
    await both.sofia.discord.forms("group extend", code="ICT")
    assert both.sofia.discord.was_told("group-extended-already")
    await both.sofia.asks("group extend ICT")
    assert both.sofia.was_told("group-extended-already")


async def test_a_group_that_was_opened_on_discord_is_extended_to_the_other_side(both: Cast) -> None:
    await both.sofia.discord.forms("group open", code="ICT", name="Hardware")
    await both.sofia.asks("group extend ICT")
    assert both.sofia.was_told("group-extended")
    assert (await both.room("ICT-memory")).encrypted
    assert not (await both.room("ICT")).encrypted


async def test_only_staff_extend_groups(both: Cast) -> None:
    await both.greta.discord.forms("group extend", code="LEV")
    assert both.greta.discord.was_told("absent")


async def test_no_two_rooms_have_one_name(both: Cast) -> None:
    theirs = both.platform.room("@sofia:memory", name="ours")
    await both.app.hear(Invited(platform="memory", room=theirs.id, sender="@sofia:memory", direct=False, at=both.now))
    await both.sofia.asks("group open ICT Hardware")
    await both.hears(theirs.id, "@sofia:memory", "!room bind LEV ICT-discord")
    await both.sofia.discord.forms("group extend", code="ICT")
    assert both.sofia.discord.was_told("room-name-taken")


async def test_who_joins_and_who_leaves_does_so_on_both_platforms(both: Cast) -> None:
    rooms = [await both.room("LEV"), await both.room("LEV-discord")]
    pia = {both.pia.account, both.pia.discord.account}
    await both.sofia.asks('group join "Labour Watch" group:LEV')
    assert pia == pia & (rooms[0].joined | rooms[1].joined)
    await both.sofia.asks('group leave "Labour Watch" group:LEV')
    assert not pia & (rooms[0].joined | rooms[1].joined)


@pytest.mark.parametrize(
    "deed", ["person remove Gus", 'organisation end "City of Ghent"', 'person move Gus "Labour Watch" partner']
)
async def test_who_is_taken_out_is_out_on_both_platforms(both: Cast, deed: str) -> None:
    rooms = [await both.room("LEV"), await both.room("LEV-discord")]
    await both.sofia.asks(deed)
    if not both.sofia.was_told("person-moved"):
        await both.sofia.asks("yes")
    for room in rooms:
        assert not {both.gus.account, both.gus.discord.account} & room.joined


@pytest.mark.later
async def test_who_is_taken_back_is_let_in_on_both_platforms(both: Cast) -> None:
    rooms = [await both.room("LEV"), await both.room("LEV-discord")]
    await both.sofia.asks("person remove Gus")
    await both.sofia.asks("yes")
    await both.sofia.asks("person restore Gus member")
    codes = dict(re.findall(r"(\S+): `?([2-9A-Z]{5}-[2-9A-Z]{5})", both.sofia.text))
    await both.gus.asks(codes[both.gus.account])
    await both.gus.discord.forms("person prove", code=codes[both.gus.discord.account])
    assert both.gus.account in rooms[0].joined
    assert both.gus.discord.account in rooms[1].joined

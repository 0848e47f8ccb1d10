"""Keys rotate when somebody is taken out: the room's next message is under a session that they never get."""

import pytest

from bot.platforms.matrix.client import GuardedClient
from bot.platforms.matrix.room_keys import RoomKeys
from tests.bot.platforms.matrix.test_pitfalls import client_of, reads, room_of, with_and_without_the_cure
from tests.fakes.matrix.stage import Stage
from tests.real.test_matrix_platform import text, to


@with_and_without_the_cure
async def test_who_was_taken_out_has_no_key_of_what_is_said_next(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, cured: bool
) -> None:
    bot, alice, bob = await stage.bot(), await stage.person("alice"), await stage.person("bob")
    room = await room_of(stage, bot, alice, bob)
    await bot.platform.post(to(room, alice, bob), text("For both"), key="1")
    assert await reads(bob, "For both")
    if not cured:  # the key is neither dropped with the member nor compared with who is left
        monkeypatch.setattr(GuardedClient, "drop_key", lambda *_: None)
        monkeypatch.setattr(RoomKeys, "_is_current", lambda *_: True)
    before = client_of(bot).olm.outbound_group_sessions[room].id
    await bot.platform.remove(room, bob.user_id)
    await bot.platform.post(to(room, alice), text("Bob is gone"), key="2")
    assert await reads(alice, "Bob is gone")
    after = client_of(bot).olm.outbound_group_sessions[room].id
    held = {one.id for one in client_of(bob).olm.inbound_group_store if one.room_id == room}
    assert (after != before) is (after not in held) is cured

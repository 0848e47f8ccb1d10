"""What every platform must do, whatever it is: the contract of `bot/platform.py`."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.platform import Attachment, Never, Rendered, RoomPlan, Target
from commands.engine.heard import Heard, RoomChanged
from tests.contract.conftest import Somebody, Stage, until


def text(words: str) -> Rendered:
    """A text in both forms."""
    return Rendered(plain=words, html=f"<p>{words}</p>")


async def room_with(stage: Stage, *people: Somebody, key: str = "room") -> str:
    """A room of the bot's that these people have joined."""
    plan = RoomPlan(name="Frame contracts", invite=tuple(person.id for person in people))
    room = await stage.platform.open_room(plan, key=key)
    for person in people:
        await person.join(room)
    return room


async def test_a_room_is_opened_once_and_is_as_it_must_be(stage: Stage) -> None:
    ana = await stage.somebody("ana")
    plan = RoomPlan(name="Frame contracts", invite=(ana.id,))
    room = await stage.platform.open_room(plan, key="one")
    assert await stage.platform.open_room(plan, key="one") == room
    seen = await stage.platform.inspect(room)
    assert seen.present
    assert seen.encrypted
    assert (seen.join_rule, seen.history) == ("invite", "joined")
    assert not seen.guests_may_join
    assert not seen.federated
    assert seen.joined == {stage.platform.account}
    assert seen.invited == {ana.id}
    assert seen.servers == {seen.own_server}


async def test_a_private_chat_is_with_one_person(stage: Stage) -> None:
    ana = await stage.somebody("ana")
    chat = await stage.platform.open_room(RoomPlan(name="Roundtable", direct_with=ana.id), key="chat")
    await stage.platform.post(Target(room=chat, encrypted=True), text("Welcome"), key="welcome")
    await ana.join(chat)
    seen = await stage.platform.inspect(chat)
    assert seen.people == {stage.platform.account, ana.id}


async def test_a_repeated_key_is_the_same_event(stage: Stage) -> None:
    ana = await stage.somebody("ana")
    room = await room_with(stage, ana)
    target = Target(room=room, encrypted=True)
    first = await stage.platform.post(target, text("once"), key="k1")
    assert await stage.platform.post(target, text("once"), key="k1") == first
    assert await stage.platform.post(target, text("another"), key="k2") != first
    assert (await ana.reads(room)).count("once") == 1


async def test_what_was_sent_can_be_found_by_its_key(stage: Stage) -> None:
    ana = await stage.somebody("ana")
    room = await room_with(stage, ana)
    target = Target(room=room, encrypted=True)
    since = datetime.now(UTC) - timedelta(minutes=1)
    event = await stage.platform.post(target, text("here"), key="k1")
    assert await stage.platform.find(target, key="k1", since=since) == event
    assert await stage.platform.find(target, key="k2", since=since) is None


async def test_a_person_is_heard_with_proof(stage: Stage) -> None:
    ana = await stage.somebody("ana")
    room = await room_with(stage, ana)
    event = await ana.say(room, "!meeting list")
    await until(lambda: any(isinstance(one, Heard) for one in stage.events))
    heard = next(one for one in stage.events if isinstance(one, Heard))
    assert (heard.platform, heard.room, heard.sender) == (stage.platform.name, room, ana.id)
    assert (heard.event_id, heard.text) == (event, "!meeting list")
    assert heard.encrypted
    assert heard.verified


async def test_the_bot_never_hears_itself(stage: Stage) -> None:
    ana = await stage.somebody("ana")
    room = await room_with(stage, ana)
    await stage.platform.post(Target(room=room, encrypted=True), text("!group list"), key="k1")
    await ana.say(room, "!help")
    await until(lambda: any(isinstance(one, Heard) for one in stage.events))
    assert [one.text for one in stage.events if isinstance(one, Heard)] == ["!help"]


async def test_a_post_is_edited_and_taken_back(stage: Stage) -> None:
    ana = await stage.somebody("ana")
    room = await room_with(stage, ana)
    target = Target(room=room, encrypted=True)
    event = await stage.platform.post(target, text("at two"), key="k1")
    await stage.platform.edit(target, event, text("at three"), key="k2")
    assert await ana.reads(room) == ["at three"]
    await stage.platform.redact(target, event, key="k3")
    await stage.platform.redact(target, event, key="k3")
    assert "at two" not in await ana.reads(room)


async def test_a_file_arrives_under_a_neutral_name(stage: Stage) -> None:
    ana = await stage.somebody("ana")
    room = await room_with(stage, ana)
    attachment = Attachment(name="invitation.ics", media_type="text/calendar", data=b"BEGIN:VCALENDAR")
    await stage.platform.send_file(Target(room=room, encrypted=True), attachment, key="k1")
    assert await ana.reads(room) == ["invitation.ics"]


async def test_inviting_and_removing_twice_changes_nothing_more(stage: Stage) -> None:
    ana, ben = await stage.somebody("ana"), await stage.somebody("ben")
    room = await room_with(stage, ana)
    for _ in range(2):
        await stage.platform.invite(room, ben.id)
        await stage.platform.invite(room, ana.id)
    seen = await stage.platform.inspect(room)
    assert ben.id in seen.invited
    assert ana.id in seen.joined
    for _ in range(2):
        await stage.platform.remove(room, ana.id)
        await stage.platform.remove(room, ben.id)
    assert (await stage.platform.inspect(room)).people == {stage.platform.account}


async def test_a_change_of_members_is_told(stage: Stage) -> None:
    ana = await stage.somebody("ana")
    room = await room_with(stage, ana)
    await until(lambda: any(isinstance(one, RoomChanged) and one.room == room for one in stage.events))
    stage.events.clear()
    await ana.leave(room)
    await until(lambda: any(isinstance(one, RoomChanged) and one.room == room for one in stage.events))
    assert ana.id not in (await stage.platform.inspect(room)).people


async def test_nothing_leaves_in_clear_for_a_room_pinned_as_encrypted(stage: Stage) -> None:
    room = await stage.clear_room()
    attachment = Attachment(name="a.txt", media_type="text/plain", data=b"secret")
    await stage.platform.post(Target(room=room, encrypted=False), text("for all"), key="k0")
    with pytest.raises(Never):
        await stage.platform.post(Target(room=room, encrypted=True), text("secret"), key="k1")
    with pytest.raises(Never):
        await stage.platform.send_file(Target(room=room, encrypted=True), attachment, key="k2")


async def test_a_room_left_is_a_room_we_are_not_in(stage: Stage) -> None:
    ana = await stage.somebody("ana")
    room = await room_with(stage, ana)
    await stage.platform.withdraw_from(room)
    assert not (await stage.platform.inspect(room)).present

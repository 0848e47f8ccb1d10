"""What every platform must do, whatever it is: the contract of `bot/platform.py`."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.platform import Attachment, Never, Occurrence, Rendered, RoomPlan, Target
from commands.engine.heard import RoomChanged
from tests.contract.stage import AloneStage, Somebody, Stage, said, until


def text(words: str) -> Rendered:
    """A text in both forms."""
    return Rendered(plain=words, html=f"<p>{words}</p>")


def plan_of(stage: Stage, *people: Somebody, thread_of: str | None = None) -> RoomPlan:
    """A room as the bot asks for it: encrypted where the platform encrypts."""
    invite = tuple(person.id for person in people)
    encrypted = stage.platform.manners.encrypts
    return RoomPlan(name="Frame contracts", invite=invite, encrypted=encrypted, thread_of=thread_of)


def into(stage: Stage, room: str, *, answer_to: str = "") -> Target:
    """A room of ours, or the place of an answer, with our wish for it."""
    return Target(room=room, encrypted=stage.platform.manners.encrypts, answer_to=answer_to)


async def room_with(stage: Stage, *people: Somebody, key: str = "room") -> str:
    """A room of the bot's that these people have joined."""
    room = await stage.platform.open_room(plan_of(stage, *people), key=key)
    for person in people:
        await person.join(room)
    return room


async def test_a_room_is_opened_once_and_is_as_it_must_be(stage: Stage) -> None:
    ana = await stage.somebody("ana")
    plan = plan_of(stage, ana)
    room = await stage.platform.open_room(plan, key="one")
    assert await stage.platform.open_room(plan, key="one") == room
    seen = await stage.platform.inspect(room)
    assert seen.present
    assert seen.encrypted is stage.platform.manners.encrypts
    assert (seen.join_rule, seen.history) == ("invite", "joined")
    assert not seen.guests_may_join
    assert not seen.federated
    assert seen.people == {stage.platform.account, ana.id} | stage.overseers
    assert (ana.id in seen.joined) is stage.lets_in
    assert seen.servers == {seen.own_server}


async def test_a_private_chat_is_with_one_person(stage: Stage) -> None:
    ana = await stage.somebody("ana")
    plan = RoomPlan(name="Roundtable", direct_with=ana.id, encrypted=stage.platform.manners.encrypts)
    chat = await stage.platform.open_room(plan, key="chat")
    await stage.platform.post(into(stage, chat), text("Welcome"), key="welcome")
    await ana.join(chat)
    seen = await stage.platform.inspect(chat)
    assert seen.people == {stage.platform.account, ana.id}


async def test_a_repeated_key_is_the_same_event(stage: Stage) -> None:
    ana = await stage.somebody("ana")
    room = await room_with(stage, ana)
    target = into(stage, room)
    first = await stage.platform.post(target, text("once"), key="k1")
    assert await stage.platform.post(target, text("once"), key="k1") == first
    assert await stage.platform.post(target, text("another"), key="k2") != first
    assert (await ana.reads(room)).count("once") == 1


async def test_what_was_sent_can_be_found_by_its_key(stage: Stage) -> None:
    ana = await stage.somebody("ana")
    room = await room_with(stage, ana)
    target = into(stage, room)
    since = datetime.now(UTC) - timedelta(minutes=1)
    event = await stage.platform.post(target, text("here"), key="k1")
    assert await stage.platform.find(target, key="k1", since=since, text=text("here")) == event
    assert await stage.platform.find(target, key="k2", since=since, text=text("there")) is None


async def test_a_person_is_heard_with_proof(stage: Stage) -> None:
    ana = await stage.somebody("ana")
    room = await room_with(stage, ana)
    event = await ana.asks(room, "meeting list")
    await until(lambda: bool(said(stage)))
    heard = said(stage)[0]
    assert (heard.platform, heard.room, heard.sender) == (stage.platform.name, room, ana.id)
    assert (heard.event_id, heard.text.lstrip("!")) == (event, "meeting list")
    assert heard.encrypted is stage.platform.manners.encrypts
    assert heard.verified


async def test_the_bot_never_hears_itself(stage: Stage) -> None:
    ana = await stage.somebody("ana")
    room = await room_with(stage, ana)
    await stage.platform.post(into(stage, room), text("!group list"), key="k1")
    await ana.asks(room, "help")
    await until(lambda: bool(said(stage)))
    assert [one.text.lstrip("!") for one in said(stage)] == ["help"]


async def test_a_post_is_edited_and_taken_back(stage: Stage) -> None:
    ana = await stage.somebody("ana")
    room = await room_with(stage, ana)
    target = into(stage, room)
    event = await stage.platform.post(target, text("at two"), key="k1")
    await stage.platform.edit(target, event, text("at three"), key="k2")
    assert await ana.reads(room) == ["at three"]
    await stage.platform.redact(target, event, key="k3")
    await stage.platform.redact(target, event, key="k3")
    assert "at two" not in await ana.reads(room)


async def test_what_is_pinned_is_so_once_beside_the_others_and_stays_so_when_it_is_edited(stage: Stage) -> None:
    ana = await stage.somebody("ana")
    room = await room_with(stage, ana)
    target = into(stage, room)
    other, card = [await stage.platform.post(target, text(words), key=words) for words in ("other", "card")]
    assert await ana.pins(room) == []
    for event in (other, card, card, other):
        await stage.platform.pin(target, event)
    await stage.platform.edit(target, card, text("card, later"), key="k3")
    assert await ana.pins(room) == ["other", "card, later"]


async def test_a_file_arrives_under_a_neutral_name(stage: Stage) -> None:
    ana = await stage.somebody("ana")
    room = await room_with(stage, ana)
    attachment = Attachment(name="invitation.ics", media_type="text/calendar", data=b"BEGIN:VCALENDAR")
    await stage.platform.send_file(into(stage, room), attachment, key="k1")
    assert await ana.reads(room) == ["invitation.ics"]


async def test_inviting_and_removing_twice_changes_nothing_more(stage: Stage) -> None:
    ana, ben = await stage.somebody("ana"), await stage.somebody("ben")
    room = await room_with(stage, ana)
    for _ in range(2):
        await stage.platform.invite(room, ben.id)
        await stage.platform.invite(room, ana.id)
    seen = await stage.platform.inspect(room)
    assert ben.id in (seen.joined if stage.lets_in else seen.invited)
    assert ana.id in seen.joined
    for _ in range(2):
        await stage.platform.remove(room, ana.id)
        await stage.platform.remove(room, ben.id)
    assert (await stage.platform.inspect(room)).people == {stage.platform.account} | stage.overseers


async def test_a_change_of_members_is_told(stage: Stage) -> None:
    ana = await stage.somebody("ana")
    room = await room_with(stage, ana)
    if not stage.lets_in:  # that they came in was one, too
        await until(lambda: any(isinstance(one, RoomChanged) and one.room == room for one in stage.events))
    stage.events.clear()
    await ana.leave(room)
    await until(lambda: any(isinstance(one, RoomChanged) and one.room == room for one in stage.events))
    assert ana.id not in (await stage.platform.inspect(room)).people


async def test_nothing_leaves_in_clear_for_a_room_pinned_as_encrypted(stage: Stage) -> None:
    room = await stage.clear_room()
    attachment = Attachment(name="a.txt", media_type="text/plain", data=b"secret")
    event = await stage.platform.post(Target(room=room, encrypted=False), text("for all"), key="k0")
    pinned = Target(room=room, encrypted=True)
    with pytest.raises(Never):
        await stage.platform.post(pinned, text("secret"), key="k1")
    with pytest.raises(Never):
        await stage.platform.send_file(pinned, attachment, key="k2")
    with pytest.raises(Never):
        await stage.platform.edit(pinned, event, text("secret"), key="k3")


async def test_a_room_left_is_a_room_we_are_not_in(stage: Stage) -> None:
    ana = await stage.somebody("ana")
    room = await room_with(stage, ana)
    await stage.platform.withdraw_from(room)
    assert not (await stage.platform.inspect(room)).present


# Where askers are answered alone, rooms can be threads of others, and the platform has a calendar


async def test_an_answer_is_for_its_asker_alone_and_said_twice_is_one(alone: AloneStage) -> None:
    ana, ben = await alone.somebody("ana"), await alone.somebody("ben")
    room = await room_with(alone, ana, ben)
    await ana.forms(room)
    await until(lambda: bool(said(alone)))
    [heard] = said(alone)
    assert heard.call is not None
    assert (heard.room, heard.sender, heard.call.path) == (room, ana.id, ("meeting", "list"))
    target = into(alone, "", answer_to=heard.answer_to)
    await alone.platform.answer(target, text("None yet."), key="k1")
    event = await alone.platform.answer(target, text("None yet."), key="k1")
    assert ana.answers == ["None yet."]
    await alone.platform.edit(target, event, text("One."), key="k2")
    assert ana.answers == ["One."]
    assert await ben.reads(room) == []
    assert heard.answer_to not in repr(heard)


async def test_somebody_nobody_knows_is_answered_too(alone: AloneStage) -> None:
    ana, zoe = await alone.somebody("ana"), await alone.somebody("zoe")
    room = await room_with(alone, ana, zoe)
    await zoe.forms(room)
    await until(lambda: bool(said(alone)))
    for _ in range(2):
        await alone.platform.answer_stranger(said(alone)[0].answer_to, text("Who are you?"))
    assert zoe.answers == ["Who are you?"]
    assert await ana.reads(room) == []


async def test_a_meeting_is_shown_once_changed_and_cancelled(alone: AloneStage) -> None:
    room = await room_with(alone)
    starts = datetime.now(UTC).replace(microsecond=0) + timedelta(days=7)
    planned = Occurrence(name="MTG-1", starts=starts, ends=starts + timedelta(hours=1))
    entry = await alone.platform.mirror(into(alone, room), planned, None, key="k1")
    assert await alone.platform.mirror(into(alone, room), planned, None, key="k1") == entry
    assert alone.calendar == [("MTG-1", starts, False)]
    later = replace(planned, starts=starts + timedelta(days=1), ends=starts + timedelta(days=1, hours=1))
    for _ in range(2):
        assert await alone.platform.mirror(into(alone, room), later, entry, key="k2") == entry
    assert alone.calendar == [("MTG-1", later.starts, False)]
    for _ in range(2):
        await alone.platform.mirror(into(alone, room), replace(later, cancelled=True), entry, key="k3")
    [(name, _, is_cancelled)] = alone.calendar
    assert (name, is_cancelled) == ("MTG-1", True)


async def test_a_thread_of_a_room_has_people_of_its_own(alone: AloneStage) -> None:
    ana, ben = await alone.somebody("ana"), await alone.somebody("ben")
    room = await room_with(alone, ana, ben)
    plan = plan_of(alone, ana, thread_of=room)
    thread = await alone.platform.open_room(plan, key="thread")
    assert await alone.platform.open_room(plan, key="thread") == thread
    assert thread != room
    seen = await alone.platform.inspect(thread, frozenset({ana.id, ben.id}))
    assert seen.people == {alone.platform.account, ana.id} | alone.overseers
    await alone.platform.post(into(alone, thread), text("among us"), key="k1")
    assert "among us" in await ana.reads(thread)
    await alone.platform.invite(thread, ben.id)
    await alone.platform.remove(thread, ana.id)
    await ben.join(thread)
    seen = await alone.platform.inspect(thread, frozenset({ana.id, ben.id}))
    assert seen.people == {alone.platform.account, ben.id} | alone.overseers

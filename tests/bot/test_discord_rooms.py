"""Rooms, threads and the calendar on Discord: the real client, against a Discord over loopback."""

import asyncio
import functools
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

import discord
import pytest
from discord.http import MultipartParameters, handle_message_parameters

from bot.platform import Fatal, Later, Never, Occurrence, RoomPlan, Target
from bot.platforms.discord.calendar import Calendar
from bot.platforms.discord.rooms import Rooms
from bot.platforms.discord.threads import Threads
from tests.fakes.discord import Channel, FakeDiscord, Kind, Lost, Permission, Person, Reset, Server, Status, Thread
from tests.fakes.discord.faults import Fault, Slow
from tests.fakes.openapi import described

T = TypeVar("T")
KEY = "k" * 24
TRIES = 4


@dataclass(kw_only=True)
class Stage:
    """A server with some people, and the room side of the bot on it."""

    fake: FakeDiscord
    guild: Server
    owner: Person
    ana: Person
    ben: Person
    rooms: Rooms
    threads: Threads
    calendar: Calendar
    client: discord.Client

    def channel(self, room: str) -> Channel:
        """What is really there."""
        return self.guild.channels[int(room)]

    def thread(self, room: str) -> Thread:
        """What is really there."""
        return self.guild.threads[int(room)]

    def effects(self, op: str) -> int:
        """How often something really happened."""
        return len([one for one in self.fake.log if one.op == op])

    async def until_done(self, deed: Callable[[], Awaitable[T]]) -> T:
        """Try again with the same key, as the courier does, until it is done."""
        for _ in range(TRIES):
            try:
                return await deed()
            except Later:
                continue
        raise AssertionError("it was never done")


class Hurried:
    """`asyncio` for discord.py's REST, which sleeps for seconds after a 5xx: it does, and never waits."""

    def __getattr__(self, name: str) -> Any:
        return getattr(asyncio, name)

    async def sleep(self, seconds: float) -> None:
        """Give way once."""
        await asyncio.sleep(0)


@pytest.fixture
async def stage(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Stage]:
    """Log the real client in; at the end, nothing that it sent was against Discord's description."""
    fake = FakeDiscord(described())
    await fake.start()
    monkeypatch.setattr(discord.http.Route, "BASE", fake.api_url)
    monkeypatch.setattr(discord.http, "asyncio", Hurried())
    owner, ana, ben = fake.user("Olga"), fake.user("Ana"), fake.user("Ben")
    guild = fake.guild("Network", owner)
    guild.join(ana)
    guild.join(ben)
    client = discord.Client(intents=discord.Intents(guilds=True), max_ratelimit_timeout=30.0)
    await client.login(fake.token)
    threads = Threads(lambda: client, lambda: fake.now)
    yield Stage(
        fake=fake,
        guild=guild,
        owner=owner,
        ana=ana,
        ben=ben,
        rooms=Rooms(lambda: client, guild=str(guild.id), now=lambda: fake.now, threads=threads),
        threads=threads,
        calendar=Calendar(lambda: client, lambda: fake.now),
        client=client,
    )
    await client.close()
    await fake.stop()
    assert not fake.violations
    assert not fake.own_errors


def group(*people: Person, space: str | None = None) -> RoomPlan:
    """A group's channel."""
    invited = tuple(str(one.id) for one in people)
    return RoomPlan(name="Frame Contracts", topic="What we buy", invite=invited, space=space)


def group_thread(room: str, *people: Person) -> RoomPlan:
    """An engagement's private thread."""
    return RoomPlan(name="Engagement 7", thread_of=room, invite=tuple(str(one.id) for one in people))


def named(*people: Person) -> frozenset[str]:
    """Their ids."""
    return frozenset(str(one.id) for one in people)


# Opening


async def test_a_groups_channel_is_seen_by_the_invited_alone(stage: Stage) -> None:
    room = await stage.rooms.open_room(group(stage.ana), key=KEY)
    channel = stage.channel(room)
    assert (channel.name, channel.topic, channel.type) == ("frame-contracts", "What we buy", Kind.TEXT)
    assert stage.ana.sees(channel)
    assert not stage.ben.sees(channel)
    seen = await stage.rooms.inspect(room)
    assert seen.joined == named(stage.owner, stage.ana) | {str(stage.fake.bot.id)}
    assert (seen.present, seen.join_rule, set(seen.seers), seen.unreadable) == (True, "invite", set(), ())


async def test_a_space_is_a_category_and_its_rooms_are_in_it(stage: Stage) -> None:
    space = await stage.rooms.open_room(RoomPlan(name="Frame Contracts", is_space=True), key="space")
    room = await stage.rooms.open_room(group(stage.ana, space=space), key="room")
    assert stage.channel(space).type == Kind.CATEGORY
    assert stage.channel(room).parent is stage.channel(space)
    assert not stage.ben.sees(stage.channel(space))
    await stage.rooms.invite(space, str(stage.ben.id))
    await stage.rooms.remove(space, str(stage.ben.id))
    assert not stage.ben.sees(stage.channel(room))


async def test_an_engagement_is_a_private_thread_that_nobody_else_fills(stage: Stage) -> None:
    room = await stage.rooms.open_room(group(stage.ana, stage.ben), key="room")
    plan = group_thread(room, stage.ana)
    opened = await stage.rooms.open_room(plan, key="thread")
    thread = stage.thread(opened)
    assert (thread.type, thread.invitable, thread.name) == (Kind.PRIVATE_THREAD, False, "Engagement 7")
    assert stage.ana.sees(thread)
    assert not stage.ben.sees(thread)
    assert await stage.rooms.open_room(plan, key="thread") == opened
    assert len(stage.guild.threads) == 1


async def test_somebody_who_cannot_be_added_keeps_nobody_else_out(stage: Stage) -> None:
    room = await stage.rooms.open_room(group(stage.ana), key="room")  # Ben doesn't see it, so can't be brought in
    plan = group_thread(room, stage.ben, stage.ana)
    thread = stage.thread(await stage.rooms.open_room(plan, key="thread"))
    assert set(thread.members) == {stage.fake.bot.id, stage.ana.id}


async def test_a_private_chat_is_with_one_person(stage: Stage) -> None:
    plan = RoomPlan(name="", direct_with=str(stage.ana.id))
    chat = await stage.rooms.open_room(plan, key=KEY)
    assert await stage.rooms.open_room(plan, key=KEY) == chat
    seen = await stage.rooms.inspect(chat)
    assert seen.joined == named(stage.ana) | {str(stage.fake.bot.id)}
    assert seen.join_rule == "invite"


async def test_one_key_opens_one_room_and_another_key_another(stage: Stage) -> None:
    first = await stage.rooms.open_room(group(stage.ana), key="one")
    assert await stage.rooms.open_room(group(stage.ana), key="one") == first
    assert await stage.rooms.open_room(group(stage.ana), key="two") != first
    assert len(stage.guild.channels) == 2


async def test_without_the_audit_log_a_room_is_found_by_what_it_looks_like(stage: Stage) -> None:
    stage.guild.bot_role.permissions &= ~Permission.VIEW_AUDIT_LOG
    stage.guild.channel("frame-contracts")  # somebody else's
    first = await stage.rooms.open_room(group(stage.ana), key="one")
    assert await stage.rooms.open_room(group(stage.ana), key="one") == first
    assert len(stage.guild.channels) == 2
    stage.fake.advance(hours=2)
    assert await stage.rooms.open_room(group(stage.ana), key="two") != first


# Filling and emptying


async def test_the_invited_come_in_and_the_removed_go(stage: Stage) -> None:
    room = await stage.rooms.open_room(group(stage.ana), key=KEY)
    for _ in range(2):
        await stage.rooms.invite(room, str(stage.ben.id))
        assert stage.ben.sees(stage.channel(room))
    for _ in range(2):
        await stage.rooms.remove(room, str(stage.ben.id))
        assert not stage.ben.sees(stage.channel(room))
    assert stage.ana.sees(stage.channel(room))


async def test_an_invitation_that_changes_nothing_asks_for_nothing(stage: Stage) -> None:
    room = await stage.rooms.open_room(group(stage.ana), key=KEY)
    await stage.rooms.invite(room, str(stage.ana.id))
    assert "set_channel_permission_overwrite" not in stage.fake.calls


async def test_the_removed_do_not_come_back_in_by_a_role(stage: Stage) -> None:
    staff = stage.guild.role("staff")
    channel = stage.guild.private("lobby", staff, stage.ana)
    stage.guild.give(stage.ben, staff)
    await stage.rooms.remove(str(channel.id), str(stage.ben.id))
    assert not stage.ben.sees(channel)
    await stage.rooms.invite(str(channel.id), str(stage.ben.id))
    assert stage.ben.sees(channel)
    assert channel.overwrites[stage.ben.id].deny == 0


async def test_a_thread_that_sleeps_is_woken_to_change_who_is_in_it(stage: Stage) -> None:
    room = await stage.rooms.open_room(group(stage.ana, stage.ben), key="room")
    opened = await stage.rooms.open_room(group_thread(room), key="thread")
    thread = stage.thread(opened)
    stage.guild.change_thread(thread, archived=True)
    await stage.rooms.invite(opened, str(stage.ben.id))
    assert stage.ben.sees(thread)
    stage.guild.change_thread(thread, archived=True)
    await stage.rooms.remove(opened, str(stage.ben.id))
    assert not stage.ben.sees(thread)
    stage.guild.change_thread(thread, archived=True, locked=True)
    with pytest.raises(Never, match="thread-locked"):
        await stage.rooms.invite(opened, str(stage.ben.id))
    assert not stage.ben.sees(thread)


async def test_going_is_to_see_it_no_more(stage: Stage) -> None:
    room = await stage.rooms.open_room(group(stage.ana), key="room")
    thread = await stage.rooms.open_room(group_thread(room), key="thread")
    await stage.rooms.accept(room)
    for _ in range(2):
        await stage.rooms.withdraw_from(thread)
        await stage.rooms.withdraw_from(room)
    assert stage.fake.bot.id not in stage.guild.threads[int(thread)].members
    assert not (await stage.rooms.inspect(room)).present
    with pytest.raises(Never, match="not-in-room"):
        await stage.rooms.accept(room)


# Looking


async def test_a_room_that_is_not_there_or_not_ours_is_absent(stage: Stage) -> None:
    hidden = stage.guild.channel("hidden", overwrites={stage.guild.everyone: (0, int(Permission.VIEW_CHANNEL))})
    assert not (await stage.rooms.inspect("123456789")).present
    assert not (await stage.rooms.inspect(str(hidden.id))).present
    with pytest.raises(Never, match="not-in-room"):
        await stage.rooms.invite(str(hidden.id), str(stage.ana.id))


async def test_a_look_costs_one_request_and_one_for_a_whole_batch(stage: Stage) -> None:
    rooms = [str(stage.guild.private(f"room-{number}").id) for number in range(5)]
    seen = await asyncio.gather(*map(stage.rooms.inspect, rooms))
    assert {one.unreadable for one in seen} == {()}
    assert stage.fake.calls["get_channel"] == 5
    assert stage.fake.calls["get_guild"] == 1


async def test_what_changed_is_seen_at_the_next_look(stage: Stage) -> None:
    staff = stage.guild.role("staff")
    channel = stage.guild.private("lobby", stage.ana)
    assert not (await stage.rooms.inspect(str(channel.id))).seers
    stage.guild.overwrite(channel, staff, allow=int(Permission.VIEW_CHANNEL))
    assert {one.name for one in (await stage.rooms.inspect(str(channel.id))).seers} == {"staff"}
    stage.guild.overwrite(channel, stage.guild.role("newcomers"), allow=int(Permission.VIEW_CHANNEL))  # a younger role
    seen = await stage.rooms.inspect(str(channel.id))
    assert ({one.name for one in seen.seers}, seen.unreadable) == ({"staff", "newcomers"}, ())
    stage.guild.change_role(staff, permissions=int(Permission.ADMINISTRATOR))
    stage.rooms.forget(str(stage.guild.id))
    seen = await stage.rooms.inspect(str(channel.id))
    assert {one.name: one.rules for one in seen.seers} == {"staff": True, "newcomers": False}
    stage.guild.hand_over(stage.ben)
    stage.rooms.forget()
    assert str(stage.ben.id) in (await stage.rooms.inspect(str(channel.id))).joined


async def test_everybody_in_a_private_thread_is_asked_for_by_name(stage: Stage) -> None:
    room = await stage.rooms.open_room(group(stage.ana, stage.ben), key="room")
    plan = group_thread(room, stage.ana)
    opened = await stage.rooms.open_room(plan, key="thread")
    expected = named(stage.ana, stage.ben)
    seen = await stage.rooms.inspect(opened, expected)
    assert seen.joined == named(stage.owner, stage.ana) | {str(stage.fake.bot.id)}
    assert seen.unreadable == ()
    assert (await stage.rooms.inspect(opened)).unreadable == ("thread-members",)  # Ana was not asked for
    stage.guild.add_to_thread(stage.thread(opened), stage.ben)
    assert str(stage.ben.id) in (await stage.rooms.inspect(opened, expected)).joined
    stranger = stage.fake.user("Eva")
    stage.guild.join(stranger)
    stage.guild.add_to_thread(stage.thread(opened), stranger)
    assert (await stage.rooms.inspect(opened, expected)).unreadable == ("thread-members",)


async def test_while_somebody_comes_into_a_private_thread_nobody_can_say_who_is_there(stage: Stage) -> None:
    room = await stage.rooms.open_room(group(stage.ana, stage.ben), key="room")
    opened = await stage.rooms.open_room(group_thread(room, stage.ana), key="thread")
    stage.fake.fail("get_thread_member", Slow(0.2), times=4)
    looking = asyncio.create_task(stage.rooms.inspect(opened, named(stage.ana, stage.ben)))
    while "get_thread_member" not in stage.fake.calls:
        await asyncio.sleep(0.01)
    stage.guild.add_to_thread(stage.thread(opened), stage.ben)  # counted without him, and asked for after he came
    with pytest.raises(Later, match="room-changed"):
        await looking
    assert (await stage.rooms.inspect(opened, named(stage.ana, stage.ben))).unreadable == ()


# Threads


async def test_an_answer_goes_into_the_thread_of_its_message(stage: Stage) -> None:
    room = await stage.rooms.open_room(group(stage.ana), key="room")
    message = await stage.ana.say(stage.channel(room), "A question")
    target = Target(room=room, encrypted=False, thread=f"{room}/{message.id}")
    for _ in range(2):
        assert await stage.threads.channel(target, title="A\nquestion " + "x" * 200) == str(message.id)
    assert len(stage.thread(str(message.id)).name) == 100
    inside = Target(room=room, encrypted=False, thread=f"{message.id}/99")  # a message in the thread
    assert await stage.threads.channel(inside, title="") == str(message.id)
    assert await stage.threads.channel(Target(room=room, encrypted=False), title="") == room
    stage.guild.change_thread(stage.thread(str(message.id)), archived=True, locked=True)
    with pytest.raises(Never, match="thread-locked"):
        await stage.threads.channel(target, title="")


async def test_what_a_channel_is_costs_two_requests_for_a_whole_server(stage: Stage) -> None:
    rooms = [str(stage.guild.channel(f"room-{number}").id) for number in range(50)]
    forum, chat = str(stage.guild.forum("questions").id), str((await stage.ana.dm()).id)
    assert await asyncio.gather(*map(stage.threads.is_forum, [*rooms, forum])) == [*[False] * 50, True]
    for room in rooms:
        await stage.threads.channel(Target(room=room, encrypted=False), title="")
    assert (stage.fake.calls["get_channel"], stage.fake.calls["list_guild_channels"]) == (1, 1)
    assert not await stage.threads.is_forum(chat)
    assert await stage.threads.is_forum(str(stage.guild.forum("later").id))
    assert stage.fake.calls["list_guild_channels"] == 1


async def test_what_must_go_goes_out_of_a_locked_thread_which_stays_locked(stage: Stage) -> None:
    room = await stage.rooms.open_room(group(stage.ana, stage.ben), key="room")
    opened = await stage.rooms.open_room(group_thread(room, stage.ben), key="thread")
    thread = stage.thread(opened)
    stage.guild.change_thread(thread, archived=True, locked=True)
    put_out = functools.partial(stage.client.http.remove_user_from_thread, int(opened), stage.ben.id)
    with pytest.raises(Never, match="thread-locked"):
        await stage.threads.awake(opened, put_out)
    assert stage.ben.sees(thread)
    await stage.threads.awake(opened, put_out, despite_lock=True)
    assert not stage.ben.sees(thread)
    assert (thread.archived, thread.locked) == (True, True)
    with pytest.raises(Never, match="thread-locked"):
        await stage.threads.channel(Target(room=opened, encrypted=False), title="")


def post(text: str) -> Callable[[dict[str, object]], MultipartParameters]:
    """A forum's post that says this."""
    return lambda heading: handle_message_parameters(text, channel_payload=heading)


async def test_a_forums_post_is_made_once_with_a_tag_where_one_is_wanted(stage: Stage) -> None:
    forum = stage.guild.forum("questions", tags=("open", "done"), flags=1 << 4)
    since = stage.fake.now
    event = await stage.threads.open_post(str(forum.id), "Planning", post("When?"), key=KEY)
    assert await stage.threads.open_post(str(forum.id), "Planning", post("When?"), key=KEY) == event
    thread = stage.thread(event.partition("/")[0])
    assert thread.applied_tags == [forum.tags[0]["id"]]
    assert [one.content for one in thread.messages.values()] == ["When?"]
    assert len(stage.guild.threads) == 1
    assert await stage.threads.find_post(str(forum.id), key=KEY, since=since) == event
    assert await stage.threads.find_post(str(forum.id), key="other", since=since) is None
    again = await stage.threads.open_post(str(forum.id), "Planning", post("When?"), key="other")
    assert again != event


async def test_without_the_audit_log_a_forums_post_is_rather_unsure_than_double(stage: Stage) -> None:
    stage.guild.bot_role.permissions &= ~Permission.VIEW_AUDIT_LOG
    forum, since = str(stage.guild.forum("questions").id), stage.fake.now
    assert await stage.threads.find_post(forum, key=KEY, since=since) is None
    await stage.threads.open_post(forum, "Planning", post("When?"), key=KEY)
    with pytest.raises(Later, match="forum-unsure"):
        await stage.threads.open_post(forum, "Planning", post("When?"), key=KEY)
    with pytest.raises(Never, match="forum-unsure"):
        await stage.threads.find_post(forum, key=KEY, since=since)
    assert len(stage.guild.threads) == 1
    stage.fake.advance(minutes=11)
    await stage.threads.open_post(forum, "Planning", post("When?"), key="other")
    assert len(stage.guild.threads) == 2


# The calendar


def meeting(now: datetime, *, hours: float = 24, cancelled: bool = False, name: str = "Meeting") -> Occurrence:
    """A meeting so many hours from now."""
    starts = now + timedelta(hours=hours)
    return Occurrence(name=name, starts=starts, ends=starts + timedelta(hours=1), cancelled=cancelled)


async def test_a_meeting_is_shown_changed_and_cancelled(stage: Stage) -> None:
    room = Target(room=await stage.rooms.open_room(group(stage.ana), key="room"), encrypted=False)
    now = stage.fake.now
    entry = await stage.calendar.mirror(room, meeting(now), None, key="one")
    assert await stage.calendar.mirror(room, meeting(now), None, key="one") == entry
    guild, _, number = entry.partition("/")
    assert guild == str(stage.guild.id)
    event = stage.guild.events[int(number)]
    assert (event.fields["name"], event.status) == ("Meeting", 1)
    assert await stage.calendar.mirror(room, meeting(now, name="Moved", hours=48), entry, key="two") == entry
    assert event.fields["name"] == "Moved"
    for key in ("three", "four"):
        assert await stage.calendar.mirror(room, meeting(now, cancelled=True), entry, key=key) == entry
    assert event.status == 4
    with pytest.raises(Never, match="event-over"):
        await stage.calendar.mirror(room, meeting(now), entry, key="five")
    assert len(stage.guild.events) == 1


async def test_what_is_over_is_not_shown(stage: Stage) -> None:
    room = Target(room=await stage.rooms.open_room(group(stage.ana), key="room"), encrypted=False)
    with pytest.raises(Never, match="event-over"):
        await stage.calendar.mirror(room, meeting(stage.fake.now, hours=-1), None, key=KEY)
    gone = meeting(stage.fake.now, cancelled=True)
    assert await stage.calendar.mirror(room, gone, None, key=KEY) == ""
    assert not stage.guild.events


@pytest.mark.later
async def test_two_meetings_alike_are_two_entries_until_there_are_a_hundred(stage: Stage) -> None:
    room = Target(room=await stage.rooms.open_room(group(stage.ana), key="room"), encrypted=False)
    alike = meeting(stage.fake.now)
    for number in range(100):
        await stage.calendar.mirror(room, alike, None, key=f"key-{number}")
    assert len(stage.guild.events) == 100
    with pytest.raises(Never, match="too-many-events"):
        await stage.calendar.mirror(room, alike, None, key=KEY)


async def test_a_private_chat_has_no_calendar(stage: Stage) -> None:
    chat = await stage.rooms.open_room(RoomPlan(name="", direct_with=str(stage.ana.id)), key="chat")
    with pytest.raises(Never, match="no-calendar"):
        await stage.calendar.mirror(Target(room=chat, encrypted=False), meeting(stage.fake.now), None, key=KEY)


# Bad days

FAULTS = [
    pytest.param(Status(429), id="429"),
    pytest.param(Status(429, via=False), id="429-ban"),
    pytest.param(Lost(502), id="502-after-effect"),
    pytest.param(Status(502), id="502"),
    pytest.param(Status(503), id="503"),
    pytest.param(Lost(503), id="503-after-effect"),
    pytest.param(Reset(), id="reset"),
    pytest.param(Lost(), id="reset-after-effect"),
]


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_channel_is_opened_once_whatever_happens(stage: Stage, fault: Fault) -> None:
    stage.fake.fail("create_guild_channel", fault)
    room = await stage.until_done(lambda: stage.rooms.open_room(group(stage.ana), key=KEY))
    assert list(stage.guild.channels) == [int(room)]


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_private_thread_is_opened_once_whatever_happens(stage: Stage, fault: Fault) -> None:
    room = await stage.rooms.open_room(group(stage.ana), key="room")
    plan = group_thread(room, stage.ana)
    stage.fake.fail("create_thread", fault)
    stage.fake.fail("add_thread_member", fault)
    thread = await stage.until_done(lambda: stage.rooms.open_room(plan, key=KEY))
    assert list(stage.guild.threads) == [int(thread)]
    assert set(stage.thread(thread).members) == {stage.fake.bot.id, stage.ana.id}


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_messages_thread_is_opened_once_whatever_happens(stage: Stage, fault: Fault) -> None:
    room = await stage.rooms.open_room(group(stage.ana), key="room")
    message = await stage.ana.say(stage.channel(room), "A question")
    target = Target(room=room, encrypted=False, thread=f"{room}/{message.id}")
    stage.fake.fail("create_thread_from_message", fault)
    assert await stage.until_done(lambda: stage.threads.channel(target, title="A question")) == str(message.id)
    assert list(stage.guild.threads) == [message.id]


@pytest.mark.parametrize("fault", FAULTS)
async def test_an_invitation_and_a_removal_take_effect_whatever_happens(stage: Stage, fault: Fault) -> None:
    room = await stage.rooms.open_room(group(stage.ana), key="room")
    stage.fake.fail("set_channel_permission_overwrite", fault)
    await stage.until_done(lambda: stage.rooms.invite(room, str(stage.ben.id)))
    assert stage.ben.sees(stage.channel(room))
    stage.fake.fail("delete_channel_permission_overwrite", fault)
    await stage.until_done(lambda: stage.rooms.remove(room, str(stage.ben.id)))
    assert not stage.ben.sees(stage.channel(room))


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_forums_post_is_made_once_whatever_happens(stage: Stage, fault: Fault) -> None:
    forum = str(stage.guild.forum("questions").id)
    stage.fake.fail("create_thread", fault)
    event = await stage.until_done(lambda: stage.threads.open_post(forum, "Planning", post("When?"), key=KEY))
    assert list(stage.guild.threads) == [int(event.partition("/")[0])]


@pytest.mark.parametrize("fault", FAULTS)
async def test_an_entry_is_made_once_whatever_happens(stage: Stage, fault: Fault) -> None:
    room = Target(room=await stage.rooms.open_room(group(stage.ana), key="room"), encrypted=False)
    shown = meeting(stage.fake.now)
    stage.fake.fail("create_guild_scheduled_event", fault)
    entry = await stage.until_done(lambda: stage.calendar.mirror(room, shown, None, key=KEY))
    assert list(stage.guild.events) == [int(entry.partition("/")[2])]
    stage.fake.fail("update_guild_scheduled_event", fault)
    over = meeting(stage.fake.now, cancelled=True)
    await stage.until_done(lambda: stage.calendar.mirror(room, over, entry, key="over"))
    assert stage.guild.events[int(entry.partition("/")[2])].status == 4


async def test_a_refused_token_is_fatal_and_asked_once(stage: Stage) -> None:
    stage.client.http.token = "revoked"
    with pytest.raises(Fatal):
        await stage.rooms.inspect("1")
    assert stage.fake.invalid == 1


async def test_a_missing_permission_is_never_asked_again(stage: Stage) -> None:
    stage.guild.bot_role.permissions &= ~Permission.MANAGE_CHANNELS
    with pytest.raises(Never, match="discord-50013"):
        await stage.rooms.open_room(group(stage.ana), key=KEY)
    assert stage.fake.calls["create_guild_channel"] == 1


async def test_without_an_answer_it_is_asked_again_and_never_taken_for_absent(stage: Stage) -> None:
    room = str(stage.guild.private("lobby").id)
    for fault in (Status(503), Status(403), Status(429, via=False)):  # a cut GET is repeated by aiohttp
        stage.fake.fail("get_channel", fault)
        with pytest.raises(Later):
            await stage.rooms.inspect(room)
    assert (await stage.rooms.inspect(room)).present
    await stage.fake.stop()
    with pytest.raises(Later, match="no-answer"):
        await stage.rooms.inspect(room)
    await stage.client.close()
    with pytest.raises(Later, match="no-client"):
        await stage.rooms.inspect(room)

"""The Matrix platform against a real homeserver and people with strict clients: what they can and cannot read."""

import asyncio
import contextlib
import itertools
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from bot.demo.cast import InMemoryPins, Person
from bot.demo.homeserver import Homeserver
from bot.platform import Attachment, Fatal, Later, Never, Rendered, RoomPlan, Target
from bot.platforms.matrix.cross_signing import Identity
from bot.platforms.matrix.intake import SAVE_AFTER
from bot.platforms.matrix.platform import MatrixPlatform
from bot.platforms.matrix.wire import path
from commands.engine.heard import Event, Heard, IdentityChanged, Invited, Quoted, Reacted, RoomChanged

pytestmark = pytest.mark.real

PASSWORD = "a password of a test"
SOON = 60.0
numbers = itertools.count(1)


class Place:
    """A checkpoint in memory; it outlives the platform objects of one test."""

    def __init__(self) -> None:
        self.token: str | None = None

    async def load(self) -> str | None:
        """The last place."""
        return self.token

    async def save(self, token: str) -> None:
        """Keep it."""
        self.token = token


@dataclass
class Bot:
    """A bot process: its platform, what it heard, and the folder that survives it."""

    platform: MatrixPlatform
    place: Place
    events: list[Event] = field(default_factory=list)
    task: asyncio.Task[None] | None = None
    settles_after: float = SAVE_AFTER + 0.5
    """Seconds until what was heard is behind the place: nothing here remembers it otherwise."""

    async def start(self) -> None:
        """Start and listen."""
        await self.platform.start()
        self.task = asyncio.create_task(self.platform.run(self.hear, self.place))

    async def hear(self, event: Event) -> None:
        """Write it down."""
        self.events.append(event)

    async def crash(self) -> None:
        """Stop when what was heard is behind the place; no more is saved, nothing is closed."""
        if self.task is not None:
            await asyncio.sleep(self.settles_after)
            await self.stop()

    async def stop(self) -> None:
        """Stop at once, as one that nobody starts again from its place may."""
        if self.task is not None:
            self.task.cancel()
            await asyncio.gather(self.task, return_exceptions=True)

    def texts(self, room: str | None = None) -> list[str]:
        """What was said, in order."""
        return [e.text for e in self.events if isinstance(e, Heard) and room in (None, e.room)]

    async def heard(self, text: str) -> Heard:
        """The message with this text; waits for it."""
        await until(lambda: text in self.texts())
        return next(e for e in self.events if isinstance(e, Heard) and e.text == text)


async def until(is_so: Callable[[], bool], within: float = SOON) -> None:
    """Wait for something; fail if it does not come."""
    async with asyncio.timeout(within):
        while not is_so():
            await asyncio.sleep(0.05)


@pytest.fixture(scope="session")
def homeserver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Homeserver]:
    """One homeserver for all of these tests."""
    server = Homeserver(tmp_path_factory.mktemp("homeserver"))
    asyncio.run(server.start())
    yield server
    asyncio.run(server.stop())


class Stage:
    """Makes bots and people for one test and takes them down after it."""

    def __init__(self, homeserver: Homeserver, folder: Path) -> None:
        self.server = homeserver
        self.folder = folder
        self.recovery_keys: list[str] = []
        self.pins = InMemoryPins()
        self._closers: list[Callable[[], object]] = []
        self._number = next(numbers)

    async def account(self, name: str) -> str:
        """A new account."""
        return await self.server.register(f"{name}{self._number}", PASSWORD)

    def process(
        self, account: str, place: Place | None = None, *, machine: str = "bot", recovery_key: str | None = None
    ) -> Bot:
        """A new bot process on the folder of a machine."""
        platform = MatrixPlatform(
            homeserver=self.server.url,
            user_id=account,
            password=PASSWORD,
            store=self.folder / machine / "store",
            secrets=self.folder / machine / "secrets",
            pickle_key="pickle key of a test",
            pins=self.pins,
            clock=lambda: datetime.now(UTC),
            announce_recovery_key=self.recovery_keys.append,
            recovery_key=recovery_key,
        )
        bot = Bot(platform, place or Place())
        self._closers.append(lambda: self._close_bot(bot))
        return bot

    async def bot(self) -> Bot:
        """A bot that runs."""
        bot = self.process(await self.account("roundtable"))
        await bot.start()
        return bot

    async def person(self, name: str, *, signed: bool = True) -> Person:
        """A person with a client."""
        account = await self.account(name)
        return await self.enter(account, name, signed=signed)

    async def enter(self, account: str, device: str, *, signed: bool = True) -> Person:
        """A client for an account that exists."""
        person = await Person.enter(self.server.url, account, PASSWORD, self.folder / device, signed=signed)
        self._closers.append(person.close)
        return person

    async def close(self) -> None:
        """Everybody goes home."""
        for closer in reversed(self._closers):
            with contextlib.suppress(Exception):
                await closer()  # type: ignore[misc]

    async def _close_bot(self, bot: Bot) -> None:
        await bot.stop()
        await bot.platform.close()


@pytest.fixture
async def stage(homeserver: Homeserver, tmp_path: Path) -> AsyncIterator[Stage]:
    """A stage on the homeserver."""
    stage = Stage(homeserver, tmp_path)
    yield stage
    await stage.close()


async def room_of(bot: Bot, *people: Person, key: str = "room") -> str:
    """An encrypted room of the bot's with these people in it."""
    ids = tuple(person.user_id for person in people)
    room = await bot.platform.open_room(RoomPlan(name="Frame contracts", invite=ids), key=key)
    for person in people:
        await person.join(room)
    everybody = {*ids, bot.platform.account}
    await until(lambda: _members(bot, room) == everybody)
    return room


def _members(bot: Bot, room: str) -> set[str]:
    known = bot.platform._device.client.rooms.get(room)
    return set() if known is None else known.users.keys() - known.invited_users.keys()


def to(room: str, *people: Person, thread: str | None = None) -> Target:
    """A pinned room whose roster are these people."""
    roster = frozenset(person.user_id for person in people) if people else None
    return Target(room=room, encrypted=True, may_receive=roster, thread=thread)


def text(words: str, *mentions: str) -> Rendered:
    """A text."""
    return Rendered(plain=words, html=f"<p>{words}</p>", mentions=mentions)


async def test_a_command_is_heard_verified_and_its_answer_read(stage: Stage) -> None:
    bot, alice = await stage.bot(), await stage.person("alice")
    room = await room_of(bot, alice)
    said = await alice.say(room, "!meeting list")
    heard = await bot.heard("!meeting list")
    assert (heard.event_id, heard.sender, heard.room) == (said, alice.user_id, room)
    assert heard.encrypted
    assert heard.verified
    assert heard.replay_key is not None
    await bot.platform.post(to(room, alice, thread=said), text("Two meetings.", alice.user_id), key="answer")
    seen = await alice.heard(lambda m: m.body == "Two meetings.", room=room, timeout=SOON)
    assert seen.encrypted
    assert seen.is_genuine
    assert seen.thread == said
    assert await bot.platform.doctor() == {}
    assert len(stage.recovery_keys) == 1


async def test_a_command_in_a_reply_has_the_words_it_replies_to(stage: Stage) -> None:
    bot, alice, ben = await stage.bot(), await stage.person("alice"), await stage.person("ben")
    room = await room_of(bot, alice, ben)
    said = await ben.say(room, "We audit at night.\n\nIt works.")
    await bot.heard("We audit at night.\n\nIt works.")
    await alice.say(room, "!lesson keep", reply_to=said)
    heard = await bot.heard("!lesson keep")
    assert heard.quoted == Quoted(sender=ben.user_id, text="We audit at night.\n\nIt works.")
    await alice.say(room, "!lesson keep worked", reply_to="$nothing:example.org")
    assert (await bot.heard("!lesson keep worked")).quoted is None


async def test_the_room_is_as_it_must_be(stage: Stage) -> None:
    bot, alice = await stage.bot(), await stage.person("alice")
    space = await bot.platform.open_room(RoomPlan(name="LEV", is_space=True), key="space")
    plan = RoomPlan(name="Frame contracts", space=space, invite=(alice.user_id,))
    room = await bot.platform.open_room(plan, key="room")
    assert await bot.platform.open_room(plan, key="room") == room
    seen = await bot.platform.inspect(room)
    assert seen.present
    assert seen.encrypted
    assert (seen.join_rule, seen.history, seen.guests_may_join, seen.federated) == ("invite", "joined", False, False)
    assert seen.joined == frozenset({bot.platform.account})
    assert seen.invited == frozenset({alice.user_id})
    assert not seen.unreadable
    await alice.join(room)
    wire = alice._account.wire
    for kind, content in (
        ("m.room.history_visibility", {"history_visibility": "world_readable"}),
        ("m.room.join_rules", {"join_rule": "public"}),
        ("m.room.name", {"name": "mine"}),
    ):
        with pytest.raises(Never, match="M_FORBIDDEN"):
            await wire.call("PUT", path("rooms", room, "state", kind), content)
    with pytest.raises(Never, match="M_FORBIDDEN"):
        await wire.call("POST", path("rooms", room, "invite"), {"user_id": "@x:roundtable.test"})


async def test_a_private_chat_can_be_read_from_before_it_was_accepted(stage: Stage) -> None:
    bot, alice = await stage.bot(), await stage.person("alice")
    room = await bot.platform.open_room(RoomPlan(name="", direct_with=alice.user_id), key="direct")
    await bot.platform.post(to(room, alice), text("Welcome"), key="welcome")
    assert await alice.join_invited(SOON) == [room]
    seen = await alice.heard(lambda m: m.body == "Welcome", timeout=SOON)
    assert seen.encrypted
    await alice.say(room, "my")
    assert (await bot.heard("my")).verified


async def test_what_was_said_while_the_bot_was_dead_is_heard_once(stage: Stage) -> None:
    first, alice = await stage.bot(), await stage.person("alice")
    room = await room_of(first, alice)
    await alice.say(room, "!before")
    await first.heard("!before")
    await until(lambda: first.place.token is not None)
    await first.crash()
    for number in range(3):
        await alice.say(room, f"!meanwhile {number}")
    second = stage.process(first.platform.account, first.place)
    await second.start()
    await alice.say(room, "!after")
    await second.heard("!after")
    assert second.texts(room) == ["!meanwhile 0", "!meanwhile 1", "!meanwhile 2", "!after"]
    assert all(e.verified for e in second.events if isinstance(e, Heard))
    await second.platform.post(to(room, alice), text("I am back"), key="back")
    await alice.heard(lambda m: m.body == "I am back" and m.encrypted, timeout=SOON)
    assert len(stage.recovery_keys) == 1


async def test_an_event_that_could_not_be_committed_comes_again(stage: Stage) -> None:
    first, alice = await stage.bot(), await stage.person("alice")
    room = await room_of(first, alice)
    tried = asyncio.Event()

    async def fail(event: Event) -> None:
        if isinstance(event, Heard):
            tried.set()
        raise OSError("no space left on device")

    first.hear = fail  # type: ignore[method-assign]
    await first.crash()
    first.task = asyncio.create_task(first.platform.run(fail, first.place))
    await alice.say(room, "!once")
    await asyncio.wait_for(tried.wait(), SOON)
    await first.crash()
    second = stage.process(first.platform.account, first.place)
    await second.start()
    await second.heard("!once")
    assert second.texts(room).count("!once") == 1


async def test_an_unsigned_device_is_not_believed_and_gets_no_key(stage: Stage) -> None:
    bot, alice = await stage.bot(), await stage.person("alice")
    mallory = await stage.person("mallory", signed=False)
    room = await room_of(bot, alice, mallory)
    await mallory.say(room, "!meeting cancel")
    heard = await bot.heard("!meeting cancel")
    assert heard.encrypted
    assert not heard.verified
    sent = await bot.platform.post(to(room, alice, mallory), text("For signed eyes"), key="eyes")
    await alice.heard(lambda m: m.body == "For signed eyes", timeout=SOON)
    seen = await mallory.heard(lambda m: m.event_id == sent, timeout=SOON)
    assert not seen.decrypted
    await until(lambda: "m.unverified" in mallory.withheld)


async def test_the_first_words_of_a_new_signed_device_count(stage: Stage) -> None:
    bot, alice = await stage.bot(), await stage.person("alice")
    room = await room_of(bot, alice)
    await alice.say(room, "!from the phone")
    await bot.heard("!from the phone")
    await bot.crash()  # so that it meets the new device and its first words at the same moment
    laptop = await Person.enter(
        stage.server.url, alice.user_id, PASSWORD, stage.folder / "laptop", recovery_key=alice.recovery_key
    )
    try:
        await until(lambda: room in laptop._account.client.rooms)
        await laptop.say(room, "!from the laptop")
        again = stage.process(bot.platform.account, bot.place)
        await again.start()
        assert (await again.heard("!from the laptop")).verified
        await again.platform.post(to(room, alice), text("To both"), key="1")
        await laptop.heard(lambda m: m.body == "To both", timeout=SOON)
    finally:
        await laptop.close()


async def test_a_long_gap_is_filled_in_order(stage: Stage) -> None:
    first, alice = await stage.bot(), await stage.person("alice")
    room = await room_of(first, alice)
    await asyncio.sleep(0.3)
    await first.crash()
    for number in range(130):
        await alice.say(room, f"!gap {number}")
    second = stage.process(first.platform.account, first.place)
    await second.start()
    await second.heard("!gap 129")
    assert second.texts(room) == [f"!gap {number}" for number in range(130)]


async def test_the_same_key_gives_the_same_event_and_can_be_found(stage: Stage) -> None:
    began = datetime.now(UTC)
    bot, alice = await stage.bot(), await stage.person("alice")
    room = await room_of(bot, alice)
    sent = await bot.platform.post(to(room, alice), text("Once"), key="once")
    assert await bot.platform.post(to(room, alice), text("Once"), key="once") == sent
    assert await bot.platform.find(to(room), key="once", since=began) == sent
    assert await bot.platform.find(to(room), key="never sent", since=began) is None
    await bot.crash()
    again = stage.process(bot.platform.account, bot.place)
    await again.start()
    assert await again.platform.post(to(room, alice), text("Once"), key="once") == sent
    assert await again.platform.find(to(room), key="once", since=began) == sent
    await alice.heard(lambda m: m.event_id == sent, timeout=SOON)
    assert [m.event_id for m in alice.seen if m.body == "Once"] == [sent]


async def test_a_device_does_not_know_the_keys_of_another_and_says_so(stage: Stage) -> None:
    """Why `device` is told: what another has sent is not recognised, and in an encrypted room nobody can say."""
    began = datetime.now(UTC)
    bot, alice = await stage.bot(), await stage.person("alice")
    room = await room_of(bot, alice)
    sent = await bot.platform.post(to(room, alice), text("Once"), key="once")
    await bot.crash()
    other = stage.process(bot.platform.account, bot.place, machine="elsewhere", recovery_key=stage.recovery_keys[0])
    await other.start()
    assert other.platform.device != bot.platform.device
    with pytest.raises(Never, match="unreadable"):
        await other.platform.find(to(room), key="once", since=began)
    assert await other.platform.post(to(room, alice), text("Once"), key="once") != sent


async def test_nothing_leaves_in_clear_for_a_room_that_must_be_encrypted(stage: Stage) -> None:
    bot, alice = await stage.bot(), await stage.person("alice")
    room = await bot.platform.open_room(RoomPlan(name="", encrypted=False, invite=(alice.user_id,)), key="clear")
    await alice.join(room)
    pinned = to(room, alice)
    for attempt in (
        bot.platform.post(pinned, text("canary"), key="1"),
        bot.platform.edit(pinned, "$event", text("canary"), key="2"),
        bot.platform.send_file(pinned, Attachment(name="file", media_type="text/plain", data=b"canary"), key="3"),
    ):
        with pytest.raises(Never, match="not-encrypted"):
            await attempt
    where = path("rooms", room, "send", "m.room.message", "4")
    with pytest.raises(Never, match="not-encrypted"):
        await bot.platform._device.wire.call("PUT", where, {"msgtype": "m.text", "body": "canary"})
    assert [m for m in await alice.page_back(room) if m.sender == bot.platform.account] == []


async def test_only_the_roster_gets_keys(stage: Stage) -> None:
    bot, alice, bob = await stage.bot(), await stage.person("alice"), await stage.person("bob")
    room = await room_of(bot, alice, bob)
    with pytest.raises(Never, match="roster"):
        await bot.platform.post(to(room, alice), text("Not for bob"), key="1")
    await bot.platform.post(to(room, alice, bob), text("For both"), key="2")
    await bob.heard(lambda m: m.body == "For both", timeout=SOON)
    with pytest.raises(Never, match="roster"):  # the room's key exists by now; it must not be used again for fewer
        await bot.platform.post(to(room, alice), text("Not for bob"), key="3")
    held = _keys_of(bob, room)
    await bot.platform.remove(room, bob.user_id)
    await bot.platform.remove(room, bob.user_id)
    await bot.platform.post(to(room, alice), text("Bob is gone"), key="4")
    await alice.heard(lambda m: m.body == "Bob is gone", timeout=SOON)
    await asyncio.sleep(0.3)
    assert _keys_of(bob, room) == held
    assert not any(m.body == "Bob is gone" for m in bob.seen)


def _keys_of(person: Person, room: str) -> set[str]:
    store = person._account.client.olm.inbound_group_store
    return {session.id for session in store if session.room_id == room}


async def test_who_left_unnoticed_does_not_hold_up_the_roster(stage: Stage) -> None:
    bot, alice, bob = await stage.bot(), await stage.person("alice"), await stage.person("bob")
    room = await room_of(bot, alice, bob)
    await bot.platform.post(to(room, alice, bob), text("For both"), key="1")
    await bot.crash()  # the sync stands still: the bot does not hear that bob leaves
    await bob.leave(room)
    held = _keys_of(bob, room)
    await bot.platform.post(to(room, alice), text("Bob is gone"), key="2")
    await alice.heard(lambda m: m.body == "Bob is gone" and m.encrypted, timeout=SOON)
    assert _keys_of(bob, room) == held
    assert bot.platform._device.client.olm.outbound_group_sessions[room].id not in held


async def test_a_late_joiner_reads_nothing_older(stage: Stage) -> None:
    bot, alice, carol = await stage.bot(), await stage.person("alice"), await stage.person("carol")
    room = await room_of(bot, alice)
    await bot.platform.post(to(room, alice), text("Older"), key="1")
    await bot.platform.invite(room, carol.user_id)
    await bot.platform.invite(room, carol.user_id)
    await bot.platform.post(to(room, alice, carol), text("While invited"), key="2")
    await carol.join(room)
    await until(lambda: carol.user_id in _members(bot, room))
    await bot.platform.post(to(room, alice, carol), text("Newer"), key="3")
    await carol.heard(lambda m: m.body == "Newer", timeout=SOON)
    assert {m.body for m in await carol.page_back(room) if m.decrypted} == {"Newer"}
    assert {"Older", "While invited", "Newer"} <= {m.body for m in await alice.page_back(room)}


async def test_edits_redactions_files_and_reactions(stage: Stage) -> None:
    bot, alice = await stage.bot(), await stage.person("alice")
    room = await room_of(bot, alice)
    sent = await bot.platform.post(to(room, alice), text("On Monday"), key="1")
    await bot.platform.edit(to(room, alice), sent, text("On Tuesday"), key="2")
    edited = await alice.heard(lambda m: m.body == "On Tuesday", timeout=SOON)
    assert edited.edited_from == sent
    calendar = Attachment(name="invitation.ics", media_type="text/calendar", data=b"BEGIN:VCALENDAR\r\n" * 50)
    file = await bot.platform.send_file(to(room, alice), calendar, key="3")
    assert (await alice.heard(lambda m: m.event_id == file, timeout=SOON)).file == "invitation.ics"
    assert await alice.read_file(file) == calendar.data
    await alice.react(room, sent, "👍")
    await until(lambda: any(isinstance(e, Reacted) and e.target == sent for e in bot.events))
    await bot.platform.redact(to(room, alice), sent, key="4")
    await bot.platform.redact(to(room, alice), sent, key="5")
    assert all(m.body != "On Monday" for m in await alice.page_back(room))


async def test_a_strangers_invitation_is_told_and_not_accepted(stage: Stage) -> None:
    bot, eve = await stage.bot(), await stage.person("eve")
    room = await eve.private_room_with(bot.platform.account)
    await until(lambda: any(isinstance(e, Invited) for e in bot.events))
    invited = next(e for e in bot.events if isinstance(e, Invited))
    assert (invited.room, invited.sender, invited.direct) == (room, eve.user_id, True)
    assert not (await bot.platform.inspect(room)).present
    await bot.platform.accept(room)
    await eve.say(room, "help")
    assert (await bot.heard("help")).verified
    await bot.platform.withdraw_from(room)
    await bot.platform.withdraw_from(room)
    assert not (await bot.platform.inspect(room)).present


async def test_a_changed_identity_gets_no_keys_until_staff_approve(stage: Stage) -> None:
    bot, alice = await stage.bot(), await stage.person("alice")
    room = await room_of(bot, alice)
    await bot.platform.post(to(room, alice), text("First"), key="1")
    await alice.heard(lambda m: m.body == "First", timeout=SOON)
    signing = alice._account._signing
    assert signing is not None
    other = Identity()
    await signing._publish(other)
    await signing._sign_device(other)
    await until(lambda: any(isinstance(e, IdentityChanged) for e in bot.events))
    assert bot.platform.held == {alice.user_id}
    second = await bot.platform.post(to(room, alice), text("Second"), key="2")
    assert not (await alice.heard(lambda m: m.event_id == second, timeout=SOON)).decrypted
    await alice.say(room, "!who am I")
    assert not (await bot.heard("!who am I")).verified
    await bot.platform.approve_identity(alice.user_id)
    await bot.platform.post(to(room, alice), text("Third"), key="3")
    await alice.heard(lambda m: m.body == "Third", timeout=SOON)
    assert bot.platform.held == set()


async def test_a_new_machine_restores_the_identity_from_the_recovery_key(stage: Stage) -> None:
    bot = await stage.bot()
    await bot.crash()
    [key] = stage.recovery_keys
    lost = stage.process(bot.platform.account, machine="lost")
    await lost.platform.start()
    assert await lost.platform.doctor() == {"cross-signing": "check-not-signed"}
    wrong = stage.process(
        bot.platform.account, machine="wrong", recovery_key=key[:-1] + ("A" if key[-1] != "A" else "B")
    )
    with pytest.raises(Fatal, match="recovery key"):
        await wrong.platform.start()
    new = stage.process(bot.platform.account, machine="new", recovery_key=key)
    await new.platform.start()
    assert await new.platform.doctor() == {}
    assert stage.recovery_keys == [key]


async def test_a_revoked_token_is_fatal_and_not_hammered(stage: Stage) -> None:
    bot = await stage.bot()
    await until(lambda: bot.place.token is not None)
    await bot.platform._device.wire.call("POST", path("logout"), {})
    assert bot.task is not None
    with pytest.raises(Fatal, match="M_UNKNOWN_TOKEN"):
        await asyncio.wait_for(bot.task, SOON)


async def test_the_homeserver_dies_and_comes_back(stage: Stage) -> None:
    bot, alice = await stage.bot(), await stage.person("alice")
    room = await room_of(bot, alice)
    stage.server.kill()
    await asyncio.sleep(0.5)
    await stage.server.start()
    await alice.say(room, "!still here")
    await bot.heard("!still here")
    assert any(isinstance(e, RoomChanged) and e.room == room for e in bot.events)
    await bot.platform.post(to(room, alice), text("So am I"), key="1")
    await alice.heard(lambda m: m.body == "So am I", timeout=SOON)


async def test_a_slow_server_is_waited_for_and_told_of(tmp_path: Path) -> None:
    async with Homeserver(tmp_path / "homeserver", strict_limits=True) as server:
        stage = Stage(server, tmp_path)
        bot = stage.process(await stage.account("roundtable"))
        await bot.platform.start()
        room = await bot.platform.open_room(RoomPlan(name="Frame contracts"), key="room")
        waits: list[float | None] = []
        for number in range(100):
            try:
                await bot.platform.post(to(room), text("Hello"), key=f"{number}")
            except Later as later:
                waits.append(later.delay)
            if len(waits) == 3:
                break
        assert len(waits) == 3
        assert all(delay is not None and 0 < delay < 60 for delay in waits)
        assert (await bot.platform.doctor())["rate-limits"] == "check-ratelimit"
        await stage.close()


async def test_a_stranger_cannot_cut_the_bot_off_from_new_devices(stage: Stage) -> None:
    bot = await stage.bot()
    mallory = await stage.person("mallory")
    device = bot.platform._device.client.device_id
    wanted = {"one_time_keys": {bot.platform.account: {device: "signed_curve25519"}}}
    claimed = [await mallory._account.wire.call("POST", path("keys", "claim"), wanted) for _ in range(70)]
    assert all(answer["one_time_keys"] for answer in claimed)
    alice = await stage.person("alice")
    room = await room_of(bot, alice)
    await alice.say(room, "!still reachable")
    assert (await bot.heard("!still reachable")).verified
    counts = await bot.platform._device.wire.call("POST", path("keys", "upload"), {})
    assert counts["one_time_key_counts"].get("signed_curve25519", 0) >= 40


async def test_poison_from_a_stranger_does_not_end_the_stream(stage: Stage) -> None:
    bot, alice, mallory = await stage.bot(), await stage.person("alice"), await stage.person("mallory")
    room = await room_of(bot, alice)
    client = bot.platform._device.client
    own = client.olm.account.identity_keys["curve25519"]
    for kind, body in ((0, "garbage"), (1, "garbage"), (0, "AwogAAAA"), (7, None)):
        ciphertext = {own: {"type": kind, "body": body}}
        content = {"algorithm": "m.olm.v1.curve25519-aes-sha2", "sender_key": "x", "ciphertext": ciphertext}
        where = path("sendToDevice", "m.room.encrypted", uuid4().hex)
        messages = {bot.platform.account: {client.device_id: content}}
        await mallory._account.wire.call("PUT", where, {"messages": messages})
    await alice.say(room, "!still listening")
    assert (await bot.heard("!still listening")).verified

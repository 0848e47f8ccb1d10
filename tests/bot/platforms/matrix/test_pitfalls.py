"""matrix-nio's pitfalls, by their numbers: each is met twice, with its cure and with the cure taken away.

Without the cure the damage must be seen, else the test proves nothing. The bot is the real platform on matrix-nio, the
people are strict clients, the server is `tests/fakes/homeserver.py`.
"""

import asyncio
import math
import secrets
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any

import aiohttp
import pytest
import vodozemac
from nio import AsyncClient, RoomMessageText
from nio.crypto import Olm
from structlog.testing import capture_logs

from bot.demo.cast import Person
from bot.platform import Fatal, Later, Never
from bot.platforms.matrix import faults, intake, sync, vault
from bot.platforms.matrix.client import GuardedClient
from bot.platforms.matrix.ears import Ears
from bot.platforms.matrix.machine import Machine
from bot.platforms.matrix.pending import Pending
from bot.platforms.matrix.room_keys import RoomKeys
from bot.platforms.matrix.upkeep import Upkeep
from bot.platforms.matrix.wire import path
from commands.engine.heard import Event, Heard
from tests.fakes.homeserver import Lost, Reset, Rewritten, Status
from tests.fakes.matrix.stage import Stage
from tests.fakes.matrix.syncing import place_of
from tests.real.test_matrix_platform import Bot, text, to, until

WITHHELD = "m.room_key.withheld"
SOON = 60.0
NOT_EVER = 0.7
"""Seconds after which what should not happen did not; what should takes some 20 ms."""

with_and_without_the_cure = pytest.mark.parametrize(
    "cured", [pytest.param(True, id="cured"), pytest.param(False, id="bare", marks=pytest.mark.long)]
)


async def comes(bot: Bot, words: str, *, cured: bool = True) -> bool:
    """Whether the bot hears this."""
    try:
        await until(lambda: words in bot.texts(), SOON if cured else NOT_EVER)
    except TimeoutError:
        return False
    return True


async def reads(person: Person, words: str, *, cured: bool = True) -> bool:
    """Whether a person reads this, decrypted."""
    try:
        await person.heard(lambda seen: seen.decrypted and seen.body == words, timeout=SOON if cured else NOT_EVER)
    except TimeoutError:
        return False
    return True


def client_of(one: Bot | Person) -> GuardedClient:
    """The library's client within."""
    return one._account.client if isinstance(one, Person) else one.platform._device.client


async def room_of(stage: Stage, bot: Bot, *people: Person, encrypted: bool = True) -> str:
    """A room that everybody's client knows, all its members included."""
    everybody = {bot.platform.account, *(one.user_id for one in people)}
    room = stage.room(bot, *people, encrypted=encrypted).id

    def is_known(one: Bot | Person) -> bool:
        known = client_of(one).rooms.get(room)
        return known is not None and known.users.keys() == everybody

    await until(lambda: is_known(bot) and all(map(is_known, people)))
    return room


async def is_level(stage: Stage, bot: Bot) -> None:
    """Wait until the bot has taken in all that there is."""
    await until(lambda: place_of(bot.place.token) >= stage.server.world.place)


def poison(stage: Stage, bot: Bot) -> None:
    """What any stranger can send to the bot's device: an encrypted message that no key of ours opens."""
    own = client_of(bot).olm.account.identity_keys["curve25519"]
    content = {
        "algorithm": "m.olm.v1.curve25519-aes-sha2",
        "sender_key": "c2VuZGVy",
        "ciphertext": {own: {"type": 0, "body": "AwogAAAA"}},
    }
    stage.server.world.send_to_device(
        bot.platform.account, str(client_of(bot).device_id), "@mallory:fake.test", "m.room.encrypted", content
    )


@with_and_without_the_cure
async def test_1_a_malformed_message_to_the_device_ends_nothing(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, cured: bool
) -> None:
    bot, alice = await stage.bot(), await stage.person("alice")
    room = await room_of(stage, bot, alice)
    if not cured:
        monkeypatch.setattr(GuardedClient, "_handle_decrypt_to_device", AsyncClient._handle_decrypt_to_device)
    poison(stage, bot)
    await alice.say(room, "!still listening")
    assert await comes(bot, "!still listening", cured=cured) is cured
    assert bot.task is not None
    assert bot.task.done() is not cured


@with_and_without_the_cure
async def test_2_a_stranger_who_takes_every_one_time_key_cuts_nobody_off(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, cured: bool
) -> None:
    if not cured:
        monkeypatch.setattr(Upkeep, "after", after_as_the_library_does)
    bot = await stage.bot()
    device = stage.server.user("roundtable").devices[str(client_of(bot).device_id)]
    await until(lambda: bool(device.one_time) and bool(device.fallback) is cured)
    mallory = await stage.person("mallory")
    wanted = {"one_time_keys": {bot.platform.account: {device.id: "signed_curve25519"}}}
    while device.one_time:
        await mallory._account.wire.call("POST", path("keys", "claim"), wanted)
    alice = await stage.person("alice")
    room = await room_of(stage, bot, alice)
    await alice.say(room, "!still reachable")
    assert await comes(bot, "!still reachable", cured=cured) is cured
    assert bool(device.one_time) is cured


@with_and_without_the_cure
async def test_3_a_crash_between_uploading_keys_and_saving_them_leaves_no_keys_that_nobody_has(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, cured: bool
) -> None:
    if not cured:
        monkeypatch.setattr(Machine, "share_keys", Olm.share_keys)
    bot = stage.process()
    stage.server.faults.add("/keys/upload", Lost(), math.inf)
    with pytest.raises(Later):
        await bot.platform.start()
    device = stage.server.user("roundtable").devices[str(client_of(bot).device_id)]
    first = dict(device.one_time)
    stage.server.faults.clear()
    await bot.crash()
    again = stage.process(bot.place)
    await again.start()
    await until(lambda: again.place.token is not None)
    # Synapse refuses another key under a name it knows (400, for ever); this server takes it, so that it can be seen.
    assert first
    assert all(device.one_time[name] == key for name, key in first.items() if name in device.one_time) is cured


@with_and_without_the_cure
async def test_4_keys_that_cannot_be_claimed_cost_one_try_and_not_the_room(stage: Stage, cured: bool) -> None:
    bot, alice = await stage.bot(), await stage.person("alice")
    room = await room_of(stage, bot, alice)
    stage.server.faults.add("/keys/claim", Reset())
    if not cured:
        with pytest.raises(aiohttp.ClientError):
            await librarys_send(bot, room)
        with pytest.raises(TimeoutError):  # it waits for a sharing that ended long ago
            await asyncio.wait_for(librarys_send(bot, room), NOT_EVER)
        return
    with pytest.raises(Later):
        await bot.platform.post(to(room, alice), text("Hello"), key="1")
    await bot.platform.post(to(room, alice), text("Hello"), key="1")
    assert await reads(alice, "Hello")


@with_and_without_the_cure
async def test_5_a_server_that_is_away_is_not_hammered(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, cured: bool
) -> None:
    bot, alice = await stage.bot(), await stage.person("alice")
    room = await room_of(stage, bot, alice)
    if not cured:
        monkeypatch.setattr(sync, "_pause", lambda tries, delay: 0.0)
    stage.server.faults.add("/sync", Status(502, "<html>Bad gateway</html>"), math.inf, by=bot.platform.account)
    before = stage.server.requests
    await alice.say(room, "!still there")
    if cured:
        await asyncio.sleep(1.0)
        assert stage.server.requests - before < 20
    else:
        await until(lambda: stage.server.requests - before > 100)
    stage.server.faults.clear()
    assert await comes(bot, "!still there")


@with_and_without_the_cure
async def test_5_a_revoked_token_is_fatal_and_not_asked_again(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, cured: bool
) -> None:
    bot = await stage.bot()
    await until(lambda: bot.place.token is not None)
    if not cured:
        monkeypatch.setattr(faults, "REFUSED_ACCOUNT", frozenset())
    stage.server.world.tokens.pop(client_of(bot).access_token)
    stage.room(bot)  # the request that waits is answered; the next one is refused
    assert bot.task is not None
    await asyncio.wait([bot.task], timeout=SOON if cured else NOT_EVER)
    assert bot.task.done() is cured
    if cured:
        assert isinstance(bot.task.exception(), Fatal)


@with_and_without_the_cure
async def test_6_an_event_that_cannot_be_taken_is_not_lost_and_loses_no_other(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, cured: bool
) -> None:
    bot, alice, tries = stage.process(), await stage.person("alice"), 0
    hear = bot.hear

    async def hear_at_the_second_try(event: Event) -> None:
        nonlocal tries
        tries += isinstance(event, Heard)
        if tries == 1:
            raise RuntimeError("database is locked")
        await hear(event)

    async def once(act: Callable[[], Awaitable[None]], name: str) -> None:
        await act()

    monkeypatch.setattr(bot, "hear", hear_at_the_second_try)
    await bot.start()
    room = await room_of(stage, bot, alice)
    if not cured:
        monkeypatch.setattr(intake, "_insist", once)
    await alice.say(room, "!first")
    await alice.say(room, "!second")
    assert await comes(bot, "!second", cured=cured) is cured
    assert bot.texts() == (["!first", "!second"] if cured else [])


@with_and_without_the_cure
async def test_6_a_callback_that_raises_loses_nothing(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, cured: bool
) -> None:
    bot, alice = await stage.bot(), await stage.person("alice")
    room = await room_of(stage, bot, alice)
    if not cured:
        monkeypatch.setattr(GuardedClient, "_on_event", AsyncClient._on_event)

    async def fail(room: Any, event: Any) -> None:
        raise RuntimeError

    client_of(bot).add_event_callback(fail, RoomMessageText)
    await alice.say(room, "!despite it")
    assert await comes(bot, "!despite it", cured=cured) is cured
    assert bot.task is not None
    assert bot.task.done() is not cured


@pytest.mark.parametrize("why", ["the server hides that it is encrypted", "there are no keys at hand"])
@with_and_without_the_cure
async def test_7_nothing_goes_in_clear_into_a_room_that_must_be_encrypted(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, cured: bool, why: str
) -> None:
    bot, alice = await stage.bot(), await stage.person("alice")
    room = await room_of(stage, bot, alice, encrypted="keys" in why)
    client_of(bot).pinned.add(room)
    if "keys" in why:
        monkeypatch.setattr(client_of(bot), "olm", None)
    if cured:
        with pytest.raises(Never, match="not-encrypted"):
            await librarys_send(bot, room, "canary")
        if client_of(bot).olm is not None:
            with pytest.raises(Never, match="not-encrypted"):
                await bot.platform.post(to(room, alice), text("canary"), key="1")
        assert stage.server.sent == []
        return
    monkeypatch.setattr(GuardedClient, "_refuse_clear_text", lambda client, path, data: None)
    await librarys_send(bot, room, "canary")
    assert [(one.type, one.content["body"]) for one in stage.server.sent] == [("m.room.message", "canary")]


@pytest.mark.parametrize("restarted", [False, True], ids=["", "restarted"])
@with_and_without_the_cure
async def test_8_words_that_come_before_their_key_are_heard_when_it_comes(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, cured: bool, restarted: bool
) -> None:
    bot, alice = await stage.bot(), await stage.person("alice")
    room = await room_of(stage, bot, alice)
    if not cured:
        monkeypatch.setattr(Pending, "keep", lambda pending, room, event: None)
    held: list[tuple[Any, ...]] = []
    send = stage.server.world.send_to_device
    monkeypatch.setattr(stage.server.world, "send_to_device", lambda *message: held.append(message))
    said = await alice.say(room, "!before its key")
    await is_level(stage, bot)
    assert bot.texts() == []
    if restarted:
        bot = await stage.again(bot)
    for message in held:
        send(*message)
    assert await comes(bot, "!before its key", cured=cured) is cured
    if cured:
        heard = await bot.heard("!before its key")
        assert (heard.event_id, heard.verified) == (said, True)


@with_and_without_the_cure
async def test_9_an_operator_is_told_why_the_bot_gets_no_key(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, cured: bool
) -> None:
    bot, alice = await stage.bot(), await stage.person("alice")
    room = await room_of(stage, bot, alice)
    if not cured:
        monkeypatch.setattr(Ears, "_note_withheld", lambda ears, event: None)
    await alice._account.trust._pins.pin(bot.platform.account, "another identity")  # so she gives it no key
    client_of(alice).olm.users_for_key_query.add(bot.platform.account)
    with capture_logs() as logs:
        await alice.say(room, "!unreadable")
        device = str(client_of(bot).device_id)
        words = {"code": "canary", "room_id": "canary"}
        stage.server.world.send_to_device(bot.platform.account, device, alice.user_id, WITHHELD, words)
        await is_level(stage, bot)
    told = [one for one in logs if one["event"] == "matrix.key_withheld"]
    assert "canary" not in repr(told)
    assert [(one["person"], one["room"], one["reason"]) for one in told] == (
        [(alice.user_id, room, "m.unverified"), (alice.user_id, None, "other")] if cured else []
    )


@with_and_without_the_cure
async def test_11_a_refusal_for_rate_is_passed_on_and_not_waited_for(stage: Stage, cured: bool) -> None:
    bot, alice = await stage.bot(), await stage.person("alice")
    room = await room_of(stage, bot, alice)
    refusal = Status(429, {"errcode": "M_LIMIT_EXCEEDED", "error": "", "retry_after_ms": 60_000})
    post = partial(bot.platform.post, to(room, alice), text("Hello"), key="1")
    if not cured:
        await is_level(stage, bot)
        client_of(bot).config = replace(client_of(bot).config, max_limit_exceeded=None)
        client_of(bot).olm.users_for_key_query.add(alice.user_id)
        stage.server.faults.add("/keys/query", refusal, by=bot.platform.account)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(post(), NOT_EVER)
        return
    stage.server.faults.add("/send/", refusal)
    with pytest.raises(Later) as waits:
        await asyncio.wait_for(post(), SOON)
    assert waits.value.delay == 60.0
    assert await post() == await post()
    assert await reads(alice, "Hello")
    assert len({one.event_id for one in stage.server.sent}) == 1


@pytest.mark.later
@pytest.mark.parametrize("wanted", ["/keys/claim", "/keys/query", "/keys/upload", "/sendToDevice", "/send/", "/sync"])
async def test_no_refusal_comes_out_as_anything_but_ours(stage: Stage, wanted: str) -> None:
    bot, alice = await stage.bot(), await stage.person("alice")
    olm = client_of(bot).olm
    for status, body in (
        (403, '{"errcode": "M_UNKNOWN", "error": ""}'),
        (502, "<html>Bad gateway</html>"),
        (400, "{}"),
    ):
        room = await room_of(stage, bot, alice)
        stage.server.faults.add(wanted, Status(status, body), by=bot.platform.account)
        olm.users_for_key_query.add(alice.user_id)
        olm.uploaded_key_count = 0
        olm.wedged_devices.extend(olm.devices_of(alice.user_id))
        with suppress(Later, Never):
            await bot.platform.post(to(room, alice), text("Hello"), key="1")
        await alice.say(room, f"!are you well after {status}")
        assert await comes(bot, f"!are you well after {status}")
        stage.server.faults.clear()
        await bot.platform.post(to(room, alice), text("Hello"), key="1")
        await alice.heard(lambda seen: seen.decrypted and seen.body == "Hello", room=room, timeout=SOON)


@with_and_without_the_cure
async def test_a_claim_that_is_refused_is_no_bug_of_ours(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, cured: bool
) -> None:
    bot, alice = await stage.bot(), await stage.person("alice")
    room = await room_of(stage, bot, alice)
    if not cured:
        monkeypatch.setattr(GuardedClient, "keys_claim", AsyncClient.keys_claim)
    stage.server.faults.add("/keys/claim", Status(502, "<html>Bad gateway</html>"))
    with pytest.raises(Later if cured else TypeError):
        await bot.platform.post(to(room, alice), text("Hello"), key="1")


@with_and_without_the_cure
async def test_13_a_one_time_key_that_was_used_does_not_come_back(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, cured: bool
) -> None:
    if not cured:
        monkeypatch.setattr(Upkeep, "after", after_as_the_library_does)
        monkeypatch.setattr(Machine, "share_keys", Olm.share_keys)
    bot, alice = await stage.bot(), await stage.person("alice")
    room = await room_of(stage, bot, alice)
    stage.server.faults.add("/keys/upload", Status(502), math.inf)  # the library saves when that has succeeded
    seen: list[Any] = []
    decrypt = client_of(bot).olm.decrypt_event

    def note(event: Any) -> Any:
        seen.append(event)
        return decrypt(event)

    monkeypatch.setattr(client_of(bot).olm, "decrypt_event", note)
    await alice.say(room, "!opens a session")
    assert await comes(bot, "!opens a session")
    stage.server.faults.clear()
    again = await stage.again(bot)
    olm = client_of(again).olm
    [first] = seen
    message = first.ciphertext[olm.account.identity_keys["curve25519"]]
    prekey = vodozemac.PreKeyMessage.from_base64(message["body"])
    if cured:
        with pytest.raises(vodozemac.SessionCreationException):
            olm.account.create_inbound_session(first.sender_key, prekey)
    else:
        olm.account.create_inbound_session(first.sender_key, prekey)


@with_and_without_the_cure
async def test_14_nobodys_device_has_the_name_of_the_bots(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, cured: bool
) -> None:
    if not cured:
        monkeypatch.setattr(secrets, "token_hex", lambda size: "AA" * size)
    bot, alice = await stage.bot(), await stage.person("alice")
    assert len(str(client_of(bot).device_id)) >= 26
    assert (client_of(bot).device_id == client_of(alice).device_id) is not cured
    room = await room_of(stage, bot, alice)
    await bot.platform.post(to(room, alice), text("For every device"), key="1")
    assert await reads(alice, "For every device", cured=cured) is cured


@pytest.mark.later
@with_and_without_the_cure
async def test_15_a_key_that_did_not_get_out_is_not_taken_for_shared(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, cured: bool
) -> None:
    bot, alice = await stage.bot(), await stage.person("alice")
    room = await room_of(stage, bot, alice)
    deliver = RoomKeys._deliver

    async def deliver_and_hope(keys: RoomKeys, kind: str, messages: dict[str, Any]) -> None:
        with suppress(Later):
            await deliver(keys, kind, messages)

    stage.server.faults.add("PUT /_matrix/client/v3/sendToDevice", Status(502))
    if not cured:
        monkeypatch.setattr(RoomKeys, "_deliver", deliver_and_hope)
    else:
        with pytest.raises(Later):
            await bot.platform.post(to(room, alice), text("Readable"), key="1")
        assert stage.server.sent == []
    await bot.platform.post(to(room, alice), text("Readable"), key="1")
    assert await reads(alice, "Readable", cured=cured) is cured


@with_and_without_the_cure
async def test_16_the_account_has_one_device_however_often_it_starts(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, cured: bool
) -> None:
    if not cured:
        monkeypatch.setattr(vault, "read_json", lambda file: None)
    stage.server.faults.add("/login", Lost())
    bot = stage.process()
    with pytest.raises(Later):
        await bot.start()
    for _ in range(3):
        bot = await stage.again(bot)
    assert (len(stage.server.user("roundtable").devices) == 1) is cured


@pytest.mark.later
@with_and_without_the_cure
async def test_17_an_answer_that_leads_to_the_same_place_is_taken_in_as_well(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, cured: bool
) -> None:
    bot, alice = await stage.bot(), await stage.person("alice")
    room = await room_of(stage, bot, alice)
    await bot.platform.post(to(room, alice), text("Hello"), key="1")
    await is_level(stage, bot)
    if not cured:
        monkeypatch.setattr(GuardedClient, "sync", sync_as_the_library_does)
    named: list[str] = []

    def stand_still(answer: dict[str, Any]) -> None:
        named.extend(answer.get("device_lists", {}).get("changed", ()))
        stage.server.world.changed_devices.clear()
        answer["next_batch"] = bot.place.token

    stage.server.faults.add("/sync", Rewritten(stand_still), math.inf, by=bot.platform.account)
    laptop = await stage.person("alice", recovery_key=alice.recovery_key)
    await until(lambda: room in laptop.rooms and bool(named))
    while len(stage.server.sent) < 2:
        with suppress(Later):  # a device that is signed just now: the courier tries again as well
            await bot.platform.post(to(room, alice), text("To both"), key="2")
    assert await reads(laptop, "To both", cured=cured) is cured


async def sync_as_the_library_does(client: GuardedClient, since: str | None = None, **options: Any) -> Any:
    """The library keeps the place it has come to, and skips what leads there again."""
    client.next_batch = since or ""
    return await AsyncClient.sync(client, since=since, **options)


async def after_as_the_library_does(upkeep: Upkeep, response: Any) -> None:
    """The library's own chores after a sync."""
    await upkeep.publish()
    await upkeep.query()


async def librarys_send(bot: Bot, room: str, words: str = "Hello") -> None:
    """The library's own way to send."""
    client = client_of(bot)
    client.share_group_session = partial(AsyncClient.share_group_session, client)  # type: ignore[method-assign]
    content = {"msgtype": "m.text", "body": words}
    await AsyncClient.room_send(client, room, "m.room.message", content, ignore_unverified_devices=True)

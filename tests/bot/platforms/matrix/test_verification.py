"""Verifications as they reach the bot: in its chat with an admin or from a device, and whatever else comes that way.

The bot's real platform on the homeserver of the tests, a real client, and the other side of the exchange from other
libraries (`tests/fakes/matrix/asker.py`). The operator's console is a list of who is awaited.
"""

import asyncio
import copy
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.demo.cast import Person
from bot.platforms.matrix import verification
from bot.platforms.matrix.cross_signing import Identity
from bot.platforms.matrix.machine import Machine
from bot.platforms.matrix.sas import Exchange
from bot.platforms.matrix.signatures import encode
from bot.platforms.matrix.steps import step_in_room, step_of_device
from bot.platforms.matrix.verification import Verdict
from bot.platforms.matrix.wire import path
from commands.engine.heard import IdentityChanged
from tests.fakes.matrix.asker import JSON, Asker
from tests.fakes.matrix.stage import Stage
from tests.real.test_matrix_platform import Bot, text, to, until

PREFIX = "m.key.verification."


@dataclass
class Console:
    """An operator who waits for some accounts in some rooms, and says what the test has them say."""

    rooms: dict[str, str] = field(default_factory=dict)
    emoji: tuple[int, ...] = ()
    says: Verdict = Verdict.WAITING
    outcomes: list[str] = field(default_factory=list)

    async def awaits(self, account: str, room: str | None) -> str | None:
        """Whoever has a chat, and from a device whoever is known at all."""
        known = self.rooms.get(account)
        return account if known is not None and room in (None, known) and not self.outcomes else None

    async def show(self, which: str, emoji: Sequence[int]) -> bool:
        """Look at them."""
        self.emoji = tuple(emoji)
        return True

    async def verdict(self, which: str) -> Verdict:
        """As told."""
        return self.says

    async def settle(self, which: str, cause: str = "") -> None:
        """Written down."""
        self.outcomes.append(cause or "verified")

    async def abandon(self) -> None:
        """Nothing was begun."""


@dataclass
class Pair:
    """The bot with a console, Alice with a client, their chat, and what the bot sent of a verification."""

    stage: Stage
    bot: Bot
    alice: Person
    room: str
    console: Console
    identity: Identity
    sent: list[tuple[str, JSON]] = field(default_factory=list)
    _seen: int = 0

    @property
    def device(self) -> str:
        """Alice's."""
        return str(self.alice._account.client.device_id)

    @property
    def bot_device(self) -> str:
        """The bot's."""
        return str(self.bot.platform._device.client.device_id)

    @property
    def keys(self) -> dict[str, str]:
        """Alice's, as she has them."""
        machine = self.alice._account.client.olm
        device_key = str(machine.account.identity_keys["ed25519"])
        master = self.identity.master
        return {f"ed25519:{self.device}": device_key, f"ed25519:{master}": master}

    @property
    def bot_keys(self) -> dict[str, str]:
        """The bot's, as the homeserver gives them out."""
        user = self.stage.server.user("roundtable")
        device_key = user.devices[self.bot_device].keys["keys"][f"ed25519:{self.bot_device}"]
        return {f"ed25519:{self.bot_device}": device_key, **user.signing["master_key"]["keys"]}

    async def request(self, *, in_room: bool = True, sealed: bool = False, **changes: Any) -> Asker:
        """Alice asks for it, as clients do: in the chat (in clear or `sealed`) or from her device."""
        content = {"from_device": self.device, "methods": ["m.sas.v1"]} | changes
        if in_room:
            content |= {"msgtype": f"{PREFIX}request", "to": self.bot.platform.account, "body": "Verify me"} | changes
            transaction = await self._put(content, "m.room.message", sealed=sealed)
        else:
            transaction = f"transaction {len(self.sent)} {time.monotonic()}"
            now = {"timestamp": int(time.time() * 1000), "transaction_id": transaction}
            await self._to_device("request", now | content)
        return Asker(
            transaction=transaction,
            user=self.alice.user_id,
            device=self.device,
            bot=self.bot.platform.account,
            bot_device=self.bot_device,
            in_room=in_room,
        )

    async def says(self, asker: Asker, step: str, content: JSON, *, sealed: bool = False) -> None:
        """Send a step the way the exchange goes."""
        if asker.in_room:
            await self._put(content, PREFIX + step, sealed=sealed)
        else:
            await self._to_device(step, content)

    async def hears(self, step: str) -> JSON:
        """The next step of the bot's; it has to be this one."""
        await until(lambda: len(self.sent) > self._seen, 10)
        name, content = self.sent[self._seen]
        self._seen += 1
        assert (name, content.get("code")) == (step, content.get("code"))
        return content

    async def hears_nothing(self) -> None:
        """Not a step, while a word said after is heard."""
        await self.alice.say(self.room, f"!word {time.monotonic()}")
        await until(lambda: any(one.startswith("!word") for one in self.bot.texts()), 10)
        await asyncio.sleep(0.3)
        assert self.sent[self._seen :] == []

    async def is_cancelled(self, code: str) -> None:
        """The bot ends it with this code."""
        assert (await self.hears("cancel"))["code"] == code

    async def until_emoji(self, asker: Asker, *, sealed: bool = False) -> None:
        """From ready to the emoji, on both sides."""
        ready = await self.hears("ready")
        assert (ready["from_device"], ready["methods"]) == (self.bot_device, ["m.sas.v1"])
        await self.says(asker, "start", asker.start(), sealed=sealed)
        asker.accepted(await self.hears("accept"))
        await self.says(asker, "key", asker.share(), sealed=sealed)
        asker.shared(await self.hears("key"))
        await until(lambda: bool(self.console.emoji), 10)

    async def _put(self, content: JSON, kind: str, *, sealed: bool) -> str:
        send = self.alice.send if sealed else None
        if send is not None:
            return await send(self.room, dict(content), kind=kind)
        return await self.alice.send_clear(self.room, kind, content)

    async def _to_device(self, step: str, content: JSON) -> None:
        user = self.bot.platform.account
        await self.alice._account.wire.call(
            "PUT",
            path("sendToDevice", PREFIX + step, str(time.monotonic_ns())),
            {"messages": {user: {self.bot_device: content}}},
        )


@pytest.fixture
async def pair(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Pair:
    """Both are there; nothing was begun."""
    monkeypatch.setattr(verification, "LOOK_EVERY", 0.05)
    monkeypatch.setattr(verification, "READY_AFTER", 0.05)
    console = Console()
    bot, alice = stage.process(desk=console), await stage.person("alice")
    await bot.start()
    room = stage.room(bot, alice).id
    console.rooms[alice.user_id] = room
    await until(lambda: room in alice.rooms and room in bot.platform._device.client.rooms, 10)
    identity = alice._account.identity
    assert identity is not None
    pair = Pair(stage, bot, alice, room, console, identity)
    _overhear(pair, monkeypatch)
    await alice.say(room, "!hello")
    await bot.heard("!hello")
    return pair


def _overhear(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have what the bot sends of verifications written down as Alice's client gets it: decrypted in the chat."""
    take = type(pair.alice)._take

    def noted(person: Person, response: Any) -> None:
        events = [event for event in response.to_device_events if event is not None]
        for room, info in response.rooms.join.items():
            assert room
            events += info.timeline.events
        for event in events:
            source = event.source
            if source.get("sender") == pair.bot.platform.account and source.get("type", "").startswith(PREFIX):
                is_sealed = getattr(event, "decrypted", False)
                assert is_sealed or "transaction_id" in source["content"], (
                    "in the chat nothing of the bot's is in clear"
                )
                pair.sent.append((source["type"].removeprefix(PREFIX), source["content"]))
        take(person, response)

    monkeypatch.setattr(type(pair.alice), "_take", noted)


@pytest.mark.parametrize("way", ["in clear", "sealed", "from a device"])
async def test_both_sides_compare_the_same_emoji_and_believe_each_other(pair: Pair, way: str) -> None:
    sealed = way == "sealed"
    asker = await pair.request(in_room=way != "from a device", sealed=sealed)
    await pair.until_emoji(asker, sealed=sealed)
    assert pair.console.emoji == asker.emoji
    pair.console.says = Verdict.AGREED
    assert asker.proves(await pair.hears("mac"), pair.bot_keys)
    assert pair.console.outcomes == []
    await pair.says(asker, "mac", asker.vouch(pair.keys), sealed=sealed)
    await pair.hears("done")
    await pair.says(asker, "done", asker.named({}), sealed=sealed)
    await pair.hears_nothing()
    assert pair.console.outcomes == ["verified"]
    assert (await pair.stage.pins.load())[pair.alice.user_id] == pair.identity.master


async def test_who_asks_in_a_chat_has_the_time_to_learn_the_id_of_what_they_asked(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verification, "READY_AFTER", 1.0)
    await pair.request()
    asked = time.monotonic()
    await pair.hears("ready")
    assert time.monotonic() - asked > 0.5, "else it may overtake the answer to the request"


async def test_who_asks_from_a_device_made_the_id_and_is_answered_at_once(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verification, "READY_AFTER", 60.0)
    await pair.request(in_room=False)
    await pair.hears("ready")


async def test_the_operator_may_be_slower_than_the_client(pair: Pair) -> None:
    asker = await pair.request()
    await pair.until_emoji(asker)
    await pair.says(asker, "mac", asker.vouch(pair.keys))
    await pair.hears_nothing()
    pair.console.says = Verdict.AGREED
    await pair.hears("mac")
    await pair.hears("done")
    assert pair.console.outcomes == ["verified"]


@pytest.mark.parametrize(
    ("says", "code"),
    [
        (Verdict.DIFFERENT, "m.mismatched_sas"),
        (Verdict.WITHDRAWN, "m.user"),
        (Verdict.LATE, "m.timeout"),
    ],
)
async def test_whatever_else_the_operator_says_ends_it(pair: Pair, says: Verdict, code: str) -> None:
    asker = await pair.request()
    await pair.until_emoji(asker)
    await pair.says(asker, "mac", asker.vouch(pair.keys))
    pair.console.says = says
    await pair.is_cancelled(code)
    assert pair.console.outcomes == [code]


@pytest.mark.parametrize("swapped", ["device", "identity"])
async def test_a_key_that_the_homeserver_swapped_is_found_out(pair: Pair, swapped: str) -> None:
    """What Alice vouches for is not what the homeserver gives out for her."""
    keys = dict(pair.keys)
    name = next(one for one in keys if (one == f"ed25519:{pair.device}") is (swapped == "device"))
    keys[name] = encode(b"k" * 32)
    asker = await pair.request()
    await pair.until_emoji(asker)
    pair.console.says = Verdict.AGREED
    await pair.hears("mac")
    await pair.says(asker, "mac", asker.vouch(keys))
    await pair.is_cancelled("m.key_mismatch")
    assert pair.console.outcomes == ["m.key_mismatch"]


async def test_a_device_named_after_a_key_proves_nothing_about_that_key(pair: Pair) -> None:
    """The homeserver gave Alice's device its id, and gives out an identity whose key is that id."""
    forged = Identity()
    user = pair.stage.server.user("alice")
    keys = copy.deepcopy(user.devices[pair.device].keys)
    keys["device_id"], keys["keys"] = forged.master, {f"ed25519:{forged.master}": pair.keys[f"ed25519:{pair.device}"]}
    user.devices[forged.master] = type(user.devices[pair.device])(user, forged.master, "a token", keys=keys)
    user.signing |= forged.public_objects(user.id)
    asker = await pair.request(from_device=forged.master)
    asker.device = forged.master
    await pair.until_emoji(asker)
    pair.console.says = Verdict.AGREED
    await pair.hears("mac")
    await pair.says(asker, "mac", asker.vouch(keys["keys"]))
    await pair.is_cancelled("m.key_mismatch")
    assert (await pair.stage.pins.load())[user.id] == pair.identity.master


async def test_a_replaced_identity_gets_no_keys_until_its_emoji_agree(pair: Pair) -> None:
    bot, alice = pair.bot, pair.alice
    signing = alice._account._signing
    assert signing is not None
    other = Identity()
    await signing._publish(other)
    await signing._sign_device(other)
    await until(lambda: any(isinstance(one, IdentityChanged) for one in bot.events), 10)
    post = await bot.platform.post(to(pair.room, alice), text("While held"), key="1")
    assert not (await alice.heard(lambda one: one.event_id == post, timeout=10)).decrypted

    in_chat = await pair.request()
    await until(lambda: bool(pair.console.outcomes), 10)
    assert pair.console.outcomes == ["identity-held"], "they could not read the answer there"
    assert in_chat.emoji == ()

    pair.console.outcomes.clear()
    pair.identity = other
    asker = await pair.request(in_room=False)
    await pair.until_emoji(asker)
    assert bot.platform.held == {alice.user_id}
    pair.console.says = Verdict.AGREED
    await pair.hears("mac")
    await pair.says(asker, "mac", asker.vouch(pair.keys))
    await pair.hears("done")
    assert (await pair.stage.pins.load())[alice.user_id] == other.master
    assert bot.platform.held == set()
    await bot.platform.post(to(pair.room, alice), text("Again"), key="2")
    assert (await alice.heard(lambda one: one.body == "Again", timeout=10)).decrypted


@pytest.mark.parametrize("is_posted", [True, False])
async def test_a_held_identity_stays_held_through_a_restart_and_is_found_again_by_a_vouch(
    pair: Pair, is_posted: bool
) -> None:
    """Whether anything had to be encrypted for them since the start, or nobody asked for their keys yet."""
    bot, alice, stage = pair.bot, pair.alice, pair.stage
    signing = alice._account._signing
    assert signing is not None
    other = Identity()
    await signing._publish(other)
    await signing._sign_device(other)
    await until(lambda: any(isinstance(one, IdentityChanged) for one in bot.events), 10)
    bot = await stage.again(bot)
    if is_posted:
        post = await bot.platform.post(to(pair.room, alice), text("While held"), key="1")
        assert not (await alice.heard(lambda one: one.event_id == post, timeout=10)).decrypted
    await bot.platform.approve_identity(alice.user_id)
    await bot.platform.post(to(pair.room, alice), text("Again"), key="2")
    assert (await alice.heard(lambda one: one.body == "Again", timeout=10)).decrypted


async def test_who_is_not_awaited_gets_no_answer(pair: Pair) -> None:
    chat = pair.console.rooms.pop(pair.alice.user_id)
    for in_room in (True, False):
        await pair.request(in_room=in_room)
        await pair.hears_nothing()
    pair.console.rooms[pair.alice.user_id] = "!another:fake.test"
    await pair.request()
    await pair.hears_nothing()
    pair.console.rooms[pair.alice.user_id] = chat
    await pair.request()
    await pair.hears("ready")


@pytest.mark.parametrize("ago", [11 * 60, -6 * 60])
async def test_a_request_of_another_time_gets_no_answer(pair: Pair, ago: int) -> None:
    await pair.request(in_room=False, timestamp=int((time.time() - ago) * 1000))
    await pair.request(in_room=False, timestamp="now")
    await pair.hears_nothing()
    await pair.request(in_room=False)
    await pair.hears("ready")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"methods": ["m.qr_code.show.v1"]}, "m.unknown_method"),
        ({"methods": "m.sas.v1"}, "m.invalid_message"),
        ({"from_device": 7}, "m.invalid_message"),
    ],
)
async def test_a_request_that_can_not_be_met(pair: Pair, changes: JSON, code: str) -> None:
    await pair.request(**changes)
    await pair.is_cancelled(code)
    await pair.request()
    await pair.hears("ready")


@pytest.mark.parametrize("step", ["key", "mac", "accept", "ready", "done", "nonsense"])
async def test_a_step_out_of_order_ends_it(pair: Pair, step: str) -> None:
    asker = await pair.request()
    await pair.hears("ready")
    await pair.says(asker, step, asker.named({"key": asker.key, "mac": {"a": "b"}, "keys": "c"}))
    await pair.is_cancelled("m.unexpected_message")
    assert pair.console.outcomes == ["m.unexpected_message"]


async def test_a_step_that_comes_twice_ends_it(pair: Pair) -> None:
    asker = await pair.request()
    await pair.until_emoji(asker)
    await pair.says(asker, "key", asker.share())
    await pair.is_cancelled("m.unexpected_message")


@pytest.mark.parametrize("in_room", [True, False])
async def test_a_malformed_step_ends_it(pair: Pair, in_room: bool) -> None:
    asker = await pair.request(in_room=in_room)
    await pair.hears("ready")
    await pair.says(asker, "start", asker.start(hashes={"sha256": 1}))
    await pair.is_cancelled("m.invalid_message")


async def test_two_at_once_are_both_ended(pair: Pair) -> None:
    first = await pair.request()
    await pair.until_emoji(first)
    second = await pair.request(in_room=False)
    assert first.transaction != second.transaction
    await until(lambda: len(pair.sent) >= pair._seen + 2, 10)
    ended = [(name, content["code"]) for name, content in pair.sent[pair._seen :]]
    assert ended == [("cancel", "m.unexpected_message")] * 2
    pair.console.says = Verdict.AGREED
    assert pair.console.outcomes == ["m.unexpected_message"]


async def test_a_transaction_that_is_over_is_not_begun_again(pair: Pair) -> None:
    same = "the same"
    await pair.request(in_room=False, transaction_id=same)
    await pair.hears("ready")
    pair.console.says = Verdict.WITHDRAWN
    await pair.is_cancelled("m.user")
    pair.console.says = Verdict.WAITING
    pair.console.outcomes.clear()
    await pair.request(in_room=False, transaction_id=same)
    await pair.is_cancelled("m.unexpected_message")


@pytest.mark.parametrize("in_room", [True, False])
async def test_steps_of_nothing_that_is_under_way_are_told_so(pair: Pair, in_room: bool) -> None:
    foreign = Asker(
        transaction="$nothing",
        user=pair.alice.user_id,
        device=pair.device,
        bot=pair.bot.platform.account,
        bot_device=pair.bot_device,
        in_room=in_room,
    )
    await pair.says(foreign, "start", foreign.start())
    await pair.is_cancelled("m.unknown_transaction")
    await pair.says(foreign, "cancel", foreign.named({"code": "m.user"}))
    await pair.says(foreign, "done", foreign.named({}))
    await pair.hears_nothing()


async def test_the_other_sides_word_for_giving_up_is_kept_if_it_is_one(pair: Pair) -> None:
    asker = await pair.request()
    await pair.until_emoji(asker)
    await pair.says(asker, "cancel", asker.named({"code": "m.mismatched_sas", "reason": "They differ"}))
    await until(lambda: bool(pair.console.outcomes), 10)
    pair.console.outcomes.clear()
    asker = await pair.request()
    await pair.hears("ready")
    await pair.says(asker, "cancel", asker.named({"code": "Look at this! " * 100}))
    await until(lambda: pair.console.outcomes == ["m.user"], 10)
    await pair.hears_nothing()


async def test_a_fault_ends_one_verification_and_not_the_sync(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*arguments: object) -> None:
        raise RuntimeError

    asker = await pair.request()
    await pair.hears("ready")
    with monkeypatch.context() as broken:
        broken.setattr(Exchange, "take", breaks)
        await pair.says(asker, "start", asker.start())
        await pair.is_cancelled("m.user")
    assert pair.console.outcomes == ["trouble"]
    pair.console.outcomes.clear()
    await pair.until_emoji(await pair.request())


async def test_the_librarys_own_answers_stay_unsaid(pair: Pair) -> None:
    asker = await pair.request(in_room=False)
    await pair.hears("ready")
    await pair.says(asker, "start", asker.start())
    await pair.hears("accept")
    assert pair.bot.platform._device.client.olm.key_verifications == {}
    assert Machine.handle_key_verification is not Machine.__mro__[1].handle_key_verification  # type: ignore[attr-defined]


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=3),
    max_leaves=8,
)
FIELDS = st.dictionaries(
    st.sampled_from(["type", "sender", "content", "event_id", "state_key", "origin_server_ts"]), ANYTHING
)
CONTENT = st.dictionaries(
    st.sampled_from(["msgtype", "to", "from_device", "m.relates_to", "transaction_id", "timestamp", "methods"]),
    ANYTHING,
)


@pytest.mark.later
@settings(suppress_health_check=[HealthCheck.too_slow])
@given(fields=FIELDS, content=CONTENT, kind=st.sampled_from(["m.room.message", f"{PREFIX}start", f"{PREFIX}request"]))
def test_no_event_at_all_breaks_the_reading_of_steps(fields: JSON, content: JSON, kind: str) -> None:
    for source in (fields, {"type": kind, "sender": "@a:b", "event_id": "$e", "content": content} | fields):
        for step in (step_in_room("!r:b", source, "@bot:b"), step_of_device(source, "@bot:b")):
            assert step is None or (step.user != "@bot:b" and 0 < len(step.transaction) <= 255)


def test_nothing_of_our_own_and_nothing_addressed_to_others_is_a_step() -> None:
    request = {"msgtype": f"{PREFIX}request", "to": "@bot:b", "from_device": "D", "methods": ["m.sas.v1"]}
    event = {"type": "m.room.message", "sender": "@a:b", "event_id": "$e", "content": request, "origin_server_ts": 1}
    assert step_in_room("!r:b", event, "@bot:b") is not None
    assert step_in_room("!r:b", event | {"sender": "@bot:b"}, "@bot:b") is None
    assert step_in_room("!r:b", event | {"content": request | {"to": "@c:b"}}, "@bot:b") is None
    assert step_in_room("!r:b", event | {"state_key": ""}, "@bot:b") is None
    assert step_in_room("!r:b", event | {"type": f"{PREFIX}request"}, "@bot:b") is None

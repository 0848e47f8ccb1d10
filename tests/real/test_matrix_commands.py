"""Polls, structured calls and described commands against a real homeserver, with people in strict clients."""

import asyncio
import json
import subprocess
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from bot.demo.cast import Person
from bot.demo.homeserver import Homeserver
from bot.platform import Control, Rendered, RoomPlan, Target
from bot.platforms.matrix import board
from bot.platforms.matrix.board import state_key
from bot.platforms.matrix.catalogue import COMMAND, DESCRIPTION, Catalogue
from bot.platforms.matrix.platform import MatrixPlatform
from bot.platforms.matrix.polls import POLL_RESPONSE, POLL_START, TEXT
from bot.platforms.matrix.wire import path
from commands import TOPICS
from commands.engine.heard import Call, Heard
from commands.engine.spec import specs
from storage.message import Offer
from tests.cast import LEXICON, PHRASES
from tests.real.peer.client import HERE, install
from tests.real.test_matrix_platform import PASSWORD, SOON, Bot, Place, Stage, room_of, text, to, until

pytestmark = pytest.mark.real

COMMANDS = Catalogue(specs(TOPICS), LEXICON, PHRASES)
TOPIC_COUNT = len(COMMANDS.descriptions())
QUESTION = Rendered(
    plain="Send the letter?",
    html="<p>Send the letter?</p>",
    controls=(
        Control(offer=Offer("reply:yes", "yes"), label="Yes"),
        Control(offer=Offer("reply:no", "no"), label="No"),
    ),
)
READS_POLLS = """
import { PollStartEvent } from "matrix-js-sdk/lib/extensible_events_v1/PollStartEvent.js";
const poll = new PollStartEvent(JSON.parse(process.argv[1]));
console.log(JSON.stringify([poll.question.text, poll.answers.map((one) => one.text), poll.kind.name]));
"""


@pytest.fixture
async def stage(homeserver: Homeserver, tmp_path: Path) -> AsyncIterator[Stage]:
    """A stage on the homeserver."""
    stage = Stage(homeserver, tmp_path)
    yield stage
    await stage.close()


async def start(stage: Stage, account: str = "", place: Place | None = None, *, commands: bool = True) -> Bot:
    """A bot process that describes its commands, or an older one that does not."""
    platform = MatrixPlatform(
        homeserver=stage.server.url,
        user_id=account or await stage.account("roundtable"),
        password=PASSWORD,
        store=stage.folder / "bot" / "store",
        secrets=stage.folder / "bot" / "secrets",
        pickle_key="pickle key of a test",
        pins=stage.pins,
        clock=lambda: datetime.now(UTC),
        announce_recovery_key=stage.recovery_keys.append,
        commands=COMMANDS if commands else None,
    )
    bot = Bot(platform, place or Place())
    stage._closers.append(lambda: stage._close_bot(bot))
    await bot.start()
    return bot


async def vote(person: Person, room: str, poll: str, answer: str, *, pretend: str = "", bare: bool = False) -> str:
    """Vote as clients do, encrypted; `bare` leaves what it refers to out of the ciphertext, and `pretend` replaces it
    on the way as a server could.
    """
    reference = {"rel_type": "m.reference", "event_id": poll}
    content = {POLL_RESPONSE: {"answers": [answer]}} | ({} if bare else {"m.relates_to": reference})
    account = person._account
    sealed = await account.keys.encrypt(room, content, may_receive=None, kind=POLL_RESPONSE)
    sealed["m.relates_to"] = reference | {"event_id": pretend or poll}
    where = path("rooms", room, "send", "m.room.encrypted", uuid4().hex)
    return str((await account.wire.call("PUT", where, sealed))["event_id"])


async def poll_in(bot: Bot, room: str, poll: str) -> dict[str, Any]:
    """A poll of the bot's, as it can read it."""
    sent = await bot.platform._own.read(room, poll)
    assert sent is not None
    assert sent.kind == POLL_START
    return dict(sent.content)


def ids(content: dict[str, Any]) -> list[str]:
    """The ids of a poll's answers."""
    return [answer["id"] for answer in content[POLL_START]["answers"]]


def votes(bot: Bot) -> list[tuple[str, str | None]]:
    """The short replies heard: what was said to which post."""
    return [(one.text, one.reply_to) for one in bot.events if isinstance(one, Heard) and one.reply_to]


def called(command: str, **arguments: Any) -> dict[str, Any]:
    """A structured call, as a field of a message."""
    return {COMMAND: {"command": command, "arguments": arguments}}


async def described(bot: Bot, room: str) -> dict[str, str]:
    """The events that describe commands in a room: the id of each by its state key."""
    events = await bot.platform._device.wire.state(room)
    return {one["state_key"]: one["event_id"] for one in events or [] if one["type"] == DESCRIPTION and one["content"]}


async def test_a_poll_is_answered_and_stays_one_when_it_is_edited(stage: Stage) -> None:
    bot, alice = await start(stage), await stage.person("alice")
    room = await room_of(bot, alice)
    poll = await bot.platform.post(to(room, alice), QUESTION, key="approve.1")
    seen = await alice.heard(lambda m: m.event_id == poll, room=room, timeout=SOON)
    assert (seen.body, seen.encrypted, seen.is_genuine) == ("Send the letter?", True, True)
    [wire] = [one for one in await alice.on_the_wire(room) if one["event_id"] == poll]
    assert wire["type"] == "m.room.encrypted"
    yes, no = ids(await poll_in(bot, room, poll))
    said = await vote(alice, room, poll, yes)
    await until(lambda: votes(bot) == [("yes", poll)])
    heard = next(one for one in bot.events if isinstance(one, Heard))
    assert (heard.event_id, heard.sender, heard.encrypted, heard.verified) == (said, alice.user_id, True, True)
    assert heard.replay_key is not None

    # The same key gives the same poll, and an edit keeps it one, after a restart as well.
    assert await bot.platform.post(to(room, alice), QUESTION, key="approve.1") == poll
    await bot.crash()
    again = await start(stage, bot.platform.account, bot.place)
    await again.platform.edit(to(room, alice), poll, text("Approved."), key="approve.1.edit")
    edited = await alice.heard(lambda m: m.edited_from == poll, room=room, timeout=SOON)
    assert (edited.body, edited.encrypted) == ("Approved.", True)
    changed = await poll_in(again, room, edited.event_id)
    assert changed["m.new_content"][POLL_START]["question"] == {TEXT: "Approved."}
    assert ids(changed["m.new_content"]) == [yes, no]
    await vote(alice, room, poll, no)
    await until(lambda: votes(again) == [("no", poll)])

    # What was sent as a text stays a text, whatever can be chosen now.
    plain = await again.platform.post(to(room, alice), text("Draft"), key="plain")
    await again.platform.edit(to(room, alice), plain, QUESTION, key="plain.edit")
    edited = await alice.heard(lambda m: m.edited_from == plain, room=room, timeout=SOON)
    assert await again.platform._own.read(room, edited.event_id) is not None
    with pytest.raises(AssertionError):
        await poll_in(again, room, edited.event_id)


async def test_a_vote_counts_for_the_poll_that_offered_it_alone(stage: Stage) -> None:
    bot, alice = await start(stage), await stage.person("alice")
    mallory = await stage.person("mallory", signed=False)
    room = await room_of(bot, alice, mallory)
    here = to(room, alice, mallory)
    first = await bot.platform.post(here, QUESTION, key="approve.1")
    second = await bot.platform.post(here, QUESTION, key="approve.2")
    [yes, _] = ids(await poll_in(bot, room, first))
    said = await alice.say(room, "A text is no poll")
    await vote(alice, room, first, yes, pretend=second, bare=True)  # redirected by the server
    await vote(alice, room, second, yes)
    await vote(alice, room, said, yes)
    await vote(alice, room, "$nowhere", yes, pretend=first)
    await vote(mallory, room, first, yes)  # from a device that its owner never signed
    await vote(alice, room, first, "yes")
    await vote(alice, room, first, yes, bare=True)  # as clients do that refer to it outside of the ciphertext only
    await alice.say(room, "!end")
    await bot.heard("!end")
    assert votes(bot) == [("yes", first)]


async def test_another_client_reads_the_poll(stage: Stage) -> None:
    install()
    bot = await start(stage)
    room = await room_of(bot)
    content = await poll_in(bot, room, await bot.platform.post(to(room), QUESTION, key="approve.1"))
    event = json.dumps({"type": POLL_START, "content": content})
    command = ["node", "--input-type=module", "--eval", READS_POLLS, event]
    read = subprocess.run(command, cwd=HERE, capture_output=True, text=True, check=True, timeout=60)
    assert json.loads(read.stdout) == ["Send the letter?", ["Yes", "No"], "org.matrix.msc3381.poll.disclosed"]


async def test_in_a_room_in_clear_nothing_becomes_a_poll(stage: Stage) -> None:
    bot = await start(stage)
    room = await bot.platform.open_room(RoomPlan(name="Lobby", encrypted=False), key="lobby")
    sent = await bot.platform.post(Target(room=room, encrypted=False), QUESTION, key="approve.1")
    found = await bot.platform._device.wire.call("GET", path("rooms", room, "event", sent))
    assert (found["type"], POLL_START in found["content"]) == ("m.room.message", False)


async def test_a_structured_call_is_taken(stage: Stage) -> None:
    bot, alice = await start(stage), await stage.person("alice")
    room = await room_of(bot, alice)
    arguments = {"starts": "9 March 2pm", "title": "Wages", "minutes": 90}
    await alice.say(room, "/meeting schedule", mention=bot.platform.account, **called("meeting schedule", **arguments))
    heard = await bot.heard("/meeting schedule")
    assert heard.call == Call(
        path=("meeting", "schedule"), values={"starts": "9 March 2pm", "title": "Wages", "minutes": "90"}
    )
    assert (heard.verified, heard.mentioned) == (True, True)
    await alice.say(room, "Meetings!", mention=bot.platform.account, **called("meeting", verb="list"))
    assert (await bot.heard("meeting list")).mentioned
    await alice.say(room, "not for us", **called("meeting list"))
    assert (await bot.heard("not for us")).call is None


async def test_commands_are_described_once_in_every_room(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(board, "PAUSE", 0.01)
    old = await start(stage, commands=False)
    before = await old.platform.open_room(RoomPlan(name="Before"), key="before")
    assert await described(old, before) == {}
    await old.crash()

    new = await start(stage, old.platform.account, old.place)
    room = await new.platform.open_room(RoomPlan(name="After"), key="after")
    space = await new.platform.open_room(RoomPlan(name="LEV", is_space=True), key="space")
    seen = await described(new, room)
    assert len(seen) == TOPIC_COUNT
    assert state_key("meeting", new.platform.account) in seen
    await new.platform.inspect(before)
    await new.platform.inspect(space)
    async with asyncio.timeout(SOON):
        while len(await described(new, before)) < TOPIC_COUNT:
            await asyncio.sleep(0.1)
    seen_before = await described(new, before)
    await new.crash()

    newer = await start(stage, new.platform.account, new.place)
    for place in (room, before, space):
        await newer.platform.inspect(place)
    await asyncio.sleep(0.5)
    assert (await described(newer, room), await described(newer, before)) == (seen, seen_before)
    assert await described(newer, space) == {}


async def test_a_room_of_somebody_else_is_left_as_it_is(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(board, "PAUSE", 0.01)
    bot, alice = await start(stage), await stage.person("alice")
    room = await alice.private_room_with(bot.platform.account)
    await bot.platform.accept(room)
    assert (await bot.platform.inspect(room)).present
    await asyncio.sleep(0.3)
    assert await described(bot, room) == {}

"""Commands as Matrix clients see and send them (MSC4391): descriptions, structured calls, and where they are put up."""

import asyncio
import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any, cast

import pytest

from bot.platform import Fatal, Later, Never
from bot.platforms.matrix import board
from bot.platforms.matrix.board import Board, state_key
from bot.platforms.matrix.catalogue import COMMAND, DESCRIPTION, LONGEST_VALUE, REST, VERB, Catalogue
from bot.platforms.matrix.inbound import Me, Received, understand
from bot.platforms.matrix.wire import Wire
from commands import TOPICS
from commands.engine.heard import Call, Heard
from commands.engine.spec import specs
from tests.cast import LEXICON, PHRASES

SPECS = specs(TOPICS)
CATALOGUE = Catalogue(SPECS, LEXICON, PHRASES)
DESCRIPTIONS = {str(one["command"]): one for one in CATALOGUE.descriptions()}
ME = Me(user_id="@roundtable:example.org", display_name="Round Table")
ALICE = "@alice:example.org"
ROOM = "!room"


def call(command: Any, **arguments: Any) -> dict[str, Any]:
    """A structured call."""
    return {"command": command, "arguments": arguments}


def said(
    block: Any, *, body: Any = "@roundtable do it", to: Any = ME.user_id, verified: bool = True, **content: Any
) -> Heard | None:
    """What the bot makes of a message of Alice's with this block in it."""
    source = {
        "type": "m.room.message",
        "event_id": "$1",
        "sender": ALICE,
        "origin_server_ts": 1_800_000_000_000,
        "content": {"msgtype": "m.text", "body": body, "m.mentions": {"user_ids": [to]}, COMMAND: block} | content,
    }
    received = Received(room=ROOM, source=source, encrypted=verified, verified=verified)
    heard = understand(received, ME, CATALOGUE.understood)
    assert heard is None or isinstance(heard, Heard)
    return heard


# Descriptions


def test_every_command_is_described_by_its_topic() -> None:
    assert list(DESCRIPTIONS) == list(dict.fromkeys(path[0] for path in SPECS))
    for path in SPECS:
        if len(path) == 2:
            verb = LEXICON.words_of(path, "en").removeprefix(path[0]).strip()
            assert verb in _verbs(path[0])


def _verbs(topic: str) -> list[str]:
    [verb, rest] = DESCRIPTIONS[topic]["parameters"]
    assert (verb["key"], rest["key"], rest["optional"]) == (VERB, REST, True)
    assert rest["schema"] == {"schema_type": "primitive", "type": "string"}
    return [variant["value"] for variant in verb["schema"]["variants"]]


def test_verbs_and_topics_are_offered_in_both_languages() -> None:
    assert {"schedule", "planifier"} <= set(_verbs("meeting"))
    assert len(_verbs("meeting")) == len(set(_verbs("meeting")))
    assert DESCRIPTIONS["meeting"]["aliases"] == ["réunion"]
    assert DESCRIPTIONS["meeting"]["fi.mau.tail_parameter"] == REST
    english, french = DESCRIPTIONS["meeting"]["description"]["m.text"]
    assert english["body"].startswith("schedule · ")
    assert (french["body"].startswith("planifier · "), french["lang"]) == (True, "fr")


def test_a_command_of_one_word_has_its_own_options() -> None:
    assert DESCRIPTIONS["my"]["parameters"] == []
    [topic] = DESCRIPTIONS["help"]["parameters"]
    assert (topic["key"], topic["optional"]) == ("topic", True)


def test_a_room_does_not_bear_much_of_it() -> None:
    sizes = [len(json.dumps(one).encode()) for one in DESCRIPTIONS.values()]
    assert len(sizes) < 30
    assert max(sizes) < 10_000
    assert sum(sizes) < 60_000


def test_the_schemas_are_those_of_the_proposal() -> None:
    for one in DESCRIPTIONS.values():
        keys = [parameter["key"] for parameter in one["parameters"]]
        assert len(keys) == len(set(keys))
        for parameter in one["parameters"]:
            for schema in parameter["schema"].get("variants", [parameter["schema"]]):
                assert schema.keys() in ({"schema_type", "type"}, {"schema_type", "value", "literal_type"})


# Calls


def test_a_call_of_a_whole_command_is_taken_with_its_options_by_name() -> None:
    block = call("meeting schedule", starts="9 March 2pm", title=" Wages ", minutes=90, group="TYRE")
    heard = said(block, body="/meeting schedule whatever")
    assert heard is not None
    assert heard.call == Call(
        path=("meeting", "schedule"),
        values={"starts": "9 March 2pm", "title": "Wages", "minutes": "90", "group": "TYRE"},
    )
    assert heard.call is not None
    assert dict(heard.call.values)["minutes"] == "90"
    assert (heard.text, heard.mentioned) == ("/meeting schedule whatever", True)


def test_a_call_of_a_topic_is_taken_as_the_words_it_stands_for() -> None:
    heard = said(call("meeting", verb="schedule", words='"9 March 2pm" Wages'))
    assert heard is not None
    assert (heard.text, heard.call, heard.mentioned) == ('meeting schedule "9 March 2pm" Wages', None, True)


@pytest.mark.parametrize(
    ("block", "taken"),
    [
        (call("help"), Call(path=("help",))),
        ({"command": "help"}, Call(path=("help",))),
        (call("aide", sujet="réunion"), Call(path=("help",), values={"topic": "réunion"})),
        (call("help", topic=None), Call(path=("help",))),
        (call("help", topic=""), Call(path=("help",))),
        (call("réunion planifier", début="demain"), Call(path=("meeting", "schedule"), values={"starts": "demain"})),
        (call("réunion", verb="planifier", words=None), "réunion planifier"),
        (call("summary", verb="send back", words="S-1"), "summary send back S-1"),
        (
            call("summary name", code="S-1", organisations=["City of Graz", "Ghent"]),
            Call(path=("summary", "name"), values={"code": "S-1", "organisations": "City of Graz, Ghent"}),
        ),
        (
            call("room show", room={"type": "room_id", "id": "!x:y", "via": ["y"]}),
            Call(path=("room", "show"), values={"room": "!x:y"}),
        ),
    ],
)
def test_values_are_what_a_person_would_type(block: Any, taken: Call | str) -> None:
    assert _as_said(CATALOGUE.understood(block)) == _as_said(taken)


def _as_said(taken: Call | str | None) -> object:
    return (taken.path, dict(taken.values)) if isinstance(taken, Call) else taken


@pytest.mark.parametrize(("given", "typed"), [(True, "yes"), (False, "no"), (0, "0"), (-3, "-3")])
def test_numbers_and_truths_are_typed_too(given: object, typed: str) -> None:
    taken = CATALOGUE.understood(call("help", topic=given))
    assert isinstance(taken, Call)
    assert taken.values == {"topic": typed}


MALFORMED = [
    None,
    "help",
    [],
    ["help"],
    {},
    call(None),
    call(7),
    call(["help"]),
    call(""),
    call("   "),
    call("frobnicate"),
    call("rm -rf /"),
    call("help me"),
    call("help" + " " * 200),
    call("meeting"),
    call("meeting frobnicate"),
    call("meeting", words="schedule"),
    call("meeting", verb="frobnicate"),
    call("meeting", verb="schedule now"),
    call("meeting", verb=["schedule"], words={}),
    call("meeting", verb="schedule", starts="9 March"),
    call("help", frob="x"),
    call("help", topic="x", sujet="y"),
    call("help", topic=1.5),
    call("help", topic=2**53),
    call("help", topic={"a": 1}),
    call("help", topic={"type": "room_id", "id": 7}),
    call("help", topic={"type": ["room_id"], "id": "!x"}),
    call("help", topic=["a", ["b"]]),
    call("help", topic=["a"] * 101),
    call("help", topic="x" * (LONGEST_VALUE + 1)),
    call("help", **{str(number): "x" for number in range(41)}),
    {"command": "help", "arguments": None},
    {"command": "help", "arguments": ["topic"]},
]


@pytest.mark.parametrize("block", MALFORMED)
def test_a_malformed_call_leaves_the_words(block: Any) -> None:
    heard = said(block, body="@roundtable help")
    assert heard is not None
    assert (heard.text, heard.call, heard.mentioned) == ("help", None, True)


@pytest.mark.parametrize(
    "fields",
    [
        {"verified": False},
        {"to": "@otherbot:example.org"},
        {"to": None},
        {"m.mentions": None},
        {"m.mentions": {"user_ids": ME.user_id}},
        {"m.mentions": {"room": True}},
    ],
)
def test_a_call_counts_only_verified_and_addressed_to_us(fields: dict[str, Any]) -> None:
    block = call("help", topic="meeting")
    heard = said(block, body="words", **fields)
    assert heard is not None
    assert (heard.text, heard.call) == ("words", None)
    allowed = said(block, body="words")
    assert allowed is not None
    assert allowed.call is not None


@pytest.mark.parametrize(
    "fields",
    [
        {"msgtype": "m.notice"},
        {"m.new_content": {"body": "x"}},
        {"m.relates_to": {"rel_type": "m.replace", "event_id": "$0"}},
    ],
)
def test_an_edit_or_a_notice_holds_no_call(fields: dict[str, Any]) -> None:
    assert said(call("help"), **fields) is None


@pytest.mark.parametrize("body", ["", None, "`code`", 7])
def test_a_call_needs_no_words_beside_it(body: Any) -> None:
    heard = said(call("help"), body=body)
    assert heard is not None
    assert (heard.call, heard.text) == (Call(path=("help",)), "")


# Putting them up

BOT = ME.user_id


class FakeWire:
    """A homeserver that keeps state, and can be told to fail first."""

    def __init__(self, *faults: Exception) -> None:
        self.faults = list(faults)
        self.put: list[tuple[str, Mapping[str, Any]]] = []
        self.done = asyncio.Event()
        self.expected = 1

    async def call(self, method: str, where: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """One request."""
        if self.faults:
            raise self.faults.pop(0)
        self.put.append((where, body))
        if len(self.put) >= self.expected:
            self.done.set()
        return {"event_id": "$1"}


def a_board(wire: FakeWire) -> Board:
    """The bot's board, on that wire."""
    return Board(cast(Wire, wire), BOT, list(DESCRIPTIONS.values()))


def event(kind: str, content: Any, key: str = "", sender: str = BOT) -> dict[str, Any]:
    """A state event."""
    return {"type": kind, "state_key": key, "content": content, "sender": sender}


def room_state(*more: Any, version: Any = "12", power: Any = None, creator: str = BOT, **create: Any) -> list[Any]:
    """A room with the bot in it."""
    return [
        event("m.room.create", {"room_version": version} | create, sender=creator),
        event("m.room.member", {"membership": "join"}, key=BOT),
        event("m.room.power_levels", {"state_default": 100} if power is None else power),
        *more,
    ]


async def put_up(wire: FakeWire, state: Sequence[Any], monkeypatch: pytest.MonkeyPatch, *, expected: int) -> None:
    """Compare a room and let the board work until it is done, or has had the time."""
    monkeypatch.setattr(board, "PAUSE", 0.0)
    wire.expected = expected or 1
    ours = a_board(wire)
    ours.compare(ROOM, state)
    working = asyncio.create_task(ours.run())
    if expected:
        await asyncio.wait_for(wire.done.wait(), 60)
    await asyncio.sleep(0.02)
    working.cancel()
    await asyncio.gather(working, return_exceptions=True)
    assert len(wire.put) == expected


def test_the_state_key_is_the_padded_digest_of_command_and_account() -> None:
    digest = hashlib.sha256(b"meeting@roundtable:example.org").digest()
    assert state_key("meeting", BOT) == base64.b64encode(digest).decode()
    assert state_key("meeting", BOT).endswith("=")


def test_a_new_room_begins_with_all_of_them() -> None:
    events = a_board(FakeWire()).events
    assert [one["content"]["command"] for one in events] == list(DESCRIPTIONS)
    assert {one["type"] for one in events} == {DESCRIPTION}
    assert len({one["state_key"] for one in events}) == len(DESCRIPTIONS)


async def test_a_room_that_has_none_gets_all(monkeypatch: pytest.MonkeyPatch) -> None:
    wire = FakeWire()
    await put_up(wire, room_state(), monkeypatch, expected=len(DESCRIPTIONS))
    assert {str(body["command"]) for _, body in wire.put} == set(DESCRIPTIONS)


async def test_a_room_that_has_them_gets_none(monkeypatch: pytest.MonkeyPatch) -> None:
    wire = FakeWire()
    there = [one | {"sender": BOT} for one in a_board(wire).events]
    await put_up(wire, room_state(*there), monkeypatch, expected=0)


async def test_what_changed_is_replaced_and_what_is_gone_is_emptied(monkeypatch: pytest.MonkeyPatch) -> None:
    wire = FakeWire()
    there = [one | {"sender": BOT} for one in a_board(wire).events]
    there[0] = there[0] | {"content": {"command": "older"}}
    gone = event(DESCRIPTION, {"command": "frobnicate"}, key="old")
    emptied = event(DESCRIPTION, {}, key="older still")
    somebody_elses = event(DESCRIPTION, {"command": "frobnicate"}, key="theirs", sender=ALICE)
    await put_up(wire, room_state(*there, gone, emptied, somebody_elses), monkeypatch, expected=2)
    assert [body for where, body in wire.put if where.endswith("/old")] == [{}]


@pytest.mark.parametrize(
    ("state", "is_shown"),
    [
        (room_state(), True),
        (room_state(creator=ALICE), False),
        (room_state(creator=ALICE, power={"users": {BOT: 50}}), True),
        (room_state(creator=ALICE, power={"users": {BOT: 50}, "state_default": 60}), False),
        (room_state(creator=ALICE, power={"events": {DESCRIPTION: 0}}), True),
        (room_state(creator=ALICE, power={"users": [BOT]}), False),
        (room_state(creator=ALICE, power={"users": {BOT: "100"}}), False),
        (room_state(version="11"), False),
        (room_state(version="11", power={"users": {BOT: 100}}), True),
        (room_state(event("m.room.tombstone", {})), False),
        (room_state(event("m.room.member", {"membership": "leave"}, key=BOT)), False),
        (room_state(type="m.space"), False),
        (room_state(version=["12"]), False),
        ([], False),
        ([None, 7, {"type": "m.room.create"}, {"type": "m.room.create", "content": 7}], False),
    ],
)
async def test_only_where_the_bot_may_set_state(
    state: list[Any], is_shown: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    await put_up(FakeWire(), state, monkeypatch, expected=len(DESCRIPTIONS) if is_shown else 0)


@pytest.mark.parametrize(
    ("fault", "expected"),
    [(Later("rate-limit", delay=0.01), len(DESCRIPTIONS)), (Never("M_FORBIDDEN"), 0), (Fatal("closed"), 0)],
)
async def test_what_cannot_go_up_now_is_tried_later_or_left(
    fault: Exception, expected: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    await put_up(FakeWire(fault), room_state(), monkeypatch, expected=expected)

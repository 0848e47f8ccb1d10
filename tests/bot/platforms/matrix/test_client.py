"""The guards of the client, without a server: poison, failing callbacks, clear text, drained and half-saved keys."""

import json
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import aiohttp
import peewee
import pytest
from nio import EncryptionError, Event, LocalProtocolError, MegolmEvent, RoomMessageText, ToDeviceEvent
from nio.client.base_client import ClientCallback
from nio.crypto import Olm
from nio.crypto.sessions import OlmAccount, OutboundSession
from nio.rooms import MatrixRoom
from nio.store import SqliteStore
from nio.store.models import OlmSessions

from bot.platform import Never
from bot.platforms.matrix.client import GuardedClient
from bot.platforms.matrix.signatures import is_signed

BOT = "@roundtable:example.org"
ROOM = "!room:example.org"


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[GuardedClient]:
    """A client that is logged in on paper."""
    client = GuardedClient("http://127.0.0.1:9", store=tmp_path, pickle_key="key")
    client.restore_login(BOT, "DEVICE", "token")
    yield client
    await client.release()


def olm_event(client: GuardedClient, body: Any, kind: int = 0) -> dict[str, Any]:
    """An encrypted to-device event for this device."""
    own = client.olm.account.identity_keys["curve25519"]
    content = {
        "algorithm": "m.olm.v1.curve25519-aes-sha2",
        "sender_key": "c2VuZGVy",
        "ciphertext": {own: {"type": kind, "body": body}},
    }
    return {"type": "m.room.encrypted", "sender": "@mallory:example.org", "content": content}


@pytest.mark.parametrize("kind", [0, 1, 2])
@pytest.mark.parametrize("body", ["", "garbage", "AwogAAAA", "not base64 !", "A" * 500])
def test_a_poisoned_to_device_event_is_dropped(client: GuardedClient, body: str, kind: int) -> None:
    event = ToDeviceEvent.parse_event(olm_event(client, body, kind))
    assert client._handle_decrypt_to_device(event) is None


def test_a_full_disk_does_not_drop_a_to_device_event(client: GuardedClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(event: Any) -> None:
        raise peewee.OperationalError("database or disk is full")

    monkeypatch.setattr(client.olm, "handle_to_device_event", fail)
    with pytest.raises(peewee.OperationalError):
        client._handle_decrypt_to_device(ToDeviceEvent.parse_event(olm_event(client, "garbage")))


def test_the_library_reads_the_sessions_that_are_kept(client: GuardedClient, tmp_path: Path) -> None:
    other = OlmAccount()
    other.generate_one_time_keys(1)
    key = other.identity_keys["curve25519"]
    session = OutboundSession(client.olm.account, key, next(iter(other.one_time_keys["curve25519"].values())))
    client.olm.save_session(key, session)
    session.encrypt("once more")
    client.olm.save_session(key, session)
    library = SqliteStore(BOT, "DEVICE", str(tmp_path), "key", "keys.db")
    kept = library.load_sessions().get(key)
    with library.database.bind_ctx(library.models):
        used_at = [row.last_usage_date for row in OlmSessions.select()]
    library.database.close()
    assert kept is not None
    assert (kept.id, kept.creation_time, used_at) == (session.id, session.creation_time, [session.use_time])
    assert kept.encrypt("then").to_parts() == session.encrypt("then").to_parts()


def megolm(**content: Any) -> MegolmEvent:
    """An encrypted room event."""
    fields = {
        "algorithm": "m.megolm.v1.aes-sha2",
        "ciphertext": "garbage",
        "sender_key": "key",
        "session_id": "session",
        "device_id": "DEVICE",
    }
    source = {
        "type": "m.room.encrypted",
        "event_id": "$1",
        "sender": "@mallory:example.org",
        "origin_server_ts": 1,
        "content": fields | content,
    }
    event = MegolmEvent.from_dict(source)
    assert isinstance(event, MegolmEvent)
    return event


@pytest.mark.parametrize("fault", [KeyError("msgtype"), AssertionError(), RecursionError()])
def test_a_payload_that_confuses_the_parser_is_undecryptable_and_no_more(
    client: GuardedClient, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    def fail(*arguments: Any) -> None:
        raise fault

    monkeypatch.setattr(Olm, "decrypt_megolm_event", fail)
    with pytest.raises(EncryptionError):
        client.olm.decrypt_megolm_event(megolm(), ROOM)
    assert client._handle_timeline_event(megolm(), ROOM, MatrixRoom(ROOM, BOT), set()) is None


def test_malformed_events_leave_no_content_in_the_logs(client: GuardedClient, caplog: pytest.LogCaptureFixture) -> None:
    source = {"type": "m.room.message", "event_id": "$1", "sender": "@a:b", "origin_server_ts": 1}
    Event.parse_event(source | {"content": {"body": "canary"}})
    Event.parse_event(source | {"content": "canary"})
    assert "canary" not in caplog.text


def test_the_index_of_a_ciphertext_is_known_and_a_replay_of_it_is_refused(client: GuardedClient) -> None:
    client.olm.create_outbound_group_session(ROOM)
    key = client.olm.outbound_group_sessions[ROOM]
    key.shared = True
    own = client.olm.account.identity_keys["curve25519"]
    payload = json.dumps({"type": "m.room.message", "content": {"msgtype": "m.text", "body": "!close"}})
    key.encrypt(payload)
    event = megolm(ciphertext=key.encrypt(payload), session_id=key.id, sender_key=own)
    client.olm.decrypt_megolm_event(event, ROOM)
    assert client.olm.index_of["$1"] == 1
    event.event_id = "$2"
    with pytest.raises(EncryptionError):
        client.olm.decrypt_megolm_event(event, ROOM)


async def test_a_callback_that_raises_costs_nobody_else_the_event(client: GuardedClient) -> None:
    seen: list[str] = []

    async def fail(room: Any, event: Any) -> None:
        raise RuntimeError

    async def note(room: Any, event: Any) -> None:
        seen.append(event.event_id)

    client.event_callbacks = [ClientCallback(fail, None), ClientCallback(note, None)]
    source = {
        "event_id": "$1",
        "sender": "@a:b",
        "origin_server_ts": 1,
        "type": "m.room.message",
        "content": {"msgtype": "m.text", "body": "a"},
    }
    await client._on_event(RoomMessageText.from_dict(source), MatrixRoom(ROOM, BOT))
    assert seen == ["$1"]


CIPHERTEXT = {
    "algorithm": "m.megolm.v1.aes-sha2",
    "ciphertext": "AAAA",
    "sender_key": "k",
    "session_id": "s",
    "device_id": "D",
}
CLEAR = {"msgtype": "m.text", "body": "canary"}


@pytest.mark.parametrize("version", ["v3", "r0", "unstable"])
@pytest.mark.parametrize("how", ["pinned", "seen encrypted once", "known encrypted"])
@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("m.room.message", CLEAR),
        ("m.room.message", CIPHERTEXT),
        ("m.reaction", {"m.relates_to": {"key": "canary"}}),
        ("m.room.encrypted", CLEAR),
        ("m.room.encrypted", CIPHERTEXT | {"body": "canary"}),
        ("m.room.encrypted", CIPHERTEXT | {"m.relates_to": {"key": "canary"}}),
        ("m.room.encrypted", CIPHERTEXT | {"algorithm": "none"}),
        ("m.room.encrypted", []),
        ("m%2Eroom%2Emessage", CLEAR),
    ],
)
async def test_no_request_carries_clear_text_into_such_a_room(
    client: GuardedClient, version: str, how: str, kind: str, content: Any
) -> None:
    if how == "pinned":
        client.pinned.add(ROOM)
    elif how == "seen encrypted once":
        client.encrypted_rooms.add(ROOM)
    else:
        client.rooms[ROOM] = MatrixRoom(ROOM, BOT, encrypted=True)
    where = f"/_matrix/client/{version}/rooms/%21room%3Aexample.org/send/{kind}/1"
    with pytest.raises(Never, match="not-encrypted"):
        await client.send("PUT", where, json.dumps(content))
    with pytest.raises(Never, match="not-encrypted"):
        await client.send("PUT", where, data=json.dumps(content))


async def test_ciphertext_and_other_rooms_pass_that_guard(client: GuardedClient) -> None:
    client.pinned.add(ROOM)
    related = CIPHERTEXT | {"m.relates_to": {"rel_type": "m.thread", "event_id": "$1", "is_falling_back": True}}
    room = f"/_matrix/client/v3/rooms/{ROOM}"
    for where, content in (
        (f"{room}/send/m.room.encrypted/1", CIPHERTEXT),
        (f"{room}/send/m.room.encrypted/2", related),
        (f"{room}/redact/$1/3", {}),
        (f"{room}/kick", {"user_id": "@a:b"}),
        ("/_matrix/client/v3/rooms/!other:example.org/send/m.room.message/4", CLEAR),
    ):
        with pytest.raises(aiohttp.ClientConnectionError):  # it got as far as the network, where nobody listens
            await client.send("PUT", where, json.dumps(content))


@pytest.mark.parametrize("what", ["redact/$1/1", "kick", "invite", "leave"])
async def test_no_reason_in_words_goes_with_what_is_never_encrypted(client: GuardedClient, what: str) -> None:
    client.pinned.add(ROOM)
    body = json.dumps({"user_id": "@a:b", "reason": "canary"})
    with pytest.raises(Never, match="not-encrypted"):
        await client.send("POST", f"/_matrix/client/v3/rooms/{ROOM}/{what}", body)


async def test_the_librarys_own_ways_to_send_are_shut(client: GuardedClient) -> None:
    client.rooms[ROOM] = MatrixRoom(ROOM, BOT)
    with pytest.raises(LocalProtocolError):
        await client.room_send(ROOM, "m.room.message", CLEAR)
    with pytest.raises(LocalProtocolError):
        await client.share_group_session(ROOM)


async def test_one_time_keys_are_saved_before_they_are_uploaded(client: GuardedClient, tmp_path: Path) -> None:
    content = client.olm.share_keys()
    again = GuardedClient("http://127.0.0.1:9", store=tmp_path, pickle_key="key")
    again.restore_login(BOT, "DEVICE", "token")
    kept = again.olm.share_keys()
    await again.release()
    assert content["one_time_keys"].items() <= kept["one_time_keys"].items()
    assert kept["device_keys"]["keys"] == content["device_keys"]["keys"]


def test_a_fallback_key_is_signed_and_kept(client: GuardedClient) -> None:
    [(name, key)] = client.olm.new_fallback_key().items()
    assert name.startswith("signed_curve25519:")
    assert key["fallback"] is True
    own = client.olm.account.identity_keys["ed25519"]
    assert is_signed(key, BOT, own, "DEVICE")


def synced(*events: Any, **more: Any) -> dict[str, Any]:
    """A sync response's rooms with one that has these events."""
    return {"next_batch": "2", "rooms": {"join": {ROOM: {"timeline": {"events": list(events)}, **more}}}}


def said(sender: str, kind: str = "m.room.encrypted", **more: Any) -> dict[str, Any]:
    """An event in a timeline."""
    return {"type": kind, "sender": sender, "event_id": "$1", "content": {}, **more}


class Transport:
    """A response that has come."""

    def __init__(self, body: Any) -> None:
        self._body = body

    async def json(self) -> Any:
        """What it says."""
        return self._body


async def parsed(client: GuardedClient, body: Any) -> Any:
    """The body as the library gets it."""
    return await client.parse_body(Transport(body))  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", ["m.room.encrypted", "m.room.message"])
async def test_what_we_said_ourselves_is_not_read_again(client: GuardedClient, kind: str) -> None:
    client.rooms[ROOM] = MatrixRoom(ROOM, BOT)
    assert (await parsed(client, synced(said(BOT, kind))))["rooms"]["join"] == {}
    both = await parsed(client, synced(said(BOT, kind), said("@ana:example.org", kind)))
    assert [event["sender"] for event in both["rooms"]["join"][ROOM]["timeline"]["events"]] == ["@ana:example.org"]


@pytest.mark.parametrize(
    "body",
    [
        synced(said(BOT, "m.room.member", state_key=BOT)),
        synced(said(BOT, "m.room.encrypted", state_key="")),
        synced(said(BOT, "m.room.redaction")),
        synced(said("@ana:example.org")),
        {"next_batch": "2"},
        {"next_batch": "2", "rooms": "none"},
        synced("no event"),
        synced({"sender": BOT}),
    ],
)
async def test_all_else_stays_as_it_came(client: GuardedClient, body: Any) -> None:
    client.rooms[ROOM] = MatrixRoom(ROOM, BOT)
    before = json.dumps(body)
    assert json.dumps(await parsed(client, body)) == before


@pytest.mark.parametrize(
    "more",
    [
        {"state": {"events": [said("@ana:example.org", "m.room.topic", state_key="")]}},
        {"summary": {"m.joined_member_count": 2}},
    ],
)
async def test_a_room_that_tells_more_than_an_echo_is_kept(client: GuardedClient, more: Any) -> None:
    client.rooms[ROOM] = MatrixRoom(ROOM, BOT)
    assert ROOM in (await parsed(client, synced(said(BOT), **more)))["rooms"]["join"]


async def test_a_room_nobody_knew_is_kept_and_a_gap_is_seen(client: GuardedClient) -> None:
    assert ROOM in (await parsed(client, synced(said(BOT))))["rooms"]["join"]
    client.rooms[ROOM] = MatrixRoom(ROOM, BOT)
    cut = synced(said(BOT))
    cut["rooms"]["join"][ROOM]["timeline"]["limited"] = True
    assert ROOM in (await parsed(client, cut))["rooms"]["join"]


def test_what_is_kept_at_once_is_kept_or_not_together(client: GuardedClient) -> None:
    with suppress(RuntimeError), client.olm.at_once():
        client.olm.create_outbound_group_session(ROOM)
        raise RuntimeError
    assert not list(client.olm.store.load_inbound_group_sessions())
    with client.olm.at_once():
        client.olm.create_outbound_group_session(ROOM)
    assert len(list(client.olm.store.load_inbound_group_sessions())) == 1

"""The library's client with every guard it lacks: nothing hostile ends the sync, and nothing leaves in clear.

What goes to a room goes through `bot.platforms.matrix.room_keys`; the library's own sending methods are shut, because
they fall back to clear text when they believe a room not to be encrypted.
"""

import asyncio
import json
import logging
import re
from collections.abc import Callable, Container
from functools import cached_property
from pathlib import Path
from typing import Any, NoReturn, cast
from urllib.parse import unquote

import aiohttp
import peewee
import structlog
from nio import AsyncClient, AsyncClientConfig, KeysClaimError, KeysQueryResponse, LocalProtocolError
from nio.crypto.sessions import Session
from nio.store import SqliteStore
from nio.store.models import OlmSessions

from bot.platform import Never
from bot.platforms.matrix import schemas
from bot.platforms.matrix.machine import Machine

log = structlog.get_logger()

REQUEST_WITHIN = 20.0
"""Seconds for one request; well below the lease of a parcel."""
CIPHERTEXT_FIELDS = frozenset({"algorithm", "ciphertext", "sender_key", "session_id", "device_id", "m.relates_to"})
"""All that may stand in an encrypted event on the wire (Matrix spec v1.18, "m.room.encrypted")."""
RELATION_FIELDS = frozenset({"rel_type", "event_id", "is_falling_back", "m.in_reply_to"})
IN_ROOM = re.compile(r"^/_matrix/client/[^/]+/rooms/(?P<room>[^/]+)/(?P<what>[^/?]+)(?:/(?P<type>[^/?]+))?")
ECHOED = frozenset({"m.room.encrypted", "m.room.message"})
"""What we send comes back with the next sync response, and says nothing new there."""
WORDLESS = frozenset({"redact", "invite", "kick", "leave", "join", "ban", "unban", "forget"})
"""Requests that could carry a reason, which nobody encrypts: into a room that must be encrypted none goes."""

Judge = Callable[[dict[str, Any]], Any]


_SAVE_SESSION = """
REPLACE INTO olmsessions (session_id, account_id, sender_key, session, creation_time, last_usage_date)
VALUES (?, ?, ?, ?, ?, ?)
"""


class KeyStore(SqliteStore):
    """The library's key store. It would write down at every sync, and wait for the disk, which rooms are encrypted; and
    for each device that is sent a room key look the account up, and write the statement anew that saves the session.
    """

    def __post_init__(self) -> None:
        """Nothing is known to be kept yet."""
        self.kept: set[str] = set()
        super().__post_init__()  # type: ignore[no-untyped-call]  # the library leaves it bare

    @cached_property
    def _account_id(self) -> int:
        return int(self._get_account().id)  # it stays: the library changes the row, and never takes it away

    def save_session(self, curve_key: str, session: Session) -> None:
        """Keep an Olm session as it is now."""
        times = [OlmSessions.creation_time.db_value(at) for at in (session.creation_time, session.use_time)]
        pickled = session.pickle(self.pickle_key)
        self.database.execute_sql(_SAVE_SESSION, (session.id, self._account_id, curve_key, pickled, *times))

    def save_encrypted_rooms(self, rooms: set[str]) -> None:
        """Keep those that are new."""
        if new := set(rooms) - self.kept:
            super().save_encrypted_rooms(new)
            self.kept = self.kept | new


class GuardedClient(AsyncClient):
    """One device of one account. `pinned` are the rooms into which nothing goes in clear, whatever the server says."""

    olm: Machine

    def __init__(self, homeserver: str, *, store: Path, pickle_key: str) -> None:
        config = AsyncClientConfig(
            max_limit_exceeded=0,  # a 429 comes back at once, as Later; the library would wait in silence
            max_timeouts=0,
            request_timeout=REQUEST_WITHIN,
            store=SqliteStore,
            store_name="keys.db",
            pickle_key=pickle_key,
            store_sync_tokens=False,  # the library saves them before the events were handled
        )
        # The library logs whole events when they are malformed; logs carry references only.
        logging.getLogger("nio").setLevel(logging.CRITICAL)
        schemas.install()
        super().__init__(homeserver.rstrip("/"), "", None, str(store), config)
        self.pinned: set[str] = set()
        self.judge: Judge | None = None
        self.unused_fallback_keys: Any = None
        """The kinds of which the server has a fallback key left, as the last sync response said."""
        self._judging = asyncio.Lock()

    def load_store(self) -> None:
        """Open the key store, with our machine in place of the library's."""
        if self.store:
            return
        user, device, folder = str(self.user_id), str(self.device_id), str(self.store_path)
        self.store = KeyStore(user, device, folder, self.config.pickle_key, self.config.store_name)
        self.olm = Machine(user, device, self.store)
        self.encrypted_rooms = self.store.load_encrypted_rooms()
        self.store.kept = set(self.encrypted_rooms)

    async def send(self, method: str, path: str, *arguments: Any, **options: Any) -> aiohttp.ClientResponse:
        """The one door to the network. Raises Never("not-encrypted") for clear text into a pinned room."""
        data = arguments[0] if arguments else options.get("data")
        self._refuse_clear_text(path, data)
        if self.client_session is None:  # the library's own is told of each piece of each request, for progress bars
            self.client_session = aiohttp.ClientSession()
        response: aiohttp.ClientResponse = await super().send(method, path, *arguments, **options)
        return response

    async def parse_body(self, transport_response: aiohttp.ClientResponse) -> dict[Any, Any]:
        """The JSON of an answer; a sync response without the echoes of what we sent."""
        body: Any = await super().parse_body(transport_response)
        if isinstance(body, dict) and "next_batch" in body:
            self.unused_fallback_keys = body.get("device_unused_fallback_key_types")
            _drop_echoes(body, str(self.user_id), self.rooms)
        return cast(dict[Any, Any], body)

    async def keys_query(self) -> Any:
        """Query devices and judge them: what the library makes of signing identities is nothing.

        One at a time; None when nothing is left to ask. Once this returns, whoever was asked about is judged: the
        library forgets what it asked as soon as the answer is there, before anybody has judged it.
        """
        async with self._judging:
            if not self.should_query_keys:
                return None
            response = await super().keys_query()
            if isinstance(response, KeysQueryResponse) and self.judge is not None:
                body: Any = response.transport_response
                await self.judge(json.loads(await body.read()))
            return response

    async def keys_claim(self, user_set: Any) -> Any:
        """Claim one-time keys; gives a KeysClaimError for every refusal, where the library raises TypeError."""
        try:
            return await super().keys_claim(user_set)
        except TypeError:
            return KeysClaimError("refused")

    async def judged(self) -> None:
        """Wait until no answer is being judged."""
        async with self._judging:
            return

    async def room_send(self, *arguments: Any, **options: Any) -> NoReturn:
        """Shut: see the module."""
        raise LocalProtocolError("rooms are written to through RoomKeys")

    async def share_group_session(self, *arguments: Any, **options: Any) -> NoReturn:
        """Shut: it asks neither the roster nor the answers of the server, and can hang for ever when it fails."""
        raise LocalProtocolError("room keys are shared through RoomKeys")

    async def release(self) -> None:
        """Close the network and the key store. Safe to call twice."""
        await AsyncClient.close(self)
        if self.store and not self.store.database.is_closed():
            self.store.database.close()

    def is_encrypted(self, room: str) -> bool:
        """Whether the room is pinned, or was ever seen encrypted: no room loses that again."""
        known = self.rooms.get(room)
        return room in self.pinned or room in self.encrypted_rooms or bool(known and known.encrypted)

    def forget_room(self, room: str) -> None:
        """We are out of it."""
        self.rooms.pop(room, None)
        self.drop_key(room)

    def drop_key(self, room: str) -> None:
        """The next message to this room starts a new key."""
        self.olm.outbound_group_sessions.pop(room, None)

    def _refuse_clear_text(self, path: str, data: Any) -> None:
        found = IN_ROOM.match(path)
        if found is None or not self.is_encrypted(unquote(found["room"])):
            return
        is_sent, is_wordless = found["what"] == "send", found["what"] in WORDLESS
        if is_sent and unquote(found["type"] or "") == "m.room.encrypted" and _is_ciphertext(data):
            return
        if is_sent or (is_wordless and not _is_wordless(data)):
            log.error("matrix.clear_text_refused", room=unquote(found["room"]))
            raise Never("not-encrypted")

    # Guards: one strange event must not cost the rest of a sync response, nor the sync itself.

    def _handle_decrypt_to_device(self, to_device_event: Any) -> Any:
        try:
            return super()._handle_decrypt_to_device(to_device_event)
        except peewee.PeeweeException:
            raise  # a full disk must not cost a room key: the sync is asked again
        except Exception as fault:  # noqa: BLE001 - any user may send anything here, and the parser raises anything
            log.warning("matrix.to_device_dropped", kind=type(fault).__name__)
            return None

    def _handle_timeline_event(self, event: Any, room_id: str, *arguments: Any) -> Any:
        try:
            return super()._handle_timeline_event(event, room_id, *arguments)
        except Exception as fault:  # noqa: BLE001 - as above
            log.warning("matrix.event_dropped", room=room_id, kind=type(fault).__name__)
            return None

    def _handle_joined_state(self, room_id: str, *arguments: Any) -> None:
        try:
            super()._handle_joined_state(room_id, *arguments)
        except Exception as fault:  # noqa: BLE001 - as above; what is missing then keeps the room shut, not open
            log.warning("matrix.state_dropped", room=room_id, kind=type(fault).__name__)

    async def _on_event(self, event: Any, room: Any) -> None:
        await self._call_each(self.event_callbacks, event, room)

    async def _on_invited_rooms(self, event: Any, room: Any) -> None:
        await self._call_each(self.event_callbacks, event, room)

    async def _on_to_device(self, event: Any) -> None:
        await self._call_each(self.to_device_callbacks, event)

    async def _call_each(self, callbacks: list[Any], *arguments: Any) -> None:
        for callback in callbacks:
            try:
                await callback.async_execute(*arguments)
            except Exception as fault:  # noqa: BLE001 - a callback's fault must not lose the rest of the response
                log.error("matrix.callback_failed", kind=type(fault).__name__)


def _drop_echoes(body: Any, user: str, known: Container[str]) -> None:
    """Else each message of ours is checked and decrypted. A room with nothing else to tell is left out altogether.

    What is not as it should be stays as it is, for the library to judge.
    """
    try:
        joined = body["rooms"]["join"]
        for room, info in list(joined.items()):
            timeline = info["timeline"]
            events = timeline["events"]
            kept = [event for event in events if not _is_echo(event, user)]
            if len(kept) == len(events):
                continue
            timeline["events"] = kept
            tells = kept or timeline.get("limited") or info.get("state", {}).get("events") or info.get("summary")
            if not tells and room in known:
                del joined[room]
    except (AttributeError, KeyError, TypeError):
        return


def _is_echo(event: Any, user: str) -> bool:
    return bool(event["sender"] == user and event["type"] in ECHOED and "state_key" not in event)


def _is_wordless(data: Any) -> bool:
    """Whether a request names at most whom it is about."""
    try:
        return bool(json.loads(data or "{}").keys() <= {"user_id"})
    except (AttributeError, TypeError, ValueError):
        return False


def _is_ciphertext(data: Any) -> bool:
    """Whether the body of an event holds a ciphertext and nothing that could be read."""
    try:
        content = json.loads(data)
        relation = content.get("m.relates_to", {})
        return bool(
            isinstance(content["ciphertext"], str)
            and content["algorithm"] == "m.megolm.v1.aes-sha2"
            and content.keys() <= CIPHERTEXT_FIELDS
            and relation.keys() <= RELATION_FIELDS
        )
    except (AttributeError, KeyError, TypeError, ValueError):
        return False

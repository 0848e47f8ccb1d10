"""The cast: real, encrypted people on the same code as the bot, who write down everything they receive.

A cast client can do what a strict client in 2026 does, and no more: it signs its device, believes signed devices
only, and what it cannot decrypt it cannot read. So what a person has `seen` is what that person could know.
"""

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self
from uuid import uuid4

import aiohttp
import structlog
from nio import (
    BadEvent,
    EncryptionError,
    MegolmEvent,
    RoomKeyEvent,
    RoomMessagesResponse,
    UnknownBadEvent,
    UnknownToDeviceEvent,
)
from nio.crypto import decrypt_attachment

from bot.platform import Later, RoomPlan
from bot.platforms.matrix.account import Account
from bot.platforms.matrix.pending import Pending
from bot.platforms.matrix.polls import POLL_RESPONSE, POLL_START, TEXT
from bot.platforms.matrix.rooms import Rooms
from bot.platforms.matrix.wire import path

log = structlog.get_logger()

CAST_KEY = "the cast keeps no secrets on disk that outlive the demo"
"""Seals the key store of people who live for one demo."""
SYNC_WAIT = 10.0
LOOK_AT_MOST = 60.0
"""Seconds `heard` waits unless told otherwise."""
SHOWN = frozenset({"m.room.message", POLL_START})
"""What has words to read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One message as a person received it. `decrypted` is False where only a ciphertext came; then there is no body.

    `edited_from` is the event this one replaces, `thread` a thread's root, `file` a file's name, `choices` what a poll
    offers: the id and the label of each answer.
    """

    room: str
    event_id: str
    sender: str
    body: str = ""
    html: str = ""
    thread: str | None = None
    decrypted: bool = True
    encrypted: bool = False
    edited_from: str | None = None
    reply_to: str | None = None
    file: str | None = None
    is_genuine: bool = False
    choices: tuple[tuple[str, str], ...] = ()


class InMemoryPins:
    """Pins of somebody who forgets them at the end."""

    def __init__(self) -> None:
        self._keys: dict[str, str] = {}

    async def load(self) -> Mapping[str, str]:
        """The pinned keys."""
        return self._keys

    async def pin(self, user: str, master_key: str) -> None:
        """Keep one."""
        self._keys[user] = master_key


class Person:
    """Somebody with a Matrix client. Make one with `enter`; `seen` grows while it lives.

    `withheld` are the codes with which others told this device that it gets no key.
    """

    def __init__(self, account: Account, folder: Path) -> None:
        self.user_id = account.user_id
        self.seen: list[Seen] = []
        self.withheld: list[str] = []
        self.recovery_key: str | None = None
        self._account = account
        self._pending = Pending(folder / "pending.json")
        self._files: dict[str, dict[str, Any]] = {}
        self._rooms = Rooms(account.client, account.wire)
        self._news = asyncio.Condition()
        self._listening: asyncio.Task[None] | None = None

    @classmethod
    async def enter(
        cls,
        homeserver: str,
        user_id: str,
        password: str,
        folder: Path,
        *,
        signed: bool = True,
        recovery_key: str | None = None,
    ) -> Self:
        """Log in, sign the device (`signed=False` plays one whose owner did not), and start listening.

        A second device of the same person, in another folder, needs the first one's `recovery_key` to be signed.
        """
        account = Account(
            homeserver=homeserver,
            user_id=user_id,
            store=folder,
            secrets_folder=folder,
            pickle_key=CAST_KEY,
            pins=InMemoryPins(),
            password=password,
        )
        person = cls(account, folder)
        await account.enter()
        if signed:
            await account.sign(person._keep_recovery_key, recovery_key)
        person._listening = asyncio.create_task(person._listen())
        return person

    async def close(self) -> None:
        """Stop listening; the device stays logged in."""
        if self._listening is not None:
            self._listening.cancel()
            await asyncio.gather(self._listening, return_exceptions=True)
        await self._account.close()

    async def join_invited(self, timeout: float = LOOK_AT_MOST) -> list[str]:
        """Accept every invitation there is; waits for one if there is none yet."""
        await self._until(lambda: bool(self._account.client.invited_rooms), timeout, "an invitation")
        rooms = list(self._account.client.invited_rooms)
        for room in rooms:
            await self.join(room)
        return rooms

    async def join(self, room: str) -> None:
        """Join a room; returns once the person's client knows it."""
        await self._rooms.join(room)
        self._account.client.invited_rooms.pop(room, None)
        await self._until(lambda: room in self._account.client.rooms, LOOK_AT_MOST, "the room")

    @property
    def invitations(self) -> tuple[str, ...]:
        """The rooms this person is invited to and has not joined."""
        return tuple(self._account.client.invited_rooms)

    @property
    def rooms(self) -> Mapping[str, str]:
        """The names of the rooms this person is in, by id; spaces left out."""
        known = self._account.client.rooms.items()
        return {room: one.name or "" for room, one in known if one.room_type != "m.space"}

    async def on_the_wire(self, room: str) -> list[dict[str, Any]]:
        """A room's events as the server has them, undecrypted, oldest first, as far as it shows them to this person."""
        where = f"{path('rooms', room, 'messages')}?dir=b&limit=1000"
        chunk: list[dict[str, Any]] = (await self._account.wire.call("GET", where))["chunk"]
        return chunk[::-1]

    async def leave(self, room: str) -> None:
        """Leave a room, or decline."""
        await self._rooms.leave(room)

    async def say(
        self,
        room: str,
        text: str,
        *,
        reply_to: str | None = None,
        thread: str | None = None,
        mention: str | None = None,
        **fields: Any,
    ) -> str:
        """Say something, encrypted where the room is; gives the event's id. `fields` replace content fields."""
        content: dict[str, Any] = {"msgtype": "m.text", "body": text, "m.mentions": {}}
        if mention is not None:
            content["m.mentions"] = {"user_ids": [mention]}
        if thread is not None:
            target = {"event_id": reply_to or thread}
            content["m.relates_to"] = {
                "rel_type": "m.thread",
                "event_id": thread,
                "is_falling_back": reply_to is None,
                "m.in_reply_to": target,
            }
        elif reply_to is not None:
            content["m.relates_to"] = {"m.in_reply_to": {"event_id": reply_to}}
        return await self.send(room, content | fields)

    async def vote(self, poll: Seen, word: str) -> str:
        """Choose the answer of a poll that says this word. Raises LookupError where none does."""
        found = [one for one, _ in poll.choices if said_by(one) == word]
        if not found:
            raise LookupError(f"the poll offers no {word!r}")
        reference = {"rel_type": "m.reference", "event_id": poll.event_id}
        content = {POLL_RESPONSE: {"answers": found[:1]}, "m.relates_to": reference}
        return await self.send(poll.room, content, kind=POLL_RESPONSE)

    async def send(self, room: str, content: dict[str, Any], *, kind: str = "m.room.message") -> str:
        """Send an event with this content as a client would."""
        if self._account.client.is_encrypted(room):
            content = await self._encrypted(room, content, kind)
            kind = "m.room.encrypted"
        where = path("rooms", room, "send", kind, uuid4().hex)
        return str((await self._account.wire.call("PUT", where, content))["event_id"])

    async def react(self, room: str, event: str, emoji: str) -> str:
        """React to an event; reactions travel in clear, in every client."""
        relation = {"rel_type": "m.annotation", "event_id": event, "key": emoji}
        return await self.send_clear(room, "m.reaction", {"m.relates_to": relation})

    async def send_clear(self, room: str, kind: str, content: dict[str, Any]) -> str:
        """Send an event in clear, whatever the room is. The bot's own client cannot: so this goes past it."""
        client = self._account.client
        where = f"{client.homeserver}{path('rooms', room, 'send', kind, uuid4().hex)}"
        headers = {"Authorization": f"Bearer {client.access_token}"}
        async with aiohttp.ClientSession(headers=headers) as session, session.put(where, json=content) as answer:
            answer.raise_for_status()
            return str((await answer.json())["event_id"])

    async def redact(self, room: str, event: str) -> None:
        """Take an own event back."""
        await self._account.wire.call("PUT", path("rooms", room, "redact", event, uuid4().hex), {})

    async def heard(
        self,
        predicate: Callable[[Seen], bool],
        *,
        room: str | None = None,
        after: int = 0,
        timeout: float = LOOK_AT_MOST,
    ) -> Seen:
        """The first message from `seen[after:]` on that fits, waiting for it if need be. Raises TimeoutError."""

        def fitting() -> Seen | None:
            fits = (m for m in self.seen[after:] if room in (None, m.room) and predicate(m))
            return next(fits, None)

        await self._until(lambda: fitting() is not None, timeout, "a message")
        found = fitting()
        if found is None:
            raise TimeoutError(f"{self.user_id} did not hear it")
        return found

    async def private_room_with(self, user_id: str) -> str:
        """An encrypted private chat with somebody: the one there is, or a new one."""
        for room, known in self._account.client.rooms.items():
            if known.users.keys() == {self.user_id, user_id} and known.encrypted:
                return room
        plan = RoomPlan(name="", direct_with=user_id)
        room = await self._rooms.open(plan, uuid4().hex)
        await self._until(lambda: room in self._account.client.rooms, LOOK_AT_MOST, "the room")
        return room

    async def pinned(self, room: str) -> list[str]:
        """The events that are pinned in a room, in their order."""
        where = path("rooms", room, "state", "m.room.pinned_events")
        return list((await self._account.wire.look(where) or {}).get("pinned", []))

    async def page_back(self, room: str) -> list[Seen]:
        """A room's history as far as the server shows it to this person, oldest first, decrypted where possible."""
        found: list[Seen] = []
        start: str | None = None
        while True:
            page = await self._account.client.room_messages(room, start, limit=100)
            if not isinstance(page, RoomMessagesResponse):
                return found[::-1]
            found += [seen for event in page.chunk if (seen := self._view(room, event)) is not None]
            if not page.end or not page.chunk:
                return found[::-1]
            start = page.end

    async def read_file(self, event_id: str) -> bytes:
        """A file's bytes, fetched and decrypted with the keys from its event. Raises KeyError if there is none."""
        content = self._files[event_id]
        if "file" not in content:
            return await self._account.wire.download(content["url"])
        file = content["file"]
        data = await self._account.wire.download(file["url"])
        return bytes(decrypt_attachment(data, file["key"]["k"], file["hashes"]["sha256"], file["iv"]))

    async def _encrypted(self, room: str, content: dict[str, Any], kind: str) -> dict[str, Any]:
        for tries in range(10):
            try:
                return await self._account.keys.encrypt(room, dict(content), may_receive=None, kind=kind)
            except Later as later:
                if tries == 9:
                    raise
                await asyncio.sleep(later.delay or 0.2)
        raise AssertionError("unreachable")

    async def _listen(self) -> None:
        since, is_first = self._account.birth, True
        while True:
            try:
                response = await self._account.sync(since, full_state=is_first, wait=0 if is_first else SYNC_WAIT)
                await self._account.upkeep.after(response)
            except Later:
                await asyncio.sleep(0.5)
                continue
            since, is_first = response.next_batch, False
            for room in response.rooms.leave:
                self._account.client.forget_room(room)
            self._take(response)
            async with self._news:
                self._news.notify_all()

    def _take(self, response: Any) -> None:
        for event in response.to_device_events:
            if isinstance(event, RoomKeyEvent):
                self._unlock(event.room_id, event.session_id)
            if isinstance(event, UnknownToDeviceEvent) and event.type == "m.room_key.withheld":
                self.withheld.append(str(event.source.get("content", {}).get("code")))
        for room, info in response.rooms.join.items():
            for event in info.timeline.events:
                if isinstance(event, MegolmEvent):
                    self._pending.keep(room, event)
                seen = self._view(room, event)
                if seen is not None:
                    self.seen.append(seen)

    def _unlock(self, room: str, session_id: str) -> None:
        """Read what came before its key, in the place where it stood."""
        for event in self._pending.take(room, session_id):
            try:
                seen = self._view(room, self._account.client.olm.decrypt_megolm_event(event))
            except EncryptionError:
                continue
            if seen is not None:
                self.seen = [seen if old.event_id == seen.event_id else old for old in self.seen]

    def _view(self, room: str, event: Any) -> Seen | None:
        if isinstance(event, MegolmEvent):
            return Seen(room=room, event_id=event.event_id, sender=event.sender, decrypted=False, encrypted=True)
        if isinstance(event, BadEvent | UnknownBadEvent) or event.source.get("type") not in SHOWN:
            return None
        content = event.source.get("content", {})
        relation = content.get("m.relates_to", {})
        is_edit = relation.get("rel_type") == "m.replace"
        shown = content.get("m.new_content", content) if is_edit else content
        if "file" in content or "url" in content:
            self._files[event.event_id] = content
        return Seen(
            room=room,
            event_id=event.event_id,
            sender=event.sender,
            body=str(shown.get("body", "")),
            html=str(shown.get("formatted_body", "")),
            thread=relation.get("event_id") if relation.get("rel_type") == "m.thread" else None,
            encrypted=bool(event.decrypted),
            edited_from=relation.get("event_id") if is_edit else None,
            reply_to=relation.get("m.in_reply_to", {}).get("event_id"),
            file=content.get("filename") if event.event_id in self._files else None,
            is_genuine=bool(event.decrypted and self._account.client.olm.is_genuine(event, room)),
            choices=tuple((str(one["id"]), str(one[TEXT])) for one in shown.get(POLL_START, {}).get("answers", ())),
        )

    async def _until(self, is_so: Callable[[], bool], timeout: float, what: str) -> None:
        deadline = time.monotonic() + timeout
        while not is_so():
            if self._listening is not None and self._listening.done():
                self._listening.result()  # a client that fell over must not look like one that heard nothing
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError(f"{self.user_id} waited {timeout:.0f} s for {what}")
            async with self._news:
                try:
                    await asyncio.wait_for(self._news.wait(), min(left, 0.5))
                except TimeoutError:
                    continue

    def _keep_recovery_key(self, key: str) -> None:
        self.recovery_key = key


def said_by(answer: str) -> str:
    """The word that the answer of a poll says, as "yes" for "dialog:ID:yes.0123456789ab"."""
    return answer.rpartition(".")[0].rpartition(":")[2]

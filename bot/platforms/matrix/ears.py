"""From the library's events to ours: what was decrypted how, what waits for its key, what changed who can read."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

import structlog
from nio import (
    BadEvent,
    EncryptionError,
    InviteMemberEvent,
    MegolmEvent,
    RoomKeyEvent,
    UnknownBadEvent,
    UnknownToDeviceEvent,
)

from bot.platforms.matrix.client import GuardedClient
from bot.platforms.matrix.inbound import PLATFORM, Me, ReadCall, Received, no_calls, understand
from bot.platforms.matrix.pending import Pending
from bot.platforms.matrix.polls import Vote
from bot.platforms.matrix.steps import Step, step_in_room, step_of_device
from commands.engine.heard import Event, Heard, Invited, Reacted, RoomChanged

log = structlog.get_logger()

POLICY = frozenset(
    {
        "m.room.create",
        "m.room.encryption",
        "m.room.guest_access",
        "m.room.history_visibility",
        "m.room.join_rules",
        "m.room.member",
        "m.room.power_levels",
        "m.room.server_acl",
        "m.room.tombstone",
    }
)
"""State that decides who can read a room. The library calls nobody for half of it, so it is looked for here."""

WITHHELD = frozenset({"m.blacklisted", "m.unverified", "m.unauthorised", "m.unavailable", "m.no_olm"})
"""Why somebody gives us no key (Matrix spec v1.18, "m.room_key.withheld"); other words of theirs reach no log."""

Verify = Callable[[Step], None]
"""Told each step of a verification."""


def nobody_verifies(step: Step) -> None:
    """Where nobody waits at a console."""


class Ears:
    """Turns what a sync brought into events, once the senders' devices are judged."""

    def __init__(
        self,
        client: GuardedClient,
        pending: Pending,
        me: Me,
        read_call: ReadCall = no_calls,
        verify: Verify = nobody_verifies,
    ) -> None:
        self._client = client
        self._pending = pending
        self._read_call = read_call
        self._verify = verify
        self.me = me

    def listen(self, room: str, events: Iterable[Any]) -> list[Event | Vote]:
        """The messages, votes and reactions among a room's events, in their order; what cannot be read yet is kept."""
        heard = (self._guarded(room, event) for event in events)
        return [event for event in heard if event is not None]

    def catch_up(self, to_device: Iterable[Any]) -> list[Event | Vote]:
        """The messages that can be read now that these keys have come."""
        keys: list[tuple[str, str]] = []
        for event in to_device:
            if isinstance(event, RoomKeyEvent):
                keys.append((event.room_id, event.session_id))
            elif isinstance(event, UnknownToDeviceEvent) and event.type == "m.room_key.withheld":
                self._note_withheld(event)
            elif step := step_of_device(getattr(event, "source", None), self.me.user_id):
                self._verify(step)
        return self._read(keys)

    def start(self) -> list[Event | Vote]:
        """The messages that were kept when the bot stopped and whose keys are here."""
        return self._read(self._pending.sessions())

    def has_changed(self, events: Iterable[Any]) -> bool:
        """Whether any of these events decides who can read, or cannot be understood at all."""
        return any(isinstance(event, BadEvent | UnknownBadEvent) or _type(event) in POLICY for event in events)

    def invitation(self, room: str, events: Sequence[Any], at: datetime) -> Invited | None:
        """Who invites us, if it can be told."""
        for event in events:
            if isinstance(event, InviteMemberEvent) and event.state_key == self.me.user_id:
                direct = event.content.get("is_direct") is True
                return Invited(platform=PLATFORM, room=room, sender=event.sender, direct=direct, at=at)
        return None

    def original(self, room: str, source: Any) -> Heard | None:
        """What an earlier message says, as the server has it; None unless it provably is its sender's own text."""
        try:
            event = MegolmEvent.from_dict(source) if _is_encrypted(source) else None
            if not isinstance(event, MegolmEvent):
                return None
            found = understand(self._received(room, self._client.olm.decrypt_megolm_event(event, room)), self.me)
        except EncryptionError:
            return None
        except Exception as fault:  # noqa: BLE001 - a server may answer anything, and the parser raises anything
            log.warning("matrix.event_not_understood", room=room, kind=type(fault).__name__)
            return None
        return found if isinstance(found, Heard) and found.verified else None

    def _note_withheld(self, event: UnknownToDeviceEvent) -> None:
        """An operator must see why the bot reads nothing of somebody: mostly because its own device is not signed."""
        content = event.source.get("content")
        code, room = (content.get("code"), content.get("room_id")) if isinstance(content, dict) else (None, None)
        log.warning(
            "matrix.key_withheld",
            person=event.sender,
            room=room if isinstance(room, str) and room in self._client.rooms else None,
            reason=code if isinstance(code, str) and code in WITHHELD else "other",
        )

    def _guarded(self, room: str, event: Any) -> Heard | Reacted | Vote | None:
        try:
            return self._one(room, event)
        except Exception as fault:  # noqa: BLE001 - one event nobody thought of must not stop the stream for ever
            log.error("matrix.event_not_understood", room=room, kind=type(fault).__name__)
            return None

    def _one(self, room: str, event: Any) -> Heard | Reacted | Vote | None:
        if isinstance(event, MegolmEvent):
            if event.sender != self.me.user_id:
                self._pending.keep(room, event)
            return None
        received = self._received(room, event)
        if step := step_in_room(room, received.source, self.me.user_id):
            self._verify(step)
            return None
        return understand(received, self.me, self._read_call)

    def _received(self, room: str, event: Any) -> Received:
        source = event.source if isinstance(getattr(event, "source", None), dict) else {}
        if not getattr(event, "decrypted", False):
            return Received(room=room, source=source)
        index = self._client.olm.index_of.get(event.event_id)
        return Received(
            room=room,
            source=source,
            encrypted=True,
            verified=self._client.olm.is_genuine(event, room),
            replay_key=None if index is None else f"{event.session_id}:{index}",
        )

    def _read(self, keys: Iterable[tuple[str, str]]) -> list[Event | Vote]:
        heard: list[Event | Vote] = []
        for room, session_id in dict.fromkeys(keys):
            for event in self._pending.take(room, session_id):
                heard.extend(self.listen(room, [self._decrypted(event)]))
        return heard

    def _decrypted(self, event: MegolmEvent) -> Any:
        try:
            return self._client.olm.decrypt_megolm_event(event)
        except EncryptionError:
            return event  # the key does not fit; it is kept again


def changed(room: str, at: datetime) -> RoomChanged:
    """Look at this room again."""
    return RoomChanged(platform=PLATFORM, room=room, at=at)


def _is_encrypted(source: Any) -> bool:
    return isinstance(source, dict) and source.get("type") == "m.room.encrypted"


def _type(event: Any) -> object:
    source = getattr(event, "source", None)
    return source.get("type") if isinstance(source, dict) else None

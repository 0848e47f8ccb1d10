"""The steps of a verification as they come, in a room or from a device, and what can be made out of anything else.

Anybody can send any JSON: what names no sender, no transaction or no step is none. Source: Matrix spec v1.18, "Key
verification framework".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeGuard

from bot.platforms.matrix.sas import LONGEST

REQUEST = "m.key.verification.request"
PREFIX = "m.key.verification."


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step: of whom, which (`request`, `start`, ...), of which transaction; `room` is None from a device.

    `at` is when a request says it was made, None where it does not say.
    """

    user: str
    name: str
    transaction: str
    content: Mapping[str, Any]
    room: str | None = None
    at: datetime | None = None

    @property
    def device(self) -> str | None:
        """The device that it says it comes from."""
        device = self.content.get("from_device")
        return device if is_word(device) else None

    @property
    def where(self) -> tuple[str | None, str]:
        """The transaction and the way it goes: a step counts for both or not at all."""
        return self.room, self.transaction


def step_in_room(room: str, source: Mapping[str, Any], account: str) -> Step | None:
    """The step that a room event is, if it is one of somebody else's. A request names whom it asks."""
    kind, content, user = source.get("type"), source.get("content"), source.get("sender")
    if not isinstance(kind, str) or not isinstance(content, Mapping) or "state_key" in source:
        return None
    if not is_word(user) or user == account:
        return None
    if kind == "m.room.message" and content.get("msgtype") == REQUEST:
        transaction, name, at = source.get("event_id"), "request", _moment(source.get("origin_server_ts"))
        is_ours = content.get("to") == account
    else:
        relation = content.get("m.relates_to") if kind.startswith(PREFIX) and kind != REQUEST else None
        transaction = relation.get("event_id") if isinstance(relation, Mapping) else None
        name, at = kind.removeprefix(PREFIX), None
        is_ours = isinstance(relation, Mapping) and relation.get("rel_type") == "m.reference"
    if not is_ours or not is_word(transaction):
        return None
    return Step(user=user, name=name, transaction=transaction, content=content, room=room, at=at)


def step_of_device(source: object, account: str) -> Step | None:
    """The step that a message from a device is, if it is one. Every step names its transaction."""
    if not isinstance(source, Mapping):
        return None
    content, user, kind = source.get("content"), source.get("sender"), source.get("type")
    if not isinstance(content, Mapping) or not is_word(user) or user == account:
        return None
    transaction = content.get("transaction_id")
    if not isinstance(kind, str) or not kind.startswith(PREFIX) or not is_word(transaction):
        return None
    at = _moment(content.get("timestamp"))
    return Step(user=user, name=kind.removeprefix(PREFIX), transaction=transaction, content=content, at=at)


def is_word(thing: object) -> TypeGuard[str]:
    """Whether that can be an identifier: short, and nothing that no encoding can hold."""
    return isinstance(thing, str) and 0 < len(thing) <= LONGEST and thing.isprintable()


def _moment(milliseconds: object) -> datetime | None:
    if not isinstance(milliseconds, int) or isinstance(milliseconds, bool):
        return None
    try:
        return datetime.fromtimestamp(milliseconds / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None

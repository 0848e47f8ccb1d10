"""Rooms and parcels to try the outbox with."""

import itertools
import json
from datetime import UTC, datetime, timedelta
from typing import Any

from storage.access import Label
from storage.message import say
from storage.outbox import Kind, Parcel
from storage.room import Room, RoomKind, RoomState

NOON = datetime(2027, 3, 9, 12, 0, tzinfo=UTC)

_numbers = itertools.count(1)


class HandClock:
    """A clock that a test moves by hand."""

    def __init__(self, at: datetime = NOON) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def passes(self, seconds: float) -> None:
        """Let so much time go by."""
        self.at += timedelta(seconds=seconds)


def make_room(external_id: str | None = "!room", *, platform: str = "memory") -> Room:
    """A room for staff that may hear everything."""
    return Room(
        platform=platform,
        external_id=external_id,
        kind=RoomKind.STAFF,
        name="staff",
        state=RoomState.AUTHORISED,
        ceiling=Label.RED,
        created_at=NOON,
    )


def make_parcel(
    room: Room,
    kind: Kind = Kind.POST,
    content: dict[str, Any] | None = None,
    *,
    once: str | None = None,
    said: str = "word",
    **fields: Any,
) -> Parcel:
    """A parcel that is due at noon, and says `said` if it is a post."""
    parcel = Parcel(
        once=once or f"once.{next(_numbers)}",
        kind=kind,
        room_id=room.id,
        **{"order_key": room.id, "created_at": NOON, "not_before": NOON, **fields},
    )
    parcel.payload = json.dumps(content if content is not None else {"message": say(said).to_json()})
    return parcel

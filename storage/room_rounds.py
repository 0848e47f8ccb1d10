"""The round through all rooms, a page at a time: to find out which there are keeps nobody waiting, however many."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select

from storage.room import Room, RoomKind, RoomState
from storage.unit import Unit

PAGE = 200  # rooms

_NEXT = (
    select(Room.id, Room.platform, Room.external_id)
    .where(
        Room.id > bindparam("after"),
        Room.external_id.is_not(None),
        Room.kind != RoomKind.SPACE,
        Room.state != RoomState.RETIRED,
    )
    .order_by(Room.id)
    .limit(PAGE)
)


@dataclass(frozen=True, slots=True)
class Stop:
    """A room on the way."""

    id: str
    platform: str
    external_id: str


async def next_stops(unit: Unit, after: str = "") -> Sequence[Stop]:
    """The next rooms that may hear anything, in the order of their ids, after the one with this id; none at the end."""
    found: Any = await unit.run(_NEXT, {"after": after})
    return [Stop(*row) for row in found]

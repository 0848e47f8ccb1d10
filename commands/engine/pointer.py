"""Where something can be read that may not pass through the platform on which it is asked for: a neutral pointer.

It tells that there is a better place, and nothing of what would be read there.
"""

from sqlalchemy import select

from commands.engine.world import World
from storage import directory
from storage.access import Label
from storage.message import Link, Message, Offer, say
from storage.person import Person
from storage.refusal import Refusal
from storage.room import Room, RoomKind, RoomState
from storage.unit import Unit


class Elsewhere(Refusal):
    """It may be asked for, but not here: this platform may not carry it. `message` says where it can."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.key)
        self.message = message


async def to_private_chat(unit: Unit, world: World, person: Person, label: Label) -> Message:
    """Point somebody to their own private chat on a platform that may carry such a label."""
    for account in await directory.accounts_of(unit, person):
        room = await directory.private_room(unit, person, account.platform)
        if room is not None and world.may_carry(account.platform, label):
            return _pointing(world, room)
    return say("pointer-nowhere").step("person", "link")


async def to_sibling(unit: Unit, world: World, room: Room, label: Label) -> Message:
    """Point a room to another one of the same group that may carry such a label."""
    query = select(Room).where(
        Room.group_id == room.group_id, Room.kind == RoomKind.GROUP, Room.state == RoomState.AUTHORISED
    )
    for one in await unit.scalars(query) if room.group_id else []:
        if world.may_carry(one.platform, label) and label.within(one.ceiling):
            return _pointing(world, one)
    return say("pointer-nowhere")


def _pointing(world: World, room: Room) -> Message:
    address = world.manners_of(room.platform).address
    message = say("pointer", platform=room.platform.capitalize())
    if not address or room.external_id is None:
        return message
    return message.offering(Offer("link", Link(address.format(room=room.external_id), room.platform.capitalize())))

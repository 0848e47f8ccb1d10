"""Who can read in a room besides the people in it, who can let others in, and which of a group's organisations read
there not at all.

Shown to the two people who say what a room may hear: that is what they vouch for.
"""

from collections.abc import Collection, Sequence

from commands.engine.work import Work
from commands.engine.world import World
from storage import directory
from storage.access import Label
from storage.group import Group
from storage.message import Message, say
from storage.organisation import Organisation
from storage.room import EVERYBODY, Observation, Room
from storage.unit import Unit


async def readers_of(work: Work, room: Room, state: Observation) -> Sequence[Message]:
    """The lines that go with a room's authorisation: roles that can read, people with power, organisations left out."""
    lines: list[Message] = []
    if state.seers:
        seers = (say("line-seer-rules" if seer.rules else "line-seer", role=seer.name) for seer in sorted(state.seers))
        lines += [say("room-seers"), *seers]
    if powers := await powers_of(work, room, state):
        everybody = [say("line-power-everybody")] if EVERYBODY in powers else []
        people = (say("line-power", who=one) for one in sorted(powers - {EVERYBODY}))
        lines += [say("room-powers"), *everybody, *people]
    group = await work.unit.get(Group, room.group_id) if room.group_id else None
    return [*lines, *(await _organisations(work, room, group) if group else ())]


async def powers_of(work: Work, room: Room, state: Observation) -> frozenset[str]:
    """Who can let others read and is not staff: that they may is for those who authorise the room to say.

    Staff may while they are staff, and are not vouched for.
    """
    roster = await directory.roster(work.unit, room.platform, state.powers)
    return frozenset(one for one in state.powers if one not in roster or not roster[one].is_staff)


async def discord_only(unit: Unit, world: World, label: Label = Label.AMBER) -> Sequence[Organisation]:
    """The organisations whose people have accounts, but none where something so labelled may be read."""
    return await directory.confined(unit, [name for name in world.platforms if world.may_carry(name, label)])


async def _organisations(work: Work, room: Room, group: Group) -> list[Message]:
    members = {one.id for one in await directory.members_of(work.unit, group)}
    elsewhere = await directory.confined(work.unit, [room.platform])
    low = await discord_only(work.unit, work.world)
    lines = []
    if names := _names(elsewhere, members):
        lines.append(say("room-not-here", names=names, count=len(names), platform=room.platform.capitalize()))
    if names := _names(low, members):
        lines.append(say("room-discord-only", names=names, count=len(names), platforms=_low(work.world)))
    return lines


def _names(found: Sequence[Organisation], members: Collection[str]) -> tuple[str, ...]:
    return tuple(one.name for one in found if one.id in members)


def _low(world: World) -> tuple[str, ...]:
    return tuple(name.capitalize() for name in world.platforms if not world.may_carry(name, Label.AMBER))

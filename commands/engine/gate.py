"""The one choke point: only `admit` makes a Work, so holding one is the proof of permission.

Asked in this order, first refusal wins: is the place ours? is the asker somebody? did the words arrive as they must?
does the table admit these roles here? may this platform carry what is said with it? is there a group, and is it the
asker's? Everything else is a rule of a noun.
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select

from commands.engine.pointer import Elsewhere, to_private_chat
from commands.engine.request import Request
from commands.engine.work import Work
from commands.engine.world import World
from storage import directory
from storage.access import FOR_NEWCOMERS, PERMISSIONS, Action, Place, Role
from storage.group import Group
from storage.organisation import Organisation, OrganisationStatus
from storage.person import Person
from storage.refusal import Absent, Refusal
from storage.room import Observation, Room, RoomState
from storage.unit import Unit


async def admit(
    unit: Unit, request: Request, *, now: datetime, world: World, observed: Mapping[str, Observation]
) -> Work:
    """The Work for a request, or a Refusal. Nobody else constructs one."""
    room = await unit.session.get(Room, request.room)
    person = await directory.person_of(unit, request.platform, request.sender)
    if room is None or person is None or room.state is RoomState.RETIRED:
        raise Absent
    organisation = await unit.session.get_one(Organisation, person.organisation_id)
    if not may_begin(organisation, request.spec.may):
        raise Absent
    _refuse_unproven(request, room, world)
    place = Place.PRIVATE if request.alone else room.place
    if not PERMISSIONS[request.spec.may].admits(person.roles, place):
        raise Refusal(_not_here(request.spec.may, person))
    if not world.may_carry(room.platform, request.spec.carries):
        raise Elsewhere(await to_private_chat(unit, world, person, request.spec.carries))
    return Work(
        unit=unit,
        now=now,
        world=world,
        roles=person.roles,
        place=place,
        asker=person,
        organisation=organisation,
        room=room,
        group=await _group(unit, request, room, person, now=now),
        event_id=request.event_id,
        observed=observed,
        file=request.file,
        contents=request.contents,
    )


async def admit_reader(unit: Unit, person: Person, *, now: datetime, world: World) -> Work | None:
    """The Work in which the bot looks up for somebody, unasked, what they could ask in their private chat.

    None for whoever may not, or has no chat. Where there are several, it is that which may carry most.
    """
    organisation = await unit.session.get_one(Organisation, person.organisation_id)
    may = PERMISSIONS[Action.READ].admits(person.roles, Place.PRIVATE) and may_begin(organisation, Action.READ)
    if not (may and person.is_active):
        return None
    work = Work(
        unit=unit, now=now, world=world, roles=person.roles, place=Place.PRIVATE, asker=person,
        organisation=organisation,
    )  # fmt: skip
    chats = await work.private_rooms(person)
    work.room = max(chats, key=lambda room: world.manners_of(room.platform).ceiling.rank, default=None)
    return work if work.room else None


def may_begin(organisation: Organisation, may: Action) -> bool:
    """Whether an organisation is one whose people may do this at all."""
    if organisation.status is OrganisationStatus.ONBOARDING:
        return may in FOR_NEWCOMERS
    return organisation.status is OrganisationStatus.ACTIVE


def admit_clock(unit: Unit, *, may: Action, now: datetime, world: World) -> Work:
    """The Work of the bot acting by itself: the same table, with the role CLOCK."""
    roles = frozenset({Role.CLOCK})
    if not PERMISSIONS[may].admits(roles, Place.UNBOUND):
        raise Absent
    return Work(unit=unit, now=now, world=world, roles=roles, place=Place.UNBOUND)


def _refuse_unproven(request: Request, room: Room, world: World) -> None:
    """In an encrypted room only what provably comes from the asker's own device counts.

    Elsewhere only what changes nothing, unless the platform itself vouches for who speaks.
    """
    if not request.verified and (room.encrypted or not world.manners_of(room.platform).encrypts):
        raise Refusal("not-verified")
    if room.encrypted and not request.encrypted:
        raise Refusal("not-verified")
    if not room.encrypted and world.manners_of(room.platform).encrypts and not request.spec.harmless:
        raise Refusal("not-encrypted-here")


def _not_here(may: Action, person: Person) -> str:
    """Allowed elsewhere is said so; not allowed at all sounds like nothing being there."""
    elsewhere = any(PERMISSIONS[may].admits(person.roles, place) for place in Place)
    return "ask-me-privately" if elsewhere else "absent"


async def _group(unit: Unit, request: Request, room: Room, person: Person, *, now: datetime) -> Group | None:
    if room.group_id is not None:
        own = await unit.session.get(Group, room.group_id)
        takes_part = own is not None and await directory.is_member(unit, own, person.organisation_id, now=now)
        return own if takes_part or person.is_staff else None
    if not request.group_code:
        return None
    group: Group | None = await unit.session.scalar(select(Group).where(Group.code == request.group_code))
    if group is None or group.closed_at is not None:
        raise Absent
    if not person.is_staff and not await directory.is_member(unit, group, person.organisation_id, now=now):
        raise Absent
    return group

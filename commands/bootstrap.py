"""The first start: the people named in the settings become the staff, with a room of their own."""

from datetime import datetime

from commands.engine.work import Work
from commands.engine.world import World
from storage import directory
from storage.access import Place, Role
from storage.organisation import Organisation, OrganisationKind
from storage.person import Identity, Person, PersonStatus
from storage.room import Room, RoomKind
from storage.room_class import RoomClass
from storage.unit import Unit

_FULL = frozenset({Role.ADMIN, Role.STAFF, Role.APPROVER})


async def bootstrap(
    unit: Unit, admins: tuple[str, ...], *, world: World, locale: str, zone: str, now: datetime
) -> None:
    """Make the staff and their room from "platform:account" ids; what is there already stays as it is.

    Each of them is admin, staff and approver: with two people at first, what one writes the other approves.
    """
    work = Work(unit=unit, now=now, world=world, roles=frozenset({Role.CLOCK}), place=Place.UNBOUND)
    people = [await _person(work, admin, locale=locale, zone=zone) for admin in admins]
    staff = [person for person in people if person.is_staff]  # who was removed is not brought back by a setting
    rooms = await directory.staff_rooms(unit)
    for room in rooms:
        for person in staff:  # one who was added to the settings later; the others are in already
            await work.invite(room, person, once=f"admin.{person.id}")
    for platform in dict.fromkeys(admin.partition(":")[0] for admin in admins):
        if platform not in world.platforms or platform in {room.platform for room in rooms}:
            continue
        name = f"{STAFF_NAME}-{platform}" if rooms else STAFF_NAME
        room = Room(
            platform=platform, kind=RoomKind.STAFF, name=name, room_class=RoomClass.STAFF, locales=locale,
            zone=zone, created_at=now,
        )  # fmt: skip
        rooms.append(await work.open_room(room, invite=staff))
    for person in staff:
        await work.private_rooms(person)


async def _person(work: Work, admin: str, *, locale: str, zone: str) -> Person:
    platform, _, account = admin.partition(":")
    identity = await directory.identity_of(work.unit, platform, account)
    if identity is not None:
        return await work.unit.session.get_one(Person, identity.person_id)
    person = Person(
        name=account.lstrip("@").partition(":")[0][:80],
        organisation_id=(await _staff(work)).id,
        roles=_FULL,
        locale=locale,
        zone=zone,
        status=PersonStatus.ACTIVE,
        created_at=work.now,
    )
    work.add(person)
    await work.unit.session.flush()
    work.add(Identity(person_id=person.id, platform=platform, external_id=account, verified_at=work.now))
    await work.unit.session.flush()
    return person


async def _staff(work: Work) -> Organisation:
    found = await directory.organisation_named(work.unit, STAFF_NAME)
    if found is None:
        found = Organisation(name=STAFF_NAME, kind=OrganisationKind.STAFF, created_at=work.now)
        work.add(found)
        await work.unit.session.flush()
    return found


STAFF_NAME = "Staff"

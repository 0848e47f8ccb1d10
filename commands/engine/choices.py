"""What may be chosen, seen with the asker's own eyes: a suggestion is a leak too."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from sqlalchemy import select

from commands.engine.options import Choice, Choices, Context
from storage import directory
from storage.group import Group
from storage.organisation import Company, Organisation, OrganisationStatus
from storage.person import Person, PersonStatus
from storage.room import Room, RoomKind, RoomState


async def organisations(context: Context) -> Sequence[Choice]:
    """The network's organisations; every member may know the others."""
    query = select(Organisation.name).where(Organisation.status == OrganisationStatus.ACTIVE)
    return [(name, name) for name in await context.unit.session.scalars(query.order_by(Organisation.name))]


async def companies(context: Context) -> Sequence[Choice]:
    """The companies that are known; who buys from them is another matter."""
    names = await context.unit.session.scalars(select(Company.name).order_by(Company.name))
    return [(name, name) for name in names]


async def people(context: Context) -> Sequence[Choice]:
    """The active people, and for staff the invited ones too."""
    query = select(Person.name).where(Person.status != PersonStatus.LEFT)
    if not context.is_staff:
        query = query.where(Person.status == PersonStatus.ACTIVE)
    return [(name, name) for name in await context.unit.session.scalars(query.order_by(Person.name))]


async def groups(context: Context) -> Sequence[Choice]:
    """The groups that concern the asker."""
    if context.person_id is None:
        return []
    person = await context.unit.session.get_one(Person, context.person_id)
    return [(group.code, f"{group.code}, {group.name}") for group in await directory.groups_of(context.unit, person)]


async def rooms(context: Context) -> Sequence[Choice]:
    """The rooms there are, for staff; a member's own groups' rooms otherwise."""
    query = select(Room).where(
        Room.kind.in_([RoomKind.STAFF, RoomKind.GROUP, RoomKind.ENGAGEMENT]), Room.state != RoomState.RETIRED
    )
    if not context.is_staff:
        own = [code for code, _ in await groups(context)]
        query = query.join(Group, Group.id == Room.group_id).where(Group.code.in_(own))
    return [(room.name, room.name) for room in await context.unit.session.scalars(query.order_by(Room.name))]


CHOICES: Mapping[str, Choices] = MappingProxyType(
    {
        "OrganisationName": organisations,
        "CompanyName": companies,
        "PersonName": people,
        "GroupCode": groups,
        "RoomName": rooms,
    }
)

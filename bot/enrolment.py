"""An operator vouches for an account: somebody is in the network because whoever runs the bot says so.

For the first people of an organisation whose staff can't be reached by the code's road. It is recorded like every
deed, with the operator as its actor.
"""

from datetime import datetime

from sqlalchemy import select

from bot.settings import Settings
from commands import TOPICS
from commands.engine.lexicon import Lexicon
from commands.engine.manners import Manners
from commands.engine.spec import specs
from commands.engine.work import Work
from commands.engine.world import World
from commands.person_account import account_of
from storage import directory
from storage.access import Label, Place, Role
from storage.organisation import OrganisationKind
from storage.person import Identity, Person, PersonStatus, refuse_role
from storage.refusal import Refusal
from storage.room import Room, RoomKind
from storage.unit import Storage, Unit

OPERATOR = "operator"
"""The actor of a deed done from the command line, in the audit record."""


class NotEnrolled(Exception):
    """It can't be done; the text is one sentence for the operator."""


async def enrol(
    storage: Storage,
    settings: Settings,
    *,
    account: str,
    organisation: str,
    role: str,
    name: str,
    locale: str,
    now: datetime,
) -> Person:
    """Add a person whose account is proven by the operator's word; the bot, running or started later, invites them.

    `account` is a Matrix id, or the number of a Discord account. Raises NotEnrolled.
    """
    world = world_of(settings)
    try:
        platform, external_id = account_of(account, world)
    except Refusal as refusal:
        raise NotEnrolled(
            f"{account} is no account on a platform that is set up; one on Matrix looks like @ana:example.org, one on "
            "Discord is a number."
        ) from refusal
    async with storage.unit() as unit:
        person = await _person(unit, organisation=organisation, role=role, name=name, now=now)
        person.locale, person.zone = locale, settings.zone
        if await directory.identity_of(unit, platform, external_id):
            raise NotEnrolled(f"{account} is known already.")
        unit.add(person)
        await unit.session.flush()
        unit.add(Identity(person_id=person.id, platform=platform, external_id=external_id, verified_at=now))
        await unit.session.flush()
        await _welcome(work_of_operator(unit, world, now), person)
        await unit.record("person enrol", at=now, actor_id=OPERATOR, object=f"person:{person.id}")
        return person


async def _person(unit: Unit, *, organisation: str, role: str, name: str, now: datetime) -> Person:
    belongs = await directory.organisation_named(unit, organisation)
    if belongs is None:
        raise NotEnrolled(f"There is no organisation {organisation!r}; staff add it first (`organisation add`).")
    if role not in list(Role):
        raise NotEnrolled(f"There is no role {role!r}; there are {', '.join(Role)}.")
    is_staff = belongs.kind is OrganisationKind.STAFF
    try:
        refuse_role(Role(role), organisation_is_staff=is_staff, is_partner=not belongs.is_buyer)
    except Refusal as refusal:
        raise NotEnrolled(f"Nobody of {belongs.name} can be {role}.") from refusal
    if await unit.session.scalar(select(Person.id).where(Person.name == name, Person.status != PersonStatus.LEFT)):
        raise NotEnrolled(f"Somebody is called {name} already.")
    return Person(
        name=name,
        organisation_id=belongs.id,
        roles=frozenset({Role(role)}),
        status=PersonStatus.ACTIVE,
        created_at=now,
    )


async def _welcome(work: Work, person: Person) -> None:
    """Their private chat, and the rooms of their organisation's groups (or the staff's)."""
    await work.private_rooms(person)
    rooms = await directory.staff_rooms(work.unit) if person.is_staff else []
    if not person.is_staff:
        groups = [group.id for group in await directory.groups_of(work.unit, person)]
        query = select(Room).where(Room.group_id.in_(groups), Room.kind.in_([RoomKind.SPACE, RoomKind.GROUP]))
        rooms = list(await work.unit.scalars(query))
    for room in rooms:
        await work.invite(room, person, once=f"into.{person.id}.enrol")


def work_of_operator(unit: Unit, world: World, now: datetime) -> Work:
    """A Work without permissions, for the effects alone."""
    return Work(unit=unit, now=now, world=world, roles=frozenset(), place=Place.UNBOUND)


def world_of(settings: Settings) -> World:
    """What the running bot serves, as far as opening a private chat and inviting go."""
    manners = {
        "matrix": Manners(),
        "discord": Manners(ceiling=Label(settings.discord_ceiling), encrypts=False, answers_alone=True),
    }
    return World(
        policy=settings.policy,
        accounts=settings.accounts,
        lexicon=Lexicon.load(),
        specs=specs(TOPICS),
        manners={name: manners[name] for name in settings.accounts},
    )

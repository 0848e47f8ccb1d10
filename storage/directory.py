"""Who is who and where, looked up in one place: accounts, standings, rooms, and what an audience comes to now.

These are lookups for the gate, the courier and the handlers; none of them decides anything. Those that every command
needs are built once.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import combinations
from typing import Any, cast

from sqlalchemy import Select, bindparam, func, or_, select, union
from sqlalchemy.orm import aliased

from storage import affiliation, clearance_reach, linkage
from storage.access import Role
from storage.audience import Audience, AudienceKind, Reach, Standing
from storage.base import any_of, one_of
from storage.dialog import Dialog, DialogKind
from storage.engagement import Participation
from storage.group import Group, Membership
from storage.organisation import BUYERS, KNOWN, Company, Organisation, OrganisationKind, OrganisationStatus, Purchase
from storage.person import COORDINATING, Identity, Person, PersonStatus
from storage.reading import Reading
from storage.room import Room, RoomKind, RoomState
from storage.unit import Unit

_ACCOUNT = (Identity.platform == bindparam("platform")) & (Identity.external_id == bindparam("external_id"))
_PERSON = (
    select(Person, Organisation)
    .join(Identity, Identity.person_id == Person.id)
    .join(Organisation, Organisation.id == Person.organisation_id)
    .where(
        _ACCOUNT,
        Identity.verified_at.is_not(None),
        Person.status == PersonStatus.ACTIVE,
        any_of(Organisation.status, KNOWN),
    )
)
_IDENTITY = select(Identity).where(_ACCOUNT)
_OWN_CHAT = aliased(Room)
_CONSORTIUM = aliased(Organisation)
_HELD = tuple(role for role in Role if role is not Role.CLOCK)  # by people


async def look_up(unit: Unit, platform: str, place: str, account: str, now: datetime) -> None:
    """Look up in one go what a command begins with: the asker and their organisation, the room and its group, whether
    the one takes part in the other, the asker's private chat, and whether a yes of theirs is waited for.

    The lookups of each then find it without asking again, once: what the command changes in between is seen.
    """
    values = {"platform": platform, "place": place, "external_id": account, "now": now}
    if (found := await unit.read_first(_BEGINNING, **values)) is None:
        return
    person, organisation, room, group, chat, takes_part, is_asked = found
    unit.memo[Person, platform, account] = (person, organisation)
    if chat and chat.account in {"", account}:
        unit.memo[RoomKind.PRIVATE, platform, person.id] = chat
    if room:
        unit.memo[Room, platform, place] = room
    if group and takes_part:
        unit.memo[Membership, group.id, organisation.id] = group
    unit.memo[Dialog, platform, person.id] = bool(is_asked)


_BEGINNING = Reading(
    select(
        Person,
        Organisation,
        Room,
        Group,
        _OWN_CHAT,
        select(Membership.id)
        .where(
            Membership.group_id == Room.group_id,
            Membership.organisation_id == Person.organisation_id,
            Membership.joined_at <= bindparam("now"),
            Membership.left_at.is_(None),
        )
        .exists(),
        select(Dialog.id)
        .where(
            Dialog.person_id == Person.id,
            Dialog.platform == bindparam("platform"),
            Dialog.kind == DialogKind.CONFIRM,
        )
        .exists(),
    )
    .join_from(Identity, Person, Person.id == Identity.person_id)
    .join(Organisation, Organisation.id == Person.organisation_id)
    .outerjoin(Room, (Room.platform == bindparam("platform")) & (Room.external_id == bindparam("place")))
    .outerjoin(Group, Group.id == Room.group_id)
    .outerjoin(
        _OWN_CHAT,
        (_OWN_CHAT.kind == RoomKind.PRIVATE)
        & (_OWN_CHAT.person_id == Person.id)
        & (_OWN_CHAT.platform == bindparam("platform"))
        & (_OWN_CHAT.state != RoomState.RETIRED),
    )
    .where(
        _ACCOUNT,
        Identity.verified_at.is_not(None),
        Person.status == PersonStatus.ACTIVE,
        any_of(Organisation.status, KNOWN),
    )
)


async def person_of(unit: Unit, platform: str, external_id: str) -> Person | None:
    """The active person whose proven account this is."""
    known: tuple[Person, Organisation] | None = unit.memo.get((Person, platform, external_id))
    if known is None or not known[0].is_active:
        known = await unit.row(_PERSON, platform=platform, external_id=external_id)
        unit.memo[Person, platform, external_id] = known  # their organisation is asked for next, and is at hand then
    return known[0] if known else None


async def identity_of(unit: Unit, platform: str, external_id: str) -> Identity | None:
    """The account as it is known, proven or waiting for its code."""
    return await unit.scalar(_IDENTITY, platform=platform, external_id=external_id)


_ACCOUNTS = select(Identity).where(Identity.person_id == bindparam("person"), Identity.verified_at.is_not(None))
_ACCOUNTS_THERE = _ACCOUNTS.where(Identity.platform == bindparam("platform"))


async def accounts_of(unit: Unit, person: Person, *, platform: str | None = None) -> list[Identity]:
    """A person's proven accounts."""
    if platform is None:
        return list(await unit.scalars(_ACCOUNTS, person=person.id))
    return list(await unit.scalars(_ACCOUNTS_THERE, person=person.id, platform=platform))


def hold(unit: Unit) -> None:
    """For a unit in which nobody's standing changes, nor what an audience comes to: each is looked up once."""
    unit.memo[Standing] = {}


async def roster(unit: Unit, platform: str, external_ids: Iterable[str]) -> Mapping[str, Standing]:
    """The standing of each of these accounts that is proven and whose person and organisation are active."""
    wanted = list(external_ids)
    held: dict[tuple[str, str], Standing | None] = unit.memo.get(Standing, {})
    unknown = [one for one in wanted if (platform, one) not in held]
    if unknown:
        found = await unit.read(_ROSTER[unit.dialect], platform=platform, accounts=unknown)
        known = {
            account: Standing(
                person_id=person, organisation_id=organisation, is_staff=bool(roles & COORDINATING),
                kind=kind, is_buyer=kind in BUYERS, through=through,
                is_newcomer=status is not OrganisationStatus.ACTIVE,
            )
            for account, person, roles, organisation, kind, status, through in found
        }  # fmt: skip
        held |= {(platform, one): known.get(one) for one in unknown}
    return {one: standing for one in wanted if (standing := held[platform, one])}


def _roster(dialect: str) -> Select[str, str, frozenset[Role], str, OrganisationKind, OrganisationStatus, str]:
    """Columns, no nouns: a room has many people, and each noun costs more than all its columns."""
    return (
        select(
            Identity.external_id,
            Person.id,
            Person.roles,
            Organisation.id,
            Organisation.kind,
            Organisation.status,
            _CONSORTIUM.id,
        )
        .join(Person, Person.id == Identity.person_id)
        .join(Organisation, Organisation.id == Person.organisation_id)
        .outerjoin(
            _CONSORTIUM,
            (_CONSORTIUM.id == Organisation.parent_id)
            & (_CONSORTIUM.kind == OrganisationKind.CONSORTIUM)
            & (_CONSORTIUM.status == OrganisationStatus.ACTIVE),
        )
        .where(
            Identity.platform == bindparam("platform"),
            one_of(Identity.external_id, dialect, "accounts"),
            Identity.verified_at.is_not(None),
            Person.status == PersonStatus.ACTIVE,
            any_of(Organisation.status, KNOWN),
        )
    )


_ROSTER = {dialect: Reading(_roster(dialect)) for dialect in ("sqlite", "postgresql")}


async def standing_of(unit: Unit, person: Person) -> Standing:
    """A person's standing, as the roster would give it."""
    organisation = await unit.session.get_one(Organisation, person.organisation_id)
    through = await unit.session.get(Organisation, organisation.parent_id) if organisation.parent_id else None
    return Standing(
        person_id=person.id,
        organisation_id=organisation.id,
        is_staff=person.is_staff,
        is_buyer=organisation.is_buyer and organisation.status is OrganisationStatus.ACTIVE,
        through=through.id if through and through.is_active_consortium else None,
        is_newcomer=organisation.status is not OrganisationStatus.ACTIVE,
        kind=organisation.kind,
    )


async def line_of(unit: Unit, standing: Standing) -> Sequence[str]:
    """The ids of an organisation and of all through which it comes: what its people read, they read as one of these."""
    if standing.through is None:
        return [standing.organisation_id]
    return [one for (one,) in await unit.run(_LINE, {"organisation": standing.organisation_id})]


def _line() -> Select[str]:
    line = select(Organisation.id).where(Organisation.id == bindparam("organisation")).cte("line", recursive=True)
    above = select(Organisation.parent_id).join(line, Organisation.id == line.c.id)
    line = line.union(above.where(Organisation.parent_id.is_not(None)))
    return select(line.c.id)


_LINE = _line()


async def reach(unit: Unit, audience: Audience, *, now: datetime, among: Sequence[str] | None = None) -> Reach:
    """What an audience comes to now. A rule that can't be resolved reaches nobody but staff; a deny wins over it.

    With `among`, what it comes to for these organisations: to find out whether one is in it doesn't take longer, the
    more others are. Somebody whose `line_of` they are is covered and addressed by it as by the whole.
    """
    held: dict[Audience, Reach] = unit.memo.get(Standing, {}) if among is None else {}
    if audience not in held:
        ruled = await _reach(unit, audience, now, among)
        held[audience] = await clearance_reach.narrowed(unit, ruled, audience.concerns, now=now)
    return held[audience]


_BUYERS = (
    select(Purchase.organisation_id)
    .join(Organisation, Organisation.id == Purchase.organisation_id)
    .where(
        Purchase.company_id.in_(bindparam("companies", expanding=True)),
        Purchase.confirmed_by.is_not(None),
        Organisation.kind.in_(BUYERS),
    )
)
_BUYERS_AMONG = _BUYERS.where(Purchase.organisation_id.in_(bindparam("organisations", expanding=True)))


async def _reach(unit: Unit, audience: Audience, now: datetime, among: Sequence[str] | None) -> Reach:
    named = await _named(unit, audience, now, among)
    if named.clients and named.organisations:
        return replace(named, above=await affiliation.nested(unit, among))
    return named


async def _named(unit: Unit, audience: Audience, now: datetime, among: Sequence[str] | None) -> Reach:
    beside, clients = frozenset(audience.beside), audience.clients
    match audience.kind:
        case AudienceKind.COMMUNITY:
            return Reach(everybody=True)
        case AudienceKind.AFFILIATES:
            return Reach(buyers=True, organisations=beside)
        case AudienceKind.BUYERS:
            bought = await unit.run(_BUYERS if among is None else _BUYERS_AMONG, _asked(audience, among))
            return Reach(organisations=frozenset(one for (one,) in bought) | beside, clients=clients)
        case AudienceKind.LINKED:
            linked = await linkage.linked_to(unit, audience.ids, now=now, among=among)
            return Reach(organisations=linked | beside, clients=clients)
        case AudienceKind.ORGANISATIONS:
            return Reach(organisations=frozenset(audience.ids) | beside, clients=clients)
        case AudienceKind.PARTICIPANTS:  # each takes part for itself: no consortium joins for its members
            return Reach(organisations=await participants(unit, audience.ids) | beside)
        case AudienceKind.STAFF:
            return Reach()
        case AudienceKind.PERSON:
            return Reach(people=frozenset(audience.ids), staff=False)
    return Reach()


def _asked(audience: Audience, among: Sequence[str] | None) -> dict[str, object]:
    companies: dict[str, object] = {"companies": list(audience.ids)}
    return companies if among is None else {**companies, "organisations": list(among)}


async def participants(unit: Unit, engagement_ids: Iterable[str]) -> frozenset[str]:
    """The ids of the organisations that joined these engagements, and neither left nor are suspended."""
    joined = select(Participation.organisation_id).where(
        Participation.engagement_id.in_(list(engagement_ids)),
        Participation.joined_at.is_not(None),
        Participation.suspended_at.is_(None),
        Participation.left_at.is_(None),
    )
    return frozenset(await unit.session.scalars(joined))


_ROOM = select(Room).where(Room.platform == bindparam("platform"), Room.external_id == bindparam("external_id"))


async def room_of(unit: Unit, platform: str, external_id: str) -> Room | None:
    """The room of ours that this is."""
    if room := unit.memo.pop((Room, platform, external_id), None):
        return cast(Room, room)
    return await unit.scalar(_ROOM, platform=platform, external_id=external_id)


_CHAT = select(Room).where(
    Room.kind == RoomKind.PRIVATE,
    Room.person_id == bindparam("person"),
    Room.platform == bindparam("platform"),
    Room.state != RoomState.RETIRED,
    or_(
        Room.account == "",
        Room.account.in_(
            select(Identity.external_id).where(
                Identity.person_id == bindparam("person"), Identity.platform == bindparam("platform")
            )
        ),
    ),
)


async def private_room(unit: Unit, person: Person, platform: str) -> Room | None:
    """A person's private chat with the bot on a platform, opened or about to be.

    Not one that was opened with an account which has yet to be proven theirs.
    """
    if chat := unit.memo.pop((RoomKind.PRIVATE, platform, person.id), None):
        return cast(Room, chat)
    return await unit.scalar(_CHAT, person=person.id, platform=platform)


def chat_at_hand(unit: Unit, person: Person, platform: str) -> Room | None:
    """Their private chat on a platform, where it was looked up already; None says nothing."""
    return cast("Room | None", unit.memo.get((RoomKind.PRIVATE, platform, person.id)))


async def chat_with(unit: Unit, platform: str, account: str) -> Room | None:
    """The private chat that was opened with an account, given up or not; some platforms never have another one."""
    query = select(Room).where(
        Room.kind == RoomKind.PRIVATE,
        Room.platform == platform,
        Room.account == account,
        Room.external_id.is_not(None),
    )
    found: Room | None = await unit.session.scalar(query.order_by(Room.created_at.desc()).limit(1))
    return found


async def staff(unit: Unit) -> list[Person]:
    """The active people who coordinate the network, by name."""
    return list(await unit.scalars(_STAFF))


# By the set that a person's roles are, each an entry of the index: there are a few staff among very many people.
_COORDINATES = Person.roles.in_(
    [frozenset(one) for size in range(1, len(Role)) for one in combinations(_HELD, size) if COORDINATING & set(one)]
)
_STAFF = select(Person).where(_COORDINATES, Person.status == PersonStatus.ACTIVE).order_by(Person.name)


async def accounts_among(unit: Unit, platform: str, organisation_ids: Iterable[str]) -> frozenset[str]:
    """The proven accounts, on a platform, of these organisations' active people and of the staff."""
    found: Any = await unit.run(_ACCOUNTS_AMONG, {"organisations": list(organisation_ids)})
    return frozenset(account for there, account in found if there == platform)


# From the people to their accounts: were the platform asked for here, SQLite would begin with all that are on it.
_PROVEN = (
    select(Identity.platform, Identity.external_id)
    .join(Person, Person.id == Identity.person_id)
    .where(Identity.verified_at.is_not(None), Person.status == PersonStatus.ACTIVE)
)
_ACCOUNTS_AMONG = union(
    _PROVEN.where(Person.organisation_id.in_(bindparam("organisations", expanding=True))), _PROVEN.where(_COORDINATES)
)


async def staff_rooms(unit: Unit) -> list[Room]:
    """Where staff are told things: one room for each platform."""
    query = select(Room).where(Room.kind == RoomKind.STAFF, Room.state != RoomState.RETIRED)
    return list(await unit.session.scalars(query))


async def rooms_of_group(unit: Unit, group_id: str) -> list[Room]:
    """A group's rooms, without its spaces."""
    query = select(Room).where(Room.group_id == group_id, Room.kind == RoomKind.GROUP, Room.state != RoomState.RETIRED)
    return list(await unit.session.scalars(query))


async def is_taken(unit: Unit, name: str) -> bool:
    """Whether a room that is not given up has this name; names tell rooms apart, whatever their platform."""
    query = select(Room.id).where(Room.name == name, Room.kind != RoomKind.SPACE, Room.state != RoomState.RETIRED)
    return await unit.session.scalar(query.limit(1)) is not None


async def groups_of(unit: Unit, person: Person) -> list[Group]:
    """The open groups that concern a person: all for staff, their organisation's for the others."""
    query = select(Group).where(Group.closed_at.is_(None)).order_by(Group.code)
    if not person.is_staff:
        query = query.join(Membership, Membership.group_id == Group.id).where(
            Membership.organisation_id == person.organisation_id, Membership.left_at.is_(None)
        )
    return list(await unit.session.scalars(query))


async def people_of(unit: Unit, organisation_ids: Iterable[str]) -> list[Person]:
    """The active people of these organisations, as far as they are active, by name."""
    query = (
        select(Person)
        .join(Organisation, Organisation.id == Person.organisation_id)
        .where(
            Person.organisation_id.in_(list(organisation_ids)),
            Person.status == PersonStatus.ACTIVE,
            Organisation.status == OrganisationStatus.ACTIVE,
        )
        .order_by(Person.name)
    )
    return list(await unit.session.scalars(query))


async def confined(unit: Unit, platforms: Iterable[str]) -> list[Organisation]:
    """The active organisations whose people have proven accounts, and none on any of these platforms; by name."""
    accounts = (
        select(Identity.id)
        .join(Person, Person.id == Identity.person_id)
        .where(
            Person.organisation_id == Organisation.id,
            Person.status == PersonStatus.ACTIVE,
            Identity.verified_at.is_not(None),
        )
    )
    on_these = accounts.where(Identity.platform.in_(list(platforms)))
    query = (
        select(Organisation)
        .where(Organisation.status == OrganisationStatus.ACTIVE, accounts.exists(), ~on_these.exists())
        .order_by(Organisation.name)
    )
    return list(await unit.session.scalars(query))


async def organisation_named(unit: Unit, name: str) -> Organisation | None:
    """The organisation of this name, whatever its case."""
    query = select(Organisation).where(func.lower(Organisation.name) == name.lower())
    found: Organisation | None = await unit.session.scalar(query)
    return found


async def organisations(unit: Unit, ids: Iterable[str]) -> list[Organisation]:
    """The organisations with these ids, by name."""
    query = select(Organisation).where(Organisation.id.in_(list(ids))).order_by(Organisation.name)
    return list(await unit.session.scalars(query))


async def company_named(unit: Unit, name: str) -> Company | None:
    """The company of this name, whatever its case."""
    found: Company | None = await unit.session.scalar(select(Company).where(func.lower(Company.name) == name.lower()))
    return found


async def members_of(unit: Unit, group: Group) -> list[Organisation]:
    """The organisations that take part in a group now, by name."""
    query = (
        select(Organisation)
        .join(Membership, Membership.organisation_id == Organisation.id)
        .where(
            Membership.group_id == group.id,
            Membership.left_at.is_(None),
            Organisation.status == OrganisationStatus.ACTIVE,
        )
        .order_by(Organisation.name)
    )
    return list(await unit.session.scalars(query))


_MEMBERSHIP = select(Membership.id).where(
    Membership.group_id == bindparam("group"),
    Membership.organisation_id == bindparam("organisation"),
    Membership.joined_at <= bindparam("now"),
    Membership.left_at.is_(None),
)


async def is_member(unit: Unit, group: Group, organisation_id: str, *, now: datetime) -> bool:
    """Whether an organisation takes part in a group now."""
    if unit.memo.pop((Membership, group.id, organisation_id), None) is group:
        return True
    values = {"group": group.id, "organisation": organisation_id, "now": now}
    return (await unit.run(_MEMBERSHIP, values)).first() is not None

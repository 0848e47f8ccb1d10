"""The accounts people are known by: how each is written, what comes with one, and what goes with it."""

from sqlalchemy import delete, select, update

from commands.engagement_scope import WORKING, participants
from commands.engine.options import DISCORD_ACCOUNT, MATRIX_ACCOUNT
from commands.engine.work import Work
from commands.engine.world import World
from storage.access import Label
from storage.dialog import Dialog
from storage.engagement import Engagement
from storage.group import Membership
from storage.message import say
from storage.outbox import Kind, Parcel, ParcelState
from storage.person import Identity, Invitation, Person
from storage.refusal import Refusal
from storage.room import Room, RoomKind, RoomState
from storage.unit import Unit


def account_of(said: str, world: World) -> tuple[str, str]:
    """The platform and the external id of an account as somebody wrote it. Raises Refusal where nobody serves it."""
    if found := DISCORD_ACCOUNT.fullmatch(said.strip()):
        return _served("discord", world), found[1] or found[2]
    if MATRIX_ACCOUNT.fullmatch(said.strip()):
        others = [name for name in world.platforms if name != "discord"]
        return _served(others[0] if others else "matrix", world), said.strip()
    raise Refusal("person-account-unclear", account=said)


async def take(work: Work, platform: str, external_id: str) -> None:
    """The account is theirs: proven, in their rooms on its platform, with a private chat of its own."""
    person = work.person
    identity = Identity(person_id=person.id, platform=platform, external_id=external_id, verified_at=work.now)
    work.add(identity)
    await work.unit.session.flush()
    chat = await work.private_room(person, identity)
    await work.post(chat, say("link-welcome", name=person.name), once=f"linked.{identity.id}", label=Label.CLEAR)
    for room in await rooms_of(work.unit, person, platform):
        await work.invite(room, person, once=f"linked.{identity.id}")
    await work.tell_staff(
        say("staff-link-made", name=person.name, account=external_id, platform=platform.capitalize()),
        once=f"linked.{identity.id}",
    )


async def let_go(work: Work, person: Person, identity: Identity) -> None:
    """Out of the rooms of the account's platform; what was begun from it, or planned for it, is over."""
    platform = identity.platform
    query = select(Room).where(
        Room.platform == platform,
        Room.kind != RoomKind.PRIVATE,
        Room.external_id.is_not(None),
        Room.state != RoomState.RETIRED,
    )
    for room in await work.unit.scalars(query):
        await work.remove(room, person, once=f"unlinked.{identity.id}")
    await retire_chats(work, person, platform)
    await work.unit.change(delete(Dialog).where(Dialog.person_id == person.id, Dialog.platform == platform))
    await work.unit.change(delete(Invitation).where(Invitation.identity_id == identity.id))
    await work.unit.session.delete(identity)


async def retire_chats(work: Work, person: Person, platform: str) -> None:
    """Nothing more is said in a person's private chats on a platform."""
    query = select(Room).where(
        Room.kind == RoomKind.PRIVATE,
        Room.person_id == person.id,
        Room.platform == platform,
        Room.state != RoomState.RETIRED,
    )
    for room in await work.unit.scalars(query):
        room.state = RoomState.RETIRED
        planned = (Parcel.room_id == room.id) & (Parcel.kind == Kind.POST) & (Parcel.state == ParcelState.DUE)
        await work.unit.change(
            update(Parcel)
            .where(planned, Parcel.first_attempt_at.is_(None))
            .values(state=ParcelState.DEAD, cause="unlinked", settled_at=work.now)
        )


async def rooms_of(unit: Unit, person: Person, platform: str) -> list[Room]:
    """The rooms on a platform in which a person belongs: their groups', their engagements', the staff's."""
    groups = select(Membership.group_id).where(
        Membership.organisation_id == person.organisation_id, Membership.left_at.is_(None)
    )
    here = select(Room).where(Room.platform == platform, Room.state != RoomState.RETIRED)
    rooms = list(
        await unit.scalars(here.where(Room.kind.in_([RoomKind.SPACE, RoomKind.GROUP]), Room.group_id.in_(groups)))
    )
    for room in await unit.scalars(here.where(Room.kind == RoomKind.ENGAGEMENT)) if person.roles & WORKING else []:
        engagement = await unit.get(Engagement, room.engagement_id or "")
        inside = await participants(unit, engagement) if engagement else []
        if person.organisation_id in {one.id for one in inside}:
            rooms.append(room)
    return rooms + list(await unit.scalars(here.where(Room.kind == RoomKind.STAFF)) if person.is_staff else [])


def _served(platform: str, world: World) -> str:
    if platform not in world.platforms:
        raise Refusal("person-platform-unserved", platform=platform.capitalize())
    return platform

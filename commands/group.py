"""Working groups: opening them with their rooms, their charter, who takes part."""

from sqlalchemy import select

from commands.engine.options import MAX_NAME, GroupCode, Locales, OrganisationName, Text, Title, Zone
from commands.engine.remedy import authorising
from commands.engine.spec import command
from commands.engine.work import Work
from storage import directory
from storage.access import Action, Label
from storage.group import CODE, Group, Membership
from storage.message import Message, Prose, say, word_of
from storage.naming import as_kept
from storage.person import Person
from storage.programme import Programme
from storage.refusal import Absent, Refusal
from storage.room import Authorisation, Room, RoomKind, RoomState


@command(may=Action.REGISTER)
async def open_(
    work: Work, code: str, name: Title, languages: Locales | None = None, zone: Zone | None = None
) -> Message:
    """Open a working group: its private space and its room, on the platform where this is asked."""
    code = code.upper()
    if not CODE.fullmatch(code):
        raise Refusal("group-code")
    name = Title(as_kept(name, MAX_NAME))
    if await work.unit.scalar(select(Group).where(Group.code == code)):
        raise Refusal("group-exists", code=code)
    if await work.unit.scalar(select(Programme).where(Programme.code == code)):
        raise Refusal("group-code-of-programme", code=code)
    if await directory.is_taken(work.unit, code):
        raise Refusal("room-name-taken", room=code)
    group = Group(code=code, name=name, zone=zone or work.person.zone, created_at=work.now)
    work.add(group)
    await work.unit.session.flush()
    await _open_rooms(work, group, name=code, languages=languages or "en", invite=[work.person])
    work.about(f"group:{group.id}")
    return say("group-opened", code=code, name=name).step("group", "join", rest=f"group:{code}")


@command(may=Action.REGISTER)
async def extend(work: Work, code: GroupCode) -> Message:
    """Open a group's space and room on this platform, too; its people who have accounts here are invited."""
    group = await work.unit.scalar(select(Group).where(Group.code == code, Group.closed_at.is_(None)))
    if group is None:
        raise Absent
    here = work.platform
    rooms = await directory.rooms_of_group(work.unit, group.id)
    if any(room.platform == here for room in rooms):
        raise Refusal("group-extended-already", code=code, platform=here.capitalize())
    name = f"{code}-{here}"
    if await directory.is_taken(work.unit, name):
        raise Refusal("room-name-taken", room=name)
    members = await directory.members_of(work.unit, group)
    people = await directory.people_of(work.unit, [member.id for member in members])
    invite = [one for one in people if await directory.accounts_of(work.unit, one, platform=here)]
    languages = rooms[0].locales if rooms else work.person.locale
    others = [one for one in invite if one.id != work.person.id]
    await _open_rooms(work, group, name=name, languages=languages, invite=[work.person, *others])
    work.about(f"group:{group.id}")
    message = say("group-extended", code=code, room=name, platform=here.capitalize(), people=len(invite))
    present = {one.organisation_id for one in invite}
    if missing := tuple(member.name for member in members if member.id not in present):
        message = message.then(say("group-extended-without", names=missing, platform=here.capitalize()))
    return message.step("group", "show", rest=code)


@command(may=Action.REGISTER, group=True)
async def charter(work: Work, text: Text) -> Message:
    """Set what the group is for: purpose, scope, cadence, topics."""
    group = work.in_group
    group.charter, group.charter_locale = text, work.person.locale
    work.about(f"group:{group.id}")
    return say("group-charter-set", code=group.code).step("group", "show", rest=group.code)


@command(may=Action.REGISTER, group=True)
async def join(work: Work, organisation: OrganisationName) -> Message:
    """Have an organisation take part in the group; its people are invited to the rooms."""
    group = work.in_group
    found = await directory.organisation_named(work.unit, organisation)
    if found is None:
        raise Absent
    if await directory.is_member(work.unit, group, found.id, now=work.now):
        raise Refusal("group-member-already", name=found.name, code=group.code)
    former = await work.unit.scalar(
        select(Membership).where(Membership.group_id == group.id, Membership.organisation_id == found.id)
    )
    if former is None:
        work.add(Membership(group_id=group.id, organisation_id=found.id, joined_at=work.now))
    else:
        former.joined_at, former.left_at = work.now, None
    people = await directory.people_of(work.unit, [found.id])
    for room in await _rooms(work, group):
        for person in people:
            await work.invite(room, person, once=f"group.{group.id}.join.{person.id}.{work.event_id}")
    work.about(f"group:{group.id}")
    return say("group-joined", name=found.name, code=group.code, people=len(people)).step(
        "group", "show", rest=group.code
    )


@command(may=Action.REGISTER, group=True)
async def leave(work: Work, organisation: OrganisationName) -> Message:
    """End an organisation's part in the group; its people are taken out of the rooms."""
    group = work.in_group
    found = await directory.organisation_named(work.unit, organisation)
    if found is None:
        raise Absent
    membership = await work.unit.scalar(
        select(Membership).where(
            Membership.group_id == group.id, Membership.organisation_id == found.id, Membership.left_at.is_(None)
        )
    )
    if membership is None:
        raise Absent
    membership.left_at = work.now
    for room in await _rooms(work, group):
        for person in await directory.people_of(work.unit, [found.id]):
            await work.remove(room, person, once=f"group.{group.id}.leave.{person.id}.{work.event_id}")
    work.about(f"group:{group.id}")
    return say("group-left", name=found.name, code=group.code).step("group", "join", rest=f'"{found.name}"')


@command(may=Action.READ)
async def list_(work: Work) -> Message:
    """List the working groups that concern you."""
    groups = await directory.groups_of(work.unit, work.person)
    if not groups:
        return say("group-none").step("help")
    lines = [
        say(
            "line-group",
            code=group.code,
            name=group.name,
            members=len(await directory.members_of(work.unit, group)),
        )
        for group in groups
    ]
    return say("group-list").then(*lines).step("group", "show", rest=groups[0].code)


@command(may=Action.READ)
async def show(work: Work, code: GroupCode | None = None) -> Message:
    """Show a group: its charter and who takes part."""
    groups = {group.code: group for group in await directory.groups_of(work.unit, work.person)}
    group = groups.get(code) if code else work.group
    if group is None or group.code not in groups:
        raise Absent
    members = await directory.members_of(work.unit, group)
    message = say("group-shown", code=group.code, name=group.name, zone=group.zone)
    if group.charter:
        message = message.then(say("group-charter", text=Prose(group.charter, group.charter_locale)))
    lines = [say("line-member", name=member.name, country=member.country) for member in members]
    return message.then(say("group-members", count=len(members)), *lines).step("meeting", "list")


async def _open_rooms(work: Work, group: Group, *, name: str, languages: str, invite: list[Person]) -> None:
    """A space and a room on the platform where this is asked; the asker's own word for the room is given with it."""
    here = work.platform
    space = await work.open_room(
        Room(
            platform=here, kind=RoomKind.SPACE, name=group.code, group_id=group.id, encrypted=False,
            created_at=work.now,
        ),
        invite=invite,
    )  # fmt: skip
    room = await work.open_room(
        Room(
            platform=here, kind=RoomKind.GROUP, name=name, group_id=group.id, space_id=space.id,
            locales=languages, zone=group.zone, created_at=work.now,
        ),
        space=space,
        invite=invite,
    )  # fmt: skip
    work.add(Authorisation(room_id=room.id, person_id=work.person.id, label=Label.GREEN, at=work.now))
    proposed = say(
        "staff-room-proposed", room=name, who=word_of(room.room_class), label=Label.GREEN, by=work.person.name
    )
    await work.tell_staff(
        proposed.step("room", "authorise", rest=authorising(room, Label.GREEN, room.room_class)),
        once=f"room.{room.id}.proposed.{work.event_id}",
    )


async def _rooms(work: Work, group: Group) -> list[Room]:
    """The group's rooms and spaces, so that whoever joins or leaves does so everywhere."""
    query = select(Room).where(
        Room.group_id == group.id,
        Room.kind.in_([RoomKind.SPACE, RoomKind.GROUP]),
        Room.state != RoomState.RETIRED,
    )
    return list(await work.unit.scalars(query))

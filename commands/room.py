"""Rooms: what each may hear, said by two people, and looked at whenever it matters."""

from sqlalchemy import select

from commands.engine import guard
from commands.engine.ceiling import fits_here
from commands.engine.options import GroupCode, Locales, RoomName
from commands.engine.spec import command
from commands.engine.work import Work
from commands.meeting_calendar import bring_up_to_date
from commands.room_reader import readers_of
from storage import directory
from storage.access import Action, Label
from storage.group import Group
from storage.message import Message, say, word_of
from storage.outbox import Parcel, ParcelState
from storage.person import Person
from storage.refusal import Absent, Refusal
from storage.room import Authorisation, Room, RoomKind, RoomState, second_word


@command(may=Action.AUTHORISE, private=True, confirm=True)
async def authorise(work: Work, room: RoomName, label: Label) -> Message:
    """Say that a room may hear up to a label; it counts once a second person says the same."""
    found = await _named(work, room)
    if found.kind not in {RoomKind.GROUP, RoomKind.ENGAGEMENT}:
        raise Refusal("room-own")
    if not work.world.may_carry(found.platform, label):
        ceiling = work.world.manners_of(found.platform).ceiling
        raise Refusal("room-platform-ceiling", room=found.name, platform=found.platform.capitalize(), ceiling=ceiling)
    words = await _words(work, found)
    state = work.look_at(found)
    readers = await readers_of(work, found, state)
    work.about(f"room:{found.id}")
    if not second_word(words, by=work.person.id, label=label):
        work.add(Authorisation(room_id=found.id, person_id=work.person.id, label=label, at=work.now))
        notice = say("staff-room-proposed", room=found.name, label=label, by=work.person.name).then(*readers)
        await work.tell_staff(
            notice.step("room", "authorise", rest=f'"{found.name}" {label.value.lower()}'),
            once=f"room.{found.id}.proposed.{label.value}.{work.event_id}",
        )
        return say("room-proposed", room=found.name, label=label).then(*readers)
    work.add(Authorisation(room_id=found.id, person_id=work.person.id, label=label, at=work.now))
    if found.state is RoomState.AUTHORISED:  # lowered: to raise it again takes two words given after this
        for word in words:
            word.void_at = None if word.label.within(label) else work.now
    found.state, found.ceiling, found.quarantined_for = RoomState.AUTHORISED, label, ""
    found.vouch_for(state.seers)
    if drift := await guard.audit(work.unit, found, state, world=work.world, now=work.now):
        raise Refusal("room-unfit", room=found.name, cause=guard.cause_of(drift))
    if found.group_id:
        await bring_up_to_date(work, found.group_id)
    await work.tell_staff(
        say("staff-room-authorised", room=found.name, label=label, by=work.person.name).then(*readers),
        once=f"room.{found.id}.authorised.{label.value}.{work.event_id}",
    )
    message = say("room-authorised", room=found.name, label=label, people=max(found.people - 1, 0)).then(*readers)
    return message.step("room", "show", rest=f'"{found.name}"')


@command(may=Action.AUTHORISE, private=True, adopts=True)
async def bind(work: Work, code: GroupCode, name: str) -> Message:
    """Give the room in which this is said to a group, under a name; staff invite the bot to it first."""
    room = work.room
    group = await work.unit.scalar(select(Group).where(Group.code == code, Group.closed_at.is_(None)))
    if room is None or group is None:
        raise Absent
    if await directory.is_taken(work.unit, name):
        raise Refusal("room-name-taken", room=name)
    room.bind(group.id, name)
    room.zone = group.zone
    work.add(Authorisation(room_id=room.id, person_id=work.person.id, label=Label.GREEN, at=work.now))
    work.about(f"room:{room.id}")
    return say("room-bound", room=name, code=code).step("room", "authorise", rest=f'"{name}" green')


@command(may=Action.AUTHORISE, private=True, confirm=True)
async def release(work: Work, room: RoomName) -> Message:
    """Give a room up: the bot says nothing there any more, and forgets what it may hear."""
    found = await _named(work, room)
    if found.kind is not RoomKind.GROUP:  # an engagement would be left without a room
        raise Refusal("room-own")
    await void_words(work, found)
    found.state = RoomState.RETIRED
    if found.group_id:
        await bring_up_to_date(work, found.group_id)
    work.about(f"room:{found.id}")
    await work.tell_staff(
        say("staff-room-released", room=found.name, by=work.person.name), once=f"room.{found.id}.released"
    )
    return say("room-released", room=found.name).step("room", "list")


@command(may=Action.AUTHORISE, private=True)
async def close(work: Work, room: RoomName) -> Message:
    """Quarantine a room at once: nothing above TLP:CLEAR goes there until two people authorise it again."""
    found = await _named(work, room)
    if found.kind not in {RoomKind.GROUP, RoomKind.ENGAGEMENT}:
        raise Refusal("room-own")
    found.state, found.quarantined_for = RoomState.QUARANTINED, "room-closed-by-staff"
    await void_words(work, found)
    work.about(f"room:{found.id}")
    await work.tell_staff(
        say("staff-room-closed", room=found.name, by=work.person.name), once=f"room.{found.id}.closed.{work.event_id}"
    )
    return say("room-closed", room=found.name).step("room", "authorise", rest=f'"{found.name}" green')


@command(may=Action.REGISTER)
async def language(work: Work, room: RoomName, languages: Locales) -> Message:
    """Choose the language, or the two, in which the bot speaks in a room."""
    found = await _named(work, room)
    found.locales = " ".join(languages.split()[:2])
    work.about(f"room:{found.id}")
    return say("room-language", room=found.name, languages=found.locales)


@command(may=Action.READ, private=True)
async def list_(work: Work) -> Message:
    """List the rooms you may know of, with what each may hear."""
    rooms = await _visible(work)
    lines = [
        say(
            "line-room", room=one.name, state=word_of(one.state), label=_hears(work, one), people=max(one.people - 1, 0)
        )
        for one in rooms
    ]
    return (
        say("room-list", count=len(rooms)).then(*lines).step("room", "show", rest=f'"{rooms[0].name}"' if rooms else "")
    )


@command(may=Action.READ, private=True)
async def show(work: Work, room: RoomName | None = None) -> Message:
    """Show a room: what it may hear, and to staff what is wrong with it and what mends it."""
    found = await _named(work, room) if room else work.room
    if found is None or found.id not in {one.id for one in await _visible(work)}:
        raise Absent
    message = say(
        "room-shown", room=found.name, state=word_of(found.state), label=_hears(work, found),
        people=max(found.people - 1, 0),
    )  # fmt: skip
    if not work.is_staff:
        return message.step("room", "list")
    if found.quarantined_for:
        key, _, who = found.quarantined_for.partition(" ")
        message = message.then(say(key, who=who))
    words = await work.unit.scalars(
        select(Authorisation).where(Authorisation.room_id == found.id, Authorisation.void_at.is_(None))
    )
    message = message.then(
        *[say("line-authorisation", label=word.label, by=await _name(work, word.person_id)) for word in words]
    )
    blocked = await work.unit.scalars(
        select(Parcel).where(Parcel.room_id == found.id, Parcel.state == ParcelState.BLOCKED)
    )
    if blocked:
        message = message.then(say("room-blocked", count=len(blocked)))
    return message.step("room", "list")


def _hears(work: Work, room: Room) -> Label:
    """The most that may be said there: what it was authorised for, within what its platform may carry."""
    return min(room.ceiling, work.world.manners_of(room.platform).ceiling, key=lambda label: label.rank)


async def void_words(work: Work, room: Room) -> None:
    """Make every authorisation of a room worthless: it has to be given again, by two."""
    query = select(Authorisation).where(Authorisation.room_id == room.id, Authorisation.void_at.is_(None))
    for word in await work.unit.scalars(query):
        word.void_at = work.now


async def _words(work: Work, room: Room) -> list[Authorisation]:
    """The standing words for a room; those of people who left, or are not staff any more, don't count."""
    query = select(Authorisation).where(Authorisation.room_id == room.id, Authorisation.void_at.is_(None))
    words = list(await work.unit.scalars(query))
    return [one for one in words if (await work.unit.session.get_one(Person, one.person_id)).is_staff]


async def _visible(work: Work) -> list[Room]:
    query = (
        select(Room)
        .where(Room.kind.in_([RoomKind.STAFF, RoomKind.GROUP, RoomKind.ENGAGEMENT]), Room.state != RoomState.RETIRED)
        .order_by(Room.name)
    )
    if not work.is_staff:
        groups = [group.id for group in await directory.groups_of(work.unit, work.person)]
        query = query.where(Room.group_id.in_(groups), Room.kind == RoomKind.GROUP)
    elif not fits_here(work, Label.AMBER):  # that there is an engagement is for those who take part, and for staff
        query = query.where(Room.kind != RoomKind.ENGAGEMENT)
    return list(await work.unit.scalars(query))


async def _named(work: Work, name: str) -> Room:
    query = select(Room).where(
        Room.name == name,
        Room.kind.in_([RoomKind.STAFF, RoomKind.GROUP, RoomKind.ENGAGEMENT]),
        Room.state != RoomState.RETIRED,
    )
    found = await work.unit.scalar(query)
    if found is None:
        raise Absent
    return found


async def _name(work: Work, person_id: str) -> str:
    return (await work.unit.session.get_one(Person, person_id)).name

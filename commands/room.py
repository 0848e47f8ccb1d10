"""Rooms: what each may hear, said by two people, and looked at whenever it matters."""

from datetime import date, datetime

from sqlalchemy import select

from commands import room_clock
from commands.engine import guard
from commands.engine.ceiling import fits_here
from commands.engine.options import Account, GroupCode, Locales, RoomName
from commands.engine.remedy import authorising, cause_of, mend_of
from commands.engine.spec import command
from commands.engine.work import Work
from commands.meeting_calendar import bring_up_to_date
from commands.room_audit import last_look, overview, table
from commands.room_reader import powers_of, readers_of
from commands.room_recall import take_back
from commands.room_resend import offer, send_again
from commands.room_term import end_of, last_day, void_words, words_of
from storage import directory
from storage.access import Action, Label
from storage.group import Group
from storage.message import Message, Value, say, word_of
from storage.outbox import Parcel, ParcelState
from storage.person import Person
from storage.refusal import Absent, Refusal
from storage.room import (
    Authorisation,
    Observation,
    Room,
    RoomKind,
    RoomState,
    agreed_end,
    second_word,
    that_count,
    vouchable,
)
from storage.room_audit import AuditCause, last_of
from storage.room_class import RoomClass

JOBS = room_clock.JOBS


@command(may=Action.AUTHORISE, private=True, confirm=True)
async def authorise(
    work: Work, room: RoomName, label: Label, until: date | None = None, class_: RoomClass | None = None
) -> Message:
    """Say who may be in a room and up to which label it may hear, until a day, once two say the same."""
    found = await _named(work, room)
    if found.kind not in {RoomKind.GROUP, RoomKind.ENGAGEMENT}:
        raise Refusal("room-own")
    if not work.world.may_carry(found.platform, label):
        ceiling = work.world.manners_of(found.platform).ceiling
        raise Refusal("room-platform-ceiling", room=found.name, platform=found.platform.capitalize(), ceiling=ceiling)
    room_class = class_ or found.room_class
    found.check_class(room_class, label)
    state = work.look_at(found)
    if found.state is RoomState.AUTHORISED:  # what nobody has vouched for yet is not for one alone to vouch for
        await guard.audit(work.unit, found, state, world=work.world, now=work.now, by=AuditCause.COMMAND)
    end = end_of(work, found, until)
    words = await words_of(work, found)
    powers = await powers_of(work, found, state)
    shown = vouchable(state.seers, powers)
    counting = that_count(words, found, by=work.person.id, label=label, room_class=room_class, until=end, seen=shown)
    readers = await readers_of(work, found, state)
    work.about(f"room:{found.id}")
    is_second = second_word(counting, by=work.person.id, label=label, room_class=room_class)
    work.add(_word(work, found, label, end, shown, room_class))
    values: dict[str, Value] = {"room": found.name, "label": label, "who": word_of(room_class)}
    if not is_second:
        notice = say("staff-room-proposed", **values, by=work.person.name).then(*readers)
        await work.tell_staff(
            notice.step("room", "authorise", rest=authorising(found, label, room_class)),
            once=f"room.{found.id}.proposed.{label.value}.{work.event_id}",
        )
        return say("room-proposed", **values).then(*readers)
    was_authorised = found.state is RoomState.AUTHORISED
    for word in words:  # to raise it again, or to let in others, takes two words given after this
        kept = word.room_class is room_class and (word.label.within(label) or not was_authorised)
        word.void_at = None if kept else work.now
    found.become(room_class, label, state, encrypts=work.world.manners_of(found.platform).encrypts)
    found.authorised_until = agreed_end(counting, by=work.person.id, label=label, until=end)
    found.vouch_for(state.seers, powers)
    if faults := await guard.audit(work.unit, found, state, world=work.world, now=work.now, by=AuditCause.COMMAND):
        raise Refusal("room-unfit", room=found.name, cause=cause_of(faults[0]), mend=mend_of(found, faults[0]))
    if found.group_id:
        await bring_up_to_date(work, found.group_id)
    await work.tell_staff(
        say("staff-room-authorised", **values, by=work.person.name, until=last_day(found)).then(
            *readers, *await offer(work, found)
        ),
        once=f"room.{found.id}.authorised.{label.value}.{work.event_id}",
    )
    people = max(found.people - 1, 0)
    message = say("room-authorised", **values, people=people, until=last_day(found)).then(*readers)
    return message.step("room", "show", rest=f'"{found.name}"')


@command(may=Action.AUTHORISE, private=True)
async def audit(work: Work, room: RoomName | None = None) -> Message:
    """Look at a room now, check by check, with what mends it; without a room: the last verdict on each."""
    if room is None:
        rooms = await _visible(work)
        return overview(work, rooms, await last_of(work.unit, rooms))
    found = await _named(work, room)
    if found.kind is RoomKind.ENGAGEMENT:
        work.read(Label.AMBER)
    state = work.look_at(found) if found.external_id else Observation(at=work.now, present=False)
    faults = await guard.audit(work.unit, found, state, world=work.world, now=work.now, by=AuditCause.COMMAND)
    work.about(f"room:{found.id}")
    return table(work, found, state, faults)


@command(may=Action.ADMIT, private=True, confirm=True)
async def expel(work: Work, room: RoomName, account: Account) -> Message:
    """Put an account out of a room that it is not for; the room's keys rotate."""
    found = await _named(work, room)
    state = work.look_at(found)
    if account not in state.people - frozenset(work.world.accounts.values()):
        raise Refusal("room-expel-not-there", room=found.name)
    await work.put_out(found, account, once=f"room.{found.id}.expelled.{work.event_id}")
    work.about(f"room:{found.id}")
    return say("room-expelled", room=found.name, who=account).step("room", "audit", rest=f'"{found.name}"')


@command(may=Action.RELEASE, private=True, confirm=True)
async def recall(work: Work, room: RoomName, label: Label = Label.GREEN) -> Message:
    """Take back all that the bot posted in a room under a label or a narrower one; staff get a report."""
    found = await _named(work, room)
    if label is Label.CLEAR or found.kind not in {RoomKind.GROUP, RoomKind.ENGAGEMENT}:
        raise Refusal("room-recall-not-this")
    count = await take_back(work, found, label)
    if not count:
        raise Refusal("room-recall-nothing", room=found.name, label=label)
    work.about(f"room:{found.id}")
    return say("room-recalling", room=found.name, count=count, label=label).step("room", "show", rest=f'"{found.name}"')


@command(may=Action.RELEASE, private=True, confirm=True)
async def resend(work: Work, room: RoomName) -> Message:
    """Send what was withheld from a room while it was unfit and may still go there; you read it all first."""
    found = await _named(work, room)
    count, left = await send_again(work, found)
    work.about(f"room:{found.id}")
    message = say("room-resending", room=found.name, count=count, left=left)
    return message.step("room", "resend" if left else "show", rest=f'"{found.name}"')


@command(may=Action.AUTHORISE, private=True, adopts=True)
async def bind(work: Work, code: GroupCode, name: str) -> Message:
    """Give the room in which this is said to a group, under a name; staff invite the bot to it first."""
    room = work.room
    group = await work.unit.scalar(select(Group).where(Group.code == code, Group.closed_at.is_(None)))
    if room is None or group is None:
        raise Absent
    if await directory.is_taken(work.unit, name):
        raise Refusal("room-name-taken", room=name)
    state = work.look_at(room)
    room.bind(group.id, name)
    room.zone = group.zone
    shown = vouchable(state.seers, await powers_of(work, room, state))
    work.add(_word(work, room, Label.GREEN, end_of(work, room, None), shown, room.room_class))
    work.about(f"room:{room.id}")
    readers = await readers_of(work, room, state)
    return say("room-bound", room=name, code=code).then(*readers).step("room", "authorise", rest=f'"{name}" green')


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
    lines = [_line(work, one) for one in rooms]
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
        who=word_of(found.room_class), people=max(found.people - 1, 0),
    )  # fmt: skip
    if not work.is_staff:
        return message.step("room", "list")
    if found.state is RoomState.AUTHORISED and found.authorised_until:
        message = message.then(say("room-until", until=last_day(found)))
    if found.quarantined_for:
        key, _, who = found.quarantined_for.partition(" ")
        message = message.then(say(key, who=who))
    looks = await last_of(work.unit, [found])
    message = message.then(last_look(work, found, looks.get(found.id)))
    words = await work.unit.scalars(
        select(Authorisation).where(Authorisation.room_id == found.id, Authorisation.void_at.is_(None))
    )
    message = message.then(
        *[
            say(
                "line-authorisation",
                label=word.label,
                who=word_of(word.room_class),
                by=await _name(work, word.person_id),
            )
            for word in words
        ]
    )
    blocked = await work.unit.scalars(
        select(Parcel).where(Parcel.room_id == found.id, Parcel.state == ParcelState.BLOCKED)
    )
    if blocked:
        message = message.then(say("room-blocked", count=len(blocked)))
    return message.step("room", "list")


def _line(work: Work, room: Room) -> Message:
    return say(
        "line-room", room=room.name, state=word_of(room.state), label=_hears(work, room), who=word_of(room.room_class),
        people=max(room.people - 1, 0),
    )  # fmt: skip


def _hears(work: Work, room: Room) -> Label:
    """The most that may be said there: what it was authorised for, within what its platform may carry."""
    said = room.room_class.ceiling(room.ceiling)
    return min(said, work.world.manners_of(room.platform).ceiling, key=lambda label: label.rank)


def _word(
    work: Work, room: Room, label: Label, until: datetime, shown: frozenset[str], room_class: RoomClass
) -> Authorisation:
    """What the asker says of a room, having been shown this."""
    return Authorisation(
        room_id=room.id, person_id=work.person.id, label=label, at=work.now, until=until,
        shown=" ".join(sorted(shown)), room_class=room_class,
    )  # fmt: skip


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

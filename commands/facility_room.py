"""The room of a facility: its linked buyers and the staff at one table, kept in step with who is linked."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from commands.engine.dispatch import Job
from commands.engine.options import Code
from commands.engine.policy import Policy
from commands.engine.remedy import authorising
from commands.engine.spec import command
from commands.engine.table import ask_in, guests_of, put_out_since, put_out_unlinked, tables
from commands.engine.work import Work
from commands.facility_record import facility_of
from storage import diary, directory, linkage
from storage.access import Action, Label
from storage.facility import Facility
from storage.message import Message, Value, say
from storage.refusal import Refusal
from storage.room import Authorisation, Room, RoomKind, RoomState
from storage.room_class import RoomClass
from storage.unit import Unit


@command(may=Action.REGISTER, private=True, confirm=True, carries=Label.AMBER)
async def room(work: Work, code: Code) -> Message:
    """Open a room for the buyers linked to a facility, here; or bring the one there is in step with who is linked."""
    facility = await facility_of(work, code)
    query = select(Room).where(
        Room.facility_id == facility.id, Room.platform == work.platform, Room.state != RoomState.RETIRED
    )
    there = await work.unit.scalar(query)
    return await (_open(work, facility) if there is None else _in_step(work, facility, there))


async def _open(work: Work, facility: Facility) -> Message:
    name = facility.code  # it says nothing to the server
    if await directory.is_taken(work.unit, name):
        name = f"{facility.code}-{work.platform}"
    if await directory.is_taken(work.unit, name):
        raise Refusal("room-name-taken", room=name)
    guests = await guests_of(work, facility.id)
    missing = await _not_asked(work, facility)
    if not guests:
        raise Refusal("facility-room-nobody", code=facility.code, names=missing, count=len(missing))
    staff = [one for one in await directory.staff(work.unit) if one.id != work.person.id]
    opened = await work.open_room(
        Room(
            platform=work.platform, kind=RoomKind.GROUP, name=name, facility_id=facility.id,
            room_class=RoomClass.LINKED, locales=work.person.locale, zone=work.person.zone, created_at=work.now,
        ),
        invite=[work.person, *staff, *guests],
    )  # fmt: skip
    work.add(
        Authorisation(
            room_id=opened.id, person_id=work.person.id, label=Label.AMBER, room_class=RoomClass.LINKED, at=work.now
        )
    )
    told = say("staff-facility-room", room=name, code=facility.code, by=work.person.name, people=len(guests))
    next_ = authorising(opened, Label.AMBER, RoomClass.LINKED)
    await work.tell_staff(
        told.then(*_left_out(missing)).step("room", "authorise", rest=next_),
        once=f"room.{opened.id}.opened", label=Label.AMBER,
    )  # fmt: skip
    answer = say("facility-room-opened", room=name, code=facility.code, people=len(guests))
    return answer.then(*_left_out(missing)).step("room", "show", rest=f'"{name}"')


async def _in_step(work: Work, facility: Facility, there: Room) -> Message:
    """Whoever is linked no more is put out, and who came to be linked is asked in; told to staff, who say yes to it."""
    accounts = frozenset(work.world.accounts.values())
    state = work.look_at(there)
    roster = await directory.roster(work.unit, there.platform, state.people)
    linked = await linkage.at_facility(work.unit, facility.id, now=work.now)
    faults = tuple(there.faults(state, roster, accounts=accounts, linked=linked))
    out = await put_out_unlinked(work, there, faults)
    asked = await ask_in(work, there, state, once=work.event_id)
    values: dict[str, Value] = {"room": there.name, "code": facility.code, "asked": asked, "out": out}
    told = say("staff-facility-room-in-step", **values, by=work.person.name)
    if asked or out:
        await work.tell_staff(told, once=f"room.{there.id}.in-step.{work.event_id}", label=Label.AMBER)
    answer = say("facility-room-in-step", **values).then(*_left_out(await _not_asked(work, facility)))
    return answer.step("room", "audit", rest=f'"{there.name}"')


async def _not_asked(work: Work, facility: Facility) -> tuple[str, ...]:
    """The buyers that are linked and may not be seen to be: they have to agree first, or their tender to be over."""
    linked = await linkage.linked_to(work.unit, [facility.id], now=work.now)
    seen = await linkage.seen_buyers(work.unit, facility.id, now=work.now)
    return tuple(one.name for one in await directory.organisations(work.unit, linked - seen))


def _left_out(names: tuple[str, ...]) -> Sequence[Message]:
    return [say("facility-room-not-asked", names=names, count=len(names))] if names else []


async def _day_begins(unit: Unit, now: datetime, policy: Policy) -> list[tuple[str, str]]:
    return await diary.undone(unit, "facility unlinked", [("network", f"{now:%Y-%m-%d}")])


async def _put_out_unlinked(work: Work, subject: str) -> None:
    """Whoever was linked yesterday and is not today, when the last day of a link is over."""
    await put_out_since(work, await tables(work, None, now=work.now - timedelta(days=1)))


JOBS: tuple[Job, ...] = (Job(name="facility unlinked", due=_day_begins, run=_put_out_unlinked),)

"""What may leave, asked once more at the moment it leaves; and what is done with a room that is not what it was.

The courier calls `fit` in the transaction in which it claims a parcel, with the room's state read from the platform
just before.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select

from commands.engine.remedy import authorising, cause_of, fault_lines, mend_of
from commands.engine.table import ask_in, put_out_unlinked
from commands.engine.work import Work
from commands.engine.world import World
from storage import directory, linkage, queue, room_audit
from storage.access import Label, Place
from storage.audience import Audience, Standing
from storage.message import Message, Step, say
from storage.outbox import Kind, Parcel
from storage.person import Person
from storage.room import Authorisation, Observation, Room, RoomKind, RoomState, Unfit
from storage.room_audit import AuditCause
from storage.room_recall import count_by_label
from storage.told import still_so, told_of
from storage.unit import Unit

# Not "unfit-...": nothing is wrong with the room, so that `room resend` has nothing to send.
_OUTRUN = Unfit(key="outrun-counts")
REFERENCE = 8  # characters of a parcel's id by which the operator finds it in the log


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether a parcel may leave. `cause` is None when it may.

    `may_receive` are the external ids that may get keys for it.
    """

    cause: Unfit | None
    may_receive: frozenset[str] = frozenset()


async def fit(
    unit: Unit, parcel: Parcel, room: Room, state: Observation | None, *, world: World, now: datetime
) -> Verdict:
    """Both keys, turned again: the label within the room's ceiling, and everybody in the room in the audience.

    `state` is None for an answer that nobody but its asker sees.
    """
    if not world.may_carry(room.platform, parcel.label):
        over = Unfit(key="unfit-platform", who=room.platform)
        await _tell_withheld(_bare(unit, world, now), parcel, room, over)
        return Verdict(cause=over)
    if await _tells_too_much(unit, parcel, now):
        await _tell_outrun(_bare(unit, world, now), parcel, room)
        return Verdict(cause=_OUTRUN)
    if state is None:
        return Verdict(cause=await _unfit_answer(unit, parcel, room))
    accounts = frozenset(world.accounts.values())
    roster = await directory.roster(unit, room.platform, state.people)
    audience = Audience.from_data(parcel.content["audience"])
    reach = await directory.reach(unit, audience, now=now)
    linked = await linkage.at_facility(unit, room.facility_id, now=now)
    cause = room.unfit_for(parcel.label, reach, state, roster, accounts=accounts, linked=linked)
    if room.people != len(state.people):
        room.people = len(state.people)
    if cause is not None and cause.drift and (faults := await _faults(unit, room, state, roster, accounts, linked)):
        await room_audit.note(unit, room, state, faults, cause=AuditCause.SEND, now=now)
        await quarantine(_bare(unit, world, now), room, cause, faults)
    if cause is not None:
        await _tell_withheld(_bare(unit, world, now), parcel, room, cause)
    return Verdict(cause=cause, may_receive=state.people | accounts)


async def expected(unit: Unit, room: Room) -> frozenset[str]:
    """The accounts that may be in an engagement's room: its participants', the staff's, and those on their way out.

    Where a platform lists nobody, it can be asked for each of them, and told how many there are.
    """
    if room.kind is not RoomKind.ENGAGEMENT or room.engagement_id is None:
        return frozenset()
    participants = await directory.participants(unit, [room.engagement_id])
    accounts = await directory.accounts_among(unit, room.platform, participants)
    return accounts | await queue.going_out(unit, room.id)


async def audit(
    unit: Unit, room: Room, state: Observation, *, world: World, now: datetime, by: AuditCause = AuditCause.EVENT
) -> Sequence[Unfit]:
    """Compare a room with what was authorised: all that is wrong, the worst first, and a row of this look.

    Drift quarantines it at once and tells staff who or what it is and what mends it.
    """
    accounts = frozenset(world.accounts.values())
    roster = await directory.roster(unit, room.platform, state.people)
    room.people, room.audited_at = len(state.people), now
    room.encrypted = room.encrypted or state.encrypted  # encryption that was turned on is pinned, never the reverse
    if state.present and room.kind is RoomKind.PRIVATE and state.joined - accounts:
        await _bare(unit, world, now).introduce(room, proven=bool(roster))
    if state.present and room.kind is RoomKind.PRIVATE:
        await _ask_in_again(_bare(unit, world, now), room, state)
    linked = await linkage.at_facility(unit, room.facility_id, now=now)
    faults = await _faults(unit, room, state, roster, accounts, linked)
    await room_audit.note(unit, room, state, faults, cause=by, now=now)
    if faults:
        await quarantine(_bare(unit, world, now), room, faults[0], faults)
    elif by is AuditCause.NIGHT and room.state is RoomState.AUTHORISED:
        await ask_in(_bare(unit, world, now), room, state, once=f"{now:%Y-%m}")
    return faults


async def _tells_too_much(unit: Unit, parcel: Parcel, now: datetime) -> bool:
    """Whether it tells of buyers what may be told no more, as a tender began since, or one of them left."""
    told = map(told_of, parcel.content.get("told", ()))
    return any([not await still_so(unit, one, now=now) for one in told])


async def _tell_outrun(work: Work, parcel: Parcel, room: Room) -> None:
    """Staff learn of it where others were to read it; whoever asked is asked to ask again, as things are now. To others
    nothing is said: that a band fell would tell that somebody left, or began a tender.
    """
    if room.kind is not RoomKind.PRIVATE:
        return await _tell_withheld(work, parcel, room, _OUTRUN)
    if parcel.kind is Kind.ANSWER or parcel.once.startswith("answer."):
        await work.post(
            room, say("answer-outrun"), once=f"outrun.{parcel.id}", audience=Audience.person(room.person_id or "")
        )


async def _faults(
    unit: Unit,
    room: Room,
    state: Observation,
    roster: Mapping[str, Standing],
    accounts: frozenset[str],
    linked: frozenset[str],
) -> Sequence[Unfit]:
    """All that is wrong with a room but for whom we are taking out ourselves: nothing is said there before they are."""

    def found(seen: Observation) -> Sequence[Unfit]:
        return tuple(room.faults(seen, roster, accounts=accounts, linked=linked))

    faults = found(state)
    return found(state.without(await queue.going_out(unit, room.id))) if faults else faults


async def _unfit_answer(unit: Unit, parcel: Parcel, room: Room) -> Unfit | None:
    """Whoever left since they asked gets no answer that is not for everybody."""
    person = await unit.session.get_one(Person, room.person_id) if room.person_id else None
    if parcel.label is Label.CLEAR or (person is not None and person.is_active):
        return None
    return Unfit(key="unfit-audience", who=room.person_id or "")


async def _ask_in_again(work: Work, room: Room, state: Observation) -> None:
    """Whoever left their private chat is invited again, once a day: all that is for them alone goes there."""
    person = await work.unit.session.get_one(Person, room.person_id) if room.person_id else None
    if person is None or not person.is_active:
        return
    accounts = await directory.accounts_of(work.unit, person, platform=room.platform)
    if accounts and not state.people & {one.external_id for one in accounts}:
        await work.invite(room, person, once=f"again.{room.id}.{work.now:%Y-%m-%d}")


async def on_dead(unit: Unit, parcel: Parcel, cause: str, *, world: World, now: Callable[[], datetime]) -> None:
    """A delivery was given up: staff learn of it without a word of what it said; its effect is not pretended."""
    room = await unit.session.get_one(Room, parcel.room_id)
    if parcel.kind is Kind.REMOVE:
        return await _tell_not_removed(_bare(unit, world, now()), parcel, room, cause)
    if room.kind is RoomKind.STAFF or cause == "expired":
        return
    if parcel.kind is Kind.PIN and cause == "posting-missing":
        return  # it was withheld itself, and staff were told of that
    if parcel.kind is Kind.REDACT and cause == "answer-over":
        return  # what a reader alone was shown, and told of in the report of the recall
    if parcel.kind is Kind.ANSWER:  # the platform has forgotten who asked: it goes to their private chat instead
        message = Message.from_json(parcel.content["message"])
        audience = Audience.from_data(parcel.content["audience"])
        await _bare(unit, world, now()).post(
            room, message, once=f"late.{parcel.id}", about=parcel.subject, label=parcel.label, audience=audience
        )
        return
    await _bare(unit, world, now()).tell_staff(
        say("staff-not-delivered", room=room.name, kind=parcel.kind.value, cause=cause),
        once=f"dead.{parcel.id}",
    )


async def _tell_not_removed(work: Work, parcel: Parcel, room: Room, cause: str) -> None:
    """Who should be out of a room and is not is named to staff: somebody has to take them out by hand. Where it is
    their own room, each of them hears it alone.
    """
    message = say("staff-not-removed", account=str(parcel.content["person"]), room=room.name, cause=cause)
    message = message.step("room", "show", rest=f'"{room.name}"')
    if room.kind is not RoomKind.STAFF:
        return await work.tell_staff(message, once=f"dead.{parcel.id}")
    for person in await directory.staff(work.unit):
        await work.tell(person, message, once=f"dead.{parcel.id}.{person.id}")


async def quarantine(work: Work, room: Room, why: Unfit, faults: Sequence[Unfit] = ()) -> None:
    """Close an authorised room for everything above TLP:CLEAR: its authorisations are void and staff are told.

    They are told who or what it is, what mends it, and what stands there that somebody may read who should not.
    """
    await put_out_unlinked(work, room, faults)
    if room.state is not RoomState.AUTHORISED or room.kind not in {RoomKind.GROUP, RoomKind.ENGAGEMENT}:
        return
    room.quarantine(why)
    for word in await work.unit.scalars(
        select(Authorisation).where(Authorisation.room_id == room.id, Authorisation.void_at.is_(None))
    ):
        word.void_at = work.now
    await work.tell_staff(
        say("staff-room-quarantined", room=room.name, cause=cause_of(why))
        .then(mend_of(room, why), *fault_lines(room, faults[1:]), *await _offer(work, room, faults))
        .step("room", "authorise", rest=authorising(room, room.ceiling, room.room_class)),
        once=f"room.{room.id}.quarantined.{work.now.isoformat()}",
        about=f"room:{room.id}",
    )


async def _offer(work: Work, room: Room, faults: Sequence[Unfit]) -> Sequence[Message]:
    """Where somebody may read who should not: how much of ours stands there, and what takes it back."""
    if not room_audit.lets_read(faults):
        return ()
    counts = await count_by_label(work.unit, room)
    standing = sum(count for label, count in counts.items() if label is not Label.CLEAR)
    restricted = sum(count for label, count in counts.items() if label.is_restricted)
    step = Step(("room", "recall"), f'"{room.name}"')
    return [say("room-recall-offer", count=standing, restricted=restricted, step=step)] if standing else ()


async def _tell_withheld(work: Work, parcel: Parcel, room: Room, why: Unfit) -> None:
    """Staff learn what was not sent, where and why; those in the room learn nothing, but for whoever asked for it."""
    await _tell_asker(work, parcel, room, why)
    if room.kind is RoomKind.STAFF:
        return await _tell_each_of_staff(work, room, why)
    if room.kind is RoomKind.PRIVATE:
        return await _tell_unreachable(work, room, why)
    reference = f"P-{parcel.id[:REFERENCE]}.{parcel.epoch}"  # as the log names it; each time is told in other words
    await work.tell_staff(
        say("staff-withheld", room=room.name, label=parcel.label, reference=reference, cause=cause_of(why)),
        once=f"withheld.{parcel.id}.{parcel.epoch}",  # each time: it may be sent again later, and withheld again
    )


async def _tell_asker(work: Work, parcel: Parcel, room: Room, why: Unfit) -> None:
    """Whoever asked in a room that may not hear the answer learns that, and where to ask: in the same words whatever
    the answer is, or why it may not be heard. To whoever is out of it themselves nothing is said.
    """
    if (asker := parcel.content.get("asker")) is None:
        return
    person = await work.unit.session.get_one(Person, asker)
    if why.who in {one.external_id for one in await directory.accounts_of(work.unit, person)}:
        return
    work = replace(work, asker=person, room=room)  # told where they asked, if they have a chat there
    await work.tell(person, say("answer-unsaid", room=room.name), once=f"unsaid.{parcel.id}")


async def _tell_each_of_staff(work: Work, room: Room, why: Unfit) -> None:
    """Their own room isn't theirs alone: each of them hears of it alone, once a day."""
    mends = [mend_of(room, why)] if why.drift else []
    for person in await directory.staff(work.unit):
        await work.tell(
            person, say("staff-room-open", room=room.name, cause=cause_of(why)).then(*mends),
            once=f"open.{room.id}.{person.id}.{work.now:%Y-%m-%d}",
        )  # fmt: skip


async def _tell_unreachable(work: Work, room: Room, why: Unfit) -> None:
    """Somebody's private chat is not theirs alone, or not what it was: once a day, with their name."""
    person = await work.unit.session.get_one(Person, room.person_id) if room.person_id else None
    if person is None or not person.is_active or why.key == "unfit-absent":
        return
    if why.who in {one.external_id for one in await directory.accounts_of(work.unit, person)}:
        return  # their organisation is suspended: that they get nothing is as it should be
    await work.tell_staff(
        say("staff-unreachable", name=person.name, cause=cause_of(why)),
        once=f"unreachable.{room.id}.{work.now:%Y-%m-%d}",
    )


def _bare(unit: Unit, world: World, now: datetime) -> Work:
    return Work(unit=unit, now=now, world=world, roles=frozenset(), place=Place.UNBOUND)

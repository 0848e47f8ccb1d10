"""The Affiliate Update by its timetable: drafts to staff on the 25th, then each room's issue on the first working day.

Staff may leave things out, add to it, hold it, or send it now; else it goes out by itself, one time for each room and
month.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import delete, select

from commands import update
from commands.engine.ceiling import rest_elsewhere
from commands.engine.dispatch import Job
from commands.engine.options import Code, RoomName, Text
from commands.engine.policy import Policy
from commands.engine.spec import command
from commands.engine.suggest import Suggestion, coded
from commands.engine.words import Answer as Reply
from commands.engine.words import replying
from commands.engine.work import Work
from digests.compose import compose, pointer, references
from digests.facts import Facts, gather, issue_of, open_period
from digests.period import Period, period_of
from storage import directory
from storage.access import Action
from storage.audience import Audience
from storage.message import Message, Moment, Step, say, word_of
from storage.refusal import Absent, Refusal
from storage.room import Room, RoomKind, RoomState
from storage.room_class import RoomClass
from storage.unit import Unit
from storage.update import Issue, IssueState, Omission, Section

LISTED = 24  # issues in a list


@command(may=Action.PUBLISH, private=True)
async def show(work: Work, room: RoomName) -> Message:
    """Show a room's next issue as it would go out now, with the references of its items."""
    found = await _room(work, room)
    period = await open_period(work.unit, found, now=work.now)
    facts = await gather(work.unit, found, period, now=work.now)
    issue = await issue_of(work.unit, found, period)
    state = issue.state if issue else IssueState.COLLECTING
    carried = _carried(work, facts, work.platform)
    head = say("digest-shown", room=found.name, month=period.month, state=word_of(state))
    message = head.then(*_draft(carried, found)).step("digest", "send", rest=f'"{found.name}"')
    if len(carried.restricted) == len(facts.restricted):
        return message
    narrowest = max((one.label for one in facts.restricted), key=lambda label: label.rank)
    return message.then(await rest_elsewhere(work, narrowest))


@command(may=Action.PUBLISH, private=True)
async def list_(work: Work) -> Message:
    """List the issues, the newest first, and what became of each."""
    query = (
        select(Issue, Room.name)
        .join(Room, Room.id == Issue.room_id)
        .order_by(Issue.month.desc(), Room.name)
        .limit(LISTED)
    )
    found = (await work.unit.session.execute(query)).all()
    if not found:
        return say("digest-none").step("update", "list")
    lines = [say("line-digest", room=name, month=issue.month, state=word_of(issue.state)) for issue, name in found]
    return say("digest-list", count=len(found)).then(*lines).step("digest", "show", rest=f'"{found[0][1]}"')


@command(may=Action.PUBLISH)
async def add(work: Work, section: Section, text: Text) -> Message:
    """Add an item to the next issues; the same as `update post`."""
    return await update.post(work, section, text)


@command(may=Action.PUBLISH, private=True)
async def drop(work: Work, code: Code, room: RoomName | None = None) -> Message:
    """Leave something out of the next issues, or of one room's, by its reference."""
    rooms = [await _room(work, room)] if room else await _rooms(work.unit)
    left_out = 0
    for one in rooms:
        period = await open_period(work.unit, one, now=work.now)
        if code not in (await gather(work.unit, one, period, now=work.now)).codes:
            continue
        omission = Omission(room_id=one.id, month=period.month, code=code)
        taken = (Omission.room_id == one.id) & (Omission.month == period.month) & (Omission.code == code)
        left_out += await work.unit.add_once(omission, taken)
    if not left_out:
        raise Refusal("digest-no-such-item", code=code)
    return say("digest-dropped", code=code, rooms=left_out).step("digest", "restore", rest=code)


@command(may=Action.PUBLISH, private=True)
async def restore(work: Work, code: Code) -> Message:
    """Take something in again that was left out of the next issues."""
    back = 0
    for one in await _rooms(work.unit):
        period = await open_period(work.unit, one, now=work.now)
        back += await work.unit.change(
            delete(Omission).where(
                Omission.room_id == one.id, Omission.month == period.month, Omission.code == code
            )
        )  # fmt: skip
    if not back:
        raise Refusal("digest-no-such-item", code=code)
    return say("digest-restored", code=code, rooms=back).step("digest", "drop", rest=code)


@command(may=Action.PUBLISH, private=True)
async def hold(work: Work, room: RoomName) -> Message:
    """Keep a room's next issue from going out by itself."""
    found, issue = await _issue(work, room)
    issue.hold()
    work.about(f"digest:{issue.id}")
    return say("digest-held-back", room=found.name, month=issue.month).step("digest", "resume", rest=f'"{found.name}"')


@command(may=Action.PUBLISH, private=True)
async def resume(work: Work, room: RoomName) -> Message:
    """Let a held issue go out by itself again."""
    found, issue = await _issue(work, room)
    issue.resume()
    work.about(f"digest:{issue.id}")
    return say("digest-resumed", room=found.name, month=issue.month).step("digest", "show", rest=f'"{found.name}"')


@command(may=Action.PUBLISH, private=True)
async def approve(work: Work, room: RoomName) -> Message:
    """Say that a room's next issue may go out, where that is asked for, or although it was held."""
    found, issue = await _issue(work, room)
    issue.approve()
    work.about(f"digest:{issue.id}")
    return say("digest-approved", room=found.name, month=issue.month).step("digest", "show", rest=f'"{found.name}"')


@command(may=Action.PUBLISH, private=True, confirm=True)
async def send(work: Work, room: RoomName) -> Message:
    """Send a room's next issue now."""
    found, issue = await _issue(work, room)
    issue.refuse_over()
    if not await _send(work, found, issue):
        raise Refusal("digest-empty", room=found.name)
    return say("digest-sent", room=found.name, month=issue.month).step("digest", "list")


async def waiting(work: Work) -> list[Message]:
    """For staff: issues that are held, or that wait for a yes where one is asked for."""
    if not work.is_staff:
        return []
    states = [IssueState.HELD, *([IssueState.COLLECTING] if work.policy.digest_needs_approval else [])]
    query = (
        select(Issue, Room.name)
        .join(Room, Room.id == Issue.room_id)
        .where(Issue.state.in_(states), Issue.drafted_at.is_not(None), Room.state == RoomState.AUTHORISED)
        .order_by(Issue.month, Room.name)
    )
    return [
        say(
            "line-digest-waiting", room=name, month=issue.month, state=word_of(issue.state),
            step=Step(("digest", "approve"), f'"{name}"'),
        )
        for issue, name in (await work.unit.session.execute(query))
    ]  # fmt: skip


async def codes(work: Work, verb: str, typed: str) -> Sequence[Suggestion]:
    """What may be left out: the items of the next issues. What may be taken in again: what was left out last."""
    if verb != "restore":
        return await update.codes(work, verb, typed)
    query = select(Omission.code, Room.name).join(Room, Room.id == Omission.room_id).order_by(Omission.month.desc())
    rows = (await work.unit.session.execute(query.limit(LISTED))).all()
    return [coded(code, name) for code, name in rows]


async def draft_due(unit: Unit, now: datetime, policy: Policy) -> list[tuple[str, str]]:
    """Rooms whose draft for this month staff have not had, from the morning of the 25th on."""
    due = []
    for room in await _rooms(unit):
        period = period_of(now, room.zone)
        if now < period.drafted(day=policy.digest_day, hour=policy.day_begins):
            continue
        issue = await issue_of(unit, room, period)
        if issue is None or (issue.drafted_at is None and not issue.is_over):
            due.append((room.id, period.month))
    return due


async def draft(work: Work, subject: str) -> None:
    """Show staff what a room's issue will say, while they can still leave out, add, or hold."""
    room = await work.unit.session.get_one(Room, subject)
    period = period_of(work.now, room.zone)
    issue = await _opened(work.unit, room, period)
    issue.drafted_at = work.now
    facts = await gather(work.unit, room, period, now=work.now)
    goes_out = period.goes_out(hour=work.policy.digest_hour)
    key = "staff-digest-draft-approve" if work.policy.digest_needs_approval else "staff-digest-draft"
    verb, answers = ("approve", (Reply.YES, Reply.NO)) if work.policy.digest_needs_approval else ("hold", (Reply.NO,))
    for staff in await directory.staff_rooms(work.unit):
        message = say(key, room=room.name, starts=Moment(goes_out, room.zone))
        message = message.then(*_draft(_carried(work, facts, staff.platform), room))
        await work.post(
            staff, replying(message.step("digest", verb, rest=f'"{room.name}"'), *answers),
            once=f"digest.{room.id}.{period.month}.draft", about=f"draft:{issue.id}", audience=Audience.staff(),
        )  # fmt: skip
    work.about(f"digest:{issue.id}")


async def issue_due(unit: Unit, now: datetime, policy: Policy) -> list[tuple[str, str]]:
    """Rooms whose issue for the last month may go out and has not; late is better than never, twice is never."""
    due = []
    for room in await _rooms(unit):
        this = period_of(now, room.zone)
        if now < this.previous.goes_out(hour=policy.digest_hour) or room.created_at >= this.starts:
            continue
        issue = await issue_of(unit, room, this.previous)
        may_go = (
            issue.may_go(needs_approval=policy.digest_needs_approval) if issue else not policy.digest_needs_approval
        )
        if may_go:
            due.append((room.id, this.previous.month))
    return due


async def issue_by_itself(work: Work, subject: str) -> None:
    """Send a room's issue for the last month, or write down that there was nothing to say."""
    room = await work.unit.session.get_one(Room, subject)
    issue = await _opened(work.unit, room, period_of(work.now, room.zone).previous)
    if not await _send(work, room, issue):
        issue.settle(IssueState.SKIPPED, until=_until(issue, room, work.now), now=work.now)
    work.about(f"digest:{issue.id}")


async def _approved(unit: Unit, subject: str) -> tuple[tuple[str, ...], str] | None:
    return await _on_draft(unit, subject, "approve")


async def _held(unit: Unit, subject: str) -> tuple[tuple[str, ...], str] | None:
    return await _on_draft(unit, subject, "hold")


JOBS = (
    Job(name="digest-draft", due=draft_due, run=draft),
    Job(name="digest-issue", due=issue_due, run=issue_by_itself),
)
SHORT_REPLIES = {("draft", Reply.YES): _approved, ("draft", Reply.NO): _held}


async def _send(work: Work, room: Room, issue: Issue) -> bool:
    """Queue the issue and settle its row; False when there is nothing to say. The row and `once` make it one."""
    facts = await gather(work.unit, room, Period(issue.month, room.zone), now=work.now)
    if not facts.is_enough:
        return False
    once = f"digest.{room.id}.{issue.month}"
    await work.post(
        room, compose(facts, room=room.name), once=once, about=f"digest:{issue.id}",
        label=facts.label, audience=facts.audience,
    )  # fmt: skip
    for number, one in enumerate(facts.restricted):
        # A post of its own: if somebody came in who may not know of them, this is withheld, and the rest is not.
        await work.post(room, pointer(one), once=f"{once}.summaries.{number}", label=one.label, audience=one.audience)
    for item in facts.updates:
        item.issued_at = item.issued_at or work.now
    issue.settle(IssueState.SENT, until=_until(issue, room, work.now), now=work.now)
    work.about(f"digest:{issue.id}")
    return True


def _until(issue: Issue, room: Room, now: datetime) -> datetime:
    return min(now, Period(issue.month, room.zone).ends)


def _draft(facts: Facts, room: Room) -> Sequence[Message]:
    if not facts.is_enough:
        return [say("digest-draft-empty")]
    shown = [compose(facts, room=room.name), *map(pointer, facts.restricted)]
    return [*shown, references(facts)] if facts.updates else shown


def _carried(work: Work, facts: Facts, platform: str) -> Facts:
    """What a platform may carry of it: of summaries above that, not even the references."""
    restricted = tuple(one for one in facts.restricted if work.world.may_carry(platform, one.label))
    return replace(facts, restricted=restricted)


# What it says is TLP:GREEN; and a facility's room is there for the one facility.
_GETS_ISSUES = (
    (Room.kind == RoomKind.GROUP)
    & (Room.state == RoomState.AUTHORISED)
    & (Room.room_class != RoomClass.PUBLIC)
    & Room.facility_id.is_(None)
)


async def _rooms(unit: Unit) -> Sequence[Room]:
    """The rooms that get an Affiliate Update: every group's, on each platform, while they are authorised."""
    query = select(Room).where(_GETS_ISSUES)
    return await unit.scalars(query.order_by(Room.name, Room.id))


async def _room(work: Work, name: str) -> Room:
    query = select(Room).where(Room.name == name, _GETS_ISSUES)
    found = await work.unit.scalar(query.order_by(Room.created_at))
    if found is None:
        raise Absent
    return found


async def _issue(work: Work, name: str) -> tuple[Room, Issue]:
    """The room and its issue that is being prepared."""
    room = await _room(work, name)
    period = await open_period(work.unit, room, now=work.now)
    return room, await _opened(work.unit, room, period)


async def _opened(unit: Unit, room: Room, period: Period) -> Issue:
    """The room's row for that month, made if there is none."""
    taken = (Issue.room_id == room.id) & (Issue.month == period.month)
    await unit.add_once(Issue(room_id=room.id, month=period.month), taken)
    return (await unit.session.scalars(select(Issue).where(taken))).one()


async def _on_draft(unit: Unit, subject: str, verb: str) -> tuple[tuple[str, ...], str] | None:
    issue = await unit.get(Issue, subject)
    room = await unit.get(Room, issue.room_id) if issue else None
    return (("digest", verb), f'"{room.name}"') if room else None

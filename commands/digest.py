"""The Affiliate Update, room by room: what staff see and decide before it goes out, and the correction afterwards.

Staff may leave things out, put some first, add to it, hold it, or send it now; else it goes out by itself
(`commands/digest_clock.py`), one time for each room and month.
"""

from collections.abc import Sequence

from sqlalchemy import delete, select

from commands import update
from commands.digest_clock import JOBS, SHORT_REPLIES
from commands.digest_consent import own
from commands.digest_correction import correct_everywhere
from commands.digest_room import open_issue, opened, preview, room_named, rooms_for, rooms_without
from commands.digest_room import send as send_issue
from commands.engine.ceiling import rest_elsewhere
from commands.engine.options import Code, RoomName, Text
from commands.engine.spec import command
from commands.engine.suggest import Suggestion, coded
from commands.engine.work import Work
from digests.compose import references
from digests.facts import MOST, gather, issue_of, open_period, stands, window_of
from storage.access import Action
from storage.message import Message, Step, say, word_of
from storage.refusal import Refusal
from storage.room import Room, RoomState
from storage.update import Issue, IssueState, Omission, Section

__all__ = ["JOBS", "SHORT_REPLIES", "codes", "waiting"]

LISTED = 24  # issues in a list


@command(may=Action.PUBLISH, private=True)
async def show(work: Work, room: RoomName) -> Message:
    """Show a room's next issue exactly as it would go out now, with the references of its items."""
    found = await room_named(work, room)
    period = await open_period(work.unit, found, now=work.now)
    facts = await gather(work.unit, found, period, now=work.now)
    issue = await issue_of(work.unit, found, period)
    state = issue.state if issue else IssueState.COLLECTING
    chat = (await work.private_rooms(work.person))[0]
    is_whole = await preview(work, facts, found, chat, once=f"preview.{work.event_id}")
    message = say("digest-shown", room=found.name, month=period.month, state=word_of(state))
    if not facts.codes:
        message = message.then(say("digest-draft-empty"))
    elif facts.news < work.policy.digest_least:
        message = message.then(say("digest-draft-thin", count=facts.news, least=work.policy.digest_least))
    if facts.updates:
        message = message.then(references(facts))
    if not is_whole:
        narrowest = max((one.label for one in facts.restricted), key=lambda label: label.rank)
        message = message.then(await rest_elsewhere(work, narrowest))
    return message.step("digest", "send", rest=f'"{found.name}"')


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
    left_out = 0
    for one in [await room_named(work, room)] if room else await rooms_for(work.unit, code):
        period = await open_period(work.unit, one, now=work.now)
        if not await stands(work.unit, one, period, code, now=work.now):
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
    for one in await rooms_without(work.unit, code):
        period = await open_period(work.unit, one, now=work.now)
        window = await window_of(work.unit, one, period, now=work.now)
        back += await work.unit.change(
            delete(Omission).where(
                Omission.room_id == one.id, Omission.month.between(*window.months), Omission.code == code
            )
        )  # fmt: skip
    if not back:
        raise Refusal("digest-no-such-item", code=code)
    return say("digest-restored", code=code, rooms=back).step("digest", "drop", rest=code)


@command(may=Action.PUBLISH, private=True)
async def order(work: Work, room: RoomName, sections: tuple[Section, ...]) -> Message:
    """Put sections of a room's next issue first, in the order in which they are named."""
    found, issue = await open_issue(work, room)
    issue.put_first([one.value for one in sections])
    work.about(f"digest:{issue.id}")
    said = say("digest-ordered", room=found.name, month=issue.month, sections=tuple(word_of(one) for one in sections))
    return said.step("digest", "show", rest=f'"{found.name}"')


@command(may=Action.PUBLISH, private=True)
async def first(work: Work, code: Code, room: RoomName | None = None) -> Message:
    """Put something first in its section of the next issues, or of one room's, by its reference."""
    moved = []
    for one in [await room_named(work, room)] if room else await rooms_for(work.unit, code):
        period = await open_period(work.unit, one, now=work.now)
        if await stands(work.unit, one, period, code, now=work.now, most=MOST):
            (await opened(work.unit, one, period)).put_first([code])
            moved.append(one)
    if not moved:
        raise Refusal("digest-no-such-item", code=code)
    return say("digest-first", code=code, rooms=len(moved)).step("digest", "show", rest=f'"{moved[0].name}"')


@command(may=Action.PUBLISH, private=True)
async def hold(work: Work, room: RoomName) -> Message:
    """Keep a room's next issue from going out by itself."""
    found, issue = await open_issue(work, room)
    issue.hold()
    work.about(f"digest:{issue.id}")
    return say("digest-held-back", room=found.name, month=issue.month).step("digest", "resume", rest=f'"{found.name}"')


@command(may=Action.PUBLISH, private=True)
async def resume(work: Work, room: RoomName) -> Message:
    """Let a held issue go out by itself again."""
    found, issue = await open_issue(work, room)
    issue.resume()
    work.about(f"digest:{issue.id}")
    return say("digest-resumed", room=found.name, month=issue.month).step("digest", "show", rest=f'"{found.name}"')


@command(may=Action.PUBLISH, private=True)
async def approve(work: Work, room: RoomName) -> Message:
    """Say that a room's next issue may go out, where that is asked for, or although it was held."""
    found, issue = await open_issue(work, room)
    issue.approve()
    work.about(f"digest:{issue.id}")
    return say("digest-approved", room=found.name, month=issue.month).step("digest", "show", rest=f'"{found.name}"')


@command(may=Action.PUBLISH, private=True, confirm=True)
async def send(work: Work, room: RoomName) -> Message:
    """Send a room's next issue now."""
    found, issue = await open_issue(work, room)
    if not (await send_issue(work, found, issue)).codes:
        raise Refusal("digest-empty", room=found.name)
    return say("digest-sent", room=found.name, month=issue.month).step("digest", "list")


@command(may=Action.PUBLISH, private=True, confirm=True)
async def correct(work: Work, code: Code, text: Text) -> Message:
    """Say in each room where an item went out what was wrong in it and what is right, and mend what stands there."""
    count = await correct_everywhere(work, code, text)
    return say("digest-corrected", code=code, rooms=count).step("update", "show", rest=code)


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
    """What may be left out: the items of the next issues. What may be taken in again: what was left out last. What may
    be corrected: what went out last. What may be consented to: what is made of the asker's words.
    """
    if verb == "correct":
        return await update.issued(work)
    if verb == "consent":
        return [coded(one.code, update.start_of(one), label=one.label) for one in await own(work)]
    if verb != "restore":
        return await update.codes(work, verb, typed)
    query = select(Omission.code, Room.name).join(Room, Room.id == Omission.room_id).order_by(Omission.month.desc())
    rows = (await work.unit.session.execute(query.limit(LISTED))).all()
    return [coded(code, name) for code, name in rows]

"""The Affiliate Update by its timetable: drafts to staff on the 25th, then each room's issue on the first working day.

What is due is a query, and (job, room, month) a unique row; so is the issue itself.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from commands.digest_room import opened, preview, send, unsettled, until, zones
from commands.engine.dispatch import Job
from commands.engine.policy import Policy
from commands.engine.words import Answer as Reply
from commands.engine.words import replying
from commands.engine.work import Work
from digests.compose import references
from digests.facts import Facts, gather
from digests.period import period_of
from storage import directory
from storage.audience import Audience
from storage.message import Message, Moment, say
from storage.room import Room
from storage.unit import Unit
from storage.update import Issue, IssueState


async def _drafts_due(unit: Unit, now: datetime, policy: Policy) -> list[tuple[str, str]]:
    """Rooms whose draft for this month staff have not had, from the morning of the 25th on."""
    due = []
    for zone in await zones(unit):
        period = period_of(now, zone)
        if now >= period.drafted(day=policy.digest_day, hour=policy.day_begins):
            found = await unsettled(unit, period)
            due += [(room, period.month) for room, issue in found if issue is None or issue.drafted_at is None]
    return due


async def _draft(work: Work, subject: str) -> None:
    """Show staff what a room's issue will say, while they can still leave out, put first, add, or hold."""
    room = await work.unit.session.get_one(Room, subject)
    period = period_of(work.now, room.zone)
    issue = await opened(work.unit, room, period)
    issue.drafted_at = work.now
    facts = await gather(work.unit, room, period, now=work.now)
    starts = Moment(period.goes_out(hour=work.policy.digest_hour), room.zone)
    once = f"digest.{room.id}.{period.month}.draft"
    for staff in await directory.staff_rooms(work.unit):
        await work.post(
            staff, _notice(work, room, facts, starts), once=once, about=f"draft:{issue.id}", audience=Audience.staff()
        )
        await preview(work, facts, room, staff, once=once)
    work.about(f"digest:{issue.id}")


def _notice(work: Work, room: Room, facts: Facts, starts: Moment) -> Message:
    """That a draft follows, what becomes of it, and what can be done about it with a click or a word."""
    if work.policy.digest_needs_approval:
        key, verb, answers = "staff-digest-draft-approve", "approve", [Reply.YES, Reply.HOLD]
    else:
        key, verb, answers = "staff-digest-draft", "hold", [Reply.HOLD]
    message = say(key, room=room.name, starts=starts)
    if not facts.codes:
        message = message.then(say("digest-draft-empty"))
    elif facts.news < work.policy.digest_least:
        message = message.then(say("digest-draft-thin", count=facts.news, least=work.policy.digest_least))
    if facts.updates:
        message = message.then(references(facts))
    return replying(message.step("digest", verb, rest=f'"{room.name}"'), *answers, Reply.ORDER, Reply.DROP)


async def _issues_due(unit: Unit, now: datetime, policy: Policy) -> list[tuple[str, str]]:
    """Rooms whose issue for the last month may go out and has not; late is better than never, twice is never."""
    due, needs_approval = [], policy.digest_needs_approval
    for zone in await zones(unit):
        period = period_of(now, zone).previous
        if now >= period.goes_out(hour=policy.digest_hour):
            for room, issue in await unsettled(unit, period):
                if issue.may_go(needs_approval=needs_approval) if issue else not needs_approval:
                    due.append((room, period.month))
    return due


async def _issue(work: Work, subject: str) -> None:
    """Send a room's issue for the last month, or skip it and tell staff where there is too little to say."""
    room = await work.unit.session.get_one(Room, subject)
    period = period_of(work.now, room.zone).previous
    issue = await opened(work.unit, room, period)
    work.about(f"digest:{issue.id}")
    facts = await gather(work.unit, room, period, now=work.now)
    if facts.news >= work.policy.digest_least or (issue.state is IssueState.APPROVED and facts.codes):
        await send(work, room, issue)
        return
    issue.settle(IssueState.SKIPPED, until=until(issue, room, work.now), now=work.now)
    await work.tell_staff(
        say(
            "staff-digest-skipped", room=room.name, month=period.month, count=facts.news,
            least=work.policy.digest_least,
        ).step("digest", "show", rest=f'"{room.name}"'),
        once=f"digest.{room.id}.{period.month}.skipped", about=f"digest:{issue.id}",
    )  # fmt: skip


def _means(*path: str, about_room: bool = True) -> Callable[[Unit, str], Awaitable[tuple[tuple[str, ...], str] | None]]:
    """What a short reply to a draft stands for: a command about its room, or one that asks which item."""

    async def meaning(unit: Unit, subject: str) -> tuple[tuple[str, ...], str] | None:
        issue = await unit.get(Issue, subject)
        room = await unit.get(Room, issue.room_id) if issue else None
        if room is None:
            return None
        return path, f'"{room.name}"' if about_room else f'room:"{room.name}"'

    return meaning


JOBS: Sequence[Job] = (
    Job(name="digest-draft", due=_drafts_due, run=_draft),
    Job(name="digest-issue", due=_issues_due, run=_issue),
)
SHORT_REPLIES = {
    ("draft", Reply.YES): _means("digest", "approve"),
    ("draft", Reply.NO): _means("digest", "hold"),
    ("draft", Reply.HOLD): _means("digest", "hold"),
    ("draft", Reply.ORDER): _means("digest", "order"),
    ("draft", Reply.DROP): _means("digest", "drop", about_room=False),
}

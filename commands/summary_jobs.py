"""What the clock does about summaries: it asks for receipts that are owed, and reports what a recall came to."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from commands.engine.dispatch import Job
from commands.engine.policy import Policy
from commands.engine.words import Answer, replying
from commands.engine.work import Work, daytime
from storage import directory
from storage.access import Role
from storage.copies import Copy, CopyFate, copies_of, is_settled
from storage.message import Message, say, word_of
from storage.organisation import Organisation, OrganisationStatus
from storage.person import Person
from storage.summary import Acknowledgement, Approval, Summary, SummaryState
from storage.unit import Unit

_CONTACTS = frozenset({Role.LIAISON, Role.DEPUTY})
_ANSWERS_FOR = _CONTACTS | {Role.MEMBER, Role.PARTNER}
_UNSHOWN = frozenset({CopyFate.COMING, CopyFate.NEVER_ARRIVED})


def note_about(summary: Summary) -> str:
    """What a post is about that names a summary and holds no copy of it: it can be answered, and is not recalled."""
    return f"summary_note:{summary.id}"


async def approvals_of(unit: Unit, summary: Summary) -> Sequence[Approval]:
    """Every word given for it, for this version or an earlier one."""
    return await unit.scalars(select(Approval).where(Approval.summary_id == summary.id))


async def acknowledged_by(unit: Unit, summary: Summary) -> set[str]:
    """The ids of the organisations that acknowledged the version that is out."""
    query = select(Acknowledgement.organisation_id).where(
        Acknowledgement.summary_id == summary.id, Acknowledgement.version == summary.version
    )
    return set(await unit.scalars(query))


async def expected(unit: Unit, summary: Summary, *, now: datetime) -> list[Organisation]:
    """The organisations whose receipt is awaited, by name: its audience as it is now, without those that read it only
    as members of a consortium or by a grant; these may acknowledge, too, and are not asked to.
    """
    reach = await directory.reach(unit, summary.audience, now=now)
    query = select(Organisation).where(Organisation.status == OrganisationStatus.ACTIVE).order_by(Organisation.name)
    return [
        one
        for one in await unit.scalars(query)
        if one.id not in reach.denied and (one.id in reach.organisations or (reach.buyers and one.is_buyer))
    ]


async def copy_report(work: Work, summary: Summary) -> tuple[int, list[Message]]:
    """How many copies there are or were, and what became of them.

    A line for each that stands or stood in a room or a private chat; and of those that a reader alone was shown, a line
    for each fate.
    """
    copies = [one for one in await copies_of(work.unit, summary.subject) if not (one.alone and one.fate in _UNSHOWN)]
    shown = [one for one in copies if one.alone]
    lines = [_copy_line(work, one) for one in copies if not one.alone]
    for fate in CopyFate:
        if readers := {one.room.id for one in shown if one.fate is fate}:
            lines.append(say("line-summary-copy-alone", readers=len(readers), fate=word_of(fate)))
    return len(copies), lines


def _copy_line(work: Work, copy: Copy) -> Message:
    if copy.person:
        return say("line-summary-copy-private", name=copy.person.name, fate=word_of(copy.fate))
    is_notice = work.world.manners_of(copy.room.platform).answers_alone
    key = "line-summary-copy-notice" if is_notice else "line-summary-copy"
    return say(key, room=copy.room.name, fate=word_of(copy.fate))


async def _owing(unit: Unit, now: datetime, policy: Policy) -> list[tuple[str, str]]:
    """Organisations that have had a summary for long enough and have not acknowledged it."""
    query = select(Summary).where(
        Summary.state == SummaryState.RELEASED, Summary.released_at <= now - policy.acknowledge
    )
    due = []
    for summary in await unit.scalars(query):
        done = await acknowledged_by(unit, summary)
        missing = [one for one in await expected(unit, summary, now=now) if one.id not in done]
        due += [(f"{summary.id}.{one.id}", f"{summary.version}") for one in missing]
    return due


async def _remind(work: Work, subject: str) -> None:
    """Privately, by day, to those who speak for the organisation; the code and nothing else."""
    summary_id, _, organisation_id = subject.partition(".")
    summary = await work.unit.session.get_one(Summary, summary_id)
    work.about(summary.subject)
    reminder = say("summary-reminder", code=summary.code).step("summary", "acknowledge", rest=summary.code)
    reminder = replying(reminder, Answer.READ, Answer.RECEIVED)
    reach = await directory.reach(work.unit, summary.audience, now=work.now)
    speakers = await _speakers(work.unit, organisation_id)
    for person in [one for one in speakers if reach.addresses(await directory.standing_of(work.unit, one))]:
        await work.tell(
            person,
            reminder,
            once=f"{summary.subject}.reminded.{summary.version}.{person.id}",
            about=note_about(summary),
            label=summary.label,  # where that may not be carried, not even the code is named
            not_before=daytime(work.now, zone=person.zone, policy=work.policy),
        )


async def _speakers(unit: Unit, organisation_id: str) -> list[Person]:
    """Its liaison and deputies; where there are none, whoever may answer for it."""
    people = await directory.people_of(unit, [organisation_id])
    contacts = [one for one in people if one.roles & _CONTACTS]
    return contacts or [one for one in people if one.roles & _ANSWERS_FOR]


async def _recalled(unit: Unit, now: datetime, policy: Policy) -> list[tuple[str, str]]:
    """Withdrawn summaries about which nothing is under way any more, and staff have had no report."""
    query = select(Summary).where(Summary.state == SummaryState.WITHDRAWN, Summary.reported_at.is_(None))
    return [
        (one.id, f"{one.version}.{one.releases}")
        for one in await unit.scalars(query)
        if await is_settled(unit, one.subject)
    ]


async def _report(work: Work, subject: str) -> None:
    summary = await work.unit.session.get_one(Summary, subject)
    summary.reported_at = work.now
    work.about(summary.subject)
    count, lines = await copy_report(work, summary)
    await work.tell_staff(
        say("staff-summary-recalled", code=summary.code, count=count)
        .then(*lines, say("summary-copies-meaning"))
        .step("summary", "copies", rest=summary.code),
        once=f"{summary.subject}.recalled.{summary.version}.{summary.releases}",
        label=summary.label,
    )


JOBS: tuple[Job, ...] = (
    Job(name="summary reminder", due=_owing, run=_remind),
    Job(name="summary recall report", due=_recalled, run=_report),
)

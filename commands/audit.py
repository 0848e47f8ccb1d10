"""The record of who did or was refused what, when, where and why: for admins and approvers, without any content."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from commands.engine.options import Between, Code, PastDay
from commands.engine.spec import command
from commands.engine.work import Work
from storage import subject
from storage.access import Action, Label
from storage.audit import AuditEvent, Outcome
from storage.message import Message, Moment, Step, Value, Word, say
from storage.person import Person
from storage.refusal import Absent
from storage.room import Room, RoomKind

LOOKS_BACK = timedelta(days=30)  # where no day was said
PAGE = 20  # records in one answer
OPERATOR = "operator"  # who enrols somebody from the command line

# What is no command: the clock's jobs, and what operators do.
DEEDS = {
    "person enrol": Word("word-deed-person-enrol"),
    "job summary reminder": Word("word-deed-summary-reminder"),
    "job summary recall report": Word("word-deed-summary-recall-report"),
    "job action remind": Word("word-deed-action-remind"),
    "job brief": Word("word-deed-brief"),
    "job follow news": Word("word-deed-follow-news"),
    "job digest-draft": Word("word-deed-digest-draft"),
    "job digest-issue": Word("word-deed-digest-issue"),
    "job disclosure late": Word("word-deed-disclosure-late"),
    "job disclosure refresh": Word("word-deed-disclosure-refresh"),
    "job engagement tender": Word("word-deed-engagement-tender"),
    "job engagement welcome": Word("word-deed-engagement-welcome"),
    "job engagement remind": Word("word-deed-engagement-remind"),
    "job engagement passed": Word("word-deed-engagement-passed"),
    "job supplier shared": Word("word-deed-supplier-shared"),
    "job engagement rotate": Word("word-deed-engagement-rotate"),
    "job engagement card": Word("word-deed-engagement-card"),
    "job plan remind": Word("word-deed-plan-remind"),
    "job plan late": Word("word-deed-plan-late"),
    "job route remind": Word("word-deed-route-remind"),
    "job route passed": Word("word-deed-route-passed"),
    "job meeting plan": Word("word-deed-meeting-plan"),
    "job meeting announce": Word("word-deed-meeting-announce"),
    "job meeting remind": Word("word-deed-meeting-remind"),
    "job meeting over": Word("word-deed-meeting-over"),
    "job question-again": Word("word-deed-question-again"),
    "job question-handed": Word("word-deed-question-handed"),
    "job expertise-expires": Word("word-deed-expertise-expires"),
    "job introduction over": Word("word-deed-introduction-over"),
    "job onboarding remind": Word("word-deed-onboarding-remind"),
    "job contract refresh": Word("word-deed-contract-refresh"),
    "job terms ask": Word("word-deed-terms-ask"),
    "job clearance ends": Word("word-deed-clearance-ends"),
    "job room ends": Word("word-deed-room-ends"),
    "job room ended": Word("word-deed-room-ended"),
    "job room recall report": Word("word-deed-room-recall-report"),
    "job retention": Word("word-deed-retention"),
    "job file over": Word("word-deed-file-over"),
    "job disclosure wish over": Word("word-deed-disclosure-wish-over"),
    "job lesson words over": Word("word-deed-lesson-words-over"),
    "job lesson wish over": Word("word-deed-lesson-wish-over"),
    "job update words over": Word("word-deed-update-words-over"),
    "job facility unlinked": Word("word-deed-facility-unlinked"),
    "registry import": Word("word-deed-registry-import"),
}
_CAUSES = {
    "absent": Word("word-cause-absent"),
    "ask-me-privately": Word("word-cause-elsewhere"),
    "not-verified": Word("word-cause-unproven"),
    "not-encrypted-here": Word("word-cause-unproven"),
    "group-needed": Word("word-cause-unclear"),
    "trouble": Word("word-cause-trouble"),
    "grievance-held": Word("word-cause-held-back"),
    "grievance-elsewhere": Word("word-cause-held-back"),
}


@command(may=Action.INSPECT, private=True, carries=Label.AMBER)
async def list_(work: Work, since: PastDay | None = None) -> Message:
    """List what was done, and refused, how often."""
    work.read(Label.AMBER)
    begins = _begins(work, since)
    query = (
        select(AuditEvent.action, AuditEvent.outcome, func.count())
        .where(AuditEvent.at >= begins)
        .group_by(AuditEvent.action, AuditEvent.outcome)
    )
    counts: dict[str, dict[Outcome, int]] = {}
    for action, outcome, count in await work.unit.rows(query):
        counts.setdefault(action, {})[outcome] = count
    lines = [
        say(
            "line-audit-count", deed=_deed(work, action),
            done=found.get(Outcome.DONE, 0), refused=found.get(Outcome.REFUSED, 0),
        )
        for action, found in sorted(counts.items(), key=lambda one: -sum(one[1].values()))
    ]  # fmt: skip
    said = say("audit-list", since=Moment(begins, work.person.zone), count=len(lines))
    return said.then(*lines).step("audit", "show")


@command(may=Action.INSPECT, private=True, carries=Label.AMBER)
async def show(
    work: Work,
    person: str | None = None,
    object: Code | None = None,  # noqa: A002  the record's own word
    since: PastDay | None = None,
    before: Annotated[int, Between(least=1, most=999_999_999)] | None = None,
) -> Message:
    """Show the record, the newest first: of somebody, about something, since a day, before a number."""
    work.read(Label.AMBER)
    begins = _begins(work, since)
    # Numbers rise with time, and the table is in their order: nothing older than that day is looked through.
    first = await work.unit.scalar(select(func.min(AuditEvent.number)).where(AuditEvent.at >= begins))
    query = select(AuditEvent).where(AuditEvent.number >= (first or 0), AuditEvent.at >= begins)
    if person is not None:
        query = query.where(AuditEvent.actor_id.in_(await _people(work, person)))
    if object is not None:
        query = query.where(AuditEvent.object == await _object(work, object))
    if before is not None:
        query = query.where(AuditEvent.number < before)
    found = await work.unit.scalars(query.order_by(AuditEvent.number.desc()).limit(PAGE + 1))
    if not found:
        return say("audit-nothing", since=Moment(begins, work.person.zone))
    said = say("audit-shown", since=Moment(begins, work.person.zone)).then(*await _lines(work, found[:PAGE]))
    if len(found) <= PAGE:
        return said
    again = {"person": f'"{person}"' if person else None, "object": object, "since": since and since.isoformat()}
    rest = [f"{name}:{value}" for name, value in again.items() if value]
    return said.step("audit", "show", rest=" ".join([*rest, f"before:{found[PAGE - 1].number}"]))


async def _lines(work: Work, events: Sequence[AuditEvent]) -> list[Message]:
    actors, places = {one.actor_id for one in events}, {one.place for one in events}
    people = {one.id: one.name for one in await work.unit.scalars(select(Person).where(Person.id.in_(actors)))}
    rooms = {one.id: one for one in await work.unit.scalars(select(Room).where(Room.id.in_(places)))}
    objects = await subject.called(work.unit, {one.object for one in events})
    return [
        say(
            "line-audit-done" if one.outcome is Outcome.DONE else "line-audit-refused",
            record=one.number,
            at=Moment(one.at, work.person.zone),
            who=_who(one, people),
            deed=_deed(work, one.action),
            about=objects.get(one.object, one.object) or "–",
            place=_place(rooms.get(one.place)),
            **({} if one.outcome is Outcome.DONE else {"why": _CAUSES.get(one.cause, one.cause)}),
        )
        for one in events
    ]


def _who(event: AuditEvent, people: dict[str, str]) -> Value:
    if not event.actor_id:
        return Word("word-role-clock")
    if event.actor_id == OPERATOR:
        return Word("word-deed-operator")
    return people.get(event.actor_id, event.actor_id)


def _deed(work: Work, action: str) -> Value:
    path = tuple(action.split())
    if not action:
        return Word("word-deed-unclear")
    return Step(path) if path in work.world.specs else DEEDS.get(action, action)


def _place(room: Room | None) -> Value:
    if room is None:
        return "–"
    return Word("word-room-kind-private") if room.kind is RoomKind.PRIVATE else room.name


async def _people(work: Work, name: str) -> list[str]:
    """Everybody who is or was called that; whoever left has a record, too. Raises Absent."""
    found = await work.unit.scalars(select(Person.id).where(func.lower(Person.name) == name.lower()))
    if not found:
        raise Absent
    return list(found)


async def _object(work: Work, code: str) -> str:
    """What has this code; an opaque "kind:id" is taken as it is. Raises Absent."""
    said = code.lower() if ":" in code else await subject.coded(work.unit, code)
    if said is None:
        raise Absent
    return said


def _begins(work: Work, since: date | None) -> datetime:
    """The first moment that is looked at: the beginning of that day where the asker is."""
    if since is None:
        return work.now - LOOKS_BACK
    return datetime.combine(since, time(), ZoneInfo(work.person.zone)).astimezone(UTC)

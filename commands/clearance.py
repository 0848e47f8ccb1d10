"""Clearances: what somebody may read although no rule says so, and what they may not although one does."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select

from commands import clearance_clock
from commands.clearance_scope import (
    COMPANY,
    Whom,
    called,
    concern_of,
    may_know,
    names_of,
    subject_of,
    tell_reader,
    tell_staff,
    whom,
)
from commands.engine.options import Code, Text
from commands.engine.spec import command
from commands.engine.suggest import Suggestion, coded
from commands.engine.work import Work
from storage import directory
from storage.access import Action, Label
from storage.clearance import Clearance, Effect, refuse_end
from storage.message import Message, Moment, Prose, Step, Value, Word, say, word_of
from storage.person import Person
from storage.refusal import Absent, Refusal
from storage.sequence import fresh_code
from storage.summary import Summary, SummaryState

__all__ = ["JOBS", "codes", "waiting"]

JOBS = clearance_clock.JOBS


@command(may=Action.AUTHORISE, private=True, carries=Label.AMBER)
async def grant(work: Work, subject: str, who: str, until: date, reason: Text, label: Label | None = None) -> Message:
    """Say that somebody may read one summary, or what concerns one facility, until a day; two people have to."""
    work.read(Label.AMBER)
    about, name = await subject_of(work, subject)
    if about.startswith(COMPANY):
        raise Refusal("clearance-not-a-company", name=name)
    needed = (await concern_of(work.unit, about)).label
    opened = label or needed
    if not needed.within(opened):
        raise Refusal("clearance-label-low", subject=name, label=needed)
    reader = await whom(work, who)
    if await _is_staffs(work, reader):
        raise Refusal("clearance-staff-read", name=reader.name)
    end = _end(work, until)
    refuse_end(end, effect=Effect.GRANT, now=work.now)
    made = await _said(work, Effect.GRANT, about, reader, reason, end, opened)
    told = say(
        "staff-clearance-asked", by=work.person.name, name=reader.name, subject=name, until=until, label=opened
    ).step("clearance", "show", rest=made.code)
    await tell_staff(work, made, told, once="asked")
    answer = say("clearance-asked", code=made.code, name=reader.name, subject=name, until=until, label=opened)
    return answer.step("clearance", "show", rest=made.code)


@command(may=Action.AUTHORISE, private=True, confirm=True, carries=Label.AMBER)
async def agree(work: Work, code: Code) -> Message:
    """Agree, as the second person, that somebody may read what a grant opens to them."""
    found = await _one(work, code)
    first = await work.unit.session.get_one(Person, found.said_by)
    found.agree(by=work.person, first=first, now=work.now)
    values = await _values(work, found)
    await tell_staff(work, found, say("staff-clearance-granted", by=work.person.name, **values), once="granted")
    kind, _, row = found.subject.partition(":")
    summary = await work.unit.session.get_one(Summary, row) if kind == "summary" else None
    if summary is not None and summary.state is SummaryState.RELEASED:
        opened = say("clearance-opened", subject=summary.code, until=values["until"])
        await tell_reader(work, summary, found, opened.step("summary", "show", rest=summary.code))
    return say("clearance-granted", **values).step("clearance", "show", rest=found.code)


@command(may=Action.AUTHORISE, private=True, confirm=True, carries=Label.AMBER)
async def deny(work: Work, subject: str, who: str, reason: Text, until: date | None = None) -> Message:
    """Keep somebody from a summary, a facility or all about a company, at once and whatever would let them read."""
    work.read(Label.AMBER)
    about, name = await subject_of(work, subject)
    kept_out = await whom(work, who)
    end = _end(work, until) if until else None
    refuse_end(end, effect=Effect.DENY, now=work.now)
    made = await _said(work, Effect.DENY, about, kept_out, reason, end, Label.RED)
    made.since = work.now
    await tell_staff(
        work, made, say("staff-clearance-denied", by=work.person.name, name=kept_out.name, subject=name), once="denied"
    )
    answer = say("clearance-denied", code=made.code, name=kept_out.name, subject=name)
    return answer.step("clearance", "list")


@command(may=Action.AUTHORISE, private=True, confirm=True, carries=Label.AMBER)
async def lift(work: Work, code: Code) -> Message:
    """End a grant, or take back one that waits; a deny is ended by an approver who has not said it."""
    found = await _one(work, code)
    found.lift(by=work.person, now=work.now)
    values = await _values(work, found)
    await tell_staff(work, found, say("staff-clearance-lifted", by=work.person.name, **values), once="lifted")
    return say("clearance-lifted", **values).step("clearance", "list")


@command(may=Action.AUTHORISE, private=True, carries=Label.AMBER)
async def list_(work: Work) -> Message:
    """List the grants and denies that are in force, and the grants that wait for a second person."""
    work.read(Label.AMBER)
    found = await _standing(work)
    lines = [say("line-clearance", state=_state(one), **await _values(work, one)) for one in found]
    answer = say("clearance-list", count=len(found)).then(*lines)
    return answer.step("clearance", "show", rest=found[0].code) if found else answer.step("clearance", "grant")


@command(may=Action.AUTHORISE, private=True, carries=Label.AMBER)
async def show(work: Work, code: Code) -> Message:
    """Show a grant or a deny: for whom, about what, until when, why, and by whose word."""
    found = await _one(work, code)
    ids = [one for one in (found.said_by, found.seconded_by) if one]
    people = tuple([(await work.unit.session.get_one(Person, one)).name for one in ids])
    shown = say(
        "clearance-shown", state=_state(found), by=people,
        since=Moment(found.said_at, work.person.zone), reason=Prose(found.reason), label=found.label,
        over=int(found.is_over(work.now)), **await _values(work, found),
    )  # fmt: skip
    if found.is_over(work.now):
        return shown.step("clearance", "list")
    is_mine = found.is_waiting and found.said_by != work.person.id
    return shown.step("clearance", "agree" if is_mine else "lift", rest=found.code)


async def codes(work: Work, verb: str, typed: str) -> Sequence[Suggestion]:
    """What `list` lists and the verb may be said of."""
    return [
        coded(one.code, await names_of(work.unit, one), label=Label.AMBER)
        for one in await _standing(work)
        if verb != "agree" or (one.is_waiting and one.said_by != work.person.id)
    ]


async def waiting(work: Work) -> list[Message]:
    """The grants that wait for the asker's word: codes only."""
    if not work.is_staff or work.asker is None:
        return []
    found = [one for one in await _standing(work) if one.is_waiting and one.said_by != work.person.id]
    return [say("line-clearance-agree", code=one.code, step=Step(("clearance", "show"), one.code)) for one in found]


async def _said(
    work: Work, effect: Effect, subject: str, reader: Whom, reason: str, until: datetime | None, label: Label
) -> Clearance:
    """A new one, unless one that stands says as much. Raises Refusal."""
    same = (
        (Clearance.effect == effect)
        & (Clearance.subject == subject)
        & (Clearance.person_id == reader.person_id)
        & (Clearance.organisation_id == reader.organisation_id)
        & (Clearance.group_id == reader.group_id)
    )
    for one in await work.unit.scalars(select(Clearance).where(same, Clearance.lifted_at.is_(None))):
        lasts = one.until is None or (until is not None and one.until >= until)
        if not one.is_over(work.now) and lasts and label.within(one.label):
            raise Refusal("clearance-there-already", code=one.code)
    made = Clearance(
        code=await fresh_code(work.unit, Clearance.code, "CLR"), effect=effect, subject=subject,
        person_id=reader.person_id, organisation_id=reader.organisation_id, group_id=reader.group_id, label=label,
        said_by=work.person.id, said_at=work.now, until=until,
    )  # fmt: skip
    made.reason = reason
    work.add(made)
    work.about(f"clearance:{made.id}")
    return made


async def _standing(work: Work) -> list[Clearance]:
    """Those that are not over, of what the asker was not denied themself."""
    query = select(Clearance).where(
        Clearance.lifted_at.is_(None), or_(Clearance.until.is_(None), Clearance.until > work.now)
    )
    found = await work.unit.scalars(query.order_by(Clearance.said_at, Clearance.code))
    return [one for one in found if await may_know(work, one.subject)]


async def _one(work: Work, code: str) -> Clearance:
    work.read(Label.AMBER)
    found = await work.unit.scalar(select(Clearance).where(Clearance.code == code))
    if found is None or not await may_know(work, found.subject):
        raise Absent
    work.about(f"clearance:{found.id}")
    return found


async def _values(work: Work, found: Clearance) -> dict[str, Value]:
    zone = ZoneInfo(work.person.zone)
    last = (found.until - timedelta(microseconds=1)).astimezone(zone).date() if found.until else ""
    return {
        "code": found.code,
        "name": await names_of(work.unit, found),
        "subject": await called(work.unit, found.subject),
        "effect": word_of(found.effect),
        "until": last,
    }


def _state(found: Clearance) -> Word:
    return Word("word-clearance-waiting" if found.is_waiting else "word-clearance-in-force")


def _end(work: Work, day: date) -> datetime:
    """The instant at which a day is over where the asker is."""
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(work.person.zone)).astimezone(UTC)


async def _is_staffs(work: Work, reader: Whom) -> bool:
    """Whether it would open something to staff, who read it anyway."""
    staff = await directory.staff(work.unit)
    return reader.person_id in {one.id for one in staff} or reader.organisation_id in {
        one.organisation_id for one in staff
    }

"""Legal hold: what is on hold is neither erased nor emptied, whoever asks and however old it is. And what ends it all:
the clock, which deletes or empties what is over, a batch an hour.
"""

from datetime import datetime

from sqlalchemy import or_, select

from commands.engine.dispatch import Job
from commands.engine.options import Text
from commands.engine.policy import Policy
from commands.engine.spec import command
from commands.engine.work import Work
from storage import diary, expiry, subject
from storage.access import Action, Label
from storage.hold import Hold
from storage.message import Message, Moment, Prose, say
from storage.person import Identity, Person
from storage.refusal import Absent, Refusal
from storage.retention import Rule
from storage.unit import Unit


@command(may=Action.ERASE, private=True, carries=Label.AMBER)
async def begin(work: Work, what: str, reason: Text) -> Message:
    """Put a person, or what has a code, on hold: nothing of it is erased or emptied until the hold is lifted."""
    work.read(Label.AMBER)
    held = await _subject(work, what)
    if await _hold(work, held):
        raise Refusal("hold-already")
    hold = Hold(subject=held, begun_by=work.person.id, at=work.now)
    hold.reason = reason
    work.add(hold)
    work.about(held)
    return say("hold-begun").step("hold", "lift", rest=f'"{what}"')


@command(may=Action.ERASE, private=True, carries=Label.AMBER)
async def lift(work: Work, what: str) -> Message:
    """Lift a hold: what was on it goes the way of everything else."""
    work.read(Label.AMBER)
    hold = await _held(work, what)
    hold.lift(by=work.person.id, now=work.now)
    work.about(hold.subject)
    return say("hold-lifted").step("hold", "list")


@command(may=Action.ERASE, private=True, carries=Label.AMBER)
async def list_(work: Work) -> Message:
    """List what is on hold."""
    work.read(Label.AMBER)
    holds = await work.unit.scalars(select(Hold).where(Hold.lifted_at.is_(None)).order_by(Hold.at))
    names = await subject.called(work.unit, [one.subject for one in holds])
    lines = [
        say("line-hold", what=names.get(one.subject, one.subject), since=Moment(one.at, work.person.zone))
        for one in holds
    ]
    return say("hold-list", count=len(lines)).then(*lines).step("hold", "show")


@command(may=Action.ERASE, private=True, carries=Label.AMBER)
async def show(work: Work, what: str) -> Message:
    """Show why something is on hold, since when, and by whose word."""
    work.read(Label.AMBER)
    hold = await _held(work, what)
    by = await work.unit.session.get_one(Person, hold.begun_by)
    since = Moment(hold.at, work.person.zone)
    return say("hold-shown", since=since, by=by.name, reason=Prose(hold.reason)).step("hold", "lift", rest=f'"{what}"')


async def _held(work: Work, what: str) -> Hold:
    hold = await _hold(work, await _subject(work, what))
    if hold is None:
        raise Refusal("hold-none")
    return hold


async def _hold(work: Work, held: str) -> Hold | None:
    return await work.unit.scalar(select(Hold).where(Hold.subject == held, Hold.lifted_at.is_(None)))


async def _subject(work: Work, what: str) -> str:
    """What is meant: a code, a name, or an account where several have that name. Raises Absent or Refusal."""
    if found := await subject.coded(work.unit, what.upper()):
        return found
    accounts = select(Identity.person_id).where(Identity.external_id == what)
    people = await work.unit.scalars(
        select(Person.id).where(or_(Person.name == what, Person.id.in_(accounts)), Person.erased_at.is_(None))
    )
    if not people:
        raise Absent
    if len(people) > 1:
        raise Refusal("hold-which", count=len(people))
    return f"person:{people[0]}"


async def _over(unit: Unit, now: datetime, policy: Policy) -> list[tuple[str, str]]:
    """The rules that have something to do, looked for in the first minute of each hour: nobody waits for it."""
    if now.minute:
        return []
    hour = [(rule.value, f"{now:%Y-%m-%d %H}") for rule in Rule]
    todo = await diary.undone(unit, "retention", hour)
    return [one for one in todo if await expiry.is_over(unit, Rule(one[0]), now, policy.keep)]


async def _end(work: Work, rule: str) -> None:
    await expiry.end(work.unit, Rule(rule), work.now, work.policy.keep)


JOBS: tuple[Job, ...] = (Job(name="retention", due=_over, run=_end),)

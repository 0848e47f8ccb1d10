"""Everybody's own brief: what waits for them and what is new for them, as often as they want it, in their words and
at their hour. It is written for one person, by the very queries that answer them, and is never empty.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, or_, select

from commands.engine.ceiling import fits_here
from commands.engine.dispatch import Job
from commands.engine.gate import admit_reader
from commands.engine.policy import Policy
from commands.engine.spec import command
from commands.engine.waiting import all_that_waits
from commands.engine.work import Work
from commands.follow_news import MOST, narrowest, note, untold
from commands.help import carried_by
from digests.brief import gather
from digests.compose import sections
from digests.rhythm import begun, slot
from storage.access import Action, Label
from storage.message import Message, Moment, say, word_of
from storage.person import Person, PersonStatus, Rhythm
from storage.unit import Unit

_FIRST_ZONE = "Pacific/Kiritimati"  # where every day begins first


@dataclass(frozen=True, slots=True)
class Brief:
    """What there is to say to somebody, and how narrow it is."""

    message: Message
    label: Label


@command(may=Action.READ, private=True)
async def brief(work: Work, rhythm: Rhythm | None = None) -> Message:
    """Show what waits for you and what is new for you now, or choose how often you get that by itself."""
    me = work.person
    if rhythm is not None:
        me.briefed_at = work.now if me.brief is Rhythm.NONE else me.briefed_at
        me.brief = rhythm
        work.about(f"person:{me.id}")
        return say("person-brief-set", rhythm=word_of(rhythm)).step("person", "brief")
    since = me.briefed_at or begun(Rhythm.MONTHLY, work.now, zone=me.zone, hour=work.policy.day_begins)
    found = await written(work, since)
    if found is None:
        nothing = say("person-brief-nothing", rhythm=word_of(me.brief))
        return nothing.step("person", "brief", rest=f"{{{word_of(Rhythm.WEEKLY).key}}}")
    work.read(found.label)
    return found.message.step("person", "brief", rest=f"{{{word_of(Rhythm.WEEKLY).key}}}")


async def written(work: Work, since: datetime) -> Brief | None:
    """What waits for the asker, what is new for them since then, and of what they follow; None for nothing at all.

    What the platform may not carry is left out: `my` says where it can be read.
    """
    waiting = [(line, carried_by(work, line)) for line in await all_that_waits(work)]
    fit = [(line, label) for line, label in waiting if fits_here(work, label)]
    news = sections(await gather(work.unit, work.person, since=since, now=work.now))
    follows = [one for one in await untold(work) if not one.counted][:MOST]  # bands go by themselves in the morning
    if not (fit or news or follows):
        return None
    message = say("person-brief", since=Moment(since, work.person.zone))
    if fit:
        message = message.then(say("person-brief-waiting", count=len(fit)), *(line for line, _ in fit))
    if news:
        message = message.then(say("person-brief-new"), *news)
    if lines := [one.line for one in follows if not one.in_brief]:
        message = message.then(say("person-brief-followed"), *lines)
    await note(work, follows)  # it is told with this, and not again in the morning
    label = max((narrowest(follows), *(label for _, label in fit)), key=lambda one: one.rank)
    return Brief(message, label)


async def _due(unit: Unit, now: datetime, policy: Policy) -> list[tuple[str, str]]:
    """Those whose week or month began since they had their last brief, where they are."""
    earliest = [
        and_(Person.brief == rhythm, Person.briefed_at < begun(rhythm, now, zone=_FIRST_ZONE, hour=policy.day_begins))
        for rhythm in (Rhythm.WEEKLY, Rhythm.MONTHLY)
    ]
    query = select(Person).where(Person.status == PersonStatus.ACTIVE, or_(*earliest))
    return [
        (one.id, slot(one.brief, now, zone=one.zone, hour=policy.day_begins))
        for one in await unit.scalars(query)
        if one.briefed_at and one.briefed_at < begun(one.brief, now, zone=one.zone, hour=policy.day_begins)
    ]


async def _send(work: Work, subject: str) -> None:
    person = await work.unit.session.get_one(Person, subject)
    since, person.briefed_at = person.briefed_at or work.now, work.now
    work.about(f"person:{person.id}")
    own = await admit_reader(work.unit, person, now=work.now, world=work.world)
    found = await written(own, since) if own else None
    if found is not None:
        key = slot(person.brief, work.now, zone=person.zone, hour=work.policy.day_begins)
        message = found.message.step("my")
        await work.tell(person, message, once=f"brief.{person.id}.{key}", label=found.label)


JOBS = (Job(name="brief", due=_due, run=_send),)

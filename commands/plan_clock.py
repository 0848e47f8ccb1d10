"""What the clock does for corrective action plans: reminders before a measure's day, and one word once it is over.

The lead is told in private, with what was agreed to follow a delay; in the room, once it may hear it, a stronger step
is proposed. A measure that is claimed to be done waits for those who verify it, so it is not late.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from commands.engagement_clock import Pairs, is_over, reminder_due
from commands.engagement_room import contacts_of, is_ready, raise_proposal, room_of
from commands.engagement_scope import participants
from commands.engine.dispatch import Job
from commands.engine.policy import Policy
from commands.engine.work import Work, daytime
from storage import diary
from storage.access import Label
from storage.corrective import TO_DO, Measure
from storage.engagement import Cause, Engagement
from storage.message import Message, Prose, say
from storage.unit import Unit


async def _to_do(unit: Unit) -> Sequence[tuple[Measure, Engagement]]:
    """The measures of open engagements for which something is still awaited of the company."""
    query = (
        select(Measure, Engagement)
        .join(Engagement, Engagement.id == Measure.engagement_id)
        .where(Measure.state.in_(TO_DO), Engagement.closed_at.is_(None))
    )
    return [(measure, engagement) for measure, engagement in (await unit.session.execute(query)).all()]


async def _days_ahead(unit: Unit, now: datetime, policy: Policy) -> Pairs:
    found: Pairs = []
    for one, engagement in await _to_do(unit):
        days = reminder_due(one.due, one.due_set_at, engagement.zone, now, policy)
        found += [(f"{one.id}:{one.extended}", f"{days}")] if days else []
    return await diary.undone(unit, "plan remind", found)


async def _days_passed(unit: Unit, now: datetime, policy: Policy) -> Pairs:
    """A day that was moved is another one."""
    found = [
        (f"{one.id}:{one.extended}", "passed")
        for one, engagement in await _to_do(unit)
        if is_over(one.due, engagement, now, policy)
    ]
    return await diary.undone(unit, "plan late", found)


async def _remind(work: Work, subject: str) -> None:
    measure, engagement = await _meant(work, subject)
    message = say("plan-reminder", code=measure.code, due=measure.due).step("plan", "claim", rest=measure.code)
    once = f"{measure.subject}.remind.{work.now:%Y-%m-%d}"
    await tell_lead(work, engagement, message, once=once, about=measure.subject)


async def _late(work: Work, subject: str) -> None:
    measure, engagement = await _meant(work, subject)
    once = f"{measure.code}.late.{measure.extended}"
    if is_ready(await room_of(work.unit, engagement)):
        await raise_proposal(work, engagement, Cause.MEASURE_LATE, about=measure.code, once=once)
    message = say("plan-late", code=measure.code, due=measure.due)
    if measure.consequence:
        message = message.then(say("plan-measure-consequence", text=Prose(measure.consequence, measure.locale)))
    message = message.step("plan", "extend", rest=measure.code)
    await tell_lead(work, engagement, message, once=f"{measure.subject}.{once}", about=measure.subject)


async def _meant(work: Work, subject: str) -> tuple[Measure, Engagement]:
    measure = await work.unit.session.get_one(Measure, subject.partition(":")[0])
    return measure, await work.unit.session.get_one(Engagement, measure.engagement_id)


async def tell_lead(work: Work, engagement: Engagement, message: Message, *, once: str, about: str = "") -> None:
    """The leading organisation's contacts, in their daytime; staff while nobody leads, or its tender keeps it out."""
    work.about(engagement.subject)
    about = about or engagement.subject
    if engagement.lead_id not in {one.id for one in await participants(work.unit, engagement)}:
        await work.tell_staff(message, once=once, about=about, label=Label.AMBER)
        return
    for person in await contacts_of(work.unit, engagement.lead_id or ""):
        await work.tell(
            person, message, once=f"{once}.{person.id}", about=about, label=Label.AMBER,
            not_before=daytime(work.now, zone=person.zone, policy=work.policy),
        )  # fmt: skip


JOBS: tuple[Job, ...] = (
    Job(name="plan remind", due=_days_ahead, run=_remind),
    Job(name="plan late", due=_days_passed, run=_late),
)

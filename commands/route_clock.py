"""What the clock does for routes: reminders before the day of each, and a stronger step proposed once it is over."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from commands.engagement_clock import Pairs, is_over, reminder_due
from commands.engagement_room import is_ready, raise_proposal, room_of
from commands.engine.dispatch import Job
from commands.engine.policy import Policy
from commands.engine.work import Work
from commands.plan_clock import tell_lead
from storage import diary
from storage.engagement import Engagement
from storage.message import say, word_of
from storage.route import Route, RouteState
from storage.unit import Unit


async def _running(unit: Unit) -> Sequence[tuple[Route, Engagement]]:
    query = (
        select(Route, Engagement)
        .join(Engagement, Engagement.id == Route.engagement_id)
        .where(Route.state == RouteState.OPEN, Engagement.closed_at.is_(None))
    )
    return [(route, engagement) for route, engagement in (await unit.session.execute(query)).all()]


async def _days_ahead(unit: Unit, now: datetime, policy: Policy) -> Pairs:
    found: Pairs = []
    for one, engagement in await _running(unit):
        days = reminder_due(one.due, one.due_set_at, engagement.zone, now, policy)
        found += [(f"{one.id}:{one.revision}", f"{days}")] if days else []
    return await diary.undone(unit, "route remind", found)


async def _days_passed(unit: Unit, now: datetime, policy: Policy) -> Pairs:
    found = [
        (f"{one.id}:{one.revision}", "passed")
        for one, engagement in await _running(unit)
        if is_over(one.due, engagement, now, policy)
    ]
    return await diary.undone(unit, "route passed", found)


async def _remind(work: Work, subject: str) -> None:
    route, engagement = await _meant(work, subject)
    message = say("route-reminder", code=engagement.code, kind=word_of(route.kind), due=route.due)
    message = message.step("engagement", "clocks", rest=engagement.code)
    await tell_lead(work, engagement, message, once=f"{route.subject}.remind.{work.now:%Y-%m-%d}")


async def _passed(work: Work, subject: str) -> None:
    route, engagement = await _meant(work, subject)
    once = f"{route.id}.passed.{route.revision}"
    if is_ready(await room_of(work.unit, engagement)):
        await raise_proposal(work, engagement, route.kind.cause, once=once)
    message = say("route-late", code=engagement.code, kind=word_of(route.kind), due=route.due)
    message = message.step("engagement", "clocks", rest=engagement.code)
    await tell_lead(work, engagement, message, once=f"{route.subject}.{once}")


async def _meant(work: Work, subject: str) -> tuple[Route, Engagement]:
    route = await work.unit.session.get_one(Route, subject.partition(":")[0])
    return route, await work.unit.session.get_one(Engagement, route.engagement_id)


JOBS: tuple[Job, ...] = (
    Job(name="route remind", due=_days_ahead, run=_remind),
    Job(name="route passed", due=_days_passed, run=_passed),
)

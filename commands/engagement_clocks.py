"""All the days that one case waits for, in one view; and why leaving the supplier is none of its steps."""

from datetime import date

from sqlalchemy import select

from commands.engagement_scope import engagement_of, pending_of, today
from commands.engine.options import EngagementCode
from commands.engine.spec import command
from commands.engine.work import Work
from commands.plan_scope import measures_of
from commands.route_scope import line, routes_of
from storage.access import Action, Label
from storage.engagement import Engagement
from storage.letter import Letter, LetterState
from storage.message import Message, Prose, say, word_of
from storage.route import RouteState


@command(may=Action.READ, private=True)
async def clocks(work: Work, code: EngagementCode | None = None) -> Message:
    """Show every clock of an engagement: its routes, letters, next step and measures, the nearest day first."""
    engagement = await engagement_of(work, code)
    work.about(engagement.subject)
    work.read(Label.AMBER)
    running = await waited_for(work, engagement)
    if engagement.next_on is not None:
        text = Prose(engagement.next, engagement.next_locale)
        running.append((engagement.next_on, say("engagement-next-post", due=engagement.next_on, text=text)))
    day = today(work, engagement)
    routes = await routes_of(work.unit, engagement)
    still = [line(one, day=day) for one in routes if one.state is not RouteState.OPEN]
    lines = [message for _, message in sorted(running, key=lambda one: one[0])] + still
    if not lines:
        return say("engagement-clocks-none", code=engagement.code).step("route", "open", rest=engagement.code)
    shown = say("engagement-clocks", code=engagement.code, level=word_of(engagement.level)).then(*lines)
    if (proposal := await pending_of(work.unit, engagement)) is not None:
        shown = shown.then(say("engagement-shown-proposal", level=word_of(proposal.level)))
        return shown.step("engagement", "escalate", rest=engagement.code)
    return shown.step("engagement", "show", rest=engagement.code)


@command(may=Action.ENGAGE, private=True)
async def exit_(work: Work, code: EngagementCode | None = None) -> Message:
    """Why leaving the supplier is no step here, and which step there is instead."""
    engagement = await engagement_of(work, code)
    work.about(engagement.subject)
    work.read(Label.AMBER)
    engagement.refuse_closed()
    answer = say("engagement-exit", code=engagement.code, level=word_of(engagement.level))
    if engagement.level.above is None:
        return answer.then(say("engagement-exit-top")).step("plan", "list", rest=engagement.code)
    answer = answer.then(say("engagement-exit-instead", level=word_of(engagement.level.above)))
    return answer.step("engagement", "escalate", rest=engagement.code)


async def waited_for(work: Work, engagement: Engagement, *, why: bool = True) -> list[tuple[date, Message]]:
    """Each day by which something is due, the nearest first: of the open routes (with `why` they were moved), of the
    letters, and of the plan's measures.
    """
    day = today(work, engagement)
    routes = await routes_of(work.unit, engagement)
    running = [(one.due, line(one, day=day, why=why)) for one in routes if one.state is RouteState.OPEN]
    running += await _letters(work, engagement, day) + await _measures(work, engagement, day)
    return sorted(running, key=lambda one: one[0])


async def _letters(work: Work, engagement: Engagement, day: date) -> list[tuple[date, Message]]:
    query = select(Letter).where(Letter.engagement_id == engagement.id, Letter.state == LetterState.SENT)
    return [
        (one.answer_on, say("line-clock-letter", code=one.code, due=one.answer_on, late=_late(one.answer_on, day)))
        for one in await work.unit.scalars(query)
        if one.answer_on is not None
    ]


async def _measures(work: Work, engagement: Engagement, day: date) -> list[tuple[date, Message]]:
    return [
        (one.due, say("line-clock-measure", code=one.code, due=one.due, late=_late(one.due, day)))
        for one in await measures_of(work.unit, engagement)
        if one.is_to_do
    ]


def _late(due: date, day: date) -> int:
    return 1 if due < day else 0

"""Routes: one case taken to a company on several ways at once, each with a clock of its own.

The lead or staff steer them; each change is posted in the engagement's room. `engagement clocks` shows all of them
beside the case's other days.
"""

from datetime import date

from commands.engagement_room import post
from commands.engagement_scope import engagement_of, steered, today
from commands.engine.options import EngagementCode, PastDay, Text
from commands.engine.spec import command
from commands.engine.work import Work
from commands.route_clock import JOBS as JOBS
from commands.route_scope import line, route_of, routes_of
from storage.access import Action, Label
from storage.engagement import Engagement
from storage.message import Message, say, word_of
from storage.refusal import Refusal
from storage.route import Route, RouteKind, RouteState


@command(may=Action.ENGAGE, private=True)
async def open_(work: Work, code: EngagementCode | None = None, *, kind: RouteKind, due: date | None = None) -> Message:
    """Take a case on another way, too: directly, through the RBA, with a union, or under the contract."""
    engagement = await steered(work, code)
    routes = await routes_of(work.unit, engagement)
    running = [one.kind for one in routes if one.state is not RouteState.CLOSED]
    if kind.is_rba and any(one.is_rba and one is not kind for one in running):
        raise Refusal("route-other-track", code=engagement.code)
    day = today(work, engagement)
    due = due or day + work.policy.routes[kind]
    if due < day:
        raise Refusal("route-past", day=due)
    route = next((one for one in routes if one.kind is kind), None)
    if route is None:
        route = Route(
            engagement_id=engagement.id, kind=kind, due=due, due_set_at=work.now, created_at=work.now
        )  # fmt: skip
        work.add(route)
    else:
        route.open_again(due, now=work.now)
        route.reason = ""
    return await _said(work, engagement, route, "route-opened-post")


@command(may=Action.ENGAGE, private=True, confirm=True)
async def extend(
    work: Work, code: EngagementCode | None = None, *, kind: RouteKind, due: date, reason: Text
) -> Message:
    """Give a route another day, for a reason."""
    engagement = await steered(work, code)
    route = await route_of(work, engagement, kind)
    route.extend(due, today=today(work, engagement), now=work.now)
    return await _said(work, engagement, route, "route-extended-post", reason)


@command(may=Action.ENGAGE, private=True)
async def pause(work: Work, code: EngagementCode | None = None, *, kind: RouteKind, reason: Text) -> Message:
    """Stop the clock of a route, for a reason; the days it has are kept."""
    engagement = await steered(work, code)
    route = await route_of(work, engagement, kind)
    route.pause(today=today(work, engagement))
    return await _said(work, engagement, route, "route-paused-post", reason)


@command(may=Action.ENGAGE, private=True)
async def resume(work: Work, code: EngagementCode | None = None, *, kind: RouteKind) -> Message:
    """Let the clock of a route go on with the days it had."""
    engagement = await steered(work, code)
    route = await route_of(work, engagement, kind)
    route.resume(today=today(work, engagement), now=work.now)
    return await _said(work, engagement, route, "route-resumed-post", "")


@command(may=Action.ENGAGE, private=True)
async def close(work: Work, code: EngagementCode | None = None, *, kind: RouteKind, reason: Text) -> Message:
    """Say that nothing more is awaited on a route, for a reason; `open` takes it up anew."""
    engagement = await steered(work, code)
    route = await route_of(work, engagement, kind)
    route.close()
    return await _said(work, engagement, route, "route-closed-post", reason)


@command(may=Action.ENGAGE, private=True)
async def meeting(
    work: Work, code: EngagementCode | None = None, *, kind: RouteKind, held: PastDay, off: bool = False
) -> Message:
    """Note the meeting with the monitoring partner, without which the RBA audits nothing; `off:yes` takes it back."""
    engagement = await steered(work, code)
    route = await route_of(work, engagement, kind)
    route.meet(None if off else held)
    return await _said(work, engagement, route, "route-unmet-post" if off else "route-met-post")


@command(may=Action.ENGAGE, private=True)
async def audit(work: Work, code: EngagementCode | None = None, *, kind: RouteKind, due: date) -> Message:
    """Plan the RBA's audit; the meeting with the monitoring partner comes first."""
    engagement = await steered(work, code)
    route = await route_of(work, engagement, kind)
    route.audit(due, today=today(work, engagement), now=work.now)
    return await _said(work, engagement, route, "route-audit-post")


@command(may=Action.READ, private=True)
async def list_(work: Work, code: EngagementCode | None = None) -> Message:
    """List the routes of a case, the closed ones too."""
    engagement = await _read(work, code)
    routes = await routes_of(work.unit, engagement)
    if not routes:
        return say("route-list-none", code=engagement.code).step("route", "open", rest=engagement.code)
    lines = [line(one, day=today(work, engagement)) for one in routes]
    shown = say("route-list", code=engagement.code).then(*lines)
    return shown.step("engagement", "clocks", rest=engagement.code)


@command(may=Action.READ, private=True)
async def show(work: Work, code: EngagementCode | None = None, *, kind: RouteKind) -> Message:
    """Show one route of a case: its day, its gate, and why it stands still if it does."""
    engagement = await _read(work, code)
    route = await route_of(work, engagement, kind)
    shown = say("route-shown", code=engagement.code).then(line(route, day=today(work, engagement)))
    return shown.step("engagement", "clocks", rest=engagement.code)


async def _read(work: Work, code: str | None) -> Engagement:
    engagement = await engagement_of(work, code)
    work.about(engagement.subject)
    work.read(Label.AMBER)
    return engagement


async def _said(work: Work, engagement: Engagement, route: Route, key: str, reason: str | None = None) -> Message:
    """Tell the room who did what and how the route stands now; the asker gets the same."""
    if reason is not None:
        route.reason, route.locale = reason, work.person.locale
    await work.unit.session.flush()
    stands = line(route, day=today(work, engagement))
    told = say(key, by=work.own.name, kind=word_of(route.kind)).then(stands)
    await post(work, engagement, told, once=f"{route.id}.{work.event_id}", about=route.subject)
    work.about(engagement.subject)
    work.read(Label.AMBER)
    return say("route-noted", code=engagement.code).then(stands).step("engagement", "clocks", rest=engagement.code)

"""The routes of an engagement, for whoever is inside it."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from commands.engine.work import Work
from storage.engagement import Engagement
from storage.message import Message, Prose, say, word_of
from storage.refusal import Refusal
from storage.route import Route, RouteKind, RouteState
from storage.unit import Unit


async def routes_of(unit: Unit, engagement: Engagement) -> Sequence[Route]:
    """All of them, whatever their state, in the order in which they were opened."""
    return await unit.scalars(
        select(Route).where(Route.engagement_id == engagement.id).order_by(Route.created_at, Route.id)
    )


async def route_of(work: Work, engagement: Engagement, kind: RouteKind) -> Route:
    """The one of a kind. Raises Refusal when the case never went that way."""
    found = next((one for one in await routes_of(work.unit, engagement) if one.kind is kind), None)
    if found is None:
        raise Refusal("route-none", code=engagement.code)
    return found


def line(route: Route, *, day: date, why: bool = True) -> Message:
    """A route as those inside see it: its clock, its gate, and `why` it was moved, or stands still."""
    late = 1 if route.state is RouteState.OPEN and route.due < day else 0
    parts = []
    if route.met_on:
        parts.append(say("route-met", on=route.met_on))
    elif route.kind.is_rba and route.state is not RouteState.CLOSED:
        parts.append(say("route-gate"))
    if route.audit_on:
        parts.append(say("route-audit-on", on=route.audit_on))
    if why and route.reason:
        parts.append(say("engagement-reason", text=Prose(route.reason, route.locale)))
    return say(
        f"line-route-{route.state.value}",
        kind=word_of(route.kind),
        due=route.due,
        late=late,
        left=max(route.days_left, 0),
    ).then(*parts)

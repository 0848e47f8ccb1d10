"""How far a corrective action plan is, as a picture in the engagement's room: a line a measure, the same in words."""

from collections.abc import Sequence
from datetime import date
from types import MappingProxyType

from commands.engagement_room import post, room_of
from commands.engagement_scope import engagement_of, today
from commands.engine.options import EngagementCode
from commands.engine.spec import command
from commands.engine.work import Work
from commands.plan_page import progress_of
from commands.plan_scope import measures_of
from storage.access import Action, Label
from storage.corrective import Measure, MeasureState
from storage.message import Message, Step, say, word_of
from storage.paper import Board, Line, Mark
from storage.refusal import Refusal

MOST = 16  # measures that a picture has room for, and its alternative text on Discord (1,024 characters)
MARKS = MappingProxyType(
    {
        MeasureState.NOT_STARTED: Mark.EMPTY,
        MeasureState.IN_PROGRESS: Mark.HALF,
        MeasureState.CLAIMED: Mark.HATCHED,
        MeasureState.VERIFIED: Mark.FULL,
        MeasureState.REJECTED: Mark.CROSSED,
    }
)


@command(may=Action.ENGAGE, private=True, confirm=True)
async def picture(work: Work, code: EngagementCode | None = None) -> Message:
    """Show in the engagement's room how far its plan is, as a picture and as words: claimed is not verified."""
    engagement = await engagement_of(work, code)
    engagement.refuse_closed()
    work.about(engagement.subject)
    work.read(Label.AMBER)
    measures = await measures_of(work.unit, engagement)
    progress = await progress_of(work, engagement)
    if progress is None:
        raise Refusal("plan-none", code=engagement.code)
    day, more = today(work, engagement), max(0, len(measures) - MOST)
    told = say("plan-picture-post", code=engagement.code, by=work.own.name, day=day).then(progress)
    told = told.then(*(_said("line-plan-picture", one, day) for one in measures[:MOST]))
    if more:
        told = told.then(say("line-plan-picture-more", count=more, step=Step(("plan", "list"), engagement.code)))
    once, about = f"plan.{work.event_id}", f"engagement_plan:{engagement.id}"
    await post(work, engagement, told, once=once, about=about)
    room = await room_of(work.unit, engagement)
    assert room is not None, "it was just posted there"
    await work.attach_paper(
        room, board(engagement.code, measures, day), once=f"{engagement.subject}.{once}.picture",
        about=about, label=Label.AMBER, audience=engagement.audience,
    )  # fmt: skip
    return say("plan-pictured", code=engagement.code).step("plan", "list", rest=engagement.code)


def board(code: str, measures: Sequence[Measure], day: date) -> Board:
    """The picture of these measures as they are on this day, the first of them with a line each."""
    more = len(measures) - MOST
    return Board(
        name="plan",
        title=say("chart-plan", code=code, day=day),
        lines=tuple(
            Line(
                label=say("chart-plan-measure", code=one.code, due=one.due), mark=MARKS[one.state],
                words=_said("chart-plan-state", one, day), urgent=one.is_overdue(day),
            )
            for one in measures[:MOST]
        ),
        more=say("chart-plan-more", count=more) if more > 0 else None,
    )  # fmt: skip


def _said(key: str, one: Measure, day: date) -> Message:
    """How far a measure is, as words: the same beside the picture and below it."""
    return say(
        key, code=one.code, due=one.due, state=word_of(one.state), late=1 if one.is_overdue(day) else 0,
        claimed=1 if one.state is MeasureState.CLAIMED else 0,
    )  # fmt: skip

"""A corrective action plan as it is read: its numbers, its measures, and one measure with all that was said of it."""

from collections.abc import Sequence

from sqlalchemy import exists, or_, select

from commands.engagement_scope import company_of, concerning, is_inside, today
from commands.engine.waiting import OURS, TOMORROW, where
from commands.engine.work import Work
from commands.plan_scope import measures_of, named_in, notes_of, partner_of, verifies
from storage.access import Label, Role
from storage.corrective import Measure, MeasureState, Progress
from storage.engagement import Engagement
from storage.message import Message, Prose, Step, say, word_of

LINE = 160  # characters of a measure's action in a list; `plan show` has all of it
OFFERED = 200  # measures looked through for `my` and for forms: those with the nearest days
SHOWN = 5  # measures that `my` shows


async def progress_of(work: Work, engagement: Engagement) -> Message | None:
    """The plan in numbers; None where there is none."""
    measures = await measures_of(work.unit, engagement)
    if not measures:
        return None
    it = Progress.of(measures, today(work, engagement))
    return say(
        "plan-progress", all=it.all, verified=it.verified, claimed=it.claimed, rejected=it.rejected,
        doing=it.in_progress, waiting=it.not_started, late=it.late,
    )  # fmt: skip


async def listed(work: Work, engagement: Engagement) -> Message:
    """The whole plan, a line a measure, the nearest day first."""
    measures = await measures_of(work.unit, engagement)
    progress = await progress_of(work, engagement)
    if progress is None:
        return say("plan-none", code=engagement.code).step("plan", "add", rest=engagement.code)
    day = today(work, engagement)
    lines = [
        say(
            "line-plan-measure", code=one.code, state=word_of(one.state), due=one.due, responsible=one.responsible,
            late=1 if one.is_overdue(day) else 0, text=Prose(_short(one.action), one.locale),
        )
        for one in measures
    ]  # fmt: skip
    shown = say("plan-shown", code=engagement.code).then(progress, *lines)
    return shown.step("plan", "show", rest=measures[0].code)


async def page(work: Work, measure: Measure, engagement: Engagement) -> Message:
    """One measure with all that was said of it, as far as the asker may know who said so."""
    inside = await is_inside(work, engagement)
    names = await named_in(work, engagement)
    company = await company_of(work.unit, engagement)
    parts = [
        say("plan-measure-finding", text=Prose(measure.finding, measure.locale)),
        say("plan-measure-action", text=Prose(measure.action, measure.locale)),
        say("plan-measure-responsible", who=measure.responsible),
        say("plan-measure-verification", text=Prose(measure.verification, measure.locale)),
        say("plan-measure-due", due=measure.due, late=1 if measure.is_overdue(today(work, engagement)) else 0,
            extended=measure.extended),
    ]  # fmt: skip
    if measure.consequence:
        parts.append(say("plan-measure-consequence", text=Prose(measure.consequence, measure.locale)))
    if measure.partner_id and inside:
        partner = await partner_of(work.unit, measure)
        gone = 1 if partner is None else 0
        parts.append(say("plan-measure-partner", name=partner.name if partner and work.is_staff else "", gone=gone))
    for note in await notes_of(work.unit, measure):
        key = "line-plan-note" if note.organisation_id in names else "line-plan-note-unnamed"
        line = say(key, name=names.get(note.organisation_id, ""), state=word_of(note.state), day=note.at.date())
        parts.append(line.then(say("plan-note-text", text=Prose(note.text, note.locale))) if note.text else line)
    shown = say("plan-measure", code=measure.code, company=company.name, state=word_of(measure.state)).then(*parts)
    return _with_step(shown, measure, engagement, inside=inside, judges=not inside or work.is_staff)


async def known(work: Work) -> Sequence[Measure]:
    """The measures that the asker may know of, of open engagements, the nearest day first."""
    may = concerning(work)
    if Role.PARTNER in work.roles:
        may = or_(may, Measure.partner_id == work.own.id)
    query = (
        select(Measure, Engagement)
        .join(Engagement, Engagement.id == Measure.engagement_id)
        .where(may, Engagement.closed_at.is_(None), Measure.state != MeasureState.DROPPED)
        .order_by(Measure.due, Measure.created_at)
        .limit(OFFERED)
    )
    found = (await work.unit.session.execute(query)).all()
    around = {engagement.id: engagement for _, engagement in found}
    inside = {one.id for one in around.values() if await is_inside(work, one)}
    return [
        one for one, engagement in found if engagement.id in inside or await verifies(work, one, engagement)
    ]  # fmt: skip


@where(
    exists().where(
        Engagement.id == Measure.engagement_id, Engagement.closed_at.is_(None),
        or_(
            (Measure.partner_id == OURS) & (Measure.state == MeasureState.CLAIMED),
            (Engagement.lead_id == OURS) & (Measure.due < TOMORROW),
        ),
    )
)  # fmt: skip
async def waiting(work: Work) -> list[Message]:
    """For a partner what waits to be verified, for a lead what is overdue: codes and nothing else."""
    if work.organisation is None or work.is_staff or not work.world.may_carry(work.platform, Label.AMBER):
        return []
    lines: list[Message] = []
    for one in await known(work):
        engagement = await work.unit.session.get_one(Engagement, one.engagement_id)
        if one.partner_id == work.own.id and one.state is MeasureState.CLAIMED:
            lines.append(say("line-plan-verify", code=one.code, step=Step(("plan", "show"), one.code)))
        elif engagement.lead_id == work.own.id and one.is_overdue(today(work, engagement)):
            lines.append(say("line-plan-late", code=one.code, due=one.due, step=Step(("plan", "show"), one.code)))
    if lines:
        work.read(Label.AMBER)
    return lines[:SHOWN]


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LINE else f"{line[: LINE - 1]}…"


def _with_step(shown: Message, measure: Measure, engagement: Engagement, *, inside: bool, judges: bool) -> Message:
    if measure.state is MeasureState.CLAIMED and judges and engagement.is_open:
        return shown.step("plan", "verify", rest=measure.code)
    if not inside:
        return shown
    if measure.is_to_do and engagement.is_open:
        return shown.step("plan", "claim", rest=measure.code)
    return shown.step("plan", "list", rest=engagement.code)

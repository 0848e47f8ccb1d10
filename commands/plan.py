"""Corrective action plans of engagements: what a company puts right, by when, and who says that it was done.

Answered in private, like everything of an engagement; each change is posted in the engagement's room with the plan's
numbers. A claim and its verification are two people's words.
"""

from collections.abc import Sequence
from datetime import date

from commands.engagement_codes import codes as of_engagements
from commands.engagement_room import is_ready, post, post_if_ready, raise_proposal, room_of
from commands.engagement_scope import engagement_of, steered, today
from commands.engine.options import Code, EngagementCode, OrganisationName, Text, Title
from commands.engine.spec import command
from commands.engine.suggest import Suggestion, coded
from commands.engine.work import Work
from commands.plan_clock import JOBS as JOBS
from commands.plan_page import known, listed, page, progress_of
from commands.plan_page import waiting as waiting
from commands.plan_scope import (
    judged_measure,
    measure_of,
    measures_of,
    people_of_partner,
    read,
    steered_measure,
    verifies,
)
from storage import directory
from storage.access import Action, Label
from storage.corrective import TO_DO, Measure, MeasureNote, MeasureState, refuse_past
from storage.engagement import Cause, Engagement
from storage.message import Message, Prose, say
from storage.organisation import OrganisationKind, OrganisationStatus
from storage.refusal import Absent, Refusal
from storage.sequence import fresh_code

MOST = 60  # measures of one plan: more than anybody follows, and a page still shows them


@command(may=Action.ENGAGE, private=True)
async def add(
    work: Work,
    code: EngagementCode | None = None,
    *,
    due: date,
    finding: Text,
    action: Text,
    responsible: Title,
    verification: Text,
    consequence: Text | None = None,
) -> Message:
    """Add a measure to an engagement's plan: finding, action, who is responsible, how it is verified, by which day."""
    engagement = await steered(work, code)
    refuse_past(due, today=today(work, engagement))
    if len(await measures_of(work.unit, engagement)) >= MOST:
        raise Refusal("plan-full", code=engagement.code, most=MOST)
    await _refuse_vanished(work, responsible)
    measure = Measure(
        code=await fresh_code(work.unit, Measure.code, "CAP"), engagement_id=engagement.id, due=due,
        due_set_at=work.now, locale=work.person.locale, created_at=work.now,
    )  # fmt: skip
    measure.finding, measure.action, measure.responsible = finding, action, responsible
    measure.verification, measure.consequence = verification, consequence or ""
    work.add(measure)
    await work.unit.session.flush()
    told = say("plan-added-post", code=measure.code, by=work.own.name, due=due, text=Prose(action, measure.locale))
    await _say(work, measure, engagement, told, must=True)
    return say("plan-added", code=measure.code, due=due).step("plan", "show", rest=measure.code)


@command(may=Action.READ, private=True)
async def list_(work: Work, code: EngagementCode | None = None) -> Message:
    """Show the plan of an engagement: its numbers, and a line for each measure."""
    engagement = await engagement_of(work, code)
    work.about(engagement.subject)
    work.read(Label.AMBER)
    return await listed(work, engagement)


@command(may=Action.READ, private=True)
async def show(work: Work, code: Code) -> Message:
    """Show one measure with all that was said of it."""
    measure, engagement = await read(work, code)
    return await page(work, measure, engagement)


@command(may=Action.ENGAGE, private=True)
async def edit(
    work: Work,
    code: Code,
    finding: Text | None = None,
    action: Text | None = None,
    responsible: Title | None = None,
    verification: Text | None = None,
    consequence: Text | None = None,
) -> Message:
    """Change the words of a measure, as `action:` or `consequence:`; its day is moved by `extend`."""
    measure, engagement = await steered_measure(work, code)
    given = {
        "finding": finding, "action": action, "responsible": responsible, "verification": verification,
        "consequence": consequence,
    }  # fmt: skip
    changes = {name: value for name, value in given.items() if value is not None}
    if not changes:
        raise Refusal("plan-edit-nothing", code=measure.code)
    if not measure.is_to_do:
        raise Refusal("plan-edit-claimed", code=measure.code)  # what was claimed was claimed of these words
    if responsible is not None:
        await _refuse_vanished(work, responsible)
    for name, value in changes.items():
        setattr(measure, name, value)
    await _say(work, measure, engagement, say("plan-edited-post", code=measure.code, by=work.own.name))
    return say("plan-edited", code=measure.code).step("plan", "show", rest=measure.code)


@command(may=Action.ENGAGE, private=True, confirm=True)
async def extend(work: Work, code: Code, due: date, reason: Text) -> Message:
    """Move the day of a measure, for a reason; how often that was done is shown with it."""
    measure, engagement = await steered_measure(work, code)
    measure.extend(due, today=today(work, engagement), now=work.now)
    _note(work, measure, reason)
    told = say("plan-extended-post", code=measure.code, by=work.own.name, due=due, count=measure.extended,
               text=Prose(reason, work.person.locale))  # fmt: skip
    await _say(work, measure, engagement, told)
    return say("plan-extended", code=measure.code, due=due).step("plan", "show", rest=measure.code)


@command(may=Action.ENGAGE, private=True)
async def start(work: Work, code: Code, text: Text | None = None) -> Message:
    """Say that a measure is in progress; of one that was claimed, verified or rejected, that it is so again."""
    measure, engagement = await measure_of(work, code)
    is_own_claim = measure.state is MeasureState.CLAIMED and work.person.id == measure.claimed_by
    if not is_own_claim:  # who noted a claim takes it back, too
        engagement.refuse_steering(work.own.id, is_staff=work.is_staff)
    measure.start()
    _note(work, measure, text)
    await _say(work, measure, engagement, say("plan-started-post", code=measure.code, by=work.own.name))
    return say("plan-started", code=measure.code).step("plan", "claim", rest=measure.code)


@command(may=Action.ENGAGE, private=True)
async def claim(work: Work, code: Code, text: Text) -> Message:
    """Note that the company claims a measure to be done, with what it shows for it; somebody else verifies that."""
    measure, engagement = await measure_of(work, code)
    measure.claim(by=work.person.id)
    _note(work, measure, text)
    told = say("plan-claimed-post", code=measure.code, by=work.own.name, text=Prose(text, work.person.locale))
    await _say(work, measure, engagement, told)
    asked = say("plan-to-verify", code=measure.code).step("plan", "show", rest=measure.code)
    once = f"{measure.subject}.claimed.{work.event_id}"
    await work.tell_staff(asked, once=once, label=Label.AMBER)
    for person in await people_of_partner(work, measure, engagement):
        await work.tell(person, asked, once=f"{once}.{person.id}", about=measure.subject, label=Label.AMBER)
    return say("plan-claimed", code=measure.code).step("plan", "show", rest=measure.code)


@command(may=Action.RESPOND, private=True, carries=Label.AMBER)
async def verify(work: Work, code: Code, text: Text) -> Message:
    """Say that a claim holds, and how you know: staff or the named monitoring partner, never who noted the claim."""
    measure, engagement = await judged_measure(work, code)
    measure.verify(by=work.person.id)
    _note(work, measure, text)
    told = say("plan-verified-post", code=measure.code, by=_by(work), text=Prose(text, work.person.locale))
    await _say(work, measure, engagement, told)
    return say("plan-verified", code=measure.code).step("plan", "show", rest=measure.code)


@command(may=Action.RESPOND, private=True, carries=Label.AMBER)
async def reject(work: Work, code: Code, reason: Text) -> Message:
    """Say that a claim does not hold, or no longer, and why; the bot then proposes a stronger step."""
    measure, engagement = await judged_measure(work, code)
    was_verified = measure.state is MeasureState.VERIFIED
    measure.reject(by=work.person.id)
    _note(work, measure, reason)
    told = say("plan-rejected-post", code=measure.code, by=_by(work), again=1 if was_verified else 0,
               text=Prose(reason, work.person.locale))  # fmt: skip
    await _say(work, measure, engagement, told)
    if is_ready(await room_of(work.unit, engagement)):
        once = f"{measure.code}.rejected.{work.event_id}"
        await raise_proposal(work, engagement, Cause.MEASURE_REJECTED, about=measure.code, once=once)
    return say("plan-rejected", code=measure.code).step("plan", "show", rest=measure.code)


@command(may=Action.RESPOND, private=True, confirm=True, carries=Label.AMBER)
async def note(work: Work, code: Code, text: Text) -> Message:
    """Keep a word with a measure, as what followed a delay, or who says otherwise; its state stays as it is."""
    measure, engagement = await read(work, code)
    engagement.refuse_closed()
    measure.refuse_dropped()
    _note(work, measure, text)
    by = "" if await verifies(work, measure, engagement) else work.own.name
    told = say("plan-note-post", code=measure.code, by=by, text=Prose(text, work.person.locale))
    await _say(work, measure, engagement, told)
    return say("plan-noted", code=measure.code).step("plan", "show", rest=measure.code)


@command(may=Action.REGISTER, private=True, confirm=True, carries=Label.AMBER)
async def partner(work: Work, code: Code, organisation: OrganisationName | None = None, off: bool = False) -> Message:
    """Name the monitoring partner that verifies a measure: it reads this measure alone; `off:yes` ends that."""
    measure, engagement = await measure_of(work, code)
    if off:
        if measure.partner_id is None:
            raise Refusal("plan-partner-none", code=measure.code)
        measure.partner_id = None
        return say("plan-partner-off", code=measure.code).step("plan", "show", rest=measure.code)
    if organisation is None:
        raise Refusal("plan-partner-which", code=measure.code)
    found = await directory.organisation_named(work.unit, organisation)
    if found is None:
        raise Absent
    if found.kind is not OrganisationKind.PARTNER or found.status is not OrganisationStatus.ACTIVE:
        raise Refusal("plan-partner-kind", name=found.name)
    measure.partner_id = found.id
    people = await people_of_partner(work, measure, engagement)
    if not people:
        raise Refusal("plan-partner-nobody", name=found.name)
    asked = say("plan-partner-asked", code=measure.code).step("plan", "show", rest=measure.code)
    for person in people:
        await work.tell(
            person, asked, once=f"{measure.subject}.partner.{work.event_id}.{person.id}", about=measure.subject,
            label=Label.AMBER,
        )  # fmt: skip
    return say("plan-partner-named", code=measure.code, name=found.name).step("plan", "show", rest=measure.code)


@command(may=Action.ENGAGE, private=True, confirm=True)
async def drop(work: Work, code: Code, reason: Text) -> Message:
    """Take a measure out of the plan, for a reason; it can't be put back, but written anew."""
    measure, engagement = await steered_measure(work, code)
    measure.drop()
    _note(work, measure, reason)
    told = say("plan-dropped-post", code=measure.code, by=work.own.name, text=Prose(reason, work.person.locale))
    await _say(work, measure, engagement, told)
    return say("plan-dropped", code=measure.code).step("plan", "list", rest=engagement.code)


async def codes(work: Work, verb: str, typed: str) -> Sequence[Suggestion]:
    """The measures of which a verb can be said; for a plan as a whole, the engagements."""
    if not work.world.may_carry(work.platform, Label.AMBER):
        return []
    if verb in _OF_ENGAGEMENTS:
        return await of_engagements(work, verb, typed)
    takes = _TAKES.get(verb, frozenset(MeasureState))
    found = [one for one in await known(work) if one.state in takes]
    return [coded(one.code, one.action, on=one.due, label=Label.AMBER) for one in found]


_OF_ENGAGEMENTS = frozenset({"add", "list", "picture"})
_TAKES = {
    "edit": TO_DO,
    "claim": TO_DO,
    "verify": frozenset({MeasureState.CLAIMED}),
    "reject": frozenset({MeasureState.CLAIMED, MeasureState.VERIFIED}),
    "start": frozenset(MeasureState) - {MeasureState.IN_PROGRESS},
}


def _by(work: Work) -> str:
    """Who verified, as the room is told: staff by name, a partner not at all."""
    return work.own.name if work.is_staff else ""


def _note(work: Work, measure: Measure, text: str | None) -> None:
    note = MeasureNote(
        measure_id=measure.id, state=measure.state, person_id=work.person.id, organisation_id=work.own.id,
        locale=work.person.locale, at=work.now,
    )  # fmt: skip
    note.text = text or ""
    work.add(note)


async def _say(work: Work, measure: Measure, engagement: Engagement, message: Message, *, must: bool = False) -> None:
    """Tell the room, with the plan's numbers as they are now. `must`: refused while the room may not hear it."""
    await work.unit.session.flush()
    if (numbers := await progress_of(work, engagement)) is not None:
        message = message.then(numbers)
    once = f"{measure.code}.{work.event_id}"
    work.about(engagement.subject)
    work.read(Label.AMBER)
    if must:
        await post(work, engagement, message, once=once, about=measure.subject)
    else:
        await post_if_ready(work, engagement, message, once=once)


async def _refuse_vanished(work: Work, responsible: str) -> None:
    """An organisation of the network that has left it can be made responsible for nothing."""
    found = await directory.organisation_named(work.unit, responsible)
    if work.is_staff and found is not None and found.status is OrganisationStatus.ENDED:
        raise Refusal("plan-responsible-ended", name=found.name)

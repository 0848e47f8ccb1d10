"""Who may know of a measure of a corrective action plan: who is inside its engagement, and who was named to verify it.

A monitoring partner sees the measures that it verifies and nothing of the engagement around them: neither who takes
part nor who noted what. Those who take part, in turn, are not told which partner it is.
"""

from collections.abc import Sequence

from sqlalchemy import and_, or_, select

from commands.engagement_scope import concerning, is_inside, participants
from commands.engine.work import Work
from storage import clearance_reach, directory
from storage.access import Label, Role
from storage.audience import Reach
from storage.corrective import Measure, MeasureNote, MeasureState
from storage.engagement import Engagement
from storage.organisation import Organisation, OrganisationKind, OrganisationStatus
from storage.person import Person
from storage.refusal import Absent, Refusal
from storage.unit import Unit


async def measure_of(work: Work, code: str) -> tuple[Measure, Engagement]:
    """The measure of this code and its engagement, for somebody inside it. Raises Absent, and Refusal when closed."""
    measure, engagement = await read(work, code)
    if not await is_inside(work, engagement):
        raise Refusal("plan-not-yours", code=measure.code)  # its partner, who knows of it and does one thing with it
    engagement.refuse_closed()
    return measure, engagement


async def steered_measure(work: Work, code: str) -> tuple[Measure, Engagement]:
    """The same, for the lead and for staff."""
    measure, engagement = await measure_of(work, code)
    engagement.refuse_steering(work.own.id, is_staff=work.is_staff)
    return measure, engagement


async def read(work: Work, code: str) -> tuple[Measure, Engagement]:
    """The measure of this code, for whoever may know of it. Raises Absent, the same for both."""
    may = concerning(work)
    if Role.PARTNER in work.roles:
        may = or_(may, and_(Measure.partner_id == work.own.id, Engagement.closed_at.is_(None)))
    query = select(Measure, Engagement).join(Engagement, Engagement.id == Measure.engagement_id)
    found = (await work.unit.session.execute(query.where(Measure.code == code, may))).first()
    if found is None:
        raise Absent
    measure, engagement = found
    if not await is_inside(work, engagement) and not await verifies(work, measure, engagement):
        raise Absent
    work.about(engagement.subject)
    work.read(Label.AMBER)
    return measure, engagement


async def verifies(work: Work, measure: Measure, engagement: Engagement) -> bool:
    """Whether the asker is of the partner that was named for it, and was not denied its company."""
    if Role.PARTNER not in work.roles or measure.partner_id != work.own.id or measure.state is MeasureState.DROPPED:
        return False
    standing = await directory.standing_of(work.unit, work.person)
    said = await clearance_reach.own(work.unit, standing, now=work.now)
    return not said.narrowed(Reach(), [engagement.concern]).refuses(standing)


async def judged_measure(work: Work, code: str) -> tuple[Measure, Engagement]:
    """The measure for staff or its partner, who alone say whether a claim holds."""
    measure, engagement = await read(work, code)
    engagement.refuse_closed()
    if not work.is_staff and not await verifies(work, measure, engagement):
        raise Refusal("plan-verify-who", code=measure.code)
    return measure, engagement


async def measures_of(unit: Unit, engagement: Engagement) -> Sequence[Measure]:
    """The plan without what was dropped, the nearest day first."""
    query = select(Measure).where(Measure.engagement_id == engagement.id, Measure.state != MeasureState.DROPPED)
    return await unit.scalars(query.order_by(Measure.due, Measure.created_at))


async def notes_of(unit: Unit, measure: Measure) -> Sequence[MeasureNote]:
    """What was said of it, in order."""
    query = select(MeasureNote).where(MeasureNote.measure_id == measure.id)
    return await unit.scalars(query.order_by(MeasureNote.at, MeasureNote.id))


async def named_in(work: Work, engagement: Engagement) -> dict[str, str]:
    """The organisations that may be named beside what they said: those taking part now, and the staff's."""
    if not await is_inside(work, engagement):
        return {}
    names = {one.id: one.name for one in await participants(work.unit, engagement)}
    staff = select(Organisation).where(Organisation.kind == OrganisationKind.STAFF)
    return names | {one.id: one.name for one in await work.unit.scalars(staff)}


async def partner_of(unit: Unit, measure: Measure) -> Organisation | None:
    """The partner that verifies it, as long as it is active."""
    found = await unit.get(Organisation, measure.partner_id) if measure.partner_id else None
    return found if found is not None and found.status is OrganisationStatus.ACTIVE else None


async def people_of_partner(work: Work, measure: Measure, engagement: Engagement) -> Sequence[Person]:
    """The partner's people who are told of it; never anybody who was denied the company."""
    if measure.partner_id is None:
        return []
    reach = await clearance_reach.narrowed(work.unit, Reach(), [engagement.concern], now=work.now)
    people = await directory.people_of(work.unit, [measure.partner_id])
    return [
        one for one in people
        if Role.PARTNER in one.roles and not {one.id, measure.partner_id} & reach.denied
    ]  # fmt: skip

"""What a clearance is about and whom it is for, as staff call them; and who hears of it."""

from dataclasses import dataclass, replace

from sqlalchemy import func, or_, select

from commands.engine.work import Work
from storage import clearance_reach, directory, linkage
from storage.access import Label, Role
from storage.audience import Audience, Concern, Reach
from storage.clearance import Clearance
from storage.facility import Facility
from storage.group import Group
from storage.message import Message
from storage.organisation import Company, Organisation
from storage.person import Identity, Person, PersonStatus
from storage.refusal import Absent, Refusal
from storage.summary import Summary, SummaryState
from storage.unit import Unit

COMPANY = "company:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Whom:
    """One of the three, and its name."""

    name: str
    person_id: str | None = None
    organisation_id: str | None = None
    group_id: str | None = None


async def concern_of(unit: Unit, subject: str) -> Concern:
    """What a clearance about this subject is about, with all that others about it could be said of."""
    kind, _, row = subject.partition(":")
    if kind == "summary":
        return (await unit.session.get_one(Summary, row)).audience.concerns[0]
    return Concern((subject,), Label.AMBER)


async def subject_of(work: Work, what: str) -> tuple[str, str]:
    """The subject of this code, or the company of this name; and how it is called. Raises Absent, also to whoever was
    denied it.
    """
    summary = await work.unit.scalar(
        select(Summary).where(Summary.code == what.upper(), Summary.state != SummaryState.DISCARDED)
    )
    facility = await linkage.facility_coded(work.unit, what.upper())
    company = await directory.company_named(work.unit, what)
    if summary is not None:
        found, called = summary.subject, summary.code
    elif facility is not None:
        found, called = f"facility:{facility.id}", facility.code
    elif company is not None:
        found, called = f"{COMPANY}{company.id}", company.name
    else:
        raise Absent
    if not await may_know(work, found):
        raise Absent
    return found, called


async def may_know(work: Work, subject: str) -> bool:
    """Whether the asker, who is staff, was not denied it."""
    standing = await directory.standing_of(work.unit, work.person)
    said = await clearance_reach.own(work.unit, standing, now=work.now)
    return not said.narrowed(Reach(), [await concern_of(work.unit, subject)]).refuses(standing)


async def whom(work: Work, who: str) -> Whom:
    """The group of this code, or whoever has this name or account. Raises Absent or Refusal."""
    group = await work.unit.scalar(select(Group).where(Group.code == who.upper(), Group.closed_at.is_(None)))
    if group is not None:
        return Whom(name=group.code, group_id=group.id)
    organisation = await directory.organisation_named(work.unit, who)
    if organisation is not None and organisation.is_known:
        return Whom(name=organisation.name, organisation_id=organisation.id)
    accounts = select(Identity.person_id).where(Identity.external_id == who, Identity.verified_at.is_not(None))
    people = await work.unit.scalars(
        select(Person).where(
            or_(func.lower(Person.name) == who.lower(), Person.id.in_(accounts)), Person.status == PersonStatus.ACTIVE
        )
    )
    if not people:
        raise Absent
    if len(people) > 1:
        raise Refusal("clearance-which", count=len(people))
    return Whom(name=people[0].name, person_id=people[0].id)


async def names_of(unit: Unit, clearance: Clearance) -> str:
    """Whom it is for, as staff call them."""
    if clearance.person_id:
        return (await unit.session.get_one(Person, clearance.person_id)).name
    if clearance.organisation_id:
        return (await unit.session.get_one(Organisation, clearance.organisation_id)).name
    return (await unit.session.get_one(Group, clearance.group_id)).code


async def called(unit: Unit, subject: str) -> str:
    """What it is about, as staff call it; a merged facility by its own code."""
    kind, _, row = subject.partition(":")
    if kind == "company":
        return (await unit.session.get_one(Company, row)).name
    if kind == "summary":
        return (await unit.session.get_one(Summary, row)).code
    return (await unit.session.get_one(Facility, row)).code


async def tell_staff(work: Work, clearance: Clearance, message: Message, *, once: str) -> None:
    """Tell staff in their room; each of them alone where one of them was denied it, and those not at all."""
    once = f"clearance.{clearance.id}.{once}"
    await work.unit.session.flush()
    audience = replace(Audience.staff(), concerns=(await concern_of(work.unit, clearance.subject),))
    reach = await directory.reach(work.unit, audience, now=work.now)
    people = await directory.staff(work.unit)
    told = [one for one in people if reach.covers(await directory.standing_of(work.unit, one))]
    if len(told) == len(people):
        return await work.tell_staff(message, once=once, about=f"clearance:{clearance.id}", label=Label.AMBER)
    for one in told:
        await work.tell(one, message, once=f"{once}.{one.id}", about=f"clearance:{clearance.id}", label=Label.AMBER)


async def tell_reader(work: Work, summary: Summary, clearance: Clearance, message: Message) -> None:
    """Tell those to whom a released summary was opened: the person, or those who speak for each organisation."""
    reach = await directory.reach(work.unit, summary.audience, now=work.now)
    if clearance.person_id:
        people = [await work.unit.session.get_one(Person, clearance.person_id)]
    else:
        everybody = await directory.people_of(work.unit, reach.granted)
        people = [one for one in everybody if one.roles & {Role.LIAISON, Role.DEPUTY, Role.PARTNER}]
    for one in people:
        if summary.is_readable(await directory.standing_of(work.unit, one), reach):
            once = f"clearance.{clearance.id}.opened.{one.id}"
            await work.tell(one, message, once=once, about=f"summary_note:{summary.id}", label=summary.label)

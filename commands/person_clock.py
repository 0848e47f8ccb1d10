"""What the clock does for those who are on their way in: one reminder for each step, and new terms to be accepted.

A reminder goes to whoever can do the step: to the newcomer, to their organisation's contacts, or to staff, as it does
where nobody of an organisation is proven yet. It goes out one time, ever, in the reader's own day and language.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, or_, select

from commands import person_onboarding
from commands.engagement_room import contacts_of
from commands.engine.dispatch import Job
from commands.engine.policy import Policy
from commands.engine.work import Work, daytime
from storage import diary
from storage.access import Label
from storage.audience import Audience
from storage.message import Message, Moment, say, word_of
from storage.onboarding import FOR_STAFF, STARTING, OnboardingStep, StepKind, TermsAcceptance
from storage.onboarding_proof import proven_at
from storage.organisation import KNOWN, Organisation, OrganisationStatus
from storage.person import Person, PersonStatus
from storage.room import Room, RoomKind, RoomState
from storage.unit import Unit

ONCE = "once"


async def _reminders_due(unit: Unit, now: datetime, policy: Policy) -> list[tuple[str, str]]:
    """Every step whose day has come and that somebody can be reminded of now; what waits for daylight stays due."""
    open_now = or_(
        Organisation.status == OrganisationStatus.ACTIVE,
        (Organisation.status == OrganisationStatus.ONBOARDING) & OnboardingStep.kind.in_(STARTING),
    )
    is_there = or_(
        OnboardingStep.person_id.is_(None),
        Person.status == PersonStatus.ACTIVE,
        (Person.status == PersonStatus.INVITED) & (OnboardingStep.kind == StepKind.IDENTITY),
    )
    overdue = (
        select(OnboardingStep)
        .join(Organisation, Organisation.id == OnboardingStep.organisation_id)
        .outerjoin(Person, Person.id == OnboardingStep.person_id)
        .where(
            OnboardingStep.due_at <= now,
            OnboardingStep.done_at.is_(None),
            OnboardingStep.reminded_at.is_(None),
            open_now,
            is_there,
        )
        .order_by(OnboardingStep.due_at)
    )
    found = []
    for step in await unit.scalars(overdue):
        if daytime(now, zone=await _zone(unit, step), policy=policy) <= now:
            found.append((step.id, ONCE))
    return await diary.undone(unit, "onboarding remind", found)


async def _readers(unit: Unit, step: OnboardingStep) -> Sequence[Person]:
    """Whose step it is: the newcomer, or their organisation's contacts, as long as there are any."""
    if step.person_id is None:
        return await contacts_of(unit, step.organisation_id)
    return [await unit.session.get_one(Person, step.person_id)]


async def _zone(unit: Unit, step: OnboardingStep) -> str:
    """That of its reader; the staff room's, where that is nobody of theirs."""
    if readers := await _readers(unit, step):
        return readers[0].zone
    return await unit.scalar(select(Room.zone).where(Room.kind == RoomKind.STAFF)) or "UTC"


async def _remind(work: Work, subject: str) -> None:
    step = await work.unit.get(OnboardingStep, subject)
    if step is None or step.done_at is not None:
        return
    step.done_at = await proven_at(work.unit, step, now=work.now)
    if step.done_at is not None:
        return
    step.reminded_at = work.now
    work.about(f"{'person' if step.person_id else 'organisation'}:{step.subject_id}")
    if step.kind is StepKind.IDENTITY:
        await _knock_again(work, step.subject_id, once=f"onboarding.{step.id}")
        return
    readers = await _readers(work.unit, step)
    if step.kind in FOR_STAFF or not readers:
        await work.tell_staff(await _for_staff(work, step), once=f"onboarding.{step.id}")
        return
    for person in readers:
        due = Moment(step.due_at, person.zone).local.date()
        reminder = say("onboarding-reminder", step=word_of(step.kind), due=due)
        command = person_onboarding.COMMANDS[step.kind]
        await work.tell(person, reminder.step(*command), once=f"onboarding.{step.id}.{person.id}")


async def _for_staff(work: Work, step: OnboardingStep) -> Message:
    own = await work.unit.session.get_one(Organisation, step.organisation_id)
    person = await work.unit.get(Person, step.person_id) if step.person_id else None
    name = person.name if person else own.name
    message = say("staff-onboarding-reminder", name=name, organisation=own.name, step=word_of(step.kind))
    coming = person_onboarding.next_of_staff(step, person, own)
    return message.step(*coming.path, rest=coming.rest)


async def _knock_again(work: Work, person_id: str, *, once: str) -> None:
    """Whoever has not proven who they are is told so where the bot knocked, and nothing else: it may be anybody."""
    chats = select(Room).where(
        Room.kind == RoomKind.PRIVATE, Room.person_id == person_id, Room.state != RoomState.RETIRED
    )
    for chat in await work.unit.scalars(chats):
        await work.post(
            chat, say("onboarding-identity-reminder"), once=once, label=Label.CLEAR, audience=Audience.person(person_id)
        )


async def _terms_due(unit: Unit, now: datetime, policy: Policy) -> list[tuple[str, str]]:
    """Everybody who accepted older terms and was not asked for those that hold."""
    asked = exists().where(
        OnboardingStep.subject_id == Person.id,
        OnboardingStep.kind == StepKind.TERMS,
        OnboardingStep.version == policy.terms_version,
    )
    query = (
        select(Person)
        .join(TermsAcceptance, TermsAcceptance.person_id == Person.id)
        .join(Organisation, Organisation.id == Person.organisation_id)
        .where(
            TermsAcceptance.version < policy.terms_version,
            Person.status == PersonStatus.ACTIVE,
            Organisation.status.in_(KNOWN),
            ~asked,
        )
        .distinct()
    )
    return [
        (one.id, f"v{policy.terms_version}")
        for one in await unit.scalars(query)
        if daytime(now, zone=one.zone, policy=policy) <= now
    ]


async def _ask_for_terms(work: Work, subject: str) -> None:
    """The terms are another version: they are a step again, and shown with the command that accepts them."""
    person = await work.unit.session.get_one(Person, subject)
    version = work.policy.terms_version
    work.add(
        OnboardingStep(
            subject_id=person.id, person_id=person.id, organisation_id=person.organisation_id, kind=StepKind.TERMS,
            version=version, due_at=work.now + work.policy.onboarding[StepKind.TERMS],
        )
    )  # fmt: skip
    work.about(f"person:{person.id}")
    terms = say("terms-are-new").then(say("handling-terms", version=version))
    await work.tell(person, terms.step("person", "accept", rest=f"{version}"), once=f"terms.{person.id}.{version}")


JOBS: tuple[Job, ...] = (
    Job(name="onboarding remind", due=_reminders_due, run=_remind),
    Job(name="terms ask", due=_terms_due, run=_ask_for_terms),
)

"""Everybody's way into the network: where they stand, the terms they accept, and who shows them around."""

from collections.abc import Mapping, Sequence

from sqlalchemy import exists, or_, select, update

from commands.engine.waiting import ME, OURS
from commands.engine.work import Work
from storage.access import PERMISSIONS
from storage.message import Message, Moment, Step, say, word_of
from storage.onboarding import FOR_STAFF, STARTING, OnboardingStep, StepKind, TermsAcceptance, steps_of
from storage.onboarding_proof import settle
from storage.organisation import Organisation
from storage.person import Person, PersonStatus
from storage.refusal import Absent, Refusal
from storage.unit import Unit

MOST = 30  # people on one page: those whose next step is due first
COMMANDS: Mapping[StepKind, tuple[str, str]] = {
    StepKind.IDENTITY: ("person", "prove"),
    StepKind.LANGUAGE: ("person", "language"),
    StepKind.ZONE: ("person", "zone"),
    StepKind.TERMS: ("person", "accept"),
    StepKind.CONTACTS: ("person", "role"),
    StepKind.PRODUCTS: ("organisation", "buys"),
    StepKind.ROOMS: ("group", "join"),
    StepKind.BUDDY: ("person", "buddy"),
    StepKind.MEETING: ("meeting", "rsvp"),
    StepKind.CONTRIBUTION: ("question", "ask"),
}
"""What a step is done with."""


FOR_SOMEBODY: Mapping[StepKind, tuple[str, str]] = {**COMMANDS, StepKind.IDENTITY: ("person", "code")}
"""What staff do it with, where it is somebody else's."""


async def begin(work: Work, person: Person, organisation: Organisation) -> None:
    """Begin a person's run, and their organisation's with the first of its people; what there is already stays."""
    await _add(work, _steps(work, person, organisation))


async def move(work: Work, person: Person, organisation: Organisation) -> None:
    """What is open of somebody's run goes with them to another organisation, whose own begins with the first of its
    people.
    """
    open_ones = (OnboardingStep.person_id == person.id) & OnboardingStep.done_at.is_(None)
    await work.unit.change(update(OnboardingStep).where(open_ones).values(organisation_id=organisation.id))
    await _add(work, [one for one in _steps(work, person, organisation) if one.person_id is None])


async def widen(work: Work, person: Person) -> None:
    """Whoever is still on the way has the steps of a role that they were given meanwhile, too."""
    steps = await work.unit.scalars(select(OnboardingStep).where(OnboardingStep.person_id == person.id))
    if any(one.done_at is None for one in steps):
        own, had = await work.unit.session.get_one(Organisation, person.organisation_id), {one.kind for one in steps}
        await _add(work, [one for one in _steps(work, person, own) if one.kind not in had])


def next_of_staff(step: OnboardingStep, person: Person | None, organisation: Organisation) -> Step:
    """With what staff do this step for somebody, or for an organisation (None)."""
    about = organisation.name if step.kind is StepKind.ROOMS else person.name if person and step.person_id else ""
    return Step(FOR_SOMEBODY[step.kind], f'"{about}"' if about else "")


async def mark(work: Work, kind: StepKind) -> None:
    """The asker did this step just now."""
    mine = (OnboardingStep.subject_id == work.person.id) & (OnboardingStep.kind == kind)
    done = update(OnboardingStep).where(mine, OnboardingStep.done_at.is_(None))
    await work.unit.change(done.values(done_at=work.now))


async def run_of(work: Work, person: Person) -> Sequence[OnboardingStep]:
    """A person's steps with those of their organisation, in their order, each as it is now; none if there is no run."""
    here = or_(
        OnboardingStep.subject_id == person.id,
        (OnboardingStep.organisation_id == person.organisation_id) & OnboardingStep.person_id.is_(None),
    )
    steps = await work.unit.scalars(select(OnboardingStep).where(here))
    if not any(one.person_id for one in steps):
        return []
    await settle(work.unit, steps, now=work.now)
    return sorted(steps, key=lambda one: (list(StepKind).index(one.kind), one.version))


async def next_of(work: Work, person: Person) -> OnboardingStep | None:
    """The first step of theirs that is not done and that they can do themself, now."""
    own = await work.unit.session.get_one(Organisation, person.organisation_id)
    steps = [one for one in await run_of(work, person) if one.done_at is None]
    can = [one for one in steps if PERMISSIONS[work.world.specs[COMMANDS[one.kind]].may].roles & person.roles]
    return next((one for one in can if own.is_active or one.kind in STARTING), None)


MAY_WAIT = exists().where(
    OnboardingStep.done_at.is_(None),
    or_(
        OnboardingStep.subject_id == ME,
        (OnboardingStep.organisation_id == OURS) & OnboardingStep.person_id.is_(None),
    ),
)


async def waiting(work: Work) -> list[Message]:
    """The asker's next step."""
    coming = await next_of(work, work.person)
    if coming is None:
        return []
    return [say("line-onboarding-waits", what=word_of(coming.kind), step=Step(COMMANDS[coming.kind]))]


async def shown(work: Work, name: str | None) -> Message:
    """Where somebody stands: the asker or, for staff, somebody named or everybody who is on the way."""
    if name is None and work.is_staff:
        return await _overview(work)
    person = work.person if name is None else await _named(work.unit, name)
    if person.id != work.person.id and not work.is_staff:
        raise Absent
    work.about(f"person:{person.id}")
    steps = await run_of(work, person)
    if not steps:
        return say("onboarding-none-of", name=person.name).step("help")
    lines = [
        say(
            "line-onboarding-done" if one.done_at else "line-onboarding-open", step=word_of(one.kind),
            at=Moment(one.done_at or one.due_at, work.zone).local.date(), overdue=int(one.is_overdue(work.now)),
        )
        for one in steps
    ]  # fmt: skip
    done = sum(one.done_at is not None for one in steps)
    message = say("onboarding-of", name=person.name, done=done, count=len(steps)).then(*lines)
    if person.id != work.person.id:
        return await _with_next_of_staff(work, message, person, steps)
    coming = await next_of(work, person)
    return message.step(*COMMANDS[coming.kind]) if coming else message


async def accept(work: Work, version: int | None, *, off: bool) -> Message:
    """Show the handling terms, or accept the version that was shown, or take that back."""
    holds = work.policy.terms_version
    if version is None and not off:
        return say("handling-terms", version=holds).step("person", "accept", rest=f"{holds}")
    if version not in {None, holds}:
        raise Refusal("terms-other-version", said=version, version=holds)
    mine = (TermsAcceptance.person_id == work.person.id) & (TermsAcceptance.version == holds)
    known = await work.unit.scalar(select(TermsAcceptance).where(mine))
    work.about(f"person:{work.person.id}")
    if off:
        return await _take_back(work, known)
    if known is None:
        work.add(TermsAcceptance(person_id=work.person.id, version=holds, at=work.now))
    elif known.withdrawn_at is not None:
        known.at, known.withdrawn_at = work.now, None
    await work.unit.session.flush()
    coming = await next_of(work, work.person)
    message = say("terms-accepted", version=holds)
    return message.step(*COMMANDS[coming.kind]) if coming else message.step("help")


async def befriend(work: Work, person: Person, buddy: Person | None) -> Message:
    """Give somebody a buddy, whom both learn of; or take the one they have off."""
    work.about(f"person:{person.id}")
    if buddy is None:
        person.buddy_id = None
        again = update(OnboardingStep).where(OnboardingStep.subject_id == person.id)
        await work.unit.change(again.where(OnboardingStep.kind == StepKind.BUDDY).values(done_at=None))
        return say("buddy-off", name=person.name).step("person", "buddy", rest=f'"{person.name}"')
    own = await work.unit.session.get_one(Organisation, buddy.organisation_id)
    if buddy.id == person.id or not buddy.is_active or not own.is_active:
        raise Refusal("buddy-unfit", name=buddy.name)
    person.buddy_id = buddy.id
    once = f"buddy.{person.id}.{buddy.id}.{work.event_id}"
    await work.tell(person, say("buddy-yours", name=buddy.name, organisation=own.name), once=once)
    theirs = await work.unit.session.get_one(Organisation, person.organisation_id)
    await work.tell(buddy, say("buddy-of", name=person.name, organisation=theirs.name), once=once)
    return say("buddy-named", name=person.name, buddy=buddy.name).step("person", "onboarding", rest=f'"{person.name}"')


async def _take_back(work: Work, known: TermsAcceptance | None) -> Message:
    if known is None or known.withdrawn_at is not None:
        raise Refusal("terms-not-accepted")
    known.withdrawn_at = work.now
    again = update(OnboardingStep).where(
        OnboardingStep.subject_id == work.person.id, OnboardingStep.kind == StepKind.TERMS
    )
    await work.unit.change(again.where(OnboardingStep.version == known.version).values(done_at=None))
    await work.tell_staff(
        say("staff-terms-off", name=work.person.name, version=known.version), once=f"terms.{known.id}.{work.event_id}"
    )
    return say("terms-taken-back", version=known.version).step("person", "accept")


def _steps(work: Work, person: Person, organisation: Organisation) -> list[OnboardingStep]:
    policy = work.policy
    return steps_of(person, organisation, terms=policy.terms_version, after=policy.onboarding, now=work.now)


async def _add(work: Work, steps: Sequence[OnboardingStep]) -> None:
    for step in steps:
        taken = (OnboardingStep.subject_id == step.subject_id) & (OnboardingStep.kind == step.kind)
        await work.unit.add_once(step, taken & (OnboardingStep.version == step.version))


async def _overview(work: Work) -> Message:
    here = Person.status != PersonStatus.LEFT
    waiting = (
        select(OnboardingStep.person_id)
        .join(Person, Person.id == OnboardingStep.person_id)
        .where(OnboardingStep.done_at.is_(None), here)
        .order_by(OnboardingStep.due_at)
    )
    ids = list(dict.fromkeys(await work.unit.scalars(waiting)))
    lines, names = [], []
    for person_id in ids[:MOST]:
        person = await work.unit.session.get_one(Person, person_id)
        steps = await run_of(work, person)
        open_ones = [one for one in steps if one.done_at is None]
        if open_ones:
            lines.append(await _line(work, person, steps, min(open_ones, key=lambda one: one.due_at)))
            names.append(person.name)
    if not lines:
        return say("onboarding-none").step("person", "invite")
    shown = say("onboarding", count=len(lines), more=max(len(ids) - MOST, 0)).then(*lines)
    return shown.step("person", "onboarding", rest=f'"{names[0]}"')


async def _with_next_of_staff(work: Work, message: Message, person: Person, steps: Sequence[OnboardingStep]) -> Message:
    """What staff can do next for somebody who is on the way."""
    coming = next((one for one in steps if one.done_at is None and one.kind in {*FOR_STAFF, StepKind.IDENTITY}), None)
    if coming is None:
        return message.step("person", "onboarding")
    own = await work.unit.session.get_one(Organisation, person.organisation_id)
    step = next_of_staff(coming, person, own)
    return message.step(*step.path, rest=step.rest)


async def _line(work: Work, person: Person, steps: Sequence[OnboardingStep], coming: OnboardingStep) -> Message:
    own = await work.unit.session.get_one(Organisation, person.organisation_id)
    return say(
        "line-onboarding", name=person.name, organisation=own.name, count=len(steps), step=word_of(coming.kind),
        done=sum(one.done_at is not None for one in steps), at=Moment(coming.due_at, work.zone).local.date(),
        overdue=int(coming.is_overdue(work.now)),
    )  # fmt: skip


async def _named(unit: Unit, name: str) -> Person:
    found = await unit.scalar(select(Person).where(Person.name == name, Person.status != PersonStatus.LEFT))
    if found is None:
        raise Absent
    return found

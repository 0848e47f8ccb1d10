"""An organisation on its way in, out for a while, and out for good: what follows for its people at each stage."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select, update

from commands import person_leaving, person_onboarding
from commands.engine.work import Work
from commands.person_code import into_rooms
from storage import affiliation, directory
from storage.access import Place
from storage.affiliation import Stage
from storage.group import Membership
from storage.message import Message, Moment, Word, say, word_of
from storage.organisation import Organisation, OrganisationStatus, Scope
from storage.person import Person, PersonStatus
from storage.programme import Programme, ProgrammePart
from storage.refusal import Absent, Refusal


async def named(work: Work, name: str) -> Organisation:
    """The organisation of this name at whatever stage, for staff. Raises Absent, also for one that has ended."""
    found = await directory.organisation_named(work.unit, name)
    if found is None or found.status is OrganisationStatus.ENDED:
        raise Absent
    work.about(f"organisation:{found.id}")
    return found


async def connect(work: Work, organisation: Organisation, through: str, *, since: date | None) -> None:
    """Have it come through a consortium, since a day. Raises Refusal where that can't be, or would be a circle."""
    parent = await directory.organisation_named(work.unit, through)
    if parent is None:
        raise Absent
    await affiliation.join(work.unit, organisation, parent, since=since, by=work.person.id, now=work.now)


def begin(work: Work, organisation: Organisation) -> None:
    """Write down that it is at its present stage from now on."""
    work.add(Stage(organisation_id=organisation.id, status=organisation.status, by=work.person.id, at=work.now))


async def advance(work: Work, organisation: Organisation, *, back: bool) -> None:
    """One stage on, or back: its people's run begins when they are invited, their rooms open when it is active."""
    organisation.go_back() if back else organisation.advance()
    begin(work, organisation)
    await work.unit.session.flush()
    if organisation.status is OrganisationStatus.ACTIVE:
        await _let_in(work, organisation)


async def suspend(work: Work, organisation: Organisation) -> None:
    """Its people are out of every room until it is taken back; groups and engagements keep its place."""
    _refuse_own(work, organisation)
    organisation.suspend()
    begin(work, organisation)
    await work.unit.session.flush()
    for person in await person_leaving.people_known(work.unit, organisation):
        await person_leaving.take_out(work, person)
    await person_leaving.flag_leads(work, organisation)


async def resume(work: Work, organisation: Organisation) -> None:
    """Its people are invited again to where they were."""
    organisation.resume()
    begin(work, organisation)
    await work.unit.session.flush()
    await _let_in(work, organisation)


async def end(work: Work, organisation: Organisation) -> list[Message]:
    """Its people are nobody to the bot: taken out, their accounts void, what they had to do with others told to staff.
    Nobody is affiliated through it any more.

    They stay known by name and role, to prove themselves again if it is taken back. Lines for staff.
    """
    _refuse_own(work, organisation)
    organisation.end()
    begin(work, organisation)
    await work.unit.session.flush()
    left: list[Message] = []
    for person in await person_leaving.people_known(work.unit, organisation):
        left += [one for one in await person_leaving.hand_on(work, person) if one.values.get("count")]
        left += await person_leaving.name_orphans(work, person)
        left += await person_leaving.name_unheard(work, person)
        await person_leaving.void(work, person)
        person.status = PersonStatus.INVITED
    await person_leaving.out_of_engagements(work, organisation)
    await person_leaving.out_of_disclosures(work, organisation)
    membership = update(Membership).where(Membership.organisation_id == organisation.id, Membership.left_at.is_(None))
    await work.unit.change(membership.values(left_at=work.now))
    members = await affiliation.part(work.unit, organisation, by=work.person.id, now=work.now)
    left += [_direct_now(one) for one in members if one.status is not OrganisationStatus.ENDED]
    part = update(ProgrammePart).where(ProgrammePart.organisation_id == organisation.id, ProgrammePart.until.is_(None))
    await work.unit.change(part.values(until=work.now.date()))
    return left


async def restore(work: Work, organisation: Organisation) -> list[Person]:
    """Taken back: whoever was of it has to prove their account by a fresh code. Those people."""
    if organisation.status is not OrganisationStatus.ENDED:
        raise Absent
    organisation.status = OrganisationStatus.ACTIVE
    begin(work, organisation)
    await work.unit.session.flush()
    people = list(await person_leaving.people_known(work.unit, organisation))
    for person in people:
        await person_onboarding.begin(work, person, organisation)
    return people


async def shown(work: Work, organisation: Organisation) -> list[Message]:
    """What else is known of it: what it is affiliated for, languages and zone, through whom; its stages to staff."""
    lines = []
    if organisation.scopes:
        scopes = tuple(word_of(one) for one in sorted(organisation.scopes))
        lines.append(say("line-organisation-scopes", scopes=scopes))
    if organisation.locales or organisation.zone:
        tongues = tuple(Word(f"language-{one}") for one in organisation.locales.split())
        lines.append(say("line-organisation-zone", languages=tongues or "-", zone=organisation.zone or "-"))
    is_told = work.is_staff or work.own.id == organisation.id  # also of what is no member of the network
    if is_told:
        programmes = tuple(await _programmes(work, organisation))
        lines += [say("line-organisation-programmes", codes=programmes)] if programmes else []
    for stretch in await affiliation.history(work.unit, organisation):
        parent = await work.unit.session.get_one(Organisation, stretch.parent_id)
        since, until = stretch.since or "-", stretch.until or ""
        if not until and (parent.is_active or is_told):
            lines.append(say("line-organisation-parent", parent=parent.name, since=since))
        elif until and is_told:
            lines.append(say("line-organisation-was-through", parent=parent.name, since=since, until=until))
    if work.is_staff:
        for stage in await affiliation.stages_of(work.unit, organisation):
            at = Moment(stage.at, work.zone)
            lines.append(say("line-organisation-stage", status=word_of(stage.status), at=at))
    return lines


def _direct_now(member: Organisation) -> Message:
    return say("line-organisation-direct-now", name=member.name).step("organisation", "edit", rest=f'"{member.name}"')


async def on_the_way(work: Work) -> list[Message]:
    """For staff alone among themselves: those that are no members yet, or suspended."""
    if not work.is_staff or work.place not in {Place.STAFF, Place.PRIVATE}:
        return []
    out = {OrganisationStatus.ACTIVE, OrganisationStatus.ENDED}
    query = select(Organisation).where(Organisation.status.not_in(out)).order_by(Organisation.name)
    return [
        say("line-organisation-at", name=one.name, kind=word_of(one.kind), status=word_of(one.status))
        for one in await work.unit.scalars(query)
    ]


async def _programmes(work: Work, organisation: Organisation) -> Sequence[str]:
    query = select(Programme.code).join(ProgrammePart, ProgrammePart.programme_id == Programme.id)
    mine = (ProgrammePart.organisation_id == organisation.id) & ProgrammePart.until.is_(None)
    return await work.unit.scalars(query.where(mine).order_by(Programme.code))


def scopes_with(organisation: Organisation, **said: bool | None) -> frozenset[Scope]:
    """Its scopes once these were said yes or no to; None leaves one as it is."""
    taken = {Scope(name) for name, yes in said.items() if yes}
    return (organisation.scopes | taken) - {Scope(name) for name, yes in said.items() if yes is False}


def _refuse_own(work: Work, organisation: Organisation) -> None:
    if organisation.id == work.own.id:
        raise Refusal("organisation-own", name=organisation.name)


async def _let_in(work: Work, organisation: Organisation) -> None:
    for person in await person_leaving.people_known(work.unit, organisation):
        await into_rooms(work, person)

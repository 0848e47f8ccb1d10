"""What ends when somebody leaves, by themself or with their organisation: accounts, rooms, codes, and work undone."""

from collections.abc import Sequence

from sqlalchemy import delete, select, update

from commands import person_link
from commands.action import list_message, open_actions_of
from commands.engagement_room import contacts_of, part_with
from commands.engagement_scope import WORKING
from commands.engine.words import Answer, replying
from commands.engine.work import Work
from commands.person_account import retire_chats
from commands.person_code import void_codes
from storage.access import Label, Role
from storage.dialog import Dialog
from storage.disclosure import WAITED_FOR, Disclosure, DisclosureParty, parties_of
from storage.engagement import Engagement, Participation
from storage.message import Message, say
from storage.onboarding import DONE_ANEW, OnboardingStep, StepKind
from storage.organisation import Company, Organisation
from storage.person import Identity, Person, PersonStatus
from storage.unit import Unit
from storage.update import UpdateItem


async def people_known(unit: Unit, organisation: Organisation) -> Sequence[Person]:
    """Everybody of an organisation who has not left, proven or not, whatever its stage; by name."""
    theirs = (Person.organisation_id == organisation.id) & (Person.status != PersonStatus.LEFT)
    return await unit.scalars(select(Person).where(theirs).order_by(Person.name))


async def take_out(work: Work, person: Person) -> int:
    """Out of every room on every platform, dialogs and codes void; their accounts stay theirs. From how many rooms."""
    await work.unit.change(delete(Dialog).where(Dialog.person_id == person.id))
    await person_link.void_links(work.unit, person, now=work.now)
    return await work.out_of_every_room(person)


async def void(work: Work, person: Person) -> int:
    """The same, and no account is theirs any more: what was begun with or planned for any of them is over.

    The removals are queued before, for they name accounts that nobody has afterwards.
    """
    rooms = await take_out(work, person)
    accounts = await work.unit.scalars(select(Identity).where(Identity.person_id == person.id))
    for platform in {one.platform for one in accounts}:
        await retire_chats(work, person, platform)
    await void_codes(work, person)
    for account in accounts:
        account.verified_at = None
    over = OnboardingStep.done_at.is_(None) | OnboardingStep.kind.in_(DONE_ANEW)
    await work.unit.change(delete(OnboardingStep).where(OnboardingStep.person_id == person.id, over))
    return rooms


async def hand_on(work: Work, person: Person) -> list[Message]:
    """Their open actions, to their organisation's liaison or else its deputy, who is told; lines for staff of it, with
    the one command for what nobody could take.
    """
    items = await open_actions_of(work.unit, person)
    heir = await _heir(work.unit, person)
    if heir is None:
        return [list_message(person, items)]
    for item in items:
        item.hand_on(heir, by=work.person, now=work.now)
        given = say("action-given", code=item.code, text=item.text, due=item.due, by=work.person.name)
        await work.tell(
            heir, replying(given.step("action", "done", rest=item.code), Answer.DONE), about=f"action:{item.id}",
            once=f"action.{item.id}.given.{item.hand}",
        )  # fmt: skip
    return [say("person-actions-handed-on", name=person.name, heir=heir.name, count=len(items))] if items else []


async def name_orphans(work: Work, person: Person) -> list[Message]:
    """Those whose buddy they were have none now; a line for staff of each."""
    theirs = await work.unit.scalars(select(Person).where(Person.buddy_id == person.id))
    for one in theirs:
        one.buddy_id = None
        again = update(OnboardingStep).where(OnboardingStep.subject_id == one.id, OnboardingStep.kind == StepKind.BUDDY)
        await work.unit.change(again.values(done_at=None))
    return [
        say("line-buddy-left", name=one.name).step("person", "buddy", rest=f'"{one.name}"')
        for one in theirs
        if one.status is not PersonStatus.LEFT
    ]


async def flag_leads(work: Work, organisation: Organisation, *, without: Person | None = None) -> None:
    """Tell staff of each open engagement that an organisation leads with nobody left who works in it."""
    people = [one for one in await people_known(work.unit, organisation) if without is None or one.id != without.id]
    if organisation.is_active and any(one.is_active and one.roles & WORKING for one in people):
        return
    led = select(Engagement).where(Engagement.lead_id == organisation.id, Engagement.closed_at.is_(None))
    for engagement in await work.unit.scalars(led):
        await work.tell_staff(
            say("staff-engagement-lead-gone", code=engagement.code, name=organisation.name).step(
                "engagement", "lead", rest=engagement.code
            ),
            once=f"{engagement.subject}.lead-gone.{work.event_id}", label=Label.AMBER,
        )  # fmt: skip


async def out_of_engagements(work: Work, organisation: Organisation) -> None:
    """Its part in every engagement is over, and its lead; the others are told in the room, staff of what nobody leads.

    Its people are taken out of the rooms by whoever calls.
    """
    parts = select(Participation).where(
        Participation.organisation_id == organisation.id,
        Participation.joined_at.is_not(None),
        Participation.left_at.is_(None),
    )
    await flag_leads(work, organisation)
    for part in await work.unit.scalars(parts):
        engagement = await work.unit.session.get_one(Engagement, part.engagement_id)
        await part_with(work, engagement, part, name=organisation.name)


async def out_of_disclosures(work: Work, organisation: Organisation) -> None:
    """It asks together with nobody any more; who asks with it is told, and staff of each that nobody chases."""
    joined = update(DisclosureParty).where(
        DisclosureParty.organisation_id == organisation.id, DisclosureParty.left_at.is_(None)
    )
    await work.unit.change(joined.values(left_at=work.now))
    query = (
        select(Disclosure, Company.name)
        .join(Company, Company.id == Disclosure.company_id)
        .where(Disclosure.organisation_id == organisation.id, Disclosure.state.in_(WAITED_FOR))
        .order_by(Disclosure.created_at)
    )
    lines = []
    for disclosure, company in await work.unit.rows(query):
        for party in await parties_of(work.unit, disclosure):
            if party.joined_at is not None:
                await _tell_party(work, disclosure, party, organisation, company)
        line = say("line-disclosure-left", code=disclosure.code, company=company)
        lines.append(line.step("disclosure", "close", rest=disclosure.code))
    if lines:
        await work.tell_staff(
            say("staff-disclosures-left", name=organisation.name).then(*lines),
            once=f"disclosures-left.{organisation.id}.{work.event_id}", label=Label.AMBER,
        )  # fmt: skip


async def _tell_party(
    work: Work, disclosure: Disclosure, party: DisclosureParty, asker: Organisation, company: str
) -> None:
    gone = say("disclosure-asker-gone", name=asker.name, company=company, code=disclosure.code)
    for person in await contacts_of(work.unit, party.organisation_id):
        await work.tell(
            person, gone.step("disclosure", "ask", rest=f'"{company}"'),
            once=f"{disclosure.subject}.asker-gone.{person.id}.{work.event_id}", about=disclosure.subject,
            label=Label.AMBER,
        )  # fmt: skip


async def name_unheard(work: Work, person: Person) -> list[Message]:
    """Whose words were to be in the Affiliate Update and who can't be asked any more; a line for staff of each item."""
    waits = (UpdateItem.teller_id == person.id) & UpdateItem.naming.is_(None) & UpdateItem.held_sealed.is_not(None)
    query = select(UpdateItem).where(waits, UpdateItem.issued_at.is_(None), UpdateItem.dropped_at.is_(None))
    return [
        say("line-update-unheard", code=one.code, name=person.name).step("update", "drop", rest=one.code)
        for one in await work.unit.scalars(query.order_by(UpdateItem.number))
    ]


async def _heir(unit: Unit, person: Person) -> Person | None:
    """Who takes over for somebody: the liaison of their organisation, else a deputy."""
    own = await unit.session.get_one(Organisation, person.organisation_id)
    others = [one for one in await people_known(unit, own) if one.id != person.id and one.is_active]
    for role in (Role.LIAISON, Role.DEPUTY):
        if found := [one for one in others if role in one.roles]:
            return found[0] if own.is_active else None
    return None

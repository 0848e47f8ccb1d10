"""What ends when somebody leaves, by themself or with their organisation: accounts, rooms, codes, and work undone."""

from collections.abc import Sequence

from sqlalchemy import delete, select, update

from commands import person_link
from commands.action import list_message, open_actions_of
from commands.engagement_room import post_if_ready, recount
from commands.engagement_scope import WORKING
from commands.engine.words import Answer, replying
from commands.engine.work import Work
from commands.person_account import retire_chats
from commands.person_code import void_codes
from storage.access import Label, Role
from storage.dialog import Dialog
from storage.engagement import Engagement, Participation
from storage.message import Message, say
from storage.onboarding import OnboardingStep, StepKind
from storage.organisation import Organisation
from storage.person import Identity, Person, PersonStatus
from storage.unit import Unit


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
    await work.unit.change(
        delete(OnboardingStep).where(OnboardingStep.person_id == person.id, OnboardingStep.done_at.is_(None))
    )
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
        part.left_at = work.now
        if engagement.lead_id == organisation.id:
            engagement.led_by(None, now=work.now)
        await work.unit.session.flush()
        if engagement.is_open:
            left = say("engagement-left-post", name=organisation.name)
            await post_if_ready(work, engagement, left, once=f"left.{part.id}.{work.event_id}")
            await recount(work, engagement)


async def _heir(unit: Unit, person: Person) -> Person | None:
    """Who takes over for somebody: the liaison of their organisation, else a deputy."""
    own = await unit.session.get_one(Organisation, person.organisation_id)
    others = [one for one in await people_known(unit, own) if one.id != person.id and one.is_active]
    for role in (Role.LIAISON, Role.DEPUTY):
        if found := [one for one in others if role in one.roles]:
            return found[0] if own.is_active else None
    return None

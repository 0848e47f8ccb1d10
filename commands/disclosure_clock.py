"""What the clock does for disclosures: a day that is over, and the contract's rule that it is time to ask again.

Each is told once to those who asked, in their language and daytime; what is done about it is theirs to say.
"""

from datetime import datetime

from sqlalchemy import select

from commands.engagement_room import contacts_of
from commands.engine.dispatch import Job
from commands.engine.policy import Policy
from commands.engine.work import Work, daytime
from storage import diary
from storage.access import Label
from storage.disclosure import WAITED_FOR, Disclosure, DisclosureHop, DisclosureParty, DisclosureState, HopState
from storage.message import Message, say
from storage.organisation import Company
from storage.unit import Unit


async def _late(unit: Unit, now: datetime, policy: Policy) -> list[tuple[str, str]]:
    """Hops whose day is over; a day that was moved is another one."""
    query = (
        select(DisclosureHop.id, DisclosureHop.extended)
        .join(Disclosure, Disclosure.id == DisclosureHop.disclosure_id)
        .where(
            Disclosure.state.in_(WAITED_FOR),
            DisclosureHop.round == Disclosure.round,
            DisclosureHop.state == HopState.WAITING,
            DisclosureHop.due < now.date(),
        )
    )
    found = (await unit.session.execute(query)).all()
    return await diary.undone(unit, "disclosure late", [(hop, f"{extended}") for hop, extended in found])


async def _tell_late(work: Work, subject: str) -> None:
    hop = await work.unit.session.get_one(DisclosureHop, subject)
    disclosure = await work.unit.session.get_one(Disclosure, hop.disclosure_id)
    company = await work.unit.session.get_one(Company, hop.company_id)
    message = say("disclosure-late", code=disclosure.code, company=company.name, day=hop.due)
    await _tell(work, disclosure, message.step("disclosure", "extend", rest=disclosure.code),
                once=f"late.{hop.id}.{hop.extended}")  # fmt: skip


async def _stale(unit: Unit, now: datetime, policy: Policy) -> list[tuple[str, str]]:
    query = select(Disclosure.id, Disclosure.round).where(
        Disclosure.state == DisclosureState.RECEIVED, Disclosure.refresh_on <= now.date()
    )
    found = (await unit.session.execute(query)).all()
    return await diary.undone(unit, "disclosure refresh", [(one, f"{round_}") for one, round_ in found])


async def _tell_stale(work: Work, subject: str) -> None:
    disclosure = await work.unit.session.get_one(Disclosure, subject)
    company = await work.unit.session.get_one(Company, disclosure.company_id)
    message = say("disclosure-refresh", code=disclosure.code, company=company.name)
    await _tell(work, disclosure, message.step("disclosure", "again", rest=disclosure.code),
                once=f"refresh.{disclosure.round}")  # fmt: skip


async def _unanswered(unit: Unit, now: datetime, policy: Policy) -> list[tuple[str, str]]:
    """Wishes to join that nobody answered for too long, looked for in the first minute of an hour."""
    if now.minute:
        return []
    query = select(DisclosureParty.id, DisclosureParty.asked_at).where(
        DisclosureParty.joined_at.is_(None), DisclosureParty.left_at.is_(None),
        DisclosureParty.asked_at <= now - policy.keep.consent,
    )  # fmt: skip
    return [(one, f"{asked_at:%Y-%m-%d %H:%M}") for one, asked_at in (await unit.session.execute(query)).all()]


async def _end_wish(work: Work, subject: str) -> None:
    """It is over, and whoever wished it may ask anew. They are not told: it would tell that somebody asks the brand."""
    party = await work.unit.session.get_one(DisclosureParty, subject)
    if party.joined_at is None and party.left_at is None:
        party.left_at = work.now
    work.about(f"disclosure:{party.disclosure_id}")


async def _tell(work: Work, disclosure: Disclosure, message: Message, *, once: str) -> None:
    for person in await contacts_of(work.unit, disclosure.organisation_id):
        await work.tell(
            person, message, once=f"{disclosure.subject}.{once}.{person.id}", about=disclosure.subject,
            label=Label.AMBER, not_before=daytime(work.now, zone=person.zone, policy=work.policy),
        )  # fmt: skip
    work.about(disclosure.subject)


JOBS = (
    Job(name="disclosure late", due=_late, run=_tell_late),
    Job(name="disclosure refresh", due=_stale, run=_tell_stale),
    Job(name="disclosure wish over", due=_unanswered, run=_end_wish),
)

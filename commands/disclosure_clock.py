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
from storage.disclosure import Disclosure, DisclosureHop, DisclosureState, HopState
from storage.message import Message, say
from storage.organisation import Company
from storage.unit import Unit


async def _late(unit: Unit, now: datetime, policy: Policy) -> list[tuple[str, str]]:
    """Hops whose day is over; a day that was moved is another one."""
    query = (
        select(DisclosureHop.id, DisclosureHop.extended)
        .join(Disclosure, Disclosure.id == DisclosureHop.disclosure_id)
        .where(
            Disclosure.state.in_((DisclosureState.OPEN, DisclosureState.PART)),
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
)

"""Telling buyers who agreed to be found how many share a supplier with them, in bands, and what they could do with it.

Names come of nothing but two agreements (`organisation match`): neither learns of the other before both said yes.
"""

from datetime import datetime

from sqlalchemy import select

from commands.engagement_room import contacts_of
from commands.engine.dispatch import Job
from commands.engine.policy import Policy
from commands.engine.words import Answer, replying
from commands.engine.work import Work, daytime
from storage import diary, directory, matching
from storage.access import Label
from storage.audience import Audience, AudienceKind, Concern
from storage.engagement import Engagement
from storage.matching import Sharing
from storage.message import Message, say, word_of
from storage.told import Counted
from storage.unit import Unit

A_DAY = 500  # buyers told in one night, in one transaction; whoever is left is told the next


async def _nightly(unit: Unit, now: datetime, policy: Policy) -> list[tuple[str, str]]:
    return await diary.undone(unit, "supplier shared", [("network", f"{now:%Y-%m-%d}")])


async def _tell_all(work: Work, subject: str) -> None:
    for one in await matching.sharing(work.unit, most=A_DAY):
        await _tell(work, one)
        await matching.note(work.unit, one, now=work.now)


async def _tell(work: Work, found: Sharing) -> None:
    """Its contacts, without whoever was denied the company or wants to hear nothing of it."""
    concern = Concern((f"company:{found.company_id}",), Label.AMBER)
    reach = await directory.reach(
        work.unit, Audience(AudienceKind.BUYERS, (found.company_id,), concerns=(concern,)), now=work.now
    )
    if found.organisation_id in reach.denied:
        return
    work.tells(Counted(company_id=found.company_id, following=found.following))
    message = replying(await _message(work, found), Answer.NO)
    closed = reach.denied | await matching.unwilling(work.unit, found.company_id)
    for person in await contacts_of(work.unit, found.organisation_id):
        if person.id not in closed:
            await work.tell(
                person, message, once=f"shared.{found.purchase_id}.{found.rank}.{person.id}", label=Label.AMBER,
                about=f"{matching.NOTICE}:{found.purchase_id}",
                not_before=daytime(work.now, zone=person.zone, policy=work.policy),
            )  # fmt: skip


async def _message(work: Work, found: Sharing) -> Message:
    """With the engagement that they may join, where there is one; else how to open one."""
    message = say("supplier-shared", company=found.company, following=word_of(found.following))
    open_ = select(Engagement.code).where(Engagement.company_id == found.company_id, Engagement.closed_at.is_(None))
    code = await work.unit.scalar(open_.order_by(Engagement.created_at).limit(1))
    if code is not None:
        return message.step("engagement", "join", rest=code)
    return message.step("engagement", "open", rest=f'"{found.company}"')


JOBS: tuple[Job, ...] = (Job(name="supplier shared", due=_nightly, run=_tell_all),)

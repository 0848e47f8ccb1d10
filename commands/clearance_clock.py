"""What the clock does about clearances: a grant ends by itself, and staff hear of it a week before."""

from datetime import datetime, timedelta

from sqlalchemy import select

from commands.clearance_scope import called, names_of, tell_staff
from commands.engine.dispatch import Job
from commands.engine.policy import Policy
from commands.engine.work import Work
from storage.clearance import Clearance, Effect
from storage.message import say
from storage.unit import Unit

SOON = timedelta(days=7)
"""So long before its end: two people have to find the time to say it again."""


async def _ending(unit: Unit, now: datetime, policy: Policy) -> list[tuple[str, str]]:
    query = select(Clearance).where(
        Clearance.effect == Effect.GRANT,
        Clearance.since.is_not(None),
        Clearance.lifted_at.is_(None),
        Clearance.until > now,
        Clearance.until <= now + SOON,
    )
    return [(one.id, one.until.isoformat()) for one in await unit.scalars(query) if one.until]


async def _remind(work: Work, subject: str) -> None:
    found = await work.unit.session.get_one(Clearance, subject)
    work.about(f"clearance:{found.id}")
    assert found.until is not None
    days = max((found.until - work.now).days, 0)
    notice = say(
        "staff-clearance-ends", code=found.code, name=await names_of(work.unit, found),
        subject=await called(work.unit, found.subject), days=days,
    )  # fmt: skip
    await tell_staff(work, found, notice.step("clearance", "show", rest=found.code), once="ends")


JOBS: tuple[Job, ...] = (Job(name="clearance ends", due=_ending, run=_remind),)

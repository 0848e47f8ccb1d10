"""What the clock does for actions: it reminds their owners, before the day and once after it, in their own morning.

Each reminder is sent one time, ever: its subject names the action, whose hand it is in and how many days from the due
day, its slot is that day. Who takes an action over is reminded anew.
"""

from datetime import datetime

from commands.engine.dispatch import Job
from commands.engine.policy import Policy
from commands.engine.words import Answer, replying
from commands.engine.work import Work, daytime
from storage import diary
from storage.action import ActionItem
from storage.message import say
from storage.person import Person
from storage.unit import Unit

OVERDUE_AFTER = 1  # days after the due day at which the owner is reminded a last time
KEPT_FOR = 7  # days for which that last reminder still makes sense


async def _reminders_due(unit: Unit, now: datetime, policy: Policy) -> list[tuple[str, str]]:
    """Of each open action the last reminder whose morning has come; earlier ones that were missed are dropped."""
    found = []
    for item in await diary.open_actions(unit):
        owner = await unit.session.get_one(Person, item.owner_id)
        if owner.is_active and daytime(now, zone=owner.zone, policy=policy) <= now:
            days = _reminder_due(item, owner.zone, now, policy)
            if days is not None:
                found.append((f"{item.id}:{item.hand}:{days}", f"{item.due:%Y-%m-%d}"))
    return await diary.undone(unit, "action remind", found)


def _reminder_due(item: ActionItem, zone: str, now: datetime, policy: Policy) -> int | None:
    """Days from the due day of the reminder that is due, or None."""
    for days in (OVERDUE_AFTER, *sorted((-ahead.days for ahead in policy.reminders), reverse=True)):
        at = item.morning(days, policy.day_begins, zone)
        if at <= now:
            # Whoever was given it, or another day for it, after this morning needs no reminder of that.
            return days if at > item.changed_at and now < _expiry(item, days, zone) else None
    return None


def _expiry(item: ActionItem, days: int, zone: str) -> datetime:
    return item.morning(OVERDUE_AFTER + KEPT_FOR if days > 0 else 1, 0, zone)


async def _remind(work: Work, subject: str) -> None:
    item_id, hand, days = subject.split(":")
    item = await work.unit.session.get_one(ActionItem, item_id)
    work.about(f"action:{item.id}")
    if not item.is_open or item.hand != int(hand):
        return
    owner = await work.unit.session.get_one(Person, item.owner_id)
    message = say(
        "action-overdue" if int(days) > 0 else "action-reminder", code=item.code, text=item.text, due=item.due
    )
    await work.tell(
        owner, replying(message.step("action", "done", rest=item.code), Answer.DONE), about=f"action:{item.id}",
        once=f"action.{item.id}.reminder.{item.hand}.{item.due:%Y-%m-%d}.{days}",
        expires_at=_expiry(item, int(days), owner.zone),
    )  # fmt: skip


JOBS: tuple[Job, ...] = (Job(name="action remind", due=_reminders_due, run=_remind),)

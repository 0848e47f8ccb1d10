"""What the clock does for engagements: the first word in a new room, reminders to the lead, proposals when a day has
passed, and keeping those out who are in a tender.

A day has passed on the morning after it, where the engagement is run. Nothing is proposed while the room may not hear
it.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import exists, select

from commands.engagement_replace import carry_over
from commands.engagement_room import (
    contacts_of,
    is_ready,
    let_in,
    let_out,
    people_of,
    post,
    raise_proposal,
    recount,
    renew,
    room_of,
)
from commands.engagement_scope import company_of, participants
from commands.engine.dispatch import Job
from commands.engine.policy import Policy
from commands.engine.words import Answer, replying
from commands.engine.work import Work, daytime
from storage import diary
from storage.access import Label
from storage.engagement import Cause, Engagement, Participation
from storage.letter import Letter, LetterState
from storage.message import Prose, say
from storage.organisation import Purchase
from storage.room import Room, RoomKind, RoomState
from storage.unit import Unit

Pairs = list[tuple[str, str]]


async def _unwelcomed(unit: Unit, now: datetime, policy: Policy) -> Pairs:
    query = select(Room).where(Room.kind == RoomKind.ENGAGEMENT, Room.state == RoomState.AUTHORISED)
    rooms = [one for one in await unit.scalars(query) if is_ready(one) and one.engagement_id]
    return await diary.undone(unit, "engagement welcome", [(one.engagement_id or "", one.id) for one in rooms])


async def _welcome(work: Work, subject: str) -> None:
    engagement = await work.unit.session.get_one(Engagement, subject)
    company = await company_of(work.unit, engagement)
    names = tuple(one.name for one in await participants(work.unit, engagement))
    message = say("engagement-welcome", code=engagement.code, company=company.name, names=names).then(
        say("engagement-shown-ask", text=Prose(engagement.ask, engagement.locale)), say("engagement-rules")
    )
    await post(work, engagement, message.step("engagement", "question"), once="welcome")
    await carry_over(work, engagement)
    work.about(engagement.subject)


async def _open(unit: Unit) -> Sequence[Engagement]:
    return await unit.scalars(select(Engagement).where(Engagement.closed_at.is_(None)))


async def _waiting_letters(unit: Unit) -> list[tuple[Letter, Engagement]]:
    query = (
        select(Letter, Engagement)
        .join(Engagement, Engagement.id == Letter.engagement_id)
        .where(Letter.state == LetterState.SENT, Engagement.closed_at.is_(None))
    )
    return [(letter, engagement) for letter, engagement in (await unit.session.execute(query)).all()]


async def _days_ahead(unit: Unit, now: datetime, policy: Policy) -> Pairs:
    """Of each day that is awaited the last reminder whose morning has come."""
    found: Pairs = []
    for one in await _open(unit):
        if one.next_on and one.next_set_at:
            days = reminder_due(one.next_on, one.next_set_at, one.zone, now, policy)
            found += [(f"next:{one.id}:{one.next_revision}", f"{days}")] if days else []
    for letter, engagement in await _waiting_letters(unit):
        if letter.answer_on and letter.sent_at:
            days = reminder_due(letter.answer_on, letter.sent_at, engagement.zone, now, policy)
            found += [(f"letter:{letter.id}:{letter.sendings}", f"{days}")] if days else []
    return await diary.undone(unit, "engagement remind", found)


def reminder_due(on: date, set_at: datetime, zone: str, now: datetime, policy: Policy) -> int | None:
    """Which reminder of a day is due now, in days ahead: the last whose morning has come since the day was set."""
    if now >= _morning(on, zone, policy) + timedelta(days=1):
        return None
    for days in sorted(ahead.days for ahead in policy.reminders):
        at = _morning(on - timedelta(days=days), zone, policy)
        if days and at <= now:
            return days if at > set_at else None  # whoever set it after this morning needs no reminder of that
    return None


async def _remind(work: Work, subject: str) -> None:
    kind, subject_id, revision = subject.split(":")
    if kind == "next":
        engagement = await work.unit.session.get_one(Engagement, subject_id)
        if engagement.next_on is None or f"{engagement.next_revision}" != revision:
            return
        message = say("engagement-reminder-next", code=engagement.code, due=engagement.next_on).step(
            "engagement", "done", rest=engagement.code
        )
        message, about = replying(message, Answer.DONE), f"engagement_step:{engagement.id}.{revision}"
    else:
        letter = await work.unit.session.get_one(Letter, subject_id)
        engagement = await work.unit.session.get_one(Engagement, letter.engagement_id)
        if letter.answer_on is None:
            return
        message = say("engagement-reminder-letter", code=letter.code, due=letter.answer_on).step(
            "engagement", "answer", rest=letter.code
        )
        about = ""
    work.about(engagement.subject)
    for person in await contacts_of(work.unit, engagement.lead_id) if engagement.lead_id else []:
        await work.tell(
            person, message, once=f"{subject}.{work.now:%Y-%m-%d}.{person.id}", about=about, label=Label.AMBER,
            not_before=daytime(work.now, zone=person.zone, policy=work.policy),
        )  # fmt: skip


async def _days_passed(unit: Unit, now: datetime, policy: Policy) -> Pairs:
    found: Pairs = []
    for one in await _open(unit):
        if one.next_on and is_over(one.next_on, one, now, policy) and is_ready(await room_of(unit, one)):
            found.append((f"next:{one.id}:{one.next_revision}", "passed"))
    for letter, engagement in await _waiting_letters(unit):
        over = letter.answer_on and is_over(letter.answer_on, engagement, now, policy)
        if over and is_ready(await room_of(unit, engagement)):
            found.append((f"letter:{letter.id}:{letter.sendings}", "passed"))
    return await diary.undone(unit, "engagement passed", found)


def is_over(on: date, engagement: Engagement, now: datetime, policy: Policy) -> bool:
    """Whether it is the morning after a day, or later, where the engagement is run."""
    return now >= _morning(on + timedelta(days=1), engagement.zone, policy)


def _morning(day: date, zone: str, policy: Policy) -> datetime:
    return datetime.combine(day, time(policy.day_begins), tzinfo=ZoneInfo(zone))


async def _passed(work: Work, subject: str) -> None:
    kind, subject_id, revision = subject.split(":")
    if kind == "next":
        engagement = await work.unit.session.get_one(Engagement, subject_id)
        if f"{engagement.next_revision}" == revision:
            await raise_proposal(work, engagement, Cause.STEP_PASSED, once=f"next.{revision}")
    else:
        letter = await work.unit.session.get_one(Letter, subject_id)
        engagement = await work.unit.session.get_one(Engagement, letter.engagement_id)
        once = f"{letter.code}.{revision}"
        await raise_proposal(work, engagement, Cause.LETTER_UNANSWERED, about=letter.code, once=once)
    work.about(engagement.subject)


async def _tenders(unit: Unit, now: datetime, policy: Policy) -> Pairs:
    """Those who take part while a tender runs, and those who are kept out although it is over."""
    tender = exists().where(
        Purchase.organisation_id == Participation.organisation_id,
        Purchase.company_id == Engagement.company_id,
        Purchase.in_tender.is_(True),
    )
    base = (
        select(Participation)
        .join(Engagement, Engagement.id == Participation.engagement_id)
        .where(Participation.joined_at.is_not(None), Participation.left_at.is_(None))
    )
    begun = await unit.scalars(base.where(Participation.suspended_at.is_(None), tender))
    over = await unit.scalars(base.where(Participation.suspended_at.is_not(None), ~tender))
    found = [(one.id, f"out.{one.suspensions}") for one in begun] + [(one.id, f"in.{one.suspensions}") for one in over]
    return await diary.undone(unit, "engagement tender", found)


async def _tender(work: Work, subject: str) -> None:
    """Out of the room without a word there; the organisation itself is told, and staff if nobody leads meanwhile."""
    part = await work.unit.session.get_one(Participation, subject)
    engagement = await work.unit.session.get_one(Engagement, part.engagement_id)
    people = await people_of(work.unit, part.organisation_id)
    begins = part.suspended_at is None
    once = f"tender.{'out' if begins else 'in'}.{part.suspensions}"
    if begins:
        await let_out(work, engagement, people, once=once)
        part.suspend(work.now)
        await work.unit.session.flush()
        await recount(work, engagement)
        if engagement.lead_id == part.organisation_id:
            await work.tell_staff(
                say("staff-engagement-no-lead", code=engagement.code), once=f"{engagement.subject}.{once}"
            )
    else:
        part.resume()
        await work.unit.session.flush()
        await let_in(work, engagement, people, once=once)
    await renew(work, engagement)
    for person in people:
        key = "engagement-suspended" if begins else "engagement-resumed"
        await work.tell(
            person, say(key, code=engagement.code), once=f"{engagement.subject}.{once}.{person.id}", label=Label.AMBER
        )
    work.about(engagement.subject)


async def _long_led(unit: Unit, now: datetime, policy: Policy) -> Pairs:
    """Each time the same organisation has led for as long as one should."""
    found = {one.id: one for one in await _open(unit) if one.led_for(now) >= policy.rotation}
    pairs = [(one.id, f"{one.lead_id}.{one.led_for(now) // policy.rotation}") for one in found.values()]
    due = await diary.undone(unit, "engagement rotate", pairs)
    return [(one, slot) for one, slot in due if is_ready(await room_of(unit, found[one]))]


async def _propose_rotation(work: Work, subject: str) -> None:
    """To all who take part; a person decides, and nothing changes if nobody does."""
    engagement = await work.unit.session.get_one(Engagement, subject)
    named = await participants(work.unit, engagement)
    lead = next((one.name for one in named if one.id == engagement.lead_id), None)
    if lead is not None and len(named) > 1:
        days = engagement.led_for(work.now).days
        message = say("engagement-rotation", name=lead, days=days, code=engagement.code)
        await post(
            work, engagement, message.step("engagement", "lead", rest=engagement.code),
            once=f"rotation.{engagement.lead_id}.{days // work.policy.rotation.days}",
        )  # fmt: skip
    work.about(engagement.subject)


async def _uncertain_cards(unit: Unit, now: datetime, policy: Policy) -> Pairs:
    """Each open engagement whose room may hear it, once a day: what was withheld is sent, and who is gone is named no
    more.
    """
    found = {one.id: one for one in await _open(unit)}
    due = await diary.undone(unit, "engagement card", [(one, f"{now:%Y-%m-%d}") for one in found])
    return [(one, day) for one, day in due if is_ready(await room_of(unit, found[one]))]


async def _see_to_card(work: Work, subject: str) -> None:
    engagement = await work.unit.session.get_one(Engagement, subject)
    await renew(work, engagement)
    work.about(engagement.subject)


JOBS: tuple[Job, ...] = (
    Job(name="engagement tender", due=_tenders, run=_tender),
    Job(name="engagement welcome", due=_unwelcomed, run=_welcome),
    Job(name="engagement remind", due=_days_ahead, run=_remind),
    Job(name="engagement passed", due=_days_passed, run=_passed),
    Job(name="engagement rotate", due=_long_led, run=_propose_rotation),
    Job(name="engagement card", due=_uncertain_cards, run=_see_to_card),
)

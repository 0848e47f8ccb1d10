"""Expertise offered and needed: who fits is asked on both sides, and nobody learns of the other before both agreed."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, select

from commands.engine.dispatch import Job
from commands.engine.options import Code, Text
from commands.engine.policy import Policy
from commands.engine.spec import command
from commands.engine.suggest import Suggestion, coded
from commands.engine.waiting import ME, where
from commands.engine.words import Answer as Reply
from commands.engine.words import replying
from commands.engine.work import Work, daytime
from commands.expertise_meeting import JOBS as MEETING_JOBS
from commands.expertise_meeting import answer, ask_both
from storage.access import Action
from storage.base import random_code
from storage.expertise import Expertise, ExpertiseKind, Introduction
from storage.grievance import hold_back
from storage.lesson import Theme
from storage.message import Message, Moment, Prose, Step, Value, say, word_of
from storage.organisation import Organisation
from storage.person import Person
from storage.procurement import LabourIssue, ProcurementStage
from storage.refusal import Absent
from storage.unit import Unit

LISTED = 50
START = 80  # characters of a text that stand for it in a list


@command(may=Action.CONTRIBUTE, private=True)
async def offer(
    work: Work,
    theme: Theme,
    text: Text,
    stage: ProcurementStage | None = None,
    issue: LabourIssue | None = None,
    nobody: bool | None = None,
) -> Message:
    """Offer what you can help peers with: they learn who you are once you and they have both said yes."""
    hold_back(text, nobody=nobody)
    return await _kept(work, ExpertiseKind.OFFER, theme, text, stage, issue)


@command(may=Action.CONTRIBUTE, private=True)
async def need(
    work: Work,
    theme: Theme,
    text: Text,
    stage: ProcurementStage | None = None,
    issue: LabourIssue | None = None,
    nobody: bool | None = None,
) -> Message:
    """Say what you need help with: whoever offers it is asked, and learns who you are once you both said yes."""
    hold_back(text, nobody=nobody)
    return await _kept(work, ExpertiseKind.NEED, theme, text, stage, issue)


@command(may=Action.RESPOND, private=True)
async def meet(work: Work, code: Code, willing: bool) -> Message:
    """Say whether you want to meet whoever fits what you filed; a no is told to nobody."""
    return await answer(work, code, agrees=willing)


@command(may=Action.CONTRIBUTE, private=True)
async def extend(work: Work, code: Code) -> Message:
    """Let what you offer or need stand on; closed or expired, it is open again."""
    found = await _own(work, code)
    found.extend(by=work.person, lasts=work.policy.expertise, now=work.now)
    await ask_both(work, found)
    work.about(f"expertise:{found.id}")
    return say("expertise-extended", code=found.code, until=Moment(found.until, work.person.zone)).step(
        "expertise", "show", rest=found.code
    )


@command(may=Action.CONTRIBUTE, private=True)
async def close(work: Work, code: Code) -> Message:
    """Take back what you offer or need: nobody is introduced for it any more."""
    found = await _own(work, code)
    found.close(by=work.person, now=work.now)
    work.about(f"expertise:{found.id}")
    return say("expertise-closed", code=found.code).step("expertise", "extend", rest=found.code)


@command(may=Action.READ, private=True)
async def list_(work: Work) -> Message:
    """List what you offer and need; for staff, what everybody offers, too."""
    found = await _known(work)
    if not found:
        return say("expertise-none").step("expertise", "offer")
    lines = [await _line(work, one) for one in found]
    return say("expertise-list", count=len(found)).then(*lines).step("expertise", "show", rest=found[0].code)


@command(may=Action.READ, private=True)
async def show(work: Work, code: Code) -> Message:
    """Show what you offer or need, and whom you were introduced to for it."""
    found = next((one for one in await _known(work) if one.code == code), None)
    if found is None:
        raise Absent
    message = say(
        "expertise-shown", code=found.code, kind=word_of(found.kind), theme=word_of(found.theme),
        text=Prose(found.text, found.locale), until=Moment(found.until, work.person.zone),
    )  # fmt: skip
    if found.stage is not None:
        message = message.then(say("lesson-stage", stage=word_of(found.stage)))
    if found.issue is not None:
        message = message.then(say("lesson-issue", issue=word_of(found.issue)))
    if found.person_id != work.person.id:
        return message
    verb = "close" if found.is_open(work.now) else "extend"
    return message.step("expertise", verb, rest=found.code)


@where(
    exists().where(
        Expertise.person_id == ME, Expertise.closed_at.is_(None), Introduction.made_at.is_(None),
        Expertise.id.in_((Introduction.offer_id, Introduction.need_id)),
    )
)  # fmt: skip
async def waiting(work: Work) -> list[Message]:
    """Introductions for which the asker's word is missing."""
    query = (
        select(Introduction, Expertise)
        .join(Expertise, Expertise.id.in_((Introduction.offer_id, Introduction.need_id)))
        .where(Expertise.person_id == work.person.id, Introduction.made_at.is_(None), Expertise.closed_at.is_(None))
        .order_by(Introduction.created_at)
    )
    return [
        say("line-expertise-meet", code=one.code, step=Step(("expertise", "meet"), f"{one.code} {{word-answer-yes}}"))
        for one, mine in await work.unit.rows(query)
        if mine.is_open(work.now)
        and one.said_by(mine.kind) is None
        and not one.is_over(work.now, lasts=work.policy.keep.consent)
    ]


async def codes(work: Work, verb: str, typed: str) -> Sequence[Suggestion]:
    """What the asker filed, as `list` lists it; of introductions, those that wait for their word."""
    if verb == "meet":
        query = (
            select(Introduction.code)
            .join(Expertise, Expertise.id.in_((Introduction.offer_id, Introduction.need_id)))
            .where(
                Expertise.person_id == work.person.id, Introduction.made_at.is_(None),
                Introduction.created_at > work.now - work.policy.keep.consent,
            )
        )  # fmt: skip
        return [coded(code, code) for code in await work.unit.scalars(query)]
    found = await _known(work)
    return [coded(one.code, one.text) for one in found if verb == "show" or one.person_id == work.person.id]


async def _expiring(unit: Unit, now: datetime, policy: Policy) -> list[tuple[str, str]]:
    """What will not stand much longer, each to be said one time."""
    query = select(Expertise).where(
        Expertise.closed_at.is_(None), Expertise.reminded_at.is_(None), Expertise.until > now,
        Expertise.until <= now + policy.expertise_reminder,
    )  # fmt: skip
    return [(one.id, f"{one.until:%Y-%m-%d}") for one in await unit.scalars(query)]


async def _remind(work: Work, subject: str) -> None:
    found = await work.unit.session.get_one(Expertise, subject)
    person = await work.unit.session.get_one(Person, found.person_id)
    found.reminded_at = work.now
    if not person.is_active:
        return
    reminder = say("expertise-expires", code=found.code, until=Moment(found.until, person.zone))
    await work.tell(
        person,
        replying(reminder.step("expertise", "extend", rest=found.code), Reply.YES),
        once=f"expertise.{found.id}.expires.{found.until:%Y-%m-%d}",
        about=f"expiring:{found.id}",
        not_before=daytime(work.now, zone=person.zone, policy=work.policy),
    )
    work.about(f"expertise:{found.id}")


async def _stays(unit: Unit, subject: str) -> tuple[tuple[str, ...], str] | None:
    found = await unit.get(Expertise, subject)
    return (("expertise", "extend"), found.code) if found else None


async def _willing(unit: Unit, subject: str) -> tuple[tuple[str, ...], str] | None:
    found = await unit.get(Introduction, subject)
    return (("expertise", "meet"), f"{found.code} {Reply.YES}") if found else None


async def _unwilling(unit: Unit, subject: str) -> tuple[tuple[str, ...], str] | None:
    found = await unit.get(Introduction, subject)
    return (("expertise", "meet"), f"{found.code} {Reply.NO}") if found else None


JOBS = (Job(name="expertise-expires", due=_expiring, run=_remind), *MEETING_JOBS)
SHORT_REPLIES = {
    ("expiring", Reply.YES): _stays,
    ("introduction", Reply.YES): _willing,
    ("introduction", Reply.NO): _unwilling,
}


async def _kept(
    work: Work,
    kind: ExpertiseKind,
    theme: Theme,
    text: str,
    stage: ProcurementStage | None,
    issue: LabourIssue | None,
) -> Message:
    code = random_code("XP")
    while await work.unit.scalar(select(Expertise.id).where(Expertise.code == code)) is not None:
        code = random_code("XP")
    entry = Expertise(
        code=code, kind=kind, person_id=work.person.id, organisation_id=work.own.id, theme=theme, stage=stage,
        issue=issue, locale=work.person.locale, until=work.now + work.policy.expertise, created_at=work.now,
    )  # fmt: skip
    entry.text = text
    work.add(entry)
    await work.unit.session.flush()
    await ask_both(work, entry)
    key = "expertise-offered" if kind is ExpertiseKind.OFFER else "expertise-needed"
    return say(key, code=entry.code, until=Moment(entry.until, work.person.zone)).step(
        "expertise", "show", rest=entry.code
    )


async def _known(work: Work) -> Sequence[Expertise]:
    """What the asker may read: their own and, for staff, all that is offered, so that they know whom to ask."""
    query = select(Expertise).where(Expertise.person_id == work.person.id)
    if work.is_staff:
        query = select(Expertise).where(
            (Expertise.person_id == work.person.id)
            | ((Expertise.kind == ExpertiseKind.OFFER) & Expertise.closed_at.is_(None) & (Expertise.until > work.now))
        )
    return await work.unit.scalars(query.order_by(Expertise.created_at.desc(), Expertise.id).limit(LISTED))


async def _own(work: Work, code: str) -> Expertise:
    found = await work.unit.scalar(
        select(Expertise).where(Expertise.code == code, Expertise.person_id == work.person.id)
    )
    if found is None:
        raise Absent
    return found


async def _line(work: Work, one: Expertise) -> Message:
    start = " ".join(one.text.split())
    start = start if len(start) <= START else f"{start[:START].rstrip()} …"
    state = say("inline-expertise-open" if one.is_open(work.now) else "inline-expertise-over")
    values: dict[str, Value] = {
        "code": one.code,
        "kind": word_of(one.kind),
        "theme": word_of(one.theme),
        "text": start,
        "state": state,
    }
    if one.person_id == work.person.id:
        return say("line-expertise", **values)
    person = await work.unit.session.get_one(Person, one.person_id)
    organisation = await work.unit.session.get_one(Organisation, one.organisation_id)
    return say("line-expertise-of", **values, name=person.name, organisation=organisation.name)

"""Introductions: an offer and a need that fit are asked for on both sides, and made when both said yes.

Those for which not both said so in time are over. Whoever said yes is told that, and not what the other said, if
anything: a no is told to nobody.
"""

from datetime import datetime

from sqlalchemy import or_, select

from commands.engine.dispatch import Job
from commands.engine.policy import Policy
from commands.engine.words import Answer as Reply
from commands.engine.words import replying
from commands.engine.work import Work, daytime
from storage import diary
from storage.base import random_code
from storage.expertise import Expertise, ExpertiseKind, Introduction
from storage.message import Message, Prose, say, word_of
from storage.organisation import Organisation, OrganisationStatus
from storage.person import Person
from storage.refusal import Absent, Refusal
from storage.unit import Unit

MOST = 3  # others with whom an entry is put together at a time: the best of those that fit


async def ask_both(work: Work, entry: Expertise) -> None:
    """Ask for introductions of the best that fit and were not asked about before. What is asked tells either side no
    more than what it filed itself, so that nobody learns by filing what others offer or need.
    """
    fitting = [one for one in await _others(work.unit, entry, work) if entry.fits(one)]
    known = await _asked(work.unit, entry)
    fresh = [one for one in fitting if one.id not in known]
    for other in sorted(fresh, key=lambda one: (-entry.fits(one), -one.created_at.timestamp()))[:MOST]:
        offer, need = (entry, other) if entry.kind is ExpertiseKind.OFFER else (other, entry)
        introduction = Introduction(
            code=await _fresh(work.unit), offer_id=offer.id, need_id=need.id, created_at=work.now
        )
        work.add(introduction)
        await work.unit.session.flush()
        for mine in (offer, need):
            await _ask(work, introduction, mine)


async def answer(work: Work, code: str, *, agrees: bool) -> Message:
    """One side's yes or no; both are told of each other with the second yes."""
    found = await work.unit.scalar(select(Introduction).where(Introduction.code == code))
    if found is None:
        raise Absent
    offer = await work.unit.session.get_one(Expertise, found.offer_id)
    need = await work.unit.session.get_one(Expertise, found.need_id)
    mine = offer if found.side_of(work.person, offer, need) is ExpertiseKind.OFFER else need
    if not mine.is_open(work.now):
        raise Refusal("expertise-closed-already", code=mine.code)
    both = found.answer(mine.kind, agrees=agrees, lasts=work.policy.keep.consent, now=work.now)
    if both and not (await _is_there(work, offer) and await _is_there(work, need)):
        found.made_at, both = None, False  # the other has left or taken it back since
    if both:
        await _introduce(work, found, to=offer, other=need)
        await _introduce(work, found, to=need, other=offer)
        work.about(f"introduction:{found.id}")
        return say("introduction-made", code=found.code)
    key = "introduction-waits" if agrees else "introduction-declined"
    return say(key, code=found.code).step("expertise", "show", rest=mine.code)


async def _others(unit: Unit, entry: Expertise, work: Work) -> list[Expertise]:
    """What is open on the other side, of active people, in this theme."""
    query = (
        select(Expertise, Person)
        .join(Person, Person.id == Expertise.person_id)
        .join(Organisation, Organisation.id == Person.organisation_id)
        .where(
            Expertise.kind == entry.kind.other,
            Expertise.theme == entry.theme,
            Expertise.closed_at.is_(None),
            Expertise.until > work.now,
            Organisation.status == OrganisationStatus.ACTIVE,
        )
    )
    return [one for one, person in await unit.rows(query) if person.is_active]


async def _asked(unit: Unit, entry: Expertise) -> set[str]:
    query = select(Introduction).where(or_(Introduction.offer_id == entry.id, Introduction.need_id == entry.id))
    return {one for found in await unit.scalars(query) for one in (found.offer_id, found.need_id)}


async def _ask(work: Work, introduction: Introduction, mine: Expertise) -> None:
    person = await work.unit.session.get_one(Person, mine.person_id)
    key = "introduction-asked-offer" if mine.kind is ExpertiseKind.OFFER else "introduction-asked-need"
    asked = say(key, code=introduction.code, own=mine.code, theme=word_of(mine.theme))
    await work.tell(
        person,
        replying(asked.step("expertise", "meet", rest=f"{introduction.code} {{word-answer-yes}}"), Reply.YES, Reply.NO),
        once=f"introduction.{introduction.id}.asked.{mine.kind}",
        about=f"introduction:{introduction.id}",
        expires_at=work.now + work.policy.keep.consent,
    )


async def _introduce(work: Work, found: Introduction, *, to: Expertise, other: Expertise) -> None:
    person = await work.unit.session.get_one(Person, to.person_id)
    whom = await work.unit.session.get_one(Person, other.person_id)
    organisation = await work.unit.session.get_one(Organisation, whom.organisation_id)
    key = "introduction-to-need" if other.kind is ExpertiseKind.NEED else "introduction-to-offer"
    message = say(key, name=whom.name, organisation=organisation.name, text=Prose(other.text, other.locale))
    await work.tell(person, message, once=f"introduction.{found.id}.made.{to.kind}", about=f"introduced:{found.id}")


async def _is_there(work: Work, entry: Expertise) -> bool:
    person = await work.unit.session.get_one(Person, entry.person_id)
    organisation = await work.unit.session.get_one(Organisation, person.organisation_id)
    return person.is_active and organisation.is_active and entry.is_open(work.now)


async def _unanswered(unit: Unit, now: datetime, policy: Policy) -> list[tuple[str, str]]:
    """Introductions to which one side said yes and not both in time, looked for in the first minute of an hour."""
    if now.minute:
        return []
    query = select(Introduction.id).where(
        Introduction.made_at.is_(None), Introduction.created_at <= now - policy.keep.consent,
        or_(Introduction.offer_agrees.is_(True), Introduction.need_agrees.is_(True)),
    )  # fmt: skip
    return await diary.undone(unit, _OVER, [(one, "over") for one in await unit.scalars(query)])


async def _tell_over(work: Work, subject: str) -> None:
    """Whoever waits for the other's yes, and offers or needs it still, learns that they wait no more."""
    found = await work.unit.session.get_one(Introduction, subject)
    work.about(f"introduction:{found.id}")
    for entry_id in (found.offer_id, found.need_id):
        mine = await work.unit.session.get_one(Expertise, entry_id)
        if not (found.said_by(mine.kind) and await _is_there(work, mine)):
            continue
        person = await work.unit.session.get_one(Person, mine.person_id)
        told = say("introduction-over", code=found.code, days=work.policy.keep.consent.days)
        await work.tell(
            person, told.step("expertise", "show", rest=mine.code), once=f"introduction.{found.id}.over.{mine.kind}",
            not_before=daytime(work.now, zone=person.zone, policy=work.policy),
        )  # fmt: skip


_OVER = "introduction over"
JOBS = (Job(name=_OVER, due=_unanswered, run=_tell_over),)


async def _fresh(unit: Unit) -> str:
    """A code that no introduction has yet."""
    while True:
        code = random_code("MEET")
        if await unit.scalar(select(Introduction.id).where(Introduction.code == code)) is None:
            return code

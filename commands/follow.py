"""What somebody follows for themselves: a company, or a facility that they may read of.

Nobody else is told, and it opens nothing: each morning they hear, alone and in one message, what changed that they
could ask for themselves (`follow_news`).
"""

from datetime import datetime

from sqlalchemy import delete, func, or_, select

from commands.engine.ceiling import fits_here
from commands.engine.dispatch import Job
from commands.engine.gate import admit_reader
from commands.engine.options import CompanyName, Title
from commands.engine.policy import Policy
from commands.engine.spec import command
from commands.engine.words import Answer
from commands.engine.work import Work
from commands.follow_news import MOST, bands, followed, known_of, narrowest, note, untold
from storage import directory, linkage, matching
from storage.access import Action, Label
from storage.facility import Facility, FacilityAlias
from storage.follow import Follow, FollowTold, next_morning, refuse_more
from storage.matching import SharedRefusal
from storage.message import Message, say
from storage.organisation import Company, Purchase
from storage.person import Person, PersonStatus
from storage.refusal import Absent, Refusal
from storage.unit import Unit

LIKE = 20  # facilities of one name that are looked at


@command(may=Action.READ, private=True, carries=Label.AMBER)
async def company(work: Work, company: CompanyName) -> Message:
    """Follow a company: what changed that you may read of reaches you each morning, and nobody else is told."""
    found = await directory.company_named(work.unit, company)
    if found is None:
        raise Absent
    message = await _begin(work, found)
    own = select(Purchase).where(Purchase.organisation_id == work.own.id, Purchase.company_id == found.id)
    purchase = await work.unit.scalar(own)
    if purchase is not None and purchase.confirmed_by and not (purchase.shared or purchase.in_tender):
        return message.step("organisation", "match", rest=f'"{found.name}" {{word-answer-yes}}')
    return message.step("follow", "show", rest=f'"{found.name}"')


@command(may=Action.READ, private=True, carries=Label.AMBER)
async def facility(work: Work, facility: Title) -> Message:
    """Follow a facility that you may read of, by its code or its name; nobody else is told."""
    found = await _facility_called(work, facility)
    return (await _begin(work, found)).step("follow", "show", rest=found.code)


@command(may=Action.READ, private=True, carries=Label.AMBER)
async def stop(work: Work, followed: Title) -> Message:
    """Follow a company or facility no longer."""
    follow, what = await _own(work, followed)
    await work.unit.session.delete(follow)
    await work.unit.session.flush()
    if not await _follows(work):
        await work.unit.change(delete(FollowTold).where(FollowTold.person_id == work.person.id))
    return say("follow-stopped", name=_called(what)).step("follow", "list")


@command(may=Action.READ, private=True)
async def list_(work: Work) -> Message:
    """List what you follow."""
    found = await followed(work)
    if not found:
        return say("follow-none").step("follow", "company")
    work.read(Label.AMBER)
    lines = [say("line-follow", name=_called(what)) for _, what in found]
    return say("follow-list", count=len(found)).then(*lines).step("follow", "show", rest=_typed(found[0][1]))


@command(may=Action.READ, private=True, carries=Label.AMBER)
async def show(work: Work, followed: Title) -> Message:
    """Show what you may read of something that you follow, as it stands now."""
    _, what = await _own(work, followed)
    news = [one for one in await known_of(work, what) if fits_here(work, one.label)]
    work.read(narrowest(news))
    work.tells(*bands(news))
    if not news:
        return say("follow-shown-none", name=_called(what)).step("lesson", "find", rest=what.name)
    message = say("follow-shown", name=_called(what)).then(*(one.line for one in news[-2 * MOST :]))
    return message.step("follow", "stop", rest=_typed(what))


@command(may=Action.READ, private=True, carries=Label.AMBER)
async def propose(work: Work, company: CompanyName, wanted: bool) -> Message:
    """Say whether you want to be told how many share a supplier with you, so that you could act together."""
    found = await directory.company_named(work.unit, company)
    if found is None:
        raise Absent
    mine = (SharedRefusal.person_id == work.person.id) & (SharedRefusal.company_id == found.id)
    if wanted:
        await work.unit.change(delete(SharedRefusal).where(mine))
        return say("follow-proposals-wanted", company=found.name).step("follow", "list")
    if await work.unit.scalar(select(SharedRefusal).where(mine)) is None:
        work.add(SharedRefusal(person_id=work.person.id, company_id=found.id, at=work.now))
    back = f'"{found.name}" {{word-answer-yes}}'
    return say("follow-proposals-unwanted", company=found.name).step("follow", "propose", rest=back)


async def _begin(work: Work, what: Company | Facility) -> Message:
    """Keep it, with how all that they may know of it stands now: from then on what differs is news."""
    follows = await _follows(work)
    if any(_is_of(one, what) for one in follows):
        raise Refusal("follow-already", name=_called(what))
    refuse_more(follows)
    company, facility = (what.id, None) if isinstance(what, Company) else (None, what.id)
    morning = next_morning(work.now, zone=work.person.zone, hour=work.policy.day_begins)
    work.add(
        Follow(
            person_id=work.person.id, company_id=company, facility_id=facility, looked_at=work.now, due_at=morning,
            created_at=work.now,
        )
    )  # fmt: skip
    await note(work, [one for one in await known_of(work, what) if one.standing], told=False)
    work.read(Label.AMBER)
    return say("follow-begun", name=_called(what))


async def _follows(work: Work) -> list[Follow]:
    return list(await work.unit.scalars(select(Follow).where(Follow.person_id == work.person.id)))


def _is_of(follow: Follow, what: Company | Facility) -> bool:
    return what.id in (follow.company_id, follow.facility_id)


async def _facility_called(work: Work, said: str) -> Facility:
    """The facility of this code or name, of those that the asker may read of. Raises Absent, the same for what is not
    there and for what is not theirs, and Refusal where several are called so.
    """
    work.read(Label.AMBER)
    same = func.lower(said.strip())
    alias = select(FacilityAlias.facility_id).where(func.lower(FacilityAlias.name) == same)
    called = or_(Facility.code == said.strip().upper(), func.lower(Facility.name) == same, Facility.id.in_(alias))
    query = select(Facility.code).where(called).order_by(Facility.created_at, Facility.code).limit(LIKE)
    standing = await directory.standing_of(work.unit, work.person)
    found: dict[str, Facility] = {}
    for code in await work.unit.scalars(query) or [""]:
        if one := await linkage.readable_facility(work.unit, standing, code, now=work.now):
            found[one.id] = one
    if not found:
        raise Absent
    if len(found) > 1:
        raise Refusal("follow-which", codes=tuple(one.code for one in found.values()))
    return next(iter(found.values()))


async def _own(work: Work, said: str) -> tuple[Follow, Company | Facility]:
    """What they follow that is called so. Raises Absent, also for a facility of which they may read no longer."""
    work.read(Label.AMBER)
    sought = said.strip().strip('"').casefold()
    for follow, what in await followed(work):
        names = {what.name.casefold(), what.code.casefold() if isinstance(what, Facility) else ""}
        if sought in names:
            return follow, what
    raise Absent


def _called(what: Company | Facility) -> str:
    return f"{what.code} ({what.name})" if isinstance(what, Facility) else what.name


def _typed(what: Company | Facility) -> str:
    return what.code if isinstance(what, Facility) else f'"{what.name}"'


async def _due(unit: Unit, now: datetime, policy: Policy) -> list[tuple[str, str]]:
    """Those whose morning it is, where they are."""
    query = (
        select(Follow.person_id, func.min(Follow.due_at))
        .join(Person, Person.id == Follow.person_id)
        .where(Follow.due_at <= now, Person.status == PersonStatus.ACTIVE)
        .group_by(Follow.person_id)
        .order_by(Follow.person_id)
    )
    return [(person, f"{due:%Y-%m-%dT%H:%M}") for person, due in await unit.rows(query)]


async def _tell(work: Work, subject: str) -> None:
    """One message with all that is new, looked up as its reader; nothing new, no message."""
    person = await work.unit.session.get_one(Person, subject)
    own = await admit_reader(work.unit, person, now=work.now, world=work.world)
    news = await untold(own) if own else []
    for one in await work.unit.scalars(select(Follow).where(Follow.person_id == person.id)):
        one.looked(now=work.now, zone=person.zone, hour=work.policy.day_begins, whole=len(news) <= MOST)
    if own is None or not news:
        return
    first = news[:MOST]
    await note(own, first)
    # Bands go by themselves: where they may be told no more when they leave, nothing else stays here with them.
    parts = ([one for one in first if not one.counted], ""), ([one for one in first if one.counted], ".bands")
    for part, name in parts:
        if part:
            work.tells(*bands(part))
            message = say("follow-news", count=len(part)).then(*(one.line for one in part)).step("follow", "list")
            once = f"follow.{person.id}.{work.now:%Y-%m-%d}{name}"
            await work.tell(person, message, once=once, label=narrowest(part))


async def _unwanted(unit: Unit, subject: str) -> tuple[tuple[str, ...], str] | None:
    """No to the proposal that stood under this purchase of theirs."""
    query = select(Company.name).join(Purchase, Purchase.company_id == Company.id).where(Purchase.id == subject)
    name = await unit.scalar(query)
    return (("follow", "propose"), f'"{name}" {Answer.NO}') if name else None


JOBS = (Job(name="follow news", due=_due, run=_tell),)
SHORT_REPLIES = {(matching.NOTICE, Answer.NO): _unwanted}

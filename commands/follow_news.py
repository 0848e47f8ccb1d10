"""What there is to know of what somebody follows: each kind by the door through which they would ask for it, now.

Nothing is kept of it but references with their states, so that it is told once; what they may not read is not even
found, and what changed without them is news when they may.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, or_, select

from commands import disclosure_scope, summary_scope
from commands.engagement_room import contacts_of
from commands.engagement_scope import WORKING, concerning, is_inside, may_know
from commands.engine.ceiling import fits_here
from commands.engine.work import Work
from commands.plan_scope import verifies
from storage import clearance_reach, directory, linkage, matching
from storage.access import Label, Role
from storage.audience import Concern
from storage.corrective import Measure, MeasureState
from storage.disclosure import DisclosureState
from storage.engagement import Engagement
from storage.facility import Facility
from storage.follow import Follow, FollowTold
from storage.lesson import Lesson, LessonState
from storage.leverage import Following
from storage.message import Message, Step, say, word_of
from storage.organisation import Company
from storage.stemming import folded
from storage.summary import Summary, SummaryState
from storage.told import Counted

MOST = 15  # lines in one message; the rest is told the next morning
SETTLED = (MeasureState.CLAIMED, MeasureState.VERIFIED, MeasureState.REJECTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """One thing as it stands: what it is ("engagement:id"), its state, and how it is told. `standing`: it is no news to
    whoever begins to follow. `in_brief`: a brief tells it in any case. `counted`: the bands that it tells.
    """

    subject: str
    state: str
    line: Message
    label: Label = Label.AMBER
    standing: bool = True
    in_brief: bool = False
    counted: tuple[Counted, ...] = ()


async def followed(work: Work) -> list[tuple[Follow, Company | Facility]]:
    """What the asker follows and may know of: companies by name, then facilities by code."""
    query = (
        select(Follow, Company, Facility)
        .outerjoin(Company, Company.id == Follow.company_id)
        .outerjoin(Facility, Facility.id == Follow.facility_id)
        .where(Follow.person_id == work.person.id)
        .order_by(Company.name, Facility.code)
    )
    standing = await directory.standing_of(work.unit, work.person)
    companies: list[tuple[Follow, Company | Facility]] = []
    facilities: list[tuple[Follow, Company | Facility]] = []
    for follow, company, facility in await work.unit.rows(query):
        if company is not None:
            companies.append((follow, company))
        elif await linkage.may_read_facility(work.unit, standing, facility.id, now=work.now):
            facilities.append((follow, facility))
    return [*companies, *facilities]


async def known_of(work: Work, what: Company | Facility, *, since: datetime | None = None) -> list[News]:
    """How what the asker may know of it stands: a company's engagements, plans, disclosures and the summaries released
    `since` then; a facility's own state, how many buy what is made there, what links them to it, and summaries. Of one
    that another stands for, that it does so.
    """
    if isinstance(what, Company):
        return [
            *await _shared(work, what),
            *await _engagements(work, what),
            *await _summaries(work, what, since),
            *await _measures(work, what),
            *await _disclosures(work, what),
        ]
    found = await linkage.facility_coded(work.unit, what.code) or what
    line = say("line-follow-facility", code=found.code, name=found.name, state=word_of(found.state))
    if found.id != what.id:
        line = say("line-follow-facility-merged", code=found.code, name=found.name, before=what.code)
    itself = News(subject=f"facility:{what.id}", state=f"{found.state.value} {found.id}", line=line)
    return [
        itself,
        *await _buyers_at(work, found),
        *await _links_at(work, found),
        *await _summaries_at(work, found, since),
    ]


async def untold(work: Work) -> list[News]:
    """What is new to the asker of all that they follow, each thing once, as far as it may be said where this is
    asked; all of it, of which one message tells the first `MOST`.
    """
    follows = await followed(work)
    found: dict[str, News] = {}
    for follow, what in follows:
        for one in await known_of(work, what, since=follow.created_at):
            found.setdefault(one.subject, one)
    for one in await _lessons(work, follows):
        found.setdefault(one.subject, one)
    if not found:
        return []
    told = {one.subject: one.state for one in await _told(work)}
    return [one for one in found.values() if told.get(one.subject) != one.state and fits_here(work, one.label)]


async def note(work: Work, news: Iterable[News], *, told: bool = True) -> None:
    """Keep that the asker was told of it; or (not `told`) that it stood so when they began to follow."""
    known = {one.subject: one for one in await _told(work)}
    for one in news:
        row = known.get(one.subject)
        if row is None:
            work.add(
                FollowTold(
                    person_id=work.person.id, subject=one.subject, state=one.state, told_at=work.now if told else None
                )
            )
        elif told:
            row.state, row.told_at = one.state, work.now


def bands(news: Iterable[News]) -> tuple[Counted, ...]:
    """The bands that a message tells which tells all of it."""
    return tuple(counted for one in news for counted in one.counted)


def narrowest(news: Iterable[News]) -> Label:
    """The label of a message that tells all of it."""
    return max((Label.GREEN, *(one.label for one in news)), key=lambda one: one.rank)


async def _told(work: Work) -> Sequence[FollowTold]:
    return await work.unit.scalars(select(FollowTold).where(FollowTold.person_id == work.person.id))


async def _shared(work: Work, company: Company) -> list[News]:
    """That others buy there, too, in bands: to a buyer that agreed to be found. Its contacts hear it by themselves
    (`organisation_shared`); here are the others of its people, as long as they want to hear of it.
    """
    found = await matching.sharing_with(work.unit, work.own.id, company.id)
    if found is None or not work.roles & WORKING or work.person.id in await matching.unwilling(work.unit, company.id):
        return []
    if work.person.id in {one.id for one in await contacts_of(work.unit, work.own.id)}:
        return []
    standing = await directory.standing_of(work.unit, work.person)
    said = await clearance_reach.own(work.unit, standing, now=work.now)
    if not said.opens(standing, Concern((f"company:{company.id}",), Label.AMBER), otherwise=True):
        return []
    line = say(
        "line-follow-shared", following=word_of(found.following), company=company.name,
        step=Step(("follow", "propose"), f'"{company.name}" {{word-answer-no}}'),
    )  # fmt: skip
    subject, counted = f"shared:{company.id}", (Counted(company_id=company.id, following=found.following),)
    state = await _highest(work, subject, found.rank)
    return [News(subject=subject, state=state, line=line, standing=False, counted=counted)]


async def _buyers_at(work: Work, facility: Facility) -> list[News]:
    """How many buy what is made there, in bands: to whom `facility leverage` tells it."""
    standing = await directory.standing_of(work.unit, work.person)
    if not work.is_staff and not await linkage.is_linked(work.unit, standing, facility.id, now=work.now):
        return []
    together = await linkage.leverage(work.unit, facility.id, now=work.now)
    if (following := together.following) is None:
        return []
    line = say(
        "line-follow-buyers", code=facility.code, name=facility.name, following=word_of(following),
        step=Step(("facility", "leverage"), facility.code),
    )  # fmt: skip
    subject, rank = f"buyers:{facility.id}", list(Following).index(following) + 1
    counted = Counted.of(together, facility_id=facility.id)
    return [News(subject=subject, state=await _highest(work, subject, rank), line=line, counted=counted)]


async def _links_at(work: Work, facility: Facility) -> list[News]:
    """What was confirmed to be made there: to staff all of it, to buyers what they buy. Another's disclosure may stand
    behind the rest.
    """
    standing = await directory.standing_of(work.unit, work.person)
    found = []
    for one in await linkage.made_for(work.unit, standing, facility.id, now=work.now):
        line = say(
            "line-follow-link-part" if one.component else "line-follow-link", code=facility.code, name=facility.name,
            company=one.company, model=one.model, component=one.component,
        )  # fmt: skip
        found.append(News(subject=f"link:{one.link_id}", state="confirmed", line=line))
    return found


async def _highest(work: Work, subject: str, rank: int) -> str:
    """The highest band that they were told of, or this: that it fell would tell that somebody left."""
    told = [int(one.state) for one in await _told(work) if one.subject == subject]
    return f"{max(rank, *told)}" if told else f"{rank}"


async def _engagements(work: Work, company: Company) -> list[News]:
    query = select(Engagement).where(Engagement.company_id == company.id, concerning(work))
    found = []
    for one in await work.unit.scalars(query.order_by(Engagement.created_at, Engagement.id)):
        if await is_inside(work, one):
            outcome = one.outcome.value if one.outcome else ""
            state = f"{one.level.value} {outcome}".strip()
            line = say("line-follow-engagement", code=one.code, company=company.name, level=word_of(one.level))
            if one.outcome is not None:
                line = say(
                    "line-follow-engagement-closed", code=one.code, company=company.name, outcome=word_of(one.outcome)
                )
        elif await may_know(work, one):
            state, step = "open", Step(("engagement", "join"), one.code)
            line = say("line-follow-engagement-open", code=one.code, company=company.name, step=step)
        else:
            continue
        found.append(News(subject=one.subject, state=state, line=line))
    return found


async def _summaries(work: Work, company: Company, since: datetime | None) -> list[News]:
    found = await summary_scope.readable(work, _released(since).where(Summary.company_id == company.id))
    return [_summary(one, company.name) for one in found]


async def _summaries_at(work: Work, facility: Facility, since: datetime | None) -> list[News]:
    """Which facility a summary is about is sealed, so that it is looked for among those that the asker may read."""
    family = {one for (one,) in await work.unit.run(clearance_reach.FAMILY, {"facilities": [facility.id]})}
    found = await summary_scope.readable(work, _released(since))
    return [_summary(one, facility.code) for one in found if one.facility_id in family]


def _released(since: datetime | None) -> Select[Summary]:
    query = select(Summary).where(Summary.state == SummaryState.RELEASED)
    query = query.order_by(Summary.released_at, Summary.code)
    return query if since is None else query.where(Summary.released_at >= since)


def _summary(summary: Summary, about: str) -> News:
    """Its code, and no word of it."""
    step = Step(("summary", "show"), summary.code)
    line = say("line-follow-summary", code=summary.code, about=about, label=summary.label, step=step)
    return News(subject=summary.subject, state=f"{summary.version}", line=line, label=summary.label)


async def _measures(work: Work, company: Company) -> list[News]:
    """Of the plans that they are inside of, and of the measures that they verify: what was claimed, and what held."""
    may = concerning(work)
    if Role.PARTNER in work.roles:
        may = or_(may, and_(Measure.partner_id == work.own.id, Engagement.closed_at.is_(None)))
    query = (
        select(Measure, Engagement)
        .join(Engagement, Engagement.id == Measure.engagement_id)
        .where(Engagement.company_id == company.id, Measure.state.in_(SETTLED), may)
        .order_by(Measure.created_at, Measure.code)
    )
    return [
        News(
            subject=one.subject,
            state=one.state.value,
            line=say("line-follow-measure", code=one.code, company=company.name, state=word_of(one.state)),
        )
        for one, engagement in await work.unit.rows(query)
        if await is_inside(work, engagement) or await verifies(work, one, engagement)
    ]


async def _disclosures(work: Work, company: Company) -> list[News]:
    return [
        News(
            subject=one.subject,
            state=f"{one.round} {one.state.value}",
            line=say("line-follow-disclosure", code=one.code, company=company.name, state=word_of(one.state)),
        )
        for one in await disclosure_scope.readable(work, company_id=company.id)
        if one.state is not DisclosureState.OPEN
    ]


async def _lessons(work: Work, follows: Sequence[tuple[Follow, Company | Facility]]) -> list[News]:
    """Others' lessons in which one of these is named, published since they were looked up last: everybody active may
    read them.
    """
    since = min((follow.looked_at for follow, _ in follows), default=work.now)
    query = select(Lesson).where(
        Lesson.state == LessonState.PUBLISHED, Lesson.published_at >= since, Lesson.published_at <= work.now,
        Lesson.organisation_id != work.own.id,
    )  # fmt: skip
    sought = {f" {folded(what.name)} ": what.name for _, what in follows}
    found = []
    for one in await work.unit.scalars(query.order_by(Lesson.published_at, Lesson.number)):
        said = f" {folded(' '.join((one.title, one.text, one.context, one.means, one.change)))} "
        about = next((name for words, name in sought.items() if words in said), None)
        if about is not None:
            step = Step(("lesson", "show"), one.code)
            line = say("line-follow-lesson", code=one.code, title=one.title, about=about, step=step)
            lesson = News(
                subject=f"lesson:{one.id}", state=one.state.value, line=line, label=Label.GREEN, in_brief=True
            )
            found.append(lesson)
    return found

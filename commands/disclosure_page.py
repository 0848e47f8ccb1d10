"""A disclosure on one page: what was asked, each hop with its day, who asks, and what of it is in the registry."""

from sqlalchemy import exists, func, select

from commands.disclosure_scope import hops_of
from commands.engine.waiting import OURS, TOMORROW, where
from commands.engine.work import Work
from storage import directory
from storage.access import Label
from storage.disclosure import WAITED_FOR, Disclosure, DisclosureHop, HopState, parties_of
from storage.facility import LinkState, SupplyLink
from storage.message import Message, Prose, Step, say, word_of
from storage.organisation import Company

SHOWN = 5  # overdue requests that `my` shows


async def page(work: Work, disclosure: Disclosure) -> Message:
    """All of it, for whoever may read it; those who asked to join are for who asked first, and for staff."""
    unit = work.unit
    hops, parties = await hops_of(unit, disclosure), await parties_of(unit, disclosure)
    ids = {disclosure.company_id, *(hop.company_id for hop in hops)}
    companies = {one.id: one.name for one in await unit.scalars(select(Company).where(Company.id.in_(ids)))}
    asker, *_ = await directory.organisations(unit, [disclosure.organisation_id])
    own = work.is_staff or disclosure.organisation_id == work.own.id
    joined = await directory.organisations(unit, [one.organisation_id for one in parties if one.joined_at])
    wishing = await directory.organisations(unit, [one.organisation_id for one in parties if not one.joined_at])
    lines = [
        say("disclosure-what", text=Prose(disclosure.what, disclosure.locale)),
        *(_hop(hop, companies[hop.company_id], late=_is_late(work, hop)) for hop in hops),
        *(say("line-disclosure-party", name=one.name) for one in joined),
        *(say("line-disclosure-wish", name=one.name) for one in wishing if own),
    ]
    if links := await _links(work, disclosure):
        lines.append(say("disclosure-links", confirmed=links.get(LinkState.CONFIRMED, 0), all=sum(links.values())))
    if disclosure.refresh_on:
        lines.append(say("disclosure-refresh-on", day=disclosure.refresh_on))
    shown = say(
        "disclosure-shown", code=disclosure.code, company=companies[disclosure.company_id], tier=disclosure.tier,
        name=asker.name, state=word_of(disclosure.state), sharing=word_of(disclosure.sharing),
    ).then(*lines)  # fmt: skip
    return _with_step(shown, disclosure) if own else shown.step("disclosure", "list")


@where(
    exists().where(
        Disclosure.organisation_id == OURS, Disclosure.state.in_(WAITED_FOR),
        DisclosureHop.disclosure_id == Disclosure.id, DisclosureHop.state == HopState.WAITING,
        DisclosureHop.due < TOMORROW,
    )
)  # fmt: skip
async def waiting(work: Work) -> list[Message]:
    """The organisation's own requests whose day is over; one line each, with the one thing to do."""
    if work.organisation is None or not work.world.may_carry(work.platform, Label.AMBER):
        return []
    query = (
        select(Disclosure, DisclosureHop.due, Company.name)
        .join(DisclosureHop, DisclosureHop.disclosure_id == Disclosure.id)
        .join(Company, Company.id == DisclosureHop.company_id)
        .where(
            Disclosure.organisation_id == work.own.id,
            Disclosure.state.in_(WAITED_FOR),
            DisclosureHop.round == Disclosure.round,
            DisclosureHop.state == HopState.WAITING,
            DisclosureHop.due < work.now.date(),
        )
        .order_by(DisclosureHop.due)
        .limit(SHOWN)
    )
    found = (await work.unit.session.execute(query)).all()
    if found:
        work.read(Label.AMBER)
    return [
        say("line-disclosure-late", code=one.code, company=name, day=due, step=Step(("disclosure", "show"), one.code))
        for one, due, name in found
    ]


async def _links(work: Work, disclosure: Disclosure) -> dict[LinkState, int]:
    """How many links of the registry have this request as their source, by state."""
    query = (
        select(SupplyLink.state, func.count())
        .where(SupplyLink.source == disclosure.code, SupplyLink.state != LinkState.MERGED)
        .group_by(SupplyLink.state)
    )
    return dict(await work.unit.rows(query))


def _is_late(work: Work, hop: DisclosureHop) -> bool:
    return hop.state is HopState.WAITING and hop.due < work.now.date()


def _hop(hop: DisclosureHop, company: str, *, late: bool) -> Message:
    key = "line-disclosure-hop-late" if late else "line-disclosure-hop"
    line = say(key, company=company, due=hop.due, state=word_of(hop.state), extended=hop.extended)
    return line.then(say("disclosure-reason", text=Prose(hop.reason, hop.locale))) if hop.reason else line


def _with_step(shown: Message, disclosure: Disclosure) -> Message:
    if disclosure.is_open:
        return shown.step("disclosure", "received", rest=disclosure.code)
    return shown.step("disclosure", "again", rest=disclosure.code)

"""Disclosures: asking a brand where what one buys is made, chasing the request up the chain, and asking together.

Who asks what of whom is AMBER, and answered in private. What comes back goes into the registry as a file, with the
request's code as its source.
"""

from datetime import date
from typing import Annotated
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from commands.disclosure_clock import JOBS as JOBS
from commands.disclosure_page import page
from commands.disclosure_page import waiting as waiting
from commands.disclosure_scope import buys, first_joinable, hops_of, known, readable, steered, waited_for
from commands.engagement_room import contacts_of
from commands.engine.options import Between, Code, CompanyName, OrganisationName, Text
from commands.engine.spec import command
from commands.engine.suggest import Suggestion, coded
from commands.engine.work import Work
from commands.lesson_hint import with_hints
from storage import directory
from storage.access import Action, Label
from storage.contract import Contract, Sharing
from storage.disclosure import (
    Disclosure,
    DisclosureHop,
    DisclosureParty,
    HopState,
    others_asking,
    parties_of,
    refuse_past,
)
from storage.message import Message, say, word_of
from storage.organisation import Company, OrganisationKind
from storage.refusal import Absent, Refusal
from storage.sequence import fresh_code
from storage.told import Asking

TIERS = Between(least=1, most=9)


@command(may=Action.ENGAGE, private=True)
async def ask(
    work: Work,
    company: CompanyName,
    due: date,
    models: Text,
    tier: Annotated[int, TIERS] = 1,
    reseller: CompanyName | None = None,
    contract: str | None = None,
    members: bool = False,
    joinable: bool = False,
) -> Message:
    """Ask a brand where what you buy is made; it begins with whom your contract is with."""
    brand = await _company(work, company)
    first = await _company(work, reseller) if reseller else brand
    if not work.is_staff and not await buys(work.unit, work.own.id, brand.id):
        raise Refusal("disclosure-not-buyer", company=brand.name)
    if members and work.own.kind is not OrganisationKind.CONSORTIUM:
        raise Refusal("disclosure-no-members")
    refuse_past(due, today=_today(work))
    agreed = await _contract(work, contract) if contract else None
    disclosure = Disclosure(
        code=await fresh_code(work.unit, Disclosure.code, "DIS"), organisation_id=work.own.id, company_id=brand.id,
        contract_id=agreed.id if agreed else None, asked_by=work.person.id, tier=tier, for_members=members,
        joinable=joinable, sharing=agreed.sharing if agreed else Sharing.REQUESTER, locale=work.person.locale,
        created_at=work.now,
    )  # fmt: skip
    disclosure.what = models
    work.add(disclosure)
    await work.unit.session.flush()
    _begin(work, disclosure, first, due, number=1)
    work.about(disclosure.subject)
    work.read(Label.AMBER)
    kept = say("disclosure-asked", code=disclosure.code, company=brand.name, first=first.name, due=due)
    kept = await with_hints(work, kept, said=f"{models} {brand.name}", theme="disclosures", issue="transparency")
    await _tell_others(work, disclosure, brand)
    return kept.step("disclosure", "show", rest=disclosure.code)


@command(may=Action.ENGAGE, private=True)
async def join(work: Work, company: CompanyName) -> Message:
    """Ask to join another buyer's request to the same brand; the answer is the same whether there is one or not."""
    brand = await _company(work, company)
    if work.is_staff or not await buys(work.unit, work.own.id, brand.id):
        raise Refusal("disclosure-not-buyer", company=brand.name)
    work.read(Label.AMBER)
    found = await first_joinable(work, brand.id)
    if found is not None and all(one.organisation_id != work.own.id for one in await parties_of(work.unit, found)):
        await _knock(work, found, brand)
    return say("disclosure-join-asked", company=brand.name).step("disclosure", "list")


@command(may=Action.ENGAGE, private=True)
async def admit(work: Work, code: Code, organisation: OrganisationName, off: bool = False) -> Message:
    """Let a buyer that asked to join in: it reads the request, and what comes of it; `off:yes` ends that."""
    disclosure = await steered(work, code)
    parties = await parties_of(work.unit, disclosure)
    other = await directory.organisation_named(work.unit, organisation)
    party = next((one for one in parties if other and one.organisation_id == other.id), None)
    if other is None or party is None:
        raise Absent
    if off:
        party.left_at = work.now
        return say("disclosure-let-go", code=disclosure.code, name=other.name).step(
            "disclosure", "show", rest=disclosure.code
        )
    if party.joined_at is None:
        party.joined_at = work.now
        asker = await work.unit.session.get_one(type(other), disclosure.organisation_id)
        for person in await contacts_of(work.unit, other.id):
            told = say("disclosure-let-in", code=disclosure.code, name=asker.name)
            await work.tell(
                person, told.step("disclosure", "show", rest=disclosure.code),
                once=f"{disclosure.subject}.in.{party.id}.{person.id}", about=disclosure.subject, label=Label.AMBER,
            )  # fmt: skip
    return say("disclosure-admitted", code=disclosure.code, name=other.name).step(
        "disclosure", "show", rest=disclosure.code
    )


@command(may=Action.ENGAGE, private=True)
async def leave(work: Work, code: Code) -> Message:
    """Ask no longer together with the buyer who let you in."""
    disclosure = await known(work, code)
    for party in await parties_of(work.unit, disclosure):
        if party.organisation_id == work.own.id:
            party.left_at = work.now
            return say("disclosure-left", code=disclosure.code).step("disclosure", "list")
    raise Refusal("disclosure-not-party", code=disclosure.code)


@command(may=Action.ENGAGE, private=True)
async def pass_(work: Work, code: Code, company: CompanyName, due: date) -> Message:
    """Note that the request was passed on to the next in the chain, with the day by which that one answers."""
    disclosure = await steered(work, code)
    hop = await waited_for(work.unit, disclosure)
    nearer = await work.unit.session.get_one(Company, hop.company_id)
    further = await _company(work, company)
    refuse_past(due, today=_today(work))
    if any(one.company_id == further.id for one in await hops_of(work.unit, disclosure)):
        raise Refusal("disclosure-hop-known", company=further.name, code=disclosure.code)
    hop.settle(HopState.PASSED_ON)
    _begin(work, disclosure, further, due, number=hop.number + 1)
    told = say("disclosure-passed", code=disclosure.code, nearer=nearer.name, further=further.name, due=due)
    return told.step("disclosure", "show", rest=disclosure.code)


@command(may=Action.ENGAGE, private=True)
async def extend(work: Work, code: Code, due: date, reason: Text) -> Message:
    """Give whoever is asked more time, with the reason; nobody is blamed for it."""
    disclosure = await steered(work, code)
    hop = await waited_for(work.unit, disclosure)
    refuse_past(due, today=_today(work))
    hop.extend(due, reason, locale=work.person.locale)
    company = await work.unit.session.get_one(Company, hop.company_id)
    told = say("disclosure-extended", code=disclosure.code, company=company.name, due=due)
    return told.step("disclosure", "show", rest=disclosure.code)


@command(may=Action.ENGAGE, private=True)
async def received(work: Work, code: Code, partly: bool = False) -> Message:
    """Say that the disclosure came, or a part of it; staff put its rows into the registry with the code as source."""
    disclosure = await steered(work, code)
    hop = await waited_for(work.unit, disclosure)
    agreed = await work.unit.session.get(Contract, disclosure.contract_id) if disclosure.contract_id else None
    months = agreed.refresh_months if agreed else 0
    disclosure.receive(partly=partly, refresh_months=months, today=_today(work))
    if not partly:
        hop.settle(HopState.ANSWERED)
    brand = await work.unit.session.get_one(Company, disclosure.company_id)
    await work.tell_staff(
        say("staff-disclosure-received", code=disclosure.code, by=work.own.name, company=brand.name,
            sharing=word_of(disclosure.sharing)),
        once=f"{disclosure.subject}.received.{work.event_id}", about=disclosure.subject, label=Label.AMBER,
    )  # fmt: skip
    key = "disclosure-received-partly" if partly else "disclosure-received"
    told = say(key, code=disclosure.code, sharing=word_of(disclosure.sharing))
    if disclosure.refresh_on:
        told = told.then(say("disclosure-refresh-on", day=disclosure.refresh_on))
    return told.step("disclosure", "show", rest=disclosure.code)


@command(may=Action.ENGAGE, private=True)
async def refused(work: Work, code: Code, reason: Text) -> Message:
    """Note that a company said no, and why."""
    disclosure = await steered(work, code)
    hop = await waited_for(work.unit, disclosure)
    disclosure.refuse()
    hop.settle(HopState.REFUSED, reason=reason, locale=work.person.locale)
    brand = await work.unit.session.get_one(Company, disclosure.company_id)
    told = say("disclosure-refused", code=disclosure.code, company=brand.name)
    return told.step("engagement", "open", rest=f'"{brand.name}"')


@command(may=Action.ENGAGE, private=True)
async def again(work: Work, code: Code, due: date) -> Message:
    """Ask once more, from the beginning of the chain: for what is old by now, was refused, or never came."""
    disclosure = await steered(work, code)
    refuse_past(due, today=_today(work))
    first = (await hops_of(work.unit, disclosure))[0]
    company = await work.unit.session.get_one(Company, first.company_id)
    disclosure.ask_again()
    _begin(work, disclosure, company, due, number=1)
    told = say("disclosure-again", code=disclosure.code, first=company.name, due=due, round=disclosure.round)
    return told.step("disclosure", "show", rest=disclosure.code)


@command(may=Action.ENGAGE, private=True)
async def close(work: Work, code: Code) -> Message:
    """Ask no more; `disclosure again` takes it up."""
    disclosure = await steered(work, code)
    disclosure.close()
    return say("disclosure-closed", code=disclosure.code).step("disclosure", "list")


@command(may=Action.ENGAGE, private=True)
async def list_(work: Work) -> Message:
    """List the disclosures that you may read, with what is waited for."""
    work.read(Label.AMBER)
    found = await readable(work)
    if not found:
        return say("disclosure-none").step("disclosure", "ask")
    companies = {one.id: one.name for one in await work.unit.scalars(select(Company))}
    lines = [
        say("line-disclosure", code=one.code, company=companies[one.company_id], state=word_of(one.state))
        for one in found
    ]
    return say("disclosure-list", count=len(found)).then(*lines).step("disclosure", "show", rest=found[0].code)


@command(may=Action.ENGAGE, private=True)
async def show(work: Work, code: Code) -> Message:
    """Show a disclosure: what was asked, each hop, and what of it is in the registry."""
    return await page(work, await known(work, code))


async def codes(work: Work, verb: str, typed: str) -> list[Suggestion]:
    """The disclosures of which a verb can be said."""
    if not work.world.may_carry(work.platform, Label.AMBER):
        return []
    found = await readable(work)
    own = [one for one in found if verb in {"show", "leave"} or work.is_staff or one.organisation_id == work.own.id]
    settled = verb == "again"
    fit = [one for one in own if verb in {"show", "leave", "admit", "close"} or one.is_open is not settled]
    return [coded(one.code, one.what, label=Label.AMBER) for one in fit]


async def _tell_others(work: Work, disclosure: Disclosure, brand: Company) -> None:
    """Tell the asker how many others ask, by itself: it may be withheld when it leaves, and the answer may not."""
    count = await others_asking(work.unit, brand.id, but=work.own.id)
    if not count:
        return
    work.tells(Asking(asked_of=brand.id, asker_id=work.own.id, count=count))
    told = say("disclosure-others", count=count, company=brand.name).step("disclosure", "join", rest=f'"{brand.name}"')
    once = f"{disclosure.subject}.others"
    await work.tell(work.person, told, once=once, about=disclosure.subject, label=Label.AMBER)
    work.tells()


async def _knock(work: Work, disclosure: Disclosure, brand: Company) -> None:
    """Ask who asked first; the other buyer gives its name, and learns nothing until they say yes."""
    query = select(DisclosureParty).where(
        DisclosureParty.disclosure_id == disclosure.id, DisclosureParty.organisation_id == work.own.id
    )
    party = await work.unit.scalar(query)  # once let go, it asks anew
    if party is None:
        party = DisclosureParty(
            disclosure_id=disclosure.id, organisation_id=work.own.id, asked_by=work.person.id, asked_at=work.now
        )
        work.add(party)
    party.asked_at, party.asked_by, party.joined_at, party.left_at = work.now, work.person.id, None, None
    for person in await contacts_of(work.unit, disclosure.organisation_id):
        wish = say("disclosure-join-wish", name=work.own.name, company=brand.name, code=disclosure.code)
        await work.tell(
            person, wish.step("disclosure", "admit", rest=f'{disclosure.code} "{work.own.name}"'),
            once=f"{disclosure.subject}.wish.{person.id}.{work.event_id}", about=disclosure.subject, label=Label.AMBER,
        )  # fmt: skip


def _begin(work: Work, disclosure: Disclosure, company: Company, due: date, *, number: int) -> None:
    hop = DisclosureHop(
        disclosure_id=disclosure.id, round=disclosure.round, number=number, company_id=company.id, due=due,
        created_at=work.now,
    )  # fmt: skip
    work.add(hop)


async def _company(work: Work, name: str) -> Company:
    found = await directory.company_named(work.unit, name)
    if found is None:
        raise Absent
    return found


async def _contract(work: Work, reference: str) -> Contract:
    """The organisation's own contract of this reference. Raises Refusal, also for another's."""
    found = await work.unit.scalar(
        select(Contract).where(
            Contract.organisation_id == work.own.id, func.lower(Contract.reference) == reference.lower()
        )
    )
    if found is None:
        raise Refusal("disclosure-no-contract")
    return found


def _today(work: Work) -> date:
    return work.now.astimezone(ZoneInfo(work.person.zone)).date()

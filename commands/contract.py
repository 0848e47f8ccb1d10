"""Public contracts: what a contractor has to disclose, how often it is asked again, and who may be told of it.

A contract is TLP:AMBER and its organisation's own: staff read it, and the members of a consortium read what it
contracted for them. For everybody else there is none.
"""

from datetime import datetime
from typing import Annotated

from sqlalchemy import select

from commands.engagement_room import contacts_of
from commands.engine.dispatch import Job
from commands.engine.options import MAX_NAME, AnyDay, Between, CompanyName, OrganisationName, Text
from commands.engine.policy import Policy
from commands.engine.spec import command
from commands.engine.work import Work, daytime
from storage import affiliation, diary, directory
from storage import contract as contracts
from storage.access import Action, Label
from storage.contract import Contract, Sharing
from storage.disclosure import reminded_by_their_own
from storage.message import Message, Prose, say, word_of
from storage.naming import as_kept, namesake
from storage.organisation import Company, Organisation
from storage.refusal import Absent, Refusal
from storage.unit import Unit

LISTED = 30
LOOKS_BACK = 30  # days: a refresh that nobody could be reminded of for longer shows in the contract, and is not told

Months = Annotated[int, Between(least=0, most=120)]


@command(may=Action.CONTRACT, private=True, carries=Label.AMBER)
async def add(
    work: Work,
    company: CompanyName,
    number: str,
    organisation: OrganisationName | None = None,
    since: AnyDay | None = None,
    until: AnyDay | None = None,
    discloses: bool = False,
    refresh: Months = 0,
    sharing: Sharing = Sharing.REQUESTER,
    clauses: Text | None = None,
) -> Message:
    """Record a contract: with whom, your reference, what it says of disclosure, and who may be told of that."""
    work.read(Label.AMBER)
    buyer, contractor = await _buyer(work, organisation), await _company(work, company)
    called = await _free(work, buyer, number)
    made = Contract(
        organisation_id=buyer.id, company_id=contractor.id, reference=called, clauses=clauses or "",
        discloses=discloses, refresh_months=refresh, sharing=sharing, created_at=work.now,
    )  # fmt: skip
    made.set_period(since, until)
    work.add(made)
    work.about(f"contract:{made.id}")
    message = say("contract-added", reference=called, name=buyer.name, company=contractor.name)
    return message.then(*_terms(work, made)).step("contract", "show", rest=_said(made, buyer))


@command(may=Action.CONTRACT, private=True, carries=Label.AMBER)
async def edit(
    work: Work,
    number: str,
    organisation: OrganisationName | None = None,
    renamed: str | None = None,
    company: CompanyName | None = None,
    since: AnyDay | None = None,
    until: AnyDay | None = None,
    discloses: bool | None = None,
    refresh: Months | None = None,
    sharing: Sharing | None = None,
    clauses: Text | None = None,
) -> Message:
    """Correct a contract: what is named is changed, and nothing else."""
    found, buyer = await _own(work, number, organisation)
    if renamed:
        found.reference = await _free(work, buyer, renamed, but=found)
    if company:
        found.company_id = (await _company(work, company)).id
    found.set_period(since or found.starts_on, until or found.ends_on)
    found.discloses = found.discloses if discloses is None else discloses
    found.refresh_months = found.refresh_months if refresh is None else refresh
    found.sharing = sharing or found.sharing
    found.clauses = found.clauses if clauses is None else clauses
    message = say("contract-edited", reference=found.reference, name=buyer.name)
    return message.then(*_terms(work, found)).step("contract", "show", rest=_said(found, buyer))


@command(may=Action.CONTRACT, private=True, carries=Label.AMBER)
async def end(
    work: Work,
    number: str,
    organisation: OrganisationName | None = None,
    until: AnyDay | None = None,
    off: bool = False,
) -> Message:
    """Say that a contract ends, today or on a day; or take its end back."""
    found, buyer = await _own(work, number, organisation)
    if off:
        found.set_period(found.starts_on, None)
        message = say("contract-goes-on", reference=found.reference, name=buyer.name)
        return message.step("contract", "show", rest=_said(found, buyer))
    before = found.ends_on
    found.set_period(found.starts_on, until or work.now.date())
    back = f"{_said(found, buyer)} until:{before}" if before else f"{_said(found, buyer)} off:{{word-answer-yes}}"
    message = say("contract-ends", reference=found.reference, name=buyer.name, on=found.ends_on or "")
    return message.step("contract", "edit" if before else "end", rest=back)


@command(may=Action.READ, private=True, carries=Label.AMBER)
async def list_(work: Work, company: CompanyName | None = None) -> Message:
    """List your organisation's contracts, and those of the consortium it belongs to; for staff, all."""
    work.read(Label.AMBER)
    contractor = await _company(work, company) if company else None
    found = await contracts.listed(
        work.unit, await _readers(work), company_id=contractor.id if contractor else None, most=LISTED
    )
    if not found:
        return say("contract-none")
    lines = [
        say(
            "line-contract", reference=one.reference, name=buyer.name, company=contractor_,
            until=one.ends_on or "", runs=int(one.is_running(work.now.date())),
        )
        for one, buyer, contractor_ in found
    ]  # fmt: skip
    first, owner, _ = found[0]
    return say("contract-list", count=len(found)).then(*lines).step("contract", "show", rest=_said(first, owner))


@command(may=Action.READ, private=True, carries=Label.AMBER)
async def show(work: Work, number: str, organisation: OrganisationName | None = None) -> Message:
    """Show a contract: its contractor, when it runs, its clauses, and who may be told what came of it."""
    found, buyer = await _readable(work, number, organisation)
    contractor = await work.unit.session.get_one(Company, found.company_id)
    message = say("contract-shown", reference=found.reference, name=buyer.name, company=contractor.name)
    message = message.then(*_terms(work, found))
    return message.then(say("contract-clauses", text=Prose(found.clauses))) if found.clauses else message


async def _refresh_due(unit: Unit, now: datetime, policy: Policy) -> list[tuple[str, str]]:
    """The contracts whose disclosure is due again, and whose contacts can be told in their day: looked for hourly, for
    it is a matter of days. Where a disclosure has been asked for under one, that has a reminder of its own.
    """
    if now.minute:
        return []
    found = []
    running = await contracts.to_refresh(unit)
    reminded = await reminded_by_their_own(unit, running, today=now.date()) if running else frozenset()
    for one in running:
        due = one.last_refresh(now.date())
        if one.id not in reminded and due is not None and (now.date() - due).days <= LOOKS_BACK:
            readers = await contacts_of(unit, one.organisation_id)
            if not readers or daytime(now, zone=readers[0].zone, policy=policy) <= now:
                found.append((one.id, due.isoformat()))
    return await diary.undone(unit, "contract refresh", found)


async def _remind(work: Work, subject: str) -> None:
    """Its organisation's contacts are told, each in their language; staff, where it has none."""
    one = await work.unit.session.get_one(Contract, subject)
    due = one.last_refresh(work.now.date())
    if due is None:
        return
    work.about(f"contract:{one.id}")
    buyer = await work.unit.session.get_one(Organisation, one.organisation_id)
    company = await work.unit.session.get_one(Company, one.company_id)
    reminder = say("contract-refresh-due", reference=one.reference, name=buyer.name, company=company.name, due=due)
    reminder = reminder.step("contract", "show", rest=_said(one, buyer))
    readers = await contacts_of(work.unit, one.organisation_id)
    for person in readers:
        await work.tell(
            person, reminder, once=f"contract.{one.id}.{due}.{person.id}", about=work.touched, label=Label.AMBER
        )
    if not readers:
        await work.tell_staff(reminder, once=f"contract.{one.id}.{due}", about=work.touched, label=Label.AMBER)


async def _readers(work: Work) -> frozenset[str] | None:
    """Of which organisations the asker may read the contracts; None for all."""
    if work.is_staff:
        return None
    standing = await directory.standing_of(work.unit, work.person)
    return frozenset({work.own.id}) | await affiliation.consortia_of(work.unit, standing)


async def _readable(work: Work, reference: str, organisation: str | None) -> tuple[Contract, Organisation]:
    """The contract meant, and whose it is. Raises Absent, the same for one that is not and one that is not theirs."""
    work.read(Label.AMBER)
    found = await contracts.of_reference(work.unit, reference, await _readers(work))
    if organisation is not None:
        found = [one for one in found if one[1].name == organisation]
    if len(found) > 1:  # their own goes before their consortium's
        found = [one for one in found if one[1].id == work.own.id] or found
    if not found:
        raise Absent
    if len(found) > 1:
        raise Refusal("contract-several", reference=reference, names=tuple(buyer.name for _, buyer in found))
    work.about(f"contract:{found[0][0].id}")
    return found[0]


async def _own(work: Work, reference: str, organisation: str | None) -> tuple[Contract, Organisation]:
    """The contract meant, to whoever keeps it: staff, or its own organisation. Raises Absent, as for none."""
    found, buyer = await _readable(work, reference, organisation)
    if not work.is_staff and buyer.id != work.own.id:
        raise Absent
    return found, buyer


async def _buyer(work: Work, organisation: str | None) -> Organisation:
    """Whose contract it is to be. Raises Absent for another's, and Refusal for who buys nothing."""
    found = await directory.organisation_named(work.unit, organisation) if organisation else work.own
    if found is None or not (work.is_staff or found.id == work.own.id):
        raise Absent
    if not found.is_buyer:
        raise Refusal("purchase-buyer-needed")
    return found


async def _company(work: Work, name: str) -> Company:
    found = await directory.company_named(work.unit, name)
    if found is None:
        raise Absent
    return found


async def _free(work: Work, buyer: Organisation, reference: str, *, but: Contract | None = None) -> str:
    """A reference as it is kept. Raises Refusal for what can't be read, and for one the buyer has, or seems to have."""
    called = as_kept(reference, MAX_NAME)
    others = select(Contract.reference).where(Contract.organisation_id == buyer.id)
    others = others.where(Contract.id != but.id) if but else others
    if (there := namesake(called, await work.unit.scalars(others))) is not None:
        raise Refusal("contract-exists", reference=there, name=buyer.name)
    return called


def _terms(work: Work, one: Contract) -> list[Message]:
    """When it runs, what has to be refreshed and when, and who may be told."""
    after = one.next_refresh(work.now.date())
    return [
        say("line-contract-runs", since=one.starts_on or "", until=one.ends_on or ""),
        say("line-contract-refresh", discloses=int(one.discloses), months=one.refresh_months, next=after or ""),
        say("line-contract-sharing", sharing=word_of(one.sharing)),
    ]


def _said(one: Contract, buyer: Organisation) -> str:
    return f'"{one.reference}" organisation:"{buyer.name}"'


JOBS: tuple[Job, ...] = (Job(name="contract refresh", due=_refresh_due, run=_remind),)

"""Organisations of the network, the companies they buy from, and who buys what."""

from datetime import date

from sqlalchemy import select

from commands import organisation_stage, person_leaving
from commands.engine.options import (
    MAX_TITLE,
    AnyOrganisation,
    CompanyName,
    Locales,
    OrganisationName,
    PastDay,
    Title,
    Zone,
)
from commands.engine.spec import command
from commands.engine.table import in_step
from commands.engine.work import Work
from commands.lesson_hint import with_hints
from commands.organisation_item import Bought, lines, note
from commands.registry.kind import odd
from storage import affiliation, directory, linkage
from storage.access import Action, Label
from storage.country import read_country
from storage.message import Message, say, word_of
from storage.naming import as_kept, namesake
from storage.organisation import Company, Organisation, OrganisationKind, OrganisationStatus, Purchase, VolumeBand
from storage.refusal import Absent, Refusal
from storage.told import Matched


@command(may=Action.REGISTER)
async def add(
    work: Work,
    kind: OrganisationKind,
    name: Title,
    country: str = "",
    through: OrganisationName | None = None,
    stage: OrganisationStatus = OrganisationStatus.ACTIVE,
    since: PastDay | None = None,
) -> Message:
    """Add an organisation: affiliate, consortium, partner or union; an affiliate may come through a consortium."""
    called = await _free(work, name)
    if stage in {OrganisationStatus.SUSPENDED, OrganisationStatus.ENDED}:
        raise Refusal("organisation-stage-unfit")
    found = Organisation(name=called, kind=kind, country=read_country(country), status=stage, created_at=work.now)
    work.add(found)
    await work.unit.session.flush()
    if through:
        await organisation_stage.connect(work, found, through, since=since)
    organisation_stage.begin(work, found)
    work.about(f"organisation:{found.id}")
    message = say("organisation-added", name=called, kind=word_of(kind), status=word_of(stage)).then(*odd(called))
    if found.is_known:
        return message.step("person", "invite")
    return message.step("organisation", "advance", rest=f'"{called}"')


@command(may=Action.REGISTER, private=True)
async def edit(
    work: Work,
    organisation: AnyOrganisation,
    name: str | None = None,
    country: str | None = None,
    ict: bool | None = None,
    lev: bool | None = None,
    languages: Locales | None = None,
    zone: Zone | None = None,
    through: OrganisationName | None = None,
    direct: bool = False,
    since: PastDay | None = None,
) -> Message:
    """Correct an organisation: its name, country, scopes (ICT, LEV), languages, zone, or through whom it comes."""
    found = await organisation_stage.named(work, organisation)
    if name and name != found.name:
        found.name = await _free(work, name, but=found)
    if country is not None:
        found.country = read_country(country)
    found.scopes = organisation_stage.scopes_with(found, ict=ict, lev=lev)
    found.locales = languages or found.locales
    found.zone = zone or found.zone
    if through:
        await organisation_stage.connect(work, found, through, since=since)
    elif direct:
        await affiliation.join(work.unit, found, None, since=since, by=work.person.id, now=work.now)
    return say("organisation-edited", name=found.name).then(
        *odd(found.name), *await organisation_stage.shown(work, found)
    )


@command(may=Action.REGISTER, private=True)
async def advance(work: Work, organisation: AnyOrganisation, back: bool = False) -> Message:
    """Take an organisation one stage on: prospect, offered, onboarding, active; or one back, until it is active."""
    found = await organisation_stage.named(work, organisation)
    await organisation_stage.advance(work, found, back=back)
    message = say("organisation-stage-now", name=found.name, status=word_of(found.status))
    if found.is_active:
        return message.step("group", "join", rest=f'"{found.name}"')
    return message.step("person", "invite") if found.is_known else message


@command(may=Action.REGISTER, confirm=True, private=True)
async def suspend(work: Work, organisation: OrganisationName) -> Message:
    """Suspend an organisation: its people are taken out of every room until it is resumed."""
    found = await _named(work, organisation)
    await organisation_stage.suspend(work, found)
    work.about(f"organisation:{found.id}")
    return say("organisation-suspended", name=found.name).step("organisation", "resume", rest=f'"{found.name}"')


@command(may=Action.REGISTER, private=True)
async def resume(work: Work, organisation: AnyOrganisation) -> Message:
    """Take a suspended organisation back in: its people are invited again to where they were."""
    found = await organisation_stage.named(work, organisation)
    await organisation_stage.resume(work, found)
    return say("organisation-stage-now", name=found.name, status=word_of(found.status))


@command(may=Action.REGISTER, confirm=True)
async def end(work: Work, organisation: AnyOrganisation) -> Message:
    """End an organisation's membership: its people are out of every room at once, accounts and codes void."""
    found = await organisation_stage.named(work, organisation)
    left = await organisation_stage.end(work, found)
    if left:
        left_behind = say("staff-organisation-ended", name=found.name, by=work.person.name).then(*left)
        await work.tell_staff(left_behind, once=f"ended.{found.id}.{work.event_id}")
    return say("organisation-ended", name=found.name).step("organisation", "restore", rest=f'"{found.name}"')


@command(may=Action.REGISTER)
async def restore(work: Work, name: Title) -> Message:
    """Take an organisation back that was ended; its people need fresh codes, and have to be put into groups again."""
    found = await work.unit.scalar(select(Organisation).where(Organisation.name == name))
    if found is None:
        raise Absent
    people = await organisation_stage.restore(work, found)
    work.about(f"organisation:{found.id}")
    message = say("organisation-restored", name=found.name)
    codes = [say("line-person-code", name=one.name).step("person", "code", rest=f'"{one.name}"') for one in people]
    return message.then(*codes).step("group", "join", rest=f'"{found.name}"')


@command(may=Action.READ)
async def list_(work: Work) -> Message:
    """List the organisations of the network."""
    query = select(Organisation).where(Organisation.status == OrganisationStatus.ACTIVE).order_by(Organisation.name)
    found = await work.unit.scalars(query)
    names = {one.id: one.name for one in found}
    shown = [
        say("line-organisation", name=one.name, kind=word_of(one.kind), country=one.country)
        if one.parent_id not in names  # who is no member is named to nobody
        else say(
            "line-organisation-through",
            name=one.name,
            kind=word_of(one.kind),
            country=one.country,
            parent=names[one.parent_id],
        )
        for one in found
    ]
    shown += await organisation_stage.on_the_way(work)
    return (
        say("organisation-list", count=len(found)).then(*shown).step("organisation", "show", rest=f'"{found[0].name}"')
    )


@command(may=Action.READ, private=True)
async def show(work: Work, organisation: AnyOrganisation) -> Message:
    """Show an organisation and its people; its purchases only to itself and to staff."""
    found = await _named(work, organisation)
    if not found.is_active and not work.is_staff:
        raise Absent
    known = await person_leaving.people_known(work.unit, found)
    people = [one for one in known if work.is_staff or one.is_active]
    named = [
        say("line-person", name=person.name, roles=tuple(word_of(role) for role in sorted(person.roles)))
        for person in people
    ]
    message = say(
        "organisation-shown", name=found.name, kind=word_of(found.kind), country=found.country,
        status=word_of(found.status), out=int(not found.is_active),
    ).then(*await organisation_stage.shown(work, found), *named)  # fmt: skip
    if work.is_staff or work.own.id == found.id:
        message = message.then(*await _purchases(work, found))
    return message.step("organisation", "list")


@command(may=Action.CONTRIBUTE, private=True, carries=Label.AMBER)
async def buys(
    work: Work,
    company: CompanyName,
    organisation: OrganisationName | None = None,
    product: str = "",
    model: str = "",
    since: date | None = None,
    until: date | None = None,
    volume: VolumeBand = VolumeBand.UNKNOWN,
) -> Message:
    """Record that your organisation buys from a company, and what; it counts once staff have confirmed it.

    Staff may record it for another, which confirms it.
    """
    buyer = await _buyer(work, organisation)
    found = await directory.company_named(work.unit, company)
    if found is None:
        raise Absent
    purchase, bought = await _purchase(work, buyer, found), Bought(model=model, since=since, until=until, volume=volume)
    if purchase and not bought:
        raise Refusal("purchase-known", name=buyer.name, company=found.name)
    is_new = purchase is None
    if purchase is None:
        purchase = Purchase(organisation_id=buyer.id, company_id=found.id, product=product, created_at=work.now)
        work.add(purchase)
        await work.unit.session.flush()
        if work.is_staff:
            purchase.confirmed_by = work.person.id
    work.about(f"purchase:{purchase.id}")
    item = [await note(work, purchase, buyer, found, bought)] if bought else []
    if work.is_staff:
        return say("purchase-recorded", name=buyer.name, company=found.name).step("organisation", "company")
    await work.tell_staff(
        say("staff-purchase-said", name=buyer.name, company=found.name, by=work.person.name)
        .then(*item)
        .step("organisation", "confirm", rest=f'"{buyer.name}" "{found.name}"'),
        once=f"purchase.{purchase.id}.said" if is_new else f"purchase.{purchase.id}.said.{work.event_id}",
        label=Label.AMBER,
    )
    return say("purchase-said", name=buyer.name, company=found.name).step(
        "organisation", "match", rest=f'"{found.name}" {{word-answer-yes}}'
    )


@command(may=Action.REGISTER, private=True, carries=Label.AMBER)
async def confirm(work: Work, organisation: OrganisationName, company: CompanyName, off: bool = False) -> Message:
    """Confirm that an organisation buys from a company, as it said; or take the confirmation back."""
    buyer = await _named(work, organisation)
    found = await directory.company_named(work.unit, company)
    purchase = await _purchase(work, buyer, found) if found else None
    if found is None or purchase is None:
        raise Refusal("purchase-none-of", name=buyer.name, company=company)
    async with in_step(work, await linkage.facilities_of(work.unit, [buyer.id], now=work.now)):
        purchase.confirmed_by = None if off else work.person.id
    work.about(f"purchase:{purchase.id}")
    if off:
        return say("purchase-unconfirmed", name=buyer.name, company=found.name)
    await _introduce(work, purchase, found)
    return say("purchase-recorded", name=buyer.name, company=found.name).step(
        "organisation", "show", rest=f'"{buyer.name}"'
    )


@command(may=Action.CONTRIBUTE, private=True, carries=Label.AMBER)
async def match(work: Work, company: CompanyName, agree: bool, organisation: OrganisationName | None = None) -> Message:
    """Agree, or no longer agree, that the other buyers of a company are told you buy from it, too."""
    if work.is_staff or organisation is not None:
        raise Refusal("purchase-own-consent")
    purchase, found = await _own_purchase(work, company)
    purchase.shared = agree
    work.about(f"purchase:{purchase.id}")
    if not agree:
        return say("purchase-not-shared", company=found.name)
    others = await _introduce(work, purchase, found)
    return say("purchase-shared", company=found.name, others=others).step("engagement", "open", rest=f'"{found.name}"')


@command(may=Action.CONTRIBUTE, private=True, carries=Label.AMBER)
async def tender(work: Work, company: CompanyName, running: bool) -> Message:
    """Say that a tender with a company is running (or over): while it runs you are neither matched nor named."""
    purchase, found = await _own_purchase(work, company)
    purchase.in_tender = running
    work.about(f"purchase:{purchase.id}")
    if not running and purchase.shared:
        await _introduce(work, purchase, found)
    if not running:
        return say("purchase-tender-off", company=found.name)
    said = f"{found.name} {purchase.product}"
    return await with_hints(work, say("purchase-tender-on", company=found.name), said=said, stage="tender")


async def _introduce(work: Work, purchase: Purchase, company: Company) -> int:
    """Tell buyers who agreed of each other, each pair one time; how many others there are."""
    if not purchase.is_matchable:
        return 0
    query = (
        select(Purchase)
        .join(Organisation, Organisation.id == Purchase.organisation_id)
        .where(
            Purchase.company_id == company.id,
            Purchase.id != purchase.id,
            Organisation.status == OrganisationStatus.ACTIVE,
        )
        .order_by(Purchase.created_at)
    )
    others = [one for one in await work.unit.scalars(query) if one.is_matchable]
    for other in others:
        work.tells(Matched(purchase_id=purchase.id), Matched(purchase_id=other.id))
        await _tell_of(work, to=purchase.organisation_id, about=other, company=company)
        await _tell_of(work, to=other.organisation_id, about=purchase, company=company)
    work.tells()
    return len(others)


async def _tell_of(work: Work, *, to: str, about: Purchase, company: Company) -> None:
    other = await work.unit.session.get_one(Organisation, about.organisation_id)
    for person in await directory.people_of(work.unit, [to]):
        await work.tell(
            person,
            say("purchase-match", name=other.name, company=company.name).step(
                "engagement", "open", rest=f'"{company.name}"'
            ),
            once=f"match.{about.id}.{to}.{person.id}",
        )


async def _free(work: Work, name: str, *, but: Organisation | None = None) -> str:
    """A name as it is kept. Raises Refusal for what can't be read, and for one that another has or seems to have, be it
    one that ended.
    """
    called = as_kept(name, MAX_TITLE)
    others = await work.unit.scalars(select(Organisation.name).where(Organisation.id != (but.id if but else "")))
    if (other := namesake(called, others)) is not None:
        raise Refusal("organisation-exists", name=other)
    return called


async def _named(work: Work, name: str) -> Organisation:
    found = await directory.organisation_named(work.unit, name)
    if found is None:
        raise Absent
    return found


async def _buyer(work: Work, name: str | None) -> Organisation:
    if name is None:
        if not work.own.is_buyer:
            raise Refusal("purchase-buyer-needed")
        return work.own
    found = await _named(work, name)
    if not work.is_staff and found.id != work.own.id:
        raise Absent
    if not found.is_buyer:  # a purchase opens summaries for buyers, which partners and unions read only if named
        raise Refusal("purchase-buyer-needed")
    return found


async def _purchase(work: Work, buyer: Organisation, company: Company) -> Purchase | None:
    query = select(Purchase).where(Purchase.organisation_id == buyer.id, Purchase.company_id == company.id)
    return await work.unit.scalar(query)


async def _own_purchase(work: Work, company: str) -> tuple[Purchase, Company]:
    found = await directory.company_named(work.unit, company)
    purchase = await _purchase(work, work.own, found) if found else None
    if found is None or purchase is None:
        raise Refusal("purchase-none", company=company)
    return purchase, found


async def _purchases(work: Work, organisation: Organisation) -> list[Message]:
    query = (
        select(Company.name, Purchase)
        .join(Purchase, Purchase.company_id == Company.id)
        .where(Purchase.organisation_id == organisation.id)
        .order_by(Company.name)
    )
    items = await lines(work, organisation)
    found: list[Message] = []
    for name, one in await work.unit.rows(query):
        found.append(say("line-purchase", company=name, product=one.product or "-", shared=int(one.is_matchable)))
        found += items.get(one.id, ())
    return found

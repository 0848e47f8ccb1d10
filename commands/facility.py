"""Facilities: where what is bought is made, by what other names they go, and which models come from there.

Staff keep them; those linked to one or named at it read what it is. A link counts for nothing until staff have
confirmed it, and two facilities become one only when somebody says so.
"""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from sqlalchemy import Select, func, or_, select

from commands.engine.options import MAX_TITLE, Between, Code, CompanyName, Title
from commands.engine.spec import command
from commands.engine.suggest import Suggestion, coded
from commands.engine.table import in_step
from commands.engine.work import Work
from commands.facility_record import (
    aliases_of,
    called,
    doubles_in,
    facility_of,
    link_of,
    links_of,
    model_of,
    readable,
)
from commands.facility_record import merge as merge_all
from commands.registry.kind import odd
from storage import country as countries
from storage import directory, linkage
from storage.access import Action, Label
from storage.facility import (
    Confidence,
    Facility,
    FacilityAlias,
    FacilityKind,
    FacilityState,
    LinkState,
    ProductModel,
    SupplyLink,
)
from storage.message import Message, say, word_of
from storage.naming import as_kept, key, namesake
from storage.refusal import Absent, Refusal
from storage.sequence import fresh_code

LISTED = 30
MOST_ADDRESS = 300  # characters
MOST_COMPONENT = 80
READERS = frozenset({"show", "leverage"})
"""What those may ask of a facility who may read of it, and are not staff."""

Tier = Annotated[int, Between(least=1, most=9)]


@command(may=Action.REGISTER, private=True, carries=Label.AMBER)
async def add(work: Work, kind: FacilityKind, country: str, name: Title, address: str = "") -> Message:
    """Add a facility: what is done there, in which country, its legal name and its address."""
    work.read(Label.AMBER)
    here, legal = _country(country), as_kept(name, MAX_TITLE)
    if there := await called(work, legal, here):
        raise Refusal("facility-exists", name=there.name, code=there.code)
    found = Facility(
        code=await fresh_code(work.unit, Facility.code, "FAC"), name=legal, country=here, kind=kind,
        address=as_kept(address, MOST_ADDRESS) if address else "", created_at=work.now,
    )  # fmt: skip
    work.add(found)
    work.about(f"facility:{found.id}")
    message = say("facility-added", code=found.code, name=found.name).then(*odd(legal))
    await work.unit.session.flush()
    near = [pair for pair in await doubles_in(work, here) if found in pair[:2]]
    if near:
        message = message.then(*map(_pair, near[:3]))
    return message.step("facility", "link", rest=found.code)


@command(may=Action.READ, private=True)
async def list_(work: Work, country: str = "") -> Message:
    """List the facilities that you may read of, in one country or in all, by their names."""
    query = await _known(work, select(Facility).where(Facility.state != FacilityState.MERGED))
    here = _country(country) if country else ""
    if here:
        query = query.where(Facility.country == here)
    found = await work.unit.scalars(query.order_by(Facility.country, Facility.name).limit(LISTED))
    if not found and work.is_staff:
        return say("facility-none", country=here).step("facility", "add")
    if not found:
        return say("facility-none-yours", country=here).step("summary", "list")
    work.read(Label.AMBER)
    count = await work.unit.scalar(select(func.count()).select_from(query.subquery()))
    return (
        say("facility-list", count=count or 0, shown=len(found))
        .then(*map(_line, found))
        .step("facility", "show", rest=found[0].code)
    )


@command(may=Action.READ, private=True)
async def show(work: Work, code: Code) -> Message:
    """Show a facility that you may read of: its names, its address, and what is made there.

    Buyers are told what they buy of that, and nobody but staff the rest: another's disclosure may stand behind it.
    """
    found = await readable(work, code)
    work.read(Label.AMBER)
    message = say(
        "facility-shown", code=found.code, name=found.name, country=found.country, kind=word_of(found.kind),
        state=word_of(found.state), address=found.address,
    )  # fmt: skip
    if others := await aliases_of(work.unit, found):
        message = message.then(say("facility-aliases", names=tuple(one.name for one in others)))
    if work.is_staff:
        links = await links_of(work.unit, found)
        lines = [_link_line(link, model, company.name) for link, model, company in links[:LISTED]]
        return message.then(say("facility-links", count=len(links)), *lines).step("facility", "link", rest=found.code)
    standing = await directory.standing_of(work.unit, work.person)
    made = await linkage.made_for(work.unit, standing, found.id, now=work.now)
    if not made:
        return message.step("follow", "facility", rest=found.code)
    lines = [say("line-facility-made", company=one.company, model=one.model, component=one.component) for one in made]
    return message.then(say("facility-made", count=len(made)), *lines).step("facility", "leverage", rest=found.code)


@command(may=Action.REGISTER, private=True, carries=Label.AMBER)
async def alias(work: Work, code: Code, name: Title, off: bool = False) -> Message:
    """Note another name of a facility, or take one off."""
    found, other = await facility_of(work, code), as_kept(name, MAX_TITLE)
    there = next((one for one in await aliases_of(work.unit, found) if key(one.name) == key(other)), None)
    if off:
        if there is None:
            raise Refusal("facility-alias-none", code=found.code)
        await work.unit.session.delete(there)
        return say("facility-alias-off", code=found.code, name=there.name).step("facility", "show", rest=found.code)
    if (known := await called(work, other, found.country)) is not None:
        raise Refusal("facility-exists", name=other, code=known.code)
    work.add(FacilityAlias(facility_id=found.id, name=other))
    message = say("facility-alias-on", code=found.code, name=other).then(*odd(other))
    return message.step("facility", "show", rest=found.code)


@command(may=Action.REGISTER, private=True, carries=Label.AMBER)
async def close(work: Work, code: Code) -> Message:
    """Say that a facility is closed; what is linked with it stays."""
    found = await facility_of(work, code)
    found.close()
    return say("facility-closed", code=found.code, name=found.name).step("facility", "reopen", rest=found.code)


@command(may=Action.REGISTER, private=True, carries=Label.AMBER)
async def reopen(work: Work, code: Code) -> Message:
    """Say that a closed facility is at work again."""
    found = await facility_of(work, code)
    found.reopen()
    return say("facility-reopened", code=found.code, name=found.name).step("facility", "show", rest=found.code)


@command(may=Action.REGISTER, private=True, carries=Label.AMBER)
async def model(work: Work, company: CompanyName, name: Title, category: str = "") -> Message:
    """Add a model that a company sells."""
    found = await directory.company_named(work.unit, company)
    if found is None:
        raise Absent
    legal = as_kept(name, MAX_TITLE)
    names = await work.unit.scalars(select(ProductModel.name).where(ProductModel.company_id == found.id))
    if (there := namesake(legal, names)) is not None:
        raise Refusal("model-exists", name=there, company=found.name)
    made = ProductModel(company_id=found.id, name=legal, category=category[:40], created_at=work.now)
    work.add(made)
    work.about(f"model:{made.id}")
    return say("model-added", name=legal, company=found.name).then(*odd(legal)).step("facility", "list")


@command(may=Action.REGISTER, private=True, carries=Label.AMBER)
async def link(
    work: Work,
    code: Code,
    company: CompanyName,
    model: str,
    component: str = "",
    tier: Tier = 1,
    source: str = "",
    confidence: Confidence = Confidence.MEDIUM,
    since: date | None = None,
    until: date | None = None,
) -> Message:
    """Note that a model, or a part of it, is made at a facility; it counts once it is confirmed."""
    found = await facility_of(work, code)
    if since and until and until < since:
        raise Refusal("import-period")
    of, part = await model_of(work, company, model), as_kept(component, MOST_COMPONENT) if component else ""
    if await link_of(work, found, company, model, part):
        raise Refusal("link-known", code=found.code, model=of.name)
    made = SupplyLink(
        model_id=of.id, facility_id=found.id, component=part, tier=tier,
        source=as_kept(source, MAX_TITLE) if source else "",
        confidence=confidence, valid_from=since, valid_to=until, created_at=work.now,
    )  # fmt: skip
    work.add(made)
    work.about(f"link:{made.id}")
    return say("link-noted", code=found.code, model=of.name).step(
        "facility", "confirm", rest=_said(found.code, company, of.name, part)
    )


@command(may=Action.REGISTER, private=True, carries=Label.AMBER)
async def confirm(
    work: Work, code: Code, company: CompanyName, model: str, component: str = "", off: bool = False
) -> Message:
    """Confirm that a model is made at a facility: it counts from now on. Or take that back."""
    found, settled = await _settled(
        work, code, company, model, component, LinkState.PENDING if off else LinkState.CONFIRMED
    )
    key_ = "link-unconfirmed" if off else "link-confirmed"
    return say(key_, code=found.code, model=settled).step("facility", "show", rest=found.code)


@command(may=Action.REGISTER, private=True, carries=Label.AMBER)
async def reject(work: Work, code: Code, company: CompanyName, model: str, component: str = "") -> Message:
    """Say that a model is not made at a facility, whatever a file says."""
    found, settled = await _settled(work, code, company, model, component, LinkState.REJECTED)
    return say("link-rejected", code=found.code, model=settled).step(
        "facility", "confirm", rest=_said(found.code, company, settled, component)
    )


@command(may=Action.REGISTER, private=True, carries=Label.AMBER)
async def doubles(work: Work, country: str) -> Message:
    """Find facilities of a country that may be one under two names; nothing is merged."""
    work.read(Label.AMBER)
    found = await doubles_in(work, _country(country))
    if not found:
        return say("facility-doubles-none").step("facility", "list", rest=_country(country))
    one, other, _ = found[0]
    return (
        say("facility-doubles", count=len(found), shown=min(len(found), LISTED))
        .then(*map(_pair, found[:LISTED]))
        .step("facility", "merge", rest=f"{other.code} {one.code}")
    )


@command(may=Action.REGISTER, private=True, confirm=True, carries=Label.AMBER)
async def merge(work: Work, code: Code, into: Code) -> Message:
    """Merge a facility into another, with its links and names: the first stands for the second from then on."""
    kept, double = await facility_of(work, into), await facility_of(work, code)
    async with in_step(work, [double.id, kept.id]):
        links, names = await merge_all(work, double, kept)
    values = {"code": double.code, "name": double.name, "into": kept.code, "kept": kept.name}
    told = say("staff-facility-merged", **values, by=work.person.name, links=links, names=names)
    await work.tell_staff(told, once=f"facility.{double.id}.merged", label=Label.AMBER)
    return say("facility-merged-now", **values).step("facility", "show", rest=kept.code)


async def codes(work: Work, verb: str, typed: str) -> Sequence[Suggestion]:
    """The facilities that a verb may be said of, as far as the asker may read of them: those whose code or name holds
    what was typed.
    """
    if not work.is_staff and verb not in READERS:
        return ()
    states = {"close": [FacilityState.OPEN], "reopen": [FacilityState.CLOSED]}
    query = select(Facility).where(Facility.state.in_(states.get(verb, [FacilityState.OPEN, FacilityState.CLOSED])))
    if typed:
        query = query.where(
            or_(Facility.name.icontains(typed, autoescape=True), Facility.code.icontains(typed, autoescape=True))
        )
    found = await work.unit.scalars((await _known(work, query)).order_by(Facility.name).limit(LISTED))
    return [coded(one.code, one.name, label=Label.AMBER) for one in found]


async def _known(work: Work, query: Select[Facility]) -> Select[Facility]:
    """Of these, those that the asker may know of: staff all but what they were denied."""
    standing = await directory.standing_of(work.unit, work.person)
    readable = await linkage.readable_facilities(work.unit, standing, now=work.now)
    return query if readable is None else query.where(Facility.id.in_(readable))


async def _settled(
    work: Work, code: str, company: str, model: str, component: str, state: LinkState
) -> tuple[Facility, str]:
    """The facility and the model's name, once their link is in this state."""
    found = await facility_of(work, code)
    there = await link_of(work, found, company, model, component)
    if there is None:
        raise Refusal("link-unknown", code=found.code, model=model)
    async with in_step(work, [found.id]):
        there.settle(state, by=work.person.id)
    work.about(f"link:{there.id}")
    return found, (await work.unit.session.get_one(ProductModel, there.model_id)).name


def _country(said: str) -> str:
    found = countries.country(said)
    if found is None:
        raise Refusal("import-cell-country", said=said[:40])
    return found


def _line(one: Facility) -> Message:
    return say(
        "line-facility", code=one.code, name=one.name, country=one.country, kind=word_of(one.kind),
        state=word_of(one.state),
    )  # fmt: skip


def _link_line(link: SupplyLink, model: ProductModel, company: str) -> Message:
    return say(
        "line-link", company=company, model=model.name, component=link.component, tier=link.tier,
        confidence=word_of(link.confidence), source=link.source, state=word_of(link.state),
    )  # fmt: skip


def _pair(pair: tuple[Facility, Facility, int]) -> Message:
    one, other, score = pair
    return say("line-double", code=one.code, name=one.name, other=other.code, called=other.name, score=score)


def _said(code: str, company: str, model: str, component: str) -> str:
    part = f' component:"{component}"' if component else ""
    return f'{code} "{company}" "{model}"{part}'

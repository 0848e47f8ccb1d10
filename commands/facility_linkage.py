"""Who is linked to a facility by what they buy, what they come to together, and who works with the people there."""

from zoneinfo import ZoneInfo

from commands.engine.options import Code, OrganisationName
from commands.engine.spec import command
from commands.engine.table import in_step
from commands.engine.work import Work
from commands.facility_record import readable
from commands.leverage_picture import picture, spent
from storage import directory, linkage
from storage.access import Action, Label
from storage.audience import Audience
from storage.leverage import LEAST_BUYERS, LEAST_COUNTRIES
from storage.message import Message, say, word_of
from storage.refusal import Absent, Refusal
from storage.told import Counted


@command(may=Action.READ, private=True)
async def linked(work: Work, code: Code) -> Message:
    """Show staff which buyers are linked to a facility, and which partners and unions are named at it."""
    found = await readable(work, code)
    if not work.is_staff:
        raise Absent
    work.read(Label.AMBER)
    buyers = await directory.organisations(work.unit, await linkage.linked_to(work.unit, [found.id], now=work.now))
    at_it = await linkage.partners_at(work.unit, found.id)
    partners = await directory.organisations(work.unit, {one.organisation_id for one in at_it})
    return (
        say("facility-linked", code=found.code, name=found.name, count=len(buyers))
        .then(
            *(say("line-facility-linked", name=one.name, country=one.country) for one in buyers),
            *(say("line-facility-partner", name=one.name, kind=word_of(one.kind)) for one in partners),
        )
        .step("facility", "leverage", rest=found.code)
    )


@command(may=Action.READ, private=True)
async def leverage(work: Work, code: Code) -> Message:
    """Show the buyers linked to a facility, in bands, what they come to together, and a picture of it."""
    found = await readable(work, code)
    standing = await directory.standing_of(work.unit, work.person)
    if not work.is_staff and not await linkage.is_linked(work.unit, standing, found.id, now=work.now):
        raise Absent
    work.read(Label.AMBER)
    together = await linkage.leverage(work.unit, found.id, now=work.now)
    work.tells(*Counted.of(together, facility_id=found.id))
    if together.following is None:
        few = say("facility-leverage-few", code=found.code, least=LEAST_BUYERS, countries=LEAST_COUNTRIES)
        return few.step("summary", "list")
    told = say(
        "facility-leverage", code=found.code, name=found.name, following=word_of(together.following),
        spending=spent(together),
    )  # fmt: skip
    chat = (await work.private_rooms(work.person))[0]  # where it is asked: elsewhere the gate has sent them on
    on = work.now.astimezone(ZoneInfo(work.person.zone)).date()
    await work.attach_paper(
        chat, picture(together, found.code, found.name, on=on), once=f"leverage.{found.id}.{work.event_id}",
        about=f"facility:{found.id}", label=Label.AMBER, audience=Audience.person(work.person.id),
    )  # fmt: skip
    return told.step("summary", "list")


@command(may=Action.REGISTER, private=True, carries=Label.AMBER)
async def partner(work: Work, code: Code, organisation: OrganisationName, off: bool = False) -> Message:
    """Name a partner or union that works at a facility, so that it reads what the registry says; or no longer."""
    found = await readable(work, code)
    one = await directory.organisation_named(work.unit, organisation)
    if one is None:
        raise Absent
    if one.kind not in linkage.WORKING_THERE:
        raise Refusal("facility-partner-kind", name=one.name)
    standing = [it for it in await linkage.partners_at(work.unit, found.id) if it.organisation_id == one.id]
    work.read(Label.AMBER)
    async with in_step(work, [found.id]):
        for it in standing if off else ():
            it.ended_at = work.now
    if off:
        return say("facility-partner-off", code=found.code, name=one.name).step("facility", "linked", rest=found.code)
    if not standing:
        work.add(
            linkage.FacilityPartner(
                facility_id=found.id, organisation_id=one.id, named_by=work.person.id, since=work.now
            )
        )
    return say("facility-partner-on", code=found.code, name=one.name).step("facility", "linked", rest=found.code)

"""People: inviting them by a code passed on outside the chat, their roles, language and zone, and their leaving."""

from datetime import datetime

from sqlalchemy import or_, select, update

from commands import person_clock, person_leaving, person_link, person_onboarding, person_rights
from commands.engagement_scope import WORKING
from commands.engine.options import (
    MAX_NAME,
    Account,
    AnyOrganisation,
    Locales,
    NewAccount,
    OrganisationName,
    PersonName,
    Zone,
)
from commands.engine.spec import command
from commands.engine.waiting import where
from commands.engine.words import Answer
from commands.engine.work import Work
from commands.engine.world import World
from commands.person_account import account_of
from commands.person_code import into_rooms, issue, void_codes
from storage import directory
from storage.access import Action, Place, Role
from storage.message import Message, Moment, Word, say, word_of
from storage.naming import as_kept, namesake
from storage.onboarding import StepKind
from storage.organisation import Organisation, OrganisationKind
from storage.outbox import Kind, Parcel, ParcelState
from storage.person import Identity, Oneself, Person, PersonStatus, refuse_role
from storage.refusal import Absent, Refusal
from storage.room import Room, RoomKind
from storage.unit import Unit


@command(may=Action.ADMIT, private=True)
async def invite(
    work: Work,
    account: NewAccount,
    organisation: AnyOrganisation,
    role: Role,
    name: str,
    language: Locales | None = None,
) -> Message:
    """Invite somebody: you get a one-time code, to be passed on outside the chat."""
    platform, external_id = account_of(account, work.world)
    belongs = await directory.organisation_named(work.unit, organisation)
    if belongs is None:
        raise Absent
    if not belongs.is_known:
        raise Refusal("organisation-not-yet", name=belongs.name)
    _refuse(work, role, belongs)
    if await directory.identity_of(work.unit, platform, external_id):
        raise Refusal("person-account-known", account=external_id)
    name = as_kept(name, MAX_NAME)
    known = await work.unit.scalars(select(Person.name).where(Person.status != PersonStatus.LEFT))
    if (other := namesake(name, known)) is not None:
        raise Refusal("person-name-taken", name=other)
    locale = (language or work.person.locale).split()[0]
    person = Person(
        name=name, organisation_id=belongs.id, roles=frozenset({role}), locale=locale, zone=work.person.zone,
        created_at=work.now,
    )  # fmt: skip
    work.add(person)
    await work.unit.session.flush()
    identity = Identity(person_id=person.id, platform=platform, external_id=external_id)
    work.add(identity)
    code = await issue(work, identity)
    room = await work.private_room(person, identity)
    await person_onboarding.begin(work, person, belongs)
    work.about(f"person:{person.id}")
    return say("person-invited", name=name, code=code, expires=_expiry(work), room=room.name).step(
        "person", "show", rest=f'"{name}"'
    )


@command(may=Action.ADMIT, private=True)
async def code(work: Work, person: PersonName) -> Message:
    """Make a fresh code for somebody who was invited; the old one is void."""
    found = await _named(work.unit, person)
    identity = await work.unit.scalar(
        select(Identity).where(Identity.person_id == found.id, Identity.verified_at.is_(None))
    )
    if identity is None:
        raise Refusal("person-proven-already", name=found.name)
    belongs = await work.unit.session.get_one(Organisation, found.organisation_id)
    if not belongs.is_known:
        raise Refusal("organisation-not-yet", name=belongs.name)
    await void_codes(work, found)
    await work.private_room(found, identity)  # where the code is to be said; one that was given up is used again
    work.about(f"person:{found.id}")
    return say("person-invited", name=found.name, code=await issue(work, identity), expires=_expiry(work), room="")


@command(may=Action.ADMIT, private=True, confirm=True)
async def remove(work: Work, person: PersonName) -> Message:
    """Remove somebody: out of every room at once, accounts, roles and codes void, open actions handed on."""
    found = await _named(work.unit, person)
    if found.id == work.person.id:
        raise Refusal("person-not-oneself")
    await _refuse_last_admin(work, found)
    belongs = await work.unit.session.get_one(Organisation, found.organisation_id)
    left_behind = await person_leaving.hand_on(work, found)
    left_behind += await person_leaving.name_orphans(work, found)
    left_behind += await person_leaving.name_unheard(work, found)
    rooms = await person_leaving.void(work, found)
    found.leave()
    work.about(f"person:{found.id}")
    await work.tell_staff(
        say("staff-person-removed", name=found.name, by=work.person.name).then(*left_behind),
        once=f"removed.{found.id}.{work.event_id}",
    )
    await person_leaving.flag_leads(work, belongs, without=found)
    return say("person-removed", name=found.name, rooms=rooms).step("person", "restore", rest=f'"{found.name}"')


@command(may=Action.ADMIT, private=True)
async def restore(work: Work, name: str, role: Role) -> Message:
    """Take back somebody who was removed by mistake, with a role; they prove each account by a fresh code."""
    found = await work.unit.scalar(
        select(Person)
        .where(Person.name == name, Person.status == PersonStatus.LEFT, Person.erased_at.is_(None))
        .order_by(Person.created_at.desc())
    )
    if found is None:
        raise Absent
    belongs = await work.unit.session.get_one(Organisation, found.organisation_id)
    if not belongs.is_known:
        raise Absent
    _refuse(work, role, belongs)
    found.status, found.roles = PersonStatus.INVITED, frozenset({role})
    await person_onboarding.begin(work, found, belongs)
    lines = []
    for account in await work.unit.scalars(select(Identity).where(Identity.person_id == found.id)):
        account.verified_at = None
        await work.private_room(found, account)
        lines.append(say("line-account-code", account=account.external_id, code=await issue(work, account)))
    work.about(f"person:{found.id}")
    return (
        say("person-restored", name=found.name, expires=_expiry(work))
        .then(*lines)
        .step("person", "show", rest=f'"{found.name}"')
    )


@command(may=Action.ADMIT, private=True)
async def role(work: Work, person: PersonName, role: Role, off: bool = False) -> Message:
    """Give somebody a role, or take it off."""
    found = await _named(work.unit, person)
    _refuse(work, role, await work.unit.session.get_one(Organisation, found.organisation_id))
    roles = found.roles - {role} if off else found.roles | {role}
    if not roles:
        raise Refusal("person-last-role", name=found.name)
    if Role.ADMIN not in roles:
        await _refuse_last_admin(work, found)
    if found.roles & WORKING and not roles & WORKING:
        await _out_of_engagements(work, found)
    begins = roles & WORKING and not found.roles & WORKING
    found.roles = roles
    if begins:
        await into_rooms(work, found)
    await person_onboarding.widen(work, found)
    work.about(f"person:{found.id}")
    return say("person-roles", name=found.name, roles=tuple(word_of(one) for one in sorted(roles)))


@command(may=Action.ADMIT, private=True)
async def move(work: Work, person: PersonName, organisation: OrganisationName, role: Role) -> Message:
    """Move somebody to another organisation, with a role there; rooms follow, open actions stay with the old one."""
    found = await _named(work.unit, person)
    belongs = await directory.organisation_named(work.unit, organisation)
    if belongs is None or found.id == work.person.id:
        raise Absent
    _refuse(work, role, belongs)
    await _refuse_last_admin(work, found)
    left = await work.unit.session.get_one(Organisation, found.organisation_id)
    goes = left.id != belongs.id
    behind = await person_leaving.hand_on(work, found) if goes else []
    await person_leaving.take_out(work, found)
    await _keep_back(work, found)
    found.organisation_id, found.roles = belongs.id, frozenset({role})
    await into_rooms(work, found)
    if goes:
        await person_onboarding.move(work, found, belongs)
        await person_leaving.flag_leads(work, left, without=found)
    await person_onboarding.widen(work, found)
    work.about(f"person:{found.id}")
    message = say("person-moved", name=found.name, organisation=belongs.name)
    message = message.then(*(one for one in behind if one.values.get("count")))
    return message.step("person", "show", rest=f'"{found.name}"')


@command(may=Action.ADMIT, private=True)
async def vouch(work: Work, person: PersonName) -> Message:
    """Say that you asked somebody, outside the chat, about their changed identity: their devices get keys again."""
    found = await _named(work.unit, person)
    if found.id == work.person.id:
        raise Refusal("person-vouch-other")
    await work.vouch(found, once=f"vouch.{found.id}.{work.event_id}")
    work.about(f"person:{found.id}")
    await work.tell_staff(
        say("staff-person-vouched", name=found.name, by=work.person.name), once=f"vouched.{found.id}.{work.event_id}"
    )
    return say("person-vouched", name=found.name)


@command(may=Action.HELP, private=True)
async def language(work: Work, language: Locales) -> Message:
    """Choose the language in which the bot speaks with you."""
    work.person.locale = language.split()[0]
    for room in await work.private_rooms(work.person):
        room.locales = work.person.locale
    await person_onboarding.mark(work, StepKind.LANGUAGE)
    work.about(f"person:{work.person.id}")
    return say("person-language").step("help")


@command(may=Action.HELP, private=True)
async def zone(work: Work, zone: Zone) -> Message:
    """Choose your time zone, as Europe/Paris."""
    work.person.zone = zone
    await person_onboarding.mark(work, StepKind.ZONE)
    work.about(f"person:{work.person.id}")
    return say("person-zone", now=Moment(work.now, zone)).step("help")


@command(may=Action.READ)
async def list_(work: Work) -> Message:
    """List the people of the network, or of your group in its room."""
    organisations = (
        [member.id for member in await directory.members_of(work.unit, work.group)]
        if work.group
        else list(await work.unit.scalars(select(Organisation.id)))
    )
    people = await directory.people_of(work.unit, organisations)
    names = {one.id: one.name for one in await work.unit.scalars(select(Organisation))}
    lines = [
        say("line-person-of", name=one.name, organisation=names[one.organisation_id], roles=_words(one))
        for one in people
    ]
    return say("person-list", count=len(people)).then(*lines).step("person", "show")


@command(may=Action.READ, private=True)
async def show(work: Work, person: PersonName) -> Message:
    """Show somebody: organisation and roles; accounts to staff alone."""
    found = await _named(work.unit, person)
    belongs = await work.unit.session.get_one(Organisation, found.organisation_id)
    message = say(
        "person-shown", name=found.name, organisation=belongs.name, roles=_words(found), status=word_of(found.status)
    )
    if work.is_staff:
        accounts = await work.unit.scalars(select(Identity).where(Identity.person_id == found.id))
        message = message.then(
            *(say("line-account", account=one.external_id, proven=1 if one.verified_at else 0) for one in accounts)
        )
    return message.step("person", "list")


@command(may=Action.HELP, private=True)
async def onboarding(work: Work, person: PersonName | None = None) -> Message:
    """Show where you stand on your way into the network; staff see everybody who is on it."""
    return await person_onboarding.shown(work, person)


@command(may=Action.HELP, private=True)
async def accept(work: Work, version: int | None = None, off: bool = False) -> Message:
    """Read the terms for handling what you learn here, and accept them by their version; or take that back."""
    return await person_onboarding.accept(work, version, off=off)


@command(may=Action.ADMIT, private=True)
async def buddy(work: Work, person: PersonName, buddy: PersonName | None = None) -> Message:
    """Name somebody who shows a newcomer around; both are told. Without a name, the present one is taken off."""
    found = await _named(work.unit, person)
    return await person_onboarding.befriend(work, found, await _named(work.unit, buddy) if buddy else None)


@command(may=Action.HELP, private=True)
async def link(work: Work, account: Account | None = None) -> Message:
    """Take a second account, on the other platform: you get a code, and say it there."""
    return await person_link.begin(work, account)


@command(may=Action.HELP, private=True)
async def prove(work: Work, code: str) -> Message:
    """Say a code, so that this account becomes somebody's: yours."""
    return say("person-proven-yourself", name=work.person.name).step("person", "link")


@command(may=Action.HELP, private=True)
async def claim(work: Work, account: Account, mine: bool) -> Message:
    """Say whether the account that said your code is yours."""
    return await person_link.claim(work, account, mine)


@command(may=Action.HELP, private=True)
async def unlink(work: Work, account: Account) -> Message:
    """Give up one of your accounts; staff may do it for somebody."""
    return await person_link.undo(work, account)


@command(may=Action.HELP, private=True)
async def export(work: Work, of: Oneself = Oneself.ME) -> Message:
    """Have everything that is kept about you, as one file in your private chat."""
    return await person_rights.export(work)


@command(may=Action.ERASE, private=True, confirm=True)
async def erase(work: Work, name: str) -> Message:
    """Erase somebody who left: name and accounts go for good, what they did stays with an opaque id."""
    return await person_rights.erase(work, name)


JOBS = person_clock.JOBS


@where(or_(person_link.MAY_WAIT, person_onboarding.MAY_WAIT))
async def waiting(work: Work) -> list[Message]:
    """An account that said the asker's code, and their next step on the way in."""
    return [*await person_link.waiting(work), *await person_onboarding.waiting(work)]


async def _is_mine(unit: Unit, subject: str) -> tuple[tuple[str, ...], str] | None:
    return await person_link.claimed(unit, subject, Answer.YES)


async def _is_not_mine(unit: Unit, subject: str) -> tuple[tuple[str, ...], str] | None:
    return await person_link.claimed(unit, subject, Answer.NO)


SHORT_REPLIES = {("link", Answer.YES): _is_mine, ("link", Answer.NO): _is_not_mine}


async def identity_changed(unit: Unit, platform: str, external_id: str, *, world: World, now: datetime) -> None:
    """Somebody's signing identity is not the pinned one: staff are told whom to ask, outside the chat."""
    work = Work(unit=unit, now=now, world=world, roles=frozenset(), place=Place.UNBOUND)
    person = await directory.person_of(unit, platform, external_id)
    await work.tell_staff(
        say("staff-identity-changed", account=external_id, name=person.name if person else "?"),
        once=f"identity.{platform}.{external_id[:140]}.{now:%Y-%m-%d}",
    )


async def _named(unit: Unit, name: str) -> Person:
    found = await unit.scalar(select(Person).where(Person.name == name, Person.status != PersonStatus.LEFT))
    if found is None:
        raise Absent
    return found


def _refuse(work: Work, role: Role, belongs: Organisation) -> None:
    """Roles follow the organisation; admins make admins, and approvers, who are others' second person."""
    if role in {Role.ADMIN, Role.APPROVER} and Role.ADMIN not in work.roles:
        raise Absent
    refuse_role(role, organisation_is_staff=belongs.kind is OrganisationKind.STAFF, is_partner=not belongs.is_buyer)


async def _refuse_last_admin(work: Work, person: Person) -> None:
    """Somebody has to be able to make admins and approvers."""
    active = await work.unit.scalars(select(Person).where(Person.status == PersonStatus.ACTIVE))
    if {one.id for one in active if Role.ADMIN in one.roles} == {person.id}:
        raise Refusal("person-last-admin", name=person.name)


async def _out_of_engagements(work: Work, person: Person) -> None:
    """Observers only observe, and not there."""
    rooms = select(Room).where(Room.kind == RoomKind.ENGAGEMENT, Room.external_id.is_not(None))
    for room in await work.unit.scalars(rooms):
        await work.remove(room, person, once=f"out.{person.id}.{work.event_id}")


async def _keep_back(work: Work, person: Person) -> None:
    """Reminders planned for somebody as one of another organisation may tell what is not theirs to know any more."""
    chats = select(Room.id).where(Room.person_id == person.id)
    planned = (Parcel.kind == Kind.POST) & (Parcel.state == ParcelState.DUE) & (Parcel.not_before > work.now)
    await work.unit.change(
        update(Parcel)
        .where(Parcel.room_id.in_(chats), planned, Parcel.first_attempt_at.is_(None))
        .values(state=ParcelState.DEAD, cause="moved", settled_at=work.now)
    )


def _expiry(work: Work) -> Moment:
    return Moment(work.now + work.policy.code_valid, work.person.zone)


def _words(person: Person) -> tuple[Word, ...]:
    return tuple(word_of(one) for one in sorted(person.roles))

"""Codes: made for somebody who is invited, said by accounts that are not proven, and what follows from a right one."""

from sqlalchemy import select

from commands import person_link, person_onboarding
from commands.engine.heard import Heard
from commands.engine.work import Work
from commands.person_account import rooms_of
from storage import directory
from storage.message import Message, say
from storage.organisation import Organisation
from storage.person import Identity, Invitation, Person, PersonStatus
from storage.room import RoomKind


async def issue(work: Work, identity: Identity) -> str:
    """Make a code for an account that waits to be proven; it is shown once."""
    policy = work.policy
    invitation, code = Invitation.issue(
        identity, by=work.person, now=work.now, valid=policy.code_valid, tries=policy.code_tries
    )
    work.add(invitation)
    return code


async def void_codes(work: Work, person: Person) -> None:
    """Make every code of a person worthless."""
    query = (
        select(Invitation).join(Identity, Identity.id == Invitation.identity_id).where(Identity.person_id == person.id)
    )
    for invitation in await work.unit.scalars(query):
        invitation.void(work.now)
    await person_link.void_links(work.unit, person, now=work.now)


async def knock(work: Work, heard: Heard, code: str) -> Message | None:
    """Something said by an account that is not proven: its `code` ("" if there was none in it), or the advice to say
    it, or nothing to somebody who is nobody.

    A try is a whole message that looks like a code, so that a greeting costs none.
    """
    identity = await directory.identity_of(work.unit, heard.platform, heard.sender)
    if identity is not None and identity.verified_at is not None:
        return None
    if identity is not None and await _has_left(work, identity):
        return None
    if not heard.verified or (work.world.manners_of(heard.platform).encrypts and not heard.encrypted):
        return say("not-verified")
    if not code:
        return say("knock") if work.room and work.room.kind is RoomKind.PRIVATE else None
    if identity is None:
        return await person_link.hear_code(work, heard.platform, heard.sender, code)
    query = select(Invitation).where(Invitation.identity_id == identity.id).order_by(Invitation.expires_at.desc())
    invitation = await work.unit.scalar(query)
    if invitation is None or not invitation.accepts(code, now=work.now):
        left = invitation.tries_left if invitation and invitation.is_open(work.now) else 0
        return say("code-wrong", left=left) if left else say("code-void")
    return await _proven(work, identity)


async def into_rooms(work: Work, person: Person) -> None:
    """Invite a person to where they belong: the rooms of their organisation's groups and, for those who work in them,
    of its engagements; or the staff's. Nobody whose organisation is not active belongs anywhere.
    """
    belongs = await work.unit.session.get_one(Organisation, person.organisation_id)
    accounts = await directory.accounts_of(work.unit, person) if belongs.is_active else []
    for platform in sorted({one.platform for one in accounts}):
        for room in await rooms_of(work.unit, person, platform):
            await work.invite(room, person, once=f"into.{person.id}.{work.event_id}")


async def _proven(work: Work, identity: Identity) -> Message:
    person = await work.unit.session.get_one(Person, identity.person_id)
    identity.verified_at = work.now
    person.status = PersonStatus.ACTIVE
    await work.unit.session.flush()
    await into_rooms(work, person)
    await work.tell_staff(
        say("staff-person-proven", name=person.name, account=identity.external_id), once=f"proven.{identity.id}"
    )
    await work.unit.record("person prove", at=work.now, actor_id=person.id, object=f"person:{person.id}")
    coming = await person_onboarding.next_of(work, person)
    if coming is None:
        return say("code-right", name=person.name).step("help")
    return (
        say("code-right", name=person.name)
        .then(say("onboarding-welcome"))
        .step(*person_onboarding.COMMANDS[coming.kind])
    )


async def _has_left(work: Work, identity: Identity) -> bool:
    """Whether it was the account of somebody who left, or whose organisation did: for the bot, they are nobody."""
    person = await work.unit.session.get_one(Person, identity.person_id)
    belongs = await work.unit.session.get_one(Organisation, person.organisation_id)
    return person.status is PersonStatus.LEFT or not belongs.is_known

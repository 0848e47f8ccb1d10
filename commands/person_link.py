"""One person with two accounts: a code shown at the one, said by the other, and confirmed at the first.

Neither end alone is enough. Whoever sees the code can say it, but only the first account can say that it was them; and
whoever is at the first account can name any other, but has to speak from it.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, exists, func, select, update

from commands.engine.waiting import HERE, ME
from commands.engine.words import Answer
from commands.engine.work import Work
from commands.person_account import account_of, let_go, retire_chats, take
from storage import directory
from storage.access import PERMISSIONS, Action
from storage.audience import Audience
from storage.message import Message, Moment, Offer, Step, say, word_of
from storage.organisation import Organisation, OrganisationStatus
from storage.person import CodeTry, Identity, Link, Person
from storage.refusal import Absent, Refusal
from storage.unit import Unit

DAY = timedelta(days=1)
CODES_A_DAY = 3  # for one person
TRIES_A_DAY = 5  # by one account that nobody knows
KEPT = timedelta(days=7)  # nothing is asked about older ones


async def begin(work: Work, account: str | None) -> Message:
    """A code for a second account: to be said by it, or by the one that is named, which the bot then speaks to."""
    person = work.person
    await _refuse_too_many(work, person)
    wanted = account_of(account, work.world) if account else None
    await _refuse_known(work, person, wanted)
    if wanted is None and not await _open_to_strangers(work, person):
        raise Refusal("link-account-needed")
    await void_links(work.unit, person, now=work.now)
    link, code = Link.issue(person, work.platform, now=work.now)
    work.add(link)
    work.about(f"link:{link.id}")
    until = Moment(link.expires_at, person.zone)
    if wanted is None:
        there = tuple(name.capitalize() for name in await _open_to_strangers(work, person))
        return say("link-code", code=code, until=until, platforms=there).step("person", "prove", rest=code)
    link.wanted_platform, link.wanted = wanted
    await retire_chats(work, person, wanted[0])
    await work.private_room(person, Identity(person_id=person.id, platform=wanted[0], external_id=wanted[1]))
    return say("link-code-for", code=code, until=until, account=wanted[1], platform=wanted[0].capitalize())


async def hear_code(work: Work, platform: str, account: str, code: str) -> Message:
    """A code said by an account that nobody knows. Whatever is wrong with it, the answer is the same."""
    if not await _may_try(work, platform, account) or await directory.identity_of(work.unit, platform, account):
        return say("link-void")
    query = select(Link).where(Link.settled_at.is_(None), Link.said_by == "", Link.expires_at > work.now)
    for link in await work.unit.scalars(query):
        person = await work.unit.session.get_one(Person, link.person_id)
        if await _may_link(work.unit, person, platform) and link.accepts(code, platform, account, now=work.now):
            await _ask(work, link, person)
            return say("link-said", platform=link.platform.capitalize())
    return say("link-void")


async def claim(work: Work, account: str, mine: bool) -> Message:
    """The last word, from where the code was asked for: that account is the asker's, or it is not."""
    platform, external_id = account_of(account, work.world)
    query = select(Link).where(
        Link.person_id == work.person.id,
        Link.platform == work.platform,
        Link.said_platform == platform,
        Link.said_by == external_id,
    )
    links = [one for one in await work.unit.scalars(query) if one.waits_for_yes(work.now)]
    if not links:
        raise Absent
    links[0].settle(work.now)
    work.about(f"person:{work.person.id}")
    if not mine:
        await retire_chats(work, work.person, platform)
        return say("link-declined", account=external_id)
    await _refuse_known(work, work.person, (platform, external_id))
    await take(work, platform, external_id)
    return say("link-made", account=external_id, platform=platform.capitalize()).step(
        "person", "unlink", rest=external_id
    )


async def undo(work: Work, account: str) -> Message:
    """An account stops being somebody's: by themself, from another of theirs, or by staff."""
    platform, external_id = account_of(account, work.world)
    identity = await directory.identity_of(work.unit, platform, external_id)
    if identity is None or identity.verified_at is None:
        raise Absent
    person = await work.unit.session.get_one(Person, identity.person_id)
    if person.id != work.person.id and not PERMISSIONS[Action.ADMIT].admits(work.roles, work.place):
        raise Absent
    if len(await directory.accounts_of(work.unit, person)) == 1:
        raise Refusal("link-last", account=external_id)
    if person.id == work.person.id and platform == work.platform:
        raise Refusal("link-undo-elsewhere", account=external_id)
    await let_go(work, person, identity)
    await void_links(work.unit, person, now=work.now)
    work.about(f"person:{person.id}")
    await work.tell_staff(
        say(
            "staff-link-undone", name=person.name, account=external_id, platform=platform.capitalize(),
            by=work.person.name,
        ),
        once=f"unlinked.{identity.id}",
    )  # fmt: skip
    return say("link-undone", account=external_id, name=person.name).step("person", "link")


MAY_WAIT = exists().where(Link.person_id == ME, Link.platform == HERE, Link.settled_at.is_(None))


async def waiting(work: Work) -> list[Message]:
    """The accounts that said a code of the asker's, and wait for their yes."""
    query = select(Link).where(Link.person_id == work.person.id, Link.platform == work.platform)
    return [
        say("line-link-waits", account=one.said_by, platform=one.said_platform.capitalize(), step=_yes_to(one))
        for one in await work.unit.scalars(query)
        if one.waits_for_yes(work.now)
    ]


async def claimed(unit: Unit, subject: str, answer: Answer) -> tuple[tuple[str, ...], str] | None:
    """What a short answer to the question stands for."""
    link = await unit.get(Link, subject)
    return (("person", "claim"), f"{link.said_by} {answer.value}") if link else None


async def void_links(unit: Unit, person: Person, *, now: datetime) -> None:
    """Nothing comes of any code this person asked for."""
    await unit.change(update(Link).where(Link.person_id == person.id, Link.settled_at.is_(None)).values(settled_at=now))


async def _refuse_too_many(work: Work, person: Person) -> None:
    await work.unit.change(delete(Link).where(Link.created_at < work.now - KEPT))
    recent = (Link.person_id == person.id) & (Link.created_at > work.now - DAY)
    if (await work.unit.scalar(select(func.count()).select_from(Link).where(recent)) or 0) >= CODES_A_DAY:
        raise Refusal("link-too-many", most=CODES_A_DAY)


async def _refuse_known(work: Work, person: Person, wanted: tuple[str, str] | None) -> None:
    """An account is one person's, and a person has one on each platform."""
    free = await _platforms_without(work, person)
    if not free:
        raise Refusal("link-everywhere")
    if wanted is None:
        return
    if wanted[0] not in free:
        raise Refusal("link-platform-already", platform=wanted[0].capitalize())
    if await directory.identity_of(work.unit, *wanted):
        raise Refusal("link-account-known", account=wanted[1])


async def _platforms_without(work: Work, person: Person) -> Sequence[str]:
    known = {one.platform for one in await directory.accounts_of(work.unit, person)}
    return [name for name in work.world.platforms if name not in known]


async def _open_to_strangers(work: Work, person: Person) -> Sequence[str]:
    """The platforms still to be linked where an account that nobody knows can speak to the bot by itself."""
    free = await _platforms_without(work, person)
    return [name for name in free if work.world.manners_of(name).answers_alone]


async def _may_try(work: Work, platform: str, account: str) -> bool:
    """Count a try; False once there were too many today."""
    today = work.now.date()
    await work.unit.change(delete(CodeTry).where(CodeTry.day < today))
    mine = (CodeTry.platform == platform) & (CodeTry.external_id == account) & (CodeTry.day == today)
    await work.unit.add_once(CodeTry(platform=platform, external_id=account, day=today), mine)
    tries = (await work.unit.session.scalars(select(CodeTry).where(mine))).one()
    tries.count += 1
    return tries.count <= TRIES_A_DAY


async def _may_link(unit: Unit, person: Person, platform: str) -> bool:
    belongs = await unit.session.get_one(Organisation, person.organisation_id)
    taken = await directory.accounts_of(unit, person, platform=platform)
    return person.is_active and belongs.status is OrganisationStatus.ACTIVE and not taken


async def _ask(work: Work, link: Link, person: Person) -> None:
    """Ask at the first account whether it was them."""
    await work.unit.record("person prove", at=work.now, actor_id=person.id, object=f"link:{link.id}")
    room = await directory.private_room(work.unit, person, link.platform)
    if room is None:
        return
    question = say("link-claimed", account=link.said_by, platform=link.said_platform.capitalize())
    offers = (Offer(f"reply:{answer}", word_of(answer)) for answer in (Answer.YES, Answer.NO))
    step = _yes_to(link)
    await work.post(
        room, question.offering(*offers).step(*step.path, rest=step.rest), once=f"link.{link.id}.said",
        about=f"link:{link.id}", audience=Audience.person(person.id), expires_at=link.expires_at,
    )  # fmt: skip


def _yes_to(link: Link) -> Step:
    return Step(("person", "claim"), f"{link.said_by} {{word-answer-yes}}")

"""What somebody says of their own words in the Affiliate Update: it is everybody's to say; items are staff's."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from sqlalchemy import Select, select

from commands.engine.dispatch import Job
from commands.engine.options import Code
from commands.engine.policy import Policy
from commands.engine.spec import command
from commands.engine.words import Answer as Reply
from commands.engine.work import Work, daytime
from commands.update import item_of
from commands.update_source import words_of
from storage import copies
from storage.access import Action, Label
from storage.hold import free
from storage.message import Message, Step, say, word_of
from storage.person import Person
from storage.refusal import Absent
from storage.unit import Unit
from storage.update import Naming, UpdateItem

LISTED = 24

Short = Callable[[Unit, str], Awaitable[tuple[tuple[str, ...], str] | None]]


@command(may=Action.HELP, private=True)
async def consent(work: Work, code: Code, naming: Naming) -> Message:
    """Say whether your words may be in the Affiliate Update, and with your name or without it."""
    item = await item_of(work, code)
    if item.teller_id != work.person.id:
        raise Absent
    item.agree(naming, now=work.now)
    await _tell_poster(work, item, naming)
    work.about(f"update:{item.id}")
    return say("update-consented", code=item.code, naming=word_of(naming)).step("my")


async def waiting(work: Work) -> list[Message]:
    """What is to be made of the asker's words, until they have said how."""
    query = _own(work).where(UpdateItem.naming.is_(None), UpdateItem.issued_at.is_(None))
    return [
        say("line-update-words", code=one.code, step=Step(("digest", "consent"), one.code))
        for one in await work.unit.scalars(query)
    ]


async def own(work: Work) -> Sequence[UpdateItem]:
    """The items that are made of the asker's words, the newest first."""
    return await work.unit.scalars(_own(work).limit(LISTED))


def _own(work: Work) -> Select[UpdateItem]:
    mine = select(UpdateItem).where(UpdateItem.teller_id == work.person.id, UpdateItem.dropped_at.is_(None))
    return mine.order_by(UpdateItem.number.desc())


async def _tell_poster(work: Work, item: UpdateItem, naming: Naming) -> None:
    """Whoever made the item learns what was said of it, and what is to be done now."""
    poster = await work.unit.session.get_one(Person, item.posted_by)
    if poster.id == work.person.id or not poster.is_active:
        return
    told = say("update-words-said", code=item.code, naming=word_of(naming))
    if naming is not Naming.REFUSED:
        told = told.step("update", "publish" if item.is_draft else "show", rest=item.code)
    await work.tell(poster, told, once=f"update.{item.id}.said.{work.event_id}")


async def _over(unit: Unit, now: datetime, policy: Policy) -> list[tuple[str, str]]:
    """Words to whose going further nobody said anything for too long, looked for in the first minute of an hour."""
    if now.minute:
        return []
    waits = UpdateItem.origin.in_(_WAITING) & UpdateItem.naming.is_(None)
    query = select(UpdateItem.id).where(
        waits, UpdateItem.dropped_at.is_(None), UpdateItem.created_at <= now - policy.keep.consent,
        free("update:" + UpdateItem.id, "person:" + UpdateItem.teller_id),
    )  # fmt: skip
    return [(one, "over") for one in await unit.scalars(query)]


async def _forget(work: Work, subject: str) -> None:
    """They are deleted, and whoever made an item of them is told; no answer is no yes."""
    item = await work.unit.session.get_one(UpdateItem, subject)
    if not item.waits or item.dropped_at is not None:
        return
    item.drop(now=work.now)
    await copies.empty(work.unit, words_of(item))
    work.about(f"update:{item.id}")
    poster = await work.unit.session.get_one(Person, item.posted_by)
    if poster.is_active:
        told = say("update-words-over", code=item.code, days=work.policy.keep.consent.days).step("update", "post")
        once, morning = f"update.{item.id}.over", daytime(work.now, zone=poster.zone, policy=work.policy)
        await work.tell(poster, told, once=once, not_before=morning)


def _answered(naming: Naming) -> Short:
    async def meaning(unit: Unit, subject: str) -> tuple[tuple[str, ...], str] | None:
        found = await unit.get(UpdateItem, subject)
        return (("digest", "consent"), f"{found.code} {naming.value}") if found else None

    return meaning


_WAITING = [label for label in Label if label.is_restricted]
JOBS: Sequence[Job] = (Job(name="update words over", due=_over, run=_forget),)
# To "may this be in the Affiliate Update?": yes without a name, for which more has to be said than yes; or no.
SHORT_REPLIES = {("words", Reply.YES): _answered(Naming.UNNAMED), ("words", Reply.NO): _answered(Naming.REFUSED)}

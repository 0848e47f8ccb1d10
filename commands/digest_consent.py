"""What somebody says of their own words in the Affiliate Update: it is everybody's to say; items are staff's."""

from collections.abc import Awaitable, Callable, Sequence

from sqlalchemy import Select, select

from commands.engine.options import Code
from commands.engine.spec import command
from commands.engine.words import Answer as Reply
from commands.engine.work import Work
from commands.update import item_of
from storage.access import Action
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


def _answered(naming: Naming) -> Short:
    async def meaning(unit: Unit, subject: str) -> tuple[tuple[str, ...], str] | None:
        found = await unit.get(UpdateItem, subject)
        return (("digest", "consent"), f"{found.code} {naming.value}") if found else None

    return meaning


# To "may this be in the Affiliate Update?": yes without a name, for which more has to be said than yes; or no.
SHORT_REPLIES = {("words", Reply.YES): _answered(Naming.UNNAMED), ("words", Reply.NO): _answered(Naming.REFUSED)}

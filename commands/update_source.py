"""Items made of what somebody said: where it was said decides how wide they are, and whoever said it how they go out.

A room has no label of its own for each message, so what is said in it is taken to be as narrow as it may get there.
"""

from commands.engine.words import Answer as Reply
from commands.engine.words import replying
from commands.engine.work import Work
from commands.teller import teller_of
from storage.access import Label
from storage.message import Message, say, word_of
from storage.person import Person
from storage.refusal import Refusal
from storage.room import RoomKind, RoomState
from storage.update import Naming, UpdateItem


async def derive(work: Work, item: UpdateItem, teller: str) -> Person | None:
    """Make an item of what somebody said here; who has to be asked about it, if anybody. Raises Refusal.

    What staff say themselves where everybody may hear it is an item like any other.
    """
    person = await teller_of(work, teller)
    own = person is not None and person.id == work.person.id
    origin = _origin(work, own=own)
    if own and not origin.is_restricted:
        item.derive(None, origin)
        return None
    if person is None and origin.is_restricted:
        raise Refusal("update-teller-unknown", label=origin)
    item.derive(person.id if person else None, origin)
    return person


async def ask(work: Work, item: UpdateItem, teller: Person) -> None:
    """Ask whoever said it, in private, with the exact words and how wide they would get."""
    if teller.id == work.person.id:
        return  # who is told how to say so with the answer
    asked = say("update-words-asked" if item.waits else "update-words-told", code=item.code, label=item.label)
    asked = asked.then(say("update-words", text=item.prose))
    named = word_of(Naming.NAMED).key
    await work.tell(
        teller,
        replying(asked.step("digest", "consent", rest=f"{item.code} {{{named}}}"), Reply.YES, Reply.NO),
        once=f"update.{item.id}.words", about=words_of(item), label=item.reading,
        expires_at=work.now + work.policy.keep.consent,
    )  # fmt: skip


def words_of(item: UpdateItem) -> str:
    """What the asking for somebody's words is about."""
    return f"words:{item.id}"


def said_from(item: UpdateItem) -> list[Message]:
    """What staff have to know of an item's words: what became of its label, and whom it waits for."""
    if item.waits and item.origin is not None:
        return [say("update-waiting", code=item.code, origin=item.origin)]
    return [] if item.teller_id is None else [say("update-unnamed")]


def _origin(work: Work, *, own: bool) -> Label:
    """How narrow it may have been where it was said: as the room's ceiling is, or, where nobody said what may be heard
    there, AMBER; never narrower than what passes through the platform.
    """
    room = work.room
    if room is None or (room.kind is RoomKind.PRIVATE and not own):
        found = Label.AMBER
    elif room.kind is RoomKind.PRIVATE:
        found = Label.GREEN
    else:
        found = room.room_class.ceiling(room.ceiling)
        if room.state is not RoomState.AUTHORISED:
            found = max(found, Label.AMBER, key=lambda label: label.rank)
    return min(found, work.world.manners_of(work.platform).ceiling, key=lambda label: label.rank)

"""What went out and was wrong: said in the rooms where it went, and mended in the posts that still stand there."""

from sqlalchemy import select

from commands.engine.work import Work
from commands.update import item_of
from digests.compose import corrected
from digests.facts import audience_of_all
from storage.audience import Audience
from storage.message import Message, Prose, Word, say
from storage.outbox import Kind, Parcel, Posting, PostingState
from storage.refusal import Refusal
from storage.room import Room, RoomState
from storage.update import Correction, Issue, IssueEntry, IssueState, UpdateItem


async def correct_everywhere(work: Work, code: str, text: str) -> int:
    """Say what is right of an item that went out, in each room where it went; in how many rooms.

    Raises Absent or Refusal.
    """
    item = await item_of(work, code)
    found = await work.unit.session.execute(
        select(Issue, Room)
        .join(IssueEntry, IssueEntry.issue_id == Issue.id)
        .join(Room, Room.id == Issue.room_id)
        .where(IssueEntry.code == item.code, Issue.state == IssueState.SENT, Room.state != RoomState.RETIRED)
        .order_by(Room.name, Room.id)
    )
    correction = item.correct(text, locale=work.person.locale, by=work.person.id, now=work.now)
    work.add(correction)
    work.about(f"update:{item.id}")
    rooms = [(issue, room) for issue, room in found]
    if not rooms:
        raise Refusal("digest-not-issued", code=item.code)
    audience = await audience_of_all(work.unit, (item,))
    for issue, room in rooms:
        await _mend(work, issue, item, once=f"correction.{correction.id}")
        await work.post(
            room, _notice(issue, correction), once=f"correction.{correction.id}", about=f"correction:{correction.id}",
            label=item.label, audience=audience,
        )  # fmt: skip
    return len(rooms)


def _notice(issue: Issue, correction: Correction) -> Message:
    return say(
        "digest-correction", month=Word(f"digest-month-{int(issue.month[5:])}"), year=issue.month[:4],
        was=Prose(correction.was, correction.was_locale), text=Prose(correction.text, correction.locale),
    )  # fmt: skip


async def _mend(work: Work, issue: Issue, item: UpdateItem, *, once: str) -> None:
    """Edit the post that holds the item, from what it says now, as far as that is still known (90 days)."""
    standing = select(Posting).where(
        Posting.about == f"digest:{issue.id}",
        Posting.room_id == issue.room_id,
        Posting.state.in_([PostingState.LIVE, PostingState.UPDATED]),
    )
    right = say("digest-item-corrected", text=item.prose, code=item.code)
    for posting in await work.unit.scalars(standing.order_by(Posting.posted_at)):
        latest = await _latest(work, posting)
        if latest is None or not (packed := latest.content.get("message")):
            continue
        if (message := corrected(Message.from_json(packed), item.code, right)) is not None:
            audience = Audience.from_data(latest.content["audience"])
            await work.edit(posting, message, once=f"{once}.{posting.id}", label=posting.label, audience=audience)


async def _latest(work: Work, posting: Posting) -> Parcel | None:
    """The delivery whose text a copy shows, or will show soon: its own, or that of its last edit."""
    edits = select(Parcel).where(
        Parcel.kind == Kind.EDIT, Parcel.room_id == posting.room_id, Parcel.subject == posting.about
    )
    for edit in await work.unit.scalars(edits.order_by(Parcel.number.desc())):
        if edit.content.get("posting") == posting.id:
            return edit
    return await work.unit.scalar(select(Parcel).where(Parcel.id == posting.parcel_id))

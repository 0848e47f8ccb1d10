"""What one parcel asks of its platform:

prepared from the database, carried without it, written down in it again.
"""

import base64
import hashlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import bindparam, or_, select, update

from bot.platform import Attachment, Later, Never, Occurrence, Platform, Rendered, RoomPlan, Target
from storage.base import new_id
from storage.message import Message
from storage.outbox import Kind, Parcel, ParcelState, Posting, PostingState
from storage.person import Person
from storage.room import Room, RoomKind, RoomState
from storage.unit import Unit

Render = Callable[[Message, Sequence[str], str, Room], Awaitable[Rendered]]
"""message, locales, platform name, room -> text in that platform's dialect"""
Make = Callable[[Mapping[str, Any], Room], Awaitable[Attachment]]
"""what is in the parcel, room -> the file it brings"""

T = TypeVar("T")

_COMING = (ParcelState.DUE, ParcelState.CLAIMED)
WAIT_FOR_OTHER = 5.0  # seconds at most until we look again whether what it hangs on has left


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """A parcel ready to be carried. `posting` is the copy to edit or redact, `plan` the room to open."""

    parcel: Parcel
    room: Room
    target: Target
    key: str
    content: Mapping[str, Any]
    file: Attachment | None = None
    posting: Posting | None = None
    plan: RoomPlan | None = None
    mirrored: Posting | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What came of it: the platform's id of the event or room ("" where there is none)."""

    external_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """An errand that was done, and with what text, if it has any; to be written down."""

    errand: Errand
    receipt: Receipt
    text: Rendered | None


async def look_up(unit: Unit, parcels: Sequence[Parcel]) -> Mapping[str, tuple[Room, Person | None]]:
    """The parcels' rooms by id, each with the person whose private chat it is, after whom the guard will ask."""
    wanted = {parcel.room_id for parcel in parcels}
    known = {room_id: (unit.memo[Room, room_id], None) for room_id in wanted if (Room, room_id) in unit.memo}
    if not wanted - known.keys():
        return known
    found = await unit.session.execute(_AT_HAND, {"rooms": list(wanted - known.keys())})
    return {**known, **{room.id: (room, person) for room, person in found}}


_AT_HAND = (
    select(Room, Person)
    .outerjoin(Person, Person.id == Room.person_id)
    .where(Room.id.in_(bindparam("rooms", expanding=True)))
)


async def prepare(unit: Unit, parcel: Parcel, room: Room, *, key: str, may_receive: frozenset[str] | None) -> Errand:
    """Look up what the parcel refers to.

    Raises Later when that has not left yet, Never when it never will.
    """
    content = parcel.content
    if parcel.kind is Kind.OPEN_ROOM:
        plan = await _plan(unit, parcel, content)
        target = Target(room="", encrypted=room.encrypted)
        return Errand(parcel=parcel, room=room, target=target, key=key, content=content, plan=plan)
    if parcel.kind is Kind.ANSWER:
        target = Target(room="", encrypted=room.encrypted, answer_to=content["answer_to"])
        return Errand(parcel=parcel, room=room, target=target, key=key, content=content)
    posting = await _posting(unit, parcel, content["posting"]) if "posting" in content else None
    if posting is not None and (answer_to := await _answered(unit, posting)):
        target = Target(room="", encrypted=room.encrypted, answer_to=answer_to)
        return Errand(parcel=parcel, room=room, target=target, key=key, content=content, posting=posting)
    if room.external_id is None:
        raise await _unopened(unit, parcel, room)
    thread = content.get("thread")
    target = Target(
        room=room.external_id,
        encrypted=room.encrypted,
        may_receive=may_receive,
        thread=(await _posting(unit, parcel, thread)).external_id if thread else content.get("in_thread"),
        reply_to=content.get("reply_to"),
    )
    mirrored = await _mirrored(unit, parcel) if parcel.kind is Kind.MIRROR else None
    return Errand(parcel=parcel, room=room, target=target, key=key, content=content, posting=posting, mirrored=mirrored)


async def carry(errand: Errand, platform: Platform, text: Rendered | None) -> Receipt:
    """Do it. Raises what the platform raises."""
    match errand.parcel.kind:
        case Kind.POST:
            event = await platform.post(errand.target, _given(text), key=errand.key)
            return Receipt(external_id=event)
        case Kind.EDIT:
            copy = _given(errand.posting).external_id
            event = await platform.edit(errand.target, copy, _given(text), key=errand.key)
            return Receipt(external_id=event)
        case Kind.REDACT:
            await platform.redact(errand.target, _given(errand.posting).external_id, key=errand.key)
        case Kind.PIN:
            await platform.pin(errand.target, _given(errand.posting).external_id)
        case Kind.FILE:
            event = await platform.send_file(errand.target, _given(errand.file), key=errand.key)
            return Receipt(external_id=event)
        case Kind.ANSWER:
            return Receipt(external_id=await platform.answer(errand.target, _given(text), key=errand.key))
        case Kind.MIRROR:
            return Receipt(external_id=await _mirror(errand, platform))
        case Kind.OPEN_ROOM:
            return Receipt(external_id=await platform.open_room(_given(errand.plan), key=errand.key))
        case Kind.INVITE:
            await platform.invite(errand.target.room, errand.content["person"])
        case Kind.VOUCH:
            await platform.approve_identity(errand.content["person"])
        case Kind.REMOVE:
            await platform.remove(errand.target.room, errand.content["person"])
    return Receipt()


async def write_down(unit: Unit, carried: Sequence[Carried], now: datetime) -> None:
    """Keep what was done: new postings, a posting's new state, or a room's external id."""
    await unit.append_all(Posting, [_copy(one, now) for one in carried if _is_copy(one)])
    for one in carried:
        if not _is_copy(one):
            await _change(unit, one)


def _is_copy(one: Carried) -> bool:
    """Whether something stands somewhere now that did not before."""
    kind, made = one.errand.parcel.kind, bool(one.receipt.external_id)
    return made and (kind in {Kind.POST, Kind.FILE, Kind.ANSWER} or (kind is Kind.MIRROR and not one.errand.mirrored))


def _copy(one: Carried, now: datetime) -> Mapping[str, object]:
    parcel = one.errand.parcel
    return {
        "id": new_id(),
        "parcel_id": parcel.id,
        "room_id": parcel.room_id,
        "about": parcel.subject,
        "label": parcel.label,
        "external_id": one.receipt.external_id,
        "posted_at": now,
        "state": PostingState.LIVE,
        "content_hash": _hash(one.text),
        "revision": 0,
    }


async def _change(unit: Unit, one: Carried) -> None:
    errand, parcel, external_id = one.errand, one.errand.parcel, one.receipt.external_id
    match parcel.kind:
        case Kind.MIRROR if errand.mirrored is not None:
            entry = await unit.session.get_one(Posting, errand.mirrored.id)
            cancelled = errand.content["occurrence"]["cancelled"]
            entry.state = PostingState.RECALLED if cancelled else PostingState.UPDATED
            entry.external_id = external_id or entry.external_id  # made anew where somebody had deleted it
        case Kind.EDIT:
            posting = await unit.session.get_one(Posting, _given(errand.posting).id)
            posting.state, posting.label = PostingState.UPDATED, parcel.label
            posting.revision, posting.content_hash = posting.revision + 1, _hash(one.text)
        case Kind.REDACT:
            posting = await unit.session.get_one(Posting, _given(errand.posting).id)
            posting.state = PostingState.RECALLED
        case Kind.OPEN_ROOM:
            await _taken_over(unit, errand.room, external_id)
            (await unit.session.get_one(Room, errand.room.id)).opened(external_id)


async def _taken_over(unit: Unit, room: Room, external_id: str) -> None:
    """Some platforms have one private chat with each account, for ever: that of somebody who was erased is whose the
    account is now.
    """
    erased = (Room.kind == RoomKind.PRIVATE) & (Room.account == "") & (Room.state == RoomState.RETIRED)
    same = (Room.platform == room.platform) & (Room.external_id == external_id) & (Room.id != room.id)
    if room.kind is RoomKind.PRIVATE:
        await unit.change(update(Room).where(erased, same).values(external_id=None))


async def write_off(unit: Unit, parcel: Parcel) -> None:
    """It will not be done: a copy that should have been changed or taken back is known to stand as it was."""
    if parcel.kind not in {Kind.EDIT, Kind.REDACT}:
        return
    if posting := await _found(unit, parcel.content["posting"]):
        posting.state = PostingState.RECALL_FAILED


async def render(parcel: Parcel, room: Room, renderer: Render) -> Rendered | None:
    """The text of a post or an edit, as it will look; None for what has no text."""
    if parcel.kind not in {Kind.POST, Kind.EDIT, Kind.ANSWER}:
        return None
    content = parcel.content
    locales = content.get("locales") or room.languages
    text = await renderer(Message.from_json(content["message"]), locales, room.platform, room)
    mentions = dict.fromkeys((*text.mentions, *content.get("mentions", ())))
    return replace(text, mentions=tuple(mentions))


async def _plan(unit: Unit, parcel: Parcel, content: Mapping[str, Any]) -> RoomPlan:
    """The plan in the parcel; its space, or the room it hangs on, is a room of ours, which must have been opened."""
    fields = {**content, "invite": tuple(content.get("invite", ()))}
    fields.pop("audience", None)
    for name in ("space", "thread_of"):
        if not fields.get(name):
            continue
        other = await unit.session.get(Room, fields[name])
        if other is not None and other.external_id is None:
            raise await _unopened(unit, parcel, other)
        fields[name] = other.external_id if other else fields[name]
    return RoomPlan(**fields)


async def _answered(unit: Unit, posting: Posting) -> str:
    """The handle of the answer that this copy is, "" for what stands in a room. Raises Never where it was forgotten."""
    parcel = await unit.scalar(select(Parcel).where(Parcel.id == posting.parcel_id, Parcel.kind == Kind.ANSWER))
    if parcel is None:
        return ""
    if not parcel.content:  # emptied when its time was over, long after the platform forgot the handle
        raise Never("answer-over")
    return str(parcel.content["answer_to"])


async def _mirrored(unit: Unit, parcel: Parcel) -> Posting | None:
    """What stands in the calendar for this already; an entry that was cancelled can't be revived."""
    query = (
        select(Posting)
        .join(Parcel, Parcel.id == Posting.parcel_id)
        .where(
            Posting.room_id == parcel.room_id,
            Posting.about == parcel.subject,
            Posting.state != PostingState.RECALLED,
            Parcel.kind == Kind.MIRROR,
        )
    )
    return await unit.scalar(query.order_by(Parcel.number.desc()))


async def _mirror(errand: Errand, platform: Platform) -> str:
    occurrence = _occurrence(errand.content["occurrence"])
    event = errand.mirrored.external_id if errand.mirrored else None
    if event is None and occurrence.cancelled:
        return ""
    return await platform.mirror(errand.target, occurrence, event, key=errand.key)


def _occurrence(packed: Mapping[str, Any]) -> Occurrence:
    instants = {name: datetime.fromisoformat(packed[name]) for name in ("starts", "ends")}
    return Occurrence(**{**packed, **instants})


async def _unopened(unit: Unit, parcel: Parcel, room: Room) -> Later | Never:
    opening = select(Parcel.number).where(
        Parcel.room_id == room.id, Parcel.kind == Kind.OPEN_ROOM, Parcel.state.in_(_COMING)
    )
    if await unit.scalar(opening) is not None:
        return Later("room-not-open-yet", _soon(parcel))
    # PostgreSQL shows each statement what was committed until then: it may have been opened between two of ours.
    opened = await unit.scalar(select(Room.external_id).where(Room.id == room.id))
    return Never("room-not-open") if opened is None else Later("room-not-open-yet", 0)


async def _posting(unit: Unit, parcel: Parcel, reference: str) -> Posting:
    if posting := await _found(unit, reference):
        return posting
    coming = select(Parcel.number).where(Parcel.id == reference, Parcel.state.in_(_COMING))
    if await unit.scalar(coming) is not None:
        raise Later("posting-not-sent-yet", _soon(parcel))
    if posting := await _found(unit, reference):  # it was sent between two statements: see `_unopened`
        return posting
    raise Never("posting-missing")


def _soon(parcel: Parcel) -> float:
    """What was queued together leaves side by side, so what it hangs on is mostly done in a moment."""
    return min(WAIT_FOR_OTHER, 0.1 * 2.0 ** min(parcel.attempts, 6))


async def _found(unit: Unit, reference: str) -> Posting | None:
    return await unit.scalar(select(Posting).where(or_(Posting.id == reference, Posting.parcel_id == reference)))


async def given_file(content: Mapping[str, Any], room: Room) -> Attachment:
    """The file whose bytes are in the parcel."""
    return Attachment(name=content["name"], media_type=content["media_type"], data=base64.b64decode(content["data"]))


def _hash(text: Rendered | None) -> str:
    return "" if text is None else hashlib.sha256(f"{text.plain}\0{text.html}".encode()).hexdigest()


def _given(thing: T | None) -> T:
    """What a parcel of this kind always has; its absence is a bug of ours."""
    if thing is None:
        raise ValueError("the parcel lacks what its kind needs")
    return thing

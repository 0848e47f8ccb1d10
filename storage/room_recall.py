"""What of ours stands in one room and could be taken back, and what became of that."""

from collections import Counter
from collections.abc import Mapping, Sequence

from sqlalchemy import func, select

from storage.access import Label
from storage.outbox import Kind, Parcel, ParcelState, Posting, PostingState
from storage.queue import UNSENT
from storage.room import Room
from storage.unit import Unit

_STANDS = (PostingState.LIVE, PostingState.UPDATED, PostingState.RECALL_FAILED)


def from_on(least: Label) -> tuple[Label, ...]:
    """This label and the narrower ones."""
    return tuple(label for label in Label if least.within(label))


async def standing_in(unit: Unit, room: Room, least: Label) -> Sequence[Posting]:
    """The copies that stand in a room, so labelled or narrower, the oldest first."""
    query = select(Posting).where(
        Posting.room_id == room.id, Posting.state.in_(_STANDS), Posting.label.in_(from_on(least))
    )
    return await unit.scalars(query.order_by(Posting.posted_at, Posting.id))


async def count_by_label(unit: Unit, room: Room) -> Mapping[Label, int]:
    """How many stand in a room under each label."""
    query = (
        select(Posting.label, func.count())
        .where(Posting.room_id == room.id, Posting.state.in_(_STANDS))
        .group_by(Posting.label)
    )
    return dict(await unit.rows(query))


async def fates(unit: Unit, room: Room) -> Mapping[PostingState, int]:
    """How many of a room's copies above TLP:CLEAR stand, were taken back, or could not be."""
    query = (
        select(Posting.state, func.count())
        .where(Posting.room_id == room.id, Posting.label.in_(from_on(Label.GREEN)))
        .group_by(Posting.state)
    )
    found: Counter[PostingState] = Counter()
    for state, count in await unit.rows(query):
        found[PostingState.LIVE if state is PostingState.UPDATED else state] += count
    return found


async def uncertain(unit: Unit, room: Room) -> int:
    """How many deliveries above TLP:CLEAR nobody knows of whether they arrived."""
    query = select(func.count()).where(
        Parcel.room_id == room.id, Parcel.kind == Kind.POST, Parcel.state == ParcelState.UNKNOWN,
        Parcel.label.in_(from_on(Label.GREEN)),
    )  # fmt: skip
    return await unit.scalar(query) or 0


async def is_settled(unit: Unit, room: Room) -> bool:
    """Whether nothing that is to be taken back there is under way any more."""
    query = select(Parcel.number).where(Parcel.room_id == room.id, Parcel.kind == Kind.REDACT, Parcel.state.in_(UNSENT))
    return await unit.scalar(query.limit(1)) is None

"""The queue of parcels: claimed one at a time under a lease, and settled only by whoever holds that lease.

    due -> claimed -> sent | due again | blocked | dead | unknown

Each claim raises the parcel's `epoch`; a worker that slept through its lease finds another epoch, and its word is not
taken. Within one `order_key` parcels leave in order: none is claimed while an earlier one waits, is under way
or is tried again. Blocked, dead and unknown ones hold nobody back, nor do those whose time has not come.
"""

import base64
import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import ARRAY, ColumnElement, Integer, String, Table, and_, bindparam, func, or_, select, tuple_, update
from sqlalchemy.orm import aliased
from sqlalchemy.orm.attributes import set_committed_value

from storage.base import UtcDateTime, any_of
from storage.lease import LeaseLost
from storage.outbox import Kind, Parcel, ParcelState
from storage.room import Room

if TYPE_CHECKING:
    from storage.unit import Unit

LEASE = timedelta(seconds=60)
UNSENT = (ParcelState.DUE, ParcelState.CLAIMED)
TABLE = cast(Table, Parcel.__table__)  # written to past the session
FREE: dict[str, Any] = {"lease_owner": "", "lease_until": None}


def key(parcel: Parcel, deployment: str) -> str:
    """The platform's idempotency key:

    the same for each try of this parcel, and short enough for Discord (25).
    """
    digest = hashlib.sha256(f"{deployment}\0{parcel.id}".encode()).digest()
    return base64.b32encode(digest[:15]).decode().lower()


async def expire(unit: "Unit", now: datetime) -> Sequence[Parcel]:
    """Settle as dead what nobody needs any more and nobody has tried yet; those parcels.

    What was tried may have arrived: it is claimed once more, and looked for.
    """
    parcels = (await unit.session.scalars(_OVER, {"now": now})).all()
    for parcel in parcels:
        parcel.state, parcel.cause, parcel.settled_at = ParcelState.DEAD, "expired", now
    return parcels


async def claim(unit: "Unit", owner: str, now: datetime, *, lease: timedelta = LEASE) -> Parcel | None:
    """The next parcel that may leave, ours until `lease` is over; None when there is none now."""
    return next(iter(await claim_some(unit, owner, now, most=1, lease=lease)), None)


async def claim_some(
    unit: "Unit", owner: str, now: datetime, *, most: int, lease: timedelta = LEASE
) -> Sequence[Parcel]:
    """The next parcels that may leave, ours until `lease` is over; never two of one `order_key`."""
    parcels = await unit.scalars(_NEXT, now=now, most=most)
    if not parcels:
        return parcels
    ours = {"state": ParcelState.CLAIMED, "lease_owner": owner, "lease_until": now + lease}
    await unit.run(_CLAIM, {"numbers": [parcel.number for parcel in parcels], "owner": owner, "until": now + lease})
    for parcel in parcels:
        _now_is(parcel, **ours, epoch=parcel.epoch + 1, attempts=parcel.attempts + 1)
    return parcels


async def add_next(unit: "Unit", parcel: Parcel) -> bool:
    """Queue a parcel that is claimed already, unless an earlier one of its `order_key` waits; True when queued."""
    if parcel.kind is Kind.ANSWER:  # each has an order of its own
        return await unit.insert(parcel)
    return await unit.insert(parcel, _IS_NEXT, order=parcel.order_key, now=parcel.created_at)


async def is_leaving(unit: "Unit", room_id: str) -> bool:
    """Whether something has left for a room, or may have, and what came of it is not written down yet."""
    return (await unit.run(_LEAVING, {"room": room_id})).first() is not None


async def is_opening(unit: "Unit", platform: str) -> bool:
    """Whether a room of a platform's may be open already whose id is not written down yet."""
    return (await unit.run(_OPENING, {"platform": platform})).first() is not None


async def going_out(unit: "Unit", room_id: str) -> frozenset[str]:
    """The accounts that are to be taken out of a room, as far as that is not written down as done."""
    parcels = await unit.scalars(_GOING_OUT, room=room_id)
    return frozenset(str(parcel.content["person"]) for parcel in parcels)


def claim_newborn(parcel: Parcel, owner: str, *, lease: timedelta = LEASE, begins: bool) -> None:
    """Make a parcel that is about to be queued ours, as `claim` would; with `begins`, about to be sent as well."""
    now = parcel.created_at
    parcel.state, parcel.lease_owner, parcel.lease_until = ParcelState.CLAIMED, owner, now + lease
    parcel.epoch, parcel.attempts = 1, 1
    parcel.first_attempt_at = now if begins else None


def unclaim(parcel: Parcel) -> None:
    """It has to wait its turn after all."""
    parcel.state, parcel.lease_owner, parcel.lease_until = ParcelState.DUE, "", None
    parcel.epoch, parcel.attempts, parcel.first_attempt_at = 0, 0, None


async def begin_some(unit: "Unit", parcels: Sequence[Parcel], now: datetime) -> None:
    """Write down that these, just claimed in the same transaction, are about to be sent."""
    if not parcels:
        return
    await unit.run(_BEGIN_SOME, {"numbers": [parcel.number for parcel in parcels], "now": now})
    for parcel in parcels:
        _now_is(parcel, first_attempt_at=parcel.first_attempt_at or now)


def _now_is(parcel: Parcel, **values: Any) -> None:
    """What was written past the session."""
    for name, value in values.items():
        set_committed_value(parcel, name, value)


def _claimable() -> ColumnElement[bool]:
    earlier = aliased(Parcel)
    held_back = (
        select(earlier.number)
        .where(
            earlier.order_key == Parcel.order_key,
            earlier.number < Parcel.number,
            any_of(earlier.state, UNSENT),
            # One that was tried keeps its place during its backoff; one planned for later has no place yet.
            or_(earlier.not_before <= _NOW, earlier.attempts > 0),
        )
        .exists()
    )
    due = and_(Parcel.state == ParcelState.DUE, Parcel.not_before <= _NOW)
    abandoned = and_(Parcel.state == ParcelState.CLAIMED, Parcel.lease_until <= _NOW)
    return and_(or_(due, abandoned), ~held_back)


# Asked thousands of times an hour: built once, because building it takes as long as running it.
_NOW = bindparam("now", type_=UtcDateTime)
_NEXT = (
    select(Parcel)
    .where(_claimable())
    .order_by(Parcel.number)
    .limit(bindparam("most", type_=Integer))
    .with_for_update(skip_locked=True)  # SQLite has one writer and ignores it
    .execution_options(populate_existing=True)
)
_IS_NEXT = ~(
    select(Parcel.number)
    .where(
        Parcel.order_key == bindparam("order", type_=Parcel.order_key.type),
        any_of(Parcel.state, UNSENT),
        or_(Parcel.not_before <= _NOW, Parcel.attempts > 0),
    )
    .exists()
)
_ON_ITS_WAY = and_(any_of(Parcel.state, UNSENT), Parcel.first_attempt_at.is_not(None))
_LEAVING = select(Parcel.number).where(Parcel.room_id == bindparam("room"), _ON_ITS_WAY).limit(1)
_GOING_OUT = select(Parcel).where(
    Parcel.order_key == bindparam("room", type_=Parcel.order_key.type),
    Parcel.state.in_(UNSENT),
    Parcel.kind == Kind.REMOVE,
)
_OPENING = (
    select(Parcel.number)
    .join(Room, Room.id == Parcel.room_id)
    .where(Parcel.kind == Kind.OPEN_ROOM, Room.platform == bindparam("platform"), _ON_ITS_WAY)
    .limit(1)
)
_THESE = Parcel.number.in_(bindparam("numbers", expanding=True))
_CLAIM = (
    update(TABLE)
    .where(_THESE)
    .values(
        state=ParcelState.CLAIMED, lease_owner=bindparam("owner"), lease_until=bindparam("until", type_=UtcDateTime),
        epoch=Parcel.epoch + 1, attempts=Parcel.attempts + 1,
    )
)  # fmt: skip
_BEGIN_SOME = update(TABLE).where(_THESE).values(first_attempt_at=func.coalesce(Parcel.first_attempt_at, _NOW))
_OVER = (
    select(Parcel)
    .where(Parcel.state == ParcelState.DUE, Parcel.expires_at <= _NOW, Parcel.first_attempt_at.is_(None))
    .with_for_update(skip_locked=True)
)


_MINE = and_(
    Parcel.id == bindparam("one"),
    Parcel.state == ParcelState.CLAIMED,
    Parcel.lease_owner == bindparam("owner"),
    Parcel.epoch == bindparam("claim"),
)
_SENT = (
    update(TABLE)
    .where(_MINE)
    .values(state=ParcelState.SENT, receipt=bindparam("event"), cause="", settled_at=_NOW, **FREE)
)
_ARRIVED = (
    func.unnest(
        bindparam("ids", type_=ARRAY(String)),
        bindparam("claims", type_=ARRAY(Integer)),
        bindparam("events", type_=ARRAY(String)),
    )
    .table_valued("id", "claim", "event")
    .render_derived()
)
_SENT_ALL = (
    update(TABLE)
    .where(
        Parcel.id == _ARRIVED.c.id,
        Parcel.state == ParcelState.CLAIMED,
        Parcel.lease_owner == bindparam("owner"),
        Parcel.epoch == _ARRIVED.c.claim,
    )
    .values(state=ParcelState.SENT, receipt=_ARRIVED.c.event, cause="", settled_at=_NOW, **FREE)
)
_BEGIN = (
    update(TABLE)
    .where(_MINE, Parcel.lease_until > _NOW)
    .values(first_attempt_at=func.coalesce(Parcel.first_attempt_at, _NOW))
)

_BEGIN_MINE = (
    update(TABLE)
    .where(
        Parcel.id.in_(bindparam("ids", expanding=True)),  # else no index is used
        tuple_(Parcel.id, Parcel.epoch).in_(bindparam("claims", expanding=True)),
        Parcel.state == ParcelState.CLAIMED,
        Parcel.lease_owner == bindparam("owner"),
        Parcel.lease_until > _NOW,
    )
    .values(first_attempt_at=func.coalesce(Parcel.first_attempt_at, _NOW))
    .returning(TABLE.c.id)
)


async def recover(unit: "Unit", owner: str, now: datetime) -> int:
    """Let go of what a former life of this worker held when it was killed; how many parcels.

    Only for a worker whose name no other running process has.
    """
    held = and_(Parcel.state == ParcelState.CLAIMED, Parcel.lease_owner == owner, Parcel.lease_until > now)
    return await unit.change(update(Parcel).where(held).values(lease_until=now))


async def begin(unit: "Unit", parcel: Parcel, now: datetime) -> None:
    """Write down that it is about to be sent. Raises LeaseLost when the lease is over or another's."""
    if not await unit.write(_BEGIN, {**_claim_of(parcel), "now": now}):
        raise LeaseLost


async def begin_mine(unit: "Unit", parcels: Sequence[Parcel], now: datetime) -> bool:
    """As `begin`, for all of these, claimed by one worker: False when the lease of any is over or another's."""
    if not parcels:
        return True
    claims = [(parcel.id, parcel.epoch) for parcel in parcels]
    values = {"ids": [one for one, _ in claims], "claims": claims, "owner": parcels[0].lease_owner, "now": now}
    begun = await unit.run(_BEGIN_MINE, values)
    return len(begun.all()) == len(parcels)


async def sent_all(unit: "Unit", receipts: Sequence[tuple[Parcel, str]], now: datetime) -> None:
    """They arrived, each with the platform's id for it. Raises LeaseLost when the lease of any is over."""
    if unit.dialect == "sqlite":
        rows = ({**_claim_of(parcel), "event": event, "now": now} for parcel, event in receipts)
        done = await unit.write(_SENT, *rows)
    else:  # asyncpg doesn't say how many rows such statements meet
        columns = {
            "ids": [parcel.id for parcel, _ in receipts], "claims": [parcel.epoch for parcel, _ in receipts],
            "events": [event for _, event in receipts],
        }  # fmt: skip
        done = await unit.write(_SENT_ALL, {**columns, "owner": receipts[0][0].lease_owner, "now": now})
    if done != len(receipts):
        raise LeaseLost


async def retry(unit: "Unit", parcel: Parcel, not_before: datetime, cause: str) -> None:
    """Try again, not before then; the first attempt stays written down. Raises LeaseLost."""
    await _settle(unit, parcel, state=ParcelState.DUE, not_before=not_before, cause=cause[:120], **FREE)


async def block(unit: "Unit", parcel: Parcel, cause: str, now: datetime) -> None:
    """It may not go there as things are; nothing was sent. Raises LeaseLost."""
    await _settle(unit, parcel, state=ParcelState.BLOCKED, cause=cause[:120], settled_at=now, **FREE)


async def bury(unit: "Unit", parcel: Parcel, cause: str, now: datetime) -> None:
    """It will never be taken: a dead letter. Raises LeaseLost."""
    await _settle(unit, parcel, state=ParcelState.DEAD, cause=cause[:120], settled_at=now, **FREE)


async def unknown(unit: "Unit", parcel: Parcel, cause: str, now: datetime) -> None:
    """It was tried, and whether it arrived can't be found out. Raises LeaseLost."""
    await _settle(unit, parcel, state=ParcelState.UNKNOWN, cause=cause[:120], settled_at=now, **FREE)


async def release(unit: "Unit", parcel_id: str, now: datetime) -> bool:
    """Let a blocked parcel go out after all (its room is fit again); False when it isn't blocked."""
    blocked = and_(Parcel.id == parcel_id, Parcel.state == ParcelState.BLOCKED)
    values = {"state": ParcelState.DUE, "not_before": now, "cause": "", "settled_at": None}
    return bool(await unit.change(update(Parcel).where(blocked).values(values)))


async def _settle(unit: "Unit", parcel: Parcel, **values: Any) -> None:
    """The fence: only the holder of this very claim may write."""
    if not (await unit.run(update(TABLE).where(_MINE).values(values), _claim_of(parcel))).rowcount:
        raise LeaseLost


def _claim_of(parcel: Parcel) -> dict[str, object]:
    return {"one": parcel.id, "owner": parcel.lease_owner, "claim": parcel.epoch}

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

from sqlalchemy import ColumnElement, CursorResult, Integer, and_, bindparam, or_, select, update
from sqlalchemy.orm import aliased

from storage.base import UtcDateTime
from storage.lease import LeaseLost
from storage.outbox import Parcel, ParcelState

if TYPE_CHECKING:
    from storage.unit import Unit

LEASE = timedelta(seconds=60)
UNSENT = (ParcelState.DUE, ParcelState.CLAIMED)
FREE: dict[str, Any] = {"lease_owner": "", "lease_until": None}


def key(parcel: Parcel, deployment: str) -> str:
    """The platform's idempotency key:

    the same for each try of this parcel, and short enough for Discord (25).
    """
    digest = hashlib.sha256(f"{deployment}\0{parcel.id}".encode()).digest()
    return base64.b32encode(digest).decode()[:24].lower()


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
    parcels: Sequence[Parcel] = (await unit.session.scalars(_NEXT, {"now": now, "most": most})).all()
    for parcel in parcels:
        parcel.state = ParcelState.CLAIMED
        parcel.lease_owner, parcel.lease_until = owner, now + lease
        parcel.epoch += 1
        parcel.attempts += 1
    if parcels:
        await unit.session.flush()
    return parcels


def _claimable() -> ColumnElement[bool]:
    earlier = aliased(Parcel)
    held_back = (
        select(earlier.number)
        .where(
            earlier.order_key == Parcel.order_key,
            earlier.number < Parcel.number,
            earlier.state.in_(UNSENT),
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
    update(Parcel)
    .where(_MINE)
    .values(state=ParcelState.SENT, receipt=bindparam("event"), cause="", settled_at=_NOW, **FREE)
    .execution_options(synchronize_session=False)
)


async def recover(unit: "Unit", owner: str, now: datetime) -> int:
    """Let go of what a former life of this worker held when it was killed; how many parcels.

    Only for a worker whose name no other running process has.
    """
    held = and_(Parcel.state == ParcelState.CLAIMED, Parcel.lease_owner == owner, Parcel.lease_until > now)
    return await unit.change(update(Parcel).where(held).values(lease_until=now))


async def begin(unit: "Unit", parcel: Parcel, now: datetime) -> None:
    """Write down that it is about to be sent. Raises LeaseLost when the lease is over or another's."""
    await _settle(
        unit,
        parcel,
        Parcel.lease_until > now,
        first_attempt_at=parcel.first_attempt_at or now,
    )


async def sent(unit: "Unit", parcel: Parcel, receipt: str, now: datetime) -> None:
    """It arrived; `receipt` is the platform's id for it. Raises LeaseLost."""
    mine = {"one": parcel.id, "owner": parcel.lease_owner, "claim": parcel.epoch}
    result = await unit.session.execute(_SENT, {**mine, "event": receipt, "now": now})
    if not cast(CursorResult[Any], result).rowcount:
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


async def _settle(unit: "Unit", parcel: Parcel, *also: ColumnElement[bool], **values: Any) -> None:
    """The fence: only the holder of this very claim may write."""
    mine = and_(
        Parcel.id == parcel.id,
        Parcel.state == ParcelState.CLAIMED,
        Parcel.lease_owner == parcel.lease_owner,
        Parcel.epoch == parcel.epoch,
        *also,
    )
    if not await unit.change(update(Parcel).where(mine).values(values)):
        raise LeaseLost

"""One active process for each account: a row says who holds it, until when, and in which epoch."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import String, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, UtcDateTime

if TYPE_CHECKING:
    from storage.unit import Unit

HELD_FOR = timedelta(seconds=60)  # long enough for a slow commit, short enough for another to take over


class LeaseLost(Exception):
    """Another process holds it now, or the time is over: stop at once, another may be at work already."""


class Lease(Base):
    """Who holds an account (`id`, as "matrix:@bot:example.org"). `epoch` rises with every new holder."""

    __tablename__ = "lease"

    id: Mapped[str] = mapped_column(String(255), primary_key=True)
    owner: Mapped[str] = mapped_column(String(64))
    until: Mapped[datetime] = mapped_column(UtcDateTime)
    epoch: Mapped[int] = mapped_column(default=0)


async def acquire(unit: "Unit", name: str, owner: str, now: datetime, *, held_for: timedelta = HELD_FOR) -> int | None:
    """The epoch under which `owner` holds it from now on; None while another does."""
    await unit.add_once(Lease(id=name, owner="", until=now), Lease.id == name)
    free = or_(Lease.until <= now, Lease.owner == owner, Lease.owner == "")  # let go of, whatever the clocks say
    taken = update(Lease).where(Lease.id == name, free)
    values = {"owner": owner, "until": now + held_for, "epoch": Lease.epoch + 1}
    if not await unit.change(taken.values(values)):
        return None
    return await unit.scalar(select(Lease.epoch).where(Lease.id == name))


async def renew(
    unit: "Unit", name: str, owner: str, epoch: int, now: datetime, *, held_for: timedelta = HELD_FOR
) -> None:
    """Hold it longer. Raises LeaseLost when it ran out before, even if nobody else took it."""
    mine = (Lease.id == name) & (Lease.owner == owner) & (Lease.epoch == epoch) & (Lease.until > now)
    if not await unit.change(update(Lease).where(mine).values(until=now + held_for)):
        raise LeaseLost


async def release(unit: "Unit", name: str, owner: str, epoch: int, now: datetime) -> None:
    """Let the next one in at once; nothing happens when it was lost already."""
    mine = (Lease.id == name) & (Lease.owner == owner) & (Lease.epoch == epoch)
    await unit.change(update(Lease).where(mine).values(until=now, owner=""))

"""What was taken in already:

each event once, each ciphertext once, each occurrence of the clock once, and how far we read.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import String, UniqueConstraint, select, update
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, UtcDateTime, Words, new_id

if TYPE_CHECKING:
    from storage.unit import Storage, Unit


class InboxEvent(Base):
    """An event that was handled.

    `replay_key` names its ciphertext, which counts once under whatever event id.
    """

    __tablename__ = "inbox"

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default_factory=new_id)
    event_key: Mapped[str] = mapped_column(String(320), unique=True)
    replay_key: Mapped[str | None] = mapped_column(String(320), unique=True, default=None)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class Progress(Base):
    """How far an account has read its platform's stream, and as which of its devices it has spoken last, since when."""

    __tablename__ = "checkpoint"
    __table_args__ = (UniqueConstraint("platform", "account"),)

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default_factory=new_id)
    platform: Mapped[str] = mapped_column(String(16))
    account: Mapped[str] = mapped_column(String(255))
    token: Mapped[str] = mapped_column(String(1024), default="")
    device: Mapped[str] = mapped_column(String(255), default="")
    device_since: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)


class Occurrence(Base):
    """Something the clock caused: of which kind, about what, in which slot (a local date or time of day)."""

    __tablename__ = "occurrence"
    __table_args__ = (UniqueConstraint("kind", "subject", "slot"),)

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default_factory=new_id)
    kind: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(64))
    slot: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class PinState(StrEnum):
    """Whether the pinned identity still counts: HELD until staff have looked at a changed one."""

    PINNED = "pinned"
    HELD = "held"


class IdentityPin(Base):
    """The signing identity (public master key) under which a person was first seen; theirs until staff
    approve another.
    """

    __tablename__ = "identity_pin"
    __table_args__ = (UniqueConstraint("platform", "external_id"),)

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default_factory=new_id)
    platform: Mapped[str] = mapped_column(String(16))
    external_id: Mapped[str] = mapped_column(String(255))
    master_key: Mapped[str] = mapped_column(String(255))
    state: Mapped[PinState] = mapped_column(Words(PinState), default=PinState.PINNED)


async def seen(unit: "Unit", event_key: str, replay_key: str | None, now: datetime) -> bool:
    """Whether this event ("platform:event id"), or its ciphertext under another id, was taken in before.

    If not, it is now.
    """
    return not await unit.append(
        InboxEvent, {"id": new_id(), "event_key": event_key, "replay_key": replay_key, "at": now}
    )


async def first_time(unit: "Unit", kind: str, subject: str, slot: str, now: datetime) -> bool:
    """Whether this occurrence is ours to cause: True for exactly one caller, ever, if its unit commits."""
    return await unit.append(Occurrence, {"id": new_id(), "kind": kind, "subject": subject, "slot": slot, "at": now})


class Checkpoint:
    """The account's place in its platform's stream, in a transaction of its own:

    saved after what came before it.
    """

    def __init__(self, storage: "Storage", platform: str, account: str) -> None:
        self._storage = storage
        self._platform = platform
        self._account = account
        self._mine = (Progress.platform == platform) & (Progress.account == account)

    async def load(self) -> str | None:
        """The last place saved, or None at the first start."""
        async with self._storage.unit() as unit:
            return await unit.scalar(select(Progress.token).where(self._mine)) or None

    async def save(self, token: str) -> None:
        """Keep this place."""
        async with self._storage.unit() as unit:
            if not await unit.change(update(Progress).where(self._mine).values(token=token)):
                unit.add(Progress(platform=self._platform, account=self._account, token=token))

    async def speaks_as(self, device: str, now: datetime) -> datetime:
        """Since when the account has spoken as this device and no other: now, if it was another's turn until now.

        Only for whoever holds the account's lease.
        """
        async with self._storage.unit() as unit:
            progress = await unit.scalar(select(Progress).where(self._mine))
            if progress is None:
                unit.add(progress := Progress(platform=self._platform, account=self._account))
            if progress.device_since is None or progress.device != device:
                progress.device, progress.device_since = device, now
            return progress.device_since


class Pins:
    """The pinned identities of one platform's people, each change in a transaction of its own."""

    def __init__(self, storage: "Storage", platform: str) -> None:
        self._storage = storage
        self._platform = platform

    async def load(self) -> Mapping[str, tuple[str, bool]]:
        """Of each external id, the pinned master key and whether it is held."""
        async with self._storage.unit() as unit:
            pins = await unit.scalars(select(IdentityPin).where(IdentityPin.platform == self._platform))
            return {pin.external_id: (pin.master_key, pin.state is PinState.HELD) for pin in pins}

    async def pin(self, external_id: str, master_key: str) -> None:
        """Pin a person's first identity; a pin that is there already stays."""
        taken = (IdentityPin.platform == self._platform) & (IdentityPin.external_id == external_id)
        async with self._storage.unit() as unit:
            await unit.add_once(
                IdentityPin(platform=self._platform, external_id=external_id, master_key=master_key), taken
            )

    async def hold(self, external_id: str) -> None:
        """The identity seen is not the pinned one: no keys for this person until `approve`."""
        async with self._storage.unit() as unit:
            if pin := await self._pin(unit, external_id):
                pin.state = PinState.HELD

    async def approve(self, external_id: str, master_key: str) -> None:
        """Staff have looked: this identity is the person's from now on."""
        async with self._storage.unit() as unit:
            if pin := await self._pin(unit, external_id):
                pin.master_key, pin.state = master_key, PinState.PINNED

    async def _pin(self, unit: "Unit", external_id: str) -> IdentityPin | None:
        theirs = (IdentityPin.platform == self._platform) & (IdentityPin.external_id == external_id)
        return await unit.scalar(select(IdentityPin).where(theirs))

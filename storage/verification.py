"""An operator and an admin compare emoji: what the console waits for, and what the running bot has to show it.

A row is all that the two processes share. Each step is one conditional statement, so that neither can undo what the
other did meanwhile. The emoji are kept as numbers; whoever reads them learns nothing that helps.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import String, delete, select, update
from sqlalchemy.orm import Mapped, mapped_column

from storage import directory
from storage.access import Role
from storage.base import Base, UtcDateTime, Words, new_id
from storage.person import Person

if TYPE_CHECKING:
    from storage.unit import Unit

OPEN_FOR = timedelta(minutes=10)
"""Clients give up a request after as long (Matrix spec v1.18, "Key verification framework")."""
KEPT_FOR = timedelta(days=1)


class VerificationState(StrEnum):
    """AWAITED until the emoji are SHOWN; the operator says AGREED, DIFFERENT or WITHDRAWN; the bot ends it."""

    AWAITED = "awaited"
    SHOWN = "shown"
    AGREED = "agreed"
    DIFFERENT = "different"
    WITHDRAWN = "withdrawn"
    VERIFIED = "verified"
    FAILED = "failed"


RUNNING = (VerificationState.AWAITED, VerificationState.SHOWN, VerificationState.AGREED)
ANSWERS = (VerificationState.AGREED, VerificationState.DIFFERENT)


class Verification(Base):
    """One try to verify an account. `cause` is why it FAILED: a code of the Matrix specification, or a word of ours."""

    __tablename__ = "verification"

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default_factory=new_id)
    platform: Mapped[str] = mapped_column(String(16))
    account: Mapped[str] = mapped_column(String(255), index=True)
    state: Mapped[VerificationState] = mapped_column(Words(VerificationState), default=VerificationState.AWAITED)
    emoji: Mapped[str] = mapped_column(String(40), default="")
    cause: Mapped[str] = mapped_column(String(64), default="")
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    until: Mapped[datetime] = mapped_column(UtcDateTime)

    @property
    def numbers(self) -> tuple[int, ...]:
        """The numbers of the seven emoji; none before they are shown."""
        return tuple(int(number) for number in self.emoji.split())


async def admin_of(unit: "Unit", platform: str, account: str) -> Person | None:
    """The active admin whose proven account this is: the only people who are verified."""
    person = await directory.person_of(unit, platform, account)
    return person if person is not None and Role.ADMIN in person.roles else None


async def begin(unit: "Unit", platform: str, account: str, now: datetime) -> Verification:
    """Wait for this account from now on. An older try of the same account is withdrawn, what is long over forgotten."""
    await unit.change(delete(Verification).where(Verification.until < now - KEPT_FOR))
    theirs = (Verification.platform == platform) & (Verification.account == account)
    older = update(Verification).where(theirs, Verification.state.in_(RUNNING))
    await unit.change(older.values(state=VerificationState.WITHDRAWN))
    begun = Verification(platform=platform, account=account, opened_at=now, until=now + OPEN_FOR)
    unit.add(begun)
    return begun


async def running(unit: "Unit", platform: str, account: str, room: str | None, now: datetime) -> Verification | None:
    """The try that waits for this account, which still has to be an admin's, in a `room` their own encrypted chat."""
    theirs = (Verification.platform == platform) & (Verification.account == account)
    open_now = select(Verification).where(theirs, Verification.state.in_(RUNNING), Verification.until > now)
    found = await unit.scalar(open_now)
    if found is None or (admin := await admin_of(unit, platform, account)) is None:
        return None
    if room is not None:
        chat = await directory.private_room(unit, admin, platform)
        if chat is None or chat.external_id != room or not chat.encrypted:
            return None
    return found


async def look(unit: "Unit", which: str) -> Verification | None:
    """A try as it stands; None when it is forgotten."""
    return await unit.scalar(select(Verification).where(Verification.id == which))


async def show(unit: "Unit", which: str, emoji: Sequence[int]) -> bool:
    """Show the operator these emoji; whether anybody still waits for them."""
    shown = {"state": VerificationState.SHOWN, "emoji": " ".join(map(str, emoji))}
    return await _step(unit, which, (VerificationState.AWAITED,), **shown)


async def answer(unit: "Unit", which: str, *, agreed: bool) -> bool:
    """The operator has compared; whether that is still wanted."""
    state = VerificationState.AGREED if agreed else VerificationState.DIFFERENT
    return await _step(unit, which, (VerificationState.SHOWN,), state=state)


async def withdraw(unit: "Unit", which: str) -> None:
    """The operator waits no longer; nothing happens to what is over or was agreed on."""
    await _step(unit, which, (VerificationState.AWAITED, VerificationState.SHOWN), state=VerificationState.WITHDRAWN)


async def settle(unit: "Unit", which: str, cause: str = "") -> bool:
    """The bot ends it: verified, if the operator agreed, or failed for a cause. Whether it was this that ended it."""
    if not cause:
        return await _step(unit, which, (VerificationState.AGREED,), state=VerificationState.VERIFIED)
    return await _step(
        unit, which, (*RUNNING, VerificationState.DIFFERENT), state=VerificationState.FAILED, cause=cause
    )


async def abandon(unit: "Unit", platform: str, cause: str) -> None:
    """Fail all that had begun: the process that held their keys is gone. Who is only awaited may still come."""
    begun = (VerificationState.SHOWN, VerificationState.AGREED)
    theirs = update(Verification).where(Verification.platform == platform, Verification.state.in_(begun))
    await unit.change(theirs.values(state=VerificationState.FAILED, cause=cause))


async def _step(unit: "Unit", which: str, before: Sequence[VerificationState], **values: object) -> bool:
    here = update(Verification).where(Verification.id == which, Verification.state.in_(before))
    return bool(await unit.change(here.values(**values)))

"""Where the running bot meets the operator's console for a verification: rows of the database, and no port."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from bot.enrolment import OPERATOR, work_of_operator, world_of
from bot.platforms.matrix.verification import Verdict
from bot.settings import Settings
from storage import verification
from storage.message import say
from storage.unit import Storage
from storage.verification import VerificationState

RESTARTED = "restarted"
"""A cause of ours: the process that held an exchange's keys is gone."""
VERDICTS: Mapping[VerificationState, Verdict] = {
    VerificationState.AWAITED: Verdict.WAITING,
    VerificationState.SHOWN: Verdict.WAITING,
    VerificationState.AGREED: Verdict.AGREED,
    VerificationState.DIFFERENT: Verdict.DIFFERENT,
}
"""Whatever else a try is, nobody waits for it."""


class Desk:
    """The bot's end of it, each call in a transaction of its own."""

    def __init__(self, storage: Storage, settings: Settings, platform: str, clock: Callable[[], datetime]) -> None:
        self._storage = storage
        self._settings = settings
        self._platform = platform
        self._clock = clock

    async def awaits(self, account: str, room: str | None) -> str | None:
        """The try that waits for this account; see `storage.verification.running`."""
        async with self._storage.unit() as unit:
            found = await verification.running(unit, self._platform, account, room, self._clock())
            return found.id if found else None

    async def show(self, which: str, emoji: Sequence[int]) -> bool:
        """Show the operator these emoji; whether anybody still waits."""
        async with self._storage.unit() as unit:
            return await verification.show(unit, which, emoji)

    async def verdict(self, which: str) -> Verdict:
        """What the operator says; LATE when the time is over."""
        async with self._storage.unit() as unit:
            found = await verification.look(unit, which)
        if found is None:
            return Verdict.WITHDRAWN
        verdict = VERDICTS.get(found.state, Verdict.WITHDRAWN)
        return (
            Verdict.LATE if verdict in (Verdict.WAITING, Verdict.AGREED) and found.until <= self._clock() else verdict
        )

    async def settle(self, which: str, cause: str = "") -> None:
        """It failed, or an identity was verified, which is recorded as the operator's deed and told to staff."""
        now = self._clock()
        async with self._storage.unit() as unit:
            found = await verification.look(unit, which)
            if found is None or not await verification.settle(unit, which, cause) or cause:
                return
            person = await verification.admin_of(unit, self._platform, found.account)
            if person is None:  # their role ended while they compared; the identity is proven all the same
                return
            work = work_of_operator(unit, world_of(self._settings), now)
            told = say("staff-person-verified", name=person.name, account=found.account)
            await work.tell_staff(told, once=f"verified.{which}")
            await unit.record("person verify", at=now, actor_id=OPERATOR, object=f"person:{person.id}")

    async def abandon(self) -> None:
        """What an earlier process of ours had begun has failed."""
        async with self._storage.unit() as unit:
            await verification.abandon(unit, self._platform, RESTARTED)

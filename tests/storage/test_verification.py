"""One try to compare emoji: each step once, in order, whichever process comes first; in time."""

from datetime import timedelta

import pytest

from storage import verification
from storage.unit import Storage
from storage.verification import KEPT_FOR, OPEN_FOR, Verification, VerificationState
from tests.parcels import NOON

ANA = "@ana:example.org"
EMOJI = (0, 63, 7, 7, 1, 2, 3)


async def begun(storage: Storage) -> str:
    """A try that waits for Ana."""
    async with storage.unit() as unit:
        return (await verification.begin(unit, "matrix", ANA, NOON)).id


async def seen(storage: Storage, which: str) -> Verification:
    """As it stands."""
    async with storage.unit() as unit:
        found = await verification.look(unit, which)
        assert found is not None
        return found


async def test_from_awaited_to_verified(storage: Storage) -> None:
    which = await begun(storage)
    async with storage.unit() as unit:
        assert not await verification.answer(unit, which, agreed=True), "nothing was shown yet"
        assert not await verification.settle(unit, which), "nobody agreed yet"
        assert await verification.show(unit, which, EMOJI)
        assert not await verification.show(unit, which, EMOJI), "shown once"
    assert (await seen(storage, which)).numbers == EMOJI
    async with storage.unit() as unit:
        assert await verification.answer(unit, which, agreed=True)
        assert not await verification.answer(unit, which, agreed=False), "said once"
        await verification.withdraw(unit, which)
        assert await verification.settle(unit, which)
        assert not await verification.settle(unit, which, "m.timeout"), "over is over"
    assert (await seen(storage, which)).state is VerificationState.VERIFIED


@pytest.mark.parametrize("says", [False, None])
async def test_nothing_is_verified_that_was_not_agreed_on(storage: Storage, says: bool | None) -> None:
    which = await begun(storage)
    async with storage.unit() as unit:
        await verification.show(unit, which, EMOJI)
        if says is None:
            await verification.withdraw(unit, which)
        else:
            await verification.answer(unit, which, agreed=says)
        assert not await verification.settle(unit, which)
        await verification.settle(unit, which, "m.mismatched_sas")
    ended = await seen(storage, which)
    assert ended.state is (VerificationState.WITHDRAWN if says is None else VerificationState.FAILED)


async def test_a_later_try_takes_the_place_of_an_older_one_and_old_ones_are_forgotten(storage: Storage) -> None:
    first, second = await begun(storage), await begun(storage)
    assert (await seen(storage, first)).state is VerificationState.WITHDRAWN
    assert (await seen(storage, second)).state is VerificationState.AWAITED
    async with storage.unit() as unit:
        await verification.begin(unit, "matrix", "@ben:example.org", NOON + OPEN_FOR + KEPT_FOR + timedelta(seconds=1))
    async with storage.unit() as unit:
        assert await verification.look(unit, first) is None


async def test_what_a_process_had_begun_fails_with_it_and_who_is_awaited_may_still_come(storage: Storage) -> None:
    which = await begun(storage)
    async with storage.unit() as unit:
        await verification.abandon(unit, "matrix", "restarted")
        assert await verification.show(unit, which, EMOJI)
        await verification.abandon(unit, "discord", "restarted")
        assert await verification.answer(unit, which, agreed=True)
        await verification.abandon(unit, "matrix", "restarted")
    assert (await seen(storage, which)).cause == "restarted"

"""Who is verified at all, and what an operator is told: the bot's end and the console's, on one database."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update
from typer.testing import CliRunner

from bot import clock, verification_desk, verifying
from bot.cli import app
from bot.enrolment import OPERATOR
from bot.platforms.matrix.emoji import EMOJI
from bot.platforms.matrix.verification import Verdict
from bot.settings import Settings
from bot.verification_desk import Desk
from bot.verifying import NotVerified
from storage import directory, lease, verification
from storage.audit import AuditEvent
from storage.person import Identity
from storage.room import Room
from storage.verification import OPEN_FOR, Verification
from tests.bot.test_enrolment import settings
from tests.cast import Cast

__all__ = ["settings"]  # a fixture

BOT = "matrix:@roundtable:example.org"
SOFIA, GRETA = "@sofia:example.org", "@greta:example.org"
NUMBERS = (0, 1, 2, 3, 4, 5, 63)


@pytest.fixture
def desk(cast: Cast, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """The bot's end; the console looks at the same clock."""
    monkeypatch.setattr(clock, "now", lambda: cast.now)
    monkeypatch.setattr(verifying, "LOOK_EVERY", 0.01)
    monkeypatch.setattr(verification_desk, "world_of", lambda given: cast.app.world)  # where the staff room is
    return Desk(cast.app.storage, settings, "matrix", lambda: cast.now)


@pytest.fixture
async def chat(cast: Cast, desk: Desk) -> str:
    """Sofia is an admin and Greta is not; both have a proven account on Matrix and a chat there. The bot runs."""
    async with cast.app.storage.unit() as unit:
        for member, account in ((cast.sofia, SOFIA), (cast.greta, GRETA)):
            person = await directory.person_of(unit, "memory", member.account)
            assert person is not None
            unit.add(Identity(person_id=person.id, platform="matrix", external_id=account, verified_at=cast.now))
            found = await directory.private_room(unit, person, "memory")
            assert found is not None
            chat = {"platform": "matrix", "external_id": account, "account": account}
            await unit.change(update(Room).where(Room.id == found.id).values(**chat))
        await lease.acquire(unit, BOT, "this process", cast.now)
    return SOFIA


async def begin(cast: Cast, settings: Settings, account: str = SOFIA) -> Verification:
    """At the console."""
    return await verifying.begin(cast.app.storage, settings, account, cast.now)


async def test_an_admin_is_awaited_in_their_own_chat_or_from_a_device(
    cast: Cast, settings: Settings, desk: Desk, chat: str
) -> None:
    assert await desk.awaits(SOFIA, chat) is None
    begun = await begin(cast, settings)
    assert await desk.awaits(SOFIA, chat) == begun.id
    assert await desk.awaits(SOFIA, None) == begun.id
    assert await desk.awaits(SOFIA, GRETA) is None, "another room"
    assert await desk.awaits(GRETA, None) is None, "another person"
    cast.now += OPEN_FOR
    assert await desk.awaits(SOFIA, chat) is None, "too late"


async def _in_clear(cast: Cast) -> None:
    async with cast.app.storage.unit() as unit:
        await unit.change(update(Room).where(Room.external_id == SOFIA).values(encrypted=False))


async def _no_admin(cast: Cast) -> None:
    async with cast.app.storage.unit() as unit:
        person = await directory.person_of(unit, "matrix", SOFIA)
        assert person is not None
        person.roles -= {"admin"}


async def _gone(cast: Cast) -> None:
    async with cast.app.storage.unit() as unit:
        person = await directory.person_of(unit, "matrix", SOFIA)
        assert person is not None
        person.leave()


async def _unproven(cast: Cast) -> None:
    async with cast.app.storage.unit() as unit:
        await unit.change(update(Identity).where(Identity.external_id == SOFIA).values(verified_at=None))


async def _unlinked(cast: Cast) -> None:
    async with cast.app.storage.unit() as unit:
        await unit.change(delete(Identity).where(Identity.external_id == SOFIA))


@pytest.mark.parametrize("change", [_in_clear, _no_admin, _gone, _unproven, _unlinked])
async def test_whatever_changes_while_the_console_waits_counts(
    cast: Cast, settings: Settings, desk: Desk, chat: str, change: Callable[[Cast], Awaitable[None]]
) -> None:
    await begin(cast, settings)
    assert await desk.awaits(SOFIA, chat) is not None
    await change(cast)
    assert await desk.awaits(SOFIA, chat) is None


@pytest.mark.parametrize("account", [GRETA, "@nobody:example.org", "sofia", "100000000000000001"])
async def test_nobody_but_an_admin_is_waited_for(cast: Cast, settings: Settings, chat: str, account: str) -> None:
    with pytest.raises(NotVerified, match=r"\.$"):
        await begin(cast, settings, account)
    assert (await begin(cast, settings, chat)).account == SOFIA


async def test_without_a_bot_that_runs_nobody_waits(cast: Cast, settings: Settings, chat: str) -> None:
    await begin(cast, settings)
    cast.now += timedelta(minutes=2)
    with pytest.raises(NotVerified, match="not running"):
        await begin(cast, settings)


async def test_both_agree_and_it_is_recorded_and_told_to_staff(
    cast: Cast, settings: Settings, desk: Desk, chat: str
) -> None:
    begun = await begin(cast, settings)
    assert await desk.show(begun.id, NUMBERS)
    assert await verifying.shown(cast.app.storage, begun) == [EMOJI[number] for number in NUMBERS]
    assert await desk.verdict(begun.id) is Verdict.WAITING
    concluding = asyncio.create_task(verifying.settle(cast.app.storage, begun, agreed=True))
    while await desk.verdict(begun.id) is not Verdict.AGREED:
        await asyncio.sleep(0.01)
    await desk.settle(begun.id)
    await concluding
    await cast.settle()
    assert await cast.heard("Staff", "staff-person-verified")
    async with cast.app.storage.unit() as unit:
        deed = await unit.scalar(select(AuditEvent).order_by(AuditEvent.number.desc()))
        person = await directory.person_of(unit, "matrix", SOFIA)
        assert deed is not None
        assert person is not None
        assert (deed.action, deed.actor_id, deed.object) == ("person verify", OPERATOR, f"person:{person.id}")


@pytest.mark.parametrize(
    ("cause", "words"), [("m.key_mismatch", "between you"), ("m.unknown_method", "unknown_method")]
)
async def test_a_failure_is_a_sentence_and_nothing_is_recorded(
    cast: Cast, settings: Settings, desk: Desk, chat: str, cause: str, words: str
) -> None:
    begun = await begin(cast, settings)
    await desk.show(begun.id, NUMBERS)
    await desk.settle(begun.id, cause)
    with pytest.raises(NotVerified, match=words):
        await verifying.settle(cast.app.storage, begun, agreed=True)
    async with cast.app.storage.unit() as unit:
        assert await unit.scalar(select(AuditEvent).where(AuditEvent.action == "person verify")) is None


async def test_the_bot_learns_what_the_console_says(cast: Cast, settings: Settings, desk: Desk, chat: str) -> None:
    begun = await begin(cast, settings)
    await desk.show(begun.id, NUMBERS)
    async with cast.app.storage.unit() as unit:
        await verification.answer(unit, begun.id, agreed=False)
    assert await desk.verdict(begun.id) is Verdict.DIFFERENT
    begun = await begin(cast, settings)
    await verifying.leave(cast.app.storage, begun)
    assert await desk.verdict(begun.id) is Verdict.WITHDRAWN
    begun = await begin(cast, settings)
    cast.now += OPEN_FOR
    assert await desk.verdict(begun.id) is Verdict.LATE
    with pytest.raises(NotVerified, match="in time"):
        await verifying.shown(cast.app.storage, begun)
    assert await desk.verdict("nothing") is Verdict.WITHDRAWN


async def test_a_bot_that_starts_again_says_so(cast: Cast, settings: Settings, desk: Desk, chat: str) -> None:
    begun = await begin(cast, settings)
    await desk.show(begun.id, NUMBERS)
    await desk.abandon()
    with pytest.raises(NotVerified, match="anew"):
        await verifying.settle(cast.app.storage, begun, agreed=True)


@pytest.mark.parametrize(
    ("typed", "agreed", "status"), [("y\n", True, 0), ("n\n", False, 0), ("\n", False, 0), ("", None, 1)]
)
def test_only_a_yes_at_the_console_is_one(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, typed: str, agreed: bool | None, status: int
) -> None:
    said: list[bool | None] = []

    async def wait(given: Settings, account: str, screen: object) -> tuple[str, list[tuple[str, str, str]]]:
        return account, [EMOJI[number] for number in NUMBERS]

    async def conclude(given: Settings, begun: str, screen: object, *, agreed: bool | None) -> None:
        said.append(agreed)

    monkeypatch.setattr(verifying, "wait", wait)
    monkeypatch.setattr(verifying, "conclude", conclude)
    ended = CliRunner().invoke(app, ["verify", SOFIA], input=typed)
    assert (said, ended.exit_code) == ([agreed], status)
    assert all(word in ended.output for row in (EMOJI[number] for number in NUMBERS) for word in row)

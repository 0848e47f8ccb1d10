"""An operator vouches for an account: in the network at once, and written down; nothing else gets around the codes."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from bot.enrolment import OPERATOR, NotEnrolled, enrol
from bot.setting_check import load
from bot.settings import Settings
from storage import directory
from storage.access import Role
from storage.audit import AuditEvent
from storage.person import Person
from tests.cast import Cast

NOW = datetime(2027, 1, 11, 9, 0, tzinfo=UTC)
ACCOUNT = "@visitor:example.org"


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch) -> Settings:
    """What an operator has set."""
    given = {
        "ADMINS": "matrix:@sofia:example.org, matrix:@tom:example.org",
        "MATRIX_HOMESERVER": "https://matrix.example.org",
        "MATRIX_USER": "@roundtable:example.org",
        "MATRIX_PASSWORD": "a password of a test",
    }
    for name, value in given.items():
        monkeypatch.setenv(f"ROUNDTABLE_{name}", value)
    return load()


async def vouched(cast: Cast, settings: Settings, **changes: str) -> Person:
    """Visitor of the City of Ghent, or with what a test changes."""
    words = {"account": ACCOUNT, "organisation": "City of Ghent", "role": "liaison", "name": "Visitor", "locale": "fr"}
    return await enrol(cast.app.storage, settings, now=NOW, **(words | changes))


async def test_somebody_vouched_for_is_active_at_once_and_gets_a_private_chat(cast: Cast, settings: Settings) -> None:
    person = await vouched(cast, settings)
    async with cast.app.storage.unit() as unit:
        found = await directory.person_of(unit, "matrix", ACCOUNT)
        assert found is not None
        assert (found.id, found.roles, found.locale) == (person.id, frozenset({Role.LIAISON}), "fr")
        assert await directory.private_room(unit, found, "matrix") is not None


async def test_an_account_on_discord_is_vouched_for_by_its_number(
    cast: Cast, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(NotEnrolled):
        await vouched(cast, settings, account="100000000000000042")
    monkeypatch.setenv("ROUNDTABLE_DISCORD_TOKEN", "a token of a test")
    monkeypatch.setenv("ROUNDTABLE_DISCORD_GUILD", "100000000000000001")
    await vouched(cast, load(), account="<@100000000000000042>")
    async with cast.app.storage.unit() as unit:
        found = await directory.person_of(unit, "discord", "100000000000000042")
        assert found is not None
        chat = await directory.private_room(unit, found, "discord")
        assert chat is not None
        assert not chat.encrypted


async def test_it_is_written_down_as_the_operators_deed(cast: Cast, settings: Settings) -> None:
    person = await vouched(cast, settings)
    async with cast.app.storage.unit() as unit:
        deed = await unit.scalar(select(AuditEvent).order_by(AuditEvent.number.desc()))
        assert deed is not None
        assert (deed.action, deed.actor_id, deed.object) == ("person enrol", OPERATOR, f"person:{person.id}")


@pytest.mark.parametrize(
    "changes",
    [
        {"organisation": "City of Nowhere"},
        {"role": "emperor"},
        {"role": "admin"},
        {"role": "clock"},
        {"name": "Greta"},
        {"organisation": "Labour Watch"},
        {"account": "visitor"},
    ],
)
async def test_what_does_not_fit_is_refused_in_a_sentence_and_changes_nothing(
    cast: Cast, settings: Settings, changes: dict[str, str]
) -> None:
    with pytest.raises(NotEnrolled, match=r"\.$"):
        await vouched(cast, settings, **changes)
    async with cast.app.storage.unit() as unit:
        assert await directory.identity_of(unit, "matrix", changes.get("account", ACCOUNT)) is None


async def test_nobody_is_vouched_for_twice(cast: Cast, settings: Settings) -> None:
    await vouched(cast, settings)
    with pytest.raises(NotEnrolled):
        await vouched(cast, settings, name="Visitor the Second")

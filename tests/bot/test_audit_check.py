"""`check --audit`: the whole chain is verified, and the first row that was touched is named."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from bot.audit_check import walked
from bot.cli import app
from storage import audit
from storage.unit import Storage
from tests.parcels import NOON


async def recorded(storage: Storage, count: int) -> None:
    async with storage.unit() as unit:
        for number in range(count):
            await unit.record("group list", at=NOON, actor_id=f"p{number}")


async def tampered(storage: Storage, statement: str, **values: Any) -> None:
    """As somebody with the database in hand would: without the triggers."""
    async with storage.unit() as unit:
        if unit.dialect == "postgresql":
            await unit.session.execute(text("SET LOCAL session_replication_role = replica"))
        else:
            for name in ("audit_event_no_update", "audit_event_no_delete"):
                await unit.session.execute(text(f"DROP TRIGGER IF EXISTS {name}"))
        await unit.session.execute(text(statement), values)


async def test_a_whole_chain_is_walked_in_pages_to_its_end(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "BATCH", 3)
    await recorded(storage, 10)
    told: list[tuple[int, int]] = []
    found = await walked(storage, lambda done, of: told.append((done, of)))
    assert found.holds
    assert told == [(3, 10), (6, 10), (9, 10), (10, 10), (10, 10)]
    assert "10 records" in found.sentence


@pytest.mark.parametrize(
    ("statement", "row"),
    [
        ("UPDATE audit_event SET actor_id = 'x' WHERE number = 7", 7),
        ("DELETE FROM audit_event WHERE number = 4", 5),
        ("UPDATE audit_event SET outcome = 'refused' WHERE number = 1", 1),
    ],
)
async def test_the_first_row_that_was_touched_is_named(
    storage: Storage, monkeypatch: pytest.MonkeyPatch, statement: str, row: int
) -> None:
    monkeypatch.setattr(audit, "BATCH", 3)
    await recorded(storage, 10)
    await tampered(storage, statement)
    found = await walked(storage, lambda done, of: None)
    assert not found.holds
    assert f"broken at record {row}:" in found.sentence


@pytest.mark.later
@pytest.mark.parametrize(("touch", "status"), [(False, 0), (True, 2)])
def test_the_exit_status_says_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, touch: bool, status: int) -> None:
    monkeypatch.chdir(tmp_path)
    settings = {
        "DATA_DIR": f"{tmp_path}", "ADMINS": "matrix:@ana:example.org, matrix:@ben:example.org",
        "MATRIX_HOMESERVER": "https://matrix.example.org", "MATRIX_USER": "@bot:example.org", "MATRIX_PASSWORD": "p",
    }  # fmt: skip
    for name, value in settings.items():
        monkeypatch.setenv(f"ROUNDTABLE_{name}", value)

    async def lay() -> None:
        storage = Storage.open(f"sqlite+aiosqlite:///{tmp_path}/roundtable.db", tmp_path / "roundtable.key")
        await storage.migrate()
        await recorded(storage, 3)
        if touch:
            await tampered(storage, "UPDATE audit_event SET cause = 'absent' WHERE number = 2")
        await storage.close()

    asyncio.run(lay())
    result = CliRunner().invoke(app, ["check", "--audit"])
    assert result.exit_code == status, result.output

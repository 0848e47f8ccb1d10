"""What `check` tells an operator beyond settings: who could not read what is confidential."""

from pathlib import Path

import pytest
from sqlalchemy import select

from bot.checking import confined
from bot.setting_check import load
from bot.wiring import open_storage
from storage.access import Label
from storage.keys import BadKeyFile
from storage.organisation import Organisation
from storage.person import Person
from tests.cast import Cast


async def test_organisations_that_could_not_read_a_summary_are_named(both: Cast) -> None:
    found = await confined(both.app.storage, both.app.platforms)
    assert len(found) == 1
    assert found[0].is_advice
    async with both.app.storage.unit() as unit:
        dana = await unit.scalar(select(Organisation.name).join(Person).where(Person.name == "Dana"))
        greta = await unit.scalar(select(Organisation.name).join(Person).where(Person.name == "Greta"))
    assert f"{dana}" in found[0].sentence
    assert f"{greta}" not in found[0].sentence
    both.lets_through(Label.AMBER)
    assert await confined(both.app.storage, both.app.platforms) == []


@pytest.mark.parametrize("written", [None, b"", b"SQLite format 3\x00"])
async def test_a_key_is_made_for_a_new_database_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: bytes | None
) -> None:
    monkeypatch.setenv("ROUNDTABLE_DATA_DIR", f"{tmp_path}")
    monkeypatch.setenv("ROUNDTABLE_ADMINS", "discord:100000000000000001, discord:100000000000000002")
    monkeypatch.setenv("ROUNDTABLE_DISCORD_TOKEN", "a token of a test")
    monkeypatch.setenv("ROUNDTABLE_DISCORD_GUILD", "100000000000000003")
    settings = load()
    if written is not None:
        (tmp_path / "roundtable.db").write_bytes(written)
        (tmp_path / "roundtable.db").chmod(0o600)
    if written:
        with pytest.raises(BadKeyFile, match="There is no key file"):
            open_storage(settings)
    else:
        await open_storage(settings).close()
    assert settings.key_path.exists() is not bool(written)

"""The homeserver of the tests, which answers at once, with the real platform on it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.platforms.matrix import intake
from tests.fakes.matrix.stage import Stage


@pytest.fixture(autouse=True)
def saved_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A place in the stream is saved as soon as it is reached."""
    monkeypatch.setattr(intake, "SAVE_AFTER", 0.0)


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """A stage of one test."""
    stage = Stage(tmp_path)
    await stage.open()
    yield stage
    await stage.close()

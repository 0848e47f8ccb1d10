"""The homeserver of the tests, which answers at once, with the real platform on it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.platforms.matrix import arrivals, intake
from tests.fakes.matrix.stage import Stage


@pytest.fixture(autouse=True)
def saved_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A place in the stream is saved as soon as it is reached."""
    monkeypatch.setattr(intake, "SAVE_AFTER", 0.0)


@pytest.fixture
async def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Stage]:
    """A stage of one test, where whoever comes in has learnt of the bot's devices in a tenth of the usual time."""
    monkeypatch.setattr(arrivals, "NEEDS", 0.1)
    stage = Stage(tmp_path)
    await stage.open()
    yield stage
    await stage.close()

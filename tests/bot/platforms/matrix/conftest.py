"""The homeserver of the tests, which answers at once, with the real platform on it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.fakes.matrix.stage import Stage


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """A stage of one test."""
    stage = Stage(tmp_path)
    await stage.open()
    yield stage
    await stage.close()

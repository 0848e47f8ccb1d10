"""What the stories begin with that are told once and played on both platforms."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from storage.access import Label
from storage.unit import Storage
from tests.cast import assembled
from tests.discord_cast import on_discord
from tests.either_side import Side


@pytest_asyncio.fixture(params=["matrix", "discord"])
async def side(request: pytest.FixtureRequest, storage: Storage, tmp_path: Path, inline: None) -> AsyncIterator[Side]:
    """The bot at its first start, with its two admins and nobody else."""
    if request.param == "matrix":
        cast = await assembled(storage)
        yield Side(cast=cast)
        await cast.app.close()
        return
    async with on_discord(storage, tmp_path, ceiling=Label.AMBER) as network:
        yield Side(cast=network)

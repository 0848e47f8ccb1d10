"""The databases that tests are given."""

from pathlib import Path

import pytest
from sqlalchemy import text

from tests.cast import Cast, assembled
from tests.postgres import Postgres
from tests.scenes import REUSED, Engine, Scene


async def _nothing(cast: Cast) -> None:
    await cast.app.close()


@pytest.mark.usefixtures("inline")
async def test_a_scene_can_be_copied_where_its_place_was_once_that_of_a_copy(
    postgres: Postgres, tmp_path: Path
) -> None:
    """Nobody stays connected to it: PostgreSQL copies no database in which somebody is."""
    engine = Engine(folder=tmp_path, server=postgres, stays=True)
    used = set()
    for _ in range(REUSED):
        used.add(url := await engine.with_schema())
        storage = engine.open(url)
        async with storage.unit() as unit:
            await unit.session.execute(text("SELECT 1"))
        await storage.close()
        await engine.drop(url)
    assert used == set(engine.free), "one copy, which was used up"

    async with engine.after(Scene(_nothing, assembled)) as (cast, _):
        assert not engine.free, "the scene took its place"
        assert cast
    await engine.end()

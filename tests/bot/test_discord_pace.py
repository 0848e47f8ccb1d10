"""The limit for the whole bot is kept before it is broken."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.platform import Rendered, Target
from bot.platforms.discord.pace import MOST, SECONDS, Pace
from tests.bot.discord_stage import Stage, staged


@pytest.fixture
async def stage(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> AsyncIterator[Stage]:
    """A server with some people, and the adapter on it."""
    async with staged(monkeypatch, tmp_path) as made:
        yield made


async def test_so_many_go_at_once_and_the_next_ones_wait_their_turn() -> None:
    pace = Pace(most=3, seconds=0.2)
    clock = asyncio.get_running_loop().time
    began = clock()
    went = []
    for _ in range(7):
        await pace.turn()
        went.append(clock() - began)
    assert went[2] < 0.15
    assert went[3] >= 0.2
    assert went[6] >= 0.4


async def test_a_flood_of_posts_is_kept_within_the_limit_of_the_whole_bot(stage: Stage) -> None:
    stage.fake.limits.on = True
    rooms = [stage.guild.channel(f"room-{number}") for number in range(MOST + 20)]
    async with stage.started() as platform:
        began = asyncio.get_running_loop().time()
        await asyncio.gather(
            *(
                platform.post(
                    Target(room=str(room.id), encrypted=False), Rendered(plain="x", html="x"), key=f"k{room.id}"[-24:]
                )
                for room in rooms
            )
        )
        assert asyncio.get_running_loop().time() - began >= SECONDS
    assert stage.effects("create_message") == len(rooms)
    assert stage.fake.refused_429 < 5  # a request that was late on its way may be; without the pace at least 20 are

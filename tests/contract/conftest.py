"""The platforms that have to keep the contract, each started and listening."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.contract.discord_stage import DiscordStage
from tests.contract.matrix_stage import MatrixStage
from tests.contract.memory_stage import MemoryStage
from tests.contract.stage import AloneStage, Stage


class _Place:
    def __init__(self) -> None:
        self.token: str | None = None

    async def load(self) -> str | None:
        return self.token

    async def save(self, token: str) -> None:
        self.token = token


@contextlib.asynccontextmanager
async def _running(stage: Stage) -> AsyncIterator[None]:
    await stage.opens()
    try:
        await stage.platform.start()
        running = asyncio.create_task(stage.platform.run(stage.hear, _Place()))
        try:
            await stage.listens()
            yield
        finally:
            running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await running
    finally:
        await stage.closes()


def _alone(name: str, folder: Path) -> AloneStage:
    return DiscordStage(folder) if name == "discord" else MemoryStage(alone=True)


@pytest.fixture(params=["memory", "memory-alone", "discord", pytest.param("matrix", marks=pytest.mark.real)])
def unopened(request: pytest.FixtureRequest, tmp_path: Path) -> Stage:
    """A platform, not yet started: the homeserver that all tests share starts in no loop of theirs."""
    match request.param:
        case "memory":
            return MemoryStage()
        case "matrix":
            return MatrixStage(request.getfixturevalue("homeserver"), tmp_path)
        case name:
            return _alone(name, tmp_path)


@pytest_asyncio.fixture
async def stage(unopened: Stage) -> AsyncIterator[Stage]:
    """A platform."""
    async with _running(unopened):
        yield unopened


@pytest_asyncio.fixture(params=["memory-alone", "discord"])
async def alone(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[AloneStage]:
    """A platform that answers its askers alone, has threads, and a calendar of its own."""
    stage = _alone(request.param, tmp_path)
    async with _running(stage):
        yield stage

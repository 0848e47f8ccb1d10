"""Liveness, readiness and metrics, asked over HTTP."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.health import Health


@pytest.fixture
async def checks() -> dict[str, bool]:
    return {"database": True, "matrix": True}


@pytest.fixture
async def health(checks: dict[str, bool]) -> AsyncIterator[Health]:
    health = Health({name: lambda name=name: checks[name] for name in checks}, "127.0.0.1", 0)  # type: ignore[misc]
    await health.start()
    yield health
    await health.stop()


async def _get(health: Health, path: str) -> tuple[int, str]:
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"http://127.0.0.1:{health.port}{path}") as answer,
    ):
        return answer.status, await answer.text()


async def test_it_is_ready_only_while_every_check_holds(health: Health, checks: dict[str, bool]) -> None:
    assert await _get(health, "/readyz") == (200, '{"ready": true, "failing": []}')
    checks["matrix"] = False
    assert await _get(health, "/readyz") == (503, '{"ready": false, "failing": ["matrix"]}')
    checks["matrix"] = True
    assert (await _get(health, "/readyz"))[0] == 200


async def test_it_is_alive_even_when_it_is_not_ready(health: Health, checks: dict[str, bool]) -> None:
    checks["database"] = False
    assert await _get(health, "/healthz") == (200, '{"alive": true}')


async def test_what_is_measured_can_be_scraped(health: Health) -> None:
    health.metrics.queue_due.set(3)
    _, text = await _get(health, "/metrics")
    assert "roundtable_queue_due 3.0" in text
    assert "roundtable_tick_age_seconds" in text


async def test_a_taken_port_is_said_and_stopping_twice_is_fine(health: Health) -> None:
    other = Health({}, "127.0.0.1", health.port)
    with pytest.raises(OSError, match="in use"):
        await other.start()
    await other.stop()
    await health.stop()
    await health.stop()

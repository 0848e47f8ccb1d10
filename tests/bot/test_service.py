"""The service goes on when an account was lost to its lease's end, ends when told, and never shows an old figure."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path
from unittest.mock import AsyncMock

import aiohttp
import pytest
from prometheus_client import generate_latest

from bot import app as app_module
from bot import service as service_module
from bot.app import App
from bot.health import Health, LoopLag
from bot.service import Service
from bot.settings import Settings
from storage import lease
from storage.engine import StorageTrouble, Trouble, make_engine
from storage.unit import Storage
from tests.cast import START, put_together
from tests.fakes.memory import MemoryPlatform
from tests.parcels import make_parcel, make_room

ACCOUNT = "memory:@roundtable:memory"
SOON = timedelta(milliseconds=50)


class Stage:
    """A service on one storage, whose Apps meet one platform."""

    def __init__(self, storage: Storage, side: MemoryPlatform) -> None:
        self.storage = storage
        self.apps: list[App] = []
        self.side = side

    def assemble(self, settings: Settings, name: str) -> App:
        engine = make_engine(self.storage.engine.url.render_as_string(hide_password=False))  # which the App closes
        cast = put_together(Storage(engine, self.storage.keys, durable=False), self.side)
        cast.app.name = name
        self.apps.append(cast.app)
        return cast.app


@pytest.fixture
def stage(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> Stage:
    stage = Stage(storage, MemoryPlatform(lambda: START))
    monkeypatch.setattr(service_module, "assemble", stage.assemble)
    monkeypatch.setattr(service_module, "MEASURE", SOON)
    monkeypatch.setattr(service_module, "REST", 0.01)
    monkeypatch.setattr(app_module, "RENEW", SOON)
    return stage


@pytest.fixture
async def service(stage: Stage) -> AsyncIterator[Service]:
    """One that runs, and is told to stop in the end."""
    service = Service(Settings(data_dir=Path()), "one")
    stopping = asyncio.Event()
    running = asyncio.create_task(service.run(stopping))
    await until(lambda: is_ready(service))
    yield service
    stopping.set()
    async with asyncio.timeout(60):
        await running


async def until(happened: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not happened():
            await asyncio.sleep(0.01)


def is_ready(service: Service) -> bool:
    return all(holds() for holds in service.checks.values())


def figure(service: Service, name: str) -> float:
    found = re.search(rf"^roundtable_{name} (\S+)$", generate_latest(service.metrics.registry).decode(), re.MULTILINE)
    assert found is not None, name
    return float(found[1])


async def taken_by(storage: Storage, owner: str) -> None:
    """The account's time is over, and another process has it."""
    async with storage.unit() as unit:
        after = START + timedelta(minutes=2)
        assert await lease.acquire(unit, ACCOUNT, owner, after, held_for=timedelta(days=1)) is not None


async def given_back(storage: Storage, owner: str) -> None:
    async with storage.unit() as unit:
        row = await unit.session.get_one(lease.Lease, ACCOUNT)
        await lease.release(unit, ACCOUNT, owner, row.epoch, START)


async def test_how_long_what_was_said_took_is_measured_whichever_app_heard_it(service: Service, stage: Stage) -> None:
    room, first = stage.side.room("@somebody:memory"), service.app
    stage.side.hears(room.id, "@somebody:memory", "!help")
    await until(lambda: figure(service, "handling_seconds_count") == 1)
    await taken_by(stage.storage, "two")
    await until(lambda: service.app is not first)
    await given_back(stage.storage, "two")
    await until(lambda: is_ready(service))
    stage.side.hears(room.id, "@somebody:memory", "!help")
    await until(lambda: figure(service, "handling_seconds_count") == 2)
    assert figure(service, "handling_seconds_sum") > 0


@pytest.mark.later
async def test_an_account_that_was_lost_is_waited_for_and_served_again(service: Service, stage: Stage) -> None:
    first = service.app
    await taken_by(stage.storage, "two")
    await until(lambda: service.app is not first)
    assert not is_ready(service)
    await asyncio.sleep(0.1)
    assert not is_ready(service), "another process has the account"
    await given_back(stage.storage, "two")
    async with asyncio.timeout(60):
        while not is_ready(service):  # the App looks for the lease every other second
            await asyncio.sleep(0.05)
    assert figure(service, "lease_losses") == 1
    assert len(stage.apps) == 2


@pytest.mark.later
async def test_a_lease_that_ran_out_while_the_machine_slept_is_taken_again(service: Service, stage: Stage) -> None:
    first = service.app
    async with stage.storage.unit() as unit:
        row = await unit.session.get_one(lease.Lease, ACCOUNT)
        row.until = START - timedelta(hours=8)
    await until(lambda: service.app is not first and is_ready(service))


async def test_the_clock_lets_those_go_first_who_waited_for_the_start(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app_module, "FIRST_TICK", 60.0)
    service = Service(Settings(data_dir=Path()), "one")
    ticks = AsyncMock(return_value=[])
    monkeypatch.setattr(service.app.dispatcher, "tick", ticks)
    stage.side.hears(stage.side.room("@somebody:memory").id, "@somebody:memory", "!help")
    stopping = asyncio.Event()
    running = asyncio.create_task(service.run(stopping))
    await until(lambda: figure(service, "handling_seconds_count") == 1)
    stopping.set()
    await running
    ticks.assert_not_awaited()


@pytest.mark.later
async def test_the_clock_ticks_soon_though_nobody_says_anything(service: Service) -> None:
    assert service.app.clock.healthy()
    assert figure(service, "handling_seconds_count") == 0
    assert app_module.FIRST_TICK <= 1


async def test_what_can_not_be_mended_ends_it(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    service = Service(Settings(data_dir=Path()), "one")

    async def refuse() -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(service.app, "prepare", refuse)
    with pytest.raises(RuntimeError):
        await service.run(asyncio.Event())


@pytest.mark.later
async def test_the_queue_is_measured_and_its_age_goes_on_growing(
    service: Service, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = START
    monkeypatch.setattr(service.app, "now", lambda: now)
    stage.side.down = True
    room = make_room("!nobody")
    async with stage.storage.unit() as unit:
        unit.add(room)
        await unit.session.flush()
        due = START - timedelta(seconds=90)
        await unit.outbox.add(make_parcel(room, created_at=due, not_before=due))
        await unit.outbox.add(make_parcel(room, created_at=due, not_before=START + timedelta(days=1)))
    await until(lambda: figure(service, "queue_due") >= 2)
    before = figure(service, "queue_age_seconds")
    now += timedelta(seconds=30)
    assert figure(service, "queue_age_seconds") >= before
    assert figure(service, "queue_dead") == 0


@pytest.mark.later
async def test_measuring_outlives_a_database_that_is_away_and_a_bug_of_ours(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    faults = iter([StorageTrouble(Trouble.LOCKED), RuntimeError("a bug")])
    look, seen = service._look, []

    async def stumble() -> None:
        if fault := next(faults, None):
            raise fault
        await look()
        seen.append(True)

    monkeypatch.setattr(service, "_look", stumble)
    await until(lambda: len(seen) > 0)
    assert figure(service, "queue_seen_age_seconds") < 60


async def test_the_page_says_how_late_the_event_loop_was() -> None:
    lag = LoopLag(every=0.01)
    running = asyncio.create_task(lag.run())
    await asyncio.sleep(0.05)
    calm = lag.worst
    import time

    time.sleep(calm + 0.2)  # noqa: ASYNC251  the fault: nobody else has a turn
    await until(lambda: lag.worst > calm + 0.1)
    running.cancel()


@pytest.mark.later
async def test_it_is_unready_over_http_while_its_account_is_anothers(service: Service, stage: Stage) -> None:
    health = Health(service.checks, "127.0.0.1", 0, service.metrics)
    await health.start()

    async def status() -> int:
        async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{health.port}/readyz") as answer:
            return answer.status

    assert await status() == 200
    first = service.app
    await taken_by(stage.storage, "two")
    await until(lambda: service.app is not first)
    assert await status() == 503
    await health.stop()
    await given_back(stage.storage, "two")

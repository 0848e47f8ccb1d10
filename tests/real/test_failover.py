"""A second process waits, and takes over from one that was killed (-9): nothing is lost, and nothing said twice.

On the same folder it waits for the lock, which a kill sets free; on a folder of its own, with the database and the key
in common, for the lease of a minute. What counts is the server's own log.
"""

import asyncio
import contextlib
import shutil
import sqlite3
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest

from bot.demo import process
from bot.demo.process import BotProcess
from tests.discord_server import QUIET, SOON, Staffed, staffed
from tests.fakes.discord import Exchange, Lost
from tests.postgres import Postgres, durable_server

pytestmark = pytest.mark.real
TAKEN_OVER_WITHIN = 90.0  # seconds
NOTICED_WITHIN = 40.0  # seconds: a lease is renewed every fifteen

durable = pytest.fixture(scope="module")(durable_server)


@dataclass(kw_only=True)
class Stage(Staffed):
    """A server, and the bots on it."""

    folder: Path

    def bot(self, name: str, data: Path | None = None, *, broken: str = "") -> BotProcess:
        """One more process: on a folder of its own, or on another's data."""
        return BotProcess(self.folder / name, self.settings | ({"data_dir": str(data)} if data else {}), broken=broken)

    async def opens(self, code: str) -> None:
        """Staff open a group, which opens a channel and says so."""
        asked = await (await self.begins(code)).settled(SOON)
        assert asked.message is not None, asked.modal

    async def begins(self, code: str) -> Exchange:
        """The command, given; nobody has answered yet."""
        return await self.sofia.slash(await self.sofia.dm(), "group open", {"code": code, "name": f"Group {code}"})

    async def commands(self) -> None:
        """Wait until the bot's commands are offered, and it listens."""
        async with asyncio.timeout(SOON):
            while self.fake.connections < 1 or not any(
                one.op == "bulk_set_application_commands" for one in self.fake.log
            ):
                await asyncio.sleep(0.05)

    async def opened(self, *codes: str) -> None:
        """Wait until these groups have a channel, and nothing more comes after it."""
        async with asyncio.timeout(SOON):
            while not all(map(self.channels, codes)):
                await asyncio.sleep(0.05)
        await self.quiet()

    def channels(self, code: str) -> int:
        """How many channels of a group there are."""
        return sum(one.name == code.lower() for one in self.guild.channels.values())


@pytest.fixture
async def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Stage]:
    """A server with its staff, and no bot on it yet."""
    monkeypatch.setattr(process, "START_WITHIN", 240.0)  # a second one is started long before it is ready
    async with staffed() as server:
        server.settings["admins"] = ", ".join(server.staff)
        yield Stage(**vars(server), folder=tmp_path)


async def takes_over(stage: Stage, first: BotProcess, second: BotProcess) -> None:
    """The first is killed while it opens a channel: the effect is there, its answer never came."""
    waiting = asyncio.create_task(second.start())
    try:
        await stage.commands()
        await stage.opens("LEV")
        await stage.opened("LEV")
        assert not waiting.done(), "it is not its turn"
        stage.fake.fail("create_guild_channel", Lost())
        asking = asyncio.ensure_future(stage.opens("ICT"))
        async with asyncio.timeout(SOON):
            while not stage.channels("ICT"):
                await asyncio.sleep(0.01)
        first.kill()
        killed = time.monotonic()
        asking.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await asking
        await waiting
        assert time.monotonic() - killed <= TAKEN_OVER_WITHIN
        await stage.opened("ICT")
        assert (stage.channels("LEV"), stage.channels("ICT")) == (1, 1)
        await stage.opens("TEX")
        await stage.opened("TEX")
        assert stage.channels("TEX") == 1
        posts = [(one.channel, one.text) for one in said(stage)]
        assert len(posts) == len(set(posts))
    finally:
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        await second.stop()
        first.kill()


@dataclass(frozen=True)
class Said:
    """One message that stands in a channel."""

    channel: str
    text: str


def said(stage: Stage) -> list[Said]:
    """All that the bot says in channels."""
    return [
        Said(channel.name, message.content)
        for channel in stage.guild.channels.values()
        for message in channel.messages.values()
        if message.content
    ]


async def test_a_second_process_on_the_same_folder_takes_over(stage: Stage) -> None:
    first = stage.bot("first")
    await first.start()
    await takes_over(stage, first, stage.bot("second", data=stage.folder / "first" / "data"))


async def test_a_second_process_elsewhere_takes_over_when_the_lease_is_over(stage: Stage, durable: Postgres) -> None:
    await takes_over(stage, *await two_of_one_database(stage, durable))


async def test_control_without_the_lease_the_second_does_not_wait_its_turn(stage: Stage, durable: Postgres) -> None:
    first, second = await two_of_one_database(stage, durable, broken="lease")
    try:
        await second.start()
        assert first.is_running
    finally:
        await second.stop()
        await first.stop()


async def two_of_one_database(stage: Stage, durable: Postgres, *, broken: str = "") -> tuple[BotProcess, BotProcess]:
    """The first runs; the second, in a folder of its own, has only to be started."""
    stage.settings["database_url"] = durable.fresh_database()
    first, second = stage.bot("first", broken=broken), stage.bot("second", broken=broken)
    await first.start()
    (stage.folder / "second" / "data").mkdir(mode=0o700)
    shutil.copy2(stage.folder / "first" / "data" / "roundtable.key", stage.folder / "second" / "data")
    return first, second


async def test_who_loses_the_lease_stops_at_once_and_comes_back_when_it_is_free(stage: Stage) -> None:
    bot = stage.bot("first")
    try:
        await bot.start()
        await stage.commands()
        with another_owner(stage.folder / "first" / "data" / "roundtable.db"):
            assert await becomes(bot, 503) <= NOTICED_WITHIN
            await says_nothing(stage)
            assert bot.is_running
        assert await becomes(bot, 200) <= SOON
    finally:
        await bot.stop()


async def test_control_who_does_not_ask_for_the_lease_goes_on_though_it_is_lost(stage: Stage) -> None:
    bot = stage.bot("first", broken="lease")
    try:
        await bot.start()
        await stage.commands()
        with another_owner(stage.folder / "first" / "data" / "roundtable.db"), pytest.raises(AssertionError):
            await says_nothing(stage)
    finally:
        await bot.stop()


async def says_nothing(stage: Stage) -> None:
    """A command comes, and nothing follows from it."""
    before = len(said(stage))
    await stage.begins("LEV")
    await asyncio.sleep(QUIET)
    assert len(said(stage)) == before
    assert not stage.channels("LEV")


@contextlib.contextmanager
def another_owner(file: Path) -> Iterator[None]:
    """The account is another process's for a while."""
    with contextlib.closing(sqlite3.connect(file, isolation_level=None, timeout=10)) as database:
        database.execute("UPDATE lease SET owner = 'another', epoch = epoch + 1, until = '2999-01-01 00:00:00.000000'")
        yield
        database.execute("UPDATE lease SET owner = ''")


async def becomes(bot: BotProcess, status: int) -> float:
    """Wait until its page says so; the seconds that it took."""
    began = time.monotonic()
    async with aiohttp.ClientSession() as session, asyncio.timeout(SOON):
        while True:
            async with session.get(f"http://127.0.0.1:{bot.port}/readyz") as answer:
                if answer.status == status:
                    return time.monotonic() - began
            await asyncio.sleep(0.1)

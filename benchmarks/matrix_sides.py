"""The two sides that are compared on Matrix: the product's own process, and a bare bot's."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import aiohttp
from prometheus_client.parser import text_string_to_metric_families

from benchmarks.network import Network
from benchmarks.partner import HOUSE
from benchmarks.process import processor_time, resident
from bot.demo.process import BotProcess

PLATFORM = "matrix"
PASSWORD = "nobody has to guess this one"
STAFF = ("sofia", "tom")
COMPILED = {"PYTHONDONTWRITEBYTECODE": ""}
"""What was compiled is kept, as on a real machine, whatever the environment here says: else each start compiles all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """An account on a homeserver, the rooms it is in, and who is there with it; `plain` are never encrypted."""

    url: str
    user: str
    rooms: Sequence[str]
    people: Sequence[str]
    encrypted: bool = False
    plain: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Handled:
    """What a bot has taken in so far, and the seconds that it took from hearing each to its commit."""

    count: float = 0
    seconds: float = 0


class Product(BotProcess):
    """`python -m bot run` with its usual settings."""

    def __init__(self, folder: Path, settings: Mapping[str, str], environ: Mapping[str, str]) -> None:
        super().__init__(folder, settings)
        self._environ |= {**COMPILED, **environ}

    async def handled(self) -> Handled:
        """As it says itself."""
        async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{self.port}/metrics") as answer:
            samples = chain.from_iterable(one.samples for one in text_string_to_metric_families(await answer.text()))
            values = {one.name: one.value for one in samples}
        return Handled(values["roundtable_handling_seconds_count"], values["roundtable_handling_seconds_sum"])

    @property
    def pid(self) -> int:
        """Its number."""
        assert self._process is not None
        return self._process.pid


class Bare:
    """A command as a process; its output goes into a log."""

    def __init__(self, folder: Path, command: Sequence[str], environ: Mapping[str, str], cwd: Path = HOUSE) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.log = folder / "bare.log"
        self._command, self._cwd = command, cwd
        self._environ = {**os.environ, **COMPILED, **environ}
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """Its number."""
        assert self._process is not None
        return self._process.pid

    async def start(self) -> None:
        """Start it."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: ASYNC220  a fork takes milliseconds
                self._command, cwd=self._cwd, env=self._environ, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )

    async def stop(self) -> None:
        """Stop it."""
        if self._process is None:
            return
        self._process.terminate()
        with suppress(subprocess.TimeoutExpired):
            await asyncio.to_thread(self._process.wait, 10)
        self._process.kill()
        self._process.wait()
        self._process = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """A bot that runs. For the product: the words of a command that commits, and its database."""

    bot: Product | Bare
    write: str = "!meeting rsvp MTG-1 yes"
    network: Network | None = None

    async def handled(self) -> Handled:
        """What was taken in; nothing, of a bot that doesn't count."""
        return await self.bot.handled() if isinstance(self.bot, Product) else Handled()

    @property
    def processor_time(self) -> float:
        """Seconds of a core so far."""
        return processor_time(self.bot.pid)

    @property
    def resident(self) -> float:
        """MB."""
        return resident(self.bot.pid)


@asynccontextmanager
async def product(
    folder: Path, place: Place, *, database: str = "", environ: Mapping[str, str] | None = None
) -> AsyncIterator[Side]:
    """The product, whose database knows the people and the rooms of this place."""
    network = Network(folder / "data", PLATFORM, database=database)
    bot = Product(folder, _settings(place, database), environ or {})
    try:
        people = [(f"Person {number}", one, "") for number, one in enumerate(place.people)]
        meeting = await network.found(people, place.rooms[0], encrypted=place.encrypted)
        await network.open_rooms(place.rooms[1:], encrypted=place.encrypted)
        await network.open_rooms(place.plain)
        await bot.start()
        yield Side(bot=bot, write=f"!meeting rsvp {meeting} yes", network=network)
    finally:
        await bot.stop()
        await network.close()


@asynccontextmanager
async def bare(folder: Path, place: Place, module: str = "bare_matrix", **environ: str) -> AsyncIterator[Side]:
    """`python -m benchmarks.MODULE` in the same place."""
    given = {
        "BARE_HOMESERVER": place.url, "BARE_USER": place.user, "BARE_PASSWORD": PASSWORD, "BARE_STORE": str(folder),
    }  # fmt: skip
    bot = Bare(folder, [sys.executable, "-m", f"benchmarks.{module}"], {**given, **environ})
    try:
        await bot.start()
        yield Side(bot=bot)
    finally:
        await bot.stop()


def _settings(place: Place, database: str) -> Mapping[str, str]:
    server = place.user.partition(":")[2]
    return {
        "admins": ", ".join(f"matrix:@{one}:{server}" for one in STAFF),
        "matrix_homeserver": place.url,
        "matrix_user": place.user,
        "matrix_password": PASSWORD,
        **({"database_url": database} if database else {}),
    }

"""A bot on both platforms with two of its staff, what happens to it in a life, and all that it leaves behind."""

import asyncio
import os
import re
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from unittest import mock
from urllib.request import urlopen

from bot.demo.cast import Person
from bot.demo.process import BotProcess
from bot.demo.stage import CHAT
from storage.keys import KeyRing
from tests.discord_cast import CODE
from tests.discord_server import Staffed, staffed
from tests.fakes import discord, homeserver
from tests.fakes.homeserver import FakeHomeserver
from tests.fakes.matrix.faults import Fault
from tests.postgres import Postgres, durable_server
from tests.proofs.proof import Run
from tests.proofs.stage.secrets import Secrets, files, of_matrix, of_the_key_file
from tests.proofs.t04_homeserver import only_room

CANARY = "Tindrequa"
TEXT = f"Nights at {CANARY}, of twelve hours."  # in a summary, which is sealed
PASSWORDS = {"Matrix password": "quokka-velvet-1", "database password": "tramline-otter-2"}
RECOVERY_KEY = re.compile(r"^E\w{3}(?: \w{4}){11}$", re.MULTILINE)
ENDS_WITHIN = 60.0  # seconds for a command of operators
KEPT = ("roundtable.key", "session.json")  # the two files that hold secrets as they are


@dataclass(kw_only=True)
class House:
    """A bot with an account on each platform, and two of its staff: Sofia on Matrix, Tom on Discord."""

    bot: BotProcess
    matrix: FakeHomeserver
    account: str
    discord: Staffed
    sofia: Person
    database: Path
    module: str = "bot"
    chat: str = ""
    secrets: dict[str, list[str | bytes]] = field(default_factory=dict)
    shown: list[bytes] = field(default_factory=list)
    stuck: list[str] = field(default_factory=list)

    @property
    def data(self) -> Path:
        """The bot's folder."""
        return self.bot.folder / "data"

    async def hears(self, words: str, answer: str) -> str:
        """Sofia says something in her private chat, and is answered."""
        self.chat = self.chat or await only_room(self.sofia, CHAT)
        after = len(self.sofia.seen)
        await self.sofia.say(self.chat, words)
        return (await self.sofia.heard(lambda seen: answer in seen.body, room=self.chat, after=after)).body

    async def operate(self, *words: str) -> None:
        """A command of operators; what it says, and whether it likes what it finds, is theirs to see. One that does
        not end is killed.
        """
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", self.module, *words, cwd=self.bot.folder, env=self.bot._environ,
            stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
        )  # fmt: skip
        try:
            async with asyncio.timeout(ENDS_WITHIN):
                said, _ = await process.communicate()
        except TimeoutError:
            self.stuck.append(" ".join(words))
            process.kill()
            said, _ = await process.communicate()
        self.shown.append(said)

    def learn(self, secrets: Secrets) -> None:
        """What is secret from here on."""
        for name, values in secrets.items():
            self.secrets.setdefault(name, []).extend(values)

    def kept(self) -> dict[str, bytes]:
        """What is in the files for secrets."""
        return {file.name: file.read_bytes() for file in self._kept()}

    def open_files(self) -> list[str]:
        """Those of them that others than the bot may read."""
        return [file.name for file in self._kept() if file.stat().st_mode & 0o077]

    def _kept(self) -> list[Path]:
        return [file for file in self.data.rglob("*") if file.name in KEPT]

    def look(self) -> dict[str, bytes]:
        """All that it left anywhere, but the two files that are for secrets. The recovery key was shown, once."""
        log = self.bot.log.read_bytes()
        log = log.replace(str(self.secrets["recovery key"][0]).encode(), b"", 1)
        database = {"database": files(self.database)} if self.database != self.data else {}
        return {
            "log": log,
            "shown to operators": b"\n".join(self.shown),
            "backup": (self.bot.folder / "backup").read_bytes(),
            "data folder": files(self.data, but=KEPT),
            "temporary files": files(self.bot.folder / "tmp"),
            **database,
        }


@asynccontextmanager
async def house(run: Run, kind: str, module: str = "bot") -> AsyncIterator[House]:
    """Servers, people and a bot that is not yet started, on a kind of database; `module` is run in place of the bot's
    own. What it writes to temporary files is kept in its folder, too.
    """
    async with AsyncExitStack() as ends:
        people = await ends.enter_async_context(staffed())
        server = FakeHomeserver()
        await server.start()
        ends.push_async_callback(server.stop)
        account, sofia = (server.user(name).id for name in ("roundtable", "sofia"))
        settings = people.settings | {
            "matrix_homeserver": server.url,
            "matrix_user": account,
            "matrix_password": PASSWORDS["Matrix password"],
            "admins": f"matrix:{sofia}, {people.staff[1]}",
            "log_level": "DEBUG",
        }
        person = await Person.enter(server.url, sofia, "any will do", run.folder / "sofia")
        ends.push_async_callback(person.close)
        database = run.folder / "bot" / "data"
        secrets: dict[str, list[str | bytes]] = {
            "sealed text": [TEXT, CANARY],
            "Matrix password": [PASSWORDS["Matrix password"]],
            "Discord token": [people.fake.token],
        }
        if kind == "postgresql":
            postgres = ends.enter_context(_postgres())
            url = postgres.fresh_database().replace("postgres@", f"postgres:{PASSWORDS['database password']}@")
            settings["database_url"], database = url, postgres.data
            secrets["database password"] = [PASSWORDS["database password"]]
        (run.folder / "bot" / "tmp").mkdir(parents=True)
        with mock.patch.dict(os.environ, TMPDIR=str(run.folder / "bot" / "tmp")):
            bot = BotProcess(run.folder / "bot", settings)
        bot._command = [module, "run"]
        ends.push_async_callback(bot.stop)
        yield House(
            bot=bot, matrix=server, account=account, discord=people, sofia=person, database=database, module=module,
            secrets=secrets,
        )  # fmt: skip


@contextmanager
def _postgres() -> Iterator[Postgres]:
    servers = durable_server()
    try:
        yield next(servers)
    finally:
        for _ in servers:
            pass


async def begins(home: House) -> None:
    """A summary is written, and somebody is invited with a code."""
    await home.bot.start()
    [key] = RECOVERY_KEY.findall(home.bot.log.read_text())
    home.learn({"recovery key": [key, key.replace(" ", "")]})
    home.learn(of_the_key_file(KeyRing.open(home.data / KEPT[0])))
    await home.hears("organisation company Volta", "Volta")
    await home.hears("summary draft Volta affiliates Working hours", "")
    await home.hears(TEXT, "SUM-")
    nina = home.discord.fake.user("Nina")
    home.discord.guild.join(nina)
    invited = await home.discord.asks(
        home.discord.tom, "person invite", account=str(nina.id), organisation="Staff", role="staff", name="Nina"
    )
    assert invited.message is not None
    [code] = re.findall(CODE, invited.message.text)
    home.learn({"invitation code": [code, code.replace("-", "")]})


async def meets_trouble(run: Run, home: House) -> None:
    """Servers refuse, answer nonsense and hang up; the pages of the bot are read meanwhile."""
    unknown = homeserver.Status(500, {"errcode": "M_UNKNOWN", "error": "?"})
    faults: list[Fault] = [unknown, homeserver.Reset(), homeserver.Status(200, "nonsense"), homeserver.Lost()]
    for fault in faults[: run.of(2, len(faults))]:
        for call in ("/send/", "/sync"):
            home.matrix.faults.add(call, fault, by=home.account)
        home.discord.fake.fail("create_message", discord.Lost())
    await home.hears("help", "help")
    await home.discord.asks(home.discord.tom, "help")
    for page in ("healthz", "readyz", "metrics"):
        with closing(await asyncio.to_thread(urlopen, f"http://127.0.0.1:{home.bot.port}/{page}")) as answer:
            home.shown.append(answer.read())
    learn_of_the_platforms(home)


async def moves(home: House) -> None:
    """The Matrix store is lost. A login is refused, a recovery key mistyped; then a new device is signed with it."""
    (home.data / "matrix").rename(home.bot.folder.parent / "lost")
    environ, name = home.bot._environ, "ROUNDTABLE_MATRIX_RECOVERY_KEY"
    home.matrix.faults.add("/login", homeserver.Status(403, {"errcode": "M_FORBIDDEN", "error": "?"}))
    await home.operate("run")
    key = str(home.secrets["recovery key"][0])
    environ[name] = mistyped = key[:-1]
    home.learn({"mistyped recovery key": [mistyped]})
    await home.operate("run")
    environ[name] = key
    await home.bot.start()
    await home.hears("summary list", "Working hours")
    learn_of_the_platforms(home)
    home.bot.kill()


def learn_of_the_platforms(home: House) -> None:
    """What the bot and the platforms have agreed on by now."""
    home.learn(of_matrix(home.data / "matrix", KeyRing.open(home.data / KEPT[0])))
    home.learn({"interaction tokens": list(home.discord.fake.world.interactions)})

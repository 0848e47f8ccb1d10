"""`!help` in a plain room, beside other bots from the Python index; the homeserver answers at once.

Each is installed when it is measured, in an environment of its own in the user's cache folder, and stays there; nothing
of it is in the project's lock. Their answers are one paragraph, except nio-bot's, which has a help of its own.
"""

import asyncio
import json
import os
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.figure import Figure, median_ratio
from benchmarks.matrix_instant import HELP, Open, Rounds, milliseconds, town
from benchmarks.matrix_sides import PASSWORD, Bare, Place, Side, product
from benchmarks.scale import Scale, Tell

SOONER = "<= 1.0"  # of the peer
ANSWER = "You can ask for meetings, summaries and groups. To begin: **meeting list**, or *help meeting* for one topic."
HERE = Path(__file__).parent / "peers"
INSTALL_WITHIN = 300.0  # seconds; seconds are enough where the index is near
INSTANT_TOKEN = "token"  # what the instant homeserver takes, as it takes any


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """A bot from the index: what to install (`also` is what its connector needs), how it is started, and the files that
    it wants beside its program.
    """

    name: str
    requirement: str
    also: Sequence[str] = ()
    command: Sequence[str]
    files: Callable[[Place], Mapping[str, Any]] = lambda place: {}

    @property
    def program(self) -> Path:
        """What answers."""
        return HERE / f"{self.name.replace('-', '_')}_bot.py"


def _maubot(place: Place) -> Mapping[str, Any]:
    user = {
        "credentials": {"id": place.user, "homeserver": place.url, "access_token": INSTANT_TOKEN, "device_id": None},
        "displayname": "disable", "avatar_url": "disable",
    }  # fmt: skip
    logging = {"version": 1, "root": {"level": "ERROR"}, "formatters": {}, "handlers": {}, "loggers": {}}
    meta = {
        "maubot": "0.1.0", "id": "test.instant.helper", "version": "1.0.0", "license": "MIT",
        "modules": ["maubot_bot"], "main_class": "Helper",
    }  # fmt: skip
    return {"config.yaml": {"user": user, "database": "sqlite:bot.db", "logging": logging}, "maubot.yaml": meta}


def _opsdroid(place: Place) -> Mapping[str, Any]:
    matrix = {
        "mxid": place.user, "password": PASSWORD, "homeserver": place.url, "rooms": {"main": place.rooms[0]},
    }  # fmt: skip
    configuration = {
        "welcome-message": False, "logging": {"level": "critical", "console": False},
        "parsers": {"regex": {"enabled": True}}, "connectors": {"matrix": matrix},
        "skills": {"helper": {"path": str(HERE / "opsdroid_bot.py")}},
    }  # fmt: skip
    return {"configuration.yaml": configuration}


PEERS = (
    Peer(name="maubot", requirement="maubot==0.6.0", command=["-m", "maubot.standalone"], files=_maubot),
    Peer(
        name="opsdroid", requirement="opsdroid==0.31.0", also=["matrix-nio", "setuptools<81"],
        command=["-m", "opsdroid", "start", "-f", "configuration.yaml"], files=_opsdroid,
    ),
    Peer(name="nio-bot", requirement="nio-bot==1.2.1", command=["nio_bot_bot.py"]),
    Peer(
        name="simplematrixbotlib", requirement="simplematrixbotlib==2.13.1", command=["simplematrixbotlib_bot.py"]
    ),
)  # fmt: skip


async def measure(scale: Scale, folder: Path, tell: Tell) -> Sequence[Figure]:
    """Latency as a share of each peer's; a peer that can't be had, or doesn't answer, is told without a goal."""
    figures: list[Figure] = []
    async with AsyncExitStack() as opened:
        ours = await _answering(opened, partial(product, folder / "ours"), scale)
        ours.privately = True
        sides: dict[str, Rounds] = {}
        for peer in PEERS:
            tell(f"Matrix peers: installing {peer.name}")
            if (python := await installed(peer)) is None:
                figures.append(_absent(f"{peer.name} can't be installed here"))
                continue
            try:
                sides[peer.name] = await _answering(opened, partial(_running, peer, python, folder / peer.name), scale)
            except Exception as fault:  # noqa: BLE001  whatever keeps a stranger's program from answering is told
                figures.append(_absent(f"{peer.name} doesn't answer ({type(fault).__name__})"))
        every = [ours, *sides.values()]
        for number in range(scale.rounds + 1):
            tell(f"Matrix peers, round {number} of {scale.rounds}")
            for each in every:
                await each.paced(scale)
            if number == 0:
                for each in every:
                    each.forget()
    for name, theirs in sides.items():
        figures += [
            Figure(
                name=f"matrix peers: help, beside {name}", unit="of the peer", goal=SOONER,
                value=median_ratio(ours.latencies, theirs.latencies),
            ),
            milliseconds(f"matrix peers: latency of help, {name}'s as floor", ours.latencies, theirs.latencies),
        ]  # fmt: skip
    return figures


async def installed(peer: Peer) -> Path | None:
    """The interpreter of the peer's own environment, made now if there is none; None if it can't be made."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "roundtable" / "bench-peers"
    home = cache / f"{peer.name}-{peer.requirement.rpartition('==')[2]}"
    python, done = home / "bin" / "python", home / "installed"
    if done.exists():
        return python
    shutil.rmtree(home, ignore_errors=True)
    steps = [
        [sys.executable, "-m", "venv", str(home)],
        [str(python), "-m", "pip", "install", "--quiet", peer.requirement, *peer.also],
    ]
    for step in steps:
        if not await _succeeds(step):
            shutil.rmtree(home, ignore_errors=True)
            return None
    done.touch()
    return python


async def _succeeds(command: Sequence[str]) -> bool:
    process = await asyncio.create_subprocess_exec(
        *command, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL
    )
    try:
        return await asyncio.wait_for(process.wait(), INSTALL_WITHIN) == 0
    except TimeoutError:
        process.kill()
        await process.wait()
        return False


async def _answering(opened: AsyncExitStack, way: Open, scale: Scale) -> Rounds:
    """A side that has answered once. Raises what keeps it from that."""
    async with AsyncExitStack() as tried:
        side = await tried.enter_async_context(town(way, scale, rooms=1, people=2, speakers=2, encrypted=False))
        side.text = HELP
        async with asyncio.timeout(20):
            await side.homeserver.ask("answer_at", text=HELP)
        opened.push_async_exit(tried.pop_all())
        return side


@asynccontextmanager
async def _running(peer: Peer, python: Path, folder: Path, place: Place) -> Any:
    _prepare(peer, folder, place)
    given = {
        "BARE_HOMESERVER": place.url, "BARE_USER": place.user, "BARE_PASSWORD": PASSWORD, "BARE_STORE": str(folder),
        "PEER_ANSWER": ANSWER, "HOME": str(folder),
    }  # fmt: skip
    bot = Bare(folder, [str(python), *peer.command], given, cwd=folder)
    try:
        await bot.start()
        yield Side(bot=bot)
    finally:
        await bot.stop()


def _prepare(peer: Peer, folder: Path, place: Place) -> None:
    folder.mkdir(parents=True)
    shutil.copy(peer.program, folder)
    for name, content in peer.files(place).items():
        (folder / name).write_text(json.dumps(content))  # JSON is YAML


def _absent(what: str) -> Figure:
    return Figure(name=f"matrix peers: {what}", value=0, unit="answers")

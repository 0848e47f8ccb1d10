"""The bot of the demo: a separate, real process with settings of its own, which can be killed and started again."""

import asyncio
import os
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import aiohttp

from bot.demo.days import Days

START_WITHIN = 60.0
"""Seconds until a start counts as failed. Measured on two cores: 4 at first, 3 later."""
STOP_WITHIN = 10.0
"""Seconds a polite stop may take before it becomes a kill."""
LOOK_EVERY = 0.1
"""Seconds between two looks at a bot that starts."""

HOUSE = Path(__file__).parent.parent.parent
"""Where the four packages are; the bot's own folder holds no settings of anybody else."""

# A demo that is killed outright leaves no bot behind; only Linux can promise that (see bot/demo/homeserver.py).
LAUNCH = """
import runpy, sys
if sys.platform == "linux":
    import ctypes
    ctypes.CDLL(None).prctl(1, 9)
module, sys.argv = sys.argv[1], sys.argv[1:]
runpy.run_module(module, run_name="__main__", alter_sys=True)
"""


class BotFault(RuntimeError):
    """The bot did not start, or ended by itself; the text holds the end of its log."""


class BotProcess:
    """`python -m bot run` in a folder; data, log and port outlive stops and kills."""

    def __init__(
        self, folder: Path, settings: Mapping[str, str], *, broken: str = "", days: Days | None = None
    ) -> None:
        """Prepare a bot with these settings (by name, without prefix). `broken` names a wall to break on purpose.

        With `days`, each start is on the day that it is there by then.
        """
        self.folder = folder.absolute()
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.log = self.folder / "bot.log"
        self.port = _free_port()
        self.database = settings.get("database_url", "")
        self.days = days or Days()
        own = {"data_dir": str(self.folder / "data"), "health_port": str(self.port), **settings}
        self._environ = {name: value for name, value in os.environ.items() if not name.startswith("ROUNDTABLE_")}
        self._environ |= {f"ROUNDTABLE_{name.upper()}": value for name, value in own.items()}
        self._environ |= {"PYTHONPATH": str(HOUSE), "PYTHONUNBUFFERED": "1"}
        self._command = ["bot.demo.saboteur", broken] if broken else ["bot", "run"]
        self._process: subprocess.Popen[bytes] | None = None

    def set(self, name: str, value: str) -> None:
        """Another value of a setting, from the next start on."""
        self._environ[f"ROUNDTABLE_{name.upper()}"] = value

    async def start(self) -> float:
        """Start, or start again on the same data; give the seconds until it was ready. Raises BotFault."""
        began = time.monotonic()
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: ASYNC220 - a fork takes milliseconds; the object outlives the loop
                [sys.executable, "-c", LAUNCH, *self._today(self._command)],
                cwd=self.folder,
                env=self._environ,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C in a terminal is for us; we then stop it in our own order
            )
        await self._is_ready(began + START_WITHIN)
        return time.monotonic() - began

    async def operate(self, *words: str) -> str:
        """Run a command of operators, as `enrol ...`, with this bot's settings; give what it said. Raises BotFault."""
        process = await asyncio.create_subprocess_exec(
            *[sys.executable, "-m", *self._today(["bot", *words])],
            cwd=self.folder,
            env=self._environ,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        try:
            said, _ = await process.communicate()
        finally:
            if process.returncode is None:
                process.kill()
        if process.returncode != 0:
            raise BotFault(f"`python -m bot {words[0]}` failed: {said.decode(errors='replace').strip()}")
        return said.decode(errors="replace").strip()

    async def at_console(self, *words: str) -> asyncio.subprocess.Process:
        """The same command with somebody at the keyboard: its input and output are the caller's to use and to close."""
        return await asyncio.create_subprocess_exec(
            *[sys.executable, "-m", *self._today(["bot", *words])],
            cwd=self.folder,
            env=self._environ | {"PYTHONIOENCODING": "utf-8"},
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )

    async def stop(self) -> None:
        """Stop politely; kill what does not stop in time."""
        if self._process is None:
            return
        self._process.terminate()
        with suppress(subprocess.TimeoutExpired):
            await asyncio.to_thread(self._process.wait, STOP_WITHIN)
        self.kill()

    def kill(self) -> None:
        """kill -9: what it had not committed is gone; `start` brings it back with what it had."""
        if self._process is None:
            return
        self._process.kill()
        self._process.wait()
        self._process = None

    @property
    def is_running(self) -> bool:
        """Whether the process is alive."""
        return self._process is not None and self._process.poll() is None

    def _today(self, command: Sequence[str]) -> list[str]:
        """The same on the day that it is in the story."""
        ahead = self.days.ahead.total_seconds()
        return ["bot.demo.otherday", f"{ahead}", *command] if ahead else list(command)

    async def _is_ready(self, deadline: float) -> None:
        url = f"http://127.0.0.1:{self.port}/readyz"
        async with aiohttp.ClientSession() as session:
            while self.is_running and time.monotonic() < deadline:
                with suppress(aiohttp.ClientError):  # not listening yet
                    async with session.get(url) as answer:
                        if answer.status == 200:
                            return
                await asyncio.sleep(LOOK_EVERY)
        self.kill()
        raise BotFault(f"The bot did not start; the end of its log:\n{self.last_words()}")

    def last_words(self, lines: int = 15) -> str:
        """The end of its log."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:]) if self.log.exists() else ""


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

"""A Matrix homeserver of our own on loopback, for the demo and for the tests that need a real one.

It is matrix-synapse from the Python index, run by the interpreter that runs us, with SQLite, in the caller's
folder. It is closed: nobody registers, nothing federates, nothing is fetched and nothing is reported.
"""

import asyncio
import base64
import hashlib
import hmac
import json
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import aiohttp

START_WITHIN = 60.0
"""Seconds until a start counts as failed. Measured on two cores: 3.2 at first, 2.7 later."""
STOP_WITHIN = 10.0
"""Seconds a polite stop may take before it becomes a kill."""
LOOK_EVERY = 0.05
"""Seconds between two looks at a server that starts or stops."""

# With Synapse's own limits (0.2 messages a second, one room a minute) the story would take an hour.
# One pair for all of them: nobody but the cast is on this server.
GENEROUS = {"per_second": 1000, "burst_count": 1000}
LIMITS: Mapping[str, Any] = {
    "rc_message": GENEROUS,
    "rc_registration": GENEROUS,
    "rc_login": {"address": GENEROUS, "account": GENEROUS, "failed_attempts": GENEROUS},
    "rc_joins": {"local": GENEROUS, "remote": GENEROUS},
    "rc_joins_per_room": GENEROUS,
    "rc_invites": {"per_room": GENEROUS, "per_user": GENEROUS, "per_issuer": GENEROUS},
    "rc_room_creation": GENEROUS,
    "rc_key_requests": GENEROUS,
    "rc_media_create": GENEROUS,
    "rc_profile": GENEROUS,
    "rc_user_directory": GENEROUS,
}

# Warnings go to the process's own output, which is the log file.
LOG: Mapping[str, Any] = {
    "version": 1,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"level": "WARNING", "handlers": ["out"]},
    "disable_existing_loggers": False,
}

# A demo that is killed outright must not leave a homeserver behind; only Linux can promise that (prctl 1 is
# PR_SET_PDEATHSIG, 9 is SIGKILL). Elsewhere the server outlives such a death and is ended by hand.
LAUNCH = """
import runpy, sys
if sys.platform == "linux":
    import ctypes
    ctypes.CDLL(None).prctl(1, 9)
runpy.run_module("synapse.app.homeserver", run_name="__main__", alter_sys=True)
"""


class HomeserverFault(RuntimeError):
    """The homeserver did not start, or refused what was asked of it; the text says why."""


class Homeserver:
    """One Synapse process and its folder; the folder, the port and the accounts outlive stops and kills."""

    def __init__(self, folder: Path, *, name: str = "roundtable.test", strict_limits: bool = False) -> None:
        """Prepare a server named `name` in `folder`; `strict_limits` keeps Synapse's own rate limits.

        A folder that held a server before gives its name, port, limits and secrets again.
        """
        self.folder = folder.absolute()
        self.log = self.folder / "homeserver.log"
        self._config_file = self.folder / "homeserver.yaml"
        if not self._config_file.exists():
            self._prepare(name, {} if strict_limits else LIMITS)
        config = json.loads(self._config_file.read_text())
        self.name: str = config["server_name"]
        self.port: int = config["listeners"][0]["port"]
        self.url = f"http://127.0.0.1:{self.port}"
        self._secret: str = config["registration_shared_secret"]
        self._process: subprocess.Popen[bytes] | None = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    @property
    def is_running(self) -> bool:
        """Whether the process is alive (it may still be starting)."""
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int | None:
        """The server's process id while it runs."""
        return self._process.pid if self._process and self.is_running else None

    async def start(self) -> float:
        """Start, or start again on the same port and data; give the seconds until it answered.

        Raises HomeserverFault when matrix-synapse is not installed, when it ends or does not answer in time.
        """
        if self.is_running:
            raise HomeserverFault("The homeserver is running already.")
        if find_spec("synapse") is None:
            raise HomeserverFault("matrix-synapse is not installed: `make demo` installs it.")
        began = time.monotonic()
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: ASYNC220 - a fork takes milliseconds; the object outlives the loop
                [sys.executable, "-c", LAUNCH, "--config-path", str(self._config_file)],
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C in a terminal is for us; we then stop it in our own order
            )
        await self._answers(began + START_WITHIN)
        return time.monotonic() - began

    async def stop(self) -> None:
        """Stop politely; kill what does not stop in time."""
        if self._process is None:
            return
        self._process.terminate()
        with suppress(subprocess.TimeoutExpired):
            await asyncio.to_thread(self._process.wait, STOP_WITHIN)
        self.kill()

    def kill(self) -> None:
        """End it at once, as a power cut would; `start` brings it back with what it had committed."""
        if self._process is None:
            return
        self._process.kill()
        self._process.wait()
        self._process = None

    async def register(self, localpart: str, password: str, *, admin: bool = False) -> str:
        """Make an account and give its full id. It has no device yet: its owner logs in.

        Source: Synapse admin API, "Shared-Secret Registration". Raises HomeserverFault if the name is taken.
        """
        path = "/_synapse/admin/v1/register"
        nonce = (await self.admin_api("GET", path))["nonce"]
        words = [nonce, localpart, password, "admin" if admin else "notadmin"]
        mac = hmac.new(self._secret.encode(), "\0".join(words).encode(), hashlib.sha1).hexdigest()
        account = {"nonce": nonce, "username": localpart, "password": password, "admin": admin, "mac": mac}
        answer = await self.admin_api("POST", path, account | {"inhibit_login": True})
        return str(answer["user_id"])

    async def admin_api(
        self, method: str, path: str, body: Mapping[str, Any] | None = None, *, token: str | None = None
    ) -> dict[str, Any]:
        """Ask one thing of the server (admin or client API), with a `token` if it needs one; give the answer.

        Raises HomeserverFault with the Matrix error code for every answer but a success.
        """
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        async with (
            aiohttp.ClientSession(self.url, headers=headers) as session,
            session.request(method, path, json=body) as response,
        ):
            answer: dict[str, Any] = await response.json()
        if response.status >= 400:
            raise HomeserverFault(f"{method} {path}: {response.status} {answer.get('errcode')} {answer.get('error')}")
        return answer

    async def _answers(self, deadline: float) -> None:
        async with aiohttp.ClientSession(self.url) as session:
            while self.is_running and time.monotonic() < deadline:
                if await _is_answered(session):
                    return
                await asyncio.sleep(LOOK_EVERY)
        self.kill()
        raise HomeserverFault(f"The homeserver did not start; the end of {self.log}:\n{_tail(self.log)}")

    def _prepare(self, name: str, limits: Mapping[str, Any]) -> None:
        """Write the folder's files: configuration (JSON is YAML), logging, a signing key."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        # Synapse refuses to start without a signing key; making one with its own command costs two seconds.
        seed = base64.b64encode(secrets.token_bytes(32)).decode().rstrip("=")
        (self.folder / "signing.key").write_text(f"ed25519 a_demo {seed}\n")
        (self.folder / "log.yaml").write_text(json.dumps(LOG))
        self._config_file.touch(mode=0o600)
        self._config_file.write_text(json.dumps(_config(self.folder, name, _free_port(), limits), indent=1))


def _config(folder: Path, name: str, port: int, limits: Mapping[str, Any]) -> dict[str, Any]:
    """Synapse's configuration; what is not named here is as Synapse has it, power levels above all."""
    listener = {
        "port": port,
        "type": "http",
        "tls": False,
        "bind_addresses": ["127.0.0.1"],
        "resources": [{"names": ["client"], "compress": False}],
    }
    return {
        "server_name": name,
        "public_baseurl": f"http://127.0.0.1:{port}/",
        "listeners": [listener],
        "database": {"name": "sqlite3", "args": {"database": str(folder / "homeserver.db")}},
        "log_config": str(folder / "log.yaml"),
        "media_store_path": str(folder / "media"),
        "signing_key_path": str(folder / "signing.key"),
        "registration_shared_secret": secrets.token_hex(32),
        "macaroon_secret_key": secrets.token_hex(32),
        "form_secret": secrets.token_hex(32),
        "enable_registration": False,
        "allow_guest_access": False,
        "federation_domain_whitelist": [],
        "trusted_key_servers": [],
        "suppress_key_server_warning": True,
        "report_stats": False,
        "url_preview_enabled": False,
        "presence": {"enabled": False},
        "bcrypt_rounds": 4,  # the passwords of a cast that lives for an hour
        "background_updates": {"sleep_enabled": False},  # done within the start, not during the story
        **limits,
    }


async def _is_answered(session: aiohttp.ClientSession) -> bool:
    try:
        async with session.get("/_matrix/client/versions") as response:
            return response.status == 200
    except aiohttp.ClientConnectionError:
        return False  # not listening yet: the caller looks again until its deadline


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _tail(log: Path, lines: int = 15) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:]) if log.exists() else ""

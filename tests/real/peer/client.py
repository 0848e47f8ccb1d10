"""Somebody whose Matrix client shares no code with the bot: peer.mjs, a process that says and reads lines of JSON."""

import asyncio
import itertools
import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from tests.postgres import require_or_skip

HERE = Path(__file__).parent
SOON = 60.0
"""Seconds the peer waits for what must come."""
INSTALL_WITHIN = 120.0
"""Seconds npm may take; 3 with a warm cache, 5 without."""
NODE_LEAST = 20
"""The library asks for Node 22; on 20 it runs with the one function that peer.mjs adds."""
LINE_LIMIT = 2**22
"""Bytes of the longest line: a room's whole history as the server has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """One message of somebody else's, as the peer received it. `failure` says why it could not be read, if so.

    `shield` is the warning that a client would draw beside it: 0 is none, None where nothing is encrypted.
    """

    event_id: str
    room: str
    sender: str
    type: str
    relation: Mapping[str, Any]
    content: Mapping[str, Any]
    clear: bool
    failure: str | None
    shield: int | None

    @property
    def body(self) -> str:
        """Its words; of an edit, the new ones."""
        return str(self.content.get("m.new_content", self.content).get("body", ""))

    @property
    def is_fine(self) -> bool:
        """Whether it came encrypted and was shown without a warning."""
        return not self.clear and self.failure is None and self.shield == 0

    @property
    def reply_to(self) -> str | None:
        """The event this replies to."""
        target: str | None = self.relation.get("m.in_reply_to", {}).get("event_id")
        return target


class Peer:
    """The process, what it read so far, and the rooms it knows. Make one with `enter`."""

    def __init__(self, user_id: str, process: asyncio.subprocess.Process) -> None:
        self.user_id = user_id
        self.signed = False
        self.rooms: dict[str, str] = {}
        self.told: list[Read] = []
        self._process = process
        self._answers: dict[int, dict[str, Any]] = {}
        self._numbers = itertools.count(1)
        self._fault: str | None = None
        self._is_ready = False
        self._listening = asyncio.create_task(self._listen())

    @classmethod
    async def enter(cls, homeserver: str, user_id: str, password: str, host: str, log: Path) -> Self:
        """Log in, sign the device, and accept every invitation of `host` from now on.

        What the library has to say goes to `log`. `install` comes first.
        """
        environ = {"PEER_HOMESERVER": homeserver, "PEER_USER": user_id, "PEER_PASSWORD": password, "PEER_HOST": host}
        with log.open("ab") as output:
            process = await asyncio.create_subprocess_exec(
                "node",
                "peer.mjs",
                cwd=HERE,
                env=os.environ | environ,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=output,
                limit=LINE_LIMIT,
            )
        peer = cls(user_id, process)
        await peer.until(lambda: peer._is_ready, f"to be logged in; {log} may say more")
        return peer

    async def close(self) -> None:
        """Go: the program ends when nobody gives it orders any more."""
        if self._process.returncode is None:
            self._process.kill()
        await self._process.wait()
        await asyncio.gather(self._listening, return_exceptions=True)

    @property
    def read(self) -> dict[str, Read]:
        """Each message of others by its event id, as it could be read in the end, in the order of arrival."""
        return {one.event_id: one for one in self.told}

    def room(self, name: str) -> str | None:
        """The id of the room of this name."""
        return next((room for room, called in self.rooms.items() if called == name), None)

    async def in_room(self, name: str) -> str:
        """The same, waiting for it. Raises TimeoutError."""
        await self.until(lambda: self.room(name) is not None, f"the room {name}; it knows {list(self.rooms.values())}")
        return self.room(name) or ""

    async def say(self, room: str, text: str, *, reply_to: str | None = None) -> str:
        """Say something in a room (by id); the event's id."""
        content: dict[str, Any] = {"msgtype": "m.text", "body": text, "m.mentions": {}}
        if reply_to is not None:
            content["m.relates_to"] = {"m.in_reply_to": {"event_id": reply_to}}
        return str((await self._order("send", room=room, content=content))["event_id"])

    async def hears(self, fits: Callable[[Read], bool], what: str, *, after: int = 0) -> Read:
        """The first message of `told[after:]` that could be read and fits, waiting for it. Raises TimeoutError."""

        def found() -> Read | None:
            return next((one for one in self.told[after:] if one.failure is None and fits(one)), None)

        await self.until(lambda: found() is not None, what)
        read = found()
        assert read is not None
        return read

    async def on_the_wire(self, room: str) -> list[dict[str, Any]]:
        """A room's events as the server has them, undecrypted, oldest first."""
        events: list[dict[str, Any]] = (await self._order("wire", room=room))["events"]
        return events

    async def fetch(self, file: Mapping[str, Any]) -> str:
        """The text of an encrypted file, decrypted with the keys its message brought."""
        return str((await self._order("fetch", file=dict(file)))["text"])

    async def verify(self, room: str | None) -> list[str]:
        """Begin to verify the host, in a room (by id) or from device to device; the emoji that the client shows."""
        return list((await self._order("verify", room=room))["emoji"])

    async def conclude(self, *, agreed: bool) -> tuple[str, bool]:
        """Say whether the emoji agree; what came of it ("verified", or a code), and whether the host is trusted now."""
        ended = await self._order("conclude", agreed=agreed)
        return ended["outcome"], ended["trusted"]

    async def replace_identity(self) -> None:
        """This account has another signing identity from now on, and this device is signed by it."""
        await self._order("replace")

    async def until(self, is_so: Callable[[], bool], what: str) -> None:
        """Wait for something. Raises TimeoutError, or RuntimeError for what made the program stumble."""
        deadline = time.monotonic() + SOON
        while not is_so():
            if self._fault is not None:
                raise RuntimeError(f"{self.user_id}: {self._fault}")
            if time.monotonic() > deadline:
                unread = {one.event_id: one.failure for one in self.read.values() if one.failure is not None}
                last = [one.body[:120] for one in self.told[-3:]]
                raise TimeoutError(f"{self.user_id} waited {SOON:.0f} s for {what}; last {last}, unread {unread}")
            await asyncio.sleep(0.05)

    async def _order(self, order: str, **fields: Any) -> dict[str, Any]:
        number = next(self._numbers)
        stdin = self._process.stdin
        assert stdin is not None
        stdin.write(json.dumps({"id": number, "do": order, **fields}).encode() + b"\n")
        await stdin.drain()
        await self.until(lambda: number in self._answers, f"an answer to {order}")
        answer = self._answers.pop(number)
        if "error" in answer:
            raise RuntimeError(f"{order}: {answer['error']}")
        return answer

    async def _listen(self) -> None:
        stdout = self._process.stdout
        assert stdout is not None
        async for line in stdout:
            self._take(json.loads(line))
        self._fault = "the program ended"

    def _take(self, said: dict[str, Any]) -> None:
        if "id" in said:
            self._answers[said["id"]] = said
        elif "fault" in said:
            self._fault = said["fault"]
        elif "ready" in said:
            self.signed, self._is_ready = said["signed"], True
        elif "event_id" in said:
            self.told.append(Read(**said))
        else:
            self.rooms[said["room"]] = said["name"]


def install() -> None:
    """Install the library that package-lock.json pins, unless that was done; skip, or fail in CI, without npm."""
    if shutil.which("npm") is None or (version := _node_version()) is None:
        require_or_skip("npm", "No npm here: no third-party client was tried. Debian: apt install nodejs npm")
    elif version < NODE_LEAST:
        require_or_skip("npm", f"Node {version} is too old for the third-party client: it needs {NODE_LEAST} or newer")
    done, lock = HERE / "node_modules" / ".package-lock.json", HERE / "package-lock.json"
    if done.exists() and done.stat().st_mtime >= lock.stat().st_mtime:
        return
    npm = subprocess.run(["npm", "ci"], cwd=HERE, capture_output=True, text=True, timeout=INSTALL_WITHIN)
    if npm.returncode != 0:
        require_or_skip("npm", f"npm could not install the third-party client: {npm.stderr.strip()[-500:]}")


def _node_version() -> int | None:
    if shutil.which("node") is None:
        return None
    said = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout
    return int(said.removeprefix("v").partition(".")[0])

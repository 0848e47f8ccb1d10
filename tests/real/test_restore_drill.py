"""The whole way back: a machine is lost, and a backup, the key file and the recovery key bring the bot back on another.

On a real homeserver, with the operator's own commands. The homeserver's database says what the bot sent: what stood in
its rooms before stands there after, and nothing beside it.
"""

import asyncio
import contextlib
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from bot.demo.cast import Person
from bot.demo.homeserver import Homeserver
from bot.demo.process import BotFault, BotProcess
from storage import tombstone
from tests.real.test_trouble import PASSWORD, free_port

pytestmark = pytest.mark.real
SOON = 60.0  # seconds


@dataclass
class Stage:
    """A homeserver with a bot's account on it, and folders for its machines."""

    homeserver: Homeserver
    user: str
    folder: Path
    token: str

    def machine(self, name: str, **settings: str) -> BotProcess:
        """A machine with a bot of this account, and nothing on it yet."""
        admins = (f"@{self.user.split(':')[0][1:]}-{who}:{self.homeserver.name}" for who in ("sofia", "tom"))
        own = {
            "admins": ", ".join(f"matrix:{one}" for one in admins), "matrix_homeserver": self.homeserver.url,
            "matrix_user": self.user, "matrix_password": PASSWORD,
        }  # fmt: skip
        return BotProcess(self.folder / name, own | settings)

    async def sent(self) -> list[str]:
        """The ids of all that the bot ever said in a room of its own, by the homeserver's database."""
        found = []
        for room in await self.rooms():
            path = f"/_synapse/admin/v1/rooms/{quote(room)}/messages?limit=1000&dir=f"
            said = await self.homeserver.admin_api("GET", path, token=self.token)
            found += [
                one["event_id"]
                for one in said["chunk"]
                if one["sender"] == self.user and one["type"] in {"m.room.encrypted", "m.room.message"}
            ]
        return sorted(found)

    async def joins(self, who: str) -> None:
        """An admin comes into the rooms that the bot made, with a signed device, and the bot speaks to them."""
        account = f"@{self.user[1:].partition(':')[0]}-{who}:{self.homeserver.name}"
        person = await Person.enter(self.homeserver.url, account, PASSWORD, self.folder / who)
        try:
            async with asyncio.timeout(SOON):
                while not await self.sent():
                    with contextlib.suppress(TimeoutError):
                        await person.join_invited(timeout=1.0)
                    await asyncio.sleep(0.5)
        finally:
            await person.close()

    async def rooms(self) -> list[str]:
        """The rooms that the bot made."""
        listed = await self.homeserver.admin_api("GET", "/_synapse/admin/v1/rooms?limit=1000", token=self.token)
        return sorted(one["room_id"] for one in listed["rooms"] if one["creator"] == self.user)

    async def signed(self) -> dict[str, bool]:
        """The bot's devices, and whether its own identity has signed each."""
        query: dict[str, dict[str, list[str]]] = {"device_keys": {self.user: []}}
        keys: dict[str, Any] = await self.homeserver.admin_api(
            "POST", "/_matrix/client/v3/keys/query", query, token=self.token
        )
        [signer] = keys["self_signing_keys"][self.user]["keys"]
        devices = keys["device_keys"][self.user]
        return {name: signer in one["signatures"][self.user] for name, one in devices.items()}


@pytest.fixture
async def stage(homeserver: Homeserver, tmp_path: Path) -> Stage:
    """Two admins who have accounts, too."""
    name = f"bot{free_port()}"
    for one in (name, f"{name}-sofia", f"{name}-tom"):
        await homeserver.register(one, PASSWORD)
    await homeserver.register(f"{name}-admin", PASSWORD, admin=True)
    token = await token_of(homeserver, f"{name}-admin")
    return Stage(homeserver=homeserver, user=f"@{name}:{homeserver.name}", folder=tmp_path, token=token)


async def test_a_lost_machine_comes_back_on_another_and_says_nothing_again(stage: Stage) -> None:
    lost = stage.machine("lost")
    data = lost.folder / "data"
    try:
        await lost.start()
        await stage.joins("sofia")
        drilled = await lost.operate("drill")
        assert "0 would leave by themselves" in drilled
        assert "every record follows" in drilled
        await lost.operate("backup", str(stage.folder / "backup"))
    finally:
        await lost.stop()
    sent, rooms, before = await stage.sent(), await stage.rooms(), await stage.signed()
    assert sent
    key = recovery_key(lost)

    new = stage.machine("new", matrix_recovery_key=key)
    (new.folder / "data").mkdir(mode=0o700)
    for one in ("roundtable.key", tombstone.NAME):
        shutil.copy2(data / one, new.folder / "data" / one)
    restored = await new.operate(
        "restore", str(stage.folder / "backup"), "--tombstones", str(new.folder / "data" / tombstone.NAME)
    )
    assert "stay" in restored or "are so again" in restored
    try:
        await new.start()
        assert "0 deliveries are let go" in await new.operate("release")
    finally:
        await new.stop()
    after = await stage.signed()
    assert len(set(after) - set(before)) == 1, "a new device"
    assert all(after.values()), "signed by the restored identity"
    assert await stage.rooms() == rooms
    assert await stage.sent() == sent


async def test_a_restore_needs_the_key_file_and_an_empty_database(stage: Stage) -> None:
    lost = stage.machine("lost")
    await lost.operate("migrate")
    await lost.operate("backup", str(stage.folder / "backup"))
    with pytest.raises(BotFault, match="empty database"):
        await lost.operate("restore", str(stage.folder / "backup"))
    with pytest.raises(BotFault, match="key"):
        await stage.machine("new").operate("restore", str(stage.folder / "backup"))


async def token_of(homeserver: Homeserver, name: str) -> str:
    """Somebody logs in."""
    login = {"type": "m.login.password", "identifier": {"type": "m.id.user", "user": name}, "password": PASSWORD}
    return str((await homeserver.admin_api("POST", "/_matrix/client/v3/login", login))["access_token"])


def recovery_key(bot: BotProcess) -> str:
    """What was shown at the first start, once."""
    shown = bot.log.read_text().partition("Recovery key of the bot's Matrix identity")[2]
    found = re.search(r"^((?:\w{4} ){5,}\w{1,4})\s*$", shown, re.MULTILINE)
    assert found, "no recovery key was shown"
    return found[1]

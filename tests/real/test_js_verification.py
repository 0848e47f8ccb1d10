"""An admin verifies the bot from another client, and an operator compares at the console: matrix-js-sdk, the real bot.

The client shares no code with the bot (tests/real/peer/): its emoji, its codes and its trust are its own.
"""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from rich.console import Console

from bot.demo.homeserver import Homeserver
from bot.demo.process import BotProcess
from bot.demo.stage import CHAT, PASSWORD, Player, Stage
from bot.demo.transcript import Transcript
from bot.platforms.matrix.emoji import EMOJI
from tests.real.peer.client import Peer
from tests.real.test_js_peer import House, library

__all__ = ["library"]  # a fixture

pytestmark = pytest.mark.real

SYMBOLS = re.compile("|".join(re.escape(symbol) for symbol, _, _ in EMOJI))
PATIENCE = 60.0


class Operator:
    """`python -m bot verify` at a console, line by line."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._said = ""

    @classmethod
    async def verifies(cls, bot: BotProcess, account: str) -> "Operator":
        """Begin; returns when the bot waits for the account."""
        operator = cls(await bot.at_console("verify", account))
        await operator.reads("within ten minutes")
        return operator

    async def reads(self, words: str) -> str:
        """All that the console showed up to these words."""
        stdout = self._process.stdout
        assert stdout is not None
        async with asyncio.timeout(PATIENCE):
            while words not in self._said:
                read = await stdout.read(4096)
                assert read, f"it ended with: {self._said}"
                self._said += read.decode(errors="replace")
        return self._said

    async def emoji(self) -> list[str]:
        """The seven that the console shows."""
        return SYMBOLS.findall(await self.reads("in this order?"))

    async def says(self, word: str) -> tuple[int, str]:
        """Answer; the exit status, and all that was said."""
        rest, _ = await asyncio.wait_for(self._process.communicate(f"{word}\n".encode()), PATIENCE)
        return self._process.returncode or 0, " ".join((self._said + rest.decode(errors="replace")).split())


@pytest.fixture
async def house(library: None, homeserver: Homeserver, tmp_path: Path) -> AsyncIterator[House]:
    """The bot, and two admins: Vera with a client of the cast, Paula with the other one."""
    bot_account = await homeserver.register("host-of-admin-paula", PASSWORD)
    paula_account = await homeserver.register("admin-paula", PASSWORD)
    vera_account = await homeserver.register("admin-vera", PASSWORD)
    settings = {
        "matrix_homeserver": homeserver.url,
        "matrix_user": bot_account,
        "matrix_password": PASSWORD,
        "admins": f"matrix:{paula_account}, matrix:{vera_account}",
    }
    bot = BotProcess(tmp_path / "bot", settings)
    stage = Stage(
        server=homeserver,
        bot=bot,
        bot_account=bot_account,
        folder=tmp_path,
        transcript=Transcript(screen=Console(quiet=True), is_fast=True),
    )
    async with AsyncExitStack() as ends:
        ends.push_async_callback(bot.stop)
        ends.push_async_callback(stage.close)
        entering = Peer.enter(homeserver.url, paula_account, PASSWORD, bot_account, tmp_path / "peer.log")
        paula, *_ = await asyncio.gather(entering, stage.enter("admin-Vera"), bot.start())
        ends.push_async_callback(paula.close)
        yield House(stage, paula)


def vera(house: House) -> Player:
    """The other admin."""
    return house.stage.players["admin-vera"]


async def test_an_admin_and_the_operator_verify_each_other_and_nothing_less_counts(house: House) -> None:
    paula, bot = house.paula, house.stage.bot
    chat = await paula.in_room(CHAT)
    await house.hears("first-contact", CHAT)

    assert await compared(house, chat, operator="n", client=True) == ("m.mismatched_sas", False, 2)
    assert await compared(house, chat, operator="y", client=False) == ("m.mismatched_sas", False, 2)
    assert await compared(house, chat, operator="y", client=True) == ("verified", True, 0)
    await vera(house).in_room(CHAT)
    await house.stage.hears(vera(house), "Staff", "staff-person-verified")
    posts = await house.posts_on_the_wire(CHAT)
    assert len(posts) > 10, "what the bot says of a verification is encrypted like all that it says"

    await paula.replace_identity()
    told = await house.stage.hears(vera(house), "Staff", "staff-identity-changed")
    await paula.until(lambda: told.event_id in paula.read, "what staff are told")
    assert paula.read[told.event_id].failure is not None, "whose identity is another gets no keys"
    assert await compared(house, None, operator="y", client=True) == ("verified", True, 0)
    await house.asks("group list", "group-none")
    assert "Traceback" not in bot.last_words(10_000)


async def compared(house: House, room: str | None, *, operator: str, client: bool) -> tuple[str, bool, int]:
    """The same emoji on both sides, then what each says; the client's outcome and trust, the console's status."""
    console = await Operator.verifies(house.stage.bot, house.paula.user_id)
    shown = await house.paula.verify(room)
    assert len(shown) == 7
    assert [plain(one) for one in await console.emoji()] == [plain(one) for one in shown]
    if not client:
        outcome = await house.paula.conclude(agreed=False)
        status, said = await console.says(operator)
    else:
        concluding = asyncio.create_task(house.paula.conclude(agreed=True))
        status, said = await console.says(operator)
        outcome = await concluding
    assert ("Verified:" in said) is (status == 0), said
    return *outcome, status


def plain(symbol: str) -> str:
    """Without the sign that asks for a coloured picture, which some write and some don't."""
    return symbol.replace("\ufe0f", "")

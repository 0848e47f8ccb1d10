"""Keeps a client connected to the gateway, whatever ends it.

discord.py's client reconnects by itself, but not always: an exception in one of its parsers ends it, so does a gateway
that can't be reached the first time, and a resume address that refuses is tried for ever. So whatever comes out of a
client is met with a new one, and one that has not been connected for some minutes is given up. What no new client would
mend is Fatal.
"""

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass

import discord

from bot.logs import log, trace
from bot.platform import Fatal
from bot.platforms.discord.client import GatewayClient

FATAL_CLOSES = {
    4004: "Discord refuses the bot's token: it was revoked, or is another application's. Set a new one.",
    4010: "Discord refuses how the bot divides its connection (4010).",
    4011: "The bot is on more servers than one connection may serve (4011); leave those it is not needed on.",
    4012: "Discord no longer speaks this version of its gateway (4012); update the bot.",
    4013: "Discord does not know what the bot asks to be told (4013); update the bot.",
}
INTENTS_REFUSED = (
    "Discord refuses what the bot asks to be told (4014). It needs no privileged intent: see that it is this version "
    "of the bot that runs with this token, or allow what it asks for in the developer portal, under Bot."
)
TOKEN_REFUSED = "Discord refuses the bot's token (401): it was revoked, or is mistyped. Set a new one."


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """Seconds: between clients (rising from `first` to `longest`), without a connection, and between looks.

    A client that was connected and ended before it was `steady` is followed by a pause that rises to `rare`: Discord
    takes 1,000 new sessions a day, and then resets the bot's token.
    """

    first: float = 1.0
    longest: float = 60.0
    steady: float = 300.0
    rare: float = 120.0
    unconnected: float = 180.0
    look: float = 5.0


CLOSE_WITHIN = 10.0  # seconds for a goodbye
CANCEL_EVERY = 1.0  # seconds between two requests to end


class _Unconnected(Exception):
    """It has had time enough."""


async def supervise(make: Callable[[], GatewayClient], token: str, patience: Patience) -> None:
    """Run one client after the other until cancelled. Raises Fatal."""
    pause, clock = patience.first, asyncio.get_running_loop().time
    while True:
        client, began = make(), clock()
        try:
            await _run(client, token, patience)
        except Fatal:
            raise
        except Exception as error:  # noqa: BLE001  whatever it is, a new client is the answer
            log().warning("discord.client_ended", **trace(error))
        finally:
            await _close(client)
        if client.was_live and clock() - began >= patience.steady:
            pause = patience.first
        await asyncio.sleep(pause * random.uniform(0.5, 1))
        pause = min(patience.rare if client.was_live else patience.longest, pause * 2)


async def _close(client: GatewayClient) -> None:
    try:
        async with asyncio.timeout(CLOSE_WITHIN):
            await client.close()
    except Exception as error:  # noqa: BLE001  it is given up in any case
        log().warning("discord.client_not_closed", **trace(error))


async def _run(client: GatewayClient, token: str, patience: Patience) -> None:
    """One client to its end, whatever that is."""
    live = asyncio.create_task(client.start(token))
    watch = asyncio.create_task(_watch(client, patience))
    try:
        ended, _ = await asyncio.wait({live, watch}, return_when=asyncio.FIRST_COMPLETED)
        for task in ended:
            task.result()
    except discord.LoginFailure as refusal:
        raise Fatal(TOKEN_REFUSED) from refusal
    except discord.PrivilegedIntentsRequired as refusal:
        raise Fatal(INTENTS_REFUSED) from refusal
    except discord.ConnectionClosed as closed:
        if closed.code in FATAL_CLOSES:
            raise Fatal(FATAL_CLOSES[closed.code]) from closed
        raise
    finally:
        await _ended(live, watch)


async def _ended(*tasks: asyncio.Task[None]) -> None:
    """Cancel them until they have ended: while it connects, the library may take a cancellation for a failure."""
    while left := [task for task in tasks if not task.done()]:
        for task in left:
            task.cancel()
        await asyncio.wait(left, timeout=CANCEL_EVERY)
    await asyncio.gather(*tasks, return_exceptions=True)


async def _watch(client: GatewayClient, patience: Patience) -> None:
    """Raise when the client has not been connected for too long."""
    clock = asyncio.get_running_loop().time
    seen = clock()
    while True:
        await asyncio.sleep(patience.look)
        if client.is_live:
            seen = clock()
        elif clock() - seen > patience.unconnected:
            raise _Unconnected

"""What Discord, discord.py or the network refuses, put into the three words of the port.

    429, a spent rate limit                   Later, after the seconds that Discord names
    5xx, no answer, a connection lost         Later
    403 without a code of Discord's own       Later: the network before it blocks us, and that passes
    401, a token that is refused              Fatal
    any other 4xx                             Never, with Discord's own error code

The reason is a code: an error's text may repeat what was sent. No exception of discord.py or aiohttp leaves this
package under its own name.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import aiohttp
import discord

from bot.platform import Fatal, Later, Never

BANNED_FOR = 60.0  # seconds; a block by the network before Discord, which says no number, is lifted by silence alone
NETWORK = frozenset({0, 40333})  # codes of a 403 that Discord itself did not decide
LONGEST_NAMED = 3600.0  # seconds; whatever asks for more is looked at again then

OWN_WORDS: Mapping[int, str] = {160005: "thread-locked"}
"""Error codes for which the port's callers have a word, wherever they come from."""


@asynccontextmanager
async def translating() -> AsyncIterator[None]:
    """Whatever is raised inside comes out as Later, Never or Fatal; as a decorator, around a whole method."""
    try:
        yield
    except discord.HTTPException as refusal:
        raise verdict(refusal) from refusal
    except discord.RateLimited as limit:
        raise Later("rate-limit", _bounded(limit.retry_after)) from limit
    except (discord.LoginFailure, discord.PrivilegedIntentsRequired) as refusal:
        raise Fatal(f"Discord refuses the bot's account ({type(refusal).__name__}).") from refusal
    except discord.DiscordException as fault:
        raise Later("discord-client") from fault
    except (aiohttp.ClientError, TimeoutError, OSError) as fault:
        raise Later("no-answer") from fault
    except RuntimeError as fault:
        if str(fault) != "Session is closed":  # aiohttp's words: the client is being replaced by a new one
            raise
        raise Later("no-client") from fault


def verdict(refusal: discord.HTTPException) -> Later | Never | Fatal:
    """The exception for an answer that is not a success; the caller raises it."""
    if refusal.status == 429:
        return Later("rate-limit", _named(refusal))
    if refusal.status >= 500 or refusal.status == 408:
        return Later(f"no-answer-{refusal.status}")
    if is_blocked(refusal):
        return Later("blocked", BANNED_FOR)
    if refusal.status == 401:
        return Fatal("Discord refuses the bot's token (401).")
    return Never(OWN_WORDS.get(refusal.code) or f"discord-{refusal.code or f'http-{refusal.status}'}")


def is_blocked(refusal: discord.HTTPException) -> bool:
    """Whether a 403 is the network's, and says nothing about what was asked for."""
    return refusal.status == 403 and refusal.code in NETWORK


def _named(refusal: discord.HTTPException) -> float:
    try:
        return _bounded(float(refusal.response.headers.get("Retry-After", BANNED_FOR)))
    except ValueError:
        return BANNED_FOR


def _bounded(seconds: float) -> float:
    return min(max(seconds, 0.0), LONGEST_NAMED)

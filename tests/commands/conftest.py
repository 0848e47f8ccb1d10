"""What has happened before many of these tests begin: each is played once, and every test begins on a copy."""

from collections.abc import AsyncIterator

import pytest_asyncio

from storage.unit import Storage
from tests.cast import Cast, assembled, network, on_two_sides
from tests.engagements import Engaged, formed, opened
from tests.scenes import Engine
from tests.summaries import with_buyers


async def _with_buyers(storage: Storage) -> tuple[Cast, None]:
    return await with_buyers(await network(await assembled(storage))), None


async def _with_buyers_on_both(storage: Storage) -> tuple[Cast, None]:
    both = await with_buyers(await on_two_sides(storage))
    await both.sofia.discord.asks("group extend ICT")
    await both.tom.asks("room authorise ICT-discord green")
    await both.tom.asks("yes")
    return both, None


async def _opened(storage: Storage) -> tuple[Cast, str]:
    cast = await network(await assembled(storage))
    return cast, await opened(cast)


async def _formed(storage: Storage) -> tuple[Cast, str]:
    cast = await network(await assembled(storage))
    return cast, await formed(cast)


async def _formed_on_both(storage: Storage) -> tuple[Cast, str]:
    both = await on_two_sides(storage)
    return both, await formed(both)


@pytest_asyncio.fixture
async def buyers(engine: Engine, inline: None) -> AsyncIterator[Cast]:
    """The network, in which Lyon and Oslo buy from Volta and Ghent does not."""
    async with engine.after(_with_buyers) as (cast, _):
        yield cast


@pytest_asyncio.fixture
async def buyers_on_both(engine: Engine, inline: None) -> AsyncIterator[Cast]:
    """The same on both sides, with ICT on Discord, too, as ICT-discord."""
    async with engine.after(_with_buyers_on_both) as (cast, _):
        yield cast


@pytest_asyncio.fixture
async def matched(engine: Engine, inline: None) -> AsyncIterator[Engaged]:
    """Ghent has opened an engagement, Lyon and Oslo are matched, and the room may hear what is AMBER; its code."""
    async with engine.after(_opened) as begun:
        yield begun


@pytest_asyncio.fixture
async def engaged(engine: Engine, inline: None) -> AsyncIterator[Engaged]:
    """The same, and Lyon has joined."""
    async with engine.after(_formed) as begun:
        yield begun


@pytest_asyncio.fixture
async def engaged_on_both(engine: Engine, inline: None) -> AsyncIterator[Engaged]:
    """The same on both sides, where Discord may not carry it."""
    async with engine.after(_formed_on_both) as begun:
        yield begun

"""What has happened before many of these tests begin: each is played once, and every test begins on a copy."""

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.cast import Cast
from tests.engagements import Engaged, formed, opened
from tests.scenes import NETWORK, ON_TWO_SIDES, WITH_BUYERS, Engine, Scene
from tests.summaries import with_buyers


async def _with_buyers_on_both(both: Cast) -> None:
    await with_buyers(both)
    await both.sofia.discord.asks("group extend ICT")
    await both.tom.asks("room authorise ICT-discord green")
    await both.tom.asks("yes")


WITH_BUYERS_ON_BOTH = Scene(_with_buyers_on_both, ON_TWO_SIDES)
OPENED, FORMED, FORMED_ON_BOTH = Scene(opened, NETWORK), Scene(formed, NETWORK), Scene(formed, ON_TWO_SIDES)


@pytest_asyncio.fixture
async def buyers(engine: Engine, inline: None) -> AsyncIterator[Cast]:
    """The network, in which Lyon and Oslo buy from Volta and Ghent does not."""
    async with engine.after(WITH_BUYERS) as (cast, _):
        yield cast


@pytest_asyncio.fixture
async def buyers_on_both(engine: Engine, inline: None) -> AsyncIterator[Cast]:
    """The same on both sides, with ICT on Discord, too, as ICT-discord."""
    async with engine.after(WITH_BUYERS_ON_BOTH) as (cast, _):
        yield cast


@pytest_asyncio.fixture
async def matched(engine: Engine, inline: None) -> AsyncIterator[Engaged]:
    """Ghent has opened an engagement, Lyon and Oslo are matched, and the room may hear what is AMBER; its code."""
    async with engine.after(OPENED) as begun:
        yield begun


@pytest_asyncio.fixture
async def engaged(engine: Engine, inline: None) -> AsyncIterator[Engaged]:
    """The same, and Lyon has joined."""
    async with engine.after(FORMED) as begun:
        yield begun


@pytest_asyncio.fixture
async def engaged_on_both(engine: Engine, inline: None) -> AsyncIterator[Engaged]:
    """The same on both sides, where Discord may not carry it."""
    async with engine.after(FORMED_ON_BOTH) as begun:
        yield begun

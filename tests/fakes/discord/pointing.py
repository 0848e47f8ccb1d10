"""Sends the unmodified discord.py to a fake: two class attributes, and nothing of its code."""

from collections.abc import Iterator
from contextlib import contextmanager

import yarl

from discord.gateway import DiscordWebSocket
from discord.http import Route
from tests.fakes.discord.server import FakeDiscord


@contextmanager
def pointed_at(fake: FakeDiscord) -> Iterator[None]:
    """Let every client of this process talk to the fake, until the block ends."""
    before = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = fake.api_url, yarl.URL(fake.gateway_url)
    try:
        yield
    finally:
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = before

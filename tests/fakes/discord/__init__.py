"""A Discord over loopback, for the unmodified discord.py: REST, gateway, people, faults.

    fake = FakeDiscord(Contract.load(path))
    await fake.start()
    with pointed_at(fake):  # or set Route.BASE to fake.api_url and DEFAULT_GATEWAY to fake.gateway_url
        ...  # start a discord.Client with fake.token

    ana = fake.user("Ana", locale="fr")
    guild = fake.guild("Network", owner=ana)
    channel = guild.channel("lev")
    answer = await ana.slash(channel, "meeting schedule", {"title": "Planning"})
    assert not fake.violations and not fake.own_errors

What it keeps of the real one, and what only a run on the real one can show: `docs/operating.md`.
"""

from tests.fakes.discord.exchange import Choice, Exchange
from tests.fakes.discord.faults import Lost, Reset, Slow, Status
from tests.fakes.discord.moderation import Server
from tests.fakes.discord.nouns import Channel, DirectChannel, Kind, Message, Place, Role, Thread, User
from tests.fakes.discord.people import Person
from tests.fakes.discord.permissions import Permission
from tests.fakes.discord.pointing import pointed_at
from tests.fakes.discord.refused import CannotSend
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.discord.world import Effect

__all__ = [
    "CannotSend",
    "Channel",
    "Choice",
    "DirectChannel",
    "Effect",
    "Exchange",
    "FakeDiscord",
    "Kind",
    "Lost",
    "Message",
    "Permission",
    "Person",
    "Place",
    "Reset",
    "Role",
    "Server",
    "Slow",
    "Status",
    "Thread",
    "User",
    "pointed_at",
]

"""A stand-in for Discord beside the homeserver: the one that the tests use, with a server and some people on it.

It lives where the tests are and is no part of what is installed, so it is imported when somebody asks for it and not
before. The real Discord is never spoken to. The bot reaches it through a relay that keeps what passes (`wire`).
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Self

from bot.demo.days import wall
from bot.demo.wire import Wire

if TYPE_CHECKING:
    from tests.fakes.discord import Channel, FakeDiscord, Role, Server
    from tests.fakes.openapi import Contract

WHAT = "a stand-in for Discord on this machine, checked against Discord's own description"
UNCHECKED = "a stand-in for Discord on this machine, unchecked"
LOBBY = "lobby"
ADMINISTRATORS, INTERNS = "Administrators", "Interns"


class StandInFault(RuntimeError):
    """The stand-in can't be had here; the text says why."""


class StandIn:
    """A Discord with one server. `unchecked` says why nothing is compared with Discord's description; "" if it is."""

    def __init__(self, fake: "FakeDiscord", unchecked: str) -> None:
        self.fake = fake
        self.unchecked = unchecked
        self.wire = Wire()
        # Iris administers the server for the network, and is no part of it; Sofia owns it, for Discord has no other way
        # to give it away.
        self.sofia, self.iris = fake.user("Sofia"), fake.user("Iris")
        self.server: Server = fake.guild("Network", owner=self.sofia)

    @classmethod
    async def start(cls, now: Callable[[], datetime] = wall) -> Self:
        """Begin to listen; `now` is what time it is there. Raises StandInFault."""
        try:
            from tests.fakes.discord import FakeDiscord, Permission
        except ModuleNotFoundError as missing:
            raise StandInFault(
                f"The stand-in for Discord can't be loaded ({missing}). It lives in the repository, under tests/: "
                "run `make demo` there, or play on Matrix alone with --no-discord."
            ) from missing
        contract, unchecked = _contract()
        found = cls(FakeDiscord(contract, now=now), unchecked)
        found.fake.gateway.compression = False  # so that the wire can be read
        await found.fake.start()
        found.wire = await Wire.to(int(found.fake.url.rpartition(":")[2]))
        address = f"127.0.0.1:{found.wire.port}"
        found.fake.world.cdn = f"http://{address}"
        found.fake.world.gateway_url = found.fake.gateway.url = f"ws://{address}/gateway"
        found.server.channel(LOBBY)
        administrators = found.server.role(ADMINISTRATORS, int(Permission.ADMINISTRATOR))
        found.server.join(found.iris, [administrators])
        found.server.role(INTERNS)
        return found

    async def stop(self) -> None:
        """Close every connection and stop listening."""
        await self.wire.close()
        await self.fake.stop()

    @property
    def what(self) -> str:
        """What it is, in words for whoever watches."""
        return f"{UNCHECKED}: {self.unchecked}" if self.unchecked else WHAT

    @property
    def settings(self) -> Mapping[str, str]:
        """What the bot needs to reach it, as settings by name."""
        address = f"127.0.0.1:{self.wire.port}"
        return {
            "discord_token": self.fake.token,
            "discord_guild": str(self.server.id),
            "discord_api": f"http://{address}/api/v10",
            "discord_gateway": f"ws://{address}/gateway",
        }

    @property
    def is_known(self) -> bool:
        """Whether the bot is on the gateway, and its commands were sent: before, clients have none to offer."""
        return self.fake.connections > 0 and bool(self.fake.world.commands[None])

    def channel(self, name: str) -> "Channel | None":
        """The channel or thread of this name."""
        places = (*self.server.channels.values(), *self.server.threads.values())
        return next((one for one in places if one.name == name), None)

    def role(self, name: str) -> "Role":
        """The role of this name."""
        return next(one for one in self.server.roles.values() if one.name == name)

    def calendar(self) -> dict[str, list[datetime]]:
        """When the server's events that are not over begin, by name."""
        begins: dict[str, list[datetime]] = {}
        for event in self.server.events.values():
            if event.status <= 2:  # scheduled, or going on
                start = datetime.fromisoformat(event.fields["scheduled_start_time"])
                begins.setdefault(event.fields["name"], []).append(start)
        return begins


def _contract() -> "tuple[Contract | None, str]":
    """What compares requests and answers with Discord's description, or None and why there is none."""
    try:
        from tests.fakes.openapi import Contract, locate
    except ModuleNotFoundError as missing:
        return None, f"{missing.name} is not installed (`make test` installs it)"
    path = locate()
    if path is None:
        return None, "the description is not here (DISCORD_OPENAPI names the file)"
    return Contract.load(path), ""

"""The fake Discord itself: one application, its servers, REST and gateway on one loopback port."""

import base64
import secrets
from collections.abc import Callable
from datetime import datetime

from aiohttp import web

from tests.fakes.discord import intents, moderation
from tests.fakes.discord.calls import Table
from tests.fakes.discord.clock import Clock, wall
from tests.fakes.discord.faults import Fault
from tests.fakes.discord.gateway import Gateway
from tests.fakes.discord.moderation import Server
from tests.fakes.discord.nouns import User
from tests.fakes.discord.operations import account, channels, commands, events, guilds, interactions, messages, threads
from tests.fakes.discord.people import Person
from tests.fakes.discord.ratelimits import Limits
from tests.fakes.discord.rest import PREFIX, Contract, Rest
from tests.fakes.discord.world import Effect, World

UPLOADS = 30 * 1024 * 1024  # bytes the web server itself takes; Discord's own limit is in `rules`


class FakeDiscord:
    """A Discord for one bot. Without a contract nothing is checked against Discord's description."""

    def __init__(
        self,
        contract: Contract | None = None,
        *,
        now: Callable[[], datetime] = wall,
        message_content: bool = False,
        members: bool = False,
        presences: bool = False,
        token: str | None = None,
    ) -> None:
        """`now` is the server's time; the booleans are the portal's switches for privileged intents."""
        self.world = World(Clock(now))
        self.token = token or f"{_first(self.world.bot.id)}.{secrets.token_hex(3)}.{secrets.token_urlsafe(24)}"
        self.gateway = Gateway(self.world, self.token)
        self.rest = Rest(self.world, Table(OPERATIONS), contract, self.token)
        self.world.privileged_intents = (
            intents.MESSAGE_CONTENT * message_content | intents.GUILD_MEMBERS * members | intents.PRESENCES * presences
        )
        self.url = ""
        self._runner: web.AppRunner | None = None

    async def start(self, port: int = 0) -> None:
        """Listen on 127.0.0.1; port 0 takes a free one."""
        app = web.Application(client_max_size=UPLOADS)
        app.router.add_get("/gateway", self.gateway.serve)
        app.router.add_get("/gateway/", self.gateway.serve)
        app.router.add_get("/attachments/{place}/{file}/{name}", self._file)
        app.router.add_route("*", PREFIX + "/{path:.*}", self.rest.serve)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        self.world.cdn = self.url
        self.gateway.url = self.world.gateway_url = f"{self.url.replace('http', 'ws')}/gateway"

    async def stop(self) -> None:
        """Close every connection and stop listening."""
        await self.gateway.drop(1001)
        if self._runner:
            await self._runner.cleanup()
            self._runner = None

    async def _file(self, request: web.Request) -> web.Response:
        data = self.world.files.get(int(request.match_info["file"]))
        return web.Response(status=404) if data is None else web.Response(body=data)

    # Where and who.

    @property
    def api_url(self) -> str:
        """What `discord.http.Route.BASE` is to be."""
        return self.url + PREFIX

    @property
    def gateway_url(self) -> str:
        """What `discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY` is to be."""
        return self.gateway.url

    @property
    def bot(self) -> User:
        """The bot's user."""
        return self.world.bot

    @property
    def application_id(self) -> int:
        """The application's id."""
        return self.world.application_id

    def user(self, name: str, *, locale: str = "en-US", dms_open: bool = True) -> Person:
        """Somebody new."""
        made = Person(id=self.world.clock.new_id(), name=name, locale=locale, dms_open=dms_open, world=self.world)
        self.world.users[made.id] = made
        return made

    def guild(self, name: str, owner: User) -> Server:
        """A new server, with its owner and the bot on it."""
        return moderation.found(self.world, name, owner)

    # What happened.

    @property
    def violations(self) -> list[str]:
        """What the bot did against Discord's description or documented limits."""
        return self.rest.violations

    @property
    def own_errors(self) -> list[str]:
        """What this fake answered against it, and its own exceptions."""
        return self.rest.own_errors

    @property
    def log(self) -> list[Effect]:
        """Every effect, in order, as it happened on the server."""
        return self.world.log

    @property
    def calls(self) -> dict[str, int]:
        """How often each operation was called, whatever came of it."""
        return self.rest.calls

    @property
    def invalid(self) -> int:
        """Answers of 401, 403 and 429: Discord bans for 10,000 in ten minutes."""
        return self.rest.invalid

    @property
    def limits(self) -> Limits:
        """The rate limits; `limits.on = True` switches them on."""
        return self.rest.limits

    @property
    def refused_429(self) -> int:
        """How many requests were over a limit."""
        return self.rest.limits.refused

    @property
    def connections(self) -> int:
        """How many gateway connections have a session now."""
        return self.gateway.connected

    # Time and trouble.

    @property
    def now(self) -> datetime:
        """The server's time."""
        return self.world.clock.now()

    def advance(self, **spans: float) -> None:
        """Move the server's time: `advance(minutes=16)`."""
        self.world.clock.advance(**spans)

    def fail(self, operation: str, fault: Fault, times: int = 1) -> None:
        """Let the next calls of an operation ("*": of any) meet a fault."""
        self.rest.faults.add(operation, fault, times)

    async def drop(self, code: int = 4000) -> None:
        """Close every gateway connection with this code; 1006 cuts the line."""
        await self.gateway.drop(code)

    async def revoke_token(self) -> str:
        """Let the token be void, as after a leak: connections end with 4004. Returns the new one."""
        self.token = self.gateway.token = self.rest.token = f"new.{secrets.token_urlsafe(24)}"
        self.gateway.sessions.clear()
        await self.gateway.drop(4004)
        return self.token

    def forget_sessions(self) -> None:
        """Let the next RESUME be refused: what happens meanwhile is lost to the bot."""
        self.gateway.sessions.clear()

    def refuse_connections(self, refuse: bool = True) -> None:
        """Let the gateway answer 503."""
        self.gateway.refusing = refuse

    def broken_event(self, name: str, data: object) -> None:
        """Send the bot any event, however wrong."""
        for session in self.gateway.sessions.values():
            session.tell(name, data)


def _first(bot: int) -> str:
    """The first part of a token is the bot's id."""
    return base64.urlsafe_b64encode(str(bot).encode()).decode().rstrip("=")


OPERATIONS = (account, channels, commands, events, guilds, interactions, messages, threads)

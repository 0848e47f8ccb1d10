"""Everything the server knows, how things are found in it, and the record of what happened."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.fakes.discord import permissions
from tests.fakes.discord.clock import Clock
from tests.fakes.discord.nouns import (
    AuditEntry,
    Channel,
    DirectChannel,
    Guild,
    Json,
    Kind,
    Message,
    Place,
    ScheduledEvent,
    Thread,
    User,
)
from tests.fakes.discord.refused import Refused

Seen = Json | Callable[[int], Json | None]
"""An event's data, or what makes it for one session's intents (None: not for this one)."""


@dataclass(frozen=True, kw_only=True)
class Effect:
    """Something that really happened on the server. `op` is the operation that did it, or `person:say` and the like.

    `target` is the id of what it happened to (a message, a thread, an event); `place` that of the channel, or None.
    """

    op: str
    target: int
    place: int | None = None
    name: str = ""
    content: str = ""
    nonce: str | int | None = None
    text: str = ""
    at: datetime


@dataclass(eq=False, kw_only=True)
class Interaction:
    """Somebody asked the bot something. `type`: 2 command, 3 component, 4 autocomplete, 5 modal."""

    id: int
    token: str
    type: int
    user: User
    place: Place
    data: Json
    at: datetime
    started: float
    message: Message | None = None
    cause: "Interaction | None" = None
    answer: int | None = None
    answered_after: float | None = None
    answered: asyncio.Event = field(default_factory=asyncio.Event)
    settled: asyncio.Event = field(default_factory=asyncio.Event)
    original: Message | None = None
    modal: Json | None = None
    choices: list[Json] = field(default_factory=list)
    followups: list[Message] = field(default_factory=list)


class World:
    """The state of the server. `announce` is set by the gateway: it tells the bot's sessions."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.bot = User(id=clock.new_id(), name="Roundtable", bot=True)
        self.application_id = self.bot.id
        self.users: dict[int, User] = {self.bot.id: self.bot}
        self.guilds: dict[int, Guild] = {}
        self.places: dict[int, Place] = {}
        self.commands: dict[int | None, dict[int, Json]] = {None: {}}
        self.command_creates: dict[int | None, list[datetime]] = {}
        self.interactions: dict[str, Interaction] = {}
        self.files: dict[int, bytes] = {}
        self.nonces: dict[tuple[int, int, str | int], Message] = {}
        self.log: list[Effect] = []
        self.privileged_intents = 0
        self.nonce_window = 300.0
        self.patience = 3.0
        self.cdn = ""
        self.gateway_url = ""
        self.announce: Callable[[str, Seen, int], None] = lambda event, data, intents: None

    # Finding: each raises what Discord answers for what is not there or not to be seen by the bot.

    def place(self, key: int) -> Place:
        """A channel, a thread or a direct chat that the bot sees."""
        found = self.places.get(key)
        if found is None or (isinstance(found, Channel) and self.bot.id not in found.guild.members):
            raise Refused(10003)
        if not permissions.sees(found, self.bot):
            raise Refused(50001)
        return found

    def channel(self, key: int) -> Channel:
        """A channel or thread of a server."""
        found = self.place(key)
        if not isinstance(found, Channel):
            raise Refused(50024)
        return found

    def thread(self, key: int) -> Thread:
        """A thread."""
        found = self.place(key)
        if not isinstance(found, Thread):
            raise Refused(50024)
        return found

    def guild(self, key: int) -> Guild:
        """A server that the bot is on."""
        found = self.guilds.get(key)
        if found is None:
            raise Refused(10004)
        if self.bot.id not in found.members:
            raise Refused(50001)
        return found

    def user(self, key: int) -> User:
        """An account."""
        if key not in self.users:
            raise Refused(10013)
        return self.users[key]

    def message(self, place: Place, key: int) -> Message:
        """A message in a channel; ephemeral ones cannot be found there."""
        found = place.messages.get(key)
        if found is None or found.ephemeral:
            raise Refused(10008)
        return found

    def event(self, guild: Guild, key: int) -> ScheduledEvent:
        """A scheduled event."""
        if key not in guild.events:
            raise Refused(10070)
        return guild.events[key]

    def require(self, place: Place, needed: int) -> None:
        """Refuse unless the bot has every permission of `needed` there; a direct chat needs none."""
        if not permissions.may(place, self.bot, needed):
            raise Refused(50013)

    def require_on(self, guild: Guild, needed: int) -> None:
        """Refuse unless the bot has the permissions on the whole server."""
        if permissions.on_server(guild, self.bot) & needed != needed:
            raise Refused(50013)

    def direct(self, user: User) -> DirectChannel:
        """The bot's direct chat with somebody, made when it is first asked for."""
        for known in self.places.values():
            if isinstance(known, DirectChannel) and known.recipient is user:
                return known
        made = DirectChannel(id=self.clock.new_id(), type=Kind.DIRECT, recipient=user)
        self.places[made.id] = made
        return made

    def messages(self) -> Iterator[Message]:
        """Every message there is, wherever it is."""
        for place in list(self.places.values()):
            yield from place.messages.values()

    # Remembering.

    def record(self, op: str, target: int, place: Place | None = None, **details: Any) -> None:
        """Write down that something happened."""
        at = self.clock.now()
        self.log.append(Effect(op=op, target=target, place=place.id if place else None, at=at, **details))

    def record_message(self, op: str, message: Message) -> None:
        """Write down what happened to a message, with what it says now."""
        self.record(op, message.id, message.place, content=message.content, nonce=message.nonce, text=message.text)

    def audit(self, guild: Guild, action: int, target: int | None, reason: str | None, by: User | None = None) -> None:
        """Write a line into the server's audit log."""
        entry = AuditEntry(
            id=self.clock.new_id(), action=action, user_id=(by or self.bot).id, target_id=target, reason=reason
        )
        guild.audit.append(entry)

"""What there is on the server: users, roles, channels, threads, messages, events. Data only, and no rules."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from typing import Any

Json = dict[str, Any]


class Kind(IntEnum):
    """The channel types in use, by Discord's numbers."""

    TEXT = 0
    DIRECT = 1
    VOICE = 2
    CATEGORY = 4
    NEWS = 5
    NEWS_THREAD = 10
    PUBLIC_THREAD = 11
    PRIVATE_THREAD = 12
    STAGE = 13
    FORUM = 15


THREADS = (Kind.NEWS_THREAD, Kind.PUBLIC_THREAD, Kind.PRIVATE_THREAD)
EPHEMERAL = 1 << 6
LOADING = 1 << 7
COMPONENTS_V2 = 1 << 15


@dataclass(eq=False, kw_only=True)
class User:
    """An account. `dms_open` is off for somebody who takes no direct messages from servers."""

    id: int
    name: str
    bot: bool = False
    locale: str = "en-US"
    dms_open: bool = True

    @property
    def mention(self) -> str:
        """How a message names this user."""
        return f"<@{self.id}>"


@dataclass(eq=False, kw_only=True)
class Role:
    """A role; the one that has its server's id is @everyone."""

    id: int
    name: str
    permissions: int
    position: int
    managed_by: int | None = None
    mentionable: bool = False


@dataclass(eq=False, kw_only=True)
class Member:
    """A user on a server, with the roles given (never @everyone)."""

    user: User
    roles: list[Role]
    joined_at: datetime


@dataclass(kw_only=True)
class Overwrite:
    """What a channel allows or denies one role (type 0) or member (type 1)."""

    id: int
    type: int
    allow: int = 0
    deny: int = 0


@dataclass(eq=False, kw_only=True)
class Upload:
    """A file that hangs on a message."""

    id: int
    filename: str
    data: bytes = field(repr=False)
    content_type: str = "application/octet-stream"
    description: str | None = None


@dataclass(eq=False, kw_only=True)
class Place:
    """Wherever messages can be; also a category or a forum, where none are."""

    id: int
    type: int
    messages: "dict[int, Message]" = field(default_factory=dict, repr=False)
    last_id: int | None = None


@dataclass(eq=False, kw_only=True)
class DirectChannel(Place):
    """The private chat of the bot and one user."""

    recipient: User


@dataclass(eq=False, kw_only=True)
class Channel(Place):
    """A channel of a server. `parent` is its category, or for a thread the channel it hangs on."""

    name: str
    guild: "Guild" = field(repr=False)
    parent: "Channel | None" = field(default=None, repr=False)
    overwrites: dict[int, Overwrite] = field(default_factory=dict)
    position: int = 0
    topic: str | None = None
    tags: list[Json] = field(default_factory=list)
    settings: Json = field(default_factory=dict)
    flags: int = 0


@dataclass(eq=False, kw_only=True)
class Thread(Channel):
    """A thread or a forum post. `minutes` is how long it stays without being archived."""

    owner_id: int
    created_at: datetime
    archived: bool = False
    archived_at: datetime
    locked: bool = False
    invitable: bool = True
    minutes: int = 4320
    members: dict[int, datetime] = field(default_factory=dict)
    applied_tags: list[str] = field(default_factory=list)

    @property
    def private(self) -> bool:
        """Whether only members, and those who manage threads, can see it."""
        return self.type == Kind.PRIVATE_THREAD

    @property
    def home(self) -> Channel:
        """The channel it hangs on."""
        assert self.parent is not None
        return self.parent


@dataclass(eq=False, kw_only=True)
class Message:
    """A message as it stands now. `only_for` is the one person who sees an ephemeral one."""

    id: int
    place: Place = field(repr=False)
    author: User
    at: datetime
    content: str = ""
    embeds: list[Json] = field(default_factory=list)
    components: list[Json] = field(default_factory=list)
    attachments: list[Upload] = field(default_factory=list)
    flags: int = 0
    type: int = 0
    nonce: str | int | None = None
    edited_at: datetime | None = None
    mentions: list[User] = field(default_factory=list)
    mention_roles: list[Role] = field(default_factory=list)
    mention_everyone: bool = False
    pinged: set[int] = field(default_factory=set)
    reference: "Message | None" = field(default=None, repr=False)
    thread: Thread | None = field(default=None, repr=False)
    webhook_id: int | None = None
    interaction: Json | None = field(default=None, repr=False)
    only_for: User | None = None
    poll: Json | None = None
    pinned: bool = False
    deleted: bool = False

    @property
    def ephemeral(self) -> bool:
        """Whether one person alone sees it."""
        return self.only_for is not None

    @property
    def loading(self) -> bool:
        """Whether it still says that the bot is thinking."""
        return bool(self.flags & LOADING)

    @property
    def text(self) -> str:
        """Every word a reader sees: content, embeds, text displays, labels of buttons and selects."""
        return "\n".join(filter(None, [self.content, *_words(self.embeds), *_words(self.components)]))


WORDS = ("title", "description", "name", "value", "text", "content", "label", "placeholder")
UNSEEN = ("custom_id", "url", "emoji")


def _words(part: Any, key: str = "") -> list[str]:
    if isinstance(part, list):
        return [word for each in part for word in _words(each, key)]
    if isinstance(part, dict):
        # The value of a select's option is not shown; that of an embed's field is.
        hidden = ("value", *UNSEEN) if "label" in part else UNSEEN
        return [word for name, each in part.items() if name not in hidden for word in _words(each, name)]
    return [part] if isinstance(part, str) and key in WORDS else []


@dataclass(eq=False, kw_only=True)
class ScheduledEvent:
    """A scheduled event. `fields` are Discord's own: name, description, times, status, where it is."""

    id: int
    guild: "Guild" = field(repr=False)
    creator: User
    fields: Json

    @property
    def status(self) -> int:
        """1 scheduled, 2 active, 3 completed, 4 cancelled."""
        return int(self.fields["status"])


@dataclass(eq=False, kw_only=True)
class AuditEntry:
    """One line of a server's audit log. `action` is Discord's action type, 10 for a channel that was created."""

    id: int
    action: int
    user_id: int
    target_id: int | None
    reason: str | None


@dataclass(eq=False, kw_only=True)
class Guild:
    """A server. What moderators do to it is in `tests.fakes.discord.moderation`."""

    id: int
    name: str
    owner: User
    locale: str = "en-US"
    roles: dict[int, Role] = field(default_factory=dict)
    members: dict[int, Member] = field(default_factory=dict)
    channels: dict[int, Channel] = field(default_factory=dict)
    threads: dict[int, Thread] = field(default_factory=dict)
    events: dict[int, ScheduledEvent] = field(default_factory=dict)
    audit: list[AuditEntry] = field(default_factory=list)

    @property
    def everyone(self) -> Role:
        """The role that every member has."""
        return self.roles[self.id]

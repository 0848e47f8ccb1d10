"""What reaches the bot from a platform, in words that are no platform's own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A command given as a form of the platform's own: the spec's path, and each value as it would be typed."""

    path: tuple[str, ...]
    values: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosed:
    """A file that comes with a command, and is not fetched yet. `name`, `size` (bytes) and `media_type` are what its
    sender says of it; `handle` is how its platform finds it, "" where it may not be taken as it came.
    """

    name: str = field(repr=False)
    size: int
    media_type: str
    handle: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoted:
    """The message that a command replies to: whose it provably is, and their own words."""

    sender: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A new, unedited text of a person. Edits, notices, captions, bots and the bot itself never become one.

    `text` is the person's own (no quoted fallback, no code blocks' content as a command line). `replay_key` names the
    ciphertext (Megolm session and index) so that an old one under a new event id is known; None in clear. `verified`
    is True when the event came from a device its owner signed, under a pinned identity. `encrypted` says how it
    arrived. `mentioned` says that the bot is addressed. `reply_to` and `thread` are external event ids. `quoted` is
    what a command replies to, where it could be read.

    Where the platform has forms and buttons: `call` is a command given by a form, `dialog` the id of the question that
    is answered by `text`, and `answer_to` the platform's own handle for answering the asker alone. `within` is the room
    that a thread belongs to, where the thread itself may be a room of ours. `name` is what the platform calls the
    sender, "" where their account says it. `file` came with the `call`: in a form, or dropped in a room.
    """

    platform: str
    event_id: str
    replay_key: str | None
    room: str
    sender: str
    text: str
    at: datetime
    encrypted: bool
    verified: bool
    mentioned: bool = False
    reply_to: str | None = None
    thread: str | None = None
    quoted: Quoted | None = None
    within: str | None = None
    name: str = ""
    call: Call | None = None
    file: Enclosed | None = None
    dialog: str = ""
    answer_to: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Typing:
    """Somebody is filling in a form, and may be offered what to choose; never written down.

    `values` are the other options so far. `text` is what stands in the one that is being typed.
    """

    platform: str
    room: str
    sender: str
    path: tuple[str, ...]
    option: str
    text: str
    values: Mapping[str, str] = field(default_factory=dict, repr=False)
    within: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reacted:
    """A reaction to an event. It travels in clear and can be forged by a server: it is never more than an RSVP."""

    platform: str
    event_id: str
    room: str
    sender: str
    target: str
    emoji: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomChanged:
    """Something that decides who can read a room changed (members, rules, encryption, an upgrade, or we left)."""

    platform: str
    room: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Invited:
    """Somebody invites the bot to a room.

    Joined only if the inviter is known and the room is a private chat with them.
    """

    platform: str
    room: str
    sender: str
    direct: bool
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityChanged:
    """A member's signing identity is not the pinned one any more; their devices get no keys until staff look."""

    platform: str
    person: str
    at: datetime


Event: TypeAlias = Heard | Reacted | RoomChanged | Invited | IdentityChanged
